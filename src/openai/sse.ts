// Server-sent events as bytes: cuts a byte stream into events, whatever its chunks are, and keeps
// each event's own bytes so that what is not changed can pass unchanged. WHATWG HTML section 9.2:
// lines end in LF, CR or CRLF; an empty line ends an event.
const LF = 0x0a;
const CR = 0x0d;

/** One event as it came. */
export interface SseFrame {
  /** The event's bytes, from its first line to the empty line, line ends included. */
  readonly bytes: Uint8Array;
  /** The `event` field; null where there is none. */
  readonly event: string | null;
  /** The `data` lines joined by LF; null where there is none (a comment, an empty line). */
  readonly data: string | null;
}

/** Cuts bytes into frames. */
export interface SseSplitter {
  /** Adds bytes and returns the frames that they complete; null once an event was too long. */
  push(chunk: Uint8Array): readonly SseFrame[] | null;
  /** Ends the input: what is left without an empty line, as a last frame. */
  end(): SseFrame | null;
}

/**
 * Starts a splitter that refuses events of more than `eventBytesMax` bytes. The bytes of a frame
 * may be a view of the chunk they came in: write them before the chunk's buffer is used again.
 */
export function createSseSplitter(eventBytesMax: number): SseSplitter {
  const decoder = new TextDecoder();
  /** Bytes of the unfinished event that came in earlier chunks. */
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  /** Whether the bytes so far end at the start of a line (an event's first line counts). */
  let atLineStart = true;
  /** Whether the last byte was a CR, whose LF may still come. */
  let afterCr = false;
  /** Whether that CR ended an empty line, so that the event is over once its LF is settled. */
  let overAtCr = false;
  let isTooLong = false;

  function take(chunk: Uint8Array, from: number, to: number): SseFrame {
    const part = chunk.subarray(from, to);
    const bytes = pending.length === 0 ? part : concat([...pending, part]);
    pending = [];
    pendingBytes = 0;
    atLineStart = true;
    afterCr = false;
    overAtCr = false;
    return toFrame(bytes, decoder);
  }

  function push(chunk: Uint8Array): readonly SseFrame[] | null {
    if (isTooLong) return null;
    const frames: SseFrame[] = [];
    const hasCr = afterCr || chunk.indexOf(CR) >= 0;
    let from = 0;
    let at = 0;
    while (at < chunk.length) {
      if (overAtCr) {
        // The LF of a CRLF belongs to the event that the CR ended.
        const to = chunk[at] === LF ? at + 1 : at;
        frames.push(take(chunk, from, to));
        from = at = to;
        continue;
      }
      const byte = chunk[at];
      if (byte === LF) {
        at += 1;
        if (afterCr) {
          afterCr = false;
        } else if (atLineStart) {
          frames.push(take(chunk, from, at));
          from = at;
        } else {
          atLineStart = true;
        }
      } else if (byte === CR) {
        at += 1;
        overAtCr = atLineStart;
        afterCr = true;
        atLineStart = true;
      } else {
        afterCr = false;
        atLineStart = false;
        at = hasCr ? nextLineEnd(chunk, at) : nextLf(chunk, at);
      }
    }
    if (from < chunk.length) {
      pendingBytes += chunk.length - from;
      // A copy: the caller may use the chunk's buffer again.
      pending.push(chunk.slice(from));
    }
    if (pendingBytes > eventBytesMax) isTooLong = true;
    return frames.length === 0 && isTooLong ? null : frames;
  }

  return {
    push,
    end() {
      if (pendingBytes === 0) return null;
      return take(new Uint8Array(), 0, 0);
    },
  };
}

function nextLf(chunk: Uint8Array, from: number): number {
  const at = chunk.indexOf(LF, from);
  return at < 0 ? chunk.length : at;
}

function nextLineEnd(chunk: Uint8Array, from: number): number {
  let at = from;
  while (at < chunk.length && chunk[at] !== LF && chunk[at] !== CR) at += 1;
  return at;
}

function toFrame(bytes: Uint8Array, decoder: TextDecoder): SseFrame {
  const text = decoder.decode(bytes);
  // Nearly every event is one line: `data: {...}` and an empty line.
  if (text.startsWith("data: ") && text.indexOf("\n") === text.length - 2 && !text.includes("\r")) {
    return { bytes, event: null, data: text.slice(6, -2) };
  }
  let event: string | null = null;
  let data: string | null = null;
  for (const line of text.split(/\r\n|\n|\r/)) {
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const raw = colon < 0 ? "" : line.slice(colon + 1);
    const value = raw.startsWith(" ") ? raw.slice(1) : raw;
    if (field === "data") data = data === null ? value : `${data}\n${value}`;
    else if (field === "event") event = value;
  }
  return { bytes, event, data };
}

const encoder = new TextEncoder();

/** Writes one event. `event` is left out where it is null; `data` may hold no line ends. */
export function encodeSse(event: string | null, data: string): Uint8Array {
  return encoder.encode(`${event === null ? "" : `event: ${event}\n`}data: ${data}\n\n`);
}

/** Joins byte arrays into one. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** An event's bytes with its data replaced; its other fields stay as they were. */
export function rewriteSse(bytes: Uint8Array, data: string): Uint8Array {
  const lines: string[] = [];
  let isWritten = false;
  for (const line of new TextDecoder().decode(bytes).split(/\r\n|\n|\r/)) {
    if (line === "") continue;
    if (!line.startsWith("data:") && line !== "data") {
      lines.push(line);
    } else if (!isWritten) {
      isWritten = true;
      lines.push(...data.split(/\r\n|\n|\r/).map((part) => `data: ${part}`));
    }
  }
  return encoder.encode(`${lines.join("\n")}\n\n`);
}
