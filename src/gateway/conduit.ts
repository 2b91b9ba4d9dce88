// Moves a body of any size through an inspection: few large reads, one write a read, nothing kept.
// What has been looked at first is held, so that a small body is judged before anyone hears of it.
import { LIMITS } from "../domain/limits.ts";
import { concat } from "../openai/sse.ts";
import type { ByteInspection } from "../inspection/inspect-file.ts";

/** Room for one read, and what a read waits for. */
const READ_BYTES = 64 * 1024;

/** Why a sink is cut off. Nobody reads it, but the platform's log would complain of its absence. */
export const CUT_OFF = new Error("The body is not whole.");

/** A body being read. */
export interface Source {
  readonly reader: ReadableStreamBYOBReader;
  readonly inspection: ByteInspection;
}

/** The first bytes that may pass. */
export interface HeldHead {
  readonly bytes: Uint8Array;
  /** The body is over: these are all. */
  readonly isWhole: boolean;
}

/** How the rest of a body went; `failed`: inspection itself did, which is our mistake. */
export type ConduitEnd = "complete" | "stopped" | "source_gone" | "sink_gone" | "failed";

/** Where a body goes. */
export interface Sink {
  write(bytes: Uint8Array): Promise<unknown>;
  close(): Promise<unknown>;
}

/** Reads and inspects the beginning of a body. Rejects if the body breaks off. */
export async function readHead({ reader, inspection }: Source): Promise<HeldHead> {
  const parts: Uint8Array[] = [];
  let buffer = new ArrayBuffer(READ_BYTES);
  for (let size = 0; ;) {
    const { done, value } = await reader.readAtLeast(READ_BYTES, new Uint8Array(buffer));
    if (value !== undefined) {
      size += value.length;
      parts.push(await inspection.feed(value));
      buffer = value.buffer;
    }
    if (inspection.stop !== null) return { bytes: new Uint8Array(), isWhole: false };
    if (done || value === undefined) {
      parts.push(await inspection.end());
      return { bytes: concat(parts), isWhole: true };
    }
    if (size >= LIMITS.fileHeldBytes) return { bytes: concat(parts), isWhole: false };
  }
}

/**
 * Writes what was held, then the rest as it comes, and closes the sink after the last byte. It leaves
 * the sink open when it stops: only its owner can tell the other side that what came is not all. Does
 * not reject.
 */
export async function copyRest(
  { reader, inspection }: Source,
  held: Uint8Array,
  sink: Sink,
): Promise<ConduitEnd> {
  let buffer = new ArrayBuffer(READ_BYTES);
  let next: Uint8Array | null = held;
  for (let isOver = false; ;) {
    if (next.length > 0 && !(await isDone(sink.write(next)))) return "sink_gone";
    // A length that was a lie shows when the sink is to be closed.
    if (isOver) return (await isDone(sink.close())) ? "complete" : "source_gone";
    const read = await reader.readAtLeast(READ_BYTES, new Uint8Array(buffer)).catch(() => null);
    if (read === null) return "source_gone";
    isOver = read.done || read.value === undefined;
    next = await inspect(inspection, read.value, isOver);
    if (next === null) return "failed";
    if (inspection.stop !== null) return "stopped";
    if (read.value !== undefined) buffer = read.value.buffer;
  }
}

/** What may leave after more bytes; null if inspection threw. */
async function inspect(
  inspection: ByteInspection,
  bytes: Uint8Array | undefined,
  isOver: boolean,
): Promise<Uint8Array | null> {
  try {
    const first = bytes === undefined ? new Uint8Array() : await inspection.feed(bytes);
    if (!isOver || inspection.stop !== null) return first;
    return concat([first, await inspection.end()]);
  } catch (error) {
    console.error(JSON.stringify({ at: "conduit", error: String(error) }));
    return null;
  }
}

function isDone(step: Promise<unknown>): Promise<boolean> {
  return step.then(
    () => true,
    () => false,
  );
}

/**
 * A pipe of a body's own length where that is known and stays what it is, else of any length. With a
 * length, whoever reads it knows that a body that was cut off is not whole.
 */
export function openPipe(length: number | null): {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
} {
  return length === null ? new IdentityTransformStream() : new FixedLengthStream(length);
}

/** The length that a message says it has, if it says one that counts. */
export function toldLength(headers: Headers): number | null {
  const told = headers.get("content-length");
  if (told === null || headers.has("content-encoding") || !/^\d{1,15}$/.test(told)) return null;
  return Number(told);
}
