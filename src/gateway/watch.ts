// Watches over an exchange whose upstream is at work: one timer that tells the session that it
// lives, and lets the upstream go when it is silent for too long.

/** How long an upstream may be silent, in ms. */
export interface Patience {
  /** Until the head of its answer. */
  readonly firstByteMs: number;
  /** Between two pieces of its answer. */
  readonly idleMs: number;
}

/** A watch. */
export interface Watch {
  /** The upstream was heard: from now on `idleMs` counts. */
  heard(): void;
  /** From now on only the session is told; nothing is too late. */
  rest(): void;
  /** Whether the watch has let the upstream go. */
  readonly isLate: boolean;
  stop(): void;
}

/** No finer than this: a timeout is a guard, not a clock. */
const PERIOD_MIN_MS = 100;

/** Starts a watch. `touch` is called at least three times in a lease, `giveUp` at most once. */
export function startWatch(options: {
  readonly patience: Patience;
  readonly leaseMs: number;
  touch(): void;
  giveUp(): void;
}): Watch {
  const { firstByteMs, idleMs } = options.patience;
  const touchMs = options.leaseMs / 3;
  let heardAt = Date.now();
  let touchedAt = heardAt;
  let allowedMs = firstByteMs;
  let isLate = false;
  const period = Math.max(PERIOD_MIN_MS, Math.min(touchMs, firstByteMs / 2, idleMs / 2));
  const timer = setInterval(() => {
    const now = Date.now();
    if (now - touchedAt >= touchMs) {
      touchedAt = now;
      options.touch();
    }
    if (isLate || now - heardAt < allowedMs) return;
    isLate = true;
    options.giveUp();
  }, period);
  return {
    heard() {
      heardAt = Date.now();
      allowedMs = idleMs;
    },
    rest() {
      allowedMs = Infinity;
    },
    get isLate() {
      return isLate;
    },
    stop: () => clearInterval(timer),
  };
}
