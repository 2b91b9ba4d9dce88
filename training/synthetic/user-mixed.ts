// Attacks and everyday requests in languages mixed with English.
import type { Desk, Draft, Family } from "./user-family.ts";
import { capitalised, tidy } from "./user-grammar.ts";
import { MIXES } from "./user-mixes.ts";

/** How much of the family is Hinglish, the mix that is written most. */
const HINGLISH_SHARE = 0.4;

function attack(desk: Desk): Draft {
  return write(desk, ["attack"]);
}

function mirror(desk: Desk): Draft {
  return write(
    desk,
    desk.random.pick([["day"], ["cue"], ["day", "day"], ["cue", "day"], ["day"], ["cue"]]),
  );
}

function write(desk: Desk, rules: readonly string[]): Draft {
  const { random } = desk;
  const mix = random.chance(HINGLISH_SHARE) ? MIXES[0] : random.pick(MIXES);
  if (mix === undefined) throw new Error("no mixes");
  const [name, tongue] = mix;
  const join = random.pick([". ", ", ", " ", "... ", "\n"]);
  let text = rules.map((rule) => respelled(desk, tidy(tongue.say(random, rule)))).join(join);
  if (random.chance(0.3)) text = capitalised(text);
  if (random.chance(0.25)) text += random.pick(["!", ".", "?", "..", " :)", " 🙏", "!!"]);
  return { text, lang: name === "hinglish" ? "hi-Latn" : "mixed" };
}

/** Romanised words have no spelling; writers double, drop and swap vowels. */
function respelled(desk: Desk, text: string): string {
  const { random } = desk;
  if (!random.chance(0.35)) return text;
  const [from, to] = random.pick([
    ["aa", "a"],
    ["ee", "i"],
    ["oo", "u"],
    ["ai", "e"],
    ["hai", "h"],
    ["karo", "kro"],
    ["kya", "kia"],
    ["nahi", "nhi"],
    ["mein", "me"],
    ["batao", "btao"],
    ["kaise", "kese"],
    ["ch", "chh"],
    ["v", "w"],
    ["z", "j"],
    ["q", "k"],
    ["y", "i"],
  ] as const);
  return text.replaceAll(from, to);
}

/** Mixed speech, hostile and not. */
export const MIXED: Family = { name: "mixed", kind: "direct", attack, mirror };
