// JSON paths as findings, errors and splices write them: `messages[3].content[0].text`.

const PLAIN_KEY = /^[A-Za-z_$][A-Za-z0-9_$-]*$/;

/** The path of a member. Keys that would be ambiguous are quoted: `arguments["a.b"]`. */
export function keyPath(parent: string, key: string): string {
  if (!PLAIN_KEY.test(key)) return `${parent}[${JSON.stringify(key)}]`;
  return parent === "" ? key : `${parent}.${key}`;
}

/** The path of an element. */
export function indexPath(parent: string, index: number): string {
  return `${parent}[${index}]`;
}

/** The path of what lies at `path` below `parent`; an empty one is the root. */
export function joinPaths(parent: string, path: string): string {
  return parent === "" || path === "" || path.startsWith("[")
    ? `${parent}${path}`
    : `${parent}.${path}`;
}

/** Whether `path` is `ancestor` or lies below it. */
export function isWithin(path: string, ancestor: string): boolean {
  if (!path.startsWith(ancestor)) return false;
  const next = path[ancestor.length];
  return next === undefined || next === "." || next === "[" || ancestor === "";
}

/**
 * Every path that `path` could lie below, from the root (empty) down. A quoted key may give some
 * that are no paths, and lie above nothing else either. One by one, because a hostile key gives
 * many: who knows how long an answer can be stops there.
 */
export function* pathsAbove(path: string): Generator<string> {
  yield "";
  for (let at = 1; at < path.length; at += 1) {
    if (path[at] === "." || path[at] === "[") yield path.slice(0, at);
  }
}

/** One step of a path: a member's name or an element's index. */
export type PathStep = string | number;

const PLAIN_STEP = /[A-Za-z_$][A-Za-z0-9_$-]*/y;
const INDEX_STEP = /\[(\d{1,9})\]/y;
const QUOTED_STEP = /\[("(?:[^"\\]|\\.)*")\]/y;

/** The steps of a path as `keyPath` and `indexPath` write it; null where it is none. Linear. */
export function pathSteps(path: string): readonly PathStep[] | null {
  const steps: PathStep[] = [];
  let at = 0;
  while (at < path.length) {
    const isBracket = path[at] === "[";
    if (!isBracket && at > 0) {
      if (path[at] !== ".") return null;
      at += 1;
    }
    const read = isBracket ? bracketStep(path, at) : plainStep(path, at);
    if (read === null) return null;
    steps.push(read.step);
    at = read.end;
  }
  return steps;
}

interface ReadStep {
  readonly step: PathStep;
  readonly end: number;
}

function plainStep(path: string, at: number): ReadStep | null {
  PLAIN_STEP.lastIndex = at;
  const step = PLAIN_STEP.exec(path)?.[0];
  return step === undefined ? null : { step, end: at + step.length };
}

function bracketStep(path: string, at: number): ReadStep | null {
  INDEX_STEP.lastIndex = at;
  const index = INDEX_STEP.exec(path);
  if (index !== null) return { step: Number(index[1]), end: at + index[0].length };
  QUOTED_STEP.lastIndex = at;
  const quoted = QUOTED_STEP.exec(path);
  const key = quoted === null ? null : unquoted(quoted[1] ?? "");
  return key === null || quoted === null ? null : { step: key, end: at + quoted[0].length };
}

function unquoted(literal: string): string | null {
  try {
    return JSON.parse(literal) as string;
  } catch {
    // Not the literal of a JSON string: no path of ours.
    return null;
  }
}
