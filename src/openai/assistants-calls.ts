// The function calls of an Assistants stream. Deltas of a run step tell them in pieces, the step
// and the run that waits for them tell them whole: the tellings are matched here, and what they
// disagree on is a problem, because clients differ in which of them they execute.
import { keyPath } from "../domain/json-path.ts";
import { LIMITS } from "../domain/limits.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import { textOf, type CallSite, type JsonObject, type ReadCall } from "./protocol.ts";

/** What an event says of calls; filled as it is read. */
export interface CallsReading {
  readonly callSites: CallSite[];
  opensCall: boolean;
  problem: string | null;
}

/** Where a call stands in its step. */
export interface Slot {
  readonly step: string;
  readonly index: number;
}

/** How far a call is: the model may go on with it, the client is to execute it, or has. */
export type CallState = "open" | "asked" | "executed";

/** The calls of one stream. */
export interface CallLedger {
  /** Takes a piece of a call; `path` is that of the piece in the event, `place` that of the call. */
  takePiece(
    reading: CallsReading,
    at: {
      readonly slot: Slot;
      readonly path: string;
      readonly place: string;
      readonly entry: JsonObject;
      readonly called: JsonObject;
    },
  ): void;
  /** Takes a call that an event tells whole; `place` is where findings say that it stands. */
  takeWhole(
    reading: CallsReading,
    call: ToolCall,
    at: { readonly slot?: Slot; readonly place: string; readonly state: CallState },
  ): void;
  /** Whether only deltas have told some call so far. */
  hasUnfinished(): boolean;
  /** Whether some call may still be asked for. */
  hasOpen(): boolean;
  /** The calls that were told anything since they were last reported; null where there are none. */
  report(): readonly ReadCall[] | null;
}

interface Told {
  readonly key: string;
  id: string;
  name: string;
  kind: ToolCall["kind"];
  arguments: string;
  path: string;
  argumentsPath: string | null;
  /** An event has told it whole: nothing may come behind that. */
  isWhole: boolean;
  isExecuted: boolean;
  isReported: boolean;
}

const DISAGREE = "a call's tellings disagree";
const TOO_MANY = "too many tool calls";

/** Starts a ledger. Bounded by the number of calls and by the text of all arguments together. */
export function createCallLedger(): CallLedger {
  const calls: Told[] = [];
  const bySlot = new Map<string, Told>();
  const byId = new Map<string, Told>();
  let chars = 0;

  function takePiece(
    reading: CallsReading,
    { slot, path, place, entry, called }: Parameters<CallLedger["takePiece"]>[1],
  ): void {
    reading.opensCall = true;
    const slotKey = keyOfSlot(slot);
    const call = bySlot.get(slotKey) ?? open(reading, { path: place }, slotKey);
    if (call === null) return;
    const [id, name] = [textOf(entry["id"]), textOf(called["name"])];
    const text = called["arguments"];
    const isText = typeof text === "string";
    if (call.isWhole && (id !== null || name !== null || (isText && text !== ""))) {
      reading.problem ??= "a call goes on after it was told whole";
    }
    // The SDKs put together what is told twice; others keep the first or the last.
    if (id !== null && call.id !== "") reading.problem ??= "a call's id comes twice";
    else if (id !== null) identify(reading, call, id);
    if (name !== null && call.name !== "") reading.problem ??= "a tool's name comes in pieces";
    if (name !== null) call.name += name;
    if (text !== undefined && text !== null && !isText) {
      reading.problem ??= "a call's arguments are not a text";
    }
    call.isReported = false;
    if (!isText || !keepsText(reading, text)) return;
    call.arguments += text;
    const sitePath = keyPath(keyPath(path, "function"), "arguments");
    reading.callSites.push({ callKey: call.key, path: sitePath, part: "delta" });
  }

  function takeWhole(
    reading: CallsReading,
    call: ToolCall,
    { slot, place: toldAt, state }: Parameters<CallLedger["takeWhole"]>[2],
  ): void {
    reading.opensCall = true;
    const slotKey = slot === undefined ? null : keyOfSlot(slot);
    const found = (call.id === "" ? undefined : byId.get(call.id)) ?? bySlot.get(slotKey ?? "");
    const isSame = found === undefined || agrees(found, call);
    if (!isSame) reading.problem ??= DISAGREE;
    // A telling that disagrees is judged as a call of its own.
    const told = isSame ? (found ?? open(reading, call, slotKey)) : open(reading, call, null);
    if (told === null) return;
    if (isSame) putInSlot(told, slotKey);
    if (told.id === "" && call.id !== "") identify(reading, told, call.id);
    told.name = call.name;
    told.kind = call.kind;
    told.path = toldAt;
    told.argumentsPath =
      call.argumentsPath === null ? null : toldAt + call.argumentsPath.slice(call.path.length);
    told.isExecuted ||= state === "executed";
    told.isWhole ||= state !== "open" || call.arguments !== "";
    // What was judged before is judged again, so that what is redacted in it is redacted here too.
    told.isReported = false;
    if (call.arguments === "") return;
    if (told.arguments === "") {
      if (!keepsText(reading, call.arguments)) return;
      told.arguments = call.arguments;
    }
    if (call.argumentsPath === null) return;
    reading.callSites.push({ callKey: told.key, path: call.argumentsPath, part: "whole" });
  }

  function open(
    reading: CallsReading,
    { path }: Pick<ToolCall, "path">,
    slotKey: string | null,
  ): Told | null {
    if (calls.length >= LIMITS.toolCallsHeldMax) {
      reading.problem ??= TOO_MANY;
      return null;
    }
    const call: Told = {
      key: String(calls.length),
      id: "",
      name: "",
      kind: "json",
      arguments: "",
      path,
      argumentsPath: `${path}.function.arguments`,
      isWhole: false,
      isExecuted: false,
      isReported: false,
    };
    calls.push(call);
    putInSlot(call, slotKey);
    return call;
  }

  /** Deltas find a call by its slot, also where a whole telling was the first. */
  function putInSlot(call: Told, slotKey: string | null): void {
    if (slotKey === null || bySlot.has(slotKey)) return;
    if (bySlot.size < LIMITS.toolCallsHeldMax) bySlot.set(slotKey, call);
  }

  function identify(reading: CallsReading, call: Told, id: string): void {
    call.id = id;
    if (!byId.has(id)) byId.set(id, call);
    else if (byId.get(id) !== call) reading.problem ??= "two tool calls share an id";
  }

  /** Whether there is room for more text; the calls of a stream are kept until its end. */
  function keepsText(reading: CallsReading, text: string): boolean {
    chars += text.length;
    if (chars <= LIMITS.heldStreamBytesMax) return true;
    reading.problem ??= TOO_MANY;
    return false;
  }

  function report(): readonly ReadCall[] | null {
    const fresh = calls.filter(({ isReported }) => !isReported);
    for (const call of fresh) call.isReported = true;
    return fresh.length === 0 ? null : fresh.map((call) => ({ ...call }));
  }

  return {
    takePiece,
    takeWhole,
    hasUnfinished: () => calls.some(({ isReported, isWhole }) => !isReported && !isWhole),
    hasOpen: () => calls.some(({ isReported, isExecuted }) => !isReported && !isExecuted),
    report,
  };
}

function agrees(told: Told, call: ToolCall): boolean {
  return (
    (told.name === "" || told.name === call.name) &&
    (told.id === "" || call.id === "" || told.id === call.id) &&
    (told.arguments === "" || told.arguments === call.arguments)
  );
}

function keyOfSlot({ step, index }: Slot): string {
  return `${index}.${step}`;
}
