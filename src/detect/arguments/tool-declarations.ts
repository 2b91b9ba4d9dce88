// What the parameters of a tool hold, by what its declaration says: formats and media types in the
// JSON Schema, descriptions, and for a tool with one text what the tool is for.
import type { DeclaredTool } from "../../domain/declared-tool.ts";
import type { DeclaredReading } from "../../domain/segment.ts";
import { parameterMeaning, toolContent } from "./declared.ts";
import {
  BY_DESCRIPTION,
  BY_FORMAT,
  BY_MEDIA_TYPE,
  looksLike,
  type Named,
} from "./declared-words.ts";

/** What one declaration says of its parameters. */
export interface ToolDeclarations {
  /**
   * What an argument of this name and text holds; undefined where the declaration does not say. The
   * text of a custom tool has no name: an empty one.
   */
  readonly contentOf: (parameter: string, text: string) => DeclaredReading | undefined;
  /** Whether the schema wants a text, number or truth value there, and no object. */
  readonly isScalar: (parameter: string) => boolean;
}

/** Schemas deeper or larger than this are read as far as that. */
const DEPTH_MAX = 16;
const NODES_MAX = 2_000;
/** What a description is about stands at its beginning. */
const DESCRIPTION_CHARS_MAX = 400;

/**
 * What a tool declares of its parameters, by their names at whatever depth; of two of a name the one
 * further out counts. Remembered by declaration. Linear in the schema, within bounds; never throws.
 */
export function declarationsOf(tool: DeclaredTool): ToolDeclarations {
  let declarations = known.get(tool);
  if (declarations === undefined) {
    declarations = read(tool);
    known.set(tool, declarations);
  }
  return declarations;
}

const known = new WeakMap<DeclaredTool, ToolDeclarations>();

/** What is said of one parameter. */
interface Said {
  readonly reading: DeclaredReading | null;
  /** A description says so: it holds for a text that looks like it. */
  readonly isLoose: boolean;
  readonly isScalar: boolean;
  readonly isText: boolean;
}

function read(tool: DeclaredTool): ToolDeclarations {
  const parameters = new Map<string, Said>();
  // Breadth first, so that names further out come first.
  let layer: unknown[] = [tool.parameters];
  let nodes = 0;
  for (let depth = 0; depth < DEPTH_MAX && layer.length > 0; depth += 1) {
    const next: unknown[] = [];
    for (const schema of layer) {
      if (!isObject(schema) || nodes >= NODES_MAX) continue;
      nodes += 1;
      for (const [name, property] of Object.entries(objectIn(schema, "properties"))) {
        if (!parameters.has(name)) parameters.set(name, saidOf(property));
        next.push(property);
      }
      next.push(...innerSchemas(schema));
    }
    layer = next;
  }
  const texts = [...parameters].filter(([, { isText }]) => isText);
  const only = texts.length === 1 ? texts[0]?.[0] : tool.kind === "custom" ? "" : undefined;
  const purpose = only === undefined ? null : purposeOf(tool, only);
  return {
    contentOf(parameter, text) {
      const said = parameters.get(parameter);
      const reading = said?.reading ?? null;
      if (reading !== null) {
        const isSo = said?.isLoose === false || isLike(reading, text);
        return isSo ? reading : undefined;
      }
      return parameter === only && purpose !== null && isLike(purpose, text) ? purpose : undefined;
    },
    isScalar: (parameter) => parameters.get(parameter)?.isScalar === true,
  };
}

function isLike({ content }: DeclaredReading, text: string): boolean {
  return content === "text" || looksLike({ content }, text);
}

/** Keywords under which schemas stand, and lists and maps of them. */
function innerSchemas(schema: Record<string, unknown>): readonly unknown[] {
  const lists = ["anyOf", "oneOf", "allOf", "prefixItems"].flatMap((key) => {
    const list = schema[key];
    return Array.isArray(list) ? (list as unknown[]) : [];
  });
  const maps = ["$defs", "definitions", "patternProperties"].flatMap((key) =>
    Object.values(objectIn(schema, key)),
  );
  return [...lists, ...maps, schema["items"], schema["additionalProperties"]];
}

function saidOf(property: unknown): Said {
  if (!isObject(property)) return { reading: null, isLoose: false, isScalar: false, isText: false };
  const types = typesOf(property);
  const isText = types.includes("string") && !Array.isArray(property["enum"]);
  const isScalar = types.length > 0 && types.every((type) => SCALARS.has(type));
  // What is said of a list is said of the texts in it.
  const items = isObject(property["items"]) ? property["items"] : {};
  const exact = exactOf(property) ?? exactOf(items);
  if (exact !== null)
    return { reading: { content: exact, by: "schema" }, isLoose: false, isScalar, isText };
  const isTextual = types.length === 0 || types.includes("string") || types.includes("array");
  const told =
    isTextual && !Array.isArray(property["enum"]) ? describedOf(property["description"]) : null;
  const reading = told === null ? null : ({ content: told, by: "schema" } as const);
  return { reading, isLoose: true, isScalar, isText };
}

const SCALARS: ReadonlySet<unknown> = new Set(["string", "number", "integer", "boolean", "null"]);

/** Types that a schema allows; those of alternatives too. Empty where it does not say. */
function typesOf(schema: Record<string, unknown>): readonly unknown[] {
  const { type } = schema;
  const own: readonly unknown[] = Array.isArray(type)
    ? (type as unknown[])
    : type === undefined
      ? []
      : [type];
  const others = ["anyOf", "oneOf"].flatMap((key) => {
    const list = schema[key];
    return Array.isArray(list) ? (list as unknown[]) : [];
  });
  // Alternatives that say nothing of their type could be anything.
  return [...own, ...others.map((one) => (isObject(one) ? one["type"] : undefined))];
}

function exactOf(schema: Record<string, unknown>): Named | null {
  const { format, contentMediaType } = schema;
  const byFormat = typeof format === "string" ? BY_FORMAT.get(format.toLowerCase()) : undefined;
  if (byFormat !== undefined) return byFormat;
  if (typeof contentMediaType !== "string") return null;
  return BY_MEDIA_TYPE.find(([is]) => is.test(contentMediaType))?.[1] ?? null;
}

function describedOf(description: unknown): Named | null {
  if (typeof description !== "string") return null;
  const text = description.slice(0, DESCRIPTION_CHARS_MAX).replace(/\s{1,400}/g, " ");
  return BY_DESCRIPTION.find(([is]) => is.test(text))?.[1] ?? null;
}

/** What the one text of a tool is, by what the tool is for; null where its own name tells. */
function purposeOf({ name, description }: DeclaredTool, parameter: string): DeclaredReading | null {
  const named = parameterMeaning(parameter);
  if (named !== null && named.isWeak !== true) return null;
  const content = toolContent(name) ?? describedOf(description);
  return content === null ? null : { content, by: "tool" };
}

function objectIn(value: Record<string, unknown>, key: string): Record<string, unknown> {
  const inner = value[key];
  return isObject(inner) ? inner : {};
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
