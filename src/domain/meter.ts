// What a limit counts, and the arithmetic of a window that slides. It knows no clock and stores
// nothing: times are arguments, in milliseconds, and tallies are values.

import type { Action } from "./decision.ts";
import type { Severity } from "./finding.ts";

/** What is counted. `concurrency` counts exchanges in progress, the others what has happened. */
export type MeterCount = "requests" | "tokens" | "tool_calls" | "concurrency";

/** Whose use is counted together. `tool`: each tool of an agent by itself. */
export type MeterScope = "session" | "agent" | "user" | "key" | "tool";

/** One thing that a rule counts. */
export interface Meter {
  /** The rule's name. A rule counts one thing, so this and what is counted name the meter. */
  readonly name: string;
  readonly count: MeterCount;
  /** How much may be counted in any window; a whole number, at least 0. */
  readonly max: number;
  /** Length of the window; null: as long as the count is kept. Concurrency has no window. */
  readonly windowMs: number | null;
  readonly by: MeterScope;
  /** Globs: only calls of these tools count. Absent: all calls. */
  readonly tools?: readonly string[];
  /** Whether it refuses what is too much. One that does not still counts and says so. */
  readonly isEnforced: boolean;
}

/** An amount and the last millisecond in which any of it can have been counted. */
export type Tick = readonly [at: number, amount: number];

/** What was counted, oldest first. */
export type Tally = readonly Tick[];

/** What is left of a meter. */
export interface MeterLeft {
  readonly name: string;
  readonly count: MeterCount;
  readonly by: MeterScope;
  readonly max: number;
  readonly windowMs: number | null;
  readonly remaining: number;
  /** After how many ms nothing will be counted any more; null: never. */
  readonly resetMs: number | null;
}

/** A meter that has no room, and when it will have. */
export interface MeterRefusal extends MeterLeft {
  /** After how many ms it can be tried again; null: it will never fit. */
  readonly retryAfterMs: number | null;
}

/** How many calls an answer may make under one meter. */
export interface CallAllowance {
  readonly name: string;
  readonly isEnforced: boolean;
  /** Globs of the tools it is about; null: all. */
  readonly tools: readonly string[] | null;
  /** Calls left: of all those tools together, or of each that `used` does not name. */
  readonly left: number;
  /** Where each tool is counted by itself: what is left of those that were called. Else null. */
  readonly used: Readonly<Record<string, number>> | null;
}

/** A meter, and what its rule says of a refusal. */
export interface MeterRule extends Meter {
  readonly action: Action;
  readonly severity: Severity;
  /** What the client is told; null: a sentence of ours. */
  readonly message: string | null;
  /** What happens where it cannot be counted. */
  readonly failsClosed: boolean;
  /** The rule itself is only monitored: what it would do is written down. */
  readonly isMonitored: boolean;
}

/** What the rules of a policy need of the state between exchanges. */
export interface StateNeeds {
  readonly meters: readonly MeterRule[];
  /** Whether any rule speaks of what the session has done. */
  readonly view: boolean;
  /** Rules whose condition could not be evaluated; their fail mode has been followed. */
  readonly failedRules: readonly string[];
}

/**
 * Up to this maximum every millisecond has its own tick, so the window is exact. Larger ones are
 * counted in buckets of a sixtieth of the window.
 */
export const METER_EXACT_MAX = 128;
const BUCKETS = 60;
/**
 * Ticks of one tally: 61 buckets, or `METER_EXACT_MAX` admissions. What is counted without being
 * asked for first (tokens of an answer) can be more: then the oldest two become one.
 */
const TICKS_MAX = 192;
/** When a slot or a reservation will be free is not known: as soon as its exchange ends. */
const SLOT_RETRY_MS = 1_000;

/**
 * What a window of `windowMs` that ends at `now` may hold at most.
 *
 * The algorithm is the sliding window log, coarsened into buckets where it would be long. The usual
 * coarsening (the sliding window counter, as in Cloudflare's "How we built rate limiting capable of
 * scaling to millions of domains", 2017) weighs the oldest bucket by how much of it is still inside,
 * which is an estimate and can admit too much. Here a bucket counts in full until all of it is
 * outside. So no window of that length, wherever it begins, ever holds more than was admitted by this
 * sum, and what was counted is free again after at most 61/60 of the window.
 */
export function usedAt(tally: Tally, now: number, windowMs: number | null): number {
  let used = 0;
  for (const [at, amount] of tally) if (isInside(at, now, windowMs)) used += amount;
  return used;
}

/** The tick under which something that happens now is counted. Time never goes back in a tally. */
export function tickAt(meter: Pick<Meter, "max" | "windowMs">, tally: Tally, now: number): number {
  const width = widthOf(meter);
  const at = Math.floor(now / width) * width + width - 1;
  return Math.max(at, tally.at(-1)?.[0] ?? at);
}

/** Counts `amount` under the tick `at`, and forgets what is outside the window. */
export function addTick(
  tally: Tally,
  of: {
    readonly at: number;
    readonly amount: number;
    readonly now: number;
    readonly windowMs: number | null;
  },
): Tally {
  const { at, amount, now, windowMs } = of;
  if (windowMs === null) return [[at, usedAt(tally, now, null) + amount]];
  const kept = tally.filter(([end]) => isInside(end, now, windowMs));
  const last = kept.at(-1);
  if (last?.[0] === at) return [...kept.slice(0, -1), [at, last[1] + amount]];
  const all = [...kept, [at, amount] as const];
  const [first, second] = all;
  if (all.length <= TICKS_MAX || first === undefined || second === undefined) return all;
  // Counted for longer than it need be, never for less.
  return [[second[0], first[1] + second[1]], ...all.slice(2)];
}

/** Gives back what was counted under a tick; one that is gone by now has nothing to give. */
export function removeTick(
  tally: Tally,
  {
    at,
    amount,
    windowMs,
  }: { readonly at: number; readonly amount: number; readonly windowMs: number | null },
): Tally {
  // Ticks of a whole life are one, whose time moves on; others may have been joined to a later one.
  const index = tally.findIndex(([end]) => windowMs === null || end >= at);
  return tally.flatMap((tick, position): Tick[] => {
    if (position !== index) return [tick];
    const left = tick[1] - amount;
    return left > 0 ? [[tick[0], left]] : [];
  });
}

/** What is asked of a meter. */
export interface MeterAsk {
  readonly now: number;
  /** How much is to be counted; where that is not known yet, 0 asks whether anything is left. */
  readonly amount: number;
  /** What exchanges in progress hold: slots, or tokens that are reserved. */
  readonly held: number;
}

/** Whether an amount still fits into a meter; the refusal if it does not. */
export function refusalOf(meter: Meter, tally: Tally, ask: MeterAsk): MeterRefusal | null {
  const wanted = Math.max(1, ask.amount);
  const used = usedAt(tally, ask.now, meter.windowMs);
  let over = used + ask.held + wanted - meter.max;
  if (over <= 0) return null;
  const left = leftOf(meter, tally, ask);
  if (wanted > meter.max) return { ...left, retryAfterMs: null };
  const { windowMs } = meter;
  if (windowMs !== null) {
    for (const [at, amount] of tally) {
      if (!isInside(at, ask.now, windowMs)) continue;
      over -= amount;
      if (over <= 0) return { ...left, retryAfterMs: freeAfter(at, ask.now, windowMs) };
    }
  }
  return { ...left, retryAfterMs: ask.held > 0 ? SLOT_RETRY_MS : null };
}

/** What is left of a meter. */
export function leftOf(
  meter: Meter,
  tally: Tally,
  { now, held }: Pick<MeterAsk, "now" | "held">,
): MeterLeft {
  const { name, count, by, max, windowMs } = meter;
  const remaining = Math.max(0, max - usedAt(tally, now, windowMs) - held);
  const last = tally.at(-1);
  const resetMs = last === undefined ? 0 : freeAfter(last[0], now, windowMs);
  return { name, count, by, max, windowMs, remaining, resetMs };
}

function freeAfter(at: number, now: number, windowMs: number): number;
function freeAfter(at: number, now: number, windowMs: number | null): number | null;
function freeAfter(at: number, now: number, windowMs: number | null): number | null {
  return windowMs === null ? null : Math.max(0, at + windowMs - now);
}

/** A window is open at its beginning: what happened exactly its length ago is outside. */
function isInside(at: number, now: number, windowMs: number | null): boolean {
  return windowMs === null || at > now - windowMs;
}

function widthOf({ max, windowMs }: Pick<Meter, "max" | "windowMs">): number {
  return max <= METER_EXACT_MAX || windowMs === null
    ? 1
    : Math.max(1, Math.ceil(windowMs / BUCKETS));
}
