// One look at a text: which encodings could stand in it. Ordinary text has none, and costs no more
// than this look.

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

/** `' or 1=1` has 12 characters in base64 without its padding; words of 16 and more are rare. */
export const RUN_CHARS_MIN = 16;

/** A character of base64 or base64url. */
const BASE64 = 1 << 15;

const KINDS = Uint16Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  if (char === "+") return BASE64 | PLUS;
  if (/[A-Za-z0-9/_-]/.test(char)) return BASE64;
  if (char === "%") return PERCENT;
  if (char === "&") return AMPERSAND;
  if (char === "\\") return BACKSLASH;
  return /\s/.test(char) ? SPACES : 0;
});

/** What could be encoded in a text, as bits. Linear in its length, and nothing is allocated. */
export function surveyArgument(text: string): number {
  let flags = 0;
  let run = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 127) {
      run = 0;
      flags |= kindOf(code);
      continue;
    }
    const kind = KINDS[code] ?? 0;
    flags |= kind;
    if ((kind & BASE64) === 0) run = 0;
    else if (++run === RUN_CHARS_MIN) flags |= RUN;
  }
  return flags & ~BASE64;
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

const OTHER_KINDS = new Uint8Array(0x1_0000);
for (const [start, end] of FORM_RANGES) OTHER_KINDS.fill(FORMS, start, end + 1);
for (const [start, end] of LETTER_RANGES) OTHER_KINDS.fill(LETTERS, start, end + 1);
OTHER_KINDS.fill(QUOTES, 0x2018, 0x2020);

function kindOf(code: number): number {
  return OTHER_KINDS[code] ?? 0;
}
