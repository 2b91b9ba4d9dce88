// Moves bytes from the upstream to the client through an inspection. What costs here is the number
// of JavaScript turns, not what is done in them (`facts/gateways.md` 5.4): one read takes what has
// come, one write sends what may leave, and the pipe in between is native.
import type { StreamInspection } from "./inspect-stream.ts";

/** Room for one read. Larger than what a socket usually has at once. */
const READ_BYTES = 32 * 1024;
/** While events come in bursts a read waits for about four of them. */
const BURST_BYTES = 1024;
/** Reads in a row, each within a millisecond of the one before, that count as a burst. */
const BURST_READS = 3;
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
      pace.note(now);
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

/** How many bytes a read waits for: one, unless events come faster than they can be handled. */
function createPace(): { readonly bytesMin: number; note(now: number): void } {
  let last = 0;
  let quick = 0;
  return {
    get bytesMin() {
      return quick >= BURST_READS ? BURST_BYTES : 1;
    },
    note(now) {
      quick = now - last <= 1 ? quick + 1 : 0;
      last = now;
    },
  };
}
