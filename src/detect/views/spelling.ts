// Words in another spelling: leetspeak and typing errors, put right where that makes words of
// injections. One odd word in an ordinary text is left alone.
import type { Edit } from "./edits.ts";
import { meantWord } from "./misspelt.ts";
import type { Survey } from "./survey.ts";
import { isKnownWord, isTellingWord } from "./vocabulary.ts";

/** Whether signs that stand for letters could be among letters. */
export function mayHoldLeet({ leet }: Survey): boolean {
  return leet >= 2;
}

/** What the signs of leetspeak stand for, the likeliest first. */
const LEET: Readonly<Record<string, string>> = {
  "0": "o", "1": "il", "2": "z", "3": "e", "4": "a", "5": "s", "6": "gb", "7": "t", "8": "b",
  "9": "g", "@": "a", $: "s", "!": "il", "|": "il", "+": "t", "(": "c", "€": "e", "£": "l", "¡": "i",
};
const LEET_TOKEN = /[A-Za-z0-9@$!|+(€£¡]{2,24}/g;
const HAS_LETTER = /[A-Za-z]/;
const HAS_SIGN = /[0-9@$!|+(€£¡]/;
/** Tokens that are looked at in one text. */
const TOKENS_MAX = 8_192;
/** Ways in which one token is read. */
const READINGS_MAX = 16;

/** Words in leetspeak, where at least two of them are words of the vocabulary. */
export function leetEdits(text: string): Edit[] {
  const edits: Edit[] = [];
  let known = 0;
  let telling = 0;
  let tokens = 0;
  for (const { index, 0: token } of text.matchAll(LEET_TOKEN)) {
    // A sign at the end is punctuation: "stop!".
    const word = token.replace(/(?<=[a-z])[!|+(]{1,3}$/i, "");
    if (!HAS_SIGN.test(word) || !HAS_LETTER.test(word)) continue;
    tokens += 1;
    if (tokens > TOKENS_MAX) break;
    const read = readLeet(word);
    if (read.length > 2 && isKnownWord(read.toLowerCase())) known += 1;
    if (isTellingWord(read.toLowerCase())) telling += 1;
    edits.push({ start: index, end: index + word.length, text: read, step: 1 });
  }
  return known >= 2 && telling >= 1 && known * 3 >= edits.length ? edits : [];
}

/** The reading that is a known word, else the likeliest. */
function readLeet(token: string): string {
  let readings = [""];
  for (const char of token) {
    const options = LEET[char] ?? char;
    const room = readings.length * options.length <= READINGS_MAX;
    readings = readings.flatMap((one) => {
      return room ? [...options].map((option) => one + option) : one + options.charAt(0);
    });
  }
  return readings.find((one) => isKnownWord(one.toLowerCase())) ?? readings[0] ?? token;
}

/** Whether misspelt words of injections could be in the text. */
export function mayBeMisspelled({ misspelt }: Survey): boolean {
  return misspelt.length > 0;
}

/** A second word of injections stands so near, in characters, or the mistake is one. */
const NEAR_CHARS = 60;

/** Misspelt words of injections that stand near another word of injections. */
export function misspeltEdits(text: string, { misspelt }: Survey): Edit[] {
  const edits: Edit[] = [];
  for (const start of misspelt) {
    const written = /^[A-Za-z]+/.exec(text.slice(start, start + 20))?.[0] ?? "";
    const meant = meantWord(written);
    if (meant === null) continue;
    edits.push({ start, end: start + written.length, text: meant, step: 0 });
  }
  return edits.filter(({ start, end, text: meant }) => {
    const isNearOther = edits.some((other) => {
      return other.text !== meant && Math.abs(other.start - start) <= NEAR_CHARS;
    });
    if (isNearOther) return true;
    const around = `${text.slice(Math.max(0, start - NEAR_CHARS), start)} ${text.slice(end, end + NEAR_CHARS)}`;
    return [...around.toLowerCase().matchAll(/[a-z]+/g)].some(
      ({ 0: word }) => word !== meant && isTellingWord(word),
    );
  });
}
