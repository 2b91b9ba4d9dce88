// A detector of arguments out of its judges: one for each thing that an argument may be meant to
// hold. What it holds, in which forms it can be read and where that stands in the argument is
// settled here, the same for all; a judge sees one text.
import type { Finding } from "../../domain/finding.ts";
import type { Segment } from "../../domain/segment.ts";
import type { Detector, DetectorMeta } from "../detector.ts";
import { argumentForms, type ArgumentForm } from "./argument-forms.ts";
import type { Declared } from "./declared.ts";

/** What a judge finds in a text, and where in it. */
export type Found = Omit<Finding, "detector" | "path" | "within" | "declared" | "view">;

/** One form of an argument. */
export interface Reading {
  readonly text: string;
  /**
   * What was decoded to read it so, outermost first; empty for the argument as it stands, and for a
   * string that stands as it is in an argument that is JSON.
   */
  readonly decoding: readonly string[];
}

/**
 * Judges one form of an argument. Ranges are of that form. Never throws on any text; linear in its
 * length.
 */
export type Judge = (text: string, reading: Reading) => readonly Found[];

/** By what the argument is meant to hold; null where the detector has nothing to say of it. */
export type Judges = Readonly<Record<Declared, Judge | null>>;

/**
 * What a form must have, or its judge is not asked: one of the signs of the survey or one of the
 * marks of payloads. Most forms have none. Both may be wider than what the judge itself asks first,
 * never narrower.
 */
export interface Needs {
  readonly signs?: number;
  readonly marks?: number;
  /** What holds no plain text: its judge is always asked. */
  readonly except?: Declared;
}

const NOTHING: readonly Finding[] = [];

/** A detector that asks its judges of every form of every argument that has what it needs. */
export function argumentDetector(
  meta: DetectorMeta,
  judges: Judges,
  { signs, marks, except }: Needs = {},
): Detector {
  const isAlways = signs === undefined && marks === undefined;
  const signsNeeded = signs ?? 0;
  const marksNeeded = marks ?? 0;
  return {
    meta,
    applies: (segment) => segment.kind === "tool_argument",
    inspect(segment) {
      let found: Placed[] | null = null;
      for (const form of argumentForms(segment)) {
        const { content } = form.declared;
        const isWanted =
          isAlways ||
          (form.signs & signsNeeded) !== 0 ||
          (form.marks & marksNeeded) !== 0 ||
          content === except;
        const judge = isWanted ? judges[content] : null;
        if (judge === null) continue;
        for (const one of judge(form.text, form)) (found ??= []).push(placed(one, form, segment));
      }
      if (found === null) return NOTHING;
      return surest(found).map((one) => ({ detector: meta.id, ...one }));
    },
  };
}

type Placed = Omit<Finding, "detector">;

/** What was found in one form, where it stands in the argument. */
function placed(found: Found, form: ArgumentForm, { path }: Segment): Placed {
  const { declared, undone, start, end, mapped } = form;
  const reading = declared.by === null ? {} : { declared };
  const own = { ...found, path: form.path, ...reading };
  if (mapped === null) return own;
  const from = mapped.start(found.start);
  return {
    ...own,
    start: from,
    end: Math.max(mapped.end(found.end), from),
    view: { decoding: undone, start, end },
    ...(form.path !== path && { within: path }),
  };
}

/** Findings compared with each other; a text built to hold more is found out by the first. */
const CONSIDERED_MAX = 256;

/**
 * Findings of one detector, without those that a surer one of the same category covers. Of two that
 * are as sure, the one that was found further inside says more.
 */
function surest(found: readonly Placed[]): readonly Placed[] {
  const kept: Placed[] = [];
  const surestFirst = found.toSorted(
    (a, b) => b.confidence - a.confidence || b.path.length - a.path.length,
  );
  for (const one of surestFirst.slice(0, CONSIDERED_MAX)) {
    const isCovered = kept.some(
      (other) => other.category === one.category && one.start < other.end && other.start < one.end,
    );
    if (!isCovered) kept.push(one);
  }
  return kept;
}
