// Assistants, threads, messages, runs and run steps: what their requests and whole answers say.
// Objects are read in `assistants-objects.ts`, streams in `assistants-stream.ts`. OpenAI has shut
// this API in August 2026; compatible servers still speak it.
import { indexPath, keyPath } from "../domain/json-path.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { Segment, SegmentKind } from "../domain/segment.ts";
import { readObject } from "./assistants-objects.ts";
import { createAssistantsStreamReader } from "./assistants-stream.ts";
import { sessionOf } from "./chat.ts";
import {
  addContent,
  addSegment,
  addStrings,
  addToolDefinition,
  wrongType,
  type Origin,
} from "./content.ts";
import { fields } from "./fields.ts";
import {
  arrayOf,
  isObject,
  textOf,
  type Answer,
  type FieldError,
  type JsonObject,
  type Protocol,
  type RequestFacts,
} from "./protocol.ts";
import { usageOf } from "./usage.ts";

export const assistants: Protocol = {
  name: "assistants",
  readRequest,
  readAnswer,
  createStreamReader: createAssistantsStreamReader,
  // Nothing repeats the tokens of a text here: annotations are texts of their own.
  withoutEchoes: (data) => data,
};

/** A map: a record would answer to `constructor` too. */
const KIND_OF_ROLE: ReadonlyMap<string, SegmentKind> = new Map([
  ["user", "user"],
  ["assistant", "assistant"],
]);

const SYSTEM: Origin = { kind: "system", direction: "input" };
const USER: Origin = { kind: "user", direction: "input" };

/** Texts of the developer: for the model, or for who looks an assistant up. */
const SYSTEM_MEMBERS = ["instructions", "additional_instructions", "name", "description"];
/** Lists of messages: of a thread, and of a run. */
const MESSAGE_LISTS = ["messages", "additional_messages"];
/** What is read by itself, or names other objects. */
const READ = new Set([
  ...SYSTEM_MEMBERS,
  ...MESSAGE_LISTS,
  "content",
  "role",
  "attachments",
  "thread",
  "tools",
  "tool_outputs",
  "metadata",
  "assistant_id",
  "tool_choice",
]);

/** One reader for all: no operation gives a member the meaning that another gives it. */
function readRequest(body: JsonObject): Result<RequestFacts, FieldError> {
  const segments: Segment[] = [];
  const read = readThings(segments, "", body);
  if (!read.ok) return read;
  const { thread } = body;
  if (thread !== undefined && thread !== null) {
    if (!isObject(thread)) return err(wrongType("thread", "an object"));
    const readThread = readThings(segments, "thread", thread);
    if (!readThread.ok) return readThread;
  }
  const inThread = isObject(thread) ? sessionOf(thread) : null;
  return ok({
    model: textOf(body["model"]),
    streamed: body["stream"] === true,
    segments,
    session: sessionOf(body) ?? inThread,
    endUser: textOf(body["safety_identifier"]) ?? textOf(body["user"]),
  });
}

/** Reads the members of a body, or of the thread in it. */
function readThings(segments: Segment[], path: string, body: JsonObject): Result<null, FieldError> {
  for (const member of SYSTEM_MEMBERS) {
    const value = body[member];
    const at = keyPath(path, member);
    if (typeof value === "string") addSegment(segments, SYSTEM, at, value);
    else if (value !== undefined && value !== null) return err(wrongType(at, "a string"));
  }
  // The body of a new message is the message.
  const told = body["content"] === undefined ? ok(null) : readMessage(segments, path, body);
  if (!told.ok) return told;
  for (const member of MESSAGE_LISTS) {
    const read = readList(body[member], keyPath(path, member), (at, item) =>
      readMessage(segments, at, item),
    );
    if (!read.ok) return read;
  }
  const outputs = readList(body["tool_outputs"], keyPath(path, "tool_outputs"), (at, item) =>
    readToolOutput(segments, at, item),
  );
  if (!outputs.ok) return outputs;
  for (const [index, tool] of arrayOf(body["tools"]).entries()) {
    addToolDefinition(segments, indexPath(keyPath(path, "tools"), index), tool);
  }
  addStrings(segments, USER, keyPath(path, "metadata"), body["metadata"]);
  return readUnknown(segments, path, body);
}

/** What is not known is read as a user's word. */
function readUnknown(
  segments: Segment[],
  path: string,
  body: JsonObject,
): Result<null, FieldError> {
  const rest = Object.fromEntries(Object.entries(body).filter(([key]) => !READ.has(key)));
  const read = fields.readRequest(path === "" ? rest : { [path]: rest });
  if (!read.ok) return read;
  segments.push(...read.value.segments);
  return ok(null);
}

type ReadItem = (path: string, item: JsonObject) => Result<null, FieldError>;

function readList(value: unknown, path: string, readItem: ReadItem): Result<null, FieldError> {
  if (value === undefined || value === null) return ok(null);
  if (!Array.isArray(value)) return err(wrongType(path, "an array"));
  for (const [index, item] of value.entries()) {
    const at = indexPath(path, index);
    if (!isObject(item)) return err(wrongType(at, "an object"));
    const read = readItem(at, item);
    if (!read.ok) return read;
  }
  return ok(null);
}

/** Attachments of a message are ids of files, inspected when they were uploaded. */
function readMessage(
  segments: Segment[],
  path: string,
  message: JsonObject,
): Result<null, FieldError> {
  const { role } = message;
  if (typeof role !== "string") return err(wrongType(keyPath(path, "role"), "a string"));
  // A role that we do not know could be read as anything: it is inspected like a user's.
  const origin = { kind: KIND_OF_ROLE.get(role) ?? "user", direction: "input" } as const;
  const read = addContent(segments, origin, keyPath(path, "content"), message["content"]);
  // The body's own metadata is read with the rest of it.
  if (read.ok && path !== "") {
    addStrings(segments, USER, keyPath(path, "metadata"), message["metadata"]);
  }
  return read;
}

/** What a tool said to the model's call; which tool, only the run knows. */
function readToolOutput(
  segments: Segment[],
  path: string,
  item: JsonObject,
): Result<null, FieldError> {
  const { output } = item;
  const at = keyPath(path, "output");
  if (output === undefined || output === null) return ok(null);
  if (typeof output !== "string") return err(wrongType(at, "a string"));
  addSegment(segments, { kind: "tool_result", direction: "input" }, at, output);
  return ok(null);
}

function readAnswer(body: JsonObject): Answer {
  const { texts, asked, steps, others } = readObject("", body);
  const calls = [...asked, ...steps.map(({ call }) => call), ...others];
  return { texts, calls, usage: usageOf(body["usage"]) };
}
