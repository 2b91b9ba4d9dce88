// One alarm per object, set once and never lost. The platform gives up on an alarm that throws six
// times, so the handler never throws: it backs off and sets the alarm again.

/** An object's alarm. */
export interface AlarmClock {
  /** Makes sure that the alarm rings within `delayMs`. */
  ringWithin(delayMs: number): void;
  /**
   * Runs the alarm's work. `work` returns after how many ms it wants to run again, or null. A
   * failure is retried after a delay that doubles up to a minute.
   */
  run(work: () => Promise<number | null>): Promise<void>;
  /** Deletes all that the object has stored, its alarm too. What comes next sets it again. */
  deleteAll(): Promise<void>;
}

const BACKOFF_MIN_MS = 1_000;
const BACKOFF_MAX_MS = 60_000;

/** The clock of one object. */
export function createAlarmClock(storage: DurableObjectStorage): AlarmClock {
  /** When the alarm is set for; null where that is not known or none is set. */
  let ringsAt: number | null = null;
  let failures = 0;
  /** While work fails: not before this, whoever asks. */
  let notBefore = 0;

  function ringWithin(delayMs: number): void {
    const at = Math.max(Date.now() + delayMs, notBefore);
    if (ringsAt !== null && ringsAt <= at) return;
    ringsAt = at;
    // Not awaited: part of the caller's implicit transaction.
    void storage.setAlarm(at);
  }

  async function run(work: () => Promise<number | null>): Promise<void> {
    ringsAt = null;
    try {
      const again = await work();
      failures = 0;
      notBefore = 0;
      if (again !== null) ringWithin(again);
    } catch (error) {
      const delay = Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** failures);
      failures += 1;
      notBefore = Date.now() + delay;
      console.error(JSON.stringify({ at: "alarm", failures, error: String(error) }));
      ringWithin(delay);
    }
  }

  function deleteAll(): Promise<void> {
    ringsAt = null;
    return storage.deleteAll();
  }

  return { ringWithin, run, deleteAll };
}
