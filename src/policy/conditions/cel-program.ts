// A checked tree to a function. Ours instead of the library's evaluator, because that one keeps
// whole numbers and fractions apart, throws for every missing field, runs `matches` on the
// platform's backtracking expressions and cannot be told when to stop.
import type { ASTNode } from "@marcbachmann/cel-js";
import { invariant } from "../../domain/result.ts";
import type { TenantPattern } from "../../domain/tenant-pattern.ts";
import { COMPREHENSIONS, type CheckedCondition } from "./cel-check.ts";
import { listWalk, type Program } from "./cel-list-walk.ts";
import {
  add,
  charge,
  divide,
  equals,
  FAILED,
  isIn,
  isMap,
  member,
  multiply,
  order,
  remainder,
  sizeOf,
  subtract,
  toDuration,
  toInteger,
  toNumber,
  toText,
  toTimestamp,
  type Run,
} from "./cel-values.ts";
import { isVariable, VARIABLES } from "./condition-scope.ts";
import { localTime, type LocalTime } from "./local-time.ts";

interface Context {
  readonly patterns: ReadonlyMap<ASTNode, TenantPattern>;
  /** Names of elements, the outer comprehension first. */
  readonly names: readonly string[];
}

/** Makes the function of a whole condition. */
export function compileProgram(condition: CheckedCondition): Program {
  return compile(condition.tree, { patterns: condition.patterns, names: [] });
}

function compile(node: ASTNode, context: Context): Program {
  switch (node.op) {
    case "value":
      return constant(typeof node.args === "bigint" ? Number(node.args) : node.args);
    case "id":
      return compileName(node.args, context);
    case ".":
      return compileField(node.args, context);
    case "[]":
      return compileIndex(node.args, context);
    case "list":
      return compileList(node.args, context);
    case "map":
      return compileMap(node.args, context);
    case "call":
      return compileCall(node.args, context);
    case "rcall":
      return compileMethod(node, node.args, context);
    case "?:":
      return compileChoice(node.args, context);
    case "&&":
      return compileLogic({ decisive: false, sides: node.args, context });
    case "||":
      return compileLogic({ decisive: true, sides: node.args, context });
    case "!_":
    case "-_":
      return compileUnary(node.op, compile(node.args, context));
    case ".?":
    case "[?]":
      return constant(FAILED);
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
    case "%": {
      const [left, right] = node.args;
      return compileBinary(node.op, compile(left, context), compile(right, context));
    }
  }
}

function constant(value: unknown): Program {
  return () => value;
}

function compileName(name: string, context: Context): Program {
  const depth = context.names.indexOf(name);
  if (depth >= 0) return (run) => run.elements[depth];
  invariant(isVariable(name), "a checked condition mentions only known variables");
  return (run) => run.scope[name] ?? FAILED;
}

function compileField([holder, field]: readonly [ASTNode, string], context: Context): Program {
  const read = compile(holder, context);
  const isOurs = holder.op === "id" && isVariable(holder.args);
  if (!isOurs || typeof VARIABLES[holder.args] === "string") {
    return (run) => member(read(run), field);
  }
  // The field is one of ours, so it may be a getter of a class.
  return (run) => {
    const value = read(run);
    if (typeof value !== "object" || value === null) return FAILED;
    return (value as Readonly<Record<string, unknown>>)[field] ?? FAILED;
  };
}

function compileIndex([holder, index]: readonly [ASTNode, ASTNode], context: Context): Program {
  if (index.op === "value" && typeof index.args === "string") {
    return compileField([holder, index.args], context);
  }
  const [read, at] = [compile(holder, context), compile(index, context)];
  return (run) => member(read(run), at(run));
}

function compileList(nodes: readonly ASTNode[], context: Context): Program {
  const elements = nodes.map((node) => compile(node, context));
  const literals = nodes.map((node) => node.op === "value");
  if (!literals.includes(false)) {
    // A list of literals, as in `x in ["a", "b"]`, is always the same; nothing can change it.
    const scope = {};
    const list = elements.map((element) => element({ scope, work: 0, elements: [] }));
    return constant(list);
  }
  return (run) => {
    const list: unknown[] = [];
    for (const element of elements) {
      const value = element(run);
      if (value === FAILED) return FAILED;
      list.push(value);
    }
    return list;
  };
}

function compileMap(entries: readonly (readonly [ASTNode, ASTNode])[], context: Context): Program {
  const members = entries.map(([key, value]) => {
    return { key: compile(key, context), value: compile(value, context) };
  });
  return (run) => {
    const map: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (const { key, value } of members) {
      const [name, held] = [key(run), value(run)];
      if (typeof name !== "string" || held === FAILED) return FAILED;
      map[name] = held;
    }
    return map;
  };
}

const CONVERSIONS: Readonly<Record<string, (run: Run, value: unknown) => unknown>> = {
  size: sizeOf,
  string: (_, value) => toText(value),
  int: (_, value) => toInteger(value),
  double: (_, value) => toNumber(value),
  dyn: (_, value) => value,
  timestamp: (_, value) => toTimestamp(value),
  duration: (_, value) => toDuration(value),
};

function compileCall(
  [name, nodes]: readonly [string, readonly ASTNode[]],
  context: Context,
): Program {
  const [node] = nodes;
  invariant(node !== undefined, "every function has an argument");
  if (name === "has") return compileHas(node, context);
  const value = compile(node, context);
  const convert = CONVERSIONS[name];
  if (convert !== undefined) return (run) => convert(run, value(run));
  const part = name.slice(0, -"_in".length);
  invariant(part === "hour" || part === "minute" || part === "weekday", "a clock is left");
  invariant(node.op === "value" && typeof node.args === "string", "its zone is a literal");
  return compileClock(part, node.args);
}

function compileClock(part: keyof LocalTime, zone: string): Program {
  return (run) => {
    const { time } = run.scope;
    if (time === undefined) return FAILED;
    return localTime(zone, time.unix * 1000)?.[part] ?? FAILED;
  };
}

/** Whether the last field is there; that what holds it is missing is a failure, as CEL has it. */
function compileHas(node: ASTNode, context: Context): Program {
  invariant(node.op === ".", "has() was checked");
  const read = compile(node.args[0], context);
  const whole = compile(node, context);
  return (run) => {
    const value = read(run);
    return isMap(value) ? whole(run) !== FAILED : FAILED;
  };
}

function compileMethod(
  node: ASTNode,
  [name, receiver, values]: readonly [string, ASTNode, readonly ASTNode[]],
  context: Context,
): Program {
  const read = compile(receiver, context);
  if (Object.hasOwn(COMPREHENSIONS, name)) {
    return compileComprehension({ name, read, values, context });
  }
  if (name === "size") return (run) => sizeOf(run, read(run));
  const [argument] = values;
  if (argument === undefined) return compileCase(name, read);
  const pattern = context.patterns.get(node);
  if (pattern !== undefined) return compileMatches(pattern, read);
  const other = compile(argument, context);
  const test = TESTS[name];
  invariant(test !== undefined, "methods were checked");
  return (run) => {
    const [text, part] = [read(run), other(run)];
    if (typeof text !== "string" || typeof part !== "string") return FAILED;
    return charge(run, (text.length + part.length) >> 3) ? test(text, part) : FAILED;
  };
}

const TESTS: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  contains: (text, part) => text.includes(part),
  startsWith: (text, part) => text.startsWith(part),
  endsWith: (text, part) => text.endsWith(part),
};

function compileCase(name: string, read: Program): Program {
  const change = CASES[name];
  invariant(change !== undefined, "methods were checked");
  return (run) => {
    const text = read(run);
    return typeof text === "string" && charge(run, text.length) ? change(text) : FAILED;
  };
}

const CASES: Readonly<Record<string, (text: string) => string>> = {
  lowerAscii: (text) => text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase()),
  upperAscii: (text) => text.replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase()),
  trim: (text) => text.trim(),
};

/** The work of a pattern is between 1 and 35 ns a character and instruction: see its limits. */
function compileMatches(pattern: TenantPattern, read: Program): Program {
  const charWork = 2 + (pattern.instructions >> 3);
  return (run) => {
    const text = read(run);
    if (typeof text !== "string" || !charge(run, text.length * charWork)) return FAILED;
    return pattern.test(text);
  };
}

function compileChoice(
  [condition, yes, no]: readonly [ASTNode, ASTNode, ASTNode],
  context: Context,
): Program {
  const choose = compile(condition, context);
  const [left, right] = [compile(yes, context), compile(no, context)];
  return (run) => {
    const chosen = choose(run);
    if (chosen === true) return left(run);
    return chosen === false ? right(run) : FAILED;
  };
}

/** `&&` (decided by false) and `||` (by true): a side that decides makes up for one that failed. */
function compileLogic(of: {
  readonly decisive: boolean;
  readonly sides: readonly [ASTNode, ASTNode];
  readonly context: Context;
}): Program {
  const { decisive, context } = of;
  const [left, right] = [compile(of.sides[0], context), compile(of.sides[1], context)];
  return (run) => {
    const first = left(run);
    if (first === decisive) return decisive;
    const second = right(run);
    if (second === decisive) return decisive;
    return first === !decisive && second === !decisive ? !decisive : FAILED;
  };
}

function compileUnary(operator: "!_" | "-_", read: Program): Program {
  if (operator === "!_") {
    return (run) => {
      const value = read(run);
      return typeof value === "boolean" ? !value : FAILED;
    };
  }
  return (run) => {
    const value = read(run);
    return typeof value === "number" ? 0 - value : FAILED;
  };
}

type Binary = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "+" | "-" | "*" | "/" | "%";

function compileBinary(operator: Binary, left: Program, right: Program): Program {
  switch (operator) {
    case "==":
      return (run) => equals(run, left(run), right(run));
    case "!=":
      return (run) => {
        const same = equals(run, left(run), right(run));
        return same === FAILED ? FAILED : !same;
      };
    case "<":
      return ordered(left, right, (difference) => difference < 0);
    case "<=":
      return ordered(left, right, (difference) => difference <= 0);
    case ">":
      return ordered(left, right, (difference) => difference > 0);
    case ">=":
      return ordered(left, right, (difference) => difference >= 0);
    case "in":
      return (run) => isIn(run, left(run), right(run));
    case "+":
      return (run) => add(run, left(run), right(run));
    case "-":
      return (run) => subtract(left(run), right(run));
    case "*":
      return (run) => multiply(left(run), right(run));
    case "/":
      return (run) => divide(left(run), right(run));
    case "%":
      return (run) => remainder(left(run), right(run));
  }
}

function ordered(left: Program, right: Program, holds: (difference: number) => boolean): Program {
  return (run) => {
    const difference = order(run, left(run), right(run));
    return difference === FAILED ? FAILED : holds(difference);
  };
}

function compileComprehension(of: {
  readonly name: string;
  readonly read: Program;
  readonly values: readonly ASTNode[];
  readonly context: Context;
}): Program {
  const { name, read, values, context } = of;
  const [element, ...nodes] = values;
  invariant(element?.op === "id", "comprehensions were checked");
  const inner = { ...context, names: [...context.names, element.args] };
  const [first, second] = nodes.map((node) => compile(node, inner));
  invariant(first !== undefined, "comprehensions were checked");
  const step = listWalk(name, first, second);
  const depth = context.names.length;
  const stepWork = nodes.reduce((sum, node) => sum + countNodes(node), 2);
  return (run) => {
    const held = read(run);
    const list: readonly unknown[] | null = Array.isArray(held)
      ? held
      : isMap(held)
        ? Object.keys(held)
        : null;
    if (list === null) return FAILED;
    const walk = step();
    for (const one of list) {
      if (!charge(run, stepWork)) return FAILED;
      run.elements[depth] = one;
      if (walk.see(run, one)) break;
    }
    return walk.result();
  };
}

/** Nodes of a piece: what one time through it costs. */
function countNodes(node: ASTNode): number {
  const { args } = node;
  const pieces: readonly unknown[] = Array.isArray(args) ? args.flat(2) : [args];
  return pieces.filter(isNode).reduce((sum, piece) => sum + countNodes(piece), 1);
}

function isNode(piece: unknown): piece is ASTNode {
  return typeof piece === "object" && piece !== null && "op" in piece;
}
