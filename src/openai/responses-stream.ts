// Reads a Responses stream. The same text and the same call are told several times over (deltas, a
// done event, the item, the whole response): each telling is read, and tellings that disagree are a
// problem.
import { LIMITS } from "../domain/limits.ts";
import type { Segment } from "../domain/segment.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import {
  isObject,
  keyOf,
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
import { isCallItem, readCallItem } from "./responses-calls.ts";
import { addItemTexts, readOutput } from "./responses-items.ts";
import { addStrings } from "./content.ts";
import { encodeSse, type SseFrame } from "./sse.ts";
import { usageOf } from "./usage.ts";

/** Deltas of calls that the client executes; they are held whether or not their item was told. */
const CALL_DELTAS = new Set([
  "response.function_call_arguments.delta",
  "response.function_call_arguments.done",
  "response.custom_tool_call_input.delta",
  "response.custom_tool_call_input.done",
  "response.shell_call_command.added",
  "response.shell_call_command.delta",
  "response.shell_call_command.done",
  "response.apply_patch_call_operation_diff.delta",
  "response.apply_patch_call_operation_diff.done",
]);

/** Deltas whose payload is base64, not text. */
const BINARY = /^response\.(?:audio|output_audio)\.delta$|partial_image$/;

/** What is said of a call whose deltas, item and response do not agree: clients differ in which
 * they execute. */
const DISAGREE = "a call's tellings disagree";

const TERMINALS = new Set(["response.completed", "response.incomplete", "response.failed"]);

/** Members that hold a whole text in a `done` event. */
const WHOLE_MEMBERS = ["text", "refusal", "transcript", "code", "arguments", "input", "part"];

/** Starts a reader. Its memory is that of the calls, which the caller bounds by bytes held. */
export function createResponsesStreamReader(): StreamReader {
  /** What deltas have told of each call's arguments, by item. */
  const told = new Map<string, string>();
  const ended = new Set<string>();
  /** Calls whose first event was seen. */
  const added = new Set<string>();
  const calls = new Map<string, ReadCall>();
  /** Keys of the calls by their ids, and the places that calls have. */
  const keys = new Map<string, string>();
  const paths = new Set<string>();
  let base: JsonObject = {};
  let sequence = 0;

  function read(frame: SseFrame): FrameReading {
    if (frame.data === null) return NOTHING;
    if (frame.data.startsWith("[DONE]")) return { ...NOTHING, ...conclude(), terminal: "complete" };
    if (frame.isAmbiguous) return { ...NOTHING, problem: "a line begins with a byte order mark" };
    const event = frame.json ?? parseObject(frame.data);
    if (event === null) return { ...NOTHING, problem: "an event is not a JSON object" };
    const type = textOf(event["type"]) ?? frame.event ?? "";
    if (typeof event["sequence_number"] === "number") sequence = event["sequence_number"];
    if (type === "error" || frame.event === "error" || (type === "" && event["error"])) {
      // Some clients go by the name of the event, others by the type in its data.
      const problem = type.startsWith("response.") ? "an error event carries another" : null;
      return { ...NOTHING, problem, terminal: "error" };
    }
    if (CALL_DELTAS.has(type)) return readCallDelta(event);
    // Clients go by the type; what an event of another type carries besides is read all the same.
    const { item, response } = event;
    let reading = readText(type, event);
    if (isObject(item)) reading = both(reading, readItem(event, item));
    if (isObject(response)) reading = both(reading, readResponse(type, response));
    return reading;
  }

  function readCallDelta(event: JsonObject): FrameReading {
    const key = itemKey(event);
    const callSites: CallSite[] = [];
    let problem: string | null = null;
    const { delta } = event;
    if (typeof delta === "string") {
      told.set(key, (told.get(key) ?? "") + delta);
      callSites.push({ callKey: key, path: "delta", part: "delta" });
    }
    for (const member of ["arguments", "input"]) {
      const whole = event[member];
      if (typeof whole !== "string") continue;
      if (!agrees(key, whole)) problem = DISAGREE;
      told.set(key, whole);
      callSites.push({ callKey: key, path: member, part: "whole" });
    }
    return { ...NOTHING, opensCall: true, callSites, problem };
  }

  function readItem(event: JsonObject, item: JsonObject): FrameReading {
    const isDone = event["type"] === "response.output_item.done";
    if (!isCallItem(item)) {
      const wholes: Segment[] = [];
      addItemTexts(wholes, { kind: "output", direction: "output" }, "item", item);
      return { ...NOTHING, wholes };
    }
    const key = itemKey({ ...event, item_id: item["id"] ?? event["item_id"] });
    if (!isDone) added.add(key);
    const call = readCallItem("item", item);
    if (call === null) return { ...NOTHING, opensCall: true };
    const callSites = call.arguments === "" ? [] : siteOf(key, call.argumentsPath);
    const problem = isDone ? record(call, { key, path: pathOf(event) }) : null;
    return { ...NOTHING, opensCall: true, callSites, problem };
  }

  function readResponse(type: string, response: JsonObject): FrameReading {
    base = response;
    const output = readOutput("response.output", response["output"]);
    const isTerminal = TERMINALS.has(type);
    const callSites: CallSite[] = [];
    let problem: string | null = null;
    for (const call of output.calls) {
      const key = keys.get(call.id) ?? `output:${call.path}`;
      callSites.push(...siteOf(key, call.argumentsPath));
      problem ??= record(call, { key, path: call.path.replace(/^response\./, "") });
    }
    const end = isTerminal ? conclude() : null;
    return {
      ...NOTHING,
      wholes: output.texts,
      callSites,
      opensCall: output.calls.length > 0,
      calls: end?.calls ?? null,
      problem: problem ?? end?.problem ?? null,
      terminal: end === null ? null : type === "response.failed" ? "error" : "complete",
      usage: usageOf(response["usage"]),
    };
  }

  function readText(type: string, event: JsonObject): FrameReading {
    if (BINARY.test(type)) return NOTHING;
    const channel = channelOf(type, event);
    const { delta } = event;
    if (type.endsWith(".delta") && delta !== undefined) {
      if (ended.has(channel)) return { ...NOTHING, problem: "a delta comes after its text ended" };
      if (typeof delta === "string") {
        const piece: TextPiece = { channel, path: "delta", text: delta };
        return delta === "" ? NOTHING : { ...NOTHING, pieces: [piece] };
      }
    }
    const wholes: Segment[] = [];
    const origin = { kind: "output", direction: "output" } as const;
    for (const member of WHOLE_MEMBERS) {
      const value = event[member];
      if (member === "part" && isObject(value)) addItemTexts(wholes, origin, member, value);
      else addStrings(wholes, origin, member, value);
    }
    if (event["annotation"] !== undefined) {
      addStrings(wholes, origin, "annotation", event["annotation"]);
    }
    if (!type.endsWith(".done")) return { ...NOTHING, wholes };
    ended.add(channel);
    return { ...NOTHING, wholes, ends: [channel] };
  }

  /** Keeps a complete call; a problem if it was told before and differently. */
  function record(
    call: ToolCall,
    { key, path }: { readonly key: string; readonly path: string },
  ): string | null {
    const before = calls.get(key);
    if (call.argumentsPath !== null && !agrees(key, call.arguments)) return DISAGREE;
    if (before && (before.arguments !== call.arguments || before.name !== call.name)) {
      return DISAGREE;
    }
    if (before) return null;
    if (calls.size >= LIMITS.toolCallsHeldMax) return "too many tool calls";
    const isTaken = paths.has(path);
    // Findings name the call by its place in the response, not in the event that told it.
    const argumentsPath =
      call.argumentsPath === null ? null : path + call.argumentsPath.slice(call.path.length);
    calls.set(key, { ...call, key, path, argumentsPath });
    keys.set(call.id, keys.get(call.id) ?? key);
    paths.add(path);
    return isTaken ? "two tool calls share an index" : null;
  }

  /** Whether a whole telling fits its deltas. A stream that was resumed may lack the first ones. */
  function agrees(key: string, whole: string): boolean {
    const deltas = told.get(key);
    if (deltas === undefined) return true;
    return added.has(key) ? deltas === whole : whole.endsWith(deltas);
  }

  /** All calls of the response, at its end. Deltas that no item ever completed are a problem. */
  function conclude(): Pick<FrameReading, "calls" | "problem"> {
    const unfinished = [...added, ...told.keys()].some((key) => !calls.has(key));
    return {
      calls: calls.size > 0 ? [...calls.values()] : null,
      problem: unfinished ? "a call was begun and never completed" : null,
    };
  }

  function errorFrames(error: StreamError): readonly Uint8Array[] {
    // `error` is what the SDKs raise; `response.failed` is what some agents wait for.
    const next = sequence + 1;
    const { message, code, param } = error;
    const flat = { type: "error", sequence_number: next, code, message, param, error };
    const response = {
      ...base,
      status: "failed",
      output: [],
      error: { code: "invalid_prompt", message },
    };
    const failed = { type: "response.failed", sequence_number: next + 1, response };
    return [
      encodeSse("error", JSON.stringify(flat)),
      encodeSse("response.failed", JSON.stringify(failed)),
    ];
  }

  return { read, isWhole: () => false, errorFrames };
}

/** Two readings of one event as one. */
function both(a: FrameReading, b: FrameReading): FrameReading {
  return {
    pieces: [...a.pieces, ...b.pieces],
    ends: [...a.ends, ...b.ends],
    wholes: [...a.wholes, ...b.wholes],
    callSites: [...a.callSites, ...b.callSites],
    opensCall: a.opensCall || b.opensCall,
    calls: b.calls ?? a.calls,
    problem: a.problem ?? b.problem,
    terminal: b.terminal ?? a.terminal,
    usage: b.usage ?? a.usage,
  };
}

function itemKey(event: JsonObject): string {
  return textOf(event["item_id"]) ?? `index:${keyOf(event["output_index"])}`;
}

function siteOf(callKey: string, path: string | null): readonly CallSite[] {
  return path === null ? [] : [{ callKey, path, part: "whole" }];
}

function pathOf(event: JsonObject): string {
  return typeof event["output_index"] === "number" ? `output[${event["output_index"]}]` : "output";
}

/** One text: the same for its deltas and its done event. */
function channelOf(type: string, event: JsonObject): string {
  const kind = type.replace(/\.(?:delta|done)$/, "");
  const part = event["content_index"] ?? event["summary_index"] ?? "";
  return [kind, event["item_id"] ?? event["output_index"], part].map(keyOf).join("|");
}
