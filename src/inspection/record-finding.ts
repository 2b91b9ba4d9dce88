// What an event keeps of a finding, and the finding that an event tells of: kinds and places, never
// text. Neither knows what was matched.
import type { Finding, RecordedFinding, RecordedRange, TextRange } from "../domain/finding.ts";
import { LIMITS } from "../domain/limits.ts";
import type { Direction } from "../domain/segment.ts";

/** How a finding is recorded. */
export interface RecordOptions {
  readonly direction: Direction;
  readonly hasPaths: boolean;
  /** Keyed hash of what was matched; absent where the policy keeps none. */
  readonly fingerprint?: string | undefined;
  /** Whether its words and its view are kept: an event explains `LIMITS.findingsExplainedMax`. */
  readonly isExplained: boolean;
}

/** What an event keeps of a finding. */
export function recordFinding(finding: Finding, options: RecordOptions): RecordedFinding {
  const {
    detector,
    category,
    severity,
    confidence,
    path,
    within,
    kind,
    layer,
    view,
    words,
    declared,
  } = finding;
  const { direction, hasPaths, fingerprint, isExplained } = options;
  return {
    detector,
    category,
    severity,
    confidence,
    direction,
    path: hasPaths ? path : "",
    ...(within !== undefined && hasPaths && { within }),
    ...recordRange(finding),
    ...(fingerprint !== undefined && { fingerprint }),
    ...(kind && { kind }),
    ...(layer && { layer }),
    ...(declared && { declared }),
    ...(isExplained && {
      ...(view && {
        view: {
          decoding: view.decoding.slice(0, LIMITS.findingDecodingsMax),
          ...recordRange(view),
        },
      }),
      ...(words && { words: words.slice(0, LIMITS.findingWordsMax).map(recordRange) }),
    }),
  };
}

/** The finding that an event tells of. Events of before something was recorded lack it. */
export function recordedFinding(recorded: RecordedFinding): Finding {
  const {
    detector,
    category,
    severity,
    confidence,
    path,
    within,
    kind,
    layer,
    view,
    words,
    declared,
  } = recorded;
  return {
    detector,
    category,
    severity,
    confidence,
    path,
    ...(within !== undefined && { within }),
    ...rangeOf(recorded),
    ...(kind && { kind }),
    ...(layer && { layer }),
    ...(declared && { declared }),
    ...(view && { view: { decoding: view.decoding, ...rangeOf(view) } }),
    ...(words && { words: words.map(rangeOf) }),
  };
}

function recordRange({ start, end }: TextRange): RecordedRange {
  return { start, length: end - start };
}

function rangeOf({ start, length }: RecordedRange): TextRange {
  return { start, end: start + length };
}
