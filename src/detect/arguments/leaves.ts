// Walks the arguments of a tool call to their strings. A string that is itself JSON is parsed and
// walked once more, because agents pass objects as text.
import { LIMITS } from "../../domain/limits.ts";

/** One string of the arguments and where it stands. */
export interface Leaf {
  readonly text: string;
  /** For example `arguments.items[0].sql`. */
  readonly path: string;
  /** The nearest object key above it; absent for a bare string. */
  readonly parameter?: string;
  /** Path of the string that held this leaf as JSON; offsets then count in the parsed leaf. */
  readonly within?: string;
}

/** The strings of a call. */
export interface Leaves {
  readonly leaves: readonly Leaf[];
  /** True when depth or number went past its limit, and the rest was not walked. */
  readonly isTruncated: boolean;
}

interface Walk {
  readonly leaves: Leaf[];
  isTruncated: boolean;
}

interface Place {
  readonly path: string;
  readonly depth: number;
  readonly parameter?: string;
  readonly within?: string;
}

/**
 * The strings of `value` in document order, at most `LIMITS.argumentLeavesMax` of them and none
 * deeper than `LIMITS.argumentDepthMax`. `value` is what `JSON.parse` gave, or a JSON text.
 */
export function argumentLeaves(value: unknown, path = "arguments"): Leaves {
  const walk: Walk = { leaves: [], isTruncated: false };
  visit(value, { path, depth: 0 }, walk);
  return walk;
}

function visit(value: unknown, place: Place, walk: Walk): void {
  if (typeof value === "string") {
    visitString(value, place, walk);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  if (place.depth >= LIMITS.argumentDepthMax) {
    walk.isTruncated = true;
    return;
  }
  const depth = place.depth + 1;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      if (walk.isTruncated) return;
      visit(item, { ...place, depth, path: `${place.path}[${index}]` }, walk);
    }
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    if (walk.isTruncated) return;
    visit(item, { ...place, depth, path: `${place.path}.${key}`, parameter: key }, walk);
  }
}

function visitString(text: string, place: Place, walk: Walk): void {
  if (place.within === undefined) {
    const inner = parseContainer(text);
    if (inner !== undefined) {
      visit(inner, { ...place, within: place.path }, walk);
      return;
    }
  }
  if (walk.leaves.length >= LIMITS.argumentLeavesMax) {
    walk.isTruncated = true;
    return;
  }
  const { depth: _, ...leaf } = place;
  walk.leaves.push({ text, ...leaf });
}

/** An object or array written as text; anything else is text. */
function parseContainer(text: string): object | undefined {
  if (!/^\s{0,64}[{[]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    // Not JSON: then it is the text it looks like, and scanned as such.
    return undefined;
  }
}
