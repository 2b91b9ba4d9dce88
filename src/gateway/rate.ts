// A rate that may be exceeded for a moment: a bucket that fills with time. It knows no clock.

/** A bucket of permissions. */
export interface Rate {
  /** Takes one at a time in ms; false if there is none left. */
  take(now: number): boolean;
}

/** Starts with a full bucket. Time that goes backwards fills nothing. */
export function createRate(of: {
  readonly burst: number;
  readonly perSecond: number;
  readonly now: number;
}): Rate {
  let left = of.burst;
  let filledAt = of.now;
  return {
    take(now) {
      const passedMs = Math.max(0, now - filledAt);
      left = Math.min(of.burst, left + (passedMs * of.perSecond) / 1_000);
      filledAt = Math.max(filledAt, now);
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
