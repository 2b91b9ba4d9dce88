// A detector of arguments out of its judges: one for each thing that an argument may be meant to
// hold. What it holds, in which forms it can be read and where that stands in the argument is
// settled here, the same for all; a judge sees one text.
import type { Finding } from "../../domain/finding.ts";

import type { Detector, DetectorMeta } from "../detector.ts";
import { argumentViews, type ArgumentView } from "./argument-views.ts";
import { declaredReading, type Declared } from "./declared.ts";

/** What a judge finds in a text, and where in it. */
export type Found = Omit<Finding, "detector" | "path" | "declared" | "view">;

/** One form of an argument. */
export interface Reading {
  readonly text: string;
  /** What was decoded to read it so, outermost first; empty for the argument as it stands. */
  readonly decoding: readonly string[];
}

/**
 * Judges one form of an argument. Ranges are of that form. Never throws on any text; linear in its
 * length.
 */
export type Judge = (text: string, reading: Reading) => readonly Found[];

/** By what the argument is meant to hold; null where the detector has nothing to say of it. */
export type Judges = Readonly<Record<Declared, Judge | null>>;

/** A detector that asks its judges of every form of every argument. */
export function argumentDetector(meta: DetectorMeta, judges: Judges): Detector {
  return {
    meta,
    applies: (segment) => segment.kind === "tool_argument",
    inspect(segment) {
      const { content, by } = declaredReading(segment);
      const judge = judges[content];
      if (judge === null) return [];
      const found = argumentViews(segment).flatMap((view) =>
        judge(view.text, view).map((one) => placed(one, view)),
      );
      if (found.length === 0) return [];
      const declared = by === null ? {} : { declared: { content, by } };
      return surest(found).map((one) => ({
        detector: meta.id,
        path: segment.path,
        ...one,
        ...declared,
      }));
    },
  };
}

type Placed = Omit<Finding, "detector" | "path" | "declared">;

/** What was found in one form, where it stands in the argument. */
function placed(found: Found, { decoding, start, end, mapped }: ArgumentView): Placed {
  if (mapped === null) return found;
  return {
    ...found,
    start: mapped.start(found.start),
    end: Math.max(mapped.end(found.end), mapped.start(found.start)),
    view: { decoding, start, end },
  };
}

/** Findings compared with each other; a text built to hold more is found out by the first. */
const CONSIDERED_MAX = 256;

/** Findings of one detector, without those that a surer one of the same category covers. */
function surest(found: readonly Placed[]): readonly Placed[] {
  const kept: Placed[] = [];
  const surestFirst = found.toSorted((a, b) => b.confidence - a.confidence);
  for (const one of surestFirst.slice(0, CONSIDERED_MAX)) {
    const isCovered = kept.some(
      (other) => other.category === one.category && one.start < other.end && other.start < one.end,
    );
    if (!isCovered) kept.push(one);
  }
  return kept;
}
