// The items of the Responses API that the client executes, and how each is read as a tool call.
// Items that OpenAI executes itself (web search, code interpreter, hosted MCP) are not among them:
// by the time they are seen they have run.
import { keyPath } from "../domain/json-path.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import { isObject, textOf, type JsonObject } from "./protocol.ts";

/** For calls without a name: the name they go by, and the member that says what is done. */
const ACTIONS: Readonly<Record<string, { readonly name: string; readonly members: string[] }>> = {
  computer_call: { name: "computer", members: ["action", "actions"] },
  local_shell_call: { name: "local_shell", members: ["action"] },
  shell_call: { name: "shell", members: ["action"] },
  apply_patch_call: { name: "apply_patch", members: ["operation"] },
  tool_search_call: { name: "tool_search", members: ["arguments"] },
};

/** Whether an item is a call that the client executes. */
export function isCallItem(item: JsonObject): boolean {
  const { type } = item;
  if (type === "tool_search_call") return item["execution"] === "client";
  return (
    type === "function_call" ||
    type === "custom_tool_call" ||
    type === "mcp_approval_request" ||
    (typeof type === "string" && Object.hasOwn(ACTIONS, type))
  );
}

/** Reads an item as a call; null if it is not one. */
export function readCallItem(path: string, item: JsonObject): ToolCall | null {
  if (!isCallItem(item)) return null;
  const type = String(item["type"]);
  const id = textOf(item["call_id"]) ?? textOf(item["id"]) ?? "";
  const action = ACTIONS[type];
  if (action !== undefined) {
    const told = Object.fromEntries(
      action.members.filter((member) => member in item).map((member) => [member, item[member]]),
    );
    return {
      id,
      name: action.name,
      kind: "json",
      arguments: JSON.stringify(told),
      path,
      argumentsPath: null,
    };
  }
  const isCustom = type === "custom_tool_call";
  const member = isCustom ? "input" : "arguments";
  const text = item[member];
  const isText = typeof text === "string";
  return {
    id,
    name: qualifiedName(item),
    kind: isCustom ? "text" : "json",
    arguments: isText ? text : isObject(text) ? JSON.stringify(text) : "",
    path,
    argumentsPath: isText ? keyPath(path, member) : null,
  };
}

/** A tool of an MCP server goes by `server/tool`. */
function qualifiedName(item: JsonObject): string {
  const name = textOf(item["name"]) ?? "";
  const server = textOf(item["server_label"]);
  return server === null ? name : `${server}/${name}`;
}
