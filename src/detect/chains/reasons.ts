// Why a call is worth a look, and how sure several reasons make. Each has a name, is told as a finding
// of its own, and counts by its weight; some of them together are an attack's alone.
import type { Severity } from "../../domain/finding.ts";

/** All reasons. A finding's detector is `chains.` with the reason. */
export const CHAIN_REASONS = {
  /** Something private was read, and now something goes out. */
  "sensitive-read-then-external-send": "high",
  /** Both in one response: the call that sends cannot have waited for what the other reads. */
  "parallel-read-and-send": "medium",
  /** A destination that only tools or documents told of, and no person. */
  "destination-from-tool-output": "high",
  /** What goes out repeats what a tool has returned. */
  "copied-content": "high",
  /** A credential goes out, or could. */
  "secret-in-flight": "critical",
  /** Arguments that stand for the result of another call. */
  "back-reference": "high",
  /** Private data, strangers' words and a way out in one session. */
  "rule-of-two": "medium",
  /** Strangers' words, and then something is run or destroyed that they may have asked for. */
  "untrusted-then-execute": "high",
  /** Strangers' words, and then a deed that no person spoke of. */
  "nobody-asked": "medium",
  /** The same again and again. */
  loop: "low",
  /** One value after the other, as when ids are tried. */
  "scope-growth": "medium",
  /** An address that carries what was read. */
  "data-in-url": "critical",
} as const satisfies Readonly<Record<string, Severity>>;

/** The name of a reason. */
export type ChainReason = keyof typeof CHAIN_REASONS;

/** One reason in one call. */
export interface Evidence {
  readonly reason: ChainReason;
  /** 0 to 1: how sure it makes alone. */
  readonly weight: number;
  /** Values that weighed, as they stand in the arguments. */
  readonly values?: readonly string[];
  /** It is next to certain: nothing ordinary looks like this. */
  readonly isCertain?: boolean;
}

/** What several reasons make together. Below 0.8, where the shipped policy stops calls. */
const BROAD_MAX = 0.75;

/**
 * How sure all reasons together make. Reasons about one flow are not independent (who reads mail and
 * writes mail gives several at once), so it is a noisy-or in which each next one counts half as much
 * as the one before, and which alone never reaches what stops a call. Only evidence that is certain
 * by itself does. Never falls when a reason is added.
 */
export function scoreOf(evidence: readonly Evidence[]): number {
  const certain = evidence.filter(({ isCertain }) => isCertain === true);
  const surest = Math.max(0, ...certain.map(({ weight }) => weight));
  const weights = evidence
    .filter(({ isCertain }) => isCertain !== true)
    .map(({ weight }) => weight)
    .toSorted((a, b) => b - a);
  let missed = 1;
  for (const [index, weight] of weights.entries()) missed *= 1 - weight / 2 ** index;
  return Math.max(surest, Math.min(BROAD_MAX, 1 - missed));
}
