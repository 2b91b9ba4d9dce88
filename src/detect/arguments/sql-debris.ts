// What a value leaves behind that broke out of its quotes: tails cut off by comments, quotes without
// an end, words glued to strings, brackets that close too much. One of them may be a typing error.
import type { SqlToken } from "../../domain/sql/lexer.ts";
import type { Found } from "./argument-detector.ts";

/** Marks looked at in one text; more say nothing new. */
const MARKS_MAX = 64;

/** Marks of a broken value in all tokens of a text, comments included. */
export function findDebris(tokens: readonly SqlToken[]): Found[] {
  const found: Found[] = [];
  let isApostrophe = false;
  for (const [at, token] of tokens.entries()) {
    const confidence = markAt(tokens, at, token);
    if (confidence > 0) {
      if (found.length === 0) isApostrophe = isForgotten(tokens, at);
      found.push({
        category: "sql_injection",
        severity: "high",
        confidence,
        start: token.start,
        end: token.end,
      });
    }
    if (token.depth < 0 || found.length === MARKS_MAX) break;
  }
  // `'O'Brien'`: who forgot to double an apostrophe leaves two marks, and runs nothing.
  if (isApostrophe && found.length <= 2) return found.map((one) => ({ ...one, confidence: 0.6 }));
  // Two marks are no typing error.
  const isSure = found.length > 1;
  return isSure
    ? found.map((one) => ({ ...one, confidence: Math.max(one.confidence, 0.85) }))
    : found;
}

/** A name behind a quote that stands between two letters, and nothing but words to its end. */
function isForgotten(tokens: readonly SqlToken[], at: number): boolean {
  const before = tokens[at - 1];
  const token = tokens[at];
  if (token?.kind !== "word" || before?.kind !== "string") return false;
  if (!/[a-z]'$/i.test(before.text) || KEYWORDS.test(token.text)) return false;
  let end = at;
  while (tokens[end]?.kind === "word" && end < at + 8) end += 1;
  return tokens[end]?.kind === "unclosed" || tokens[end]?.kind === "string";
}

function markAt(tokens: readonly SqlToken[], at: number, token: SqlToken): number {
  const before = tokens[at - 1];
  if (token.kind === "comment") return cutsOff(token, before) ? 0.85 : 0;
  if (token.kind === "unclosed") return 0.8;
  if (token.depth < 0) return 0.7;
  if (token.text.startsWith("/*!")) {
    // Dumps begin statements with one; in the middle of one it hides a word from a filter.
    return before === undefined || /^(?:;|\*\/)$/.test(before.text) || before.kind === "comment"
      ? 0.5
      : 0.8;
  }
  if (
    token.text === "(" &&
    before?.kind === "string" &&
    before.text.startsWith("'") &&
    tokens[at + 1]?.text === "select"
  ) {
    return 0.8;
  }
  return glued(token, before);
}

const KEYWORDS =
  /^(?:as|and|or|from|on|in|is|like|then|else|when|end|union|order|group|where|collate|limit|desc|asc|between|not|escape|into|values|using|join|left|right|inner|having|returning|at|over|within|filter|offset|rows|format|separator|cast|with|for)$/;

/** A word or value at the end of a string: what is left when a quote closed too early. */
function glued(token: SqlToken, before: SqlToken | undefined): number {
  if (before?.kind !== "string" || before.text.startsWith("$")) return 0;
  const touches = before.end === token.start;
  if (token.kind === "number") return touches ? 0.85 : 0.6;
  if (token.kind === "string") return touches ? 0.7 : 0;
  if (token.kind !== "word") return 0;
  if (KEYWORDS.test(token.text)) return touches && /^(?:and|or|union)$/.test(token.text) ? 0.8 : 0;
  return touches ? 0.85 : 0;
}

/** A comment that hides the rest of a string: it holds an odd quote right where a value ended. */
function cutsOff(comment: SqlToken, before: SqlToken | undefined): boolean {
  if (before === undefined) return false;
  if (
    /^(?:--|#|\/\*)[\s+-]{0,4}['"][)\s;%]{0,6}(?:$|(?:and|or|limit|order|group|having|union|intersect|except)\b)/i.test(
      comment.text,
    )
  ) {
    return true;
  }
  const endsValue =
    before.kind === "string" ||
    before.kind === "number" ||
    before.text === ")" ||
    before.kind === "word";
  const isNear = comment.start - before.end <= 1;
  const quotes = comment.text.split(/['"]/).length - 1;
  return endsValue && isNear && quotes % 2 === 1 && !/\w'\w/.test(comment.text);
}
