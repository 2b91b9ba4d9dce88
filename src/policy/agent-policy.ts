// A policy as one agent meets it: the rules that are for it, compiled, and what they need. Made once
// per policy version and agent, and kept by the caller; `bind` fits it to one exchange.
import type { Mode } from "../domain/decision.ts";
import { changes, stops } from "../domain/decision.ts";
import type { Family } from "../domain/finding.ts";
import type { Direction } from "../domain/segment.ts";
import { compileExemptions, type ExemptionTest } from "./exemptions.ts";
import { matchesGlob, matchesAny } from "./glob.ts";
import { compileRules } from "./rules/compile-rule.ts";
import type { CompiledRule } from "./rules/rule.ts";
import type { Policy, Rule } from "./schema/document.ts";
import { sectionRules, tierOf } from "./sections.ts";
import { bareSituation, type Situation } from "./situation.ts";

/** What a set of rules needs. */
interface Needs {
  /** In the order in which they are considered. */
  readonly rules: readonly CompiledRule[];
  /** Families that must be scanned in each direction; the others are not run at all. */
  readonly families: Readonly<Record<Direction, ReadonlySet<Family>>>;
  /** Those of them that may stop or change something: text that streams waits for them. */
  readonly enforced: Readonly<Record<Direction, ReadonlySet<Family>>>;
  /** Those that are only written down: nothing waits for them. */
  readonly noted: Readonly<Record<Direction, ReadonlySet<Family>>>;
  /** Whether a text may be rewritten on its way. */
  readonly rewrites: Readonly<Record<Direction, boolean>>;
  /** Whether any rule reads tool calls. Where none does, calls are not held. */
  readonly judgesCalls: boolean;
  /** Whether any rule judges the request as a whole. */
  readonly judgesRequest: boolean;
  /** Whether any rule needs to know what the session has been. */
  readonly needsView: boolean;
  /** Whether the same text may be judged otherwise at another time, by a condition or an exemption. */
  readonly isFickle: boolean;
  /** Names which of the policy's rules these are: what one set lets pass, another may not. */
  readonly variant: string;
}

/** What one agent is held to. */
export interface AgentPolicy extends Needs {
  readonly mode: Mode;
  readonly defaults: Policy["defaults"];
  readonly tier: number | null;
  readonly isExempt: ExemptionTest | null;
  /** What cannot be understood is stopped. */
  readonly failsClosed: boolean;
  /** What cannot be inspected is stopped. */
  readonly forbidsUninspected: boolean;
  /** The exchange that is judged; until it is bound, of nothing but the agent. */
  readonly situation: Situation;
  /** The policy before it was bound; null where it is not. */
  readonly base: AgentPolicy | null;
}

/** Picks and compiles what concerns one agent. */
export function agentPolicy(policy: Policy, agent: string): AgentPolicy {
  const own = [...sectionRules(policy), ...policy.rules].filter(
    (rule) =>
      rule.enabled !== false && (rule.agents === undefined || matchesAny(rule.agents, agent)),
  );
  const rules = policy.mode === "off" ? [] : compileRules(own.toSorted(byPrecedence), policy);
  const tier = tierOf(policy, (glob) => matchesGlob(glob, agent));
  const bare = bareSituation(agent);
  return {
    ...needsOf(policy, rules, "all"),
    mode: policy.mode,
    defaults: policy.defaults,
    tier,
    isExempt: compileExemptions(policy.exemptions),
    failsClosed: policy.mode === "enforce" && policy.defaults.on_error === "fail_closed",
    forbidsUninspected: policy.mode === "enforce" && policy.defaults.uninspected === "block",
    situation: { ...bare, agent: { id: agent, tier } },
    base: null,
  };
}

/** Rules of a higher priority first; among equals those that allow; then as they are written. */
function byPrecedence(a: Rule, b: Rule): number {
  const priority = (b.priority ?? 0) - (a.priority ?? 0);
  return priority || Number(b.action === "allow") - Number(a.action === "allow");
}

const bound = new WeakMap<readonly CompiledRule[], Map<string, Needs>>();

/**
 * Fits a policy to one exchange: rules that are not for it are left out. What a set of rules needs
 * is computed once; where every rule is for every exchange this costs nothing.
 */
export function bind(policy: AgentPolicy, situation: Situation): AgentPolicy {
  return bindToAny(policy, situation, [situation.model]);
}

/**
 * Fits a policy that may be bound already to another situation, of which only some models are known
 * that it may be about; null stands for one that nobody knows. The rules are those for any of them.
 */
export function rebind(
  policy: AgentPolicy,
  situation: Situation,
  models: readonly (string | null)[],
): AgentPolicy {
  return bindToAny(policy.base ?? policy, situation, models);
}

function bindToAny(
  policy: AgentPolicy,
  situation: Situation,
  models: readonly (string | null)[],
): AgentPolicy {
  const base = policy.base ?? policy;
  if (policy.rules.every(({ isForAll }) => isForAll)) return { ...policy, situation, base };
  const situations = models.map((model) =>
    // The facts of an exchange are read when they are first asked for: a copy would read them all.
    model === situation.model ? situation : { ...situation, model },
  );
  const isIn = policy.rules.map(
    (rule) => rule.isForAll || situations.some((one) => rule.isFor(one)),
  );
  const variant = isIn.map((is) => (is ? "1" : "0")).join("");
  const variants = bound.get(policy.rules) ?? new Map<string, Needs>();
  bound.set(policy.rules, variants);
  const known = variants.get(variant);
  const rules = policy.rules.filter((_, index) => isIn[index]);
  const needs = known ?? needsOf(policy, rules, variant);
  if (known === undefined && variants.size < VARIANTS_MAX) variants.set(variant, needs);
  return { ...policy, ...needs, situation, base };
}

/** Sets of rules whose needs are kept; real policies have a handful. */
const VARIANTS_MAX = 256;

function needsOf(
  { mode, defaults }: Pick<AgentPolicy, "mode" | "defaults">,
  rules: readonly CompiledRule[],
  variant: string,
): Needs {
  const acting = mode === "enforce" ? rules.filter(({ rule }) => acts(rule)) : [];
  const families = inBoth((direction) => familiesFor(rules, direction));
  const enforced = inBoth((direction) => familiesFor(acting, direction));
  return {
    rules,
    variant,
    families,
    enforced,
    noted: inBoth(
      (direction) =>
        new Set([...families[direction]].filter((family) => !enforced[direction].has(family))),
    ),
    rewrites: inBoth((direction) =>
      acting.some(
        ({ rule, family, directions }) =>
          (changes(rule.action) || strips(rule, defaults)) &&
          family !== null &&
          directions.includes(direction),
      ),
    ),
    judgesCalls: rules.length > 0,
    judgesRequest: rules.some(({ readsRequest }) => readsRequest),
    needsView: rules.some(({ needsView }) => needsView),
    isFickle: rules.some(({ rule, family }) => family !== null && rule.when !== undefined),
  };
}

function inBoth<T>(make: (direction: Direction) => T): Readonly<Record<Direction, T>> {
  return { input: make("input"), output: make("output") };
}

/** What the rule would stop is cut out instead. */
function strips(rule: Rule, defaults: Policy["defaults"]): boolean {
  return (rule.respond_with ?? defaults.respond_with) === "strip";
}

function acts({ action }: Rule): boolean {
  return stops(action) || changes(action);
}

function familiesFor(rules: readonly CompiledRule[], direction: Direction): ReadonlySet<Family> {
  return new Set(
    rules.flatMap(({ family, directions }) =>
      family !== null && directions.includes(direction) ? [family] : [],
    ),
  );
}
