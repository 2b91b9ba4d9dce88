// An operation of the management API: everything that its route, its checks and its entry in the
// OpenAPI document are made of.
import type * as z from "zod";
import type { Result } from "../domain/result.ts";
import type { BodyForm } from "./body.ts";
import type { Problem } from "./problem.ts";

/** The methods that operations use. */
type Method = "get" | "post" | "put" | "patch" | "delete";

/** What a handler is given: the request's parts as their schemas parsed them. */
interface Call<P, Q, B> {
  readonly env: Env;
  /** Milliseconds since the epoch; the handler's only clock. */
  readonly now: number;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
}

interface Definition<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
> {
  /** Stable name of the operation; SDK generators make method names of it. */
  readonly id: string;
  readonly method: Method;
  /** With parameters in braces. A path below `/tenants/{tenant}/` is 404 if there is no tenant. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** Schema of the path's parameters; absent: the path has none. */
  readonly params?: P;
  /** Schema of the query; absent: the query is ignored. */
  readonly query?: Q;
  /** Schema of the body; absent: a body is ignored. Registered by `input`. */
  readonly body?: B;
  /** Default `json`. */
  readonly bodyForm?: BodyForm;
  /** Schema of the answer; absent: there is none. Registered by `view`. */
  readonly response?: R;
  readonly status: 200 | 201 | 204;
  /** Statuses that the handler can answer beside those that every operation can. */
  readonly errors?: readonly (404 | 409 | 422)[];
  // A method, so that definitions of all types fit one table. That is sound because the only
  // caller, `api.ts`, passes what these very schemas have parsed.
  handle(call: Call<z.output<P>, z.output<Q>, z.output<B>>): Promise<Result<z.input<R>, Problem>>;
}

/** An operation whose types have been checked. */
export type Operation = Definition<z.ZodType, z.ZodType, z.ZodType, z.ZodType>;

/** Checks that a handler fits its schemas. */
export function operation<
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
  R extends z.ZodType = z.ZodNull,
>(definition: Definition<P, Q, B, R>): Operation {
  return definition;
}
