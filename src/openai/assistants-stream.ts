// Reads the stream of a run. The name of an event says what ends with it; what an event tells is
// read by its shape, so that no name hides it. Text comes in message deltas and once more in the
// whole message: each telling is inspected by itself, so they need not be compared. Calls come in
// deltas of a run step and once more in the run that waits for them (`assistants-calls.ts`): they
// are judged there, before the first of their deltas leaves.
import { LIMITS } from "../domain/limits.ts";
import { createCallLedger, type CallsReading } from "./assistants-calls.ts";
import { deltaLeaves, entryPlace, memberPlace, type DeltaPlace } from "./assistants-deltas.ts";
import { readObject } from "./assistants-objects.ts";
import type { Segment } from "../domain/segment.ts";
import {
  isObject,
  keyOf,
  NOTHING,
  parseObject,
  type FrameReading,
  type JsonObject,
  type StreamError,
  type StreamReader,
  type TextPiece,
} from "./protocol.ts";
import { encodeSse, type SseFrame } from "./sse.ts";
import { usageOf } from "./usage.ts";
import { TOO_DEEP } from "./walk.ts";

/** After these the stream has nothing more to say but `done`, which some servers leave out. */
const RUN_ENDS = new Set([
  "thread.run.requires_action",
  "thread.run.completed",
  "thread.run.incomplete",
  "thread.run.failed",
  "thread.run.cancelled",
  "thread.run.expired",
]);

/** After these a message or a step tells no more deltas. */
const ITEM_ENDS =
  /^thread\.(?:message\.(?:completed|incomplete)|run\.step\.(?:completed|failed|cancelled|expired))$/;

/** A message or a step that deltas told something of. */
interface Item {
  /** How findings name it: by its turn, for an id may say anything. */
  readonly place: string;
  readonly channels: Set<string>;
}

interface Reading extends CallsReading {
  readonly pieces: TextPiece[];
  readonly wholes: Segment[];
}

/** Starts a reader. Its memory is that of the calls, and of the names of texts. */
export function createAssistantsStreamReader(): StreamReader {
  const ledger = createCallLedger();
  const items = new Map<string, Item>();
  const ended = new Set<string>();
  /** Places of results that were told. */
  const results = new Set<string>();
  const itemCounts = { messages: 0, steps: 0 };
  let oddCount = 0;
  let isRunOver = false;

  function read(frame: SseFrame): FrameReading {
    if (frame.data === null || frame.data === "") return NOTHING;
    if (frame.data.startsWith("[DONE]")) {
      return { ...NOTHING, calls: ledger.report(), terminal: "complete" };
    }
    if (frame.isAmbiguous) return { ...NOTHING, problem: "a line begins with a byte order mark" };
    const event = parseObject(frame.data);
    if (event === null) return { ...NOTHING, problem: "an event is not a JSON object" };
    const name = frame.event ?? "";
    // In an event of a thread `error` is a member like others to the official SDKs.
    const isError = name === "error" || (!name.startsWith("thread.") && Boolean(event["error"]));
    return isError ? readError(event) : readEvent(name, event);
  }

  function readError(event: JsonObject): FrameReading {
    const reading = readEvent("error", event);
    const problem = reading.opensCall ? "an error event carries a tool call" : reading.problem;
    return { ...reading, calls: null, problem, terminal: "error" };
  }

  function readEvent(name: string, event: JsonObject): FrameReading {
    const reading: Reading = {
      pieces: [],
      wholes: [],
      callSites: [],
      opensCall: false,
      problem: null,
    };
    const { delta, ...rest } = event;
    const isAsked = readWhole(reading, rest);
    if (delta !== undefined && delta !== null) readDelta(reading, event, delta);
    if (isAsked && ledger.hasUnfinished()) {
      reading.problem ??= "a call was begun and never asked for";
    }
    const isDone = name === "done";
    isRunOver ||= isDone || RUN_ENDS.has(name);
    const isFinal = isAsked || isDone || RUN_ENDS.has(name);
    return {
      ...reading,
      ends: ITEM_ENDS.test(name) ? endItem(keyOf(event["id"])) : [],
      calls: isFinal || !ledger.hasOpen() ? ledger.report() : null,
      terminal: isDone ? "complete" : null,
      usage: usageOf(event["usage"]),
    };
  }

  /** Reads what an event tells whole; whether it asks the client to execute calls. */
  function readWhole(reading: Reading, event: JsonObject): boolean {
    const { texts, asked, steps, others, isTooDeep } = readObject("", event);
    if (isTooDeep) reading.problem ??= TOO_DEEP;
    reading.wholes.push(...texts);
    for (const call of asked) ledger.takeWhole(reading, call, { place: call.path, state: "asked" });
    for (const { call, position, isExecuted } of steps) {
      const step = keyOf(event["id"]);
      const place = `${itemOf(reading, step, "steps").place}.${call.path}`;
      const state = isExecuted ? "executed" : "open";
      ledger.takeWhole(reading, call, { slot: { step, index: position }, place, state });
    }
    for (const call of others) {
      oddCount += 1;
      ledger.takeWhole(reading, call, { place: `events[${oddCount}].${call.path}`, state: "open" });
    }
    return asked.length > 0;
  }

  function readDelta(reading: Reading, event: JsonObject, delta: unknown): void {
    const id = keyOf(event["id"]);
    const details = isObject(delta) ? delta["step_details"] : undefined;
    const item = itemOf(reading, id, details === undefined ? "messages" : "steps");
    const at = { path: "delta", place: item.place };
    if (!isObject(delta)) return addPieces(reading, item, delta, at);
    const { step_details: _, ...rest } = delta;
    addPieces(reading, item, rest, at);
    if (details !== undefined) {
      readStepDelta(reading, { id, item }, details, memberPlace(at, "step_details"));
    }
    if (reading.pieces.length > 0 && ended.has(id)) {
      reading.problem ??= "a delta comes after its text ended";
    }
  }

  function readStepDelta(
    reading: Reading,
    { id, item }: { readonly id: string; readonly item: Item },
    details: unknown,
    at: DeltaPlace,
  ): void {
    if (!isObject(details)) return addPieces(reading, item, details, at);
    const { tool_calls: calls, message_creation: _, ...rest } = details;
    addPieces(reading, item, rest, at);
    if (calls === undefined || calls === null) return;
    if (!Array.isArray(calls)) {
      reading.opensCall = true;
      reading.problem ??= "tool_calls is not an array";
      return addPieces(reading, item, calls, memberPlace(at, "tool_calls"));
    }
    const callsAt = memberPlace(at, "tool_calls");
    for (const [position, entry] of calls.entries()) {
      const index = isObject(entry) ? entry["index"] : null;
      if (!isObject(entry) || typeof index !== "number") {
        reading.opensCall = true;
        reading.problem ??= "a tool call has no index";
      }
      if (!isObject(entry)) continue;
      const slot = { step: id, index: typeof index === "number" ? index : position };
      readCallDelta(reading, { slot, item }, entry, entryPlace(entry, position, callsAt));
    }
  }

  function readCallDelta(
    reading: Reading,
    { slot, item }: { readonly slot: { step: string; index: number }; readonly item: Item },
    entry: JsonObject,
    at: DeltaPlace,
  ): void {
    const { function: called, code_interpreter: code, file_search: search, ...rest } = entry;
    if (isObject(called)) {
      ledger.takePiece(reading, { slot, ...at, entry, called });
      const { name: _, arguments: __, output, ...more } = called;
      const functionAt = memberPlace(at, "function");
      addResult(reading, output, memberPlace(functionAt, "output"));
      addPieces(reading, item, more, functionAt);
    }
    if (isObject(code)) {
      const { outputs, ...told } = code;
      const codeAt = memberPlace(at, "code_interpreter");
      addPieces(reading, item, told, codeAt);
      addResult(reading, outputs, memberPlace(codeAt, "outputs"));
    }
    if (search !== undefined) addResult(reading, search, memberPlace(at, "file_search"));
    addPieces(reading, item, rest, at);
    const isKnown = isObject(called) || isObject(code) || search !== undefined;
    if (!isKnown && entry["type"] !== undefined && !KNOWN_TYPES.has(entry["type"])) {
      // Perhaps one that the client executes.
      reading.opensCall = true;
      reading.problem ??= "a tool call is of an unknown kind";
    }
  }

  function addPieces(reading: Reading, item: Item, value: unknown, at: DeltaPlace): void {
    const leaves = deltaLeaves(value, at);
    if (leaves === null) {
      reading.problem ??= TOO_DEEP;
      return;
    }
    for (const { path, place, text } of leaves) {
      item.channels.add(place);
      reading.pieces.push({ channel: place, path, text });
    }
  }

  /** What a tool said comes in one piece: it goes by rules of texts that are known whole. */
  function addResult(reading: Reading, value: unknown, at: DeltaPlace): void {
    const leaves = deltaLeaves(value, at);
    if (leaves === null) {
      reading.problem ??= TOO_DEEP;
      return;
    }
    for (const { path, place, text } of leaves) {
      if (results.has(place)) reading.problem ??= "a tool's result comes in pieces";
      else if (results.size >= LIMITS.streamTextsMax) reading.problem ??= "too many results";
      else results.add(place);
      reading.wholes.push({ kind: "tool_result", direction: "input", path, text });
    }
  }

  function itemOf(reading: Reading, id: string, kind: "messages" | "steps"): Item {
    const known = items.get(id);
    if (known) return known;
    const item = { place: `${kind}[${itemCounts[kind]}]`, channels: new Set<string>() };
    itemCounts[kind] += 1;
    if (items.size < LIMITS.streamTextsMax) items.set(id, item);
    else reading.problem ??= "too many messages and steps";
    return item;
  }

  /** Ends the texts of a message or step. What follows all the same is a new text. */
  function endItem(id: string): readonly string[] {
    const item = items.get(id);
    if (item === undefined) return [];
    items.delete(id);
    if (item.channels.size > 0) ended.add(id);
    return [...item.channels];
  }

  return { read, isWhole: () => isRunOver, errorFrames };
}

/** Calls that are begun with no more than their type. */
const KNOWN_TYPES = new Set<unknown>(["function", "code_interpreter", "file_search"]);

/**
 * `error` is what the official SDKs raise, and nothing comes behind it: `done` would say to others
 * that the stream is whole.
 */
function errorFrames(error: StreamError): readonly Uint8Array[] {
  return [encodeSse("error", JSON.stringify({ error }))];
}
