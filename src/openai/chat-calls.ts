// The calls of a whole Chat Completions message.
import { indexPath, keyPath } from "../domain/json-path.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import { isObject, textOf, type JsonObject } from "./protocol.ts";

/** The calls of a whole message, in `tool_calls` and in the deprecated `function_call`. */
export function readMessageCalls(path: string, message: JsonObject): ToolCall[] {
  if (message["tool_calls"] === undefined && message["function_call"] === undefined) return [];
  const calls: ToolCall[] = [];
  for (const [entryPath, entry] of entriesOf(keyPath(path, "tool_calls"), message["tool_calls"])) {
    if (isObject(entry)) calls.push(...readCallEntry(entryPath, entry));
  }
  const legacy = message["function_call"];
  if (isObject(legacy)) {
    const callPath = keyPath(path, "function_call");
    calls.push({
      id: "",
      name: textOf(legacy["name"]) ?? "",
      kind: "json",
      path: callPath,
      ...toldArguments(keyPath(callPath, "arguments"), legacy["arguments"]),
    });
  }
  return calls;
}

/** The elements of a list with their paths. An object with numeric keys is one to some clients. */
export function entriesOf(path: string, list: unknown): readonly (readonly [string, unknown])[] {
  if (Array.isArray(list)) {
    return list.map((entry, index): [string, unknown] => [indexPath(path, index), entry]);
  }
  return isObject(list)
    ? Object.entries(list).map(([key, entry]): [string, unknown] => [keyPath(path, key), entry])
    : [];
}

/** The arguments of a call. What is no text is executed all the same by some clients. */
function toldArguments(
  path: string,
  value: unknown,
): Pick<ToolCall, "arguments" | "argumentsPath"> {
  if (value === undefined || value === null) return { arguments: "", argumentsPath: path };
  if (typeof value === "string") return { arguments: value, argumentsPath: path };
  return { arguments: JSON.stringify(value), argumentsPath: null };
}

/** What an entry of `tool_calls` calls: if it is of two kinds, clients read the one or the other. */
export function readCallEntry(path: string, entry: JsonObject): ToolCall[] {
  const id = textOf(entry["id"]) ?? "";
  const calls: ToolCall[] = [];
  const { custom } = entry;
  if (isObject(custom)) {
    calls.push({
      id,
      name: textOf(custom["name"]) ?? "",
      kind: "text",
      path,
      ...toldArguments(`${path}.custom.input`, custom["input"]),
    });
  }
  const called = entry["function"];
  if (isObject(called)) {
    calls.push({
      id,
      name: textOf(called["name"]) ?? "",
      kind: "json",
      path,
      ...toldArguments(`${path}.function.arguments`, called["arguments"]),
    });
  }
  if (calls.length > 0) return calls;
  // A kind of call that we do not know: its whole entry is what would be executed.
  const name = textOf(entry["type"]) ?? "unknown";
  return [{ id, name, kind: "json", arguments: JSON.stringify(entry), path, argumentsPath: null }];
}
