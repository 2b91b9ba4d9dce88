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
import { parameter } from "../src/policy/parameters/constraint-schema.ts";
import { COMMON } from "../src/policy/schema/common.ts";
import { policySchema, RULES } from "../src/policy/schema/document.ts";
import { DURATION, GLOBS, NAME, RATE, TEXT } from "../src/policy/schema/values.ts";
import { refTo, shareFields, shareValues, type Json } from "./json-schema-sharing.ts";
import { printJson } from "./print-json.ts";

const OPTIONS = { io: "input", target: "draft-7" } as const;

/** Values that stand in many places, by the names of their definitions. */
const VALUES = {
  name: NAME,
  globs: GLOBS,
  duration: DURATION,
  rate: RATE,
  text: TEXT,
  parameter,
  json: z.json(),
};

const ANY_JSON = namingJson(without(z.toJSONSchema(z.json(), OPTIONS), ["$schema"]));

const VALUE_DEFINITIONS = Object.fromEntries(
  Object.entries(VALUES).map(([name, schema]) => [name, plain(schema)]),
);

/** What every rule may say, in our words. */
const COMMON_FIELDS = toJson(z.strictObject(COMMON)).properties ?? {};

/** Words of dialects for fields that every rule has, and for the others. */
const COMMON_WORDS = Object.entries(FIELD_WORDS).filter(([, { to }]) => to[0] in COMMON_FIELDS);
const OTHER_WORDS = Object.entries(FIELD_WORDS).filter(([, { to }]) => !(to[0] in COMMON_FIELDS));

/** Fields that `rules.items` speaks of, so that no kind of rule has to. */
const COMMON_NAMES = [
  "scanner",
  "type",
  ...Object.keys(COMMON_FIELDS),
  ...COMMON_WORDS.map(([field]) => field),
];

/** The text of `policies/policy.schema.json`. Draft 7, which every YAML editor understands. */
export function policyJsonSchema(): string {
  const kinds = new Map(
    Object.entries(RULES).map(([scanner, schema]) => [scanner, ruleDefinition(toJson(schema))]),
  );
  for (const [name, { scanner, fields }] of Object.entries(DIALECT_SCANNERS)) {
    const words = Object.entries(fields);
    const target = kinds.get(scanner({})) ?? {};
    if (words.length > 0) kinds.set(name, dialectDefinition(target, words));
  }
  const { rules, shared } = shareFields(kinds);
  const document = toJson(policySchema);
  const { properties = {} } = document;
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Edgewarden policy",
    description: "See docs/policy-reference.md.",
    ...without(document, ["$schema", "properties"]),
    properties: {
      ...properties,
      version: { description: "The version of the language.", enum: ["1.0", "1", 1] },
      mode: withWords(json(properties["mode"]), MODE_WORDS),
      rules: { ...json(properties["rules"]), items: refTo("rule") },
    },
    definitions: {
      ...VALUE_DEFINITIONS,
      common_field: { enum: COMMON_NAMES },
      direction_word: { enum: Object.keys(DIRECTION_WORDS) },
      ...shared,
      rule: anyRule(),
      ...Object.fromEntries([...rules].map(([name, rule]) => [`rule_${name}`, rule])),
    },
  };
  return `${printJson(schema)}\n`;
}

/** A schema as JSON, with references to the values that stand in many places. */
function toJson(schema: z.core.$ZodType): Json {
  return shareValues(plain(schema), VALUE_DEFINITIONS);
}

/** A schema as JSON. Nothing in it refers to itself but what may be any JSON. */
function plain(schema: z.core.$ZodType): Json {
  const { definitions = {}, ...rest } = z.toJSONSchema(schema, OPTIONS);
  for (const definition of Object.values(json(definitions))) {
    if (namingJson(definition) !== ANY_JSON)
      throw new Error("a schema of its own refers to itself");
  }
  // Text of a schema that was just written.
  return JSON.parse(namingJson(without(rest, ["$schema"]))) as Json;
}

/**
 * The text of a schema in which references are to the definition of any JSON. That whole numbers are
 * not beyond what JavaScript counts goes without saying.
 */
function namingJson(schema: unknown): string {
  const ref = JSON.stringify(refTo("json"));
  return JSON.stringify(schema)
    .replaceAll(/\{"\$ref":"#(?:\/definitions\/__schema\d+)?"\}/g, ref)
    .replaceAll(`{"allOf":[${ref}]}`, ref)
    .replaceAll(/,"(?:minimum|maximum)":-?9007199254740991/g, "");
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

/** One kind of rule: what it says beyond, or more narrowly than, what every rule may say. */
function ruleDefinition({ properties = {}, required = [] }: Json): Json {
  const own = Object.entries(properties).filter(
    ([field, schema]) => field !== "scanner" && !isSame(schema, COMMON_FIELDS[field]),
  );
  const words = OTHER_WORDS.filter(
    ([field, { to }]) => to[0] in properties && !(field in properties),
  );
  const needed = required.filter((field) => !OPTIONAL.has(field));
  return kindOf({ ...Object.fromEntries(own.map(ownField)), ...sameAs(words) }, needed);
}

/** Only the fields that are named here, and those of every rule. */
function kindOf(properties: Record<string, Json>, required: readonly string[]): Json {
  const own = Object.keys(properties);
  const names = [refTo("common_field"), ...(own.length > 0 ? [{ enum: own }] : [])];
  return {
    propertyNames: { anyOf: names },
    properties,
    ...(required.length > 0 && { required: [...required] }),
  };
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function ownField([field, schema]: [string, unknown]): [string, Json] {
  if (field === "action") return [field, withWords(schema, ACTION_WORDS)];
  return [field, field === "direction" ? directionChoice(json(schema)) : json(schema)];
}

/** Given by position, or by another word. */
const OPTIONAL: ReadonlySet<string> = new Set(["name", "scanner", "action"]);

type Words = readonly (readonly [string, { readonly to: readonly string[] }])[];

function sameAs(words: Words): Record<string, Json> {
  return Object.fromEntries(
    words.map(([field, { to }]) => [field, { description: `The same as \`${to.join(".")}\`.` }]),
  );
}

function isGiven(field: string): Json {
  return { required: [field] };
}

/** Our own words are among those of the dialects. */
function directionChoice(schema: Json): Json {
  const word = refTo("direction_word");
  return {
    ...(schema.default !== undefined && { default: schema.default }),
    description: "Which way the text travels, or in the words of other dialects who speaks.",
    anyOf: [word, { type: "array", items: word, minItems: 1 }],
  };
}

function dialectDefinition({ properties = {} }: Json, words: Words): Json {
  return kindOf({ ...(properties as Record<string, Json>), ...sameAs(words) }, []);
}

/**
 * Any rule, by what it names as its scanner: editors then speak of the fields of that one only. What
 * every rule may say stands here, and nowhere else.
 */
function anyRule(): Json {
  const names = [...Object.keys(RULES), ...Object.keys(DIALECT_SCANNERS)];
  return {
    type: "object",
    properties: {
      scanner: { description: "What the rule reads.", enum: names },
      type: { description: "The same as `scanner`.", enum: names },
      ...COMMON_FIELDS,
      action: withWords(COMMON_FIELDS["action"], ACTION_WORDS),
      ...sameAs(COMMON_WORDS),
    },
    allOf: [
      { oneOf: ["scanner", "type"].map(isGiven) },
      // Whoever writes another dialect need not say an action: the default is `block`.
      {
        anyOf: [
          ...["action", "type", ...Object.keys(FIELD_WORDS)].map(isGiven),
          { properties: { scanner: { enum: Object.keys(DIALECT_SCANNERS) } } },
        ],
      },
    ],
    if: { anyOf: ["scanner", "type"].map(isGiven) },
    // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema has this word, and nobody awaits it.
    then: { allOf: names.map(ifNamed) },
  };
}

/** What holds for a rule of a name. One of the two fields is there, and says the name. */
function ifNamed(name: string): Json {
  return {
    if: { properties: { scanner: { const: name }, type: { const: name } } },
    // oxlint-disable-next-line unicorn/no-thenable -- as above
    then: targetOf(name),
  };
}

function targetOf(name: string): Json {
  const words = Object.hasOwn(DIALECT_SCANNERS, name) ? DIALECT_SCANNERS[name] : undefined;
  if (words === undefined || Object.keys(words.fields).length > 0) return refTo(`rule_${name}`);
  if (name === "tool_call")
    return { anyOf: ["tool_access", "arguments"].map((one) => refTo(`rule_${one}`)) };
  return refTo(`rule_${words.scanner({})}`);
}
