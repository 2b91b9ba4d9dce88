// How every rule of a policy fared in one exchange: whether it was for it and why not, what it
// matched, who took that away, and what it acted on. For people who read why.
import type { Action } from "../domain/decision.ts";
import { isForAgent, orderedRules, type AgentPolicy } from "../policy/agent-policy.ts";
import {
  explainDecision,
  scopesAgainst,
  type MatchPlace,
  type RuleTrace,
  type ScopeName,
} from "../policy/explain.ts";
import type { Evidence } from "../policy/rules/rule.ts";
import type { Policy, Rule, Scanner } from "../policy/schema/document.ts";
import { LIMITS } from "../domain/limits.ts";

/**
 * Whether a rule was considered.
 *
 * - `considered`: it was for this exchange and judged it.
 * - `off`, `disabled`, `other agent`: it is not in force here.
 * - a limit of its scope (`roles`, `schedule`, ...): it is not for this exchange.
 * - `not evaluated here`: its verdict needs the outside or a live count.
 */
export type Standing =
  | "considered"
  | "off"
  | "disabled"
  | "other agent"
  | ScopeName
  | "not evaluated here";

/** How a rule fared. */
export interface RuleExplanation {
  readonly name: string;
  readonly scanner: Scanner;
  readonly action: Action;
  readonly standing: Standing;
  /** It carries nothing out by itself: it, or its policy, is only monitored. */
  readonly isMonitored: boolean;
  /** How often it matched, and where; places are bounded. */
  readonly matched: number;
  readonly places: readonly MatchPlace[];
  /** Matches that rules before it had taken, by their names. */
  readonly takenBy: Readonly<Record<string, number>>;
  /** Matches that exemptions speak of, by their owners. */
  readonly exemptedBy: Readonly<Record<string, number>>;
  /** Matches that do not meet its condition. */
  readonly unmet: number;
  /** Its condition could not be evaluated: its fail mode has been followed. */
  readonly hasFailed: boolean;
  /** Matches that it acted on. */
  readonly acted: number;
}

/** Rules whose verdict is not in the exchange itself. */
const OUTSIDE = new Set<Scanner>([
  "moderation",
  "judge",
  "behavior",
  "limit",
  "rate_limit",
  "concurrency",
]);

/** Explains all rules of a policy for an exchange of which this evidence was judged. */
export function explainRules(of: {
  readonly policy: Policy;
  readonly bound: AgentPolicy;
  readonly judged: readonly Evidence[];
}): readonly RuleExplanation[] {
  const { policy, bound, judged } = of;
  const exemptions = policy.exemptions ?? [];
  const traces = Map.groupBy(
    judged.flatMap((evidence) => explainDecision(bound, evidence, exemptions).rules),
    ({ rule }) => rule,
  );
  const owners = exemptions.map(({ owner }) => owner);
  return orderedRules(policy).map((rule) => ({
    ...summaryOf(traces.get(rule.name) ?? [], owners),
    name: rule.name,
    scanner: rule.scanner,
    action: rule.action,
    standing: standingOf(rule, policy, bound),
    isMonitored: policy.mode === "monitor" || rule.mode === "monitor",
  }));
}

function standingOf(rule: Rule, policy: Policy, { situation }: AgentPolicy): Standing {
  if (policy.mode === "off") return "off";
  if (rule.enabled === false) return "disabled";
  if (!isForAgent(rule, situation.agent.id)) return "other agent";
  const [against] = scopesAgainst(rule, situation);
  if (against !== undefined) return against;
  return OUTSIDE.has(rule.scanner) ? "not evaluated here" : "considered";
}

function summaryOf(
  traces: readonly RuleTrace[],
  owners: readonly string[],
): Omit<RuleExplanation, "name" | "scanner" | "action" | "standing" | "isMonitored"> {
  const places = traces.flatMap(({ matched }) => matched);
  const taken = traces.flatMap(({ takenBy }) => takenBy);
  const exempted = traces.flatMap(({ exemptedBy }) => exemptedBy);
  return {
    matched: places.length,
    places: places.slice(0, LIMITS.reasonsRecordedMax),
    takenBy: sums(taken, ({ rule }) => rule),
    exemptedBy: sums(exempted, ({ exemption }) => owners[exemption] ?? "?"),
    unmet: traces.reduce((sum, { unmet }) => sum + unmet, 0),
    hasFailed: traces.some(({ hasFailed }) => hasFailed),
    acted: traces.reduce((sum, { left }) => sum + left, 0),
  };
}

function sums<T extends { readonly count: number }>(
  counted: readonly T[],
  keyOf: (of: T) => string,
): Readonly<Record<string, number>> {
  const result = new Map<string, number>();
  for (const one of counted) result.set(keyOf(one), (result.get(keyOf(one)) ?? 0) + one.count);
  return Object.fromEntries(result);
}
