// Moves bytes from the upstream to the client through an inspection. What costs here is the number
// of JavaScript turns, not what is done in them (`facts/gateways.md` 5.4): one read takes what has
// come, one write sends what may leave, and the pipe in between is native.
import type { StreamInspection } from "./inspect-stream.ts";

/** Room for one read. Larger than what a socket usually has at once. */
const READ_BYTES = 32 * 1024;
/** Reads in a row that count as a burst, when none comes later than this after the one before. */
const BURST_READS = 3;
const BURST_GAP_MS = 1;
/** The most that a read waits for in a burst: about fifteen events. */
const BURST_BYTES_MAX = 4096;
/** A client that hears nothing for so long while calls are held is told that we are here. */
const HOLD_COMMENT_MS = 10_000;
const HOLD_COMMENT = new TextEncoder().encode(": hold\n\n");

/** How the transport ended. */
export type PumpEnd = "complete" | "client_gone" | "upstream_error";

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
}

/** Starts a pump. */
export function startPump(
  body: ReadableStream<Uint8Array>,
  inspection: StreamInspection,
  { heard, stop }: PumpEvents,
): Pump {
  const { readable, writable } = new IdentityTransformStream();
  const writer = writable.getWriter();
  let isClientGone = false;
  // The client's leaving is noticed here even while the upstream is silent.
  writer.closed.catch(() => {
    isClientGone = true;
    stop();
  });

  async function run(): Promise<PumpEnd> {
    try {
      const end = await copy();
      await writer.close();
      return end;
    } catch {
      // A write fails only when the reading side is gone.
      isClientGone = true;
      return "client_gone";
    } finally {
      stop();
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
      if (isClientGone) return "client_gone";
      if (read === null) {
        await writer.write(inspection.fail());
        return "upstream_error";
      }
      const now = Date.now();
      heard();
      pace.note(now, read.value?.length ?? 0);
      if (read.value !== undefined && read.value.length > 0) {
        const bytes = inspection.feed(read.value);
        if (bytes.length > 0) {
          await writer.write(bytes);
          lastWriteAt = now;
        } else if (now - lastWriteAt > HOLD_COMMENT_MS) {
          await writer.write(HOLD_COMMENT);
          lastWriteAt = now;
        }
        buffer = read.value.buffer as ArrayBuffer;
      }
      if (inspection.ended !== null) return "complete";
      if (read.done) {
        const rest = inspection.end();
        if (rest.length > 0) await writer.write(rest);
        return "complete";
      }
    }
  }

  return { readable, done: run() };
}

/**
 * How many bytes a read waits for: one, unless events come faster than they can be handled. In a
 * burst it is a quarter of what the burst has brought so far: when the burst ends, no more events
 * wait than a quarter of those that came at once.
 */
function createPace(): { readonly bytesMin: number; note(now: number, bytes: number): void } {
  let last = 0;
  let quickReads = 0;
  let burstBytes = 0;
  return {
    get bytesMin() {
      if (quickReads < BURST_READS) return 1;
      return Math.max(1, Math.min(BURST_BYTES_MAX, Math.floor(burstBytes / 4)));
    },
    note(now, bytes) {
      const isQuick = now - last <= BURST_GAP_MS;
      quickReads = isQuick ? quickReads + 1 : 0;
      burstBytes = isQuick ? burstBytes + bytes : 0;
      last = now;
    },
  };
}
