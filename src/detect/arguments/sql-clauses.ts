// Clauses and statements behind a value that broke out, told by their first words: which of them are
// SQL that goes on, and which only look like it.
import { readContinuation, selectsSomething, type Continuation } from "./sql-continuation.ts";
import type { TextTokens } from "./sql-text-lexer.ts";

/** What something is, and how sure that is. */
export interface Verdict {
  readonly category: string;
  readonly confidence: number;
}

/** SQL that goes on where a value should end. */
export function injection(confidence: number): Verdict {
  return { category: "sql_injection", confidence };
}

/** A call that waits, or reaches outside. */
export function dangerous(confidence: number): Verdict {
  return { category: "sql_time_based", confidence };
}

/** Whether a reading ended in a clause that only goes on in SQL. */
export function isClauseAt(tokens: TextTokens, seen: Continuation): boolean {
  return seen.end === "clause" && clauseVerdict(tokens, seen.at) !== null;
}

/** What the clause or statement amounts to in which a reading ended. */
export function judgeClause(
  tokens: TextTokens,
  seen: Continuation,
  isOdd: boolean,
): Verdict | null {
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
export function clauseVerdict(tokens: TextTokens, at: number): Verdict | null {
  const { classes, words } = tokens;
  const next = words[at + 1] ?? "";
  switch (words[at] ?? "") {
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
  switch (words[at] ?? "") {
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
export function stackedVerdict(tokens: TextTokens, at: number): Verdict | null {
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
export function isLastOfLine(
  { text, starts }: TextTokens,
  before: number,
  comment: number,
): boolean {
  return !text
    .slice(starts[before], (starts[comment] ?? 0) + 200)
    .trimEnd()
    .includes("\n");
}

/** A text that begins in the middle of a query: ` ORDER BY 3-- `, ` HAVING 1=1`. */
export function fragmentVerdict(tokens: TextTokens): Verdict | null {
  const { classes, words } = tokens;
  const last = classes.at(-1) ?? "";
  switch (words[0] ?? "") {
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
