// What a client gets in the place of what policy blocks: an error, or an answer that is made up.
// How such an answer looks is the protocol's business.
import type { Decision } from "../domain/decision.ts";
import type { ExchangeHead } from "../domain/event.ts";
import type { AnswerShape, WholeSubstitute } from "../openai/protocol.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";

/** How a block is answered, and in which words. */
interface BlockAnswer {
  readonly kind: "error" | "refusal" | "message" | "strip";
  /** Null where the rule has no words of its own. */
  readonly text: string | null;
}

/** Members of a policy's defaults that say how a block is answered. */
interface Responding {
  readonly respond_with?: BlockAnswer["kind"];
  readonly message?: string;
}

/** Says that something was stopped and not what found it: the default of `message`. */
const DEFAULT_TEXT = "I can't help with that: it was stopped by a security policy.";

/** How a block is answered. */
function blockAnswerOf(policy: AgentPolicy, _decision: Decision): BlockAnswer {
  // The policy language gets these members with its next schema; until then no policy has them.
  const defaults: AgentPolicy["defaults"] & Responding = policy.defaults;
  return { kind: defaults.respond_with ?? "error", text: defaults.message ?? null };
}

/** Whether any block could be answered with words: where none could, nothing is kept for it. */
export function maySubstitute(policy: AgentPolicy): boolean {
  const defaults: AgentPolicy["defaults"] & Responding = policy.defaults;
  const { respond_with: kind = "error" } = defaults;
  return policy.mode === "enforce" && (kind === "refusal" || kind === "message");
}

/** The answer that is made up for a block; null where the client is told an error. */
export function substituteFor(
  policy: AgentPolicy,
  decision: Decision,
  of: { readonly head: ExchangeHead; readonly shape: AnswerShape },
): WholeSubstitute | null {
  const { kind, text } = blockAnswerOf(policy, decision);
  // What was to be stripped and could not be is an error: words would hide that something is left.
  if (kind === "error" || kind === "strip") return null;
  const { head, shape } = of;
  return {
    // Words are no JSON. A refusal says the same, and is what clients of structured outputs expect.
    kind: shape.wantsJson ? "refusal" : kind,
    text: text ?? DEFAULT_TEXT,
    model: head.model,
    requestId: head.id,
    at: Math.floor(head.at / 1_000),
    shape,
  };
}
