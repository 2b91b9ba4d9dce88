// One walk over a text that tells which decoders could have work: what characters it holds, how its
// words look to the vocabulary, what its longest runs are. Each decoder asks before it looks itself.
import {
  ATBASH,
  BACKWARDS,
  COMES_FIRST,
  COMES_LAST,
  COMMON_WORD,
  ENCODING_WORD,
  HASH_FACTOR,
  kindOfHash,
  ROT13,
  TELLING_WORD,
} from "./vocabulary.ts";
import { mayBeMisspelt } from "./misspelt.ts";

/** What is known of a text before anything of it is decoded. */
export interface Survey {
  readonly chars: number;
  /** How often each ASCII character occurs that is no letter, by its code. */
  readonly counts: Uint32Array;
  /** Letters that are the same as the one before. */
  readonly doubles: number;
  /** Runs of ASCII letters, the letters in them, and the vowels among those of known length. */
  readonly words: number;
  readonly letters: number;
  /** Characters outside ASCII. */
  readonly others: number;
  /** Words of the vocabulary as they stand. */
  readonly common: number;
  readonly telling: number;
  /** Words that are of the vocabulary when they are read backwards, under rot13, under atbash. */
  readonly backwards: number;
  readonly rot13: number;
  readonly atbash: number;
  /** Talk of encodings: base64, decode. */
  readonly encodings: number;
  /** Where runs of at least 16 characters of base64 begin. */
  readonly runs: readonly number[];
  /** Digits that stand near each other, the longest row of them. */
  readonly digitRow: number;
  /** Dots and dashes that touch no letter or digit. */
  readonly loose: number;
  /** Where a letter has a digit or sign at its side that stands for a letter in leetspeak. */
  readonly leet: readonly number[];
  /** The longest row of single letters. */
  readonly singles: number;
  /** Where words of at least 14 letters begin. */
  readonly long: readonly number[];
  /** Where a mark stands between two letters; the most of them (`a-b-c` has two) in one token. */
  readonly marks: readonly number[];
  readonly joints: number;
  /** Words that end as in pig Latin do. */
  readonly pigged: number;
  /** Whether words stand the other way round twice within a line, as "instructions previous" do. */
  readonly isTurned: boolean;
  /** Where words begin that could be misspelt words of injections. */
  readonly misspelt: readonly number[];
  /** Where the first words begin that are of no list, of those that are long enough to be misspelt. */
  readonly unknown: readonly number[];
  /** Where words begin that make a word of injections with the one after. */
  readonly broken: readonly number[];
}

const LETTER = 1;
const ENCODED = 2;
const LEET = 4;
const JOINT = 8;
const BLANK = 16;

const CLASSES = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  if (/[A-Za-z]/.test(char)) return LETTER | ENCODED;
  return (
    (/[0-9+/=_-]/.test(char) ? ENCODED : 0) |
    (/[013457@$!|+]/.test(char) ? LEET : 0) |
    (/[-_.*/|~`,+:;"]/.test(char) ? JOINT : 0) |
    (/\s/.test(char) ? BLANK : 0)
  );
});

const PLAIN = COMMON_WORD | TELLING_WORD;

/** Misspelt words that are noted: each costs some 10 us to be sure of, and the first ones tell. */
const MISSPELT_MAX = 1_024;
/** Shorter runs are ordinary words. */
const RUN_CHARS_MIN = 16;
const LONG_CHARS_MIN = 14;
/** Digits so far apart are of one row: hexadecimal bytes with a mark and a blank between them. */
const DIGIT_GAP = 5;
/** Unknown words that are noted: a sample that tells how a text is spelt. */
const UNKNOWN_MAX = 64;
const UNKNOWN_CHARS_MIN = 4;
/** Words of injections are not longer. */
const WORD_CHARS_MAX = 16;
/** What is no further apart can be one line that is turned round. */
const TURNED_CHARS = 1_200;
const LOWER_A = 0x61;
const LOWER_Y = 0x79;
const ZERO = 0x30;
const NINE = 0x39;
const DOT = 0x2e;
const DASH = 0x2d;
/** Halves of shorter words are words of their own too often ("for get"). */
const BROKEN_CHARS_MIN = 6;

/** Surveys a text. Linear; some 5 ns a character. */
export function survey(text: string): Survey {
  const counts = new Uint32Array(128);
  const misspelt: number[] = [];
  const broken: number[] = [];
  const unknown: number[] = [];
  const chars = text.length;
  let words = 0;
  let letters = 0;
  let doubles = 0;
  let others = 0;
  let common = 0;
  let telling = 0;
  let reversed = 0;
  let rot13 = 0;
  let atbash = 0;
  let encodings = 0;
  const runs: number[] = [];
  let run = 0;
  let digit = -DIGIT_GAP;
  let row = 0;
  let digitRow = 0;
  let loose = 0;
  const leet: number[] = [];
  const long: number[] = [];
  const marks: number[] = [];
  let single = 0;
  let singles = 0;
  let joint = 0;
  let joints = 0;
  let pigged = 0;
  let comesLast = false;
  let turnedAt = -TURNED_CHARS - 1;
  let isTurned = false;
  let hashBefore = 0;
  let startBefore = -1;
  let knownBefore = 0;
  let at = 0;
  while (at < chars) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? (CLASSES[code] ?? 0) : 0;
    if (kind & LETTER) {
      const start = at;
      let hash = code | 32;
      let factor = HASH_FACTOR;
      let letter = code;
      at += 1;
      while (at < chars) {
        const next = text.charCodeAt(at);
        if (next > 127 || !((CLASSES[next] ?? 0) & LETTER)) break;
        if (((next ^ letter) & 31) === 0) doubles += 1;
        letter = next;
        hash = (Math.imul(hash, HASH_FACTOR) + (next | 32)) | 0;
        factor = Math.imul(factor, HASH_FACTOR);
        at += 1;
      }
      const length = at - start;
      if (letter === LOWER_Y && text.charCodeAt(at - 2) === LOWER_A) pigged += 1;
      let known = 0;
      words += 1;
      letters += length;
      if (length === 1) {
        single += 1;
        if (single > singles) singles = single;
      } else {
        single = 0;
        if (length >= LONG_CHARS_MIN) long.push(start);
        if (length <= WORD_CHARS_MAX) {
          known = kindOfHash(hash);
          if (known !== 0) {
            if (known & COMMON_WORD) common += 1;
            if (known & TELLING_WORD) telling += 1;
            if (known & BACKWARDS) reversed += 1;
            if (known & ROT13) rot13 += 1;
            if (known & ATBASH) atbash += 1;
            if (known & ENCODING_WORD) encodings += 1;
            // Two such pairs make a line that stands the other way round.
            if (known & COMES_FIRST && comesLast && startBefore >= 0) {
              isTurned ||= start - turnedAt <= TURNED_CHARS;
              turnedAt = start;
            }
          }
          if (
            startBefore >= 0 &&
            // Two words of their own are no halves of one.
            knownBefore === 0 &&
            (known & PLAIN) === 0 &&
            at - startBefore > BROKEN_CHARS_MIN &&
            kindOfHash((Math.imul(hashBefore, factor) + hash) | 0) & TELLING_WORD
          ) {
            broken.push(startBefore);
          }
          if (
            (known & PLAIN) === 0 &&
            length >= UNKNOWN_CHARS_MIN &&
            unknown.length < UNKNOWN_MAX
          ) {
            unknown.push(start);
          }
          if (
            (known & PLAIN) === 0 &&
            misspelt.length < MISSPELT_MAX &&
            mayBeMisspelt(text, start, at)
          ) {
            misspelt.push(start);
          }
        }
      }
      hashBefore = hash;
      startBefore = start;
      knownBefore = known & PLAIN ? PLAIN : 0;
      comesLast = (known & COMES_LAST) !== 0;
      continue;
    }
    at += 1;
    if (code > 127) {
      others += 1;
      single = isAlone(text, at - 1) ? single + 1 : 0;
      if (single > singles) singles = single;
      startBefore = -1;
      if (at - 1 - run >= RUN_CHARS_MIN) runs.push(run);
      run = at;
      continue;
    }
    counts[code] = (counts[code] ?? 0) + 1;
    if (kind & BLANK) {
      joint = 0;
    } else {
      // Only one blank joins the halves of a word.
      startBefore = -1;
      const isBeforeLetter = at < chars && isLetter(text.charCodeAt(at));
      const isAfterLetter = at > 1 && isLetter(text.charCodeAt(at - 2));
      if (kind & LEET && (isBeforeLetter || isAfterLetter)) leet.push(at - 1);
      const isDoubled = kind & JOINT && text.charCodeAt(at) === code;
      if (kind & JOINT && isAfterLetter && (isBeforeLetter || isDoubled)) {
        marks.push(at - 1);
        joint += 1;
        if (joint > joints) joints = joint;
      } else if (code >= ZERO && code <= NINE) {
        row = at - digit > DIGIT_GAP ? 1 : row + 1;
        if (row > digitRow) digitRow = row;
        digit = at;
        single = 0;
      } else if ((code === DOT || code === DASH) && !isBeforeLetter && !isAfterLetter) {
        loose += 1;
      } else if ((kind & JOINT) === 0) {
        single = 0;
      }
    }
    if ((kind & ENCODED) === 0) {
      if (at - 1 - run >= RUN_CHARS_MIN) runs.push(run);
      run = at;
    }
  }
  if (at - run >= RUN_CHARS_MIN) runs.push(run);
  return {
    chars,
    counts,
    words,
    letters,
    doubles,
    others,
    common,
    telling,
    backwards: reversed,
    rot13,
    atbash,
    encodings,
    runs,
    digitRow,
    loose,
    leet,
    singles,
    long,
    marks,
    joints,
    pigged,
    isTurned,
    misspelt,
    unknown,
    broken,
  };
}

/** Whether a character outside ASCII has no letter and none of its kind beside it. */
function isAlone(text: string, at: number): boolean {
  const before = at > 0 ? text.charCodeAt(at - 1) : 0x20;
  const after = at + 1 < text.length ? text.charCodeAt(at + 1) : 0x20;
  return before < 128 && after < 128 && !isLetter(before) && !isLetter(after);
}

function isLetter(code: number): boolean {
  return code < 128 && ((CLASSES[code] ?? 0) & LETTER) !== 0;
}
