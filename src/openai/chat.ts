// Chat Completions: what its requests and whole answers say. Streams are in `chat-stream.ts`.
import { indexPath, keyPath } from "../domain/json-path.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { Segment, SegmentKind } from "../domain/segment.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import { chatDrops } from "./chat-drop.ts";
import { createChatStreamReader } from "./chat-stream.ts";
import { addContent, addSegment, addStrings, addToolDefinition, wrongType } from "./content.ts";
import {
  arrayOf,
  isObject,
  keyOf,
  textOf,
  type Answer,
  type FieldError,
  type JsonObject,
  type Protocol,
  type RequestFacts,
} from "./protocol.ts";
import { usageOf } from "./usage.ts";

/** A map: a record would answer to `constructor` too. */
const KIND_OF_ROLE: ReadonlyMap<string, SegmentKind> = new Map([
  ["system", "system"],
  ["developer", "system"],
  ["user", "user"],
  ["assistant", "assistant"],
  ["tool", "tool_result"],
  ["function", "tool_result"],
]);

/** Members of an answer's message that are not text for the reader. */
const NOT_TEXT = new Set(["role", "tool_calls", "function_call", "id", "object", "name"]);

export const chat: Protocol = {
  name: "chat",
  readRequest,
  readAnswer,
  createStreamReader: createChatStreamReader,
  withoutEchoes,
  drops: chatDrops,
};

function readRequest(body: JsonObject): Result<RequestFacts, FieldError> {
  const segments: Segment[] = [];
  const { messages } = body;
  if (messages !== undefined && !Array.isArray(messages)) {
    return err(wrongType("messages", "an array"));
  }
  const toolNames = new Map<string, string>();
  for (const [index, message] of arrayOf(messages).entries()) {
    const path = indexPath("messages", index);
    if (!isObject(message)) return err(wrongType(path, "an object"));
    const read = readMessage(segments, path, message, toolNames);
    if (!read.ok) return read;
  }
  for (const member of ["tools", "functions"]) {
    for (const [index, tool] of arrayOf(body[member]).entries()) {
      addToolDefinition(segments, indexPath(member, index), tool);
    }
  }
  const prediction = body["prediction"];
  if (isObject(prediction)) {
    const origin = { kind: "assistant", direction: "input" } as const;
    const read = addContent(segments, origin, "prediction.content", prediction["content"]);
    if (!read.ok) return read;
  }
  return ok({
    model: textOf(body["model"]),
    streamed: body["stream"] === true,
    segments,
    session: sessionOf(body),
    endUser: textOf(body["safety_identifier"]) ?? textOf(body["user"]),
  });
}

function readMessage(
  segments: Segment[],
  path: string,
  message: JsonObject,
  toolNames: Map<string, string>,
): Result<null, FieldError> {
  const { role } = message;
  if (typeof role !== "string") return err(wrongType(keyPath(path, "role"), "a string"));
  // A role that we do not know could be read as anything: it is inspected like a user's.
  const kind = KIND_OF_ROLE.get(role) ?? "user";
  const tool = toolNames.get(keyOf(message["tool_call_id"])) ?? textOf(message["name"]);
  const origin = {
    kind,
    direction: "input" as const,
    ...(kind === "tool_result" && tool && { tool }),
  };
  const read = addContent(segments, origin, keyPath(path, "content"), message["content"]);
  if (!read.ok) return read;
  if (typeof message["refusal"] === "string") {
    addSegment(segments, origin, keyPath(path, "refusal"), message["refusal"]);
  }
  // Earlier calls are the assistant's own words by now: they were judged when they were made.
  for (const { id, name, argumentsPath, arguments: text } of readMessageCalls(path, message)) {
    toolNames.set(id, name);
    if (argumentsPath !== null) {
      addSegment(segments, { kind: "assistant", direction: "input" }, argumentsPath, text);
    }
  }
  return ok(null);
}

/** A session that the body names: its metadata, else its cache key. */
export function sessionOf(body: JsonObject): string | null {
  const { metadata } = body;
  const named = isObject(metadata) ? textOf(metadata["session_id"]) : null;
  return named ?? textOf(body["prompt_cache_key"]);
}

function readAnswer(body: JsonObject): Answer {
  const texts: Segment[] = [];
  const calls: ToolCall[] = [];
  const origin = { kind: "output", direction: "output" } as const;
  for (const [index, choice] of arrayOf(body["choices"]).entries()) {
    if (!isObject(choice)) continue;
    const path = indexPath("choices", index);
    if (typeof choice["text"] === "string") {
      addSegment(texts, origin, keyPath(path, "text"), choice["text"]);
    }
    const { message } = choice;
    if (!isObject(message)) continue;
    const messagePath = keyPath(path, "message");
    for (const [key, value] of Object.entries(message)) {
      if (NOT_TEXT.has(key)) continue;
      if (key === "audio" && isObject(value)) {
        addStrings(texts, origin, `${messagePath}.audio.transcript`, value["transcript"]);
      } else {
        addStrings(texts, origin, keyPath(messagePath, key), value);
      }
    }
    calls.push(...readMessageCalls(messagePath, message));
  }
  return { texts, calls, usage: usageOf(body["usage"]) };
}

/** The calls of a whole message. */
export function readMessageCalls(path: string, message: JsonObject): ToolCall[] {
  const calls: ToolCall[] = [];
  for (const [index, entry] of arrayOf(message["tool_calls"]).entries()) {
    if (!isObject(entry)) continue;
    calls.push(...readCallEntry(indexPath(keyPath(path, "tool_calls"), index), entry));
  }
  const legacy = message["function_call"];
  if (isObject(legacy)) {
    const callPath = keyPath(path, "function_call");
    calls.push({
      id: "",
      name: textOf(legacy["name"]) ?? "",
      kind: "json",
      arguments: textOf(legacy["arguments"]) ?? "",
      path: callPath,
      argumentsPath: keyPath(callPath, "arguments"),
    });
  }
  return calls;
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
      arguments: textOf(custom["input"]) ?? "",
      path,
      argumentsPath: `${path}.custom.input`,
    });
  }
  const called = entry["function"];
  if (isObject(called)) {
    calls.push({
      id,
      name: textOf(called["name"]) ?? "",
      kind: "json",
      arguments: textOf(called["arguments"]) ?? "",
      path,
      argumentsPath: `${path}.function.arguments`,
    });
  }
  if (calls.length > 0) return calls;
  // A kind of call that we do not know: its whole entry is what would be executed.
  const name = textOf(entry["type"]) ?? "unknown";
  return [{ id, name, kind: "json", arguments: JSON.stringify(entry), path, argumentsPath: null }];
}

/** Log probabilities repeat the tokens of the text. */
function withoutEchoes(data: string): string {
  if (!data.includes('"logprobs"')) return data;
  const body: unknown = JSON.parse(data);
  if (!isObject(body)) return data;
  const choices = arrayOf(body["choices"]).map((choice) =>
    isObject(choice) && choice["logprobs"] ? { ...choice, logprobs: null } : choice,
  );
  return JSON.stringify({ ...body, choices });
}
