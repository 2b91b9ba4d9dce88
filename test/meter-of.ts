// Meters for tests that care for a few of their members.
import type { Meter } from "../src/domain/meter.ts";

/** Two requests in a minute for an agent, with other members where they are given. */
export function meterOf(members: Partial<Meter> = {}): Meter {
  return {
    name: "r",
    count: "requests",
    max: 2,
    windowMs: 60_000,
    by: "agent",
    isEnforced: true,
    ...members,
  };
}

/** Two exchanges at a time. */
export const SLOTS = meterOf({ name: "slots", count: "concurrency", windowMs: null });

/** A hundred tokens in a minute. */
export const TOKENS = meterOf({ name: "tokens", count: "tokens", max: 100 });
