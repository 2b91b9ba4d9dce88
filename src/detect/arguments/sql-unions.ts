// Arms of a union that add somebody else's columns to a query: padding, the catalog, secrets.
import type { SqlToken } from "../../domain/sql/lexer.ts";
import type { Found } from "./argument-detector.ts";
import { over, type Statement } from "./sql-verbs.ts";

/** Where secrets and the schema are kept; agents read the schema, but not as an arm of a union. */
const CATALOGS =
  /^(?:information_schema|pg_catalog|pg_shadow|pg_authid|pg_user|pg_database|pg_tables|sqlite_master|sqlite_schema|sysobjects|syscolumns|sysusers|sql_logins|all_tables|all_tab_columns|user_tables|dba_users|mysql|msysobjects|master|sysibm|syscat)$/;
const SECRETS =
  /^(?:password|passwd|pwd|pass|password_hash|passwordhash|authentication_string|secret|api_key|apikey|token|credit_cards?|card_number|ssn)$/;
const PROBES =
  /^(?:version|user|database|current_user|session_user|system_user|load_file|@@\w{1,32}|concat|concat_ws|group_concat|char|chr|unhex|hex|md5|convert|cast|null)$/;
/** Arms judged in one statement; judging one costs its length. */
const ARMS_MAX = 32;

/** Arms that a query would not have of its own. */
export function judgeUnions(statement: Statement): Found[] {
  const found: Found[] = [];
  let judged = 0;
  for (const [at, token] of statement.entries()) {
    if (token.text !== "union" || token.kind !== "word") continue;
    if (judged === ARMS_MAX) return [...found, over(statement, "sql_injection", "medium", 0.6)];
    judged += 1;
    let select = at + 1;
    while (/^(?:all|distinct|\()$/.test(statement[select]?.text ?? "") && select < at + 6)
      select += 1;
    if (statement[select]?.text !== "select") continue;
    const arm = statement.slice(select + 1, endOfArm(statement, select));
    const confidence = judgeArm(arm, statement.slice(0, at));
    if (confidence > 0) {
      found.push(
        over(statement.slice(at, select + 1 + arm.length), "sql_exfiltration", "high", confidence),
      );
    }
  }
  return [...found, ...judgeEndless(statement)];
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
  const hasFrom = (tokens: Statement): boolean => tokens.some((token) => token.text === "from");
  if (isNewSecret && hasFrom(arm)) return 0.85;
  if (hasFrom(arm)) return isNumbered(arm) && !isNumbered(first) ? 0.85 : 0;
  if (!hasFrom(first)) return 0;
  const isPadding = arm.every(
    (token) => token.kind !== "identifier" && (token.kind !== "word" || PROBES.test(token.text)),
  );
  if (!isPadding) return 0;
  const probes = arm.filter((token) => token.kind === "word").length;
  // A row of totals or of a missing value is one; behind a condition that no row meets it is not.
  const isFromNothing = /^(?:0|2)$/.test(first.at(-1)?.text ?? "") && first.at(-2)?.text === "=";
  return probes > 1 || isNumbered(arm) || isFromNothing ? 0.9 : 0.6;
}

/** `select 1, 2, 3`: three numbers alone between commas. */
function isNumbered(arm: Statement): boolean {
  let alone = 0;
  for (const [at, token] of arm.entries()) {
    if (token.text === "from") break;
    const isAlone =
      /^(?:,|)$/.test(arm[at - 1]?.text ?? "") && /^(?:,|from|)$/.test(arm[at + 1]?.text ?? "");
    if (isAlone && (token.kind === "number" || token.text === "null")) alone += 1;
  }
  return alone > 2;
}

/** A recursive query whose arm has nothing that ends it. */
function judgeEndless(statement: Statement): Found[] {
  if (statement[0]?.text !== "with" || statement[1]?.text !== "recursive") return [];
  const name = statement[2]?.text ?? "";
  const union = statement.findIndex((token) => token.text === "union" && token.depth > 0);
  if (union < 0 || statement.some((token) => token.text === "limit")) return [];
  const arm = statement.slice(union, endOfDepth(statement, union));
  const isRecursive = arm.some((token) => token.text === name);
  const ends = arm.some(
    (token) =>
      token.kind === "word" && /^(?:where|join|on|limit|except|top|fetch)$/.test(token.text),
  );
  return isRecursive &&
    !ends &&
    !arm.some(
      (token, at) => token.text === "," && arm.slice(0, at).some((other) => other.text === "from"),
    )
    ? [over(arm, "sql_time_based", "high", 0.8)]
    : [];
}

function endOfDepth(statement: readonly SqlToken[], from: number): number {
  const depth = statement[from]?.depth ?? 0;
  const end = statement.findIndex((token, at) => at > from && token.depth < depth);
  return end < 0 ? statement.length : end;
}
