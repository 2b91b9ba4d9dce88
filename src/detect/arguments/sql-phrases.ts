// Phrases that only SQL injection writes, wherever they stand in a text. They are looked for in its
// tokens joined by single spaces, so that comments, white space and case change nothing.
import type { Severity } from "../../domain/finding.ts";
import type { Found } from "./argument-detector.ts";
import type { TextTokens } from "./sql-text-lexer.ts";

interface Phrase {
  readonly is: RegExp;
  readonly category: string;
  readonly severity: Severity;
  readonly confidence: number;
}

function phrase(category: string, confidence: number, source: string): Phrase {
  const isCritical = category === "sql_destructive" || category === "sql_execution";
  return {
    is: new RegExp(source, "g"),
    category,
    severity: isCritical ? "critical" : "high",
    confidence,
  };
}

/** The name of a table, with quotes around it. */
const NAME = `(?:['"\`] |\\[ )?[\\w.$]{1,128}(?: ['"\`]| \\])?`;
const CATALOG =
  "(?:['\"`] |\\[ )?(?:information_schema|sqlite_master|sqlite_schema|sqlite_temp_master|pg_catalog\\.\\w+|pg_(?:shadow|user|tables|database|authid|class|roles|group|proc|attribute|stat_activity)|(?:\\w+\\.)*sys(?:objects|columns|users|databases|logins|processes|xlogins|tables)|sys\\.\\w+|(?:master|msdb)\\.\\.?\\w+|mysql\\.\\w+|(?:all|user|dba)_(?:tables|tab_columns|users|objects|db_links|role_privs|sys_privs|views|procedures|source)|v\\$\\w+|gv\\$\\w+|sysibm\\.\\w+|syscat\\.\\w+|sysmaster\\.\\w+|rdb\\$\\w+|msysobjects|msysaces|domain\\.\\w+|svv_\\w+|stl_\\w+)(?:\\.\\w+)?";

const PHRASES: readonly Phrase[] = [
  phrase(
    "sql_exfiltration",
    0.95,
    `union (?:all |distinct |distinctrow )?(?:\\( ){0,4}select (?:all |distinct |top \\d+ |\\( |[-~!] ){0,4}(?:null\\b|[\\d@.]|['"\`]|\\*|\\w+ \\()`,
  ),
  phrase(
    "sql_exfiltration",
    0.85,
    `union (?:all |distinct |distinctrow )?(?:\\( ){0,4}select (?:all |distinct |\\( ){0,2}${NAME}(?: , [^ ]{1,64}| \\. [^ ]{1,64}){0,48} (?:from|--|#|/\\*)`,
  ),
  phrase("sql_time_based", 0.95, `waitfor (?:delay|time) (?:['"@]|\\()`),
  phrase("sql_time_based", 0.85, `(?:pg_sleep|benchmark) \\( (?:['"\\d(]|$)`),
  phrase(
    "sql_execution",
    0.9,
    `xp_(?:cmdshell|dirtree|regread|regwrite|regdeletekey|fileexist|subdirs|enumdsn|loginconfig|makecab|ntsec_enumdomains|terminate_process|availablemedia|servicecontrol|regaddmultistring|regenumvalues)(?![^ ])`,
  ),
  phrase(
    "sql_execution",
    0.9,
    `(?<!\\. )exec(?:ute)? (?:\\( (?!["'] (?:[^ ]{1,16} ){0,4}["'] ?\\.)['"@]|master\\.|sp_(?:oacreate|configure|addlogin|executesql|addsrvrolemember|makewebtask|password|addextendedproc)\\b|immediate ['"])`,
  ),
  phrase(
    "sql_multi_statement",
    0.85,
    `declare @\\w+ (?:as )?(?:n?(?:var)?char|int|sysname|text|varbinary|table)\\b`,
  ),
  phrase(
    "sql_file_access",
    0.9,
    `into (?:outfile|dumpfile) (?:\\( )?['"@]|load_file \\( (?:['"(\\d]|\\w+ \\(|$)|load data (?:local )?infile`,
  ),
  phrase("sql_injection", 0.85, `(?:extractvalue|updatexml) \\( (?:[^ ]{1,40} , |$)`),
  phrase("sql_injection", 0.9, `procedure analyse \\(`),
  phrase(
    "sql_injection",
    0.9,
    `floor \\( rand \\( [^ ]{0,8} ?\\)|utl_(?:http|inaddr|file|smtp|tcp)\\.\\w+|dbms_(?:pipe|lock|ldap|java|xmlgen|xmlquery|scheduler)\\.\\w+|ctxsys\\.drithsx|rdb\\$\\w+|randomblob \\( \\d|lib_mysqludf_sys|xmltype \\( chr`,
  ),
  phrase(
    "sql_injection",
    0.9,
    `and \\( select \\* from \\( select|select \\* from \\( select \\( (?:sleep|pg_sleep)|from \\( select \\( sleep|from \\( ?select count \\( \\* \\) , concat|select \\( (?:sleep|pg_sleep|benchmark) \\(|\\d{1,4}\\.e [(,] `,
  ),
  phrase("sql_exfiltration", 0.85, `from (?:\\( )?${CATALOG}`),
  phrase(
    "sql_injection",
    0.8,
    `select (?:@@\\w+|(?:version|user|database|current_user|session_user|system_user) \\( \\)|load_file|current_setting|sleep|benchmark|pg_sleep)`,
  ),
  phrase(
    "sql_destructive",
    0.95,
    `; drop (?:table|database|schema|view|index|user|column|procedure|function) (?:if exists )?${NAME}|; truncate (?:table )?${NAME}(?: ;|$| --)`,
  ),
  phrase("sql_destructive", 0.9, `; delete from ${NAME}(?: where\\b|$| ;| --| #)`),
  phrase(
    "sql_destructive",
    0.8,
    `^(?:drop|truncate) (?:table|database|schema|view|index|user|role|procedure|function|trigger) (?:if exists )?${NAME}(?: (?:cascade|restrict|purge))?(?:$| ;| --| #)`,
  ),
  phrase(
    "sql_multi_statement",
    0.85,
    `; (?:update ${NAME} set\\b|insert into ${NAME}|alter table ${NAME} (?:add|drop|modify|rename)\\b|create (?:user|login|table|or replace|function)\\b|shutdown(?:$| ;| --| with)|exec(?:ute)? (?:master|xp_|sp_|immediate|\\()|declare @|set @\\w+ =|waitfor\\b|prepare \\w+ from|copy ${NAME} (?:from|to)\\b|begin (?:dbms|user)_lock)`,
  ),
  phrase(
    "sql_injection",
    0.85,
    `chr \\( \\d{1,7} \\) \\|\\| (?:\\( )?chr \\(|n?char \\( \\d{1,7} \\) (?:\\|\\| |& )?(?:\\( )?n?char \\(|(?:n?char|chr) \\( \\d{1,7} , \\d{1,7} , \\d{1,7}\\b`,
  ),
  phrase(
    "sql_injection",
    0.85,
    `(?<!^= )(?:if|iif|elt|make_set) \\( \\(? ?\\d{1,9} = \\d{1,9} ?\\)? , `,
  ),
  phrase("sql_tautology", 0.8, `^\\( (\\d{1,9}) = \\1 \\)`),
  phrase(
    "sql_injection",
    0.85,
    `^select (?=[^;]{0,2000}?(?:^select |, |\\( |- )(?:\\d|'|@))[^;]{1,2000} from ${NAME} (?:where|--|#|/\\*)$|-- sp_password`,
  ),
  phrase(
    "sql_multi_statement",
    0.85,
    `^['"] (?:create (?:user|login|table) [\\w@]+ |insert into [\\w.]|drop table \\w|delete from \\w|exec \\w|update \\w+ set|grant \\w+ to|shutdown (?:with|--|#|;|$))`,
  ),
];

/** Words of which each phrase has one. */
const PHRASE_GATE =
  /\.e [(,]|\d = \d|select|sp_password|union (?:all|distinct|\()|waitfor (?:delay|time)|sleep \(|benchmark \(|xp_|exec(?:ute)? (?:\(|master|sp_|immediate)|declare @|outfile|dumpfile|load_file|infile|extractvalue|updatexml|analyse|rand \(|utl_|dbms_|ctxsys|rdb\$|randomblob|xmltype|lib_mysqludf|from (?:['"`[(]|information|sqlite|pg_|\w{0,32}\.?sys|mysql|all_|user_|dba_|g?v\$|master|msdb|msys|domain|svv|stl)|; (?:drop|truncate|delete|update|insert|alter|create|shutdown|exec|declare|set|waitfor|prepare|copy|begin)|^(?:drop|truncate|['"] )|(?:chr|char) \( \d/;
const MATCHES_MAX = 4;

/** Phrases in the tokens of a text. */
export function findSqlPhrases(tokens: TextTokens): Found[] {
  const joined = join(tokens);
  if (!PHRASE_GATE.test(joined)) return [];
  const offsets = offsetsIn(tokens);
  const found: Found[] = [];
  // What begins with a statement is a script, and its second statement no surprise.
  const isScript = /^[ds]$/.test(tokens.classes[0] ?? "");
  for (const { is, ...meaning } of PHRASES) {
    let matches = 0;
    for (const match of joined.matchAll(is)) {
      if (isScript && meaning.category === "sql_multi_statement" && match[0].startsWith(";"))
        continue;
      // Tokens begin behind a space.
      if (match.index > 0 && !/[ .]/.test(joined.charAt(match.index - 1))) continue;
      const first = tokenAt(offsets, match.index);
      const last = tokenAt(offsets, Math.max(match.index, match.index + match[0].length - 1));
      found.push({ ...meaning, start: tokens.starts[first] ?? 0, end: tokens.ends[last] ?? 0 });
      matches += 1;
      if (matches === MATCHES_MAX) break;
    }
  }
  return found;
}

/** Tokens joined by spaces; plus signs that stand for spaces are left out. */
function join({ classes, words }: TextTokens): string {
  const parts: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    const kind = classes[at];
    if (kind === "+" && word === "+") continue;
    parts.push(kind === "n" ? word.toLowerCase() : word);
  }
  return parts.join(" ");
}

/** Where each token begins in what `join` made of them. */
function offsetsIn({ classes, words }: TextTokens): readonly number[] {
  const offsets: number[] = [];
  let length = 0;
  for (let at = 0; at < words.length; at += 1) {
    offsets.push(length);
    const word = words[at] ?? "";
    if (!(classes[at] === "+" && word === "+")) length += word.length + 1;
  }
  return offsets;
}

/** The last token that begins at or before an offset. */
function tokenAt(offsets: readonly number[], offset: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
