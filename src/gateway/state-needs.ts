// What a policy needs of the state between exchanges. Most need nothing, and cost nothing then.
import type { StateNeeds } from "../domain/meter.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";

const NONE: StateNeeds = { meters: [], view: false };

/** The needs of a policy; null where it has none. */
export function stateNeedsOf(
  policy: AgentPolicy & { readonly needs?: StateNeeds },
): StateNeeds | null {
  const { meters, view } = policy.needs ?? NONE;
  return meters.length === 0 && !view ? null : { meters, view };
}
