// What a text may say behind an encoding: base64, base32, hexadecimal, percent signs, ROT13, turned
// around. Only to be compared with what was read before; nothing is judged here.
import { percentDecoded } from "../../domain/percent-decoded.ts";

/** Longest text that is decoded, and runs of one text. */
const DECODED_CHARS_MAX = 16 * 1024;
const RUNS_MAX = 16;

/** Longest text that is read shifted or turned around: nobody asks a model for more of it. */
const TURNED_CHARS_MAX = 2 * 1024;

const RUN = /[A-Za-z0-9+/_-]{16,8000}={0,2}/g;
const HEX = /^(?:[0-9a-f]{2}){8,4000}$/i;
const BASE32 = /^[a-z2-7]{16,8000}={0,6}$/i;

/** Readable texts behind the encodings in a text: what percent signs stand for comes first. */
export function decodedRuns(text: string): readonly string[] {
  const plain = percent(text.slice(0, DECODED_CHARS_MAX));
  return [...(plain.match(RUN) ?? [])].slice(0, RUNS_MAX).flatMap(decodeRun);
}

/** A text and all that it may say: as it is, decoded, and if it is short shifted and turned around. */
export function readings(text: string): readonly string[] {
  const kept = text.slice(0, DECODED_CHARS_MAX);
  const plain = percent(kept);
  const odd = plain.length <= TURNED_CHARS_MAX ? [rot13(plain), turned(plain)] : [];
  return [text, ...(plain === kept ? [] : [plain]), ...decodedRuns(text), ...odd];
}

/** Text without percent signs; the same text where it has none. */
export function percent(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    // Not all of it is percent-encoded UTF-8: then what is, as careless servers read it.
    return percentDecoded(text);
  }
}

function decodeRun(run: string): readonly string[] {
  const texts = [
    HEX.test(run) ? fromHex(run) : "",
    fromBase64(run),
    BASE32.test(run) ? fromBase32(run) : "",
  ];
  return texts.filter(isReadable);
}

function fromHex(run: string): string {
  return utf8(run.replaceAll(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16))));
}

function fromBase64(run: string): string {
  const plain = run.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, "");
  return utf8(atob(plain.length % 4 === 1 ? plain.slice(0, -1) : plain));
}

function fromBase32(run: string): string {
  let bits = 0;
  let held = 0;
  let bytes = "";
  for (const char of run.toLowerCase().replace(/=+$/, "")) {
    held = ((held << 5) | "abcdefghijklmnopqrstuvwxyz234567".indexOf(char)) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes += String.fromCharCode((held >> bits) & 0xff);
    }
  }
  return utf8(bytes);
}

function utf8(bytes: string): string {
  return new TextDecoder().decode(bytesOf(bytes));
}

function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** Nearly all of it letters, digits and ordinary signs. */
function isReadable(text: string): boolean {
  if (text.length < 8) return false;
  // oxlint-disable-next-line no-control-regex -- what text does not hold
  const odd = text.match(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]/g)?.length ?? 0;
  return odd * 20 < text.length;
}

function rot13(text: string): string {
  return text.replaceAll(/[a-z]/gi, (char) => {
    const code = char.charCodeAt(0);
    const first = code < 97 ? 65 : 97;
    return String.fromCharCode(((code - first + 13) % 26) + first);
  });
}

function turned(text: string): string {
  return text.split("").toReversed().join("");
}
