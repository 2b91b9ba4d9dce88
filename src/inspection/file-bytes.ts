// A file's bytes as text and back, for windows that may hold anything. Every reading is reversible,
// so that what is not redacted stays the bytes that it was.
import { concat } from "../openai/sse.ts";
import { redactPiece, type Span } from "../policy/redact.ts";
import type { Encoding } from "./file-kind.ts";

/** A window's text, and how it was read. */
export interface DecodedWindow {
  readonly text: string;
  /** `bytes`: one character a byte, because the window is not what its encoding says. */
  readonly reading: Encoding | "bytes";
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Decodes a window. */
export function decodeWindow(bytes: Uint8Array, encoding: Encoding): DecodedWindow {
  if (encoding !== "utf-8") return { text: fromUtf16(bytes, encoding), reading: encoding };
  try {
    return { text: strictUtf8.decode(bytes), reading: encoding };
  } catch {
    // Not UTF-8: a file in an old encoding, or one character cut at the edge of a part.
    return { text: fromBytes(bytes), reading: "bytes" };
  }
}

/** A window's bytes with spans of its text replaced; `start` is where the text begins. */
export function redactWindow(
  bytes: Uint8Array,
  { text, reading }: DecodedWindow,
  start: number,
  spans: readonly Span[],
): Uint8Array {
  if (reading === "utf-8") return new TextEncoder().encode(redactPiece(text, start, spans));
  if (reading !== "bytes") {
    const rewritten = toUtf16(redactPiece(text, start, spans), reading);
    return bytes.length % 2 === 0 ? rewritten : concat([rewritten, bytes.slice(-1)]);
  }
  // Labels are ASCII, and so are their bytes.
  const raw = redactPiece(binary(bytes), start, spans);
  return Uint8Array.from(raw, (char) => char.charCodeAt(0));
}

/** https://encoding.spec.whatwg.org/index-windows-1252.txt, 0x80 to 0x9f. */
const WINDOWS_1252 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

function fromBytes(bytes: Uint8Array): string {
  return binary(bytes).replaceAll(
    /[\x80-\x9f]/g,
    (char) => WINDOWS_1252[char.charCodeAt(0) - 0x80] ?? char,
  );
}

/** So many arguments fit a call. */
const CALL_CHARS = 8_192;

function binary(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += CALL_CHARS) {
    text += String.fromCharCode(...bytes.subarray(at, at + CALL_CHARS));
  }
  return text;
}

function fromUtf16(bytes: Uint8Array, encoding: "utf-16le" | "utf-16be"): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = "";
  // A last byte without its other half says nothing.
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    text += String.fromCharCode(view.getUint16(at, encoding === "utf-16le"));
  }
  return text;
}

function toUtf16(text: string, encoding: "utf-16le" | "utf-16be"): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at += 1) {
    view.setUint16(at * 2, text.charCodeAt(at), encoding === "utf-16le");
  }
  return new Uint8Array(view.buffer);
}
