// The WebSocket mode of Responses: the client sends what it would post, and the events of the stream
// come back one to a message. Responses follow each other on one connection, or run side by side in
// lanes that the client names (`stream_id`).
// Shapes: `ResponsesClientEvent` and `ResponsesServerEvent` of the official SDK, 7.55.
import { ok, type Result } from "../domain/result.ts";
import { readByFields, readSent } from "./event-fields.ts";
import {
  isObject,
  keyOf,
  parseObject,
  textOf,
  type FieldError,
  type FrameReading,
  type JsonObject,
  type StreamError,
  type StreamReader,
} from "./protocol.ts";
import { responses } from "./responses.ts";
import { createResponsesStreamReader } from "./responses-stream.ts";
import {
  frameOf,
  SILENT,
  type ClientReading,
  type SentRequest,
  type SocketProtocol,
  type SocketReader,
  type SocketReading,
} from "./socket-protocol.ts";

export const responsesSocket: SocketProtocol = {
  name: "responses-socket",
  readClientEvent,
  requestsOf,
  hasSession: false,
  createReader: createResponsesSocketReader,
  withoutEchoes: (data) => responses.withoutEchoes(data),
};

/** Client events that carry the body of a request. */
const REQUESTS = new Set(["response.create", "response.steer"]);

function readClientEvent(event: JsonObject): Result<ClientReading, FieldError> {
  const continues = textOf(event["previous_response_id"]);
  if (!REQUESTS.has(keyOf(event["type"]))) return ok({ ...readSent(event), continues });
  const facts = responses.readRequest(event);
  if (!facts.ok) return facts;
  const { segments, hasFiles } = facts.value;
  return ok({ segments, hasFiles, continues });
}

/** A request stands in the event itself. Servers that want it in `response` could read that. */
function requestsOf(event: JsonObject): readonly SentRequest[] {
  const { type, response } = event;
  const nested = isObject(response)
    ? [{ path: "response", body: response, isOfSession: false }]
    : [];
  if (!REQUESTS.has(keyOf(type))) return nested;
  return [{ path: "", body: event, isOfSession: false }, ...nested];
}

/** A lane's response in progress. */
export interface ResponseLane {
  /** Reads an event of the response, as it stands in `text`. */
  read(text: string, event: JsonObject): FrameReading;
  /** The events that end it in an error; nothing of it is read after that. */
  stop(error: StreamError): readonly JsonObject[];
  /** Id of the response; null until it was told. */
  readonly id: string | null;
}

/** Starts a lane. Its memory is that of one response. */
export function createResponseLane(): ResponseLane {
  let inner: StreamReader | null = createResponsesStreamReader();
  let id: string | null = null;
  return {
    read(text, event) {
      const { type, response } = event;
      if (type === "response.created") {
        inner = createResponsesStreamReader();
        id = isObject(response) ? textOf(response["id"]) : null;
      }
      if (inner === null) return { ...SILENT, terminal: TERMINALS.has(type) ? "error" : null };
      return inner.read(frameOf(text, event));
    },
    stop(error) {
      const frames = inner?.errorFrames(error) ?? [];
      inner = null;
      return frames.flatMap((frame) => {
        const event = parseObject(dataOf(frame));
        return event === null ? [] : [event];
      });
    },
    get id() {
      return id;
    },
  };
}

const TERMINALS = new Set<unknown>([
  "response.completed",
  "response.incomplete",
  "response.failed",
]);
const decoder = new TextDecoder();

/** The data of an event that `encodeSse` has written. */
function dataOf(frame: Uint8Array): string {
  return /^data: (.*)$/m.exec(decoder.decode(frame))?.[1] ?? "";
}

/** Starts the reader of one connection. */
function createResponsesSocketReader(): SocketReader {
  const lanes = new Map<string, ResponseLane>();

  function read(text: string, event: JsonObject): SocketReading {
    const type = textOf(event["type"]) ?? "";
    // What is said of a client's event ends no response: another may be running in the same lane.
    if (!type.startsWith("response.") || type.startsWith("response.steer.")) {
      return readByFields(event, null);
    }
    const lane = `stream:${keyOf(event["stream_id"])}`;
    let state = lanes.get(lane);
    if (state === undefined) lanes.set(lane, (state = createResponseLane()));
    const reading = state.read(text, event);
    return {
      ...SILENT,
      ...reading,
      lane,
      opens: type === "response.created",
      speaks: type === "response.audio.delta" ? SPOKEN : null,
    };
  }

  return {
    read,
    stop(lane, error) {
      const state = lane === null ? undefined : lanes.get(lane);
      if (lane === null || state === undefined) {
        return { toClient: [refuse(null, error)], toUpstream: [], lanes: [], responses: [] };
      }
      const id = lane.slice("stream:".length);
      const own = id === "" ? {} : { stream_id: id };
      return {
        toClient: state.stop(error).map((event) => ({ ...event, ...own })),
        // There is no event that cancels a response here: it runs on unheard.
        toUpstream: [],
        lanes: [lane],
        responses: state.id === null ? [] : [state.id],
      };
    },
    refuse,
    forget: (lane) => void lanes.delete(lane),
  };
}

/** `response.audio.delta` and its transcript name no item: there is one of each. */
const SPOKEN = "response.audio.transcript||";

/** An error about a client's event: flat for some clients, nested for others. */
function refuse(event: JsonObject | null, error: StreamError): JsonObject {
  const { message, code, param } = error;
  const id = textOf(event?.["stream_id"]);
  return {
    type: "error",
    status: 400,
    code,
    message,
    param,
    error,
    ...(id !== null && { stream_id: id }),
  };
}
