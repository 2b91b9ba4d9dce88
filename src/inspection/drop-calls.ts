// Which calls of an answer are left out of it, where the policy would rather drop a blocked call
// than block the answer with it.
import { stops, type Decision } from "../domain/decision.ts";
import { pathsAbove } from "../domain/json-path.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import { stoppedPaths } from "../policy/decide.ts";
import type { Evidence } from "../policy/rules/rule.ts";

/** Calls that were judged together, and what they came to. */
export interface JudgedCalls<C extends ToolCall> extends Evidence {
  readonly calls: readonly C[];
  readonly decision: Decision;
}

/**
 * The calls to drop so that the rest may pass. Empty where nothing is blocked, where the policy does
 * not drop, and where anything that is blocked is not part of one call: then the answer is blocked.
 */
export function callsToDrop<C extends ToolCall>(
  policy: AgentPolicy,
  judged: JudgedCalls<C>,
): readonly C[] {
  const { decision, calls } = judged;
  const drops =
    policy.defaults.blocked_calls === "drop" || decision.answer?.respondWith === "strip";
  if (!drops || !stops(decision.action)) return [];
  const callOf = callFinder(calls);
  const dropped = new Set<string>();
  for (const path of [...stoppedPaths(policy, judged), ...unredactable(calls, decision)]) {
    const own = callOf(path);
    if (own === null) return [];
    dropped.add(own);
  }
  return calls.filter(({ path }) => dropped.has(path));
}

/** Paths of what should be redacted in calls that have no text to rewrite: it is blocked instead. */
export function unredactable(calls: readonly ToolCall[], decision: Decision): readonly string[] {
  if (decision.redactions.length === 0) return [];
  const callOf = callFinder(calls.filter(({ argumentsPath }) => argumentsPath === null));
  return decision.redactions.map(({ path }) => path).filter((path) => callOf(path) !== null);
}

/** Finds the path of the call that a path is in. Linear in both, however many calls there are. */
function callFinder(calls: readonly ToolCall[]): (path: string) => string | null {
  const paths = new Set(calls.map(({ path }) => path));
  const longest = calls.reduce((max, { path }) => Math.max(max, path.length), 0);
  return (path) => {
    if (paths.has(path)) return path;
    for (const above of pathsAbove(path)) {
      if (above.length > longest) return null;
      if (paths.has(above)) return above;
    }
    return null;
  };
}
