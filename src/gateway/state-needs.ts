// What a policy needs of the state between exchanges: what its limits count, and whether it wants to
// know what a session has been. Most policies need nothing, and cost nothing then.
import { stops } from "../domain/decision.ts";
import type { Meter, MeterRule, StateNeeds } from "../domain/meter.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import type { Match, SortedEvidence } from "../policy/rules/rule.ts";
import type { Rule } from "../policy/schema/document.ts";
import { rateOf } from "../policy/schema/values.ts";

/**
 * The needs of one exchange; null where it has none. `whole` is the policy of its agent before it was
 * bound: a session that one rule speaks of is remembered in every exchange, and one that a rule has
 * ended stays so, whether or not the rule is for this exchange.
 */
export function stateNeedsOf(policy: AgentPolicy, whole: AgentPolicy): StateNeeds | null {
  const failedRules: string[] = [];
  const { situation, isExempt } = policy;
  const meters = policy.rules.flatMap(({ rule, condition }) => {
    const made = metersOf(rule, policy);
    if (made.length === 0) return made;
    if (isExempt?.({ rule: rule.name, match: REQUEST }, NO_EVIDENCE, situation) === true) return [];
    const isMet = condition === null || condition(REQUEST, NO_EVIDENCE, situation);
    if (isMet !== "failed") return isMet ? made : [];
    failedRules.push(rule.name);
    return failsClosed(rule, policy) ? made : [];
  });
  const view =
    whole.needsView || whole.rules.some(({ rule }) => rule.action === "terminate_session");
  const isNeeded = meters.length > 0 || view || failedRules.length > 0;
  return isNeeded ? { meters, view, failedRules } : null;
}

/** What the condition of a limit is asked about: the request, before anything else is known. */
const REQUEST: Match = { subject: "request", detector: "limit", path: "" };
const NO_EVIDENCE: SortedEvidence = {
  direction: "input",
  findings: [],
  calls: [],
  byFamily: new Map(),
  argumentsOf: () => null,
  callAt: () => null,
};

function failsClosed(rule: Rule, { defaults }: AgentPolicy): boolean {
  return (rule.on_error ?? defaults.on_error) === "fail_closed";
}

function metersOf(rule: Rule, policy: AgentPolicy): readonly MeterRule[] {
  const isMonitored = rule.mode === "monitor";
  const made = {
    name: rule.name,
    action: rule.action,
    severity: rule.severity,
    message: rule.message ?? null,
    isEnforced: policy.mode === "enforce" && !isMonitored && stops(rule.action),
    failsClosed: !isMonitored && failsClosed(rule, policy),
    isMonitored,
  };
  if (rule.scanner === "limit") {
    const { count, by, tools } = rule;
    return [{ ...made, ...rateOf(rule.rate), count, by, ...(tools && { tools }) }];
  }
  if (rule.scanner === "rate_limit") return rateLimitMeters(rule, made);
  if (rule.scanner !== "concurrency") return [];
  return [{ ...made, count: "concurrency", max: rule.max, windowMs: null, by: rule.by }];
}

/** Requests and calls are each held to it; where tools are named, only their calls. */
function rateLimitMeters(
  { max_calls: max, window_seconds: seconds, by, tools }: Extract<Rule, { scanner: "rate_limit" }>,
  made: Omit<MeterRule, keyof Meter> & Pick<Meter, "name" | "isEnforced">,
): readonly MeterRule[] {
  const meter = { ...made, max, windowMs: Math.max(1, Math.round(seconds * 1_000)), by };
  const calls: MeterRule = { ...meter, count: "tool_calls", ...(tools && { tools }) };
  const isOfCalls = tools !== undefined || by === "tool";
  return isOfCalls ? [calls] : [calls, { ...meter, count: "requests" }];
}
