// Reads SQL for what a policy says of it: how many statements, what each does, which tables it names,
// whether it reaches outside. It takes no side between dialects: what two of them would read in two
// ways, and what it cannot follow, is not read at all.
import { lexSql, type SqlToken } from "../../domain/sql/lexer.ts";
import { SQL_REACH } from "../../domain/sql/reach.ts";
import { tablesOf } from "./sql-tables.ts";

/** One statement. */
export interface SqlStatement {
  /** What it does, with what is hidden in it: `select`, `delete`; `into` for SELECT INTO. */
  readonly verbs: ReadonlySet<string>;
  /** Tables that it names, as they are written and in lower case: `public.orders`. */
  readonly tables: readonly string[];
  /** It calls what reaches files, programs, hosts or the server's own state. */
  readonly reaches: boolean;
}

/** The statements of a text; null where the text has no one meaning. Linear; never throws. */
export function readSql(sql: string): readonly SqlStatement[] | null {
  const tokens = lexSql(sql);
  if (!hasOneMeaning(sql, tokens)) return null;
  const read: SqlStatement[] = [];
  for (const statement of splitStatements(tokens)) {
    const verbs = verbsOf(statement);
    if (verbs === null) return null;
    read.push({ verbs, tables: tablesOf(statement), reaches: statement.some(reaches) });
  }
  return read;
}

// Whether all dialects see the same tokens.

/** White space between tokens on which all agree. */
const GAP = /^[ \t\r\n\f\v]*$/;
/** Characters that no reader shows, and those with which texts are cut short. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\0-\x08\x0e-\x1f\x7f]/;
const INVISIBLE = /\p{Cf}|\p{Z}|\p{Co}/u;
/** A backslash escapes a quote or does not; three quotes are one long quote or not. */
const TWO_READINGS = /\\['"`]|'''|"""/;
/** Words that stand right before a quote and change nothing about where it ends. */
const STRING_PREFIX = /^(?:n|x|b|e|date|time|timestamp|interval)$/;

function hasOneMeaning(sql: string, tokens: readonly SqlToken[]): boolean {
  if (CONTROL.test(sql) || TWO_READINGS.test(sql)) return false;
  let end = 0;
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    if (!GAP.test(sql.slice(end, token.start)) || !isPlain(token, tokens[at + 1])) return false;
    if (!standsApart(tokens[at - 1], token)) return false;
    end = token.end;
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth -= 1;
    if (depth < 0 || (token.text === ";" && depth > 0)) return false;
  }
  return depth === 0 && GAP.test(sql.slice(end));
}

function isPlain(token: SqlToken, next: SqlToken | undefined): boolean {
  const { kind, text } = token;
  switch (kind) {
    case "unclosed":
      return false;
    case "comment":
      return isPlainComment(text);
    case "word":
      return !INVISIBLE.test(text);
    case "string":
      // Dollar quotes are strings in one dialect and names in another.
      return !text.startsWith("$");
    case "operator":
      if (text === "$") return next?.kind === "number" && next.start === token.end;
      return text !== "\\" && !text.startsWith("/*") && text !== "*/";
    case "number":
    case "identifier":
      return true;
  }
}

/**
 * MySQL runs what stands in `/*!`, and takes `--1` for arithmetic; PostgreSQL nests comments, ends
 * a line at a lone carriage return, and knows no `#`.
 */
function isPlainComment(text: string): boolean {
  if (text.startsWith("--")) return /^--(?:[ \t]|\r?$)/.test(text) && !/\r(?!$)/.test(text);
  if (!text.startsWith("/*") || text.length < 4 || !text.endsWith("*/")) return false;
  return !/^\/\*(?:m?!|\+)/i.test(text) && !text.includes("/*", 2);
}

/** A string that touches a word or another string is a quote that some reader closes elsewhere. */
function standsApart(before: SqlToken | undefined, token: SqlToken): boolean {
  if (before === undefined || before.end !== token.start) return true;
  if (before.kind !== "string" && token.kind !== "string") return true;
  if (before.kind === "word" && STRING_PREFIX.test(before.text)) return true;
  return !isGlued(before) || !isGlued(token);
}

function isGlued(token: SqlToken): boolean {
  return token.kind === "word" || token.kind === "number" || token.kind === "string";
}

/** The statements between semicolons, without comments. */
function splitStatements(tokens: readonly SqlToken[]): readonly (readonly SqlToken[])[] {
  const statements: SqlToken[][] = [[]];
  for (const token of tokens) {
    if (token.text === ";" && token.kind === "operator") statements.push([]);
    else if (token.kind !== "comment") statements.at(-1)?.push(token);
  }
  return statements.filter((statement) => statement.length > 0);
}

// What a statement does.

/** First words that mean the same as another. */
const SAME: ReadonlyMap<string, string> = new Map([
  ["values", "select"],
  ["table", "select"],
  ["desc", "describe"],
  ["exec", "execute"],
]);

/**
 * Verbs that count wherever they stand as a word: in a CTE, behind EXPLAIN, or behind another
 * statement, since SQL Server needs no semicolon between two.
 */
const ANYWHERE =
  /^(?:select|insert|update|delete|merge|drop|alter|create|truncate|grant|revoke|exec|execute|reconfigure|writetext|updatetext)$/;
/** Words that are such verbs only before certain others, and elsewhere names of columns. */
const BEFORE: ReadonlyMap<string, RegExp> = new Map([
  ["backup", /^(?:database|log|certificate)$/],
  ["restore", /^(?:database|log|filelistonly|headeronly)$/],
  ["kill", /^\d/],
  ["deny", /^[a-z]/],
  ["dbcc", /^[a-z]/],
  ["declare", /^@/],
  ["waitfor", /^(?:delay|time|\()$/],
  ["shutdown", /^with$/],
  ["replace", /^into$/],
]);

/** Every verb of a statement; null where it begins with none. */
function verbsOf(statement: readonly SqlToken[]): ReadonlySet<string> | null {
  const first = statement.findIndex((token) => token.text !== "(");
  const begin = statement[first];
  if (begin?.kind !== "word") return null;
  const verbs = new Set<string>();
  if (begin.text !== "with") verbs.add(SAME.get(begin.text) ?? begin.text);
  for (let at = first + 1; at < statement.length; at += 1) {
    const verb = verbAt(statement, at);
    if (verb !== null) verbs.add(SAME.get(verb) ?? verb);
  }
  return verbs.size === 0 ? null : verbs;
}

function verbAt(statement: readonly SqlToken[], at: number): string | null {
  const token = statement[at];
  if (token?.kind !== "word") return null;
  const before = statement[at - 1]?.text ?? "";
  const after = statement[at + 1]?.text.toLowerCase() ?? "";
  // A part of a longer name, or the name that a column is given.
  if (before === "." || after === "." || before === "as") return null;
  if (token.text === "into") return isInsertsInto(statement, at) ? null : "into";
  if (BEFORE.get(token.text)?.test(after) === true) return token.text;
  if (!ANYWHERE.test(token.text)) return null;
  // `insert(text, 1, 2, 'x')` and `truncate(1.5, 1)` are functions.
  const isFunction = after === "(" && /^(?:insert|truncate)$/.test(token.text);
  const isReferential = before === "on" && /^(?:cascade|restrict|set|no)$/.test(after);
  return isFunction || isReferential ? null : token.text;
}

const INSERT_MODIFIER =
  /^(?:ignore|low_priority|delayed|high_priority|or|abort|fail|rollback|replace)$/;

/**
 * Whether the INTO is that of a statement that begins with INSERT, REPLACE or MERGE. Elsewhere the
 * rows go to a table, a file or a variable; `select 1 insert into t` has a column named `insert`.
 */
function isInsertsInto(statement: readonly SqlToken[], at: number): boolean {
  let back = at - 1;
  while (back > at - 4 && INSERT_MODIFIER.test(statement[back]?.text ?? "")) {
    if (statement[back]?.text === "replace" && beginsAt(statement, back)) return true;
    back -= 1;
  }
  return (
    /^(?:insert|replace|merge)$/.test(statement[back]?.text ?? "") && beginsAt(statement, back)
  );
}

function beginsAt(statement: readonly SqlToken[], at: number): boolean {
  const before = statement[at - 1];
  return before === undefined || /^(?:[()]|explain|analyze|verbose)$/.test(before.text);
}

// Where a statement reaches.

const REACHING_CALLS = [
  SQL_REACH.waits,
  SQL_REACH.files,
  SQL_REACH.hosts,
  SQL_REACH.programs,
  SQL_REACH.probes,
  SQL_REACH.changes,
];

function reaches(token: SqlToken, at: number, statement: readonly SqlToken[]): boolean {
  const isQuoted = token.kind === "identifier" || token.text.startsWith('"');
  if (token.kind !== "word" && !isQuoted) return false;
  const name = (isQuoted ? token.text.slice(1, -1) : token.text).toLowerCase();
  const before = statement[at - 1]?.text ?? "";
  const after = statement[at + 1]?.text ?? "";
  if (SQL_REACH.procedures.test(name)) return true;
  if (before === "into" && /^(?:outfile|dumpfile)$/.test(name)) return true;
  if (name === "program" && statement[0]?.text === "copy") return true;
  return after === "(" && REACHING_CALLS.some((names) => names.test(name));
}
