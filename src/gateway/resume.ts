// A stream that the client asks to be resumed behind an event that it has. What begins in the
// middle of a text or a call cannot be judged, so the upstream is asked for the whole stream: all of
// it is inspected, and the events that the client has are dropped on their way out.
import { LIMITS } from "../domain/limits.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { parseObject } from "../openai/protocol.ts";
import { concat, createSseSplitter, type SseFrame } from "../openai/sse.ts";
import type { StreamInspection } from "../inspection/inspect-stream.ts";
import { REFUSALS, type Refusal } from "../inspection/refusal.ts";
import { alteredInspection } from "./altered-inspection.ts";
import type { Route } from "./route.ts";

/** What to ask of the upstream, and what the client has already. */
export interface Resumption {
  /** The query with its question mark, or an empty string. */
  readonly query: string;
  /** Sequence number of the last event that the client has; null where it has none. */
  readonly after: number | null;
}

const RETRIEVED = /^\/responses\/[^/]+\/?$/;

/**
 * Reads `starting_after` of a request for the stream of a response. Fails where it is not one whole
 * number: the upstream could read another out of it.
 */
export function readResumption(
  method: string,
  { path, query }: Pick<Route, "path" | "query">,
): Result<Resumption, Refusal> {
  const asked = new URLSearchParams(query);
  const given = asked.getAll("starting_after");
  const isStream = method === "GET" && RETRIEVED.test(path) && asked.get("stream") !== null;
  const [text] = given;
  if (!isStream || text === undefined) return ok({ query, after: null });
  if (given.length > 1 || !/^\d{1,15}$/.test(text)) return err(REFUSALS.invalidStartingAfter);
  // Only this parameter goes; the others stay as they were written.
  const rest = query
    .slice(1)
    .split("&")
    .filter((part) => !new URLSearchParams(part).has("starting_after"));
  return ok({ query: rest.length === 0 ? "" : `?${rest.join("&")}`, after: Number(text) });
}

/** The same inspection, without the events that the client has. Errors of the end are for it all. */
export function skipUpTo(inspection: StreamInspection, after: number): StreamInspection {
  const splitter = createSseSplitter(LIMITS.sseEventBytesMax);
  let isRaw = false;

  function fresh(bytes: Uint8Array): Uint8Array {
    if (isRaw) return bytes;
    const kept = splitter
      .push(bytes)
      .filter((frame) => !isKnown(frame, after))
      .map((frame) => frame.bytes);
    if (splitter.overflow !== null) {
      isRaw = true;
      kept.push(splitter.overflow);
    }
    return concat(kept);
  }

  /** What the inspection lets go at its end may lack the last empty line. */
  function last(bytes: Uint8Array): Uint8Array {
    const kept = [fresh(bytes)];
    const rest = isRaw ? null : splitter.end();
    if (rest !== null && !isKnown(rest, after)) kept.push(rest.bytes);
    return concat(kept);
  }

  return alteredInspection(inspection, (bytes, isLast) => (isLast ? last(bytes) : fresh(bytes)));
}

/** Whether the client has an event. An error is new, whatever number it bears. */
function isKnown({ data }: SseFrame, after: number): boolean {
  const event = data === null ? null : parseObject(data);
  if (event === null || event["type"] === "error" || event["type"] === "response.failed") {
    return false;
  }
  const number = event["sequence_number"];
  return typeof number === "number" && number <= after;
}
