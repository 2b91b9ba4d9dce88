// Tenants' regular expressions: what they match, where a fault is pointed at, and what they may cost.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/domain/limits.ts";
import {
  compilePattern,
  type PatternOptions,
  type TenantPattern,
} from "../../src/domain/tenant-pattern.ts";

function compiled(source: string, options?: PatternOptions): TenantPattern {
  const result = compilePattern(source, options);
  if (!result.ok) throw new Error(`${source}: ${result.error.message}`);
  return result.value;
}

/** Offset of the fault; `«` stands before it in the pattern and is taken out. */
function checkRefused(marked: string, message: RegExp): void {
  const offset = marked.indexOf("«");
  const source = marked.replace("«", "");
  const result = compilePattern(source);
  expect(result.ok ? "accepted" : result.error, source).toEqual({
    offset,
    message: expect.stringMatching(message),
  });
}

function allMatches(pattern: TenantPattern, text: string): string[] {
  const found: string[] = [];
  let from = 0;
  for (let rounds = 0; rounds < 100; rounds++) {
    const match = pattern.firstMatch(text, from);
    if (match === null) return found;
    found.push(text.slice(match.start, match.end));
    from = Math.max(match.end, match.start + 1);
  }
  return found;
}

describe("matching", () => {
  it.each<[string, string, string[]]>([
    ["ACME-[0-9]{6}", "ACME-123456, ACME-1234567, ACME-12345", ["ACME-123456", "ACME-123456"]],
    [String.raw`\bACME-\d{6}\b`, "ACME-123456, xACME-123456, ACME-1234567", ["ACME-123456"]],
    ["(?i)project (falcon|eagle)", "Project FALCON; projects", ["Project FALCON"]],
    ["^a", "aab", ["a"]],
    ["(?m)^a", "ab\nac", ["a", "a"]],
    [String.raw`\Bfoo`, "foo xfoo", ["foo"]],
    [String.raw`\Ba`, "aaa", ["a", "a"]],
    [String.raw`\b.`, "ab", ["a"]],
    [String.raw`^\w|\W\B`, "a😀 😀", ["a", "😀", " ", "😀"]],
    ["😀+", "a😀😀b😀", ["😀😀", "😀"]],
    [".", "a😀b", ["a", "😀", "b"]],
    ["x*", "axxb", ["", "xx", "", ""]],
    ["nothing", "something", []],
  ])("finds all of %s in %j", (source, text, expected) => {
    expect(allMatches(compiled(source), text)).toEqual(expected);
    expect(compiled(source).test(text)).toBe(expected.length > 0);
  });

  it("matches letters in either case only when asked to", () => {
    expect(compiled("straße").test("STRASSE Straße")).toBe(false);
    expect(compiled("straße", { ignoreCase: true }).test("STRASSE Straße")).toBe(true);
  });

  it("matches the whole text or nothing of it", () => {
    const pattern = compiled("a|ab");
    expect(["a", "ab", "abc", "xa", ""].map(pattern.fullMatch)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it.each([-1, 0.5, 4, Number.NaN, Number.POSITIVE_INFINITY])(
    "finds nothing from %d, outside the text",
    (from) => {
      expect(compiled("a").firstMatch("aaa", from)).toBeNull();
    },
  );

  it("finds what the platform's own expressions find", () => {
    const sources = [
      "a+b?",
      "(a|b)c",
      String.raw`\bab`,
      String.raw`\Ba`,
      "^b",
      "a$",
      "c{2}",
      "😀|a",
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...sources),
        fc.array(fc.constantFrom("a", "b", "c", " ", "😀")).map((parts) => parts.join("")),
        (source, text) => {
          const expected = [...text.matchAll(new RegExp(source, "gu"))].map(([match]) => match);
          expect(allMatches(compiled(source), text)).toEqual(expected);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe("refusal", () => {
  it.each<[string, RegExp]>([
    ["a«(b", /no closing parenthesis/],
    ["(a)«(b(c)", /no closing parenthesis/],
    [String.raw`\((a)[(]«(c`, /no closing parenthesis/],
    ["a(b)«)c", /closes nothing/],
    [String.raw`\((a)«)`, /closes nothing/],
    ["a[bc]«[de", /no closing bracket/],
    ["[[:alpha:]][«[:alfa:]]", /does not exist/],
    ["«*a", /nothing before/],
    ["a|«+b", /nothing before/],
    ["[*]a|(«*b)", /nothing before/],
    ["a+b«+*", /cannot be repeated/],
    ["ab«{5,2}", /count of repetitions/],
    ["[{5,2}]ab«{5,2}", /count of repetitions/],
    ["a{2}b«{1001}", /count of repetitions/],
    [String.raw`(a)«\1`, /back references/],
    [String.raw`\\1«\1`, /back references/],
    ["[b-d][«b-a]", /does not exist/],
    ["a«(?=b)", /look-around/],
    ["a«(?<!b)c", /look-around/],
    ["(?<n>a)(?<«n>b)", /Two groups/],
    ["ab«\\", /ends with a backslash/],
    [String.raw`x«\pX`, /does not exist/],
    ["(a{1000})«{1000}", /count|too large/],
    ["(?:abcdefghij)«{900}", /too large/],
    ["(?:(?:a{30}){30})«{10}", /too large/],
    [`${"x".repeat(LIMITS.patternCharsMax)}«y`, /longer than/],
  ])("points into %s", (marked, message) => {
    checkRefused(marked, message);
  });

  it("accepts the largest program and refuses the next", () => {
    // One instruction each for the characters, one for the match and one that always fails.
    const largest = "a".repeat(LIMITS.patternInstructionsMax - 2);
    expect(compiled(largest).instructions).toBe(LIMITS.patternInstructionsMax);
    expect(compilePattern(`${largest}a`)).toMatchObject({ ok: false });
  });

  it("accepts braces that count nothing", () => {
    for (const source of [
      "a{",
      "{a}",
      String.raw`\p{Greek}{2}`,
      String.raw`\x{1000}`,
      "[{9999}]",
    ]) {
      expect(compilePattern(source).ok, source).toBe(true);
    }
  });

  it("never throws, and points into the pattern", () => {
    const piece = fc.constantFrom(
      ..."ab.*+?|()[]^${}-\\,09:<>=!PpQEdwxiu".split(""),
      "(?",
      "{2,3}",
      "[[:alpha:]]",
      "😀",
      "\uD83D",
      String.raw`\pL`,
    );
    const source = fc.array(piece, { maxLength: 24 }).map((parts) => parts.join(""));
    let refused = 0;
    fc.assert(
      fc.property(fc.oneof(source, fc.string()), fc.string(), (pattern, text) => {
        const result = compilePattern(pattern);
        if (!result.ok) {
          refused += 1;
          expect(result.error.offset).toBeGreaterThanOrEqual(0);
          expect(result.error.offset).toBeLessThanOrEqual(pattern.length);
          return;
        }
        const match = result.value.firstMatch(text, 0);
        expect(match !== null).toBe(result.value.test(text));
        if (result.value.fullMatch(text)) expect(match).not.toBeNull();
      }),
      { numRuns: 2_000 },
    );
    expect(refused).toBeGreaterThan(100);
  });
});
