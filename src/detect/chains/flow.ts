// What the calls of one response do with the data of their conversation: where their values come
// from, where they would go, and which combinations are an attack's. It only finds; policy decides.
import { type FlowSketch } from "../../domain/data-flow.ts";
import type { DeclaredTool } from "../../domain/declared-tool.ts";
import type { Finding } from "../../domain/finding.ts";
import type { SegmentKind } from "../../domain/segment.ts";
import type { ToolCall } from "../../domain/tool-call.ts";

/** One text of the request and who speaks in it. */
export interface FlowSource {
  readonly kind: SegmentKind;
  readonly text: string;
  /** Of a tool's result: which tool, where the request tells. */
  readonly tool?: string;
}

/** All that is known beside the calls themselves. */
export interface FlowFacts {
  /** What the request says, in order: system, user, assistant, document and tool_result texts. */
  readonly sources: readonly FlowSource[];
  /** Earlier calls told by the request, oldest first, with their arguments as JSON text (may be empty). */
  readonly pastCalls: readonly { readonly name: string; readonly arguments: string }[];
  /** The tools that the request declares. */
  readonly tools: readonly DeclaredTool[];
  /**
   * Traits that the policy's labels give or take (`sensitive` or `private`, `secret`, `untrusted`,
   * `external`, `destructive`, `executes`, `safe`); empty where it says nothing of the tool.
   */
  readonly labelled: (tool: string) => readonly string[];
  /** Domains (of mail and URLs) that are the tenant's own: sending there is not external. */
  readonly ownDomains: readonly string[];
  /** What the session remembers; null without a session. */
  readonly sketch: FlowSketch | null;
  /** Keyed hash of a text under the tenant's key. Null where there is none: then nothing is remembered. */
  readonly digest: ((text: string) => string) | null;
}

/**
 * Findings (`chains.*`) about the calls of one response, judged together. The path of each is its
 * call's `argumentsPath ?? path`, the range all of its arguments, `words` the values that weighed.
 */
export function findFlows(calls: readonly ToolCall[], facts: FlowFacts): readonly Finding[] {
  void calls;
  void facts;
  return [];
}

/**
 * What one exchange adds to the sketch: what was read in it, the destinations that were named or
 * told, sampled pieces of what tools returned, and the values of the calls by parameter.
 */
export function flowOf(calls: readonly ToolCall[], facts: FlowFacts): FlowSketch {
  void calls;
  void facts;
  return {};
}
