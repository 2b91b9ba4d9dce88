// Which values of a call's arguments a policy speaks of: `sql`, `items[*].price`, `*`, `**.url`. It
// finds them; what they may be is said elsewhere.
import { indexPath, keyPath } from "../../domain/json-path.ts";
import { LIMITS } from "../../domain/limits.ts";
import { err, ok, type Result } from "../../domain/result.ts";

/** One step: a member by name, any member, an element, any element, or any depth. */
type Step =
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "any-key" }
  | { readonly kind: "item"; readonly index: number }
  | { readonly kind: "any-item" }
  | { readonly kind: "deep" };

/** A pattern that was read. */
export interface ParameterPattern {
  readonly source: string;
  readonly steps: readonly Step[];
}

/** A value that a pattern speaks of, or what stands where there should be one. */
export interface Spot {
  readonly path: string;
  readonly value: unknown;
  /** `missing`: nothing is there. `wrong_shape`: no object or list where the pattern goes through one. */
  readonly problem: "missing" | "wrong_shape" | null;
}

const PATTERN_CHARS_MAX = 512;
const STEP = /(?:^|\.)(\*\*|\*|[^.[\]*"]+)|\[(\*|\d{1,6})\]|\[("(?:[^"\\]|\\.)*")\]/y;

/**
 * Reads a pattern. Members stand between dots or as `["a.b"]`; `[*]` is every element, `[0]` the
 * first; `*` every member of one object; `**`, once, any depth, and at the end every value in which
 * there are no others. The empty pattern is all of the arguments.
 */
export function parseParameterPattern(source: string): Result<ParameterPattern, string> {
  if (source.length > PATTERN_CHARS_MAX) return err("the path is too long");
  const steps: Step[] = [];
  let at = 0;
  while (at < source.length) {
    STEP.lastIndex = at;
    const match = STEP.exec(source);
    const step = match === null ? null : stepOf(match);
    if (match === null || step === null) return err("this is not a path of parameters");
    if (step.kind === "deep" && steps.some(({ kind }) => kind === "deep")) {
      return err("a path goes to any depth (`**`) at most once");
    }
    steps.push(step);
    at += match[0].length;
  }
  return ok({ source, steps });
}

function stepOf(match: RegExpExecArray): Step | null {
  const [, name, index, quoted] = match;
  if (name === "**") return { kind: "deep" };
  if (name === "*") return { kind: "any-key" };
  if (name !== undefined) return { kind: "key", key: name };
  if (index === "*") return { kind: "any-item" };
  if (index !== undefined) return { kind: "item", index: Number(index) };
  try {
    return { kind: "key", key: JSON.parse(quoted ?? "") as string };
  } catch {
    // No literal of a JSON string.
    return null;
  }
}

/** The member of the arguments that a pattern begins with; null where it may begin with any. */
export function firstMember({ steps }: ParameterPattern): string | null {
  const first = steps[0];
  return first?.kind === "key" ? first.key : null;
}

/** Counts what is looked at, over all patterns of a call. */
export interface Counter {
  left: number;
}

/**
 * The values that a pattern speaks of, in their order. What is `null` on the way counts as missing.
 * Ends early when the counter is spent: `left` is then negative. A text instead of an object is the
 * arguments of a custom tool: the patterns ``, `input`, `*` and `**` speak of it.
 */
export function* spotsOf(
  pattern: ParameterPattern,
  of: { readonly root: unknown; readonly path: string; readonly counter: Counter },
): Generator<Spot> {
  const { root, path, counter } = of;
  const [first, second] = pattern.steps;
  const isAll = first === undefined || first.kind === "any-key" || first.kind === "deep";
  const isInput = first?.kind === "key" && first.key === "input";
  if (typeof root === "string" && second === undefined && (isAll || isInput)) {
    yield { path, value: root, problem: null };
    return;
  }
  yield* walk(pattern.steps, { path, value: root, counter, depth: 0, isLoose: false });
}

interface Place {
  readonly path: string;
  readonly value: unknown;
  readonly counter: Counter;
  readonly depth: number;
  /** Behind `**`: what is not there is not missed. */
  readonly isLoose: boolean;
}

function* walk(steps: readonly Step[], place: Place): Generator<Spot> {
  const { path, value, counter, isLoose } = place;
  counter.left -= 1;
  if (counter.left < 0) return;
  const [step, ...rest] = steps;
  if (step === undefined) {
    yield { path, value, problem: null };
  } else if (step.kind === "deep") {
    yield* walkDeep(rest, { ...place, isLoose: true });
  } else if (value === null || value === undefined) {
    if (!isLoose && !steps.some(isAny)) yield { path, value: undefined, problem: "missing" };
  } else if (!fits(step, value)) {
    if (!isLoose) yield { path, value, problem: "wrong_shape" };
  } else {
    let isEmpty = true;
    for (const [at, item] of innerOf(step, place)) {
      isEmpty = false;
      yield* walk(rest, { ...place, path: at, value: item });
      if (counter.left < 0) return;
    }
    if (isEmpty && !isAny(step) && !isLoose && !rest.some(isAny)) {
      yield { path: pathOf(step, path), value: undefined, problem: "missing" };
    }
  }
}

/** Tries the steps at a value and at everything in it; with none left, at every scalar. */
function* walkDeep(steps: readonly Step[], place: Place): Generator<Spot> {
  const { value, counter, depth } = place;
  const isScalar = typeof value !== "object" || value === null;
  if (steps.length > 0 || isScalar) yield* walk(steps, place);
  else counter.left -= 1;
  if (isScalar || counter.left < 0) return;
  if (depth > LIMITS.argumentDepthMax) {
    counter.left = -1;
    return;
  }
  const step: Step = Array.isArray(value) ? { kind: "any-item" } : { kind: "any-key" };
  for (const [at, item] of innerOf(step, place)) {
    yield* walkDeep(steps, { ...place, path: at, value: item, depth: depth + 1 });
    if (counter.left < 0) return;
  }
}

function isAny({ kind }: Step): boolean {
  return kind === "any-item" || kind === "any-key" || kind === "deep";
}

function fits(step: Step, value: unknown): boolean {
  const isList = Array.isArray(value);
  const isItem = step.kind === "item" || step.kind === "any-item";
  return typeof value === "object" && isList === isItem;
}

function pathOf(step: Step, parent: string): string {
  if (step.kind === "key") return keyPath(parent, step.key);
  return step.kind === "item" ? indexPath(parent, step.index) : parent;
}

/** The values one step in, with their paths. */
function* innerOf(step: Step, { path, value }: Place): Generator<readonly [string, unknown]> {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    const only = step.kind === "item" ? step.index : null;
    const end = only === null ? list.length : Math.min(only + 1, list.length);
    for (let at = only ?? 0; at < end; at += 1) yield [indexPath(path, at), list[at]];
    return;
  }
  const object = value as Readonly<Record<string, unknown>>;
  if (step.kind === "key") {
    if (Object.hasOwn(object, step.key)) yield [keyPath(path, step.key), object[step.key]];
    return;
  }
  for (const key of Object.keys(object)) yield [keyPath(path, key), object[key]];
}
