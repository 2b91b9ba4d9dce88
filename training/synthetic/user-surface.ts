// How people type: casing, typos, shorthand, politeness. The same wear for attacks and for benign
// texts, so that none of it says which is which.
import type { Random } from "../random.ts";
import { listOf } from "./user-grammar.ts";

const GREETINGS = listOf(String.raw`
  hi  Hi  hello  Hello  hey  Hey  hey there  Hi there  Good morning  ok  Ok  so  Okay  Please
  pls  um  Well  yo  Dear assistant  Hello friend  Hey buddy  bro  sir  quick one:
  Quick question:  One more thing:  Alright
`);

const CLOSINGS = listOf(String.raw`
  please  pls  thanks  Thanks!  thank you  Thank you so much!  thx  asap  ok?  now  right now
  please.  Thanks in advance.  many thanks  :)  cheers  quickly  it's urgent  I really need it
  plz  got it?  lol  ...  go  ty
`);

const SHORT: Readonly<Record<string, string>> = {
  you: "u",
  your: "ur",
  are: "r",
  please: "pls",
  because: "cuz",
  to: "2",
  for: "4",
  what: "wut",
  "what is": "whats",
  people: "ppl",
  with: "w/",
  and: "&",
  before: "b4",
  okay: "k",
  the: "teh",
  message: "msg",
  password: "pw",
  about: "abt",
  something: "smth",
};

/** The text as somebody in a hurry, a shouter, or a polite person would type it. */
export function worn(random: Random, text: string): string {
  let out = text;
  if (out.length < 300 && random.chance(0.12)) out = greeted(random, out);
  if (out.length < 300 && random.chance(0.1)) out = `${out} ${random.pick(CLOSINGS)}`;
  if (random.chance(0.05)) out = shortened(random, out);
  if (random.chance(0.12)) out = mistyped(random, out);
  if (random.chance(0.1)) out = out.replaceAll("'", "");
  if (random.chance(0.16)) out = out.toLowerCase();
  else if (out.length < 240 && random.chance(0.035)) out = out.toUpperCase();
  if (random.chance(0.14)) out = out.replace(/[.!?]$/, "");
  else if (random.chance(0.05))
    out = out.replace(/[.!?]?$/, random.pick(["!", "!!", "?", "??", "!!!", "...", " ."]));
  return out;
}

function greeted(random: Random, text: string): string {
  const greeting = random.pick(GREETINGS);
  const join = greeting.endsWith(":") ? " " : random.pick([", ", " ", "! ", ". ", ", "]);
  return greeting + join + text;
}

function shortened(random: Random, text: string): string {
  return text.replace(/\b[A-Za-z]{2,9}\b/g, (word) => {
    const short = SHORT[word.toLowerCase()];
    return short !== undefined && random.chance(0.7) ? short : word;
  });
}

/** One slip for about every forty letters: a swap, a loss, a double, a neighbour. */
export function mistyped(random: Random, text: string): string {
  const chars = Array.from(text);
  const slips = Math.min(1 + Math.floor(chars.length / 40), 12);
  for (let slip = 0; slip < slips; slip += 1) {
    const at = random.below(chars.length);
    const char = chars[at] ?? "";
    const next = chars[at + 1] ?? "";
    if (!/\p{L}/u.test(char)) continue;
    const kind = random.below(4);
    if (kind === 0 && /\p{L}/u.test(next)) {
      chars[at] = next;
      chars[at + 1] = char;
    } else if (kind === 1) chars[at] = "";
    else if (kind === 2) chars[at] = char + char;
    else if (/[a-z]/.test(char)) chars[at] = random.pick(Array.from("qwertyuiopasdfghjklzxcvbnm"));
  }
  return chars.join("");
}
