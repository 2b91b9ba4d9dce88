// Reads a Responses stream. The same text and the same call are told several times over (deltas, a
// done event, the item, the whole response): each telling is read, and tellings that disagree are a
// problem.
import { keyPath } from "../domain/json-path.ts";
import { LIMITS } from "../domain/limits.ts";
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
import { readResponse as readWhole } from "./responses-answer.ts";
import { isCallItem } from "./responses-calls.ts";
import { encodeSse, type SseFrame } from "./sse.ts";
import { usageOf } from "./usage.ts";
import {
  createWalk,
  OUTPUT,
  readMembers,
  TOO_DEEP,
  TOOL_RESULT,
  walkOf,
  type LateWalk,
  type Walk,
} from "./walk.ts";

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
const BINARY = /^response\.(?:audio|output_audio)\.delta$/;

/** What is said of a call whose deltas, item and response do not agree: clients differ in which
 * they execute. */
const DISAGREE = "a call's tellings disagree";

const TERMINALS = new Set(["response.completed", "response.incomplete", "response.failed"]);

/** Members that are read by themselves. */
const READ_APART = new Set(["item", "response", "logprobs", "delta"]);
const ONLY_DELTA = new Set(["delta"]);

/** Members that are read by themselves: but for `delta`, they are so only as objects. */
function apartFrom(event: JsonObject): ReadonlySet<string> {
  const isOdd = typeof event["item"] === "string" || typeof event["response"] === "string";
  return isOdd ? ONLY_DELTA : READ_APART;
}

/** Members that tell (part of) what a call does. */
const OF_CALL = new Set(["delta", "arguments", "input", "command", "diff", "logprobs"]);

/** Events that tell what a hosted tool gave back. */
const TOLD_BY_TOOL = /_call_output/;

/** Members of a delta that is an object: what a shell printed. */
const DELTA_MEMBERS = ["stdout", "stderr"];

/** Commands and patches that one stream may tell: as many as its calls, each of a few. */
const DOINGS_MAX = 4 * LIMITS.toolCallsHeldMax;

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
  /** Keys of items by their place, for events that name no item. */
  const byIndex = new Map<string, string>();
  /** What calls without arguments were told to do, by item. */
  const doings: { readonly key: string; readonly text: string }[] = [];
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
    const { item, response } = event;
    // Whatever is told of an item that is a call belongs to the call, also in words of tomorrow.
    const isOfCall = CALL_DELTAS.has(type) || (item === undefined && added.has(keyOfItem(event)));
    // Clients go by the type; what an event of another type carries besides is read all the same.
    let reading = isOfCall ? readCallDelta(event) : readText(type, event);
    if (isObject(item)) reading = both(reading, readItem(event, item));
    if (isObject(response)) reading = both(reading, readResponse(type, response));
    return reading;
  }

  function readCallDelta(event: JsonObject): FrameReading {
    const key = keyOfItem(event);
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
    for (const member of ["command", "diff"]) {
      const whole = event[member];
      if (typeof whole !== "string" || !String(event["type"]).endsWith(".done")) continue;
      // The action that is judged must be the one that was told.
      if (doings.length >= DOINGS_MAX) problem = "too many tool calls";
      else doings.push({ key, text: whole });
    }
    const late: LateWalk = { walk: null };
    readMembers(late, { path: "", object: event, origin: OUTPUT, except: OF_CALL });
    if (late.walk?.isTooDeep) problem ??= TOO_DEEP;
    return { ...NOTHING, wholes: late.walk?.texts ?? [], opensCall: true, callSites, problem };
  }

  function readItem(event: JsonObject, item: JsonObject): FrameReading {
    const isDone = event["type"] === "response.output_item.done";
    const walk = createWalk("answer");
    walk.value("item", item, OUTPUT);
    const [first, ...others] = walk.calls;
    const depth = walk.isTooDeep ? TOO_DEEP : null;
    if (first === undefined) return { ...NOTHING, wholes: walk.texts, problem: depth };
    const key = itemKey({ ...event, item_id: item["id"] ?? event["item_id"] });
    settleIndex(event, key);
    const isCall = isCallItem(item);
    if (!isDone && isCall) added.add(key);
    // Calls inside an item that is none are told whole.
    const inner = isCall ? others : walk.calls;
    const isTold = isCall && first.arguments !== "";
    const callSites = isTold ? [...siteOf(key, first.argumentsPath)] : [];
    let problem: string | null = depth;
    if (isDone && isCall) {
      const flaw = record(first, { key, path: pathOf(event) });
      problem ??= flaw;
    }
    for (const call of isDone ? inner : []) {
      const at = { key: `${key}:${call.path}`, path: pathOf(event) + call.path.slice(4) };
      callSites.push(...siteOf(at.key, call.argumentsPath));
      const flaw = record(call, at);
      problem ??= flaw;
    }
    return { ...NOTHING, wholes: walk.texts, opensCall: true, callSites, problem };
  }

  /** Some events name their item by its place only: what they told belongs to the item's key. */
  function settleIndex(event: JsonObject, key: string): void {
    const index = itemKey({ output_index: event["output_index"] });
    if (index === key || event["output_index"] === undefined) return;
    byIndex.set(index, key);
    const early = told.get(index);
    if (early === undefined) return;
    told.delete(index);
    told.set(key, early);
  }

  function keyOfItem(event: JsonObject): string {
    const key = itemKey(event);
    return byIndex.get(key) ?? key;
  }

  function readResponse(type: string, response: JsonObject): FrameReading {
    base = response;
    const output = readWhole("response", response);
    const isTerminal = TERMINALS.has(type);
    const callSites: CallSite[] = [];
    let problem: string | null = output.isTooDeep ? TOO_DEEP : null;
    for (const call of output.calls) {
      const key = keys.get(call.id) ?? `output:${call.path}`;
      callSites.push(...siteOf(key, call.argumentsPath));
      const flaw = record(call, { key, path: call.path.replace(/^response\./, "") });
      problem ??= flaw;
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
      id: textOf(response["id"]),
    };
  }

  function readText(type: string, event: JsonObject): FrameReading {
    const channel = channelOf(type, event);
    const isBinary = BINARY.test(type);
    const isLate = ended.has(channel);
    const isDelta = !isBinary && type.endsWith(".delta") && event["delta"] !== undefined && !isLate;
    const late: LateWalk = { walk: null };
    const origin = TOLD_BY_TOOL.test(type) ? TOOL_RESULT : OUTPUT;
    readMembers(late, { path: "", object: event, origin, except: apartFrom(event) });
    if (isDelta) {
      for (const [path, value] of partsOf(event["delta"])) walkOf(late).value(path, value, origin);
    } else if (!isBinary && event["delta"] !== undefined) {
      // A `delta` in an event of another name, or after its text's end, is no piece of a text that
      // we know.
      walkOf(late).value("delta", event["delta"], origin);
    }
    const { walk } = late;
    const whole = walk === null ? null : { wholes: walk.texts, ...unexpected(walk) };
    const reading = { ...NOTHING, ...whole };
    if (isDelta) return { ...reading, pieces: piecesOf(channel, event["delta"]) };
    if (isLate && type.endsWith(".delta")) {
      return { ...reading, problem: "a delta comes after its text ended" };
    }
    if (!type.endsWith(".done")) return reading;
    ended.add(channel);
    return { ...reading, ends: [channel, ...DELTA_MEMBERS.map((name) => `${channel}|${name}`)] };
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
    const begun = [...added, ...told.keys()];
    const isUnfinished = begun.some((key) => !calls.has(byIndex.get(key) ?? key));
    const disagrees = doings.some(({ key, text }) => {
      const call = calls.get(byIndex.get(key) ?? key);
      return call !== undefined && !call.arguments.includes(JSON.stringify(text));
    });
    return {
      calls: calls.size > 0 ? [...calls.values()] : null,
      problem: isUnfinished ? "a call was begun and never completed" : disagrees ? DISAGREE : null,
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

/** Calls in an event that tells of none are not known to any client. */
function unexpected({ calls, isTooDeep }: Walk): Pick<FrameReading, "opensCall" | "problem"> {
  return calls.length === 0
    ? { opensCall: false, problem: isTooDeep ? TOO_DEEP : null }
    : { opensCall: true, problem: "a tool call stands where no client looks for one" };
}

/** A delta is a text, or an object of texts: what a shell printed. */
function piecesOf(channel: string, delta: unknown): readonly TextPiece[] {
  if (typeof delta === "string")
    return delta === "" ? [] : [{ channel, path: "delta", text: delta }];
  if (!isObject(delta)) return [];
  return Object.entries(delta).flatMap(([name, text]): TextPiece[] =>
    typeof text === "string" && text !== ""
      ? [{ channel: `${channel}|${name}`, path: keyPath("delta", name), text }]
      : [],
  );
}

/** What of a delta is neither text nor an object of texts. */
function partsOf(delta: unknown): readonly (readonly [string, unknown])[] {
  if (typeof delta === "string") return [];
  if (!isObject(delta)) return [["delta", delta]];
  return Object.entries(delta).flatMap(([name, value]): (readonly [string, unknown])[] =>
    typeof value === "string" ? [] : [[keyPath("delta", name), value]],
  );
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
    id: b.id ?? a.id ?? null,
  };
}

/** The key of the item that an event tells of: its id, or where it stands if it has none. */
export function itemKey(event: JsonObject): string {
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
  const part = event["content_index"] ?? event["summary_index"] ?? event["command_index"] ?? "";
  return [kind, event["item_id"] ?? event["output_index"], part].map(keyOf).join("|");
}
