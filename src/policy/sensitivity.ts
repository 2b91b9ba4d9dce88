// How sure a detector must be, in a word: the points at which a release is measured, so that what a
// word costs in false alarms can be looked up.

/** How easily a rule speaks up. */
export type Sensitivity = "low" | "medium" | "high";

/** Confidence from which on a finding counts: a rule of low sensitivity must be very sure. */
export const THRESHOLD_OF_SENSITIVITY: Readonly<Record<Sensitivity, number>> = {
  low: 0.95,
  medium: 0.8,
  high: 0.6,
};

/** What a rule says that has both fields, of which it gives one at most. */
interface Sensitive {
  readonly sensitivity?: Sensitivity | undefined;
  readonly threshold?: number | undefined;
}

/** The confidence from which on a rule reads findings: its own number, else that of its word. */
export function thresholdOf({ sensitivity = "medium", threshold }: Sensitive): number {
  return threshold ?? THRESHOLD_OF_SENSITIVITY[sensitivity];
}
