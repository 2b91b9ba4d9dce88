// Windows that slide: never more than the maximum in any of them, free again in time, and where the
// count is exact, the same as a log of every single request.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addTick,
  leftOf,
  METER_EXACT_MAX,
  refusalOf,
  removeTick,
  tickAt,
  usedAt,
  type Meter,
  type Tally,
} from "../../src/domain/meter.ts";
import { meterOf as plainMeter } from "../meter-of.ts";

const MINUTE = 60_000;

const meterOf = (members: Partial<Meter> = {}): Meter => plainMeter({ max: 3, ...members });

/** Sends requests of one each at the given times, and says which were admitted. */
function run(meter: Meter, times: readonly number[]): { admitted: number[]; tally: Tally } {
  let tally: Tally = [];
  const admitted: number[] = [];
  for (const now of times) {
    if (refusalOf(meter, tally, { now, amount: 1, held: 0 }) !== null) continue;
    const at = tickAt(meter, tally, now);
    tally = addTick(tally, { at, amount: 1, now, windowMs: meter.windowMs });
    admitted.push(now);
  }
  return { admitted, tally };
}

/** What a log of every request admits. */
function naive(max: number, windowMs: number, times: readonly number[]): number[] {
  const admitted: number[] = [];
  for (const now of times) {
    if (admitted.filter((at) => at > now - windowMs).length < max) admitted.push(now);
  }
  return admitted;
}

/** The most that any window of this length holds. */
function fullest(times: readonly number[], windowMs: number): number {
  return Math.max(
    0,
    ...times.map((at) => times.filter((t) => t > at - windowMs && t <= at).length),
  );
}

const gaps = (maxGapMs: number) =>
  fc
    .array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: maxGapMs })), { maxLength: 400 })
    .map((steps) => {
      let now = 1_700_000_000_000;
      return steps.map((step) => (now += step));
    });

describe("a sliding window", () => {
  it("holds no burst of two at the turn of a minute", () => {
    const start = 10 * MINUTE;
    const { admitted } = run(meterOf(), [
      start + 59_000,
      start + 59_500,
      start + 59_900,
      start + 60_001,
      start + 60_002,
      start + 119_000,
      start + 119_001,
    ]);
    expect(admitted.map((at) => at - start)).toEqual([59_000, 59_500, 59_900, 119_000]);
  });

  it("admits what a log of every request admits, where the maximum is small", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 1, max: 5_000 }),
        gaps(600),
        (max, windowMs, times) => {
          expect(run(meterOf({ max, windowMs }), times).admitted).toEqual(
            naive(max, windowMs, times),
          );
        },
      ),
    );
  });

  it("never holds more than its maximum, wherever it begins, where it counts in buckets", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: METER_EXACT_MAX + 1, max: METER_EXACT_MAX + 40 }),
        fc.integer({ min: 1, max: 5_000 }),
        gaps(40),
        (max, windowMs, times) => {
          const { admitted, tally } = run(meterOf({ max, windowMs }), times);
          expect(fullest(admitted, windowMs)).toBeLessThanOrEqual(max);
          expect(tally.length).toBeLessThanOrEqual(62);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("is free again after 61 sixtieths of its length at most", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.integer({ min: 60, max: 100_000 }),
        fc.integer({ min: 0, max: 100_000 }),
        (max, windowMs, now) => {
          const meter = meterOf({ max, windowMs });
          const tally = addTick([], { at: tickAt(meter, [], now), amount: max, now, windowMs });
          const ask = { amount: 1, held: 0 };
          const refusal = refusalOf(meter, tally, { ...ask, now });
          const waitMs = refusal?.retryAfterMs ?? Number.NaN;
          expect(waitMs).toBeLessThanOrEqual(windowMs + Math.ceil(windowMs / 60));
          expect(waitMs).toBeGreaterThanOrEqual(windowMs);
          expect(refusalOf(meter, tally, { ...ask, now: now + waitMs - 1 })).not.toBeNull();
          expect(refusalOf(meter, tally, { ...ask, now: now + waitMs })).toBeNull();
        },
      ),
    );
  });

  it("admits nothing more when the clock goes back", () => {
    const { admitted } = run(meterOf({ max: 2 }), [100_000, 100_001, 40_000, 50_000, 100_002]);
    expect(admitted).toEqual([100_000, 100_001]);
    // What was counted while the clock was behind happened after what came before.
    expect(run(meterOf({ max: 2 }), [100_000, 30_000, 100_001]).admitted).toHaveLength(2);
  });

  it("stays small whatever is counted without being asked for", () => {
    const meter = meterOf({ count: "tokens", max: 10 });
    let tally: Tally = [];
    for (let now = 1; now <= 5_000; now += 1) {
      const at = tickAt(meter, tally, now);
      tally = addTick(tally, { at, amount: 2, now, windowMs: MINUTE });
    }
    expect(tally.length).toBeLessThanOrEqual(192);
    expect(usedAt(tally, 5_000, MINUTE)).toBe(10_000);
  });
});

describe("what is left", () => {
  it("is told with the time at which nothing is counted any more", () => {
    const { tally } = run(meterOf(), [1_000, 5_000]);
    expect(leftOf(meterOf(), tally, { now: 6_000, held: 0 })).toMatchObject({
      remaining: 1,
      resetMs: 59_000,
    });
    expect(leftOf(meterOf(), [], { now: 6_000, held: 5 })).toMatchObject({
      remaining: 0,
      resetMs: 0,
    });
  });

  it("of a budget without a window never comes back", () => {
    const meter = meterOf({ windowMs: null });
    const { admitted, tally } = run(meter, [1, 2, 3, 4, 5_000_000_000]);
    expect(admitted).toEqual([1, 2, 3]);
    expect(tally).toHaveLength(1);
    const ask = { now: 6e9, amount: 1, held: 0 };
    expect(refusalOf(meter, tally, ask)).toMatchObject({ retryAfterMs: null, resetMs: null });
  });

  it("counts what is held, and says to come back soon where only that is in the way", () => {
    const meter = meterOf({ count: "concurrency", windowMs: null });
    const ask = { now: 0, amount: 1 };
    expect(refusalOf(meter, [], { ...ask, held: 2 })).toBeNull();
    expect(refusalOf(meter, [], { ...ask, held: 3 })).toMatchObject({ retryAfterMs: 1_000 });
  });

  it("never lets through what is larger than the maximum", () => {
    expect(refusalOf(meterOf(), [], { now: 0, amount: 4, held: 0 })).toMatchObject({
      retryAfterMs: null,
    });
    expect(refusalOf(meterOf(), [], { now: 0, amount: 3, held: 0 })).toBeNull();
    expect(refusalOf(meterOf({ max: 0 }), [], { now: 0, amount: 0, held: 0 })).not.toBeNull();
  });

  it("is more again when something is given back", () => {
    const { tally } = run(meterOf(), [10, 20, 30]);
    const less = removeTick(tally, { at: 20, amount: 1, windowMs: MINUTE });
    expect(less).toEqual([
      [10, 1],
      [30, 1],
    ]);
    expect(removeTick(less, { at: 40, amount: 1, windowMs: MINUTE })).toEqual(less);
    expect(removeTick([[9, 4]], { at: 2, amount: 1, windowMs: null })).toEqual([[9, 3]]);
  });
});
