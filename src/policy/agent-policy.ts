// A policy as one agent meets it: the rules that are for it, and which detectors they need. Made
// once per policy version and agent, and kept by the caller.
import type { Mode } from "../domain/decision.ts";
import type { Direction } from "../domain/segment.ts";
import { matchesAny } from "./glob.ts";
import type { Policy, Rule } from "./schema.ts";

/** The scanners whose rules read findings, by the family of detectors that they read. */
const FAMILY_OF_SCANNER = {
  pii: "pii",
  secrets: "secrets",
  prompt_injection: "injection",
  arguments: "arguments",
} as const;

/** A family of detectors that a rule can ask for. */
export type ScannedFamily = (typeof FAMILY_OF_SCANNER)[keyof typeof FAMILY_OF_SCANNER];

/** What one agent is held to. */
export interface AgentPolicy {
  readonly mode: Mode;
  readonly defaults: Policy["defaults"];
  readonly rules: readonly Rule[];
  /** Families that must be scanned in each direction; the others are not run at all. */
  readonly families: Readonly<Record<Direction, ReadonlySet<ScannedFamily>>>;
  /** Those of them that may block or redact: text that streams waits for them. */
  readonly enforced: Readonly<Record<Direction, ReadonlySet<ScannedFamily>>>;
  /** Those that are only written down: nothing waits for them. */
  readonly noted: Readonly<Record<Direction, ReadonlySet<ScannedFamily>>>;
  /** Whether any rule reads tool calls. Where none does, calls are not held. */
  readonly judgesCalls: boolean;
  /** What cannot be understood is stopped. */
  readonly failsClosed: boolean;
  /** What cannot be inspected is stopped. */
  readonly forbidsUninspected: boolean;
}

/** Picks what concerns one agent. */
export function agentPolicy(policy: Policy, agent: string): AgentPolicy {
  const rules = policy.rules.filter(
    (rule) => rule.agents === undefined || matchesAny(rule.agents, agent),
  );
  const active = policy.mode === "off" ? [] : rules;
  const acting = policy.mode === "enforce" ? active.filter(changesText) : [];
  const families = inBoth((direction) => familiesFor(active, direction));
  const enforced = inBoth((direction) => familiesFor(acting, direction));
  return {
    mode: policy.mode,
    defaults: policy.defaults,
    rules: active,
    families,
    enforced,
    noted: inBoth(
      (direction) =>
        new Set([...families[direction]].filter((family) => !enforced[direction].has(family))),
    ),
    judgesCalls: active.length > 0,
    failsClosed: policy.mode === "enforce" && policy.defaults.on_error === "fail_closed",
    forbidsUninspected: policy.mode === "enforce" && policy.defaults.uninspected === "block",
  };
}

function inBoth<T>(make: (direction: Direction) => T): Readonly<Record<Direction, T>> {
  return { input: make("input"), output: make("output") };
}

function changesText(rule: Rule): boolean {
  return rule.action === "block" || rule.action === "redact";
}

function familiesFor(rules: readonly Rule[], direction: Direction): ReadonlySet<ScannedFamily> {
  return new Set(
    rules.flatMap((rule) =>
      rule.scanner !== "tool_access" && coversDirection(rule, direction)
        ? [FAMILY_OF_SCANNER[rule.scanner]]
        : [],
    ),
  );
}

/** Whether a rule reads what travels in this direction. Tool calls are output. */
export function coversDirection(rule: Rule, direction: Direction): boolean {
  switch (rule.scanner) {
    case "tool_access":
    case "arguments":
      return direction === "output";
    case "pii":
    case "secrets":
    case "prompt_injection":
      return rule.direction === "both" || rule.direction === direction;
  }
}

/** The family that a rule reads, or null for a rule that reads calls and not findings. */
export function familyOfRule(rule: Rule): ScannedFamily | null {
  return rule.scanner === "tool_access" ? null : FAMILY_OF_SCANNER[rule.scanner];
}
