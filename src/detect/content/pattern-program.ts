// The program of a tenant's regular expression, as the RE2 library compiles it: read once and
// checked, so that texts can be run through it piece by piece. It runs nothing itself.
import { RE2JS } from "re2js";

/** What an instruction does. The numbers are those of `Inst` in re2js 2.10.0. */
export const OP = {
  alt: 1,
  altMatch: 2,
  capture: 3,
  emptyWidth: 4,
  fail: 5,
  match: 6,
  nop: 7,
  rune: 8,
  rune1: 9,
  runeAny: 10,
  runeAnyNotNewline: 11,
} as const;

/** Conditions on a place between two characters: `Utils.EMPTY_*` in re2js 2.10.0. */
export const CONDITION = {
  beginLine: 1,
  endLine: 2,
  beginText: 4,
  endText: 8,
  wordBoundary: 16,
  noWordBoundary: 32,
} as const;

/** One instruction: a state of the automaton. */
export interface Instruction {
  readonly op: number;
  /** The next instruction. */
  readonly out: number;
  /** The second next one of `alt`; the conditions of `emptyWidth`. */
  readonly arg: number;
  /** Whether it reads this code point; for the instructions that read one. */
  readonly reads: (rune: number) => boolean;
}

/** A program. Instruction 0 is the one that fails. */
export interface PatternProgram {
  readonly instructions: readonly Instruction[];
  readonly start: number;
  /** ASCII characters with which a match can begin, as a table of 0 and 1. */
  readonly first: Uint8Array;
  /** It may match without reading anything. */
  readonly matchesEmpty: boolean;
  /** No match has more UTF-16 units; infinite where a repetition is open. */
  readonly longest: number;
}

/** Reads the program of a pattern that is known to compile; null if the library has another form. */
export function readProgram(source: string, ignoreCase: boolean): PatternProgram | null {
  const compiled = RE2JS.compile(source, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  const program: unknown = compiled.re2().prog;
  if (!isProgram(program)) return null;
  const instructions: Instruction[] = [];
  for (const one of program.inst) {
    const read = readInstruction(one);
    if (read === null) return null;
    instructions.push(read);
  }
  if (!instructions.every((one) => leadsWithin(one, instructions.length))) return null;
  const { start } = program;
  const begins = closure(instructions, start);
  return {
    instructions,
    start,
    first: firstTable(begins),
    matchesEmpty: begins.some(({ op }) => op === OP.match),
    longest: longestPath(instructions, start),
  };
}

function isProgram(value: unknown): value is { readonly inst: unknown[]; readonly start: number } {
  if (typeof value !== "object" || value === null) return false;
  const { inst, start } = value as { inst?: unknown; start?: unknown };
  return Array.isArray(inst) && Number.isInteger(start) && Object.hasOwn(inst, Number(start));
}

function readInstruction(value: unknown): Instruction | null {
  if (typeof value !== "object" || value === null) return null;
  const { op, out, arg, matchRune } = value as Readonly<Record<string, unknown>>;
  if (typeof op !== "number" || typeof out !== "number" || typeof arg !== "number") return null;
  switch (op) {
    case OP.alt:
    case OP.altMatch:
    case OP.capture:
    case OP.emptyWidth:
    case OP.fail:
    case OP.match:
    case OP.nop:
      return { op, out, arg, reads: () => false };
    case OP.rune:
    case OP.rune1:
      if (typeof matchRune !== "function") return null;
      return { op, out, arg, reads: readerOf((rune) => matchRune.call(value, rune) === true) };
    case OP.runeAny:
      return { op, out, arg, reads: () => true };
    case OP.runeAnyNotNewline:
      return { op, out, arg, reads: (rune) => rune !== NEWLINE };
    default:
      // Look-behind, which a tenant's pattern cannot ask for, or something new.
      return null;
  }
}

/** The same with a table for ASCII. */
function readerOf(reads: (rune: number) => boolean): (rune: number) => boolean {
  const table = Uint8Array.from({ length: ASCII }, (_, code) => Number(reads(code)));
  return (rune) => (rune < ASCII ? table[rune] === 1 : reads(rune));
}

const NEWLINE = 10;
const ASCII = 128;

function leadsWithin({ op, out, arg }: Instruction, count: number): boolean {
  const within = (at: number): boolean => Number.isInteger(at) && at >= 0 && at < count;
  return within(out) && (op !== OP.alt && op !== OP.altMatch ? true : within(arg));
}

/** The instructions that are reached without reading, whatever the place: `\b` and `^` hold. */
function closure(instructions: readonly Instruction[], start: number): readonly Instruction[] {
  const seen = new Set<number>([start]);
  for (const at of seen) {
    for (const next of silentNexts(instructions[at])) seen.add(next);
  }
  return [...seen].flatMap((at) => instructions[at] ?? []);
}

function silentNexts(one: Instruction | undefined): readonly number[] {
  if (one === undefined) return [];
  switch (one.op) {
    case OP.alt:
    case OP.altMatch:
      return [one.out, one.arg];
    case OP.capture:
    case OP.emptyWidth:
    case OP.nop:
      return [one.out];
    default:
      return [];
  }
}

function isReader({ op }: Instruction): boolean {
  return op >= OP.rune && op <= OP.runeAnyNotNewline;
}

function firstTable(begins: readonly Instruction[]): Uint8Array {
  const readers = begins.filter(isReader);
  return Uint8Array.from({ length: ASCII }, (_, code) =>
    Number(readers.some(({ reads }) => reads(code))),
  );
}

/** The longest way through the program; infinite where it holds a loop. Each state is seen once. */
function longestPath(instructions: readonly Instruction[], start: number): number {
  const known = new Map<number, number>();
  const open = new Set<number>();
  // A program is deep, not only wide: an own stack instead of recursion.
  const stack: number[] = [start];
  for (let at = stack.at(-1); at !== undefined; at = stack.at(-1)) {
    const one = instructions[at];
    const nexts = one === undefined ? [] : isReader(one) ? [one.out] : silentNexts(one);
    if (known.has(at)) {
      stack.pop();
    } else if (open.has(at)) {
      const rest = nexts.reduce((most, next) => Math.max(most, known.get(next) ?? 0), 0);
      known.set(at, rest + (one === undefined ? 0 : widthOf(one)));
      open.delete(at);
      stack.pop();
    } else {
      open.add(at);
      for (const next of nexts) {
        if (open.has(next)) return Infinity;
        if (!known.has(next)) stack.push(next);
      }
    }
  }
  return known.get(start) ?? 0;
}

function widthOf(one: Instruction): number {
  if (!isReader(one)) return 0;
  // Only single characters are looked at; a class counts as if it held one beyond U+FFFF.
  return one.op === OP.rune1 && readsAscii(one) ? 1 : 2;
}

function readsAscii({ reads }: Instruction): boolean {
  for (let code = 0; code < ASCII; code += 1) if (reads(code)) return true;
  return false;
}
