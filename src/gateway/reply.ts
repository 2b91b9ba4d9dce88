// Replies of our own making, and the headers that every reply carries.
import type { Action } from "../domain/decision.ts";
import type { Substitutes, WholeSubstitute } from "../openai/protocol.ts";
import { concat } from "../openai/sse.ts";
import { errorBody, type ApiError } from "../openai/error-envelope.ts";
import type { MeterLeft } from "../domain/meter.ts";
import { rateHeaders } from "./rate-headers.ts";
import { refusalError, type Refusal } from "../inspection/refusal.ts";

/** What the headers of a reply say. */
export interface ReplyFacts {
  readonly requestId: string;
  readonly action: Action;
  /** Rules that acted; null where the policy does not let clients know. */
  readonly rules: readonly string[] | null;
  /** The gateway's own share of the time, in ms. */
  readonly ownMs: number;
  /** What is left of the policy's limits; absent where it has none. */
  readonly limits?: readonly MeterLeft[];
}

/**
 * A block: 400, which no measured SDK retries, and for those that listen, the
 * header that says so.
 */
export function blockReply(error: ApiError, facts: ReplyFacts): Response {
  return errorReply({ status: 400, error }, facts, { "x-should-retry": "false" });
}

/** A longer `retry-after` is not heard by OpenAI's SDKs: they would come again within seconds. */
const RETRY_AFTER_HEARD_MS = 60_000;

/** A block that is told as a complete answer, in the form that the client asked for. */
export function substituteReply(
  { substitutes, of, isStreamed }: SubstituteReply,
  facts: ReplyFacts,
): Response {
  const type = isStreamed ? "text/event-stream; charset=utf-8" : "application/json";
  const headers = new Headers({ "content-type": type });
  addReplyHeaders(headers, facts);
  const body = isStreamed ? concat(substitutes.wholeStream(of)) : substitutes.wholeAnswer(of);
  return new Response(body, { status: 200, headers });
}

/** What a made-up answer is made of. */
export interface SubstituteReply {
  readonly substitutes: Substitutes;
  readonly of: WholeSubstitute;
  readonly isStreamed: boolean;
}

/** A refusal in OpenAI's envelope. */
export function refusalReply(refusal: Refusal, facts: ReplyFacts): Response {
  const extra: Record<string, string> = {};
  if (refusal.retryAfterMs !== undefined) {
    extra["retry-after"] = String(Math.ceil(refusal.retryAfterMs / 1_000));
    extra["retry-after-ms"] = String(refusal.retryAfterMs);
  }
  const isFarOff = (refusal.retryAfterMs ?? 0) > RETRY_AFTER_HEARD_MS;
  if ((refusal.status < 500 && refusal.status !== 429) || isFarOff) {
    extra["x-should-retry"] = "false";
  }
  const error = refusalError(refusal, facts.requestId);
  return errorReply({ status: refusal.status, error }, facts, extra);
}

function errorReply(
  { status, error }: { readonly status: number; readonly error: ApiError },
  facts: ReplyFacts,
  extra: Readonly<Record<string, string>>,
): Response {
  const headers = new Headers({ "content-type": "application/json", ...extra });
  addReplyHeaders(headers, facts);
  return new Response(errorBody(error), { status, headers });
}

/** Adds what every reply carries. The upstream's `x-request-id` stays; where it sent none, ours. */
export function addReplyHeaders(headers: Headers, facts: ReplyFacts): void {
  headers.set("x-edgewarden-request-id", facts.requestId);
  headers.set("x-edgewarden-decision", facts.action);
  if (facts.rules !== null && facts.rules.length > 0) {
    headers.set("x-edgewarden-rules", facts.rules.map(encodeURIComponent).join(","));
  }
  for (const [name, value] of Object.entries(rateHeaders(facts.limits ?? [], headers))) {
    headers.set(name, value);
  }
  if (!headers.has("x-request-id")) headers.set("x-request-id", facts.requestId);
  headers.append("server-timing", `edgewarden;dur=${facts.ownMs.toFixed(1)}`);
}
