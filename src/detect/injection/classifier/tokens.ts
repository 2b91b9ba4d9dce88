// Cuts plain text into words, and tells of each what it means, what it is made of and what stands
// before it. One walk over the characters, no expressions, no copies of text.
import {
  conceptOfStem,
  conceptOfWord,
  CONCEPTS,
  STEM_CHARS_MAX,
  STEM_CHARS_MIN,
} from "./concepts.ts";
import { HASH_START, hashText, hashWith } from "./hash.ts";

/**
 * The words of a text, as columns; only the first `count` of each are meant. They are scratch
 * paper: the next call of `tokenize` writes over them.
 */
export interface Tokens {
  count: number;
  /** Where each begins and ends in the text. */
  start: Int32Array;
  end: Int32Array;
  /** Hash of the word, or of what stands for words of its kind: a number, an address. */
  hash: Int32Array;
  /** Number of the idea or the kind, see `concepts.ts` and `KIND_NUMBERS`; 0 for none. */
  concept: Uint8Array;
  /** Hash of the signs between this word and the one before; 0 where there is only a blank. */
  gap: Int32Array;
  /** 1 where a sentence, a line or a field begins. */
  opens: Uint8Array;
}

/** Things that are no words: they get numbers after those of the ideas. */
const KINDS = ["number", "amount", "email", "url", "account", "long", "path"] as const;
type Kind = (typeof KINDS)[number];

/** The numbers of the kinds. */
export const KIND_NUMBERS = Object.fromEntries(
  KINDS.map((kind, index) => [kind, CONCEPTS.length + 1 + index]),
) as Readonly<Record<Kind, number>>;

// A column of bytes holds them.
if (CONCEPTS.length + KINDS.length > 255) throw new Error("too many ideas");

const KIND_HASHES = Object.fromEntries(
  KINDS.map((kind) => [kind, hashText(`<${kind}>`)]),
) as Readonly<Record<Kind, number>>;

/** A word of more characters is nothing that is written by hand: encoded data, a path, a hash. */
const WORD_CHARS_MAX = 40;
/** Signs that are looked at between two words. */
const GAP_CHARS_MAX = 4;

const scratch: Tokens = {
  count: 0,
  start: new Int32Array(1_024),
  end: new Int32Array(1_024),
  hash: new Int32Array(1_024),
  concept: new Uint8Array(1_024),
  gap: new Int32Array(1_024),
  opens: new Uint8Array(1_024),
};

function grow(tokens: Tokens): void {
  const grown = <T extends Int32Array | Uint8Array>(from: T, to: T): T => {
    to.set(from);
    return to;
  };
  const size = tokens.start.length * 2;
  tokens.start = grown(tokens.start, new Int32Array(size));
  tokens.end = grown(tokens.end, new Int32Array(size));
  tokens.hash = grown(tokens.hash, new Int32Array(size));
  tokens.concept = grown(tokens.concept, new Uint8Array(size));
  tokens.gap = grown(tokens.gap, new Int32Array(size));
  tokens.opens = grown(tokens.opens, new Uint8Array(size));
}

/** What an ASCII character is. */
const SIGN = 0;
const LETTER = 1;
const DIGIT = 2;
const BLANK = 3;
const BREAK = 4;
const ASCII_CLASS = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  if (/[a-z]/i.test(char)) return LETTER;
  if (/[0-9]/.test(char)) return DIGIT;
  if (char === "\n") return BREAK;
  return /\s/.test(char) ? BLANK : SIGN;
});

/** Signs after which something new begins. */
const OPENERS = Uint8Array.from({ length: 128 }, (_, code) =>
  '.!?:;"{}[]()<>|*#`>='.includes(String.fromCharCode(code)) ? 1 : 0,
);

function classOf(code: number): number {
  if (code < 128) return ASCII_CLASS[code] ?? SIGN;
  // General punctuation, arrows, mathematical and technical signs, boxes, dingbats; CJK punctuation.
  if (code >= 0x2000 && code <= 0x2bff) return SIGN;
  if ((code >= 0x3000 && code <= 0x303f) || (code >= 0xa1 && code <= 0xbf)) return SIGN;
  // Halves of emoji, mostly: decoration, and what is put between words in place of blanks.
  if (code >= 0xd800 && code <= 0xdfff) return BLANK;
  return LETTER;
}

/** Scripts that put no blanks between words: each character is a word. */
function standsAlone(code: number): boolean {
  return (
    (code >= 0x3041 && code <= 0x30ff) || // Kana
    (code >= 0x3400 && code <= 0x9fff) // Han
  );
}

function isHangul(code: number): boolean {
  return code >= 0xac00 && code <= 0xd7a3;
}

/** The words of a text in plain form. Linear; allocates only where a text is longer than all before. */
export function tokenize(text: string): Tokens {
  const tokens = scratch;
  tokens.count = 0;
  const { length } = text;
  let at = 0;
  let gap = 0;
  let gapChars = 0;
  let opens = 1;
  while (at < length) {
    const code = text.charCodeAt(at);
    const kind = classOf(code);
    if (kind === BLANK) {
      at += 1;
      continue;
    }
    if (kind === BREAK || kind === SIGN) {
      if (kind === BREAK || code >= 128 || OPENERS[code] === 1) opens = 1;
      if (gapChars < GAP_CHARS_MAX) {
        gap = hashWith(gapChars === 0 ? HASH_START : gap, code);
        gapChars += 1;
      }
      at += 1;
      continue;
    }
    if (tokens.count === tokens.start.length) grow(tokens);
    const index = tokens.count;
    tokens.count += 1;
    tokens.start[index] = at;
    tokens.gap[index] = gap;
    tokens.opens[index] = opens;
    at = standsAlone(code) ? readSign(text, at, tokens, index) : readWord(text, at, tokens, index);
    tokens.end[index] = at;
    gap = 0;
    gapChars = 0;
    opens = 0;
  }
  return tokens;
}

/** A character that is a word, with the idea that begins with it. */
function readSign(text: string, at: number, tokens: Tokens, index: number): number {
  let hash = hashWith(HASH_START, text.charCodeAt(at));
  tokens.hash[index] = hash;
  let concept = conceptOfWord(hash);
  for (let next = at + 1; next < at + 5 && next < text.length; next += 1) {
    hash = hashWith(hash, text.charCodeAt(next));
    concept = conceptOfWord(hash) || concept;
  }
  tokens.concept[index] = concept;
  return at + 1;
}

function readWord(text: string, from: number, tokens: Tokens, index: number): number {
  const first = text.charCodeAt(from);
  const hangul = isHangul(first);
  let hash = HASH_START;
  let concept = 0;
  let digits = 0;
  let at = from;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const kind = classOf(code);
    if (kind === DIGIT) digits += 1;
    else if (kind !== LETTER || standsAlone(code)) {
      // An apostrophe within a word is a part of it: don't, l'appel.
      const isApostrophe = code === 0x27 || code === 0x2019;
      if (!isApostrophe || at === from || classOf(text.charCodeAt(at + 1)) !== LETTER) break;
    }
    hash = hashWith(hash, code);
    const chars = at + 1 - from;
    if (chars >= STEM_CHARS_MIN && chars <= STEM_CHARS_MAX && code !== 0x2019) {
      concept = conceptOfStem(hash) || concept;
    }
    if (hangul && chars <= 4) concept = conceptOfWord(hash) || concept;
  }
  const chars = at - from;
  if (digits > 0 || chars > WORD_CHARS_MAX || mayLead(text, at)) {
    const end = readThing(text, from, at, digits, tokens, index);
    if (end > 0) return end;
  }
  tokens.hash[index] = hash;
  tokens.concept[index] = conceptOfWord(hash) || concept;
  return at;
}

/** Whether what stands behind a word can make it a part of an address. */
function mayLead(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  // @ : . / - _ +
  return (
    code === 0x40 ||
    code === 0x3a ||
    code === 0x2e ||
    code === 0x5f ||
    code === 0x2b ||
    code === 0x2d
  );
}

/** Characters of an address that are looked at. */
const ADDRESS_CHARS_MAX = 256;

/**
 * Reads a number, an amount, an e-mail address, a URL, an account or encoded data from where a word
 * begins; -1 where there is none.
 */
function readThing(
  text: string,
  from: number,
  wordEnd: number,
  digits: number,
  tokens: Tokens,
  index: number,
): number {
  const chars = wordEnd - from;
  if (text.startsWith("://", wordEnd) && chars <= 8) {
    return put(tokens, index, "url", addressEnd(text, wordEnd + 3));
  }
  if (chars === 3 && text.startsWith("www.", from)) {
    return put(tokens, index, "url", addressEnd(text, wordEnd));
  }
  const mail = mailEnd(text, wordEnd);
  if (mail > 0) return put(tokens, index, "email", mail);
  if (chars > WORD_CHARS_MAX) return put(tokens, index, "long", wordEnd);
  if (digits === 0) return -1;
  if (digits === chars) {
    const before = text.charCodeAt(from - 1);
    const isAmount = before === 0x24 || before === 0x20ac || before === 0xa3 || before === 0xa5;
    const end = numberEnd(text, wordEnd);
    const after = text.slice(end, end + 4);
    const kind =
      isAmount || AMOUNT_AFTER.test(after) ? "amount" : chars >= 8 ? "account" : "number";
    return put(tokens, index, kind, end);
  }
  // Two letters and many digits: an IBAN; letters and digits mixed at length: a key, a hash.
  if (digits >= 8) return put(tokens, index, "account", wordEnd);
  return -1;
}

const AMOUNT_AFTER = /^ ?(?:usd|eur|gbp|chf|btc|eth|€|\$|£)/;

function put(tokens: Tokens, index: number, kind: Kind, end: number): number {
  tokens.hash[index] = KIND_HASHES[kind];
  tokens.concept[index] = KIND_NUMBERS[kind];
  return end;
}

/** Where an address that goes on at `at` ends: at a blank or a bracket. */
function addressEnd(text: string, at: number): number {
  const last = Math.min(text.length, at + ADDRESS_CHARS_MAX);
  let end = at;
  while (end < last) {
    const code = text.charCodeAt(end);
    if (code <= 0x20 || code === 0x22 || code === 0x27 || code === 0x29 || code === 0x3e) break;
    if (code === 0x3c || code === 0x5d || code === 0x7d || code === 0x60) break;
    end += 1;
  }
  return end;
}

/** Where a number with separators ends: 1,234.56, 10:30, 2024-01-05. */
function numberEnd(text: string, at: number): number {
  const last = Math.min(text.length, at + 24);
  let end = at;
  while (end + 1 < last) {
    const sign = text.charCodeAt(end);
    const isSeparator = sign === 0x2e || sign === 0x2c || sign === 0x3a || sign === 0x2d;
    if (!isSeparator || classOf(text.charCodeAt(end + 1)) !== DIGIT) break;
    end += 1;
    while (end < last && classOf(text.charCodeAt(end)) === DIGIT) end += 1;
  }
  return end;
}

/** Where an e-mail address whose first word ends at `at` ends; -1 where it is none. */
function mailEnd(text: string, at: number): number {
  let end = at;
  const last = Math.min(text.length, at + 64);
  while (end < last && text.charCodeAt(end) !== 0x40) {
    const code = text.charCodeAt(end);
    const isLocal = classOf(code) === LETTER || classOf(code) === DIGIT;
    if (!isLocal && code !== 0x2e && code !== 0x5f && code !== 0x2b && code !== 0x2d) return -1;
    end += 1;
  }
  if (end >= last || text.charCodeAt(end) !== 0x40) return -1;
  let dots = 0;
  let host = end + 1;
  while (host < last) {
    const code = text.charCodeAt(host);
    if (code === 0x2e) dots += 1;
    else if (classOf(code) !== LETTER && classOf(code) !== DIGIT && code !== 0x2d) break;
    host += 1;
  }
  if (dots === 0) return -1;
  return text.charCodeAt(host - 1) === 0x2e ? host - 1 : host;
}
