// Reads any JSON of the API: for the surfaces that have no protocol of their own, and for those
// that nobody knew when this was written. It knows what texts and calls look like wherever they
// stand, not what an operation means; what it cannot tell apart it reads as the more suspicious.
import { indexPath, keyPath } from "../domain/json-path.ts";
import { ok } from "../domain/result.ts";
import type { Segment, SegmentKind } from "../domain/segment.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import { readMessageCalls, sessionOf } from "./chat.ts";
import { addSegment, addToolDefinition, type Origin } from "./content.ts";
import { createFieldsStreamReader } from "./fields-stream.ts";
import {
  arrayOf,
  isObject,
  textOf,
  type Answer,
  type JsonObject,
  type Protocol,
  type RequestFacts,
} from "./protocol.ts";
import { readCallItem } from "./responses-calls.ts";
import { usageOf } from "./usage.ts";

export const fields: Protocol = {
  name: "fields",
  readRequest: (body) => ok(readRequest(body)),
  readAnswer,
  createStreamReader: createFieldsStreamReader,
  withoutEchoes: (data) => data,
};

/** Nesting that is followed; a request is never deeper (`LIMITS.jsonDepthMax`). */
const DEPTH_MAX = 128;

/** Roles and who speaks in them. A map: a record would answer to `constructor` too. */
const KIND_OF_ROLE: ReadonlyMap<string, SegmentKind> = new Map([
  ["system", "system"],
  ["developer", "system"],
  ["user", "user"],
  ["assistant", "assistant"],
  ["tool", "tool_result"],
  ["function", "tool_result"],
]);

/** Members whose text has an origin of its own, wherever they stand. */
const KIND_OF_MEMBER: ReadonlyMap<string, SegmentKind> = new Map([
  ["instructions", "system"],
  ["additional_instructions", "system"],
  ["tool_outputs", "tool_result"],
  ["output", "tool_result"],
  ["results", "tool_result"],
]);

/**
 * Members that hold names, states, media or credentials whose purpose is to be sent: none is read
 * by a model or a person as text.
 */
const NOT_TEXT = new Set([
  "id",
  "object",
  "type",
  "role",
  "status",
  "model",
  "created_at",
  "encrypted_content",
  "b64_json",
  "partial_image_b64",
  "file_data",
  "embedding",
  "client_secret",
  "secret",
  "logprobs",
]);

/** An inline picture or sound: `data:image/png;base64,...`. Inline text is read. */
const MEDIA_URL = /^data:(?:image|audio|video)\//i;

function readRequest(body: JsonObject): RequestFacts {
  const walk = createWalk("input", null);
  walk.value("", body, { kind: "user", direction: "input" }, DEPTH_MAX);
  return {
    model: textOf(body["model"]),
    streamed: body["stream"] === true,
    segments: walk.texts,
    session: sessionOf(body),
    endUser: textOf(body["safety_identifier"]) ?? textOf(body["user"]),
  };
}

function readAnswer(body: JsonObject): Answer {
  const { texts, calls } = readFields("", body);
  return { texts, calls, usage: usageOf(body["usage"]) };
}

/** The texts and calls of a value that a model or a store gave back. */
export function readFields(
  path: string,
  value: unknown,
): { readonly texts: Segment[]; readonly calls: ToolCall[] } {
  const calls: ToolCall[] = [];
  const walk = createWalk("output", calls);
  walk.value(path, value, { kind: "output", direction: "output" }, DEPTH_MAX);
  return { texts: walk.texts, calls };
}

interface Walk {
  readonly texts: Segment[];
  value(path: string, value: unknown, origin: Origin, depth: number): void;
}

/** Walks a value. With `calls`, calls in it go there; without, they are what the model once said. */
function createWalk(direction: "input" | "output", calls: ToolCall[] | null): Walk {
  const texts: Segment[] = [];

  function value(path: string, item: unknown, origin: Origin, depth: number): void {
    if (typeof item === "string") {
      if (!MEDIA_URL.test(item)) addSegment(texts, origin, path, item);
    } else if (depth === 0) return;
    else if (Array.isArray(item)) {
      for (const [index, entry] of item.entries()) {
        value(indexPath(path, index), entry, origin, depth - 1);
      }
    } else if (isObject(item)) object(path, item, originOf(item, origin), depth);
  }

  function object(path: string, item: JsonObject, origin: Origin, depth: number): void {
    const own = callsOf(path, item);
    if (own.whole) return;
    for (const [key, member] of Object.entries(item)) {
      const memberPath = keyPath(path, key);
      if (NOT_TEXT.has(key) || own.members.has(key)) continue;
      if (key === "tools" || key === "functions") {
        for (const [index, tool] of arrayOf(member).entries()) {
          addToolDefinition(texts, indexPath(memberPath, index), tool);
        }
        continue;
      }
      value(memberPath, member, memberOrigin(key, origin), depth - 1);
    }
  }

  /** Takes the calls out of an object: it is one, or it is a message that has some. */
  function callsOf(
    path: string,
    item: JsonObject,
  ): { readonly whole: boolean; readonly members: ReadonlySet<string> } {
    const call = readCallItem(path, item);
    if (call !== null) {
      take([call]);
      return { whole: true, members: NONE };
    }
    const inMessage = readMessageCalls(path, item);
    if (inMessage.length === 0) return { whole: false, members: NONE };
    take(inMessage);
    return { whole: false, members: CALL_MEMBERS };
  }

  function take(own: readonly ToolCall[]): void {
    if (calls !== null) return void calls.push(...own);
    for (const call of own) {
      const origin = { kind: "assistant", direction: "input" } as const;
      addSegment(texts, origin, call.argumentsPath ?? call.path, call.arguments);
    }
  }

  /** In an answer, what a tool or a store said was on its way to the model. */
  function memberOrigin(key: string, origin: Origin): Origin {
    const kind = KIND_OF_MEMBER.get(key);
    if (kind === undefined || origin.kind === "tool_result") return origin;
    if (direction === "output" && kind !== "tool_result") return origin;
    return key === "output" && direction === "output" ? origin : { kind, direction: "input" };
  }

  function originOf(item: JsonObject, origin: Origin): Origin {
    const { role, type } = item;
    if (typeof type === "string" && type.endsWith("_output")) {
      return { kind: "tool_result", direction: "input" };
    }
    const kind = typeof role === "string" ? KIND_OF_ROLE.get(role) : undefined;
    if (kind === undefined) return origin;
    if (direction === "input") return { kind, direction };
    // What the model says now and said then is told alike; the rest was on its way to it.
    return kind === "assistant" ? origin : { kind, direction: "input" };
  }

  return { texts, value };
}

const NONE: ReadonlySet<string> = new Set();
const CALL_MEMBERS: ReadonlySet<string> = new Set(["tool_calls", "function_call"]);
