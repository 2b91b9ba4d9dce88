// The flow of data through the calls of an answer: what is known of the conversation goes to the
// detectors of chains, and what an exchange adds to it, to its session. Nothing is done, and nothing
// read, for policies without a rule about it, nor for answers without calls.
import { findFlows, flowOf, type FlowFacts } from "../detect/chains/flow.ts";
import type { FlowSketch } from "../domain/data-flow.ts";
import type { Finding } from "../domain/finding.ts";
import type { Segment } from "../domain/segment.ts";
import type { SessionView } from "../domain/session-view.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import type { Account } from "./account.ts";

/** The name of the family, as policies and events say it. */
const FAMILY = "chains";

/** What was found, and whether the detectors could not look. */
export interface ScannedFlows {
  readonly findings: readonly Finding[];
  /** The family, if it failed. */
  readonly failed: readonly string[];
}

const NOTHING: ScannedFlows = { findings: [], failed: [] };

/** Whether any rule reads what is found here. */
function readsFlows(policy: AgentPolicy): boolean {
  return policy.scans.output.families.has(FAMILY);
}

/** Whether any rule does in some exchange: what one rule will ask for is remembered in all. */
function remembersFlows(policy: AgentPolicy): boolean {
  return readsFlows(policy.base ?? policy);
}

/** Judges the calls of one answer together. Never throws: what fails is told to the account. */
export function scanFlows(
  policy: AgentPolicy,
  account: Account,
  calls: readonly ToolCall[],
): ScannedFlows {
  if (calls.length === 0 || !readsFlows(policy)) return NOTHING;
  try {
    // Some streams tell a call again, and it is judged again: it does not come before itself.
    const told = new Set(calls.map(({ id }) => id));
    const before = account.flow.calls.filter(({ id }) => id === "" || !told.has(id));
    const facts = flowFacts(policy, account);
    const pastCalls = [...facts.pastCalls, ...before.map(asTold)];
    const found = findFlows(calls, { ...facts, pastCalls });
    const findings = found.map((finding) => ({ ...finding, kind: "tool_argument" as const }));
    const texts = new Map(calls.map((call) => [call.argumentsPath ?? call.path, call.arguments]));
    account.found("output", findings, ({ path, start, end }) =>
      (texts.get(path) ?? "").slice(start, end),
    );
    return { findings, failed: [] };
  } catch {
    // A detector promises not to throw. When one does, the policy decides what follows.
    account.degraded(`detector_failed:${FAMILY}`);
    return { findings: [], failed: [FAMILY] };
  }
}

/** What an exchange hears beside its request, or on a connection; kept only where a rule asks. */
export function hear(policy: AgentPolicy, account: Account, segments: readonly Segment[]): void {
  if (remembersFlows(policy)) account.flow.heard(segments);
}

/** Notes calls that the client gets, less those that are left out of the answer, where a rule asks. */
export function noteMade(
  policy: AgentPolicy,
  account: Account,
  calls: readonly ToolCall[],
  dropped: readonly ToolCall[] = [],
): void {
  if (remembersFlows(policy)) account.flow.made(calls.filter((call) => !dropped.includes(call)));
}

/**
 * What a settled exchange adds to its session; null where no rule asks, or the session has no key to
 * remember anything by. Of a withheld answer nothing was called.
 */
export function flowAdded(
  policy: AgentPolicy,
  account: Account,
  of: { readonly view: SessionView | null; readonly isWithheld: boolean },
): FlowSketch | null {
  if (!remembersFlows(policy) || account.digest === undefined) return null;
  const made = of.isWithheld ? [] : account.flow.calls;
  try {
    const flow = flowOf(made, flowFacts(policy, account, of.view));
    account.read(flow.reads ?? []);
    return flow;
  } catch {
    account.degraded(`detector_failed:${FAMILY}`);
    return null;
  }
}

/** What is known of a conversation, beside the calls of this exchange. */
function flowFacts(
  { situation, labelled, ownDomains }: AgentPolicy,
  { flow, digest }: Account,
  view: SessionView | null = situation.view,
): FlowFacts {
  const names = new Map<string, string>();
  for (const { id, name } of [...(view?.recentCalls ?? []), ...flow.calls]) {
    if (id !== undefined && id !== "") names.set(id, name);
  }
  return {
    sources: [...situation.sources, ...flow.texts].map((segment) => named(segment, names)),
    pastCalls: situation.pastCalls.map(asTold),
    tools: situation.tools,
    labelled,
    ownDomains,
    sketch: view?.flow ?? null,
    digest: digest ?? null,
  };
}

/** A result whose tool its message does not tell: the call was made in a turn before. */
function named(segment: Segment, names: ReadonlyMap<string, string>): Segment {
  const { tool, callId } = segment;
  const known = tool === undefined && callId !== undefined ? names.get(callId) : undefined;
  return known === undefined ? segment : { ...segment, tool: known };
}

function asTold(call: { readonly name: string; readonly arguments?: string }): {
  readonly name: string;
  readonly arguments: string;
} {
  return { name: call.name, arguments: call.arguments ?? "" };
}
