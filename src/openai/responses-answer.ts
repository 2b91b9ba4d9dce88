// A whole response object, as an answer or as an event of a stream carries it.
import type { JsonObject } from "./protocol.ts";
import { createWalk, OUTPUT, SYSTEM, type Walk } from "./walk.ts";

/**
 * Settings of the request that a response repeats: they were read when they were sent. Only
 * instructions in pieces are not among them: those come from a prompt that is stored upstream.
 */
const REPEATED = new Set([
  "tools",
  "tool_choice",
  "text",
  "metadata",
  "prompt",
  "reasoning",
  "truncation",
  "user",
  "usage",
]);

/** Reads what a response says: its items, and all that is not a setting of its request. */
export function readResponse(
  path: string,
  response: JsonObject,
): Pick<Walk, "texts" | "calls" | "isTooDeep"> {
  const walk = createWalk("answer");
  const history = createWalk("request");
  for (const [key, value] of Object.entries(response)) {
    if (REPEATED.has(key)) continue;
    if (key !== "instructions") walk.member(path, key, value, OUTPUT);
    // Calls in them were made long ago.
    else if (typeof value !== "string") {
      history.member(path, key, value, SYSTEM);
    }
  }
  return {
    texts: [...walk.texts, ...history.texts],
    calls: walk.calls,
    isTooDeep: walk.isTooDeep || history.isTooDeep,
  };
}
