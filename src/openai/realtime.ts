// Realtime: what the events of a voice or text session say, in both directions. The events of a
// response are those of the Responses stream under other names, and are read by its reader; what
// is said outside of responses (the user's words, the session) is read here.
// Shapes: developers.openai.com/api/reference/realtime-client-events and -server-events; the beta's
// names (`response.text.delta`, `response.audio_transcript.delta`) are read alike.
import { ok } from "../domain/result.ts";
import type { Segment } from "../domain/segment.ts";
import { readByFields, readSent } from "./event-fields.ts";
import {
  isObject,
  keyOf,
  textOf,
  wholeSites,
  type JsonObject,
  type ReadCall,
  type StreamError,
  type StreamReader,
} from "./protocol.ts";
import { responses } from "./responses.ts";
import { readResponse } from "./responses-answer.ts";
import { createResponsesStreamReader } from "./responses-stream.ts";
import {
  createOwnIds,
  frameOf,
  SILENT,
  type LaneEnd,
  type OwnIds,
  type SentRequest,
  type SocketProtocol,
  type SocketReader,
  type SocketReading,
} from "./socket-protocol.ts";
import { usageOf } from "./usage.ts";

export const realtime: SocketProtocol = {
  name: "realtime",
  readClientEvent: (event) => ok({ ...readSent(event), continues: null }),
  requestsOf,
  hasSession: true,
  createReader: createRealtimeReader,
  withoutEchoes: (data) => responses.withoutEchoes(data),
};

/**
 * `session` of `session.update` and its kin, `response` of `response.create`, which may be absent.
 * What a session delegates to has a model and tools of its own.
 */
function requestsOf({ type, session, response }: JsonObject): readonly SentRequest[] {
  const requests: SentRequest[] = [];
  if (isObject(session)) {
    requests.push({ path: "session", body: session, isOfSession: true });
    requests.push(...delegated(session["delegation"]));
  }
  if (isObject(response) || type === "response.create") {
    const body = isObject(response) ? response : {};
    requests.push({ path: "response", body, isOfSession: false });
  }
  return requests;
}

/** Members of `delegation` that say who works for the session. */
const DELEGATES = ["responses", "decisions"] as const;

function delegated(delegation: unknown): readonly SentRequest[] {
  if (!isObject(delegation)) return [];
  return DELEGATES.flatMap((member) => {
    const body = delegation[member];
    const path = `session.delegation.${member}`;
    return isObject(body) ? [{ path, body, isOfSession: true }] : [];
  });
}

/** Events that tell a response, as the reader of the Responses stream knows them. */
const OF_RESPONSE =
  /^response\.(?:created|done|output_item\.(?:added|done)|content_part\.(?:added|done)|(?:output_)?(?:text|audio_transcript)\.(?:delta|done)|(?:output_)?audio\.done|(?:function_call|mcp_call)_arguments\.(?:delta|done)|mcp_call\.[a-z_]+)$/;

/** Events that tell an item of the conversation whole, apart from the response that made it. */
const OF_ITEM = /^conversation\.item\.(?:added|created|done|retrieved)$/;

/** Sound that a person hears. */
const SOUND = /^(?:response\.(?:output_)?audio|session\.output_audio)\.delta$/;

/** The session as it stands: what its developer has said comes back, and is no answer. */
const OF_SESSION = /^(?:transcription_)?session\.(?:created|started|updated)$/;

/** What a person said, as the upstream heard it: `.delta`, `.completed`, `.segment`, `.failed`. */
const HEARD = /^conversation\.item\.input_audio_transcription\.([a-z]+)$/;

/** What is said on either side of a translation or live session; these texts have no end. */
const SAID = /^session\.(input|output)_transcript\.delta$/;

type Kind = "error" | "sound" | "said" | "heard" | "session" | "response" | "item" | "other";

const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [/^error$/, "error"],
  [SOUND, "sound"],
  [SAID, "said"],
  [HEARD, "heard"],
  [OF_SESSION, "session"],
  [OF_RESPONSE, "response"],
  [OF_ITEM, "item"],
];

/** Kinds of the types that came so far: there are some fifty, and they come again and again. */
const known = new Map<string, Kind>();
const KNOWN_MAX = 256;

function kindOf(type: string): Kind {
  const before = known.get(type);
  if (before !== undefined) return before;
  const kind = KINDS.find(([pattern]) => pattern.test(type))?.[1] ?? "other";
  if (known.size < KNOWN_MAX) known.set(type, kind);
  return kind;
}

/** What is said of a call that clients could take for one of two. */
const DISAGREE = "a call's tellings disagree";

/** Calls of one response whose names are remembered. More are judged all the same. */
const NAMES_MAX = 256;

interface ResponseState {
  /** Null once the response was stopped: nothing of it is read any more. */
  inner: StreamReader | null;
  readonly items: Set<string>;
  /** Names of calls by item. */
  readonly names: Map<string, string>;
  /** The response as it was created. */
  base: JsonObject;
}

/** Starts the reader of one connection. Its memory is that of the open responses. */
export function createRealtimeReader(ids: OwnIds = createOwnIds()): SocketReader {
  const states = new Map<string, ResponseState>();
  /** Lanes of the responses' items. */
  const itemLanes = new Map<string, string>();

  function read(text: string, event: JsonObject): SocketReading {
    const type = textOf(event["type"]) ?? "";
    switch (kindOf(type)) {
      case "error":
        return readError(event);
      case "sound":
        return readSound(type, event);
      case "said":
        return readSaid(type, event);
      case "heard":
        return readHeard(event, HEARD.exec(type)?.[1] ?? "");
      case "session":
        return readSession(event);
      case "response":
        return readOfResponse(text, event, type);
      case "item":
        return readItem(text, event);
      case "other":
        return readByFields(event, laneOfOther(type, event));
    }
  }

  function readError(event: JsonObject): SocketReading {
    const { error } = event;
    if (isObject(error) && ids.isOwn(error["event_id"])) return { ...SILENT, isOurs: true };
    return readByFields(event, null);
  }

  function readSound(type: string, event: JsonObject): SocketReading {
    if (type.startsWith("session.")) {
      return { ...SILENT, lane: SESSION_OUT, speaks: `${SESSION_OUT}|said` };
    }
    const kind = type.includes("output_audio") ? "output_audio_transcript" : "audio_transcript";
    return {
      ...SILENT,
      lane: laneOfResponse(event),
      speaks: channelOf(`response.${kind}`, event),
    };
  }

  function readSaid(type: string, event: JsonObject): SocketReading {
    const isInput = type.startsWith("session.input");
    const lane = isInput ? SESSION_IN : SESSION_OUT;
    const { delta } = event;
    if (typeof delta !== "string") return readByFields(event, lane);
    return {
      ...SILENT,
      lane,
      direction: isInput ? "input" : "output",
      pieces: [{ channel: `${lane}|said`, path: "delta", text: delta }],
      isEndless: true,
    };
  }

  function readSession(event: JsonObject): SocketReading {
    const reading = readByFields(event, null);
    const wholes = reading.wholes.map((segment): Segment =>
      segment.kind === "output" ? { ...segment, kind: "system", direction: "input" } : segment,
    );
    const { session } = event;
    const model = isObject(session) ? textOf(session["model"]) : null;
    return { ...reading, direction: "input", wholes, model };
  }

  function readHeard(event: JsonObject, step: string): SocketReading {
    const lane = laneOfItem(event["item_id"]);
    const channel = channelOf("heard", event);
    const { delta } = event;
    const reading: SocketReading = { ...SILENT, lane, direction: "input" };
    if (step === "delta" && typeof delta === "string") {
      return { ...reading, pieces: [{ channel, path: "delta", text: delta }] };
    }
    const { wholes } = readByFields(event, lane);
    const isOver = step === "completed" || step === "failed";
    return {
      ...reading,
      wholes: wholes.map((segment) => ({ ...segment, kind: "user", direction: "input" })),
      ends: isOver ? [channel] : [],
    };
  }

  function readOfResponse(text: string, event: JsonObject, type: string): SocketReading {
    const lane = laneOfResponse(event);
    const state = stateOf(lane);
    const { response, item } = event;
    if (type === "response.created") begin(state, response);
    rememberItem(state, lane, textOf(event["item_id"]) ?? idOf(item));
    const { inner } = state;
    if (inner === null) return { ...SILENT, lane, terminal: type === DONE ? "error" : null };
    if (type === DONE && isObject(response)) return readDone(lane, event, { inner, response });
    const reading = inner.read(frameOf(text, event));
    const named = nameProblem(state, event);
    return {
      ...SILENT,
      ...reading,
      lane,
      problem: reading.problem ?? named,
      opens: type === "response.created",
    };
  }

  /**
   * The end of a response. One that was cancelled or failed has calls that were never completed:
   * they are not told, and what its output says is judged by itself.
   */
  function readDone(
    lane: string,
    event: JsonObject,
    { inner, response }: { readonly inner: StreamReader; readonly response: JsonObject },
  ): SocketReading {
    const { status } = response;
    if (status === "cancelled" || status === "failed") {
      const { texts, calls } = readResponse("response", response);
      const keyed = calls.map((call, index): ReadCall => ({ ...call, key: `done:${index}` }));
      return {
        ...SILENT,
        lane,
        wholes: texts,
        opensCall: keyed.length > 0,
        calls: keyed.length > 0 ? keyed : null,
        callSites: wholeSites(keyed),
        terminal: "error",
        usage: usageOf(response["usage"]),
      };
    }
    const reading = inner.read(frameOf("", { ...event, type: "response.completed" }));
    return { ...SILENT, ...reading, lane };
  }

  function readItem(text: string, event: JsonObject): SocketReading {
    const { item } = event;
    const lane = laneOfItem(idOf(item));
    const state = states.get(lane);
    if (state === undefined) return readByFields(event, lane);
    if (state.inner === null) return { ...SILENT, lane };
    const reading = state.inner.read(frameOf(text, event));
    const named = nameProblem(state, event);
    return { ...SILENT, ...reading, lane, problem: reading.problem ?? named };
  }

  /** Where an event of a type that is not known belongs. */
  function laneOfOther(type: string, event: JsonObject): string | null {
    // Tells when a sound is played, long after its response.
    if (type.startsWith("output_audio_buffer.")) return null;
    if (typeof event["response_id"] === "string") return laneOfResponse(event);
    return typeof event["item_id"] === "string" && !type.endsWith(".deleted")
      ? laneOfItem(event["item_id"])
      : null;
  }

  /** Some events name their item only; servers that name neither run one response at a time. */
  function laneOfResponse({ response_id: id, response, item_id: item }: JsonObject): string {
    const key = keyOf(id ?? idOf(response));
    return key === "" ? (itemLanes.get(keyOf(item)) ?? "response:") : `response:${key}`;
  }

  function laneOfItem(id: unknown): string {
    const key = keyOf(id);
    return itemLanes.get(key) ?? `item:${key}`;
  }

  function stateOf(lane: string): ResponseState {
    const before = states.get(lane);
    if (before) return before;
    const state: ResponseState = {
      inner: createResponsesStreamReader(),
      items: new Set(),
      names: new Map(),
      base: {},
    };
    states.set(lane, state);
    return state;
  }

  function begin(state: ResponseState, response: unknown): void {
    state.inner = createResponsesStreamReader();
    state.base = isObject(response) ? response : {};
  }

  function rememberItem(state: ResponseState, lane: string, id: string | null): void {
    if (id === null || state.items.has(id)) return;
    state.items.add(id);
    itemLanes.set(id, lane);
  }

  /** Clients take a call's name from different tellings: they must agree. */
  function nameProblem(state: ResponseState, event: JsonObject): string | null {
    const { item } = event;
    const isCall = isObject(item) && item["type"] === "function_call";
    const name = textOf(isCall ? item["name"] : event["name"]);
    const key = textOf(event["item_id"]) ?? idOf(item);
    if (name === null || key === null) return null;
    const before = state.names.get(key);
    if (before !== undefined) return before === name ? null : DISAGREE;
    if (state.names.size < NAMES_MAX) state.names.set(key, name);
    return null;
  }

  function stop(lane: string | null, error: StreamError): LaneEnd {
    const told = { type: "error", event_id: ids.next(), error: errorOf(error, null) };
    const state = lane === null ? undefined : states.get(lane);
    if (lane === null || state === undefined) return stopItem(lane, told);
    state.inner = null;
    const responseId = lane.slice("response:".length);
    const items = [...state.items];
    return {
      toClient: [told, failed(state.base, responseId, error)],
      toUpstream: [
        { type: "response.cancel", event_id: ids.next(), response_id: responseId },
        ...items.map(deleteItem),
      ],
      lanes: [lane, ...items.map((id) => `item:${id}`)],
      responses: [],
    };
  }

  /** What a person said may have set off an answer already: it is cancelled too. */
  function stopItem(lane: string | null, told: JsonObject): LaneEnd {
    const isItem = lane !== null && lane.startsWith("item:");
    return {
      toClient: [told],
      toUpstream: isItem
        ? [
            { type: "response.cancel", event_id: ids.next() },
            deleteItem(lane.slice("item:".length)),
          ]
        : [],
      lanes: lane === null ? [] : [lane],
      responses: [],
    };
  }

  function deleteItem(id: string): JsonObject {
    return { type: "conversation.item.delete", event_id: ids.next(), item_id: id };
  }

  /** What clients wait for before they go on: the end of the response. */
  function failed(base: JsonObject, id: string, error: StreamError): JsonObject {
    const { type, code } = error;
    const response = {
      ...base,
      id,
      object: "realtime.response",
      status: "failed",
      status_details: { type: "failed", error: { type, code } },
      output: [],
    };
    return { type: DONE, event_id: ids.next(), response };
  }

  return {
    read,
    stop,
    refuse: (event, error) => ({
      type: "error",
      event_id: ids.next(),
      error: errorOf(error, textOf(event?.["event_id"])),
    }),
    forget(lane) {
      const state = states.get(lane);
      for (const id of state?.items ?? []) itemLanes.delete(id);
      states.delete(lane);
    },
  };
}

const DONE = "response.done";
const SESSION_IN = "session:input";
const SESSION_OUT = "session:output";

/** One text of an item: named as the reader of the Responses stream names it. */
function channelOf(kind: string, event: JsonObject): string {
  const place = event["item_id"] ?? event["output_index"];
  return [kind, place, event["content_index"] ?? ""].map(keyOf).join("|");
}

function idOf(value: unknown): string | null {
  return isObject(value) ? textOf(value["id"]) : null;
}

/** The error of an `error` event; `eventId` names the client's event that it is about. */
function errorOf(error: StreamError, eventId: string | null): JsonObject {
  return { ...error, event_id: eventId };
}
