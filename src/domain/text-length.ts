// How long a text is, in units other than UTF-16.
import { codePointIn } from "./code-point.ts";

/** Bytes of a text in UTF-8. */
export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Characters of a text as JSON Schema counts them. */
export function codePoints(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += (codePointIn(text, at) ?? 0) > 0xffff ? 2 : 1)
    count += 1;
  return count;
}
