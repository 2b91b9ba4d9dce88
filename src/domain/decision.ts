// What policy made of an exchange's findings and tool calls.

/** What is done. Ordered from mildest to most severe in `ACTIONS`. */
export type Action = "allow" | "flag" | "redact" | "block";

/** Actions from mildest to most severe; the index is the rank. */
export const ACTIONS: readonly Action[] = ["allow", "flag", "redact", "block"];

/** Whether the policy's actions are carried out or only written down. */
export type Mode = "enforce" | "monitor" | "off";

/** Why a rule acted: which rule, on what, where. */
export interface Reason {
  readonly rule: string;
  readonly action: Action;
  readonly severity: import("./finding.ts").Severity;
  /** The detector, or `tool_access` for a call that no rule allows. */
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

/** An action and everything that led to it. It cannot be built without its reasons. */
export interface Decision {
  /** What is carried out. In monitor mode never more than `flag`. */
  readonly action: Action;
  /** What would be carried out in enforce mode. */
  readonly intended: Action;
  readonly reasons: readonly Reason[];
  readonly redactions: readonly Redaction[];
}

/** The decision when nothing was found. */
export const ALLOW: Decision = { action: "allow", intended: "allow", reasons: [], redactions: [] };

/** The more severe of two actions. */
export function worseAction(a: Action, b: Action): Action {
  return ACTIONS.indexOf(a) >= ACTIONS.indexOf(b) ? a : b;
}
