// How far a text reads like anything that people or programs write. Suffixes that a search over
// tokens has found (Zou et al. 2023, "Universal and Transferable Adversarial Attacks") are made of
// real words and signs in an order that nobody uses; a small model of which kind of word follows
// which tells them apart. It knows signs, common words, shapes of words, and what is glued to what.
import { HASH_START, hashText, hashWith } from "./hash.ts";

/** Kinds of words; pairs of them index the table of oddity. */
export const WORD_KINDS = 256;

/** The words that texts are held together by, in the languages of most traffic. */
const COMMON =
  `the of and to a in is it you that for on with as are be this have from or by not but what all were
we when your can said there use an each which she do how their if will up other about out many then them these so
some her would make like him into has look two more write go see no way could people my than been who its now did
get come may part i me he his de la le les des et un une en que el los las y por con para es se der die das und
ist nicht ein eine zu mit den von auf di il e che per non o os da do em um uma não mais only also should just must
please using given following between code list example text word words question answer`.split(
    /\s+/,
  );

const COMMON_KINDS = new Map(COMMON.map((word, index) => [hashText(word), index]));

const SIGNS_AT = COMMON.length;
const SIGNS = 33;
const SHAPES_AT = SIGNS_AT + SIGNS * 2;
const SHAPES = 24;
const DIGITS_AT = SHAPES_AT + SHAPES;
const SCRIPTS_AT = DIGITS_AT + 4;
const BREAK_KIND = SCRIPTS_AT + 8;
const START_KIND = BREAK_KIND + 1;

if (START_KIND >= WORD_KINDS) throw new Error("too many kinds of words");

/** Takes the kind of each word or sign in turn, with where it stands. */
export type TakeKind = (kind: number, start: number, end: number) => void;

/** The kind before a text begins. */
export const FIRST_KIND = START_KIND;

/** Tells the kinds of the words and signs of a text as it stands, case and blanks included. Linear. */
export function eachKind(text: string, take: TakeKind): void {
  const { length } = text;
  let at = 0;
  let isGlued = false;
  while (at < length) {
    const code = text.charCodeAt(at);
    if (code === 0x20 || code === 0x09 || code === 0x0d) {
      isGlued = false;
      at += 1;
    } else if (code === 0x0a) {
      const from = at;
      while (at < length && text.charCodeAt(at) <= 0x20) at += 1;
      take(BREAK_KIND, from, at);
      isGlued = false;
    } else {
      const end = isLetter(code) ? wordEnd(text, at) : isDigit(code) ? digitsEnd(text, at) : at + 1;
      take(kindOf(text, at, end, isGlued), at, end);
      isGlued = true;
      at = end;
    }
  }
}

function isLetter(code: number): boolean {
  if (code < 128) return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
  return code >= 0xc0 && !(code >= 0x2000 && code <= 0x2bff) && !(code >= 0x3000 && code <= 0x303f);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** An apostrophe within a word belongs to it. */
function wordEnd(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    const isInside = code === 0x27 && isLetter(text.charCodeAt(at + 1));
    if (!isLetter(code) && !isInside) break;
    at += 1;
  }
  return at;
}

function digitsEnd(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && isDigit(text.charCodeAt(at))) at += 1;
  return at;
}

function kindOf(text: string, start: number, end: number, isGlued: boolean): number {
  const code = text.charCodeAt(start);
  const glued = isGlued ? 1 : 0;
  if (isDigit(code)) return DIGITS_AT + glued * 2 + (end - start > 2 ? 1 : 0);
  if (!isLetter(code)) return SIGNS_AT + glued * SIGNS + signNumber(code);
  if (code >= 0x250) return SCRIPTS_AT + scriptNumber(code);
  return wordKind(text, start, end, glued);
}

/** The 32 signs of ASCII; all others are one. */
function signNumber(code: number): number {
  if (code >= 0x21 && code <= 0x2f) return code - 0x21;
  if (code >= 0x3a && code <= 0x40) return code - 0x3a + 15;
  if (code >= 0x5b && code <= 0x60) return code - 0x5b + 22;
  if (code >= 0x7b && code <= 0x7e) return code - 0x7b + 28;
  return 32;
}

function scriptNumber(code: number): number {
  if (code < 0x400) return 0;
  if (code < 0x530) return 1;
  if (code < 0x700) return 2;
  if (code < 0xe00) return 3;
  if (code < 0x1e00) return 4;
  if (code >= 0x3040 && code <= 0x30ff) return 5;
  if (code >= 0x3400 && code <= 0x9fff) return 6;
  return 7;
}

/** A common word by itself; any other by its capitals, its length, and whether it is glued. */
function wordKind(text: string, start: number, end: number, glued: number): number {
  let hash = HASH_START;
  let capitals = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    const isCapital = code >= 0x41 && code <= 0x5a;
    if (isCapital) capitals += 1;
    hash = hashWith(hash, isCapital ? code + 0x20 : code);
  }
  const first = text.charCodeAt(start);
  const isCapitalised = capitals === 1 && first >= 0x41 && first <= 0x5a;
  if (glued === 0 && (capitals === 0 || isCapitalised)) {
    const common = COMMON_KINDS.get(hash);
    if (common !== undefined) return common;
  }
  const chars = end - start;
  const shape = capitals === 0 ? 0 : isCapitalised ? 1 : capitals === chars ? 2 : 3;
  const size = chars <= 3 ? 0 : chars <= 7 ? 1 : 2;
  return SHAPES_AT + (shape * 2 + glued) * 3 + size;
}

/** Words and signs of a window; a suffix of twenty tokens fills one or two. */
const WINDOW = 16;
/** Words of three letters or more that a window must hold: a drawing of signs is no suffix, nor are
 * the moves of a game. */
const WINDOW_WORDS_MIN = 5;
const WORD_CHARS_MIN = 3;
const ring = new Int8Array(WINDOW);
const ringStart = new Int32Array(WINDOW);
const ringIsWord = new Uint8Array(WINDOW);

/** The stretch of a text that reads least like anything. */
export interface Oddity {
  /** Mean of its words, in bits: by how much a suffix from a search explains them better than text
   * does. Below 0 for text; `NOT_ODD` for a text of too few words to tell. */
  readonly bits: number;
  readonly start: number;
  readonly end: number;
}

/** Of a text that is too short to tell, or was not asked about. */
export const NOT_ODD: Oddity = { bits: -8, start: 0, end: 0 };

/**
 * Finds it. `oddity` holds for each pair of kinds how much likelier it is in a suffix from a search
 * than in text: the logarithm of the ratio, in bits, by `scale`.
 */
export function oddestStretch(text: string, oddity: Int8Array, scale: number): Oddity {
  let previous = FIRST_KIND;
  let count = 0;
  let sum = 0;
  let words = 0;
  let best = -Infinity;
  let bestStart = 0;
  let bestEnd = 0;
  eachKind(text, (kind, start, end) => {
    const bits = oddity[previous * WORD_KINDS + kind] ?? 0;
    previous = kind;
    const slot = count % WINDOW;
    const isWord = end - start >= WORD_CHARS_MIN && isLetter(text.charCodeAt(start)) ? 1 : 0;
    if (count >= WINDOW) {
      sum -= ring[slot] ?? 0;
      words -= ringIsWord[slot] ?? 0;
    }
    sum += bits;
    words += isWord;
    ring[slot] = bits;
    ringStart[slot] = start;
    ringIsWord[slot] = isWord;
    count += 1;
    if (count < WINDOW || words < WINDOW_WORDS_MIN || sum <= best) return;
    best = sum;
    bestStart = ringStart[count % WINDOW] ?? 0;
    bestEnd = end;
  });
  if (best === -Infinity) return NOT_ODD;
  return { bits: (best / WINDOW) * scale, start: bestStart, end: bestEnd };
}
