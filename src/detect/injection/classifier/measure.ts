// Measures one form of a text with one head: how it looks as a whole, its worst window, and which
// of its words weigh most.
import { BLOCK_WORDS, BUCKETS, featuresOf } from "./features.ts";
import type { Head, Scale, WeightTable } from "./model.ts";
import { tokenize, type Tokens } from "./tokens.ts";

/** Words of a window, and by how many the next begins later. Training and inference share them. */
export const WINDOW_WORDS = 64;
export const WINDOW_STEP = 32;

/** What is measured. */
export interface Measures {
  /** Logit of the text as a whole. */
  readonly whole: number;
  /** Logit of the window that looks most like an attack, less what a long text has more chances. */
  readonly window: number;
  /** Its words: from the first to before the last. */
  readonly firstWord: number;
  readonly lastWord: number;
  readonly words: number;
}

/** Which buckets were seen in this text: those with its stamp. Small, so that it stays in the cache. */
const stamps = new Uint8Array(BUCKETS);
const STAMP_MAX = 255;
let stamp = 0;
/** Sums and counts of all words before one; scratch paper like the tokens. */
let sums = new Float64Array(1_025);
let counts = new Float64Array(1_025);

/** Measures plain text. Linear in its length. */
export function measure(plain: string, head: Head): Measures {
  const tokens = tokenize(plain);
  const whole = sumUp(plain, tokens, head);
  return { whole, ...worstWindow(tokens.count, head.window), words: tokens.count };
}

/** Sums up the windows' weights word by word, and returns the logit of the whole. */
function sumUp(plain: string, tokens: Tokens, head: Head): number {
  const words = tokens.count;
  if (sums.length <= words) {
    sums = new Float64Array(words * 2);
    counts = new Float64Array(words * 2);
  }
  const { weights } = head;
  let wholeSum = 0;
  let wholeCount = 0;
  let sum = 0;
  let count = 0;
  nextStamp();
  for (let first = 0; first < words; first += BLOCK_WORDS) {
    const { buckets, starts } = featuresOf(plain, tokens, first);
    const last = Math.min(words, first + BLOCK_WORDS);
    for (let index = first; index < last; index += 1) {
      sums[index] = sum;
      counts[index] = count;
      const end = starts[index - first + 1] as number;
      for (let at = starts[index - first] as number; at < end; at += 1) {
        // Buckets are within the tables.
        const bucket = buckets[at] as number;
        sum += weights[bucket * 2 + 1] as number;
        count += 1;
        if (stamps[bucket] === stamp) continue;
        stamps[bucket] = stamp;
        wholeSum += weights[bucket * 2] as number;
        wholeCount += 1;
      }
    }
  }
  sums[words] = sum;
  counts[words] = count;
  return (wholeSum * head.whole.scale) / Math.sqrt(Math.max(1, wholeCount)) + head.whole.bias;
}

function nextStamp(): void {
  stamp += 1;
  if (stamp <= STAMP_MAX) return;
  stamps.fill(0);
  stamp = 1;
}

/** Windows that cost nothing: texts of some 200 words, as thresholds were set on. */
const FREE_WINDOWS = 4;

/**
 * The window that looks most like an attack. A long text has many chances to look like one: the
 * highest of n values whose tails fall off exponentially grows by ln n, so much is taken off.
 */
function worstWindow(words: number, { scale, bias }: Scale) {
  let worst = -Infinity;
  let firstWord = 0;
  let windows = 0;
  for (let first = 0; ; first += WINDOW_STEP) {
    const last = Math.min(words, first + WINDOW_WORDS);
    const logit = between(first, last) * scale;
    windows += 1;
    if (logit > worst) [worst, firstWord] = [logit, first];
    if (last >= words) break;
  }
  const chances = Math.log(Math.max(1, windows / FREE_WINDOWS));
  const lastWord = Math.min(words, firstWord + WINDOW_WORDS);
  return { window: worst + bias - chances, firstWord, lastWord };
}

function between(first: number, last: number): number {
  const sum = (sums[last] ?? 0) - (sums[first] ?? 0);
  return sum / Math.sqrt(Math.max(1, (counts[last] ?? 0) - (counts[first] ?? 0)));
}

/** A word with what it weighs. */
export interface WeighedWord {
  readonly start: number;
  readonly end: number;
  readonly weight: number;
}

/** The words of the worst window that speak for an attack, heaviest first. */
export function heaviestWords(plain: string, head: Head, most: number): WeighedWord[] {
  const { firstWord, lastWord } = measure(plain, head);
  const { start, end } = tokenize(plain);
  const words: WeighedWord[] = [];
  for (let index = firstWord; index < lastWord; index += 1) {
    const weight = (sums[index + 1] ?? 0) - (sums[index] ?? 0);
    if (weight > 0) words.push({ start: start[index] ?? 0, end: end[index] ?? 0, weight });
  }
  return words.toSorted((a, b) => b.weight - a.weight).slice(0, most);
}

/** The logit of plain text as a whole by one table. */
export function logitOf(plain: string, { weights, scale, bias }: WeightTable): number {
  const tokens = tokenize(plain);
  let sum = 0;
  let distinct = 0;
  nextStamp();
  for (let first = 0; first < tokens.count; first += BLOCK_WORDS) {
    const { buckets, count } = featuresOf(plain, tokens, first);
    for (let at = 0; at < count; at += 1) {
      const bucket = buckets[at] as number;
      if (stamps[bucket] === stamp) continue;
      stamps[bucket] = stamp;
      sum += weights[bucket] as number;
      distinct += 1;
    }
  }
  return (sum * scale) / Math.sqrt(Math.max(1, distinct)) + bias;
}
