// Live sessions: speech and its transcripts on both sides, and, wrapped in `response.event`, the
// Responses stream of whatever the session has delegated. The latter may hold calls.
// Shapes: `ClientEvent` and `ServerEvent` of the official SDK's live resource, 7.55.
import { createRealtimeReader, realtime } from "./realtime.ts";
import {
  isObject,
  keyOf,
  type FrameReading,
  type JsonObject,
  type StreamError,
} from "./protocol.ts";
import { createResponseLane, type ResponseLane } from "./responses-socket.ts";
import {
  createOwnIds,
  SILENT,
  type LaneEnd,
  type SocketProtocol,
  type SocketReader,
  type SocketReading,
} from "./socket-protocol.ts";

export const live: SocketProtocol = { ...realtime, name: "live", createReader: createLiveReader };

/** Where the wrapped event stands. */
const WRAPPED = "event";
/** The wrapped event has no text of its own: it is read as it was parsed. */
const WHOLE_ELSEWHERE = "{}";

/** Starts the reader of one connection. */
function createLiveReader(): SocketReader {
  const ids = createOwnIds();
  const outer = createRealtimeReader(ids);
  const lanes = new Map<string, { readonly lane: ResponseLane; readonly delegation: unknown }>();

  function read(text: string, event: JsonObject): SocketReading {
    const inner = event[WRAPPED];
    if (event["type"] !== "response.event" || !isObject(inner)) return outer.read(text, event);
    const delegation = event["delegation_id"];
    const key = `delegation:${keyOf(delegation)}`;
    const known = lanes.get(key);
    const { lane } = known ?? { lane: createResponseLane() };
    if (known === undefined) lanes.set(key, { lane, delegation });
    const reading = lane.read(WHOLE_ELSEWHERE, inner);
    return {
      ...SILENT,
      ...wrapped(reading),
      lane: key,
      opens: inner["type"] === "response.created",
    };
  }

  function stop(key: string | null, error: StreamError): LaneEnd {
    const state = key === null ? undefined : lanes.get(key);
    if (key === null || state === undefined) return outer.stop(key, error);
    const told = { type: "error", event_id: ids.next(), error };
    const ends = state.lane.stop(error).map((event) => ({
      type: "response.event",
      event_id: ids.next(),
      delegation_id: state.delegation,
      event,
    }));
    return { toClient: [told, ...ends], toUpstream: [], lanes: [key], responses: [] };
  }

  return {
    read,
    stop,
    refuse: (event, error) => outer.refuse(event, error),
    forget(key) {
      lanes.delete(key);
      outer.forget(key);
    },
  };
}

/** A reading whose places are those of the event around it. */
function wrapped(reading: FrameReading): FrameReading {
  const within = <T extends { readonly path: string }>(place: T): T => ({
    ...place,
    path: `${WRAPPED}.${place.path}`,
  });
  return {
    ...reading,
    pieces: reading.pieces.map(within),
    wholes: reading.wholes.map(within),
    callSites: reading.callSites.map(within),
  };
}
