// Whether bytes are text, and which. A name or a media type is not asked: servers read what is
// there.

/** Bytes as text. */
export interface FileText {
  readonly text: string;
  /** Whether the text, encoded as UTF-8, gives the bytes again. */
  readonly isUtf8: boolean;
}

/** At most one character in this many may be a control character; media have about one in eight. */
const CHARS_PER_CONTROL = 20;

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** Never fails; what other texts are in that are neither UTF-8 nor UTF-16 (WHATWG Encoding). */
const WINDOWS_1252 = new TextDecoder("windows-1252");

/** The text that bytes are; null where they are none. */
export function decodeText(bytes: Uint8Array): FileText | null {
  const wide = wideEncoding(bytes);
  if (wide !== null) {
    const text = new TextDecoder(wide).decode(bytes);
    return isTextual(text) ? { text, isUtf8: false } : null;
  }
  try {
    const text = UTF8.decode(bytes);
    return isTextual(text) ? { text, isUtf8: true } : null;
  } catch {
    // A fatal decoder throws a TypeError for bytes that are not UTF-8.
    const text = WINDOWS_1252.decode(bytes);
    return isTextual(text) ? { text, isUtf8: false } : null;
  }
}

/** UTF-16 by its byte order mark, else by every second byte being zero, as in any western text. */
function wideEncoding(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const head = bytes.subarray(0, 1_024);
  const zeros = [0, 0];
  for (const [at, byte] of head.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd * 3 > head.length && even === 0) return "utf-16le";
  return even * 3 > head.length && odd === 0 ? "utf-16be" : null;
}

function isTextual(text: string): boolean {
  let controlsLeft = text.length / CHARS_PER_CONTROL;
  for (let at = 0; at < text.length; at += 1) {
    if (!isControl(text.charCodeAt(at))) continue;
    controlsLeft -= 1;
    if (controlsLeft < 0) return false;
  }
  return true;
}

/** Control characters other than white space and ESC, and what stands for undecodable bytes. */
function isControl(code: number): boolean {
  if (code < 0x20) return code < 0x09 || code === 0x0b || (code > 0x0d && code !== 0x1b);
  return code === 0x7f || code === 0xfffd;
}
