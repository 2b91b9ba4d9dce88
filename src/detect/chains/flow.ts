// What the calls of one response do with the data of their conversation: where their values come
// from, where they would go, and which combinations are an attack's. It only finds; policy decides.
import type { FlowSketch } from "../../domain/data-flow.ts";
import type { DeclaredTool } from "../../domain/declared-tool.ts";
import type { Finding, TextRange } from "../../domain/finding.ts";
import type { SegmentKind } from "../../domain/segment.ts";
import type { ToolCall } from "../../domain/tool-call.ts";
import { backReferences } from "./back-references.ts";
import { contentEvidence, copiesOf } from "./content-evidence.ts";
import { sketchOf } from "./flow-sketch.ts";
import { CHAIN_REASONS, scoreOf, type Evidence } from "./reasons.ts";
import { repeatEvidence } from "./repeats.ts";
import { secretEvidence } from "./secret-evidence.ts";
import { sinkEvidence } from "./sink-evidence.ts";
import { situationOf, type Step } from "./situation.ts";
import { urlEvidence } from "./url-evidence.ts";

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

/** Reasons weaker than this are not worth telling. */
const WEAKEST = 0.1;

/**
 * Findings (`chains.*`) about the calls of one response, judged together; their order does not
 * matter. A call with reasons gets one finding for each: the strongest first, which has the
 * confidence of all of them together; the others have their own. The path is the call's
 * `argumentsPath ?? path`, the range all of its arguments, `words` the values that weighed. The
 * category is the reason with underscores. Linear in what is told, of which 2 MB are read.
 */
export function findFlows(calls: readonly ToolCall[], facts: FlowFacts): readonly Finding[] {
  if (calls.length === 0) return [];
  const situation = situationOf(calls, facts);
  const repeats = repeatEvidence(situation);
  const copies = copiesOf(situation);
  const urls = urlEvidence(situation);
  return situation.steps.flatMap((step, index) => {
    const evidence = [
      ...sinkEvidence(step, situation),
      ...backReferences(step, situation),
      ...secretEvidence(step, situation),
      ...contentEvidence(step, situation, copies[index]),
      ...(urls[index] ?? []),
      ...(repeats[index] ?? []),
    ].filter(({ weight }) => weight >= WEAKEST);
    return findingsOf(step, evidence);
  });
}

/**
 * What one exchange adds to its session's sketch: what was read in it, the destinations that people
 * named or only results told of, sampled pieces of results, and values of calls by parameter. Only
 * the reads where there is no key. Bounded by `FLOW`; `afterFlow` sets the `turn` of the reads.
 */
export function flowOf(calls: readonly ToolCall[], facts: FlowFacts): FlowSketch {
  return sketchOf(situationOf(calls, facts));
}

function findingsOf(step: Step, evidence: readonly Evidence[]): readonly Finding[] {
  const score = scoreOf(evidence);
  const order = evidence.toSorted(
    (a, b) => Number(b.isCertain ?? false) - Number(a.isCertain ?? false) || b.weight - a.weight,
  );
  const told = new Set<string>();
  return order.flatMap((one) => {
    if (told.has(one.reason)) return [];
    told.add(one.reason);
    return [findingOf(step.call, one, told.size === 1 ? score : Math.min(one.weight, score))];
  });
}

function findingOf(call: ToolCall, { reason, values = [] }: Evidence, confidence: number): Finding {
  const words = values.slice(0, WORDS_MAX).flatMap((value): readonly TextRange[] => {
    const start = call.arguments.indexOf(value);
    return value === "" || start < 0 ? [] : [{ start, end: start + value.length }];
  });
  return {
    detector: `chains.${reason}`,
    category: reason.replaceAll("-", "_"),
    severity: CHAIN_REASONS[reason],
    confidence: Math.round(confidence * 1000) / 1000,
    start: 0,
    end: call.arguments.length,
    path: call.argumentsPath ?? call.path,
    kind: "tool_argument",
    ...(words.length > 0 && { words }),
  };
}

const WORDS_MAX = 8;
