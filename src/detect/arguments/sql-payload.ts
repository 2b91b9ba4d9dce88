// Finds payloads of SQL injection in texts that nobody declared to be SQL. A gate lets most texts pass
// at a glance; the rest is split into tokens and searched for values that break out and for phrases.
import type { Found } from "./argument-detector.ts";
import { weighPayloads } from "./report.ts";
import { findBreakouts } from "./sql-breakouts.ts";
import { findSqlPhrases } from "./sql-phrases.ts";
import { lexText } from "./sql-text-lexer.ts";

/** What has none of these holds no payload: a quote before an operator, or words of SQL near signs. */
const GATE =
  /['"`‘’´ʼ＇′“”＂][\s)+\0]{0,8}(?:[-=<>!|&^%*/;#~+,({]|\b(?:x?or|and|not|i?like|rlike|regexp|glob|in|is|isnull|notnull|between|union|order|group|having|limit|procedure|into|where|waitfor|exec|select|insert|update|delete|create|drop|collate|div|mod|as|sleep|begin|declare|rollup|sounds)\b)|\b(?:x?or|and|where|having|when|rlike|like)\b[\s+(!~*/-]{0,8}(?:not\b|[\d'"@(.{]|[\w.]{1,64}[\s+]{0,4}[(=<>]|select\b|case\b|true\b|null\b)|\b(?:union|intersect|except|waitfor|benchmark|(?:pg_)?sleep|xp_\w|sp_\w|information_schema|sysobjects|syscolumns|sqlite_master|load_file|extractvalue|updatexml|outfile|dumpfile|analyse|utl_\w|dbms_\w|declare|exec|select|convert|xmltype|drop|truncate|dblink|openrowset|pg_\w|sysibm|syscat|json_\w{1,12}|into)\b|\border[\s+]{1,4}by\b|\bgroup[\s+]{1,4}by\b|\bupdate\s\S{1,64}\sset\b|\b(?:n?char|chr)\(\d|\bcase\s{1,4}when\b|\(\d{1,9}\s?=\s?\d|;[\s+]{0,8}(?:insert|update|delete|drop|alter|create|truncate|exec(?:ute)?|declare|set|merge|grant|revoke|shutdown|waitfor|backup|restore|attach|detach|copy|call|begin|while|handler|load|do|dbcc|kill|prepare|rename|if|print|reconfigure|use|replace|analyze|vacuum|pragma|lock|select|union|with|values|case|and|or|not|end|commit|rollback|go|show|desc|describe|explain|sp_\w{1,64}|xp_\w{1,64})\b|\/\*|\|\||&&/i;

/** Signs without which only words can be a payload: quotes, brackets, comparisons, ends. */
const SIGNS = codesOf("'\"`;#=()|&*<>!~{");
const WORDS =
  /\b(?:union|intersect|except|select|drop|truncate|waitfor|into|having|exec|execute|declare|shutdown|true|xp_\w|sp_\w|(?:order|group)[\s+]{1,4}by|update\s\S{1,64}\sset|insert|delete|procedure|rlike|like)\b|--/i;

/** Whether a text is worth a look: most arguments are one word, a name, a date or a sentence. */
function mayHold(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 127 ? QUOTE_LIKE.has(code) : SIGNS.has(code)) return GATE.test(text);
  }
  return text.length > 7 && WORDS.test(text) && GATE.test(text);
}

const QUOTE_LIKE = codesOf("‘’´ʼ＇′“”＂");

function codesOf(signs: string): ReadonlySet<number> {
  return new Set(signs.split("").map((sign) => sign.charCodeAt(0)));
}

/** A text this long is a file; its first and last part are read. */
const TEXT_CHARS_MAX = 262_144;
const TOKENS_MAX = 65_536;

/** Judges a text that must not smuggle SQL. */
export function judgeSqlPayload(text: string): Found[] {
  if (!mayHold(text)) return [];
  if (text.length <= TEXT_CHARS_MAX) return judged(text);
  const from = text.length - TEXT_CHARS_MAX / 2;
  return [
    ...judged(text.slice(0, TEXT_CHARS_MAX / 2)),
    ...judged(text.slice(from)).map((one) => ({
      ...one,
      start: one.start + from,
      end: one.end + from,
    })),
  ];
}

/** Words cut in two by empty comments: `UN/**\/ION`. */
const CUT_WORD = /\w\/\*\*\/\w/;
/** A line whose end is a comment, and that goes on in the next. */
const LINE_COMMENT = /(?:--|#)[^\n]{0,400}\n/g;

/** What is found with this confidence needs no second reading. */
const SURE = 0.8;

/** Comments in the place of spaces: nobody writes so but to pass a filter. */
const NO_SPACES = /\b(?:select|union|from|where|and|or)\/\*[^*]{0,64}\*\/[\w('"*@]/i;

function judged(text: string): Found[] {
  const tokens = lexText(text, TOKENS_MAX);
  const found = [...findBreakouts(tokens), ...findSqlPhrases(tokens)];
  const hidden = NO_SPACES.exec(text);
  if (hidden !== null) found.push(hiddenAt(hidden.index, hidden[0].length));
  const sure = found.map((one) => weighed(text, one));
  if (sure.some((one) => one.confidence >= SURE)) return sure;
  // What hides its words behind comments is read once more without them.
  const bare = CUT_WORD.test(text) ? text.replaceAll("/**/", "") : text.replace(LINE_COMMENT, " ");
  if (bare.length === text.length) return sure;
  const bareTokens = lexText(bare, TOKENS_MAX);
  const again = [...findBreakouts(bareTokens), ...findSqlPhrases(bareTokens)].map((one) => ({
    ...(isAhead(bare, one) ? one : weighed(text, one)),
    start: 0,
    end: text.length,
  }));
  return [...sure, ...again];
}

function hiddenAt(start: number, length: number): Found {
  return {
    category: "sql_injection",
    severity: "high",
    confidence: 0.8,
    start,
    end: start + length,
  };
}

/** What is found, less sure where it is quoted, talked about or stands in a document. */
function weighed(text: string, found: Found): Found {
  return isAhead(text, found) ? found : (weighPayloads(text, [found])[0] ?? found);
}

const STATEMENTS = /^sql_(?:destructive|multi_statement|execution)$/;

/** A payload that begins with the value is no quotation, and no part of a document. */
function isAhead(text: string, found: Found): boolean {
  if (text.slice(0, found.start).trim().split(/\s/, 3).length > 2) return false;
  // A file of SQL begins with a statement, and one of code with a quote that seems to break out.
  if (found.start === 0 && STATEMENTS.test(found.category) && /^\s?[a-z]/i.test(text)) return false;
  const isSure = found.confidence >= 0.9 || found.start <= 12 || !text.includes("\n");
  return isSure && isMostly(text, found);
}

/** Whether what follows is not the prose of somebody who talks about it. */
function isMostly(text: string, { end }: Found): boolean {
  const rest = text.slice(end, end + 400);
  return !/^[^'"#;]{0,8}[\s'"`,.:)]{1,4}(?:[a-z]{2,20}[\s,.:']{1,3}){5}/i.test(rest);
}
