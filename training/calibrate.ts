// Where the points `low`, `medium` and `high` lie: chosen by how many ordinary texts of sources that
// were not learned from score so high.
import type { HeadName, Knot } from "../src/detect/injection/classifier/model.ts";

/** The points of a policy's sensitivity, as confidences; `docs/policy.md`. */
export const POINTS = { low: 0.95, medium: 0.8, high: 0.6 } as const;
export type Point = keyof typeof POINTS;

/** Share of ordinary texts that may reach each point. */
export const BUDGETS: Readonly<Record<HeadName, Readonly<Record<Point, number>>>> = {
  user: { low: 0.001, medium: 0.0045, high: 0.02 },
  tool: { low: 0.002, medium: 0.007, high: 0.03 },
};

/** Further confidences, with the share of ordinary texts above them, so that scores mean something
 * below the points too. */
const BELOW: readonly (readonly [confidence: number, share: number])[] = [
  [0.3, 0.06],
  [0.1, 0.2],
  [0.02, 0.5],
];

/** Logits at which confidence ends. */
const LEAST_LOGIT = -30;
const MOST_LOGIT = 30;
const SMALLEST_STEP = 1e-3;

/** The calibration of a head from the logits of ordinary texts. `margin` is added to each point. */
export function calibrate(
  head: HeadName,
  ordinary: readonly number[],
  margin = 0,
): readonly Knot[] {
  const sorted = ordinary.toSorted((a, b) => b - a);
  const atShare = (share: number): number => {
    const rank = Math.floor(share * sorted.length);
    // Between the last that may and the first that may not pass.
    return ((sorted[rank - 1] ?? sorted[0] ?? 0) + (sorted[rank] ?? 0)) / 2 + margin;
  };
  const knots: Knot[] = [
    [LEAST_LOGIT, 0],
    ...BELOW.toReversed().map(([confidence, share]): Knot => [atShare(share), confidence]),
    [atShare(BUDGETS[head].high), POINTS.high],
    [atShare(BUDGETS[head].medium), POINTS.medium],
    [atShare(BUDGETS[head].low), POINTS.low],
  ];
  const last = knots.at(-1)?.[0] ?? 0;
  return rising([...knots, [last + 4, 0.995], [Math.max(MOST_LOGIT, last + 8), 1]]);
}

/** Logits must rise; with few texts two points can fall together. */
function rising(knots: readonly Knot[]): Knot[] {
  const result: Knot[] = [];
  for (const [logit, confidence] of knots) {
    const before = result.at(-1)?.[0] ?? -Infinity;
    result.push([Math.max(logit, before + SMALLEST_STEP), confidence]);
  }
  return result;
}
