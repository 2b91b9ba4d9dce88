// JSON Schema says the same as a library that many use, costs no more than its budget, and refuses
// what it does not know.
import { Validator } from "@cfworker/json-schema";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/domain/limits.ts";
import { compileJsonSchema } from "../../src/policy/json-schema/json-schema.ts";

/** What a value violates, as `path: problem`; or what is wrong with the schema. */
function check(schema: unknown, value: unknown): readonly string[] {
  const compiled = compileJsonSchema(schema);
  if (!compiled.ok) return compiled.error.map(({ path, message }) => `${path}! ${message}`);
  return compiled.value(value, "a").map(({ path, problem }) => `${path}: ${problem}`);
}

const order = {
  type: "object",
  properties: {
    id: { type: "integer", minimum: 1 },
    items: {
      type: "array",
      minItems: 1,
      items: { $ref: "#/$defs/item" },
      contains: { properties: { gift: { const: true } }, required: ["gift"] },
      minContains: 0,
      maxContains: 1,
    },
    note: { type: ["string", "null"], maxLength: 5, pattern: "^[a-z]*$" },
  },
  patternProperties: { "^x_": { type: "number", multipleOf: 0.1 } },
  additionalProperties: false,
  required: ["id"],
  dependentRequired: { note: ["items"] },
  $defs: {
    item: {
      $anchor: "item",
      oneOf: [
        { properties: { sku: { type: "string", format: "uuid" } }, required: ["sku"] },
        { properties: { name: { enum: ["a", "b", { c: 1 }] } }, required: ["name"] },
      ],
    },
  },
};

describe("values", () => {
  it.each<[string, unknown, unknown]>([
    ["an order", order, { id: 1, items: [{ name: "a" }], note: "abc", x_1: 0.3 }],
    ["null where a type allows it", order, { id: 1, items: [{ name: { c: 1 } }], note: null }],
    ["characters beyond UTF-16", { maxLength: 2 }, "😀😀"],
    ["what a keyword does not speak of", { minimum: 5, pattern: "x", required: ["a"] }, true],
    ["a tree", tree(), { v: 1, kids: [{ v: 2, kids: [] }, { v: 3 }] }],
    ["a date", { format: "date" }, "2024-02-29"],
    ["members that a branch spoke of", unevaluated(), { a: 1, b: 2 }],
    [
      "elements that a branch spoke of",
      { prefixItems: [true], contains: { type: "string" }, unevaluatedItems: false },
      [1, "x"],
    ],
    ["if and then", conditional(), { kind: "a", n: 1 }],
    ["if and else", conditional(), { kind: "b", s: 1 }],
    ["1.0 as an integer", { type: "integer" }, 1.0],
    ["an anchor", { $ref: "#item", $defs: order.$defs }, { name: "b" }],
    ["a member that objects inherit", { properties: { toString: { type: "string" } } }, {}],
    ["equal objects in another order", { const: { a: 1, b: 2 } }, { b: 2, a: 1 }],
  ])("hold: %s", (_, schema, value) => {
    expect(check(schema, value)).toEqual([]);
  });

  it.each<[string, unknown, unknown, readonly string[]]>([
    ["a member that is missing", order, {}, ["a: schema_required"]],
    ["one too many", order, { id: 1, y: 2 }, ["a.y: schema_false"]],
    ["a wrong one inside", order, { id: 0 }, ["a.id: schema_minimum"]],
    ["no branch", order, { id: 1, items: [{}] }, ["a.items[0]: schema_oneOf"]],
    [
      "both branches",
      order,
      { id: 1, items: [{ name: "a", sku: uuid() }] },
      ["a.items[0]: schema_oneOf"],
    ],
    [
      "too many that fit",
      order,
      {
        id: 1,
        items: [
          { name: "a", gift: true },
          { name: "b", gift: true },
        ],
      },
      ["a.items: schema_contains"],
    ],
    ["a pattern", order, { id: 1, items: [{ name: "a" }], note: "AB" }, ["a.note: schema_pattern"]],
    ["no multiple", order, { id: 1, x_1: 0.35 }, ["a.x_1: schema_multipleOf"]],
    ["what another needs", order, { id: 1, note: "a" }, ["a: schema_dependentRequired"]],
    [
      "several things",
      order,
      { id: "x", items: [], note: 5 },
      ["a.id: schema_type", "a.items: schema_minItems", "a.note: schema_type"],
    ],
    [
      "a tree with a wrong leaf",
      tree(),
      { v: 1, kids: [{ v: "x" }] },
      ["a.kids[0].v: schema_type"],
    ],
    ["a date that is none", { format: "date" }, "2023-02-29", ["a: schema_format"]],
    ["members that nothing spoke of", unevaluated(), { a: 1, c: 2 }, ["a.c: schema_false"]],
    ["if and then", conditional(), { kind: "a" }, ["a: schema_required"]],
    ["if and else", conditional(), { kind: "b" }, ["a: schema_required"]],
    ["not", { not: { type: "string" } }, "x", ["a: schema_not"]],
    [
      "twice the same",
      { uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      ["a: schema_uniqueItems"],
    ],
    ["a name", { propertyNames: { maxLength: 1 } }, { ab: 1 }, ["a: schema_propertyNames"]],
    ["any", { anyOf: [{ type: "string" }, { minimum: 2 }] }, 1, ["a: schema_anyOf"]],
    ["nothing at all", false, 1, ["a: schema_false"]],
    [
      "a dependent schema",
      { dependentSchemas: { a: { required: ["b"] } } },
      { a: 1 },
      ["a: schema_required"],
    ],
    [
      "a member called __proto__",
      { properties: { a: true }, additionalProperties: false },
      JSON.parse('{"__proto__":1}'),
      ["a.__proto__: schema_false"],
    ],
  ])("fail: %s", (_, schema, value, expected) => {
    expect(check(schema, value)).toEqual(expected);
  });
});

function uuid(): string {
  return "123e4567-e89b-12d3-a456-426614174000";
}

function tree(): unknown {
  return {
    properties: { v: { type: "number" }, kids: { items: { $ref: "#" } } },
    additionalProperties: false,
  };
}

function unevaluated(): unknown {
  return {
    allOf: [{ properties: { a: true } }],
    anyOf: [{ properties: { b: { type: "number" } }, required: ["b"] }, { required: ["a"] }],
    unevaluatedProperties: false,
  };
}

function conditional(): unknown {
  return {
    if: { properties: { kind: { const: "a" } } },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: { required: ["n"] },
    else: { required: ["s"] },
  };
}

describe("schemas", () => {
  it.each<[string, unknown, string]>([
    ["no schema", 5, "! a schema is an object or a boolean"],
    ["a slip in a keyword", { propertes: {} }, "propertes! this keyword is not known"],
    [
      "a keyword of another draft",
      { $recursiveRef: "#" },
      "$recursiveRef! this keyword is not known",
    ],
    [
      "a tuple of another draft",
      { items: [{}] },
      "items! a list of schemas is `prefixItems` since draft 2020-12",
    ],
    ["a type that does not exist", { type: "text" }, "type! no such type"],
    [
      "a format that is not checked",
      { properties: { a: { format: "regex" } } },
      "properties.a.format! this format is not checked",
    ],
    [
      "a pattern that RE2 does not know",
      { pattern: "(?=x)" },
      "pattern! This kind of group is not supported",
    ],
    [
      "a pattern in a name",
      { patternProperties: { "(": {} } },
      'patternProperties["("]! This group has no closing',
    ],
    [
      "a reference to another document",
      { $ref: "https://x.example/s" },
      "$ref! the reference leads nowhere",
    ],
    ["a reference to nothing", { $ref: "#/$defs/x" }, "$ref! the reference leads nowhere"],
    [
      "a reference to what objects inherit",
      { $ref: "#/constructor" },
      "$ref! the reference leads nowhere",
    ],
    ["an empty list", { anyOf: [] }, "anyOf! a list of schemas is needed"],
    ["a wrong number", { maxLength: -1 }, "maxLength! a whole number from zero is needed"],
    ["no multiple of zero", { multipleOf: 0 }, "multipleOf! a number above zero is needed"],
    [
      "something wrong in a definition",
      { $defs: { a: { type: 5 } } },
      "$defs.a.type! no such type",
    ],
    ["names that are none", { required: [1] }, "required! a list of names is needed"],
  ])("are refused: %s", (_, schema, expected) => {
    const [first, ...rest] = check(schema, {});
    expect(first?.startsWith(expected) === true, first).toBe(true);
    expect(rest).toEqual([]);
  });

  it("are refused where they hold more than they may", () => {
    const many = (count: number): unknown => ({
      allOf: Array.from({ length: count }, (_, at) => ({ minimum: at - count })),
    });
    expect(check(many(LIMITS.schemaNodesMax - 1), 0)).toEqual([]);
    expect(check(many(LIMITS.schemaNodesMax), 0)).toHaveLength(1);
    const patterns = (count: number): unknown => ({
      allOf: Array.from({ length: count }, (_, at) => ({ pattern: `^a{0,${at}}` })),
    });
    expect(check(patterns(LIMITS.schemaPatternsMax), "a")).toEqual([]);
    expect(check(patterns(LIMITS.schemaPatternsMax + 1), "a")).toHaveLength(1);
    let deep: unknown = {};
    for (let depth = 0; depth < 5_000; depth += 1) deep = { not: deep };
    expect(check(deep, 1)).toEqual([expect.stringContaining("the schema is too large")]);
  });
});

describe("a schema that would take for ever", () => {
  const both = (a: unknown, b: unknown): unknown => ({ anyOf: [a, b] });
  const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });
  it.each<[string, unknown, unknown]>([
    ["itself", { $ref: "#" }, 1],
    ["itself and itself", { allOf: [{ $ref: "#" }, { $ref: "#" }] }, 1],
    [
      "branches in branches",
      {
        $ref: "#/$defs/30",
        $defs: Object.fromEntries(
          Array.from({ length: 31 }, (_, at) => [
            `${at}`,
            at === 0
              ? { type: "string" }
              : both({ $ref: `#/$defs/${at - 1}` }, { $ref: `#/$defs/${at - 1}` }),
          ]),
        ),
      },
      1,
    ],
    [
      "twice for each level of the value",
      both(
        { properties: { a: { $ref: "#" } }, required: ["a"] },
        { properties: { a: { $ref: "#" } }, required: ["b"] },
      ),
      nested(60),
    ],
    [
      "equal lists",
      { allOf: Array.from({ length: 60 }, () => ({ uniqueItems: true })) },
      Array.from({ length: 9_000 }, (_, at) => at),
    ],
  ])("is given up: %s", (_, schema, value) => {
    expect(check(schema, value)).toEqual(["a: schema_too_large"]);
  });

  it("runs patterns in linear time", () => {
    expect(check({ pattern: "^(a+)+$" }, `${"a".repeat(50_000)}b`)).toEqual(["a: schema_pattern"]);
    expect(check({ pattern: "(a|a)*b" }, "a".repeat(50_000))).toEqual(["a: schema_pattern"]);
  });
});

/** Schemas of all that both know, without formats, in which they differ by choice. */
const schemas = fc.letrec<{ schema: unknown }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<unknown>(
      true,
      false,
      {},
      { type: "string" },
      { type: ["integer", "null"] },
      { type: "object" },
      { type: "array" },
      { const: 1 },
      { enum: ["a", null, [1], { a: 1 }] },
      { minimum: 1, exclusiveMaximum: 3 },
      { multipleOf: 0.5 },
      { minLength: 1, maxLength: 2 },
      { pattern: "^a" },
      { minItems: 1, maxItems: 2 },
      { uniqueItems: true },
      { required: ["a"] },
      { minProperties: 1, maxProperties: 1 },
      { dependentRequired: { a: ["b"] } },
    ),
    fc
      .tuple(
        fc.constantFrom("not", "items", "contains", "additionalProperties", "propertyNames"),
        tie("schema"),
      )
      .map(([key, inner]) => ({ [key]: inner })),
    fc
      .tuple(
        fc.constantFrom("allOf", "anyOf", "oneOf", "prefixItems"),
        fc.array(tie("schema"), { minLength: 1, maxLength: 3 }),
      )
      .map(([key, inner]) => ({ [key]: inner })),
    fc
      .tuple(tie("schema"), tie("schema"), tie("schema"))
      .map(([a, b, c]) => ({ properties: { a, b }, patternProperties: { "^a": c } })),
    fc
      .tuple(tie("schema"), tie("schema"), tie("schema"))
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      .map(([a, b, c]) => ({ if: a, then: b, else: c })),
    fc
      .tuple(tie("schema"), tie("schema"))
      .map(([a, b]) => ({ dependentSchemas: { a }, additionalProperties: b })),
    fc.tuple(tie("schema"), tie("schema")).map(([a, b]) => ({ prefixItems: [a], items: b })),
    fc
      .tuple(tie("schema"), tie("schema"))
      .map(([a, b]) => ({ $ref: "#/$defs/a", $defs: { a }, not: b })),
  ),
})).schema;

const values = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, 0, 1, 1.5, 3, "", "a", "ab", "abc", [], {}),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "ab", "b"), tie("value"), { maxKeys: 3 }),
  ),
})).value;

it("says what a library says that many use", { timeout: 60_000 }, () => {
  let held = 0;
  fc.assert(
    fc.property(schemas, values, (schema, value) => {
      // The library looks references up in the outermost schema alone, as we do.
      const root = { allOf: [schema], $defs: { a: { type: "string" } } };
      const library = new Validator(structuredClone(root) as object, "2020-12");
      const { valid } = library.validate(value);
      held += valid ? 1 : 0;
      expect(check(root, value).length === 0).toBe(valid);
    }),
    { numRuns: 1_500 },
  );
  expect(held).toBeGreaterThan(150);
});

it("never throws", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (schema, value) => {
      expect(Array.isArray(check(schema, value))).toBe(true);
    }),
  );
});
