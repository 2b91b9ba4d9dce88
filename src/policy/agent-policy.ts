// A policy as one agent meets it: the rules that are for it, compiled, and what they need. Made once
// per policy version and agent, and kept by the caller; `bind` fits it to one exchange.
import { changes, stops, type Mode } from "../domain/decision.ts";
import { PLAIN_PRIVACY, type Privacy } from "../domain/privacy.ts";
import type { Direction } from "../domain/segment.ts";
import { compileAlerts, type AlertTest } from "./alerts.ts";
import { compileDeclared, type DeclaredParameters } from "./declared-parameters.ts";
import { compileExemptions, type ExemptionTest } from "./exemptions.ts";
import { matchesGlob, matchesAny } from "./glob.ts";
import { compileLabels, type ToolLabels } from "./rules/call-order.ts";
import { compileRules } from "./rules/compile-rule.ts";
import type { CompiledRule } from "./rules/rule.ts";
import type { Policy, Rule } from "./schema/document.ts";
import { bothScans, scansFor, type Scans } from "./scans.ts";
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
  /** Whether any rule of the policy itself reads tool calls. Where none does, calls are not held. */
  readonly judgesCalls: boolean;
  /** Whether calls are judged at all, be it by a shadow only. */
  readonly readsCalls: boolean;
  /** Whether any rule judges the request as a whole. */
  readonly judgesRequest: boolean;
  /** Whether any rule needs to know what the session has been. */
  readonly needsView: boolean;
  /** Whether one of them judges requests: those that judge calls can wait for the answer. */
  readonly needsViewFirst: boolean;
  /** Whether any rule needs digests of the declared tools. */
  readonly needsHashes: boolean;
  /** Whether the same text may be judged otherwise at another time, by a condition or an exemption. */
  readonly isFickle: boolean;
  /** Whether a token is to be added to system prompts. */
  readonly wantsCanary: boolean;
  /** Names which of the policy's rules these are: what one set lets pass, another may not. */
  readonly variant: string;
}

/** What one agent is held to. */
export interface AgentPolicy extends Needs {
  readonly mode: Mode;
  readonly defaults: Policy["defaults"];
  readonly tier: number | null;
  readonly isExempt: ExemptionTest | null;
  /** What the policy says that parameters of tools hold; null where it says nothing. */
  readonly declared: DeclaredParameters | null;
  /** Labels that the policy gives to tools. */
  readonly labelled: ToolLabels;
  /** Domains that are the tenant's own: what is sent there does not leave. */
  readonly ownDomains: readonly string[];
  /** Which of its events people are told of; null where nobody is. */
  readonly alerts: AlertTest | null;
  /** What its events may keep, and for how long. */
  readonly privacy: Privacy;
  /** What cannot be understood is stopped. */
  readonly failsClosed: boolean;
  /** What cannot be inspected is stopped. */
  readonly forbidsUninspected: boolean;
  /** The exchange that is judged; until it is bound, of nothing but the agent. */
  readonly situation: Situation;
  /** Another version, which is decided by beside this one and never acts; null where none is. */
  readonly shadow: AgentPolicy | null;
  /** The policy before it was bound; null where it is not. */
  readonly base: AgentPolicy | null;
}

/** Picks and compiles what concerns one agent. */
export function agentPolicy(
  policy: Policy,
  agent: string,
  { isShadow = false }: { readonly isShadow?: boolean } = {},
): AgentPolicy {
  const whole = policy.mode === "off" ? NO_RULES : compiledRules(policy, isShadow);
  const isIn = whole.map(({ rule }) => rule.enabled !== false && isForAgent(rule, agent));
  const tier = tierOf(policy, (glob) => matchesGlob(glob, agent));
  const bare = bareSituation(agent);
  return {
    ...needsOfSome(policy, whole, isIn),
    mode: policy.mode,
    defaults: policy.defaults,
    tier,
    isExempt: compileExemptions(policy.exemptions),
    declared: compileDeclared(policy.tools),
    labelled: compileLabels(policy.tools),
    ownDomains: (policy.own_domains ?? []).map((domain) => domain.toLowerCase()),
    alerts: policy.mode === "off" ? null : compileAlerts(policy.alerts, agent),
    privacy: privacyOf(policy),
    failsClosed: policy.mode === "enforce" && policy.defaults.on_error === "fail_closed",
    forbidsUninspected: policy.mode === "enforce" && policy.defaults.uninspected === "block",
    situation: { ...bare, agent: { id: agent, tier } },
    shadow: null,
    base: null,
  };
}

function privacyOf({ privacy }: Policy): Privacy {
  if (privacy === undefined) return PLAIN_PRIVACY;
  return {
    hasFingerprints: privacy.fingerprints,
    hasEndUsers: privacy.end_users === "hash",
    hasPaths: !privacy.drop_paths,
    retentionDays: privacy.retention_days ?? null,
  };
}

const NO_RULES: readonly CompiledRule[] = [];

const compiled = { active: new WeakMap(), shadow: new WeakMap() } as const satisfies Record<
  string,
  WeakMap<Policy, readonly CompiledRule[]>
>;

/** The rules of a policy in the order in which they are considered: compiled once, for all agents. */
function compiledRules(policy: Policy, isShadow: boolean): readonly CompiledRule[] {
  const cache: WeakMap<Policy, readonly CompiledRule[]> = compiled[isShadow ? "shadow" : "active"];
  const known = cache.get(policy);
  if (known !== undefined) return known;
  const made = compileRules(orderedRules(policy), policy, { isShadow });
  cache.set(policy, made);
  return made;
}

/**
 * A policy that is watched by another: what either needs is scanned, but nothing waits for what
 * only the shadow needs. A shadow of a policy that is off sees nothing, because nothing is read.
 */
export function withShadow(policy: AgentPolicy, shadow: AgentPolicy): AgentPolicy {
  if (policy.mode === "off") return policy;
  return { ...policy, ...bothNeeds(policy, shadow), shadow };
}

/** All rules of a policy, those of its sections too, in the order in which they are considered. */
export function orderedRules(policy: Policy): readonly Rule[] {
  return [...sectionRules(policy), ...policy.rules].toSorted(byPrecedence);
}

/** Whether a rule is for an agent. */
export function isForAgent({ agents }: Rule, agent: string): boolean {
  return agents === undefined || matchesAny(agents, agent);
}

/** Rules of a higher priority first; among equals those that allow; then as they are written. */
function byPrecedence(a: Rule, b: Rule): number {
  const priority = (b.priority ?? 0) - (a.priority ?? 0);
  return priority || Number(b.action === "allow") - Number(a.action === "allow");
}

const needsByRules = new WeakMap<readonly CompiledRule[], Map<string, Needs>>();

/**
 * Fits a policy to one exchange: rules that are not for it are left out. What a set of rules needs
 * is computed once; where every rule is for every exchange this costs nothing.
 */
export function bind(policy: AgentPolicy, situation: Situation): AgentPolicy {
  return bindToAny(policy, situation, [situation]);
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
  const situations = models.map((model) =>
    // The facts of an exchange are read when they are first asked for: a copy would read them all.
    model === situation.model ? situation : { ...situation, model },
  );
  return bindToAny(policy.base ?? policy, situation, situations);
}

/** The same rules for an exchange of which more is known than when they were bound to it. */
export function withSituation(policy: AgentPolicy, situation: Situation): AgentPolicy {
  const { shadow } = policy;
  return { ...policy, situation, shadow: shadow && { ...shadow, situation } };
}

function bindToAny(
  base: AgentPolicy,
  situation: Situation,
  situations: readonly Situation[],
): AgentPolicy {
  const own = bindRules(base, situation, situations);
  if (base.shadow === null) return own;
  return withShadow(own, bindRules(base.shadow, situation, situations));
}

function bindRules(
  base: AgentPolicy,
  situation: Situation,
  situations: readonly Situation[],
): AgentPolicy {
  if (base.rules.every(({ isForAll }) => isForAll)) return { ...base, situation, base };
  const isIn = base.rules.map((rule) => rule.isForAll || situations.some((one) => rule.isFor(one)));
  return { ...base, ...needsOfSome(base, base.rules, isIn), situation, base };
}

/** What some of a list of rules need. */
function needsOfSome(
  policy: Pick<AgentPolicy, "mode" | "defaults">,
  whole: readonly CompiledRule[],
  isIn: readonly boolean[],
): Needs {
  const variant = isIn.map((is) => (is ? "1" : "0")).join("");
  const variants = needsByRules.get(whole) ?? new Map<string, Needs>();
  needsByRules.set(whole, variants);
  const known = variants.get(variant);
  if (known !== undefined) return known;
  const rules = whole.filter((_, index) => isIn[index]);
  const needs = needsOf(policy, rules, variant);
  if (variants.size < VARIANTS_MAX) variants.set(variant, needs);
  return needs;
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
    readsCalls: rules.length > 0,
    judgesRequest: rules.some(({ readsRequest }) => readsRequest),
    needsView: rules.some(({ needsView }) => needsView),
    needsViewFirst: rules.some(
      ({ needsView, readsRequest, directions }) =>
        needsView && (readsRequest || directions.length !== 1 || directions[0] !== "output"),
    ),
    needsHashes: rules.some(({ needsHashes }) => needsHashes),
    isFickle: rules.some(({ rule, family }) => family !== null && rule.when !== undefined),
    // A rule that only watches changes nothing of what is sent.
    wantsCanary:
      mode === "enforce" &&
      rules.some(
        ({ rule, promptLeak }) => promptLeak?.hasCanary === true && rule.mode !== "monitor",
      ),
  };
}

/** What a policy needs that has a shadow. Its own rules act; the shadow's are only noted. */
function bothNeeds(own: Needs, shadow: Needs): Partial<Needs> {
  return {
    scans: inBoth((direction) => bothScans(own.scans[direction], shadow.scans[direction])),
    noted: inBoth((direction) =>
      bothScans(own.noted[direction], shadow.scans[direction], own.enforced[direction]),
    ),
    readsCalls: own.readsCalls || shadow.readsCalls,
    judgesRequest: own.judgesRequest || shadow.judgesRequest,
    needsView: own.needsView || shadow.needsView,
    needsViewFirst: own.needsViewFirst || shadow.needsViewFirst,
    needsHashes: own.needsHashes || shadow.needsHashes,
    isFickle: own.isFickle || shadow.isFickle,
    variant: `${own.variant}|${shadow.variant}`,
  };
}

function inBoth<T>(make: (direction: Direction) => T): Readonly<Record<Direction, T>> {
  return { input: make("input"), output: make("output") };
}

/** What the rule would stop is cut out instead. */
function strips(rule: Rule, defaults: Policy["defaults"]): boolean {
  return (rule.respond_with ?? defaults.respond_with) === "strip";
}

/** Whether a rule may stop or change something, where its policy is enforced. */
export function acts({ action, mode }: Rule): boolean {
  return mode !== "monitor" && (stops(action) || changes(action));
}

/** What is looked for beside what is enforced: other families, and the words of other rules. */
function notedScans(
  rules: readonly CompiledRule[],
  acting: readonly CompiledRule[],
  enforced: Scans,
  direction: Direction,
): Scans {
  const noting = rules.filter((rule) => !acting.includes(rule));
  return scansFor(noting, direction, enforced);
}
