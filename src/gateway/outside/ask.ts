// Asks the exchange's own upstream a question of ours, as the same caller: with the tenant's key, or
// with the one that the caller sent. The question is no exchange: it is not inspected, not judged by
// rules and not recorded, so that it can lead to no other.
import { LIMITS } from "../../domain/limits.ts";
import { parseObject, type JsonObject } from "../../openai/protocol.ts";
import { readBounded } from "../body.ts";
import { callUpstream, type UpstreamCall } from "../upstream.ts";

/** A question. */
export interface Question {
  /** The API path after `/v1`. */
  readonly path: "/moderations" | "/chat/completions";
  readonly body: string;
  /** After this, nobody waits for the answer any more. */
  readonly timeoutMs: number;
}

/** Whose upstream is asked, and how: the exchange's own call. */
export type AskedAs = Omit<UpstreamCall, "body">;

/** Headers of the caller that a question takes along: who it is, and nothing of what it asked. */
const CREDENTIALS = ["authorization", "api-key", "openai-organization", "openai-project"];

/** Asks; null where there is no answer in time, or none that is a JSON object. Never rejects. */
export async function ask(as: AskedAs, question: Question): Promise<JsonObject | null> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), question.timeoutMs);
  try {
    return await send(as, question, abort);
  } catch {
    // The answer broke off, or the time was over.
    return null;
  } finally {
    clearTimeout(timer);
  }
}

async function send(
  as: AskedAs,
  { path, body }: Question,
  abort: AbortController,
): Promise<JsonObject | null> {
  const headers = new Headers({ "content-type": "application/json" });
  for (const name of CREDENTIALS) {
    const value = as.request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const bytes = new TextEncoder().encode(body);
  const request = new Request(as.request.url, { method: "POST", headers });
  // Azure needs it in every request; the rest of the query was for the other operation.
  const version = new URLSearchParams(as.query).get("api-version");
  const answer = await callUpstream({
    ...as,
    request,
    path,
    query: version === null ? "" : `?api-version=${encodeURIComponent(version)}`,
    body: bytes,
    isInspected: true,
    abort,
    isLate: () => abort.signal.aborted,
  });
  if (!answer.ok) return null;
  const { response } = answer.value;
  if (response.status !== 200) {
    await response.body?.cancel();
    return null;
  }
  const told = await readBounded(response, LIMITS.outsideAnswerBytesMax);
  if (told === null) abort.abort();
  return told === null ? null : parseObject(new TextDecoder().decode(told));
}
