// What is known of a system text, so that answers can be compared with it: hashes of its pieces, and its
// codes and its canary in their disguises. Made once for an exchange, kept in memory only.
import type { SystemPrompt } from "../../domain/system-prompt.ts";
import { disguisesOf, encodingsOf, spelledOut } from "./encodings.ts";
import { createGrams, createRolling, GRAM, STEP, type Grams, type GramsInMaking } from "./grams.ts";
import { allLetters, eachLetterOf } from "./letters.ts";
import { instructingRanges, quotedRanges, secretCodes } from "./marks.ts";
import { buildNeedles, type Needle, type Needles } from "./needles.ts";

/** What answers are compared with. */
export interface PromptIndex {
  /** Pieces of the texts as they stand, in other orders and in rot13. */
  readonly grams: Grams;
  /** Pieces of their encodings: made when something is first found that may be encoded. */
  readonly encoded: () => Grams;
  /** Null where there is no code and no canary. */
  readonly needles: Needles | null;
}

/** What is made of the texts alone. */
interface TextIndex extends Omit<PromptIndex, "needles"> {
  readonly codes: readonly string[];
}

/**
 * How much of the system texts is known, and known in encodings too: a page of a thousand words is 6 K.
 * What is behind it can be told unseen. Each 10 K take some milliseconds.
 */
const TEXT_CHARS_MAX = 1 << 16;
const ENCODED_CHARS_MAX = 1 << 14;

/**
 * Texts whose index is kept: agents say the same in every request. The texts are the keys, so they stay
 * in memory as long, and nowhere else; at most a megabyte of them.
 */
const KEPT_MAX = 16;
const kept = new Map<string, TextIndex>();

/** Shorter sequences are said by chance. */
const NEEDLE_LETTERS_MIN = 7;
export const NEEDLE_LETTERS_MAX = 200;

/** Makes the index of a system prompt. Linear in its texts. */
export function indexPrompt({ texts, canary }: SystemPrompt): PromptIndex {
  const { codes, ...index } = textIndex(firstOf(texts, TEXT_CHARS_MAX));
  const needles = needlesOf(codes, canary);
  return { ...index, needles: needles.length === 0 ? null : buildNeedles(needles) };
}

function textIndex(texts: readonly string[]): TextIndex {
  const key = texts.join("\0");
  const known = kept.get(key);
  if (known !== undefined) return known;
  let encoded: Grams | null = null;
  const made = {
    grams: gramsOf(texts, texts.flatMap(disguisesOf)),
    encoded: () => {
      encoded ??= gramsOf([], firstOf(texts, ENCODED_CHARS_MAX).flatMap(encodingsOf));
      return encoded;
    },
    codes: texts.flatMap(secretCodes),
  };
  const [oldest] = kept.keys();
  if (kept.size >= KEPT_MAX && oldest !== undefined) kept.delete(oldest);
  kept.set(key, made);
  return made;
}

/** So many characters of some texts. */
function firstOf(texts: readonly string[], charsMax: number): readonly string[] {
  let room = charsMax;
  return texts.map((text) => {
    const part = text.slice(0, room);
    room -= part.length;
    return part;
  });
}

function gramsOf(plain: readonly string[], hidden: readonly string[]): Grams {
  const chars = [...plain, ...hidden].reduce((sum, one) => sum + one.length, 0);
  const grams = createGrams(chars / STEP);
  for (const one of plain) addGrams(grams, one, kindsOf(one));
  for (const one of hidden) addGrams(grams, one, null);
  return grams;
}

/** By character of a text: it is to be said, it informs, it instructs. */
function kindsOf(text: string): Uint8Array {
  const kinds = new Uint8Array(text.length).fill(INFORMS);
  for (const { start, end } of instructingRanges(text)) kinds.fill(INSTRUCTS, start, end);
  for (const { start, end } of quotedRanges(text)) kinds.fill(IS_SAID, start, end);
  return kinds;
}

const [IS_SAID, INFORMS, INSTRUCTS] = [0, 1, 2] as const;

/** Adds every fourth piece of a text that is not to be said; without kinds all of it instructs. */
function addGrams(grams: GramsInMaking, text: string, kinds: Uint8Array | null): void {
  const rolling = createRolling();
  let count = 0;
  /** Letters since the last one of each kind. */
  let sinceSaid = GRAM;
  let sinceTelling = GRAM;
  eachLetterOf(text, (letter, at) => {
    const kind = kinds === null ? INSTRUCTS : kinds[at];
    sinceSaid = kind === IS_SAID ? 0 : sinceSaid + 1;
    sinceTelling = kind === INSTRUCTS ? 0 : sinceTelling + 1;
    count += 1;
    if (!rolling.take(letter) || count % STEP !== 0 || sinceSaid < GRAM) return;
    grams.add(rolling.hash, sinceTelling < GRAM);
  });
}

function needlesOf(codes: readonly string[], canary: string | null): readonly Needle[] {
  const forms = [
    ...codes.flatMap((code) => formsOf(code).map((form) => ({ form, of: "code" as const }))),
    ...(canary === null ? [] : formsOf(canary)).map((form) => ({ form, of: "canary" as const })),
  ];
  return forms
    .map(({ form, of }) => ({ letters: allLetters(form), of }))
    .filter(
      ({ letters: { length } }) => length >= NEEDLE_LETTERS_MIN && length <= NEEDLE_LETTERS_MAX,
    );
}

function formsOf(code: string): readonly string[] {
  return [code, ...disguisesOf(code), ...encodingsOf(code), ...spelledOut(code)];
}
