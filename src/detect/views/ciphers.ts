// Letters changed one for one: rot13 and the other shifts of the alphabet, atbash, text backwards,
// Morse. Read only where the vocabulary says that what comes out is more like language.
import type { Edit } from "./edits.ts";
import type { Survey } from "./survey.ts";
import {
  ATBASH,
  BACKWARDS,
  backwards,
  COMMON_WORD,
  HASH_FACTOR,
  kindOf,
  kindOfHash,
  mirrored,
  ROT13,
  shifted,
  TELLING_WORD,
} from "./vocabulary.ts";

/** Words of the vocabulary that must show before a text is turned into them. */
const WORDS_MIN = 2;
/** Words that are looked at in one text. */
const WORDS_MAX = 8_192;

/** Whether rot13 could stand in the text. */
export function mayHoldRot13({ rot13 }: Survey): boolean {
  return rot13 >= WORDS_MIN;
}

/** Stretches under rot13. */
export function rot13Edits(text: string): Edit[] {
  return stretches(text, ROT13).map(({ start, end }) => {
    return { start, end, text: shifted(text.slice(start, end), 13), step: 1 };
  });
}

/** Whether atbash could stand in the text. */
export function mayHoldAtbash({ atbash }: Survey): boolean {
  return atbash >= WORDS_MIN;
}

/** Stretches under atbash. */
export function atbashEdits(text: string): Edit[] {
  return stretches(text, ATBASH).map(({ start, end }) => {
    return { start, end, text: mirrored(text.slice(start, end)), step: 1 };
  });
}

/** Whether words written backwards could stand in the text. */
export function mayHoldBackwards(survey: Survey): boolean {
  return survey.backwards >= WORDS_MIN;
}

/** Whether a text of unknown words could be written backwards: none ends as sentences do. */
export function mayBeBackwards({
  backwards: hits,
  words,
  others,
  common,
  telling,
  counts,
}: Survey): boolean {
  const signs =
    (counts[0x2e] ?? 0) + (counts[0x3f] ?? 0) + (counts[0x21] ?? 0) + (counts[0x2c] ?? 0);
  return (
    hits < WORDS_MIN && words * 4 + others > 16 && signs > 0 && (common + telling) * 5 <= words
  );
}

/** What stands before a word and belongs behind it, and the other way round; capitals as well. */
const SIGN_BEFORE =
  /[.,?!](?<=(?<![^\s]).)["')\]]{0,2}(?=\p{L})|\p{Lu}(?<=\p{Ll}.)(?![\p{L}\d_])/gu;
const SIGN_BEHIND = /\p{L}[.,?!](?=\s|$)|(?<![\p{L}\d_.])\p{Lu}\p{Ll}/gu;
const SIGNS_BEFORE_MIN = 2;
const SIGNED_CHARS_MAX = 2_048;

/** The whole text, where its signs and capitals show that it is written backwards. */
export function backwardsEdits(text: string): Edit[] {
  const sample = text.slice(0, SIGNED_CHARS_MAX);
  const before = (sample.match(SIGN_BEFORE) ?? []).length;
  // One will do at the very beginning, where nothing else speaks against it.
  const isOpened = /^[.?!](?![.?!])["')\]]?\p{L}/u.test(text) && !/[A-Za-z]{4}/.test(text);
  if (
    before < (isOpened ? 1 : SIGNS_BEFORE_MIN) ||
    (sample.match(SIGN_BEHIND) ?? []).length * 4 > before
  )
    return [];
  return [{ start: 0, end: text.length, text: backwards(text), step: 0 }];
}

/** Stretches written backwards from their end to their beginning. */
export function reversedEdits(text: string): Edit[] {
  return stretches(text, BACKWARDS).map(({ start, end }) => {
    return { start, end, text: backwards(text.slice(start, end)), step: 0 };
  });
}

/** The words of such stretches, each turned round where it stands with the signs it has. */
export function reversedWordEdits(text: string): Edit[] {
  return stretches(text, BACKWARDS).flatMap(({ start, end }) => {
    return [...text.slice(start, end).matchAll(/\S+|\s+/g)].map(({ index, 0: part }) => {
      const at = start + index;
      const isWord = /\S/.test(part);
      return {
        start: at,
        end: at + part.length,
        text: isWord ? backwards(part) : part,
        step: isWord ? 0 : 1,
        continues: index > 0,
      };
    });
  });
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Words between two words of a stretch that are of no list; and what they may have of letters. */
const GAP_WORDS = 12;

/**
 * Where words of a disguise stand together: at least two, no plain words between them, and the
 * unknown words around them.
 */
function stretches(text: string, disguise: number): Stretch[] {
  const found: Stretch[] = [];
  let start = -1;
  let end = 0;
  let hits = 0;
  let gap = 0;
  /** The first of the unknown words before. */
  let unknownStart = -1;

  function close(until: number): void {
    if (hits >= WORDS_MIN) found.push(withSigns(text, { start, end: until }));
    else unknownStart = start;
    start = -1;
    hits = 0;
  }

  let words = 0;
  for (const { index, 0: word } of text.matchAll(/[A-Za-z]+/g)) {
    words += 1;
    if (words > WORDS_MAX) break;
    const kind = word.length > 16 ? 0 : kindOf(word.toLowerCase());
    const isPlain = (kind & (COMMON_WORD | TELLING_WORD)) !== 0 && word.length > 2;
    if ((kind & disguise) !== 0) {
      if (start < 0) start = unknownStart < 0 ? index : unknownStart;
      hits += 1;
      gap = 0;
      end = index + word.length;
      unknownStart = -1;
      continue;
    }
    if (start >= 0) {
      gap += 1;
      if (isPlain || gap > GAP_WORDS) close(end);
      else end = index + word.length;
    }
    if (isPlain || start >= 0) unknownStart = -1;
    else if (unknownStart < 0) unknownStart = index;
  }
  if (start >= 0) close(end);
  return found;
}

/** Brackets and marks at the ends of a stretch are a part of it. */
function withSigns(text: string, { start, end }: Stretch): Stretch {
  let from = start;
  let to = end;
  while (from > 0 && start - from < SIGNS_MAX && isSign(text.charCodeAt(from - 1))) from -= 1;
  while (to < text.length && to - end < SIGNS_MAX && isSign(text.charCodeAt(to))) to += 1;
  return { start: from, end: to };
}

const SIGNS_MAX = 4;

/** Brackets, and what ends a sentence. */
function isSign(code: number): boolean {
  return "[](){}<>|.!?:,".includes(String.fromCharCode(code));
}

/** Whether another shift of the alphabet could lie over the text: hardly a known word, many letters. */
export function mayBeShifted({ words, common, telling, letters, chars, rot13 }: Survey): boolean {
  return words > 2 && letters * 2 > chars && (common + telling) * 6 < words && rot13 < 2;
}

/** Words by which a shift is known. */
const SHIFT_WORDS_MAX = 24;
const SHIFT_CHARS_MAX = 1_024;
/** Of 25 shifts one makes two words of pieces of keys now and then, hardly ever three. */
const SHIFT_HITS_MIN = 3;

/** The whole text under the shift that makes words of it; nothing where no shift makes enough. */
export function shiftEdits(text: string): Edit[] {
  if (hasVowels(text)) return [];
  const words = [...text.slice(0, SHIFT_CHARS_MAX).matchAll(/[A-Za-z]{3,16}/g)]
    .slice(0, SHIFT_WORDS_MAX)
    .map(({ 0: word }) => word.toLowerCase());
  let best = 0;
  let bestHits = 0;
  for (let by = 1; by < 26; by += 1) {
    const hits = words.filter((word) => isWordShifted(word, by)).length;
    if (hits > bestHits) [best, bestHits] = [by, hits];
  }
  // A third of the words: in other languages a shift makes one by chance now and then.
  if (bestHits < SHIFT_HITS_MIN || bestHits * 3 < words.length) return [];
  return [{ start: 0, end: text.length, text: shifted(text, best), step: 1 }];
}

/**
 * Whether so many letters are vowels as in a language: above a third in those that are written in
 * Latin letters. English under any shift has a quarter.
 */
function hasVowels(text: string): boolean {
  let letters = 0;
  let vowels = 0;
  for (let at = 0; at < text.length && at < SHIFT_CHARS_MAX; at += 1) {
    const code = text.charCodeAt(at) | 0x20;
    if (code < 0x61 || code > 0x7a) continue;
    letters += 1;
    if (code === 0x61 || code === 0x65 || code === 0x69 || code === 0x6f || code === 0x75)
      vowels += 1;
  }
  return vowels * 100 > letters * 31;
}

/** Whether a word in lower case is of the vocabulary under a shift; makes no text of it. */
function isWordShifted(word: string, by: number): boolean {
  let hash = 0;
  for (let at = 0; at < word.length; at += 1) {
    const code = 0x61 + ((word.charCodeAt(at) - 0x61 + by) % 26);
    hash = (Math.imul(hash, HASH_FACTOR) + code) | 0;
  }
  return (kindOfHash(hash) & (COMMON_WORD | TELLING_WORD)) !== 0;
}

/** Whether words in the order of a sentence read from its end could stand in the text. */
export function mayBeBackToFront({ telling, isTurned }: Survey): boolean {
  return telling >= 3 && isTurned;
}

const BACK_TO_FRONT =
  /\b(?:(?:instructions?|prompts?|rules|guidelines|directives|constraints|restrictions|messages?|policies) (?:system|previous|prior|earlier|above|initial|original|safety|your|all|every|hidden|secret|developer)|(?:previous|prior|above|earlier|your|these|those|all) (?:all|the|any|every|your|reveal|ignore|disregard|forget|override|bypass|print|show|repeat|follow))\b/gi;

/** Lines whose words stand in the order from last to first. */
export function backToFrontEdits(text: string): Edit[] {
  const edits: Edit[] = [];
  let read = 0;
  for (const { index } of text.matchAll(BACK_TO_FRONT)) {
    if (index < read) continue;
    const lineStart = text.lastIndexOf("\n", index) + 1;
    const start = Math.max(lineStart, read, index - SENTENCE_CHARS);
    const lineEnd = text.indexOf("\n", index);
    read = Math.min(lineEnd < 0 ? text.length : lineEnd, index + SENTENCE_CHARS);
    const line = text.slice(start, read);
    if ((line.match(BACK_TO_FRONT) ?? []).length < 2) continue;
    const turned = line.split(" ").toReversed().join(" ");
    edits.push({ start, end: read, text: turned, step: 0 });
  }
  return edits;
}

/** A sentence is looked for within so many characters on either side of its sign. */
const SENTENCE_CHARS = 600;

const MORSE_LETTERS =
  "a.- b-... c-.-. d-.. e. f..-. g--. h.... i.. j.--- k-.- l.-.. m-- n-. o--- p.--. q--.- r.-. s... t- u..- v...- w.-- x-..- y-.-- z--.. 0----- 1.---- 2..--- 3...-- 4....- 5..... 6-.... 7--... 8---.. 9----.";
const MORSE = new Map(MORSE_LETTERS.split(" ").map((one) => [one.slice(1), one.charAt(0)]));
const MORSE_RUN = /(?<![.\w-])[.-]{1,5}(?:(?: ?[/|] ?| |\n)[.-]{1,5}){7,}(?![.\w-])/g;
const STRETCHES_MAX = 64;

/** Whether Morse could stand in the text. */
export function mayHoldMorse({ counts, loose }: Survey): boolean {
  return loose >= 16 && (counts[0x2e] ?? 0) >= 4 && (counts[0x2d] ?? 0) >= 4;
}

/** Stretches of Morse; a slash, or more than one blank, parts words. */
export function morseEdits(text: string, blanksAt: (index: number) => number): Edit[] {
  const edits: Edit[] = [];
  let stretch = 0;
  for (const { index, 0: run } of text.matchAll(MORSE_RUN)) {
    const own: Edit[] = [];
    let end = 0;
    let isText = true;
    for (const { index: at, 0: sign } of run.matchAll(/[.-]+/g)) {
      const letter = MORSE.get(sign);
      if (letter === undefined) {
        isText = false;
        break;
      }
      const start = index + at;
      const gap = text.slice(end, start);
      if (own.length > 0 && (gap !== " " || blanksAt(end) > 1)) {
        own.push({ start: end, end: start, text: " ", step: 0, continues: true });
      }
      end = start + sign.length;
      own.push({ start, end, text: letter, step: 0, continues: own.length > 0 });
    }
    if (!isText) continue;
    edits.push(...own);
    stretch += 1;
    if (stretch === STRETCHES_MAX) break;
  }
  return edits;
}
