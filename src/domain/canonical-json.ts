// JSON with one way of writing each value (RFC 8785): keys in order of their UTF-16 units, no space,
// numbers and strings as ECMAScript writes them.
import { LIMITS } from "./limits.ts";

/** What stands for what is nested deeper than any body that the gateway lets in. */
const TOO_DEEP = '"too deep"';

/** A JSON value as its canonical text. What JSON cannot hold is `null`. Never throws. */
export function canonicalJson(value: unknown): string {
  return write(value, LIMITS.jsonDepthMax + 1);
}

function write(value: unknown, depth: number): string {
  if (typeof value !== "object" || value === null) return scalar(value);
  if (depth === 0) return TOO_DEEP;
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth - 1)).join(",")}]`;
  const members = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${write(item, depth - 1)}`);
  return `{${members.join(",")}}`;
}

function scalar(value: unknown): string {
  const isJson =
    typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return isJson ? JSON.stringify(value) : "null";
}
