// What a statement does to data, to rights and to the server, told by its words. Reading, inserting,
// and changing rows picked by a condition are ordinary work and give nothing.
import type { Severity } from "../../domain/finding.ts";
import type { SqlToken } from "../../domain/sql/lexer.ts";
import type { Found } from "./argument-detector.ts";
import { isConstantCondition, isNeverTrue } from "./sql-constants.ts";

/** A statement without comments. */
export type Statement = readonly SqlToken[];

/** A finding over all of some tokens. */
export function over(
  tokens: Statement,
  category: string,
  severity: Severity,
  confidence: number,
): Found {
  return {
    category,
    severity,
    confidence,
    start: tokens[0]?.start ?? 0,
    end: tokens.at(-1)?.end ?? 0,
  };
}

/** Destruction, rights, and orders to the server in one statement. */
export function judgeVerbs(statement: Statement): Found[] {
  const words = statement.map((token) => (token.kind === "string" ? "'" : token.text));
  const found = [...judgeUnboundedWrites(statement)];
  const destroys = destruction(words);
  if (destroys > 0) found.push(over(statement, "sql_destructive", "critical", destroys));
  if (changesRights(words)) found.push(over(statement, "sql_privilege", "high", 0.85));
  const moved = movesFiles(words, statement);
  if (moved !== null) found.push(over(statement, moved.category, "high", moved.confidence));
  for (const [at, word] of words.entries()) {
    // SQL Server needs no semicolon between two statements.
    if (
      at > 0 &&
      isDropAt(words, at) &&
      !/^(?:alter|create|drop|grant|revoke|comment)$/.test(words[0] ?? "")
    ) {
      found.push(over(statement.slice(at), "sql_destructive", "critical", 0.9));
      break;
    }
    if (word === "drop" && at > 0 && words[0] === "create") break;
  }
  return found;
}

const OBJECTS =
  /^(?:table|database|schema|view|index|procedure|proc|function|trigger|user|login|role|sequence)$/;

function isDropAt(words: readonly string[], at: number): boolean {
  if (words[at] === "drop") return OBJECTS.test(words[at + 1] ?? "") && words[at - 1] !== ".";
  return words[at] === "truncate" && words[at + 1] === "table";
}

function destruction(words: readonly string[]): number {
  const [first, second = "", third = ""] = words;
  switch (first) {
    case "drop":
      // A temporary table is the session's own.
      return second === ""
        ? 0
        : /^(?:temporary|temp)$/.test(second) || third.startsWith("#")
          ? 0.8
          : 0.95;
    case "truncate":
      return second !== "" && second !== "(" ? 0.95 : 0;
    case "alter":
      if (words.some((word, at) => word === "drop" && at > 1 && words[at + 1] !== undefined))
        return 0.85;
      return /^(?:table|database|schema|view)$/.test(second) && hasPair(words, "rename", "to")
        ? 0.8
        : 0;
    case "purge":
      return second === "" ? 0 : 0.9;
    case "reset":
      return /^(?:master|slave|replica|binary|query)$/.test(second) ? 0.85 : 0;
    case "shutdown":
      return 0.9;
    case "kill":
      return second === "" ? 0 : 0.85;
    case "flush":
      return second === "" ? 0 : 0.8;
    case "rename":
      return /^(?:table|database|user)$/.test(second) ? 0.8 : 0;
    case "replace":
      return second === "into" && words.includes("select") ? 0.8 : 0;
    case "detach":
      return second === "partition" || second === "permanently" ? 0.8 : 0;
    case "restore":
      return /^(?:database|log)$/.test(second) ? 0.85 : 0;
    case "merge":
      return mergeDestroys(words) ? 0.9 : 0;
    case undefined:
    default:
      return 0;
  }
}

function hasPair(words: readonly string[], first: string, second: string): boolean {
  return words.some((word, at) => word === first && words[at + 1] === second);
}

/** MERGE that deletes whatever its constant condition matches. */
function mergeDestroys(words: readonly string[]): boolean {
  const on = words.indexOf("on");
  const isConstant =
    /^(?:\d+|true|')$/.test(words[on + 1] ?? "") && /^(?:=|when)$/.test(words[on + 2] ?? "");
  return isConstant && (hasPair(words, "then", "delete") || hasPair(words, "then", "update"));
}

const PRINCIPALS = /^(?:user|role|login|group|profile|principal)$/;
const POLICIES = /^(?:policy|credential|certificate|server|wallet|mask|resource)$/;
const FILLERS =
  /^(?:or|replace|if|not|exists|any|database|application|server|public|account|row|access|masking|security|network|password|session|scoped)$/;

/** Who may do what is not an agent's to change. */
function changesRights(words: readonly string[]): boolean {
  const [first = "", second = "", third = ""] = words;
  switch (first) {
    case "grant":
    case "revoke":
    case "deny":
      return second !== "";
    case "create":
    case "alter":
    case "drop": {
      if (
        first === "alter" &&
        (second === "system" || (second === "default" && third === "privileges"))
      )
        return true;
      if (first === "alter" && (hasPair(words, "owner", "to") || second === "authorization"))
        return true;
      if (
        first === "alter" &&
        words.some((word, at) => word === "row" && words[at + 1] === "level")
      )
        return true;
      let at = 1;
      while (at < 8 && FILLERS.test(words[at] ?? "") && !PRINCIPALS.test(words[at] ?? "")) at += 1;
      const object = words[at] ?? "";
      const isPolicy =
        POLICIES.test(object) && words[at + 1] !== undefined && words[at + 1] !== ".";
      return PRINCIPALS.test(object) || (isPolicy && first !== "drop" && object === "policy");
    }
    case "set":
      if (/^(?:role|password|global|persist)$/.test(second)) return true;
      if (second === "session" && third === "authorization") return true;
      return (second === "default" && third === "role") || /^@@global$/.test(second);
    case "use":
      return (second === "role" || second === "secondary") && third !== "";
    case "reassign":
      return second === "owned";
    case "exec":
    case "execute":
      if (second === "as") return true;
      return words.some((word) =>
        /^sp_(?:addlogin|droplogin|addrolemember|addsrvrolemember|droprolemember|dropsrvrolemember|grantdbaccess|adduser|password|changedbowner|addlinkedserver|addlinkedsrvlogin)$/.test(
          word,
        ),
      );
    case "security":
      return second === "label";
    default:
      return false;
  }
}

interface Moved {
  readonly category: string;
  readonly confidence: number;
}

/** Statements that bring rows to files and other places, or files and programs to the database. */
function movesFiles(words: readonly string[], statement: Statement): Moved | null {
  const [first = "", second = "", third = ""] = words;
  const exports: Moved = { category: "sql_exfiltration", confidence: 0.85 };
  const reads: Moved = { category: "sql_file_access", confidence: 0.85 };
  const runs: Moved = { category: "sql_execution", confidence: 0.9 };
  switch (first) {
    case "copy":
      if (words.includes("program")) return { ...runs, confidence: 0.95 };
      if (second === "into") return third === "'" ? exports : null;
      if (words.some((word, at) => word === "to" && words[at + 1] === "'")) return exports;
      return words.some((word, at) => word === "from" && isPlace(statement[at + 1])) ? reads : null;
    case "unload":
      return exports;
    case "export":
      return second === "data" || second === "database" || second === "table" ? exports : null;
    case "backup":
      return /^(?:database|log|table|certificate)$/.test(second) ? exports : null;
    case "bulk":
      return second === "insert" ? reads : null;
    case "load":
      if (second === "data" || second === "xml") return reads;
      return second === "'" || statement.length === 2 ? runs : null;
    case "install":
      return second === "" ? null : runs;
    case "attach":
      return second === "" ? null : reads;
    case "handler":
      return third === "open" ? { category: "sql_injection", confidence: 0.8 } : null;
    case "import":
      return second === "database" || second === "foreign" ? reads : null;
    case "create":
      return createsReach(words) ? runs : null;
    case "pragma":
      return /^(?:writable_schema|temp_store_directory|load_extension|trusted_schema|key|rekey)$/.test(
        second,
      )
        ? { category: "sql_execution", confidence: 0.8 }
        : null;
    case "set":
      return words.some((word) =>
        /^(?:general_log_file|slow_query_log_file|secure_file_priv|dynamic_library_path|shared_preload_libraries|local_preload_libraries)$/.test(
          word,
        ),
      )
        ? reads
        : null;
    default:
      return null;
  }
}

/** A string that names a place outside of the database. */
function isPlace(token: SqlToken | undefined): boolean {
  return (
    token?.kind === "string" &&
    /^['"](?:\/|~|\\\\|[a-z]:[\\/]|\.\.|(?:https?|ftp|file):)/i.test(token.text)
  );
}

const EXTENSIONS =
  /^(?:plpython[23]?u|plperlu?|pltclu?|plsh|dblink|file_fdw|postgres_fdw|adminpack|pg_execute_server_program|lo|plrust|plv8|http|aws_s3|pg_cron|xp_\w{1,40})$/;

/** Objects that run code of their own outside of SQL, or open other servers. */
function createsReach(words: readonly string[]): boolean {
  let at = 1;
  while (
    at < 6 &&
    /^(?:or|replace|if|not|exists|trusted|public|shared|aggregate|temporary|temp|procedural)$/.test(
      words[at] ?? "",
    )
  )
    at += 1;
  switch (words[at]) {
    case "extension":
      return words
        .slice(at + 1, at + 6)
        .some((word) => EXTENSIONS.test(word.replaceAll(/["`]/g, "")));
    case "language":
    case "assembly":
      return true;
    case "server":
    case "wrapper":
      return words.includes("foreign");
    case "database":
      return words[at + 1] === "link";
    case "function":
    case "procedure":
    case "alias":
      return (
        words.includes("soname") ||
        words.some(
          (word, index) =>
            word === "language" &&
            /^(?:c|plpython[23]?u|plperlu|pltclu|plsh|java)$/.test(words[index + 1] ?? ""),
        ) ||
        words[at] === "alias"
      );
    case undefined:
    default:
      return false;
  }
}

/**
 * Unbounded writes judged in one statement; judging one costs its length, so that more would cost
 * the square. No query of people or models comes near.
 */
const WRITES_MAX = 16;

/** DELETE and UPDATE that touch every row, also inside a CTE or under EXPLAIN ANALYZE. */
function judgeUnboundedWrites(statement: Statement): Found[] {
  const found: Found[] = [];
  let judged = 0;
  for (const [at, token] of statement.entries()) {
    if (token.text !== "delete" && token.text !== "update") continue;
    if (token.kind !== "word" || !beginsStatement(statement, at)) continue;
    if (judged === WRITES_MAX) return [...found, over(statement, "sql_injection", "medium", 0.6)];
    judged += 1;
    const write = statement.slice(at, endOfDepth(statement, at));
    if (token.text === "delete" ? !isDelete(write) : !isUpdate(write)) continue;
    const confidence = unbounded(write, token);
    if (confidence > 0) found.push(over(write, "sql_destructive", "critical", confidence));
  }
  return found;
}

function unbounded(write: Statement, { depth, text }: SqlToken): number {
  const where = write.findIndex((other) => other.text === "where" && other.depth === depth);
  const has = (word: RegExp): boolean =>
    write.some((other) => other.kind === "word" && word.test(other.text));
  if (where >= 0) {
    const condition = write.slice(where + 1);
    return isConstantCondition(condition) && !isNeverTrue(condition) ? 0.95 : 0;
  }
  // A join picks rows, unless it keeps all of one side.
  if (has(/^join$/) && !has(/^(?:left|full|cross)$/)) return 0.6;
  if (text === "update" && has(/^from$/)) return 0.6;
  return has(/^(?:limit|top|offset)$/) ? 0.6 : 0.95;
}

function beginsStatement(statement: Statement, at: number): boolean {
  const before = statement[at - 1];
  if (before === undefined) return true;
  if (/^(?:[()]|analyze|explain|begin|verbose|then|else|do|loop)$/.test(before.text)) {
    // MERGE ... WHEN MATCHED THEN DELETE picks its rows by its own condition.
    return (
      !(before.text === "then" && statement[0]?.text === "merge") &&
      !(before.text === "do" && statement.some((token) => token.text === "conflict"))
    );
  }
  return false;
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
  return write.slice(2, 14).some((token) => token.text === "set");
}
