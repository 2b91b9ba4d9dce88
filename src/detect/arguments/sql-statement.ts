// Judges SQL where SQL is expected: what destroys, what changes rights, what reaches outside, and what
// only an injection writes. Reading, inserting, and changing rows picked by a condition are ordinary
// work and pass.
import { lexSqlReadings, type SqlToken } from "../../domain/sql/lexer.ts";
import type { Found } from "./argument-detector.ts";
import { judgeCalls } from "./sql-calls.ts";
import { judgeConstants } from "./sql-constants.ts";
import { findDebris } from "./sql-debris.ts";
import { judgeSqlPayload } from "./sql-payload.ts";
import { judgeUnions } from "./sql-unions.ts";
import { judgeVerbs, over, type Statement } from "./sql-verbs.ts";

/** SQL inside of SQL is judged this deep: `DO $$ EXECUTE '...' $$`. */
const DEPTH_MAX = 3;

/** What is wrong in `sql`, taken as statements of any dialect. Linear; never throws. */
export function judgeStatements(sql: string, depth = 0): Found[] {
  const readings = lexSqlReadings(sql);
  const debris = readings.map((tokens) => findDebris(tokens));
  // Whether a backslash escapes a quote is for the dialect to say: what is broken in one reading only
  // is whole in the right one. What acts does so in whichever reading the server takes.
  const broken = debris.every((one) => one.length > 0) ? [...(debris[0] ?? [])] : [];
  const found = readings.flatMap((tokens) => judgeReading(tokens, depth));
  // What is broken and looks injected besides is no typing error.
  const isInjected = found.some((one) => one.confidence >= 0.6 && INJECTED.test(one.category));
  return [...found, ...(isInjected ? broken.map((one) => ({ ...one, confidence: 0.9 })) : broken)];
}

const INJECTED = /^sql_(?:injection|tautology|exfiltration|time_based)$/;

function judgeReading(tokens: readonly SqlToken[], depth: number): Found[] {
  const found: Found[] = [];
  const names = quotedNames(tokens);
  const statements = splitStatements(tokens, names);
  let hasQuery = false;
  for (const statement of statements) {
    found.push(...judgeStatement(statement));
    if (hasQuery && isStacked(statement)) {
      found.push(over(statement, "sql_multi_statement", "high", 0.85));
    }
    hasQuery = isQuery(statement);
    if (depth < DEPTH_MAX) found.push(...judgeInside(statement, depth));
  }
  return found;
}

function judgeStatement(statement: Statement): Found[] {
  return [
    ...judgeVerbs(statement),
    ...judgeConstants(statement),
    ...judgeUnions(statement),
    ...judgeCalls(statement),
  ];
}

/** First words of statements that change something; after a query they are someone else's. */
const STACKED = new Set(
  "insert update delete drop alter create truncate exec execute declare grant revoke shutdown merge copy waitfor attach".split(
    " ",
  ),
);

function isStacked(statement: Statement): boolean {
  return (
    STACKED.has(firstWord(statement)) ||
    (statement[0]?.text === "begin" && statement[1]?.text === "declare")
  );
}

/**
 * Whether double quotes hold names here, as the standard has it, and not strings, as MySQL and
 * SQLite have it. A quoted name stands beside a dot or where a table stands.
 */
function quotedNames(tokens: readonly SqlToken[]): boolean {
  return tokens.some(
    (token, at) =>
      token.kind === "string" &&
      token.text.startsWith('"') &&
      (tokens[at + 1]?.text === "." ||
        /^(?:\.|from|join|into|table|update|by)$/.test(tokens[at - 1]?.text ?? "")),
  );
}

function splitStatements(tokens: readonly SqlToken[], names: boolean): Statement[] {
  const statements: SqlToken[][] = [[]];
  for (const token of tokens) {
    if (token.kind === "comment") continue;
    if (token.kind === "operator" && token.text === ";") statements.push([]);
    else if (names && token.kind === "string" && token.text.startsWith('"')) {
      statements.at(-1)?.push({ ...token, kind: "identifier" });
    } else statements.at(-1)?.push(token);
  }
  return statements.filter((statement) => statement.length > 0);
}

function firstWord(statement: Statement): string {
  return statement.find((token) => token.kind === "word")?.text ?? "";
}

function isQuery(statement: Statement): boolean {
  return /^(?:select|with|values|show)$/.test(firstWord(statement));
}

/** Strings longer than this are data. */
const LITERAL_CHARS_MAX = 8192;
/** Literals read in one statement. */
const LITERALS_MAX = 256;

/** What stands in strings: SQL that is run from there, and payloads for whoever reads the value. */
function judgeInside(statement: Statement, depth: number): Found[] {
  const found: Found[] = [];
  const runs =
    /^(?:do|exec|execute|prepare|create|call)$/.test(firstWord(statement)) ||
    statement.some((token) => token.text === "sp_executesql" || token.text === "immediate");
  let judged = 0;
  for (const token of statement) {
    if (token.kind !== "string" || judged === LITERALS_MAX) continue;
    const { from, text } = contentOf(token);
    if (text.length < 3 || text.length > LITERAL_CHARS_MAX) continue;
    judged += 1;
    const inside = runs ? judgeStatements(text, depth + 1) : judgeSqlPayload(text);
    for (const one of inside) {
      // A string may name a statement; what breaks out of a value is meant for somebody.
      if (one.confidence < 0.8 || (!runs && !INJECTED.test(one.category) && !/['"`;]/.test(text)))
        continue;
      found.push({
        ...one,
        confidence: runs ? one.confidence : 0.8,
        start: one.start + from,
        end: one.end + from,
      });
    }
  }
  return found;
}

function contentOf(token: SqlToken): { readonly from: number; readonly text: string } {
  const open = token.text.startsWith("$") ? token.text.indexOf("$", 1) + 1 : 1;
  return { from: token.start + open, text: token.text.slice(open, token.text.length - open) };
}
