// Runs a tenant's regular expression over a text that arrives in pieces: the automaton of RE2,
// stepped character by character, each thread with the place at which its match began (Pike 1987;
// Cox 2009, https://swtch.com/~rsc/regexp/regexp2.html). What is found and what must wait follow
// from the state alone, so that how the text is cut cannot matter, and no expression for "could
// still become a match" has to be derived: that is what the threads are.
//
// Matches are leftmost and, among those, the one that the pattern prefers, as in every RE2. A match
// is at most `LIMITS.contentMatchCharsMax` long; one of half of that is certain to be found.
//
// A match may be replaced by a longer one as long as threads go on that the pattern prefers. What
// comes behind it is searched meanwhile, on a level of its own, or reading it again and again would
// cost a square. A thread of a later level in a state in which one of an earlier level is needs not
// be kept: if the earlier one matches, the later level is void, and if it does not, neither would
// the later one. So there is one thread a state, whatever the levels.
import { codePointIn } from "../../domain/code-point.ts";
import type { Finding } from "../../domain/finding.ts";
import { LIMITS } from "../../domain/limits.ts";
import type { StreamScan } from "../stream-scan.ts";
import { CONDITION, OP, type PatternProgram } from "./pattern-program.ts";

/** A match. Offsets are UTF-16 units from the start of the whole text. */
interface Match {
  readonly start: number;
  readonly end: number;
}

/** States in order of preference, each with the place at which its match began. */
interface Threads {
  readonly states: Int32Array;
  /** Offsets reach far beyond 2^31 in a long stream. */
  readonly starts: Float64Array;
  /** How many matches come before the one that the thread looks for. */
  readonly levels: Float64Array;
  /** Where a state stands in `states`; valid only if it stands there. */
  readonly places: Int32Array;
  size: number;
}

/** What a scan has done, for tests of its growth. */
export interface PatternWork {
  /** Instructions that were looked at. */
  steps: number;
}

/** What a scan of a pattern needs. */
export interface PatternScanOptions {
  readonly program: PatternProgram;
  /** Whether a whole text can hold a match: asked before a long text is run through the program. */
  readonly occursIn: (text: string) => boolean;
  readonly toFinding: (match: Match) => Finding;
  readonly work?: PatternWork;
}

const END = -1;
const LONGEST = LIMITS.contentMatchCharsMax;
/** A text of so many characters is worth a quick look at all of it. */
const WORTH_A_LOOK_CHARS = 256;
/** Characters before the first undecided one that are kept: `\b` looks at one, a pair takes two. */
const CONTEXT_CHARS = 2;

/** Starts a scan. Memory is bounded by the longest match and the largest piece. */
export function openPattern(options: PatternScanOptions): StreamScan {
  const { program, occursIn, toFinding } = options;
  const work = options.work ?? { steps: 0 };
  const { instructions, first } = program;
  /** The text from `base` on. */
  let window = "";
  let base = 0;
  /** Where the next character is read. */
  let at = 0;
  /** The character before it. */
  let before = END;
  /** States that are entered at `at`; what they lead to without reading depends on the character. */
  let waiting = createThreads(instructions.length);
  const running = createThreads(instructions.length);
  let spare = createThreads(instructions.length);
  /** Matches that threads of their level could still replace, and those behind them. */
  let pending: Match[] = [];
  /** The level of the first of them. */
  let level = 0;
  let findings: Finding[] = [];
  /** What holds between the last character and the one that is read. */
  let holds = 0;
  const looksAround = instructions.some(({ op }) => op === OP.emptyWidth);
  const stack: number[] = [];

  function read(isEnd: boolean): readonly Finding[] {
    findings = [];
    for (;;) {
      skipIdle();
      const rune = nextRune(isEnd);
      if (rune === null) break;
      step(rune);
      tell();
      if (rune === END) break;
      before = rune;
      at += widthOf(rune);
      if (waiting.size > 0 && at - undecided() > LONGEST) expire();
    }
    forget();
    return findings;
  }

  /** Passes over characters with which no match begins, while none is under way. */
  function skipIdle(): void {
    if (waiting.size > 0) return;
    let index = at - base;
    const from = index;
    for (; index < window.length; index += 1) {
      const unit = window.charCodeAt(index);
      if (unit >= first.length || first[unit] === 1) break;
    }
    if (index === from) return;
    before = window.charCodeAt(index - 1);
    at = base + index;
  }

  /** The character at `at`; `END` behind the last one; null where it has not come yet. */
  function nextRune(isEnd: boolean): number | null {
    const index = at - base;
    if (index >= window.length) return isEnd ? END : null;
    const unit = window.charCodeAt(index);
    const isCut = (unit & 0xfc00) === 0xd800 && index + 1 === window.length;
    if (isCut && !isEnd) return null;
    return codePointIn(window, index) ?? END;
  }

  /** Moves every thread over one character. A thread that has matched ends those behind it. */
  function step(rune: number): void {
    holds = looksAround ? conditionsAt(before, rune) : 0;
    running.size = 0;
    const { states, starts, levels } = waiting;
    for (let index = 0; index < waiting.size; index += 1) {
      enter(states[index] ?? 0, starts[index] ?? 0, levels[index] ?? 0);
    }
    begin();
    const next = spare;
    next.size = 0;
    for (let index = 0; index < running.size; index += 1) {
      const one = instructions[running.states[index] ?? 0];
      if (one?.op === OP.match) {
        const start = running.starts[index] ?? 0;
        pending.length = (running.levels[index] ?? 0) - level;
        pending.push({ start, end: at });
        running.size = index;
        begin();
        index -= 1;
      } else if (rune !== END && one?.reads(rune) === true) {
        add(next, one.out, running.starts[index] ?? 0, running.levels[index] ?? 0);
      }
    }
    work.steps += running.size;
    spare = waiting;
    waiting = next;
  }

  /** Looks for the match behind the last one that is known, from here on. */
  function begin(): void {
    enter(program.start, at, level + pending.length);
  }

  /** Enters a state and all that it leads to without reading. */
  function enter(state: number, start: number, of: number): void {
    let top: number | undefined = state;
    for (; top !== undefined; top = stack.pop()) {
      if (top === 0 || !add(running, top, start, of)) continue;
      const one = instructions[top];
      if (one === undefined || one.op > OP.nop) continue;
      switch (one.op) {
        case OP.alt:
        case OP.altMatch:
          stack.push(one.arg, one.out);
          break;
        case OP.emptyWidth:
          if ((one.arg & ~holds) === 0) stack.push(one.out);
          break;
        case OP.capture:
        case OP.nop:
          stack.push(one.out);
          break;
        default:
      }
    }
  }

  /** Tells the matches that no thread can replace any more. */
  function tell(): void {
    const alive = waiting.size > 0 ? (waiting.levels[0] ?? level) : Infinity;
    const sure = pending.splice(0, Math.max(0, alive - level));
    level += sure.length;
    for (const match of sure) findings.push(toFinding(match));
  }

  /**
   * The oldest threads have become too long. They may have stood in the way of younger ones: what
   * begins from half the bound on is read again, and so no more than every other character twice.
   * Matches that are known by then stand.
   */
  function expire(): void {
    const half = undecided() + LONGEST / 2;
    pending = pending.filter(({ start }) => start < half);
    const end = pending.at(-1)?.end ?? half;
    waiting.size = 0;
    tell();
    restart(Math.max(half, end));
  }

  /** Reads again from an offset that is still in the window. */
  function restart(offset: number): void {
    const index = offset - base;
    const isInPair =
      (window.charCodeAt(index) & 0xfc00) === 0xdc00 &&
      (window.charCodeAt(index - 1) & 0xfc00) === 0xd800;
    at = isInPair ? offset + 1 : offset;
    before = runeBefore(at - base);
  }

  function runeBefore(index: number): number {
    if (index <= 0) return END;
    const unit = window.charCodeAt(index - 1);
    const isLow = (unit & 0xfc00) === 0xdc00 && (window.charCodeAt(index - 2) & 0xfc00) === 0xd800;
    return isLow ? (codePointIn(window, index - 2) ?? END) : unit;
  }

  /** Who began earlier is preferred, and so stands first. */
  function undecided(): number {
    const live = waiting.size === 0 ? at : (waiting.starts[0] ?? at);
    return Math.min(live, pending[0]?.start ?? live);
  }

  function forget(): void {
    const keepFrom = Math.max(base, undecided() - CONTEXT_CHARS);
    window = window.slice(keepFrom - base);
    base = keepFrom;
  }

  return {
    push(text) {
      window += text;
      return read(false);
    },
    end(text = "") {
      const isWhole = base + window.length === 0;
      window += text;
      if (isWhole && text.length >= WORTH_A_LOOK_CHARS && !occursIn(text)) {
        at = text.length;
        return [];
      }
      return read(true);
    },
    get decided() {
      return undecided();
    },
    get length() {
      return base + window.length;
    },
  };
}

function createThreads(states: number): Threads {
  return {
    states: new Int32Array(states),
    starts: new Float64Array(states),
    levels: new Float64Array(states),
    places: new Int32Array(states),
    size: 0,
  };
}

/** A set over a bounded universe that is cleared at no cost (Briggs and Torczon 1993). */
function has({ states, places, size }: Threads, state: number): boolean {
  const place = places[state] ?? 0;
  return place < size && states[place] === state;
}

/** Adds a state, and says whether it did: one that is there already has the better claim. */
function add(threads: Threads, state: number, start: number, of: number): boolean {
  if (has(threads, state)) return false;
  const place = threads.size;
  threads.places[state] = place;
  threads.states[place] = state;
  threads.starts[place] = start;
  threads.levels[place] = of;
  threads.size = place + 1;
  return true;
}

function widthOf(rune: number): number {
  return rune > 0xffff ? 2 : 1;
}

/** What holds between two characters; `END` stands for the edge of the text. */
function conditionsAt(before: number, after: number): number {
  let holds = 0;
  if (before === END) holds |= CONDITION.beginText | CONDITION.beginLine;
  if (before === NEWLINE) holds |= CONDITION.beginLine;
  if (after === END) holds |= CONDITION.endText | CONDITION.endLine;
  if (after === NEWLINE) holds |= CONDITION.endLine;
  const isBoundary = isWord(before) !== isWord(after);
  return holds | (isBoundary ? CONDITION.wordBoundary : CONDITION.noWordBoundary);
}

const NEWLINE = 10;

/** RE2's `\w`: ASCII only. */
function isWord(rune: number): boolean {
  return (
    (rune >= 0x30 && rune <= 0x39) ||
    (rune >= 0x41 && rune <= 0x5a) ||
    (rune >= 0x61 && rune <= 0x7a) ||
    rune === 0x5f
  );
}
