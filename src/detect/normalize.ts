// Brings text into one plain form for phrase matching, and remembers where every character came
// from, so that findings point at what was sent. It undoes what only looks different (compatibility
// forms, look-alikes, invisible characters); what must be decoded (base64, leet) is `views/`.
import { LIMITS } from "../domain/limits.ts";
import { foldConfusables, isConfusable, isMeantAsLetters, lookalikeOf } from "./confusables.ts";
import { openMap, type Put } from "./offset-map.ts";

/** Text in plain form, and the way back. */
export interface NormalizedText {
  /**
   * Lower case, NFKC, accents off Latin letters, look-alikes of Latin letters folded where they
   * stand for them, invisible characters gone. White space is one space, or one line feed where the
   * run held a line break, so that "start of a line" survives.
   */
  readonly text: string;
  /** The same before letters were lowered, character by character: decoders need the case. */
  readonly cased: string;
  /** Where the original of the character at `index` begins; `index` may equal `text.length`. */
  originalStart(index: number): number;
  /** Where the original of the text before `index` ends (half-open, like `slice`). */
  originalEnd(index: number): number;
}

/** Everything that may differ from its plain form besides case: non-ASCII and odd white space. */
const SPECIAL = /[^\x21-\x7e]{2,}|[^\x20-\x7e\n]/;
const SPECIAL_RUNS = new RegExp(SPECIAL.source, "g");

/**
 * White space of Unicode, and the letters that print as blanks (Hangul fillers, blank braille). For
 * JavaScript the byte order mark is white space as well; inside a text it has no width.
 */
const WHITE_SPACE = /^(?!\ufeff)[\s\u0085\u115f\u1160\u2800\u3164\uffa0]$/;
const LINE_BREAK = /^[\n\v\f\r\u0085\u2028\u2029]$/;

/**
 * Characters that print nothing and are used to split words: zero-width, bidirectional and
 * deprecated format controls, soft hyphen, grapheme joiner, combining marks (strokes and enclosing
 * ones too), variation selectors, the tag block, other C0 and C1 controls.
 * https://www.unicode.org/Public/UCD/latest/ucd/DerivedCoreProperties.txt (Default_Ignorable).
 */
const INVISIBLE =
  // oxlint-disable-next-line no-control-regex, no-misleading-character-class -- what is looked for
  /^(?:[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u0300-\u036f\u061c\u180b-\u180f\u200b-\u200f]|[\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}])$/u;

/** Latin-1 and Latin Extended A and B fold to their base letters, so often that a table pays. */
const LATIN_START = 0xc0;
const LATIN_END = 0x250;
const LATIN_FOLDED: readonly string[] = Array.from({ length: LATIN_END - LATIN_START }, (_, at) =>
  unmark(String.fromCharCode(LATIN_START + at)),
);

/** Vietnamese and other letters of Latin Extended Additional. */
const MARKED_LATIN = /^[\u1e00-\u1eff]$/;

/**
 * Brings `text` into plain form. Linear in its length; plain ASCII costs a search and a copy.
 * Reads no more than the largest body that is inspected at all, so nothing admitted is cut.
 */
export function normalize(text: string): NormalizedText {
  const chars = LIMITS.inspectedBodyBytesMax;
  const bounded = text.length > chars ? text.slice(0, chars) : text;
  if (!SPECIAL.test(bounded)) {
    return {
      text: bounded.toLowerCase(),
      cased: bounded,
      originalStart: identity,
      originalEnd: identity,
    };
  }
  return rewrite(bounded);
}

function identity(index: number): number {
  return index;
}

function rewrite(text: string): NormalizedText {
  const map = openMap();
  let read = 0;
  let mayConfuse = false;
  for (const run of text.matchAll(SPECIAL_RUNS)) {
    map.put(text.slice(read, run.index), read, run.index, 1);
    read = run.index + run[0].length;
    mayConfuse = foldRun(run[0], run.index, map.put) || mayConfuse;
  }
  map.put(text.slice(read), read, text.length, 1);
  const { text: written, start, end } = map.finish(text.length);
  const cased = mayConfuse ? foldConfusables(written) : written;
  // Letters keep their length when they are lowered: the one that does not was folded already.
  return { text: cased.toLowerCase(), cased, originalStart: start, originalEnd: end };
}

/**
 * Folds a run without printable ASCII; runs are maximal, so white space ends where they end. Tells
 * whether it holds letters that could pass for Latin ones.
 */
function foldRun(run: string, runStart: number, put: Put): boolean {
  let at = 0;
  let mayConfuse = false;
  while (at < run.length) {
    const stableEnd = endOfStable(run, at);
    if (stableEnd > at) {
      put(run.slice(at, stableEnd), runStart + at, runStart + stableEnd, 1);
      mayConfuse ||= isCyrillic(run.charCodeAt(at)) || isCyrillic(run.charCodeAt(stableEnd - 1));
      at = stableEnd;
      continue;
    }
    const code = run.codePointAt(at) ?? 0;
    if (code >= LATIN_START && code < LATIN_END) {
      put(LATIN_FOLDED[code - LATIN_START] ?? "", runStart + at, runStart + at + 1, 0);
      at += 1;
      continue;
    }
    const char = String.fromCodePoint(code);
    if (WHITE_SPACE.test(char)) {
      at = foldWhiteSpace(run, at, runStart, put);
      continue;
    }
    if (isRegional(code)) {
      at = foldRegional(run, at, runStart, put);
      continue;
    }
    const end = at + char.length;
    if (!INVISIBLE.test(char)) {
      const folded = lookalikeOf(code) ?? foldChar(char);
      put(folded, runStart + at, runStart + end, 0);
      mayConfuse ||= isConfusable(folded.charCodeAt(0));
    }
    at = end;
  }
  return mayConfuse;
}

/** Letters of the large scripts, which NFKC leaves alone and lower case keeps as long. */
function endOfStable(run: string, from: number): number {
  let at = from;
  while (at < run.length) {
    if (isStable(run.charCodeAt(at))) at += 1;
    // One blank between two words is as it should be.
    else if (at > from && run.charCodeAt(at) === 0x20 && isStable(run.charCodeAt(at + 1))) at += 2;
    else break;
  }
  return at;
}

function isStable(code: number): boolean {
  return (
    (code >= 0x3400 && code <= 0x9fff) || // Han
    (code >= 0xac00 && code <= 0xd7a3) || // Hangul
    (code >= 0x3041 && code <= 0x3096) || // Hiragana
    (code >= 0x30a1 && code <= 0x30fe) || // Katakana
    isCyrillic(code) ||
    (code >= 0x0620 && code <= 0x064a) || // Arabic
    (code >= 0x0900 && code <= 0x0957) // Devanagari
  );
}

function isCyrillic(code: number): boolean {
  return code >= 0x0400 && code <= 0x0481;
}

/** Regional indicators A to Z: two of them are a flag, and words are spelt with them. */
const REGIONAL_START = 0x1f1e6;
const REGIONAL_END = 0x1f200;

function isRegional(code: number): boolean {
  return code >= REGIONAL_START && code < REGIONAL_END;
}

/** Keeps a row of flags, and writes a row that is none as letters. */
function foldRegional(run: string, from: number, runStart: number, put: Put): number {
  let end = from;
  let letters = "";
  for (;;) {
    const code = run.codePointAt(end) ?? 0;
    if (!isRegional(code)) break;
    letters += String.fromCharCode(0x41 + code - REGIONAL_START);
    end += 2;
  }
  const isSpelt = isMeantAsLetters(letters);
  for (const [index, letter] of Array.from(letters).entries()) {
    const at = from + index * 2;
    put(isSpelt ? letter : run.slice(at, at + 2), runStart + at, runStart + at + 2, 0);
  }
  return end;
}

/** One blank for a run of white space and the invisible characters in and after it. */
function foldWhiteSpace(run: string, from: number, runStart: number, put: Put): number {
  let at = from;
  let end = from;
  let blank = " ";
  while (at < run.length) {
    const char = String.fromCodePoint(run.codePointAt(at) ?? 0);
    const isBlank = WHITE_SPACE.test(char);
    if (!isBlank && !INVISIBLE.test(char)) break;
    at += char.length;
    if (isBlank) end = at;
    if (LINE_BREAK.test(char)) blank = "\n";
  }
  put(blank, runStart + from, runStart + end, 0);
  return at;
}

function foldChar(char: string): string {
  const plain = MARKED_LATIN.test(char) ? unmark(char) : char.normalize("NFKC");
  // Spacing accents such as U+00B4 unfold to a space and a mark; they stay what they look like.
  return /\s/.test(plain) ? char : plain;
}

/** Takes the marks off a letter; one that stands above a plain letter is gone with them. */
function unmark(letter: string): string {
  return letter.normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
}
