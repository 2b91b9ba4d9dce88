// Brings text into one plain form for phrase matching, and remembers where every character came
// from, so that findings point at what was sent. It does not decode (base64, leet, homoglyphs).
import { LIMITS } from "../domain/limits.ts";

/** Text in plain form, and the way back. */
export interface NormalizedText {
  /**
   * Lower case, NFKC, accents off Latin letters, invisible characters gone. White space is one
   * space, or one line feed where the run held a line break, so that "start of a line" survives.
   */
  readonly text: string;
  /** Where the original of the character at `index` begins; `index` may equal `text.length`. */
  originalStart(index: number): number;
  /** Where the original of the text before `index` ends (half-open, like `slice`). */
  originalEnd(index: number): number;
}

/** Everything that may differ from its plain form besides case: non-ASCII and odd white space. */
const SPECIAL = /[^\x21-\x7e]{2,}|[^\x20-\x7e\n]/;
const SPECIAL_RUNS = new RegExp(SPECIAL.source, "g");

/** White space of Unicode, and the letters that print as blanks (Hangul fillers, blank braille). */
const WHITE_SPACE = /^[\s\u0085\u115f\u1160\u2800\u3164\uffa0]$/;
const LINE_BREAK = /^[\n\v\f\r\u0085\u2028\u2029]$/;

/**
 * Characters that print nothing and are used to split words: zero-width, bidirectional and
 * deprecated format controls, soft hyphen, grapheme joiner, combining marks, variation selectors,
 * the tag block, other C0 and C1 controls.
 * https://www.unicode.org/Public/UCD/latest/ucd/DerivedCoreProperties.txt (Default_Ignorable).
 */
const INVISIBLE =
  // oxlint-disable-next-line no-control-regex, no-misleading-character-class -- what is looked for
  /^(?:[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u0300-\u036f\u061c\u180b-\u180f\u200b-\u200f]|[\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}])$/u;

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
    return { text: bounded.toLowerCase(), originalStart: identity, originalEnd: identity };
  }
  return rewrite(bounded);
}

function identity(index: number): number {
  return index;
}

/**
 * The plain text as pieces, in order. A verbatim piece maps character by character, a folded one
 * as a whole. What was dropped between two pieces belongs to neither.
 */
interface Pieces {
  readonly plainStart: number[];
  readonly originalStart: number[];
  readonly originalEnd: number[];
  readonly verbatim: boolean[];
}

/** Adds a piece: its plain form, and where it stood in the original. */
type Put = (plain: string, start: number, end: number, verbatim: boolean) => void;

function rewrite(text: string): NormalizedText {
  const pieces: Pieces = { plainStart: [], originalStart: [], originalEnd: [], verbatim: [] };
  // Joined once: a string that grows piece by piece is slow to read.
  const parts: string[] = [];
  let plainChars = 0;
  const put: Put = (written, start, end, verbatim) => {
    if (written === "") return;
    pieces.plainStart.push(plainChars);
    pieces.originalStart.push(start);
    pieces.originalEnd.push(end);
    pieces.verbatim.push(verbatim);
    parts.push(written);
    plainChars += written.length;
  };
  let read = 0;
  for (const run of text.matchAll(SPECIAL_RUNS)) {
    put(text.slice(read, run.index).toLowerCase(), read, run.index, true);
    read = run.index + run[0].length;
    foldRun(run[0], run.index, put);
  }
  put(text.slice(read).toLowerCase(), read, text.length, true);
  return {
    text: parts.join(""),
    originalStart: (index) => originalStart(pieces, plainChars, text.length, index),
    originalEnd: (index) => originalEnd(pieces, index),
  };
}

/** Folds a run without printable ASCII; runs are maximal, so white space ends where they end. */
function foldRun(run: string, runStart: number, put: Put): void {
  let at = 0;
  while (at < run.length) {
    const stableEnd = endOfStable(run, at);
    if (stableEnd > at) {
      put(run.slice(at, stableEnd).toLowerCase(), runStart + at, runStart + stableEnd, true);
      at = stableEnd;
      continue;
    }
    const code = run.codePointAt(at) ?? 0;
    if (code >= LATIN_START && code < LATIN_END) {
      put(LATIN_FOLDED[code - LATIN_START] ?? "", runStart + at, runStart + at + 1, false);
      at += 1;
      continue;
    }
    const char = String.fromCodePoint(code);
    if (WHITE_SPACE.test(char)) {
      at = foldWhiteSpace(run, at, runStart, put);
      continue;
    }
    const end = at + char.length;
    if (!INVISIBLE.test(char)) put(foldChar(char), runStart + at, runStart + end, false);
    at = end;
  }
}

/** Letters of the large scripts, which NFKC leaves alone and lower case keeps as long. */
function endOfStable(run: string, from: number): number {
  let at = from;
  while (at < run.length && isStable(run.charCodeAt(at))) at += 1;
  return at;
}

function isStable(code: number): boolean {
  return (
    (code >= 0x3400 && code <= 0x9fff) || // Han
    (code >= 0xac00 && code <= 0xd7a3) || // Hangul
    (code >= 0x3041 && code <= 0x3096) || // Hiragana
    (code >= 0x30a1 && code <= 0x30fe) || // Katakana
    (code >= 0x0400 && code <= 0x0481) || // Cyrillic
    (code >= 0x0620 && code <= 0x064a) || // Arabic
    (code >= 0x0900 && code <= 0x0957) // Devanagari
  );
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
  put(blank, runStart + from, runStart + end, false);
  return at;
}

function foldChar(char: string): string {
  const plain = MARKED_LATIN.test(char) ? unmark(char) : char.normalize("NFKC");
  // Spacing accents such as U+00B4 unfold to a space and a mark; they stay what they look like.
  return /\s/.test(plain) ? char : plain.toLowerCase();
}

function unmark(letter: string): string {
  return letter
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();
}

function originalStart(pieces: Pieces, plainChars: number, chars: number, index: number): number {
  if (index >= plainChars) return chars;
  const piece = pieceAt(pieces, index);
  const start = pieces.originalStart[piece] ?? 0;
  return pieces.verbatim[piece] === true ? start + index - (pieces.plainStart[piece] ?? 0) : start;
}

function originalEnd(pieces: Pieces, index: number): number {
  if (index <= 0) return 0;
  const piece = pieceAt(pieces, index - 1);
  if (pieces.verbatim[piece] !== true) return pieces.originalEnd[piece] ?? 0;
  return (pieces.originalStart[piece] ?? 0) + index - (pieces.plainStart[piece] ?? 0);
}

/** The last piece that begins at or before `index`. */
function pieceAt(pieces: Pieces, index: number): number {
  let low = 0;
  let high = pieces.plainStart.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces.plainStart[middle] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}
