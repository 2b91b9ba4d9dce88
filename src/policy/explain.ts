// Why a decision came out as it did: what each rule matched, who took it away, what was exempt. It
// watches the very loop that decides; it has no logic of deciding of its own.
import type { Decision } from "../domain/decision.ts";
import { decide, type Considered } from "./decide.ts";
import type { AgentPolicy } from "./agent-policy.ts";
import { compileExemptions, type ExemptionTest } from "./exemptions.ts";
import { compileScope } from "./rules/scope.ts";
import { takenAs, type Evidence, type Match, type SortedEvidence } from "./rules/rule.ts";
import type { Policy, Rule } from "./schema/document.ts";
import type { Situation } from "./situation.ts";

/** Where a rule matched; never what. */
export interface MatchPlace {
  readonly detector: string;
  readonly path: string;
}

/** How one rule fared with one piece of evidence. */
export interface RuleTrace {
  readonly rule: string;
  /** All that it speaks of, in the order in which it found it. */
  readonly matched: readonly MatchPlace[];
  /** Matches that an earlier rule, one that allows or is final, had taken; by that rule. */
  readonly takenBy: readonly { readonly rule: string; readonly count: number }[];
  /** Matches that an exemption speaks of; by its place in the policy, from 0. */
  readonly exemptedBy: readonly { readonly exemption: number; readonly count: number }[];
  /** Matches that do not meet its condition. */
  readonly unmet: number;
  /** Its condition could not be evaluated somewhere: its fail mode has been followed. */
  readonly hasFailed: boolean;
  /** Matches that were left for it to act on. */
  readonly left: number;
}

/** A decision and how each rule fared, in order of precedence. */
export interface Explanation {
  readonly decision: Decision;
  /** Rules that were considered: those that are for this exchange. */
  readonly rules: readonly RuleTrace[];
}

/** Decides as `decide` does and tells why. `exemptions` are those of the policy's document. */
export function explainDecision(
  policy: AgentPolicy,
  evidence: Evidence,
  exemptions: Policy["exemptions"] = [],
): Explanation {
  const rules: RuleTrace[] = [];
  const takers = new Map<ReturnType<typeof takenAs>, string>();
  const tests = exemptions.map((exemption) => compileExemptions([exemption]));
  const { situation } = policy;
  const decision = decide(policy, evidence, (considered, sorted) => {
    rules.push(traceOf(considered, { takers, tests, sorted, situation }));
    const { rule } = considered.compiled;
    if (rule.mode === "monitor" || (rule.action !== "allow" && rule.final !== true)) return;
    for (const match of considered.left) {
      const subject = takenAs(match);
      if (!takers.has(subject)) takers.set(subject, rule.name);
    }
  });
  return { decision, rules };
}

interface TraceContext {
  readonly takers: ReadonlyMap<ReturnType<typeof takenAs>, string>;
  readonly tests: readonly (ExemptionTest | null)[];
  readonly sorted: SortedEvidence;
  readonly situation: Situation;
}

function traceOf(considered: Considered, context: TraceContext): RuleTrace {
  const { compiled, matches, untaken, bound, left, hasFailed } = considered;
  const rule = compiled.rule.name;
  const isUntaken = new Set(untaken);
  const isHeld = new Set(bound);
  const taken = matches.filter((match) => !isUntaken.has(match));
  const exempt = untaken.filter((match) => !isHeld.has(match));
  const takenBy = counted(taken, (match) => context.takers.get(takenAs(match)) ?? "");
  const exemptedBy = counted(exempt, (match) => exemptionOf({ rule, match }, context));
  return {
    rule,
    matched: matches.map(({ detector, path }) => ({ detector, path })),
    takenBy: takenBy.map(([name, count]) => ({ rule: name, count })),
    exemptedBy: exemptedBy.map(([exemption, count]) => ({ exemption, count })),
    unmet: bound.length - left.length,
    hasFailed,
    left: left.length,
  };
}

function exemptionOf(
  of: { readonly rule: string; readonly match: Match },
  { tests, sorted, situation }: TraceContext,
): number {
  return tests.findIndex((isExempt) => isExempt?.(of, sorted, situation) === true);
}

function counted<K>(matches: readonly Match[], keyOf: (match: Match) => K): readonly [K, number][] {
  return [...Map.groupBy(matches, keyOf)].map(([key, own]) => [key, own.length]);
}

/** What limits whom a rule is for, beside its agents; each with the fields that say it. */
const SCOPES = {
  users: ["users"],
  roles: ["roles", "except_roles"],
  models: ["models"],
  endpoints: ["endpoints", "except_endpoints"],
  schedule: ["schedule"],
  sample: ["sample"],
  rollout: ["rollout"],
} as const satisfies Record<string, readonly (keyof Rule)[]>;

/** A limit of a rule's scope. */
export type ScopeName = keyof typeof SCOPES;

/** Which limits of its scope keep a rule from an exchange; empty where it is for it. */
export function scopesAgainst(rule: Rule, situation: Situation): readonly ScopeName[] {
  const names = Object.keys(SCOPES) as ScopeName[];
  return names.filter((name) => {
    const isFor = compileScope(withOnlyScope(rule, name));
    return isFor !== null && !isFor(situation);
  });
}

/** The rule as if only one of its limits were written. */
function withOnlyScope(rule: Rule, kept: ScopeName): Rule {
  const others = Object.entries(SCOPES).flatMap(([name, fields]) => (name === kept ? [] : fields));
  const dropped = new Set<string>(others);
  const fields = Object.entries(rule).filter(([field]) => !dropped.has(field));
  // Without some optional fields a rule is still a rule of its kind.
  return Object.fromEntries(fields) as Rule;
}
