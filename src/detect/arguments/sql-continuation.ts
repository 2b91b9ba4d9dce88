// Reads what follows a value as the rest of an SQL expression, the way a database would after the
// value broke out of its quotes, and tells what it saw on the way. Prose stops making sense at the
// first word; a payload goes on to an end that fits.
import type { TextTokens } from "./sql-text-lexer.ts";

/** How the reading ended. */
export type ContinuationEnd =
  /** The text was over. */
  | "over"
  /** A quote that the query around it closes. */
  | "open"
  /** A comment that hides the rest of the query. */
  | "comment"
  /** A semicolon. */
  | "stacked"
  /** A keyword that begins a clause or a statement. */
  | "clause"
  /** Something that SQL does not allow there. */
  | "nonsense";

export interface Continuation {
  readonly end: ContinuationEnd;
  /** The token at which it ended. */
  readonly at: number;
  /** It ended where a value was due. */
  readonly isDangling: boolean;
  /** Operators of logic, comparison, arithmetic and concatenation. */
  readonly logic: number;
  readonly comparisons: number;
  readonly arithmetic: number;
  readonly concatenations: number;
  /** Constants compared: of them, equal ones. */
  readonly constants: number;
  readonly equals: number;
  /** A constant alone behind OR. */
  readonly loneConstants: number;
  /** The last of them was a string. */
  readonly loneString: boolean;
  readonly functions: number;
  readonly dangerous: number;
  readonly subqueries: number;
  readonly values: number;
}

/** No payload is longer in one expression; what is, has shown what it is by then. */
const TOKENS_MAX = 400;

/** What one comparison has on its sides so far. */
interface Side {
  isConstant: boolean;
  text: string;
  operands: number;
  isString: boolean;
}

const EMPTY: Side = { isConstant: true, text: "", operands: 0, isString: false };

/**
 * Reads from token `from`. With `afterValue` a value stands before it, which is not counted;
 * without, a value is due.
 */
export function readContinuation(
  tokens: TextTokens,
  from: number,
  afterValue: boolean,
): Continuation {
  const { classes, words, text, ends, starts } = tokens;
  const seen = {
    logic: 0,
    comparisons: 0,
    arithmetic: 0,
    concatenations: 0,
    constants: 0,
    equals: 0,
    loneConstants: 0,
    loneString: false,
    functions: 0,
    dangerous: 0,
    subqueries: 0,
    values: 0,
  };
  let isValueDue = !afterValue;
  let side: Side = { ...EMPTY };
  let left: Side | null = null;
  let isFirst = afterValue;
  let isAfterOr = false;
  const last = Math.min(classes.length, from + TOKENS_MAX);

  const closeComparison = (): void => {
    if (left !== null && !isFirst && left.operands > 0 && side.operands > 0) {
      if (left.isConstant && side.isConstant) {
        seen.constants += 1;
        if (left.text === side.text) seen.equals += 1;
      } else if (left.operands === 1 && side.operands === 1 && left.text === side.text) {
        seen.constants += 1;
        seen.equals += 1;
      }
    } else if (left === null && !isFirst && isAfterOr && side.operands > 0 && side.isConstant) {
      seen.loneConstants += 1;
      seen.loneString = side.isString;
    }
    left = null;
    side = { ...EMPTY };
    isFirst = false;
    isAfterOr = false;
  };
  const operand = (isConstant: boolean, value: string, isString = false): void => {
    seen.values += 1;
    side.operands += 1;
    side.isConstant &&= isConstant;
    side.isString = isString;
    side.text = value;
    isValueDue = false;
  };
  const finish = (end: ContinuationEnd, at: number): Continuation => {
    const isDangling = isValueDue;
    if (!isDangling || side.operands > 0) closeComparison();
    return { end, at, isDangling, ...seen };
  };

  let at = from;
  while (at < last) {
    const kind = classes[at] ?? "";
    const word = words[at] ?? "";
    const before = at > from ? (classes[at - 1] ?? "") : "";
    if (before === "{" && /^[a-z]{1,2}$/.test(word)) {
      // ODBC: {if ...}, {d '...'}, {fn ...}.
      at += 1;
      continue;
    }
    switch (kind) {
      case "&":
      case "|": {
        // A plus sign stands for a space in forms: '+or+1=1.
        if (isValueDue && !(before === "+" && words[at - 1] === "+")) return finish("nonsense", at);
        if (kind === "|") seen.concatenations += 1;
        else seen.logic += 1;
        isValueDue = false;
        closeComparison();
        isAfterOr = kind === "|" || word !== "and";
        isValueDue = true;
        break;
      }
      case "=":
      case "~": {
        const isNegated = before === "!" || (before === "+" && words[at - 1] === "+");
        if (isValueDue && !isNegated && words[at - 1] !== "sounds") return finish("nonsense", at);
        seen.comparisons += 1;
        if (word === "isnull" || word === "notnull") {
          isValueDue = false;
          seen.values += 1;
          break;
        }
        left ??= side;
        side = { ...EMPTY };
        isValueDue = true;
        if (word === "in" && /^(?:boolean|natural)$/.test(words[at + 1] ?? "")) {
          at = pastMode(words, at);
          isValueDue = false;
        } else if (word === "in" && classes[at + 1] === "q") {
          return finish("nonsense", at);
        }
        break;
      }
      case "+":
        // Two slashes are a comment or an address; only a sign may stand before a value.
        if (isValueDue && !/^[-+~*]$/.test(word)) return finish("nonsense", at);
        if (!isValueDue) seen.arithmetic += 1;
        isValueDue = true;
        if (word === "*" && /^(?:from|where|\))$/.test(words[at + 1] ?? "")) isValueDue = false;
        break;
      case "!":
        isValueDue = true;
        break;
      case "n":
      case "l":
        if (!isValueDue) {
          // 1.e is a number to MySQL and nothing else.
          if (kind === "n" && /e$/i.test(word)) break;
          return finish("nonsense", at);
        }
        operand(true, word);
        break;
      case "v":
        if (!isValueDue) return finish("nonsense", at);
        operand(true, word);
        break;
      case "w":
        if (!isValueDue) {
          if (word === "?" || before === "?") break;
          return finish("nonsense", at);
        }
        if (before === "{") break;
        operand(false, word);
        break;
      case "f":
      case "F":
      case "g": {
        if (!isValueDue) {
          if (!/^(?:like|glob|not|mod|match)$/.test(word)) return finish("nonsense", at);
          seen.comparisons += 1;
          left ??= side;
          side = { ...EMPTY };
          isValueDue = true;
          break;
        }
        if (kind === "F") seen.dangerous += 1;
        if (kind === "f") seen.functions += 1;
        const close = closing(tokens, at + 1, last, seen);
        operand(false, text.slice(starts[at], ends[close]).toLowerCase());
        at = close;
        break;
      }
      case "q": {
        const close = closingQuote(tokens, at, last);
        if (!isValueDue && before !== "q" && before !== "") return finish("nonsense", at);
        if (close < 0) {
          operand(true, text.slice(ends[at]).toLowerCase(), true);
          return finish("open", at);
        }
        if (isValueDue)
          operand(word !== "`", text.slice(ends[at], starts[close]).toLowerCase(), true);
        at = close;
        break;
      }
      case "(": {
        if (!isValueDue) return finish("nonsense", at);
        if (isSubquery(tokens, at + 1)) {
          const close = closing(tokens, at, last, seen);
          operand(false, "");
          at = close;
        }
        break;
      }
      case ")":
        if (isValueDue && before !== "(") return finish("nonsense", at);
        isValueDue = false;
        break;
      case ",":
        if (isValueDue) return finish("nonsense", at);
        closeComparison();
        isValueDue = true;
        break;
      case "k":
        // What is compared inside of CASE begins anew.
        if (side.operands > 0) closeComparison();
        isFirst = false;
        isValueDue = word !== "end";
        break;
      case "{":
      case "}":
        break;
      case "s":
        if (isValueDue && seen.logic + seen.comparisons > 0 && selectsSomething(tokens, at)) {
          seen.subqueries += 1;
        }
        return finish("clause", at);
      case "c":
      case "u":
      case "d":
        if (isValueDue && !(before === "+" && words[at - 1] === "+")) return finish("nonsense", at);
        isValueDue = false;
        return finish("clause", at);
      case ";":
        return finish("stacked", at);
      case "-":
      case "*":
        return finish("comment", at);
      default:
        // A cast (::text), a placeholder and the like.
        if (word === "::" && !isValueDue) {
          at += 1;
          break;
        }
        return finish("nonsense", at);
    }
    at += 1;
  }
  return finish("over", Math.min(at, classes.length));
}

/** IN BOOLEAN MODE, IN NATURAL LANGUAGE MODE. */
function pastMode(words: readonly string[], at: number): number {
  const mode = words.indexOf("mode", at);
  return mode > at && mode < at + 5 ? mode : at + 1;
}

/** Whether SELECT is followed by what only SQL selects, not by the words of a sentence. */
export function selectsSomething({ classes, words }: TextTokens, select: number): boolean {
  const next = classes[select + 1] ?? "";
  if (next === "w") return /^(?:from|,|--|#|\))$/.test(words[select + 2] ?? "");
  return (
    (next !== "" && "nqvfFgl(k+!".includes(next)) ||
    /^(?:\*|top|all)$/.test(words[select + 1] ?? "")
  );
}

/** `( select`, also behind more parentheses. */
function isSubquery({ classes }: TextTokens, from: number): boolean {
  let at = from;
  while (classes[at] === "(" && at < from + 8) at += 1;
  return classes[at] === "s";
}

interface Seen {
  functions: number;
  dangerous: number;
  subqueries: number;
}

/** The token that closes the parenthesis at `open`; the last one where none does. */
function closing({ classes }: TextTokens, open: number, last: number, seen: Seen): number {
  let depth = 0;
  for (let at = open; at < last; at += 1) {
    switch (classes[at] ?? "") {
      case "(":
        depth += 1;
        break;
      case ")":
        depth -= 1;
        if (depth <= 0) return at;
        break;
      case "s":
        seen.subqueries += 1;
        break;
      case "F":
        seen.dangerous += 1;
        break;
      case "f":
        seen.functions += 1;
        break;
      default:
        break;
    }
  }
  return last - 1;
}

/** The quote that closes the one at `open`; -1 where none does. */
function closingQuote({ classes, words }: TextTokens, open: number, last: number): number {
  for (let at = open + 1; at < last; at += 1) {
    if (classes[at] === "q" && words[at] === words[open]) return at;
  }
  return -1;
}
