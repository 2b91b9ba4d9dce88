// Members of arguments that their schema does not know. A schema that does not forbid others lets
// them pass; all the same, a model that makes parameters up is worth a look.
import { indexPath, keyPath } from "../../domain/json-path.ts";
import { LIMITS } from "../../domain/limits.ts";
import { isObject, type JsonObject } from "./evaluation.ts";
import { resolvePointer, type SchemaBudget } from "./json-schema.ts";

/** A member that no part of the schema names. */
export interface UnknownMember {
  readonly path: string;
  readonly key: string;
  /** The schema says that there are no others. */
  readonly isClosed: boolean;
}

/**
 * The members of `value`, at any depth, that `schema` does not know; at most
 * `LIMITS.parameterViolationsMax`. An object is passed over whose schema names no members, or says
 * what others must be. Stops where the budget is spent. Never throws.
 */
export function unknownMembers(
  schema: unknown,
  value: unknown,
  of: { readonly path: string; readonly budget: SchemaBudget },
): readonly UnknownMember[] {
  const walk: Walk = { root: schema, budget: of.budget, found: [] };
  visit([schema], value, { path: of.path, depth: 0 }, walk);
  return walk.found;
}

interface Walk {
  readonly root: unknown;
  readonly budget: SchemaBudget;
  readonly found: UnknownMember[];
}

interface Place {
  readonly path: string;
  readonly depth: number;
}

function visit(schemas: readonly unknown[], value: unknown, at: Place, walk: Walk): void {
  if (typeof value !== "object" || value === null || at.depth > LIMITS.argumentDepthMax) return;
  const all = spoken(schemas, walk);
  if (all.length === 0) return;
  const depth = at.depth + 1;
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly unknown[]).entries()) {
      if (isSpent(walk)) return;
      const own = all.flatMap((schema) => elementSchema(schema, index));
      if (own.length > 0) visit(own, item, { path: indexPath(at.path, index), depth }, walk);
    }
    return;
  }
  const isClosed = all.some((schema) => schema["additionalProperties"] === false);
  const isListed = all.some(({ properties }) => isObject(properties) && !isEmpty(properties));
  const namesAll = isListed && (isClosed || !all.some(saysMore));
  for (const [key, item] of Object.entries(value)) {
    if (isSpent(walk)) return;
    const own = all.flatMap(({ properties }) =>
      isObject(properties) && Object.hasOwn(properties, key) ? [properties[key]] : [],
    );
    const path = keyPath(at.path, key);
    if (own.length > 0) visit(own, item, { path, depth }, walk);
    else if (namesAll && !all.some(hasPatterns)) walk.found.push({ path, key, isClosed });
  }
}

/** Schemas that speak of one value, taken apart; more of them than this are not looked into. */
const SPOKEN_MAX = 64;
/** What a schema takes its parts from, whichever of them hold. */
const PARTS = ["allOf", "anyOf", "oneOf"];
const BRANCHES = ["then", "else"];

function spoken(schemas: readonly unknown[], { root, budget }: Walk): readonly JsonObject[] {
  const all = new Set<JsonObject>();
  // A set is walked through to its end, which what is added meanwhile moves.
  const waiting = new Set(schemas);
  for (const next of waiting) {
    budget.steps -= 1;
    if (!isObject(next)) continue;
    if (all.size >= SPOKEN_MAX || budget.steps <= 0) return [];
    all.add(next);
    const { $ref: ref, dependentSchemas } = next;
    if (typeof ref === "string") waiting.add(resolvePointer(root, ref));
    for (const branch of BRANCHES) waiting.add(next[branch]);
    const lists: readonly unknown[] = PARTS.map((part) => next[part]);
    for (const list of [...lists, isObject(dependentSchemas) && Object.values(dependentSchemas)]) {
      if (!Array.isArray(list)) continue;
      for (const part of list as readonly unknown[]) waiting.add(part);
    }
  }
  return [...all];
}

function isSpent({ budget, found }: Walk): boolean {
  budget.steps -= 1;
  return budget.steps <= 0 || found.length >= LIMITS.parameterViolationsMax;
}

/** Whether a schema speaks of members that it does not name. */
function saysMore(schema: JsonObject): boolean {
  const { additionalProperties: others, unevaluatedProperties: rest } = schema;
  const isSaid = (value: unknown): boolean => value !== undefined && value !== false;
  // What leads out of the schema may name any.
  return isSaid(others) || isSaid(rest) || isForeign(schema["$ref"]);
}

function isForeign(ref: unknown): boolean {
  return typeof ref === "string" && !ref.startsWith("#");
}

function hasPatterns({ patternProperties }: JsonObject): boolean {
  return isObject(patternProperties) && !isEmpty(patternProperties);
}

function isEmpty(object: JsonObject): boolean {
  return Object.keys(object).length === 0;
}

function elementSchema({ prefixItems, items }: JsonObject, index: number): readonly unknown[] {
  const first = Array.isArray(prefixItems) ? prefixItems : Array.isArray(items) ? items : [];
  const own: unknown = (first as readonly unknown[])[index];
  if (own !== undefined) return [own];
  return isObject(items) ? [items] : [];
}
