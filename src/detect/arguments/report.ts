// The shape shared by the detectors of arguments: tables of expressions, and findings at ranges.
import type { Finding, Severity } from "../../domain/finding.ts";
import type { Segment } from "../../domain/segment.ts";

/** An expression and what it means when it matches. */
export interface Shape {
  /** Global, with closed quantifiers. */
  readonly is: RegExp;
  readonly category: string;
  readonly severity: Severity;
  readonly confidence: number;
}

/** What is found, and where. */
export type Found = Omit<Finding, "detector" | "path">;

/** Matches reported of one shape; more of the same say nothing new. */
const MATCHES_PER_SHAPE = 8;

/** Every match of every shape. */
export function findShapes(text: string, shapes: readonly Shape[]): Found[] {
  const found: Found[] = [];
  for (const { is, ...meaning } of shapes) {
    let matches = 0;
    for (const match of text.matchAll(is)) {
      found.push({ ...meaning, start: match.index, end: match.index + match[0].length });
      matches += 1;
      if (matches === MATCHES_PER_SHAPE) break;
    }
  }
  return found;
}

/** Findings of one detector, without those that a surer one of the same category covers. */
export function report(detector: string, segment: Segment, found: readonly Found[]): Finding[] {
  const kept: Found[] = [];
  for (const one of [...found].sort((a, b) => b.confidence - a.confidence)) {
    const isCovered = kept.some(
      (other) =>
        other.category === one.category && one.start < other.end && other.start < one.end,
    );
    if (!isCovered) kept.push(one);
  }
  return kept.map((one) => ({ detector, path: segment.path, ...one }));
}
