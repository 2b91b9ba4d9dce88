// Finds SQL that breaks out of the value it was given for, in texts that nobody declared to be SQL.
// Every quote may be the one that ends a string, every `or` may go on with a condition: what follows
// is read as SQL, and only what goes on to make sense counts.
import type { Severity } from "../../domain/finding.ts";
import type { Found } from "./argument-detector.ts";
import { weighPayloads } from "./report.ts";
import { readContinuation, selectsSomething, type Continuation } from "./sql-continuation.ts";
import { findSqlPhrases } from "./sql-phrases.ts";
import { lexText, type TextTokens } from "./sql-text-lexer.ts";

/** What has none of these holds no payload: a quote before an operator, or words of SQL near signs. */
const GATE =
  /['"`‘’´ʼ＇′“”＂][\s)+\0]{0,8}(?:[-=<>!|&^%*/;#~+,({]|\b(?:x?or|and|not|i?like|rlike|regexp|glob|in|is|isnull|notnull|between|union|order|group|having|limit|procedure|into|where|waitfor|exec|select|insert|update|delete|create|drop|collate|div|mod|as|sleep|begin|declare|rollup|sounds)\b)|\b(?:x?or|and|where|having|when|rlike|like)\b[\s+(!~*/-]{0,8}(?:not\b|[\d'"@(.{]|[\w.]{1,64}[\s+]{0,4}[(=<>]|select\b|case\b|true\b|null\b)|\b(?:union|intersect|except|waitfor|benchmark|(?:pg_)?sleep|xp_\w|sp_\w|information_schema|sysobjects|syscolumns|sqlite_master|load_file|extractvalue|updatexml|outfile|dumpfile|analyse|utl_\w|dbms_\w|declare|exec|select|convert|xmltype|drop|truncate|dblink|openrowset|pg_\w|sysibm|syscat|json_\w{1,12}|into)\b|\border[\s+]{1,4}by\b|\bgroup[\s+]{1,4}by\b|\bupdate\s\S{1,64}\sset\b|\b(?:n?char|chr)\(\d|\bcase\s{1,4}when\b|\(\d{1,9}\s?=\s?\d|;[\s+]{0,8}\w|\/\*|\|\||&&/i;

/** Signs without which only words can be a payload: quotes, brackets, comparisons, ends. */
const SIGNS = new Set([..."'\"`;#=()|&*<>!~{"].map((sign) => sign.charCodeAt(0)));
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

const QUOTE_LIKE = new Set([..."‘’´ʼ＇′“”＂"].map((sign) => sign.charCodeAt(0)));

/** A text this long is a file; its first and last part are read. */
const TEXT_CHARS_MAX = 262_144;
const TOKENS_MAX = 65_536;
/** Places at which a payload may begin that are looked into; the first and the last of them. */
const PLACES_MAX = 96;

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
  if (found.start > 64 || text.slice(0, found.start).trim().split(/\s/).length > 2) return false;
  // A file of SQL begins with a statement, and one of code with a quote that seems to break out.
  if (found.start === 0 && STATEMENTS.test(found.category)) return false;
  const isSure = found.confidence >= 0.9 || found.start <= 12 || !text.includes("\n");
  return isSure && isMostly(text, found);
}

/** Whether what follows is not the prose of somebody who talks about it. */
function isMostly(text: string, { end }: Found): boolean {
  const rest = text.slice(end, end + 400);
  return !/^[^'"#;]{0,8}[\s'"`,.:)]{1,4}(?:[a-z]{2,20}[\s,.:']{1,3}){5}/i.test(rest);
}

/** Where a payload may begin: behind a quote, at a word of logic, or at the very start. */
function findBreakouts(tokens: TextTokens): Found[] {
  const places: (() => Found | null)[] = [() => judgeStart(tokens)];
  const quotesSeen = new Map<string, number>();
  for (let at = 0; at < tokens.classes.length; at += 1) {
    const kind = tokens.classes[at];
    if (kind === "q") {
      const quote = tokens.words[at] ?? "";
      const earlier = quotesSeen.get(quote) ?? 0;
      if (!isApostrophe(tokens, at)) quotesSeen.set(quote, earlier + 1);
      if (mayFollowValue(tokens, at + 1)) {
        places.push(() => judgeQuote(tokens, at, earlier % 2 === 0));
      }
    } else if (kind === "&" || (kind === "|" && tokens.classes[at - 1] !== "q")) {
      if (tokens.classes[at - 1] !== "q") places.push(() => judgeLogic(tokens, at));
    }
  }
  const half = PLACES_MAX / 2;
  const looked =
    places.length <= PLACES_MAX ? places : [...places.slice(0, half), ...places.slice(-half)];
  const found: Found[] = [];
  for (const judge of looked) {
    const one = judge();
    if (one !== null) found.push(one);
  }
  return found;
}

/** Between two letters it is an apostrophe, most of the time. */
function isApostrophe({ text, starts, ends }: TextTokens, at: number): boolean {
  const before = text.charAt((starts[at] ?? 0) - 1);
  const after = text.charAt(ends[at] ?? 0);
  return /[a-z]/i.test(before) && /[a-z]/i.test(after);
}

/** Whether what follows a quote and parentheses could go on in SQL. */
function mayFollowValue({ classes }: TextTokens, from: number): boolean {
  let at = from;
  while (classes[at] === ")" && at < from + 16) at += 1;
  return classes[at] !== undefined && "&|=~+!,;-*cusd(qFf{".includes(classes[at] ?? "");
}

function pastClosers({ classes }: TextTokens, from: number): number {
  let at = from;
  while (classes[at] === ")" && at < from + 16) at += 1;
  return at;
}

interface Verdict {
  readonly category: string;
  readonly confidence: number;
}

/** Behind a quote that may end a string; `isOdd`: by its number it opens one instead. */
function judgeQuote(tokens: TextTokens, quote: number, isOdd: boolean): Found | null {
  const first = pastClosers(tokens, quote + 1);
  const kind = tokens.classes[first] ?? "";
  const seen = readContinuation(tokens, first, true);
  // Backticks mark code in prose, and in code of several lines quotes follow other rules: there only
  // what is unmistakable counts.
  const isForeign = tokens.words[quote] === "`" || (isOdd && isOfSeveralLines(tokens, quote));
  const breaksOut = isOdd && !isForeign && !opensQuotation(tokens, quote);
  const verdict =
    kind === "F" && breaksOut
      ? dangerous(0.85)
      : kind === "-" || kind === "*"
        ? cutOff(tokens, quote, first, breaksOut)
        : (judgeReading(tokens, seen, breaksOut) ?? judgeClause(tokens, seen, breaksOut));
  return verdict === null ? null : foundAt(tokens, quote, seen, verdict);
}

/** Whether a quote stands behind a line break, or far into a text that has some. */
function isOfSeveralLines({ text, starts }: TextTokens, quote: number): boolean {
  const line = text.trimEnd().indexOf("\n");
  return line >= 0 && (line < (starts[quote] ?? 0) || (starts[quote] ?? 0) > 12);
}

/** Tokens looked ahead for the end of a quotation. */
const QUOTATION_TOKENS_MAX = 64;

/** `the 'or' operator`, `"where" & "when"`: it opens like a quotation, and one ends like that. */
function opensQuotation(
  { text, starts, ends, classes, words }: TextTokens,
  quote: number,
): boolean {
  const start = starts[quote] ?? 0;
  const end = ends[quote] ?? 0;
  if (!/^[\s(=:,[{>]?$/.test(text.charAt(start - 1)) || /^\s?$/.test(text.charAt(end)))
    return false;
  const last = Math.min(classes.length, quote + QUOTATION_TOKENS_MAX);
  let quotes = 1;
  for (let at = quote + 1; at < last; at += 1) {
    if (classes[at] !== "q" || words[at] !== words[quote]) continue;
    quotes += 1;
    const isTight = !/\s/.test(text.charAt((starts[at] ?? 0) - 1));
    if (
      isTight &&
      /^[\s.,;:!?)\]}&+<]?$/.test(text.charAt(ends[at] ?? 0)) &&
      (start > 0 || quotes === 2 || (ends[at] ?? 0) < text.length)
    ) {
      return true;
    }
  }
  return false;
}

/** What a condition amounts to behind a value that broke out of quotes. */
function judgeReading(tokens: TextTokens, seen: Continuation, isOdd: boolean): Verdict | null {
  const hasEnd = /^(?:open|comment|stacked)$/.test(seen.end) || isClauseAt(tokens, seen);
  const operators = seen.logic + seen.comparisons + seen.arithmetic + seen.concatenations;
  if (seen.dangerous > 0 && operators > 0) return dangerous(0.95);
  if (seen.logic + seen.concatenations > 0 && seen.constants > 0) {
    return { category: "sql_tautology", confidence: 0.95 };
  }
  if (seen.subqueries > 0 && operators > 0) return injection(0.9);
  if (!isOdd) return null;
  if (seen.functions > 0 && operators > 0 && (hasEnd || seen.end === "over")) return injection(0.9);
  if (seen.loneConstants > 0 && !seen.isDangling && seen.logic > 0) {
    if (hasEnd || seen.end === "over") {
      return { category: "sql_tautology", confidence: 0.85 };
    }
  }
  if (seen.logic > 0 && seen.comparisons > 0 && (hasEnd || seen.end === "over")) {
    return injection(seen.end === "over" ? 0.8 : 0.9);
  }
  if (seen.logic > 1 && seen.values > 0 && hasEnd) return injection(0.8);
  if (seen.logic > 0 && !seen.isDangling && /^(?:comment|stacked)$/.test(seen.end))
    return injection(0.8);
  if (seen.constants + seen.equals > 0 && hasEnd) return injection(0.85);
  if (seen.comparisons > 0 && hasEnd && seen.values > 0) return injection(0.85);
  if (seen.concatenations > 0 && seen.end === "open") return injection(0.8);
  if (seen.concatenations > 0 && seen.loneConstants > 0 && seen.end === "comment")
    return injection(0.8);
  return null;
}

function injection(confidence: number): Verdict {
  return { category: "sql_injection", confidence };
}

function dangerous(confidence: number): Verdict {
  return { category: "sql_time_based", confidence };
}

/** Whether the reading ended in a clause that only goes on in SQL. */
function isClauseAt(tokens: TextTokens, seen: Continuation): boolean {
  return seen.end === "clause" && clauseVerdict(tokens, seen.at) !== null;
}

function judgeClause(tokens: TextTokens, seen: Continuation, isOdd: boolean): Verdict | null {
  if (seen.end === "clause") {
    const isUnmistakable = /^(?:union|procedure|waitfor|into|having)$/.test(
      tokens.words[seen.at] ?? "",
    );
    return isOdd || isUnmistakable ? clauseVerdict(tokens, seen.at) : null;
  }
  if (seen.end === "stacked" && isOdd) return stackedVerdict(tokens, seen.at);
  return null;
}

/** A clause behind a value: `order by 3`, `union select`, `having 1=1`, a second statement. */
function clauseVerdict(tokens: TextTokens, at: number): Verdict | null {
  const { classes, words } = tokens;
  const next = words[at + 1] ?? "";
  switch (words[at]) {
    case "union":
    case "intersect":
    case "except":
    case "minus": {
      let select = at + 1;
      while (/^(?:all|distinct|distinctrow|\(|\+)$/.test(words[select] ?? "") && select < at + 8)
        select += 1;
      const isCut = select + 1 >= classes.length;
      if (
        (classes[select] === "s" && (isCut || selectsSomething(tokens, select))) ||
        words[select] === "values"
      ) {
        return { category: "sql_exfiltration", confidence: 0.9 };
      }
      return null;
    }
    case "order":
    case "group":
      return next === "by" && isList(classes, at + 2) ? injection(0.85) : null;
    case "having":
      return classes[at + 1] === "n" && !/^[-*=~+]$/.test(classes[at + 2] ?? "")
        ? null
        : "nfF(vq".includes(classes[at + 1] || "-")
          ? injection(0.9)
          : null;
    case "limit":
    case "offset":
      return classes[at + 1] === "n" ? injection(0.8) : null;
    case "procedure":
      return next === "analyse" ? injection(0.95) : null;
    case "into":
      return /^(?:outfile|dumpfile)$/.test(next)
        ? { category: "sql_file_access", confidence: 0.95 }
        : next.startsWith("@")
          ? injection(0.85)
          : null;
    case "where":
      return "nq(f".includes(classes[at + 1] || "-") ? injection(0.85) : null;
    case "select":
      return "nqv(fFl".includes(classes[at + 1] || "-") ||
        /^\*$/.test(next) ||
        words[at + 2] === "from"
        ? injection(0.85)
        : null;
    default:
      return statementVerdict({ classes, words }, at);
  }
}

/** What stands behind ORDER BY: numbers and calls, or names before something else of SQL. */
function isList(classes: readonly string[], at: number): boolean {
  const kind = classes[at] ?? "";
  if (kind === "n") return /^[-,;c*)&]?$/.test(classes[at + 1] ?? "");
  if (kind === "w") return /^[-,;c*&)]$/.test(classes[at + 1] ?? "");
  return kind !== "" && "fFv(ls!k".includes(kind);
}

/** Statements by their first words. */
function statementVerdict(
  { classes, words }: Pick<TextTokens, "classes" | "words">,
  at: number,
): Verdict | null {
  const next = words[at + 1] ?? "";
  const third = words[at + 2] ?? "";
  switch (words[at]) {
    case "drop":
    case "truncate":
    case "alter":
    case "create":
      return (/^(?:table|database|schema|view|index|user|role|login|column|procedure|function|trigger|or|sequence|temporary|assembly|extension|external)$/.test(
        next,
      ) &&
        third !== "") ||
        (words[at] === "drop" && classes[at + 1] === "w" && classes[at + 2] === "-")
        ? {
            category:
              words[at] === "drop" || words[at] === "truncate"
                ? "sql_destructive"
                : "sql_multi_statement",
            confidence: 0.9,
          }
        : null;
    case "delete":
      return /^(?:from|ignore|low_priority|quick|top)$/.test(next)
        ? { category: "sql_destructive", confidence: 0.9 }
        : null;
    case "insert":
    case "replace":
    case "merge":
      return next === "into" ? { category: "sql_multi_statement", confidence: 0.9 } : null;
    case "update":
      return words.slice(at + 2, at + 6).includes("set")
        ? { category: "sql_multi_statement", confidence: 0.9 }
        : null;
    case "exec":
    case "execute":
      return /^(?:master|xp_|sp_|immediate|sys|\(|@|dbo)/.test(next)
        ? { category: "sql_execution", confidence: 0.9 }
        : null;
    case "declare":
    case "set":
      return next.startsWith("@") || third === "cursor"
        ? { category: "sql_multi_statement", confidence: 0.9 }
        : null;
    case "waitfor":
      return /^(?:delay|time)$/.test(next) ? dangerous(0.95) : null;
    case "shutdown":
      return third === "" || /^(?:with|-|--|;|#|\/\*)$/.test(next)
        ? { category: "sql_destructive", confidence: 0.9 }
        : null;
    case "grant":
    case "revoke":
      return words.slice(at + 1, at + 12).some((word) => word === "to" || word === "on")
        ? { category: "sql_privilege", confidence: 0.85 }
        : null;
    case "copy":
      return words.slice(at + 1, at + 24).includes("program")
        ? { category: "sql_execution", confidence: 0.95 }
        : null;
    case "begin":
      return /^(?:declare|goto|dbms_lock|user_lock|shutdown|execute|if|end)/.test(next)
        ? injection(0.85)
        : null;
    case "if":
      return /^(?:not|exists|is_srvrolemember|\d+)$/.test(next) ||
        (next === "(" && /^[ns]$/.test(classes[at + 2] ?? ""))
        ? injection(0.85)
        : null;
    case "while":
      return classes[at + 1] === "n" ? injection(0.85) : null;
    case "call":
    case "do":
    case "handler":
    case "load":
      return classes[at + 1] === "f" ||
        classes[at + 1] === "F" ||
        next === "data" ||
        third === "open"
        ? injection(0.85)
        : null;
    case "backup":
    case "restore":
      return next === "database" || next === "log" ? injection(0.85) : null;
    default:
      return null;
  }
}

/** A second statement behind the semicolon at `at`. */
function stackedVerdict(tokens: TextTokens, at: number): Verdict | null {
  let first = at + 1;
  while (/^(?:;|\(|\+)$/.test(tokens.words[first] ?? "") && first < at + 8) first += 1;
  if (tokens.classes[first] === "s") {
    return "nqvfFl(k".includes(tokens.classes[first + 1] || "-") ||
      tokens.words[first + 1] === "*" ||
      tokens.words[first + 2] === "from"
      ? { category: "sql_multi_statement", confidence: 0.85 }
      : null;
  }
  if (tokens.classes[first] === "F") return dangerous(0.85);
  const isCut =
    tokens.classes[first] === "-" && first === at + 1 && isLastOfLine(tokens, at, first);
  return statementVerdict(tokens, first) ?? (isCut ? injection(0.8) : null);
}

/** Whether a comment stands on the line of what is before it, and that line is the last. */
function isLastOfLine({ text, starts }: TextTokens, before: number, comment: number): boolean {
  return !text
    .slice(starts[before], (starts[comment] ?? 0) + 200)
    .trimEnd()
    .includes("\n");
}

/** `admin'--`: a comment right behind the quote hides the rest of the query. */
function cutOff(
  tokens: TextTokens,
  quote: number,
  comment: number,
  isOdd: boolean,
): Verdict | null {
  if (!isOdd) return null;
  const { text, starts, ends } = tokens;
  const before = text.slice(0, starts[quote]);
  const after = text.slice(ends[comment]);
  const isWord = before.length <= 64 && !/\s/.test(before);
  if (!isWord || !isLastOfLine(tokens, quote, comment)) return null;
  const isName = /^[\w@.+%-]{1,64}$/.test(before) && tokens.words[comment] !== "/*";
  return /^[\s+-]{0,4}$/.test(after) || (isName && /^\s/.test(after)) ? injection(0.85) : null;
}

/** At a word of logic that no quote stands before: `1 or 1=1`. */
function judgeLogic(tokens: TextTokens, at: number): Found | null {
  const seen = readContinuation(tokens, at, true);
  const isNear = at <= 2 || isValueBefore(tokens, at);
  const verdict = logicVerdict(tokens, seen, isNear);
  return verdict === null ? null : foundAt(tokens, Math.max(0, at - 1), seen, verdict);
}

/** Whether all that stands before is one value, or an expression of a few. */
function isValueBefore({ classes }: TextTokens, at: number): boolean {
  if (at > 24) return false;
  const before = classes.slice(0, at).join("");
  return /^[-+()nwvlfFg=?]*$/.test(before) && !/[nwvl)][nwvlfFg]/.test(before);
}

function logicVerdict(tokens: TextTokens, seen: Continuation, isNear: boolean): Verdict | null {
  const hasEnd = /^(?:open|comment|stacked)$/.test(seen.end) || isClauseAt(tokens, seen);
  const isWhole = hasEnd || seen.end === "over";
  const isJoined = seen.logic === 0 && seen.concatenations > 0;
  if (isJoined && seen.dangerous === 0 && !(seen.equals > 0 && tokens.classes[0] === "n"))
    return null;
  if (seen.dangerous > 0 && seen.end !== "nonsense") return dangerous(0.9);
  const endsInQuote = tokens.classes[seen.at] === "q";
  if (seen.equals > 0 && (isWhole || isNear || endsInQuote))
    return { category: "sql_tautology", confidence: 0.9 };
  if (seen.constants > 0 && (isNear || seen.end === "comment")) {
    return { category: "sql_tautology", confidence: isWhole ? 0.85 : 0.6 };
  }
  if (seen.subqueries > 0) return injection(isNear || hasEnd ? 0.9 : 0.6);
  if (!isNear) return null;
  const isNumber = tokens.classes[0] === "n" || tokens.classes[1] === "n";
  if (seen.functions > 0 && (seen.comparisons > 0 || hasEnd || (isNumber && seen.end === "over"))) {
    return injection(0.85);
  }
  if (seen.loneConstants > 0 && isNumber && /^(?:true|false)$/.test(tokens.words.at(-1) ?? ""))
    return injection(0.8);
  if (seen.comparisons > 0 && seen.end === "comment") return injection(0.85);
  if (seen.loneConstants > 0 && seen.end === "comment") return injection(0.8);
  return null;
}

/** From the start: a value, or the end of one, and what goes on with SQL. */
function judgeStart(tokens: TextTokens): Found | null {
  const { classes } = tokens;
  let at = 0;
  while (at < 16 && (classes[at] === ")" || classes[at] === "+" || classes[at] === ",")) at += 1;
  const isFragment = at > 0 || /^[~c|=]$/.test(classes[0] ?? "");
  const isDue = /^[+,]$/.test(classes[at - 1] ?? "");
  const hasValue = /[nwvl]/.test(classes[at] ?? "-");
  if (hasValue) at += 1;
  const first = pastClosers(tokens, at);
  const seen = readContinuation(tokens, first, hasValue || (isFragment && !isDue));
  const verdict = startVerdict(tokens, seen, hasValue);
  return verdict === null ? null : foundAt(tokens, 0, seen, verdict);
}

function startVerdict(tokens: TextTokens, seen: Continuation, hasValue: boolean): Verdict | null {
  const { classes, words } = tokens;
  if (seen.dangerous > 0 && seen.end !== "nonsense") return dangerous(0.9);
  if (seen.constants > 0 && words.includes("case") && seen.end !== "nonsense")
    return injection(0.85);
  const isCut = seen.end === "comment" && seen.at === classes.length - 1;
  if (isCut && classes[0] === "(" && classes.includes("&") && /[qfv]/.test(classes.join(""))) {
    return injection(0.8);
  }
  if (seen.subqueries > 0 && seen.end !== "nonsense") return injection(0.85);
  if (seen.end === "stacked") return stackedVerdict(tokens, seen.at);
  const isConcatenated = seen.concatenations > 0 && seen.functions > 0;
  if (classes[0] === "n" && isConcatenated && /^(?:over|comment)$/.test(seen.end))
    return injection(0.8);
  if (seen.end === "clause" && seen.at === 0) return fragmentVerdict(tokens);
  if (seen.end === "clause") {
    // `Fix CREATE TABLE`: behind a name only what cannot be prose.
    const isNamed = classes.slice(0, seen.at).includes("w");
    if (isNamed && !/^(?:union|waitfor|procedure)$/.test(words[seen.at] ?? "")) return null;
    const isWeak = /^(?:where|limit|offset|select)$/.test(words[seen.at] ?? "");
    return hasValue && seen.values === 0 && isWeak ? null : clauseVerdict(tokens, seen.at);
  }
  return null;
}

/** A text that begins in the middle of a query: ` ORDER BY 3-- `, ` HAVING 1=1`. */
function fragmentVerdict(tokens: TextTokens): Verdict | null {
  const { classes, words } = tokens;
  const last = classes.at(-1) ?? "";
  switch (words[0]) {
    case "order":
    case "group": {
      const rest = classes.slice(2).join("");
      const isCut = last === "-" || last === "*";
      return words[1] === "by" &&
        (rest.includes("F") || (isCut && /^n(?:,[nfg()])*[-*]$/.test(rest)))
        ? injection(0.85)
        : null;
    }
    case "having":
    case "where": {
      const seen = readContinuation(tokens, 1, false);
      const isConstant = classes[1] === "n" && classes[2] === "=" && classes[3] === "n";
      return isConstant && seen.end !== "nonsense" ? injection(0.85) : null;
    }
    case "as":
      return words[2] === "where" && classes[3] === "n" && classes[4] === "="
        ? injection(0.85)
        : null;
    case "procedure":
      return words[1] === "analyse" ? injection(0.9) : null;
    default:
      return clauseOfUnion(words);
  }
}

function clauseOfUnion(words: readonly string[]): Verdict | null {
  return words[0] === "union" && words.slice(1, 4).includes("select")
    ? { category: "sql_exfiltration", confidence: 0.85 }
    : null;
}

function foundAt(
  tokens: TextTokens,
  first: number,
  seen: Continuation,
  { category, confidence }: Verdict,
): Found {
  const severity: Severity =
    category === "sql_destructive" || category === "sql_execution" ? "critical" : "high";
  const { starts, ends, classes, text } = tokens;
  const last = Math.min(seen.at, classes.length - 1);
  // What begins a clause or a statement, or a comment, takes the rest of the text with it.
  const isRest = seen.end !== "nonsense" && seen.end !== "open";
  const end = (isRest ? ends.at(-1) : ends[last]) ?? text.length;
  return { category, severity, confidence, start: starts[first] ?? 0, end };
}
