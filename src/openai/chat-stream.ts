// Reads a Chat Completions stream. Clients disagree on odd deltas (two ids at one index, names in
// pieces, calls after the end): whatever they could read differently is reported as a problem.
import { indexPath, keyPath } from "../domain/json-path.ts";
import { LIMITS } from "../domain/limits.ts";
import { isText } from "./labels.ts";
import {
  arrayOf,
  isObject,
  NOTHING,
  parseObject,
  textOf,
  type CallSite,
  type FrameReading,
  type JsonObject,
  type ReadCall,
  type StreamError,
  type StreamReader,
  type TextPiece,
} from "./protocol.ts";
import { encodeSse, type SseFrame } from "./sse.ts";
import { usageOf } from "./usage.ts";
import { OUTPUT, readMembers, TOO_DEEP, walkOf, type LateWalk, type Walk } from "./walk.ts";

/** A call as its deltas have told it so far. */
interface OpenCall {
  readonly key: string;
  readonly path: string;
  id: string;
  name: string;
  kind: "json" | "text";
  arguments: string;
  /** It was reported as complete, and nothing was added since. */
  isReported: boolean;
}

interface Choice {
  readonly calls: Map<number | "function_call", OpenCall>;
  isFinished: boolean;
}

/** Members that are read by themselves, wherever in a chunk they stand. */
const READ_APART = new Set(["choices", "delta", "message", "text", "usage", "logprobs"]);

/** Nesting of a delta that is followed: real ones have a list of objects. */
const DELTA_DEPTH_MAX = 8;

/** Starts a reader. Its memory is that of the calls, which the caller bounds by bytes held. */
export function createChatStreamReader(): StreamReader {
  const choices = new Map<number, Choice>();

  function read(frame: SseFrame): FrameReading {
    if (frame.data === null) return NOTHING;
    if (frame.data.startsWith("[DONE]")) {
      return { ...NOTHING, calls: completeCalls(true), terminal: "complete" };
    }
    if (frame.isAmbiguous) return { ...NOTHING, problem: "a line begins with a byte order mark" };
    const body = parseObject(frame.data);
    if (body === null) return { ...NOTHING, problem: "an event is not a JSON object" };
    if (frame.event === "error" || body["error"]) return readError(body);
    return readChunk(body);
  }

  /** Some servers tell an error inside a chunk, and some clients read the chunk and not the error. */
  function readError(body: JsonObject): FrameReading {
    const reading = readChunk(body);
    const problem = reading.opensCall ? "an error event carries a tool call" : reading.problem;
    return { ...reading, calls: null, problem, terminal: "error" };
  }

  function readChunk(body: JsonObject): FrameReading {
    const reading = {
      walk: null as Walk | null,
      pieces: [] as TextPiece[],
      callSites: [] as CallSite[],
      problem: null as string | null,
    };
    let opensCall = false;
    if (isOddList(body["choices"])) reading.problem = "choices is not an array";
    for (const [position, entry] of arrayOf(body["choices"]).entries()) {
      if (!isObject(entry)) continue;
      const path = indexPath("choices", position);
      const index = typeof entry["index"] === "number" ? entry["index"] : position;
      const choice = choiceAt(index);
      const { delta, message } = entry;
      if (isObject(delta)) {
        readTexts({ reading, index }, { path: keyPath(path, "delta"), delta });
        opensCall = readCallDeltas(reading, { index, choice, path, delta }) || opensCall;
      }
      readMembers(reading, { path, object: entry, origin: OUTPUT, except: READ_APART });
      if (typeof entry["text"] === "string" && entry["text"] !== "") {
        reading.pieces.push({
          channel: `choices[${index}].text`,
          path: keyPath(path, "text"),
          text: entry["text"],
        });
      }
      if (isObject(message)) {
        // Not part of the protocol, but at least one client reads it.
        const walk = walkOf(reading);
        walk.value(keyPath(path, "message"), message, OUTPUT);
        if (walk.calls.length > 0) {
          reading.problem ??= "a tool call stands in a whole message inside a stream";
        }
      }
      if (entry["finish_reason"]) {
        choice.isFinished = true;
      }
    }
    readMembers(reading, { path: "", object: body, origin: OUTPUT, except: READ_APART });
    const { walk, pieces, callSites } = reading;
    if (walk?.isTooDeep) reading.problem ??= TOO_DEEP;
    if (walk !== null && walk.calls.length > 0) {
      opensCall = true;
      reading.problem ??= "a tool call stands where no client looks for one";
    }
    return {
      ...NOTHING,
      pieces,
      callSites,
      problem: reading.problem,
      wholes: walk?.texts ?? [],
      opensCall,
      calls: completeCalls(false),
      usage: usageOf(body["usage"]),
    };
  }

  function choiceAt(index: number): Choice {
    const known = choices.get(index);
    if (known) return known;
    const choice: Choice = { calls: new Map(), isFinished: false };
    choices.set(index, choice);
    return choice;
  }

  /** All calls that were not reported yet, once every choice that has begun is finished. */
  function completeCalls(isOver: boolean): readonly ReadCall[] | null {
    const all = [...choices.values()];
    const fresh = all.flatMap(({ calls }) =>
      [...calls.values()].filter((call) => !call.isReported),
    );
    if (fresh.length === 0) return null;
    if (!isOver && all.some(({ isFinished }) => !isFinished)) return null;
    for (const call of fresh) call.isReported = true;
    return fresh.map((call) => ({ ...call, argumentsPath: argumentsPathOf(call) }));
  }

  /** Every choice that has begun is finished, and there is one. */
  function isWhole(): boolean {
    return choices.size > 0 && [...choices.values()].every(({ isFinished }) => isFinished);
  }

  return { read, isWhole, errorFrames };
}

/** Where the arguments stand in the whole message, as a stream's client puts it together. */
function argumentsPathOf({ path, kind }: OpenCall): string {
  if (path.endsWith(".function_call")) return `${path}.arguments`;
  return kind === "text" ? `${path}.custom.input` : `${path}.function.arguments`;
}

interface Reading extends LateWalk {
  readonly pieces: TextPiece[];
  readonly callSites: CallSite[];
  problem: string | null;
}

/** Where what is read goes. */
interface Sink {
  readonly reading: Reading;
  /** Index of the choice. */
  readonly index: number;
}

/** Every string of a delta that is not known to be something else is text. */
function readTexts(
  sink: Sink,
  { path, delta }: { readonly path: string; readonly delta: JsonObject },
): void {
  for (const [key, value] of Object.entries(delta)) {
    const isCall = key === "tool_calls" || key === "function_call";
    if ((isCall && typeof value === "object") || key === "logprobs") continue;
    // Annotations come whole: what two of them say is not one text.
    if (key === "annotations") walkOf(sink.reading).member(path, key, value, OUTPUT);
    else
      readPieces(sink, { rest: keyPath("", key), path, name: key, depth: DELTA_DEPTH_MAX }, value);
  }
}

/** A string of a delta is a piece of the text that stands at the same place in the whole answer. */
function readPieces(
  sink: Sink,
  at: {
    readonly rest: string;
    readonly path: string;
    readonly name: string;
    readonly depth: number;
  },
  value: unknown,
): void {
  const { rest, name, depth } = at;
  const path = rest.startsWith("[") ? at.path + rest : `${at.path}.${rest}`;
  if (typeof value === "string") {
    if (!isText(name, value)) return;
    // Channels are named by the place of the text in the whole answer, which findings report.
    const channel = `choices[${sink.index}].message.${rest}`;
    sink.reading.pieces.push({ channel, path, text: value });
  } else if (depth === 0) {
    walkOf(sink.reading).value(path, value, OUTPUT);
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      readPieces(sink, { ...at, rest: indexPath(rest, index), depth: depth - 1 }, item);
    }
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      readPieces(sink, { ...at, rest: keyPath(rest, key), name: key, depth: depth - 1 }, item);
    }
  }
}

/** Adds the call deltas of one choice; true if there are any. */
function readCallDeltas(
  reading: Reading,
  at: {
    readonly index: number;
    readonly choice: Choice;
    readonly path: string;
    readonly delta: JsonObject;
  },
): boolean {
  const { choice, delta } = at;
  const entries = arrayOf(delta["tool_calls"]);
  const legacy = delta["function_call"];
  if (isOddList(delta["tool_calls"])) reading.problem ??= "tool_calls is not an array";
  if (entries.length === 0 && !isObject(legacy)) return false;
  if (choice.isFinished) reading.problem ??= "a tool call comes after its choice has finished";
  const deltaPath = keyPath(at.path, "delta");
  for (const [position, entry] of entries.entries()) {
    const path = indexPath(keyPath(deltaPath, "tool_calls"), position);
    if (!isObject(entry) || typeof entry["index"] !== "number") {
      reading.problem ??= "a tool call has no index";
      continue;
    }
    const slot = entry["index"];
    const whole = `choices[${at.index}].message.tool_calls[${slot}]`;
    if (choice.calls.size >= LIMITS.toolCallsHeldMax && !choice.calls.has(slot)) {
      reading.problem ??= "too many tool calls";
      continue;
    }
    const call = openCall(choice, slot, { key: `${at.index}.${slot}`, path: whole });
    addCallDelta(reading, call, { entry, path });
    readEntryRest(reading, path, entry);
  }
  if (isObject(legacy)) {
    const whole = `choices[${at.index}].message.function_call`;
    const call = openCall(choice, "function_call", { key: `${at.index}.fc`, path: whole });
    const path = keyPath(deltaPath, "function_call");
    addFunctionDelta(reading, call, { member: legacy, text: "arguments", path });
  }
  return true;
}

/** What an entry says beside its name and arguments. */
function readEntryRest(late: LateWalk, path: string, entry: JsonObject): void {
  for (const [key, value] of Object.entries(entry)) {
    if (!isObject(value)) {
      if (value !== undefined) walkOf(late).member(path, key, value, OUTPUT);
      continue;
    }
    for (const [leaf, item] of Object.entries(value)) {
      if (leaf === "name" || leaf === "arguments" || leaf === "input") continue;
      walkOf(late).member(keyPath(path, key), leaf, item, OUTPUT);
    }
  }
}

function openCall(
  choice: Choice,
  slot: number | "function_call",
  place: { readonly key: string; readonly path: string },
): OpenCall {
  const known = choice.calls.get(slot);
  if (known) {
    known.isReported = false;
    return known;
  }
  const told = { id: "", name: "", kind: "json", arguments: "", isReported: false } as const;
  const call: OpenCall = { ...place, ...told };
  choice.calls.set(slot, call);
  return call;
}

function addCallDelta(
  reading: Reading,
  call: OpenCall,
  { entry, path }: { readonly entry: JsonObject; readonly path: string },
): void {
  const id = textOf(entry["id"]);
  if (id !== null) {
    if (call.id !== "" && call.id !== id) reading.problem ??= "two tool calls share an index";
    call.id = id;
  }
  const { custom } = entry;
  const kind = isObject(custom) ? "text" : isObject(entry["function"]) ? "json" : call.kind;
  const isBegun = call.name !== "" || call.arguments !== "";
  if ((isBegun && kind !== call.kind) || (isObject(custom) && isObject(entry["function"]))) {
    // Clients read the one or the other.
    reading.problem ??= "a tool call is of two kinds";
  }
  call.kind = kind;
  if (isObject(custom)) {
    addFunctionDelta(reading, call, {
      member: custom,
      text: "input",
      path: keyPath(path, "custom"),
    });
  } else if (isObject(entry["function"])) {
    const member = entry["function"];
    addFunctionDelta(reading, call, { member, text: "arguments", path: keyPath(path, "function") });
  } else if (entry["type"] !== undefined && entry["type"] !== "function") {
    reading.problem ??= "a tool call is of an unknown kind";
  }
}

function addFunctionDelta(
  reading: Reading,
  call: OpenCall,
  at: { readonly member: JsonObject; readonly text: "arguments" | "input"; readonly path: string },
): void {
  const name = textOf(at.member["name"]);
  if (name !== null) {
    // Some clients join names, others keep the first or the last.
    if (call.name !== "" && call.name !== name) reading.problem ??= "a tool's name comes in pieces";
    call.name = name;
  }
  const text = at.member[at.text];
  if (text === undefined || text === null) return;
  if (typeof text !== "string") {
    // Some clients execute it; as a text it is at least judged.
    reading.problem ??= "a call's arguments are not a text";
    call.arguments += JSON.stringify(text);
    return;
  }
  call.arguments += text;
  reading.callSites.push({ callKey: call.key, path: keyPath(at.path, at.text), part: "delta" });
}

/** An object with numeric keys reads like an array in some clients. */
function isOddList(value: unknown): boolean {
  return value !== undefined && value !== null && !Array.isArray(value);
}

/** The shape that every measured client takes as an error and executes nothing after. */
function errorFrames(error: StreamError): readonly Uint8Array[] {
  return [encodeSse("error", JSON.stringify({ error })), encodeSse(null, "[DONE]")];
}
