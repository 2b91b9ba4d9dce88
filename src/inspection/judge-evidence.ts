// The one place where evidence of live traffic is judged: the decision goes to the account, and a
// shadow's decision beside it. What is done about it is the caller's business.
import { ALLOW, type Decision } from "../domain/decision.ts";
import { injectionScore } from "../domain/session-view.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import { decide } from "../policy/decide.ts";
import type { Evidence } from "../policy/rules/rule.ts";
import type { Account } from "./account.ts";

/** Judges evidence and tells the account. A shadow judges the same and changes nothing. */
export function judgeEvidence(policy: AgentPolicy, account: Account, told: Evidence): Decision {
  const { suspicions } = account;
  const evidence = suspicions.length === 0 ? told : { ...told, suspicions };
  const { view } = policy.situation;
  if (view !== null) account.scored(injectionScore(view, suspicions));
  account.judging?.(policy, evidence);
  const decision = decide(policy, evidence);
  if (decision !== ALLOW) account.decided(decision);
  if (policy.shadow !== null) account.shadowed(decide(policy.shadow, evidence));
  return decision;
}
