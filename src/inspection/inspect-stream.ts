// A streamed answer, event by event. Pure: bytes in, bytes out; it knows no clock and no stream.
//
// What holds, for every way of cutting the same bytes into chunks: the same bytes come out, with the
// same findings. Events leave in the order they came. A text event leaves once nothing in it can
// still become part of a match; a call's events leave once every call of the response is complete
// and judged. Events that nothing was changed in leave as the bytes that they came as.
import { stops, type Decision } from "../domain/decision.ts";
import { spliceJsonStrings } from "../domain/json-text.ts";
import { LIMITS } from "../domain/limits.ts";
import type { Segment } from "../domain/segment.ts";
import {
  parseObject,
  type AnswerShape,
  type CallDropper,
  type CallSite,
  type FrameReading,
  type Protocol,
  type ReadCall,
  type StreamError,
  type TextPiece,
} from "../openai/protocol.ts";
import { concat, createSseSplitter, rewriteSse, type SseFrame } from "../openai/sse.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import type { Account } from "./account.ts";
import { inspectCalls, inspectTexts, type Verdict } from "./inspect.ts";
import { maySubstitute, substituteFor } from "./block-answer.ts";
import { redactedTexts } from "./inspect-request.ts";
import { redactedArguments } from "./redact-calls.ts";
import { REFUSALS, refusalError, type Refusal } from "./refusal.ts";
import { hear, noteMade } from "./scan-flows.ts";
import { blockError } from "./block-error.ts";
import { withoutCanary } from "./canary.ts";
import { channelRules, createTextChannel, type TextChannel } from "./text-channel.ts";

/** How a stream ended, as far as its content tells. */
export type StreamEnd = "complete" | "blocked" | "upstream_error" | "gateway_error";

/** A stream being inspected. */
export interface StreamInspection {
  /** Takes bytes, returns the bytes that may leave now. */
  feed(chunk: Uint8Array): Uint8Array;
  /** The upstream has ended: what is left leaves, or the error that says why it does not. */
  end(): Uint8Array;
  /** The upstream has failed in mid-stream. */
  fail(): Uint8Array;
  /** Nothing more will leave: the upstream can be let go. Null while the stream goes on. */
  readonly ended: StreamEnd | null;
  /** Code of the error that the client was told. */
  readonly error: string | null;
}

/** What the inspection works for. */
export interface StreamContext {
  readonly policy: AgentPolicy;
  readonly account: Account;
  readonly protocol: Protocol;
  /** The form in which the client awaits its answer. Absent: a block is always told as an error. */
  readonly shape?: AnswerShape | null;
}

/** A piece of a channel in an event. */
interface HeldPiece {
  readonly channel: TextChannel;
  readonly piece: TextPiece;
  readonly start: number;
  readonly end: number;
}

/** An event that has not left yet. */
interface Held {
  readonly data: string | null;
  bytes: Uint8Array;
  readonly size: number;
  readonly pieces: readonly HeldPiece[];
  readonly callSites: readonly CallSite[];
  /** Waits for the judgement of its calls. */
  waitsForCalls: boolean;
  /** New texts by path in the event's JSON. */
  readonly edits: Map<string, string>;
}

/** Starts the inspection of one stream. */
export function createStreamInspection({
  policy,
  account,
  protocol,
  shape = null,
}: StreamContext): StreamInspection {
  const rules = channelRules(policy, "output");
  const splitter = createSseSplitter(LIMITS.sseEventBytesMax);
  const reader = protocol.createStreamReader();
  const channels = new Map<string, TextChannel>();
  const queue: Held[] = [];
  /** Bytes that leave with the current call. */
  let out: Uint8Array[] = [];
  let heldBytes = 0;
  let ended: StreamEnd | null = null;
  let error: string | null = null;
  /** An event was too long to be cut out, and the policy lets it pass: bytes pass as they come. */
  let isRaw = false;
  /** Clients could disagree on an event that the policy let pass: which calls there are is not sure. */
  let isMalformed = false;
  /** The last event came without the empty line behind it: an error of ours needs one before it. */
  let isCut = false;
  /** Leaves dropped calls out of events; null while none was dropped. */
  let dropper: CallDropper | null = null;
  /** Notes what leaves, where a block could be answered with words. */
  const ending =
    shape !== null && maySubstitute(policy) ? (protocol.substitutes?.createEnding() ?? null) : null;

  function feed(chunk: Uint8Array): Uint8Array {
    if (ended !== null) return EMPTY;
    if (isRaw) return chunk;
    for (const frame of splitter.push(chunk)) {
      take(frame);
      if (ended !== null) break;
    }
    if (ended === null && splitter.overflow !== null) overflow(splitter.overflow);
    // The caller may use the chunk's buffer again: what stays is copied. Only the last events can
    // be views of it; going through all that are held would cost their square.
    for (let at = queue.length - 1; at >= 0; at -= 1) {
      const held = queue[at];
      if (held?.bytes.buffer !== chunk.buffer) break;
      held.bytes = held.bytes.slice();
    }
    return flush();
  }

  function end(): Uint8Array {
    if (ended !== null) return EMPTY;
    if (isRaw) {
      finishWith("complete");
      return EMPTY;
    }
    const last = splitter.end();
    // Clients that read a last event without its empty line fail on one that is cut in the middle.
    if (last !== null && isWholeEvent(last)) {
      isCut = true;
      take(last);
    }
    if (ended === null) finish(reader.isWhole());
    return flush();
  }

  function fail(): Uint8Array {
    // Bytes that pass as they come may have ended in the middle of an event.
    if (ended === null && isRaw) out.push(EVENT_END);
    if (ended === null) finish(false);
    return flush();
  }

  /** Reads, inspects and queues one event, then lets go what may leave. */
  function take(frame: SseFrame): void {
    const reading = reader.read(frame);
    account.used(reading.usage);
    account.responded(reading.id);
    for (const { text } of reading.pieces) account.wrote(text.length);
    const held = hold(frame, reading);
    if (reading.terminal === "error") dropWaiting();
    queue.push(held);
    heldBytes += held.size;
    if (heldBytes > LIMITS.heldStreamBytesMax) return stop(held, REFUSALS.upstreamTooLarge);
    if (channels.size > LIMITS.streamTextsMax) return stop(held, REFUSALS.malformedUpstream);

    if (reading.problem !== null && policy.judgesCalls && !acceptMalformed(held)) return;
    if (!scanPieces(held, reading) || !scanWholes(held, reading)) return;
    if (reading.calls !== null && !judgeCalls(reading.calls)) return;
    if (reading.terminal !== null && !endWaiting()) return;
    release();
    if (reading.terminal !== null) {
      finishWith(reading.terminal === "error" ? "upstream_error" : "complete");
    }
  }

  function hold(frame: SseFrame, reading: FrameReading): Held {
    const pieces: HeldPiece[] = [];
    for (const piece of reading.pieces) {
      const channel = channelOf(piece.channel);
      // An event may hold several pieces of one text, of which none is pushed yet.
      const start = pieces.findLast((one) => one.channel === channel)?.end ?? channel.length;
      pieces.push({ channel, piece, start, end: start + piece.text.length });
    }
    return {
      data: frame.data,
      bytes: frame.bytes,
      size: frame.bytes.length,
      pieces,
      callSites: reading.callSites,
      waitsForCalls: reading.opensCall && policy.judgesCalls && policy.mode === "enforce",
      edits: new Map(),
    };
  }

  function channelOf(name: string): TextChannel {
    const known = channels.get(name);
    if (known) return known;
    const channel = createTextChannel({ policy, account, rules, direction: "output", name });
    channels.set(name, channel);
    return channel;
  }

  /** Scans an event's pieces of text; false if the stream was stopped. */
  function scanPieces(held: Held, reading: FrameReading): boolean {
    for (const { channel, piece } of held.pieces) {
      if (!accept(channel, channel.push(piece.text))) return false;
    }
    const ends = reading.terminal === null ? reading.ends : channels.keys();
    for (const name of ends) {
      const channel = channels.get(name);
      if (channel && !accept(channel, channel.end())) return false;
    }
    return true;
  }

  /** False if what a channel has come to stops the stream. */
  function accept(channel: TextChannel, decision: Decision): boolean {
    if (!stops(decision.action)) return true;
    return stopAt(heldAt(channel, channel.stoppedAt ?? 0), decision);
  }

  function heldAt(channel: TextChannel, offset: number): Held | undefined {
    return queue.find(({ pieces }) =>
      pieces.some((piece) => piece.channel === channel && piece.end > offset),
    );
  }

  /** Inspects the texts that an event carries whole; false if the stream was stopped. */
  function scanWholes(held: Held, reading: FrameReading): boolean {
    if (reading.wholes.length === 0) return true;
    const verdict = inspectTexts(policy, account, reading.wholes);
    if (!passes(verdict, held)) return false;
    hear(policy, account, reading.wholes);
    addEdits(held, reading.wholes, verdict.decision);
    return true;
  }

  function addEdits(held: Held, wholes: readonly Segment[], decision: Decision): void {
    if (decision.redactions.length === 0) return;
    const texts = new Map(wholes.map(({ path, text }) => [path, text]));
    for (const [path, text] of redactedTexts(texts, decision.redactions))
      held.edits.set(path, text);
  }

  /** Judges complete calls and frees their events; false if the stream was stopped. */
  function judgeCalls(calls: readonly ReadCall[]): boolean {
    if (!policy.readsCalls) return true;
    const first = queue.find(({ waitsForCalls }) => waitsForCalls) ?? queue.at(-1);
    const verdict = inspectCalls(policy, account, calls);
    if (!drop(calls, verdict.dropped) && !passes(verdict, first)) return false;
    for (const [call, text] of redactedArguments(calls, verdict.decision.redactions)) {
      rewriteCall(call.key, text);
    }
    noteMade(policy, account, calls, verdict.dropped);
    for (const held of queue) held.waitsForCalls = false;
    return true;
  }

  /** Leaves blocked calls out of what has not left yet; false if that cannot be done. */
  function drop(calls: readonly ReadCall[], dropped: readonly ReadCall[]): boolean {
    if (dropped.length === 0 || isMalformed || protocol.drops === undefined) return false;
    const next = dropper ?? protocol.drops.createDropper();
    if (!next.drop(calls, dropped)) return false;
    dropper = next;
    account.dropped(dropped.length);
    return true;
  }

  /** At the end nothing completes a call any more: what still waits is let go, or stops the stream. */
  function endWaiting(): boolean {
    const first = queue.find(({ waitsForCalls }) => waitsForCalls);
    if (first === undefined) return true;
    if (!acceptMalformed(first)) return false;
    for (const held of queue) held.waitsForCalls = false;
    return true;
  }

  /** Clients could disagree on what an event means; false if the stream was stopped at it. */
  function acceptMalformed(held: Held): boolean {
    account.degraded("malformed_upstream");
    account.inspected("response", "degraded");
    isMalformed = true;
    if (!policy.failsClosed) return true;
    stop(held, REFUSALS.malformedUpstream);
    return false;
  }

  /** Gives a call new arguments in every event that tells them: whole, or all in the first delta. */
  function rewriteCall(key: string, text: string): void {
    let isTold = false;
    for (const held of queue) {
      for (const site of held.callSites) {
        if (site.callKey !== key) continue;
        held.edits.set(site.path, site.part === "delta" && isTold ? "" : text);
        if (site.part === "delta") isTold = true;
      }
    }
  }

  function passes(verdict: Verdict, held: Held | undefined): boolean {
    if (stops(verdict.decision.action)) return stopAt(held, verdict.decision);
    if (!verdict.failedClosed) return true;
    stop(held, REFUSALS.inspectionFailed);
    return false;
  }

  /** Lets go of the events at the head of the queue that nothing holds any more. */
  function release(): void {
    let count = 0;
    for (const held of queue) {
      if (held.waitsForCalls) break;
      if (held.pieces.some(({ channel, end: to }) => to > channel.decided)) break;
      out.push(write(held));
      count += 1;
    }
    for (const held of queue.splice(0, count)) {
      heldBytes -= held.size;
      for (const { channel, end: to } of held.pieces) channel.release(to);
    }
  }

  /** An event as it leaves: its own bytes, or its data with the new texts. */
  function write(held: Held): Uint8Array {
    for (const { channel, piece, start } of held.pieces) {
      const text = channel.redact(piece.text, start);
      if (text !== piece.text) held.edits.set(piece.path, text);
    }
    if (held.data === null) return held.bytes;
    const own = withoutCanary(held.data);
    if (own === held.data && held.edits.size === 0 && dropper === null) {
      ending?.left(held.data);
      return held.bytes;
    }
    const data =
      held.edits.size === 0 ? own : protocol.withoutEchoes(spliceJsonStrings(own, held.edits));
    const left = dropper === null ? data : dropper.rewrite(data);
    if (left === null) return EMPTY;
    ending?.left(left);
    return left === held.data ? held.bytes : rewriteSse(held.bytes, left);
  }

  /** The events have ended without a terminal one. */
  function finish(isWhole: boolean): void {
    for (const channel of channels.values()) {
      if (!accept(channel, channel.end())) return;
    }
    if (isWhole && !queue.some(({ waitsForCalls }) => waitsForCalls)) {
      release();
      finishWith("complete");
    } else {
      dropWaiting();
      stop(undefined, REFUSALS.upstreamBroken);
    }
  }

  function finishWith(how: StreamEnd): void {
    ended = how;
    queue.length = 0;
  }

  /** Drops events from the first that waits for its calls: they will never be judged. */
  function dropWaiting(): void {
    const first = queue.findIndex(({ waitsForCalls }) => waitsForCalls);
    if (first >= 0) queue.splice(first);
  }

  /** Blocks the stream at an event: what came before it leaves, then its end, then nothing. */
  function stopAt(held: Held | undefined, decision: Decision): false {
    cutAt(held);
    finishWith("blocked");
    const { head } = account;
    const of = shape === null ? null : substituteFor(policy, decision, { head, shape });
    const words = of === null ? null : (ending?.finish(of) ?? null);
    if (words === null) {
      const { explain } = policy.defaults;
      const blocked = blockError(decision, { requestId: head.id, direction: "output", explain });
      tell({ ...blocked, code: "policy_violation" });
    } else {
      out.push(...words);
    }
    return false;
  }

  function stop(held: Held | undefined, refusal: Refusal): void {
    const isOurs = refusal === REFUSALS.inspectionFailed;
    cutAt(held);
    tell({ ...refusalError(refusal, account.head.id), code: refusal.code });
    finishWith(isOurs ? "gateway_error" : "upstream_error");
  }

  /** What came before an event leaves, and nothing else of the stream. */
  function cutAt(held: Held | undefined): void {
    const at = held === undefined ? queue.length : queue.indexOf(held);
    if (at >= 0) queue.splice(at);
    release();
    if (isCut) out.push(EVENT_END);
  }

  function tell(told: StreamError): void {
    error = told.code;
    out.push(...reader.errorFrames(told));
  }

  /** An event is too long: it and all that follows pass as they come, or nothing does. */
  function overflow(rest: Uint8Array): void {
    account.degraded("event_too_long");
    account.inspected("response", "degraded");
    if (policy.failsClosed) return stop(undefined, REFUSALS.upstreamTooLarge);
    isRaw = true;
    for (const held of queue.splice(0)) out.push(write(held));
    out.push(rest);
  }

  function flush(): Uint8Array {
    const bytes = out.length === 0 ? EMPTY : concat(out);
    out = [];
    return bytes;
  }

  return {
    feed,
    end,
    fail,
    get ended() {
      return ended;
    },
    get error() {
      return error;
    },
  };
}

function isWholeEvent({ data }: SseFrame): boolean {
  return data !== null && (data.startsWith("[DONE]") || parseObject(data) !== null);
}

const EMPTY = new Uint8Array();
const EVENT_END = new TextEncoder().encode("\n\n");
