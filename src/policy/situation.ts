// What rules know of an exchange beside its texts and calls: who asks for what, when, and what its
// session has been. Gathered once, when the request has been read.
import type { DeclaredTool } from "../domain/declared-tool.ts";
import type { FileClaims } from "../domain/file-type.ts";
import type { Segment } from "../domain/segment.ts";
import type { SessionView } from "../domain/session-view.ts";
import type { SystemPrompt } from "../domain/system-prompt.ts";

/** A call that the conversation made before. */
export interface PastCall {
  readonly name: string;
  /** Milliseconds since the epoch; null where only the request tells of it. */
  readonly at: number | null;
  /** As they stand in the request; absent where only the session remembers the call. */
  readonly arguments?: string;
}

/** A file that a request carries or names. */
export interface SentFile extends FileClaims {
  /** Bytes so far, while it streams; null where nobody tells. */
  readonly bytes: number | null;
  /** `purpose` of an upload. */
  readonly purpose: string | null;
  /** It stands for a file that was sent before, or for a piece of one, and need not tell its type. */
  readonly isReference: boolean;
  /** No detector can read it. */
  readonly isUnread: boolean;
  readonly path: string;
}

/** An end user. */
export interface EndUser {
  readonly id: string | null;
  readonly roles: readonly string[];
  /** What the tenant's own service says of the user, in `x-edgewarden-metadata`, else in the body. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** A header has told the claims, be it that there are none: no body adds to them. */
  readonly isTold?: boolean;
}

/** The facts of one exchange. */
export interface Situation {
  /** The exchange's id. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly agent: { readonly id: string; readonly tier: number | null };
  readonly user: EndUser;
  readonly key: string | null;
  readonly model: string | null;
  /** Name of the surface: `chat.completions`. */
  readonly endpoint: string;
  readonly method: string;
  /** The API path without its query: `/v1/chat/completions`. */
  readonly path: string;
  /** The request's JSON; null where it has none. */
  readonly body: Readonly<Record<string, unknown>> | null;
  /** The same as text: what a reader of JSON leaves out (a key that comes twice) is in it. */
  readonly bodyText: string | null;
  readonly tools: readonly DeclaredTool[];
  /** There are more tools than are read. */
  readonly hasMoreTools: boolean;
  /** SHA-256 in hex of what each declared tool says of itself, by its path, where a rule needs it. */
  readonly toolHashes: ReadonlyMap<string, string>;
  readonly files: readonly SentFile[];
  readonly session: string | null;
  /** Null where no session is named, or no rule needs it. */
  readonly view: SessionView | null;
  /** What developers tell the model in the request; null where they tell it nothing. */
  readonly systemPrompt: SystemPrompt | null;
  /** What the request says, in its order: who speaks, and of results which tool. */
  readonly sources: readonly Segment[];
  /** Oldest first. */
  readonly pastCalls: readonly PastCall[];
  /** The response that the request goes on from. */
  readonly previous: string | null;
}

/** The facts of an exchange of which only the agent is known. */
export function bareSituation(agent: string): Situation {
  return {
    id: "",
    at: 0,
    agent: { id: agent, tier: null },
    user: { id: null, roles: [], claims: {} },
    key: null,
    model: null,
    endpoint: "",
    method: "",
    path: "",
    body: null,
    bodyText: null,
    tools: [],
    hasMoreTools: false,
    toolHashes: new Map(),
    files: [],
    session: null,
    view: null,
    systemPrompt: null,
    sources: [],
    pastCalls: [],
    previous: null,
  };
}
