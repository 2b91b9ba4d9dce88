// What a client gets in the place of what policy stops: an error, or an answer that is made up. How
// such an answer looks is the protocol's business.
import { stops, type Decision, type StopAnswer } from "../domain/decision.ts";
import type { ExchangeHead } from "../domain/event.ts";
import type { AnswerShape, WholeSubstitute } from "../openai/protocol.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";

/** Says that something was stopped and not what found it, where the policy has no `message`. */
const DEFAULT_TEXT = "I can't help with that: it was stopped by a security policy.";

/** Whether any stop could be told in words: where none could, nothing is noted for it. */
export function maySubstitute({ mode, defaults, rules }: AgentPolicy): boolean {
  if (mode !== "enforce") return false;
  const isDefault = isInWords(defaults.respond_with);
  return isDefault || rules.some(({ rule }) => stops(rule.action) && isInWords(rule.respond_with));
}

function isInWords(kind: StopAnswer["respondWith"] | undefined): kind is "refusal" | "message" {
  return kind === "refusal" || kind === "message";
}

/** The answer that is made up for a stop; null where the client is told an error. */
export function substituteFor(
  policy: AgentPolicy,
  decision: Decision,
  { head, shape }: { readonly head: ExchangeHead; readonly shape: AnswerShape },
): WholeSubstitute | null {
  const { respondWith: kind, message } = stopAnswerOf(policy, decision);
  // What was to be stripped and could not be is an error: words would hide that something is left.
  if (!isInWords(kind)) return null;
  return {
    // Words are no JSON. A refusal says the same, and is what clients of structured outputs expect.
    kind: shape.wantsJson ? "refusal" : kind,
    text: message ?? DEFAULT_TEXT,
    model: head.model,
    requestId: head.id,
    at: Math.floor(head.at / 1_000),
    shape,
  };
}

/** Where a change could not be carried out, no rule has stopped anything: the defaults speak. */
function stopAnswerOf({ defaults }: AgentPolicy, { answer }: Decision): StopAnswer {
  const { respond_with: respondWith = "error", message = null } = defaults;
  return answer ?? { respondWith, message };
}
