// One JSON record of a file: a line of a batch's input or result, a training example, or data of
// any shape. It tells them apart by their members, never by the file's name.
import { indexPath, joinPaths, keyPath } from "../domain/json-path.ts";
import { LIMITS } from "../domain/limits.ts";
import type { Direction, Segment } from "../domain/segment.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import { chat } from "./chat.ts";
import { fields } from "./fields.ts";
import { isObject, textOf, type JsonObject } from "./protocol.ts";
import { responses } from "./responses.ts";
import { surfaceOf } from "./surface.ts";
import type { Origin } from "./walk.ts";

/** What a record says. Paths begin at the record. */
export interface FileRecord {
  readonly texts: readonly Segment[];
  /** Calls of an answer in a batch's result. */
  readonly calls: readonly ToolCall[];
  /** Set for a line of a batch's result: what the line that stands in its place is named by. */
  readonly result: BatchResult | null;
}

/** Names of a batch's result (platform.openai.com/docs/api-reference/batch/request-output). */
export interface BatchResult {
  readonly id: string | null;
  readonly customId: string | null;
}

/**
 * Reads a record that travels towards the model (`input`) or back (`output`). What a request or an
 * answer would say is read as there; all other strings, and keys that are sentences, are a document.
 */
export function readFileRecord(value: unknown, direction: Direction): FileRecord {
  if (isObject(value)) {
    if (direction === "output" && isObject(value["response"])) return readResult(value);
    if (direction === "input") {
      const request = readRequestLine(value) ?? readExample(value);
      if (request !== null) return { texts: request, calls: [], result: null };
    }
  }
  const texts: Segment[] = [];
  addAll(texts, originOf(direction), "", value, LIMITS.jsonDepthMax);
  return { texts, calls: [], result: null };
}

function originOf(direction: Direction): Origin {
  return { kind: direction === "input" ? "document" : "output", direction };
}

/** A line of a batch's input: a whole request to another operation. Null if it is none. */
function readRequestLine(line: JsonObject): Segment[] | null {
  const { body, url } = line;
  if (!isObject(body) || typeof url !== "string") return null;
  const path = /^(?:https?:\/\/[^/]{1,256})?\/v1(\/[^?#]*)/.exec(url)?.[1] ?? url;
  const read = surfaceOf("POST", path).protocol.readRequest(body);
  // A body that its own operation would not take is read as nobody's in particular.
  const facts = read.ok ? read : fields.readRequest(body);
  const texts = facts.ok ? within("body", facts.value.segments) : [];
  addRest(texts, originOf("input"), line, ["body", "url", "method"]);
  return texts;
}

/** A training example: a conversation, or one whose answers are compared. Null if it is none. */
function readExample(line: JsonObject): Segment[] | null {
  const { input } = line;
  const isComparison = isObject(input) && Array.isArray(input["messages"]);
  const conversation = isComparison ? input : line;
  if (!Array.isArray(conversation["messages"])) return null;
  const read = chat.readRequest(conversation);
  if (!read.ok) return null;
  const { segments } = read.value;
  if (!isComparison) return [...segments];
  const texts = within("input", segments);
  addRest(texts, originOf("input"), line, ["input"]);
  return texts;
}

/** A line of a batch's result: an answer as its client will read it. */
function readResult(line: JsonObject): FileRecord {
  const texts: Segment[] = [];
  const calls: ToolCall[] = [];
  const { response } = line;
  const body = isObject(response) ? response["body"] : undefined;
  if (isObject(body)) {
    const root = "response.body";
    for (const protocol of answerProtocols(body)) {
      const answer = protocol.readAnswer(body);
      texts.push(...within(root, answer.texts));
      calls.push(...answer.calls.map((call) => callWithin(root, call)));
    }
  } else if (isObject(response)) {
    addRest(texts, originOf("output"), response, []);
  }
  addRest(texts, originOf("output"), line, ["response"]);
  const result = { id: textOf(line["id"]), customId: textOf(line["custom_id"]) };
  return { texts, calls, result };
}

/** By what the body holds rather than by what it says it is: its readers do the same. */
function answerProtocols(body: JsonObject) {
  const protocols = [
    ...(Array.isArray(body["choices"]) ? [chat] : []),
    ...(Array.isArray(body["output"]) ? [responses] : []),
  ];
  return protocols.length > 0 ? protocols : [fields];
}

/** Texts of something that stands at `root`, by their paths from the top. */
export function within(root: string, segments: readonly Segment[]): Segment[] {
  return segments.map((segment) => ({ ...segment, path: joinPaths(root, segment.path) }));
}

/** A call of something that stands at `root`, by its paths from the top. */
export function callWithin(root: string, call: ToolCall): ToolCall {
  const { argumentsPath } = call;
  return {
    ...call,
    path: joinPaths(root, call.path),
    argumentsPath: argumentsPath === null ? null : joinPaths(root, argumentsPath),
  };
}

function addRest(
  texts: Segment[],
  origin: Origin,
  object: JsonObject,
  known: readonly string[],
): void {
  for (const [key, member] of Object.entries(object)) {
    if (!known.includes(key)) addAll(texts, origin, keyPath("", key), member, LIMITS.jsonDepthMax);
  }
}

/** Adds every string below a value, and the keys that are sentences: a file's reader sees them. */
function addAll(
  texts: Segment[],
  origin: Origin,
  path: string,
  value: unknown,
  depth: number,
): void {
  if (typeof value === "string") add(texts, origin, path, value);
  else if (depth === 0) return;
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      addAll(texts, origin, indexPath(path, index), item, depth - 1);
    }
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (/\s/.test(key)) add(texts, origin, `${path}{key}`, key);
      addAll(texts, origin, keyPath(path, key), item, depth - 1);
    }
  }
}

function add(texts: Segment[], origin: Origin, path: string, text: string): void {
  if (text !== "") texts.push({ ...origin, path, text });
}
