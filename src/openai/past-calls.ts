// The tool calls that a request tells of: what the model asked for in turns before. Policies that
// speak of the order of calls begin with them. The client wrote them: they are told, not proven.
import { indexPath, keyPath } from "../domain/json-path.ts";
import { LIMITS } from "../domain/limits.ts";
import { readMessageCalls } from "./chat-calls.ts";
import { arrayOf, isObject, keyOf, textOf, type JsonObject } from "./protocol.ts";
import { hostedCallName, readCallItem } from "./responses-calls.ts";

/** A call of an earlier turn. */
export interface PastCall {
  /** As `ToolCall.name` says it: `server/tool` for MCP, `shell` for a `shell_call`. */
  readonly name: string;
  /** As they stand in the request; empty for tools that the API runs. */
  readonly arguments: string;
  readonly path: string;
  /** What came back stands in the request too. Tools that the API runs have always run. */
  readonly hasResult: boolean;
}

/** The calls of a body, oldest first. */
export interface PastCalls {
  readonly calls: readonly PastCall[];
  /** There are more than `LIMITS.pastCallsMax`; these are the last of them. */
  readonly isCut: boolean;
}

/** Objects of a body that may hold a history of their own: threads of runs, Realtime events. */
const HOLDERS = ["", "thread", "session", "response"];
/** Members that hold messages or items, in the order in which they come before the model. */
const HISTORIES = ["messages", "items", "input", "item", "additional_messages"];

interface Told {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
  readonly path: string;
  readonly isDone: boolean;
}

/** Reads the calls in the history that a body carries. Linear in the body; never throws. */
export function pastCalls(body: JsonObject): PastCalls {
  const told: Told[] = [];
  /** Ids of calls that have a result, names of legacy functions that have, approvals that were used. */
  const results = new Set<string>();
  for (const [path, entry] of histories(body)) {
    const resultOf = answeredCall(entry);
    if (resultOf !== null) results.add(resultOf);
    else told.push(...readEntry(path, entry, results));
  }
  const calls = told
    // An approval that became a call is told by the call.
    .filter(({ id }) => !results.has(`approved:${id}`))
    .map(({ id, name, arguments: said, path, isDone }) => ({
      name,
      arguments: said,
      path,
      hasResult: isDone || results.has(id === "" ? `function:${name}` : id),
    }));
  const isCut = calls.length > LIMITS.pastCallsMax;
  return { calls: isCut ? calls.slice(-LIMITS.pastCallsMax) : calls, isCut };
}

function* histories(body: JsonObject): Generator<readonly [string, JsonObject]> {
  for (const holderKey of HOLDERS) {
    const holder = holderKey === "" ? body : body[holderKey];
    if (!isObject(holder)) continue;
    for (const key of HISTORIES) {
      const value = holder[key];
      const path = keyPath(holderKey, key);
      if (isObject(value)) yield [path, value];
      for (const [index, entry] of arrayOf(value).entries()) {
        if (isObject(entry)) yield [indexPath(path, index), entry];
      }
    }
  }
}

/** The id of the call that an entry answers, or for legacy functions their name. */
function answeredCall(entry: JsonObject): string | null {
  const { role, type } = entry;
  if (role === "tool") return keyOf(entry["tool_call_id"]);
  if (role === "function") return `function:${textOf(entry["name"]) ?? ""}`;
  if (typeof type === "string" && type.endsWith("_output")) return keyOf(entry["call_id"]);
  return null;
}

function readEntry(path: string, entry: JsonObject, results: Set<string>): readonly Told[] {
  const call = readCallItem(path, entry);
  if (call !== null) return [{ ...call, path, isDone: false }];
  const hosted = hostedCallName(entry);
  if (hosted !== null) {
    const approval = textOf(entry["approval_request_id"]);
    if (approval !== null) results.add(`approved:${approval}`);
    return [{ id: textOf(entry["id"]) ?? "", name: hosted, arguments: "", path, isDone: true }];
  }
  return readMessageCalls(path, entry).map((told) => ({ ...told, isDone: false }));
}
