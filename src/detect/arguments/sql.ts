// SQL in tool arguments. Where SQL is expected, statements are judged by what they do; everywhere
// else only the shapes of injection payloads count, because prose and code mention SQL.
import type { Detector, DetectorMeta } from "../detector.ts";
import { argumentDetector, type Found, type Judges } from "./argument-detector.ts";
import { findPayloads, type Shape } from "./report.ts";
import { judgeStatements } from "./sql-statement.ts";

const META: DetectorMeta = {
  id: "arguments.sql",
  finds: "Destructive statements and SQL injection in arguments of tool calls.",
  source: "OWASP SQL Injection; CWE-89; statement rules measured on Spider and sqlfluff fixtures.",
};

const JUDGES: Judges = {
  sql: judgeSql,
  shell: judgeText,
  path: judgeText,
  url: judgeText,
  code: null,
  text: judgeText,
  unknown: judgeText,
};

/** Detects destructive and injected SQL in arguments of tool calls. */
export const sqlArgument: Detector = argumentDetector(META, JUDGES);

/** No query is longer; beyond it a text is data, read for payload shapes only. */
const SQL_CHARS_MAX = 262_144;

function judgeSql(text: string): Found[] {
  if (text.length <= SQL_CHARS_MAX) return judgeStatements(text);
  return [...judgeStatements(text.slice(0, SQL_CHARS_MAX)), ...judgeText(text)];
}

/** Without one of these nothing below can match. */
const GATE = /['"`]|;|--|%|\b(?:union|select|or|and|xor|waitfor|benchmark|having|drop|truncate)\b/i;

function judgeText(text: string): Found[] {
  return GATE.test(text) ? findPayloads(text, PAYLOADS) : [];
}

/** White space and what passes for it between keywords. */
const W = String.raw`(?:[\s+]|\/\*[^*]{0,40}\*\/){1,8}`;
const W0 = String.raw`(?:[\s+]|\/\*[^*]{0,40}\*\/){0,8}`;
const CONSTANT = String.raw`(?:\d{1,12}|'[^'"\n]{0,40}'?|"[^"'\n]{0,40}"?|null|true|false)`;
const COMPARISON = String.raw`(?:=(?!=)|<>|!=(?!=)|<=?|>=?|\b(?:like|rlike|is)\b)`;
const NAME = '[\\w."`[\\]]{1,64}';
const END = String.raw`(?:;|--|#|\/\*|$)`;

function injection(source: string, confidence: number): Shape {
  return { is: new RegExp(source, "gi"), category: "sql_injection", severity: "high", confidence };
}

function destructive(source: string, confidence: number): Shape {
  return {
    is: new RegExp(source, "gi"),
    category: "sql_destructive",
    severity: "critical",
    confidence,
  };
}

const PAYLOADS: readonly Shape[] = [
  // ' OR '1'='1 -- the value closes its quote and compares constants.
  injection(
    String.raw`['"\x60][)\s]{0,6}(?:\b(?:or|and|xor)\b|\|\||&&)${W0}(?:not${W})?[(\s]{0,4}${CONSTANT}[)\s]{0,4}${COMPARISON}${W0}[(\s]{0,4}${CONSTANT}`,
    0.95,
  ),
  injection(
    String.raw`['"\x60][)\s]{0,6}(?:or|\|\|)${W}([a-z]\w{0,31})${W0}=(?!=)${W0}\1(?!\w)`,
    0.9,
  ),
  injection(
    String.raw`['"\x60][)\s]{0,6}(?:or|\|\|)${W}(?:not${W})?(?:true|1|false)${W0}${END}`,
    0.85,
  ),
  // 1 OR 1=1 -- a number needs no quote; the two sides must be the same number.
  injection(
    String.raw`\b\d{1,12}[)\s]{0,6}${W}(?:or|and|xor)${W}\(?(\d{1,12})${W0}(?:=(?!=)|like)${W0}\1(?!\d)`,
    0.9,
  ),
  injection(
    String.raw`^[\s)]{0,4}(?:or|and)${W}['"(]{0,3}(\w{1,12})['"]?${W0}=(?!=)${W0}['"(]{0,3}\1(?!\w)`,
    0.8,
  ),
  // admin'-- cuts off the rest of the query.
  injection(String.raw`^[^'"\s]{0,64}['"][)]{0,4}${W0}(?:--|#|\/\*|;%00)[\s+-]{0,4}$`, 0.85),
  // '; DROP TABLE users;-- puts a second statement after the first.
  destructive(
    String.raw`;${W0}(?:drop${W}(?:table|database|schema|view|index|user|column|procedure)${W}(?:if${W}exists${W})?${NAME}|truncate${W}table${W}${NAME})`,
    0.95,
  ),
  destructive(String.raw`;${W0}delete${W}from${W}${NAME}${W0}(?:where\b|${END})`, 0.9),
  destructive(
    String.raw`^${W0}(?:drop|truncate)${W}(?:table|database|schema)${W}(?:if${W}exists${W})?${NAME}(?:${W}cascade)?${W0}${END}`,
    0.8,
  ),
  injection(
    String.raw`;${W0}(?:update${W}${NAME}${W}set${W}${NAME}${W0}=|insert${W}into${W}${NAME}${W0}(?:\(|values\b|select\b)|alter${W}table${W}${NAME}${W}(?:add|drop|modify|rename)\b|create${W}(?:user|login)${W}${NAME}|shutdown${W0}${END}|exec(?:ute)?${W}(?:master|xp_|sp_|immediate)|declare${W}@\w)`,
    0.85,
  ),
  // 0 UNION SELECT NULL,NULL -- an arm of padding or of someone else's columns.
  injection(
    String.raw`\bunion${W}(?:all${W}|distinct${W})?[(\s]{0,4}select${W0}[(\s]{0,4}(?:null\b|[\d@]|['"]|(?:char|chr|concat|concat_ws|group_concat|user|version|database|unhex|hex|load_file)${W0}\()`,
    0.95,
  ),
  injection(
    String.raw`\bunion${W}(?:all${W}|distinct${W})?[(\s]{0,4}select${W}(?:\*|[\w.@]{1,64}(?:${W0},${W0}[\w.@()]{1,64}){0,24})${W}from${W}\w`,
    0.85,
  ),
  // Waiting tells a blind attacker what is true.
  injection(
    String.raw`(?:\b(?:and|or|xor|select|if)\b|\|\||[,(=;'"])${W0}(?:pg_sleep|benchmark)\(${W0}['"\d]|\bwaitfor${W}delay${W}['"]`,
    0.95,
  ),
  injection(
    String.raw`(?:\b(?:and|or|xor|select)\b|\|\||['"])[\s(+]{0,6}sleep\(${W0}\d{1,6}${W0}\)`,
    0.9,
  ),
  // Reaching files, programs and the catalog.
  injection(
    String.raw`\bxp_(?:cmdshell|dirtree|regread|regwrite|fileexist)\b|\binto${W}(?:outfile|dumpfile)${W}['"]`,
    0.9,
  ),
  injection(
    String.raw`\b(?:extractvalue|updatexml)\([^,()]{0,40},${W0}concat|\bload_file\(${W0}['"0]`,
    0.9,
  ),
  injection(
    String.raw`\bselect\b[^;]{1,200}\bfrom${W}(?:information_schema\.|sqlite_master\b|pg_shadow\b|mysql\.user\b|sysobjects\b|all_tables\b)`,
    0.75,
  ),
  injection(
    String.raw`['"\d)]${W}(?:having${W}\d{1,6}${W0}=${W0}\d|order${W}by${W}\d{1,3}${W0}(?:--|#)|procedure${W}analyse\()`,
    0.8,
  ),
];
