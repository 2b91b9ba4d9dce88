// Responses: what its requests, items and whole answers say. Streams are in `responses-stream.ts`.
import { indexPath, keyPath } from "../domain/json-path.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { Segment, SegmentKind } from "../domain/segment.ts";
import { sessionOf } from "./chat.ts";
import { addContent, addSegment, addToolDefinition, wrongType } from "./content.ts";
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
import { readCallItem } from "./responses-calls.ts";
import { responsesDrops } from "./responses-drop.ts";
import { addItemTexts, readOutput } from "./responses-items.ts";
import { createResponsesStreamReader } from "./responses-stream.ts";
import { usageOf } from "./usage.ts";

/** A map: a record would answer to `constructor` too. */
const KIND_OF_ROLE: ReadonlyMap<string, SegmentKind> = new Map([
  ["system", "system"],
  ["developer", "system"],
  ["user", "user"],
  ["assistant", "assistant"],
]);

export const responses: Protocol = {
  name: "responses",
  readRequest,
  readAnswer,
  createStreamReader: createResponsesStreamReader,
  withoutEchoes,
  drops: responsesDrops,
};

function readRequest(body: JsonObject): Result<RequestFacts, FieldError> {
  const segments: Segment[] = [];
  const { input, instructions, conversation } = body;
  const system = { kind: "system", direction: "input" } as const;
  const told = addContent(segments, system, "instructions", instructions);
  if (!told.ok) return told;
  if (typeof input === "string") {
    addSegment(segments, { kind: "user", direction: "input" }, "input", input);
  } else if (Array.isArray(input)) {
    const read = readItems(segments, input);
    if (!read.ok) return read;
  } else if (input !== undefined && input !== null) {
    return err(wrongType("input", "a string or an array of items"));
  }
  for (const [index, tool] of arrayOf(body["tools"]).entries()) {
    addToolDefinition(segments, indexPath("tools", index), tool);
  }
  const named = isObject(conversation) ? conversation["id"] : conversation;
  return ok({
    model: textOf(body["model"]),
    streamed: body["stream"] === true,
    segments,
    session: textOf(named) ?? sessionOf(body),
    endUser: textOf(body["safety_identifier"]) ?? textOf(body["user"]),
  });
}

function readItems(segments: Segment[], input: readonly unknown[]): Result<null, FieldError> {
  const toolNames = new Map<string, string>();
  for (const [index, item] of input.entries()) {
    const path = indexPath("input", index);
    if (!isObject(item)) return err(wrongType(path, "an object"));
    const call = readCallItem(path, item);
    if (call !== null) {
      // An earlier call was judged when it was made; by now it is the assistant's own word.
      toolNames.set(call.id, call.name);
      const origin = { kind: "assistant", direction: "input" } as const;
      addSegment(segments, origin, call.argumentsPath ?? path, call.arguments);
      continue;
    }
    const read = readInputItem(segments, path, item, toolNames);
    if (!read.ok) return read;
  }
  return ok(null);
}

function readInputItem(
  segments: Segment[],
  path: string,
  item: JsonObject,
  toolNames: ReadonlyMap<string, string>,
): Result<null, FieldError> {
  const { type, role } = item;
  if (type === undefined || type === "message") {
    const kind = KIND_OF_ROLE.get(keyOf(role)) ?? "user";
    const origin = { kind, direction: "input" } as const;
    return addContent(segments, origin, keyPath(path, "content"), item["content"]);
  }
  // Everything else that comes in was made by a tool, or by the model in an earlier turn. What is
  // neither marked as an output nor known is inspected as if a tool had said it.
  const isOwn = type === "reasoning" || type === "compaction";
  const tool = toolNames.get(keyOf(item["call_id"]));
  const origin = {
    kind: isOwn ? ("assistant" as const) : ("tool_result" as const),
    direction: "input" as const,
    ...(tool !== undefined && { tool }),
  };
  addItemTexts(segments, origin, path, item);
  return ok(null);
}

function readAnswer(body: JsonObject): Answer {
  const { texts, calls } = readOutput("output", body["output"]);
  return { texts, calls, usage: usageOf(body["usage"]) };
}

/** Log probabilities repeat the tokens of the text; they stand beside it at any depth. */
function withoutEchoes(data: string): string {
  if (!data.includes('"logprobs"')) return data;
  return JSON.stringify(JSON.parse(data), (key, value: unknown) =>
    key === "logprobs" && Array.isArray(value) ? [] : value,
  );
}
