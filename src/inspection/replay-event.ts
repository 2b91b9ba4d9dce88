// What a policy would have made of an exchange that is only known by its event: findings by kind and
// place, names of calls, the model, the time. What an event does not hold is not guessed: rules that
// need it are named, and keep what was recorded of them if they have not changed.
import { changes, stops, worseAction, type Action } from "../domain/decision.ts";
import { canonicalJson } from "../domain/canonical-json.ts";
import type { ExchangeEvent } from "../domain/event.ts";
import { familyOf } from "../domain/finding.ts";
import { TRUSTED_KINDS, type Direction } from "../domain/segment.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import { bind, type AgentPolicy } from "../policy/agent-policy.ts";
import { decide } from "../policy/decide.ts";
import { scopesAgainst, type ScopeName } from "../policy/explain.ts";
import type { CompiledRule, Evidence } from "../policy/rules/rule.ts";
import type { Rule } from "../policy/schema/document.ts";
import { bareSituation, type Situation } from "../policy/situation.ts";
import { thresholdOf } from "../policy/sensitivity.ts";
import { RECORDED_INJECTION_MIN } from "./account.ts";
import { recordedFinding } from "./record-finding.ts";

/** The policies that an event is replayed under. */
export interface ReplayOf {
  readonly event: ExchangeEvent;
  /** The policy that is tried, as the event's agent meets it. */
  readonly candidate: AgentPolicy;
  /** The one that decided then, as the agent met it; null where it is not known. */
  readonly recorded: AgentPolicy | null;
}

/** How the two decisions compare; `unknown` where the event does not hold enough. */
export type Comparison = "same" | "stricter" | "looser" | "unknown";

/** What came of a replay. */
export interface Replay {
  readonly comparison: Comparison;
  /** What the candidate would have carried out. */
  readonly action: Action;
  /** Rules that act now and did not then, and the other way round. */
  readonly newlyMatched: readonly string[];
  readonly noLongerMatched: readonly string[];
  /** Rules for this exchange that an event cannot tell about, with the reason; by name. */
  readonly notEvaluable: ReadonlyMap<string, string>;
}

/** A rule and what it does, as reasons tell it. */
interface Acted {
  readonly rule: string;
  readonly action: Action;
  readonly isMonitored: boolean;
}

/** Replays one event. Never throws for what the event holds. */
export function replayEvent({ event, candidate, recorded }: ReplayOf): Replay {
  const situation = situationOfEvent(event, candidate.tier);
  const bound = bind(candidate, situation);
  const isBound = new Set(bound.rules);
  const inScope = candidate.rules.filter(
    (compiled) => isBound.has(compiled) || isForSomeUser(compiled.rule, situation),
  );
  const before = new Map((recorded?.rules ?? []).map(({ rule }) => [rule.name, rule]));
  const notEvaluable = new Map<string, string>();
  const isKept = new Set<string>();
  const rules = inScope.filter((compiled) => {
    const why = whyNotEvaluable(compiled, event, recorded);
    if (why === null) return true;
    const { name } = compiled.rule;
    const old = before.get(name);
    if (old !== undefined && isSameRule(old, compiled.rule)) isKept.add(name);
    else notEvaluable.set(name, why);
    return false;
  });
  const acted = [...decided({ ...bound, rules }, event), ...keptActs(event, inScope, isKept)];
  const now = new Set(acted.map(({ rule }) => rule));
  const then = new Set(event.reasons.map(({ rule }) => rule));
  const isUnknown = [...then].some((rule) => notEvaluable.has(rule));
  const action = actionOf(bound, acted);
  return {
    comparison: isUnknown ? "unknown" : compare({ event, bound, acted, action }),
    action,
    newlyMatched: [...now].filter((rule) => !then.has(rule)),
    noLongerMatched: [...then].filter((rule) => !now.has(rule) && !notEvaluable.has(rule)),
    notEvaluable,
  };
}

/** Whether a rule may be for the exchange, if only the user is one that it is for. */
function isForSomeUser(rule: Rule, situation: Situation): boolean {
  if (!needsUser(rule)) return false;
  return scopesAgainst(rule, situation).every((scope) => USER_SCOPES.has(scope));
}

const USER_SCOPES = new Set<ScopeName>(["users", "roles"]);

function needsUser(rule: Rule): boolean {
  return (rule.users ?? rule.roles ?? rule.except_roles) !== undefined;
}

/** What is known of an exchange by its event. */
function situationOfEvent(event: ExchangeEvent, tier: number | null): Situation {
  const { id, at, agent, model, surface, method, session, key } = event;
  const bare = bareSituation(agent);
  return {
    ...bare,
    id,
    at,
    agent: { id: agent, tier },
    model,
    endpoint: surface,
    method,
    session,
    key,
  };
}

function decided(policy: AgentPolicy, event: ExchangeEvent): readonly Acted[] {
  const monitored = new Set(
    policy.rules.flatMap(({ rule }) => (rule.mode === "monitor" ? [rule.name] : [])),
  );
  const input = { ...evidenceOf(event, "input"), calls: [], isRequest: true };
  const output = evidenceOf(event, "output");
  const reasons = [input, output].flatMap((evidence) => decide(policy, evidence).reasons);
  return reasons.map(({ rule, action }) => ({ rule, action, isMonitored: monitored.has(rule) }));
}

function evidenceOf(event: ExchangeEvent, direction: Direction): Evidence {
  return {
    direction,
    findings: event.findings.filter((one) => one.direction === direction).map(recordedFinding),
    calls: event.toolCalls.map(callOf),
  };
}

function callOf(name: string, index: number): ToolCall {
  const path = `tool_calls[${index}]`;
  return { id: path, name, kind: "json", arguments: "", path, argumentsPath: null };
}

/** What was recorded of rules that have not changed. */
function keptActs(
  event: ExchangeEvent,
  rules: readonly CompiledRule[],
  isKept: ReadonlySet<string>,
): readonly Acted[] {
  const byName = new Map(rules.map(({ rule }) => [rule.name, rule]));
  return event.reasons.flatMap(({ rule: name, action }) =>
    isKept.has(name)
      ? [{ rule: name, action, isMonitored: byName.get(name)?.mode === "monitor" }]
      : [],
  );
}

function actionOf({ mode }: AgentPolicy, acted: readonly Acted[]): Action {
  return acted.reduce<Action>((worst, { action, isMonitored }) => {
    const isHeldBack = (mode !== "enforce" || isMonitored) && (stops(action) || changes(action));
    return worseAction(worst, isHeldBack ? "flag" : action);
  }, "allow");
}

function compare(of: {
  readonly event: ExchangeEvent;
  readonly bound: AgentPolicy;
  readonly acted: readonly Acted[];
  readonly action: Action;
}): Comparison {
  const { event, bound, acted, action } = of;
  // What could not be redacted was blocked: the same rules would have come to the same end again.
  if (event.mode === bound.mode && textOf(event.reasons) === textOf(acted)) return "same";
  if (event.action === action) return "same";
  return worseAction(event.action, action) === action ? "stricter" : "looser";
}

function textOf(acted: readonly Pick<Acted, "rule" | "action">[]): string {
  return [...new Set(acted.map(({ rule, action }) => `${rule}\n${action}`))].toSorted().join("\n");
}

function isSameRule(a: Rule, b: Rule): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

const NEEDS_CONTENT = "what it reads is not recorded";
const NEEDS_USER = "users and their roles are not recorded";
const NEEDS_SESSION = "what the session had been is not recorded";
const NEEDS_OUTSIDE = "its verdict comes from outside, or from live counts";
const NOT_SCANNED = "it was not looked for at the time";

/** Why an event cannot tell what a rule would make of its exchange; null where it can. */
function whyNotEvaluable(
  compiled: CompiledRule,
  event: ExchangeEvent,
  recorded: AgentPolicy | null,
): string | null {
  const { rule } = compiled;
  if (rule.when !== undefined) return "its condition reads what is not recorded";
  if (needsUser(rule)) return NEEDS_USER;
  if (rule.rollout !== undefined && event.session === null) return NEEDS_USER;
  switch (rule.scanner) {
    case "pii":
    case "secrets":
    case "prompt_injection":
    case "jailbreak":
      if (rule.on !== undefined && !tellsSpeakers(event, compiled)) {
        return "who spoke is not recorded";
      }
      if (isFinerThanRecords(rule)) return "findings that are so weak are not recorded";
      return wasScanned(compiled, recorded) ? null : NOT_SCANNED;
    case "data_exfiltration":
      if (rule.on ?? rule.allowed_hosts) return NEEDS_CONTENT;
      return wasScanned(compiled, recorded) ? null : NOT_SCANNED;
    case "prompt_leak":
      return wasScanned(compiled, recorded) ? null : NOT_SCANNED;
    case "arguments":
    case "data_flow":
      if (rule.tools !== undefined) return "which call a finding was in is not recorded";
      return wasScanned(compiled, recorded) ? null : NOT_SCANNED;
    case "tool_access":
      return rule.declared === true ? "declared tools are not recorded" : null;
    case "chain":
    case "sequence":
      return rule.within === "response" ? null : NEEDS_SESSION;
    case "models":
    case "endpoint_access":
      return null;
    case "session":
    case "repeat":
      return NEEDS_SESSION;
    case "authorization":
      return NEEDS_USER;
    case "content":
    case "output_schema":
    case "undeclared_tools":
    case "tool_definitions":
    case "parameters":
    case "request_parameters":
    case "files":
      return NEEDS_CONTENT;
    case "moderation":
    case "judge":
    case "behavior":
    case "limit":
    case "rate_limit":
    case "concurrency":
      return NEEDS_OUTSIDE;
  }
}

/** Whether it is known of every finding that a rule could read who spoke. */
function tellsSpeakers({ findings }: ExchangeEvent, { family }: CompiledRule): boolean {
  return findings.every((one) => one.kind !== undefined || familyOf(one) !== family);
}

function isFinerThanRecords(rule: Rule): boolean {
  const readsInjections = rule.scanner === "prompt_injection" || rule.scanner === "jailbreak";
  return readsInjections && thresholdOf(rule) < RECORDED_INJECTION_MIN;
}

/**
 * Whether what a rule reads was looked for then, in every direction in which it reads, and in the
 * texts of every speaker whom it does not trust.
 */
function wasScanned(
  { rule, family, directions, promptLeak }: CompiledRule,
  recorded: AgentPolicy | null,
): boolean {
  if (family === null || recorded === null) return false;
  if (promptLeak !== undefined) return recorded.scans.output.promptLeak !== null;
  const named = ("on" in rule ? rule.on : undefined) ?? [];
  const suspects = family === "injection" ? named.filter((kind) => TRUSTED_KINDS.has(kind)) : [];
  return directions.every((direction) => {
    const { families, distrusted } = recorded.scans[direction];
    return families.has(family) && suspects.every((kind) => distrusted.has(kind));
  });
}
