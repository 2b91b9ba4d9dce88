import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalize } from "../../src/detect/normalize.ts";

/** Texts in which everything that the plain form changes is frequent. */
const oddText = fc
  .array(
    fc.oneof(
      fc.constantFrom("a", "B", " ", "\n", "\t", "  ", "é", "İ", "ß", "ﬁ", "Ｉ", "\u00a0", "\u3000"),
      fc.constantFrom("\u200b", "\u00ad", "\u202e", "\ufe0f", "\u{e0041}", "\u0301", "日", "я", "´"),
      fc.string({ unit: "grapheme", maxLength: 4 }),
      fc.string({ unit: "binary", maxLength: 2 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(""));

function check(text: string, plain: string): void {
  expect(normalize(text).text).toBe(plain);
}

describe("normalize", () => {
  it("lowers plain text and changes nothing else", () => check("Hello, World 1", "hello, world 1"));
  it("keeps an empty text empty", () => check("", ""));
  it("folds white space to one space", () => check("a \t\u00a0\u3000 b", "a b"));
  it("folds white space with a line break to one line feed", () => check("a \r\n\r\n b", "a\nb"));
  it("drops invisible characters inside words", () => check("ig\u200bno\u00adre\u{e0041}", "ignore"));
  it("drops invisible characters among white space", () => check("a \u200b b", "a b"));
  it("folds compatibility forms", () => check("Ｉｇｎｏｒｅ ﬁle", "ignore file"));
  it("takes marks off Latin letters", () => check("Prévïous cafe\u0301", "previous cafe"));
  it("keeps other scripts", () => check("Привет 日本語 한국어", "привет 日本語 한국어"));

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
        let start = 0;
        let end = 0;
        for (let index = 0; index <= plain.text.length; index += 1) {
          expect(plain.originalStart(index)).toBeGreaterThanOrEqual(start);
          expect(plain.originalEnd(index)).toBeGreaterThanOrEqual(end);
          start = plain.originalStart(index);
          end = plain.originalEnd(index);
          expect(start).toBeLessThanOrEqual(text.length);
          expect(end).toBeLessThanOrEqual(text.length);
          if (index < plain.text.length) {
            expect(plain.originalEnd(index + 1)).toBeGreaterThan(start);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it("gives the same again when applied to its own result", () => {
    fc.assert(
      fc.property(oddText, (text) => {
        const once = normalize(text).text;
        expect(normalize(once).text.length).toBeLessThanOrEqual(once.length);
      }),
    );
  });
});
