// Assistants, threads, messages, runs and run steps: what their requests and whole answers say.
// Objects are read in `assistants-objects.ts`, streams in `assistants-stream.ts`. OpenAI has shut
// this API in August 2026; compatible servers still speak it.
import { indexPath, keyPath } from "../domain/json-path.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { SegmentKind } from "../domain/segment.ts";
import { readObject } from "./assistants-objects.ts";
import { createAssistantsStreamReader } from "./assistants-stream.ts";
import { checkContent, wrongType } from "./content.ts";
import {
  isObject,
  keyOf,
  type Answer,
  type FieldError,
  type JsonObject,
  type Protocol,
  type RequestFacts,
} from "./protocol.ts";
import { commonFacts } from "./request-facts.ts";
import { usageOf } from "./usage.ts";
import { createWalk, resultOf, SYSTEM, USER, type Walk } from "./walk.ts";

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
  "tool_outputs",
]);

/** One reader for all: no operation gives a member the meaning that another gives it. */
function readRequest(body: JsonObject): Result<RequestFacts, FieldError> {
  const walk = createWalk("request");
  const read = readThings(walk, "", body);
  if (!read.ok) return read;
  const { thread } = body;
  if (thread !== undefined && thread !== null) {
    if (!isObject(thread)) return err(wrongType("thread", "an object"));
    const readThread = readThings(walk, "thread", thread);
    if (!readThread.ok) return readThread;
  }
  const facts = commonFacts(body);
  const session = facts.session ?? (isObject(thread) ? commonFacts(thread).session : null);
  return ok({ ...facts, segments: walk.texts, hasFiles: walk.hasFiles, session });
}

/** Reads the members of a body, or of the thread in it. */
function readThings(walk: Walk, path: string, body: JsonObject): Result<null, FieldError> {
  for (const member of SYSTEM_MEMBERS) {
    const value = body[member];
    const at = keyPath(path, member);
    if (typeof value === "string") walk.value(at, value, SYSTEM);
    else if (value !== undefined && value !== null) return err(wrongType(at, "a string"));
  }
  // The body of a new message is the message.
  const told = body["content"] === undefined ? ok(null) : readMessage(walk, path, body);
  if (!told.ok) return told;
  for (const member of MESSAGE_LISTS) {
    const read = readList(body[member], keyPath(path, member), (at, item) =>
      readMessage(walk, at, item),
    );
    if (!read.ok) return read;
  }
  const outputs = readList(body["tool_outputs"], keyPath(path, "tool_outputs"), (at, item) =>
    readToolOutput(walk, at, item),
  );
  if (!outputs.ok) return outputs;
  // What is not known is read as a user's word.
  for (const [key, value] of Object.entries(body)) {
    if (!READ.has(key)) walk.member(path, key, value, USER);
  }
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
function readMessage(walk: Walk, path: string, message: JsonObject): Result<null, FieldError> {
  const { role } = message;
  if (typeof role !== "string") return err(wrongType(keyPath(path, "role"), "a string"));
  // A role that we do not know could be read as anything: it is inspected like a user's.
  const origin = { kind: KIND_OF_ROLE.get(role) ?? "user", direction: "input" } as const;
  const contentPath = keyPath(path, "content");
  const checked = checkContent(contentPath, message["content"]);
  if (!checked.ok) return checked;
  walk.value(contentPath, message["content"], origin);
  // The body's own metadata is read with the rest of it.
  if (path !== "") walk.value(keyPath(path, "metadata"), message["metadata"], USER);
  return ok(null);
}

/** What a tool said to the model's call; which tool, only the run knows, and who saw the call. */
function readToolOutput(walk: Walk, path: string, item: JsonObject): Result<null, FieldError> {
  const { output } = item;
  const at = keyPath(path, "output");
  if (output === undefined || output === null) return ok(null);
  if (typeof output !== "string") return err(wrongType(at, "a string"));
  walk.value(at, output, resultOf(undefined, keyOf(item["tool_call_id"])));
  return ok(null);
}

function readAnswer(body: JsonObject): Answer {
  const { texts, asked, steps, others, isTooDeep } = readObject("", body);
  const calls = [...asked, ...steps.map(({ call }) => call), ...others];
  return { texts, calls, isTooDeep, usage: usageOf(body["usage"]) };
}
