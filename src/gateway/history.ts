// The part of a request that its session has seen before. Runs of segments are named by keyed
// digests, the session's object is asked for them with the admission, and only what it does not know
// is inspected. What passed is told to the object with a message that leaves anyway.
import { changes, stops } from "../domain/decision.ts";
import { historyRuns, runText, type Run } from "../domain/history-runs.ts";
import { LIMITS } from "../domain/limits.ts";
import type { Segment } from "../domain/segment.ts";
import { DETECTORS_VERSION } from "../detect/registry.ts";
import { hasScans } from "../policy/scans.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import { runDigests, type MasterKeys } from "../storage/vault.ts";
import type { Verdict } from "../inspection/inspect.ts";

/** A request's history. */
export interface History {
  /** The digests that the session is asked for. */
  readonly ask: string;
  /**
   * The segments that must be inspected. `known` is the session's answer; what is not an answer to
   * this question (none, or that of another version) makes everything unseen.
   */
  unseen(known: string): readonly Segment[];
  /** Digests of what was not known and may be skipped from now on, by what inspection came to. */
  lesson(known: string, verdict: Verdict): string;
}

/** Whose history it is. */
export interface HistoryOf {
  readonly master: MasterKeys;
  readonly tenant: string;
  readonly agent: string;
  /** Hash of the policy's content, and which of its rules hold: others inspect everything anew. */
  readonly policy: string;
}

/** Whether a request is large enough to be worth a look back. Small ones pay for nothing else. */
export function hasHistory(policy: AgentPolicy, segments: readonly Segment[]): boolean {
  if (
    segments.length < 2 ||
    !hasScans(policy.scans.input) ||
    policy.isFickle ||
    policy.isExempt !== null
  )
    return false;
  let chars = 0;
  for (const { text } of segments) {
    chars += text.length;
    if (chars >= LIMITS.historyCharsMin) return true;
  }
  return false;
}

/** Reads a request's history; null where all of it is one run, of which nothing can be skipped. */
export async function openHistory(
  of: HistoryOf,
  segments: readonly Segment[],
): Promise<History | null> {
  const { runs, head } = historyRuns(segments);
  const asked = head === null ? runs : [...runs, head];
  if (asked.length < 2) return null;
  const under = { detectors: DETECTORS_VERSION, agent: of.agent, policy: of.policy };
  const texts = asked.map((run) => runText(under, segments, run));
  const digests = await runDigests(of.master, of.tenant, texts);

  function isKnown(known: string, index: number): boolean {
    return known.length === asked.length && known[index] === "1";
  }

  return {
    ask: digests.join(""),
    unseen(known) {
      const seen = asked.filter((_, index) => isKnown(known, index));
      return seen.length === 0 ? segments : without(segments, seen);
    },
    lesson(known, verdict) {
      const forbidden = forbiddenPaths(verdict);
      if (forbidden === null) return "";
      return runs
        .map((run, index) => {
          if (isKnown(known, index)) return "";
          const own = segments.slice(run.from, run.to);
          return own.some(({ path }) => forbidden.has(path)) ? "" : (digests[index] ?? "");
        })
        .join("");
    },
  };
}

function without(segments: readonly Segment[], runs: readonly Run[]): Segment[] {
  const isSeen = new Uint8Array(segments.length);
  for (const { from, to } of runs) isSeen.fill(1, from, to);
  return segments.filter((_, index) => isSeen[index] === 0);
}

/**
 * Where a rule blocks or redacts, be it only intended: that must be found again on every turn. Null
 * where inspection does not tell of all places, so that nothing may be learnt from it.
 */
function forbiddenPaths({ decision, isWhole }: Verdict): ReadonlySet<string> | null {
  const { action, reasons } = decision;
  if (!isWhole || stops(action) || reasons.length >= LIMITS.reasonsRecordedMax) return null;
  const forbidding = reasons.filter((reason) => stops(reason.action) || changes(reason.action));
  return new Set(forbidding.map(({ path }) => path));
}
