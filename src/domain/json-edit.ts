// Takes values out of a JSON text, or puts others in their place, and leaves every other character
// as it was: numbers that JavaScript cannot hold, unknown members and white space included.
import { indexPath, keyPath, pathsAbove } from "./json-path.ts";
import { containerEnd, scalarEnd, skipSpace, stringEnd, valueEnd } from "./json-text.ts";

/** What becomes of the value at a path: other JSON, or null to take it out with its key and comma. */
export type JsonEdits = ReadonlyMap<string, string | null>;

/**
 * Edits a JSON text, which must be one that JSON.parse accepts. Paths that do not occur are ignored;
 * one that occurs twice (a duplicate key) is edited both times; below a path that is edited itself
 * nothing else is. Elements behind one that is taken out move up: paths are those of the old text.
 * The text's own root cannot be edited. Linear in the text; recursion is as deep as the paths.
 */
export function editJson(text: string, edits: JsonEdits): string {
  if (edits.size === 0) return text;
  const above = new Set([...edits.keys()].flatMap((path) => [...pathsAbove(path)]));
  let result = "";
  let from = 0;

  function replace(start: number, end: number, by: string): void {
    result += text.slice(from, start) + by;
    from = end;
  }

  /** Goes through a value; returns where it ends. */
  function value(path: string, start: number): number {
    const sign = text[start];
    if (sign === '"') return stringEnd(text, start) + 1;
    if (sign !== "{" && sign !== "[") return scalarEnd(text, start);
    return above.has(path) ? members(path, start) : containerEnd(text, start);
  }

  /** Goes through an object or an array that holds something to be edited. */
  function members(path: string, open: number): number {
    const isObject = text[open] === "{";
    /** Where the first of the members taken out begins, while nothing before it is kept. */
    let cutFrom = -1;
    let isAnyKept = false;
    let lastEnd = open + 1;
    let at = skipSpace(text, open + 1);
    for (let index = 0; at < text.length && text[at] !== "}" && text[at] !== "]"; index += 1) {
      const member = isObject ? keyed(path, at) : { path: indexPath(path, index), at };
      const edit = edits.get(member.path);
      let end: number;
      if (edit === null) {
        end = valueEnd(text, member.at);
        // With the comma before it; where nothing before it is kept, with the one behind it.
        if (isAnyKept) replace(lastEnd, end, "");
        else if (cutFrom < 0) cutFrom = at;
      } else {
        if (cutFrom >= 0) replace(cutFrom, at, "");
        cutFrom = -1;
        isAnyKept = true;
        end = edit === undefined ? value(member.path, member.at) : valueEnd(text, member.at);
        if (edit !== undefined) replace(member.at, end, edit);
      }
      lastEnd = end;
      at = skipSpace(text, end);
      if (text[at] === ",") at = skipSpace(text, at + 1);
    }
    if (cutFrom >= 0) replace(cutFrom, lastEnd, "");
    return at + 1;
  }

  function keyed(path: string, at: number): { readonly path: string; readonly at: number } {
    const end = stringEnd(text, at) + 1;
    const key = JSON.parse(text.slice(at, end)) as string;
    return { path: keyPath(path, key), at: skipSpace(text, skipSpace(text, end) + 1) };
  }

  value("", skipSpace(text, 0));
  return result + text.slice(from);
}
