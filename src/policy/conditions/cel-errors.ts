// What is wrong with a condition, in one plain sentence. The library's own errors are put into our
// words here; the faults that only we see are worded where they are found.
import { ParseError, TypeError } from "@marcbachmann/cel-js";

/** Why a condition is refused, and where: UTF-16 units into its source. */
export interface ConditionError {
  readonly message: string;
  readonly offset: number;
}

/** Puts what the library threw or returned into words. */
export function explain(thrown: unknown, source: string): ConditionError {
  if (!(thrown instanceof ParseError) && !(thrown instanceof TypeError)) {
    // Nothing else is expected; a stack that ran out would be one.
    return { message: "This condition cannot be read.", offset: 0 };
  }
  const offset = Math.min(thrown.range?.start ?? 0, source.length);
  return { message: sentence({ code: thrown.code, summary: thrown.summary }), offset };
}

function sentence(of: { readonly code: string; readonly summary: string }): string {
  const { code, summary } = of;
  if (/\bgot EOF$|: EOF$/.test(summary)) return "The condition ends too early.";
  switch (code) {
    case "unexpected_token":
    case "expected_token":
    case "unexpected_character":
      return "Something else is expected here.";
    case "unterminated_string":
    case "unterminated_triple_quoted_string":
      return "This text has no closing quote.";
    case "limit_exceeded":
      return "The condition is too large or nests too deeply.";
    case "no_such_key":
      return `There is no field ${/: (\w+)/.exec(summary)?.[1] ?? "of this name"} here.`;
    case "no_such_overload":
      return operatorSentence(summary);
    case "no_matching_overload":
      return `This function does not take what it is given: ${plainTypes(quoted(summary))}.`;
    case "invalid_logical_operand":
      return `Only yes or no can stand here, not ${plainTypes(quoted(summary))}.`;
    case "incompatible_ternary_branches":
      return "Both sides of the colon must be of the same kind.";
    default:
      return `${plainTypes(summary).replace(/\.$/, "")}.`;
  }
}

function operatorSentence(summary: string): string {
  const [, left, operator, right] = /: (\S.*) (\S+) (\S.*)$/.exec(summary) ?? [];
  if (left === undefined || operator === undefined || right === undefined) {
    return "This operator does not take what it is given.";
  }
  return `${operator} does not take ${plainTypes(left)} and ${plainTypes(right)}.`;
}

function quoted(summary: string): string {
  return /'(.+)'$/.exec(summary)?.[1] ?? "this";
}

/** Types by the names that policies know; numbers are of one kind. */
function plainTypes(text: string): string {
  return text
    .replaceAll(/google\.protobuf\.(\w+)/g, (_, name: string) => name.toLowerCase())
    .replaceAll(/\$(\w+)/g, "$1")
    .replaceAll(/\b(?:int|double|uint)\b/g, "number")
    .replaceAll(/\bdyn\b/g, "any");
}

/** Mistakes that a name may have and still be taken for another. */
const DISTANCE_MAX = 2;

/** ` Did you mean x?`, or nothing where no known name is near. */
export function nearest(name: string, known: readonly string[]): string {
  let best = "";
  let least = Math.min(DISTANCE_MAX, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const mistakes = distance(name.toLowerCase(), candidate.toLowerCase());
    if (mistakes < least) [best, least] = [candidate, mistakes];
  }
  return best === "" ? "" : ` Did you mean ${best}?`;
}

/** Levenshtein's distance, row by row; large at once where the lengths are too far apart. */
function distance(left: string, right: string): number {
  if (Math.abs(left.length - right.length) > DISTANCE_MAX) return DISTANCE_MAX + 1;
  let row = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let at = 1; at <= left.length; at++) {
    const next = [at];
    for (let to = 1; to <= right.length; to++) {
      const isSame = left[at - 1] === right[to - 1];
      const swapped = (row[to - 1] ?? 0) + (isSame ? 0 : 1);
      next.push(Math.min(swapped, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
