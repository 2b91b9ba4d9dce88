// Base64 and `data:` URLs as servers take them: leniently. What is read here can be written again
// in the same form.
import { latin1 } from "../documents/bytes.ts";
import { err, ok, type Result } from "../domain/result.ts";

/** Data out of a request. */
export interface InlineData {
  /** Media type, in lower case and without parameters; null where none is told. */
  readonly type: string | null;
  readonly bytes: Uint8Array;
  /** Other bytes in the same form: the same head, the same encoding. */
  readonly rewritten: (bytes: Uint8Array) => string;
}

/** Reads `data:[type][;parameter]*[;base64],...` (RFC 2397), or base64 alone. */
export function readInlineData(data: string): Result<InlineData, "malformed"> {
  const head = /^\s*data:([^,]{0,1024}),/i.exec(data.slice(0, 2_048));
  if (head === null) return base64Data(data, { type: null, prefix: "" });
  const [prefix, told = ""] = head;
  const type = told.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const own = { type: type === "" ? "text/plain" : type, prefix };
  const rest = data.slice(prefix.length);
  if (/;\s*base64\s*$/i.test(told)) return base64Data(rest, own);
  return ok({
    type: own.type,
    bytes: percentDecoded(rest),
    rewritten: (bytes) => prefix + percentEncoded(bytes),
  });
}

function base64Data(
  text: string,
  { type, prefix }: { readonly type: string | null; readonly prefix: string },
): Result<InlineData, "malformed"> {
  // In a URL, `+`, `/` and `=` may be escaped.
  const plain = prefix === "" || !text.includes("%") ? text : latin1(percentDecoded(text));
  const bytes = base64Bytes(plain);
  if (bytes === null) return err("malformed");
  return ok({ type, bytes, rewritten: (other) => prefix + base64Text(other) });
}

const INVALID = 255;
const SKIPPED = 254;
const PADDING = 253;

/** What each ASCII character stands for; both alphabets of RFC 4648, and white space. */
const VALUES = new Uint8Array(128).fill(INVALID);
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
for (let index = 0; index < ALPHABET.length; index += 1) VALUES[ALPHABET.charCodeAt(index)] = index;
VALUES[0x2d] = 62;
VALUES[0x5f] = 63;
VALUES[0x3d] = PADDING;
for (const blank of [0x09, 0x0a, 0x0c, 0x0d, 0x20]) VALUES[blank] = SKIPPED;

/**
 * The first bytes of data, 4 KiB or fewer, without reading the rest; empty where the data are
 * malformed.
 */
export function headOfInlineData(data: string): Uint8Array {
  const comma = /^\s*data:/i.test(data.slice(0, 64)) ? data.slice(0, 2_048).indexOf(",") + 1 : 0;
  // Four signs are three bytes; a last group that is cut is left out.
  const signs = data
    .slice(comma, comma + 8_192)
    .replaceAll(/\s/g, "")
    .slice(0, 5_464);
  const read = readInlineData(data.slice(0, comma) + signs.slice(0, signs.length & ~3));
  return read.ok ? read.value.bytes : new Uint8Array();
}

/** Base64 as bytes; padding may be missing. Null if it is not base64. */
function base64Bytes(text: string): Uint8Array | null {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4));
  let size = 0;
  let bits = 0;
  let signs = 0;
  let hasEnded = false;
  for (let at = 0; at < text.length; at += 1) {
    const value = VALUES[text.charCodeAt(at)] ?? INVALID;
    if (value === SKIPPED) continue;
    if (value === PADDING) {
      hasEnded = true;
      continue;
    }
    // What follows padding is read by some and dropped by others.
    if (value === INVALID || hasEnded) return null;
    bits = ((bits << 6) | value) & 0xffffff;
    signs += 1;
    if (signs % 4 === 0) {
      bytes[size] = bits >> 16;
      bytes[size + 1] = (bits >> 8) & 255;
      bytes[size + 2] = bits & 255;
      size += 3;
    }
  }
  if (signs % 4 === 1) return null;
  if (signs % 4 === 2) bytes[size++] = (bits >> 4) & 255;
  if (signs % 4 === 3) {
    bytes[size++] = (bits >> 10) & 255;
    bytes[size++] = (bits >> 2) & 255;
  }
  return bytes.subarray(0, size);
}

function base64Text(bytes: Uint8Array): string {
  return btoa(latin1(bytes));
}

/** `%41` becomes a byte, everything else its UTF-8; a `%` alone stands for itself. */
function percentDecoded(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  let size = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    let byte = bytes[at] ?? 0;
    if (byte === 0x25) {
      const hex = String.fromCharCode(bytes[at + 1] ?? 0, bytes[at + 2] ?? 0);
      if (/^[0-9a-f]{2}$/i.test(hex)) {
        byte = Number.parseInt(hex, 16);
        at += 2;
      }
    }
    bytes[size] = byte;
    size += 1;
  }
  return bytes.subarray(0, size);
}

function percentEncoded(bytes: Uint8Array): string {
  return encodeURIComponent(new TextDecoder().decode(bytes));
}
