// From findings and tool calls to a decision. Rules are considered in order of precedence. A rule
// that allows, or is final, takes what it matches out of the reach of the rules after it; of all the
// others the most severe action wins.
import {
  ALLOW,
  ACTIONS,
  changes,
  stops,
  worseAction,
  type Action,
  type Decision,
  type ParameterEdit,
  type Reason,
  type Redaction,
  type StopAnswer,
} from "../domain/decision.ts";
import { familyOf, type Finding } from "../domain/finding.ts";
import { pathsAbove } from "../domain/json-path.ts";
import { LIMITS } from "../domain/limits.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import type { AgentPolicy } from "./agent-policy.ts";
import type { CompiledRule, Evidence, Match, SortedEvidence } from "./rules/rule.ts";

/**
 * Judges evidence. Never throws, and does not depend on the order of the findings: reasons come in
 * the order of the rules, and within a rule by path and place.
 */
export function decide(policy: AgentPolicy, evidence: Evidence): Decision {
  const { findings, calls, isRequest } = evidence;
  const hasRequest = isRequest === true && policy.judgesRequest;
  if (findings.length === 0 && calls.length === 0 && !hasRequest) return ALLOW;
  return conclude(policy, weigh(policy, evidence));
}

/** The paths of all that is stopped in some evidence. A decision's reasons are cut, these are not. */
export function stoppedPaths(policy: AgentPolicy, evidence: Evidence): ReadonlySet<string> {
  const { reasons } = weigh(policy, evidence);
  return new Set(reasons.filter(({ action }) => stops(action)).map(({ path }) => path));
}

/** What weighing came to. */
interface Weighed {
  readonly reasons: readonly Reason[];
  readonly redactions: readonly Redaction[];
  readonly edits: readonly ParameterEdit[];
  readonly answer: StopAnswer | null;
}

function weigh(policy: AgentPolicy, evidence: Evidence): Weighed {
  const sorted = sortEvidence(evidence);
  const taken = new Set<Match["subject"]>();
  const reasons: Reason[] = [];
  const redactions: Redaction[] = [];
  const edits: ParameterEdit[] = [];
  let decisive: CompiledRule | null = null;
  for (const compiled of policy.rules) {
    const matches = matchesOf(compiled, policy, sorted, taken);
    if (matches.length === 0) continue;
    const { action } = compiled.rule;
    if (action === "allow" || compiled.rule.final === true) {
      for (const { subject } of matches) taken.add(subject);
    }
    if (action === "allow") continue;
    if (stops(action) && (decisive === null || isWorse(action, decisive.rule.action))) {
      decisive = compiled;
    }
    for (const match of matches) {
      reasons.push(reasonOf(compiled, match));
      if (match.redaction) redactions.push(match.redaction);
      if (match.edits && changes(action)) edits.push(...match.edits);
    }
  }
  return { reasons, redactions, edits, answer: decisive && answerOf(policy, decisive) };
}

/** What a rule matches that no rule before it has taken and no exemption speaks of. */
function matchesOf(
  { judge, rule }: CompiledRule,
  policy: AgentPolicy,
  evidence: SortedEvidence,
  taken: ReadonlySet<Match["subject"]>,
): readonly Match[] {
  const { situation, isExempt } = policy;
  const matches = judge(evidence, situation);
  if (matches.length === 0) return matches;
  const left = taken.size === 0 ? matches : matches.filter(({ subject }) => !taken.has(subject));
  if (isExempt === null) return left;
  return left.filter((match) => !isExempt({ rule: rule.name, match }, evidence, situation));
}

function isWorse(a: Action, b: Action): boolean {
  return ACTIONS.indexOf(a) > ACTIONS.indexOf(b);
}

function answerOf({ defaults }: AgentPolicy, { rule }: CompiledRule): StopAnswer {
  return {
    respondWith: rule.respond_with ?? defaults.respond_with ?? "error",
    message: rule.message ?? defaults.message ?? null,
  };
}

function conclude(
  { mode }: AgentPolicy,
  { reasons, redactions, edits, answer }: Weighed,
): Decision {
  const intended = reasons.reduce<Action>(
    (worst, { action }) => worseAction(worst, action),
    "allow",
  );
  const isEnforced = mode === "enforce";
  const acts = stops(intended) || changes(intended);
  return {
    action: isEnforced || !acts ? intended : "flag",
    intended,
    reasons: reasons.slice(0, LIMITS.reasonsRecordedMax),
    redactions: isEnforced ? redactions : [],
    edits: isEnforced ? edits : [],
    answer,
    failedRules: [],
  };
}

function reasonOf({ rule }: CompiledRule, { detector, path }: Match): Reason {
  return { rule: rule.name, action: rule.action, severity: rule.severity, detector, path };
}

/** Evidence as judges want it: in one order, by family, with calls found by path. */
function sortEvidence(evidence: Evidence): SortedEvidence {
  const { calls } = evidence;
  const findings =
    evidence.findings.length < 2 ? evidence.findings : evidence.findings.toSorted(byPlace);
  const byFamily = Map.groupBy(findings, familyOf);
  const parsed = new Map<ToolCall, unknown>();
  const byPath = new Map(calls.map((call) => [call.path, call]));
  const longest = calls.reduce((max, { path }) => Math.max(max, path.length), 0);
  return {
    ...evidence,
    findings,
    byFamily,
    argumentsOf(call) {
      if (parsed.has(call)) return parsed.get(call);
      const value = isMalformed(call, byFamily) ? null : parsedArguments(call);
      parsed.set(call, value);
      return value;
    },
    callAt(path) {
      if (byPath.size === 0) return null;
      const own = byPath.get(path);
      if (own !== undefined) return own;
      for (const above of pathsAbove(path)) {
        if (above.length > longest) return null;
        const call = byPath.get(above);
        if (call !== undefined) return call;
      }
      return null;
    },
  };
}

/** Clients would not all read the arguments the same way: a detector has said so. */
function isMalformed(call: ToolCall, byFamily: ReadonlyMap<string, readonly Finding[]>): boolean {
  const path = call.argumentsPath ?? call.path;
  return (byFamily.get("arguments") ?? []).some(
    (finding) => finding.detector === "arguments.malformed" && finding.path === path,
  );
}

function parsedArguments(call: ToolCall): unknown {
  if (call.kind === "text") return call.arguments;
  if (call.arguments.trim() === "") return {};
  try {
    return JSON.parse(call.arguments);
  } catch {
    // Not JSON: no client executes it by these arguments.
    return null;
  }
}

function byPlace(a: Finding, b: Finding): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  if (a.start !== b.start) return a.start - b.start;
  if (a.end !== b.end) return b.end - a.end;
  if (a.detector !== b.detector) return a.detector < b.detector ? -1 : 1;
  if (a.category !== b.category) return a.category < b.category ? -1 : 1;
  return 0;
}
