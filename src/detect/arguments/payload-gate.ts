// What the detectors of payloads ask before all else: which telling characters stand in an argument,
// in any of its forms. Ordinary values have few of them, and then nobody looks further.
import type { Segment } from "../../domain/segment.ts";
import type { Detector, DetectorMeta } from "../detector.ts";
import { argumentDetector, type Judges } from "./argument-detector.ts";
import { argumentViews } from "./argument-views.ts";

/** Bits, one for each kind of character that a grammar of payloads needs. */
export const MARKS = {
  less: 1,
  brace: 2,
  paren: 4,
  equals: 8,
  newline: 16,
  dollar: 32,
  colon: 64,
  quote: 128,
  star: 256,
  underscore: 512,
  dot: 1024,
  ampersand: 2048,
  plus: 4096,
  hash: 8192,
  at: 16_384,
  bracket: 32_768,
  pipe: 65_536,
  semicolon: 131_072,
  backtick: 262_144,
  bang: 524_288,
  percent: 1_048_576,
  backslash: 2_097_152,
  slash: 4_194_304,
} as const;

const BY_CHARACTER: Readonly<Record<string, number>> = {
  "<": MARKS.less,
  "{": MARKS.brace,
  "(": MARKS.paren,
  "=": MARKS.equals,
  "\n": MARKS.newline,
  "\r": MARKS.newline,
  $: MARKS.dollar,
  ":": MARKS.colon,
  '"': MARKS.quote,
  "'": MARKS.quote,
  "*": MARKS.star,
  _: MARKS.underscore,
  ".": MARKS.dot,
  "&": MARKS.ampersand,
  "+": MARKS.plus,
  "#": MARKS.hash,
  "@": MARKS.at,
  "[": MARKS.bracket,
  "|": MARKS.pipe,
  ";": MARKS.semicolon,
  "`": MARKS.backtick,
  "!": MARKS.bang,
  "%": MARKS.percent,
  "\\": MARKS.backslash,
  "/": MARKS.slash,
};

/** By code unit; characters beyond ASCII mark nothing, views spell them plainly. */
const TABLE = new Int32Array(128);
for (const [character, mark] of Object.entries(BY_CHARACTER)) {
  TABLE[character.charCodeAt(0)] = mark;
}

/** The marks that stand in a text, or'ed. Linear in its length. */
export function marksOf(text: string): number {
  let marks = 0;
  for (let at = 0; at < text.length; at += 1) marks |= TABLE[text.charCodeAt(at)] ?? 0;
  return marks;
}

/** The detectors ask one after the other of the same segment. */
let asked: { readonly segment: Segment; readonly marks: number } | null = null;

function segmentMarks(segment: Segment): number {
  if (asked?.segment === segment) return asked.marks;
  const marks = argumentViews(segment).reduce((all, { text }) => all | marksOf(text), 0);
  asked = { segment, marks };
  return marks;
}

/**
 * A detector that looks only at arguments in which, in one form or another, at least one of `marks`
 * stands. Otherwise as `argumentDetector`.
 */
export function markedDetector(meta: DetectorMeta, marks: number, judges: Judges): Detector {
  return {
    ...argumentDetector(meta, judges),
    applies: (segment) => segment.kind === "tool_argument" && (segmentMarks(segment) & marks) !== 0,
  };
}
