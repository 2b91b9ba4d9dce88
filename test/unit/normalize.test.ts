import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalize } from "../../src/detect/normalize.ts";

/** Texts in which everything that the plain form changes is frequent. */
const oddText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "a",
        "B",
        " ",
        "\n",
        "\t",
        "  ",
        "é",
        "İ",
        "ß",
        "ﬁ",
        "Ｉ",
        "\u00a0",
        "\u3000",
      ),
      fc.constantFrom(
        "\u200b",
        "\u00ad",
        "\u202e",
        "\ufe0f",
        "\u{e0041}",
        "\u0301",
        "日",
        "я",
        "´",
      ),
      fc.string({ unit: "grapheme", maxLength: 4 }),
      fc.string({ unit: "binary", maxLength: 2 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(""));

const CASES: readonly (readonly [string, string, string])[] = [
  ["lowers plain text and changes nothing else", "Hello, World 1", "hello, world 1"],
  ["keeps an empty text empty", "", ""],
  ["folds white space to one space", "a \t\u00a0\u3000 b", "a b"],
  ["folds white space with a line break to one line feed", "a \r\n\r\n b", "a\nb"],
  ["drops invisible characters inside words", "ig\u200bno\u00adre\u{e0041}", "ignore"],
  ["drops invisible characters among white space", "a \u200b b", "a b"],
  ["folds compatibility forms", "Ｉｇｎｏｒｅ ﬁle", "ignore file"],
  ["takes marks off Latin letters", "Prévïous cafe\u0301", "previous cafe"],
  ["keeps other scripts", "Привет 日本語 한국어", "привет 日本語 한국어"],
];

describe("normalize", () => {
  it.each(CASES)("%s", (_, text, plain) => {
    expect(normalize(text).text).toBe(plain);
  });

  it("points at the original of what was matched", () => {
    const text = "Say: ig\u200bnore   ALL\r\n\r\nprévious";
    const plain = normalize(text);
    const start = plain.text.indexOf("ignore");
    const end = plain.text.indexOf("previous") + "previous".length;
    expect(text.slice(plain.originalStart(start), plain.originalEnd(end))).toBe(
      "ig\u200bnore   ALL\r\n\r\nprévious",
    );
  });

  it("maps every offset inside the original, in order, and never backwards", () => {
    fc.assert(
      fc.property(oddText, (text) => {
        const plain = normalize(text);
        const offsets = Array.from({ length: plain.text.length + 1 }, (_, index) => index);
        const starts = offsets.map((index) => plain.originalStart(index));
        const ends = offsets.map((index) => plain.originalEnd(index));
        expect(starts).toEqual(starts.toSorted((a, b) => a - b));
        expect(ends).toEqual(ends.toSorted((a, b) => a - b));
        expect(Math.min(...starts, ...ends)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...starts, ...ends)).toBeLessThanOrEqual(text.length);
        // Every character comes from at least one character.
        expect(ends.slice(1).every((end, index) => end > (starts[index] ?? end))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
