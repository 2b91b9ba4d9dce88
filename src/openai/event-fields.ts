// Reads a WebSocket event by its fields: for the client's events, whose texts are known by where
// they stand, and for those of the upstream that no protocol knows.
import { fields, readFields } from "./fields.ts";
import type { Segment } from "../domain/segment.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import { keyOf, wholeSites, type JsonObject, type ReadCall } from "./protocol.ts";
import { SILENT, type ClientReading, type SocketReading } from "./socket-protocol.ts";

/**
 * Members that hold ids or sound: no model reads the former, no detector the latter. Sound stands
 * as base64 in `audio`, beside a `transcript` that is read.
 */
const NOT_TEXT = /(?:^|[.\]])(?:audio|[a-z_]+_id)$/;

/** The texts of an event that a client sends, each with its origin, and whether it may hold files. */
export function readSent(event: JsonObject): Pick<ClientReading, "segments" | "hasFiles"> {
  const read = fields.readRequest(event);
  if (!read.ok) return { segments: [], hasFiles: false };
  return { segments: read.value.segments.filter(isText), hasFiles: read.value.hasFiles };
}

/**
 * Reads an event of the upstream by its fields: texts and calls are whole in it, and judged at
 * once, but for a `delta`, which is a piece of a text that has no end that is known.
 */
export function readByFields(event: JsonObject, lane: string | null): SocketReading {
  const { delta } = event;
  const { texts, calls } = readFields("", event);
  const wholes = texts.filter(isText);
  const type = keyOf(event["type"]);
  const kind = type.replace(/\.(?:delta|done|completed)$/, "");
  const channel = [kind, ...PLACE.map((member) => keyOf(event[member]))].join("|");
  const ends = type === kind ? [] : [channel];
  const reading: SocketReading = { ...SILENT, lane, wholes, ...readCalls(calls), ends };
  if (typeof delta !== "string") return reading;
  return {
    ...reading,
    ends: [],
    lane: lane ?? `other:${type}`,
    wholes: wholes.filter(({ path }) => path !== "delta"),
    pieces: [{ channel, path: "delta", text: delta }],
    isEndless: true,
  };
}

/** Members that say which text a delta belongs to. */
const PLACE = ["item_id", "output_index", "content_index", "summary_index"] as const;

function readCalls(
  calls: readonly ToolCall[],
): Pick<SocketReading, "calls" | "callSites" | "opensCall"> {
  if (calls.length === 0) return { calls: null, callSites: [], opensCall: false };
  const keyed = calls.map((call, index): ReadCall => ({ ...call, key: `whole:${index}` }));
  return { calls: keyed, callSites: wholeSites(keyed), opensCall: true };
}

/** Whether a segment is one that someone reads. */
function isText({ path }: Segment): boolean {
  return !NOT_TEXT.test(path);
}
