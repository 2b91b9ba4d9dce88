// A text that is itself JSON: agents pass objects as text, and texts in them as JSON once more. Its
// strings are read like arguments of their own.
import {
  isNestedDeeper,
  readJsonStrings,
  type JsonString,
  type JsonStrings,
} from "../../domain/json-text.ts";
import { LIMITS } from "../../domain/limits.ts";
import { openMap, type MappedText } from "../offset-map.ts";

const BOUNDS = { depth: LIMITS.argumentDepthMax, strings: LIMITS.argumentLeavesMax };

/**
 * The strings in a text that is an object, an array or a string of JSON, whatever blanks stand around
 * it, and those names of members that are asked for; null where it is none, or one beyond `LIMITS`,
 * which is read as the text that it is.
 */
export function readNested(text: string, isAsked?: (name: string) => boolean): JsonStrings | null {
  if (!mayBeJson(text)) return null;
  if (isNestedDeeper(text, BOUNDS.depth) || !isJson(text)) return null;
  const read = readJsonStrings(text, isAsked === undefined ? BOUNDS : { ...BOUNDS, isAsked });
  return read.ok ? read.value : null;
}

const PAIRS: Readonly<Record<string, string>> = { "{": "}", "[": "]", '"': '"' };

/** Whether a text begins and ends as JSON that holds more than a word would. */
export function mayBeJson(text: string): boolean {
  const code = text.charCodeAt(0);
  if (code > 0x20 && code !== 0x7b && code !== 0x5b && code !== 0x22) return false;
  const close = PAIRS[text.trimStart().charAt(0)];
  return close !== undefined && text.length > 2 && text.trimEnd().endsWith(close);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Not JSON: then it is the text that it looks like.
    return false;
  }
}

/** The value of a literal in a JSON text, and where each of its characters stands there. */
export function literalText(json: string, { start, end }: JsonString): MappedText {
  const literal = json.slice(start, end);
  if (!literal.includes("\\")) {
    // As most are; a map of pieces costs more than the rest.
    const from = start + 1;
    const at = (index: number): number => from + index;
    return { text: literal.slice(1, -1), start: at, end: at };
  }
  const map = openMap();
  const close = literal.length - 1;
  let read = 1;
  for (let at = literal.indexOf("\\"); at >= 0; at = literal.indexOf("\\", read)) {
    map.put(literal.slice(read, at), start + read, start + at, 1);
    const chars = literal.charCodeAt(at + 1) === LOWER_U ? 6 : 2;
    const value = JSON.parse(`"${literal.slice(at, at + chars)}"`) as string;
    map.put(value, start + at, start + at + chars, 0);
    read = at + chars;
  }
  map.put(literal.slice(read, close), start + read, start + close, 1);
  // What ends the value ends before the quote that closes it.
  return map.finish(start + close);
}

const LOWER_U = 0x75;
