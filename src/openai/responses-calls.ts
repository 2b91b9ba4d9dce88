// The items of the Responses API that the client executes, and how each is read as a tool call.
// Items that OpenAI executes itself (web search, code interpreter, hosted MCP) are not among them:
// by the time they are seen they have run. A kind of call that nobody knows is taken for one that
// the client executes.
import { keyPath } from "../domain/json-path.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import { isObject, textOf, type JsonObject } from "./protocol.ts";

/** For calls without a name: the name they go by, and the members that say what is done. */
const ACTIONS: ReadonlyMap<string, { readonly name: string; readonly members: readonly string[] }> =
  new Map([
    ["computer_call", { name: "computer", members: ["action", "actions"] }],
    ["local_shell_call", { name: "local_shell", members: ["action"] }],
    ["shell_call", { name: "shell", members: ["action"] }],
    ["apply_patch_call", { name: "apply_patch", members: ["operation"] }],
    ["tool_search_call", { name: "tool_search", members: ["arguments"] }],
  ]);

/** Calls of tools that OpenAI runs. */
const HOSTED =
  /^(?:web_search|file_search|code_interpreter|image_generation|mcp|multi_agent|\w{1,32}_subagents?(?:_input)?)_call$/;

/** Whether an item is a call that the client executes. */
export function isCallItem(item: JsonObject): boolean {
  const { type } = item;
  if (type === "tool_search_call") return item["execution"] !== "server";
  if (typeof type !== "string") return false;
  if (type === "function_call" || type === "mcp_approval_request") return true;
  return type.endsWith("_call") && !HOSTED.test(type);
}

/** Reads an item as a call; null if it is not one. */
export function readCallItem(path: string, item: JsonObject): ToolCall | null {
  if (!isCallItem(item)) return null;
  const type = String(item["type"]);
  const id = textOf(item["call_id"]) ?? textOf(item["id"]) ?? "";
  const action = ACTIONS.get(type);
  if (action !== undefined) {
    const told = Object.fromEntries(
      action.members.filter((member) => member in item).map((member) => [member, item[member]]),
    );
    return actionCall({ id, name: action.name, path, told });
  }
  const isCustom = type === "custom_tool_call";
  const isKnown = isCustom || type === "function_call" || type === "mcp_approval_request";
  const member = isCustom ? "input" : "arguments";
  const text = item[member];
  // A kind of call that we do not know, told in words of its own: all of it is what is executed.
  if (!isKnown && typeof text !== "string") {
    const name = qualifiedName(item) || type.replace(/_call$/, "");
    return actionCall({ id, name, path, told: item });
  }
  const isText = typeof text === "string";
  return {
    id,
    name: qualifiedName(item) || (isKnown ? "" : type.replace(/_call$/, "")),
    kind: isCustom ? "text" : "json",
    arguments: isText ? text : isObject(text) ? JSON.stringify(text) : "",
    path,
    argumentsPath: isText ? keyPath(path, member) : null,
  };
}

/** The name of a call that the API ran itself, as policies say it; null for every other item. */
export function hostedCallName(item: JsonObject): string | null {
  const { type } = item;
  if (typeof type !== "string" || !type.endsWith("_call") || isCallItem(item)) return null;
  return qualifiedName(item) || type.replace(/_call$/, "");
}

/** The name that results in a call item go by: that of the call. Null where the item has none. */
export function resultToolOf(item: JsonObject): string | null {
  const name = hostedCallName(item) ?? readCallItem("", item)?.name ?? textOf(item["name"]);
  return name === "" ? null : name;
}

function actionCall(of: {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly told: JsonObject;
}): ToolCall {
  const { id, name, path, told } = of;
  return {
    id,
    name,
    kind: "json",
    arguments: JSON.stringify(told),
    path,
    argumentsPath: null,
  };
}

/** Where the arguments of a call of this item stand: what is there is judged as a call, not as text. */
export function argumentPaths(call: ToolCall, item: JsonObject): readonly string[] {
  if (call.argumentsPath !== null) return [call.argumentsPath];
  const { type } = item;
  const action = typeof type === "string" ? ACTIONS.get(type) : undefined;
  const members = action?.members ?? (isCallItem(item) ? ["arguments"] : []);
  return members.length > 0 ? members.map((member) => keyPath(call.path, member)) : [call.path];
}

/** A tool of an MCP server goes by `server/tool`. */
function qualifiedName(item: JsonObject): string {
  const name = textOf(item["name"]) ?? "";
  const server = textOf(item["server_label"]);
  return server === null ? name : `${server}/${name}`;
}
