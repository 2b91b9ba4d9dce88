// What the judge of data flow is told. See `flow.ts` for what it makes of it.
import type { FlowSketch } from "../../domain/data-flow.ts";
import type { DeclaredTool } from "../../domain/declared-tool.ts";
import type { SegmentKind } from "../../domain/segment.ts";

/** One text of the request and who speaks in it. */
export interface FlowSource {
  readonly kind: SegmentKind;
  readonly text: string;
  /** Of a tool's result: which tool, where the request tells. */
  readonly tool?: string;
}

/** A call of before. */
export interface PastCall {
  readonly name: string;
  /** As JSON text; may be empty. */
  readonly arguments: string;
}

/** All that is known beside the calls themselves. */
export interface FlowFacts {
  /** What the request says, in order: system, user, assistant, document and tool_result texts. */
  readonly sources: readonly FlowSource[];
  /** Earlier calls told by the request, oldest first. */
  readonly pastCalls: readonly PastCall[];
  /** The tools that the request declares. */
  readonly tools: readonly DeclaredTool[];
  /**
   * Traits that the policy's labels give or take (`sensitive` or `private`, `secret`, `untrusted`,
   * `external`, `destructive`, `executes`; `safe`, `trusted`, `public`, `internal`), empty where it
   * says nothing of the tool.
   */
  readonly labelled: (tool: string) => readonly string[];
  /** Domains (of mail and URLs) that are the tenant's own: sending there is not external. */
  readonly ownDomains: readonly string[];
  /** What the session remembers; null without a session. */
  readonly sketch: FlowSketch | null;
  /** Keyed hash of a text under the tenant's key. Null where there is none: then nothing is remembered. */
  readonly digest: ((text: string) => string) | null;
}
