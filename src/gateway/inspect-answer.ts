// A whole JSON answer: its texts, then its tool calls, together.
import { spliceJsonStrings } from "../domain/json-text.ts";
import { parseObject, type Protocol } from "../openai/protocol.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import type { Account } from "./account.ts";
import { bothVerdicts, inspectCalls, inspectTexts, type Verdict } from "./inspect.ts";
import { redactedTexts } from "./inspect-request.ts";
import { redactedArguments } from "./redact-calls.ts";

/** An answer that was looked at; null where it is not a JSON object, and so says nothing. */
export interface InspectedAnswer extends Verdict {
  readonly bytes: Uint8Array;
  /** It is nested deeper than what was followed: the policy's fail mode says whether it passes. */
  readonly isTooDeep: boolean;
}

/** Inspects an answer and rewrites it where the policy redacts. */
export function inspectAnswer(
  policy: AgentPolicy,
  account: Account,
  protocol: Protocol,
  bytes: Uint8Array,
): InspectedAnswer | null {
  // As clients decode it: without its byte order mark, and with what is not UTF-8 replaced.
  const text = new TextDecoder().decode(bytes);
  const json = parseObject(text);
  if (json === null) return null;
  const answer = protocol.readAnswer(json);
  const { isTooDeep = false } = answer;
  account.used(answer.usage);
  account.responded(answer.id);
  const verdict = bothVerdicts(
    inspectTexts(policy, account, answer.texts),
    inspectCalls(policy, account, answer.calls),
  );
  const { redactions } = verdict.decision;
  if (redactions.length === 0) return { ...verdict, bytes, isTooDeep };
  const texts = new Map(answer.texts.map((segment) => [segment.path, segment.text]));
  const values = redactedTexts(texts, redactions);
  for (const [call, value] of redactedArguments(answer.calls, redactions)) {
    if (call.argumentsPath !== null) values.set(call.argumentsPath, value);
  }
  const rewritten = protocol.withoutEchoes(spliceJsonStrings(text, values));
  return { ...verdict, bytes: new TextEncoder().encode(rewritten), isTooDeep };
}
