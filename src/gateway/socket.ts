// A WebSocket connection through the gateway: two sockets and the inspection between them. The shell
// of `inspect-socket.ts`: it knows frames, close codes, times and rates, and no events.
import { LIMITS } from "../domain/limits.ts";
import type { SocketBounds } from "../domain/settings.ts";
import { parseObject } from "../openai/protocol.ts";
import { socketProtocolOf } from "../openai/socket-protocols.ts";
import type { Surface } from "../openai/surface.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import { sha256Hex } from "../storage/encoding.ts";
import type { Account, Ending } from "../inspection/account.ts";
import { replyHeaders } from "./headers.ts";
import {
  createSocketInspection,
  type SocketInspection,
  type SocketOutput,
} from "../inspection/inspect-socket.ts";
import { createRate } from "./rate.ts";
import { addReplyHeaders, type ReplyFacts } from "./reply.ts";
import { offeredProtocols } from "./socket-request.ts";

/** A connection that the upstream has accepted, and what can be done with it. */
export interface SocketDelivery {
  readonly request: Request;
  /** The upstream's answer, with its socket. */
  readonly response: Response;
  readonly surface: Surface;
  readonly policy: AgentPolicy;
  readonly account: Account;
  readonly bounds: SocketBounds;
  waitUntil(promise: Promise<unknown>): void;
  /** Settles, and stops the watch. */
  settle(ending: Ending): void;
  replyFacts(): ReplyFacts;
}

/** A client that is slow for a while may catch up for so long. */
const BURST_SECONDS = 10;
/** How often times are looked at. */
const TICK_MS = 500;
/** A text that no event ends is over when the upstream has been silent for so long. */
const QUIET_MS = 2_000;
/** Events of a client that may wait while the files of one before them are read. */
const WAITING_MAX = 32;

/** Codes that may not be sent (RFC 6455 section 7.4.1), and what is sent instead. */
const UNSENDABLE: ReadonlyMap<number, number> = new Map([
  [1004, 1000],
  [1005, 1000],
  [1006, 1011],
  [1015, 1011],
]);
const REASON_BYTES_MAX = 123;

/** Connects the client to the upstream's socket. The exchange is settled when either side closes. */
export function bridge(delivery: SocketDelivery, upstream: WebSocket): Response {
  const [outer, client] = Object.values(new WebSocketPair()) as [WebSocket, WebSocket];
  const { policy, account, surface } = delivery;
  const how = policy.mode === "off" ? "off" : "inspected";
  account.inspected("request", how);
  account.inspected("response", how);
  const protocol = socketProtocolOf(surface.name);
  const inspection =
    how === "off" ? null : createSocketInspection({ policy, account, protocol, hash: sha256Hex });
  const ends = { client, upstream } as const;
  const openedAt = Date.now();
  // The upstream's pace is its own: it is paid for, and what is not read is bounded below.
  const { idleMs, lifeMs, eventsPerSecond: perSecond } = delivery.bounds;
  const burst = perSecond * BURST_SECONDS;
  const rate = createRate({ burst, perSecond, now: openedAt });
  let heardAt = openedAt;
  let upstreamAt = openedAt;
  /** Characters sent to each side since it was last heard. */
  const unheard = { client: 0, upstream: 0 };
  /** While the files of a client's event are read: its later events. */
  let reading: Promise<void> | null = null;
  const waiting: string[] = [];
  let isOver = false;
  const over = Promise.withResolvers<void>();

  /** Ends the exchange: once, whatever comes after it. */
  function finish(outcome: Ending["outcome"]): void {
    if (isOver) return;
    isOver = true;
    clearInterval(timer);
    const error = inspection?.error ?? null;
    const told = inspection?.hasBlocked === true ? "blocked" : outcome;
    delivery.settle({ outcome: told, status: 101, ...(error !== null && { error }) });
    over.resolve();
  }

  /** Closes both sides for a reason of ours. */
  function closeBoth(code: number, reason: string): void {
    close(client, code, reason);
    close(upstream, 1000, "");
  }

  function deliver({ toClient, toUpstream, close: end }: SocketOutput): void {
    for (const text of toClient) send("client", text);
    for (const text of toUpstream) send("upstream", text);
    if (end === null) return;
    closeBoth(end.code, end.reason);
    finish(end.code === 1009 || end.code === 1008 ? "refused" : "gateway_error");
  }

  function send(to: Side, data: string | ArrayBuffer): void {
    if (isOver && to === "upstream") return;
    try {
      ends[to].send(data);
    } catch {
      // The socket is closing: its own event says how the exchange ends.
      return;
    }
    unheard[to] += typeof data === "string" ? data.length : data.byteLength;
    if (unheard[to] > LIMITS.socketUnheardCharsMax) stopFor("peer_too_slow", "too slow");
  }

  function stopFor(code: string, reason: string): void {
    if (isOver) return;
    account.degraded(code);
    closeBoth(1008, reason);
    finish("refused");
  }

  function receive(from: Side, data: string | ArrayBuffer): void {
    if (isOver) return;
    const now = Date.now();
    heardAt = now;
    unheard[from] = 0;
    if (from === "upstream") upstreamAt = now;
    const to = otherSide(from);
    if (inspection === null) return send(to, data);
    if (from === "client" && !rate.take(now)) return stopFor("too_many_events", "too many events");
    const text = typeof data === "string" ? data : textIn(data);
    if (text === null) return passBinary(to, data);
    try {
      if (from === "upstream") deliver(inspection.fromUpstream(text));
      else takeSent(inspection, text);
    } catch (error) {
      fail(error);
    }
  }

  /** The client's events keep their order: while the files of one are read, the next wait. */
  function takeSent(by: SocketInspection, text: string): void {
    if (reading !== null) {
      waiting.push(text);
      if (waiting.length > WAITING_MAX) stopFor("too_many_events", "too many events");
      return;
    }
    const output = by.fromClient(text);
    if (!(output instanceof Promise)) return deliver(output);
    reading = output
      .then((later) => {
        reading = null;
        deliver(later);
        takeWaiting(by);
      })
      .catch(fail);
  }

  function takeWaiting(by: SocketInspection): void {
    for (let text = waiting.shift(); text !== undefined; text = waiting.shift()) {
      if (isOver) return;
      takeSent(by, text);
      if (reading !== null) return;
    }
  }

  /** Our own mistake: nothing that was not inspected may pass, and the connection cannot go on. */
  function fail(error: unknown): void {
    console.error(JSON.stringify({ at: "socket", id: account.head.id, error: String(error) }));
    account.degraded("gateway_error");
    closeBoth(1011, "inspection failed");
    finish("gateway_error");
  }

  /** What is neither text nor JSON is read by no client of these surfaces. */
  function passBinary(to: Side, data: string | ArrayBuffer): void {
    account.degraded("binary_frame");
    if (!policy.forbidsUninspected) return send(to, data);
    closeBoth(1003, "binary frames are not inspected");
    finish("refused");
  }

  function closed(from: Side, code: number, reason: string): void {
    if (from === "upstream" && inspection !== null && !isOver) {
      for (const text of inspection.end().toClient) send("client", text);
    }
    close(ends[otherSide(from)], code, reason);
    finish(outcomeOf(from, code));
  }

  const timer = setInterval(
    () => {
      const now = Date.now();
      if (now - openedAt >= lifeMs || now - heardAt >= idleMs) {
        account.degraded(now - heardAt >= idleMs ? "socket_idle" : "socket_lifetime");
        closeBoth(1001, now - heardAt >= idleMs ? "idle" : "session limit");
        finish("complete");
      } else if (inspection !== null && now - upstreamAt >= QUIET_MS) deliver(inspection.quiet());
    },
    Math.min(TICK_MS, idleMs / 2),
  );

  for (const from of ["client", "upstream"] as const) {
    const socket = ends[from];
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }) => receive(from, data as string | ArrayBuffer));
    socket.addEventListener("close", ({ code, reason }) => closed(from, code, reason));
    socket.addEventListener("error", () => closed(from, 1006, ""));
  }
  upstream.accept();
  client.accept();
  delivery.waitUntil(over.promise);
  return reply(delivery, outer);
}

type Side = "client" | "upstream";

function otherSide(side: Side): Side {
  return side === "client" ? "upstream" : "client";
}

/**
 * The text of a binary frame that clients would read as an event: some decode whatever comes. Null
 * where it is no JSON object.
 */
function textIn(data: ArrayBuffer): string | null {
  const text = new TextDecoder().decode(data);
  return parseObject(text) === null ? null : text;
}

/** Whether a connection ended as its ends agreed, or one of them was lost. */
function outcomeOf(from: Side, code: number): Ending["outcome"] {
  const isClean = code === 1000 || code === 1001 || code === 1005;
  if (isClean || (from === "client" && code !== 1006)) return "complete";
  return from === "client" ? "client_gone" : "upstream_error";
}

/** Closes a socket with the nearest code that may be sent; one that is closed stays so. */
function close(socket: WebSocket, code: number, reason: string): void {
  const sendable = UNSENDABLE.get(code) ?? code;
  try {
    socket.close(sendable, cut(reason));
  } catch {
    // It was closed before, or the code is one that this platform does not send.
    try {
      socket.close(1011);
    } catch {
      // Nothing is left to close.
    }
  }
}

/** A reason that fits into a close frame, whole characters only. */
function cut(reason: string): string {
  let text = reason;
  while (new TextEncoder().encode(text).length > REASON_BYTES_MAX) text = text.slice(0, -1);
  return text;
}

function reply(delivery: SocketDelivery, webSocket: WebSocket): Response {
  const { request, response } = delivery;
  const headers = replyHeaders(response.headers);
  const protocol = chosenProtocol(request.headers, response.headers);
  if (protocol === null) headers.delete("sec-websocket-protocol");
  else headers.set("sec-websocket-protocol", protocol);
  addReplyHeaders(headers, delivery.replyFacts());
  return new Response(null, { status: 101, headers, webSocket });
}

/**
 * The subprotocol that the client is told. Clients that offer some and are told none give up, so
 * where the upstream chose none, the first that it was offered is taken.
 */
function chosenProtocol(asked: Headers, answered: Headers): string | null {
  const [first = null] = offeredProtocols(asked);
  return answered.get("sec-websocket-protocol") ?? first;
}
