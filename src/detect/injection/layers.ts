// The layers that look for attempts to take the model over, one after the other over one segment:
// patterns (L1), then learned weights (L2), which are told what the patterns saw.
import type { Finding } from "../../domain/finding.ts";
import type { Segment } from "../../domain/segment.ts";
import type { Detector } from "../detector.ts";
import { classify, isJudged, type Classified } from "./classifier/classifier.ts";
import { segmentViews } from "./phrases.ts";

/** The layers over some patterns, as one detector. Throws where no weights are installed. */
export function injectionLayers(patterns: readonly Detector[]): Detector {
  return {
    meta: {
      id: "injection.layers",
      finds: "Everything that the patterns and the classifier find.",
      source: "docs/injection.md",
    },
    applies: (segment) => isJudged(segment) || patterns.some((pattern) => pattern.applies(segment)),
    inspect: (segment) => {
      const found = patternFindings(segment, patterns);
      return [...found, ...classifySegment(segment, found).findings];
    },
  };
}

/** What the patterns of the first layer find in a segment. */
export function patternFindings(segment: Segment, patterns: readonly Detector[]): Finding[] {
  return patterns.flatMap((pattern) => (pattern.applies(segment) ? pattern.inspect(segment) : []));
}

/**
 * How sure both layers together are that a segment holds an attack, 0 to 1, also where that is too
 * little for a finding.
 */
export function injectionScore(segment: Segment, patterns: readonly Detector[]): number {
  const found = patternFindings(segment, patterns);
  const { confidence } = classifySegment(segment, found);
  return found.reduce((most, finding) => Math.max(most, finding.confidence), confidence);
}

function classifySegment(segment: Segment, found: readonly Finding[]): Classified {
  return classify(segment, segmentViews(segment), found);
}
