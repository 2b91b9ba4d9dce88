// Reading JSON as text agrees with the value that was written, and writing into it changes what
// was meant to change and nothing else.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { indexPath, isWithin, keyPath } from "../../src/domain/json-path.ts";
import { isNestedDeeper, readJsonStrings, spliceJsonStrings } from "../../src/domain/json-text.ts";

const UNBOUNDED = { depth: Infinity, strings: Infinity };

/** Keys that are easily read wrong. */
const key = fc.oneof(
  fc.constantFrom(
    "a",
    "b",
    "",
    "a.b",
    "a[0]",
    "0",
    '"',
    "\\",
    "__proto__",
    "constructor",
    " ",
    "é",
  ),
  fc.constantFrom("\n", "\u2028", "{", "]", ":", ",", "$x", "x-y", "toString", "🙂", "\ud800"),
  fc.string({ unit: "binary", maxLength: 4 }),
);
const text = fc.oneof(
  fc.constantFrom("", "x", '"', "\\", '\\"', "\\\\", "{", "[", "},", '":"', "\n", "\u0000", "🙂"),
  fc.constantFrom("\ud83d", "\ude42", "\u2029", "[SECRET]", "true", "null", "0", "/", "\ufeff"),
  fc.string({ unit: "binary", maxLength: 8 }),
);
const values: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    text,
    fc.constantFrom<unknown>(null, true, false, 0, -0.5, 1e21, 1e-7, [], {}),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.uniqueArray(fc.tuple(key, tie("value")), { maxLength: 4, selector: ([name]) => name }),
  ),
})).value;

/** A value as JSON text with odd but valid spacing and escapes. Pairs stand for objects. */
interface Writing {
  /** Spaces to put at each place where the grammar allows some, over and over. */
  readonly spaces: readonly string[];
  /** Which of several spellings of a character to use, over and over. */
  readonly spellings: readonly number[];
}

const writings: fc.Arbitrary<Writing> = fc.record({
  spaces: fc.array(fc.constantFrom("", "", " ", "\n", "\t\r", "  \n"), {
    minLength: 1,
    maxLength: 7,
  }),
  spellings: fc.array(fc.nat(3), { minLength: 1, maxLength: 7 }),
});

function isObjectOf(value: unknown): value is readonly (readonly [string, unknown])[] {
  return Array.isArray(value) && value.length > 0 && value.every(isPair);
}

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === "string";
}

function unicode(code: number): string {
  return `\\u${code.toString(16).padStart(4, "0")}`;
}

function write(value: unknown, { spaces, spellings }: Writing): string {
  let turn = 0;
  const space = (): string => spaces[(turn += 1) % spaces.length] ?? "";
  const string = (content: string): string => {
    const chars = Array.from({ length: content.length }, (_, at) => {
      const char = content[at] ?? "";
      const code = content.charCodeAt(at);
      const spelling = spellings[(turn += 1) % spellings.length];
      if (spelling === 1) return unicode(code);
      if (spelling === 2) return unicode(code).toUpperCase().replace("\\U", "\\u");
      if (spelling === 3 && char === "/") return "\\/";
      return JSON.stringify(char).slice(1, -1);
    });
    // Halves of a pair that were written one by one are escaped; a whole pair may stand as it is.
    return `"${chars.join("")}"`;
  };
  const any = (part: unknown): string => {
    if (typeof part === "string") return string(part);
    if (isObjectOf(part)) {
      const members = part.map(
        ([name, member]) =>
          `${space()}${string(name)}${space()}:${space()}${any(member)}${space()}`,
      );
      return `{${members.join(",")}}`;
    }
    if (Array.isArray(part)) {
      return part.length === 0
        ? `[${space()}]`
        : `[${part.map((item) => `${space()}${any(item)}${space()}`).join(",")}]`;
    }
    return typeof part === "object" && part !== null ? `{${space()}}` : JSON.stringify(part);
  };
  return `${space()}${any(value)}${space()}`;
}

interface Leaf {
  readonly path: string;
  readonly key: string | null;
  readonly text: string;
}

/**
 * Every string of a value with its path, in the order of writing. The reference: the value itself
 * and not JSON.parse of its text, because the V8 of Node 24 gets keys wrong that are written with
 * escapes, once it has seen an object whose key holds a backslash at the same place.
 */
function leavesOf(value: unknown, path = "", nearest: string | null = null): Leaf[] {
  if (typeof value === "string") return [{ path, key: nearest, text: value }];
  if (isObjectOf(value)) {
    return value.flatMap(([name, member]) => leavesOf(member, keyPath(path, name), name));
  }
  if (!Array.isArray(value)) return [];
  return value.flatMap((item, index) => leavesOf(item, indexPath(path, index), nearest));
}

/** What is read of a text, with each string's value. */
function leavesIn(json: string): Leaf[] {
  return read(json).strings.map(({ path, key: name, start, end }) => {
    return { path, key: name, text: stringAt(json, start, end) };
  });
}

function stringAt(json: string, start: number, end: number): string {
  const value: unknown = JSON.parse(json.slice(start, end));
  if (typeof value !== "string") throw new TypeError("not the literal of a string");
  return value;
}

/** A JSON text without its strings. */
function shellOf(json: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of read(json).strings) {
    parts.push(json.slice(from, start));
    from = end;
  }
  return [...parts, json.slice(from)];
}

function read(json: string) {
  const result = readJsonStrings(json, UNBOUNDED);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

describe("the strings of a JSON text", () => {
  it("are those of the value, each with its path, key and place", () => {
    fc.assert(
      fc.property(values, writings, (value, writing) => {
        const json = write(value, writing);
        expect(() => JSON.parse(json) as unknown).not.toThrow();
        expect(read(json).duplicates).toEqual([]);
        expect(leavesIn(json)).toEqual(leavesOf(value));
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ['"x"', [["", 0, 3]]],
    [' "x" ', [["", 1, 4]]],
    ["{}", []],
    ["[]", []],
    ["[[],{},[{}]]", []],
    ["1", []],
    ["-1.5e+10", []],
    ["null", []],
    ['{"a":1,"b":"x"}', [["b", 11, 14]]],
    [
      '["a",["b"],"c"]',
      [
        ["[0]", 1, 4],
        ["[1][0]", 6, 9],
        ["[2]", 11, 14],
      ],
    ],
    ['{"a.b":"x"}', [['["a.b"]', 7, 10]]],
    ['{"a":{"":"x"}}', [['a[""]', 9, 12]]],
    [String.raw`{"\u0061":"\""}`, [["a", 10, 14]]],
    [
      String.raw`["\\","\\\""]`,
      [
        ["[0]", 1, 5],
        ["[1]", 6, 12],
      ],
    ],
    ['{"__proto__":"x"}', [["__proto__", 13, 16]]],
  ])("of %s have their places", (json, expected) => {
    expect(read(json).strings.map(({ path, start, end }) => [path, start, end])).toEqual(expected);
  });

  it("name the nearest key above them", () => {
    const { strings } = read('{"a":[["x"],{"b":"y"}],"c":"z"}');
    expect(strings.map(({ key: name }) => name)).toEqual(["a", "b", "c"]);
    expect(read('[["x"]]').strings[0]?.key).toBeNull();
  });

  it.each([
    ['{"a":1,"a":2}', ["a"]],
    [String.raw`{"a":1,"\u0061":2}`, ["a"]],
    ['{"a":{"b":1,"c":2,"b":3}}', ["a.b"]],
    ['{"a":1,"a":2,"a":3}', ["a", "a"]],
    ['[{"a":1},{"a":1}]', []],
    ['{"a":{"a":{"a":1}}}', []],
    ['{"__proto__":1,"__proto__":2}', ["__proto__"]],
    ['{"a":{"x":1},"b":{"x":1}}', []],
  ])("of %s with keys that occur twice", (json, expected) => {
    expect(read(json).duplicates).toEqual(expected);
  });

  it("tell every key that occurs twice, wherever it was put", () => {
    const names = fc.array(fc.tuple(key, text), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(names, writings, (pairs, writing) => {
        const seen = new Set<string>();
        const twice = pairs.flatMap(([name]) => {
          if (seen.has(name)) return [keyPath("", name)];
          seen.add(name);
          return [];
        });
        expect(read(write(pairs, writing)).duplicates).toEqual(twice);
      }),
    );
  });

  it.each([
    [3, 3, true],
    [3, 4, false],
  ])("are read to depth %i of %i: %s", (depth, nesting, isRead) => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
    ] as const) {
      const json = `${open.repeat(nesting)}"x"${close.repeat(nesting)}`;
      const result = readJsonStrings(json, { depth, strings: 9 });
      expect(result).toMatchObject(isRead ? { ok: true } : { ok: false, error: "too-deep" });
    }
  });

  it.each([
    [2, 2, true],
    [2, 3, false],
  ])("are read up to %i of %i: %s", (strings, count, isRead) => {
    const json = JSON.stringify(Array(count).fill("x"));
    const result = readJsonStrings(json, { depth: 9, strings });
    expect(result).toMatchObject(isRead ? { ok: true } : { ok: false, error: "too-many" });
  });

  it("are read at any depth without recursion, and in linear time", () => {
    const depth = 100_000;
    const json = `${"[".repeat(depth)}"x"${"]".repeat(depth)}`;
    const start = performance.now();
    // A path grows with the depth, so that all of it is asked for only with a bound.
    expect(readJsonStrings(json, { depth: 128, strings: 1 })).toMatchObject({ error: "too-deep" });
    expect(isNestedDeeper(json, 128)).toBe(true);
    const flat = `[${'"\\\\",'.repeat(200_000)}"x"]`;
    expect(read(flat).strings).toHaveLength(200_001);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it("never make reading loop or throw on text that is cut off", () => {
    fc.assert(
      fc.property(values, writings, fc.nat(), (value, writing, at) => {
        const json = write(value, writing);
        // Not promised for what JSON.parse refuses; nesting is asked before parsing, so it is.
        expect(typeof isNestedDeeper(json.slice(0, at % (json.length + 1)), 3)).toBe("boolean");
      }),
    );
  });
});

describe("splicing", () => {
  it("changes the values that are named, and leaves every other character", () => {
    const cases = fc.tuple(values, writings).chain(([value, writing]) => {
      const json = write(value, writing);
      const { strings } = read(json);
      return fc.record({
        json: fc.constant(json),
        chosen: fc.subarray(strings.map(({ path }) => path)),
        next: text,
      });
    });
    fc.assert(
      fc.property(cases, ({ json, chosen, next }) => {
        const spliced = spliceJsonStrings(json, new Map(chosen.map((path) => [path, next])));
        const expected = leavesIn(json).map((leaf) => {
          return chosen.includes(leaf.path) ? { ...leaf, text: next } : leaf;
        });
        expect(leavesIn(spliced)).toEqual(expected);
        // Between the values everything is as it was.
        expect(shellOf(spliced)).toEqual(shellOf(json));
        expect(spliceJsonStrings(json, new Map())).toBe(json);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['{"a":"x","n":1.50}', { a: "y" }, '{"a":"y","n":1.50}'],
    ['{"a":"x"}', { b: "y" }, '{"a":"x"}'],
    ['{"a":"x","a":"z"}', { a: "y" }, '{"a":"y","a":"y"}'],
    ['{"a.b":"x","a":{"b":"x"}}', { "a.b": "y" }, '{"a.b":"x","a":{"b":"y"}}'],
    ['"x"', { "": 'q"' }, String.raw`"q\""`],
    ['{"big":12345678901234567890,"a":"x"}', { a: "" }, '{"big":12345678901234567890,"a":""}'],
    ['{"a":"x"}', { a: "\ud83d" }, String.raw`{"a":"\ud83d"}`],
  ])("turns %s by %j into %s", (json, edits, expected) => {
    expect(spliceJsonStrings(json, new Map(Object.entries(edits)))).toBe(expected);
  });
});

describe("nesting", () => {
  it("is what JSON.parse finds", () => {
    fc.assert(
      fc.property(values, writings, fc.nat(5), (value, writing, max) => {
        const json = write(value, writing);
        const depth = (part: unknown): number =>
          typeof part === "object" && part !== null
            ? 1 + Math.max(0, ...Object.values(part).map(depth))
            : 0;
        expect(isNestedDeeper(json, max)).toBe(depth(JSON.parse(json)) > max);
      }),
      { numRuns: 1_000 },
    );
  });

  it("is not counted inside strings", () => {
    expect(isNestedDeeper(String.raw`["[[[[\"[[[{{{"]`, 1)).toBe(false);
    expect(isNestedDeeper('["\\\\",[]]', 1)).toBe(true);
  });
});

describe("paths", () => {
  it("of different places differ", () => {
    fc.assert(
      fc.property(fc.array(key, { maxLength: 3 }), fc.array(key, { maxLength: 3 }), (one, two) => {
        expect(one.reduce(keyPath, "") === two.reduce(keyPath, "")).toBe(
          JSON.stringify(one) === JSON.stringify(two),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["a.b", "a", true],
    ["a[0]", "a", true],
    ["a", "a", true],
    ["ab", "a", false],
    ["a[10]", "a[1]", false],
    ["a[1].x", "a[1]", true],
    ["a", "a.b", false],
    ["x", "", true],
  ])("%s is within %s: %s", (path, ancestor, expected) => {
    expect(isWithin(path, ancestor)).toBe(expected);
  });
});
