// What a statement calls: functions and procedures that wait, reach files, hosts and programs, or
// tell in their errors what they were given, in every dialect; and tables that hold secrets.
import type { Severity } from "../../domain/finding.ts";
import type { SqlToken } from "../../domain/sql/lexer.ts";
import { SQL_REACH } from "../../domain/sql/reach.ts";
import type { Found } from "./argument-detector.ts";

type Tokens = readonly SqlToken[];

interface Meaning {
  readonly names: RegExp;
  readonly category: string;
  readonly severity: Severity;
  readonly confidence: number;
}

/** Names that count before a parenthesis. */
const CALLS: readonly Meaning[] = [
  {
    names:
      /^(?:sleep|pg_sleep|pg_sleep_for|pg_sleep_until|benchmark|get_lock|receive_message|sleepeachrow|system\$wait)$/,
    category: "sql_time_based",
    severity: "high",
    confidence: 0.9,
  },
  {
    names:
      /^(?:load_file|pg_read_file|pg_read_binary_file|pg_ls_\w{1,32}|pg_stat_file|pg_file_\w{1,32}|lo_import|lo_export|lo_from_bytea|lo_put|readfile|writefile|fsdir|edit|bfilename|read_text|read_blob|fn_xe_file_target_read_file|fn_trace_gettable|fn_get_audit_file|read2clob)$/,
    category: "sql_file_access",
    severity: "critical",
    confidence: 0.9,
  },
  {
    names:
      /^(?:dblink|dblink_\w{1,32}|openrowset|opendatasource|httpuritype|query_to_xml|database_to_xml|table_to_xml|http_get|http_post|http_put|net_http_get|remote|remotesecure|get_host_address|get_host_name)$/,
    category: "sql_exfiltration",
    severity: "critical",
    confidence: 0.85,
  },
  {
    names:
      /^(?:load_extension|sys_eval|sys_exec|sys_bineval|sys_get|sys_set|runjava|fts3_tokenizer|executable|sp_execute_external_script|java_call|pg_reload_conf|pg_terminate_backend|pg_rotate_logfile)$/,
    category: "sql_execution",
    severity: "critical",
    confidence: 0.85,
  },
  {
    names:
      /^(?:gtid_subset|name_const|make_set|xmltype|st_latfromgeohash|st_longfromgeohash|st_pointfromgeohash)$/,
    category: "sql_injection",
    severity: "high",
    confidence: 0.7,
  },
  { names: /^openquery$/, category: "sql_exfiltration", severity: "high", confidence: 0.6 },
];

/** Readers of files: what they read tells whether it is the user's own. */
const READERS =
  /^(?:read_csv|read_csv_auto|read_json|read_json_auto|read_parquet|parquet_scan|sniff_csv|file|url|s3|hdfs|input|glob)$/;
const FOREIGN_PLACE = /^['"](?:\/|~|\\\\|[a-z]:[\\/]|\.\.|(?:https?|ftp|file|s3|gs):)/i;

/** Words that count wherever they stand; several need the one that follows. */
function judgeWord(words: readonly string[], at: number): readonly [string, number] | null {
  const next = words[at + 1] ?? "";
  switch (words[at] ?? "") {
    case "waitfor":
      return /^(?:delay|time)$/.test(next) ? ["sql_time_based", 0.9] : null;
    case "into":
      return /^(?:outfile|dumpfile)$/.test(next) ? ["sql_file_access", 0.9] : null;
    case "procedure":
      return next === "analyse" ? ["sql_injection", 0.9] : null;
    case "dbms_lock":
    case "user_lock":
    case "dbms_session":
      return next === "." && words[at + 2] === "sleep" ? ["sql_time_based", 0.9] : null;
    case "pg_shadow":
    case "pg_authid":
    case "sql_logins":
    case "sysxlogins":
    case "dba_users":
    case "user$":
    case "sysibmadm":
      return ["sql_exfiltration", 0.8];
    case "mysql":
      return next === "." && words[at + 2] === "user" ? ["sql_exfiltration", 0.8] : null;
    case "drithsx":
    case "randomblob":
      return next === "." || next === "("
        ? ["sql_injection", words[at] === "drithsx" ? 0.9 : 0.6]
        : null;
    case "rand":
    case "random":
      return words[at - 2] === "floor" && next === "(" && /^\d+$/.test(words[at + 2] ?? "")
        ? ["sql_injection", 0.85]
        : null;
    default:
      return null;
  }
}

/** Calls and names of one statement that reach further than its rows. */
export function judgeCalls(statement: Tokens): Found[] {
  const found: Found[] = [];
  const words = statement.map((token) => nameOf(token));
  for (const [at, token] of statement.entries()) {
    if (token.kind !== "word" && token.kind !== "identifier") continue;
    const name = words[at] ?? "";
    const put = (category: string, confidence: number, severity: Severity = "high"): void => {
      const end = statement[at + 1]?.end ?? token.end;
      found.push({ category, severity, confidence, start: token.start, end });
    };
    if (words[at + 1] === "(") {
      for (const { names, category, severity, confidence } of CALLS) {
        if (names.test(name)) put(category, confidence, severity);
      }
      if (
        READERS.test(name) &&
        FOREIGN_PLACE.test(statement[at + 2]?.text ?? "") &&
        name !== "glob"
      ) {
        put("sql_file_access", 0.8);
      }
      const probe = judgeProbe(statement, at, name);
      if (probe > 0) put("sql_injection", probe);
      if (isHuge(name, statement, at)) put("sql_time_based", 0.85);
    }
    if (SQL_REACH.procedures.test(name) && name !== "dbms_lock")
      put("sql_execution", 0.9, "critical");
    const meaning = judgeWord(words, at);
    if (meaning !== null) put(meaning[0], meaning[1]);
  }
  found.push(...judgeCrossJoins(statement, words));
  return found;
}

function nameOf(token: SqlToken): string {
  if (token.kind === "identifier") return token.text.slice(1, -1).toLowerCase();
  return token.kind === "string" ? "'" : token.text;
}

/** Functions that fail with what they were given: harmless on columns, telling on constants. */
function judgeProbe(statement: Tokens, at: number, name: string): number {
  if (!/^(?:extractvalue|updatexml|elt|json_keys|exp|xmltype|convert|cast)$/.test(name)) return 0;
  const inside = statement.slice(at + 2, at + 24).map((token) => token.text.toLowerCase());
  const [first = "", second = ""] = inside;
  const isDeep = inside[0] === "(" && inside[1] === "select";
  switch (name) {
    case "extractvalue":
    case "updatexml":
      if (inside.some((text) => text.includes("<!entity") || text.includes("<!doctype")))
        return 0.9;
      return inside.some((text) =>
        /^(?:concat|concat_ws|select|0x[0-9a-f]+|char|chr)$/.test(text),
      ) || /^\d+$/.test(first)
        ? 0.9
        : 0.4;
    case "xmltype":
      return inside.some((text) => text.includes("<!entity") || text === "chr") ? 0.9 : 0;
    case "elt":
      return /^\d+$/.test(first) && second === "=" ? 0.85 : 0;
    case "json_keys":
      return isDeep ? 0.85 : 0;
    case "exp":
      return first === "~" ? 0.85 : 0;
    default:
      return 0;
  }
}

/** `generate_series(1, 1000000000000)`: rows for minutes. */
function isHuge(name: string, statement: Tokens, at: number): boolean {
  if (
    !/^(?:generate_series|range|repeat|randomblob|zeroblob|numbers|replicate|sequence|generator)$/.test(
      name,
    )
  )
    return false;
  return statement
    .slice(at + 2, at + 10)
    .some((token) => token.kind === "number" && Number(token.text) >= 100_000_000);
}

const HEAVY =
  /^(?:sysusers|sysobjects|syscolumns|all_users|all_objects|all_tables|systables|rdb\$\w{1,32}|columns|domains|sqlite_master)$/;

/** The same catalog three times over, joined without a condition: rows for minutes. */
function judgeCrossJoins(statement: Tokens, words: readonly string[]): Found[] {
  const first = words.findIndex((word) => HEAVY.test(word));
  if (first < 0) return [];
  const heavy = words.filter(
    (word, at) => HEAVY.test(word) && /^(?:from|,|\.)$/.test(words[at - 1] ?? ""),
  ).length;
  const token = statement[first];
  if (heavy < 3 || token === undefined || !words.includes("count")) return [];
  return [
    {
      category: "sql_time_based",
      severity: "high",
      confidence: 0.85,
      start: token.start,
      end: token.end,
    },
  ];
}
