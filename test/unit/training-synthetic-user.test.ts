// The user side's synthetic rows: the same from the same seed, balanced, bounded, hardly repeated.
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../training/random.ts";
import type { Row, TextPools } from "../../training/row.ts";
import { grammar, tidy } from "../../training/synthetic/user-grammar.ts";
import { CHARS_MAX, CHARS_MIN } from "../../training/synthetic/user-family.ts";
import { USER_GENERATORS } from "../../training/synthetic/user-generators.ts";

/** Ordinary texts, enough of them that carriers differ. */
const POOLS: TextPools = {
  questions: Array.from(
    { length: 200 },
    (_, index) => `How far is stop ${index} from the harbour?`,
  ),
  documents: Array.from(
    { length: 100 },
    (_, index) =>
      `Chapter ${index}. ${"The ferry leaves at noon and returns before dark. ".repeat(20)}`,
  ),
  toolOutputs: [],
};

/** Families that only have benign rows. */
const BENIGN_ONLY = new Set(["user-system", "user-trigger", "user-tasks", "user-everyday"]);

function rowsOf(seed: number, share: number): Map<string, readonly Row[]> {
  return new Map(
    USER_GENERATORS.map(({ name, rows, generate }) => [
      name,
      generate(seededRandom(seed), POOLS, Math.ceil(rows * share)),
    ]),
  );
}

const FEW = rowsOf(1, 0.1);

describe.each(USER_GENERATORS.map(({ name }) => name))("%s", (name) => {
  const rows = FEW.get(name) ?? [];

  it("writes the same rows from the same seed and others from another", () => {
    const texts = rows.map((row) => row.text);
    expect(rowsOf(1, 0.1).get(name)).toEqual(rows);
    expect(
      rowsOf(2, 0.1)
        .get(name)
        ?.map((row) => row.text),
    ).not.toEqual(texts);
  });

  it("makes as many mirrors as attacks, or benign rows only", () => {
    const attacks = rows.filter((row) => row.label === 1).length;
    expect(rows.length).toBeGreaterThan(100);
    if (BENIGN_ONLY.has(name)) expect(attacks).toBe(0);
    else expect(Math.abs(rows.length - 2 * attacks)).toBeLessThanOrEqual(1);
  });

  it("keeps every text within its bounds and says where it is from", () => {
    for (const row of rows) {
      expect(row.text.length).toBeGreaterThanOrEqual(CHARS_MIN);
      expect(row.text.length).toBeLessThanOrEqual(CHARS_MAX);
      expect(row.source).toBe(`synthetic ${name}`);
      expect(row.licence).toBe("CC0 (own)");
      expect(row.kind.startsWith("benign")).toBe(row.label === 0);
    }
  });

  it("leaves no rule unwritten in a text", () => {
    const left = rows.filter((row) =>
      /\{\^?[a-z]+[A-Z][a-z]+\}|\bundefined undefined\b/.test(row.text),
    );
    expect(left.map((row) => row.text)).toEqual([]);
  });

  it("has no text that both sides write", () => {
    const attacks = new Set(rows.filter((row) => row.label === 1).map((row) => bare(row.text)));
    const shared = rows.filter((row) => row.label === 0 && attacks.has(bare(row.text)));
    expect(shared.map((row) => row.text)).toEqual([]);
  });
});

describe("all families together", () => {
  const all = [...rowsOf(3, 1).values()].flat();

  it("make about forty thousand rows, at least half of them benign", () => {
    const attacks = all.filter((row) => row.label === 1).length;
    expect(all.length).toBeGreaterThan(30_000);
    expect(attacks).toBeGreaterThan(14_000);
    expect(all.length - attacks).toBeGreaterThanOrEqual(attacks);
  });

  it("repeat hardly any text, even with case and punctuation taken away", () => {
    const distinct = new Set(all.map((row) => bare(row.text)));
    expect(distinct.size / all.length).toBeGreaterThan(0.95);
  });

  it("label no text both ways", () => {
    const attacks = new Set(all.filter((row) => row.label === 1).map((row) => bare(row.text)));
    const both = all.filter((row) => row.label === 0 && attacks.has(bare(row.text)));
    expect(both.length / all.length).toBeLessThan(0.001);
  });
});

describe("a grammar", () => {
  const sides = grammar(String.raw`
side::
[left|right]
walk::
go {side}, {^side} \[then\] stop\n
  `);

  it("picks alternatives, calls rules, capitalises and escapes", () => {
    expect(sides.say(seededRandom(1), "walk")).toMatch(
      /^go (left|right), (Left|Right) \[then\] stop\n$/,
    );
  });

  it("lets a slot win over a rule of its name", () => {
    expect(sides.say(seededRandom(1), "walk", { side: () => "up" })).toBe(
      "go up, Up [then] stop\n",
    );
  });

  it("throws for a name that it does not have, and for brackets without an end", () => {
    expect(() => sides.say(seededRandom(1), "run")).toThrow("no rule run");
    expect(() => grammar("a::\n[x|y")).toThrow("no end");
  });

  it("tidies what alternatives leave: spaces, commas, articles", () => {
    expect(tidy("Take  a  apple , please .")).toBe("Take an apple, please.");
  });
});

/** A text without what surface wear changes. */
function bare(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\s!-/:-@]{1,80}/g, " ")
    .trim();
}
