// JSON Schema (draft 2020-12) for the arguments of calls, made so that neither a tenant's schema nor
// a model's arguments can cost more than they may: patterns are RE2, an evaluation has a budget of
// steps, and what is not known is refused when the policy is loaded, never passed over.
//
// @cfworker/json-schema, which the tests hold this against, runs `pattern` on the engine's own
// backtracking RegExp, has no budget for schemas that refer to themselves, and passes over keywords
// with a slip in their name; none of it can be set.
import { keyPath, indexPath } from "../../domain/json-path.ts";
import { LIMITS } from "../../domain/limits.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import type { Violation } from "../parameters/problem.ts";
import * as apply from "./applicators.ts";
import { assertionOf } from "./assertion-keywords.ts";
import { fail, isObject, spend, startRun, type Check, type JsonObject } from "./evaluation.ts";
import { createReader, type SchemaError } from "./schema-reader.ts";

/** Steps that several evaluations have left together. */
export interface SchemaBudget {
  steps: number;
}

/**
 * Holds a value to a schema; empty where it holds. A problem is `schema_` with the keyword, or
 * `schema_too_large` where the value costs more than `LIMITS.schemaStepsMax`, or than the budget has
 * left, from which it takes what it costs. Never throws.
 */
export type JsonSchema = (
  value: unknown,
  path: string,
  budget?: SchemaBudget,
) => readonly Violation[];

/** Makes a schema ready; or tells all that cannot be used in it. Never throws. */
export function compileJsonSchema(schema: unknown): Result<JsonSchema, readonly SchemaError[]> {
  const compiler = createCompiler(schema);
  const check = compiler.compile(schema, "");
  compiler.finish();
  if (compiler.errors.length > 0) {
    return err(compiler.errors.slice(0, LIMITS.parameterViolationsMax));
  }
  return ok((value, path, budget) => {
    const at = startRun(path, budget?.steps);
    const holds = check(value, at);
    if (budget !== undefined) budget.steps = Math.max(0, at.run.steps);
    if (at.run.steps < 0) return [{ path, problem: "schema_too_large" }];
    if (holds) return [];
    return at.run.failures.map((failure) => ({
      path: failure.path,
      problem: `schema_${failure.keyword}` as const,
    }));
  });
}

/** Keywords that say nothing about which values are valid. */
const REMARKS = new Set([
  "$schema",
  "$id",
  "$comment",
  "$anchor",
  "$defs",
  "definitions",
  "title",
  "description",
  "default",
  "examples",
  "deprecated",
  "readOnly",
  "writeOnly",
  "contentEncoding",
  "contentMediaType",
  "contentSchema",
  // Read together with the keyword that they belong to.
  "then",
  "else",
  "minContains",
  "maxContains",
]);

interface Compiler {
  readonly errors: readonly SchemaError[];
  compile(schema: unknown, path: string): Check;
  /** Looks up the references that were met. */
  finish(): void;
}

function createCompiler(root: unknown): Compiler {
  const reader = createReader();
  const { wrong } = reader;
  /** Schemas that were compiled, by themselves: a reference leads to the same check. */
  const compiled = new Map<unknown, Check>();
  const references: { readonly ref: string; readonly path: string; resolve(check: Check): void }[] =
    [];
  let nodes = 0;
  let depth = 0;

  function compile(schema: unknown, path: string): Check {
    if (schema === true) return () => true;
    if (schema === false) return (_, at) => fail(at, "false");
    if (!isObject(schema)) return wrong(path, "a schema is an object or a boolean");
    const known = compiled.get(schema);
    if (known !== undefined) return known;
    nodes += 1;
    if (nodes > LIMITS.schemaNodesMax || depth > LIMITS.jsonDepthMax) {
      return wrong(path, "the schema is too large");
    }
    depth += 1;
    const checks = keywordsOf(schema, path);
    depth -= 1;
    const check: Check = (value, at) => {
      if (at.depth >= LIMITS.schemaDepthMax) at.run.steps = -1;
      if (!spend(at, 1)) return false;
      const inner = { ...at, depth: at.depth + 1 };
      // Each keyword is asked, so that all that fails is told.
      return checks.map((one) => one(value, inner)).every(Boolean);
    };
    compiled.set(schema, check);
    return check;
  }

  /** The checks of a schema; what looks at what others have looked at comes last. */
  function keywordsOf(schema: JsonObject, path: string): readonly Check[] {
    const checks: Check[] = [];
    const last: Check[] = [];
    for (const keyword of Object.keys(schema)) {
      const at = keyPath(path, keyword);
      const value = schema[keyword];
      if (keyword === "$defs" || keyword === "definitions") schemaMap(value, at);
      if (REMARKS.has(keyword)) continue;
      const check = keywordCheck({ schema, path, keyword, value, at });
      (keyword.startsWith("unevaluated") ? last : checks).push(check);
    }
    return [...checks, ...last];
  }

  function keywordCheck(of: {
    readonly schema: JsonObject;
    readonly path: string;
    readonly keyword: string;
    readonly value: unknown;
    readonly at: string;
  }): Check {
    const { schema, path, keyword, value, at } = of;
    switch (keyword) {
      case "$ref":
        return reference(value, at);
      case "allOf":
        return apply.allOf(schemaList(value, at));
      case "anyOf":
        return apply.anyOf(schemaList(value, at));
      case "oneOf":
        return apply.oneOf(schemaList(value, at));
      case "not":
        return apply.not(compile(value, at));
      case "if":
        return apply.ifThenElse({
          condition: compile(value, at),
          consequence:
            schema["then"] === undefined ? null : compile(schema["then"], keyPath(path, "then")),
          otherwise:
            schema["else"] === undefined ? null : compile(schema["else"], keyPath(path, "else")),
        });
      case "properties":
      case "patternProperties":
      case "additionalProperties":
        return memberKeywords(schema, path, keyword);
      case "propertyNames":
        return apply.propertyNames(compile(value, at));
      case "unevaluatedProperties":
        return apply.unevaluatedMembers(compile(value, at));
      case "prefixItems":
      case "items":
        return elementKeywords(schema, path, keyword);
      case "unevaluatedItems":
        return apply.unevaluatedElements(compile(value, at));
      case "contains":
        return apply.contains(compile(value, at), {
          min: schema["minContains"] === undefined ? 1 : reader.count(schema["minContains"], at),
          max:
            schema["maxContains"] === undefined
              ? Infinity
              : reader.count(schema["maxContains"], at),
        });
      case "dependentSchemas":
        return apply.allOf(
          [...schemaMap(value, at)].map(([key, check]) => apply.dependentSchema(key, check)),
        );
      default:
        return assertionOf(reader, { keyword, value, at });
    }
  }

  /** The three that speak of members are one check, made at the first of them. */
  function memberKeywords(schema: JsonObject, path: string, keyword: string): Check {
    const own = ["properties", "patternProperties", "additionalProperties"];
    if (own.find((one) => Object.hasOwn(schema, one)) !== keyword) return () => true;
    const [properties, patternMap, additional] = own.map((one) => schema[one]);
    const checks = [...schemaMap(patternMap ?? {}, keyPath(path, "patternProperties"))];
    return apply.members({
      properties: schemaMap(properties ?? {}, keyPath(path, "properties")),
      patterns: checks.flatMap(([source, check]) => {
        const pattern = reader.pattern(source, keyPath(keyPath(path, "patternProperties"), source));
        return pattern === null ? [] : [[pattern, check] as const];
      }),
      additional:
        additional === undefined
          ? null
          : compile(additional, keyPath(path, "additionalProperties")),
    });
  }

  function elementKeywords(schema: JsonObject, path: string, keyword: string): Check {
    const { prefixItems: prefix, items } = schema;
    if (keyword === "items" && prefix !== undefined) return () => true;
    if (Array.isArray(items)) {
      return wrong(
        keyPath(path, "items"),
        "a list of schemas is `prefixItems` since draft 2020-12",
      );
    }
    return apply.elements(
      prefix === undefined ? [] : schemaList(prefix, keyPath(path, "prefixItems")),
      items === undefined ? null : compile(items, keyPath(path, "items")),
    );
  }

  function schemaList(value: unknown, at: string): readonly Check[] {
    if (!Array.isArray(value) || value.length === 0) {
      wrong(at, "a list of schemas is needed");
      return [];
    }
    return value.map((schema, index) => compile(schema, indexPath(at, index)));
  }

  function schemaMap(value: unknown, at: string): ReadonlyMap<string, Check> {
    if (!isObject(value)) {
      wrong(at, "an object of schemas is needed");
      return new Map();
    }
    return new Map(
      Object.entries(value).map(([key, schema]) => [key, compile(schema, keyPath(at, key))]),
    );
  }

  function reference(value: unknown, path: string): Check {
    if (typeof value !== "string") return wrong(path, "a reference is a text");
    let target: Check = () => false;
    references.push({ ref: value, path, resolve: (check) => (target = check) });
    return apply.refCheck(() => target);
  }

  function finish(): void {
    // What a reference leads to may have references of its own.
    for (let next = references.shift(); next !== undefined; next = references.shift()) {
      const target = resolvePointer(root, next.ref);
      if (target === undefined) {
        wrong(next.path, "the reference leads nowhere in this schema");
      } else {
        next.resolve(compile(target, next.path));
      }
    }
  }

  return { errors: reader.errors, compile, finish };
}

/** What a reference within the schema leads to: `#`, `#/$defs/a` (RFC 6901), `#anchor` in `$defs`. */
export function resolvePointer(root: unknown, ref: string): unknown {
  if (ref === "#") return root;
  if (!ref.startsWith("#/")) return anchored(root, ref.slice(1), ref);
  let at: unknown = root;
  for (const part of ref.slice(2).split("/")) {
    const key = unescaped(part);
    if (key === null || typeof at !== "object" || at === null || !Object.hasOwn(at, key)) {
      return undefined;
    }
    at = (at as JsonObject)[key];
  }
  return at;
}

function unescaped(part: string): string | null {
  try {
    return decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
  } catch {
    // An escape that is none: the reference leads nowhere.
    return null;
  }
}

function anchored(root: unknown, anchor: string, ref: string): unknown {
  if (!ref.startsWith("#") || !isObject(root)) return undefined;
  const definitions = [root["$defs"], root["definitions"]].filter(isObject);
  return definitions
    .flatMap((map) => Object.values(map))
    .find((schema) => isObject(schema) && schema["$anchor"] === anchor);
}
