// Inspects segments and tool calls for one agent: scans with the families that its policy asks for,
// judges, and tells the account. Shared by request, answer and stream.
import { ALLOW, bothDecisions, decisionFor, stops, type Decision } from "../domain/decision.ts";
import { familyOf, type Finding } from "../domain/finding.ts";
import { TRUSTED_KINDS, type Direction, type Segment } from "../domain/segment.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import { BY_PATTERNS, scanFamilies, type ScanPlan } from "../detect/scan-families.ts";
import { readCallArguments } from "../openai/call-arguments.ts";
import { callFindings } from "./call-findings.ts";
import {
  firstOf,
  policyDeclarations,
  toolDeclarations,
  withDeclarations,
} from "./call-declarations.ts";
import { acts, type AgentPolicy } from "../policy/agent-policy.ts";
import type { Evidence } from "../policy/rules/rule.ts";
import { hasScans } from "../policy/scans.ts";
import type { SentFile } from "../policy/situation.ts";
import type { Account } from "./account.ts";
import { findDeclared } from "./declared-calls.ts";
import { planFor } from "./scan-plan.ts";
import { scanFlows } from "./scan-flows.ts";
import { callsToDrop, unredactable } from "./drop-calls.ts";
import { findJoined } from "./joined-texts.ts";
import { judgeEvidence } from "./judge-evidence.ts";

/** What inspection came to. */
export interface Verdict {
  readonly decision: Decision;
  /** A detector failed, and a rule that needs it fails closed. */
  readonly failedClosed: boolean;
  /** Every detector that was asked for has looked at everything. */
  readonly isWhole: boolean;
}

/**
 * Inspects texts, each by the rules of the direction in which it travels: an answer also carries
 * what hosted tools said to the model. `among` are all texts of a request, in their order, of which
 * the others were inspected before: what is split over several is found with their help.
 */
export function inspectTexts(
  policy: AgentPolicy,
  account: Account,
  segments: readonly Segment[],
  among: readonly Segment[] = [],
): Verdict {
  const verdicts = DIRECTIONS.flatMap((direction) => {
    const own = segments.filter((segment) => segment.direction === direction);
    if (own.length === 0) return [];
    const { findings, failed } = scanAll(policy, account, direction, own);
    const joined = direction === "input" ? scanJoined(policy, account, own, among) : [];
    const evidence = { direction, calls: [], failed, findings: [...findings, ...joined] };
    return [judge(policy, account, evidence)];
  });
  return blockFixedNames(account, verdicts.reduce(bothVerdicts, PASSED), segments);
}

/** A member's name cannot be rewritten: what must not pass in one, blocks. */
function blockFixedNames(
  account: Account,
  verdict: Verdict,
  segments: readonly Segment[],
): Verdict {
  const { redactions } = verdict.decision;
  if (redactions.length === 0) return verdict;
  const fixed = new Set(segments.filter(({ isFixed }) => isFixed).map(({ path }) => path));
  return redactions.some(({ path }) => fixed.has(path)) ? blockInstead(account, verdict) : verdict;
}

/**
 * A verdict that redacts what cannot be rewritten, as a block. The account has its reasons already;
 * it is told the action only.
 */
export function blockInstead(account: Account, verdict: Verdict): Verdict {
  const decision = { ...verdict.decision, action: "block", intended: "block" } as const;
  account.decided({ ...decision, reasons: [] });
  return { ...verdict, decision };
}

const DIRECTIONS = ["input", "output"] as const;
const PASSED: Verdict = { decision: ALLOW, failedClosed: false, isWhole: true };

/** What inspection of calls came to. */
export interface CallsVerdict<C extends ToolCall> extends Verdict {
  /**
   * A block is settled by leaving these calls out of the answer. Empty where there is no block, or
   * where it cannot be settled so. Who does not leave them out blocks the answer.
   */
  readonly dropped: readonly C[];
}

/**
 * Inspects calls together: each one's arguments, then the set of them. Those that the exchange made
 * before are of the same answer, unless `isEarlierApart`.
 */
export function inspectCalls<C extends ToolCall>(
  policy: AgentPolicy,
  account: Account,
  calls: readonly C[],
  isEarlierApart = false,
): CallsVerdict<C> {
  const earlier = account.latestCalls;
  account.called(calls);
  const segments: Segment[] = [];
  const malformed: Finding[] = [];
  for (const call of calls) {
    const read = readCallArguments(call);
    const tool = toolDeclarations(policy.situation.tools, call.name);
    const declarations = firstOf([policyDeclarations(policy, call.name), tool?.contentOf ?? null]);
    segments.push(...read.segments.map((segment) => withDeclarations(segment, declarations)));
    malformed.push(...callFindings(call, read, tool));
  }
  account.found("output", malformed, () => "");
  const scanned = scanAll(policy, account, "output", segments);
  const declared = findDeclared(policy, account, calls);
  const flows = scanFlows(policy, account, calls);
  const findings = [...malformed, ...scanned.findings, ...declared, ...flows.findings];
  const failed = new Set([...scanned.failed, ...flows.failed]);
  const known = { calls, earlier, isEarlierApart } as const;
  const evidence = { direction: "output", findings, failed, ...known } as const;
  const judged = judge(policy, account, evidence);
  // Some calls have no text to rewrite: a shell's action is an object.
  const isStuck = unredactable(calls, judged.decision).length > 0;
  const verdict = isStuck ? blockInstead(account, judged) : judged;
  const spent = spendCalls(policy, account, calls);
  if (stops(spent.action)) return { ...bothVerdicts(verdict, within(spent)), dropped: [] };
  // Where a detector could not look, the other calls are not known to be harmless.
  const dropped = verdict.failedClosed ? [] : callsToDrop(policy, { ...evidence, ...verdict });
  return { ...verdict, dropped };
}

/** Takes calls from what the limits leave. A block here is of the whole answer. */
function spendCalls(policy: AgentPolicy, account: Account, calls: readonly ToolCall[]): Decision {
  const spent = account.spend(calls);
  if (spent.length === 0) return ALLOW;
  const reasonsOf = (of: boolean) =>
    spent.filter(({ isMonitored }) => isMonitored === of).map(({ reason }) => reason);
  const decision = bothDecisions(
    decisionFor(policy.mode, reasonsOf(false)),
    decisionFor("monitor", reasonsOf(true)),
  );
  account.decided(decision);
  return decision;
}

function within(decision: Decision): Verdict {
  return { ...PASSED, decision };
}

/** Two verdicts as one. */
export function bothVerdicts(a: Verdict, b: Verdict): Verdict {
  return {
    decision: bothDecisions(a.decision, b.decision),
    failedClosed: a.failedClosed || b.failedClosed,
    isWhole: a.isWhole && b.isWhole,
  };
}

/** What a scan brought. */
export interface Scan {
  readonly findings: readonly Finding[];
  readonly failed: ReadonlySet<string>;
}

function scanAll(
  policy: AgentPolicy,
  account: Account,
  direction: Direction,
  segments: readonly Segment[],
): Scan {
  const plan = planFor(policy.scans[direction], policy.situation);
  const findings: Finding[] = [];
  const failed = new Set<string>();
  if (!hasScans(policy.scans[direction])) return { findings, failed };
  for (const segment of segments) {
    const scanned = scanFamilies(segment, segment.isDerived === true ? argumentsOnly(plan) : plan);
    for (const family of scanned.failed) failed.add(family);
    if (scanned.findings.length === 0) continue;
    const found = scanned.findings.map((finding) => ({ ...finding, kind: segment.kind }));
    account.found(direction, found, ({ start, end }) => segment.text.slice(start, end));
    account.suspected(segment.text, suspicionOf(direction, found));
    findings.push(...found);
  }
  for (const family of failed) account.degraded(`detector_failed:${family}`);
  return { findings, failed };
}

/** For what was put together from arguments: the other families have read its pieces. */
function argumentsOnly({ families }: ScanPlan): ScanPlan {
  return families.has("arguments") ? ARGUMENTS : NOTHING;
}

const ARGUMENTS: ScanPlan = { families: new Set(["arguments"]), content: null };
const NOTHING: ScanPlan = { families: new Set(), content: null };

/** What is found only where texts are read together; told of each of them. */
function scanJoined(
  policy: AgentPolicy,
  account: Account,
  fresh: readonly Segment[],
  among: readonly Segment[],
): readonly Finding[] {
  const { families } = policy.scans.input;
  if (among.length < 2 || !families.has("injection")) return [];
  const found = findJoined({ segments: among, fresh: new Set(fresh) }, (text, kind) => {
    const joined: Segment = { text, kind, direction: "input", path: "" };
    // The classifier was not calibrated on joined texts; an order that is split is known by its words.
    return scanFamilies(joined, INJECTIONS, BY_PATTERNS).findings;
  });
  for (const { text, parts } of found) account.suspected(text, suspicionOf("input", parts));
  const findings = found.flatMap(({ parts }) => parts);
  const texts = new Map(among.map(({ path, text }) => [path, text]));
  account.found("input", findings, ({ path, start, end }) =>
    (texts.get(path) ?? "").slice(start, end),
  );
  return findings;
}

const INJECTIONS: ScanPlan = { families: new Set(["injection"]), content: null };

/**
 * How surely what travels to the model is an injection, by its findings, of one text. What the
 * developer or the model says is no attempt of anybody, even where a rule looks into it.
 */
export function suspicionOf(direction: Direction, findings: readonly Finding[]): number {
  if (direction !== "input") return 0;
  return findings
    .filter((one) => familyOf(one) === "injection" && !TRUSTED_KINDS.has(one.kind ?? "user"))
    .reduce((most, { confidence }) => Math.max(most, confidence), 0);
}

/** Judges a request as a whole: its model, parameters, endpoint, tools, files and session. */
export function judgeRequest(policy: AgentPolicy, account: Account): Verdict {
  if (!policy.judgesRequest) return PASSED;
  const evidence = { direction: "input", findings: [], calls: [], isRequest: true } as const;
  return judge(policy, account, { ...evidence, failed: new Set<string>() });
}

/** Judges files that are sent beside the request as a whole: the rules about files, and no others. */
export function judgeFiles(
  policy: AgentPolicy,
  account: Account,
  files: readonly SentFile[],
): Verdict {
  if (!policy.judgesRequest || files.length === 0) return PASSED;
  const evidence = { direction: "input", findings: [], calls: [], files } as const;
  return judge(policy, account, { ...evidence, failed: new Set<string>() });
}

/** Judges a request without a body that could be edited: what would set its parameters, blocks. */
export function judgeBodiless(policy: AgentPolicy, account: Account): Verdict {
  const verdict = judgeRequest(policy, account);
  return verdict.decision.edits.length > 0 ? blockInstead(account, verdict) : verdict;
}

/** Judges what was found in one direction, and tells the account. */
export function judge(policy: AgentPolicy, account: Account, evidence: Scan & Evidence): Verdict {
  const decision = judgeEvidence(policy, account, evidence);
  const failedClosed = policy.rules.some(
    ({ rule, family }) =>
      evidence.failed.has(family ?? "") &&
      acts(rule) &&
      (rule.on_error ?? policy.defaults.on_error) === "fail_closed",
  );
  return {
    decision,
    failedClosed: failedClosed && policy.mode === "enforce",
    isWhole: evidence.failed.size === 0,
  };
}
