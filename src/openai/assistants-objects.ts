// The objects of the Assistants API: assistants, threads, messages, runs, run steps and lists of
// them, as answers and events carry them. Read by their shape, not by the name that they go by:
// what a client would execute or show is found wherever an upstream puts it.
import { indexPath, keyPath } from "../domain/json-path.ts";
import type { Segment } from "../domain/segment.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import { readCallEntry } from "./chat-calls.ts";
import { arrayOf, isObject, textOf, type JsonObject } from "./protocol.ts";
import { isCallItem } from "./responses-calls.ts";
import { createWalk, OUTPUT, resultOf, SYSTEM, USER, type Origin } from "./walk.ts";

/** A function call that a run step tells. */
export interface StepCall {
  readonly call: ToolCall;
  /** Its place in the step's list. */
  readonly position: number;
  /** It has an output: the client has executed it. */
  readonly isExecuted: boolean;
}

/** What an object says. */
export interface ObjectReading {
  readonly texts: Segment[];
  /** Calls that a run asks the client to execute. */
  readonly asked: ToolCall[];
  /** Function calls of run steps. */
  readonly steps: StepCall[];
  /** Calls in places where this API has none. */
  readonly others: ToolCall[];
  /** Something in it is nested deeper than is followed. */
  isTooDeep: boolean;
}

/** Lists hold objects, not lists: one more is for what nobody has thought of. */
const LISTS_MAX = 2;

/** What the customer said of an assistant, a run or a thread, and is told again. */
const OWN_WORDS: ReadonlyMap<string, Origin> = new Map<string, Origin>([
  ["instructions", SYSTEM],
  ["additional_instructions", SYSTEM],
  ["name", SYSTEM],
  ["description", SYSTEM],
  ["metadata", USER],
]);

/** Names of other objects. */
const IDS = new Set([
  "assistant_id",
  "thread_id",
  "run_id",
  "first_id",
  "last_id",
  "attachments",
  "tool_resources",
]);

/** Reads an object that stands at `path`. */
export function readObject(path: string, object: JsonObject): ObjectReading {
  const reading: ObjectReading = {
    texts: [],
    asked: [],
    steps: [],
    others: [],
    isTooDeep: false,
  };
  addObject(reading, path, object, LISTS_MAX);
  return reading;
}

function addObject(
  reading: ObjectReading,
  path: string,
  object: JsonObject,
  listsLeft: number,
): void {
  if (isCallItem(object)) return addRest(reading, OUTPUT, path, object);
  const rest = Object.entries(object).filter(([key, value]) => {
    const at = keyPath(path, key);
    const own = OWN_WORDS.get(key);
    if (own !== undefined) addRest(reading, own, at, value);
    else if (key === "required_action") addAsked(reading, at, value);
    else if (key === "step_details") addStepDetails(reading, at, value);
    else if (key === "data" && Array.isArray(value) && listsLeft > 0) {
      addList(reading, at, value, listsLeft - 1);
    } else return !IDS.has(key);
    return false;
  });
  addRest(reading, OUTPUT, path, Object.fromEntries(rest));
}

function addList(
  reading: ObjectReading,
  path: string,
  list: readonly unknown[],
  listsLeft: number,
): void {
  for (const [index, item] of list.entries()) {
    const at = indexPath(path, index);
    if (isObject(item)) addObject(reading, at, item, listsLeft);
    else addRest(reading, OUTPUT, at, item);
  }
}

/** What has no meaning of its own here: texts and calls by what they look like. */
function addRest(reading: ObjectReading, origin: Origin, path: string, value: unknown): void {
  const walk = createWalk("answer");
  walk.value(path, value, origin);
  reading.texts.push(...walk.texts);
  reading.others.push(...walk.calls);
  reading.isTooDeep ||= walk.isTooDeep;
}

/**
 * Reads what a run waits for: `submit_tool_outputs`, or an action of another name with calls in it
 * (Azure asks for approvals that way).
 */
function addAsked(reading: ObjectReading, path: string, value: unknown): void {
  if (!isObject(value)) return addRest(reading, OUTPUT, path, value);
  for (const [key, member] of Object.entries(value)) {
    const at = keyPath(path, key);
    if (!isObject(member) || !Array.isArray(member["tool_calls"])) {
      addRest(reading, OUTPUT, path, { [key]: member });
      continue;
    }
    const { tool_calls: calls, ...rest } = member;
    for (const [index, entry] of arrayOf(calls).entries()) {
      if (isObject(entry)) {
        reading.asked.push(...readCallEntry(indexPath(keyPath(at, "tool_calls"), index), entry));
      }
    }
    addRest(reading, OUTPUT, at, rest);
  }
}

function addStepDetails(reading: ObjectReading, path: string, details: unknown): void {
  if (!isObject(details) || !Array.isArray(details["tool_calls"])) {
    if (!isObject(details)) return addRest(reading, OUTPUT, path, details);
    const { message_creation: _, ...rest } = details;
    return addRest(reading, OUTPUT, path, rest);
  }
  const { tool_calls: calls, message_creation: _, ...rest } = details;
  for (const [position, entry] of arrayOf(calls).entries()) {
    const at = indexPath(keyPath(path, "tool_calls"), position);
    if (isObject(entry)) addStepEntry(reading, at, entry, position);
    else addRest(reading, OUTPUT, at, entry);
  }
  addRest(reading, OUTPUT, path, rest);
}

/** What the upstream's own tools were told is the model's word; what they said is a tool's. */
function addStepEntry(
  reading: ObjectReading,
  path: string,
  entry: JsonObject,
  position: number,
): void {
  const { function: called, code_interpreter: code, file_search: search, ...rest } = entry;
  if (isObject(called)) {
    const { output } = called;
    const isExecuted = typeof output === "string";
    const calls = readCallEntry(path, { id: entry["id"], function: called });
    reading.steps.push(...calls.map((call) => ({ call, position, isExecuted })));
    if (isExecuted) {
      const origin = resultOf(textOf(called["name"]) ?? undefined, "");
      addRest(reading, origin, `${path}.function.output`, output);
    }
  }
  if (isObject(code)) {
    const { outputs, ...told } = code;
    const at = keyPath(path, "code_interpreter");
    addRest(reading, OUTPUT, at, told);
    addRest(reading, resultOf("code_interpreter", ""), keyPath(at, "outputs"), outputs);
  }
  if (search !== undefined) {
    addRest(reading, resultOf("file_search", ""), keyPath(path, "file_search"), search);
  }
  addRest(reading, OUTPUT, path, rest);
}
