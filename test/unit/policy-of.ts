// Policies from YAML, for tests: one that does not load ends the test with its problems.
import { agentPolicy, type AgentPolicy } from "../../src/policy/agent-policy.ts";
import { loadPolicy } from "../../src/policy/load.ts";
import type { Policy } from "../../src/policy/schema/document.ts";

/** A policy from its YAML without the version. */
export function loadedPolicy(yaml: string): Policy {
  const loaded = loadPolicy(`version: "1.0"\n${yaml}`);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value;
}

/** The same as an agent meets it. */
export function policyOf(yaml: string, agent = "agent"): AgentPolicy {
  return agentPolicy(loadedPolicy(yaml), agent);
}
