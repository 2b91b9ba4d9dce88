// Learns how much each measure of a text weighs, from examples that the weights behind the measures
// have not seen: otherwise what was learned by heart would be trusted most.
import { CUES, type Cue } from "../src/detect/injection/classifier/model.ts";

/** What was measured of a text that was held out. */
export interface Measured {
  readonly cues: Readonly<Record<Cue, number>>;
  readonly label: 0 | 1;
  readonly weight: number;
}

/** Weights of the measures, with a bias. */
export interface Fusion {
  readonly cues: Readonly<Record<Cue, number>>;
  readonly bias: number;
}

const ROUNDS = 400;
const RATE = 0.5;
/** Pull towards 0, on standardised measures. */
const RIDGE = 1e-3;
/** Measures that can only speak for an attack: a weight below 0 would be an accident of the data. */
const NEVER_NEGATIVE: ReadonlySet<Cue> = new Set(["whole", "window", "odd", "veryOdd", "pattern", "strongPattern"]);

/** Logistic regression by gradient descent on standardised measures; deterministic. */
export function learnFusion(measured: readonly Measured[]): Fusion {
  const total = measured.reduce((sum, { weight }) => sum + weight, 0);
  const mean = record((cue) => sumOf(measured, (of) => of.cues[cue] * of.weight) / total);
  const deviation = record((cue) => {
    const square = sumOf(measured, (of) => (of.cues[cue] - mean[cue]) ** 2 * of.weight) / total;
    return Math.sqrt(square) || 1;
  });
  let weights = record(() => 0);
  let bias = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const slope = record(() => 0);
    let biasSlope = 0;
    for (const { cues, label, weight } of measured) {
      let logit = bias;
      for (const cue of CUES) logit += (weights[cue] * (cues[cue] - mean[cue])) / deviation[cue];
      const error = (1 / (1 + Math.exp(-logit)) - label) * weight;
      for (const cue of CUES) slope[cue] += (error * (cues[cue] - mean[cue])) / deviation[cue];
      biasSlope += error;
    }
    weights = record((cue) => {
      const moved = weights[cue] - RATE * (slope[cue] / total + RIDGE * weights[cue]);
      return NEVER_NEGATIVE.has(cue) ? Math.max(0, moved) : moved;
    });
    bias -= (RATE * biasSlope) / total;
  }
  const cues = record((cue) => weights[cue] / deviation[cue]);
  return { cues, bias: bias - CUES.reduce((sum, cue) => sum + cues[cue] * mean[cue], 0) };
}

/** The logit of measures. */
export function fusedLogit(fusion: Fusion, cues: Readonly<Record<Cue, number>>): number {
  return CUES.reduce((sum, cue) => sum + fusion.cues[cue] * cues[cue], fusion.bias);
}

function record(of: (cue: Cue) => number): Record<Cue, number> {
  // Every cue is named.
  return Object.fromEntries(CUES.map((cue) => [cue, of(cue)])) as Record<Cue, number>;
}

function sumOf(measured: readonly Measured[], of: (one: Measured) => number): number {
  return measured.reduce((sum, one) => sum + of(one), 0);
}
