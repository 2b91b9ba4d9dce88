// What a session has done so far, as rules see it, and how it changes. Names, counts and times only:
// nothing here is content. The session's object keeps it; what it means is for policy to say.
import { LIMITS } from "./limits.ts";

/** A call that an answer of the session carried to its client. */
export interface RecentCall {
  readonly name: string;
  /** When the exchange was settled, in ms. */
  readonly at: number;
}

/** What a session has done. */
export interface SessionView {
  /** When its first exchange was admitted, in ms. */
  readonly startedAt: number;
  /** Exchanges admitted so far; reads of what the upstream keeps are not counted. */
  readonly turns: number;
  /** Exchanges in which a rule flagged or redacted something; each counts once. */
  readonly flags: number;
  /** Exchanges that a rule blocked. Those that a limit refused are not among them. */
  readonly blocks: number;
  /** Tokens in and out, as the upstream counted them. */
  readonly tokens: number;
  readonly toolCalls: number;
  /** The newest last; bounded. */
  readonly recentCalls: readonly RecentCall[];
  readonly lastModel: string | null;
  /** The rule that put it into quarantine; null: it is not. Stays until the view is forgotten. */
  readonly quarantined: string | null;
  /** The rule that ended it; null: it goes on. Stays until the view is forgotten. */
  readonly terminated: string | null;
  /** Upstream's ids of answers that were blocked, the newest last; bounded. */
  readonly blockedResponses: readonly string[];
  /** Digest of each tool's declaration when the session first saw it, by name; bounded. */
  readonly toolHashes: Readonly<Record<string, string>>;
}

/** What one exchange adds to its session. Members that have nothing to add are absent. */
export interface SessionFacts {
  /** The exchange. */
  readonly id: string;
  /** Names of the tools that the answer called, in order; of blocked answers none. */
  readonly calls?: readonly string[];
  /** Whether a rule flagged or redacted something. */
  readonly isFlagged?: boolean;
  /** Whether a rule blocked it. */
  readonly isBlocked?: boolean;
  readonly tokens?: number;
  readonly model?: string;
  /** The upstream's id of an answer that was blocked. */
  readonly blockedResponse?: string;
  /** The rule that puts the session into quarantine. */
  readonly quarantine?: string;
  /** The rule that ends the session. */
  readonly terminate?: string;
  /** Digests of the tools that the request declares, by name. */
  readonly toolHashes?: Readonly<Record<string, string>>;
}

/** A session of which nothing is known yet. */
export function newSession(now: number): SessionView {
  return {
    startedAt: now,
    turns: 0,
    flags: 0,
    blocks: 0,
    tokens: 0,
    toolCalls: 0,
    recentCalls: [],
    lastModel: null,
    quarantined: null,
    terminated: null,
    blockedResponses: [],
    toolHashes: {},
  };
}

/** The session with one more exchange admitted. */
export function afterTurn(view: SessionView): SessionView {
  return { ...view, turns: view.turns + 1 };
}

/** The session with what a settled exchange adds to it. */
export function afterFacts(view: SessionView, facts: SessionFacts, now: number): SessionView {
  const calls = facts.calls ?? [];
  const called = calls.map((name) => ({ name, at: now }));
  const { blockedResponse } = facts;
  return {
    ...view,
    flags: view.flags + (facts.isFlagged === true ? 1 : 0),
    blocks: view.blocks + (facts.isBlocked === true ? 1 : 0),
    tokens: view.tokens + (facts.tokens ?? 0),
    toolCalls: view.toolCalls + calls.length,
    recentCalls: [...view.recentCalls, ...called].slice(-LIMITS.sessionCallsMax),
    lastModel: facts.model ?? view.lastModel,
    quarantined: view.quarantined ?? facts.quarantine ?? null,
    terminated: view.terminated ?? facts.terminate ?? null,
    blockedResponses:
      blockedResponse === undefined
        ? view.blockedResponses
        : [...view.blockedResponses, blockedResponse].slice(-LIMITS.sessionBlockedMax),
    toolHashes: withFirstSeen(view.toolHashes, facts.toolHashes ?? {}),
  };
}

/** Keeps the digest that was seen first; once there is no room, new tools are not remembered. */
function withFirstSeen(
  known: Readonly<Record<string, string>>,
  seen: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  // Names are the client's own words: `__proto__` must be a name like any other.
  const fresh = Object.entries(seen).filter(([name]) => !Object.hasOwn(known, name));
  if (fresh.length === 0) return known;
  const all = [...Object.entries(known), ...fresh].slice(0, LIMITS.sessionToolsMax);
  return Object.fromEntries(all);
}
