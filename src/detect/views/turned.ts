// Words turned on their heads: letters drawn upside down from the last to the first, and pig Latin.
import { backwards, isKnownWord } from "./vocabulary.ts";
import type { Edit } from "./edits.ts";
import type { Survey } from "./survey.ts";

/** Letters upside down that no text has otherwise, and what all letters are when they are turned. */
const TURNED =
  /[\u0250\u0254\u01dd\u025f\u0183\u0265\u1d09\u027e\u029e\u026f\u0279\u0287\u028c\u028d\u028e]/g;
const UPRIGHT = new Map(
  Array.from(
    "\u0250q\u0254p\u01dd\u025f\u0183\u0265\u1d09\u027e\u029el\u026fuodb\u0279s\u0287n\u028c\u028dx\u028ez",
    (drawn, at) => [drawn, "abcdefghijklmnopqrstuvwxyz".charAt(at)],
  ),
);
const TURNED_MIN = 6;
const TURNED_CHARS_MAX = 16_384;

/** Whether letters upside down could stand in the text. */
export function mayBeUpsideDown({ others, letters }: Survey): boolean {
  return others >= TURNED_MIN && others * 4 >= letters;
}

/** The whole text turned the right way up, from its end; phonetic writing has words beside it. */
export function upsideDownEdits(text: string): Edit[] {
  const turned = text.slice(0, TURNED_CHARS_MAX);
  const count = (turned.match(TURNED) ?? []).length;
  if (count < TURNED_MIN || count * 4 < turned.length) return [];
  const upright = Array.from(turned.toLowerCase(), (char) => UPRIGHT.get(char) ?? char).join("");
  return [{ start: 0, end: turned.length, text: backwards(upright), step: 0 }];
}

/** Words of pig Latin end alike; so many in a hundred do. */
const PIGGED = /(?<![A-Za-z])([A-Za-z]{1,20})ay(?![A-Za-z])/g;
const PIGGED_MIN = 4;
const PIGGED_WORDS_MAX = 4_096;

/** Whether pig Latin could stand in the text: hardly a known word, and letters that it has. */
export function mayBePigLatin({ words, common, telling, pigged }: Survey): boolean {
  return pigged >= PIGGED_MIN && (common + telling) * 3 < words;
}

/** Words of pig Latin, put back, where they are most of the words. */
export function pigLatinEdits(text: string): Edit[] {
  const edits: Edit[] = [];
  for (const { index, 0: word, 1: stem } of text.matchAll(PIGGED)) {
    edits.push({ start: index, end: index + word.length, text: putBack(stem ?? ""), step: 0 });
    if (edits.length === PIGGED_WORDS_MAX) break;
  }
  const end = edits.at(-1)?.end ?? 0;
  const words = (text.slice(0, end).match(/[A-Za-z]{2,}/g) ?? []).length;
  return edits.length >= PIGGED_MIN && edits.length * 2 >= words ? edits : [];
}

/** The known word whose first consonants were moved to its end; else all consonants move back. */
function putBack(stem: string): string {
  const lower = stem.toLowerCase().replace(/w$/, "");
  const tail = /[^aeiou]{0,4}$/.exec(stem.toLowerCase())?.[0].length ?? 0;
  if (isKnownWord(lower)) return lower;
  for (let moved = 0; moved <= tail; moved += 1) {
    const at = stem.length - moved;
    const said = (stem.slice(at) + stem.slice(0, at)).toLowerCase();
    if (isKnownWord(said)) return said;
  }
  return (stem.slice(stem.length - tail) + stem.slice(0, stem.length - tail)).toLowerCase();
}
