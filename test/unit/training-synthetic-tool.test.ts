// The generators of the tool side: same seed, same rows; both classes; twins; bounds.
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../training/random.ts";
import type { Row, TextPools } from "../../training/row.ts";
import { GENERATORS } from "../../training/synthetic/generators.ts";
import { speaker } from "../../training/synthetic/tool-grammar.ts";

const POOLS: TextPools = {
  questions: ["What is the capital of Peru?"],
  documents: [
    "# Install\n\nRun `npm install`.\n\nThen start the server. It listens on port 80.",
    "The river is long. Many people live there. Boats pass by.",
  ],
  toolOutputs: ['{"city": "Lima",\n "temperature": 21}'],
};

const TOOL = GENERATORS.filter(({ name }) => name.startsWith("tool-"));

/** Families that plant: the others hold ordinary texts only. */
const PLANTING = [
  "plain",
  "overrides",
  "messages",
  "completion",
  "hidden",
  "exfiltration",
  "steering",
  "poison",
  "languages",
  "chores",
  "leaks",
].map((name) => `tool-${name}`);

function rowsOf(name: string, count = 300, seed = 7, pools = POOLS): readonly Row[] {
  const entry = TOOL.find((generator) => generator.name === name);
  if (entry === undefined) throw new Error(`no generator ${name}`);
  return entry.generate(seededRandom(seed), pools, count);
}

describe("the generators of the tool side", () => {
  it("make about thirty thousand rows or more, most of them ordinary", () => {
    const rows = TOOL.flatMap(({ name, rows: count }) => rowsOf(name, Math.ceil(count / 20)));
    const planned = TOOL.reduce((sum, { rows: count }) => sum + count, 0);
    const attacks = rows.filter(({ label }) => label === 1).length / rows.length;
    expect(planned).toBeGreaterThanOrEqual(30_000);
    expect(attacks).toBeGreaterThan(0.25);
    expect(attacks).toBeLessThan(0.45);
  });

  it("hold every family that plants", () => {
    expect(TOOL.map(({ name }) => name)).toEqual(expect.arrayContaining(PLANTING));
  });

  it.each(TOOL.map(({ name }) => name))("%s gives the same rows for the same seed", (name) => {
    expect(rowsOf(name, 60)).toEqual(rowsOf(name, 60));
    expect(rowsOf(name, 60, 8)).not.toEqual(rowsOf(name, 60));
  });

  it.each(TOOL.map(({ name }) => name))("%s keeps the shape and the bounds of a row", (name) => {
    const rows = rowsOf(name);
    expect(rows).toHaveLength(300);
    for (const row of rows) {
      expect(row.role).toBe("tool");
      expect(row.licence).toBe("CC0 (own)");
      expect(row.source).toMatch(/^synthetic tool-[a-z-]+$/);
      expect(row.text.trim()).not.toBe("");
      expect(row.text.length).toBeLessThanOrEqual(8000);
      expect(row.text.isWellFormed()).toBe(true);
      // A rule that was not said.
      expect(row.text).not.toMatch(/undefined|\[object Object\]/);
    }
  });

  it.each(TOOL.map(({ name }) => name))("%s rarely says the same thing twice", (name) => {
    const texts = rowsOf(name).map(({ text }) => text);
    expect(new Set(texts).size / texts.length).toBeGreaterThan(0.95);
  });

  it.each(PLANTING)("%s makes attacks and their twins in the same carriers", (name) => {
    const rows = rowsOf(name);
    const attacks = rows.filter(({ label }) => label === 1);
    expect(attacks.length).toBeGreaterThan(100);
    expect(rows.length - attacks.length).toBeGreaterThan(attacks.length);
    // A clean twin follows its attack and is the same text without the plant.
    const twins = rows.filter(
      ({ label, text }, at) =>
        label === 1 &&
        rows.slice(at + 1, at + 3).some((row) => row.label === 0 && isWithout(text, row.text)),
    );
    expect(twins.length).toBeGreaterThan(attacks.length / 5);
  });

  it.each(TOOL.map(({ name }) => name).filter((name) => !PLANTING.includes(name)))(
    "%s makes no attacks",
    (name) => {
      expect(rowsOf(name).every(({ label }) => label === 0)).toBe(true);
    },
  );

  it("buries some attacks in long texts", () => {
    const long = PLANTING.flatMap((name) => rowsOf(name)).filter(
      ({ label, text }) => label === 1 && text.length > 1500,
    );
    expect(long.length).toBeGreaterThan(100);
  });

  it("does without pools", () => {
    const empty = { questions: [], documents: [], toolOutputs: [] };
    expect(rowsOf("tool-plain", 100, 3, empty)).toHaveLength(100);
  });

  it("speaks a dozen languages and more", () => {
    const langs = rowsOf("tool-languages").map(({ lang }) => lang);
    expect(new Set(langs).size).toBeGreaterThanOrEqual(12);
  });
});

/** Whether the second text is the first one with one piece cut out. */
function isWithout(text: string, rest: string): boolean {
  let start = 0;
  while (start < rest.length && text[start] === rest[start]) start += 1;
  let end = 0;
  while (end < rest.length - start && text.at(-1 - end) === rest.at(-1 - end)) end += 1;
  return rest.length > 40 && start + end >= rest.length;
}

describe("the grammar", () => {
  const say = (template: string, rules = {}): string =>
    speaker(seededRandom(1), rules).say(template);

  it("says choices, rules and escaped signs", () => {
    expect(say("a [b|b] {c} \\[x\\]", { c: "d|d" })).toBe("a b d [x]");
  });

  it("leaves no spaces where a choice is silent", () => {
    expect(say("one [|] two [], three .")).toBe("one two, three.");
  });

  it("refuses a rule that is not there, an odd bracket and a rule that calls itself", () => {
    expect(() => say("{nothing}")).toThrow("no rule nothing");
    expect(() => say("a]")).toThrow("odd bracket");
    expect(() => say("{a}", { a: "{a}" })).toThrow("calls itself");
  });
});
