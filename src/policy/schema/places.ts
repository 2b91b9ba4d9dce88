// What the schema says of a place in a policy document: which fields are valid there, and which
// schema holds. Walks the schema, so that it knows every field that the language has.
import * as z from "zod";
import { policySchema, RULES } from "./document.ts";

type AnySchema = z.core.$ZodType;

/** The fields that are valid at a place; null where it holds no fields, or any. */
export function validFields(
  path: readonly PropertyKey[],
  document: unknown,
): readonly string[] | null {
  const fields = schemasAt(path, document).flatMap((schema) =>
    schema instanceof z.ZodObject ? Object.keys(schema.shape) : [],
  );
  return fields.length === 0 ? null : [...new Set(fields)];
}

/** The schemas that may hold at a place: several where the language leaves a choice. */
export function schemasAt(path: readonly PropertyKey[], document: unknown): readonly AnySchema[] {
  let schemas = choices(policySchema, document);
  let data = document;
  for (const step of path) {
    data = member(data, step);
    const below = data;
    schemas = schemas.flatMap((schema) => {
      const next = schemaBelow(schema, step);
      return next === null ? [] : choices(next, below);
    });
  }
  return schemas;
}

/** The schema of one step further down; null where there is none. */
function schemaBelow(schema: AnySchema, step: PropertyKey): AnySchema | null {
  if (schema instanceof z.ZodObject) {
    const shape: Record<PropertyKey, AnySchema> = schema.shape;
    return Object.hasOwn(shape, step) ? (shape[step] ?? null) : null;
  }
  if (schema instanceof z.ZodRecord) return schema.valueType;
  return schema instanceof z.ZodArray ? schema.element : null;
}

/** A schema without its wrappers; of a choice between several, those that the data may be for. */
function choices(schema: AnySchema, data: unknown): readonly AnySchema[] {
  const bare = unwrapped(schema);
  if (!(bare instanceof z.ZodUnion)) return [bare];
  if (bare instanceof z.ZodDiscriminatedUnion) {
    const scanner = member(data, "scanner");
    const isKnown = typeof scanner === "string" && Object.hasOwn(RULES, scanner);
    // Checked just above.
    return isKnown ? [RULES[scanner as keyof typeof RULES]] : [];
  }
  return bare.options.flatMap((option) => choices(option, data));
}

/** A schema without what says that it may be absent. */
export function unwrapped(schema: AnySchema): AnySchema {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return unwrapped(schema.unwrap());
  }
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return unwrapped(schema.unwrap());
  }
  return schema;
}

function member(data: unknown, step: PropertyKey): unknown {
  if (typeof data !== "object" || data === null || !Object.hasOwn(data, step)) return undefined;
  return (data as Record<PropertyKey, unknown>)[step];
}
