// The spread of texts over the unit interval: known values, evenness, and independence of salts.
import { describe, expect, it } from "vitest";
import { isInShare, unitInterval } from "../../src/policy/conditions/cohort.ts";

/** Chi-squared of counts that should be equal. */
function chiSquared(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe("unitInterval", () => {
  it.each<[string, number]>([
    // The published vectors of MurmurHash3_x86_32 with seed 0 whose bytes come in pairs: none,
    // 21 43 65 87, 21 43, four and two zeros, and four times ff.
    ["", 0],
    [String.fromCharCode(0x4321, 0x8765), 0xf55b516b],
    [String.fromCharCode(0x4321), 0xa0f7b07a],
    [String.fromCharCode(0, 0), 0x2362f9de],
    [String.fromCharCode(0), 0x30f4c306],
    [String.fromCharCode(0xffff, 0xffff), 0x76293b50],
  ])("gives the published value for %j", (text, hash) => {
    expect(unitInterval(text)).toBe(hash / 2 ** 32);
  });

  it.each<[string, (at: number) => string]>([
    ["numbers", (at) => String(at)],
    ["session ids", (at) => `sess_${at.toString(16).padStart(12, "0")}`],
    ["one letter repeated", (at) => "a".repeat(at % 500) + String.fromCharCode(at)],
    ["addresses", (at) => `user${at}@example.com`],
  ])("spreads %s evenly", (_, text) => {
    const buckets = Array<number>(100).fill(0);
    for (let at = 0; at < 20_000; at++) {
      const value = unitInterval(text(at));
      expect(value >= 0 && value < 1).toBe(true);
      const bucket = Math.floor(value * buckets.length);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    // 99 degrees of freedom: above 149 with a probability of 0.001.
    expect(chiSquared(buckets)).toBeLessThan(149);
  });
});

describe("isInShare", () => {
  const members = (share: number, salt: string): Set<number> => {
    const all = Array.from({ length: 10_000 }, (_, at) => at);
    return new Set(all.filter((at) => isInShare({ share, salt, text: `session-${at}` })));
  };

  it("takes about the share, nobody for 0 and everybody for 1", () => {
    expect(members(0, "rule").size).toBe(0);
    expect(members(1, "rule").size).toBe(10_000);
    // Five standard deviations around the expected number.
    expect(Math.abs(members(0.1, "rule").size - 1_000)).toBeLessThan(150);
  });

  it("keeps everybody when the share grows", () => {
    const larger = members(0.2, "rule");
    expect([...members(0.1, "rule")].filter((at) => !larger.has(at))).toEqual([]);
  });

  it("chooses independently for each salt", () => {
    const second = members(0.1, "second");
    const both = [...members(0.1, "first")].filter((at) => second.has(at));
    expect(Math.abs(both.length - 100)).toBeLessThan(50);
  });
});
