// The events of a WebSocket connection, both ways. Pure: an event in, the events that may leave now
// out, for either side; it knows no clock and no socket.
//
// What holds: events of one response, or of one item, leave in the order they came. A text event
// leaves once nothing in it can still become part of a match, the sound of a text in step with it, a
// call's events once every call of the response is complete and judged. What was stopped is over for
// the client and the upstream; the connection goes on. Events in which nothing was changed leave as
// the text that they came as.
import { stops, type Decision } from "../domain/decision.ts";
import { joinPaths } from "../domain/json-path.ts";
import { isNestedDeeper, spliceJsonStrings } from "../domain/json-text.ts";
import { LIMITS } from "../domain/limits.ts";
import type { Direction, Segment } from "../domain/segment.ts";
import type { JsonObject, ReadCall, StreamError, Usage } from "../openai/protocol.ts";
import { parseObject, textOf } from "../openai/protocol.ts";
import type { SocketProtocol, SocketReading } from "../openai/socket-protocol.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import type { Account } from "./account.ts";
import {
  createLane,
  rewriteCall,
  type Held,
  type HeldPiece,
  type Lane,
  type LaneContext,
} from "./event-lane.ts";
import {
  blockFixedFiles,
  readInlineFiles,
  rewriteFiles,
  type InlineFiles,
} from "./inline-files.ts";
import {
  bothVerdicts,
  inspectCalls,
  inspectTexts,
  judgeFiles,
  judgeRequest,
  type Verdict,
} from "./inspect.ts";
import { redactedTexts, withEdits } from "./inspect-request.ts";
import { redactedArguments } from "./redact-calls.ts";
import { REFUSALS, refusalError, type Refusal } from "./refusal.ts";
import { hear, noteMade } from "./scan-flows.ts";
import { blockError } from "./block-error.ts";
import { sentFiles } from "./sent-files.ts";
import { hashTools } from "./situation.ts";
import { createSocketPolicy, type AskingEvent, type BoundRequest } from "./socket-policy.ts";
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
  /** Later where files stand in the event; the client's next event must wait for that. */
  fromClient(text: string): SocketOutput | Promise<SocketOutput>;
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
  /** SHA-256 in hex. Absent: tools have no digest, so none is the one that a rule has pinned. */
  readonly hash?: (text: string) => Promise<string>;
}

/** Starts the inspection of one connection. */
export function createSocketInspection({
  policy,
  account,
  protocol,
  hash,
}: SocketContext): SocketInspection {
  const { realtime_audio: sound } = policy.defaults;
  const rules = createSocketPolicy(policy, protocol);
  let texting = textingBy(policy);
  const { needsHashes } = policy.base ?? policy;
  const reader = protocol.createReader();
  const held = { chars: 0 };
  const shared: LaneContext = {
    waitsForWhole: sound === "whole",
    held,
    withoutEchoes: (data) => protocol.withoutEchoes(data),
  };
  const lanes = new Map<string, Lane>();
  /** Lanes and responses of which nothing more may pass; the oldest are forgotten. */
  const stopped = new Set<string>();
  let toClient: string[] = [];
  let toUpstream: string[] = [];
  let close: SocketOutput["close"] = null;
  let texts = 0;
  let used: Usage = { input: 0, output: 0 };
  let error: string | null = null;
  let hasBlocked = false;

  function fromClient(text: string): SocketOutput | Promise<SocketOutput> {
    if (close !== null) return flush();
    if (text.length > LIMITS.socketEventCharsMax) {
      closeWith(1009, "event too large");
      return flush();
    }
    const event = parseEvent(text);
    if (event === null) {
      refuse(null, REFUSALS.invalidEvent);
      return flush();
    }
    const reading = takeSent(text, event);
    return reading === null ? flush() : reading.then(flush);
  }

  /** Inspects an event of the client: at once, or once its files are read and its tools hashed. */
  function takeSent(text: string, event: JsonObject): Promise<void> | null {
    const read = protocol.readClientEvent(event);
    if (!read.ok) {
      const { message, param } = read.error;
      refuse(event, { status: 400, code: "invalid_type", message, param });
      return null;
    }
    const { segments, continues, hasFiles } = read.value;
    const requests = protocol.requestsOf(event);
    const previous = requests.map(({ body }) => textOf(body["previous_response_id"]));
    if ([continues, ...previous].some((id) => id !== null && stopped.has(responseKey(id)))) {
      refuse(event, REFUSALS.blockedResponse);
      return null;
    }
    const sent: SentEvent = { text, event, segments, requests, files: null };
    if (hasFiles || (needsHashes && requests.length > 0)) return takeLater(sent, hasFiles);
    judgeSent(sent);
    return null;
  }

  async function takeLater(sent: SentEvent, hasFiles: boolean): Promise<void> {
    const { event, segments, requests } = sent;
    const read = await readInlineFiles(policy, event, { segments, hasFiles });
    if (!read.ok) return refuse(event, read.error);
    const files = read.value;
    const toolHashes =
      needsHashes && hash !== undefined
        ? await Promise.all(requests.map(({ body }) => hashTools(body, hash)))
        : [];
    if (files !== null && files.inspection !== "inspected") {
      account.inspected("request", files.inspection);
      if (files.inspection === "degraded") account.degraded("malformed_file");
    }
    judgeSent({ ...sent, segments: files?.segments ?? segments, files, toolHashes });
  }

  /** Judges an event of the client as a request is judged: its parameters, and every text in it. */
  function judgeSent(sent: SentEvent): void {
    const { text, event, segments, files } = sent;
    if (segments.length > LIMITS.segmentsMax) return refuse(event, REFUSALS.tooManySegments);
    const { policy: own, requests } = rules.bind(sent);
    const judged = inspectTexts(own, account, segments);
    const spoken = files === null ? judged : blockFixedFiles(files, account, judged);
    const asked = requests.map((one) => askedOf(one));
    const { decision, failedClosed } = [...asked, filesOf(own, sent)].reduce(bothVerdicts, spoken);
    if (stops(decision.action)) {
      hasBlocked = true;
      return answer(event, blocked(decision, "input"));
    }
    if (failedClosed) return refuse(event, REFUSALS.inspectionFailed);
    const redacted = editsOf(segments, spoken.decision);
    const values = files === null ? redacted : rewriteFiles(files, redacted);
    let leaving = values.size === 0 ? text : spliceJsonStrings(text, values);
    for (const [index, one] of requests.entries()) {
      const edits = asked[index]?.decision.edits ?? [];
      leaving = withEdits(leaving, edits, one.request.path);
      rules.sent(one, edits);
    }
    if (requests.length > 0) texting = textingBy(rules.now);
    hear(rules.now, account, segments);
    toUpstream.push(leaving);
  }

  /** Judges one request of an event. What is told of it names places in the event. */
  function askedOf({ policy: own, request }: BoundRequest): Verdict {
    const verdict = judgeRequest(own, account);
    const reasons = verdict.decision.reasons.map((reason) => ({
      ...reason,
      path: joinPaths(request.path, reason.path),
    }));
    return { ...verdict, decision: { ...verdict.decision, reasons } };
  }

  function filesOf(own: AgentPolicy, { event, files }: SentEvent): Verdict {
    if (!own.judgesRequest) return judgeFiles(own, account, []);
    const { endpoint } = own.situation;
    return judgeFiles(
      own,
      account,
      sentFiles(event, { endpoint, unread: files?.unread ?? new Set() }),
    );
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
    if (reading.model !== null) {
      rules.told(reading.model);
      texting = textingBy(rules.now);
    }
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
    const isOver = reading.terminal !== null;
    if (reading.opens) begin(lane);
    if (reading.terminal === "error") lane.dropWaiting();
    const event = hold(lane, reading, text);
    if (close !== null) return;
    lane.push(event);
    if (held.chars > LIMITS.heldStreamBytesMax) {
      return stop(lane, refused(REFUSALS.upstreamTooLarge));
    }
    const isOdd = reading.problem !== null && rules.now.judgesCalls;
    if (isOdd && !acceptMalformed(lane)) return;
    if (!scanPieces(lane, event, reading) || !scanWholes(lane, event, reading)) return;
    // The calls of a response are reported at its end; one that is told apart frees itself alone.
    const { calls } = reading;
    if (calls !== null && !judgeCalls(lane, calls, isOver ? lane.queue : [event])) return;
    if (isOver && !endWaiting(lane)) return;
    if (isOver) lane.isOpen = false;
    release(lane, isOver);
  }

  function laneFor(key: string | null): Lane {
    const known = key === null ? undefined : lanes.get(key);
    if (known) return known;
    const lane = createLane(key, shared);
    if (key === null) return lane;
    if (lanes.size >= LIMITS.socketLanesMax) closeWith(1008, "too many responses");
    lanes.set(key, lane);
    return lane;
  }

  /** A response begins. What an earlier one in its lane left behind was never completed. */
  function begin(lane: Lane): void {
    lane.dropWaiting();
    const ends = [...lane.channels.values()].filter(({ isEnded }) => !isEnded);
    if (ends.some((channel) => stops(channel.end().action))) lane.drop();
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
      waitsForCalls: reading.opensCall && texting.holdsCalls,
      speaks:
        speaks !== null && texting.isSoundHeld
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
      policy: rules.now,
      account,
      rules: texting[direction],
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
  function scanPieces(lane: Lane, event: Held, reading: SocketReading): boolean {
    const { direction } = reading;
    for (const { channel, text } of event.pieces) {
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
    if (!stops(decision.action)) return true;
    stop(lane, blocked(decision, direction));
    return false;
  }

  /** Inspects the texts that an event carries whole; false if its lane was stopped. */
  function scanWholes(lane: Lane, event: Held, { wholes, direction }: SocketReading): boolean {
    if (wholes.length === 0) return true;
    const verdict = inspectTexts(rules.now, account, wholes);
    if (!passes(lane, verdict, direction)) return false;
    hear(rules.now, account, wholes);
    for (const [path, text] of editsOf(wholes, verdict.decision)) event.edits.set(path, text);
    return true;
  }

  /** Judges complete calls and frees the events that tell them; false if their lane was stopped. */
  function judgeCalls(lane: Lane, calls: readonly ReadCall[], events: readonly Held[]): boolean {
    if (rules.now.readsCalls) {
      const verdict = inspectCalls(rules.now, account, calls, true);
      if (!passes(lane, verdict, "output")) return false;
      noteMade(rules.now, account, calls);
      for (const [call, text] of redactedArguments(calls, verdict.decision.redactions)) {
        rewriteCall(events, call.key, text);
      }
    }
    for (const event of events) {
      event.waitsForCalls = false;
      event.callSites = [];
    }
    return true;
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
    for (const event of lane.queue) event.waitsForCalls = false;
    return true;
  }

  /** Clients could disagree on what an event means; false if its lane was stopped at it. */
  function acceptMalformed(lane: Lane): boolean {
    account.degraded("malformed_upstream");
    account.inspected("response", "degraded");
    if (!policy.failsClosed) return true;
    stop(lane, refused(REFUSALS.malformedUpstream));
    return false;
  }

  function release(lane: Lane, isOver: boolean): void {
    for (const text of lane.release(isOver)) toClient.push(text);
  }

  /** Stops a lane: what it holds never leaves, both sides are told, and nothing of it passes. */
  function stop(lane: Lane, told: StreamError): void {
    error = told.code;
    lane.drop();
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
      lane.dropWaiting();
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

/** An event of the client on its way. */
interface SentEvent extends AskingEvent {
  readonly event: JsonObject;
  readonly segments: readonly Segment[];
  readonly files: InlineFiles | null;
}

/** What a policy has answers wait for. */
function textingBy(policy: AgentPolicy) {
  const output = channelRules(policy, "output");
  return {
    input: channelRules(policy, "input"),
    output,
    isSoundHeld: output.enforced.length > 0,
    holdsCalls: policy.judgesCalls && policy.mode === "enforce",
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
