// A policy as one agent meets it: the rules that are for it, compiled, and what they need. Made once
// per policy version and agent, and kept by the caller; `bind` fits it to one exchange.
import type { Mode } from "../domain/decision.ts";
import { changes, stops } from "../domain/decision.ts";
import type { Direction } from "../domain/segment.ts";
import { compileExemptions, type ExemptionTest } from "./exemptions.ts";
import { matchesGlob, matchesAny } from "./glob.ts";
import { compileRules } from "./rules/compile-rule.ts";
import type { CompiledRule } from "./rules/rule.ts";
import type { Policy, Rule } from "./schema/document.ts";
import { scansFor, type Scans } from "./scans.ts";
import { sectionRules, tierOf } from "./sections.ts";
import { bareSituation, type Situation } from "./situation.ts";

/** What a set of rules needs. */
interface Needs {
  /** In the order in which they are considered. */
  readonly rules: readonly CompiledRule[];
  /** What must be looked for in each direction. */
  readonly scans: Readonly<Record<Direction, Scans>>;
  /** What of it may stop or change something: text that streams waits for it. */
  readonly enforced: Readonly<Record<Direction, Scans>>;
  /** What of it is only written down: nothing waits for it. */
  readonly noted: Readonly<Record<Direction, Scans>>;
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
  if (policy.rules.every(({ isForAll }) => isForAll)) return { ...policy, situation };
  const isIn = policy.rules.map((rule) => rule.isForAll || rule.isFor(situation));
  const variant = isIn.map((is) => (is ? "1" : "0")).join("");
  const variants = bound.get(policy.rules) ?? new Map<string, Needs>();
  bound.set(policy.rules, variants);
  const known = variants.get(variant);
  const rules = policy.rules.filter((_, index) => isIn[index]);
  const needs = known ?? needsOf(policy, rules, variant);
  if (known === undefined && variants.size < VARIANTS_MAX) variants.set(variant, needs);
  return { ...policy, ...needs, situation };
}

/** Sets of rules whose needs are kept; real policies have a handful. */
const VARIANTS_MAX = 256;

function needsOf(
  { mode, defaults }: Pick<AgentPolicy, "mode" | "defaults">,
  rules: readonly CompiledRule[],
  variant: string,
): Needs {
  const acting = mode === "enforce" ? rules.filter(({ rule }) => acts(rule)) : [];
  const enforced = inBoth((direction) => scansFor(acting, direction));
  return {
    rules,
    variant,
    scans: inBoth((direction) => scansFor(rules, direction)),
    enforced,
    noted: inBoth((direction) => notedScans(rules, acting, enforced[direction], direction)),
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

/** What is looked for beside what is enforced: other families, and the words of other rules. */
function notedScans(
  rules: readonly CompiledRule[],
  acting: readonly CompiledRule[],
  enforced: Scans,
  direction: Direction,
): Scans {
  const noting = rules.filter((rule) => !acting.includes(rule));
  const families = new Set([...enforced.families].filter((family) => family !== "content"));
  return scansFor(noting, direction, families);
}
