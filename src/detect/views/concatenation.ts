// Sentences in pieces that code or the reader is to put together: "ignore all prev" + "ious ...",
// a = "..."; b = "..."; a + b, or ign + ore. It does not run anything.
import type { Edit } from "./edits.ts";
import type { Survey } from "./survey.ts";

const PLUS = 0x2b;
const DOUBLE = 0x22;
const SINGLE = 0x27;
const BACKTICK = 0x60;
const EQUALS = 0x3d;

/** Seams that are closed in one text. */
const SEAMS_MAX = 1_024;

/** Whether strings in quotes could be joined in the text. */
export function mayJoinStrings({ counts }: Survey): boolean {
  return (counts[DOUBLE] ?? 0) + (counts[SINGLE] ?? 0) + (counts[BACKTICK] ?? 0) >= 4;
}

const SEAM = /(["'`])\s?(?:\+|\.|&|\|\||\\\n|,?\s?\n)?\s?(?:\1|(?<=[+.&|]\s?)["'`])/g;

/** Seams between strings: the quotes and what joins them. */
export function seamEdits(text: string): Edit[] {
  const edits: Edit[] = [];
  for (const { index, 0: seam } of text.matchAll(SEAM)) {
    if (seam.length === 2) continue;
    edits.push({ start: index, end: index + seam.length, text: "", step: 0 });
    if (edits.length === SEAMS_MAX) break;
  }
  return edits;
}

/** Whether pieces of words could be joined by plus signs. */
export function mayAddWords({ counts }: Survey): boolean {
  return (counts[PLUS] ?? 0) > 0;
}

const ADDED = /(?<=[A-Za-z]) ?\+ ?(?=[A-Za-z])/g;

/** Plus signs between letters, with their blanks. */
export function addedEdits(text: string): Edit[] {
  const edits: Edit[] = [];
  for (const { index, 0: seam } of text.matchAll(ADDED)) {
    edits.push({ start: index, end: index + seam.length, text: "", step: 0 });
    if (edits.length === SEAMS_MAX) break;
  }
  return edits;
}

/** Whether strings could be given names in the text. */
export function mayNameStrings({ counts }: Survey): boolean {
  return (counts[EQUALS] ?? 0) + (counts[0x3a] ?? 0) >= 2 && mayJoinQuotes(counts);
}

function mayJoinQuotes(counts: Uint32Array): boolean {
  return (counts[DOUBLE] ?? 0) >= 4 || (counts[SINGLE] ?? 0) >= 4;
}

const NAMED = /[=:]\s?(?:"([^"\n]{1,1024})"|'([^'\n]{1,1024})')/g;
const NAME = /(?<![\w."'])\$?([A-Za-z_]\w{0,23})\s?:?$/;
const NAME_CHARS_MAX = 28;
/** Names that are remembered of one text, and characters of what they make together. */
const NAMES_MAX = 64;
const USES_MAX = 2_048;

/** Strings with names, put together in the order in which the names are used after them. */
export function namedEdits(text: string, charsMax: number): Edit[] {
  const values = new Map<string, string>();
  let first = -1;
  let end = 0;
  for (const found of text.matchAll(NAMED)) {
    const [whole, double, single] = found;
    const before = NAME.exec(text.slice(Math.max(0, found.index - NAME_CHARS_MAX), found.index));
    const name = before?.[1];
    if (name === undefined) continue;
    if (first < 0) first = found.index - (before?.[0].length ?? 0);
    end = found.index + whole.length;
    values.set(name, double ?? single ?? "");
    if (values.size === NAMES_MAX) break;
  }
  if (values.size < 2) return [];
  // Names one after the other, with nothing but signs between them.
  let joined = "";
  let names = 0;
  let usedEnd = end;
  let uses = 0;
  let before = -1;
  let best = { text: "", end };
  const rest = text.slice(end);
  for (const { index, 0: word } of rest.matchAll(/[A-Za-z_]\w{0,23}/g)) {
    uses += 1;
    if (uses > USES_MAX || joined.length > charsMax) break;
    const value = values.get(word);
    if (value === undefined) continue;
    if (before < 0 || !/^[^A-Za-z0-9_\n]{0,8}$/.test(rest.slice(before, index))) {
      joined = "";
      names = 0;
    }
    joined += value;
    names += 1;
    before = index + word.length;
    usedEnd = end + before;
    if (names > 1 && joined.length > best.text.length) best = { text: joined, end: usedEnd };
  }
  if (best.text === "") return [];
  return [{ start: first, end: best.end, text: best.text, step: 0 }];
}
