// Counts how two policies compare over many exchanges: totals, actions, rules, examples.
import { worseAction, type Action } from "../domain/decision.ts";
import { LIMITS } from "../domain/limits.ts";

/** One exchange under two policies. */
export interface Compared {
  readonly id: string;
  readonly from: Action;
  readonly to: Action;
  readonly newlyMatched: readonly string[];
  readonly noLongerMatched: readonly string[];
}

interface RuleCounts {
  rule: string;
  newly_matched: number;
  no_longer_matched: number;
}

/** Which of two actions is more than the other. */
export function compareActions(from: Action, to: Action): "same" | "stricter" | "looser" {
  if (from === to) return "same";
  return worseAction(from, to) === to ? "stricter" : "looser";
}

/** Rules by how often they act where they did not, or no longer where they did; busiest first. */
export function countRules(compared: readonly Compared[]): RuleCounts[] {
  const counts = new Map<string, RuleCounts>();
  const of = (rule: string): RuleCounts => {
    const known = counts.get(rule) ?? { rule, newly_matched: 0, no_longer_matched: 0 };
    counts.set(rule, known);
    return known;
  };
  for (const { newlyMatched, noLongerMatched } of compared) {
    for (const rule of newlyMatched) of(rule).newly_matched += 1;
    for (const rule of noLongerMatched) of(rule).no_longer_matched += 1;
  }
  return [...counts.values()].toSorted((a, b) => changesOf(b) - changesOf(a));
}

function changesOf({ newly_matched: newly, no_longer_matched: gone }: RuleCounts): number {
  return newly + gone;
}

/** Pairs of actions that are not the same, the most frequent first. */
export function countActions(
  pairs: readonly { readonly from: Action; readonly to: Action; readonly count: number }[],
): { from: Action; to: Action; events: number }[] {
  const counts = new Map<string, { from: Action; to: Action; events: number }>();
  for (const { from, to, count } of pairs) {
    if (from === to) continue;
    const key = `${from} ${to}`;
    const known = counts.get(key) ?? { from, to, events: 0 };
    counts.set(key, { ...known, events: known.events + count });
  }
  return [...counts.values()].toSorted((a, b) => b.events - a.events);
}

/** Ids of exchanges for which more, and less, would be done. */
export function examplesOf(compared: readonly Compared[]): {
  stricter: string[];
  looser: string[];
} {
  const idsOf = (wanted: "stricter" | "looser"): string[] =>
    compared
      .filter(({ from, to }) => compareActions(from, to) === wanted)
      .slice(0, LIMITS.comparisonExamplesMax)
      .map(({ id }) => id);
  return { stricter: idsOf("stricter"), looser: idsOf("looser") };
}
