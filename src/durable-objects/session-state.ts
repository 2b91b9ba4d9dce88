// What a session object knows, and how it admits and settles. Pure: the object around it loads,
// stores and calls.
import type { ExchangeEvent, ExchangeHead, Sealed } from "../domain/event.ts";
import { LIMITS } from "../domain/limits.ts";

/** An exchange that is admitted and not settled. */
export interface OpenExchange {
  readonly head: Sealed;
  /** When its Worker was last heard of, in ms. */
  readonly seenAt: number;
}

/** Answer to one admission. */
export type Admission =
  | {
      readonly admitted: true;
      /** Which of the digests that it asked for are known, see `RunMemory`. Absent if it did not
       * ask, or asked an object of a version that does not remember. */
      readonly known?: string;
    }
  | { readonly admitted: false; readonly reason: "too-many-open"; readonly retryAfterMs: number };

/** Decides on one admission from what is open already. */
export function admitExchange(openCount: number): Admission {
  if (openCount < LIMITS.openExchangesMax) return { admitted: true };
  return { admitted: false, reason: "too-many-open", retryAfterMs: 1_000 };
}

/** The exchanges whose Worker has not been heard of for longer than the lease. */
export function expired(
  open: Iterable<OpenExchange>,
  { now, leaseMs }: { readonly now: number; readonly leaseMs: number },
): OpenExchange[] {
  return [...open].filter(({ seenAt }) => now - seenAt >= leaseMs);
}

/** The event of an exchange that nobody settled. What the client saw is not known. */
export function abandonedEvent(open: OpenExchange, now: number): ExchangeEvent {
  // Written by `seal` when the exchange was admitted.
  const head = JSON.parse(open.head.json) as ExchangeHead;
  return {
    ...head,
    endUser: null,
    durationMs: Math.max(0, now - head.at),
    outcome: "abandoned",
    mode: "enforce",
    action: "allow",
    intended: "allow",
    status: 0,
    upstreamStatus: null,
    upstreamRequestId: null,
    key: null,
    policy: null,
    inspection: { request: "uninspected", response: "uninspected" },
    degraded: ["abandoned"],
    reasons: [],
    findings: [],
    toolCalls: [],
    usage: null,
    responseId: null,
    error: null,
  };
}
