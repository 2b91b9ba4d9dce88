// Splits SQL of any dialect into tokens. It is no parser: real statements of real dialects fail in
// every grammar small enough for a Worker, and attacks fail to parse on purpose. It never throws.

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
 * One token at a position. Order matters: comments before operators, dollar quotes before words.
 * An unclosed comment runs to the end; an unclosed quote is a token of one character. The body of
 * a dollar quote is bounded, so that many openers without an end stay linear.
 */
const PLAIN_TOKEN =
  /--[^\n]*|#(?![->=])[^\n]*|\/\*!\d{0,6}|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)|\*\/|\$(\w{0,32})\$[\s\S]{0,4096}?\$\1\$|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[A-Za-z_][\w $.-]{0,127}\]|[A-Za-z_@\u0080-\uffff][\w@$#\u0080-\uffff]*|(?:0x[0-9a-f]+|\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+)|\|\||&&|[<>!:=]{1,3}|[^\s]/giy;
/** The same as words in the expression above, which tries everything else before. */
const WORD = /[A-Za-z_][\w@$#\u0080-\uffff]*/y;
const ESCAPED_TOKEN = new RegExp(
  PLAIN_TOKEN.source
    .replace("'(?:[^']|'')*'", String.raw`'(?:[^'\\]|\\[\s\S]|'')*'`)
    .replace('"(?:[^"]|"")*"', String.raw`"(?:[^"\\]|\\[\s\S]|"")*"`),
  "giy",
);

/**
 * The tokens of `sql`. Dialects differ on whether a backslash escapes a quote; of the two readings
 * the one whose quotes balance is taken, and the standard's where neither does.
 */
export function lexSql(sql: string): readonly SqlToken[] {
  const plain = lex(sql, PLAIN_TOKEN);
  if (!sql.includes("\\") || !plain.some((token) => token.kind === "unclosed")) return plain;
  const escaped = lex(sql, ESCAPED_TOKEN);
  return escaped.some((token) => token.kind === "unclosed") ? plain : escaped;
}

/**
 * Every reading of `sql`: without and, where a backslash stands in it, with backslashes that escape
 * quotes.
 */
export function lexSqlReadings(sql: string): readonly (readonly SqlToken[])[] {
  const plain = lex(sql, PLAIN_TOKEN);
  return sql.includes("\\") ? [plain, lex(sql, ESCAPED_TOKEN)] : [plain];
}

function lex(sql: string, expression: RegExp): SqlToken[] {
  const tokens: SqlToken[] = [];
  let depth = 0;
  let at = 0;
  /** Quotes that were opened once and never closed: whoever looks for an end again finds none. */
  let unclosed = "";
  while (at < sql.length) {
    const char = sql.charAt(at);
    if (char === " " || /\s/.test(char)) {
      at += 1;
      continue;
    }
    const raw = isAlone(char) || unclosed.includes(char) ? char : tokenAt(sql, at, expression);
    const kind = kindOf(raw);
    const end = at + raw.length;
    if (kind === "unclosed") unclosed += char;
    if (raw === ")") depth -= 1;
    tokens.push({
      kind,
      text: kind === "word" ? raw.toLowerCase() : raw,
      start: at,
      end,
      depth,
    });
    if (raw === "(") depth += 1;
    at = end;
  }
  return tokens;
}

/** Signs that are a token whatever follows. */
function isAlone(char: string): boolean {
  return char === "(" || char === ")" || char === "," || char === ";";
}

function tokenAt(sql: string, at: number, expression: RegExp): string {
  const isWord = /[A-Za-z_]/.test(sql.charAt(at));
  const token = isWord ? WORD : expression;
  token.lastIndex = at;
  return token.test(sql) ? sql.slice(at, token.lastIndex) : sql.charAt(at);
}

function kindOf(raw: string): SqlTokenKind {
  const first = raw.charAt(0);
  if (first === "'" || first === '"' || first === "`") {
    if (raw.length === 1) return "unclosed";
    return first === "'" ? "string" : first === '"' ? "string" : "identifier";
  }
  if (raw.startsWith("--") || first === "#" || (raw.startsWith("/*") && !raw.startsWith("/*!"))) {
    return "comment";
  }
  if (first === "$" && raw.length > 1) return "string";
  if (first === "[" && raw.length > 1) return "identifier";
  if (/[0-9]/.test(first) || (first === "." && raw.length > 1)) return "number";
  return /[A-Za-z_@\u0080-\uffff]/.test(first) ? "word" : "operator";
}
