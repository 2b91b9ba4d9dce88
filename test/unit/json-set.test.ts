// Setting members of a JSON text gives what setting those of its value would give, in every copy of
// a key that occurs twice, and leaves what is not set as it was written.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { indexPath, keyPath, pathSteps, type PathStep } from "../../src/domain/json-path.ts";
import { setJson, type JsonSetting } from "../../src/domain/json-set.ts";

function check(text: string, settings: readonly JsonSetting[], expected: string): void {
  expect(setJson(text, settings)).toBe(expected);
}

describe("paths", () => {
  const steps = fc.array(
    fc.oneof(
      fc.constantFrom("a", "b-c", "", "a.b", "a[0]", '"', "\\", "__proto__", "]", "é", "[0]"),
      fc.string({ unit: "binary", maxLength: 3 }),
      fc.nat(1_000),
    ),
    { maxLength: 5 },
  );

  it("read as they were written", () => {
    fc.assert(
      fc.property(steps, (made) => {
        expect(pathSteps(written(made))).toEqual(made);
      }),
    );
  });

  it("are refused where they are none, and never throw", () => {
    for (const path of [".", "a.", "a..b", ".a", "a]", "[", "[-1]", "[a]", '["a', '["\\x"]', "a b"])
      expect(pathSteps(path), path).toBeNull();
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = pathSteps(text);
        expect(read === null || Array.isArray(read)).toBe(true);
      }),
    );
  });
});

function written(steps: readonly PathStep[]): string {
  return steps.reduce<string>(
    (path, step) => (typeof step === "number" ? indexPath(path, step) : keyPath(path, step)),
    "",
  );
}

describe("setting", () => {
  const text = '{ "a" : 1.0 ,"b":{"c": [ 1, {"d":2} ] } }';
  it.each<[string, string, readonly JsonSetting[], string]>([
    ["a value", text, [{ path: "a", json: "2" }], '{ "a" : 2 ,"b":{"c": [ 1, {"d":2} ] } }'],
    [
      "a member that is missing",
      text,
      [{ path: "e", json: "true" }],
      '{ "a" : 1.0 ,"b":{"c": [ 1, {"d":2} ] },"e":true }',
    ],
    ["into an empty object", "{ }", [{ path: "e", json: "1" }], '{"e":1 }'],
    ["two members into an empty object", "{}", two(), '{"x":1,"y":2}'],
    ["with objects on the way", "{}", [{ path: "a.b.c", json: "[]" }], '{"a":{"b":{"c":[]}}}'],
    [
      "inside an element",
      text,
      [{ path: "b.c[1].e", json: "3" }],
      '{ "a" : 1.0 ,"b":{"c": [ 1, {"d":2,"e":3} ] } }',
    ],
    ["where a null stands in the way", '{"a":null}', [{ path: "a.b", json: "1" }], '{"a":{"b":1}}'],
    ["where a text does", '{"a":"x","b":2}', [{ path: "a.b", json: "1" }], '{"a":{"b":1},"b":2}'],
    ["where a list does", '{"a":[{}, 2]}', [{ path: "a.b", json: "1" }], '{"a":{"b":1}}'],
    ["an element that is missing", '{"a":[1]}', [{ path: "a[1]", json: "1" }], '{"a":[1]}'],
    ["inside a missing element", '{"a":[1]}', [{ path: "a[1].b", json: "1" }], '{"a":[1]}'],
    ["an element", '{"a":[1, 2]}', [{ path: "a[1]", json: '"x"' }], '{"a":[1, "x"]}'],
    ["the same place twice", '{"a":1}', [set("a", "2"), set("a", "3")], '{"a":3}'],
    [
      "a place inside another",
      '{"a":{"b":1}}',
      [set("a.b", "9"), set("a", '{"b":2,"c":3}')],
      '{"a":{"b":9,"c":3}}',
    ],
    ["both copies of a key", '{"a":1,"b":2,"a":3}', [set("a", "0")], '{"a":0,"b":2,"a":0}'],
    [
      "into both copies of an object",
      '{"r":{"e":"high"},"r":{}}',
      [set("r.e", '"low"')],
      '{"r":{"e":"low"},"r":{"e":"low"}}',
    ],
    ["a key that is written with escapes", '{"\\u0061":1}', [set("a", "2")], '{"\\u0061":2}'],
    ["a key with a dot in it", '{"a.b":1}', [set('["a.b"]', "2")], '{"a.b":2}'],
    ["a key that objects inherit", "{}", [set("__proto__", "1")], '{"__proto__":1}'],
    ["no member", '{"a":1}', [set("", "2"), set("a..b", "2")], '{"a":1}'],
    ["out: the first", '{"a":1, "b":2}', [out("a")], '{"b":2}'],
    ["out: the last", '{"a":1, "b":2}', [out("b")], '{"a":1}'],
    ["out: both copies", '{"a":1, "b":2 ,"a":3}', [out("a")], '{"b":2}'],
    ["out: all, and one in", '{"a":1, "b":2 }', [out("a"), out("b"), set("c", "3")], '{"c":3 }'],
    ["out: what is not there", '{"a":1}', [out("b"), out("a.c"), out("b.c")], '{"a":1}'],
    ["out: an element is not taken out", '{"a":[1]}', [out("a[0]")], '{"a":[1]}'],
    ["out: with what is set in it", '{"a":{"b":1},"c":1}', [set("a.b", "2"), out("a")], '{"c":1}'],
  ])("%s", (_, before, settings, after) => check(before, settings, after));

  it("keeps numbers that JavaScript cannot hold", () => {
    check('{"n":12345678901234567890,"m":1}', [set("m", "2")], '{"n":12345678901234567890,"m":2}');
  });
});

function set(path: string, json: string): JsonSetting {
  return { path, json };
}

function out(path: string): JsonSetting {
  return { path, json: null };
}

function two(): readonly JsonSetting[] {
  return [set("x", "1"), set("y", "2")];
}

const KEYS = ["a", "b", "c.d", "__proto__"] as const;
/** Objects as lists of members, so that keys may occur twice. */
type Node = number | string | null | readonly Node[] | { readonly members: readonly Member[] };
type Member = readonly [string, Node];

const node = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.nat(9),
    fc.constantFrom("x", '"}', null),
    fc.array(tie("node"), { maxLength: 3 }),
    fc.array(fc.tuple(fc.constantFrom(...KEYS), tie("node")), { maxLength: 4 }).map(asObject),
  ),
})).node;

function asObject(members: readonly Member[]): { readonly members: readonly Member[] } {
  return { members };
}

const path = fc
  .array(fc.oneof(fc.constantFrom(...KEYS), fc.nat(2)), { minLength: 1, maxLength: 4 })
  .filter(([first]) => typeof first === "string");

function write(one: Node, space: string): string {
  if (one === null || typeof one !== "object") return JSON.stringify(one);
  if (Array.isArray(one))
    return `[${space}${one.map((item) => write(item, space)).join(`${space},`)}]`;
  const { members } = one as { readonly members: readonly Member[] };
  const each = members.map(
    ([key, value]) => `${JSON.stringify(key)}${space}:${write(value, space)}`,
  );
  return `{${space}${each.join(`,${space}`)}${space}}`;
}

/** What setting means, told on values. */
function model(
  one: Node | undefined,
  steps: readonly PathStep[],
  value: Node | null,
): Node | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return value ?? undefined;
  if (typeof step === "number") {
    if (!Array.isArray(one)) return one;
    return one.map((item: Node, index): Node =>
      index === step && (rest.length > 0 || value !== null)
        ? (model(item, rest, value) ?? null)
        : item,
    );
  }
  const isObject = typeof one === "object" && one !== null && "members" in one;
  const members: readonly Member[] = isObject ? one.members : [];
  const changed = members.flatMap(([key, inner]): Member[] => {
    if (key !== step) return [[key, inner]];
    const next = model(inner, rest, value);
    return next === undefined ? [] : [[key, next]];
  });
  if (members.some(([key]) => key === step)) return { members: changed };
  const added = model(undefined, rest, value);
  if (added === undefined) return one;
  return { members: [...changed, [step, added]] };
}

it("is what it means, for any text and any place", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...KEYS), node), { maxLength: 4 }).map(asObject),
      path,
      fc.constantFrom(null, 7, "new"),
      fc.constantFrom("", " ", "\n\t"),
      (root, steps, value, space) => {
        const json = value === null ? null : JSON.stringify(value);
        const result = setJson(write(root, space), [{ path: written(steps), json }]);
        const expected = model(root, steps, value);
        expect(bare(result)).toBe(bare(write(expected ?? null, "")));
      },
    ),
    { numRuns: 3_000 },
  );
});

/** Without the white space; no text of these tests has any. */
function bare(json: string): string {
  return json.replaceAll(/\s/g, "");
}

it("changes nothing where nothing is set", () => {
  fc.assert(
    fc.property(node, fc.constantFrom("", " "), (one, space) => {
      const text = write(one, space);
      expect(setJson(text, [])).toBe(text);
    }),
  );
});
