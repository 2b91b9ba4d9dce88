// Ways to disguise a text as attackers do: to learn from, and to measure what is still seen. The same
// chance gives the same disguise. Disguises are one for one: a person, or a model that is told how, can
// read what was meant.
import { HEAVY } from "./obfuscate-heavy.ts";
import { LIGHT } from "./obfuscate-light.ts";
import type { Random } from "./random.ts";

/** Turns a text into another that says the same. Pure but for chance. */
export type Disguise = (text: string, random: Random) => string;

/** `light`: who looks at it can read it. `heavy`: it must be decoded. */
export type Strength = "light" | "heavy" | "mixed";

/** A disguise with its name. */
export interface NamedDisguise {
  readonly name: string;
  readonly strength: Strength;
  readonly disguise: Disguise;
}

/** Two at once: one that stays readable inside or around another. */
const MIXED: Readonly<Record<string, Disguise>> = {
  "leet-in-base64": inside(LIGHT.leet, HEAVY.base64),
  "zero-width-in-rot13": inside(LIGHT["zero-width"], HEAVY.rot13),
  "homoglyphs-in-reversed": inside(LIGHT.homoglyphs, HEAVY.reversed),
  "typos-and-leet": inside(LIGHT.typos, LIGHT["leet-some"]),
  "homoglyphs-and-zero-width": inside(LIGHT["homoglyphs-some"], LIGHT["zero-width"]),
  "random-case-and-leet": inside(LIGHT["leet-some"], LIGHT["random-case"]),
  "spaced-leet": inside(LIGHT["leet-some"], LIGHT.spaced),
  "half-in-base64": halved(HEAVY.base64),
  "half-in-leet": halved(LIGHT.leet),
  "half-in-rot13": halved(HEAVY.rot13),
};

/** All ways, in a fixed order. */
export const DISGUISES: readonly NamedDisguise[] = [
  ...named(LIGHT, "light"),
  ...named(HEAVY, "heavy"),
  ...named(MIXED, "mixed"),
];

function named(ways: Readonly<Record<string, Disguise>>, strength: Strength): NamedDisguise[] {
  return Object.entries(ways).map(([name, disguise]) => ({ name, strength, disguise }));
}

function inside(inner: Disguise, outer: Disguise): Disguise {
  return (text, random) => outer(inner(text, random), random);
}

/** The second half of the words only. */
function halved(disguise: Disguise): Disguise {
  return (text, random) => {
    const words = text.split(" ");
    const half = words.length >> 1;
    if (half === 0) return disguise(text, random);
    return `${words.slice(0, half).join(" ")} ${disguise(words.slice(half).join(" "), random)}`;
  };
}
