// Reads JSON as text, for what JSON.parse hides: where a string stands, whether a key occurs twice,
// how deep the nesting goes. Nothing is allocated for values that nobody asks for.
import { indexPath, keyPath } from "./json-path.ts";
import { err, ok, type Result } from "./result.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Whether the nesting of braces and brackets outside strings exceeds `max`. Linear, no recursion. */
export function isNestedDeeper(text: string, max: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = stringEnd(text, at);
      if (at < 0) return false;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1;
      if (depth > max) return true;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      depth -= 1;
    }
  }
  return false;
}

/** One string value in a JSON text. */
export interface JsonString {
  readonly path: string;
  /** Nearest object key above the value. */
  readonly key: string | null;
  /** Where its literal stands, quotes included. */
  readonly start: number;
  readonly end: number;
}

/** The name of one member in a JSON text. */
export interface JsonName {
  readonly path: string;
  readonly name: string;
  /** Nearest object key above the member; null at the root. */
  readonly above: string | null;
  /** Where its literal stands, quotes included. */
  readonly start: number;
  readonly end: number;
  /** Where its value begins. */
  readonly valueStart: number;
}

/** What `readJsonStrings` saw. */
export interface JsonStrings {
  readonly strings: readonly JsonString[];
  /** The names that were asked for. */
  readonly names: readonly JsonName[];
  /** Paths of keys that occur more than once in their object: clients disagree on which counts. */
  readonly duplicates: readonly string[];
}

/**
 * Lists every string value of a valid JSON text with its path and place. The text must be one that
 * JSON.parse accepts. Fails with `too-deep` or `too-many` at the given bounds.
 */
export function readJsonStrings(
  text: string,
  limits: {
    readonly depth: number;
    readonly strings: number;
    /** Names that are asked for; absent: none. They count with the strings. */
    readonly isAsked?: (name: string) => boolean;
  },
): Result<JsonStrings, "too-deep" | "too-many"> {
  const strings: JsonString[] = [];
  const names: JsonName[] = [];
  const duplicates: string[] = [];
  const seen: Seen = { names, duplicates, isAsked: limits.isAsked };
  const stack: Frame[] = [];
  let path = "";
  let key: string | null = null;
  let at = 0;
  for (;;) {
    at = skipSpace(text, at);
    const code = text.charCodeAt(at);
    if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (stack.length >= limits.depth) return err("too-deep");
      const isObject = code === OPEN_BRACE;
      stack.push({ path, key, keys: isObject ? new Set() : null, index: 0 });
      at = skipSpace(text, at + 1);
      if (text.charCodeAt(at) !== (isObject ? CLOSE_BRACE : CLOSE_BRACKET)) {
        ({ at, path, key } = enter(text, at, top(stack), seen));
        continue;
      }
      // An empty container: fall through with `at` on its closing sign.
    } else if (code === QUOTE) {
      if (strings.length + names.length >= limits.strings) return err("too-many");
      const end = stringEnd(text, at) + 1;
      strings.push({ path, key, start: at, end });
      at = end;
    } else {
      at = scalarEnd(text, at);
    }
    // A value has ended: close containers until one goes on, or the text is over.
    for (;;) {
      const frame = stack.at(-1);
      if (frame === undefined) return ok({ strings, names, duplicates });
      at = skipSpace(text, at);
      if (text.charCodeAt(at) === CLOSE_BRACE || text.charCodeAt(at) === CLOSE_BRACKET) {
        stack.pop();
        at += 1;
        continue;
      }
      // What is left is a comma.
      ({ at, path, key } = enter(text, skipSpace(text, at + 1), frame, seen));
      break;
    }
  }
}

/**
 * Replaces string values by path and leaves every other character as it was. Paths that do not
 * occur are ignored; a path that occurs twice (a duplicate key) is replaced both times.
 */
export function spliceJsonStrings(text: string, values: ReadonlyMap<string, string>): string {
  const read = readJsonStrings(text, { depth: Infinity, strings: Infinity });
  if (!read.ok) return text;
  let result = "";
  let from = 0;
  for (const { path, start, end } of read.value.strings) {
    const value = values.get(path);
    if (value === undefined) continue;
    result += text.slice(from, start) + JSON.stringify(value);
    from = end;
  }
  return result + text.slice(from);
}

interface Frame {
  readonly path: string;
  readonly key: string | null;
  /** Keys seen so far; null for an array. */
  readonly keys: Set<string> | null;
  index: number;
}

/** What is told of members beside their strings. */
interface Seen {
  readonly names: JsonName[];
  readonly duplicates: string[];
  readonly isAsked: ((name: string) => boolean) | undefined;
}

/** Steps onto the next member of a container: past its key, or to the next index. */
function enter(
  text: string,
  at: number,
  frame: Frame,
  { names, duplicates, isAsked }: Seen,
): { at: number; path: string; key: string | null } {
  if (frame.keys === null) {
    const path = indexPath(frame.path, frame.index);
    frame.index += 1;
    return { at, path, key: frame.key };
  }
  const end = stringEnd(text, at) + 1;
  const key = JSON.parse(text.slice(at, end)) as string;
  const path = keyPath(frame.path, key);
  if (frame.keys.has(key)) duplicates.push(path);
  frame.keys.add(key);
  const behind = skipSpace(text, end) + 1;
  if (isAsked?.(key) === true) {
    const valueStart = skipSpace(text, behind);
    names.push({ path, name: key, above: frame.key, start: at, end, valueStart });
  }
  return { at: behind, path, key };
}

function top(stack: readonly Frame[]): Frame {
  const frame = stack.at(-1);
  if (frame === undefined) throw new Error("invariant: the caller has just pushed a frame");
  return frame;
}

/** Index of the closing quote of the string that opens at `at`; -1 if it never closes. */
export function stringEnd(text: string, at: number): number {
  let quote = text.indexOf('"', at + 1);
  while (quote >= 0) {
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return quote;
    quote = text.indexOf('"', quote + 1);
  }
  return -1;
}

/** Index of the first character from `at` on that is not white space. */
export function skipSpace(text: string, at: number): number {
  let index = at;
  for (;;) {
    const code = text.charCodeAt(index);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return index;
    index += 1;
  }
}

/** Index behind the number or literal that begins at `at`. */
export function scalarEnd(text: string, at: number): number {
  let index = at;
  while (index < text.length && !",]} \n\r\t".includes(text[index] ?? "")) index += 1;
  return index;
}

/** Index behind the value that begins at `start`. */
export function valueEnd(text: string, start: number): number {
  const sign = text[start];
  if (sign === '"') return stringEnd(text, start) + 1;
  return sign === "{" || sign === "[" ? containerEnd(text, start) : scalarEnd(text, start);
}

/** Index behind the brace or bracket that closes the one at `open`. */
export function containerEnd(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"') at = stringEnd(text, at);
    else if (sign === "{" || sign === "[") depth += 1;
    else if (sign === "}" || sign === "]") {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}
