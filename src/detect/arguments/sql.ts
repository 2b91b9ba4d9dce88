// SQL in tool arguments. Where SQL is expected, statements are judged by what they do; everywhere
// else only the shapes of injection payloads count, because prose and code mention SQL.
import type { Detector, DetectorMeta } from "../detector.ts";
import { argumentDetector, type Found, type Judges } from "./argument-detector.ts";
import { SIGNS } from "./argument-survey.ts";
import { judgeSqlPayload } from "./sql-payload.ts";
import { judgeStatements } from "./sql-statement.ts";

const META: DetectorMeta = {
  id: "arguments.sql",
  finds: "Destructive statements and SQL injection in arguments of tool calls.",
  source: "OWASP SQL Injection; CWE-89; statement rules measured on Spider and sqlfluff fixtures.",
};

const JUDGES: Judges = {
  sql: judgeSql,
  shell: judgeSqlPayload,
  path: judgeSqlPayload,
  url: judgeSqlPayload,
  code: null,
  text: judgeSqlPayload,
  unknown: judgeSqlPayload,
};

/** Detects destructive and injected SQL in arguments of tool calls. */
export const sqlArgument: Detector = argumentDetector(META, JUDGES, {
  signs: SIGNS.sql,
  except: "sql",
});

/** No query is longer; beyond it a text is data, read for payload shapes only. */
const SQL_CHARS_MAX = 262_144;

function judgeSql(text: string): Found[] {
  if (text.length <= SQL_CHARS_MAX) return judgeStatements(text);
  return [...judgeStatements(text.slice(0, SQL_CHARS_MAX)), ...judgeSqlPayload(text)];
}
