// Characters written by their numbers or names inside an argument, the way servers, browsers and
// databases that are careless read them: percent signs in all their forms, overlong UTF-8, %u, HTML
// character references, backslashes, UTF-7.
import type { Edit } from "../views/edits.ts";
import { AMPERSAND, BACKSLASH, PERCENT, PLUS, SPACES } from "./argument-survey.ts";

/** What was undone, and where. */
export interface Unescaped {
  /** In the order of the text; none overlap. */
  readonly edits: readonly Edit[];
  /** Names of what was undone. */
  readonly decoding: readonly string[];
}

/** Escapes that are read in one text; who writes more says what matters in these, or nothing. */
const ESCAPES_MAX = 16_384;

const PERCENT_FORMS =
  // https://www.rfc-editor.org/rfc/rfc3986#section-2.1; %u is what IIS and JavaScript's escape() have;
  // the odd ones are those that old servers took for slashes and dots (CVE-2000-0884, CAPEC-80).
  String.raw`%c0%(?:%a[ef]|9v|qf)|%c1%(?:pc|8s)|(?:(?!%c[01]%(?:%a|9v|qf|pc|8s))%[0-9a-f]{2}){1,4096}|%u[0-9a-f]{4}`;
const REFERENCE_FORMS = String.raw`&(?:#(?:\d{1,7}|x[0-9a-f]{1,6});?|[a-z]{2,16};|(?:lt|gt|quot|amp)(?![a-z0-9=]))`;
const BACKSLASH_FORMS = String.raw`\\{1,8}(?:u\{[0-9a-f]{1,6}\}|u[0-9a-f]{4}|U[0-9a-f]{8}|x[0-9a-f]{2}|[0-3][0-7]{2}|["'/])`;
const BREAK_FORMS = String.raw`\\{1,8}[nrt]`;
const UTF7_FORMS = String.raw`\+A[A-Za-z0-9+/]{2,255}-?`;

/** Breaks of lines and tabs, written with a backslash; no bit of the survey. */
const BREAKS = 1 << 14;

const FORMS_OF: readonly (readonly [number, string])[] = [
  [PERCENT, PERCENT_FORMS],
  [AMPERSAND, REFERENCE_FORMS],
  [BACKSLASH, BACKSLASH_FORMS],
  [BREAKS, BREAK_FORMS],
  [PLUS, UTF7_FORMS],
];
const ESCAPING = FORMS_OF.reduce((all, [flag]) => all | flag, 0);

/** By what could stand in the text. */
const patterns = new Map<number, RegExp>();

function patternOf(flags: number): RegExp {
  let pattern = patterns.get(flags);
  if (pattern === undefined) {
    const forms = FORMS_OF.filter(([flag]) => (flags & flag) !== 0).map(([, source]) => source);
    pattern = new RegExp(forms.join("|"), "gi");
    patterns.set(flags, pattern);
  }
  return pattern;
}

/** `C:\new\table` has no breaks of lines. */
const WINDOWS_PATH = /(?<![\w\\])(?:[a-z]:\\|\\\\[\w.?-]{1,64}\\)/i;

/**
 * The escapes of one layer; null where there are none. `flags` are those of the survey. Linear in the
 * text's length.
 */
export function unescaped(text: string, flags: number): Unescaped | null {
  let own = flags & ESCAPING;
  if ((own & BACKSLASH) !== 0 && !WINDOWS_PATH.test(text)) own |= BREAKS;
  // UTF-7 and numbers aside, a plus is a plus.
  if ((own & PLUS) !== 0 && !text.includes("+A")) own &= ~PLUS;
  if (own === 0) return null;
  const edits: Edit[] = [];
  let met = 0;
  for (const { index, 0: written } of text.matchAll(patternOf(own))) {
    const flag = decodeOne(written, index, edits);
    met |= flag;
    if (edits.length >= ESCAPES_MAX) break;
  }
  if (edits.length === 0) return null;
  const isForm = (met & PERCENT) !== 0 && (flags & PLUS) !== 0 && (flags & SPACES) === 0;
  return {
    edits: isForm ? withBlanks(text, edits) : edits,
    decoding: NAMES_OF.filter(([flag]) => (met & flag) !== 0).map(([, name]) => name),
  };
}

const NAMES_OF: readonly (readonly [number, string])[] = [
  [PERCENT, "percent"],
  [AMPERSAND, "entity"],
  [BACKSLASH, "escape"],
  [PLUS, "utf7"],
];

function decodeOne(written: string, at: number, edits: Edit[]): number {
  switch (written.charCodeAt(0)) {
    case 0x25:
      decodePercent(written, at, edits);
      return PERCENT;
    case 0x26:
      return put(edits, at, written, referenced(written)) ? AMPERSAND : 0;
    case 0x2b:
      return put(edits, at, written, utf7(written)) ? PLUS : 0;
    default:
      return put(edits, at, written, backslashed(written)) ? BACKSLASH : 0;
  }
}

function put(edits: Edit[], start: number, written: string, text: string | null): boolean {
  if (text === null) return false;
  edits.push({ start, end: start + written.length, text, step: 0 });
  return true;
}

/** What old servers made of these. */
const ODD: Readonly<Record<string, string>> = {
  "%c0%%ae": ".",
  "%c0%%af": "/",
  "%c0%9v": "/",
  "%c0%qf": "/",
  "%c1%pc": "\\",
  "%c1%8s": "\\",
};

function decodePercent(written: string, at: number, edits: Edit[]): void {
  const lower = written.toLowerCase();
  const odd = ODD[lower];
  if (odd !== undefined) {
    put(edits, at, written, odd);
  } else if (lower.startsWith("%u")) {
    put(edits, at, written, String.fromCharCode(Number.parseInt(lower.slice(2), 16)));
  } else {
    decodeBytes(lower, at, edits);
  }
}

/** Percent-encoded bytes, each of three characters, as lenient decoders of UTF-8 read them. */
function decodeBytes(run: string, at: number, edits: Edit[]): void {
  const count = run.length / 3;
  const byteAt = (index: number): number =>
    index < count ? Number.parseInt(run.slice(index * 3 + 1, index * 3 + 3), 16) : -1;
  let ascii = "";
  let asciiStart = 0;
  const flush = (index: number): void => {
    if (ascii === "") return;
    edits.push({ start: at + asciiStart * 3, end: at + index * 3, text: ascii, step: 3 });
    ascii = "";
  };
  for (let index = 0; index < count;) {
    const byte = byteAt(index);
    if (byte < 0x80) {
      if (ascii === "") asciiStart = index;
      ascii += String.fromCharCode(byte);
      index += 1;
      continue;
    }
    flush(index);
    const { point, bytes } = pointOf(byte, (ahead) => byteAt(index + ahead));
    const end = index + bytes;
    const text = String.fromCodePoint(point);
    edits.push({ start: at + index * 3, end: at + end * 3, text, step: 0 });
    index = end;
  }
  flush(count);
}

interface Point {
  readonly point: number;
  readonly bytes: number;
}

/** A character of several bytes, in as many as it needs or more: overlong forms hide ASCII. */
function pointOf(first: number, next: (ahead: number) => number): Point {
  const more =
    first >= 0xfc
      ? 5
      : first >= 0xf8
        ? 4
        : first >= 0xf0
          ? 3
          : first >= 0xe0
            ? 2
            : first >= 0xc0
              ? 1
              : 0;
  const alone = { point: first, bytes: 1 };
  if (more === 0) return alone;
  const second = next(1);
  // Two bytes whose second is none of a sequence: %c0%2e is a dot to some, %c1%1c a backslash.
  if (first <= 0xc1 && second >= 0 && second < 0x80) {
    return { point: first === 0xc0 ? second : 0x40 | (second & 0x3f), bytes: 2 };
  }
  let point = first & (0x3f >> more);
  for (let ahead = 1; ahead <= more; ahead += 1) {
    const byte = next(ahead);
    if (byte >> 6 !== 2) return alone;
    point = (point << 6) | (byte & 0x3f);
  }
  return point <= 0x10ffff && point >= 0 ? { point, bytes: more + 1 } : alone;
}

/** Where a form was encoded, a plus is a blank. */
function withBlanks(text: string, edits: readonly Edit[]): readonly Edit[] {
  const all: Edit[] = [];
  let next = 0;
  for (let at = text.indexOf("+"); at >= 0; at = text.indexOf("+", at + 1)) {
    for (let edit = edits[next]; edit !== undefined && edit.start <= at; edit = edits[next]) {
      all.push(edit);
      next += 1;
    }
    if (at >= (all.at(-1)?.end ?? 0)) all.push({ start: at, end: at + 1, text: " ", step: 1 });
    if (all.length >= ESCAPES_MAX) break;
  }
  return [...all, ...edits.slice(next)];
}

/** https://html.spec.whatwg.org/multipage/named-characters.html: those of ASCII, and of no width. */
const REFERENCES: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
  nbsp: " ",
  tab: "\t",
  newline: "\n",
  sol: "/",
  bsol: "\\",
  colon: ":",
  semi: ";",
  comma: ",",
  period: ".",
  lpar: "(",
  rpar: ")",
  lsqb: "[",
  lbrack: "[",
  rsqb: "]",
  rbrack: "]",
  lcub: "{",
  lbrace: "{",
  rcub: "}",
  rbrace: "}",
  excl: "!",
  quest: "?",
  num: "#",
  dollar: "$",
  percnt: "%",
  ast: "*",
  plus: "+",
  equals: "=",
  lowbar: "_",
  hyphen: "-",
  grave: "`",
  verbar: "|",
  vert: "|",
  commat: "@",
  shy: "",
  zwj: "",
  zwnj: "",
};

function referenced(written: string): string | null {
  const body = written.slice(1).replace(/;$/, "").toLowerCase();
  if (!body.startsWith("#")) return REFERENCES[body] ?? null;
  return body.startsWith("#x")
    ? character(Number.parseInt(body.slice(2), 16))
    : character(Number.parseInt(body.slice(1), 10));
}

const NAMED: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

function backslashed(written: string): string | null {
  const body = written.replace(/^\\{1,8}/, "");
  const sign = body.charAt(0);
  if (body.length === 1) return NAMED[sign] ?? (/[a-z]/i.test(sign) ? null : sign);
  const digits = body.replace(/^[ux]\{?|\}$/gi, "");
  return character(Number.parseInt(digits, /^[0-7]{3}$/.test(body) ? 8 : 16));
}

/** Half of a pair comes by itself and joins the other half when they are put together. */
function character(point: number): string | null {
  return point >= 0 && point <= 0x10ffff ? String.fromCodePoint(point) : null;
}

/** https://www.rfc-editor.org/rfc/rfc2152: UTF-16 in base64 behind a plus; only what is ASCII. */
function utf7(written: string): string | null {
  const body = written.slice(1).replace(/-$/, "");
  let text = "";
  let held = 0;
  let bits = 0;
  for (const char of body) {
    held = ((held << 6) | BASE64.indexOf(char)) & 0xfffff;
    bits += 6;
    if (bits < 16) continue;
    bits -= 16;
    const unit = (held >> bits) & 0xffff;
    if (unit < 0x20 || unit > 0x7e) return null;
    text += String.fromCharCode(unit);
  }
  return text === "" || bits >= 6 ? null : text;
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
