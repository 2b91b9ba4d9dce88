// From findings and tool calls to a decision. The most severe action wins; an `allow` rule takes
// the findings that it matches out of the reach of the other rules.
import {
  ACTIONS,
  ALLOW,
  worseAction,
  type Action,
  type Decision,
  type Reason,
  type Redaction,
} from "../domain/decision.ts";
import { familyOf, type Finding } from "../domain/finding.ts";
import { LIMITS } from "../domain/limits.ts";
import type { Direction } from "../domain/segment.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import { coversDirection, familyOfRule, type AgentPolicy } from "./agent-policy.ts";
import { isWithin } from "../domain/json-path.ts";
import { matchesAny } from "./glob.ts";
import type { Rule } from "./schema.ts";

/** What is to be judged: everything of one message, or of one piece of a stream. */
export interface Evidence {
  readonly direction: Direction;
  readonly findings: readonly Finding[];
  readonly calls: readonly ToolCall[];
}

/**
 * Judges evidence. Never throws, and does not depend on the order of the findings: reasons come in
 * the order of the rules, and within a rule by path and place.
 */
export function decide(policy: AgentPolicy, evidence: Evidence): Decision {
  if (evidence.findings.length === 0 && evidence.calls.length === 0) return ALLOW;
  const { reasons, redactions } = weigh(policy, evidence);
  return conclude(policy, reasons, redactions);
}

/** The paths of all that is blocked in some evidence. A decision's reasons are cut, these are not. */
export function blockedPaths(policy: AgentPolicy, evidence: Evidence): ReadonlySet<string> {
  const { reasons } = weigh(policy, evidence);
  return new Set(reasons.filter(({ action }) => action === "block").map(({ path }) => path));
}

function weigh(
  policy: AgentPolicy,
  evidence: Evidence,
): { readonly reasons: readonly Reason[]; readonly redactions: readonly Redaction[] } {
  const findings = evidence.findings.toSorted(byPlace);
  const exempt = new Set<Finding>();
  for (const rule of policy.rules) {
    if (rule.action !== "allow") continue;
    for (const finding of findings) {
      if (reads(rule, finding, evidence)) exempt.add(finding);
    }
  }
  const reasons: Reason[] = [];
  const redactions: Redaction[] = [];
  for (const rule of policy.rules) {
    if (rule.action === "allow") continue;
    for (const finding of findings) {
      if (exempt.has(finding) || !reads(rule, finding, evidence)) continue;
      reasons.push(reason(rule, finding.detector, finding.path));
      if (rule.action === "redact") redactions.push(redaction(finding));
    }
    if (rule.scanner === "tool_access") {
      for (const call of evidence.calls) {
        if (!mayCall(rule, call.name)) reasons.push(reason(rule, "tool_access", call.path));
      }
    }
  }
  return { reasons, redactions };
}

function conclude(
  policy: AgentPolicy,
  reasons: readonly Reason[],
  redactions: readonly Redaction[],
): Decision {
  const intended = reasons.reduce<Action>(
    (worst, { action }) => worseAction(worst, action),
    "allow",
  );
  const enforced = policy.mode === "enforce";
  const action =
    enforced || ACTIONS.indexOf(intended) < ACTIONS.indexOf("flag") ? intended : "flag";
  return {
    action,
    intended,
    reasons: reasons.slice(0, LIMITS.reasonsRecordedMax),
    redactions: enforced ? redactions : [],
  };
}

/** Whether a rule speaks of this finding. */
function reads(rule: Rule, finding: Finding, evidence: Evidence): boolean {
  if (familyOfRule(rule) !== familyOf(finding)) return false;
  if (!coversDirection(rule, evidence.direction)) return false;
  switch (rule.scanner) {
    case "tool_access":
      return false;
    case "pii":
    case "secrets":
      return finding.confidence >= rule.threshold && ofType(rule.types, finding);
    case "prompt_injection":
      return finding.confidence >= rule.threshold;
    case "arguments":
      return (
        finding.confidence >= rule.threshold &&
        ofType(rule.types, finding) &&
        ofTool(rule.tools, finding, evidence.calls)
      );
  }
}

/** Types are named by category or by detector, in any case: `credit_card`, `secrets.github-token`. */
function ofType(types: readonly string[] | undefined, finding: Finding): boolean {
  if (types === undefined) return true;
  const lower = types.map((type) => type.toLowerCase());
  return (
    matchesAny(lower, finding.category.toLowerCase()) ||
    matchesAny(lower, finding.detector.toLowerCase())
  );
}

function ofTool(
  tools: readonly string[] | undefined,
  finding: Finding,
  calls: readonly ToolCall[],
): boolean {
  if (tools === undefined) return true;
  const call = calls.find(({ path }) => isWithin(finding.path, path));
  return call !== undefined && matchesAny(tools, call.name);
}

function mayCall(rule: Rule & { scanner: "tool_access" }, name: string): boolean {
  if (rule.denied_tools && matchesAny(rule.denied_tools, name)) return false;
  return rule.allowed_tools === undefined || matchesAny(rule.allowed_tools, name);
}

function reason(rule: Rule, detector: string, path: string): Reason {
  return { rule: rule.name, action: rule.action, severity: rule.severity, detector, path };
}

function redaction(finding: Finding): Redaction {
  const { path, start, end, category } = finding;
  return { path, start, end, label: `[${category}]` };
}

function byPlace(a: Finding, b: Finding): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  if (a.start !== b.start) return a.start - b.start;
  if (a.end !== b.end) return b.end - a.end;
  if (a.detector !== b.detector) return a.detector < b.detector ? -1 : 1;
  if (a.category !== b.category) return a.category < b.category ? -1 : 1;
  return 0;
}
