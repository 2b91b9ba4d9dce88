// Policies as agents meet them. A policy is compiled when it is uploaded; what is made of it here
// for one agent is made once per isolate.
import type { ExchangeEvent } from "../domain/event.ts";
import { LIMITS } from "../domain/limits.ts";
import type { ShadowOf } from "../inspection/account.ts";
import { agentPolicy, withShadow, type AgentPolicy } from "../policy/agent-policy.ts";
import { DEFAULT_POLICY } from "../policy/default-policy.ts";
import { inherit } from "../policy/inherit.ts";
import type { Policy } from "../policy/schema/document.ts";
import type { AgentRecord, HeldPolicy } from "../storage/access.ts";

/** In the place of a hash, for the policy that is in the code. */
const BUILT_IN = "default";

/** Policies as agents meet them, by content: made once per isolate. */
const agentPolicies = new Map<string, AgentPolicy>();

/** The policy that an agent is held to, with its shadow: its own, else the built-in one. */
export function policyOf({ agent, policy, shadow }: AgentRecord): AgentPolicy {
  const active = compiledFor(agent, policy);
  return shadow === null ? active : withShadow(active, compiledFor(agent, shadow, true));
}

/** What a session's memory of texts goes by: a change of either policy inspects all anew. */
export function policyKey({ policy, shadow }: AgentRecord): string {
  const hash = policy?.hash ?? BUILT_IN;
  return shadow === null ? hash : `${hash}|${shadow.hash}`;
}

function compiledFor(agent: string, held: HeldPolicy | null, isShadow = false): AgentPolicy {
  const key = `${isShadow ? "shadow" : "active"}/${held?.hash ?? BUILT_IN}/${agent}`;
  const known = agentPolicies.get(key);
  if (known) return known;
  if (agentPolicies.size >= LIMITS.cacheEntriesMax) agentPolicies.clear();
  const made = agentPolicy(documentOf(agent, held), agent, { isShadow });
  agentPolicies.set(key, made);
  return made;
}

/** Documents by content: rules are compiled once for a document, whatever agents it is for. */
const documents = new Map<string, Policy>();

function documentOf(agent: string, held: HeldPolicy | null): Policy {
  if (held === null) return DEFAULT_POLICY;
  const { own, tenant, hash } = held;
  if (tenant !== null) return inherit({ agent, own, tenant: tenant.policy });
  const known = documents.get(hash);
  if (known !== undefined) return known;
  if (documents.size >= LIMITS.cacheEntriesMax) documents.clear();
  documents.set(hash, own);
  return own;
}

/** What an event says of an agent's shadow. */
export function shadowSummary({ shadow }: AgentRecord): ShadowOf | null {
  return shadow && { policy: shadow.name, version: shadow.version };
}

/** What an event says of an agent's policy. */
export function policySummary(agent: AgentRecord): NonNullable<ExchangeEvent["policy"]> {
  const { policy } = agent;
  if (policy === null) return { name: "built-in", version: 1, hash: BUILT_IN };
  const { name, version, hash, tenant } = policy;
  return {
    name,
    version,
    hash,
    ...(tenant && { tenant: { name: tenant.name, version: tenant.version } }),
  };
}
