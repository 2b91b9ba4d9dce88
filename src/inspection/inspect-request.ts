// The request before it is sent: every text in it, whatever its role.
import type { ParameterEdit, Redaction } from "../domain/decision.ts";
import { joinPaths } from "../domain/json-path.ts";
import { applyRequestEdits } from "../policy/request-parameters.ts";
import { spliceJsonStrings } from "../domain/json-text.ts";
import type { Segment } from "../domain/segment.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import { redactText } from "../policy/redact.ts";
import { withCanary } from "./canary.ts";
import type { Account } from "./account.ts";
import type { JsonBody } from "./json-body.ts";
import { blockFixedFiles, rewriteFiles, type InlineFiles } from "./inline-files.ts";
import { bothVerdicts, inspectTexts, judgeRequest, type Verdict } from "./inspect.ts";

/** A request that was looked at. */
export interface InspectedRequest extends Verdict {
  /** The bytes to send: the client's own, unless something in them was redacted. */
  readonly bytes: Uint8Array;
}

/** A request as it is inspected. */
export interface RequestTexts {
  readonly body: JsonBody;
  /** All of its texts. */
  readonly segments: readonly Segment[];
  /** Those of them that were not inspected before; absent: all. */
  readonly unseen?: readonly Segment[];
  /** The files that some of them were read from. */
  readonly files?: InlineFiles | null;
}

/** Inspects a request's segments and rewrites its body where the policy redacts. */
export function inspectRequest(
  policy: AgentPolicy,
  account: Account,
  { body, segments, unseen = segments, files = null }: RequestTexts,
): InspectedRequest {
  const judged = inspectTexts(policy, account, unseen, segments);
  const spoken = files === null ? judged : blockFixedFiles(files, account, judged);
  const verdict = bothVerdicts(judgeRequest(policy, account), spoken);
  const redacted = redactRequest(body.text, { segments, files, verdict });
  const text = withCanary(withEdits(redacted, verdict.decision.edits, ""), policy);
  return { ...verdict, bytes: text === body.text ? body.bytes : new TextEncoder().encode(text) };
}

/**
 * A JSON text with the parameters that the policy sets in a body, whose path in the text is `at`;
 * empty where the text is the body. One that is missing is added.
 */
export function withEdits(text: string, edits: readonly ParameterEdit[], at: string): string {
  if (edits.length === 0) return text;
  return applyRequestEdits(
    text,
    edits.map(({ path, value }) => ({ path: joinPaths(at, path), value })),
  );
}

/** The body's text with what the policy redacts in it. */
function redactRequest(
  text: string,
  of: {
    readonly segments: readonly Segment[];
    readonly files: InlineFiles | null;
    readonly verdict: Verdict;
  },
): string {
  const { segments, files, verdict } = of;
  const { redactions } = verdict.decision;
  if (redactions.length === 0) return text;
  const texts = new Map(segments.map((segment) => [segment.path, segment.text]));
  const values = redactedTexts(texts, redactions);
  return spliceJsonStrings(text, files === null ? values : rewriteFiles(files, values));
}

/** New texts by path, for those that have redactions. */
export function redactedTexts(
  texts: ReadonlyMap<string, string>,
  redactions: readonly Redaction[],
): Map<string, string> {
  const byPath = Map.groupBy(redactions, ({ path }) => path);
  const result = new Map<string, string>();
  for (const [path, spans] of byPath) {
    const text = texts.get(path);
    if (text !== undefined) result.set(path, redactText(text, spans));
  }
  return result;
}
