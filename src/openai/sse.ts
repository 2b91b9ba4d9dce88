// Server-sent events as bytes: cuts a byte stream into events, whatever its chunks are, and keeps
// each event's own bytes so that what is not changed can pass unchanged. WHATWG HTML section 9.2:
// lines end in LF, CR or CRLF; an empty line ends an event.
const LF = 0x0a;
const CR = 0x0d;
/** A byte order mark. */
const MARK = /^\uFEFF/;

/** One event as it came. */
export interface SseFrame {
  /** The event's bytes, from its first line to the empty line, line ends included. */
  readonly bytes: Uint8Array;
  /** The `event` field; null where there is none. */
  readonly event: string | null;
  /** The `data` lines joined by LF; null where there is none (a comment, an empty line). */
  readonly data: string | null;
  /**
   * A line begins with a byte order mark. Clients that decode line by line drop it and read the
   * field behind it; others see a field that they do not know. It is read here as by the former.
   */
  readonly isAmbiguous: boolean;
  /** What the data says, where it was parsed before. */
  readonly json?: Readonly<Record<string, unknown>>;
}

/** Cuts bytes into frames. */
export interface SseSplitter {
  /** Adds bytes and returns the frames that they complete; none any more after a too long event. */
  push(chunk: Uint8Array): readonly SseFrame[];
  /** Ends the input: what is left without an empty line, as a last frame. */
  end(): SseFrame | null;
  /** Once an event was too long: its bytes so far and what came behind it; until then null. */
  readonly overflow: Uint8Array | null;
}

/** Room for the first part of an event that comes in several chunks. */
const PENDING_BYTES_MIN = 1024;

/**
 * Starts a splitter that refuses events of more than `eventBytesMax` bytes. The bytes of a frame
 * may be a view of the chunk they came in: write them before the chunk's buffer is used again.
 */
export function createSseSplitter(eventBytesMax: number): SseSplitter {
  // The mark is kept, to be seen.
  const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });
  /** Bytes of the unfinished event that came in earlier chunks, and room for more. */
  let pending = new Uint8Array();
  let pendingBytes = 0;
  /** Whether the bytes so far end at the start of a line (an event's first line counts). */
  let atLineStart = true;
  /** Whether the last byte was a CR, whose LF may still come. */
  let afterCr = false;
  /** Whether that CR ended an empty line, so that the event is over once its LF is settled. */
  let overAtCr = false;
  let isTooLong = false;

  /** Copies: the caller may use the chunk's buffer again. Doubles, so that many small chunks are
   * copied a few times and not once for each. */
  function keep(part: Uint8Array): void {
    const bytes = pendingBytes + part.length;
    if (bytes > pending.length) {
      const grown = new Uint8Array(Math.max(bytes, 2 * pending.length, PENDING_BYTES_MIN));
      grown.set(pending.subarray(0, pendingBytes));
      pending = grown;
    }
    pending.set(part, pendingBytes);
    pendingBytes = bytes;
  }

  function take(part: Uint8Array): SseFrame {
    let bytes = part;
    if (pendingBytes > 0) {
      keep(part);
      bytes = pending.subarray(0, pendingBytes);
      pending = new Uint8Array();
      pendingBytes = 0;
    }
    atLineStart = true;
    afterCr = false;
    overAtCr = false;
    return toFrame(bytes, decoder);
  }

  function push(chunk: Uint8Array): readonly SseFrame[] {
    if (isTooLong) return [];
    const frames: SseFrame[] = [];
    const hasCr = afterCr || chunk.indexOf(CR) >= 0;
    let from = 0;
    let at = 0;
    while (at < chunk.length) {
      const byte = chunk[at];
      let isOver = false;
      if (overAtCr) {
        // The LF of a CRLF belongs to the event that the CR ended.
        if (byte === LF) at += 1;
        isOver = true;
      } else if (byte === LF) {
        at += 1;
        isOver = atLineStart && !afterCr;
        afterCr = false;
        atLineStart = true;
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
      if (!isOver) continue;
      // Its length decides, not how it was cut: the check below sees it.
      if (pendingBytes + at - from > eventBytesMax) break;
      frames.push(take(chunk.subarray(from, at)));
      from = at;
    }
    if (from < chunk.length) keep(chunk.subarray(from));
    isTooLong = pendingBytes > eventBytesMax;
    return frames;
  }

  return {
    push,
    end() {
      return pendingBytes === 0 ? null : take(new Uint8Array());
    },
    get overflow() {
      return isTooLong ? pending.subarray(0, pendingBytes) : null;
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
    return { bytes, event: null, data: text.slice(6, -2), isAmbiguous: false };
  }
  let isAmbiguous = false;
  let event: string | null = null;
  let data: string | null = null;
  for (const marked of text.split(/\r\n|\n|\r/)) {
    const line = marked.replace(MARK, "");
    isAmbiguous ||= line !== marked;
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const raw = colon < 0 ? "" : line.slice(colon + 1);
    const value = raw.startsWith(" ") ? raw.slice(1) : raw;
    if (field === "data") data = data === null ? value : `${data}\n${value}`;
    else if (field === "event") event = value;
  }
  return { bytes, event, data, isAmbiguous };
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
