// Learns the two tables of a head, and makes them small.
import type { WeightTable } from "../src/detect/injection/classifier/model.ts";
import type { Example } from "./examples.ts";
import { learnWhole, learnWindows, meanOf, type Linear, type LinearExample } from "./linear.ts";
import { seededRandom } from "./random.ts";

/** The tables of a head, as learned. */
export interface LearnedHead {
  readonly whole: Linear;
  readonly window: Linear;
}

/** Rounds over the data, and how fast. Measured with whole sources held out. */
const WHOLE = { epochs: 5, rate: 0.5, dropout: 0.2, decay: 1e-6 } as const;
const WINDOWS = { epochs: 4, rate: 0.5, dropout: 0.2, decay: 1e-6 } as const;

/** Learns a head from examples of it, `members` times, and takes the mean. */
export function learnHead(
  examples: readonly Example[],
  { seed, members }: { readonly seed: number; readonly members: number },
): LearnedHead {
  const linear = examples.flatMap(linearExamples);
  const runs = Array.from({ length: members }, (_, run) => seed + run * 1_000);
  return {
    whole: meanOf(
      runs.map((run) => learnWhole(linear, { ...WHOLE, random: seededRandom(run + 1) })),
    ),
    window: meanOf(
      runs.map((run) => learnWindows(linear, { ...WINDOWS, random: seededRandom(run + 2) })),
    ),
  };
}

/** How much the encoded form of an attack counts: it should be known by what it says. */
const ENCODED_WEIGHT = 0.3;

function linearExamples({ forms, label, weight, isEncoded }: Example): LinearExample[] {
  return forms.map((features, index) => {
    const isCode = label === 1 && index === 0 && isEncoded;
    return { features, label, weight: isCode ? weight * ENCODED_WEIGHT : weight };
  });
}

/** Share of weights that may be cut off at the largest number. */
const CLIPPED = 0.0002;

/** Eight bits a weight; the few largest are cut off, so that the many small ones keep their steps. */
export function quantised({ weights, bias }: Linear): WeightTable {
  const sizes = weights.map(Math.abs).toSorted();
  const largest = sizes[Math.floor(sizes.length * (1 - CLIPPED)) - 1] || 1;
  const scale = largest / 127;
  const small = new Int8Array(weights.length);
  weights.forEach((weight, bucket) => {
    small[bucket] = Math.max(-127, Math.min(127, Math.round(weight / scale)));
  });
  return { weights: small, scale, bias };
}
