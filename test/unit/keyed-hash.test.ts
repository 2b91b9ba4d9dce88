// The keyed hash: the one that its authors describe, and none that a text's end could fool.
import { describe, expect, it } from "vitest";
import { keyedHash, sipHash } from "../../src/domain/keyed-hash.ts";

const KEY = Uint8Array.from({ length: 16 }, (_, at) => at);

describe("the keyed hash", () => {
  // vectors_sip64 of the reference implementation: github.com/veorq/SipHash.
  it.each([
    [0, "726fdb47dd0e0e31"],
    [1, "74f839c593dc67fd"],
    [8, "93f5f5799a932462"],
    [15, "a129ca6149be45e5"],
  ])("is SipHash-2-4 of %d bytes", (length, hash) => {
    expect(
      sipHash(
        KEY,
        Uint8Array.from({ length }, (_, at) => at),
      ),
    ).toBe(hash);
  });

  it("tells texts apart that differ in a character, a length or a key", () => {
    const long = "a".repeat(100_000);
    const other = KEY.toReversed();
    const hashes = [
      keyedHash(KEY, "one"),
      keyedHash(KEY, "ona"),
      keyedHash(KEY, "one "),
      keyedHash(other, "one"),
      keyedHash(KEY, long),
      keyedHash(KEY, `${long}a`),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(keyedHash(KEY, "one")).toBe(hashes[0]);
  });
});
