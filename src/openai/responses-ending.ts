// Brings a Responses stream that has begun to a well-formed end in which the model refuses: what is
// open is closed with what the client was told of it, then a message follows, then the whole
// response. It keeps what was told, because the end tells it once more.
// Order of events: OpenAI's streaming reference; `ResponseAccumulator` of the official SDK, 7.55,
// holds them against each other.
import { LIMITS } from "../domain/limits.ts";
import {
  isObject,
  parseObject,
  textOf,
  type JsonObject,
  type StreamEnding,
  type WholeSubstitute,
} from "./protocol.ts";
import { isCallItem } from "./responses-calls.ts";
import {
  NO_USAGE,
  saidId,
  saidItem,
  sayEvents,
  writeEvents,
  type Unnumbered,
} from "./responses-saying.ts";

/** How the text of a kind of part is told. */
interface PartKind {
  /** Member of the item that lists such parts, and of the events that says which one it is. */
  readonly list: "content" | "summary";
  readonly index: "content_index" | "summary_index";
  /** Member of the part, and of the event that tells it whole. */
  readonly member: "text" | "refusal";
  /** Members of a part of which only deltas were told. */
  readonly empty: JsonObject;
  /** The event behind the part. */
  readonly done: string;
}

const CONTENT = { list: "content", index: "content_index" } as const;
const CONTENT_DONE = "response.content_part.done";

/** By the beginning of the names of their events. */
const PART_KINDS: ReadonlyMap<string, PartKind> = new Map([
  [
    "response.output_text",
    {
      ...CONTENT,
      member: "text",
      empty: { type: "output_text", text: "", annotations: [] },
      done: CONTENT_DONE,
    },
  ],
  [
    "response.refusal",
    {
      ...CONTENT,
      member: "refusal",
      empty: { type: "refusal", refusal: "" },
      done: CONTENT_DONE,
    },
  ],
  [
    "response.reasoning_text",
    {
      ...CONTENT,
      member: "text",
      empty: { type: "reasoning_text", text: "" },
      done: CONTENT_DONE,
    },
  ],
  [
    "response.reasoning_summary_text",
    {
      list: "summary",
      index: "summary_index",
      member: "text",
      empty: { type: "summary_text", text: "" },
      done: "response.reasoning_summary_part.done",
    },
  ],
]);

/** A part of an open item, as the client knows it. */
interface Part {
  /** Beginning of the names of its events. */
  readonly name: string;
  readonly kind: PartKind;
  readonly position: number;
  part: JsonObject;
  /** Deltas that were told. */
  text: string;
  readonly annotations: unknown[];
  isTextDone: boolean;
  isDone: boolean;
}

/** An item, as the client knows it. */
interface Item {
  readonly item: JsonObject;
  readonly isDone: boolean;
  /** By list and position. */
  readonly parts: Map<string, Part>;
  /** Something of it was told that nobody here knows how to tell once more. */
  isOdd: boolean;
  /** How much of it is kept. */
  chars: number;
}

/** Starts on a stream; `whole` makes the stream where nothing of it has left yet. */
export function createResponsesEnding(
  whole: (of: WholeSubstitute) => readonly Uint8Array[],
): StreamEnding {
  const items = new Map<number, Item>();
  let response: JsonObject | null = null;
  let isBegun = false;
  let sequence = -1;
  /** How much is kept of items. */
  let chars = 0;
  /** What was told is too much, or can be executed, or names things that nobody knows. */
  let isSpoilt = false;

  function left(data: string): void {
    if (isSpoilt) return;
    isBegun = true;
    const event = parseObject(data);
    const type = textOf(event?.["type"]);
    if (event === null || type === null) return spoil();
    if (typeof event["sequence_number"] === "number") sequence = event["sequence_number"];
    if (isObject(event["response"])) response = event["response"];
    const index = event["output_index"];
    if (typeof index === "number") noteItem({ type, event, data }, index);
    else if (event["delta"] !== undefined || event["item"] !== undefined) spoil();
    if (chars > LIMITS.streamEndingCharsMax) spoil();
  }

  /** Nothing that was kept is needed any more. */
  function spoil(): void {
    isSpoilt = true;
    items.clear();
    response = null;
  }

  function noteItem({ type, event, data }: ToldEvent, index: number): void {
    const { item } = event;
    const known = items.get(index);
    const before = known?.chars ?? 0;
    if (isObject(item)) {
      const isDone = type === "response.output_item.done";
      items.set(index, { item, isDone, parts: new Map(), isOdd: false, chars: data.length });
      chars += data.length - before;
      // Calls that have left were judged and will be executed, unless an error follows them.
      const isOdd = !Number.isSafeInteger(index) || index < 0;
      if (isOdd || isCallItem(item) || items.size > LIMITS.streamTextsMax) spoil();
    } else if (known === undefined || known.isDone) {
      spoil();
    } else {
      known.isOdd ||= !notePart(known, { type, event, data });
      chars += known.chars - before;
    }
  }

  function finish(of: WholeSubstitute): readonly Uint8Array[] | null {
    if (isSpoilt) return null;
    if (!isBegun) return whole(of);
    if (response === null) return null;
    const sorted = [...items].toSorted(([a], [b]) => a - b);
    const closed = sorted.map(([index, item]) => closeItem(item, index));
    const index = 1 + Math.max(-1, ...items.keys());
    const id = saidId(of);
    const output: JsonObject[] = [];
    const events: Unnumbered[] = [];
    for (const one of closed) {
      if (one === null) return null;
      output.push(one.item);
      events.push(...one.events);
    }
    const completed = {
      ...response,
      status: "completed",
      completed_at: of.at,
      error: null,
      incomplete_details: null,
      output: [...output, saidItem(of, id)],
      usage: NO_USAGE,
    };
    return writeEvents(
      [
        ...events,
        ...sayEvents(of, { id, index }),
        { type: "response.completed", response: completed },
      ],
      sequence + 1,
    );
  }

  return { left, finish };
}

/** An event of a stream. */
interface ToldEvent {
  readonly type: string;
  readonly event: JsonObject;
  readonly data: string;
}

/** Notes an event about a part of an open item; false if it is about something else that grows. */
function notePart(of: Item, { type, event, data }: ToldEvent): boolean {
  const name = type.slice(0, type.lastIndexOf("."));
  const verb = type.slice(name.length + 1);
  if (name === "response.content_part" || name === "response.reasoning_summary_part") {
    const { part } = event;
    const known = isObject(part) ? partOf(of.parts, PART_NAMES.get(part["type"]), event) : null;
    if (known === null || !isObject(part)) return false;
    // Its text is kept by itself.
    known.part = { ...part, [known.kind.member]: "" };
    known.isDone = verb === "done";
    of.chars += known.isDone ? data.length - known.text.length : data.length;
    return true;
  }
  if (type === "response.output_text.annotation.added") {
    const known = partOf(of.parts, "response.output_text", event);
    known?.annotations.push(event["annotation"]);
    of.chars += data.length;
    return known !== null;
  }
  // News of how a hosted tool gets on say nothing that would have to be told again.
  if (!PART_KINDS.has(name)) return event["delta"] === undefined && FAILS.has(of.item["type"]);
  const known = partOf(of.parts, name, event);
  if (known === null) return false;
  const { delta } = event;
  const told = event[known.kind.member];
  if (verb === "delta" && typeof delta === "string") {
    known.text += delta;
    of.chars += delta.length;
    return true;
  }
  if (verb !== "done" || typeof told !== "string") return false;
  of.chars += told.length - known.text.length;
  known.text = told;
  known.isTextDone = true;
  return true;
}

/**
 * Calls of hosted tools that can be closed as failed with what they began with. Others owe a result
 * that some clients insist on.
 */
const FAILS = new Set<unknown>(["web_search_call", "file_search_call", "mcp_call"]);

/** Kinds of parts by their `type`. */
const PART_NAMES: ReadonlyMap<unknown, string> = new Map(
  [...PART_KINDS].map(([name, { empty }]) => [empty["type"], name]),
);

/** The part that an event is about; null where it does not say which, or says another than before. */
function partOf(
  parts: Map<string, Part>,
  name: string | undefined,
  event: JsonObject,
): Part | null {
  const kind = name === undefined ? undefined : PART_KINDS.get(name);
  if (name === undefined || kind === undefined) return null;
  const position = event[kind.index];
  if (typeof position !== "number") return null;
  const key = `${kind.list}|${position}`;
  const known = parts.get(key);
  if (known !== undefined) return known.name === name ? known : null;
  if (parts.size >= LIMITS.streamTextsMax) return null;
  const told = { text: "", annotations: [], isTextDone: false, isDone: false };
  const part: Part = { name, kind, position, part: kind.empty, ...told };
  parts.set(key, part);
  return part;
}

/** An item as it stands at the end, and the events that close it; null where nobody here knows how. */
function closeItem(
  { item, isDone, parts, isOdd }: Item,
  index: number,
): { readonly item: JsonObject; readonly events: readonly Unnumbered[] } | null {
  if (isDone) return { item, events: [] };
  const { id, type } = item;
  const isSpeech = type === "message" || type === "reasoning";
  if (isOdd || (!isSpeech && !FAILS.has(type))) return null;
  const lists: Record<"content" | "summary", JsonObject[]> = { content: [], summary: [] };
  const events: Unnumbered[] = [];
  const inOrder = [...parts.values()].toSorted((a, b) => a.position - b.position);
  for (const one of inOrder) {
    const { kind, name, position, text, annotations } = one;
    // Clients keep them in an array: one that is missing would be a hole in it.
    if (position !== lists[kind.list].length) return null;
    const part = {
      ...one.part,
      [kind.member]: text,
      ...(annotations.length > 0 && { annotations }),
    };
    const at = { item_id: id, output_index: index, [kind.index]: position };
    const logprobs = name === "response.output_text" ? { logprobs: [] } : {};
    if (!one.isTextDone) {
      events.push({ type: `${name}.done`, ...at, [kind.member]: text, ...logprobs });
    }
    if (!one.isDone) events.push({ type: kind.done, ...at, part });
    lists[kind.list].push(part);
  }
  const closed = {
    ...item,
    ...("status" in item && { status: isSpeech ? "incomplete" : "failed" }),
    ...(lists.content.length > 0 && { content: lists.content }),
    ...(lists.summary.length > 0 && { summary: lists.summary }),
  };
  events.push({ type: "response.output_item.done", output_index: index, item: closed });
  return { item: closed, events };
}
