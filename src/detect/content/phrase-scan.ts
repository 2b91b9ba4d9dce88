// Looks for keywords and canaries in a text that arrives in pieces. What waits is the end of the
// text that could still become one, and one that is found until its right neighbour is known.
import { codePointIn } from "../../domain/code-point.ts";
import type { Finding } from "../../domain/finding.ts";
import type { StreamScan } from "../stream-scan.ts";
import { foldRune, isWordRune } from "./fold.ts";
import type { PhraseAutomaton } from "./phrase-automaton.ts";

/** What a scan of phrases needs. */
export interface PhraseScanOptions {
  readonly automaton: PhraseAutomaton;
  /** Whether letters are compared in either case; then the phrases must be folded. */
  readonly folds: boolean;
  /** Whether a phrase must stand as a word: nothing that goes on a word right beside it. */
  readonly asWords: boolean;
  readonly toFinding: (match: { readonly start: number; readonly end: number }) => Finding;
}

/** A phrase that stands in the text; offsets from the start of the whole text. */
interface Candidate {
  readonly start: number;
  readonly end: number;
}

const NONE: readonly Finding[] = [];

/** Starts a scan. Memory is bounded by the longest phrase and the largest piece. */
export function openPhrases(options: PhraseScanOptions): StreamScan {
  const { automaton, folds, asWords, toFinding } = options;
  const { first } = automaton;
  /** The text from `base` on: as much as the longest phrase, and a neighbour on its left. */
  let window = "";
  let base = 0;
  let at = 0;
  let state = 0;
  /** Phrases that end at `at`: whether they count depends on the character there. */
  let ending: Candidate[] = [];
  /** Phrases that stand, not told yet: a longer one could still begin earlier or where they do. */
  let standing: Candidate[] = [];
  /** End of the last phrase that was told: those that overlap it are parts of it. */
  let told = 0;

  function read(isEnd: boolean): readonly Finding[] {
    for (;;) {
      skipIdle();
      const index = at - base;
      if (index >= window.length) break;
      const char = charAt(index);
      if (!isEnd && char.length === 1 && isHigh(char) && index + 1 === window.length) break;
      if (ending.length > 0) settle(char);
      take(folds ? foldRune(char) : char, char.length);
    }
    if (isEnd) {
      settle("");
      state = 0;
    }
    const findings = tell();
    forget();
    return findings;
  }

  /** Passes over characters with which no phrase begins, while none is under way. */
  function skipIdle(): void {
    if (state !== 0 || ending.length > 0) return;
    let index = at - base;
    for (; index < window.length; index += 1) {
      const unit = window.charCodeAt(index);
      if (unit >= first.length || first[unit] === 1) break;
    }
    at = base + index;
  }

  function charAt(index: number): string {
    const code = codePointIn(window, index) ?? 0;
    return code > 0xffff ? window.slice(index, index + 2) : window.charAt(index);
  }

  function take(folded: string, length: number): void {
    for (let index = 0; index < folded.length; index += 1) {
      state = automaton.next(state, folded.charCodeAt(index));
    }
    at += length;
    if (automaton.ends[state] !== 1) return;
    automaton.phrasesAt(state, (chars) => {
      const start = at - chars;
      if (!asWords || beginsWord(start)) ending.push({ start, end: at });
    });
    if (!asWords) settle("");
  }

  /** Keeps the phrases that end here, now that it is known what comes next. */
  function settle(next: string): void {
    if (ending.length === 0) return;
    const endsWord = !asWords || next === "" || !isWordRune(next) || !isWordRune(runeBefore(at));
    if (endsWord) standing.push(...ending);
    ending = [];
  }

  function beginsWord(start: number): boolean {
    return start === 0 || !isWordRune(runeBefore(start)) || !isWordRune(charAt(start - base));
  }

  function runeBefore(offset: number): string {
    const index = offset - base;
    const isPair = isLow(window.charAt(index - 1)) && isHigh(window.charAt(index - 2));
    return window.slice(isPair ? index - 2 : index - 1, index);
  }

  /** The leftmost phrases that are certain, of those that begin alike the longest. */
  function tell(): readonly Finding[] {
    if (standing.length === 0) return NONE;
    const limit = undecided();
    const sure = standing.filter(({ start }) => start < limit);
    if (sure.length === 0) return NONE;
    standing = standing.filter(({ start }) => start >= limit);
    const findings: Finding[] = [];
    for (const one of sure.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
      if (one.start < told) continue;
      told = one.end;
      findings.push(toFinding(one));
    }
    return findings;
  }

  /** The first place from which on something can still be found. */
  function undecided(): number {
    const live = at - (automaton.waits[state] ?? 0);
    return ending.reduce((least, { start }) => Math.min(least, start), live);
  }

  function forget(): void {
    // Of a phrase that begins at the first undecided place, the left neighbour is looked at.
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
      window += text;
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

/** A neighbour may be a surrogate pair. */
const CONTEXT_CHARS = 2;

function isHigh(unit: string): boolean {
  return unit >= "\ud800" && unit <= "\udbff";
}

function isLow(unit: string): boolean {
  return unit >= "\udc00" && unit <= "\udfff";
}
