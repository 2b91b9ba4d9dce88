// What the request's declarations say of the calls of its answer: functions that nobody declared,
// arguments that break their schema, parameters that it does not know, tools that are no longer what
// they were. It finds; what that means is for rules about `arguments` to say.
import { declaredNames, type DeclaredTool } from "../domain/declared-tool.ts";
import type { Finding } from "../domain/finding.ts";
import { pathSteps } from "../domain/json-path.ts";
import { isNestedDeeper } from "../domain/json-text.ts";
import { LIMITS } from "../domain/limits.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import { parseObject } from "../openai/protocol.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import {
  FORBIDDEN_PROPERTY,
  FORMAT_VIOLATION,
  SCHEMA_CHANGED,
  SCHEMA_VIOLATION,
  UNDECLARED_TOOL,
  UNKNOWN_PROPERTY,
  type DeclaredCallMeaning,
} from "../policy/declared-call-findings.ts";
import type { SchemaBudget } from "../policy/json-schema/json-schema.ts";
import { unknownMembers } from "../policy/json-schema/unknown-members.ts";
import { compileDeclaredSchema, type DeclaredSchema } from "../policy/json-schema/usable-schema.ts";
import { mayHaveOthers } from "../policy/rules/tools.ts";
import type { Account } from "./account.ts";

/**
 * Finds what is odd about calls of one answer, by what was declared, and tells the account. Nothing,
 * at no cost, where no rule reads arguments. All calls together take `LIMITS.schemaStepsMax` steps;
 * what is left then is not held to its schema, which the event tells as `schema_too_large`, and
 * what of a schema could not be used as `schema_in_part`. Never throws.
 */
export function findDeclared(
  policy: AgentPolicy,
  account: Account,
  calls: readonly ToolCall[],
): readonly Finding[] {
  if (calls.length === 0 || !policy.scans.output.families.has("arguments")) return [];
  const { situation } = policy;
  const hasOthers = situation.hasMoreTools || mayHaveOthers(situation);
  if (situation.tools.length === 0 && hasOthers) return [];
  const known = indexOf(situation.tools);
  const isChanged = changeTest(policy);
  const budget: SchemaBudget = { steps: LIMITS.schemaStepsMax };
  const found: Odd[] = [];
  for (const call of calls) {
    const declared = known.byName.get(call.name) ?? [];
    if (declared.length === 0) {
      const isOfServer = known.prefixes.some((prefix) => call.name.startsWith(prefix));
      if (!isOfServer && !hasOthers) found.push(ofCall(call, UNDECLARED_TOOL));
      continue;
    }
    if (declared.some(isChanged)) found.push(ofCall(call, SCHEMA_CHANGED));
    found.push(...oddArguments(call, declared, { account, budget }));
  }
  const findings = found.map(({ finding }) => finding);
  const texts = new Map(found.map(({ finding, text }) => [finding, text]));
  account.found("output", findings, (finding) => texts.get(finding) ?? "");
  return findings;
}

/** A finding, and the text that it is about. */
interface Odd {
  readonly finding: Finding;
  readonly text: string;
}

function ofCall({ name, path }: ToolCall, meaning: DeclaredCallMeaning): Odd {
  return odd(meaning, path, name);
}

function odd(meaning: DeclaredCallMeaning, path: string, text: string): Odd {
  const finding = { ...meaning, path, start: 0, end: text.length, kind: "tool_argument" } as const;
  return { finding, text };
}

/** Declared tools by the names of their calls. */
interface ToolIndex {
  readonly byName: ReadonlyMap<string, readonly DeclaredTool[]>;
  /** What calls of servers begin with whose tools are not listed. */
  readonly prefixes: readonly string[];
}

/** A stream asks for each of its answers. */
const indexes = new WeakMap<readonly DeclaredTool[], ToolIndex>();

function indexOf(tools: readonly DeclaredTool[]): ToolIndex {
  const known = indexes.get(tools);
  if (known !== undefined) return known;
  const named = tools.flatMap((tool) => declaredNames(tool).map((name) => ({ name, tool })));
  const isServer = ({ name }: { readonly name: string }) => name.endsWith("/*");
  const byName = Map.groupBy(
    named.filter((one) => !isServer(one)),
    ({ name }) => name,
  );
  const index = {
    byName: new Map([...byName].map(([name, found]) => [name, found.map(({ tool }) => tool)])),
    prefixes: named.filter(isServer).map(({ name }) => name.slice(0, -1)),
  };
  indexes.set(tools, index);
  return index;
}

/** Tells whether a tool is not what it was when the session began, or when it was pinned. */
function changeTest({ situation, rules }: AgentPolicy): (tool: DeclaredTool) => boolean {
  const { toolHashes, view, tools } = situation;
  if (toolHashes.size === 0) return () => false;
  const pins = rules.flatMap(({ rule }) =>
    rule.scanner === "tool_definitions" && rule.pins !== undefined ? [rule.pins] : [],
  );
  const first = view?.toolHashes ?? {};
  const isOther = (of: Readonly<Record<string, string>>, name: string, hash: string): boolean =>
    Object.hasOwn(of, name) && of[name] !== hash;
  return ({ name, path }) => {
    const hash = toolHashes.get(path);
    // On a connection, what was declared before may have stood at the same place.
    const isAlone = tools.filter((tool) => tool.path === path).length === 1;
    if (hash === undefined || !isAlone) return false;
    return isOther(first, name, hash) || pins.some((of) => isOther(of, name, hash));
  };
}

/** What is wrong with the arguments of a call; nothing where one of the declarations takes them. */
function oddArguments(
  call: ToolCall,
  declared: readonly DeclaredTool[],
  of: { readonly account: Account; readonly budget: SchemaBudget },
): readonly Odd[] {
  const isHeld = call.kind === "json" && declared.every(hasSchema);
  if (!isHeld || isNestedDeeper(call.arguments, LIMITS.argumentDepthMax)) return [];
  const value = call.arguments.trim() === "" ? {} : parseObject(call.arguments);
  // Not an object: that is found as malformed.
  if (value === null) return [];
  let first: readonly Odd[] | null = null;
  for (const tool of declared) {
    const broken = brokenBy(tool, value, { ...of, path: call.argumentsPath ?? call.path });
    if (broken.length === 0) return [];
    first ??= broken;
  }
  return first ?? [];
}

/** Whether a declaration says what arguments must be. The format of a custom tool is no schema. */
function hasSchema({ kind, type, parameters }: DeclaredTool): boolean {
  const isFunction = kind === "function" || type === "mcp_list_tools";
  return isFunction && typeof parameters === "object" && parameters !== null;
}

function brokenBy(
  { parameters, strict }: DeclaredTool,
  value: unknown,
  {
    account,
    budget,
    path,
  }: { readonly account: Account; readonly budget: SchemaBudget; readonly path: string },
): readonly Odd[] {
  const { check, isInPart } = schemaOf(parameters);
  if (isInPart) account.degraded("schema_in_part");
  if (check === null) return [];
  const broken = check(value, path, budget);
  const unknown = unknownMembers(parameters, value, { path, budget });
  if (budget.steps <= 0) account.degraded("schema_too_large");
  const unknownAt = new Set(unknown.map((one) => one.path));
  const textAt = (at: string): string => textOf(value, at.slice(path.length));
  return [
    ...unknown.map(({ path: at, key, isClosed }) =>
      odd(isClosed || strict === true ? FORBIDDEN_PROPERTY : UNKNOWN_PROPERTY, at, key),
    ),
    ...broken
      .filter(({ path: at, problem }) => problem !== "schema_too_large" && !unknownAt.has(at))
      .map(({ path: at, problem }) => odd(meaningOf(problem), at, textAt(at))),
  ];
}

function meaningOf(problem: string): DeclaredCallMeaning {
  // A member that may not be there, in a schema that is put together of several.
  if (problem === "schema_false") return FORBIDDEN_PROPERTY;
  return problem === "schema_format" ? FORMAT_VIOLATION : SCHEMA_VIOLATION;
}

/** Made ready once for each declaration that is called. */
const schemas = new WeakMap<object, DeclaredSchema>();

function schemaOf(parameters: unknown): DeclaredSchema {
  if (typeof parameters !== "object" || parameters === null) return NO_SCHEMA;
  const known = schemas.get(parameters);
  if (known !== undefined) return known;
  const made = compileDeclaredSchema(parameters);
  schemas.set(parameters, made);
  return made;
}

const NO_SCHEMA: DeclaredSchema = { check: null, isInPart: false };

/** The string at a path of the arguments; empty where another value stands there. */
function textOf(value: unknown, path: string): string {
  let at = value;
  for (const step of pathSteps(path.replace(/^\./, "")) ?? []) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, step)) return "";
    at = (at as Readonly<Record<string | number, unknown>>)[step];
  }
  return typeof at === "string" ? at : "";
}
