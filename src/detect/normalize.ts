// Brings text into one plain form for phrase matching, and remembers where every character came
// from, so that findings point at what was sent. It undoes what only looks different (compatibility
// forms, look-alikes, invisible characters); what must be decoded (base64, leet) is `views/`.
import { codePointIn } from "../domain/code-point.ts";
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
  /** Whether characters that print nothing were taken out: something may be written in them. */
  readonly hasInvisible: boolean;
  /** Where the original of the character at `index` begins; `index` may equal `text.length`. */
  originalStart(index: number): number;
  /** Where the original of the text before `index` ends (half-open, like `slice`). */
  originalEnd(index: number): number;
}

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
const PRINTS_NOTHING =
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
  const first = nextSpecial(bounded, 0);
  if (first < bounded.length) return rewrite(bounded, first);
  return {
    text: bounded.toLowerCase(),
    cased: bounded,
    hasInvisible: false,
    originalStart: identity,
    originalEnd: identity,
  };
}

function identity(index: number): number {
  return index;
}

/**
 * Where the next run begins that may differ from its plain form besides case: anything but printable
 * ASCII and single blanks between it. The length of the text where there is none.
 */
function nextSpecial(text: string, from: number): number {
  const chars = text.length;
  for (let at = from; at < chars; at += 1) {
    const code = text.charCodeAt(at);
    if (isPrintable(code)) continue;
    if (code !== SPACE && code !== LINE_FEED) return at;
    if (at + 1 < chars && !isPrintable(text.charCodeAt(at + 1))) return at;
  }
  return chars;
}

/** ASCII that prints, and is no blank. */
function isPrintable(code: number): boolean {
  return code > SPACE && code < 0x7f;
}

const SPACE = 0x20;
const LINE_FEED = 0x0a;

function rewrite(text: string, first: number): NormalizedText {
  const map = openMap();
  const chars = text.length;
  let read = 0;
  let met = 0;
  for (let start = first; start < chars; start = nextSpecial(text, read)) {
    map.put(text.slice(read, start), read, start, 1);
    let end = start + 1;
    while (end < chars && !isPrintable(text.charCodeAt(end))) end += 1;
    if (!foldBlanks(text, { start, end }, map.put)) {
      met |= foldRun(text.slice(start, end), start, map.put);
    }
    read = end;
  }
  map.put(text.slice(read), read, chars, 1);
  const { text: written, start, end } = map.finish(chars);
  const cased = met & CONFUSABLE ? foldConfusables(written) : written;
  return {
    // Letters keep their length when they are lowered: the one that does not was folded already.
    text: cased.toLowerCase(),
    cased,
    hasInvisible: (met & UNSEEN) !== 0,
    originalStart: start,
    originalEnd: end,
  };
}

/** Folds a run of nothing but white space of ASCII; false where there is something else in it. */
function foldBlanks(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  put: Put,
): boolean {
  let blank = " ";
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= LINE_FEED && code <= 0x0d) blank = "\n";
    else if (code !== SPACE && code !== 0x09) return false;
  }
  put(blank, start, end, end - start === 1 ? 1 : 0);
  return true;
}

/** What a run may hold: letters that could pass for Latin ones, and characters that print nothing. */
const CONFUSABLE = 1;
const UNSEEN = 2;

/**
 * Folds a run without printable ASCII; runs are maximal, so white space ends where they end. Tells
 * what it holds, as bits.
 */
function foldRun(run: string, runStart: number, put: Put): number {
  let at = 0;
  let met = 0;
  while (at < run.length) {
    const stableEnd = endOfStable(run, at);
    if (stableEnd > at) {
      put(run.slice(at, stableEnd), runStart + at, runStart + stableEnd, 1);
      if (isCyrillic(run.charCodeAt(at)) || isCyrillic(run.charCodeAt(stableEnd - 1)))
        met |= CONFUSABLE;
      at = stableEnd;
      continue;
    }
    const code = codePointIn(run, at) ?? 0;
    if (code >= LATIN_START && code < LATIN_END) {
      const folded = LATIN_FOLDED[code - LATIN_START] ?? "";
      put(folded, runStart + at, runStart + at + 1, folded.length === 1 ? 1 : 0);
      at += 1;
      continue;
    }
    const kind = kindOf(code);
    if (kind === BLANK || kind === BREAK) {
      const end = foldWhiteSpace(run, at, runStart, put);
      if (holdsInvisible(run, at, end)) met |= UNSEEN;
      at = end;
      continue;
    }
    if (isRegional(code)) {
      at = foldRegional(run, at, runStart, put);
      continue;
    }
    const end = at + charsOf(code);
    if (kind === INVISIBLE) {
      met |= UNSEEN;
    } else {
      const folded = kind === STAYS ? run.slice(at, end) : foldedOf(code);
      const isOne = folded.length === 1 && end - at === 1;
      put(folded, runStart + at, runStart + end, isOne ? 1 : 0);
      if (isConfusable(folded.charCodeAt(0))) met |= CONFUSABLE;
    }
    at = end;
  }
  return met;
}

function holdsInvisible(run: string, start: number, end: number): boolean {
  for (let at = start + 1; at < end; at += 1) {
    if (kindOf(codePointIn(run, at) ?? 0) === INVISIBLE) return true;
  }
  return false;
}

/** How many UTF-16 units a character has. */
function charsOf(code: number): number {
  return code > 0xffff ? 2 : 1;
}

/** What becomes of a character: nothing yet known, it stays, it is folded, it is a blank or unseen. */
const UNKNOWN = 0;
const STAYS = 1;
const FOLDS = 2;
const BLANK = 3;
const BREAK = 4;
const INVISIBLE = 5;

/** Kinds of characters of the first plane, and what those become that are folded; found out once. */
const kinds = new Uint8Array(0x1_0000);
const folds = new Map<number, string>();

function kindOf(code: number): number {
  const known = kinds[code] ?? UNKNOWN;
  if (known !== UNKNOWN) return known;
  const kind = findKind(code);
  if (code < kinds.length) kinds[code] = kind;
  return kind;
}

function findKind(code: number): number {
  const char = String.fromCodePoint(code);
  if (LINE_BREAK.test(char)) return BREAK;
  if (WHITE_SPACE.test(char)) return BLANK;
  if (PRINTS_NOTHING.test(char)) return INVISIBLE;
  const folded = lookalikeOf(code) ?? foldChar(char);
  if (folded === char) return STAYS;
  if (code < kinds.length) folds.set(code, folded);
  return FOLDS;
}

function foldedOf(code: number): string {
  return folds.get(code) ?? lookalikeOf(code) ?? foldChar(String.fromCodePoint(code));
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
    const code = codePointIn(run, end) ?? 0;
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
    const code = codePointIn(run, at) ?? 0;
    const kind = kindOf(code);
    if (kind !== BLANK && kind !== BREAK && kind !== INVISIBLE) break;
    at += charsOf(code);
    if (kind !== INVISIBLE) end = at;
    if (kind === BREAK) blank = "\n";
  }
  put(blank, runStart + from, runStart + end, end - from === 1 ? 1 : 0);
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
