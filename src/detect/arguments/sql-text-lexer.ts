// Splits a text into what SQL would take for tokens, without saying which quotes open and which
// close: that is what an attacker leaves open. Block comments vanish as white space does, except
// MySQL's, whose content runs.
import { classOfWord, type SqlClass } from "./sql-words.ts";

/** Tokens as parallel lists; `words` holds words in lower case and signs as written. */
export interface TextTokens {
  readonly text: string;
  readonly classes: SqlClass[];
  readonly words: string[];
  readonly starts: number[];
  readonly ends: number[];
}

/** Quotes that some database, driver or later normalisation takes for a plain one. */
const QUOTES: ReadonlyMap<string, string> = new Map([
  ["'", "'"],
  ["‘", "'"],
  ["’", "'"],
  ["´", "'"],
  ["ʼ", "'"],
  ["＇", "'"],
  ["′", "'"],
  ['"', '"'],
  ["“", '"'],
  ["”", '"'],
  ["＂", '"'],
  ["`", "`"],
]);

// oxlint-disable-next-line no-control-regex -- some databases take control characters for spaces
const SPACE = /[\s\0-\x1f\u200b\u2060\ufeff]/;
const NUMBER = /0x[0-9a-f]{1,4096}|(?:\d+(?:\.\d*)?|\.\d+)(?:e(?:[+-]?\d+|(?![\w])))?/iy;
const WORD =
  /(?:@{1,2}[\w$.`]?|[\w$\u00c0-\u1fff\u3040-\uffef])(?:[\w$\u00c0-\u1fff\u3040-\uffef]|\.{1,2}(?=[a-z_]))*/iy;
const SIGN = /\|\||&&|<=>|[<>!=]=|<>|!<|!>|:=|::|->>?|@>|<@|\?\||[!=]~\*?|~\*|<<|>>|\*=|=/y;
const COMPARISONS = /^(?:[<>!=]=|<>|<=>|=|<|>|!<|!>|@>|<@|\?\||[!=]?~\*|[!=]~|->>?|\*=|:=)$/;

/** Characters by code: 1 stands in a word, 2 is white space. What is no ASCII is asked for apart. */
const KIND = new Uint8Array(128);
for (let code = 0; code < 128; code += 1) {
  if (/[\w$]/.test(String.fromCharCode(code))) KIND[code] = 1;
  else if (code <= 32) KIND[code] = 2;
}
const WORD_PART = 1;
const WHITE = 2;

/** The end of the plain word at `at`; `at` where none begins or it goes on in other scripts. */
function plainWordEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (code > 127 || code === 46) return code === 46 && !isNameDot(text, end) ? end : at;
    if (KIND[code] !== WORD_PART) return end;
    end += 1;
  }
  return end;
}

/** A dot inside of a name: `information_schema.tables`. */
function isNameDot(text: string, at: number): boolean {
  return /[a-z_.]/i.test(text.charAt(at + 1));
}

/** The tokens of `text`, at most `max` of them. Linear; never throws. */
export function lexText(text: string, max: number): TextTokens {
  const tokens: TextTokens = { text, classes: [], words: [], starts: [], ends: [] };
  let at = 0;
  while (at < text.length && tokens.classes.length < max) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? KIND[code] : 0;
    if (kind === WHITE) {
      at += 1;
      continue;
    }
    if (kind === WORD_PART && (code > 57 || code < 48)) {
      const end = plainWordEnd(text, at);
      if (end > at) {
        at = putWord(tokens, at, end);
        continue;
      }
    }
    const char = text.charAt(at);
    if (code > 127 && SPACE.test(char)) {
      at += 1;
    } else if (char === "/" && text.charAt(at + 1) === "*") {
      at = pastComment(tokens, at);
    } else if (char === "*" && text.charAt(at + 1) === "/") {
      at += 2;
    } else {
      at = put(tokens, at, char);
    }
  }
  return tokens;
}

// MySQL and MariaDB run what stands in comments that open with an exclamation mark and a version; a
// comment without an end hides the rest.
function pastComment(tokens: TextTokens, at: number): number {
  const { text } = tokens;
  const opened = /\/\*[mM]?!\d{0,6}/y;
  opened.lastIndex = at;
  if (opened.test(text)) return opened.lastIndex;
  const end = text.indexOf("*/", at + 2);
  if (end >= 0) return end + 2;
  push(tokens, "*", "/*", at, at + 2);
  return at + 2;
}

function put(tokens: TextTokens, at: number, char: string): number {
  const { text } = tokens;
  const quote = QUOTES.get(char);
  if (quote !== undefined) return push(tokens, "q", quote, at, at + 1);
  if ("(),;{}".includes(char)) return push(tokens, char, char, at, at + 1);
  if (char === "-" && text.charAt(at + 1) === "-") return push(tokens, "-", "--", at, at + 2);
  if (char === "#") return push(tokens, "-", "#", at, at + 1);
  if (char === "\\" && /n/i.test(text.charAt(at + 1)) && !/\w/.test(text.charAt(at + 2))) {
    return push(tokens, "l", "\\n", at, at + 2);
  }
  if (/[0-9.]/.test(char)) {
    const end = putNumber(tokens, at);
    if (end > at) return end;
  }
  WORD.lastIndex = at;
  if (!(char === "@" && text.charAt(at + 1) === ">") && WORD.test(text))
    return putWord(tokens, at, WORD.lastIndex);
  SIGN.lastIndex = at;
  if (SIGN.test(text)) {
    const sign = text.slice(at, SIGN.lastIndex);
    return push(tokens, classOfSign(sign), sign, at, SIGN.lastIndex);
  }
  return push(tokens, classOfSign(char), char, at, at + 1);
}

function classOfSign(sign: string): SqlClass {
  if (sign === "&&") return "&";
  if (sign === "||") return "|";
  if (COMPARISONS.test(sign)) return "=";
  if (sign === "!") return "!";
  if (sign.length === 1 && "+-*/%^&|~".includes(sign)) return "+";
  if (sign === "<<" || sign === ">>") return "+";
  return "?";
}

/** A number may touch a keyword (`1or`, `1e0union`); with any other letters it is a name. */
function putNumber(tokens: TextTokens, at: number): number {
  const { text } = tokens;
  NUMBER.lastIndex = at;
  if (!NUMBER.test(text)) return at;
  const end = NUMBER.lastIndex;
  WORD.lastIndex = end;
  if (!WORD.test(text) || text.charAt(end) === "@")
    return push(tokens, "n", text.slice(at, end), at, end);
  const glued = text.slice(end, WORD.lastIndex).toLowerCase();
  const isExact = /^[0-9]+$/.test(text.slice(at, end));
  if (!isExact || "&~us".includes(classOfWord(glued, false))) {
    return push(tokens, "n", text.slice(at, end), at, end);
  }
  if (/^[df]union$/.test(glued)) return push(tokens, "n", text.slice(at, end + 1), at, end + 1);
  return push(tokens, "w", text.slice(at, WORD.lastIndex).toLowerCase(), at, WORD.lastIndex);
}

function putWord(tokens: TextTokens, at: number, end: number): number {
  const { text } = tokens;
  const word = text.slice(at, end).toLowerCase();
  let next = end;
  while (next < end + 8 && KIND[text.charCodeAt(next)] === WHITE) next += 1;
  const after = text.charCodeAt(next);
  const isCall = after === 40 || (after === 47 && opensAfterComment(text, next));
  // N'text', X'1F', B'01', E'\x' and _utf8'text' are strings with a letter before them.
  if (
    text.charCodeAt(end) === 39 &&
    /^(?:n|x|b|e|q|u&|_\w{1,12})$/.test(word) &&
    !/[\w']/.test(text.charAt(at - 1))
  ) {
    return end;
  }
  return push(tokens, classOfWord(word, isCall), word, at, end);
}

const COMMENT_THEN_OPEN = /\/\*[^*]{0,64}\*\/\s?\(/y;

function opensAfterComment(text: string, at: number): boolean {
  COMMENT_THEN_OPEN.lastIndex = at;
  return COMMENT_THEN_OPEN.test(text);
}

function push(
  tokens: TextTokens,
  kind: SqlClass,
  word: string,
  start: number,
  end: number,
): number {
  tokens.classes.push(kind);
  tokens.words.push(word);
  tokens.starts.push(start);
  tokens.ends.push(end);
  return end;
}
