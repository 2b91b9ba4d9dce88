// Suffixes as a search over tokens leaves them: pieces of words of many languages and programs,
// glued and broken by signs. Made from the pools; no suffix that anybody has published is in it.
import type { Random } from "./random.ts";
import type { TextPools } from "./row.ts";
import { deskOf } from "./synthetic/user-family.ts";
import { gibberish } from "./synthetic/user-suffix.ts";

const SIGNS = [
  "](",
  "**",
  "\\+",
  "}{",
  "()>",
  "');",
  "--",
  "!--",
  "({",
  "\\",
  '"?',
  "{\\",
  "$$",
  "];",
  "./",
  "::",
  "==",
  '">',
  "[[",
  "^{",
  "`",
  "}}",
  "//",
  "##",
  "|",
  ");",
  "({\\",
  "~",
];

/** `count` suffixes, made in two ways so that neither is learned by heart. */
export function garbageOf(random: Random, pools: TextPools, count: number): string[] {
  const desk = deskOf(random, pools);
  const half = Math.floor(count / 2);
  return [...pieced(random, pools, half), ...Array.from({ length: half }, () => gibberish(desk))];
}

function pieced(random: Random, pools: TextPools, count: number): string[] {
  const texts = [...pools.questions, ...pools.documents];
  const pieces = Array.from({ length: 4_000 }, () => piecesOf(random, random.pick(texts))).flat();
  return Array.from({ length: count }, () => suffix(random, pieces));
}

function piecesOf(random: Random, text: string): string[] {
  const words = text.split(/\s+/).filter((word) => word.length > 1 && word.length < 14);
  return words.length === 0 ? [] : Array.from({ length: 5 }, () => random.pick(words));
}

function suffix(random: Random, pieces: readonly string[]): string {
  const count = 14 + random.below(20);
  let text = "";
  for (let index = 0; index < count; index += 1) {
    let piece = random.pick(pieces).replace(/[^\p{L}\d]/gu, "");
    if (random.chance(0.4)) piece = piece.slice(0, 2 + random.below(5));
    if (random.chance(0.25)) piece = piece.charAt(0).toUpperCase() + piece.slice(1);
    text += (random.chance(0.65) ? " " : "") + piece;
    if (random.chance(0.3)) text += random.pick(SIGNS);
  }
  return text;
}
