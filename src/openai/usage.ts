// Token counts, in the words of either surface.
import { isObject, type Usage } from "./protocol.ts";

/** Reads a `usage` member; null where it holds no counts. */
export function usageOf(usage: unknown): Usage | null {
  if (!isObject(usage)) return null;
  const input = usage["prompt_tokens"] ?? usage["input_tokens"];
  const output = usage["completion_tokens"] ?? usage["output_tokens"];
  return typeof input === "number" || typeof output === "number"
    ? { input: countOf(input), output: countOf(output) }
    : null;
}

/** `Number` would throw on an object whose `valueOf` is not a function, which JSON can say. */
function countOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
