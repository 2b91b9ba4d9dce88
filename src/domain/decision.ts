// What policy made of an exchange's findings and tool calls.
import { LIMITS } from "./limits.ts";

/**
 * What is done, from mildest to most severe; the index in `ACTIONS` is the rank.
 *
 * - `allow`: it passes, and what was found is not held against it.
 * - `log`: it passes; the event has the reason.
 * - `flag`: it passes, marked as suspicious: it counts as a flag of its session.
 * - `alert`: it passes, and people are told.
 * - `redact`: what was found is replaced by a label.
 * - `rewrite`: what was found is replaced by the rule's own text, parameters by the rule's values.
 * - `review`: it is stopped until a person has looked at it.
 * - `block`: it is stopped.
 * - `terminate_session`: it is stopped, and so is everything else of its session.
 */
export type Action =
  | "allow"
  | "log"
  | "flag"
  | "alert"
  | "redact"
  | "rewrite"
  | "review"
  | "block"
  | "terminate_session";

/** Actions from mildest to most severe; the index is the rank. */
export const ACTIONS = [
  "allow",
  "log",
  "flag",
  "alert",
  "redact",
  "rewrite",
  "review",
  "block",
  "terminate_session",
] as const satisfies readonly Action[];

/** Whether an action keeps what it is about from passing. */
export function stops(action: Action): boolean {
  return action === "block" || action === "review" || action === "terminate_session";
}

/** Whether an action changes what passes. */
export function changes(action: Action): boolean {
  return action === "redact" || action === "rewrite";
}

/** Whether the policy's actions are carried out or only written down. */
export type Mode = "enforce" | "monitor" | "off";

/** Why a rule acted: which rule, on what, where. */
export interface Reason {
  readonly rule: string;
  readonly action: Action;
  readonly severity: import("./finding.ts").Severity;
  /** The detector, or the scanner of a rule that reads no findings, such as `tool_access`. */
  readonly detector: string;
  readonly path: string;
}

/** A span of a segment that is to be replaced before the text passes. */
export interface Redaction {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

/** A change to a parameter of the request: the JSON value to stand there, undefined to remove it. */
export interface ParameterEdit {
  readonly path: string;
  readonly value: unknown;
}

/** How a client is told that something of it was stopped. */
export interface StopAnswer {
  readonly respondWith: "error" | "refusal" | "message" | "strip";
  /** The policy's own words; null for ours. */
  readonly message: string | null;
}

/** An action and everything that led to it. It cannot be built without its reasons. */
export interface Decision {
  /** What is carried out. In monitor mode nothing that stops or changes. */
  readonly action: Action;
  /** What would be carried out in enforce mode. */
  readonly intended: Action;
  readonly reasons: readonly Reason[];
  readonly redactions: readonly Redaction[];
  /** Changes to the request's parameters. */
  readonly edits: readonly ParameterEdit[];
  /** What the most severe rule says to the client; null where no rule stops anything. */
  readonly answer: StopAnswer | null;
  /** Rules whose condition could not be evaluated; their fail mode has been followed. */
  readonly failedRules: readonly string[];
}

/** The decision when nothing was found. */
export const ALLOW: Decision = {
  action: "allow",
  intended: "allow",
  reasons: [],
  redactions: [],
  edits: [],
  answer: null,
  failedRules: [],
};

/** The more severe of two actions. */
export function worseAction(a: Action, b: Action): Action {
  return rankOf(a) >= rankOf(b) ? a : b;
}

const RANKS: ReadonlyMap<Action, number> = new Map(ACTIONS.map((action, rank) => [action, rank]));

/** How severe an action is: its index in `ACTIONS`. */
export function rankOf(action: Action): number {
  return RANKS.get(action) ?? 0;
}

/**
 * At most `LIMITS.reasonsRecordedMax` of some reasons, in their order: those of one rule make way for
 * the first of every other, and mild ones for severe ones. A text full of trifles must not hide from
 * people why it was stopped.
 */
export function boundedReasons(reasons: readonly Reason[]): readonly Reason[] {
  if (reasons.length <= LIMITS.reasonsRecordedMax) return reasons;
  const seen = new Set<string>();
  const ranks = reasons.map(({ rule, action }) => {
    const place = ACTIONS.length - 1 - rankOf(action);
    const isFirst = !seen.has(rule);
    seen.add(rule);
    return isFirst ? place : ACTIONS.length + place;
  });
  const room = roomByRank(ranks, LIMITS.reasonsRecordedMax);
  return reasons.filter((_, at) => {
    const rank = ranks[at] ?? 0;
    const left = room[rank] ?? 0;
    room[rank] = left - 1;
    return left > 0;
  });
}

/** How many of each rank there is room for; the lowest ranks come first. */
function roomByRank(ranks: readonly number[], max: number): number[] {
  const counts = Array.from({ length: 2 * ACTIONS.length }, () => 0);
  for (const rank of ranks) counts[rank] = (counts[rank] ?? 0) + 1;
  let left = max;
  return counts.map((count) => {
    const own = Math.min(count, left);
    left -= own;
    return own;
  });
}

/** The decision that follows from reasons alone, where nothing is to be changed. */
export function decisionFor(mode: Mode, reasons: readonly Reason[]): Decision {
  const intended = reasons.map(({ action }) => action).reduce(worseAction, "allow");
  const acts = stops(intended) || changes(intended);
  return { ...ALLOW, action: mode === "enforce" || !acts ? intended : "flag", intended, reasons };
}

/** Two decisions as one: the more severe action, all that led to either. */
export function bothDecisions(a: Decision, b: Decision): Decision {
  if (b === ALLOW) return a;
  if (a === ALLOW) return b;
  const isWorse = rankOf(b.intended) > rankOf(a.intended);
  return {
    action: worseAction(a.action, b.action),
    intended: worseAction(a.intended, b.intended),
    reasons: [...a.reasons, ...b.reasons],
    redactions: [...a.redactions, ...b.redactions],
    edits: [...a.edits, ...b.edits],
    answer: isWorse ? (b.answer ?? a.answer) : (a.answer ?? b.answer),
    failedRules: [...a.failedRules, ...b.failedRules],
  };
}
