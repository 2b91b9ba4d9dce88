// The tables that a SQL statement names. Read for allow-lists: what stands where a table may stand
// counts as one, functions included; a name that the statement itself defines before counts as none.
import type { SqlToken } from "../../domain/sql/lexer.ts";

/** Words that may stand between a word that introduces a table and the table. */
const MODIFIERS =
  /^(?:only|lateral|table|if|not|exists|ignore|low_priority|quick|temp|temporary|unlogged|view|materialized|outfile|dumpfile)$/;
/** Words that end a list of tables. */
const ENDS_LIST =
  /^(?:where|group|order|having|limit|offset|fetch|union|intersect|except|minus|window|set|returning|values|select|for|qualify|tablesample|with)$/;
/** Functions whose arguments are parted by `from`: no table stands behind it. */
const FROM_FUNCTIONS = /^(?:extract|substring|substr|trim|ltrim|rtrim|overlay|position)$/;
/** Words that begin a query inside parentheses. */
const BEGINS_QUERY = /^(?:select|with|table|values|from)$/;

/** One pair of parentheses, or the statement itself. */
interface Level {
  /** In a list of tables: behind a comma stands another. */
  isList: boolean;
  /** `from` parts the arguments of a function here. */
  readonly isCall: boolean;
  /** The name of the query that these parentheses define. */
  readonly defines: string | null;
}

/** Names of tables in a statement without comments, in its order, lower case, dotted as written. */
export function tablesOf(statement: readonly SqlToken[]): readonly string[] {
  const tables: string[] = [];
  /** Names that the statement gives to queries of its own, from where they count. */
  const own = new Set<string>();
  const isRecursive = statement[1]?.text === "recursive";
  const levels: Level[] = [{ isList: false, isCall: false, defines: null }];
  let expects = false;
  for (let at = 0; at < statement.length; at += 1) {
    const token = statement[at];
    const level = levels.at(-1);
    if (token === undefined || level === undefined) break;
    const text = token.kind === "word" || token.kind === "operator" ? token.text : "";
    if (text === "(") {
      const defines = definedBefore(statement, at);
      if (defines !== null && isRecursive) own.add(defines);
      levels.push({ isList: expects, isCall: isFromFunction(statement, at), defines });
    } else if (text === ")") {
      levels.pop();
      if (level.defines !== null) own.add(level.defines);
      expects = false;
    } else if (text === ",") {
      expects = level.isList;
    } else if (introduces(statement, at, level)) {
      expects = true;
      level.isList = true;
    } else if (token.kind === "word" && ENDS_LIST.test(text)) {
      expects = false;
      level.isList = false;
    } else if (expects && (token.kind === "word" ? !MODIFIERS.test(text) : isName(token))) {
      const { name, end } = nameFrom(statement, at);
      if (!own.has(name)) tables.push(name);
      expects = false;
      at = end;
    }
  }
  return tables;
}

function isFromFunction(statement: readonly SqlToken[], open: number): boolean {
  const name = statement[open - 1];
  if (name?.kind !== "word" || !FROM_FUNCTIONS.test(name.text)) return false;
  return !BEGINS_QUERY.test(statement[open + 1]?.text ?? "");
}

/** Whether a table stands behind the token. */
function introduces(statement: readonly SqlToken[], at: number, level: Level): boolean {
  const token = statement[at];
  if (token?.kind !== "word") return false;
  const before = statement[at - 1]?.text ?? "";
  const after = statement[at + 1]?.text ?? "";
  if (before === "." || after === ".") return false;
  switch (token.text) {
    case "join":
    case "into":
    case "table":
      return true;
    case "from": {
      const isComparison =
        before === "distinct" && /^(?:is|not)$/.test(statement[at - 2]?.text ?? "");
      return !level.isCall && !isComparison;
    }
    case "using":
      // `join b using (id)` names columns; `delete from a using b` a table.
      return after !== "(";
    case "update":
      // `for update`, `on duplicate key update`, `do update set` name none.
      return !/^(?:for|key|do|on)$/.test(before);
    case "on":
      // `create index i on t`, `grant select on t to u`.
      return at > 1 && /^(?:create|drop|grant|revoke)$/.test(statement[0]?.text ?? "");
    case "view":
      return /^(?:create|alter|drop|replace|materialized|temp|temporary)$/.test(before);
    case "truncate":
    case "describe":
    case "desc":
    case "copy":
    case "analyze":
    case "vacuum":
      return at === 0;
    default:
      return false;
  }
}

/** The name of the query whose body opens here: `name (columns) as [not] [materialized] (`. */
function definedBefore(statement: readonly SqlToken[], open: number): string | null {
  // Only those of the statement's own WITH hold for all of it.
  if (statement[0]?.text !== "with" || statement[open]?.depth !== 0) return null;
  let at = open - 1;
  while (/^(?:not|materialized)$/.test(statement[at]?.text ?? "")) at -= 1;
  if (statement[at]?.text !== "as") return null;
  at -= 1;
  if (statement[at]?.text === ")") {
    while (at > 0 && !(statement[at]?.text === "(" && statement[at]?.depth === 0)) at -= 1;
    at -= 1;
  }
  const before = statement[at - 1]?.text ?? "";
  return /^(?:with|recursive|,)$/.test(before) ? partOf(statement[at]) : null;
}

/** A name with its dots: `db.schema.table`. */
function nameFrom(
  statement: readonly SqlToken[],
  from: number,
): { readonly name: string; readonly end: number } {
  let end = from;
  const parts = [partOf(statement[from])];
  while (statement[end + 1]?.text === "." && statement[end + 2] !== undefined) {
    end += 2;
    parts.push(partOf(statement[end]));
  }
  return { name: parts.join("."), end };
}

/** A string where a table stands is a file to DuckDB, and a table to MySQL. */
function isName(token: SqlToken): boolean {
  return token.kind === "identifier" || token.kind === "string";
}

function partOf(token: SqlToken | undefined): string {
  if (token === undefined) return "";
  return (isName(token) ? token.text.slice(1, -1) : token.text).toLowerCase();
}
