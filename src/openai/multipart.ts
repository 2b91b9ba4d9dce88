// Reads multipart/form-data (RFC 7578, RFC 2046) as it streams: heads, bodies and the framing
// between them. It is stricter than the RFCs where servers are known to differ: no preamble, no
// epilogue, no bare line feeds, and the delimiter may stand nowhere but where it delimits.
import { LIMITS } from "../domain/limits.ts";
import { readPartHead, type MultipartProblem, type PartHead } from "./multipart-head.ts";
import { concat } from "./sse.ts";

/**
 * What comes of a form, in its order. `frame` and `body` bytes put together are the form's own
 * bytes; they may be views into what was fed.
 */
export type MultipartEvent =
  | { readonly kind: "frame"; readonly bytes: Uint8Array }
  | { readonly kind: "head"; readonly head: PartHead }
  | { readonly kind: "body"; readonly bytes: Uint8Array }
  | { readonly kind: "end" };

/** A form that is being read. */
export interface MultipartReader {
  /** Takes bytes; what they complete. Nothing more comes once there is a problem. */
  feed(chunk: Uint8Array): readonly MultipartEvent[];
  /** No more bytes will come: a form that is not closed is a problem. */
  end(): void;
  readonly problem: MultipartProblem | null;
}

const CR = 0x0d;
const LF = 0x0a;
const HYPHEN = 0x2d;
const EMPTY = new Uint8Array();
const LINE_END = new Uint8Array([CR, LF]);

/** Where the reader stands: before the first delimiter, after one, in a head, in a body, at the end. */
type Stand = "start" | "delimiter" | "head" | "body" | "closed";

/** Starts a reader. Memory is one chunk, one head, and one delimiter. */
export function createMultipartReader(boundary: string): MultipartReader {
  const needle = new TextEncoder().encode(`--${boundary}`);
  const find = createFinder(needle);
  /** Bytes of a delimiter with its line break, less one: they may be the beginning of one. */
  const tail = needle.length + 1;
  const files = new Set<string>();
  let stand: Stand = "start";
  let rest: Uint8Array = EMPTY;
  let events: MultipartEvent[] = [];
  let problem: MultipartProblem | null = null;
  let parts = 0;
  let bodyBytes = 0;
  let declaredBytes: number | null = null;
  let epilogueBytes = 0;

  function feed(chunk: Uint8Array): readonly MultipartEvent[] {
    if (problem !== null) return [];
    events = [];
    const bytes = rest.length === 0 ? chunk : concat([rest, chunk]);
    let at = 0;
    for (;;) {
      const next: number | null = step(bytes, at);
      if (next === null || problem !== null) break;
      at = next;
    }
    // The caller may use the chunk's buffer again.
    rest = bytes.slice(at);
    return events;
  }

  /** Goes on from `at`; the place that it came to, or null if it needs more bytes. */
  function step(bytes: Uint8Array, at: number): number | null {
    switch (stand) {
      case "start":
        return start(bytes, at);
      case "delimiter":
        return delimiter(bytes, at);
      case "head":
        return head(bytes, at);
      case "body":
        return body(bytes, at);
      case "closed":
        return closed(bytes, at);
    }
  }

  function start(bytes: Uint8Array, at: number): number | null {
    const own = bytes.subarray(at, at + needle.length);
    if (!isBeginning(own, needle)) return fail("preamble");
    if (own.length < needle.length) return null;
    events.push({ kind: "frame", bytes: own });
    stand = "delimiter";
    return at + needle.length;
  }

  /** Right after a delimiter: the next part, or the end. */
  function delimiter(bytes: Uint8Array, at: number): number | null {
    if (bytes.length - at < 2) return null;
    const [first, second] = bytes.subarray(at, at + 2);
    if (first === HYPHEN && second === HYPHEN) stand = "closed";
    else if (first === CR && second === LF) stand = "head";
    else return fail("delimiter");
    if (stand === "head") {
      parts += 1;
      if (parts > LIMITS.formPartsMax) return fail("too-many-parts");
    }
    events.push({ kind: "frame", bytes: bytes.subarray(at, at + 2) });
    return at + 2;
  }

  function head(bytes: Uint8Array, at: number): number | null {
    const end = headEnd(bytes, at);
    const size = (end ?? bytes.length) - at;
    if (size > LIMITS.partHeadBytesMax) return fail("headers-too-long");
    if (end === null) return null;
    const text = decode(bytes.subarray(at, end - 4));
    const read = text === null ? null : readPartHead(text);
    if (read === null) return fail("headers");
    if (!read.ok) return fail(read.error);
    const { name, filename, contentLength } = read.value;
    if (filename !== null && !name.endsWith("[]")) {
      // Which of two files of one name counts is the server's choice.
      if (files.has(name)) return fail("duplicate-file");
      files.add(name);
    }
    declaredBytes = contentLength;
    bodyBytes = 0;
    events.push({ kind: "frame", bytes: bytes.subarray(at, end) });
    events.push({ kind: "head", head: read.value });
    stand = "body";
    return end;
  }

  function body(bytes: Uint8Array, at: number): number | null {
    const found = find(bytes, at);
    if (found < 0) {
      const safe = bytes.length - tail;
      if (safe <= at) return null;
      add(bytes.subarray(at, safe));
      return safe;
    }
    // Servers disagree on delimiters after a bare line feed, and some find them inside a line.
    const isDelimiter = found - 2 >= at && bytes[found - 2] === CR && bytes[found - 1] === LF;
    if (!isDelimiter) return fail("delimiter");
    add(bytes.subarray(at, found - 2));
    if (declaredBytes !== null && declaredBytes !== bodyBytes) return fail("length");
    events.push({ kind: "end" });
    events.push({ kind: "frame", bytes: bytes.subarray(found - 2, found + needle.length) });
    stand = "delimiter";
    return found + needle.length;
  }

  function add(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    bodyBytes += bytes.length;
    events.push({ kind: "body", bytes });
  }

  /** After the last delimiter there may be the line break that ends its line, and nothing else. */
  function closed(bytes: Uint8Array, at: number): number | null {
    if (at >= bytes.length) return null;
    const own = bytes.subarray(at);
    if (!isBeginning(own, LINE_END.subarray(epilogueBytes))) return fail("epilogue");
    epilogueBytes += own.length;
    events.push({ kind: "frame", bytes: own });
    return bytes.length;
  }

  function fail(why: MultipartProblem): null {
    problem = why;
    return null;
  }

  return {
    feed,
    end() {
      if (stand !== "closed") problem ??= "unclosed";
      else if (epilogueBytes === 1) problem ??= "epilogue";
    },
    get problem() {
      return problem;
    },
  };
}

/** Whether `bytes` is the beginning of `whole`, or all of it. */
function isBeginning(bytes: Uint8Array, whole: Uint8Array): boolean {
  return bytes.length <= whole.length && bytes.every((byte, index) => byte === whole[index]);
}

/** Where the head that begins at `from` ends, its empty line included; null if it is not whole. */
function headEnd(bytes: Uint8Array, from: number): number | null {
  for (let at = bytes.indexOf(LF, from); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (at - 3 < from || bytes[at - 1] !== CR) continue;
    if (bytes[at - 2] === LF && bytes[at - 3] === CR) return at + 1;
  }
  return null;
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decode(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    // A fatal decoder throws on what is not UTF-8; that is the answer.
    return null;
  }
}

/** Searches for a needle, from one place on; -1 where it does not occur (Horspool's algorithm). */
function createFinder(needle: Uint8Array): (bytes: Uint8Array, from: number) => number {
  const last = needle.length - 1;
  const shifts = new Uint8Array(256).fill(needle.length);
  for (const [index, byte] of needle.subarray(0, last).entries()) shifts[byte] = last - index;
  return (bytes, from) => {
    let at = from;
    while (at + last < bytes.length) {
      let index = last;
      while (index >= 0 && bytes[at + index] === needle[index]) index -= 1;
      if (index < 0) return at;
      at += shifts[bytes[at + last] ?? 0] ?? 1;
    }
    return -1;
  };
}
