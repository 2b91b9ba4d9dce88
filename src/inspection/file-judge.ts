// What one file's inspection shares among its parts: whom it works for, what was decided so far,
// and whether it has come to a stop.
import { stops } from "../domain/decision.ts";
import type { Finding } from "../domain/finding.ts";
import { LIMITS } from "../domain/limits.ts";
import type { Direction, SegmentKind } from "../domain/segment.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import type { Account } from "./account.ts";
import { blockInstead, judge, suspicionOf, type Verdict } from "./inspect.ts";
import { REFUSALS, type Refusal } from "./refusal.ts";

/** Why nothing more of a body may pass. */
export type FileStop =
  | { readonly kind: "blocked" }
  | {
      readonly kind: "refused";
      readonly refusal: Refusal;
      readonly outcome: "refused" | "gateway_error";
    };

/** Whom a file is inspected for. */
export interface FileContext {
  readonly policy: AgentPolicy;
  readonly account: Account;
  readonly direction: Direction;
  /** What plain text in it counts as. */
  readonly kind: SegmentKind;
  /** Where findings say that they are: `file`. */
  readonly path: string;
  /** Whether places are told with their line: a short field has none to speak of. */
  readonly hasLines: boolean;
  /** Set where the sender has said how long the text is, so that it cannot be rewritten. */
  readonly isFixed: boolean;
}

/** The judge of one file. */
export interface FileJudge extends FileContext {
  readonly stop: FileStop | null;
  /** Number of the line that comes next, from 1. */
  line: number;
  /** The path of a line. */
  place(line: number): string;
  /** Judges findings, and stops where they block. */
  judge(
    findings: readonly Finding[],
    failed: readonly string[],
    matched: (finding: Finding) => string,
  ): Verdict;
  /** Stops the file if a verdict says so. */
  accept(verdict: Verdict): void;
  halt(stop: FileStop): void;
  /**
   * Whether families that only write things down still have something to say: an event keeps so
   * many findings, and more of them change nothing.
   */
  readonly takesNotes: boolean;
}

/** Opens a file. */
export function openFile(context: FileContext): FileJudge {
  const { policy, account, direction } = context;
  let stop: FileStop | null = null;
  let noted = 0;
  const judging: FileJudge = {
    ...context,
    line: 1,
    get stop() {
      return stop;
    },
    get takesNotes() {
      return noted < LIMITS.findingsRecordedMax;
    },
    place: (line) => (context.hasLines ? `${context.path}[line ${line}]` : context.path),
    judge(found, failed, matched) {
      const own = new Map<Finding, Finding>(
        found.map((one) => [{ ...one, kind: context.kind }, one]),
      );
      const findings = [...own.keys()];
      noted += findings.length;
      account.found(direction, findings, (finding) => matched(own.get(finding) ?? finding));
      for (const finding of findings) {
        account.suspected(matched(own.get(finding) ?? finding), suspicionOf(direction, [finding]));
      }
      for (const family of failed) account.degraded(`detector_failed:${family}`);
      const evidence = { direction, findings, calls: [], failed: new Set(failed) };
      const verdict = judge(policy, account, evidence);
      judging.accept(verdict);
      return verdict;
    },
    accept(verdict) {
      const isStuck = context.isFixed && verdict.decision.redactions.length > 0;
      const { decision, failedClosed } = isStuck ? blockInstead(account, verdict) : verdict;
      if (stops(decision.action)) judging.halt({ kind: "blocked" });
      else if (failedClosed) {
        const refusal = REFUSALS.inspectionFailed;
        judging.halt({ kind: "refused", refusal, outcome: "gateway_error" });
      }
    },
    halt(next) {
      stop ??= next;
    },
  };
  return judging;
}

/** Whether anything that travels in a direction could be rewritten. */
export function mayRedact(policy: AgentPolicy, direction: Direction): boolean {
  return policy.rewrites[direction];
}
