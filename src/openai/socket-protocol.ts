// What the gateway asks of a protocol that is spoken over a WebSocket, the same for each. As with
// `protocol.ts`, a protocol reads; it never judges, holds or sends.
import type { Result } from "../domain/result.ts";
import type { Segment } from "../domain/segment.ts";
import type { FieldError, FrameReading, JsonObject, StreamError } from "./protocol.ts";
import { NOTHING } from "./protocol.ts";
import type { SseFrame } from "./sse.ts";

/** What one event of the client says. */
export interface ClientReading {
  /** Its texts; their paths are in the event's JSON. */
  readonly segments: readonly Segment[];
  /** It may hold files: `inline-files.ts` finds them. */
  readonly hasFiles: boolean;
  /** A response that the event goes on from; null where it names none. */
  readonly continues: string | null;
}

/** What of a client's event a request would carry: parameters of a response or of the session. */
export interface SentRequest {
  /** Where it stands in the event; empty: the event itself is the body. */
  readonly path: string;
  readonly body: JsonObject;
  /** It holds for what follows on the connection, too, until the next says otherwise. */
  readonly isOfSession: boolean;
}

/**
 * What one event of the upstream says. `terminal` ends the event's lane, not the connection:
 * `complete` once its calls are judged, `error` without those that were never completed.
 */
export interface SocketReading extends FrameReading {
  /**
   * Events of one lane keep their order: those of one response, or of one item that belongs to no
   * response. Null: the event stands for itself, and waits for nothing.
   */
  readonly lane: string | null;
  /** A response begins: what still waits in its lane was never completed. */
  readonly opens: boolean;
  /** Which way the event's pieces travel: what a person said is on its way to the model. */
  readonly direction: "input" | "output";
  /** The channel whose text this event speaks as sound; null where it carries no sound. */
  readonly speaks: string | null;
  /** The pieces' text has no event that ends it: silence does. */
  readonly isEndless: boolean;
  /** The event is the answer to one that the gateway sent: it is not for the client. */
  readonly isOurs: boolean;
  /** The model of the session, where the event tells it. */
  readonly model: string | null;
}

/** What ends a lane that was stopped. */
export interface LaneEnd {
  /** Events for the client, in order. */
  readonly toClient: readonly JsonObject[];
  /** Events for the upstream, in order. */
  readonly toUpstream: readonly JsonObject[];
  /** Lanes of which nothing more may pass: the stopped one, and those of its items. */
  readonly lanes: readonly string[];
  /** Responses that no later event may go on from. */
  readonly responses: readonly string[];
}

/** Reads the events of one connection, in order. */
export interface SocketReader {
  /** Reads an event of the upstream; `event` is what `text` says. */
  read(text: string, event: JsonObject): SocketReading;
  /** Ends a lane that was stopped; null is the lane of events that stand for themselves. */
  stop(lane: string | null, error: StreamError): LaneEnd;
  /** Tells the client that its event was not sent on; null where it could not be read. */
  refuse(event: JsonObject | null, error: StreamError): JsonObject;
  /** A lane is over: nothing of it needs to be remembered. */
  forget(lane: string): void;
}

/** A protocol that is spoken over a WebSocket. */
export interface SocketProtocol {
  readonly name: string;
  readClientEvent(event: JsonObject): Result<ClientReading, FieldError>;
  /**
   * The requests that a client's event carries, all that a server could take for one; empty for an
   * event that only says something. Found by where they stand more than by the event's type.
   */
  requestsOf(event: JsonObject): readonly SentRequest[];
  /** The connection is one session with a model of its own; otherwise each request names one. */
  readonly hasSession: boolean;
  createReader(): SocketReader;
  /** The event's data without what repeats a text that was redacted. */
  withoutEchoes(data: string): string;
}

/** A reading of an event that carries nothing and stands for itself. */
export const SILENT: SocketReading = {
  ...NOTHING,
  lane: null,
  opens: false,
  direction: "output",
  speaks: null,
  isEndless: false,
  isOurs: false,
  model: null,
};

/** A message as the readers of event streams take it; `json` is what `text` says. */
export function frameOf(text: string, json: JsonObject): SseFrame {
  return { bytes: NO_BYTES, event: null, data: text, isAmbiguous: false, json };
}

const NO_BYTES = new Uint8Array();

/** Marks the ids of the events that the gateway itself sends. */
const OWN_ID = "event_edgewarden_";

/** Gives ids to the gateway's own events, and knows them again in what is said of them. */
export interface OwnIds {
  next(): string;
  isOwn(id: unknown): boolean;
}

/** Starts the count of one connection. */
export function createOwnIds(): OwnIds {
  let count = 0;
  return {
    next() {
      count += 1;
      return `${OWN_ID}${count}`;
    },
    isOwn: (id) => typeof id === "string" && id.startsWith(OWN_ID),
  };
}
