// What changed between two policies, in the terms of the language: rules, fields, sections, order.
// Where it can be told, whether a change makes the policy stricter or looser.
import { canonicalJson } from "../domain/canonical-json.ts";
import {
  actionEffect,
  documentFieldEffect,
  reversed,
  ruleFieldEffect,
  type Effect,
} from "./change-effect.ts";
import type { Policy, Rule } from "./schema/document.ts";
import { thresholdOf } from "./sensitivity.ts";

/** One change. */
export interface PolicyChange {
  readonly kind: "added" | "removed" | "changed" | "moved";
  /** `rules.own-name`, `rules.own-name.threshold`, `defaults.on_error`, `agents.sales-*.tools`. */
  readonly path: string;
  /** Absent where there was, or is, nothing. */
  readonly from?: unknown;
  readonly to?: unknown;
  readonly effect: Effect;
}

/**
 * Compares two policies. Rules are matched by name; a rule under a new name is one removed and one
 * added. Empty where the policies say the same.
 */
export function diffPolicies(from: Policy, to: Policy): readonly PolicyChange[] {
  const rulesBefore = new Map(from.rules.map((rule) => [rule.name, rule]));
  const rulesAfter = new Map(to.rules.map((rule) => [rule.name, rule]));
  const kept = to.rules.filter(({ name }) => rulesBefore.has(name));
  return [
    ...documentChanges(from, to),
    ...from.rules.filter(({ name }) => !rulesAfter.has(name)).map(removedRule),
    ...to.rules.filter(({ name }) => !rulesBefore.has(name)).map(addedRule),
    ...kept.flatMap((after) => {
      const before = rulesBefore.get(after.name);
      return before === undefined ? [] : ruleChanges(before, after);
    }),
    ...moves(from, to),
  ];
}

/** The effect of a change that is made of others. */
export function overallEffect(changes: readonly PolicyChange[]): Effect {
  const effects = new Set(changes.map(({ effect }) => effect));
  effects.delete("none");
  if (effects.size === 0) return "none";
  const [only] = effects;
  return effects.size === 1 && only !== undefined ? only : "unclear";
}

function documentChanges(from: Policy, to: Policy): readonly PolicyChange[] {
  const top = changedFields(topOf(from), topOf(to)).map((change) => ({
    ...change,
    effect: documentFieldEffect(change),
  }));
  const exemptions = changedFields(
    exemptionsByText(from.exemptions),
    exemptionsByText(to.exemptions),
  ).map((change): PolicyChange => ({
    ...change,
    path: "exemptions",
    effect: change.kind === "added" ? "looser" : "stricter",
  }));
  return [...top, ...exemptions];
}

/** The document without rules and exemptions, one entry for each thing that can change alone. */
function topOf(policy: Policy): Record<string, unknown> {
  const { version: _, rules: _rules, exemptions: _exemptions, ...rest } = policy;
  const { defaults, agents, tools, mcp, ...plain } = rest;
  return {
    ...plain,
    ...prefixed("defaults", defaults),
    ...prefixed("agents", agents),
    ...prefixed("tools", tools),
    ...prefixed("mcp.servers", mcp?.servers),
  };
}

function prefixed(prefix: string, record: object = {}): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [`${prefix}.${key}`, value] as const),
  );
}

function exemptionsByText(exemptions: Policy["exemptions"] = []): Record<string, unknown> {
  return Object.fromEntries(exemptions.map((one) => [canonicalJson(one), one]));
}

function removedRule(rule: Rule): PolicyChange {
  const effect = reversed(effectOfAdding(rule));
  return { kind: "removed", path: `rules.${rule.name}`, from: rule, effect };
}

function addedRule(rule: Rule): PolicyChange {
  const effect = effectOfAdding(rule);
  return { kind: "added", path: `rules.${rule.name}`, to: rule, effect };
}

function effectOfAdding(rule: Rule): Effect {
  if (rule.enabled === false) return "none";
  if (rule.action === "allow") return "looser";
  // What a final rule takes is lost to stricter rules after it.
  return rule.final === true ? "unclear" : "stricter";
}

function ruleChanges(before: Rule, after: Rule): readonly PolicyChange[] {
  const isDisabled = before.enabled === false && after.enabled === false;
  return changedFields(asCompared(before), asCompared(after)).map((change) => {
    const path = `rules.${after.name}.${change.path}`;
    if (isDisabled) return { ...change, path, effect: "none" };
    if (change.path === "action") {
      return { ...change, path, effect: actionEffect(before.action, after.action) };
    }
    if (before.action === "allow" && after.action !== "allow") {
      return { ...change, path, effect: "unclear" };
    }
    const effect = ruleFieldEffect(change, after);
    return { ...change, path, effect: after.action === "allow" ? reversed(effect) : effect };
  });
}

/** A rule whose sensitivity is the number that it stands for: one thing, in whichever words. */
function asCompared(rule: Rule): object {
  if (rule.scanner !== "prompt_injection" && rule.scanner !== "jailbreak") return rule;
  const { sensitivity: _, ...rest } = rule;
  return { ...rest, threshold: thresholdOf(rule) };
}

type FieldChange = Omit<PolicyChange, "effect">;

function changedFields(before: object, after: object): readonly FieldChange[] {
  const old = new Map<string, unknown>(Object.entries(before));
  const young = new Map<string, unknown>(Object.entries(after));
  const fields = [...new Set([...old.keys(), ...young.keys()])];
  return fields.flatMap((path): FieldChange[] => {
    const [from, to] = [old.get(path), young.get(path)];
    if (isSame(from, to)) return [];
    if (from === undefined) return [{ kind: "added", path, to }];
    if (to === undefined) return [{ kind: "removed", path, from }];
    return [{ kind: "changed", path, from, to }];
  });
}

function isSame(a: unknown, b: unknown): boolean {
  return a === undefined || b === undefined ? a === b : canonicalJson(a) === canonicalJson(b);
}

/** Rules whose order among the others changed. It matters where one allows, or is final. */
function moves(from: Policy, to: Policy): readonly PolicyChange[] {
  const after = new Set(to.rules.map(({ name }) => name));
  const before = from.rules.map(({ name }) => name).filter((name) => after.has(name));
  const known = new Set(before);
  const now = to.rules.map(({ name }) => name).filter((name) => known.has(name));
  const stays = longestInOrder(now.map((name) => before.indexOf(name)));
  const isOrdered = [...from.rules, ...to.rules].some(({ final }) => final === true);
  return now.flatMap((name, index): PolicyChange[] => {
    if (stays.has(index)) return [];
    const effect = isOrdered ? "unclear" : "none";
    return [
      { kind: "moved", path: `rules.${name}`, from: before.indexOf(name), to: index, effect },
    ];
  });
}

/** The places of a longest run in rising order: all others have moved. Quadratic in the rules. */
function longestInOrder(places: readonly number[]): ReadonlySet<number> {
  const best = places.map(() => ({ length: 1, before: -1 }));
  for (let at = 0; at < places.length; at += 1) {
    for (let earlier = 0; earlier < at; earlier += 1) {
      const length = (best[earlier]?.length ?? 0) + 1;
      const isRising = (places[earlier] ?? 0) < (places[at] ?? 0);
      if (isRising && length > (best[at]?.length ?? 0)) best[at] = { length, before: earlier };
    }
  }
  const longest = Math.max(0, ...best.map(({ length }) => length));
  const kept = new Set<number>();
  for (let at = best.findIndex(({ length }) => length === longest); at >= 0;) {
    kept.add(at);
    at = best[at]?.before ?? -1;
  }
  return kept;
}
