// What the detectors of payloads ask before all else: which telling signs stand in a text. Ordinary
// values have few of them, and then nobody looks further. A sign is a character with its neighbours:
// the parenthesis of `f(x)`, not the one of "two (2)".
import type { Detector, DetectorMeta } from "../detector.ts";
import { argumentDetector, type Found, type Judge, type Judges } from "./argument-detector.ts";
import { findShapes, type Shape } from "./report.ts";

/** Bits, one for each kind of sign. */
export const MARKS = {
  /** `<` */
  less: 1,
  /** `{` */
  brace: 2,
  /** `(` right after something. */
  call: 4,
  /** `(` after white space or at the start. */
  paren: 8,
  equals: 16,
  newline: 32,
  /** `$` before anything but a digit. */
  dollar: 64,
  /** `:` before anything but white space. */
  colon: 128,
  /** A quotation mark, but not the apostrophe of a word. */
  quote: 256,
  star: 512,
  /** Two underscores. */
  dunder: 1024,
  /** `.` between letters. */
  dot: 2048,
  ampersand: 4096,
  /** `+` before `A`. */
  plus: 8192,
  /** `[` */
  bracket: 16_384,
  pipe: 32_768,
  semicolon: 65_536,
  backtick: 131_072,
  /** `%` right before something. */
  percent: 262_144,
  backslash: 524_288,
  /** A capital or a digit after a small letter, as in codes and names of programs. */
  mixed: 1_048_576,
  /** Anything beyond ASCII. */
  wide: 2_097_152,
  /** Two exclamation marks, or one before a word: tags of YAML. */
  bang: 4_194_304,
} as const;

/** What a character is to its neighbours. */
const KINDS = { other: 0, space: 1, lower: 2, upper: 3, digit: 4 } as const;
const KIND = new Uint8Array(128);
/** The mark of a character that is one whatever stands beside it. */
const ALWAYS = new Uint32Array(128);
/** Whether a character is a sign beside certain others; of those without either only the kind is asked. */
const IS_SIGN = new Uint8Array(128);
for (let code = 0; code < 128; code += 1) {
  const character = String.fromCharCode(code);
  if (/\s/.test(character)) KIND[code] = KINDS.space;
  else if (/[a-z]/.test(character)) KIND[code] = KINDS.lower;
  else if (/[A-Z]/.test(character)) KIND[code] = KINDS.upper;
  else if (/\d/.test(character)) KIND[code] = KINDS.digit;
  if (/[($:"'_.&+%!]/.test(character)) IS_SIGN[code] = 1;
}
const MARKS_ALWAYS = {
  "<": MARKS.less,
  "{": MARKS.brace,
  "=": MARKS.equals,
  "\n": MARKS.newline,
  "\r": MARKS.newline,
  "*": MARKS.star,
  "[": MARKS.bracket,
  "|": MARKS.pipe,
  ";": MARKS.semicolon,
  "`": MARKS.backtick,
  "\\": MARKS.backslash,
};
for (const [character, mark] of Object.entries(MARKS_ALWAYS))
  ALWAYS[character.charCodeAt(0)] = mark;

/** The last text, because detectors ask one after the other of the same. */
let lastText = "";
let lastMarks = 0;

/** The marks that stand in a text, or'ed. Linear in its length. */
export function marksOf(text: string): number {
  if (text === lastText) return lastMarks;
  let marks = 0;
  let before: number = KINDS.space;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 128) {
      marks |= MARKS.wide;
      before = KINDS.other;
      continue;
    }
    const kind = KIND[code] ?? KINDS.other;
    if (kind > KINDS.lower) {
      if (before === KINDS.lower) marks |= MARKS.mixed;
    } else if (kind !== KINDS.lower) {
      marks |= ALWAYS[code] ?? 0;
      if (IS_SIGN[code] === 1) marks |= markOf(code, before, text.charCodeAt(at + 1));
    }
    before = kind;
  }
  lastText = text;
  lastMarks = marks;
  return marks;
}

/** `after` is NaN at the end of the text. */
function markOf(code: number, before: number, after: number): number {
  const next = after < 128 ? (KIND[after] ?? KINDS.other) : KINDS.other;
  const isAtEnd = Number.isNaN(after);
  switch (String.fromCharCode(code)) {
    case "(":
      return before === KINDS.space ? MARKS.paren : MARKS.call;
    case "$":
      return next === KINDS.digit ? 0 : MARKS.dollar;
    case ":":
      return isAtEnd || next === KINDS.space || next === KINDS.digit ? 0 : MARKS.colon;
    case '"':
    case "'":
      return isLetter(before) && isLetter(next) && !isAtEnd ? 0 : MARKS.quote;
    case "_":
      return after === code ? MARKS.dunder : 0;
    case ".":
      return !isAtEnd && isLetter(next) && before !== KINDS.space ? MARKS.dot : 0;
    case "&":
      return next === KINDS.space ? 0 : MARKS.ampersand;
    case "+":
      return after === 65 ? MARKS.plus : 0;
    case "%":
      return next === KINDS.space || isAtEnd ? 0 : MARKS.percent;
    case "!":
      return next === KINDS.space || isAtEnd ? 0 : MARKS.bang;
    default:
      return 0;
  }
}

function isLetter(kind: number): boolean {
  return kind === KINDS.lower || kind === KINDS.upper;
}

/** Shapes that can match only where there is one of the marks and where the gate matches. */
export interface ShapeGroup {
  readonly needs: number;
  /** A cheap expression that matches whenever one of the shapes does. */
  readonly gate: RegExp;
  readonly shapes: readonly Shape[];
}

/** Every match of every shape of the groups that the text's marks allow. */
export function findInGroups(text: string, groups: readonly ShapeGroup[]): Found[] {
  const marks = marksOf(text);
  const found: Found[] = [];
  for (const { needs, gate, shapes } of groups) {
    if ((marks & needs) !== 0 && gate.test(text)) found.push(...findShapes(text, shapes));
  }
  return found;
}

/**
 * A detector of payloads that are smuggled into a value: its judge reads whatever is not a query, a
 * command or a program, and of that only forms in which at least one of `marks` stands. Otherwise as
 * `argumentDetector`.
 */
export function payloadDetector(
  meta: DetectorMeta,
  { marks, judge, ...others }: { readonly marks: number; readonly judge: Judge } & Partial<Judges>,
): Detector {
  const judges = {
    sql: null,
    shell: null,
    path: judge,
    url: judge,
    code: null,
    text: judge,
    unknown: judge,
    ...others,
  };
  return argumentDetector(meta, judges, { marks });
}
