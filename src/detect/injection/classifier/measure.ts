// Measures one form of a text with one head: how it looks as a whole, its worst window, and which
// of its words weigh most.
import { BUCKETS, eachFeature } from "./features.ts";
import type { Head, WeightTable } from "./model.ts";
import { tokenize, type Tokens } from "./tokens.ts";

/** Words of a window, and by how many the next begins later. Training and inference share them. */
export const WINDOW_WORDS = 64;
export const WINDOW_STEP = 32;

/** What is measured. */
export interface Measures {
  /** Logit of the text as a whole. */
  readonly whole: number;
  /** Logit of the window that looks most like an attack. */
  readonly window: number;
  /** Its words: from the first to before the last. */
  readonly firstWord: number;
  readonly lastWord: number;
  readonly words: number;
}

const stamps = new Uint32Array(BUCKETS);
let stamp = 0;
/** Sums and counts of all words before one; scratch paper like the tokens. */
let sums = new Float64Array(1_025);
let counts = new Float64Array(1_025);

/** Measures plain text. Linear in its length. */
export function measure(plain: string, head: Head): Measures {
  const tokens = tokenize(plain);
  const { whole, window } = sumUp(plain, tokens, head);
  return { whole, ...worstWindow(tokens.count, window), words: tokens.count };
}

function sumUp(plain: string, tokens: Tokens, head: Head) {
  const words = tokens.count;
  if (sums.length <= words) {
    sums = new Float64Array(words * 2);
    counts = new Float64Array(words * 2);
  }
  nextStamp();
  const { weights } = head.whole;
  const windowWeights = head.window.weights;
  let wholeSum = 0;
  let wholeCount = 0;
  let sum = 0;
  let count = 0;
  eachFeature(
    plain,
    tokens,
    (bucket) => {
      // Buckets are within the tables.
      sum += windowWeights[bucket] as number;
      count += 1;
      if (stamps[bucket] === stamp) return;
      stamps[bucket] = stamp;
      wholeSum += weights[bucket] as number;
      wholeCount += 1;
    },
    (index) => {
      sums[index] = sum;
      counts[index] = count;
    },
  );
  sums[words] = sum;
  counts[words] = count;
  const whole =
    (wholeSum * head.whole.scale) / Math.sqrt(Math.max(1, wholeCount)) + head.whole.bias;
  return { whole, window: head.window };
}

function nextStamp(): void {
  stamp += 1;
  if (stamp < 0xffff_fff0) return;
  stamps.fill(0);
  stamp = 1;
}

function worstWindow(
  words: number,
  { scale, bias }: { readonly scale: number; readonly bias: number },
) {
  let worst = -Infinity;
  let firstWord = 0;
  for (let first = 0; ; first += WINDOW_STEP) {
    const last = Math.min(words, first + WINDOW_WORDS);
    const logit = between(first, last) * scale;
    if (logit > worst) [worst, firstWord] = [logit, first];
    if (last >= words) break;
  }
  return { window: worst + bias, firstWord, lastWord: Math.min(words, firstWord + WINDOW_WORDS) };
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
  nextStamp();
  let sum = 0;
  let count = 0;
  eachFeature(
    plain,
    tokenize(plain),
    (bucket) => {
      if (stamps[bucket] === stamp) return;
      stamps[bucket] = stamp;
      sum += weights[bucket] as number;
      count += 1;
    },
    nothing,
  );
  return (sum * scale) / Math.sqrt(Math.max(1, count)) + bias;
}

function nothing(): void {
  // Where words begin does not matter here.
}
