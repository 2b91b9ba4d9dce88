// The one form in which a system text and an answer are compared: letters only, in lower case, without
// what people and models change when they disguise a text. It works character by character, so that a
// stream can be compared as it comes; encodings are dealt with by encoding the system text.
import { codePointIn } from "../../domain/code-point.ts";

/** Digits that stand for letters, and letters that are written alike: `l` and `1` are `i`. */
const ALIKE: ReadonlyMap<string, string> = new Map(
  Object.entries({ "0": "o", "1": "i", l: "i", "3": "e", "4": "a", "5": "s", "7": "t" }),
);

/** Letters of Greek and Cyrillic, and small capitals, that are taken for Latin ones. UTS 39, reduced. */
const LATIN_OF: ReadonlyMap<string, string> = new Map(
  [
    ["аɑα", "a"],
    ["ьв", "b"],
    ["сϲ", "c"],
    ["ԁ", "d"],
    ["еєε", "e"],
    ["ɡ", "g"],
    ["һн", "h"],
    ["іıιł", "i"],
    ["ј", "j"],
    ["кκ", "k"],
    ["м", "m"],
    ["пη", "n"],
    ["оοσ", "o"],
    ["рρ", "p"],
    ["ԛ", "q"],
    ["г", "r"],
    ["ѕ", "s"],
    ["тτ", "t"],
    ["υ", "u"],
    ["ѵν", "v"],
    ["ԝω", "w"],
    ["хχ", "x"],
    ["уγ", "y"],
  ].flatMap(([letters = "", latin = ""]) => Array.from(letters, (one) => [one, latin] as const)),
);

/** By code: the letter that a character of ASCII says, as its code; 0 where it says none. */
const ASCII_LETTERS: Uint16Array = Uint16Array.from({ length: 128 }, (_, code) => {
  const folded = foldLetter(String.fromCharCode(code));
  return folded === "" ? 0 : folded.charCodeAt(0);
});

/** Characters whose letters are remembered: those that one text uses. */
const REMEMBERED_MAX = 4_096;
const remembered = new Map<number, readonly number[]>();

/**
 * Calls with each letter that a code point says, as a UTF-16 unit: none for what stands between words
 * or prints nothing, one nearly always, a few for ligatures. Tells whether there was any.
 */
export function eachLetter(code: number, said: (letter: number) => void): boolean {
  if (code < 128) {
    const letter = ASCII_LETTERS[code] ?? 0;
    if (letter !== 0) said(letter);
    return letter !== 0;
  }
  const letters = foreignLetters(code);
  for (const letter of letters) said(letter);
  return letters.length > 0;
}

function foreignLetters(code: number): readonly number[] {
  const known = remembered.get(code);
  if (known !== undefined) return known;
  const letters = readForeign(code);
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  remembered.set(code, letters);
  return letters;
}

function readForeign(code: number): readonly number[] {
  // Tag characters repeat ASCII and print nothing.
  if (code >= 0xe0020 && code <= 0xe007e) {
    const letter = ASCII_LETTERS[code - 0xe0000] ?? 0;
    return letter === 0 ? [] : [letter];
  }
  const char = String.fromCodePoint(code);
  if (!/[\p{L}\p{N}\p{So}]/u.test(char)) return [];
  const plain = char.normalize("NFKD").toLowerCase().replaceAll(/\p{M}/gu, "");
  const letters = Array.from(plain, (one) => foldLetter(LATIN_OF.get(one) ?? one)).join("");
  return Array.from({ length: letters.length }, (_, at) => letters.charCodeAt(at));
}

function foldLetter(char: string): string {
  const lower = char.toLowerCase();
  return /[\p{L}\p{N}]/u.test(lower) ? (ALIKE.get(lower) ?? lower) : "";
}

/** Calls with each letter of a text and with where its character begins. */
export function eachLetterOf(text: string, said: (letter: number, at: number) => void): void {
  let at = 0;
  const one = (letter: number): void => said(letter, at);
  while (at < text.length) {
    const code = codePointIn(text, at) ?? 0;
    eachLetter(code, one);
    at += code > 0xffff ? 2 : 1;
  }
}

/** The letters of a short text. */
export function allLetters(text: string): string {
  let letters = "";
  eachLetterOf(text, (letter) => {
    letters += String.fromCharCode(letter);
  });
  return letters;
}

/** Whether a letter is a sign of a script that writes words with one or two of them. */
export function isIdeograph(letter: number): boolean {
  return letter >= 0x2e80;
}
