// docs/policy-reference.md: the policy language, made of its own schema, of `policy-examples.ts`, and
// of the prose here.
import * as z from "zod";
import { DIRECTION_WORDS } from "../src/policy/dialect-direction.ts";
import {
  ACTION_WORDS,
  DIALECT_SCANNERS,
  FIELD_WORDS,
  MODE_WORDS,
  PII_TYPES,
} from "../src/policy/dialect-words.ts";
import { COMMON } from "../src/policy/schema/common.ts";
import { policySchema, RULES, type Scanner } from "../src/policy/schema/document.ts";
import { unwrapped } from "../src/policy/schema/places.ts";
import { DURATION, GLOBS, RATE } from "../src/policy/schema/values.ts";
import { GROUPS, KINDS, SECTIONS } from "./policy-examples.ts";
import {
  AFTER_RULES,
  INTRODUCTION,
  LIMITS_TEXT,
  MEANING,
  SECTION_TEXTS,
  type Section,
} from "./policy-reference-prose.ts";

type AnySchema = z.core.$ZodType;

/** The text of docs/policy-reference.md. */
export function policyReference(): string {
  return [
    INTRODUCTION,
    `## The document\n\n${table(fieldsOf(policySchema, { isShallow: true }))}`,
    `An example of every section:\n\n${yaml(SECTIONS)}`,
    ...sections(),
    `## Rules\n\n${MEANING}`,
    `### Fields of every rule\n\n${table(fieldsOf(z.strictObject(COMMON)))}`,
    ...GROUPS.flatMap(({ title, kinds }) => [`## ${title}`, ...kinds.map(kind)]),
    AFTER_RULES,
    dialects(),
    LIMITS_TEXT,
  ].join("\n\n");
}

function sections(): string[] {
  return Object.entries(SECTION_TEXTS).map(([name, text]) => {
    // A test holds the names to the schema's.
    const schema = policySchema.shape[name as Section];
    return `### \`${name}\`\n\n${text}\n\n${table(inner(schema))}`;
  });
}

/** Fields below a section: those of its entries, where it is a list or goes by names. */
function inner(schema: AnySchema): readonly Field[] {
  const bare = unwrapped(schema);
  if (bare instanceof z.ZodArray) return fieldsOf(unwrapped(bare.element));
  if (bare instanceof z.ZodRecord) return fieldsOf(unwrapped(bare.valueType));
  return fieldsOf(bare);
}

function kind(scanner: Scanner): string {
  const { says, example } = KINDS[scanner];
  const { shape } = RULES[scanner];
  const own = fieldsOf(RULES[scanner]).filter(({ name }) => !isCommon(name));
  const actions = typeText(shape.action);
  return [
    `### \`${scanner}\``,
    says,
    `Actions: ${actions}.`,
    ...(own.length === 0 ? [] : [table(own)]),
    yaml(`- ${example.replaceAll("\n", "\n  ")}\n`),
  ].join("\n\n");
}

function isCommon(name: string): boolean {
  return name === "scanner" || Object.hasOwn(COMMON, name.split(".")[0] ?? "");
}

function yaml(text: string): string {
  return `\`\`\`yaml\n${text.trimEnd()}\n\`\`\``;
}

interface Field {
  readonly name: string;
  readonly type: string;
  /** As it is written; `required` where there is none and the field must be there. */
  readonly fallback: string;
  readonly description: string;
}

function table(fields: readonly Field[]): string {
  const rows = fields.map(
    ({ name, type, fallback, description }) =>
      `| \`${name}\` | ${type} | ${fallback} | ${description} |`,
  );
  return `| field | value | default | |\n| --- | --- | --- | --- |\n${rows.join("\n")}`;
}

/** The fields of an object and, dotted, of the objects in it. */
function fieldsOf(schema: AnySchema, { isShallow = false } = {}): readonly Field[] {
  if (!(schema instanceof z.ZodObject)) return [];
  const shape: Record<string, AnySchema> = schema.shape;
  return Object.entries(shape).flatMap(([name, field]) => {
    const own = fieldOf(name, field);
    if (isShallow || typeText(field) === "a JSON value") return [own];
    return [own, ...below(name, unwrapped(field))];
  });
}

function below(name: string, schema: AnySchema): readonly Field[] {
  const prefixed = (under: AnySchema, prefix: string): readonly Field[] =>
    fieldsOf(under).map((field) => ({ ...field, name: `${prefix}.${field.name}` }));
  if (schema instanceof z.ZodObject) return prefixed(schema, name);
  if (schema instanceof z.ZodRecord) return prefixed(unwrapped(schema.valueType), `${name}.*`);
  if (schema instanceof z.ZodArray) return prefixed(unwrapped(schema.element), `${name}[]`);
  if (!(schema instanceof z.ZodUnion)) return [];
  return schema.options.flatMap((option) => below(name, unwrapped(option)));
}

function fieldOf(name: string, schema: AnySchema): Field {
  const json = z.toJSONSchema(schema, { io: "input", target: "draft-7" });
  const isOptional = z.safeParse(schema, undefined).success;
  const fallback =
    json.default === undefined || typeof json.default === "object"
      ? isOptional
        ? ""
        : "required"
      : `\`${JSON.stringify(json.default).replaceAll('"', "")}\``;
  const description = (json.description ?? "").replaceAll("|", String.raw`\|`);
  return { name, type: typeText(schema), fallback, description };
}

/** Schemas that have a name of their own, by their JSON Schema. */
const NAMED: ReadonlyMap<string, string> = new Map([
  [bareJson(DURATION), "a span of time: `30s`, `5m`, `12h`, `7d`"],
  [bareJson(RATE), "a rate: `30/min`, `5/10s`, `200/session`"],
  [bareJson(GLOBS), "a list of globs"],
  [bareJson(z.json()), "a JSON value"],
]);

function bareJson(schema: AnySchema): string {
  const {
    description: _,
    default: __,
    $schema: ___,
    ...bare
  } = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-7",
  });
  return JSON.stringify(Object.entries(bare).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a field takes, in words. */
function typeText(schema: AnySchema): string {
  const bare = unwrapped(schema);
  const named = NAMED.get(bareJson(bare));
  if (named !== undefined) return named;
  if (bare instanceof z.ZodEnum) return bare.options.map((word) => `\`${word}\``).join(", ");
  if (bare instanceof z.ZodLiteral) return [...bare.values].map((word) => `\`${word}\``).join(", ");
  if (bare instanceof z.ZodBoolean) return "`true`, `false`";
  if (bare instanceof z.ZodNumber) return numberText(bare);
  if (bare instanceof z.ZodArray) return `a list of: ${typeText(bare.element)}`;
  if (bare instanceof z.ZodUnion) {
    return [...new Set(bare.options.map((option) => typeText(option)))].join("; or ");
  }
  if (bare instanceof z.ZodRecord) return `a mapping to: ${typeText(bare.valueType)}`;
  return bare instanceof z.ZodObject ? "a mapping" : "a text";
}

function numberText(schema: z.ZodNumber): string {
  const { type, minimum, maximum, exclusiveMinimum } = z.toJSONSchema(schema);
  const word = type === "integer" ? "a whole number" : "a number";
  const least = exclusiveMinimum === undefined ? minimum : `over ${exclusiveMinimum}`;
  const isBounded = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  const hasLeast = typeof least === "string" || (least ?? -Infinity) > Number.MIN_SAFE_INTEGER;
  if (hasLeast && isBounded) return `${word}, ${least} to ${maximum}`;
  return hasLeast ? `${word}, ${typeof least === "string" ? least : `${least} or more`}` : word;
}

function dialects(): string {
  const words = (table_: Readonly<Record<string, string>>): [string, string][] =>
    Object.entries(table_).map(([theirs, ours]) => [`\`${theirs}\``, `\`${ours}\``]);
  const scanners = Object.entries(DIALECT_SCANNERS).map(([name, { scanner, fields }]) => {
    const renamed = Object.entries(fields)
      .filter(([from, { to }]) => from !== to.join("."))
      .map(([from, { to }]) => `\`${from}\` → \`${to.join(".")}\``);
    const ours =
      name === "tool_call"
        ? "`arguments`, or `tool_access` with a list of tools"
        : `\`${scanner({})}\``;
    return [`\`${name}\``, [ours, ...renamed].join("; ")] as const;
  });
  const fields = Object.entries(FIELD_WORDS).map(
    ([from, { to }]) => [`\`${from}\``, `\`${to.join(".")}\``] as const,
  );
  const directions = Object.entries(DIRECTION_WORDS)
    .filter(([word]) => !["input", "output", "both"].includes(word))
    .map(([word, { directions: ways, on }]) => {
      const speakers = on === null ? "" : ` with \`on: [${on.join(", ")}]\``;
      return [`\`${word}\``, `\`${ways.join(", ")}\`${speakers}`] as const;
    });
  const pairs = (rows: readonly (readonly [string, string])[]): string =>
    `| theirs | ours |\n| --- | --- |\n${rows.map(([a, b]) => `| ${a} | ${b} |`).join("\n")}`;
  return [
    "## Other dialects",
    "Policies written for other gateways load as they are, and mean what is said here. Errors point at what the author wrote. `type:` is the same as `scanner:`; a rule without a name is called `rule-3` by its place; a rule in one of these dialects that says no action blocks. Of several `actions` the most severe one counts. `version` may be `1.0` or `1` without quotes.",
    `Scanners, with their own fields:\n\n${pairs(scanners)}`,
    `Fields of rules that do not have them by these names (\`sensitivity\` \`low\`, \`medium\`, \`high\` is a threshold of 0.95, 0.8, 0.6):\n\n${pairs(fields)}`,
    `Values of \`action\` and \`mode\`:\n\n${pairs([...words(ACTION_WORDS), ...words(MODE_WORDS)])}`,
    `\`direction\`, alone or in a list:\n\n${pairs(directions)}`,
    `\`types\` of \`pii\`, and \`patterns\` of \`data_protection\`, where kinds of keys such as \`api_key\` become a second rule \`...-secrets\`:\n\n${pairs(words(PII_TYPES))}`,
  ].join("\n\n");
}
