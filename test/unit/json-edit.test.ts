// Editing a JSON text gives what editing its value would give, and leaves what is not edited as it
// was written: JavaScript's own reader and writer would change numbers and spacing.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editJson } from "../../src/domain/json-edit.ts";
import { indexPath, keyPath } from "../../src/domain/json-path.ts";

/** A value as it is written: a literal, an array, or an object as pairs. */
type Node =
  | { readonly raw: string }
  | { readonly items: readonly Node[] }
  | { readonly members: readonly (readonly [string, Node])[] };

const key = fc.oneof(
  fc.constantFrom("a", "b", "", "a.b", "a[0]", '"', "\\", "__proto__", "}", "]", ",", "é"),
  fc.string({ unit: "binary", maxLength: 3 }),
);
const literal = fc.oneof(
  // The first three are other numbers, or none, once JavaScript has read them.
  fc.constantFrom("12345678901234567890", "1.0", "1E400", "-0", "true", "null", "[]", "{ }"),
  fc.constantFrom('"}"', '"],["', '"\\""', '"\\\\"', '"\\u0041"', '"\\/"', '"a,b:c"'),
);
const nodes = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    literal.map((raw) => ({ raw })),
    fc.array(tie("node"), { maxLength: 4 }).map((items) => ({ items })),
    fc
      .uniqueArray(fc.tuple(key, tie("node")), { maxLength: 4, selector: ([name]) => name })
      .map((members) => ({ members })),
  ),
})).node;
const spacings = fc.array(fc.constantFrom("", "", " ", "\n", "\t\r"), { minLength: 1 });
/** For each value in turn: taken out, replaced, or left. */
const choices = fc.array(fc.constantFrom(null, '{"new":1.0}', undefined, undefined), {
  minLength: 1,
});

function write(node: Node, spaces: readonly string[]): string {
  let count = 0;
  const space = (): string => spaces[count++ % spaces.length] ?? "";
  const go = (one: Node): string => {
    if ("raw" in one) return space() + one.raw + space();
    if ("items" in one) return `${space()}[${one.items.map(go).join(",") || space()}]${space()}`;
    const members = one.members.map(
      ([k, v]) => `${space()}${JSON.stringify(k)}${space()}:${go(v)}`,
    );
    return `${space()}{${members.join(",") || space()}}${space()}`;
  };
  return go(node);
}

/** The value of a text, with literals as they are written. */
function read(text: string): unknown {
  return JSON.parse(text, (_, value: unknown, context?: { readonly source?: string }) => {
    if (typeof value === "object" && value !== null) {
      return Array.isArray(value) ? value : { members: Object.entries(value) };
    }
    return context?.source;
  });
}

/** Chooses edits for the values below a node, in the order that they are written in. */
function chosen(node: Node, picks: readonly (string | null | undefined)[]) {
  const edits = new Map<string, string | null>();
  let count = 0;
  const go = (one: Node, path: string): Node => {
    const below = (child: Node, childPath: string): readonly Node[] => {
      const edit = picks[count++ % picks.length];
      if (edit === undefined) return [go(child, childPath)];
      edits.set(childPath, edit);
      return edit === null ? [] : [{ raw: edit }];
    };
    if ("raw" in one) return one;
    if ("items" in one) {
      return { items: one.items.flatMap((child, index) => below(child, indexPath(path, index))) };
    }
    return {
      members: one.members.flatMap(([k, v]) =>
        below(v, keyPath(path, k)).map((left): readonly [string, Node] => [k, left]),
      ),
    };
  };
  return { left: go(node, ""), edits };
}

/** Whether a text is another with characters taken out. */
function isThinned(text: string, from: string): boolean {
  let at = 0;
  for (const char of from) if (at < text.length && text.startsWith(char, at)) at += char.length;
  return at === text.length;
}

describe("editing a JSON text", () => {
  it("gives the value that editing the value gives, each literal as it was written", () => {
    fc.assert(
      fc.property(nodes, spacings, choices, (node, spaces, picks) => {
        const text = write(node, spaces);
        const { left, edits } = chosen(node, picks);
        expect(read(editJson(text, edits))).toEqual(read(write(left, [""])));
      }),
      { numRuns: 1_000 },
    );
  });

  it("only takes characters out where values are only taken out", () => {
    fc.assert(
      fc.property(nodes, spacings, choices, (node, spaces, picks) => {
        const text = write(node, spaces);
        const { edits } = chosen(
          node,
          picks.map((pick) => (pick === undefined ? undefined : null)),
        );
        const edited = editJson(text, edits);
        expect(isThinned(edited, text)).toBe(true);
        if (edits.size === 0) expect(edited).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["the first", ["a[0]"], '{ "a": [ 2 , 3], "b": 1.0 }'],
    ["one between", ["a[1]"], '{ "a": [ 1 , 3], "b": 1.0 }'],
    ["the last", ["a[2]"], '{ "a": [ 1, 2], "b": 1.0 }'],
    ["all but one", ["a[0]", "a[2]"], '{ "a": [ 2], "b": 1.0 }'],
    ["all", ["a[0]", "a[1]", "a[2]"], '{ "a": [ ], "b": 1.0 }'],
    ["a member", ["a"], '{ "b": 1.0 }'],
    ["what is not there", ["a[3]", "c", "a.b", "b[0]", ""], '{ "a": [ 1, 2 , 3], "b": 1.0 }'],
  ])("takes out with the right comma: %s", (_, paths, edited) => {
    const text = '{ "a": [ 1, 2 , 3], "b": 1.0 }';
    expect(editJson(text, new Map(paths.map((path) => [path, null])))).toBe(edited);
  });

  it("edits a key that occurs twice both times", () => {
    expect(editJson('{"a":1,"b":2,"a":3}', new Map([["a", null]]))).toBe('{"b":2}');
  });

  it("does not follow nesting that holds nothing to be edited", () => {
    const deep = "[".repeat(200_000) + "]".repeat(200_000);
    expect(editJson(`{"a":${deep},"b":1}`, new Map([["b", "2"]]))).toBe(`{"a":${deep},"b":2}`);
  });
});
