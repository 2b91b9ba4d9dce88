// The text of one value inside a JSON text, as it was written.
import { pathSteps } from "./json-path.ts";
import { skipSpace, stringEnd, valueEnd } from "./json-text.ts";

/**
 * The text of the member at a path, in a text that JSON.parse accepts; an empty path is all of it.
 * Of a key that occurs twice the last counts, as for JSON.parse. Null where there is none, and for
 * elements of arrays. Linear in the text.
 */
export function jsonAt(text: string, path: string): string | null {
  const steps = pathSteps(path);
  if (steps === null) return null;
  let start = skipSpace(text, 0);
  for (const step of steps) {
    const next = typeof step === "string" ? memberStart(text, start, step) : null;
    if (next === null) return null;
    start = next;
  }
  return text.slice(start, valueEnd(text, start));
}

/** Where the value of a member begins; null where the object has none of that name. */
function memberStart(text: string, open: number, name: string): number | null {
  if (text[open] !== "{") return null;
  let found: number | null = null;
  let at = skipSpace(text, open + 1);
  while (at < text.length && text[at] !== "}") {
    const keyEnd = stringEnd(text, at) + 1;
    const key = JSON.parse(text.slice(at, keyEnd)) as string;
    const start = skipSpace(text, skipSpace(text, keyEnd) + 1);
    if (key === name) found = start;
    at = skipSpace(text, valueEnd(text, start));
    if (text[at] === ",") at = skipSpace(text, at + 1);
  }
  return found;
}
