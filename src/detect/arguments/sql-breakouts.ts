// Finds where SQL breaks out of the value it was given for. Every quote may be the one that ends a
// string, every `or` may go on with a condition: what follows is read as SQL, and only what goes on
// to make sense counts.
import type { Severity } from "../../domain/finding.ts";
import type { Found } from "./argument-detector.ts";
import {
  clauseVerdict,
  dangerous,
  fragmentVerdict,
  injection,
  isClauseAt,
  isLastOfLine,
  judgeClause,
  stackedVerdict,
  type Verdict,
} from "./sql-clauses.ts";
import { readContinuation, type Continuation } from "./sql-continuation.ts";
import type { TextTokens } from "./sql-text-lexer.ts";

/** Places at which a payload may begin that are looked into; the first and the last of them. */
const PLACES_MAX = 96;

/** Where a payload may begin: behind a quote, at a word of logic, or at the very start. */
export function findBreakouts(tokens: TextTokens): Found[] {
  const places: (() => Found | null)[] = [() => judgeStart(tokens)];
  const quotesSeen = new Map<string, number>();
  for (let at = 0; at < tokens.classes.length; at += 1) {
    const kind = tokens.classes[at];
    if (kind === "q") {
      const quote = tokens.words[at] ?? "";
      const earlier = quotesSeen.get(quote) ?? 0;
      if (!isApostrophe(tokens, at)) quotesSeen.set(quote, earlier + 1);
      if (mayFollowValue(tokens, at + 1)) {
        places.push(() => judgeQuote(tokens, at, earlier % 2 === 0));
      }
    } else if (kind === "&" || (kind === "|" && tokens.classes[at - 1] !== "q")) {
      if (tokens.classes[at - 1] !== "q") places.push(() => judgeLogic(tokens, at));
    }
  }
  const half = PLACES_MAX / 2;
  const looked =
    places.length <= PLACES_MAX ? places : [...places.slice(0, half), ...places.slice(-half)];
  const found: Found[] = [];
  for (const judge of looked) {
    const one = judge();
    if (one !== null) found.push(one);
  }
  return found;
}

/** Between two letters it is an apostrophe, most of the time. */
function isApostrophe({ text, starts, ends }: TextTokens, at: number): boolean {
  const before = text.charAt((starts[at] ?? 0) - 1);
  const after = text.charAt(ends[at] ?? 0);
  return /[a-z]/i.test(before) && /[a-z]/i.test(after);
}

/** Whether what follows a quote and parentheses could go on in SQL. */
function mayFollowValue({ classes }: TextTokens, from: number): boolean {
  let at = from;
  while (classes[at] === ")" && at < from + 16) at += 1;
  return classes[at] !== undefined && "&|=~+!,;-*cusd(qFf{".includes(classes[at] ?? "");
}

function pastClosers({ classes }: TextTokens, from: number): number {
  let at = from;
  while (classes[at] === ")" && at < from + 16) at += 1;
  return at;
}

/** Behind a quote that may end a string; `isOdd`: by its number it opens one instead. */
function judgeQuote(tokens: TextTokens, quote: number, isOdd: boolean): Found | null {
  const first = pastClosers(tokens, quote + 1);
  const kind = tokens.classes[first] ?? "";
  const seen = readContinuation(tokens, first, true);
  // Backticks mark code in prose, and in code of several lines quotes follow other rules: there only
  // what is unmistakable counts.
  const isForeign = tokens.words[quote] === "`" || (isOdd && isOfSeveralLines(tokens, quote));
  const breaksOut = isOdd && !isForeign && !opensQuotation(tokens, quote);
  const verdict =
    kind === "F" && breaksOut
      ? dangerous(0.85)
      : kind === "-" || kind === "*"
        ? cutOff(tokens, quote, first, breaksOut)
        : (judgeReading(tokens, seen, breaksOut) ?? judgeClause(tokens, seen, breaksOut));
  return verdict === null ? null : foundAt(tokens, quote, seen, verdict);
}

/** Whether a quote stands behind a line break, or far into a text that has some. */
function isOfSeveralLines({ text, starts }: TextTokens, quote: number): boolean {
  const line = text.trimEnd().indexOf("\n");
  return line >= 0 && (line < (starts[quote] ?? 0) || (starts[quote] ?? 0) > 12);
}

/** Tokens looked ahead for the end of a quotation. */
const QUOTATION_TOKENS_MAX = 64;

/** `the 'or' operator`, `"where" & "when"`: it opens like a quotation, and one ends like that. */
function opensQuotation(
  { text, starts, ends, classes, words }: TextTokens,
  quote: number,
): boolean {
  const start = starts[quote] ?? 0;
  const end = ends[quote] ?? 0;
  if (!/^[\s(=:,[{>]?$/.test(text.charAt(start - 1)) || /^\s?$/.test(text.charAt(end)))
    return false;
  const last = Math.min(classes.length, quote + QUOTATION_TOKENS_MAX);
  let quotes = 1;
  for (let at = quote + 1; at < last; at += 1) {
    if (classes[at] !== "q" || words[at] !== words[quote]) continue;
    quotes += 1;
    const isTight = !/\s/.test(text.charAt((starts[at] ?? 0) - 1));
    if (
      isTight &&
      /^[\s.,;:!?)\]}&+<]?$/.test(text.charAt(ends[at] ?? 0)) &&
      (start > 0 || quotes === 2 || (ends[at] ?? 0) < text.length)
    ) {
      return true;
    }
  }
  return false;
}

/** What a condition amounts to behind a value that broke out of quotes. */
function judgeReading(tokens: TextTokens, seen: Continuation, isOdd: boolean): Verdict | null {
  const hasEnd = /^(?:open|comment|stacked)$/.test(seen.end) || isClauseAt(tokens, seen);
  const operators = seen.logic + seen.comparisons + seen.arithmetic + seen.concatenations;
  if (seen.dangerous > 0 && operators > 0) return dangerous(0.95);
  if (seen.logic + seen.concatenations > 0 && seen.constants > 0) {
    return { category: "sql_tautology", confidence: 0.95 };
  }
  if (seen.subqueries > 0 && operators > 0) return injection(0.9);
  if (!isOdd) return null;
  if (seen.functions > 0 && operators > 0 && (hasEnd || seen.end === "over")) return injection(0.9);
  if (seen.loneConstants > 0 && !seen.isDangling && seen.logic > 0) {
    if (hasEnd || seen.end === "over") {
      return { category: "sql_tautology", confidence: 0.85 };
    }
  }
  if (seen.logic > 0 && seen.comparisons > 0 && (hasEnd || seen.end === "over")) {
    return injection(seen.end === "over" ? 0.8 : 0.9);
  }
  if (seen.logic > 1 && seen.values > 0 && hasEnd) return injection(0.8);
  if (seen.logic > 0 && !seen.isDangling && /^(?:comment|stacked)$/.test(seen.end))
    return injection(0.8);
  if (seen.constants + seen.equals > 0 && hasEnd) return injection(0.85);
  if (seen.comparisons > 0 && hasEnd && seen.values > 0) return injection(0.85);
  if (seen.concatenations > 0 && seen.end === "open") return injection(0.8);
  if (seen.concatenations > 0 && seen.loneConstants > 0 && seen.end === "comment")
    return injection(0.8);
  return null;
}

/** `admin'--`: a comment right behind the quote hides the rest of the query. */
function cutOff(
  tokens: TextTokens,
  quote: number,
  comment: number,
  isOdd: boolean,
): Verdict | null {
  if (!isOdd) return null;
  const { text, starts, ends } = tokens;
  const before = text.slice(0, starts[quote]);
  const after = text.slice(ends[comment]);
  const isWord = before.length <= 64 && !/\s/.test(before);
  if (!isWord || !isLastOfLine(tokens, quote, comment)) return null;
  const isName = /^[\w@.+%-]{1,64}$/.test(before) && tokens.words[comment] !== "/*";
  return /^[\s+-]{0,4}$/.test(after) || (isName && /^\s/.test(after)) ? injection(0.85) : null;
}

/** At a word of logic that no quote stands before: `1 or 1=1`. */
function judgeLogic(tokens: TextTokens, at: number): Found | null {
  const seen = readContinuation(tokens, at, true);
  const isNear = at <= 2 || isValueBefore(tokens, at);
  const verdict = logicVerdict(tokens, seen, isNear);
  return verdict === null ? null : foundAt(tokens, Math.max(0, at - 1), seen, verdict);
}

/** Whether all that stands before is one value, or an expression of a few. */
function isValueBefore({ classes }: TextTokens, at: number): boolean {
  if (at > 24) return false;
  const before = classes.slice(0, at).join("");
  return /^[-+()nwvlfFg=?]*$/.test(before) && !/[nwvl)][nwvlfFg]/.test(before);
}

function logicVerdict(tokens: TextTokens, seen: Continuation, isNear: boolean): Verdict | null {
  const hasEnd = /^(?:open|comment|stacked)$/.test(seen.end) || isClauseAt(tokens, seen);
  const isWhole = hasEnd || seen.end === "over";
  const isJoined = seen.logic === 0 && seen.concatenations > 0;
  if (isJoined && seen.dangerous === 0 && !(seen.equals > 0 && tokens.classes[0] === "n"))
    return null;
  if (seen.dangerous > 0 && seen.end !== "nonsense") return dangerous(0.9);
  const endsInQuote = tokens.classes[seen.at] === "q";
  if (seen.equals > 0 && (isWhole || isNear || endsInQuote))
    return { category: "sql_tautology", confidence: 0.9 };
  if (seen.constants > 0 && (isNear || seen.end === "comment")) {
    return { category: "sql_tautology", confidence: isWhole ? 0.85 : 0.6 };
  }
  if (seen.subqueries > 0) return injection(isNear || hasEnd ? 0.9 : 0.6);
  if (!isNear) return null;
  const isNumber = tokens.classes[0] === "n" || tokens.classes[1] === "n";
  if (seen.functions > 0 && (seen.comparisons > 0 || hasEnd || (isNumber && seen.end === "over"))) {
    return injection(0.85);
  }
  if (seen.loneConstants > 0 && isNumber && /^(?:true|false)$/.test(tokens.words.at(-1) ?? ""))
    return injection(0.8);
  if (seen.comparisons > 0 && seen.end === "comment") return injection(0.85);
  if (seen.loneConstants > 0 && seen.end === "comment") return injection(0.8);
  return null;
}

/** From the start: a value, or the end of one, and what goes on with SQL. */
function judgeStart(tokens: TextTokens): Found | null {
  const { classes } = tokens;
  let at = 0;
  while (at < 16 && (classes[at] === ")" || classes[at] === "+" || classes[at] === ",")) at += 1;
  const isFragment = at > 0 || /^[~c|=]$/.test(classes[0] ?? "");
  const isDue = /^[+,]$/.test(classes[at - 1] ?? "");
  const hasValue = /[nwvl]/.test(classes[at] ?? "-");
  if (hasValue) at += 1;
  const first = pastClosers(tokens, at);
  const seen = readContinuation(tokens, first, hasValue || (isFragment && !isDue));
  const verdict = startVerdict(tokens, seen, hasValue);
  return verdict === null ? null : foundAt(tokens, 0, seen, verdict);
}

function startVerdict(tokens: TextTokens, seen: Continuation, hasValue: boolean): Verdict | null {
  const { classes, words } = tokens;
  if (seen.dangerous > 0 && seen.end !== "nonsense") return dangerous(0.9);
  if (seen.constants > 0 && words.includes("case") && seen.end !== "nonsense")
    return injection(0.85);
  const isCut = seen.end === "comment" && seen.at === classes.length - 1;
  if (isCut && classes[0] === "(" && classes.includes("&") && /[qfv]/.test(classes.join(""))) {
    return injection(0.8);
  }
  if (seen.subqueries > 0 && seen.end !== "nonsense") return injection(0.85);
  if (seen.end === "stacked") return stackedVerdict(tokens, seen.at);
  const isConcatenated = seen.concatenations > 0 && seen.functions > 0;
  if (classes[0] === "n" && isConcatenated && /^(?:over|comment)$/.test(seen.end))
    return injection(0.8);
  if (seen.end === "clause" && seen.at === 0) return fragmentVerdict(tokens);
  if (seen.end === "clause") {
    // `Fix CREATE TABLE`: behind a name only what cannot be prose.
    const isNamed = classes.slice(0, seen.at).includes("w");
    if (isNamed && !/^(?:union|waitfor|procedure)$/.test(words[seen.at] ?? "")) return null;
    const isWeak = /^(?:where|limit|offset|select)$/.test(words[seen.at] ?? "");
    return hasValue && seen.values === 0 && isWeak ? null : clauseVerdict(tokens, seen.at);
  }
  return null;
}

function foundAt(
  tokens: TextTokens,
  first: number,
  seen: Continuation,
  { category, confidence }: Verdict,
): Found {
  const severity: Severity =
    category === "sql_destructive" || category === "sql_execution" ? "critical" : "high";
  const { starts, ends, classes, text } = tokens;
  const last = Math.min(seen.at, classes.length - 1);
  // What begins a clause or a statement, or a comment, takes the rest of the text with it.
  const isRest = seen.end !== "nonsense" && seen.end !== "open";
  const end = (isRest ? ends.at(-1) : ends[last]) ?? text.length;
  return { category, severity, confidence, start: starts[first] ?? 0, end };
}
