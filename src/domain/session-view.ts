// What a session has been so far, as its object tells it with an admission, and how it changes.
// Names, counts and times only: nothing here is content. What it means is for policy to say.
import {
  afterSuspicions,
  NO_SCORE,
  scoreWith,
  type ConversationScore,
  type Suspicion,
} from "./conversation-score.ts";
import { afterFlow, type FlowSketch } from "./data-flow.ts";
import { LIMITS } from "./limits.ts";

/** A call that a session's agent made. */
export interface RecentCall {
  readonly name: string;
  /** When its exchange was settled, in milliseconds since the epoch. */
  readonly at: number;
  /** Its id, by which later requests tell its result; absent where no rule asks whose that is. */
  readonly id?: string;
}

/** A session as it stands when an exchange is admitted. */
export interface SessionView {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Exchanges before this one; reads of what the upstream keeps are not counted. */
  readonly turns: number;
  /** Exchanges that were flagged, or worse. */
  readonly flags: number;
  /** Exchanges that were stopped. Those that a limit refused are not among them. */
  readonly blocks: number;
  /** Tokens in and out, as the upstream counted them. */
  readonly tokens: number;
  readonly toolCalls: number;
  /** The last calls, newest last; bounded. */
  readonly recentCalls: readonly RecentCall[];
  readonly firstModel: string | null;
  /** The rule that ended it, or null. Stays until the session is forgotten. */
  readonly terminatedBy: string | null;
  /** Ids of responses that were blocked, newest last; bounded. */
  readonly blockedResponses: readonly string[];
  /** Digest of each tool's declaration when the session first saw it, by name; bounded. Absent
   * where no exchange has told of any. */
  readonly toolHashes?: Readonly<Record<string, string>>;
  /** How surely it is an attempt to take the model over. Absent where nothing has counted. */
  readonly injection?: ConversationScore;
  /** What was read and said in it, where rules ask for the flow of data. */
  readonly flow?: FlowSketch;
}

/** What one exchange adds to its session. Members that have nothing to add are absent. */
export interface SessionFacts {
  /** The exchange. */
  readonly id: string;
  /** The upstream's id of the response that was made or read. */
  readonly response?: string;
  /** It only read a response, which may have been told of before: then it adds nothing. */
  readonly isRead?: boolean;
  /** Names of the tools that the answer called, in order; of blocked answers none. */
  readonly calls?: readonly string[];
  /** Their ids, each in the place of its name; empty where one has none, or one too long. */
  readonly callIds?: readonly string[];
  /** Whether a rule flagged something, or worse. */
  readonly isFlagged?: boolean;
  /** Whether a rule stopped it. */
  readonly isBlocked?: boolean;
  readonly tokens?: number;
  readonly model?: string;
  /** The upstream's id of an answer that was blocked. */
  readonly blockedResponse?: string;
  /** The rule that ends the session. */
  readonly terminate?: string;
  /** Digests of the tools that the request declares, by name. */
  readonly toolHashes?: Readonly<Record<string, string>>;
  /**
   * Texts of it that may be injections; bounded. Told of every turn that has reached the model, be it
   * that there are none; absent of others, which are no part of the conversation.
   */
  readonly suspicions?: readonly Suspicion[];
  /** What it adds to what is known of the flow of data. */
  readonly flow?: FlowSketch;
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
    firstModel: null,
    terminatedBy: null,
    blockedResponses: [],
  };
}

/**
 * The score of the conversation in the exchange that a view was told to, with what is suspicious in
 * it; 0 to 1.
 */
export function injectionScore(view: SessionView, suspicions: readonly Suspicion[]): number {
  return scoreWith(view.injection ?? NO_SCORE, suspicions);
}

/** The session with one more exchange admitted. */
export function afterTurn(view: SessionView): SessionView {
  return { ...view, turns: view.turns + 1 };
}

/** The session with what a settled exchange adds to it. */
export function afterFacts(view: SessionView, facts: SessionFacts, now: number): SessionView {
  const calls = facts.calls ?? [];
  const called = calls.map((name, index) => {
    const id = facts.callIds?.[index] ?? "";
    return id === "" ? { name, at: now } : { name, at: now, id };
  });
  const blocked = facts.blockedResponse === undefined ? [] : [facts.blockedResponse];
  return {
    ...view,
    flags: view.flags + (facts.isFlagged === true ? 1 : 0),
    blocks: view.blocks + (facts.isBlocked === true ? 1 : 0),
    tokens: view.tokens + (facts.tokens ?? 0),
    toolCalls: view.toolCalls + calls.length,
    recentCalls: [...view.recentCalls, ...called].slice(-LIMITS.sessionCallsMax),
    firstModel: view.firstModel ?? facts.model ?? null,
    terminatedBy: view.terminatedBy ?? facts.terminate ?? null,
    blockedResponses: [...view.blockedResponses, ...blocked].slice(-LIMITS.sessionBlockedMax),
    ...(hasScore(view, facts) && {
      injection: afterSuspicions(view.injection ?? NO_SCORE, facts.suspicions ?? []),
    }),
    // The exchange itself is one of the turns.
    ...(facts.flow && {
      flow: afterFlow(view.flow ?? {}, facts.flow, Math.max(0, view.turns - 1)),
    }),
    ...(facts.toolHashes && { toolHashes: withFirstSeen(view.toolHashes ?? {}, facts.toolHashes) }),
  };
}

/** Whether there is a score to be moved. */
function hasScore({ injection }: SessionView, { suspicions }: SessionFacts): boolean {
  return suspicions !== undefined && (injection !== undefined || suspicions.length > 0);
}

/**
 * Keeps the digest that was seen first. Once there is no room, new tools are not remembered, and
 * those with names that no API takes never.
 */
function withFirstSeen(
  known: Readonly<Record<string, string>>,
  seen: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  // Names are the client's own words: `__proto__` must be a name like any other.
  const fresh = Object.entries(seen).filter(
    ([name]) => name.length <= LIMITS.sessionToolCharsMax && !Object.hasOwn(known, name),
  );
  if (fresh.length === 0) return known;
  const all = [...Object.entries(known), ...fresh].slice(0, LIMITS.sessionToolsMax);
  return Object.fromEntries(all);
}
