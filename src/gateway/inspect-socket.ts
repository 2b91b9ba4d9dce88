// The events of a WebSocket connection, both ways. Pure: an event in, the events that may leave now
// out, for either side; it knows no clock and no socket.
//
// What holds: events of one response, or of one item, leave in the order they came. A text event
// leaves once nothing in it can still become part of a match, the sound of a text in step with it, a
// call's events once every call of the response is complete and judged. What was stopped is over for
// the client and the upstream; the connection goes on. Events in which nothing was changed leave as
// the text that they came as.
import type { Decision } from "../domain/decision.ts";
import { isNestedDeeper, spliceJsonStrings } from "../domain/json-text.ts";
import { LIMITS } from "../domain/limits.ts";
import type { Direction, Segment } from "../domain/segment.ts";
import type { CallSite, JsonObject, ReadCall, StreamError, Usage } from "../openai/protocol.ts";
import { parseObject } from "../openai/protocol.ts";
import type { SocketProtocol, SocketReading } from "../openai/socket-protocol.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import type { Account } from "./account.ts";
import { inspectCalls, inspectTexts, type Verdict } from "./inspect.ts";
import { redactedTexts } from "./inspect-request.ts";
import { redactedArguments } from "./redact-calls.ts";
import { REFUSALS, refusalError, type Refusal } from "./refusal.ts";
import { blockError } from "./reply.ts";
import { channelRules, createTextChannel, type TextChannel } from "./text-channel.ts";

/** What is to be sent after an event, in order, and whether the connection must end. */
export interface SocketOutput {
  readonly toClient: readonly string[];
  readonly toUpstream: readonly string[];
  /** Both sides are closed after that (RFC 6455 section 7.4.1); null: the connection goes on. */
  readonly close: { readonly code: number; readonly reason: string } | null;
}

/** A connection being inspected. */
export interface SocketInspection {
  fromClient(text: string): SocketOutput;
  fromUpstream(text: string): SocketOutput;
  /** The upstream has been silent for a while: texts that nothing else ends are over. */
  quiet(): SocketOutput;
  /** The upstream has closed: what is judged of what was held leaves, the rest never does. */
  end(): SocketOutput;
  /** Code of the last error that the client was told. */
  readonly error: string | null;
  /** Whether policy has stopped anything. */
  readonly hasBlocked: boolean;
}

/** What the inspection works for. */
export interface SocketContext {
  readonly policy: AgentPolicy;
  readonly account: Account;
  readonly protocol: SocketProtocol;
}

/** A piece of a channel in an event. */
interface HeldPiece {
  readonly channel: TextChannel;
  readonly path: string;
  readonly text: string;
  readonly start: number;
}

/** An event that has not left yet. */
interface Held {
  readonly text: string;
  readonly pieces: readonly HeldPiece[];
  callSites: readonly CallSite[];
  /** Waits for the judgement of its calls. */
  waitsForCalls: boolean;
  /** The text that it speaks. */
  readonly speaks: TextChannel | null;
  /** New texts by path in the event's JSON. */
  readonly edits: Map<string, string>;
}

/** Events that keep their order among themselves. */
interface Lane {
  readonly key: string | null;
  queue: Held[];
  readonly channels: Map<string, TextChannel>;
  /** Channels that silence ends. */
  readonly endless: Set<string>;
  /** A response is in progress. */
  isOpen: boolean;
}

/** Starts the inspection of one connection. */
export function createSocketInspection({
  policy,
  account,
  protocol,
}: SocketContext): SocketInspection {
  const rules = {
    input: channelRules(policy, "input"),
    output: channelRules(policy, "output"),
  } as const;
  const { realtime_audio: sound } = policy.defaults;
  const isSoundHeld = rules.output.enforced.rules.length > 0;
  const holdsCalls = policy.judgesCalls && policy.mode === "enforce";
  const reader = protocol.createReader();
  const lanes = new Map<string, Lane>();
  /** Lanes and responses of which nothing more may pass; the oldest are forgotten. */
  const stopped = new Set<string>();
  let toClient: string[] = [];
  let toUpstream: string[] = [];
  let close: SocketOutput["close"] = null;
  let heldChars = 0;
  let texts = 0;
  let used: Usage = { input: 0, output: 0 };
  let error: string | null = null;
  let hasBlocked = false;

  function fromClient(text: string): SocketOutput {
    if (close !== null) return flush();
    if (text.length > LIMITS.socketEventCharsMax) {
      closeWith(1009, "event too large");
      return flush();
    }
    const event = parseEvent(text);
    if (event === null) refuse(null, REFUSALS.invalidEvent);
    else takeSent(text, event);
    return flush();
  }

  function takeSent(text: string, event: JsonObject): void {
    const read = protocol.readClientEvent(event);
    if (!read.ok) {
      const { message, param } = read.error;
      return refuse(event, { status: 400, code: "invalid_type", message, param });
    }
    const { segments, continues } = read.value;
    if (segments.length > LIMITS.segmentsMax) return refuse(event, REFUSALS.tooManySegments);
    if (continues !== null && stopped.has(responseKey(continues))) {
      return refuse(event, REFUSALS.blockedResponse);
    }
    if (segments.length === 0) return void toUpstream.push(text);
    const { decision, failedClosed } = inspectTexts(policy, account, segments);
    if (decision.action === "block") {
      hasBlocked = true;
      return answer(event, blocked(decision, "input"));
    }
    if (failedClosed) return refuse(event, REFUSALS.inspectionFailed);
    const edits = editsOf(segments, decision);
    toUpstream.push(edits.size === 0 ? text : spliceJsonStrings(text, edits));
  }

  function refuse(event: JsonObject | null, refusal: Refusal): void {
    answer(event, refused(refusal));
  }

  function answer(event: JsonObject | null, told: StreamError): void {
    error = told.code;
    toClient.push(JSON.stringify(reader.refuse(event, told)));
  }

  function fromUpstream(text: string): SocketOutput {
    if (close !== null) return flush();
    if (text.length > LIMITS.socketEventCharsMax) {
      account.degraded("event_too_long");
      closeWith(1009, "event too large");
      return flush();
    }
    const event = parseEvent(text);
    if (event !== null) take(text, event);
    else if (acceptMalformed(laneFor(null))) toClient.push(text);
    return flush();
  }

  /** Reads, inspects and queues one event, then lets go what may leave. */
  function take(text: string, event: JsonObject): void {
    const reading = reader.read(text, event);
    const { lane: key } = reading;
    if (reading.isOurs) return;
    if (reading.usage !== null) addUsage(reading.usage);
    if (key !== null && stopped.has(key)) {
      if (!reading.opens) return reader.forget(key);
      stopped.delete(key);
    }
    if (reading.speaks !== null && sound === "pass") return void toClient.push(text);
    const lane = laneFor(key);
    if (close !== null) return;
    process(lane, reading, text);
    tidy(lane, reading);
  }

  function process(lane: Lane, reading: SocketReading, text: string): void {
    if (reading.opens) begin(lane);
    if (reading.terminal === "error") dropWaiting(lane);
    const held = hold(lane, reading, text);
    if (close !== null) return;
    lane.queue.push(held);
    heldChars += text.length;
    if (heldChars > LIMITS.heldStreamBytesMax)
      return stop(lane, refused(REFUSALS.upstreamTooLarge));
    const isOdd = reading.problem !== null && policy.judgesCalls;
    if (isOdd && !acceptMalformed(lane)) return;
    if (!scanPieces(lane, held, reading) || !scanWholes(lane, held, reading)) return;
    if (reading.calls !== null && !judgeCalls(lane, reading.calls)) return;
    if (reading.terminal !== null && !endWaiting(lane)) return;
    if (reading.terminal !== null) lane.isOpen = false;
    release(lane, reading.terminal !== null);
  }

  function laneFor(key: string | null): Lane {
    const known = key === null ? undefined : lanes.get(key);
    if (known) return known;
    const lane = { key, queue: [], channels: new Map(), endless: new Set<string>(), isOpen: false };
    if (key === null) return lane;
    if (lanes.size >= LIMITS.socketLanesMax) closeWith(1008, "too many responses");
    lanes.set(key, lane);
    return lane;
  }

  /** A response begins. What an earlier one in its lane left behind was never completed. */
  function begin(lane: Lane): void {
    dropWaiting(lane);
    const ends = [...lane.channels.values()].filter(({ isEnded }) => !isEnded);
    if (ends.some((channel) => channel.end().action === "block")) letGo(lane.queue.splice(0));
    release(lane, true);
    clearChannels(lane);
    lane.isOpen = true;
  }

  function hold(lane: Lane, reading: SocketReading, text: string): Held {
    const pieces = reading.pieces.map(({ channel: name, path, text: piece }): HeldPiece => {
      const channel = channelOf(lane, name, reading);
      return { channel, path, text: piece, start: channel.length };
    });
    const { speaks } = reading;
    return {
      text,
      pieces,
      callSites: reading.callSites,
      waitsForCalls: reading.opensCall && holdsCalls,
      speaks:
        speaks !== null && isSoundHeld
          ? (lane.channels.get(speaks) ?? channelOf(lane, speaks, reading))
          : null,
      edits: new Map(),
    };
  }

  function channelOf(
    lane: Lane,
    name: string,
    { direction, isEndless }: SocketReading,
  ): TextChannel {
    const known = lane.channels.get(name);
    if (known !== undefined && !known.isEnded) return known;
    const channel = createTextChannel({
      policy,
      account,
      rules: rules[direction],
      direction,
      name,
    });
    if (known === undefined) texts += 1;
    if (texts > LIMITS.streamTextsMax) closeWith(1008, "too many texts");
    lane.channels.set(name, channel);
    if (isEndless) lane.endless.add(name);
    return channel;
  }

  /** Scans an event's pieces of text; false if its lane was stopped. */
  function scanPieces(lane: Lane, held: Held, reading: SocketReading): boolean {
    const { direction } = reading;
    for (const { channel, text } of held.pieces) {
      if (!accept(lane, channel.push(text), direction)) return false;
    }
    const ends = reading.terminal === null ? reading.ends : lane.channels.keys();
    for (const name of ends) {
      const channel = lane.channels.get(name);
      if (channel && !channel.isEnded && !accept(lane, channel.end(), direction)) return false;
    }
    return true;
  }

  function accept(lane: Lane, decision: Decision, direction: Direction): boolean {
    if (decision.action !== "block") return true;
    stop(lane, blocked(decision, direction));
    return false;
  }

  /** Inspects the texts that an event carries whole; false if its lane was stopped. */
  function scanWholes(lane: Lane, held: Held, { wholes, direction }: SocketReading): boolean {
    if (wholes.length === 0) return true;
    const verdict = inspectTexts(policy, account, wholes);
    if (!passes(lane, verdict, direction)) return false;
    for (const [path, text] of editsOf(wholes, verdict.decision)) held.edits.set(path, text);
    return true;
  }

  /** Judges complete calls and frees their events; false if their lane was stopped. */
  function judgeCalls(lane: Lane, calls: readonly ReadCall[]): boolean {
    if (!policy.judgesCalls) return true;
    const verdict = inspectCalls(policy, account, calls);
    if (!passes(lane, verdict, "output")) return false;
    for (const [call, text] of redactedArguments(calls, verdict.decision.redactions)) {
      rewriteCall(lane, call.key, text);
    }
    for (const held of lane.queue) {
      held.waitsForCalls = false;
      held.callSites = [];
    }
    return true;
  }

  /** Gives a call new arguments in every event that tells them: whole, or all in the first delta. */
  function rewriteCall(lane: Lane, key: string, text: string): void {
    let isTold = false;
    for (const held of lane.queue) {
      for (const site of held.callSites) {
        if (site.callKey !== key) continue;
        held.edits.set(site.path, site.part === "delta" && isTold ? "" : text);
        if (site.part === "delta") isTold = true;
      }
    }
  }

  function passes(lane: Lane, { decision, failedClosed }: Verdict, direction: Direction): boolean {
    if (!accept(lane, decision, direction)) return false;
    if (failedClosed) stop(lane, refused(REFUSALS.inspectionFailed));
    return !failedClosed;
  }

  /** At the end of a response nothing completes a call any more. */
  function endWaiting(lane: Lane): boolean {
    if (!lane.queue.some(({ waitsForCalls }) => waitsForCalls)) return true;
    if (!acceptMalformed(lane)) return false;
    for (const held of lane.queue) held.waitsForCalls = false;
    return true;
  }

  /** Clients could disagree on what an event means; false if its lane was stopped at it. */
  function acceptMalformed(lane: Lane): boolean {
    account.degraded("malformed_upstream");
    account.inspected("response", "degraded");
    if (policy.mode !== "enforce" || policy.defaults.on_error !== "fail_closed") return true;
    stop(lane, refused(REFUSALS.malformedUpstream));
    return false;
  }

  /** Lets go of the events at the head of a lane that nothing holds any more. */
  function release(lane: Lane, isOver: boolean): void {
    let count = 0;
    for (const held of lane.queue) {
      if (held.waitsForCalls || (!isOver && isUndecided(held))) break;
      count += 1;
      // What was redacted in the transcript would be heard all the same.
      if (held.speaks?.isRedacted !== true) toClient.push(write(held));
    }
    if (count > 0) letGo(lane.queue.splice(0, count));
  }

  function isUndecided({ pieces, speaks }: Held): boolean {
    if (pieces.some(({ channel, start, text }) => start + text.length > channel.decided))
      return true;
    if (speaks === null || speaks.isEnded) return false;
    // Sound may run ahead of its transcript; it does not leave before any of it was read.
    return sound === "whole" || speaks.decided === 0;
  }

  /** An event as it leaves: its own text, or that with what was redacted in it. */
  function write(held: Held): string {
    for (const { channel, path, text, start } of held.pieces) {
      const redacted = channel.redact(text, start);
      if (redacted !== text) held.edits.set(path, redacted);
    }
    if (held.edits.size === 0) return held.text;
    return protocol.withoutEchoes(spliceJsonStrings(held.text, held.edits));
  }

  function letGo(gone: readonly Held[]): void {
    for (const { text, pieces } of gone) {
      heldChars -= text.length;
      for (const { channel, start, text: piece } of pieces) channel.release(start + piece.length);
    }
  }

  /** Drops events from the first that waits for its calls: they will never be judged. */
  function dropWaiting(lane: Lane): void {
    const first = lane.queue.findIndex(({ waitsForCalls }) => waitsForCalls);
    if (first >= 0) letGo(lane.queue.splice(first));
  }

  /** Stops a lane: what it holds never leaves, both sides are told, and nothing of it passes. */
  function stop(lane: Lane, told: StreamError): void {
    error = told.code;
    letGo(lane.queue);
    lane.queue = [];
    lane.isOpen = false;
    clearChannels(lane);
    if (lane.key !== null) lanes.delete(lane.key);
    const ends = reader.stop(lane.key, told);
    for (const event of ends.toClient) toClient.push(JSON.stringify(event));
    for (const event of ends.toUpstream) toUpstream.push(JSON.stringify(event));
    for (const key of [...ends.lanes, ...ends.responses.map(responseKey)]) remember(key);
  }

  function remember(key: string): void {
    stopped.add(key);
    const [oldest] = stopped;
    if (stopped.size > LIMITS.socketStoppedMax && oldest !== undefined) stopped.delete(oldest);
  }

  /** Forgets a lane in which nothing is left to come or to leave. */
  function tidy(lane: Lane, reading: SocketReading): void {
    if (lane.key === null || lane.isOpen || lane.queue.length > 0) return;
    const isOver = reading.terminal !== null || stopped.has(lane.key);
    if (!isOver && [...lane.channels.values()].some(({ isEnded }) => !isEnded)) return;
    clearChannels(lane);
    lanes.delete(lane.key);
    reader.forget(lane.key);
  }

  function clearChannels(lane: Lane): void {
    texts -= lane.channels.size;
    lane.channels.clear();
    lane.endless.clear();
  }

  function quiet(): SocketOutput {
    for (const lane of lanes.values()) {
      for (const name of lane.endless) {
        const channel = lane.channels.get(name);
        if (channel === undefined || channel.isEnded) continue;
        if (!accept(lane, channel.end(), "output")) break;
      }
      if (lane.endless.size > 0) release(lane, false);
    }
    return flush();
  }

  function end(): SocketOutput {
    for (const lane of lanes.values()) {
      dropWaiting(lane);
      for (const channel of lane.channels.values()) {
        if (!channel.isEnded && !accept(lane, channel.end(), "output")) break;
      }
      release(lane, true);
    }
    return flush();
  }

  function addUsage({ input, output }: Usage): void {
    used = { input: used.input + input, output: used.output + output };
    account.used(used);
  }

  function blocked(decision: Decision, direction: Direction): StreamError {
    hasBlocked = true;
    const { explain } = policy.defaults;
    const made = blockError(decision, { requestId: account.head.id, direction, explain });
    return { ...made, code: "policy_violation" };
  }

  function refused(refusal: Refusal): StreamError {
    return { ...refusalError(refusal, account.head.id), code: refusal.code };
  }

  function closeWith(code: number, reason: string): void {
    close ??= { code, reason };
  }

  function flush(): SocketOutput {
    if (toClient.length === 0 && toUpstream.length === 0 && close === null) return SENDS_NOTHING;
    const output = { toClient, toUpstream, close };
    toClient = [];
    toUpstream = [];
    return output;
  }

  return {
    fromClient,
    fromUpstream,
    quiet,
    end,
    get error() {
      return error;
    },
    get hasBlocked() {
      return hasBlocked;
    },
  };
}

const SENDS_NOTHING: SocketOutput = { toClient: [], toUpstream: [], close: null };

/** The event that a message is; null if it is none, or nested too deeply. */
function parseEvent(text: string): JsonObject | null {
  // What is nested deeper than the bound has that many brackets on either side.
  const mayBeDeep = text.length > 2 * LIMITS.jsonDepthMax;
  return mayBeDeep && isNestedDeeper(text, LIMITS.jsonDepthMax) ? null : parseObject(text);
}

function responseKey(id: string): string {
  return `id:${id}`;
}

/** New texts by path, for those that have redactions. */
function editsOf(segments: readonly Segment[], decision: Decision): Map<string, string> {
  if (decision.redactions.length === 0) return new Map();
  return redactedTexts(
    new Map(segments.map(({ path, text }) => [path, text])),
    decision.redactions,
  );
}
