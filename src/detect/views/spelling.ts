// Words in another spelling: leetspeak and typing errors, put right where that makes words of
// injections. One odd word in an ordinary text is left alone.
import type { Edit } from "./edits.ts";
import { isFarFrom, meantBySlip, meantWithVowels, meantWord } from "./misspelt.ts";
import type { Survey } from "./survey.ts";
import {
  COMMON_WORD,
  HASH_FACTOR,
  isKnownWord,
  isTellingWord,
  kindOfHash,
  TELLING_WORD,
} from "./vocabulary.ts";

/** Whether signs that stand for letters could be among letters. */
export function mayHoldLeet({ leet }: Survey): boolean {
  return leet.length >= 2;
}

/** What the signs of leetspeak stand for, the likeliest first. */
const LEET: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "il",
  "2": "z",
  "3": "e",
  "4": "a",
  "5": "s",
  "6": "gb",
  "7": "t",
  "8": "b",
  "9": "g",
  "@": "a",
  $: "s",
  "!": "il",
  "|": "il",
  "+": "t",
  "(": "c",
  "€": "e",
  "£": "l",
  "¡": "i",
};
/** The same by code. */
const OPTIONS: readonly (string | undefined)[] = Array.from(
  { length: 0x20ad },
  (_, code) => LEET[String.fromCharCode(code)],
);
const LEET_TOKEN = /[A-Za-z0-9@$!|+(€£¡]{2,24}(?![A-Za-z0-9])/y;
/** What stands before a token. */
const LEET_CHAR = /[A-Za-z0-9@$!|+(€£¡]/;
const LEET_CHARS_MAX = 24;
/** A word of letters and of the digits that most often stand for one, some inside. */
const INSIDE = /^(?=.{0,23}[a-z][01345780]{1,3}[a-z])[a-z01345780]{3,24}$/i;
/** What stands for a letter more seldom than for a number. */
const OTHER_DIGIT = /[269]/;
const HAS_LETTER = /[A-Za-z]/;
const HAS_SIGN = /[0-9@$!|+(€£¡]/;
/** Tokens that are looked at in one text. */
const TOKENS_MAX = 8_192;
const BARREN_MAX = 64;

/** Words in leetspeak, where at least two of them are words of the vocabulary. */
export function leetEdits(text: string, survey: Survey): Edit[] {
  const edits: Edit[] = [];
  let known = 0;
  let telling = 0;
  let inside = 0;
  let other = 0;
  let tokens = 0;
  let read = 0;
  for (const place of survey.leet) {
    if (place < read) continue;
    let start = place;
    while (
      start > read &&
      place - start <= LEET_CHARS_MAX &&
      LEET_CHAR.test(text.charAt(start - 1))
    ) {
      start -= 1;
    }
    // A bracket before a word is one.
    if (text.charAt(start) === "(" && start < place) start += 1;
    LEET_TOKEN.lastIndex = start;
    const token = LEET_TOKEN.exec(text)?.[0];
    read = start + (token?.length ?? LEET_CHARS_MAX);
    if (token === undefined) continue;
    // A sign at the end is punctuation: "stop!".
    const word = token.replace(/(?<=[a-z0-9])[!|+(]{1,3}$/i, "");
    if (!HAS_SIGN.test(word) || !HAS_LETTER.test(word)) continue;
    tokens += 1;
    if (INSIDE.test(word)) inside += 1;
    else if (OTHER_DIGIT.test(word)) other += 1;
    // Names of machines, keys and versions: so many tokens and no word among them.
    if (tokens > TOKENS_MAX || (tokens > BARREN_MAX && known === 0 && inside * 2 < tokens)) break;
    const said = readLeet(word);
    if (said.length > 2 && isKnownWord(said.toLowerCase())) known += 1;
    if (isTellingWord(said.toLowerCase())) telling += 1;
    edits.push({ start, end: start + word.length, text: said, step: 1 });
  }
  const isSaid = known >= 2 && telling >= 1 && known * 3 >= edits.length;
  return isSaid || isWrittenSo(survey, other, inside) ? withNumbers(text, edits) : [];
}

/** Words with a digit between two letters; and the share of all words, one in so many. */
const INSIDE_MIN = 4;
const INSIDE_SHARE = 5;

/**
 * Whether so many words have digits between their letters that it is the way the text is written, in
 * whatever language; names of parts, versions and hashes are fewer or have no letters on both sides.
 */
function isWrittenSo({ counts }: Survey, other: number, inside: number): boolean {
  if (inside < INSIDE_MIN || inside < other * 3) return false;
  return inside * INSIDE_SHARE > (counts[0x20] ?? 0) + (counts[0x0a] ?? 0);
}

/** Numbers that are a word in leetspeak, where words around them are: "15" for "is". */
function withNumbers(text: string, edits: readonly Edit[]): Edit[] {
  const numbers: Edit[] = [];
  let near = 0;
  for (const { index, 0: number } of text.matchAll(NUMBERS)) {
    while (near < edits.length && (edits[near]?.end ?? 0) + NUMBER_CHARS < index) near += 1;
    const next = edits[near]?.start ?? Infinity;
    if (next > index + NUMBER_CHARS) continue;
    const said = readLeet(number);
    const isWord = number.length === 1 ? number === "1" || number === "4" : isKnownWord(said);
    if (isWord) numbers.push({ start: index, end: index + number.length, text: said, step: 1 });
  }
  return [...edits, ...numbers].toSorted((a, b) => a.start - b.start);
}

/** So near a word in leetspeak, in characters, a number may be one. */
const NUMBER_CHARS = 24;
const NUMBERS = /(?<![\w.,:/@$!|+(€£¡-])[013457]{1,4}(?![\w:/@$|+(€£¡-]|[.,!]\w)/g;

/** The reading that is a known word, else the likeliest. */
function readLeet(token: string): string {
  let doubtful = 0;
  for (let at = 0; at < token.length; at += 1) {
    if ((OPTIONS[token.charCodeAt(at)]?.length ?? 0) > 1) doubtful += 1;
  }
  const readings = 1 << Math.min(doubtful, DOUBTFUL_MAX);
  for (let reading = 0; reading < readings; reading += 1) {
    if (kindOfHash(leetHash(token, reading)) & (COMMON_WORD | TELLING_WORD)) {
      return leetWord(token, reading);
    }
  }
  return leetWord(token, 0);
}

/** Signs of a token that are read in two ways; each doubles the work. */
const DOUBTFUL_MAX = 4;

/** The hash of a reading, for most are looked up and forgotten. */
function leetHash(token: string, reading: number): number {
  let hash = 0;
  let doubt = 0;
  for (let at = 0; at < token.length; at += 1) {
    const options = OPTIONS[token.charCodeAt(at)];
    let code = token.charCodeAt(at) | 0x20;
    if (options !== undefined) {
      code = options.charCodeAt(options.length > 1 ? (reading >> doubt) & 1 : 0);
      if (options.length > 1) doubt += 1;
    }
    hash = (Math.imul(hash, HASH_FACTOR) + code) | 0;
  }
  return hash;
}

/** Each bit of `reading` tells how one of the doubtful signs is read. */
function leetWord(token: string, reading: number): string {
  let word = "";
  let doubt = 0;
  for (const char of token) {
    const options = LEET[char] ?? char;
    word += options.charAt(options.length > 1 ? (reading >> doubt) & 1 : 0);
    if (options.length > 1) doubt += 1;
  }
  return word;
}

/** Whether misspelt words of injections could be in the text. */
export function mayBeMisspelled({ misspelt }: Survey): boolean {
  return misspelt.length > 0;
}

/** A second word of injections stands so near, in characters, or the mistake is one. */
const NEAR_CHARS = 40;

/** Misspelt words of injections that stand near another word of injections. */
export function misspeltEdits(text: string, { misspelt }: Survey): Edit[] {
  const edits: (Edit & { readonly isFar: boolean })[] = [];
  for (const start of misspelt) {
    const written = /^[A-Za-z]+/.exec(text.slice(start, start + 20))?.[0] ?? "";
    const meant = meantWord(written);
    if (meant === null) continue;
    const isFar = isFarFrom(written, meant);
    edits.push({ start, end: start + written.length, text: meant, step: 0, isFar });
  }
  const kept = edits.filter(({ start, end, text: meant, isFar }, at) => {
    if (isNearOther(edits, at)) return true;
    if (isFar) return false;
    const around = `${text.slice(Math.max(0, start - NEAR_CHARS), start)} ${text.slice(end, end + NEAR_CHARS)}`;
    return [...around.toLowerCase().matchAll(/[a-z]+/g)].some(
      ({ 0: word }) => word !== meant && isTellingWord(word),
    );
  });
  return kept.length < ALL_MIN ? kept : withCommonWords(text, kept);
}

/** Whether another word stands near, with a mistake that is one for sure. */
function isNearOther(edits: readonly (Edit & { readonly isFar: boolean })[], at: number): boolean {
  const one = edits[at];
  if (one === undefined) return false;
  for (const step of [-1, 1]) {
    for (let other = at + step; ; other += step) {
      const near = edits[other];
      if (near === undefined || Math.abs(near.start - one.start) > NEAR_CHARS) break;
      if (near.text !== one.text && !near.isFar) return true;
    }
  }
  return false;
}

/** From so many misspelt words on, the other words around them are put right as well. */
const ALL_MIN = 2;
/** How far around, in characters; and words that are looked at. */
const AROUND_CHARS = 200;
const AROUND_WORDS_MAX = 512;

function withCommonWords(text: string, telling: readonly Edit[]): Edit[] {
  const edits = [...telling];
  const starts = new Set(telling.map(({ start }) => start));
  let read = 0;
  let words = 0;
  for (const { start, end } of telling) {
    if (words > AROUND_WORDS_MAX) break;
    const from = Math.max(read, start - AROUND_CHARS);
    const around = text.slice(from, end + AROUND_CHARS);
    for (const { index, 0: word } of around.matchAll(/(?<![A-Za-z])[A-Za-z]{3,12}(?![A-Za-z])/g)) {
      const at = from + index;
      words += 1;
      if (words > AROUND_WORDS_MAX) break;
      if (at < read || starts.has(at)) continue;
      const meant = meantBySlip(word);
      read = at + word.length;
      if (meant !== null) edits.push({ start: at, end: read, text: meant, step: 0 });
    }
  }
  return edits.toSorted((a, b) => a.start - b.start);
}

/** Words of a text that is looked at word by word, and the share of them that is not known. */
const BAD_WORDS_MIN = 3;
const UNKNOWN_SHARE = 8;
const KNOWN_SHARE = 4;
const REWRITTEN_WORDS_MAX = 4_096;

/**
 * Whether English words that are spelt wrongly throughout could stand in the text: there are known
 * words and unknown ones.
 */
export function mayBeSpeltBadly({ words, common, telling }: Survey): boolean {
  const known = common + telling;
  const unknown = words - known;
  return (
    unknown >= BAD_WORDS_MIN && unknown * UNKNOWN_SHARE >= words && known * KNOWN_SHARE >= words
  );
}

/** So many words are put right, one in so many of all, or the text is spelt as it should be. */
const RIGHTED_MIN = 3;
const RIGHTED_SHARE = 8;

/** Unknown words that are tried before all are, and how many of them must be meant for others. */
const TRIED_MAX = 16;
const TRIED_SHARE = 4;

/** Words that are a letter away from what they mean, where there are many of them. */
export function badlySpeltEdits(text: string, { unknown }: Survey): Edit[] {
  const edits: Edit[] = [];
  const step = Math.max(1, Math.floor(unknown.length / TRIED_MAX));
  const tried = unknown.filter((_, index) => index % step === 0);
  const righted = tried.filter((start) => {
    const word = /^[A-Za-z]+/.exec(text.slice(start, start + 17))?.[0] ?? "";
    return (meantBySlip(word) ?? meantWithVowels(word)) !== null;
  }).length;
  if (righted * TRIED_SHARE < tried.length) return edits;
  let words = 0;
  for (const { index, 0: word } of text.matchAll(/(?<![A-Za-z])[A-Za-z]{1,16}(?![A-Za-z])/g)) {
    words += 1;
    if (words > REWRITTEN_WORDS_MAX) break;
    if (word.length < 3) continue;
    const meant = meantBySlip(word) ?? meantWithVowels(word);
    if (meant !== null)
      edits.push({ start: index, end: index + word.length, text: meant, step: 0 });
  }
  return edits.length >= RIGHTED_MIN && edits.length * RIGHTED_SHARE >= words ? edits : [];
}

/** Of ordinary letters one in forty is the same as the one before. */
const DOUBLE_SHARE = 12;
const DOUBLES_MIN = 4;

/** Whether letters are written twice or more often throughout the text. */
export function mayStutter({ doubles, letters }: Survey): boolean {
  return doubles >= DOUBLES_MIN && doubles * DOUBLE_SHARE >= letters;
}

/** Words with letters that are written more often than they should be. */
export function stutterEdits(text: string): Edit[] {
  const edits: Edit[] = [];
  for (const { index, 0: word } of text.matchAll(/[A-Za-z]{2,64}/g)) {
    const said = withoutStutter(word);
    if (said !== null) edits.push({ start: index, end: index + word.length, text: said, step: 0 });
    if (edits.length > REWRITTEN_WORDS_MAX) break;
  }
  return edits;
}

/** Runs of one letter that may be two in a word. */
const RUNS_MAX = 5;

/** The known word with each of its letters once or twice, else with each once; null for no change. */
function withoutStutter(word: string): string | null {
  const written = word.toLowerCase();
  const runs = written.match(/(.)\1+/g) ?? [];
  if (runs.length === 0 || isKnownWord(written)) return null;
  for (let reading = 0; runs.length <= RUNS_MAX && reading < 1 << runs.length; reading += 1) {
    let run = -1;
    const said = written.replace(/(.)\1+/g, (_, letter: string) => {
      run += 1;
      return (reading >> run) & 1 ? letter + letter : letter;
    });
    if (isKnownWord(said)) return said;
  }
  return written.replace(/(.)\1+/g, "$1");
}
