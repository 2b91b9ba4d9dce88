// Compares a text that comes in pieces with a system prompt. It works letter by letter, so that any
// pieces of a text give the same findings.
//
// What waits. A piece of sixteen to nineteen letters that is known starts a suspicion; what comes behind
// it waits until it is a leak or is none. The piece itself may have left by then, and belongs to no
// finding: so few words may be said by anybody. Of a code or a canary all letters wait.
import { codePointIn } from "../../domain/code-point.ts";
import type { Finding } from "../../domain/finding.ts";
import { byPlace, type StreamScan } from "../stream-scan.ts";
import { createRolling, GRAM, STEP } from "./grams.ts";
import { eachLetter, isIdeograph } from "./letters.ts";
import type { PromptIndex } from "./prompt-index.ts";

/** What a scan needs. */
export interface LeakScanOptions {
  readonly index: PromptIndex;
  /** So many words in a row are a leak; half as many more are, with other words between them. */
  readonly wordsMin: number;
  readonly path: string;
}

/** Letters between two known pieces that are still one leak: a bullet, "and the next rule is". */
const GAP_LETTERS = 40;
/** Of a leak that goes on, what is told at a time. */
const TOLD_LETTERS = 200;
/** Characters in a row that say no letter: what comes behind them is another text. */
const SILENT_CHARS = 64;
/** What is encoded has no blanks in it, and is longer than words are. */
const ENCODED_LETTERS = 20;
/** What a suspicion may hold; it is dropped beyond that. */
export const HELD_CHARS_MAX = 4_096;
/** Letters that are remembered: those of the longest code. A power of two. */
const REMEMBERED = 256;

/** A suspicion. Offsets are UTF-16 units of the text, letters are counted. */
interface Suspicion {
  /** Where what is not told yet begins. */
  from: number;
  /** Where the last known piece ends, as an offset and as a count of letters. */
  end: number;
  endLetter: number;
  /** Known words so far, in a row and all together; a word counts where it begins. */
  run: number;
  sum: number;
  isTelling: boolean;
  isLeak: boolean;
  toldLetter: number;
}

/** Starts a scan. Memory is bounded by what waits. */
export function openLeakScan({ index, wordsMin, path }: LeakScanOptions): StreamScan {
  const { grams, needles } = index;
  const rolling = createRolling();
  const starts = new Float64Array(REMEMBERED);
  /** Words up to and with each of the last letters. */
  const words = new Float64Array(REMEMBERED);
  let length = 0;
  /** Half of a surrogate pair whose other half has not come. */
  let half = "";
  let count = 0;
  let wordCount = 0;
  /** Letters of the word that is being read. */
  let inWord = 0;
  let silent = 0;
  /** Letters since the last white space. */
  let unbroken = 0;
  /** The character that is being read. */
  let start = 0;
  let end = 0;
  let state = 0;
  let suspicion: Suspicion | null = null;
  let found: Finding[] = [];

  function read(text: string, isEnd: boolean): readonly Finding[] {
    const whole = half + text;
    let at = length;
    half = "";
    for (let place = 0; place < whole.length;) {
      const code = codePointIn(whole, place) ?? 0;
      const size = code > 0xffff ? 2 : 1;
      const isHalf = size === 1 && code >= 0xd800 && code <= 0xdbff;
      if (isHalf && place + 1 === whole.length && !isEnd) {
        half = whole.slice(place);
        break;
      }
      take(code, at, at + size);
      at += size;
      place += size;
    }
    length = at;
    if (isEnd) forget();
    const findings = found;
    found = [];
    return findings.length < 2 ? findings : findings.toSorted(byPlace);
  }

  function take(code: number, from: number, to: number): void {
    start = from;
    end = to;
    if (eachLetter(code, takeLetter)) {
      silent = 0;
    } else {
      if (separates(code)) inWord = 0;
      if (code <= 0x20) unbroken = 0;
      silent += end - start;
      if (silent >= SILENT_CHARS) forget();
    }
    if (suspicion !== null && end - suspicion.from > HELD_CHARS_MAX) close();
  }

  function takeLetter(letter: number): void {
    wordCount += wordShare(letter, inWord);
    inWord += 1;
    starts[count & (REMEMBERED - 1)] = start;
    words[count & (REMEMBERED - 1)] = wordCount;
    count += 1;
    unbroken += 1;
    if (rolling.take(letter)) {
      const plain = grams.find(rolling.hash);
      const kind =
        plain === 0 && unbroken >= ENCODED_LETTERS ? index.encoded().find(rolling.hash) : plain;
      if (kind > 0) hit(kind === 2);
    }
    if (suspicion !== null && count - suspicion.endLetter > GAP_LETTERS + GRAM) close();
    if (needles === null) return;
    state = needles.next(state, letter);
    const needle = needles.endAt(state);
    if (needle === null) return;
    tell(needle.of, startOf(needle.letters.length), end);
    state = 0;
  }

  /** Where the last so many letters begin. */
  function startOf(lettersBack: number): number {
    return starts[(count - lettersBack) & (REMEMBERED - 1)] ?? 0;
  }

  /** The words that begin in the last so many letters. */
  function wordsIn(lettersBack: number): number {
    const before = count - lettersBack - 1;
    return wordCount - (before < 0 ? 0 : (words[before & (REMEMBERED - 1)] ?? 0));
  }

  /** The last sixteen letters are known. */
  function hit(isTelling: boolean): void {
    if (suspicion === null) {
      // What is repeated may have begun up to three letters before the piece that is known.
      const known = wordsIn(GRAM + STEP - 1);
      suspicion = {
        from: end,
        end,
        endLetter: count,
        run: known,
        sum: known,
        isTelling,
        isLeak: false,
        toldLetter: count,
      };
    } else {
      const one = suspicion;
      const more = count - one.endLetter;
      const known = wordsIn(Math.min(more, GRAM));
      one.run = more <= STEP ? one.run + known : wordsIn(GRAM);
      one.sum += known;
      one.isTelling ||= isTelling;
      one.end = end;
      one.endLetter = count;
    }
    const { run, sum, isLeak, toldLetter } = suspicion;
    if (!isLeak && (run >= wordsMin || sum >= wordsMin * 1.5)) {
      suspicion.isLeak = true;
      tellLeak(suspicion);
    } else if (isLeak && count - toldLetter >= TOLD_LETTERS) {
      tellLeak(suspicion);
    }
  }

  function tellLeak(one: Suspicion): void {
    if (one.end > one.from) tell(one.isTelling ? "prompt" : "knowledge", one.from, one.end);
    one.from = one.end;
    one.toldLetter = one.endLetter;
  }

  /** A suspicion is over: what is left of a leak is told. */
  function close(): void {
    if (suspicion?.isLeak === true) tellLeak(suspicion);
    suspicion = null;
  }

  function forget(): void {
    close();
    state = 0;
    silent = 0;
    rolling.reset();
  }

  function tell(what: keyof typeof KINDS, from: number, to: number): void {
    found.push({ detector: DETECTOR, ...KINDS[what], start: from, end: to, path });
  }

  return {
    push: (text) => read(text, false),
    end: (text = "") => read(text, true),
    get decided() {
      const depth = needles === null ? 0 : (needles.depths[state] ?? 0);
      const live = depth === 0 ? length : startOf(depth);
      return suspicion === null ? live : Math.min(live, suspicion.from);
    },
    get length() {
      return length + half.length;
    },
  };
}

/**
 * How much of a word a letter is, of which so many come before it in the same word: all where it begins
 * one. What is encoded, or written without blanks, has no beginnings: its letters count by the fifth.
 */
function wordShare(letter: number, before: number): number {
  if (isIdeograph(letter)) return 0.6;
  if (before === 0) return 1;
  return before < LONGEST_WORD ? 0 : 1 / 5;
}

const LONGEST_WORD = 14;

/** Whether what says no letter ends a word: what prints nothing, accents and apostrophes do not. */
function separates(code: number): boolean {
  if (code < 128) return code !== 0x27;
  return !NO_SEPARATOR.test(String.fromCodePoint(code));
}

const NO_SEPARATOR = /[\p{M}\p{Cf}\u2019]/u;

/** The detector's id. */
export const DETECTOR = "exfiltration.prompt-leak";

/** What a finding says, by what was found. Knowledge that was given to be passed on is nearly none. */
const KINDS = {
  canary: { category: "CANARY", severity: "critical", confidence: 1 },
  code: { category: "PROMPT_LEAK", severity: "high", confidence: 0.9 },
  prompt: { category: "PROMPT_LEAK", severity: "high", confidence: 0.9 },
  knowledge: { category: "PROMPT_LEAK", severity: "low", confidence: 0.6 },
} as const satisfies Record<string, Pick<Finding, "category" | "severity" | "confidence">>;
