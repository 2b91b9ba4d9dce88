// The record of one settled exchange: what is kept in D1 and shown by the API. Nothing in it is
// content: findings are kinds, places, lengths and keyed fingerprints; the end user is a keyed hash.
import type { DueAlert } from "./alert.ts";
import type { Action, Mode, Reason } from "./decision.ts";
import type { FlowRead } from "./data-flow.ts";
import type { RecordedFinding } from "./finding.ts";

/**
 * How the exchange ended.
 *
 * - `complete`: the whole answer went to the client.
 * - `blocked`: policy stopped it, on the way in or out.
 * - `refused`: the request was not acceptable (bad key, malformed, too large); never forwarded.
 * - `upstream_error`: the upstream could not be reached, timed out, or died in mid-answer.
 * - `client_gone`: the client left before the end.
 * - `gateway_error`: we failed; the policy's fail mode says what the client got.
 * - `abandoned`: nobody settled it; the isolate that held it is gone.
 */
export type Outcome =
  | "complete"
  | "blocked"
  | "refused"
  | "upstream_error"
  | "client_gone"
  | "gateway_error"
  | "abandoned";

/** What was looked at, and why not where it was not. */
export type Inspection =
  | "inspected"
  /** The surface carries ids and settings only: there was nothing to look at. */
  | "nothing"
  /** Some of it no detector reads (media, an unknown type): that passed as it was. */
  | "uninspected"
  /** The policy's mode is `off`. */
  | "off"
  /** Something failed or was unintelligible and the policy's fail mode decided. */
  | "degraded";

/** Facts known when the exchange is admitted; what an abandoned event consists of. */
export interface ExchangeHead {
  /** UUIDv7: sorts by time. It is also the client's `x-edgewarden-request-id`. */
  readonly id: string;
  readonly tenant: string;
  readonly agent: string;
  readonly session: string | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly surface: string;
  readonly method: string;
  /** The API path without its query, for example `/v1/chat/completions`. */
  readonly path: string;
  readonly model: string | null;
  readonly streamed: boolean;
}

/** One settled exchange. */
export interface ExchangeEvent extends ExchangeHead {
  /** Keyed hash of the end user's id, 16 hex digits. */
  readonly endUser: string | null;
  readonly durationMs: number;
  readonly outcome: Outcome;
  readonly mode: Mode;
  readonly action: Action;
  readonly intended: Action;
  /** Status that the client saw; 0 if it left before. */
  readonly status: number;
  readonly upstreamStatus: number | null;
  readonly upstreamRequestId: string | null;
  readonly key: string | null;
  readonly policy: {
    readonly name: string;
    readonly version: number;
    readonly hash: string;
    /** The tenant's policy, where its rules hold beside those of the agent's own. */
    readonly tenant?: { readonly name: string; readonly version: number };
  } | null;
  /** What another version would have done, where one is watched beside the active one. */
  readonly shadow?: {
    readonly policy: string;
    readonly version: number;
    readonly action: Action;
    /** In enforce mode; absent where it is the action. */
    readonly intended?: Action;
    /** Rules that would have acted, by name; absent where they are those of `reasons`. */
    readonly rules?: readonly string[];
  };
  readonly inspection: { readonly request: Inspection; readonly response: Inspection };
  /**
   * How many texts of the request were not inspected again because the session had seen them pass
   * under the same policy. Absent where there were none.
   */
  readonly recognised?: number;
  /** What failed while it was handled, by short code; empty when nothing did. */
  readonly degraded: readonly string[];
  readonly reasons: readonly Reason[];
  readonly findings: readonly RecordedFinding[];
  /** Names of the tools that the model called, in order; bounded. */
  readonly toolCalls: readonly string[];
  /**
   * Tools whose results were read, and what such tools do with data; bounded. Absent where there were
   * none, and where no rule asks for the flow of data.
   */
  readonly reads?: readonly Pick<FlowRead, "tool" | "traits">[];
  /** How many of them were left out of the answer as blocked; absent where none was. */
  readonly droppedCalls?: number;
  /**
   * How surely the conversation is an attempt to take the model over, with this exchange; 0 to 1.
   * Absent where no rule reads it, it has no session, or it is 0.
   */
  readonly injectionScore?: number;
  readonly usage: { readonly input: number; readonly output: number } | null;
  /** The upstream's id of the response, where later requests can go on from it. */
  readonly responseId: string | null;
  /** The code of the error that we answered with, if we did. */
  readonly error: string | null;
}

/**
 * An event or a head on its way between isolates: its JSON text, which nobody on the way reads, and
 * what they need to know of it. Text is made once and stored, sent and inserted as it is.
 */
export interface Sealed {
  readonly id: string;
  readonly tenant: string;
  readonly agent: string;
  readonly json: string;
  /**
   * After how many days the agent's events are deleted, as the policy of this one says; null: never.
   * Absent where nobody knows: of a head, of an event that nobody settled.
   */
  readonly retentionDays?: number | null;
  /** What people are to be told of it; absent where nothing. */
  readonly alerts?: readonly DueAlert[];
}

/** Seals an event or a head. */
export function seal(of: ExchangeHead): Sealed {
  return { id: of.id, tenant: of.tenant, agent: of.agent, json: JSON.stringify(of) };
}
