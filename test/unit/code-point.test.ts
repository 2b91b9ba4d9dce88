import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codePointIn } from "../../src/domain/code-point.ts";

describe("the code point at an offset", () => {
  it("is what codePointAt says of a text by itself", () => {
    const units = fc.array(fc.constantFrom("a", "\ud83d", "\ude00", "\u{e0048}", "é"));
    fc.assert(
      fc.property(units, fc.nat(12), (parts, at) => {
        const text = parts.join("");
        expect(codePointIn(text, at)).toBe(text.codePointAt(at));
      }),
    );
  });

  it("ends where a slice ends, however often a loop over slices has run", () => {
    const whole = `offer a voucher of ten euros once.\u{e0048} and so on`.repeat(3);
    const end = whole.indexOf("\udb40") + 1;
    for (let round = 0; round < 20_000; round += 1) {
      const slice = whole.slice(round % 20, end);
      expect(codePointIn(slice, slice.length - 1)).toBe(0xdb40);
    }
  });
});
