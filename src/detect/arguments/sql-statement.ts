// Judges SQL where SQL is expected: what destroys, and what only an injection writes. Reading,
// inserting, and changing rows picked by a condition are ordinary work and pass.
import type { Severity } from "../../domain/finding.ts";
import type { Found } from "./argument-detector.ts";
import { lexSql, type SqlToken } from "../../domain/sql/lexer.ts";
import { SQL_REACH } from "../../domain/sql/reach.ts";

/** What is wrong in `sql`, taken as statements of any dialect. */
export function judgeStatements(sql: string): Found[] {
  const tokens = lexSql(sql);
  const statements = splitStatements(tokens);
  const found = [...judgeWhole(tokens)];
  for (const [index, statement] of statements.entries()) {
    found.push(...judgeDestruction(statement), ...judgeInjection(statement));
    const earlier = statements.slice(Math.max(0, index - 1), index);
    if (earlier.some(isQuery) && STACKED.has(firstWord(statement))) {
      found.push(over(statement, "sql_injection", "high", 0.85));
    }
  }
  return found;
}

type Statement = readonly SqlToken[];

/** First words of statements that change something; after a query they are someone else's. */
const STACKED = new Set(
  "insert update delete drop alter create truncate exec execute declare grant revoke shutdown merge copy waitfor attach".split(
    " ",
  ),
);

function splitStatements(tokens: readonly SqlToken[]): Statement[] {
  const statements: SqlToken[][] = [[]];
  for (const token of tokens) {
    if (token.kind === "operator" && token.text === ";") statements.push([]);
    else if (token.kind !== "comment") statements.at(-1)?.push(token);
  }
  return statements.filter((statement) => statement.length > 0);
}

function firstWord(statement: Statement): string {
  return statement.find((token) => token.kind === "word")?.text ?? "";
}

function isQuery(statement: Statement): boolean {
  return /^(?:select|with|values|show)$/.test(firstWord(statement));
}

function over(tokens: Statement, category: string, severity: Severity, confidence: number): Found {
  return {
    category,
    severity,
    confidence,
    start: tokens[0]?.start ?? 0,
    end: tokens.at(-1)?.end ?? 0,
  };
}

// Destruction.

const PRINCIPALS = /^(?:user|role|login|group)$/;

function judgeDestruction(statement: Statement): Found[] {
  const [first, second, third] = statement.map((token) => token.text);
  const found: Found[] = [];
  switch (first) {
    case "drop":
      if (statement[1]?.kind === "word") {
        const isTemporary = second === "temporary" || second === "temp";
        found.push(over(statement, "sql_destructive", "critical", isTemporary ? 0.6 : 0.95));
      }
      break;
    case "truncate":
      if (second !== undefined && second !== "(") {
        found.push(over(statement, "sql_destructive", "critical", 0.95));
      }
      break;
    case "alter":
      if (PRINCIPALS.test(second ?? "")) found.push(privilege(statement));
      else if (second === "table" && dropsPart(statement)) {
        found.push(over(statement, "sql_destructive", "critical", 0.85));
      }
      break;
    case "create":
      if (PRINCIPALS.test(second ?? "")) found.push(privilege(statement));
      break;
    case "set":
      if (second === "role" || (second === "session" && third === "authorization")) {
        found.push(privilege(statement));
      }
      break;
    case "grant":
    case "revoke":
      found.push(privilege(statement));
      break;
    case undefined:
    default:
      break;
  }
  return [...found, ...judgeUnboundedWrites(statement)];
}

/** Who may do what is not an agent's to change. */
function privilege(statement: Statement): Found {
  return over(statement, "sql_destructive", "high", 0.75);
}

function dropsPart(statement: Statement): boolean {
  return statement.some((token, at) => token.text === "drop" && statement[at + 1] !== undefined);
}

/**
 * Unions and nested writes judged in one statement; judging one costs its length, so that more
 * would cost the square. No query of people or models comes near.
 */
const PARTS_MAX = 64;

function tooManyParts(statement: Statement): Found {
  return over(statement, "sql_injection", "medium", 0.6);
}

/** DELETE and UPDATE that touch every row, also inside a CTE or under EXPLAIN ANALYZE. */
function judgeUnboundedWrites(statement: Statement): Found[] {
  const found: Found[] = [];
  let judged = 0;
  for (const [at, token] of statement.entries()) {
    if (token.text !== "delete" && token.text !== "update") continue;
    if (token.kind !== "word" || !beginsStatement(statement[at - 1])) continue;
    if (judged === PARTS_MAX) return [...found, tooManyParts(statement)];
    judged += 1;
    const write = statement.slice(at, endOfDepth(statement, at));
    if (token.text === "delete" ? !isDelete(write) : !isUpdate(write)) continue;
    const where = write.findIndex((other) => other.text === "where" && other.depth === token.depth);
    if (where < 0) {
      const isLimited = write.some((other) => other.text === "limit" || other.text === "top");
      found.push(over(write, "sql_destructive", "critical", isLimited ? 0.6 : 0.95));
    } else if (isConstant(write.slice(where + 1))) {
      found.push(over(write, "sql_destructive", "critical", 0.95));
    }
  }
  return found;
}

function beginsStatement(before: SqlToken | undefined): boolean {
  return before === undefined || /^(?:[()]|analyze|explain|begin|verbose)$/.test(before.text);
}

/** The end of the tokens at or below the depth of the one at `from`. */
function endOfDepth(statement: Statement, from: number): number {
  const depth = statement[from]?.depth ?? 0;
  const end = statement.findIndex((token, at) => at > from && token.depth < depth);
  return end < 0 ? statement.length : end;
}

function isDelete(write: Statement): boolean {
  const second = write[1];
  if (second === undefined || second.text === "history") return false;
  return write.slice(1, 8).some((token) => token.text === "from") || write.length === 2;
}

function isUpdate(write: Statement): boolean {
  return write.slice(2, 12).some((token) => token.text === "set");
}

const CONSTANT_WORDS = /^(?:true|false|null|not|or|and|like|is|in|between|returning)$/;

/** Whether a condition names no column, so that it holds for every row or for none. */
function isConstant(condition: Statement): boolean {
  if (condition.length === 0) return false;
  const end = condition.findIndex((token) => token.text === "returning");
  return condition.slice(0, end < 0 ? condition.length : end).every((token) => {
    if (token.kind === "word") return CONSTANT_WORDS.test(token.text);
    // Placeholders stand for values that are not known here.
    return token.kind !== "identifier" && token.kind !== "unclosed" && !/[?:{}%]/.test(token.text);
  });
}

// Injection.

function judgeInjection(statement: Statement): Found[] {
  return [
    ...judgeConstantComparisons(statement),
    ...judgeUnions(statement),
    ...judgeReach(statement),
  ];
}

const COMPARISONS = /^(?:=|<>|!=|<|>|<=|>=|<=>|like|rlike|regexp|is)$/;

/** `OR 1=1` and its forms; `WHERE 1=1 AND ...` is a habit of query builders and passes. */
function judgeConstantComparisons(statement: Statement): Found[] {
  const found: Found[] = [];
  // Constants compared in a list of columns are somebody trying out an expression.
  const filter = statement.findIndex((token) => /^(?:where|having|on)$/.test(token.text));
  for (const [at, token] of statement.entries()) {
    const isOr = token.text === "or" || token.text === "||" || token.text === "xor";
    const isAnd = token.text === "and" || token.text === "&&";
    if (!isOr && !isAnd) continue;
    if (isAnd && (filter < 0 || filter > at || closesBetween(statement, at))) continue;
    let left = at + 1;
    while (/^(?:not|\(|!|-)$/.test(statement[left]?.text ?? "") && left < at + 6) left += 1;
    const [a, comparison, b] = statement.slice(left, left + 3);
    if (a === undefined) continue;
    const range = statement.slice(at, left + 3);
    if (b !== undefined && comparison !== undefined && COMPARISONS.test(comparison.text)) {
      const next = statement[left + 3]?.text ?? "";
      if (isLiteral(a) && isLiteral(b) && next !== "." && next !== "(") {
        found.push(over(range, "sql_injection", "high", isOr ? 0.95 : 0.7));
      } else if (isOr && a.kind === "word" && a.text === b.text && next !== ".") {
        found.push(over(range, "sql_injection", "high", 0.85));
      }
    } else if (token.text === "or" && isLiteral(a) && (comparison?.text ?? ")") === ")") {
      found.push(over(statement.slice(at, left + 1), "sql_injection", "high", 0.85));
    }
  }
  const where = statement.findIndex((token) => token.text === "where");
  if (
    where >= 0 &&
    statement[where + 4]?.text === "or" &&
    isConstant(statement.slice(where + 1, where + 4))
  ) {
    found.push(over(statement.slice(where, where + 5), "sql_injection", "high", 0.8));
  }
  return found;
}

function isLiteral(token: SqlToken): boolean {
  return (
    token.kind === "number" ||
    token.kind === "string" ||
    (token.kind === "word" && /^(?:true|false|null)$/.test(token.text))
  );
}

function closesBetween(statement: Statement, at: number): boolean {
  return statement.slice(Math.max(0, at - 8), at).some((token) => token.text === "between");
}

/** Where secrets and the schema are kept; agents read the schema, but not as an arm of a union. */
const CATALOGS =
  /^(?:information_schema|pg_catalog|pg_shadow|pg_authid|pg_user|pg_database|pg_tables|sqlite_master|sqlite_schema|sysobjects|syscolumns|sysusers|sql_logins|all_tables|all_tab_columns|user_tables|dba_users|mysql|msysobjects)$/;
const SECRETS =
  /^(?:password|passwd|pwd|pass|password_hash|passwordhash|authentication_string|secret|api_key|apikey|token|credit_card|card_number|ssn)$/;
const PROBES =
  /^(?:version|user|database|current_user|session_user|system_user|load_file|@@\w{1,32}|concat|concat_ws|group_concat|char|chr|unhex|hex|md5|convert|cast|null)$/;

function judgeUnions(statement: Statement): Found[] {
  const found: Found[] = [];
  let judged = 0;
  for (const [at, token] of statement.entries()) {
    if (token.text !== "union" || token.kind !== "word") continue;
    if (judged === PARTS_MAX) return [...found, tooManyParts(statement)];
    judged += 1;
    let select = at + 1;
    while (/^(?:all|distinct|\()$/.test(statement[select]?.text ?? "") && select < at + 6)
      select += 1;
    if (statement[select]?.text !== "select") continue;
    const arm = statement.slice(select + 1, endOfArm(statement, select));
    const first = statement.slice(0, at);
    const confidence = judgeArm(arm, first);
    if (confidence > 0) {
      const range = statement.slice(at, select + 1 + arm.length);
      found.push(over(range, "sql_injection", "high", confidence));
    }
  }
  return found;
}

function endOfArm(statement: Statement, select: number): number {
  const depth = statement[select]?.depth ?? 0;
  const end = statement.findIndex(
    (token, at) => at > select && (token.depth < depth || token.text === "union"),
  );
  return end < 0 ? statement.length : end;
}

/** How much an arm looks like padding or theft rather than more rows of the same kind. */
function judgeArm(arm: Statement, first: Statement): number {
  if (arm.some((token) => CATALOGS.test(token.text.toLowerCase()))) return 0.9;
  const isNewSecret = arm.some(
    (token) => SECRETS.test(token.text) && !first.some((other) => other.text === token.text),
  );
  if (isNewSecret && arm.some((token) => token.text === "from")) return 0.85;
  if (!first.some((token) => token.text === "from") || arm.some((token) => token.text === "from")) {
    return 0;
  }
  const isPadding = arm.every(
    (token) => token.kind !== "identifier" && (token.kind !== "word" || PROBES.test(token.text)),
  );
  if (!isPadding) return 0;
  const probes = arm.filter((token) => token.kind === "word").length;
  const isNumbered = arm.filter((token) => token.kind === "number").length > 2;
  return probes > 1 || isNumbered ? 0.9 : 0.6;
}

/** Functions and clauses that wait, or reach files, programs and other hosts. */
const CALLS: readonly (readonly [RegExp, Severity, number])[] = [
  [SQL_REACH.waits, "high", 0.9],
  [SQL_REACH.files, "critical", 0.9],
  [SQL_REACH.hosts, "critical", 0.85],
  [SQL_REACH.programs, "critical", 0.8],
  [SQL_REACH.probes, "high", 0.75],
];

function judgeReach(statement: Statement): Found[] {
  const found: Found[] = [];
  const words = statement.map((token) => token.text);
  for (const [at, token] of statement.entries()) {
    if (token.kind !== "word") continue;
    const here = (confidence: number, severity: Severity): void => {
      found.push(over(statement.slice(at, at + 2), "sql_injection", severity, confidence));
    };
    if (words[at + 1] === "(") {
      for (const [name, severity, confidence] of CALLS) {
        if (name.test(token.text)) here(confidence, severity);
      }
    }
    if (SQL_REACH.procedures.test(token.text)) here(0.9, "critical");
    if (token.text === "waitfor" && /^(?:delay|time)$/.test(words[at + 1] ?? "")) here(0.9, "high");
    if (token.text === "into" && /^(?:outfile|dumpfile)$/.test(words[at + 1] ?? "")) {
      here(0.9, "critical");
    }
    if (token.text === "program" && words[0] === "copy") here(0.95, "critical");
    if (/^(?:plpython[23]?u|plperlu|pltclu|soname)$/.test(token.text)) here(0.85, "critical");
    if (token.text === "pg_shadow" || token.text === "pg_authid") here(0.8, "high");
  }
  if (words[0] === "attach" || words[0] === "shutdown") {
    found.push(over(statement, "sql_injection", "high", 0.7));
  }
  return found;
}

// The whole text.

/** Marks of a value that broke out of its quotes: cut-off tails, open quotes, extra brackets. */
function judgeWhole(tokens: readonly SqlToken[]): Found[] {
  const found: Found[] = [];
  for (const [at, token] of tokens.entries()) {
    const one = (confidence: number): Found => over([token], "sql_injection", "high", confidence);
    if (token.kind === "comment" && cutsOff(token, tokens[at - 1])) found.push(one(0.8));
    if (token.kind === "unclosed") found.push(one(0.7));
    if (isDebris(token, tokens[at - 1])) found.push(one(0.6));
    if (token.depth < 0) {
      found.push(one(0.6));
      break;
    }
    if (token.text.startsWith("/*!")) found.push(one(0.6));
  }
  return found;
}

/** A word or value glued to the end of a string: what is left when a quote closed too early. */
function isDebris(token: SqlToken, before: SqlToken | undefined): boolean {
  if (before?.kind !== "string" || before.end !== token.start || before.text.startsWith("$")) {
    return false;
  }
  return (
    token.kind === "number" || (token.kind === "word" && !/^(?:as|and|from|on)$/.test(token.text))
  );
}

/** A comment that hides the rest of a string: it holds an odd quote right where a value ended. */
function cutsOff(comment: SqlToken, before: SqlToken | undefined): boolean {
  if (before === undefined) return false;
  if (
    /^(?:--|#|\/\*)[\s+-]{0,4}['"][)\s;%]{0,6}(?:$|and\b|or\b|limit\b|order\b)/i.test(comment.text)
  ) {
    return true;
  }
  const endsValue = before.kind === "string" || before.kind === "number" || before.text === ")";
  const quotes = comment.text.split(/['"]/).length - 1;
  return endsValue && comment.start - before.end <= 1 && quotes % 2 === 1;
}
