// What stands in many places of a JSON Schema, written once among its definitions.
import type * as z from "zod";

/** A JSON Schema. */
export type Json = z.core.JSONSchema.BaseSchema;

/** A reference to a definition. */
export function refTo(name: string): Json {
  return { $ref: `#/definitions/${name}` };
}

/** Refers to the definitions of values wherever one of them stands, also under other words for it. */
export function shareValues(schema: Json, values: Readonly<Record<string, Json>>): Json {
  const names = new Map(Object.entries(values).map(([name, value]) => [keyOf(value), name]));
  // What a schema holds is schemas, lists and plain values; each is walked as it is.
  return walk(schema, names) as Json;
}

function walk(node: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(node)) return node.map((item) => walk(item, names));
  if (typeof node !== "object" || node === null) return node;
  const { description, default: preset, ...rest } = node as Json;
  const name = names.get(keyOf(rest));
  if (name === undefined) {
    return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, walk(item, names)]));
  }
  const said = {
    ...(description !== undefined && { description }),
    ...(preset !== undefined && { default: preset }),
  };
  // Beside a reference, draft 7 reads nothing.
  return Object.keys(said).length === 0 ? refTo(name) : { ...said, allOf: [refTo(name)] };
}

/** The same for the same members in any order. */
function keyOf(node: unknown): string {
  if (Array.isArray(node)) return `[${node.map(keyOf).join()}]`;
  if (typeof node !== "object" || node === null) return JSON.stringify(node);
  const members = Object.entries(node).map(([key, item]) => `${key}:${keyOf(item)}`);
  return `{${members.toSorted().join()}}`;
}

/** A field so short is as easily read where it stands. */
const WORTH_SHARING_CHARS = 60;

/** Refers to one definition wherever several objects have the same field of the same name. */
export function shareFields(objects: ReadonlyMap<string, Json>): {
  readonly rules: ReadonlyMap<string, Json>;
  readonly shared: Readonly<Record<string, Json>>;
} {
  const counts = new Map<string, number>();
  for (const { properties = {} } of objects.values()) {
    for (const field of Object.entries(properties)) {
      counts.set(keyOf(field), (counts.get(keyOf(field)) ?? 0) + 1);
    }
  }
  const shared: Record<string, Json> = {};
  const names = new Map<string, string>();
  function share(field: string, schema: Json): Json {
    const key = keyOf([field, schema]);
    const isWorth = JSON.stringify(schema).length >= WORTH_SHARING_CHARS;
    if (!isWorth || (counts.get(key) ?? 0) < 2) return schema;
    const name = names.get(key) ?? freeName(field, shared);
    names.set(key, name);
    shared[name] = schema;
    return refTo(name);
  }
  const rules = new Map(
    [...objects].map(([name, object]): [string, Json] => {
      const fields = Object.entries(object.properties ?? {}).map(
        ([field, schema]): [string, z.core.JSONSchema._JSONSchema] => [
          field,
          typeof schema === "boolean" ? schema : share(field, schema),
        ],
      );
      return [name, { ...object, properties: Object.fromEntries(fields) }];
    }),
  );
  return { rules, shared };
}

/** A name for one more field of the same name. */
function freeName(field: string, taken: Readonly<Record<string, unknown>>): string {
  let name = `field_${field}`;
  for (let count = 2; name in taken; count += 1) name = `field_${field}_${count}`;
  return name;
}
