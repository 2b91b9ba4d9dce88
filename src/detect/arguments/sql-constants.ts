// Conditions that name no column: they hold for every row or for none, which nobody needs but who
// wants to change what a query picks.
import type { SqlToken } from "../../domain/sql/lexer.ts";
import type { Found } from "./argument-detector.ts";

type Tokens = readonly SqlToken[];

const CONSTANT_WORDS = /^(?:true|false|null|not|or|and|like|is|in|between|exists)$/;
/** What may follow a condition. */
const AFTER_CONDITION = /^(?:returning|order|limit|group|option|go|end|union)$/;

/** Whether a condition names no column. */
export function isConstantCondition(condition: Tokens): boolean {
  if (condition.length === 0) return false;
  const end = condition.findIndex(
    (token) => token.kind === "word" && AFTER_CONDITION.test(token.text),
  );
  const whole = condition.slice(0, end < 0 ? condition.length : end);
  if (whole.length === 0) return false;
  return whole.every(isConstantToken) || hasTrueBranch(whole);
}

function isConstantToken(token: SqlToken): boolean {
  if (token.kind === "word") return CONSTANT_WORDS.test(token.text);
  // Placeholders stand for values that are not known here.
  return token.kind !== "identifier" && token.kind !== "unclosed" && !/[?:{}%$]/.test(token.text);
}

/** `id > 0 OR 1=1`: one branch of an OR that holds for every row. */
function hasTrueBranch(condition: Tokens): boolean {
  return condition.some((token, at) => {
    if (token.text !== "or") return false;
    const [a, comparison, b] = condition.slice(at + 1, at + 4);
    const isSame = a !== undefined && b !== undefined && isLiteral(a) && a.text === b.text;
    return (isSame && comparison?.text === "=") || (a?.text === "true" && comparison === undefined);
  });
}

/** `1 = 2`, `false`: no row at all. */
export function isNeverTrue(condition: Tokens): boolean {
  const [a, comparison, b, next] = condition;
  if (a?.text === "false" || (a?.text === "0" && comparison === undefined)) return true;
  return (
    a?.kind === "number" &&
    b?.kind === "number" &&
    comparison?.text === "=" &&
    a.text !== b.text &&
    next === undefined
  );
}

export function isLiteral(token: SqlToken): boolean {
  return (
    token.kind === "number" ||
    token.kind === "string" ||
    (token.kind === "word" && /^(?:true|false|null|@{1,2}\w{1,64})$/.test(token.text))
  );
}

const COMPARISONS = /^(?:=|==|<>|!=|<|>|<=|>=|<=>|!<|!>|like|rlike|regexp|glob|is|in)$/;
const SIGNS = /^(?:not|\(|!|-|\+|~|binary)$/;
const ARITHMETIC = /^(?:\+|-|\*|\/|%|\^|&|\||\|\||div|mod)$/;
/** Functions that ask for the time, which is a constant only while the query runs. */
const CLOCKS =
  /^(?:now|current_\w{1,16}|getdate|getutcdate|sysdate|sysdatetime|date|datetime|time|timestamp|strftime|julianday|unixepoch|extract|date_part|datepart|year|month|day|hour|dayofweek|weekday|curdate|to_date|to_timestamp|date_trunc|cast|toyear|today|coalesce|nullif|array|struct|row|any|all|some|exists|lower|upper)$/;

interface Operand {
  /** The token behind it. */
  readonly end: number;
  readonly text: string;
  /** It calls a function. */
  readonly isCall: boolean;
}

/** The operand at `from` if it names no column: a literal, a call with such, or arithmetic on them. */
function constantOperand(tokens: Tokens, from: number): Operand | null {
  let at = from;
  while (SIGNS.test(tokens[at]?.text ?? "") && at < from + 8) at += 1;
  const first = tokens[at];
  if (first === undefined) return null;
  let isCall = false;
  let end = at + 1;
  if (!isLiteral(first)) {
    if (first.kind !== "word" || tokens[at + 1]?.text !== "(" || CLOCKS.test(first.text))
      return null;
    const close = closing(tokens, at + 1);
    const inside = tokens.slice(at + 2, close);
    if (
      close < 0 ||
      !inside.every(
        (token, index) =>
          isLiteral(token) || token.kind === "operator" || tokens[at + 3 + index]?.text === "(",
      )
    ) {
      return null;
    }
    isCall = true;
    end = close + 1;
  } else if (
    /^[.(]$/.test(tokens[end]?.text ?? "") ||
    (tokens[end]?.kind === "word" &&
      /^(?:unit|day|days|hour|month|year)$/.test(tokens[end]?.text ?? ""))
  ) {
    return null;
  }
  if (ARITHMETIC.test(tokens[end]?.text ?? "") && end < from + 24) {
    const more = constantOperand(tokens, end + 1);
    return more === null ? null : { end: more.end, text: "", isCall: isCall || more.isCall };
  }
  return { end, text: first.text.toLowerCase(), isCall };
}

/** Tokens looked at for the end of a call. */
const CALL_TOKENS_MAX = 48;

function closing(tokens: Tokens, open: number): number {
  const depth = tokens[open]?.depth ?? 0;
  const last = Math.min(tokens.length, open + CALL_TOKENS_MAX);
  for (let at = open + 1; at < last; at += 1) {
    if (tokens[at]?.text === ")" && tokens[at]?.depth === depth) return at;
  }
  return -1;
}

/** Conditions looked at in one statement. */
const CONDITIONS_MAX = 512;

/** `OR 1=1` and its forms; `WHERE 1=1 AND ...` is a habit of query builders and passes. */
export function judgeConstants(statement: Tokens): Found[] {
  const found: Found[] = [];
  const filter = statement.findIndex(
    (token) => token.kind === "word" && /^(?:where|having|on)$/.test(token.text),
  );
  let judged = 0;
  for (const [at, token] of statement.entries()) {
    if (token.kind === "string" || token.kind === "identifier") continue;
    const isOr = token.text === "or" || token.text === "||" || token.text === "xor";
    const isAnd = token.text === "and" || token.text === "&&";
    if (!isOr && !isAnd) continue;
    judged += 1;
    if (judged > CONDITIONS_MAX) break;
    // Constants compared in a list of columns are somebody trying out an expression.
    if (isAnd && (filter < 0 || filter > at || closesBetween(statement, at))) continue;
    const confidence = constantAt(statement, at, isOr, token.text);
    if (confidence > 0) found.push(tautology(statement.slice(at, at + 5), confidence));
  }
  const where = statement.findIndex((token) => token.text === "where");
  if (
    where >= 0 &&
    statement[where + 4]?.text === "or" &&
    statement.slice(where + 1, where + 4).every(isConstantToken)
  ) {
    found.push(tautology(statement.slice(where, where + 5), 0.8));
  }
  return found;
}

function constantAt(statement: Tokens, at: number, isOr: boolean, word: string): number {
  const a = constantOperand(statement, at + 1);
  if (a === null) {
    const name = statement[at + 1];
    const [comparison, same, next] = statement.slice(at + 2, at + 5);
    const isSame = name?.kind === "word" && comparison?.text === "=" && same?.text === name.text;
    return isOr && word !== "||" && isSame && next?.text !== "." && next?.text !== "(" ? 0.85 : 0;
  }
  const comparison = statement[a.end];
  if (comparison !== undefined && COMPARISONS.test(comparison.text)) {
    const b = constantOperand(statement, a.end + 1);
    if (b === null) return 0;
    if (a.isCall || b.isCall) return isOr ? 0.85 : 0.8;
    return isOr ? 0.95 : 0.85;
  }
  const isEnd =
    comparison === undefined || /^(?:\)|or|and|union|order|limit|group|--)$/.test(comparison.text);
  if (word !== "or" || !isEnd) return 0;
  // `x or 'a'` is no query that anybody means.
  return 0.85;
}

function tautology(tokens: Tokens, confidence: number): Found {
  return {
    category: "sql_tautology",
    severity: "high",
    confidence,
    start: tokens[0]?.start ?? 0,
    end: tokens.at(-1)?.end ?? 0,
  };
}

function closesBetween(statement: Tokens, at: number): boolean {
  return statement.slice(Math.max(0, at - 8), at).some((token) => token.text === "between");
}
