// From findings and tool calls to a decision. Rules are considered in order of precedence. A rule
// that allows, or is final, takes what it matches out of the reach of the rules after it; of all the
// others the most severe action wins.
import {
  ALLOW,
  boundedReasons,
  changes,
  rankOf,
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
import type { Condition } from "./rules/condition.ts";
import {
  takenAs,
  type CompiledRule,
  type Evidence,
  type Match,
  type SortedEvidence,
} from "./rules/rule.ts";

/**
 * Judges evidence. Never throws, and does not depend on the order of the findings: reasons come in
 * the order of the rules, and within a rule by path and place.
 */
export function decide(
  policy: AgentPolicy,
  evidence: Evidence,
  observer: Observer | null = null,
): Decision {
  const { findings, calls, isRequest, files, heard } = evidence;
  const hasRequest = (isRequest === true || files !== undefined) && policy.judgesRequest;
  const isEmpty = findings.length === 0 && calls.length === 0 && heard === undefined;
  if (isEmpty && !hasRequest) return ALLOW;
  return conclude(policy, weigh(policy, evidence, observer));
}

/** What one rule made of the evidence when its turn came. */
export interface Considered {
  readonly compiled: CompiledRule;
  /** What it speaks of. */
  readonly matches: readonly Match[];
  /** What of that no rule before it has taken. */
  readonly untaken: readonly Match[];
  /** What of that no exemption speaks of. */
  readonly bound: readonly Match[];
  /** What of that meets the rule's condition: the rule acts on it. */
  readonly left: readonly Match[];
  /** The condition could not be evaluated somewhere; the rule's fail mode was followed. */
  readonly hasFailed: boolean;
}

/** Told of every rule in turn, by those who explain a decision. It changes nothing. */
export type Observer = (considered: Considered, evidence: SortedEvidence) => void;

/** The paths of all that is stopped in some evidence. A decision's reasons are cut, these are not. */
export function stoppedPaths(policy: AgentPolicy, evidence: Evidence): ReadonlySet<string> {
  return weigh(policy, evidence).stopped;
}

/** What weighing came to. */
interface Weighed extends Pick<
  Decision,
  "redactions" | "edits" | "answer" | "failedRules" | "intended"
> {
  /** Bounded: they could be as many as the rules times the findings of a text. */
  readonly reasons: readonly Reason[];
  /** The most severe action of rules that are carried out. */
  readonly carriedOut: Action;
  /** Paths of what those rules stop. */
  readonly stopped: ReadonlySet<string>;
}

function weigh(policy: AgentPolicy, evidence: Evidence, observer: Observer | null = null): Weighed {
  const sorted = sortEvidence(evidence);
  const taken = new Set<ReturnType<typeof takenAs>>();
  const reasons: Reason[] = [];
  const stopped = new Set<string>();
  let carriedOut: Action = "allow";
  let intended: Action = "allow";
  const redactions = new Map<Match["subject"], Redaction>();
  const edits: ParameterEdit[] = [];
  const failedRules: string[] = [];
  let decisive: { readonly action: Action; readonly answer: StopAnswer } | null = null;
  for (const compiled of policy.rules) {
    const considered = consider(compiled, policy, sorted, taken);
    observer?.(considered, sorted);
    const { left: matches, hasFailed } = considered;
    if (hasFailed) failedRules.push(compiled.rule.name);
    if (matches.length === 0) continue;
    const { action } = compiled.rule;
    // A rule that is only monitored is written down; what it matches is left to the others.
    const isActing = compiled.rule.mode !== "monitor";
    if (isActing && (action === "allow" || compiled.rule.final === true)) {
      for (const match of matches) taken.add(takenAs(match));
    }
    if (action === "allow") continue;
    const answer = answerOf(policy, compiled);
    const reasonsMax = reasons.length + LIMITS.reasonsRecordedMax;
    // Nearly always the same for all matches of a rule.
    let last: Action | null = null;
    for (const match of matches) {
      const cut = answer.respondWith === "strip" ? cutOf(compiled, match, sorted) : null;
      const done = doneTo(match, action, cut !== null);
      if (done !== last) {
        last = done;
        intended = worseAction(intended, done);
        carriedOut = worseAction(carriedOut, isActing || passes(done) ? done : "flag");
      }
      if (reasons.length < reasonsMax) reasons.push(reasonOf(compiled, match, done));
      if (!isActing) continue;
      if (stops(done)) stopped.add(match.path);
      const redaction = cut === null ? match.redaction : { ...cut, label: answer.message ?? "" };
      if (redaction !== undefined) addRedaction(redactions, match.subject, redaction);
      if (match.edits && changes(action)) edits.push(...match.edits);
      if (stops(done) && (decisive === null || rankOf(done) > rankOf(decisive.action))) {
        decisive = { action: done, answer };
      }
    }
  }
  const answer = decisive?.answer ?? null;
  const replaced = { redactions: [...redactions.values()], edits };
  return { reasons, intended, carriedOut, stopped, ...replaced, failedRules, answer };
}

/** Notes what replaces a finding. Of several labels for it only the first in order is written. */
function addRedaction(
  redactions: Map<Match["subject"], Redaction>,
  subject: Match["subject"],
  redaction: Redaction,
): void {
  const known = redactions.get(subject);
  if (known === undefined || redaction.label < known.label) redactions.set(subject, redaction);
}

/** What is done about a match: what would be stopped may be cut out, what cannot be changed stops. */
function doneTo(match: Match, action: Action, isCut: boolean): Action {
  if (isCut) return "rewrite";
  return action === "rewrite" && match.isStuck === true ? "block" : action;
}

function passes(action: Action): boolean {
  return !stops(action) && !changes(action);
}

/**
 * What a rule matches, what of it no rule before it has taken, and what of that no exemption speaks
 * of and meets the rule's condition.
 */
function consider(
  compiled: CompiledRule,
  policy: AgentPolicy,
  evidence: SortedEvidence,
  taken: Taken,
): Considered {
  const { situation, isExempt } = policy;
  const { judge, rule, condition } = compiled;
  const matches = judge(evidence, situation);
  if (matches.length === 0) return { ...NOTHING_CONSIDERED, compiled };
  const untaken =
    taken.size === 0 ? matches : matches.filter((match) => !taken.has(takenAs(match)));
  const bound =
    isExempt === null
      ? untaken
      : untaken.filter((match) => !isExempt({ rule: rule.name, match }, evidence, situation));
  if (condition === null)
    return { compiled, matches, untaken, bound, left: bound, hasFailed: false };
  const met = meeting(compiled, condition, { policy, evidence, matches: bound });
  return { compiled, matches, untaken, bound, ...met };
}

type Taken = ReadonlySet<ReturnType<typeof takenAs>>;

const NOTHING_CONSIDERED = {
  matches: [],
  untaken: [],
  bound: [],
  left: [],
  hasFailed: false,
} as const;

/**
 * Those matches that meet the condition. Where that cannot be said, the rule's fail mode says it: one
 * that allows does not, one that stops does.
 */
function meeting(
  { rule }: CompiledRule,
  condition: Condition,
  of: {
    readonly policy: AgentPolicy;
    readonly evidence: SortedEvidence;
    readonly matches: readonly Match[];
  },
): Pick<Considered, "left" | "hasFailed"> {
  const { policy, evidence } = of;
  const failsClosed = (rule.on_error ?? policy.defaults.on_error) === "fail_closed";
  let hasFailed = false;
  const left = of.matches.filter((match) => {
    const said = condition(match, evidence, policy.situation);
    if (said !== "failed") return said;
    hasFailed = true;
    return failsClosed && rule.action !== "allow";
  });
  return { left, hasFailed };
}

/**
 * What is cut out so that the rest may pass, where a rule would rather do that than stop: a finding
 * in a text. A call is left out as a whole, by who judges calls.
 */
function cutOf(
  { rule, family }: CompiledRule,
  { subject }: Match,
  evidence: SortedEvidence,
): Omit<Redaction, "label"> | null {
  if (!stops(rule.action) || subject === "request" || !("detector" in subject)) return null;
  // Words that are cut out end no session.
  if (rule.action === "terminate_session") return null;
  // A verdict from elsewhere is about all that was shown, and these about all of a text: what their
  // finding spans is where it was noticed, and without it the rest would be no better.
  if (family === null || OF_THE_WHOLE.has(subject.category)) return null;
  const { path, start, end } = subject;
  return evidence.callAt(path) === null ? { path, start, end } : null;
}

const OF_THE_WHOLE: ReadonlySet<string> = new Set(["too_long", "language"]);

function answerOf({ defaults }: AgentPolicy, { rule }: CompiledRule): StopAnswer {
  return {
    respondWith: rule.respond_with ?? defaults.respond_with ?? "error",
    message: rule.message ?? defaults.message ?? null,
  };
}

function conclude(
  { mode }: AgentPolicy,
  { reasons, intended, carriedOut, redactions, edits, answer, failedRules }: Weighed,
): Decision {
  if (reasons.length === 0 && failedRules.length === 0) return ALLOW;
  const isEnforced = mode === "enforce";
  return {
    action: isEnforced ? carriedOut : passes(intended) ? intended : "flag",
    intended,
    reasons: boundedReasons(reasons),
    redactions: isEnforced ? redactions : [],
    edits: isEnforced ? edits : [],
    answer,
    failedRules,
  };
}

function reasonOf({ rule }: CompiledRule, { detector, path }: Match, action: Action): Reason {
  return { rule: rule.name, action, severity: rule.severity, detector, path };
}

/** Evidence as judges want it: in one order, by family, with calls found by path. */
function sortEvidence(evidence: Evidence): SortedEvidence {
  const { calls } = evidence;
  const findings =
    evidence.findings.length < 2 ? evidence.findings : evidence.findings.toSorted(byPlace);
  const byFamily = Map.groupBy(findings, familyOf);
  const parsed = new Map<ToolCall, unknown>();
  const byPath = new Map(calls.map((call) => [call.path, call]));
  // Many rules ask for the calls of a few paths.
  const found = new Map<string, ToolCall | null>();
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
      const known = found.get(path);
      if (known !== undefined) return known;
      const call = callAbove(byPath, path, longest);
      found.set(path, call);
      return call;
    },
  };
}

/** The call at a path, or the one that it lies in; none of their paths is longer than `longest`. */
function callAbove(
  byPath: ReadonlyMap<string, ToolCall>,
  path: string,
  longest: number,
): ToolCall | null {
  for (const above of pathsAbove(path)) {
    if (above.length > longest) return null;
    const call = byPath.get(above);
    if (call !== undefined) return call;
  }
  return byPath.get(path) ?? null;
}

/** Clients would not all read the arguments the same way: a detector has said so. */
function isMalformed(call: ToolCall, byFamily: ReadonlyMap<string, readonly Finding[]>): boolean {
  const path = call.argumentsPath ?? call.path;
  return (byFamily.get("arguments") ?? []).some(
    ({ detector, category, path: at }) =>
      detector === "arguments.malformed" && at === path && !HARMLESS_FAULTS.has(category),
  );
}

/** Of these every reader of JSON makes the same names, and much the same values. */
const HARMLESS_FAULTS: ReadonlySet<string> = new Set(["malformed_number", "malformed_surrogate"]);

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
