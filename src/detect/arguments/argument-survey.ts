// One look at a text: which encodings could stand in it, and which signs that a detector needs before
// it can find anything. Ordinary text has none, and costs no more than this look.

/** A percent sign. */
export const PERCENT = 1;
/** An ampersand. */
export const AMPERSAND = 2;
/** A backslash. */
export const BACKSLASH = 4;
/** A plus sign. */
export const PLUS = 8;
/** A run of `RUN_CHARS_MIN` characters of base64, of which hexadecimal digits are some. */
export const RUN = 16;
/** A character that is a form of an ASCII one, or that prints nothing. */
export const FORMS = 32;
/** A curly quote, which is one only where something else than prose stands. */
export const QUOTES = 64;
/** A letter of a script that has look-alikes of Latin letters. */
export const LETTERS = 128;
/** White space of ASCII. */
export const SPACES = 256;

/** All that says that something could be encoded. */
export const ENCODINGS = PERCENT | AMPERSAND | BACKSLASH | PLUS | RUN | FORMS | QUOTES | LETTERS;

/**
 * Signs, one bit for each detector that cannot find anything in plain text without one of them. They
 * follow the gates of these detectors and may be wider, never narrower.
 */
export const SIGNS = {
  /** Quotes, brackets, comparisons and ends; the beginning of a word that only SQL payloads need. */
  sql: 1 << 16,
  /** Separators, substitutions, slashes. */
  shell: 1 << 17,
  /** A dash before a letter and after none, `$`, `::`, `:/`. */
  option: 1 << 18,
  /** Slashes, dots in a row, escapes without their sign. */
  path: 1 << 19,
  /** A colon or a slash. */
  url: 1 << 20,
  /** What leaves a site, or names a value of a query. */
  redirect: 1 << 21,
  /** Brackets of calls, markup, assignments, parts of `process` and of constructors. */
  code: 1 << 22,
} as const;

/** `' or 1=1` has 12 characters in base64 without its padding; words of 16 and more are rare. */
export const RUN_CHARS_MIN = 16;

/** A character of base64 or base64url. */
const BASE64 = 1 << 15;
/** A character of a word. */
const WORD = 1 << 14;
/** A sign only beside certain others. */
const BESIDE = 1 << 13;
const OWN = BASE64 | WORD | BESIDE;

/** By code, all that an ASCII character says by itself. */
const KINDS = Uint32Array.from({ length: 128 }, (_, code) =>
  kindOfAscii(String.fromCharCode(code)),
);

function kindOfAscii(char: string): number {
  let kind = 0;
  if (/[A-Za-z0-9/_+-]/.test(char)) kind |= BASE64;
  if (/\w/.test(char)) kind |= WORD;
  if (/\s/.test(char)) kind |= SPACES;
  if (char === "+") kind |= PLUS;
  if (char === "%") kind |= PERCENT;
  if (char === "&") kind |= AMPERSAND;
  if (char === "\\") kind |= BACKSLASH;
  if (/['"`;#=()|&*<>!~{]/.test(char)) kind |= SIGNS.sql;
  if (/[;|&`\n\r$<({\\/%]/.test(char)) kind |= SIGNS.shell;
  if (char === "$") kind |= SIGNS.option;
  if (/[/\\%&]/.test(char)) kind |= SIGNS.path;
  if (/[:/\\]/.test(char)) kind |= SIGNS.url;
  if (/[/\\%:@=]/.test(char)) kind |= SIGNS.redirect;
  if (/[(`<$\\[{=]/.test(char)) kind |= SIGNS.code;
  if (/[-.:_xX]/.test(char)) kind |= BESIDE;
  return kind;
}

/** Words without which a text without signs holds no SQL, by their first three letters. */
const SQL_WORDS =
  "union intersect except select drop truncate waitfor into having execute declare shutdown true xp_ sp_ order group update insert delete procedure rlike like".split(
    " ",
  );
const SQL_STARTS = new Uint8Array(1 << 15);
for (const word of SQL_WORDS) SQL_STARTS[startOf(word, 0)] = 1;

/** Three characters as a number. Letters are told apart whatever their case, others are not. */
function startOf(text: string, at: number): number {
  return (
    ((text.charCodeAt(at) & 31) << 10) |
    ((text.charCodeAt(at + 1) & 31) << 5) |
    (text.charCodeAt(at + 2) & 31)
  );
}

/** What could be encoded in a text and which signs it has, as bits. Linear in its length. */
export function surveyArgument(text: string): number {
  let flags = 0;
  let run = 0;
  let before = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? (KINDS[code] ?? 0) : (OTHER_KINDS[code] ?? 0);
    flags |= kind;
    if ((kind & BESIDE) !== 0) flags |= besideOthers(text, at, before);
    if ((kind & WORD) > (before & WORD)) flags |= (SQL_STARTS[startOf(text, at)] ?? 0) * SIGNS.sql;
    if ((kind & BASE64) === 0) run = 0;
    else if (++run === RUN_CHARS_MIN) flags |= RUN;
    before = kind;
  }
  return flags & ~OWN;
}

/** What a character is a sign of by what stands beside it; `before` is the kind of the last one. */
function besideOthers(text: string, at: number, before: number): number {
  const after = text.charAt(at + 1);
  switch (text.charAt(at)) {
    case "-":
      return (
        (after === "-" ? SIGNS.sql : 0) |
        ((before & WORD) === 0 && /[A-Za-z-]/.test(after) ? SIGNS.option : 0)
      );
    case ".":
      return (
        (/[.i]/i.test(after) ? SIGNS.path : 0) |
        (text.startsWith("process", at - 7) || isBeforeC(text, at + 1) ? SIGNS.code : 0)
      );
    case ":":
      return (after === ":" || after === "/" ? SIGNS.option : 0) | (after === "/" ? SIGNS.code : 0);
    case "_":
      return after === "_" ? SIGNS.code : 0;
    default:
      return text.charAt(at - 1) === "0" ? SIGNS.path : 0;
  }
}

/** `.constructor`, also behind blanks. */
function isBeforeC(text: string, from: number): boolean {
  let at = from;
  while (at < from + 4 && ((KINDS[text.charCodeAt(at)] ?? 0) & SPACES) !== 0) at += 1;
  return (text.charCodeAt(at) | 32) === 0x63;
}

/** Codes from and to, in order; every second range begins what is none. */
const FORM_RANGES = [
  [0xad, 0xad], // soft hyphen
  [0x2b9, 0x2bc], // primes and apostrophes
  [0x300, 0x36f], // marks on the letter before
  [0x200b, 0x200f], // zero width
  [0x2024, 0x2025], // dot leaders
  [0x202a, 0x202e],
  [0x2032, 0x2037], // primes
  [0x2039, 0x203a],
  [0x2044, 0x2044], // slash
  [0x2060, 0x206f],
  [0x2070, 0x209c], // small digits and letters, raised and lowered
  [0x210a, 0x2113],
  [0x2212, 0x2217], // minus, slash, backslash, asterisk
  [0x2223, 0x2223],
  [0x2236, 0x2236],
  [0x2329, 0x232a],
  [0x249c, 0x24e9], // letters in circles
  [0x29f5, 0x29f9],
  [0xfe50, 0xfe6b], // small forms
  [0xfeff, 0xfeff],
  [0xff02, 0xff07],
  [0xff0a, 0xff0b],
  [0xff0d, 0xff19],
  [0xff1c, 0xff1e],
  [0xff20, 0xff5e], // full width, without the marks that Chinese and Japanese are written with
  [0xd835, 0xd835], // letters of mathematics
  [0xdb40, 0xdb40], // tags
] as const;

/** Greek to Armenian, Cherokee, Coptic, Lisu, small capitals. */
const LETTER_RANGES = [
  [0x370, 0x58f],
  [0x13a0, 0x13fd],
  [0x1d00, 0x1d2b],
  [0x2c80, 0x2cff],
  [0xa4d0, 0xa4ff],
  [0xab53, 0xabbf],
] as const;

/** Those beyond ASCII, all of which a browser may fold to what leaves a site. */
const OTHER_KINDS = new Uint32Array(0x1_0000).fill(SIGNS.redirect, 128);
mark(FORM_RANGES, FORMS);
mark(LETTER_RANGES, LETTERS);
mark([[0x2018, 0x201f]], QUOTES);
for (const quote of "‘’´ʼ＇′“”＂") mark([[quote.charCodeAt(0), quote.charCodeAt(0)]], SIGNS.sql);
for (const dot of "‥…．․／∕⁄＼∖〱。") mark([[dot.charCodeAt(0), dot.charCodeAt(0)]], SIGNS.path);

function mark(ranges: readonly (readonly [number, number])[], flag: number): void {
  for (const [start, end] of ranges) {
    for (let code = start; code <= end; code += 1) {
      OTHER_KINDS[code] = (OTHER_KINDS[code] ?? 0) | flag;
    }
  }
}
