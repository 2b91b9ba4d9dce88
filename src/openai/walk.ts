// Reads any JSON of the API, whatever it is: every string in it with who says it, and every call.
// It knows what items, messages and tool definitions look like wherever they stand. What it cannot
// tell apart it reads as the more suspicious; what it leaves out is named in `labels.ts`.
import { indexPath, keyPath } from "../domain/json-path.ts";
import { LIMITS } from "../domain/limits.ts";
import type { Direction, Segment, SegmentKind } from "../domain/segment.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import { readMessageCalls } from "./chat-calls.ts";
import { FILE_MEMBERS } from "./inline-files.ts";
import { isCredential, isFree, isPlainKey, isPlainName, isText } from "./labels.ts";
import { isObject, keyOf, textOf, type JsonObject } from "./protocol.ts";
import { argumentPaths, readCallItem, resultToolOf } from "./responses-calls.ts";

/** What is said of an event that is nested deeper than what is followed. */
export const TOO_DEEP = "an event is nested too deep";

/** Whose text it is. */
export interface Origin {
  readonly kind: SegmentKind;
  readonly direction: Direction;
  readonly tool?: string;
  /** Of a result whose tool is not known: the id of its call. */
  readonly callId?: string;
}

/** What the client says, unless something says otherwise. */
export const USER: Origin = { kind: "user", direction: "input" };
/** What developers say. */
export const SYSTEM: Origin = { kind: "system", direction: "input" };
/** What the model said before, sent back. */
export const ASSISTANT: Origin = { kind: "assistant", direction: "input" };
/** What a tool or a store said. */
export const TOOL_RESULT: Origin = { kind: "tool_result", direction: "input" };
/** What the model says now. */
export const OUTPUT: Origin = { kind: "output", direction: "output" };
/** What tools, schemas and formats say of themselves. */
const DEFINITION: Origin = { kind: "tool_definition", direction: "input" };

/** Who speaks in a role. A map: a record would answer to `constructor` too. */
export const KIND_OF_ROLE: ReadonlyMap<string, SegmentKind> = new Map([
  ["system", "system"],
  ["developer", "system"],
  ["user", "user"],
  ["assistant", "assistant"],
  ["tool", "tool_result"],
  ["function", "tool_result"],
]);

/** Origins are compared, and made once. */
const ORIGIN_OF_ROLE: ReadonlyMap<SegmentKind, Origin> = new Map(
  [...KIND_OF_ROLE.values()].map((kind) => [kind, { kind, direction: "input" }]),
);

/** Members whose text has an origin of its own, wherever they stand. */
const ORIGIN_OF_MEMBER: ReadonlyMap<string, Origin> = new Map([
  ["instructions", SYSTEM],
  ["additional_instructions", SYSTEM],
  ["tool_outputs", TOOL_RESULT],
  ["results", TOOL_RESULT],
]);

/** Members of an item that is a call which hold what came back, not what was asked. */
const RESULT_MEMBERS = new Set([
  "output",
  "outputs",
  "results",
  "result",
  "sources",
  "error",
  "logs",
]);

/** Members that hold tools, or schemas that the model is given. */
const DEFINITION_MEMBERS = new Set([
  "tools",
  "functions",
  "tool_choice",
  "response_format",
  "json_schema",
  "item_schema",
  "input_schema",
  "output_schema",
]);

/** Items in a request that repeat what the model said. */
const OWN_ITEMS = new Set(["reasoning", "compaction", "program", "mcp_approval_request"]);

/** Pages of what a store holds. */
const STORED_PAGE = /^vector_store\.(?:search_results|file_content)/;

/** Members of a tool below which names are those of parameters. */
const SCHEMA_MEMBERS = new Set(["parameters", "input_schema", "output_schema", "schema"]);

/** A value as the walk finds it. */
interface Place {
  readonly path: string;
  readonly origin: Origin;
  /** The nearest member's name; null where the caller chose it. */
  readonly name: string | null;
  /** The members of this object are named by the caller. */
  readonly isFree: boolean;
  /** It stands in the schema of a tool's parameters. */
  readonly isSchema: boolean;
  /** Who speaks is settled: what a tool or a user sends cannot call itself the developer's. */
  readonly isSettled: boolean;
  readonly depth: number;
}

/** Reads values into its lists. */
export interface Walk {
  readonly texts: readonly Segment[];
  /** Calls that the model makes now; in a request there are none: its calls are history. */
  readonly calls: readonly ToolCall[];
  /** Something was nested deeper than `LIMITS.jsonDepthMax`, and was not followed. */
  readonly isTooDeep: boolean;
  /** It went by a member that may hold a file. */
  readonly hasFiles: boolean;
  /** Reads a value. */
  value(path: string, value: unknown, origin: Origin): void;
  /** Reads a member of an object, by its name and by what it holds. */
  member(path: string, key: string, value: unknown, origin: Origin): void;
}

/** Starts a walk through a request or an answer. */
export function createWalk(side: "request" | "answer"): Walk {
  const texts: Segment[] = [];
  const calls: ToolCall[] = [];
  /** Tools by the ids of their calls, to name whose a result is. */
  const tools = new Map<string, string>();
  /** Paths of the arguments of calls: they are judged as calls and are no text. */
  const taken = new Set<string>();
  let isTooDeep = false;
  let hasFiles = false;

  function add(path: string, origin: Origin, text: string): void {
    if (text === "") return;
    texts.push(segmentOf(path, origin, text));
    // Whatever is in an answer goes to the client, also what was on its way to the model.
    if (side === "answer" && origin.direction === "input") {
      const told = segmentOf(path, OUTPUT, text);
      texts.push(origin.kind === "system" ? { ...told, isEcho: true } : told);
    }
  }

  /** Adds the name of a member. */
  function addName({ path, origin }: Place, name: string): void {
    texts.push({ ...segmentOf(path, origin, name), isFixed: true });
    if (side === "answer" && origin.direction === "input") {
      texts.push({ ...segmentOf(path, OUTPUT, name), isFixed: true });
    }
  }

  function read(value: unknown, place: Place): void {
    if (taken.size > 0 && taken.has(place.path)) return;
    if (typeof value === "string") {
      if (isText(place.name, value)) add(place.path, place.origin, value);
    } else if (place.depth === 0) {
      isTooDeep ||= typeof value === "object" && value !== null;
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) read(item, elementOf(place, index));
    } else if (isObject(value)) {
      if (place.origin.kind === "tool_definition") readDefinition(value, place);
      else readObject(value, place);
    }
  }

  function readObject(value: JsonObject, place: Place): void {
    takeCalls(value, place.path);
    const origin = place.isSettled
      ? settledOrigin(value, place.origin)
      : originOf(value, place.origin);
    const isSettled = place.isSettled || origin !== place.origin || "role" in value;
    for (const key of Object.keys(value)) {
      const item = value[key];
      const name = place.isFree ? null : key;
      hasFiles ||= FILE_MEMBERS.has(key);
      // Most members are told by a look, before any path is made.
      if (isNothing(name, item)) continue;
      // Log probabilities repeat the text; they go where something in it was redacted.
      if (name === "logprobs" && typeof item === "object") continue;
      const own = memberOrigin(value, key, { origin, isInner: place.isSettled });
      if (typeof item === "string") {
        readString(item, { path: place.path, key, name, origin: own });
        continue;
      }
      const inner = memberOf(place, key, isSettled || own !== origin);
      readMember(inner, { key, item, origin: own, isInner: place.isSettled });
    }
  }

  /** A member that is a text, as `readMember` reads it: nearly all that is read are such. */
  function readString(
    text: string,
    at: {
      readonly path: string;
      readonly key: string;
      readonly name: string | null;
      readonly origin: Origin;
    },
  ): void {
    if (!isText(at.name, text) || (at.name === "name" && isPlainName(text))) return;
    const path = keyPath(at.path, at.key);
    if (taken.size === 0 || !taken.has(path)) add(path, at.origin, text);
  }

  function readMember(
    place: Place,
    {
      key,
      item,
      origin,
      isInner,
    }: {
      readonly key: string;
      readonly item: unknown;
      readonly origin: Origin;
      /** The object that holds it stands inside what somebody says. */
      readonly isInner: boolean;
    },
  ): void {
    if (place.name === "name" && typeof item === "string" && isPlainName(item)) return;
    const isDefinition =
      typeof item === "object" && (DEFINITION_MEMBERS.has(key) || isFormat(key, item));
    if (isDefinition && place.name !== null && !isInner)
      return read(item, { ...place, origin: DEFINITION });
    read(item, { ...place, origin });
  }

  /** A tool, a schema or a format: what it says, and names that say more than a name does. */
  function readDefinition(value: JsonObject, place: Place): void {
    const tool = place.isSchema ? null : nameOf(value);
    const origin = tool === null ? place.origin : { ...place.origin, tool };
    for (const [key, item] of Object.entries(value)) {
      hasFiles ||= FILE_MEMBERS.has(key);
      if (!place.isSchema && isCredential(key)) continue;
      if (isPlainKey(key) && isNothing(place.isFree ? null : key, item)) continue;
      const isSchema = place.isSchema || SCHEMA_MEMBERS.has(key);
      const inner = { ...memberOf(place, key, true), origin, isSchema };
      if (!isPlainKey(key)) addName(inner, key);
      readWords(item, inner);
    }
  }

  /** Names without number or space in a definition say nothing but themselves. */
  function readWords(item: unknown, place: Place): void {
    if (Array.isArray(item)) {
      for (const [index, entry] of item.entries()) readWords(entry, elementOf(place, index));
    } else if (typeof item !== "string" || !isPlainName(item)) {
      read(item, place);
    } else if (place.name === "description" || place.name === "title") {
      read(item, place);
    }
  }

  /** Finds the calls in an object: it is one, or it is a message that has some. */
  function takeCalls(value: JsonObject, path: string): void {
    const call = readCallItem(path, value);
    const made = call === null ? readMessageCalls(path, value) : [call];
    for (const { id, name } of made) if (id !== "") tools.set(id, name);
    if (side === "request") return;
    for (const one of made) {
      calls.push(one);
      for (const argument of argumentPaths(one, value)) taken.add(argument);
    }
  }

  function originOf(value: JsonObject, origin: Origin): Origin {
    const { role, type, object } = value;
    if (typeof object === "string" && STORED_PAGE.test(object)) return TOOL_RESULT;
    if (typeof type === "string") {
      if (type.endsWith("_output")) return resultOrigin(value, origin);
      if (type === "mcp_approval_response") return USER;
      if (side === "request" && (type.endsWith("_call") || OWN_ITEMS.has(type))) return ASSISTANT;
    }
    const kind = typeof role === "string" ? KIND_OF_ROLE.get(role) : undefined;
    if (kind === undefined || origin.kind === "tool_result") return origin;
    if (kind === "tool_result") return resultOrigin(value, origin);
    // What the model says now and said then is told alike; the rest was on its way to it.
    if (kind === "assistant" && side === "answer") return origin;
    return ORIGIN_OF_ROLE.get(kind) ?? origin;
  }

  /** Inside what somebody says, only what makes it more suspicious counts. */
  function settledOrigin(value: JsonObject, origin: Origin): Origin {
    const { role, type } = value;
    const isResult =
      (typeof type === "string" && type.endsWith("_output")) ||
      role === "tool" ||
      role === "function";
    return isResult ? resultOrigin(value, origin) : origin;
  }

  function resultOrigin(value: JsonObject, origin: Origin): Origin {
    // Outputs of `local_shell` name the call in `id`.
    const id = keyOf(value["call_id"]) || keyOf(value["tool_call_id"]) || keyOf(value["id"]);
    const tool = tools.get(id) ?? textOf(value["name"]) ?? origin.tool;
    return resultOf(tool, id);
  }

  function memberOrigin(
    holder: JsonObject,
    key: string,
    { origin, isInner }: { readonly origin: Origin; readonly isInner: boolean },
  ): Origin {
    if (origin.kind === "tool_result") return origin;
    const { type } = holder;
    if (typeof type === "string" && CALL_ITEM.test(type) && RESULT_MEMBERS.has(key)) {
      return resultOf(resultToolOf(holder) ?? undefined, "");
    }
    // What a search came upon stands in its action, beside what was searched for.
    if (key === "sources" && type === "search") return resultOf("web_search", "");
    if (isInner) return origin;
    if (side === "request") {
      if (key === "tool_calls" || key === "function_call") return ASSISTANT;
      if (key === "output") return TOOL_RESULT;
    }
    return ORIGIN_OF_MEMBER.get(key) ?? origin;
  }

  function rootOf(path: string, origin: Origin): Place {
    const depth = LIMITS.jsonDepthMax;
    return { path, origin, name: null, isFree: false, isSchema: false, isSettled: false, depth };
  }

  return {
    texts,
    calls,
    get isTooDeep() {
      return isTooDeep;
    },
    value: (path, value, origin) => read(value, rootOf(path, origin)),
    get hasFiles() {
      return hasFiles;
    },
    member(path, key, item, origin) {
      hasFiles ||= FILE_MEMBERS.has(key);
      const own = ORIGIN_OF_MEMBER.get(key) ?? origin;
      const place = memberOf(rootOf(path, origin), key, own !== origin);
      readMember(place, { key, item, origin: own, isInner: false });
    },
  };
}

/** A walk that is begun only when there is something to read: most events of a stream hold nothing
 * but a piece of text and labels. */
export interface LateWalk {
  walk: Walk | null;
}

/** Reads the members of an answer's object, but those that are read by themselves. */
export function readMembers(
  late: LateWalk,
  of: {
    readonly path: string;
    readonly object: JsonObject;
    readonly origin: Origin;
    readonly except: ReadonlySet<string>;
  },
): void {
  const { path, object, origin, except } = of;
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (isNothing(key, value) || except.has(key)) continue;
    walkOf(late).member(path, key, value, origin);
  }
}

/** The walk, begun if it was not. */
export function walkOf(late: LateWalk): Walk {
  late.walk ??= createWalk("answer");
  return late.walk;
}

function segmentOf(path: string, { kind, direction, tool, callId }: Origin, text: string): Segment {
  if (tool !== undefined) return { kind, direction, tool, path, text };
  return callId === undefined
    ? { kind, direction, path, text }
    : { kind, direction, callId, path, text };
}

/** What a tool said; where nobody tells which, by the id of its call. */
export function resultOf(tool: string | undefined, callId: string): Origin {
  if (tool !== undefined) return { ...TOOL_RESULT, tool };
  return callId === "" ? TOOL_RESULT : { ...TOOL_RESULT, callId };
}

/** Items that are calls, with what came back in them. */
const CALL_ITEM = /_call$|^mcp_list_tools$|^command_execution$/;

/** Whether a member holds no text whatever stands around it. */
function isNothing(name: string | null, item: unknown): boolean {
  if (typeof item === "string") {
    return name === "name" ? isPlainName(item) : !isText(name, item);
  }
  return typeof item !== "object" || item === null;
}

// Each field by itself: places are made for every member, and a spread costs ten times as much.
function elementOf(place: Place, index: number): Place {
  return {
    path: indexPath(place.path, index),
    origin: place.origin,
    name: place.name,
    isFree: place.isFree,
    isSchema: place.isSchema,
    isSettled: place.isSettled,
    depth: place.depth - 1,
  };
}

function memberOf(place: Place, key: string, isSettled: boolean): Place {
  return {
    path: keyPath(place.path, key),
    origin: place.origin,
    name: place.isFree ? null : key,
    isFree: !place.isFree && isFree(key),
    isSchema: place.isSchema,
    isSettled,
    depth: place.depth - 1,
  };
}

/** `text.format` of Responses: a schema, under a name that is elsewhere a word. */
function isFormat(key: string, item: unknown): boolean {
  return key === "format" && isObject(item);
}

/** The name of a tool, wherever its kind keeps it. */
function nameOf(tool: JsonObject): string | null {
  const { function: called, custom } = tool;
  const inner = isObject(called) ? called : isObject(custom) ? custom : tool;
  return textOf(inner["name"]) ?? textOf(tool["server_label"]);
}
