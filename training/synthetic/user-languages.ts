// Attacks in one language that is not English, and ordinary requests in the same and in others.
import type { Desk, Draft, Family } from "./user-family.ts";
import { capitalised, tidy, type Grammar } from "./user-grammar.ts";
import { DAY_TONGUES, TONGUES } from "./user-tongues.ts";
import { WORDS } from "./user-words.ts";

const ATTACKS: readonly (readonly string[])[] = [
  ["drop"],
  ["drop", "wish"],
  ["drop", "wish"],
  ["drop", "wish"],
  ["pry"],
  ["pry"],
  ["pry", "pry"],
  ["free"],
  ["free", "wish"],
  ["free", "drop"],
  ["drop", "free"],
  ["drop", "pry"],
  ["day", "drop", "wish"],
  ["day", "drop", "free"],
  ["cue", "drop", "wish"],
  ["wish", "drop"],
  ["day", "pry"],
];

const MIRRORS: readonly (readonly string[])[] = [
  ["day"],
  ["day"],
  ["cue"],
  ["cue"],
  ["cue"],
  ["day", "day"],
  ["cue", "day"],
  ["cue", "cue"],
  ["day", "cue"],
];

function attack(desk: Desk): Draft {
  const { random } = desk;
  const [lang, tongue] = random.pick(TONGUES);
  const text = sentences(desk, tongue, random.pick(ATTACKS));
  // Half of what other languages say to a model is said around some English.
  if (random.chance(0.1))
    return { text: `${tidy(WORDS.say(random, "mundane"))}. ${text}`, lang: "mixed" };
  if (random.chance(0.07)) return { text: `${desk.question()}\n${text}`, lang };
  return { text, lang };
}

function mirror(desk: Desk): Draft {
  const { random } = desk;
  if (random.chance(0.12)) {
    const [lang, tongue] = random.pick(DAY_TONGUES);
    return { text: sentences(desk, tongue, ["day"]), lang, kind: "benign" };
  }
  const [lang, tongue] = random.pick(TONGUES);
  const text = sentences(desk, tongue, random.pick(MIRRORS));
  if (random.chance(0.1))
    return { text: `${tidy(WORDS.say(random, "mundane"))}. ${text}`, lang: "mixed" };
  if (random.chance(0.07)) return { text: `${desk.question()}\n${text}`, lang };
  return { text, lang };
}

function sentences(desk: Desk, tongue: Grammar, rules: readonly string[]): string {
  const { random } = desk;
  const wide = ["zh", "ja"];
  const parts = rules.map((rule) => tidy(tongue.say(random, rule)));
  const join = random.pick([". ", ". ", "! ", ", ", "\n", " ", "; "]);
  const isWide = wide.some((lang) =>
    TONGUES.some(([name, own]) => name === lang && own === tongue),
  );
  const text = parts.join(isWide ? random.pick(["。", "，", "！", "\n"]) : join);
  return random.chance(0.6) ? capitalised(text) : text;
}

/** Twenty languages of attack, thirty of every day. */
export const LANGUAGES: Family = { name: "languages", kind: "direct", attack, mirror };
