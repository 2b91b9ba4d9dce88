// Splits SQL of any dialect into tokens. It is no parser: real statements of real dialects fail in
// every grammar small enough for a Worker, and attacks fail to parse on purpose. It never throws. It
// goes by character codes, because it reads every query twice, and hostile ones as fast as others.

export type SqlTokenKind =
  | "word"
  | "number"
  | "string"
  | "identifier"
  | "comment"
  | "operator"
  | "unclosed";

/** A token and its range. `text` is lower case for words, as written for the rest. */
export interface SqlToken {
  readonly kind: SqlTokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** How many parentheses are open before it; negative when one closed too many. */
  readonly depth: number;
}

/**
 * The tokens of `sql`. Dialects differ on whether a backslash escapes a quote; of the two readings
 * the one whose quotes balance is taken, and the standard's where neither does. Linear in the length
 * of `sql`.
 */
export function lexSql(sql: string): readonly SqlToken[] {
  const plain = lex(sql, false);
  if (!sql.includes("\\") || !plain.some((token) => token.kind === "unclosed")) return plain;
  const escaped = lex(sql, true);
  return escaped.some((token) => token.kind === "unclosed") ? plain : escaped;
}

/**
 * Every reading of `sql`: without and, where a backslash stands in it, with backslashes that escape
 * quotes.
 */
export function lexSqlReadings(sql: string): readonly (readonly SqlToken[])[] {
  const plain = lex(sql, false);
  return sql.includes("\\") ? [plain, lex(sql, true)] : [plain];
}

/** What an ASCII character is; what is none begins a word. */
const SPACE = 1;
/** In a word, but not at its start. */
const DIGIT = 2;
const LETTER = 4;
/** `$` and `#`, which stand in a word, but not at its start. */
const NAME_SIGN = 8;
const QUOTE = 16;
/** `<`, `>`, `!`, `:` and `=`, of which three in a row are one token. */
const COMPARISON = 32;
const HEX_LETTER = 64;
const IN_WORD = DIGIT | LETTER | NAME_SIGN;

const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  if (/\s/.test(char)) return SPACE;
  if (/[0-9]/.test(char)) return DIGIT;
  if (/[a-f]/i.test(char)) return LETTER | HEX_LETTER;
  if (/[a-z_@]/i.test(char)) return LETTER;
  if (/[$#]/.test(char)) return NAME_SIGN;
  if (/['"`]/.test(char)) return QUOTE;
  return /[<>!:=]/.test(char) ? COMPARISON : 0;
});

/** The kind of the character at `at`; 0 behind the end. Those beyond ASCII stand in words. */
function kindAt(sql: string, at: number): number {
  const code = sql.charCodeAt(at);
  return code < 128 ? (KINDS[code] ?? 0) : code >= 128 ? LETTER : 0;
}

/** A token without its text. */
interface Scanned {
  kind: SqlTokenKind;
  end: number;
}

function lex(sql: string, isEscaped: boolean): SqlToken[] {
  const tokens: SqlToken[] = [];
  const one: Scanned = { kind: "operator", end: 0 };
  const dollars = dollarQuotes(sql);
  let depth = 0;
  let at = 0;
  /** Quotes that were opened once and never closed: whoever looks for an end again finds none. */
  let unclosed = "";
  while (at < sql.length) {
    const code = sql.charCodeAt(at);
    const kind = code < 128 ? (KINDS[code] ?? 0) : LETTER;
    if (kind === SPACE || (code >= 128 && /\s/.test(sql.charAt(at)))) {
      at += 1;
      continue;
    }
    const isKnownOpen = kind === QUOTE && unclosed.includes(sql.charAt(at));
    scanToken(sql, at, { kind, isEscaped, isKnownOpen, dollars }, one);
    const raw = sql.slice(at, one.end);
    if (one.kind === "unclosed" && !isKnownOpen) unclosed += raw;
    if (raw === ")") depth -= 1;
    const text = one.kind === "word" ? raw.toLowerCase() : raw;
    tokens.push({ kind: one.kind, text, start: at, end: one.end, depth });
    if (raw === "(") depth += 1;
    at = one.end;
  }
  return tokens;
}

interface Place {
  readonly kind: number;
  readonly isEscaped: boolean;
  /** A quote of which it is known that none closes it. */
  readonly isKnownOpen: boolean;
  readonly dollars: DollarQuotes;
}

function scanToken(sql: string, at: number, place: Place, one: Scanned): void {
  const { kind } = place;
  one.kind = "operator";
  one.end = at + 1;
  if ((kind & LETTER) !== 0) scanWord(sql, at, one);
  else if (kind === QUOTE) {
    if (place.isKnownOpen) one.kind = "unclosed";
    else scanQuoted(sql, at, place.isEscaped, one);
  } else if (kind === DIGIT) scanNumber(sql, at, one);
  else if (kind === COMPARISON) scanComparison(sql, at, one);
  else scanSign(sql, at, place.dollars, one);
}

function scanWord(sql: string, at: number, one: Scanned): void {
  let end = at + 1;
  while ((kindAt(sql, end) & IN_WORD) !== 0) end += 1;
  one.kind = "word";
  one.end = end;
}

/**
 * A quote, to the one that closes it; two are one in the text. Where none closes it, the first of the
 * last two does. An unclosed quote is a token of one character.
 */
function scanQuoted(sql: string, at: number, isEscaped: boolean, one: Scanned): void {
  const quote = sql.charCodeAt(at);
  const hasEscapes = isEscaped && quote !== BACKTICK;
  let close = -1;
  let end = at + 1;
  while (end < sql.length) {
    const code = sql.charCodeAt(end);
    if (code === quote) {
      close = end;
      if (sql.charCodeAt(end + 1) !== quote) break;
      end += 2;
    } else end += hasEscapes && code === BACKSLASH ? 2 : 1;
  }
  if (close < 0) {
    one.kind = "unclosed";
    return;
  }
  one.kind = quote === BACKTICK ? "identifier" : "string";
  one.end = close + 1;
}

const BACKSLASH = 0x5c;
const BACKTICK = 0x60;

/** `0xFF`, `1`, `1.`, `1.5e-3`, `.5`; `at` is a digit, or the dot before one. */
function scanNumber(sql: string, at: number, one: Scanned): void {
  one.kind = "number";
  if (sql.charAt(at) === "0" && /x/i.test(sql.charAt(at + 1))) {
    let end = at + 2;
    while ((kindAt(sql, end) & (DIGIT | HEX_LETTER)) !== 0) end += 1;
    if (end > at + 2) {
      one.end = end;
      return;
    }
  }
  let end = pastDigits(sql, at);
  if (sql.charAt(end) === ".") end = pastDigits(sql, end + 1);
  // What begins with a dot has no exponent.
  if (sql.charAt(at) !== "." && /e/i.test(sql.charAt(end))) {
    const sign = /[+-]/.test(sql.charAt(end + 1)) ? 1 : 0;
    const past = pastDigits(sql, end + 1 + sign);
    if (past > end + 1 + sign) end = past;
  }
  one.end = end;
}

function pastDigits(sql: string, at: number): number {
  let end = at;
  while (kindAt(sql, end) === DIGIT) end += 1;
  return end;
}

function scanComparison(sql: string, at: number, one: Scanned): void {
  while (one.end < at + 3 && kindAt(sql, one.end) === COMPARISON) one.end += 1;
}

/** All that begins with no letter, digit, quote or comparison. */
function scanSign(sql: string, at: number, dollars: DollarQuotes, one: Scanned): void {
  const next = sql.charAt(at + 1);
  switch (sql.charAt(at)) {
    case "-":
      if (next === "-") scanLine(sql, at, one);
      return;
    case "#":
      // In PostgreSQL an operator: `#>`, `#-`.
      one.kind = "comment";
      if (!/[->=]/.test(next)) scanLine(sql, at, one);
      return;
    case "/":
      if (next === "*") scanComment(sql, at, one);
      return;
    case "*":
      if (next === "/") one.end = at + 2;
      return;
    case "|":
    case "&":
      if (next === sql.charAt(at)) one.end = at + 2;
      return;
    case ".":
      if (kindAt(sql, at + 1) === DIGIT) scanNumber(sql, at, one);
      return;
    case "[":
      scanBracketed(sql, at, one);
      return;
    case "$":
      scanDollars(at, dollars, one);
      return;
    default:
      return;
  }
}

function scanLine(sql: string, at: number, one: Scanned): void {
  const end = sql.indexOf("\n", at);
  one.kind = "comment";
  one.end = end < 0 ? sql.length : end;
}

/** An unclosed comment runs to the end. What MySQL runs in `/*!50000 ... ` is none. */
function scanComment(sql: string, at: number, one: Scanned): void {
  if (sql.charAt(at + 2) === "!") {
    let end = at + 3;
    while (end < at + 9 && kindAt(sql, end) === DIGIT) end += 1;
    one.end = end;
    return;
  }
  const close = sql.indexOf("*/", at + 2);
  one.kind = "comment";
  one.end = close < 0 ? sql.length : close + 2;
}

/** Longest name in brackets: one of SQL Server has 128 characters. */
const BRACKETED_CHARS_MAX = 128;

function scanBracketed(sql: string, at: number, one: Scanned): void {
  let end = at + 1;
  if ((kindAt(sql, end) & LETTER) === 0 || isOdd(sql, end)) return;
  while (end <= at + BRACKETED_CHARS_MAX && !isOdd(sql, end)) {
    if ((kindAt(sql, end) & (LETTER | DIGIT)) === 0 && !/[ $.-]/.test(sql.charAt(end))) break;
    end += 1;
  }
  if (sql.charAt(end) !== "]") return;
  one.kind = "identifier";
  one.end = end + 1;
}

/** Stands in words, and in no name in brackets. */
function isOdd(sql: string, at: number): boolean {
  return sql.charAt(at) === "@" || sql.charCodeAt(at) >= 128;
}

/** By the dollar sign at which one begins: where a dollar quote ends. */
type DollarQuotes = ReadonlyMap<number, number>;

const NO_DOLLARS: DollarQuotes = new Map();
const DOLLAR_TAG = /\$(\w{0,32})(?=\$)/g;
/** Longest text between dollar quotes that is taken for one: the body of a function. */
const DOLLAR_CHARS_MAX = 4096;

/**
 * Every dollar quote that could begin, with the first end after it: `$tag$ ... $tag$`. All are found
 * in one pass, so that many openers without an end stay linear.
 */
function dollarQuotes(sql: string): DollarQuotes {
  const first = sql.indexOf("$");
  if (first < 0 || sql.indexOf("$", first + 1) < 0) return NO_DOLLARS;
  const ends = new Map<number, number>();
  const tags = [...sql.matchAll(DOLLAR_TAG)];
  /** By tag, where it stands next, from behind. */
  const next = new Map<string, number[]>();
  for (const { index, 1: tag = "" } of tags.toReversed()) {
    const name = tag.toLowerCase();
    const body = index + tag.length + 2;
    const later = next.get(name) ?? [];
    next.set(name, later);
    // Those that overlap with the opening tag itself are none.
    const close = later.at(-1) === undefined ? undefined : later.findLast((at) => at >= body);
    if (close !== undefined && close - body <= DOLLAR_CHARS_MAX) {
      ends.set(index, close + tag.length + 2);
    }
    later.push(index);
  }
  return ends;
}

function scanDollars(at: number, dollars: DollarQuotes, one: Scanned): void {
  const end = dollars.get(at);
  if (end === undefined) return;
  one.kind = "string";
  one.end = end;
}
