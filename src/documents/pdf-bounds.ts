// Measures a PDF before it is read. pdf.js bounds what one stream inflates to (we make it:
// `scripts/pdfjs.ts`), but not all of them together, and decodes each in one go: a file of a megabyte
// could keep an isolate busy for minutes. What cannot be measured is not read.
import { LIMITS } from "../domain/limits.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { latin1 } from "./bytes.ts";
import type { DocumentFailure } from "./document.ts";
import { inflateInSteps } from "./inflate.ts";

const FLATE = "(?:FlateDecode|Fl)";

/**
 * What would make a stream larger than one inflation shows. Dictionaries of streams stand in the
 * open even in encrypted files and object streams (ISO 32000-1, 7.3.8 and 7.5.7), so that looking
 * at the whole file sees all of them.
 */
const UNMEASURED: readonly RegExp[] = [
  // Inflated twice.
  new RegExp(String.raw`/${FLATE}(?:[\s\0]*/\w{1,20}){0,8}[\s\0]*/${FLATE}(?!\w)`),
  // The other filters that can make much of little; out of use since the nineties.
  /\/(?:LZWDecode|LZW|RunLengthDecode|RL|BrotliDecode)(?!\w)/,
  // A list of filters that stands elsewhere, or is more than names.
  /\/Filter(?!\w)(?![\s\0]*\/)(?![\s\0]*\[(?:[\s\0]*\/\w{1,20}){0,9}[\s\0]*\])/,
  /\/F[\s\0]+\d{1,10}[\s\0]+\d{1,5}[\s\0]+R/,
];

/** Whether a PDF can be read within the bounds, and why not. */
export function measurePdf(bytes: Uint8Array): Result<null, DocumentFailure> {
  const text = latin1(bytes);
  // Any character of a name may be written as `#` and two hex digits (7.3.5).
  const names = text.replaceAll(/#([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  // With an empty password it would open, but what its streams hold cannot be measured here.
  if (/\/Encrypt(?!\w)/.test(names)) return err("encrypted");
  if (UNMEASURED.some((pattern) => pattern.test(names))) return err("unreadable");
  return measureStreams(bytes, text);
}

/** Inflates every stream that begins like zlib data, and keeps nothing of it. */
function measureStreams(bytes: Uint8Array, text: string): Result<null, DocumentFailure> {
  // Streams follow each other; whoever makes them overlap wants them to be read many times over.
  let inputLeft = 4 * bytes.length + LIMITS.documentBytesMax;
  let outputLeft: number = LIMITS.pdfInflatedBytesMax;
  for (let at = text.indexOf("stream"); at >= 0; at = text.indexOf("stream", at + 6)) {
    const start = dataStart(text, at + 6);
    if (!isZlib(bytes, start)) continue;
    let size = 0;
    const { consumed } = inflateInSteps(bytes.subarray(start + 2), (piece) => {
      size += piece.length;
      return size <= LIMITS.pdfStreamBytesMax && size <= outputLeft;
    });
    inputLeft -= consumed;
    outputLeft -= size;
    if (size > LIMITS.pdfStreamBytesMax || outputLeft < 0 || inputLeft < 0) return err("too-large");
  }
  return ok(null);
}

/** Data begin on the line after the word; pdf.js skips whatever else stands on it. */
function dataStart(text: string, at: number): number {
  let start = at;
  while (start < text.length && start < at + 256 && !"\r\n".includes(text[start] ?? "")) start += 1;
  return start + (text.startsWith("\r\n", start) ? 2 : 1);
}

/** The head of zlib data (RFC 1950, 2.2), as pdf.js checks it. */
function isZlib(bytes: Uint8Array, at: number): boolean {
  const method = bytes[at] ?? 0;
  const flags = bytes[at + 1] ?? 0;
  return (method & 0x0f) === 8 && (method * 256 + flags) % 31 === 0 && (flags & 0x20) === 0;
}
