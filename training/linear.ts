// Learns weights of buckets by logistic regression: AdaGrad, one row at a time (Duchi et al. 2011).
import { BUCKETS } from "../src/detect/injection/classifier/features.ts";
import { WINDOW_STEP, WINDOW_WORDS } from "../src/detect/injection/classifier/measure.ts";
import type { Random } from "./random.ts";

/** Features of one text: distinct buckets for the whole, and all of them word by word. */
export interface TextFeatures {
  /** Distinct. */
  readonly whole: Uint16Array;
  /** Buckets of each word, in order of words. */
  readonly byWord: Uint16Array;
  /** Where the buckets of each word begin in `byWord`, and the end of the last. */
  readonly wordStart: Uint32Array;
}

/** Weights with a bias. */
export interface Linear {
  readonly weights: Float32Array;
  bias: number;
}

/** A text to learn from. */
export interface LinearExample {
  readonly features: TextFeatures;
  readonly label: 0 | 1;
  /** How much it counts; 1 is a row of a source of ordinary size. */
  readonly weight: number;
}

/** How to learn. */
export interface LearnOptions {
  readonly epochs: number;
  readonly rate: number;
  /** Share of features that are left out at random, so that none is relied on alone. */
  readonly dropout: number;
  /** Pull towards 0 with each touch. */
  readonly decay: number;
  readonly random: Random;
}

/** Learns from the distinct features of whole texts. */
export function learnWhole(examples: readonly LinearExample[], options: LearnOptions): Linear {
  const { model, step } = learner(options);
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    for (const { features, label, weight } of options.random.shuffled(examples)) {
      step(features.whole, [0, features.whole.length], label * weight, weight);
    }
  }
  return model;
}

/**
 * Learns from windows. Of an attack that is longer than a window it is not known where it stands:
 * in each round the window that looks most like one so far is taken (multiple-instance learning).
 * Of an ordinary text the window that looks most like an attack is taken, and one by chance.
 */
export function learnWindows(examples: readonly LinearExample[], options: LearnOptions): Linear {
  const { model, step } = learner(options);
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    for (const { features, label, weight } of options.random.shuffled(examples)) {
      const windows = windowsOf(features);
      const isBlind = epoch === 0 && label === 1;
      const worst = isBlind ? options.random.pick(windows) : worstOf(model, features, windows);
      step(features.byWord, worst, label * weight, weight);
      if (label === 0 && windows.length > 1) {
        step(features.byWord, options.random.pick(windows), 0, weight);
      }
    }
  }
  return model;
}

/** A range of `byWord`. */
type Window = readonly [from: number, to: number];

/** The windows of a text; at least one. */
function windowsOf({ wordStart }: TextFeatures): Window[] {
  const words = wordStart.length - 1;
  const windows: Window[] = [];
  for (let first = 0; ; first += WINDOW_STEP) {
    const last = Math.min(words, first + WINDOW_WORDS);
    windows.push([wordStart[first] ?? 0, wordStart[last] ?? 0]);
    if (last >= words) return windows;
  }
}

function worstOf(model: Linear, features: TextFeatures, windows: readonly Window[]): Window {
  const [first = [0, 0]] = windows;
  if (windows.length === 1) return first;
  let worst = first;
  let worstLogit = -Infinity;
  for (const window of windows) {
    const logit = logitOf(model, features.byWord, window);
    if (logit > worstLogit) [worst, worstLogit] = [window, logit];
  }
  return worst;
}

function logitOf({ weights, bias }: Linear, buckets: Uint16Array, [from, to]: Window): number {
  let sum = 0;
  for (let at = from; at < to; at += 1) sum += weights[buckets[at] ?? 0] ?? 0;
  return sum / Math.sqrt(Math.max(1, to - from)) + bias;
}

/** The mean of several models: their chance errors cancel out. */
export function meanOf(models: readonly Linear[]): Linear {
  const weights = new Float32Array(BUCKETS);
  for (const model of models) {
    model.weights.forEach((weight, bucket) => {
      weights[bucket] = (weights[bucket] ?? 0) + weight / models.length;
    });
  }
  return { weights, bias: models.reduce((sum, { bias }) => sum + bias / models.length, 0) };
}

/** Takes one step: `target` out of `weight` speaks for an attack. */
type Step = (buckets: Uint16Array, range: Window, target: number, weight: number) => void;

function learner({ rate, dropout, decay, random }: LearnOptions): {
  readonly model: Linear;
  readonly step: Step;
} {
  const weights = new Float32Array(BUCKETS);
  const model = { weights, bias: 0 };
  const squares = new Float32Array(BUCKETS).fill(1e-4);
  let biasSquare = 1;
  let kept = new Uint16Array(4_096);

  const step: Step = (buckets, [from, to], target, weight) => {
    if (kept.length < to - from) kept = new Uint16Array((to - from) * 2);
    let count = 0;
    let sum = 0;
    for (let at = from; at < to; at += 1) {
      if (dropout > 0 && random.next() < dropout) continue;
      const bucket = buckets[at] ?? 0;
      kept[count] = bucket;
      sum += weights[bucket] ?? 0;
      count += 1;
    }
    if (count === 0) return;
    const scale = 1 / Math.sqrt(count);
    const p = 1 / (1 + Math.exp(-(sum * scale + model.bias)));
    const error = p * weight - target;
    const gradient = error * scale;
    const square = gradient * gradient;
    for (let at = 0; at < count; at += 1) {
      const bucket = kept[at] ?? 0;
      const known = (squares[bucket] ?? 0) + square;
      squares[bucket] = known;
      const old = weights[bucket] ?? 0;
      weights[bucket] = old - (rate / Math.sqrt(known)) * (gradient + decay * old);
    }
    biasSquare += error * error;
    model.bias -= (rate / Math.sqrt(biasSquare)) * error;
  };

  return { model, step };
}
