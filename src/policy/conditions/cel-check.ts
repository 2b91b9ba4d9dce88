// Source of a condition to a checked tree: syntax and types by the CEL library, and by us what a
// policy may say at all: which variables and functions there are, which patterns, how much of it.
import { Environment, type ASTNode } from "@marcbachmann/cel-js";
import { LIMITS } from "../../domain/limits.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import { compilePattern, type TenantPattern } from "../../domain/tenant-pattern.ts";
import { explain, nearest, type ConditionError } from "./cel-errors.ts";
import { FAILED, toDuration, toTimestamp } from "./cel-values.ts";
import { CALL_FIELDS, isVariable, VARIABLES, type VariableName } from "./condition-scope.ts";
import { isTimeZone } from "./local-time.ts";

/** A condition that means something. */
export interface CheckedCondition {
  readonly tree: ASTNode;
  /** The variables that it mentions; `hour_in` and its like mention `time`. */
  readonly variables: ReadonlySet<VariableName>;
  /** The patterns of `matches`, by the node of the call. */
  readonly patterns: ReadonlyMap<ASTNode, TenantPattern>;
}

/** Macros that go through a list or the keys of a map, with the numbers of their arguments. */
export const COMPREHENSIONS: Readonly<Record<string, readonly number[]>> = {
  all: [2],
  exists: [2],
  exists_one: [2],
  filter: [2],
  map: [2, 3],
};

const METHODS = [
  "contains",
  "startsWith",
  "endsWith",
  "matches",
  "size",
  "lowerAscii",
  "upperAscii",
  "trim",
];
const CLOCKS = ["hour_in", "minute_in", "weekday_in"];
const FUNCTIONS = [
  "size",
  "has",
  "string",
  "int",
  "double",
  "dyn",
  "timestamp",
  "duration",
  ...CLOCKS,
];

/** Parses and checks a condition. Never throws. */
export function checkCondition(source: string): Result<CheckedCondition, ConditionError> {
  if (source.length > LIMITS.conditionCharsMax) {
    const message = `The condition is longer than ${LIMITS.conditionCharsMax} characters.`;
    return err({ message, offset: LIMITS.conditionCharsMax });
  }
  try {
    const parsed = environment().parse(source);
    const walk: Walk = { source, variables: new Set(), patterns: new Map() };
    const fault = findFault(parsed.ast, { walk, names: [] });
    if (fault !== null) return err(fault);
    const checked = parsed.check();
    if (!checked.valid) return err(explain(checked.error, source));
    if (checked.type !== "bool" && checked.type !== "dyn") {
      const message = `A condition says yes or no; this gives ${checked.type ?? "something else"}.`;
      return err({ message, offset: parsed.ast.start });
    }
    return ok({ tree: parsed.ast, variables: walk.variables, patterns: walk.patterns });
  } catch (thrown) {
    return err(explain(thrown, source));
  }
}

let made: Environment | null = null;

/** Made on first use: it takes 3 ms, and most isolates serve tenants without conditions. */
function environment(): Environment {
  made ??= makeEnvironment();
  return made;
}

function makeEnvironment(): Environment {
  const created = new Environment({
    homogeneousAggregateLiterals: false,
    limits: {
      maxAstNodes: LIMITS.conditionNodesMax,
      maxDepth: LIMITS.conditionDepthMax,
      maxListElements: LIMITS.conditionNodesMax,
      maxMapEntries: LIMITS.conditionNodesMax,
      maxCallArguments: 8,
    },
  });
  created.registerType({ name: "Call", schema: { ...CALL_FIELDS } });
  for (const [name, type] of Object.entries(VARIABLES)) {
    if (typeof type === "string") created.registerVariable(name, type);
    else created.registerVariable(name, { schema: { ...type } });
  }
  for (const name of CLOCKS) created.registerFunction(`${name}(string): int`, neverRun);
  // Numbers are of one kind here, so what CEL keeps apart must pass its checker.
  for (const operator of ["+", "-", "*", "/", "%"]) {
    created.registerOperator(`int ${operator} double: double`, neverRun);
    created.registerOperator(`double ${operator} int: double`, neverRun);
  }
  created.registerOperator("double % double: double", neverRun);
  created.registerOperator("int == double", neverRun);
  created.registerOperator("double in list<int>", neverRun);
  created.registerOperator("int in list<double>", neverRun);
  return created;
}

/** Only the types of the functions are used: what they do is in `cel-program.ts`. */
function neverRun(): never {
  throw new Error("conditions are not evaluated by the library");
}

interface Walk {
  readonly source: string;
  readonly variables: Set<VariableName>;
  readonly patterns: Map<ASTNode, TenantPattern>;
}

interface Place {
  readonly walk: Walk;
  /** Names that the comprehensions around give to their elements. */
  readonly names: readonly string[];
}

function findFault(node: ASTNode, place: Place): ConditionError | null {
  switch (node.op) {
    case "value":
      return literalFault(node.args, node.start);
    case "id":
      return nameFault({ name: node.args, offset: node.start, place });
    case ".":
      return fieldFault(node.args, node.pos) ?? findFault(node.args[0], place);
    case "call":
      return callFault(node, node.args[0], { arguments: node.args[1], place });
    case "rcall":
      return methodFault(node, node.args, place);
    case "map":
      return firstFault(node.args.flat(), place);
    case "!_":
    case "-_":
      return findFault(node.args, place);
    case ".?":
    case "[?]":
      return { message: "Optional access is not available.", offset: node.start };
    case "list":
    case "?:":
    case "[]":
    case "||":
    case "&&":
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "in":
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return firstFault(node.args, place);
  }
}

function firstFault(nodes: readonly ASTNode[], place: Place): ConditionError | null {
  for (const node of nodes) {
    const fault = findFault(node, place);
    if (fault !== null) return fault;
  }
  return null;
}

function literalFault(value: unknown, offset: number): ConditionError | null {
  if (typeof value === "bigint") {
    const isExact = value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
    return isExact ? null : { message: "Whole numbers go up to 2^53.", offset };
  }
  if (typeof value !== "object" || value === null) return null;
  return { message: "Bytes and unsigned numbers are not available.", offset };
}

function nameFault(of: {
  readonly name: string;
  readonly offset: number;
  readonly place: Place;
}): ConditionError | null {
  const { name, offset, place } = of;
  if (place.names.includes(name)) return null;
  if (isVariable(name)) {
    place.walk.variables.add(name);
    return null;
  }
  const known = [...place.names, ...Object.keys(VARIABLES)];
  return { message: `There is no variable ${name}.${nearest(name, known)}`, offset };
}

function callFault(
  node: ASTNode,
  name: string,
  at: { readonly arguments: readonly ASTNode[]; readonly place: Place },
): ConditionError | null {
  const offset = node.start;
  if (!FUNCTIONS.includes(name)) {
    const isMethod = METHODS.includes(name) || Object.hasOwn(COMPREHENSIONS, name);
    const hint = isMethod ? ` Write it after a value: x.${name}(...).` : nearest(name, FUNCTIONS);
    return { message: `There is no function ${name}().${hint}`, offset };
  }
  const [first] = at.arguments;
  if (name === "has" && first?.op !== ".") {
    const message = "has() needs a field, like has(args.amount).";
    return { message, offset: first?.start ?? offset };
  }
  const text = first?.op === "value" ? first.args : null;
  if (CLOCKS.includes(name)) {
    at.place.walk.variables.add("time");
    if (typeof text !== "string" || !isTimeZone(text)) {
      const message = `${name}() needs the name of a time zone in quotes, like "Europe/Berlin".`;
      return { message, offset: first?.start ?? offset };
    }
  }
  if (typeof text === "string" && first !== undefined) {
    if (name === "timestamp" && toTimestamp(text) === FAILED) {
      return { message: 'A timestamp looks like "2026-12-31T09:30:00Z".', offset: first.start };
    }
    if (name === "duration" && toDuration(text) === FAILED) {
      return { message: 'A duration looks like "1h30m" or "90s".', offset: first.start };
    }
  }
  return firstFault(at.arguments, at.place);
}

/** Fields of a variable. The library would find these too, but not inside `has`. */
function fieldFault(
  [holder, field]: readonly [ASTNode, string],
  offset: number,
): ConditionError | null {
  const fields = holder.op === "id" && isVariable(holder.args) ? VARIABLES[holder.args] : null;
  if (fields === null || typeof fields === "string" || Object.hasOwn(fields, field)) return null;
  const hint = nearest(field, Object.keys(fields));
  return { message: `There is no field ${field} here.${hint}`, offset };
}

function methodFault(
  node: ASTNode,
  [name, receiver, values]: readonly [string, ASTNode, readonly ASTNode[]],
  place: Place,
): ConditionError | null {
  const fault = findFault(receiver, place);
  if (fault !== null) return fault;
  if (Object.hasOwn(COMPREHENSIONS, name)) {
    return comprehensionFault({ name, offset: receiver.end, values, place });
  }
  if (!METHODS.includes(name)) {
    const known = [...METHODS, ...Object.keys(COMPREHENSIONS)];
    const message = `There is no function ${name}().${nearest(name, known)}`;
    return { message, offset: nameOffset(place.walk.source, receiver.end, name) };
  }
  if (name === "matches") return patternFault(node, values[0], place.walk);
  return firstFault(values, place);
}

function nameOffset(source: string, from: number, name: string): number {
  return Math.max(from, source.indexOf(name, from));
}

function comprehensionFault(of: {
  readonly name: string;
  readonly offset: number;
  readonly values: readonly ASTNode[];
  readonly place: Place;
}): ConditionError | null {
  const { name, offset, values, place } = of;
  const [element, ...bodies] = values;
  if (element?.op !== "id" || COMPREHENSIONS[name]?.includes(values.length) !== true) {
    return { message: `${name}() is written like x.${name}(e, e > 1).`, offset };
  }
  if (place.names.length >= LIMITS.conditionNestingMax) {
    const message = `Not more than ${LIMITS.conditionNestingMax} of these may stand in each other.`;
    return { message, offset: nameOffset(place.walk.source, offset, name) };
  }
  if (place.names.includes(element.args) || isVariable(element.args)) {
    const message = `${element.args} means something else already; choose another name.`;
    return { message, offset: element.start };
  }
  return firstFault(bodies, { walk: place.walk, names: [...place.names, element.args] });
}

function patternFault(
  node: ASTNode,
  pattern: ASTNode | undefined,
  walk: Walk,
): ConditionError | null {
  if (pattern?.op !== "value" || typeof pattern.args !== "string") {
    const message = "matches() needs its pattern as a text in quotes.";
    return { message, offset: pattern?.start ?? node.start };
  }
  const compiled = compilePattern(pattern.args);
  if (compiled.ok) {
    walk.patterns.set(node, compiled.value);
    return null;
  }
  // Where the text has escapes, an offset into it is none into the source.
  const quote = /^[rR]?(?:"""|'''|"|')/.exec(walk.source.slice(pattern.start, pattern.start + 4));
  const start = pattern.start + (quote?.[0].length ?? 0);
  const isLiteral = quote !== null && walk.source.startsWith(pattern.args, start);
  const offset = isLiteral ? start + compiled.error.offset : pattern.start;
  return { message: compiled.error.message, offset };
}
