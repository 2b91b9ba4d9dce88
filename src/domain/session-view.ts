// What a session has been so far, as its object tells it with an admission.

/** A call that a session's agent made. */
export interface RecentCall {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A session as it stands when an exchange is admitted. */
export interface SessionView {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Exchanges before this one. */
  readonly turns: number;
  /** Exchanges that were flagged, or worse. */
  readonly flags: number;
  /** Exchanges that were stopped. */
  readonly blocks: number;
  readonly tokens: number;
  readonly toolCalls: number;
  /** The last calls, newest last; bounded. */
  readonly recentCalls: readonly RecentCall[];
  readonly firstModel: string | null;
  /** The rule that ended it, or null. */
  readonly terminatedBy: string | null;
  /** Ids of responses that were blocked; bounded. */
  readonly blockedResponses: readonly string[];
}
