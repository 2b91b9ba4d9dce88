// Finds keys that occur more than once in a JSON text: one reader takes the first, another the last,
// and JSON.parse tells of neither.
import { keyPath, indexPath } from "./json-path.ts";
import { LIMITS } from "./limits.ts";
import { scalarEnd, skipSpace, stringEnd, valueEnd } from "./json-text.ts";

/**
 * Paths of keys that occur twice in the text's outermost object, among those asked for and anywhere
 * inside them. The text must be an object that JSON.parse accepts. At most `LIMITS.duplicateKeysMax`
 * are told. What is not asked for is stepped over; linear in the text.
 */
export function duplicateKeys(text: string, members: ReadonlySet<string>): readonly string[] {
  const found = new Set<string>();

  /** Goes through a value; returns where it ends. */
  function value(path: string, start: number, depth: number): number {
    const sign = text[start];
    if (sign === '"') return stringEnd(text, start) + 1;
    if (sign !== "{" && sign !== "[") return scalarEnd(text, start);
    // Bodies nested deeper are refused before anybody asks.
    if (depth > LIMITS.jsonDepthMax) return valueEnd(text, start);
    return sign === "{" ? object(path, start, depth) : array(path, start, depth);
  }

  function object(path: string, open: number, depth: number): number {
    const keys = new Set<string>();
    let at = skipSpace(text, open + 1);
    while (at < text.length && text[at] !== "}") {
      const keyEnd = stringEnd(text, at) + 1;
      const key = JSON.parse(text.slice(at, keyEnd)) as string;
      const start = skipSpace(text, skipSpace(text, keyEnd) + 1);
      if (depth > 0 || members.has(key)) {
        const inner = keyPath(path, key);
        if (keys.has(key) && found.size < LIMITS.duplicateKeysMax) found.add(inner);
        keys.add(key);
        at = value(inner, start, depth + 1);
      } else {
        at = valueEnd(text, start);
      }
      at = skipSpace(text, at);
      if (text[at] === ",") at = skipSpace(text, at + 1);
    }
    return at + 1;
  }

  function array(path: string, open: number, depth: number): number {
    let at = skipSpace(text, open + 1);
    for (let index = 0; at < text.length && text[at] !== "]"; index += 1) {
      at = skipSpace(text, value(indexPath(path, index), at, depth + 1));
      if (text[at] === ",") at = skipSpace(text, at + 1);
    }
    return at + 1;
  }

  const start = skipSpace(text, 0);
  if (text[start] === "{") object("", start, 0);
  return [...found];
}
