// Texts written as numbers: base64, hex, binary, decimal and octal codes of characters. What is no
// text in the end (images, hashes, tokens of machines) is dropped at the first byte that shows it.
import type { Edit } from "./edits.ts";
import type { Survey } from "./survey.ts";

/** Short stretches carry a word or two, and are read where decoding is talked of. */
const SHORT_CHARS_MIN = 8;
const SHORT_CHARS_MAX = 15;
/** A run, and those on the lines after it that it may go on with. */
const LONG_BASE64 = /[A-Za-z0-9+/_-]{16,}(?:[\n ][A-Za-z0-9+/_-]{2,}){0,4096}={0,2}/y;
const BASE64_LINES = /[A-Za-z0-9+/_-]{16,}(?:\n[A-Za-z0-9+/_-]{2,}){0,4096}={0,2}/y;
const BASE64_LINE = /[A-Za-z0-9+/_-]{16,}={0,2}/y;
/** Stretches of one kind that are read in one text. */
const STRETCHES_MAX = 64;
/** What is decoded before the rest is. */
const PROBE_CHARS = 24;

/** The value of a character of base64 or base64url; 64 for all else. */
const SEXTETS = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  const at = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".indexOf(char);
  return at >= 0 ? at : char === "-" ? 62 : char === "_" ? 63 : 64;
});

/** Whether base64 could stand in the text. */
export function mayHoldBase64({ runs, encodings, counts }: Survey): boolean {
  return runs.length > 0 || encodings > 0 || (counts[EQUALS] ?? 0) >= PADDED_MIN;
}

/** Stretches of base64 and base64url that hold text, also unpadded or broken over lines. */
export function base64Edits(text: string, survey: Survey, charsMax: number): Edit[] {
  const { runs, encodings, counts } = survey;
  if ((counts[EQUALS] ?? 0) >= PADDED_MIN) {
    const words = base64Words(text, charsMax);
    if (words.length > 0) return words;
  }
  const edits: Edit[] = [];
  let stretches = 0;
  let read = 0;
  for (const start of runs) {
    if (start < read || stretches === STRETCHES_MAX) continue;
    const decoded = base64Stretch(text, start, charsMax);
    if (decoded === null) continue;
    edits.push(...decoded);
    stretches += 1;
    read = edits.at(-1)?.end ?? start;
  }
  if (stretches > 0 || encodings === 0) return edits;
  for (const { start, end } of shortRuns(text)) {
    const decoded = decodeBase64(text, start, end, charsMax);
    if (decoded === null || !/^[a-z' .,!?:-]+$/i.test(decoded.map((one) => one.text).join("")))
      continue;
    edits.push(...decoded);
    stretches += 1;
    if (stretches === STRETCHES_MAX) break;
  }
  return edits;
}

const EQUALS = 0x3d;
/** Words in base64 one by one, of which two in three need padding. */
const PADDED_MIN = 3;
const PADDED = /(?<!\S)[A-Za-z0-9+/]{2,}={1,2}(?!\S)/g;
const BASE64_WORD =
  /(?<!\S)(?:[A-Za-z0-9+/]{4}){0,16}[A-Za-z0-9+/]{2}(?:==|[A-Za-z0-9+/][A-Za-z0-9+/=])(?!\S)/g;
const WORDS_MAX = 4_096;

/** Words that are in base64 each by itself; most of the text must be. */
function base64Words(text: string, charsMax: number): Edit[] {
  const padded = (text.match(PADDED) ?? []).length;
  if (padded < PADDED_MIN) return [];
  const edits: Edit[] = [];
  let words = 0;
  let chars = 0;
  for (const { index, 0: word } of text.matchAll(BASE64_WORD)) {
    if (words === WORDS_MAX || chars > charsMax) break;
    const decoded = decodeBase64(text, index, index + word.length, charsMax);
    const said = decoded?.map((one) => one.text).join("") ?? "";
    if (!/^[\p{L}\d'"()[\]{}<>.,:;!?*/_$@#%&=+-]+$/u.test(said)) continue;
    edits.push({ start: index, end: index + word.length, text: said, step: 0 });
    words += 1;
    chars += said.length;
  }
  return padded * 3 >= words ? edits : [];
}

/** Short runs of base64 with a capital or a digit that is not at the beginning, with their padding. */
function* shortRuns(text: string): Generator<{ readonly start: number; readonly end: number }> {
  let at = 0;
  while (at < text.length) {
    const start = at;
    let isMixed = false;
    for (let code = text.charCodeAt(at); sextetOf(code) < 64; code = text.charCodeAt(at)) {
      isMixed ||=
        at > start &&
        code < LOWER_A &&
        (code >= UPPER_A || (code >= ZERO && code <= NINE)) &&
        code !== UNDERSCORE;
      at += 1;
    }
    if (
      isMixed &&
      at - start >= SHORT_CHARS_MIN &&
      at - start <= SHORT_CHARS_MAX &&
      text.charCodeAt(start - 1) !== EQUALS
    ) {
      let end = at;
      while (end - at < 2 && text.charCodeAt(end) === EQUALS) end += 1;
      const next = text.charCodeAt(end);
      if (next !== EQUALS && sextetOf(next) === 64) yield { start, end };
    }
    at += 1;
  }
}

const ZERO = 0x30;
const NINE = 0x39;
const UPPER_A = 0x41;
const UNDERSCORE = 0x5f;
const LOWER_A = 0x61;

function sextetOf(code: number): number {
  return code < 128 ? (SEXTETS[code] ?? 64) : 64;
}

/** A run may begin with what is no base64: a path before it. */
function base64Stretch(text: string, start: number, charsMax: number): Edit[] | null {
  const isLikely = decodeBase64(text, start, start + PROBE_CHARS, charsMax) !== null;
  // What follows on the line, or on the lines after it, may be words.
  for (const pattern of isLikely ? [LONG_BASE64, BASE64_LINES] : []) {
    pattern.lastIndex = start;
    const end = start + (pattern.exec(text)?.[0].length ?? 0);
    const whole = decodeBase64(text, start, end, charsMax);
    if (whole !== null) return whole;
  }
  // By itself; then its parts, of which one may be base64.
  BASE64_LINE.lastIndex = start;
  const line = BASE64_LINE.exec(text)?.[0] ?? "";
  const parts = line.match(/[A-Za-z0-9+]{16,65536}={0,2}/g) ?? [];
  for (const part of [line, ...parts.slice(0, PARTS_MAX)]) {
    const at = start + line.indexOf(part);
    if (decodeBase64(text, at, Math.min(at + part.length, at + PROBE_CHARS), charsMax) === null)
      continue;
    const edits = decodeBase64(text, at, at + part.length, charsMax);
    if (edits !== null) return edits;
  }
  return null;
}

/** Parts of a run that are tried. */
const PARTS_MAX = 8;

/** Decodes base64; null where it is no text. Blanks inside it are passed over. */
function decodeBase64(text: string, start: number, end: number, charsMax: number): Edit[] | null {
  const writer = openBytes(4 / 3, charsMax);
  let bits = 0;
  let held = 0;
  let byteStart = start;
  for (let at = start; at < end; at += 1) {
    const value = sextetOf(text.charCodeAt(at));
    if (value === 64) continue;
    if (bits === 0) byteStart = at;
    held = (held << 6) | value;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    if (!writer.byte((held >> bits) & 0xff, byteStart, at + 1)) return null;
    byteStart = at;
    held &= (1 << bits) - 1;
  }
  const edits = writer.finish();
  const last = edits?.at(-1);
  // Padding carries nothing, and belongs to it.
  return edits && last ? [...edits.slice(0, -1), { ...last, end }] : null;
}

const HEX_RUN = /(?<![0-9A-Za-z])(?:0x)?(?:[0-9a-f]{2}){8,}(?![0-9A-Za-z])/gi;
const HEX_PAIRS =
  /(?<![0-9A-Za-z])(?:0x|\\x)?[0-9a-f]{2}(?:[ ,:;\n-]{1,3}(?:0x|\\x)?[0-9a-f]{2}){5,}(?![0-9A-Za-z])/gi;
const BINARY =
  /(?<![0-9A-Za-z])(?:0b)?[01]{7,8}(?:[ ,;\n]{1,2}(?:0b)?[01]{7,8}){3,}(?![0-9A-Za-z])/g;
const BINARY_RUN = /(?<![0-9A-Za-z])(?:[01]{8}){4,}(?![0-9A-Za-z])/g;
const DECIMAL = /(?<![0-9A-Za-z.,])\d{2,3}(?:[ ,;\n-]{1,2}\d{2,3}){5,}(?![0-9A-Za-z])/g;

/** Whether numbers could stand in the text. */
export function mayHoldCodes({ digitRow }: Survey): boolean {
  return digitRow >= DIGITS_MIN;
}

/** Six decimal codes have as many at least, and eight bytes in hex nearly always. */
const DIGITS_MIN = 10;

/** Stretches of hexadecimal bytes, with or without blanks and marks between them. */
export function hexEdits(text: string, { runs }: Survey, charsMax: number): Edit[] {
  return [
    // Eight bytes are a run of its own.
    ...(runs.length === 0
      ? []
      : stretchesOf(
          text,
          { pattern: HEX_RUN, unit: /[0-9a-f]{2}/gi, radix: 16, skip: /^0x/i },
          charsMax,
        )),
    ...(!holdsPairs(text)
      ? []
      : stretchesOf(
          text,
          { pattern: HEX_PAIRS, unit: /[0-9a-f]{2}/gi, radix: 16, skip: /0x|\\x/gi },
          charsMax,
        )),
  ].toSorted(byStart);
}

/** Whether so many pairs of hexadecimal digits stand in a row that they could be bytes. */
function holdsPairs(text: string): boolean {
  let row = 0;
  let end = 0;
  for (let at = 0; at < text.length; at += 1) {
    const start = at;
    while (isHexOrX(text.charCodeAt(at))) at += 1;
    const chars = at - start;
    if (chars === 0) continue;
    // With a prefix it is four; what else is so long counts as well.
    const isPair = chars === 2 || chars === 4 || chars === 3;
    row = isPair ? (start - end > PAIR_GAP_MAX ? 1 : row + 1) : 0;
    if (row === PAIRS_MIN) return true;
    end = at;
  }
  return false;
}

/** Pairs that are read as bytes, and what may stand between two: three signs, and a backslash. */
const PAIRS_MIN = 6;
const PAIR_GAP_MAX = 4;

function isHexOrX(code: number): boolean {
  const letter = code | 0x20;
  return (code >= ZERO && code <= NINE) || (letter >= LOWER_A && letter <= 0x66) || letter === 0x78;
}

/** Stretches of binary bytes. */
export function binaryEdits(text: string, charsMax: number): Edit[] {
  return [
    ...stretchesOf(text, { pattern: BINARY, unit: /[01]{7,8}/g, radix: 2, skip: /0b/g }, charsMax),
    ...stretchesOf(text, { pattern: BINARY_RUN, unit: /[01]{8}/g, radix: 2, skip: /^$/ }, charsMax),
  ].toSorted(byStart);
}

/** Stretches of decimal codes of characters, or octal ones. */
export function decimalEdits(text: string, charsMax: number): Edit[] {
  const decimal = stretchesOf(
    text,
    { pattern: DECIMAL, unit: /\d{2,3}/g, radix: 10, skip: /^$/ },
    charsMax,
  );
  if (decimal.length > 0) return decimal;
  return stretchesOf(
    text,
    { pattern: DECIMAL, unit: /[0-7]{2,3}/g, radix: 8, skip: /^$/ },
    charsMax,
  );
}

function byStart(a: Edit, b: Edit): number {
  return a.start - b.start;
}

/** How a kind of numbers is written. */
interface Notation {
  readonly pattern: RegExp;
  readonly unit: RegExp;
  readonly radix: number;
  /** Prefixes of numbers. */
  readonly skip: RegExp;
}

function stretchesOf(
  text: string,
  { pattern, unit, radix, skip }: Notation,
  charsMax: number,
): Edit[] {
  const edits: Edit[] = [];
  let stretches = 0;
  for (const { index, 0: run } of text.matchAll(pattern)) {
    const bare = run.replace(skip, (prefix) => " ".repeat(prefix.length));
    const writer = openBytes(0, charsMax);
    let isText = true;
    for (const { index: at, 0: number } of bare.matchAll(unit)) {
      const start = index + at;
      isText = writer.byte(Number.parseInt(number, radix), start, start + number.length);
      if (!isText) break;
    }
    const decoded = isText ? writer.finish() : null;
    if (decoded === null) continue;
    edits.push(...decoded);
    stretches += 1;
    if (stretches === STRETCHES_MAX) break;
  }
  return edits;
}

/** Takes bytes of UTF-8 one by one, and says where a text stops being one. */
interface ByteWriter {
  /** Whether it can still be a text. */
  byte(value: number, start: number, end: number): boolean;
  finish(): Edit[] | null;
}

/** A text of bytes; `step` as in `Edit` where consecutive bytes lie evenly, else 0. */
export function openBytes(step: number, charsMax: number): ByteWriter {
  const edits: Edit[] = [];
  let chars = 0;
  let ascii = "";
  let asciiStart = 0;
  let asciiEnd = 0;
  let point = 0;
  let missing = 0;
  let pointStart = 0;

  function flush(): void {
    if (ascii === "") return;
    edits.push({
      start: asciiStart,
      end: asciiEnd,
      text: ascii,
      step,
      continues: edits.length > 0,
    });
    ascii = "";
  }

  return {
    byte(value, start, end) {
      if (chars >= charsMax) return true;
      if (missing > 0) {
        if (value >> 6 !== 2) return false;
        point = (point << 6) | (value & 0x3f);
        missing -= 1;
        if (missing > 0) return true;
        if (point < 0x80 || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return false;
        const char = String.fromCodePoint(point);
        edits.push({ start: pointStart, end, text: char, step: 0, continues: edits.length > 0 });
        chars += 1;
        return true;
      }
      if (value < 0x80) {
        if (value < 0x20 && value !== 9 && value !== 10 && value !== 13) return false;
        if (value === 0x7f) return false;
        // An even stretch ends where the source has a gap (a line's end), or at every byte.
        if (step === 0 || (ascii !== "" && start > asciiEnd)) flush();
        if (ascii === "") asciiStart = start;
        ascii += String.fromCharCode(value);
        asciiEnd = end;
        chars += 1;
        return true;
      }
      flush();
      pointStart = start;
      missing = value >= 0xf0 && value < 0xf5 ? 3 : value >= 0xe0 ? 2 : 1;
      point = value & (0x3f >> missing);
      return value >= 0xc2 && value < 0xf5;
    },
    finish() {
      flush();
      // The end of a probe, or of a text that was cut, may be half a character.
      return chars === 0 ? null : edits;
    },
  };
}
