// Texts that an argument holds as bytes: in base64, base64url or hexadecimal digits. What is no text
// (images, hashes, ids, keys) is dropped at the first byte that shows it.
import { openBytes } from "../views/byte-codes.ts";
import type { Edit } from "../views/edits.ts";
import { RUN_CHARS_MIN } from "./argument-survey.ts";

/** A stretch that holds a text. */
export interface ByteStretch {
  readonly edits: readonly Edit[];
  readonly name: "base64" | "hex";
}

/** Stretches that are read in one text. */
const STRETCHES_MAX = 16;
/** What is decoded of one stretch. */
const STRETCH_CHARS_MAX = 65_536;
/** What is decoded before the rest is. */
const PROBE_CHARS = 24;
/** Shorter texts are words, in which nothing is hidden. */
const TEXT_CHARS_MIN = 6;

const RUNS = /[A-Za-z0-9+/_-]{16,1048576}={0,2}/g;
/** `0x`, and an even number of digits. */
const HEX = /^(?:0x)?(?:[0-9a-f]{2})+$/i;
/** A name, a colon or a slash may stand before the digits of a run. */
const SEPARATORS = /[/_-]/;

/** The stretches of a text, in its order. Linear in its length. */
export function byteStretches(text: string): readonly ByteStretch[] {
  const found: ByteStretch[] = [];
  for (const { index, 0: run } of text.matchAll(RUNS)) {
    const stretch = stretchIn(text, index, index + run.length);
    if (stretch !== null) found.push(stretch);
    if (found.length === STRETCHES_MAX) break;
  }
  return found;
}

function stretchIn(text: string, start: number, end: number): ByteStretch | null {
  const whole = readStretch(text, start, end);
  if (whole !== null) return whole;
  // A path or a name stands before what is encoded, or behind it.
  for (let from = start; from < end;) {
    let to = from;
    while (to < end && !SEPARATORS.test(text.charAt(to))) to += 1;
    if (to - from >= RUN_CHARS_MIN && to - from < end - start) {
      const part = readStretch(text, from, to);
      if (part !== null) return part;
    }
    from = to + 1;
  }
  return null;
}

function readStretch(text: string, start: number, end: number): ByteStretch | null {
  const run = text.slice(start, Math.min(end, start + PROBE_CHARS));
  const digits = HEX.test(run.slice(0, run.length & ~1)) ? text.slice(start, end) : "";
  if (digits !== "" && HEX.test(digits)) {
    const edits = readHex(text, start, end);
    if (edits !== null) return { edits, name: "hex" };
  }
  const probe = readBase64(text, start, Math.min(end, start + PROBE_CHARS));
  const edits = probe === null ? null : readBase64(text, start, end);
  return edits === null || chars(edits) < TEXT_CHARS_MIN ? null : { edits, name: "base64" };
}

function chars(edits: readonly Edit[]): number {
  return edits.reduce((sum, { text }) => sum + text.length, 0);
}

function readHex(text: string, start: number, end: number): Edit[] | null {
  const writer = openBytes(2, STRETCH_CHARS_MAX);
  const from = /^0x/i.test(text.slice(start, start + 2)) ? start + 2 : start;
  for (let at = from; at + 1 < end; at += 2) {
    if (!writer.byte(Number.parseInt(text.slice(at, at + 2), 16), at, at + 2)) return null;
  }
  return writer.finish();
}

/** UTF-8, or UTF-16 of which every second byte is zero, as PowerShell takes it. */
function readBase64(text: string, start: number, end: number): Edit[] | null {
  const writer = openBytes(4 / 3, STRETCH_CHARS_MAX);
  const wide = openBytes(8 / 3, STRETCH_CHARS_MAX);
  let isNarrow = true;
  let isWide = true;
  let bytes = 0;
  let bits = 0;
  let held = 0;
  let byteStart = start;
  for (let at = start; at < end && (isNarrow || isWide); at += 1) {
    const value = sextetOf(text.charCodeAt(at));
    if (value === 64) continue;
    if (bits === 0) byteStart = at;
    held = (held << 6) | value;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    const byte = (held >> bits) & 0xff;
    held &= (1 << bits) - 1;
    isNarrow &&= writer.byte(byte, byteStart, at + 1);
    if (bytes % 2 === 1) isWide &&= byte === 0;
    else isWide &&= wide.byte(byte, byteStart, at + 1);
    bytes += 1;
    byteStart = at;
  }
  if (isNarrow) return writer.finish();
  return isWide ? wide.finish() : null;
}

const SEXTETS = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  const at = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".indexOf(char);
  return at >= 0 ? at : char === "-" ? 62 : char === "_" ? 63 : 64;
});

function sextetOf(code: number): number {
  return code < 128 ? (SEXTETS[code] ?? 64) : 64;
}
