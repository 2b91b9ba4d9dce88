// The arguments of a tool call as segments: one for every string in them, with its path.
import { isNestedDeeper, readJsonStrings } from "../domain/json-text.ts";
import { LIMITS } from "../domain/limits.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { Segment } from "../domain/segment.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import { parseObject } from "./protocol.ts";

/** Why arguments cannot be read in one way only. */
export type ArgumentsProblem = "not-an-object" | "duplicate-keys" | "too-deep" | "too-many";

/**
 * The string leaves of a call's arguments. Empty text counts as `{}`, as clients read it. Fails
 * where clients would disagree on what they execute, or where there is too much to inspect.
 */
export function readCallArguments(call: ToolCall): Result<readonly Segment[], ArgumentsProblem> {
  const root = call.argumentsPath ?? call.path;
  const origin = { kind: "tool_argument", direction: "output", tool: call.name } as const;
  if (call.kind === "text") {
    return ok([{ ...origin, text: call.arguments, path: root }]);
  }
  if (call.arguments.trim() === "") return ok([]);
  if (isNestedDeeper(call.arguments, LIMITS.argumentDepthMax)) return err("too-deep");
  if (parseObject(call.arguments) === null) return err("not-an-object");
  const read = readJsonStrings(call.arguments, {
    depth: LIMITS.argumentDepthMax,
    strings: LIMITS.argumentLeavesMax,
  });
  if (!read.ok) return read;
  if (read.value.duplicates.length > 0) return err("duplicate-keys");
  return ok(
    read.value.strings.map(({ path, key, start, end }) => ({
      ...origin,
      text: JSON.parse(call.arguments.slice(start, end)) as string,
      path: path.startsWith("[") ? `${root}${path}` : `${root}.${path}`,
      ...(key !== null && { parameter: key }),
    })),
  );
}

/** The path of a leaf within the arguments, from its segment's path. */
export function leafPath(call: ToolCall, path: string): string {
  const rest = path.slice((call.argumentsPath ?? call.path).length);
  return rest.startsWith(".") ? rest.slice(1) : rest;
}
