// Where the data of a conversation came from and where it may go: what tools do with data, and what
// a session remembers of what was read and said in it. Keyed digests and names only: nothing here
// is content. What it means is for `detect/chains` to say.

/** What a tool does with data, as far as is known. */
export type ToolTrait = (typeof TOOL_TRAITS)[number];

/**
 * - `private`: reads what is not public: files, mail, customers.
 * - `secret`: reads credentials, keys, configuration.
 * - `untrusted`: returns what strangers wrote: pages, mail, reviews, tickets.
 * - `external`: takes data out: sends, posts, pays, invites, fetches a URL that is given.
 * - `destructive`: deletes, overwrites, revokes.
 * - `executes`: runs what it is given: a shell, a program, a query.
 */
export const TOOL_TRAITS = [
  "private",
  "secret",
  "untrusted",
  "external",
  "destructive",
  "executes",
] as const;

/** One reading of a session: a tool whose result has come. */
export interface FlowRead {
  readonly tool: string;
  readonly traits: readonly ToolTrait[];
  /** Turns of the session before it. */
  readonly turn: number;
}

/**
 * What a session remembers of the flow of its data, newest last, each list bounded. Absent members
 * are empty.
 */
export interface FlowSketch {
  readonly reads?: readonly FlowRead[];
  /** Keyed digests of destinations that the user or the developer named. */
  readonly named?: readonly string[];
  /** Keyed digests of destinations that only a tool's result named. */
  readonly told?: readonly string[];
  /** Keyed digests of pieces of what tools returned, sampled. */
  readonly pieces?: readonly string[];
  /** By tool and parameter, keyed digests of the values that it was called with. */
  readonly values?: Readonly<Record<string, readonly string[]>>;
}
