// The answer on its way to the client: streamed through inspection, inspected whole, or passed byte
// for byte. Whatever happens, the exchange is settled once, when the last byte is out.
import { stops } from "../domain/decision.ts";
import { LIMITS } from "../domain/limits.ts";
import type { AnswerShape, Protocol } from "../openai/protocol.ts";
import type { Surface } from "../openai/surface.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import type { Account, Ending } from "../inspection/account.ts";
import { readBounded } from "./body.ts";
import type { Verdict } from "../inspection/inspect.ts";
import { answerTexts, createStreamTexts, type StreamTexts } from "../inspection/outside-texts.ts";
import { gather, preceded, tapped } from "./outside/outside-answer.ts";
import type { Outside } from "./outside/outside.ts";
import { replyHeaders } from "./headers.ts";
import { inspectAnswer } from "../inspection/inspect-answer.ts";
import { download, inspectWholeText, type Download } from "./download.ts";
import { createStreamInspection, type StreamInspection } from "../inspection/inspect-stream.ts";
import { concat } from "../openai/sse.ts";
import { startPump, type PumpEnd } from "./pump.ts";
import { REFUSALS, type Refusal } from "../inspection/refusal.ts";
import { addReplyHeaders, type ReplyFacts } from "./reply.ts";
import { skipUpTo } from "./resume.ts";
import type { Watch } from "./watch.ts";

/** An upstream's answer, and what can be done with it. */
export interface Delivery {
  readonly request: Request;
  readonly response: Response;
  readonly abort: AbortController;
  readonly watch: Watch;
  readonly surface: Surface;
  readonly policy: AgentPolicy;
  readonly account: Account;
  /** The form in which the client awaits its answer. */
  readonly shape: AnswerShape | null;
  /** Rules about answers whose verdict comes from elsewhere; null where there are none. */
  readonly outside: Outside | null;
  /** Sequence number of the last event that the client has, in a stream that it resumes. */
  readonly after: number | null;
  waitUntil(promise: Promise<unknown>): void;
  /** Settles, and stops the watch. */
  settle(ending: Ending): void;
  /** Settles as blocked and makes the reply. */
  block(): Response;
  refuse(refusal: Refusal, outcome: Ending["outcome"]): Promise<Response>;
  replyFacts(): ReplyFacts;
}

/** Statuses that have no body (RFC 9110 section 15). */
const BODILESS = new Set([101, 204, 205, 304]);

/** Delivers an answer. */
export async function deliver(delivery: Delivery): Promise<Response> {
  const { response, surface, policy, account, request } = delivery;
  const { protocol } = surface;
  const { status, body } = response;
  const reader = policy.mode === "off" ? "off" : answerReader(response, surface);
  if (!isInspected(reader)) account.inspected("response", HOW_PASSED[reader]);
  if (BODILESS.has(status) || request.method === "HEAD") return finish(delivery, null);
  // What an upstream says of a failure is its own word, and goes through as it is.
  if (!isInspected(reader) || status >= 400) return pass(delivery);
  if (!isReadable(response)) {
    delivery.abort.abort();
    return delivery.refuse(REFUSALS.upstreamEncoding, "upstream_error");
  }
  if (reader === "json") return whole(delivery, protocol);
  if (body === null) return finish(delivery, null);
  if (reader === "file") return sendFile(delivery, await download(delivery, body));
  return stream(delivery, { body, protocol });
}

type AnswerReader = "json" | "events" | "file" | "nothing" | "opaque" | "off";

function isInspected(reader: AnswerReader): reader is "json" | "events" | "file" {
  return reader === "json" || reader === "events" || reader === "file";
}

const HOW_PASSED = { nothing: "nothing", opaque: "uninspected", off: "off" } as const;

/** How an answer is read: as its surface says, and by its type. */
function answerReader(response: Response, surface: Surface): AnswerReader {
  const { answer } = surface;
  if (answer === "nothing" || answer === "opaque" || answer === "file") return answer;
  const type = response.headers.get("content-type") ?? "";
  if (/^\s*text\/event-stream/i.test(type)) return "events";
  // A client of such a surface reads JSON whatever type it comes under.
  if (answer === "json" || answer === "form") return "json";
  return /^\s*application\/(?:[\w.-]+\+)?json\b/i.test(type) ? "json" : "file";
}

/** Sends what is left to send, and settles: nothing can go wrong any more. */
function finish(delivery: Delivery, body: Uint8Array | null): Response {
  delivery.settle({ outcome: "complete", status: delivery.response.status });
  return reply(delivery, body);
}

interface Readable {
  readonly body: ReadableStream<Uint8Array>;
  readonly protocol: Protocol;
}

/** Streams through inspection. */
async function stream(delivery: Delivery, { body, protocol }: Readable): Promise<Response> {
  if (delivery.outside === null) {
    return pumped(delivery, body, inspectionOf(delivery, protocol));
  }
  return streamOutside(delivery, delivery.outside, { body, protocol });
}

function pumped(
  delivery: Delivery,
  body: ReadableStream<Uint8Array>,
  inspection: StreamInspection,
  ended?: () => void,
): Response {
  const pump = startPump(body, inspection, {
    heard: () => delivery.watch.heard(),
    stop: () => delivery.abort.abort(),
    client: delivery.request.signal,
  });
  const done = pump.done.then((end) => {
    ended?.();
    delivery.settle(streamEnding(delivery, inspection, end));
  });
  delivery.waitUntil(done);
  return reply(delivery, pump.readable);
}

/** Streams an answer that somebody elsewhere judges: while it passes, or before anything does. */
async function streamOutside(
  delivery: Delivery,
  outside: Outside,
  { body, protocol }: Readable,
): Promise<Response> {
  const said = createStreamTexts(protocol);
  const inspection = inspectionOf(delivery, protocol, said);
  const note = () => outside.note("output", said.texts());
  if (!outside.waits("output")) return pumped(delivery, body, inspection, note);
  const gathered = await gather(body, inspection, {
    heard: () => delivery.watch.heard(),
    client: delivery.request.signal,
  });
  if (gathered.end === "client_gone") return delivery.refuse(REFUSALS.requestBroken, "client_gone");
  if (gathered.end === "failed") {
    delivery.abort.abort();
    return delivery.refuse(REFUSALS.inspectionFailed, "gateway_error");
  }
  const isWhole = gathered.end === "whole";
  // From here on the upstream may be silent: it is others that are waited for.
  if (isWhole) delivery.watch.rest();
  const verdict = isWhole ? await outside.judge("output", said.texts()) : outside.fail("output");
  const stopped = stoppedBy(delivery, verdict);
  if (stopped !== null) {
    delivery.abort.abort();
    return stopped;
  }
  if (!isWhole) return pumped(delivery, body, preceded(inspection, gathered.bytes), note);
  delivery.abort.abort();
  delivery.settle(streamEnding(delivery, inspection, "complete"));
  return reply(delivery, gathered.bytes);
}

/** What an answer becomes that must not pass; null where it may. */
function stoppedBy(delivery: Delivery, verdict: Verdict): Response | Promise<Response> | null {
  if (verdict.failedClosed) return delivery.refuse(REFUSALS.inspectionFailed, "gateway_error");
  return stops(verdict.decision.action) ? delivery.block() : null;
}

/**
 * The inspection of a stream, without the events that a client which resumes it has. `said` is told
 * of all of them.
 */
function inspectionOf(
  delivery: Delivery,
  protocol: Protocol,
  said: StreamTexts | null = null,
): StreamInspection {
  const { policy, account, after } = delivery;
  account.inspected("response", "inspected");
  // A client that resumes may have more of the stream than what is now let through.
  const shape = after === null ? delivery.shape : null;
  const plain = createStreamInspection({ policy, account, protocol, shape });
  const every = said === null ? plain : tapped(plain, said);
  return after === null ? every : skipUpTo(every, after);
}

function streamEnding(delivery: Delivery, inspection: StreamInspection, end: PumpEnd): Ending {
  const { status } = delivery.response;
  const { ended, error } = inspection;
  // A client that has read the terminal event may leave before the socket is closed.
  const outcome = ended ?? (end === "complete" ? "upstream_error" : end);
  return { outcome, status, ...(error !== null && { error }) };
}

/** Reads the answer whole, inspects it, and sends it or what the policy makes of it. */
async function whole(delivery: Delivery, protocol: Protocol): Promise<Response> {
  const { policy, account, request, response } = delivery;
  let bytes: Uint8Array | null;
  try {
    bytes = await readBounded(response, LIMITS.inspectedResponseBytesMax);
  } catch {
    const outcome = request.signal.aborted ? "client_gone" : "upstream_error";
    return delivery.refuse(REFUSALS.upstreamBroken, outcome);
  }
  if (bytes === null) {
    delivery.abort.abort();
    return delivery.refuse(REFUSALS.upstreamTooLarge, "upstream_error");
  }
  const inspected = inspectAnswer(policy, account, protocol, bytes);
  if (inspected === null && isEventStream(bytes)) return streamWhole(delivery, protocol, bytes);
  // Not JSON: subtitles, a transcript, whatever a person reads.
  if (inspected === null) return sendFile(delivery, await inspectWholeText(delivery, bytes));
  account.inspected("response", inspected.isTooDeep ? "degraded" : "inspected");
  if (inspected.isTooDeep) {
    account.degraded("malformed_upstream");
    if (policy.failsClosed) return delivery.refuse(REFUSALS.malformedUpstream, "upstream_error");
  }
  const stopped =
    stoppedBy(delivery, inspected) ?? (await stoppedOutside(delivery, protocol, inspected.bytes));
  return stopped ?? finish(delivery, inspected.bytes);
}

/** The same by who is asked elsewhere about a whole answer. */
async function stoppedOutside(
  delivery: Delivery,
  protocol: Protocol,
  bytes: Uint8Array,
): Promise<Response | null> {
  if (delivery.outside === null) return null;
  delivery.watch.rest();
  const verdict = await delivery.outside.judge("output", answerTexts(protocol, bytes));
  return stoppedBy(delivery, verdict);
}

/** Sends a file as its inspection lets it. */
function sendFile(delivery: Delivery, file: Download): Response {
  switch (file.kind) {
    case "whole":
      return finish(delivery, file.bytes);
    case "stream":
      return reply(delivery, file.readable);
    case "error":
      return file.response;
  }
}

/** Clients that asked for a stream read one whatever its type says. */
function isEventStream(bytes: Uint8Array): boolean {
  return /^(?:\uFEFF)?(?:data|event)(?::|$)/m.test(new TextDecoder().decode(bytes));
}

/** Inspects a stream that came under another type. */
async function streamWhole(
  delivery: Delivery,
  protocol: Protocol,
  bytes: Uint8Array,
): Promise<Response> {
  const { outside } = delivery;
  const said = createStreamTexts(protocol);
  const inspection = inspectionOf(delivery, protocol, said);
  const first = inspection.feed(bytes);
  const parts = concat([first, inspection.end()]);
  if (outside !== null) {
    const stopped = stoppedBy(delivery, await outside.judge("output", said.texts()));
    if (stopped !== null) return stopped;
  }
  delivery.settle(streamEnding(delivery, inspection, "complete"));
  return reply(delivery, parts);
}

/** Passes a body byte for byte: a native pipe, of which JavaScript sees only the end. */
function pass(delivery: Delivery): Response {
  const { response, request } = delivery;
  const { body } = response;
  if (body === null) return finish(delivery, null);
  const length = Number(response.headers.get("content-length") ?? Number.NaN);
  const isPlain = !response.headers.has("content-encoding");
  const pipe =
    isPlain && Number.isSafeInteger(length) && length >= 0
      ? new FixedLengthStream(length)
      : new IdentityTransformStream();
  // JavaScript does not see the bytes, so it cannot tell when they stop: only the session is told.
  delivery.watch.rest();
  const { status } = response;
  const done = body.pipeTo(pipe.writable).then(
    () => delivery.settle({ outcome: "complete", status }),
    () => {
      const isGone = request.signal.aborted;
      delivery.abort.abort();
      delivery.settle({ outcome: isGone ? "client_gone" : "upstream_error", status });
    },
  );
  delivery.waitUntil(done);
  return reply(delivery, pipe.readable);
}

/** Whether the runtime has decoded the body: it knows gzip and brotli, and tells what it left. */
function isReadable(response: Response): boolean {
  const encoding = response.headers.get("content-encoding");
  return encoding === null || /^(?:identity|gzip|br)$/i.test(encoding.trim());
}

function reply(delivery: Delivery, body: BodyInit | null): Response {
  const { response } = delivery;
  const headers = replyHeaders(response.headers);
  addReplyHeaders(headers, delivery.replyFacts());
  const { status, statusText } = response;
  return new Response(body, { status, statusText, headers });
}
