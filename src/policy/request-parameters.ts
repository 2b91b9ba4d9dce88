// Holds a request's own parameters to what a rule says of them, and tells how its body would have to
// be edited to be within it. Whether it is edited or blocked is the rule's business.
import type { ParameterEdit } from "../domain/decision.ts";
import { canonicalJson } from "../domain/canonical-json.ts";
import type { DeclaredTool } from "../domain/declared-tool.ts";
import { duplicateKeys } from "../domain/json-duplicates.ts";
import { keyPath, pathSteps, type PathStep } from "../domain/json-path.ts";
import { setJson } from "../domain/json-set.ts";
import type { RequestParametersSpec } from "./request-parameters-schema.ts";

/** What can be wrong with a parameter: short stable codes that hold nothing of its value. */
export type RequestProblem =
  | "above_max"
  | "below_min"
  | "wrong_type"
  | "missing"
  | "not_forced"
  | "forbidden"
  | "not_required"
  | "duplicate_key"
  | "ambiguous_key"
  | "no_response_schema"
  | "not_strict"
  | "no_approval"
  | "credentials";

/** One thing that is wrong with a request. */
export interface RequestViolation {
  readonly path: string;
  readonly problem: RequestProblem;
  /** The edits put it right; what they do not can only be blocked. */
  readonly isMended: boolean;
}

/** What was found, and what would put it right. */
export interface RequestJudgement {
  readonly violations: readonly RequestViolation[];
  readonly edits: readonly ParameterEdit[];
}

/** A request to be judged. */
export interface ParameterizedRequest {
  /** The body as JSON.parse read `text`. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** `chat.completions`, `responses`, `completions`, `runs`: they name their parameters each in its way. */
  readonly surface: string;
  /** All that it declares. */
  readonly tools: readonly DeclaredTool[];
}

/**
 * Judges a request that makes a model answer. A key that occurs twice, or in another case, among the
 * parameters that the rule speaks of violates: servers differ in which they read. The edits leave
 * one value of it, the one that was judged. Never throws.
 */
export function judgeRequestParameters(
  spec: RequestParametersSpec,
  request: ParameterizedRequest,
): RequestJudgement {
  const found = [
    ...duplicates(spec, request),
    ...largest(spec, request),
    ...forced(spec, request),
    ...forbidden(spec, request),
    ...required(spec, request),
    ...strictTools(spec, request),
    ...servers(spec, request),
  ];
  return {
    violations: found.map(({ path, problem, edits }) => ({
      path,
      problem,
      isMended: edits.length > 0,
    })),
    edits: found.flatMap(({ edits }) => edits),
  };
}

/** Carries edits out on a body's text; all else in it stays as it was written. */
export function applyRequestEdits(text: string, edits: readonly ParameterEdit[]): string {
  return setJson(
    text,
    edits.map(({ path, value }) => ({
      path,
      json: value === undefined ? null : JSON.stringify(value),
    })),
  );
}

interface Found {
  readonly path: string;
  readonly problem: RequestProblem;
  readonly edits: readonly ParameterEdit[];
}

function set(path: string, problem: RequestProblem, value: unknown): Found {
  return { path, problem, edits: [{ path, value }] };
}

/** The value at a path of the body; undefined where nothing stands there. */
function valueAt(body: unknown, path: string): unknown {
  return (pathSteps(path) ?? []).reduce<unknown>(inner, body);
}

function inner(value: unknown, step: PathStep): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Readonly<Record<PathStep, unknown>>)[step];
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

// Keys that two servers read differently.

function duplicates(spec: RequestParametersSpec, request: ParameterizedRequest): readonly Found[] {
  const { body, text } = request;
  const members = spokenOf(spec, request);
  const twice = duplicateKeys(text, members).map((path) =>
    set(path, "duplicate_key", valueAt(body, path)),
  );
  // Some servers (Go) read `Max_Tokens` as `max_tokens`.
  const lower = new Set([...members].map((member) => member.toLowerCase()));
  const odd = Object.keys(body)
    .filter((key) => !members.has(key) && lower.has(key.toLowerCase()))
    .map((key) => set(keyPath("", key), "ambiguous_key", undefined));
  return [...twice, ...odd];
}

/** The members of the body that the rule speaks of. */
function spokenOf(
  spec: RequestParametersSpec,
  { surface, tools }: ParameterizedRequest,
): ReadonlySet<string> {
  const speaksOfTools =
    spec.require_strict_tools === true ||
    spec.mcp_require_approval !== undefined ||
    spec.mcp_strip_authorization === true;
  const paths = [
    ...Object.keys(spec.max ?? {}),
    ...(spec.max?.["max_tokens"] === undefined ? [] : TOKEN_MEMBERS),
    ...Object.keys(spec.force ?? {}),
    ...(spec.forbid ?? []),
    ...(spec.require ?? []).map((one) => (typeof one === "string" ? one : one.path)),
    ...(spec.require_response_schema === true ? [schemaPath(surface) ?? ""] : []),
    ...(speaksOfTools ? ["tools", "functions", ...tools.map(({ path }) => path)] : []),
  ];
  const members = paths.map((path) => pathSteps(path)?.[0]);
  return new Set(members.filter((member): member is string => typeof member === "string"));
}

// Numbers.

/** All names of the bound on the output. */
const TOKEN_MEMBERS = ["max_tokens", "max_completion_tokens", "max_output_tokens"];

/** Those that an endpoint heeds; the first is the one to be added. */
const HEEDED: ReadonlyMap<string, readonly string[]> = new Map([
  ["chat.completions", ["max_completion_tokens", "max_tokens"]],
  ["completions", ["max_tokens"]],
  ["responses", ["max_output_tokens"]],
  ["runs", ["max_completion_tokens"]],
]);

/** What the API takes where a request does not say. */
const DEFAULTS: ReadonlyMap<string, number> = new Map([
  ["n", 1],
  ["temperature", 1],
  ["top_p", 1],
]);

function largest(spec: RequestParametersSpec, request: ParameterizedRequest): readonly Found[] {
  return Object.entries(spec.max ?? {}).flatMap(([path, max]) =>
    path === "max_tokens" ? fewestTokens(max, request) : atMost(path, max, request.body),
  );
}

function atMost(path: string, max: number, body: ParameterizedRequest["body"]): readonly Found[] {
  const value = valueAt(body, path);
  if (isAbsent(value)) {
    return (DEFAULTS.get(path) ?? max) > max ? [set(path, "missing", max)] : [];
  }
  if (typeof value !== "number") return [set(path, "wrong_type", max)];
  return value > max ? [set(path, "above_max", max)] : [];
}

function fewestTokens(max: number, { body, surface }: ParameterizedRequest): readonly Found[] {
  const heeded = HEEDED.get(surface) ?? [];
  const found = TOKEN_MEMBERS.flatMap((member) => {
    const value = body[member];
    // Some servers take a negative number for no bound at all.
    if (typeof value === "number" && value < 0) return [set(member, "below_min", max)];
    return isAbsent(value) ? [] : atMost(member, max, body);
  });
  const [first] = heeded;
  const isSaid = heeded.some((member) => !isAbsent(body[member]));
  return first === undefined || isSaid ? found : [...found, set(first, "missing", max)];
}

// Values.

function forced(spec: RequestParametersSpec, request: ParameterizedRequest): readonly Found[] {
  return Object.entries(spec.force ?? {}).flatMap(([path, value]) => {
    const told = valueAt(request.body, path);
    if (canonicalJson(told) === canonicalJson(value)) return [];
    if (told === undefined && isOutOfPlace(path, request)) return [];
    return [set(path, told === undefined ? "missing" : "not_forced", value)];
  });
}

/** Chat Completions refuses `parallel_tool_calls` without `tools`, and without it nothing is called. */
function isOutOfPlace(path: string, { surface, tools }: ParameterizedRequest): boolean {
  return path === "parallel_tool_calls" && surface === "chat.completions" && tools.length === 0;
}

function forbidden(spec: RequestParametersSpec, { body }: ParameterizedRequest): readonly Found[] {
  return (spec.forbid ?? []).flatMap((path) => {
    const value = valueAt(body, path);
    return isAbsent(value) || value === false ? [] : [set(path, "forbidden", undefined)];
  });
}

/** What is required and missing cannot be made up. */
function required(spec: RequestParametersSpec, request: ParameterizedRequest): readonly Found[] {
  const { body, surface } = request;
  const found: Found[] = [];
  for (const one of spec.require ?? []) {
    const path = typeof one === "string" ? one : one.path;
    const value = valueAt(body, path);
    if (isAbsent(value)) found.push({ path, problem: "missing", edits: [] });
    else if (typeof one !== "string" && canonicalJson(value) !== canonicalJson(one.equals)) {
      found.push({ path, problem: "not_required", edits: [] });
    }
  }
  const schema = spec.require_response_schema === true ? schemaPath(surface) : null;
  if (schema !== null && valueAt(body, schema) !== "json_schema") {
    found.push({ path: schema, problem: "no_response_schema", edits: [] });
  }
  return found;
}

/** Where a request says which form its answer has; null where an endpoint has no such thing. */
function schemaPath(surface: string): string | null {
  if (surface === "chat.completions" || surface === "runs") return "response_format.type";
  return surface === "responses" ? "text.format.type" : null;
}

// Tools.

function strictTools(
  spec: RequestParametersSpec,
  { tools }: ParameterizedRequest,
): readonly Found[] {
  if (spec.require_strict_tools !== true) return [];
  return tools
    .filter(({ kind, strict }) => kind === "function" && strict !== true)
    .map(({ definitionPath, path }) => {
      const at = keyPath(definitionPath, "strict");
      // The functions of the first API cannot be strict.
      const isLegacy = path.startsWith("functions[");
      return isLegacy
        ? { path: at, problem: "not_strict", edits: [] }
        : set(at, "not_strict", true);
    });
}

function servers(spec: RequestParametersSpec, request: ParameterizedRequest): readonly Found[] {
  const { body, tools } = request;
  const declared = tools.filter(({ kind, type }) => kind === "mcp" && type !== "mcp_list_tools");
  return declared.flatMap(({ path, requireApproval }) => {
    const found: Found[] = [];
    if (spec.mcp_require_approval !== undefined && requireApproval !== spec.mcp_require_approval) {
      const at = keyPath(path, "require_approval");
      found.push(set(at, "no_approval", spec.mcp_require_approval));
    }
    if (spec.mcp_strip_authorization !== true) return found;
    for (const member of ["authorization", "headers"]) {
      const at = keyPath(path, member);
      if (!isAbsent(valueAt(body, at))) found.push(set(at, "credentials", undefined));
    }
    return found;
  });
}
