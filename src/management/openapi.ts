// The OpenAPI 3.1 document, made from the table of operations and their schemas. Nothing in it is
// written by hand that the code does not also obey.
import * as z from "zod";
import { mediaTypes } from "./body.ts";
import type { Operation } from "./operation.ts";
import { errorView, INPUTS, VIEWS } from "./schemas.ts";

type Json = Record<string, unknown>;
type Entry = [string, unknown];

const COMPONENT = "#/components/schemas/";
const DESCRIPTIONS: Readonly<Record<number, string>> = {
  200: "Done",
  201: "Created",
  204: "Done; there is no body",
  400: "Malformed, or a value that is not acceptable; `param` names it",
  401: "No admin token, or a wrong one",
  404: "What the path names does not exist",
  409: "It exists already, or is in use",
  413: "The body is too large",
  415: "The body has another type, or is compressed",
  422: "The policy does not load, or a test in it fails; `details` lists every problem with its place",
  503: "The API is closed, because a secret is not configured",
};

/** Makes the document of these operations. */
export function openApiDocument(operations: readonly Operation[]): Json {
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    (paths[operation.path] ??= {})[operation.method] = describeOperation(operation);
  }
  return {
    openapi: "3.1.0",
    info: { title: "Edgewarden management API", version: "1.0.0" },
    servers: [{ url: "/api/v1" }],
    security: [{ adminToken: [] }],
    paths,
    components: {
      securitySchemes: { adminToken: { type: "http", scheme: "bearer" } },
      schemas: { ...componentsOf(INPUTS, "input"), ...componentsOf(VIEWS, "output") },
    },
  };
}

function describeOperation(operation: Operation): Json {
  const { id, tag, summary, params, query, body, response, status } = operation;
  const parameters = [...parametersOf(params, "path"), ...parametersOf(query, "query")];
  const success = {
    description: DESCRIPTIONS[status],
    ...(response && { content: jsonContent(reference(VIEWS, response)) }),
  };
  const failures = failureStatuses(operation).map((failure): Entry => [
    String(failure),
    { description: DESCRIPTIONS[failure], content: jsonContent(reference(VIEWS, errorView)) },
  ]);
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: bodyContent(operation, body) } }),
    responses: { [status]: success, ...Object.fromEntries(failures) },
  };
}

function parametersOf(schema: z.ZodType | undefined, place: "path" | "query"): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: "input" });
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    schema: property,
  }));
}

function bodyContent(operation: Operation, body: z.ZodType): Json {
  const form = operation.bodyForm ?? "json";
  const content = mediaTypes(form).map((type): Entry => [
    type,
    { schema: type === "application/json" ? reference(INPUTS, body) : { type: "string" } },
  ]);
  return Object.fromEntries(content);
}

function failureStatuses({ params, query, body, errors = [] }: Operation): number[] {
  const statuses = new Set<number>([401, 503, ...errors]);
  if (params ?? query ?? body) statuses.add(400);
  if (params) statuses.add(404);
  if (body) statuses.add(413).add(415);
  return [...statuses].toSorted((a, b) => a - b);
}

function jsonContent(schema: Json): Json {
  return { "application/json": { schema } };
}

type Registry = typeof INPUTS;

function reference(registry: Registry, schema: z.ZodType): Json {
  const entry = registry.get(schema);
  if (entry === undefined) throw new Error("invariant: bodies and answers are registered by name");
  return { $ref: `${COMPONENT}${entry.id}` };
}

function componentsOf(registry: Registry, io: "input" | "output"): Json {
  const { schemas } = z.toJSONSchema(registry, { io, uri: (id) => `${COMPONENT}${id}` });
  const named = Object.entries(schemas).map(([id, schema]): Entry => {
    // OpenAPI names its dialect and its components itself.
    const { $schema: _dialect, $id: _uri, ...rest } = schema;
    return [id, rest];
  });
  return Object.fromEntries(named);
}
