// A schema that a client declared, without what cannot be used of it. Vendors of models accept more
// than the standard: keywords of other drafts and of OpenAPI, types of other languages, formats of
// their own. What is passed over holds nobody to anything; a policy's own schemas are not read so.
import { keyPath, indexPath } from "../../domain/json-path.ts";
import { LIMITS } from "../../domain/limits.ts";
import { isObject, type JsonObject } from "./evaluation.ts";
import { compileJsonSchema, resolvePointer, type JsonSchema } from "./json-schema.ts";

/** A schema that is ready, as far as it can be used. */
export interface DeclaredSchema {
  /** Null where nothing of it can be used. */
  readonly check: JsonSchema | null;
  /** It holds values to less than it says: something in it was passed over. */
  readonly isInPart: boolean;
}

/** Makes a declared schema ready. Never throws; bounded by `LIMITS.schemaNodesMax`. */
export function compileDeclaredSchema(schema: unknown): DeclaredSchema {
  const whole = compileJsonSchema(schema);
  if (whole.ok) return { check: whole.value, isInPart: false };
  const walk: Walk = { root: schema, nodes: 0, isInPart: false, hasLostPattern: false };
  const left = compileJsonSchema(usable(schema, "", walk));
  if (walk.hasLostPattern) return { check: null, isInPart: true };
  return { check: left.ok ? left.value : null, isInPart: walk.isInPart || !left.ok };
}

interface Walk {
  readonly root: unknown;
  nodes: number;
  isInPart: boolean;
  /** A pattern of names cannot be used. It is so rare that nothing of the schema is, then. */
  hasLostPattern: boolean;
}

/** Keywords whose value is an object of schemas, a list of them, or one. */
const MAPS = new Set([
  "properties",
  "patternProperties",
  "$defs",
  "definitions",
  "dependentSchemas",
]);
const LISTS = new Set(["allOf", "anyOf", "prefixItems"]);
const SINGLES = new Set(["additionalProperties", "items", "additionalItems", "propertyNames"]);

/**
 * Keywords that hold where a schema does not. With something passed over in it, a schema holds for
 * more, and these would hold for less than they say: they are left out.
 */
const TURNED = new Set([
  "not",
  "if",
  "then",
  "else",
  "contains",
  "minContains",
  "maxContains",
  "unevaluatedProperties",
  "unevaluatedItems",
]);

/** Keywords of the standard that look at one value alone. All others say nothing that is known. */
const ASSERTIONS = new Set([
  "type",
  "enum",
  "const",
  "multipleOf",
  "maximum",
  "minimum",
  "exclusiveMaximum",
  "exclusiveMinimum",
  "maxLength",
  "minLength",
  "pattern",
  "format",
  "maxItems",
  "minItems",
  "maxProperties",
  "minProperties",
  "uniqueItems",
  "required",
  "dependentRequired",
]);

/** What is left of a schema; `true` where there is nothing. */
function usable(schema: unknown, path: string, walk: Walk): unknown {
  if (typeof schema === "boolean") return schema;
  walk.nodes += 1;
  if (!isObject(schema) || walk.nodes > LIMITS.schemaNodesMax) {
    walk.isInPart = true;
    return true;
  }
  const left: [string, unknown][] = [];
  for (const [keyword, value] of Object.entries(schema)) {
    const kept = usableKeyword({ keyword, value, path: keyPath(path, keyword) }, walk);
    if (kept === undefined) walk.isInPart ||= isHolding(keyword);
    else left.push([keyword, kept]);
  }
  return emended(Object.fromEntries(left), schema);
}

/** Whether a keyword would have held values to something. */
function isHolding(keyword: string): boolean {
  return (
    ASSERTIONS.has(keyword) ||
    MAPS.has(keyword) ||
    LISTS.has(keyword) ||
    SINGLES.has(keyword) ||
    TURNED.has(keyword) ||
    keyword === "oneOf" ||
    keyword === "$ref"
  );
}

/** The value of a keyword as far as it can be used; undefined where it cannot. */
function usableKeyword(
  {
    keyword,
    value,
    path,
  }: { readonly keyword: string; readonly value: unknown; readonly path: string },
  walk: Walk,
): unknown {
  if (TURNED.has(keyword)) return undefined;
  if (keyword === "$ref") return isWithinRoot(value, walk) ? value : undefined;
  if (keyword === "$anchor") return value;
  if (MAPS.has(keyword)) return usableMap(keyword, value, { path, walk });
  if (LISTS.has(keyword) || keyword === "oneOf" || (keyword === "items" && Array.isArray(value))) {
    if (!Array.isArray(value) || value.length === 0) return undefined;
    return value.map((item, index) => usable(item, indexPath(path, index), walk));
  }
  if (SINGLES.has(keyword)) {
    return typeof value === "boolean" || isObject(value) ? usable(value, path, walk) : undefined;
  }
  const isKnown = ASSERTIONS.has(keyword) && compileJsonSchema({ [keyword]: value }).ok;
  return isKnown ? value : undefined;
}

function isWithinRoot(ref: unknown, { root }: Walk): boolean {
  if (typeof ref !== "string") return false;
  const target = resolvePointer(root, ref);
  return isObject(target) || typeof target === "boolean";
}

function usableMap(
  keyword: string,
  value: unknown,
  { path, walk }: { readonly path: string; readonly walk: Walk },
): unknown {
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value).filter(
    ([key]) => keyword !== "patternProperties" || compileJsonSchema({ pattern: key }).ok,
  );
  if (entries.length < Object.keys(value).length) {
    walk.isInPart = true;
    // Names that it is for would be taken for unknown ones.
    walk.hasLostPattern = true;
  }
  return Object.fromEntries(
    entries.map(([key, schema]) => [key, usable(schema, keyPath(path, key), walk)]),
  );
}

/** What is written otherwise than in draft 2020-12, as it is meant. */
function emended(left: JsonObject, { nullable }: JsonObject): JsonObject {
  const { oneOf, additionalItems, ...schema } = left;
  const made: Record<string, unknown> = schema;
  // A branch of which something was passed over may hold beside the one that is meant.
  if (oneOf !== undefined) {
    made["allOf"] = [
      ...((schema["allOf"] as readonly unknown[] | undefined) ?? []),
      { anyOf: oneOf },
    ];
  }
  // Draft 7 and before.
  if (Array.isArray(schema["items"])) {
    made["prefixItems"] = schema["items"];
    delete made["items"];
    if (additionalItems !== undefined) made["items"] = additionalItems;
  }
  // OpenAPI 3.0.
  if (nullable === true) return { anyOf: [made, { type: "null" }] };
  return made;
}
