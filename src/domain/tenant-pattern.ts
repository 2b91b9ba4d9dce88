// Regular expressions that tenants write, on RE2 (linear in the text for any pattern). It decides
// what a pattern may cost and where it is wrong; which texts it is held against is others' business.
import { RE2JS, RE2JSSyntaxException } from "re2js";
import { LIMITS } from "./limits.ts";
import { atoms } from "./pattern-atoms.ts";
import { err, ok, type Result } from "./result.ts";

/** Why a pattern is refused, in one sentence, and where: UTF-16 units into its source. */
export interface PatternError {
  readonly message: string;
  readonly offset: number;
}

/** Half-open range in UTF-16 units. */
export interface PatternMatch {
  readonly start: number;
  readonly end: number;
}

/** A pattern that is ready to run. No function throws, and each is linear in the text. */
export interface TenantPattern {
  readonly source: string;
  /**
   * Size of its program, at most `LIMITS.patternInstructionsMax`. A search costs about 1-20 ns a
   * character, and up to 35 ns a character *and instruction* where the pattern counts repetitions.
   */
  readonly instructions: number;
  /** Whether it occurs in the text. */
  readonly test: (text: string) => boolean;
  /** Whether it matches the text from its first to its last character. */
  readonly fullMatch: (text: string) => boolean;
  /**
   * The leftmost match that starts at or after `from`; `null` where there is none or `from` lies
   * outside the text. What stands before `from` counts for `^` and `\b`. A match may be empty.
   */
  readonly firstMatch: (text: string, from: number) => PatternMatch | null;
}

export interface PatternOptions {
  /** Whether letters match in either case. Default false. */
  readonly ignoreCase?: boolean;
}

/** Compiles a pattern in RE2 syntax (github.com/google/re2/wiki/Syntax). Never throws. */
export function compilePattern(
  source: string,
  options: PatternOptions = {},
): Result<TenantPattern, PatternError> {
  if (source.length > LIMITS.patternCharsMax) {
    const message = `The pattern is longer than ${LIMITS.patternCharsMax} characters.`;
    return err({ message, offset: LIMITS.patternCharsMax });
  }
  const big = firstTooBig(source);
  if (big !== null) return err({ message: TOO_BIG, offset: big });
  const flags = options.ignoreCase === true ? RE2JS.CASE_INSENSITIVE : 0;
  const compiled = tryCompile(source, flags);
  if (!compiled.ok) return err(locate(source, compiled.error));
  const instructions = compiled.value.programSize();
  if (instructions > LIMITS.patternInstructionsMax) return err({ message: TOO_BIG, offset: 0 });
  return ok(tenantPattern({ source, instructions, compiled: compiled.value }));
}

const TOO_BIG = "The pattern is too large: it counts too many repetitions or lists too much.";

function tenantPattern(of: {
  readonly source: string;
  readonly instructions: number;
  readonly compiled: RE2JS;
}): TenantPattern {
  const { source, instructions, compiled } = of;
  // The library lets each pattern remember 8 MB of states, and an isolate holds hundreds of them.
  const { dfa } = compiled.re2();
  dfa.stateBudget = LIMITS.patternStateBytesMax;
  dfa.memBudget = LIMITS.patternStateBytesMax;
  return {
    source,
    instructions,
    test: (text) => compiled.test(text),
    fullMatch: (text) => compiled.testExact(text),
    firstMatch: (text, from) => firstMatch({ compiled, text, from }),
  };
}

/** Finding a place costs twenty times what saying "nowhere" does: so that is asked first. */
function firstMatch(of: {
  readonly compiled: RE2JS;
  readonly text: string;
  readonly from: number;
}): PatternMatch | null {
  const { compiled, text, from } = of;
  if (!Number.isInteger(from) || from < 0 || from > text.length) return null;
  // One unit of what stands before keeps `\b` and `\B` true (half of a pair is no letter, and nor
  // is the whole); `^` may match there too often, and then the search below says no.
  const context = Math.max(0, from - 1);
  if (!compiled.test(context === 0 ? text : text.slice(context))) return null;
  const matcher = compiled.matcher(text);
  return matcher.find(from) ? { start: matcher.start(), end: matcher.end() } : null;
}

interface SyntaxFault {
  /** The library's name of the fault; empty where it failed in another way. */
  readonly code: string;
  /** The piece of the pattern it speaks of; may be all of it, or nothing. */
  readonly piece: string;
}

function tryCompile(source: string, flags: number): Result<RE2JS, SyntaxFault> {
  try {
    return ok(RE2JS.compile(source, flags));
  } catch (thrown) {
    // Anything else would be a fault of the library, such as a stack that ran out.
    if (!(thrown instanceof RE2JSSyntaxException)) return err({ code: "", piece: "" });
    return err({ code: thrown.error, piece: thrown.input ?? "" });
  }
}

/** Sentences for the library's faults (`Parser.ERR_*` in re2js 2.10.0), by its names for them. */
const MESSAGES: Readonly<Record<string, string>> = {
  "invalid character class range": "This character class or range does not exist.",
  "invalid escape sequence":
    "This escape sequence does not exist; back references are not supported.",
  "invalid named capture": "This is not a valid name of a group.",
  "invalid or unsupported Perl syntax": "This kind of group is not supported: no look-around.",
  "invalid nested repetition operator": "A repetition cannot be repeated again without a group.",
  "invalid repeat count": "A count of repetitions goes up to 1000, nested ones multiplied.",
  "missing closing ]": "This character class has no closing bracket.",
  "missing closing )": "This group has no closing parenthesis.",
  "missing argument to repetition operator": "There is nothing before this to repeat.",
  "trailing backslash at end of expression": "The pattern ends with a backslash.",
  "duplicate capture group name": "Two groups have this name.",
  "unexpected )": "This parenthesis closes nothing.",
  "expression nests too deeply": "The pattern nests too deeply.",
  "expression too large": TOO_BIG,
};

/** Where the fault is. The library names a piece of the pattern, not its place. */
function locate(source: string, fault: SyntaxFault): PatternError {
  // `(?<!` and `(?<=` are read as the start of a group's name.
  const isLookbehind = /^\(\?<[!=]/.test(fault.piece);
  const code = isLookbehind ? "invalid or unsupported Perl syntax" : fault.code;
  const message = MESSAGES[code] ?? "This is not a regular expression.";
  if (fault.code === "missing closing )") return { message, offset: openGroup(source) };
  if (fault.code === "unexpected )") return { message, offset: extraClosing(source) };
  if (fault.code.startsWith("trailing backslash")) return { message, offset: source.length - 1 };
  return { message, offset: placeOf(source, fault) };
}

/** Occurrences of a faulty piece that are tried; a pattern that has more of it is odd indeed. */
const PLACES_MAX = 32;

/**
 * The library reads from left to right and stops at its first fault: the place is the first
 * occurrence of the piece after which what was read so far already fails in the same way.
 */
function placeOf(source: string, fault: SyntaxFault): number {
  if (fault.piece === "" || fault.piece.length > source.length) return 0;
  let at = source.indexOf(fault.piece);
  for (let tried = 0; at >= 0 && tried < PLACES_MAX; tried++) {
    const end = at + fault.piece.length;
    if (failsAlike(source.slice(0, end), fault)) return at;
    if (failsAlike(source.slice(0, end + 1), fault)) return at;
    at = source.indexOf(fault.piece, at + 1);
  }
  return Math.max(0, source.indexOf(fault.piece));
}

function failsAlike(prefix: string, fault: SyntaxFault): boolean {
  const tried = tryCompile(prefix, 0);
  return !tried.ok && tried.error.code === fault.code && tried.error.piece === fault.piece;
}

/** The innermost group that is never closed. */
function openGroup(source: string): number {
  const open: number[] = [];
  for (const { at, kind } of atoms(source)) {
    if (kind === "open") open.push(at);
    if (kind === "close") open.pop();
  }
  return open.at(-1) ?? 0;
}

function extraClosing(source: string): number {
  let depth = 0;
  for (const { at, kind } of atoms(source)) {
    if (kind === "open") depth += 1;
    if (kind === "close") depth -= 1;
    if (depth < 0) return at;
  }
  return 0;
}

/** How large the program may get before it is made: a repeated group is written out each time. */
const ESTIMATE_SLACK = 4;

/**
 * Offset of the counted repetition with which the program would outgrow its bound, or `null`.
 * Making a program of 500,000 instructions takes 300 ms and 60 MB; this takes a walk.
 */
function firstTooBig(source: string): number | null {
  const sizes: { total: number; last: number }[] = [{ total: 0, last: 0 }];
  const bound = LIMITS.patternInstructionsMax * ESTIMATE_SLACK;
  for (const { at, kind, times } of atoms(source)) {
    let top = sizes.at(-1) ?? { total: 0, last: 0 };
    if (kind === "open") sizes.push({ total: 0, last: 0 });
    if (kind === "close" && sizes.length > 1) {
      const inner = sizes.pop()?.total ?? 0;
      top = sizes.at(-1) ?? top;
      top.last = inner + 2;
      top.total += top.last;
    }
    if (kind === "repeat") {
      top.total += top.last * (times - 1);
      top.last *= times;
    }
    if (kind === "one") {
      top.last = 1;
      top.total += 1;
    }
    if (top.total > bound) return at;
  }
  return null;
}
