// A text is held to a schema once it is whole; one that never ends is given up.
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/domain/limits.ts";
import { createSchemaScanner } from "../../src/inspection/schema-scanner.ts";
import { loadPolicy } from "../../src/policy/load.ts";

function open() {
  const source = `version: "1.0"
rules: [{ name: a, scanner: output_schema, action: flag, schema: { type: array } }]`;
  const loaded = loadPolicy(source);
  const rule = loaded.ok ? loaded.value.rules[0] : undefined;
  if (rule?.scanner !== "output_schema") throw new Error("no such rule");
  return createSchemaScanner("a", rule).open("x");
}

describe("a text that is held to a schema", () => {
  it.each([
    ["meets it", ["[1,", "2]"], []],
    ["does not", ["{", "}"], [{ start: 0, end: 2 }]],
    ["is not JSON", ["[1,"], [{ start: 0, end: 3 }]],
    ["is empty", [""], []],
  ])("%s", (_, pieces, expected) => {
    const scan = open();
    for (const piece of pieces) expect(scan.push(piece)).toEqual([]);
    expect(scan.decided).toBe(0);
    expect(scan.end()).toMatchObject(expected);
    expect(scan.end()).toEqual([]);
    expect(scan.decided).toBe(pieces.join("").length);
  });

  const max = LIMITS.heldStreamBytesMax;
  it.each([
    ["is as long as may be", max, []],
    ["is longer than what is kept of it", max + 1, [{ start: 0, end: max }]],
  ])("%s", (_, length, expected) => {
    const text = `[${" ".repeat(length - 2)}]`;
    expect(open().end(text)).toMatchObject(expected);
    const scan = open();
    const half = Math.ceil(length / 2);
    const found = [text.slice(0, half), text.slice(half)].flatMap((piece) => scan.push(piece));
    expect(found).toMatchObject(expected);
    expect(scan.decided).toBe(expected.length === 0 ? 0 : length);
    expect(scan.length).toBe(length);
  });
});
