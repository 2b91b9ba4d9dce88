// The JSON Schema of policies, for editors: made of the language's own schema, with the words of
// other dialects as far as JSON Schema says them simply. It knows less than the loader: conditions,
// patterns and what fields ask of each other are the loader's to check.
import * as z from "zod";
import {
  ACTION_WORDS,
  DIALECT_SCANNERS,
  FIELD_WORDS,
  MODE_WORDS,
} from "../src/policy/dialect-words.ts";
import { DIRECTION_WORDS } from "../src/policy/dialect-direction.ts";
import { COMMON } from "../src/policy/schema/common.ts";
import { policySchema, RULES } from "../src/policy/schema/document.ts";

type Json = z.core.JSONSchema.BaseSchema;

/** The text of `policies/policy.schema.json`. Draft 7, which every YAML editor understands. */
export function policyJsonSchema(): string {
  const document = toJson(policySchema);
  const definitions: Record<string, Json> = { ...(document.definitions as Record<string, Json>) };
  for (const [field, schema] of Object.entries(toJson(z.strictObject(COMMON)).properties ?? {})) {
    definitions[`common_${field}`] =
      field === "action" ? withWords(schema, ACTION_WORDS) : json(schema);
  }
  for (const [scanner, schema] of Object.entries(RULES)) {
    definitions[`rule_${scanner}`] = ruleDefinition(toJson(schema), definitions);
  }
  for (const [name, { scanner, fields }] of Object.entries(DIALECT_SCANNERS)) {
    if (name !== "tool_call") {
      const target = definitions[`rule_${scanner({})}`] ?? {};
      definitions[`rule_${name}`] = dialectDefinition(target, Object.entries(fields));
    }
  }
  const { properties = {} } = document;
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Edgewarden policy",
    description: "See docs/policy-reference.md.",
    ...without(document, ["$schema", "definitions", "properties"]),
    properties: {
      ...properties,
      version: { description: "The version of the language.", enum: ["1.0", "1", 1] },
      mode: withWords(json(properties["mode"]), MODE_WORDS),
      rules: { ...json(properties["rules"]), items: ruleChoice() },
    },
    definitions,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function toJson(schema: z.core.$ZodType): Json {
  return z.toJSONSchema(schema, { io: "input", target: "draft-7" });
}

function json(schema: unknown): Json {
  return typeof schema === "object" && schema !== null ? { ...schema } : {};
}

function without(schema: Json, keys: readonly string[]): Json {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !keys.includes(key)));
}

/** An enumeration with the words of dialects. */
function withWords(schema: unknown, words: Readonly<Record<string, unknown>>): Json {
  const { enum: known = [], ...rest } = json(schema);
  return { ...rest, enum: [...known, ...Object.keys(words)] };
}

/** One kind of rule. What all kinds have stands once in the definitions. */
function ruleDefinition(rule: Json, definitions: Readonly<Record<string, Json>>): Json {
  const { properties = {} } = rule;
  const own = Object.entries(properties).map(([field, schema]): [string, Json] => {
    if (field === "scanner") return [field, {}];
    if (field === "action") return [field, withWords(schema, ACTION_WORDS)];
    if (field === "direction") return [field, directionChoice(json(schema))];
    const common = definitions[`common_${field}`];
    const isCommon = JSON.stringify(common) === JSON.stringify(schema);
    return [field, isCommon ? { $ref: `#/definitions/common_${field}` } : json(schema)];
  });
  const words = Object.entries(FIELD_WORDS).filter(([, { to }]) => to[0] in properties);
  const others = words
    .filter(([field]) => !(field in properties))
    .map(([field, { to }]): [string, Json] => [
      field,
      { description: `The same as \`${to[0]}\`.` },
    ]);
  const instead = ["action", "type", ...others.map(([field]) => field)];
  return {
    ...without(rule, ["$schema", "definitions", "properties", "required"]),
    properties: { ...Object.fromEntries(own), type: {}, ...Object.fromEntries(others) },
    required: (rule.required ?? []).filter((field) => !OPTIONAL.has(field)),
    // Whoever writes another dialect need not say an action: the default is `block`.
    anyOf: instead.map((field) => ({ required: [field] })),
  };
}

/** Given by position, or by another word. */
const OPTIONAL: ReadonlySet<string> = new Set(["name", "scanner", "action"]);

function directionChoice(schema: Json): Json {
  const words = { enum: Object.keys(DIRECTION_WORDS) };
  return {
    ...(schema.default !== undefined && { default: schema.default }),
    description: "Which way the text travels, or in the words of other dialects who speaks.",
    anyOf: [without(schema, ["default"]), words, { type: "array", items: words, minItems: 1 }],
  };
}

function dialectDefinition(
  target: Json,
  fields: readonly (readonly [string, { readonly to: readonly string[] }])[],
): Json {
  const words = fields.map(([field, { to }]): [string, Json] => [
    field,
    { description: `The same as \`${to.join(".")}\`.` },
  ]);
  return {
    ...without(target, ["required", "anyOf"]),
    properties: { ...target.properties, ...Object.fromEntries(words) },
  };
}

/** A rule by what it names as its scanner: editors then speak of the fields of that one only. */
function ruleChoice(): Json {
  const names = [...Object.keys(RULES), ...Object.keys(DIALECT_SCANNERS)];
  return {
    type: "object",
    properties: {
      scanner: { description: "What the rule reads.", enum: names },
      type: { description: "The same as `scanner`.", enum: names },
    },
    anyOf: [{ required: ["scanner"] }, { required: ["type"] }],
    allOf: names.map((name) => ({
      if: { anyOf: [isNamed("scanner", name), isNamed("type", name)] },
      // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema has this word, and nobody awaits it.
      then: { anyOf: targets(name).map((target) => ({ $ref: `#/definitions/rule_${target}` })) },
    })),
  };
}

function targets(name: string): readonly string[] {
  return name === "tool_call" ? ["tool_access", "arguments"] : [name];
}

function isNamed(field: string, name: string): Json {
  return { properties: { [field]: { const: name } }, required: [field] };
}
