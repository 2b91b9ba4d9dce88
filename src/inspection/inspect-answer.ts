// A whole JSON answer: its texts, then its tool calls, together.
import { stops } from "../domain/decision.ts";
import { spliceJsonStrings } from "../domain/json-text.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import { parseObject, type Answer, type Protocol } from "../openai/protocol.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import type { Account } from "./account.ts";
import { withoutCanary } from "./canary.ts";
import {
  bothVerdicts,
  inspectCalls,
  inspectTexts,
  type CallsVerdict,
  type Verdict,
} from "./inspect.ts";
import { redactedTexts } from "./inspect-request.ts";
import { redactedArguments } from "./redact-calls.ts";
import { hear, noteMade } from "./scan-flows.ts";

/**
 * An answer that was looked at; null where it is not a JSON object, and so says nothing. Its action
 * is no block if dropping calls has settled it.
 */
export interface InspectedAnswer extends Verdict {
  readonly bytes: Uint8Array;
  /** It is nested deeper than what was followed: the policy's fail mode says whether it passes. */
  readonly isTooDeep: boolean;
}

/** Inspects an answer and rewrites it where the policy redacts or drops calls. */
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
  const spoken = inspectTexts(policy, account, answer.texts);
  hear(policy, account, answer.texts);
  const called = inspectCalls(policy, account, answer.calls);
  noteMade(policy, account, answer.calls, called.dropped);
  const verdict = bothVerdicts(spoken, called);
  const redacted = withoutCanary(redactAnswer(protocol, text, { answer, verdict }));
  const left = isStopped(spoken) ? null : withoutCalls(protocol, redacted, { answer, called });
  if (left === null) {
    const sent = redacted === text ? bytes : new TextEncoder().encode(redacted);
    return { ...verdict, bytes: sent, isTooDeep };
  }
  account.dropped(called.dropped.length);
  // What was blocked is gone: what is left to do is to send another answer than the upstream's.
  const decision = { ...verdict.decision, action: "redact" as const };
  return { ...verdict, decision, bytes: new TextEncoder().encode(left), isTooDeep };
}

/** The answer's text without the calls that are dropped; null where there are none, or it fails. */
function withoutCalls(
  protocol: Protocol,
  text: string,
  { answer, called }: { readonly answer: Answer; readonly called: CallsVerdict<ToolCall> },
): string | null {
  const { dropped } = called;
  if (dropped.length === 0 || protocol.drops === undefined) return null;
  const left = protocol.drops.fromAnswer(text, new Set(dropped.map(({ path }) => path)));
  // Seen with the eyes of who reads it: if a call were still there, the answer would be blocked.
  const callsLeft = protocol.readAnswer(parseObject(left) ?? {}).calls.length;
  return callsLeft === answer.calls.length - dropped.length ? left : null;
}

function isStopped({ decision, failedClosed }: Verdict): boolean {
  return failedClosed || stops(decision.action);
}

/** The answer's text with what the policy redacts in it. */
function redactAnswer(
  protocol: Protocol,
  text: string,
  { answer, verdict }: { readonly answer: Answer; readonly verdict: Verdict },
): string {
  const { redactions } = verdict.decision;
  if (redactions.length === 0) return text;
  const texts = new Map(answer.texts.map((segment) => [segment.path, segment.text]));
  const values = redactedTexts(texts, redactions);
  for (const [call, value] of redactedArguments(answer.calls, redactions)) {
    if (call.argumentsPath !== null) values.set(call.argumentsPath, value);
  }
  return protocol.withoutEchoes(spliceJsonStrings(text, values));
}
