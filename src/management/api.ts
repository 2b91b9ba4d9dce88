// The management API as a Hono app, made from the table of operations. It checks, calls and maps;
// what an operation does is in its own file.
import { Hono, type Context } from "hono";
import type * as z from "zod";
import { err, ok, type Result } from "../domain/result.ts";
import { getTenant } from "../storage/tenants.ts";
import { checkAdmin } from "./auth.ts";
import { readBody } from "./body.ts";
import { openApiDocument } from "./openapi.ts";
import type { Operation } from "./operation.ts";
import { OPERATIONS } from "./operations.ts";
import { problemReply, type Problem } from "./problem.ts";

type Bound = { Bindings: Env };

/** Problems told of one request; the first names `param`. */
const ISSUES_TOLD_MAX = 5;
/** A field's path in a reply: unknown fields have names as long as the caller likes. */
const PARAM_CHARS_MAX = 200;

/** Makes the app that answers below `/api/v1`. It expects to be mounted there. */
export function createManagement(): Hono<Bound> {
  const app = new Hono<Bound>();
  let document: string | null = null;

  app.use(async (c, next) => {
    await next();
    // Answers hold keys and the state of access control: no cache may keep them.
    c.header("cache-control", "no-store");
    c.header("x-content-type-options", "nosniff");
  });
  app.get("/openapi.json", (c) => {
    document ??= JSON.stringify(openApiDocument(OPERATIONS));
    return c.body(document, 200, { "content-type": "application/json" });
  });
  app.use(async (c, next) => {
    const { EDGEWARDEN_ADMIN_TOKEN: token } = c.env;
    const problem = await checkAdmin(token, c.req.header("authorization"));
    return problem ? problemReply(problem) : next();
  });
  for (const operation of OPERATIONS) {
    app.on(operation.method.toUpperCase(), route(operation.path), (c) => answer(c, operation));
  }
  for (const [path, allow] of methodsByPath()) {
    app.all(route(path), () => problemReply({ reason: "method-not-allowed", allow }));
  }
  app.all("*", () => problemReply({ reason: "no-such-route" }));
  app.onError((error) => {
    // Errors of D1 and of our invariants name tables and columns, never values.
    console.error(`management: ${error.message}`);
    return problemReply({ reason: "failed" });
  });
  return app;
}

async function answer(c: Context<Bound>, operation: Operation): Promise<Response> {
  const outcome = await perform(c, operation);
  if (!outcome.ok) return problemReply(outcome.error);
  return operation.status === 204
    ? new Response(null, { status: 204 })
    : Response.json(outcome.value, { status: operation.status });
}

async function perform(c: Context<Bound>, operation: Operation): Promise<Result<unknown, Problem>> {
  const params = check(operation.params, c.req.param());
  if (!params.ok) return params;
  const query = checkQuery(operation, new URL(c.req.url).searchParams);
  if (!query.ok) return query;
  const body = await checkBody(operation, c.req.raw);
  if (!body.ok) return body;
  if (operation.path.startsWith("/tenants/{tenant}/")) {
    const tenant = await getTenant(c.env.DB, c.req.param("tenant") ?? "");
    if (!tenant) return err({ reason: "not-found", what: "tenant", param: "tenant" });
  }
  return operation.handle({
    env: c.env,
    now: Date.now(),
    params: params.value,
    query: query.value,
    body: body.value,
  });
}

function checkQuery(operation: Operation, given: URLSearchParams): Result<unknown, Problem> {
  const query = Object.fromEntries(given);
  const repeated = Object.keys(query).find((name) => given.getAll(name).length > 1);
  if (operation.query && repeated !== undefined) {
    const param = repeated.slice(0, PARAM_CHARS_MAX);
    return err({ reason: "invalid", message: `${param}: is given more than once.`, param });
  }
  return check(operation.query, query);
}

async function checkBody(
  operation: Operation,
  request: Request,
): Promise<Result<unknown, Problem>> {
  if (!operation.body) return ok(undefined);
  const body = await readBody(request, operation.bodyForm ?? "json");
  return body.ok ? check(operation.body, body.value) : body;
}

function check(schema: z.ZodType | undefined, value: unknown): Result<unknown, Problem> {
  if (!schema) return ok(undefined);
  const parsed = schema.safeParse(value);
  return parsed.success ? ok(parsed.data) : err(invalid(parsed.error.issues));
}

function invalid(issues: readonly z.core.$ZodIssue[]): Problem {
  const told = issues.slice(0, ISSUES_TOLD_MAX).map((issue) => {
    const param = paramOf(issue);
    return param === null ? issue.message : `${param}: ${messageOf(issue)}`;
  });
  const first = issues[0];
  return {
    reason: "invalid",
    message: `${told.join("; ")}.`,
    param: first ? paramOf(first) : null,
  };
}

function paramOf(issue: z.core.$ZodIssue): string | null {
  const unknown = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  const path = [...issue.path, ...unknown].reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");
  return path === "" ? null : path.slice(0, PARAM_CHARS_MAX);
}

function messageOf(issue: z.core.$ZodIssue): string {
  return issue.code === "unrecognized_keys" ? "is not a known field" : issue.message;
}

function methodsByPath(): Map<string, string[]> {
  const methods = new Map<string, string[]>();
  for (const { path, method } of OPERATIONS) {
    methods.set(path, [...(methods.get(path) ?? []), method.toUpperCase()]);
  }
  return methods;
}

/** `/tenants/{tenant}` as Hono spells it: `/tenants/:tenant`. */
function route(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}
