// What holds for an agent that has a policy of its own in a tenant that has one too: the agent's
// policy, and those rules of the tenant's that reach into it. The result is a policy like any other.
import { isForAgent } from "./agent-policy.ts";
import { compileGlobs } from "./glob.ts";
import { sectionRules } from "./sections.ts";
import type { Policy, Rule } from "./schema/document.ts";

type Exemptions = NonNullable<Policy["exemptions"]>;
type Mode = Policy["mode"];
type ToolSection = NonNullable<Policy["tools"]>[string];

/** An agent's own policy and its tenant's. */
export interface Inheritance {
  readonly agent: string;
  readonly own: Policy;
  readonly tenant: Policy;
}

/**
 * Lifts a priority above all that a policy can write (at most 1,000): what the tenant says is
 * considered first, so that no rule of the agent's own can take a match away from it.
 */
const FIRST = 4_000;

/**
 * Merges the two for one agent. With `extends: tenant` all of the tenant's rules hold, before the
 * own ones; else only those that are `mandatory`. In detail:
 *
 * - An own rule of the same name replaces a tenant's rule, unless that is mandatory: then both hold,
 *   and the own one goes by `agent.<name>`.
 * - The own mode is that of all rules but the mandatory ones: those act if the tenant's policy is
 *   enforced, whatever the own mode. No rule is stricter than the document that it stands in.
 * - Defaults are those of the own document, or the tenant's where only mandatory rules are enforced.
 *   A tenant's rule brings its own `on_error`, `respond_with` and `message` along. Where a mandatory
 *   one acts, the fail mode is closed if the tenant's is: odd input is no way around it.
 * - Sections: key by key, the own one wins; labels of a tool add up, and its higher tier counts.
 *   Without `extends` only `tools` comes along, because mandatory chains speak of its labels, and
 *   `own_domains`, which add up: mandatory rules about the flow of data speak of them.
 * - Exemptions of the own document do not speak of mandatory rules.
 */
export function inherit(of: Inheritance): Policy {
  const { agent, own, tenant } = of;
  const isExtended = own.extends === "tenant";
  const mandatory = tenant.rules.filter(
    (rule) => rule.mandatory === true && rule.enabled !== false && isForAgent(rule, agent),
  );
  if (tenant.mode === "off" || (mandatory.length === 0 && !isExtended)) return own;
  const mode = mandatory.length > 0 ? stricter(own.mode, tenant.mode) : own.mode;
  const context = { ...of, mode, mandatory: new Set(mandatory.map(({ name }) => name)) };
  const optional = isExtended && own.mode !== "off" ? optionalRules(of) : [];
  const tenantRules = [
    ...mandatory.map((rule) => fromTenant(rule, context, isMonitored(tenant.mode, mode))),
    ...optional.map((rule) => fromTenant(rule, context, isMonitored(milder(of), mode))),
  ];
  const isEnforcedByTenant = own.mode !== "enforce" && mode === "enforce";
  const closes = mandatory.length > 0 && tenant.mode === "enforce";
  return {
    ...own,
    mode,
    defaults: {
      ...(isEnforcedByTenant ? tenant.defaults : own.defaults),
      ...(closes && tenant.defaults.on_error === "fail_closed" && { on_error: "fail_closed" }),
    },
    agents: tiersOf({ ...(isExtended && tenant.agents), ...own.agents }),
    tools: mergedTools(tenant.tools ?? {}, own.tools ?? {}),
    ...ownDomains(of),
    mcp: undefined,
    rules: [...tenantRules, ...ownRules(context)],
    exemptions: exemptionsOf(context, tenantRules),
    ...(isExtended && {
      alerts: [...new Map([...(tenant.alerts ?? []), ...(own.alerts ?? [])].map(named)).values()],
      privacy: own.privacy ?? tenant.privacy,
    }),
  };
}

function ownDomains({ own, tenant }: Inheritance): Pick<Policy, "own_domains"> {
  const domains = new Set([...(tenant.own_domains ?? []), ...(own.own_domains ?? [])]);
  return domains.size === 0 ? {} : { own_domains: [...domains] };
}

/** Whether anything of a tenant's policy may hold for agents that have this one. */
export function reaches(own: Policy, tenant: Policy): boolean {
  return own.extends === "tenant" || tenant.rules.some((rule) => rule.mandatory === true);
}

interface Context extends Inheritance {
  /** The mode of the result. */
  readonly mode: Mode;
  /** Names of the mandatory rules. */
  readonly mandatory: ReadonlySet<string>;
}

const FROM_MILDEST: readonly Mode[] = ["off", "monitor", "enforce"];

function stricter(a: Mode, b: Mode): Mode {
  return FROM_MILDEST.indexOf(a) > FROM_MILDEST.indexOf(b) ? a : b;
}

function milder({ own, tenant }: Inheritance): Mode {
  return stricter(own.mode, tenant.mode) === own.mode ? tenant.mode : own.mode;
}

/** Whether a rule of a document in one mode must be held back in a policy of another. */
function isMonitored(of: Mode, into: Mode): boolean {
  return of === "monitor" && into === "enforce";
}

/** The tenant's rules that are not mandatory, those of its sections too, less what is replaced. */
function optionalRules({ own, tenant }: Inheritance): readonly Rule[] {
  const replaced = new Set(own.rules.map(({ name }) => name));
  const sections = sectionRules({
    ...tenant,
    agents: without(tenant.agents, own.agents),
    mcp: { servers: without(tenant.mcp?.servers, own.mcp?.servers) },
  });
  const rules = tenant.rules.filter(
    ({ name, mandatory }) => mandatory !== true && !replaced.has(name),
  );
  return [...sections, ...rules];
}

function without<T>(
  record: Readonly<Record<string, T>> = {},
  others: Readonly<Record<string, unknown>> = {},
): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !Object.hasOwn(others, key)));
}

/** A tenant's rule as it holds for an agent: considered first, with the tenant's own defaults. */
function fromTenant(rule: Rule, { tenant }: Context, isHeldBack: boolean): Rule {
  const { defaults } = tenant;
  const respondWith = rule.respond_with ?? defaults.respond_with;
  const message = rule.message ?? defaults.message;
  return {
    ...rule,
    priority: FIRST + (rule.priority ?? 0),
    on_error: rule.on_error ?? defaults.on_error,
    ...(respondWith !== undefined && { respond_with: respondWith }),
    ...(message !== undefined && { message }),
    ...(isHeldBack && { mode: "monitor" as const }),
  };
}

function ownRules({ own, mode, mandatory }: Context): Rule[] {
  if (own.mode === "off") return [];
  const isHeldBack = isMonitored(own.mode, mode);
  return [...sectionRules(own), ...own.rules].map((rule) => ({
    ...rule,
    name: ownName(rule.name, mandatory),
    ...(isHeldBack && { mode: "monitor" as const }),
  }));
}

function ownName(name: string, mandatory: ReadonlySet<string>): string {
  return mandatory.has(name) ? `agent.${name}` : name;
}

/** Of the agents' sections only the tiers: all else in them has become rules. */
function tiersOf(agents: NonNullable<Policy["agents"]>): NonNullable<Policy["agents"]> {
  const tiers = Object.entries(agents).map(([glob, { tier }]) => [
    glob,
    tier === undefined ? {} : { tier },
  ]);
  return Object.fromEntries(tiers);
}

function named<T extends { readonly name: string }>(one: T): [string, T] {
  return [one.name, one];
}

function mergedTools(
  tenant: Readonly<Record<string, ToolSection>>,
  own: Readonly<Record<string, ToolSection>>,
): Record<string, ToolSection> {
  const merged = new Map(Object.entries(tenant));
  for (const [glob, section] of Object.entries(own)) {
    const other = merged.get(glob);
    merged.set(glob, other === undefined ? section : bothTools(other, section));
  }
  return Object.fromEntries(merged);
}

function bothTools(tenant: ToolSection, own: ToolSection): ToolSection {
  const labels = [...new Set([...(tenant.labels ?? []), ...(own.labels ?? [])])];
  const tier = Math.max(tenant.tier ?? 0, own.tier ?? 0);
  return {
    ...(labels.length > 0 && { labels }),
    ...((tenant.declared ?? own.declared) && { declared: { ...tenant.declared, ...own.declared } }),
    ...(tier > 0 && { tier }),
  };
}

/**
 * Exemptions of both, each with the names of the rules that it may speak of in the place of its
 * globs: the tenant's of the tenant's rules, the own ones of all that are not mandatory.
 */
function exemptionsOf(
  { own, tenant, mandatory }: Context,
  tenantRules: readonly Rule[],
): Exemptions {
  const inherited = tenantRules.map(({ name }) => ({ name, goesBy: name }));
  const owned = [...sectionRules(own), ...own.rules].map(({ name }) => ({
    name,
    goesBy: ownName(name, mandatory),
  }));
  const open = inherited.filter(({ name }) => !mandatory.has(name));
  return [
    ...narrowed(tenant.exemptions ?? [], inherited),
    ...narrowed(own.exemptions ?? [], [...open, ...owned]),
  ];
}

function narrowed(
  exemptions: Exemptions,
  names: readonly { readonly name: string; readonly goesBy: string }[],
): Exemptions {
  return exemptions.flatMap((exemption) => {
    const isMeant = compileGlobs(exemption.rules);
    const rules = names.filter(({ name }) => isMeant(name)).map(({ goesBy }) => goesBy);
    return rules.length === 0 ? [] : [{ ...exemption, rules: [...new Set(rules)] }];
  });
}
