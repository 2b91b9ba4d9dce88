// Moves bytes from the upstream to the client through an inspection. What costs here is the number
// of JavaScript turns, not what is done in them: one read takes what has
// come, one write sends what may leave, and the pipe in between is native.
import type { StreamInspection } from "../inspection/inspect-stream.ts";

/** Room for one read. Larger than what a socket usually has at once. */
const READ_BYTES = 32 * 1024;
/**
 * A stream is fast once it has brought so much in one window, at no less than this rate: some thirty
 * events in a row, which no model writes but a replay does. Fewer would let the small tail of an
 * ordinary burst wait (see `WAIT_BYTES_MAX`).
 */
const FAST_AFTER_BYTES = 8 * 1024;
const FAST_BYTES_PER_MS = 128;
/** How long a read of a fast stream waits, in ms of its own rate. */
const WAIT_MS = 3;
const WINDOW_MS = 40;
const PAUSE_MS = 8;
/**
 * The most that a read waits for, however fast the stream: three or four events. It is also what a
 * burst's tail may be late by when the upstream pauses right after it, so it is not larger: the
 * platform cannot take back a read that waits.
 */
const WAIT_BYTES_MAX = 1024;
/** A client that hears nothing for so long while calls are held is told that we are here. */
const HOLD_COMMENT_MS = 10_000;
const HOLD_COMMENT = new TextEncoder().encode(": hold\n\n");

/** How the transport ended. */
export type PumpEnd = "complete" | "client_gone" | "upstream_error" | "gateway_error";

/** A pump at work. */
export interface Pump {
  readonly readable: ReadableStream<Uint8Array>;
  /** Resolves when the last byte is out, or will never be. Does not reject. */
  readonly done: Promise<PumpEnd>;
}

/** What a pump tells. */
export interface PumpEvents {
  /** Bytes have come from the upstream. */
  heard(): void;
  /** The upstream is not needed any more. */
  stop(): void;
  /** Aborted when the client has left. */
  readonly client: AbortSignal;
}

/** Starts a pump. */
export function startPump(
  body: ReadableStream<Uint8Array>,
  inspection: StreamInspection,
  events: PumpEvents,
): Pump {
  const { readable, writable } = new IdentityTransformStream();
  const writer = writable.getWriter();
  let isClientGone = false;
  // The client's leaving is noticed here even while the upstream is silent.
  writer.closed.catch(() => {
    isClientGone = true;
    events.stop();
  });

  async function run(): Promise<PumpEnd> {
    try {
      const end = await copy();
      if (end === "gateway_error") await writer.abort();
      else await writer.close();
      return end;
    } catch {
      // A write fails only when the reading side is gone.
      isClientGone = true;
      return "client_gone";
    } finally {
      events.stop();
    }
  }

  async function copy(): Promise<PumpEnd> {
    const reader = body.getReader({ mode: "byob" });
    const pace = createPace();
    let buffer = new ArrayBuffer(READ_BYTES);
    let lastWriteAt = Date.now();
    for (;;) {
      const read = await reader
        .readAtLeast(pace.bytesMin, new Uint8Array(buffer))
        .catch(() => null);
      if (isClientGone || events.client.aborted) return "client_gone";
      if (read === null) {
        await writer.write(inspection.fail());
        return "upstream_error";
      }
      const now = Date.now();
      events.heard();
      pace.note(now, read.value?.length ?? 0);
      if (read.value !== undefined && read.value.length > 0) {
        const bytes = inspect(read.value);
        if (bytes === null) return "gateway_error";
        if (bytes.length > 0) {
          await writer.write(bytes);
          lastWriteAt = now;
        } else if (now - lastWriteAt > HOLD_COMMENT_MS) {
          await writer.write(HOLD_COMMENT);
          lastWriteAt = now;
        }
        buffer = read.value.buffer;
      }
      if (inspection.ended !== null) return "complete";
      if (read.done) {
        const rest = inspection.end();
        if (rest.length > 0) await writer.write(rest);
        return "complete";
      }
    }
  }

  /** Null if inspection itself failed, which is our mistake: the stream must not end cleanly then. */
  function inspect(bytes: Uint8Array): Uint8Array | null {
    try {
      return inspection.feed(bytes);
    } catch (error) {
      console.error(JSON.stringify({ at: "pump", error: String(error) }));
      return null;
    }
  }

  return { readable, done: run() };
}

/**
 * How many bytes a read waits for: one, unless this stream is so fast that they come within a few
 * milliseconds. A pause starts it all anew, so a stream that is paced like a model's never waits;
 * and when a fast stream pauses, at most a quarter of what it has just brought is late.
 */
function createPace(): { readonly bytesMin: number; note(now: number, bytes: number): void } {
  let startedAt = 0;
  let last = 0;
  let total = 0;
  return {
    get bytesMin() {
      if (total < FAST_AFTER_BYTES) return 1;
      const perMs = total / Math.max(1, last - startedAt);
      if (perMs < FAST_BYTES_PER_MS) return 1;
      return Math.floor(Math.min(WAIT_BYTES_MAX, perMs * WAIT_MS, total / 4));
    },
    note(now, bytes) {
      if (now - last > PAUSE_MS) {
        startedAt = now;
        total = 0;
      } else if (now - startedAt > WINDOW_MS) {
        // Half of the past is enough to know the rate by.
        startedAt = now - WINDOW_MS / 2;
        total /= 2;
      }
      last = now;
      total += bytes;
    },
  };
}
