// Reads the event stream of a surface that has no protocol of its own: pictures, speech,
// transcriptions, agents, and what is not known yet. Each event is read by itself; only text that
// comes in `delta` members is put together.
import { isWithin } from "../domain/json-path.ts";
import type { Segment } from "../domain/segment.ts";
import { readFields } from "./fields.ts";
import {
  keyOf,
  NOTHING,
  parseObject,
  textOf,
  wholeSites,
  type FrameReading,
  type JsonObject,
  type ReadCall,
  type StreamError,
  type StreamReader,
} from "./protocol.ts";
import { encodeSse, type SseFrame } from "./sse.ts";
import { usageOf } from "./usage.ts";
import { TOO_DEEP } from "./walk.ts";

/** Deltas whose payload is base64, not text. */
const BINARY = /audio\.delta$/;

/** Pieces of a call's arguments: no surface that is read here is known to send them. */
const CALL_DELTA = /(?:function_call_arguments|custom_tool_call_input)\.(?:delta|done)$/;

/** Members that say which text a delta belongs to. */
const PLACE = ["item_id", "output_index", "content_index", "summary_index", "segment_id"] as const;

/** Starts a reader. It keeps nothing of what it has read. */
export function createFieldsStreamReader(): StreamReader {
  let callCount = 0;

  function read(frame: SseFrame): FrameReading {
    if (frame.data === null || frame.data === "") return NOTHING;
    if (frame.data.startsWith("[DONE]")) return { ...NOTHING, terminal: "complete" };
    if (frame.isAmbiguous) return { ...NOTHING, problem: "a line begins with a byte order mark" };
    const event = parseObject(frame.data);
    if (event === null) return { ...NOTHING, problem: "an event is not a JSON object" };
    const isError = frame.event === "error" || event["type"] === "error" || Boolean(event["error"]);
    return { ...readEvent(event, frame.event), terminal: isError ? "error" : null };
  }

  function readEvent(event: JsonObject, name: string | null): FrameReading {
    const type = textOf(event["type"]) ?? name ?? "";
    const { audio: _, delta: __, ...unheard } = event;
    const { texts, calls, isTooDeep } = readFields("", BINARY.test(type) ? unheard : event);
    const problem = isTooDeep ? TOO_DEEP : null;
    const rest = { ...NOTHING, ...readCalls(calls), problem, usage: usageOf(event["usage"]) };
    if (CALL_DELTA.test(type)) {
      const lost = "a call comes in pieces that nothing puts together";
      return { ...rest, wholes: texts, opensCall: true, problem: lost };
    }
    // A delta is a piece of a text, or an object of such pieces.
    const isPiece = ({ path, direction }: Segment): boolean =>
      direction === "output" && isWithin(path, "delta");
    const place = [type, ...PLACE.map((member) => keyOf(event[member]))].join("|");
    return {
      ...rest,
      wholes: texts.filter((text) => !isPiece(text)),
      pieces: texts
        .filter(isPiece)
        .map(({ path, text }) => ({ channel: `${place}|${path}`, path, text })),
    };
  }

  /** A call in such an event is whole, and judged at once. */
  function readCalls(
    calls: ReturnType<typeof readFields>["calls"],
  ): Pick<FrameReading, "calls" | "callSites" | "opensCall"> {
    if (calls.length === 0) return { calls: null, callSites: [], opensCall: false };
    const keyed = calls.map((call): ReadCall => {
      callCount += 1;
      return { ...call, key: String(callCount) };
    });
    return { calls: keyed, callSites: wholeSites(keyed), opensCall: true };
  }

  // No terminal event is common to all: a clean end is an end.
  return { read, isWhole: () => true, errorFrames };
}

function errorFrames(error: StreamError): readonly Uint8Array[] {
  return [encodeSse("error", JSON.stringify({ type: "error", error }))];
}
