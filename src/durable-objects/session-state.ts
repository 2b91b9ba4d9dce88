// What a session object knows, and how it admits and settles. Pure: the object around it loads,
// stores and calls.
import type { ExchangeEvent, ExchangeHead, Sealed } from "../domain/event.ts";
import { LIMITS } from "../domain/limits.ts";
import type { Meter, MeterRefusal } from "../domain/meter.ts";
import type { SessionFacts, SessionView } from "../domain/session-view.ts";
import type { StoredTally, TakeAnswer } from "./limit-state.ts";

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
      /** What the session had done before. Absent if it was not asked for. */
      readonly view?: SessionView;
      /** How the session's meters stand. Absent if none was asked for. */
      readonly limits?: TakeAnswer;
    }
  | { readonly admitted: false; readonly reason: "too-many-open"; readonly retryAfterMs: number }
  | {
      readonly admitted: false;
      readonly reason: "limited";
      /** The meter that refuses. */
      readonly refused: MeterRefusal;
      readonly limits: TakeAnswer;
    };

/** What the rules of an exchange need of its session. */
export interface StateAsk {
  /** Meters that count by session. */
  readonly meters: readonly Meter[];
  readonly wantsView: boolean;
  /** Whether it is a turn of the session; a read of what the upstream keeps is none. */
  readonly isTurn: boolean;
  /** Tokens that it will use, as far as can be told. */
  readonly tokens: number;
}

/** What a settled exchange adds to its session. */
export interface StateReport {
  readonly facts: SessionFacts;
  /** The meters that it was asked under. */
  readonly meters: readonly Meter[];
  /** Whether the view is kept. */
  readonly wantsView: boolean;
}

/** The view as it is stored. */
export interface StoredView {
  readonly view: SessionView;
  /** When the session was last used, in ms. */
  readonly usedAt: number;
}

const HOUR_MS = 60 * 60 * 1_000;
/**
 * How long what a session has done is kept after its last use: a person comes back to a conversation
 * on the next day, and finds its limits as they were.
 */
const STATE_TTL_MS = 24 * HOUR_MS;
/**
 * How long a session that was terminated, or flagged and perhaps in quarantine for it, is remembered
 * after its last use, and every try is one. Otherwise a client that keeps its conversation would only
 * have to wait; a week covers a long weekend before somebody looks at it. Not for ever: its name may
 * be used again for something else.
 */
const MARKED_TTL_MS = 7 * 24 * HOUR_MS;

/** Until when a session's state must be kept, in ms; 0 where there is none. */
export function keptUntil(
  stored: StoredView | null,
  tallies: ReadonlyMap<string, StoredTally>,
): number {
  let until = 0;
  if (stored !== null) {
    const { terminatedBy, flags } = stored.view;
    const isMarked = terminatedBy !== null || flags > 0;
    until = stored.usedAt + (isMarked ? MARKED_TTL_MS : STATE_TTL_MS);
  }
  for (const { ticks, windowMs } of tallies.values()) {
    const last = ticks.at(-1)?.[0] ?? 0;
    until = Math.max(until, last + (windowMs ?? STATE_TTL_MS));
  }
  return until;
}

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
