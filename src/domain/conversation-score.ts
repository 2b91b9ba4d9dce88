// How surely a conversation as a whole is an attempt to take the model over. Who goes step by step
// says nothing that would be stopped by itself; what is said adds up here. Numbers and keyed digests
// only.
import { LIMITS } from "./limits.ts";

/** A text that may be an injection. */
export interface Suspicion {
  /** Keyed digest of the text, so that it counts once however often it is sent. */
  readonly digest: string;
  /** 0 to 1, as its surest finding says. */
  readonly confidence: number;
}

/** The score of a conversation after some turns. */
export interface ConversationScore {
  /** 0 to 1. */
  readonly score: number;
  /** Digests of texts that have counted, newest last; bounded. */
  readonly counted: readonly string[];
}

/** The score of a conversation that has shown nothing. */
export const NO_SCORE: ConversationScore = { score: 0, counted: [] };

/**
 * Confidences below this add nothing: of ordinary texts some score 0.2, and a hundred of them are
 * still an ordinary conversation.
 */
export const SUSPICION_MIN = 0.3;

/** What is left of the score after a turn that adds nothing: it halves in four. A crescendo takes
 * three to six. */
const KEPT_PER_TURN = 0.5 ** (1 / 4);

/**
 * The score in the next turn, with what is suspicious in it. What came before fades; of the texts that
 * are new to the conversation the surest one counts, as evidence that is independent of the rest:
 *
 *   score' = 1 - (1 - score / 2^(1/4)) * (1 - weight(confidence))
 *
 * So it stays between 0 and 1, and never grows without a text that is new to the conversation.
 */
export function scoreWith(before: ConversationScore, suspicions: readonly Suspicion[]): number {
  const surest = newTo(before, suspicions).reduce(
    (most, { confidence }) => Math.max(most, confidence),
    0,
  );
  return 1 - (1 - before.score * KEPT_PER_TURN) * (1 - weightOf(surest));
}

/**
 * The score after a turn that has reached the model. One that was stopped before is no part of the
 * conversation and changes nothing: sent again it is stopped again, whatever stands beside it.
 */
export function afterSuspicions(
  before: ConversationScore,
  suspicions: readonly Suspicion[],
): ConversationScore {
  const digests = newTo(before, suspicions).map(({ digest }) => digest);
  return {
    score: scoreWith(before, suspicions),
    counted: [...before.counted, ...new Set(digests)].slice(-LIMITS.conversationTextsMax),
  };
}

function newTo(
  { counted }: ConversationScore,
  suspicions: readonly Suspicion[],
): readonly Suspicion[] {
  return suspicions.filter(({ digest }) => !counted.includes(digest));
}

/**
 * How much a confidence weighs: nothing at `SUSPICION_MIN`, everything at 1, and with the square in
 * between, because what is more likely harmless than not must not add up. Turns of 0.55, for ever,
 * stay under 0.5; three turns of 0.75 come to 0.7.
 */
function weightOf(confidence: number): number {
  if (confidence < SUSPICION_MIN) return 0;
  return ((Math.min(1, confidence) - SUSPICION_MIN) / (1 - SUSPICION_MIN)) ** 2;
}
