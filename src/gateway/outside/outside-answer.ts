// Answers under rules whose verdict comes from elsewhere. A stream that must wait for one is gathered
// whole, so that what becomes of it can still be an ordinary reply.
import { LIMITS } from "../../domain/limits.ts";
import type { StreamInspection } from "../../inspection/inspect-stream.ts";
import type { StreamTexts } from "../../inspection/outside-texts.ts";
import { concat } from "../../openai/sse.ts";
import { alteredInspection } from "../altered-inspection.ts";

/** The same inspection, which tells what leaves it. */
export function tapped(
  inspection: StreamInspection,
  said: Pick<StreamTexts, "feed">,
): StreamInspection {
  return alteredInspection(inspection, (bytes) => {
    said.feed(bytes);
    return bytes;
  });
}

/** The same inspection, with bytes that have passed it before and leave first. */
export function preceded(inspection: StreamInspection, first: Uint8Array): StreamInspection {
  let waiting: Uint8Array | null = first;
  return alteredInspection(inspection, (bytes) => {
    if (waiting === null) return bytes;
    const all = concat([waiting, bytes]);
    waiting = null;
    return all;
  });
}

/** What came of gathering a stream: all of it, more than may be held, or nobody to send it to. */
export interface Gathered {
  readonly end: "whole" | "too_large" | "client_gone" | "failed";
  readonly bytes: Uint8Array;
}

/** What gathering tells. */
export interface GatherEvents {
  /** Bytes have come from the upstream. */
  heard(): void;
  /** Aborted when the client has left. */
  readonly client: AbortSignal;
}

/** Room for one read. */
const READ_BYTES = 32 * 1024;

/**
 * Gathers what leaves an inspection until the stream ends, up to `LIMITS.heldStreamBytesMax`. What is
 * too large can be read on. Does not reject.
 */
export async function gather(
  body: ReadableStream<Uint8Array>,
  inspection: StreamInspection,
  events: GatherEvents,
): Promise<Gathered> {
  const reader = body.getReader({ mode: "byob" });
  const parts: Uint8Array[] = [];
  let buffer = new ArrayBuffer(READ_BYTES);
  for (let size = 0; ;) {
    const read = await reader.readAtLeast(1, new Uint8Array(buffer)).catch(() => null);
    if (events.client.aborted) return { end: "client_gone", bytes: new Uint8Array() };
    events.heard();
    const bytes = inspected(inspection, read);
    if (bytes === null) return { end: "failed", bytes: new Uint8Array() };
    // The buffer is used again, and what leaves may be a view of it.
    parts.push(bytes.slice());
    size += bytes.length;
    const isOver = read === null || read.done || inspection.ended !== null;
    if (isOver) return { end: "whole", bytes: concat(parts) };
    if (size > LIMITS.heldStreamBytesMax) {
      reader.releaseLock();
      return { end: "too_large", bytes: concat(parts) };
    }
    if (read.value !== undefined) buffer = read.value.buffer;
  }
}

/** What may leave after one read; null if inspection itself failed, which is our mistake. */
function inspected(
  inspection: StreamInspection,
  read: ReadableStreamReadResult<Uint8Array> | null,
): Uint8Array | null {
  try {
    if (read === null) return inspection.fail();
    const first = read.value === undefined ? new Uint8Array() : inspection.feed(read.value);
    return read.done && inspection.ended === null ? concat([first, inspection.end()]) : first;
  } catch (error) {
    console.error(JSON.stringify({ at: "gather", error: String(error) }));
    return null;
  }
}
