// Policies as agents meet them. A policy is compiled when it is uploaded; what is made of it here
// for one agent is made once per isolate.
import type { ExchangeEvent } from "../domain/event.ts";
import { LIMITS } from "../domain/limits.ts";
import { agentPolicy, type AgentPolicy } from "../policy/agent-policy.ts";
import { DEFAULT_POLICY } from "../policy/default-policy.ts";
import type { AgentRecord } from "../storage/access.ts";

/** Policies as agents meet them, by content: made once per isolate. */
const agentPolicies = new Map<string, AgentPolicy>();

/** The policy that an agent is held to: its own, else the built-in one. */
export function policyOf(agent: AgentRecord): AgentPolicy {
  const hash = agent.policy?.hash ?? "default";
  const key = `${hash}/${agent.agent}`;
  const known = agentPolicies.get(key);
  if (known) return known;
  if (agentPolicies.size >= LIMITS.cacheEntriesMax) agentPolicies.clear();
  const made = agentPolicy(agent.policy?.policy ?? DEFAULT_POLICY, agent.agent);
  agentPolicies.set(key, made);
  return made;
}

/** What an event says of an agent's policy. */
export function policySummary(agent: AgentRecord): NonNullable<ExchangeEvent["policy"]> {
  const { policy } = agent;
  if (policy === null) return { name: "built-in", version: 1, hash: "default" };
  return { name: policy.name, version: policy.version, hash: policy.hash };
}
