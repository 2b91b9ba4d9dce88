// How many calls the answers of one exchange may still make. What is left was told when the request
// was admitted; from then on the calls of this exchange are taken from it, in their order.
import type { Action, Reason } from "../domain/decision.ts";
import type { CallAllowance } from "../domain/meter.ts";
import type { Severity } from "../domain/finding.ts";
import { LIMITS } from "../domain/limits.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import { matchesAny } from "../policy/glob.ts";

/** An allowance, and what its rule says of a call beyond it. */
export interface CallLimit extends CallAllowance {
  readonly action: Action;
  readonly severity: Severity;
  /** The rule is only monitored. */
  readonly isMonitored: boolean;
}

/** What is said of a call beyond a limit. */
export interface Overspent {
  readonly reason: Reason;
  readonly isMonitored: boolean;
}

/** A budget of calls. */
export interface CallBudget {
  /** Spends on calls; a reason for each that is beyond a limit. */
  spend(calls: readonly Pick<ToolCall, "name" | "path">[]): readonly Overspent[];
}

/** Opens the budget of one exchange. */
export function openCallBudget(limits: readonly CallLimit[]): CallBudget {
  const purses = limits.map((limit) => ({ limit, left: new Map<string, number>() }));

  return {
    spend(calls) {
      const reasons: Overspent[] = [];
      for (const { limit, left } of purses) {
        for (const { name, path } of calls) {
          if (limit.tools !== null && !matchesAny(limit.tools, name)) continue;
          const isKnown = left.has(name) || left.size < LIMITS.meterToolsMax;
          const purse = limit.used === null || !isKnown ? "" : name;
          const now = left.get(purse) ?? firstOf(limit, name);
          left.set(purse, now - 1);
          if (now > 0) continue;
          const { name: rule, action, severity, isMonitored } = limit;
          reasons.push({
            reason: { rule, action, severity, detector: "limit", path },
            isMonitored,
          });
        }
      }
      return reasons;
    },
  };
}

function firstOf({ used, left }: CallAllowance, tool: string): number {
  // Names are the model's own words.
  return used !== null && Object.hasOwn(used, tool) ? (used[tool] ?? left) : left;
}
