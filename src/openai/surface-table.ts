// Every operation of the OpenAI API, what flows through it, and how it is read. Code, the policy's
// `uninspected` and docs/surfaces.md all come from this table; `test/unit/surfaces.test.ts` holds it
// against the list of operations that the official SDK knows.
import { assistants } from "./assistants.ts";
import { chat, completions } from "./chat.ts";
import { fields } from "./fields.ts";
import type { Protocol } from "./protocol.ts";
import { responses, responsesKin } from "./responses.ts";

/** What flows through an operation. */
export type Flow =
  | "text"
  | "tool_definition"
  | "tool_call"
  | "tool_result"
  | "file"
  | "image"
  | "audio"
  | "video"
  | "url";

/**
 * How a body is read.
 *
 * - `json`: a JSON object, or the event stream that answers it; every text and call in it.
 * - `form`: multipart; its text fields, and its files while they stream.
 * - `file`: one file; its text while it streams.
 * - `socket`: a WebSocket; every event in both directions.
 * - `opaque`: media that no detector reads; passes, and the event says so.
 * - `nothing`: ids and settings only; passes.
 */
export type Reader = "json" | "form" | "file" | "socket" | "opaque" | "nothing";

/** One direction of an operation. */
export interface Body {
  readonly reader: Reader;
  readonly flows: readonly Flow[];
}

/** One operation, or a family of them that are alike. */
export interface Row {
  /** `*` stands for any. */
  readonly method: string;
  /** Path after `/v1`; `{id}` is one step, `**` any number of them. */
  readonly path: string;
  /** Name of the surface, as events and policies say it. */
  readonly name: string;
  readonly request: Body;
  readonly answer: Body;
  /** Reads the JSON and the events of both directions. */
  readonly protocol: Protocol;
}

const NOTHING: Body = { reader: "nothing", flows: [] };
const OPAQUE_AUDIO: Body = { reader: "opaque", flows: ["audio"] };
const OPAQUE_VIDEO: Body = { reader: "opaque", flows: ["video"] };

const TEXT = json("text");
const FILE: Body = { reader: "file", flows: ["file", "text"] };
const UPLOAD: Body = { reader: "form", flows: ["file", "text"] };
const CHAT_IN = json(
  ...([
    "text",
    "tool_definition",
    "tool_call",
    "tool_result",
    "file",
    "image",
    "audio",
    "url",
  ] as const),
);
const CHAT_OUT = json("text", "tool_call", "audio", "url");
const ITEMS_IN = json(
  ...(["text", "tool_definition", "tool_call", "tool_result", "file", "image", "url"] as const),
);
const ITEMS_OUT = json("text", "tool_call", "tool_result", "tool_definition", "file", "url");
const AGENT_IN = json("text", "tool_definition", "tool_result", "url");
/** The answer opens a way to the model that does not lead by the gateway. */
const CALL: Body = { reader: "opaque", flows: ["audio", "text", "tool_call"] };

function json(...flows: readonly Flow[]): Body {
  return { reader: "json", flows };
}

function form(...flows: readonly Flow[]): Body {
  return { reader: "form", flows };
}

function socket(...flows: readonly Flow[]): Body {
  return { reader: "socket", flows };
}

const LIVE_IN = socket("text", "tool_definition", "tool_result", "audio");
const LIVE_OUT = socket("text", "tool_call", "audio");

interface Family {
  readonly name: string;
  readonly protocol: Protocol;
}

type Operation = readonly [operation: string, request: Body, answer: Body];

function family({ name, protocol }: Family, ...operations: readonly Operation[]): readonly Row[] {
  return operations.map(([operation, request, answer]) => {
    const [method = "", path = ""] = operation.split(" ");
    return { method, path, name, protocol, request, answer };
  });
}

/** The table. The first row that fits a request is its row. */
export const SURFACE_TABLE: readonly Row[] = [
  ...family(
    { name: "chat.completions", protocol: chat },
    ["POST /chat/completions", CHAT_IN, CHAT_OUT],
    ["GET /chat/completions/{id}", NOTHING, CHAT_OUT],
  ),
  ...family(
    { name: "chat.completions", protocol: fields },
    ["GET /chat/completions", NOTHING, CHAT_OUT],
    ["POST /chat/completions/{id}", TEXT, CHAT_OUT],
    ["GET /chat/completions/{id}/messages", NOTHING, CHAT_OUT],
    ["DELETE /chat/completions/{id}", NOTHING, NOTHING],
  ),
  ...family({ name: "completions", protocol: completions }, ["POST /completions", TEXT, TEXT]),
  ...family(
    { name: "responses", protocol: responses },
    ["POST /responses", ITEMS_IN, ITEMS_OUT],
    ["GET /responses", socket(...ITEMS_IN.flows), socket(...ITEMS_OUT.flows)],
    ["GET /responses/{id}", NOTHING, ITEMS_OUT],
    ["POST /responses/{id}/cancel", NOTHING, ITEMS_OUT],
  ),
  ...family(
    { name: "responses", protocol: responsesKin },
    ["POST /responses/compact", ITEMS_IN, ITEMS_OUT],
    ["POST /responses/input_tokens", ITEMS_IN, NOTHING],
  ),
  ...family(
    { name: "responses", protocol: fields },
    ["GET /responses/{id}/input_items", NOTHING, ITEMS_OUT],
    ["DELETE /responses/{id}", NOTHING, NOTHING],
  ),
  ...family(
    { name: "conversations", protocol: fields },
    ["POST /conversations", ITEMS_IN, TEXT],
    ["GET /conversations/{id}", NOTHING, TEXT],
    ["POST /conversations/{id}", TEXT, TEXT],
    ["DELETE /conversations/{id}", NOTHING, NOTHING],
    ["POST /conversations/{id}/items", ITEMS_IN, ITEMS_OUT],
    ["GET /conversations/{id}/items", NOTHING, ITEMS_OUT],
    ["GET /conversations/{id}/items/{id}", NOTHING, ITEMS_OUT],
    ["DELETE /conversations/{id}/items/{id}", NOTHING, TEXT],
  ),
  ...family(
    { name: "assistants", protocol: assistants },
    ["POST /assistants", AGENT_IN, AGENT_IN],
    ["GET /assistants", NOTHING, AGENT_IN],
    ["GET /assistants/{id}", NOTHING, AGENT_IN],
    ["POST /assistants/{id}", AGENT_IN, AGENT_IN],
    ["DELETE /assistants/{id}", NOTHING, NOTHING],
  ),
  ...family(
    { name: "runs", protocol: assistants },
    ["POST /threads/runs", ITEMS_IN, ITEMS_OUT],
    ["POST /threads/{id}/runs", ITEMS_IN, ITEMS_OUT],
    ["GET /threads/{id}/runs", NOTHING, ITEMS_OUT],
    ["GET /threads/{id}/runs/{id}", NOTHING, ITEMS_OUT],
    ["POST /threads/{id}/runs/{id}", TEXT, ITEMS_OUT],
    ["POST /threads/{id}/runs/{id}/cancel", NOTHING, ITEMS_OUT],
    ["POST /threads/{id}/runs/{id}/submit_tool_outputs", json("tool_result"), ITEMS_OUT],
    ["GET /threads/{id}/runs/{id}/steps", NOTHING, ITEMS_OUT],
    ["GET /threads/{id}/runs/{id}/steps/{id}", NOTHING, ITEMS_OUT],
  ),
  ...family(
    { name: "threads", protocol: assistants },
    ["POST /threads", ITEMS_IN, TEXT],
    ["GET /threads/{id}", NOTHING, TEXT],
    ["POST /threads/{id}", TEXT, TEXT],
    ["DELETE /threads/{id}", NOTHING, NOTHING],
    ["POST /threads/{id}/messages", ITEMS_IN, ITEMS_OUT],
    ["GET /threads/{id}/messages", NOTHING, ITEMS_OUT],
    ["GET /threads/{id}/messages/{id}", NOTHING, ITEMS_OUT],
    ["POST /threads/{id}/messages/{id}", TEXT, ITEMS_OUT],
    ["DELETE /threads/{id}/messages/{id}", NOTHING, NOTHING],
  ),
  ...family(
    { name: "agents", protocol: fields },
    ["GET /agents/sessions/{id}/artifacts/{id}/content", NOTHING, FILE],
    ["POST /agents/environments/{id}/files", UPLOAD, TEXT],
    ["POST /agents/**", ITEMS_IN, ITEMS_OUT],
    ["POST /agents", AGENT_IN, AGENT_IN],
    ["GET /agents/**", NOTHING, ITEMS_OUT],
    ["GET /agents", NOTHING, AGENT_IN],
    ["DELETE /agents/**", NOTHING, NOTHING],
  ),
  ...family(
    { name: "files", protocol: fields },
    ["POST /files", UPLOAD, TEXT],
    ["GET /files", NOTHING, TEXT],
    ["GET /files/{id}", NOTHING, TEXT],
    ["DELETE /files/{id}", NOTHING, NOTHING],
    ["GET /files/{id}/content", NOTHING, FILE],
  ),
  ...family(
    { name: "uploads", protocol: fields },
    ["POST /uploads", TEXT, TEXT],
    ["POST /uploads/{id}/parts", UPLOAD, NOTHING],
    ["POST /uploads/{id}/complete", NOTHING, TEXT],
    ["POST /uploads/{id}/cancel", NOTHING, TEXT],
  ),
  ...family(
    { name: "vector_stores", protocol: fields },
    ["POST /vector_stores/{id}/search", TEXT, json("tool_result")],
    ["GET /vector_stores/{id}/files/{id}/content", NOTHING, json("tool_result")],
    ["POST /vector_stores", TEXT, TEXT],
    ["GET /vector_stores", NOTHING, TEXT],
    ["POST /vector_stores/**", TEXT, TEXT],
    ["GET /vector_stores/**", NOTHING, TEXT],
    ["DELETE /vector_stores/**", NOTHING, NOTHING],
  ),
  ...family(
    { name: "containers", protocol: fields },
    ["POST /containers", TEXT, TEXT],
    ["GET /containers", NOTHING, TEXT],
    ["GET /containers/{id}", NOTHING, TEXT],
    ["POST /containers/{id}/files", UPLOAD, TEXT],
    ["GET /containers/{id}/files", NOTHING, TEXT],
    ["GET /containers/{id}/files/{id}", NOTHING, TEXT],
    ["GET /containers/{id}/files/{id}/content", NOTHING, FILE],
    ["DELETE /containers/**", NOTHING, NOTHING],
  ),
  ...family(
    { name: "skills", protocol: fields },
    ["POST /skills", UPLOAD, TEXT],
    ["GET /skills", NOTHING, TEXT],
    ["GET /skills/{id}", NOTHING, TEXT],
    ["POST /skills/{id}", TEXT, TEXT],
    ["GET /skills/{id}/content", NOTHING, FILE],
    ["POST /skills/{id}/versions", UPLOAD, TEXT],
    ["GET /skills/{id}/versions", NOTHING, TEXT],
    ["GET /skills/{id}/versions/{id}", NOTHING, TEXT],
    ["GET /skills/{id}/versions/{id}/content", NOTHING, FILE],
    ["DELETE /skills/**", NOTHING, NOTHING],
  ),
  ...family(
    { name: "batches", protocol: fields },
    ["POST /batches", TEXT, TEXT],
    ["GET /batches", NOTHING, TEXT],
    ["GET /batches/{id}", NOTHING, TEXT],
    ["POST /batches/{id}/cancel", NOTHING, TEXT],
  ),
  ...family({ name: "embeddings", protocol: fields }, ["POST /embeddings", TEXT, NOTHING]),
  ...family(
    { name: "moderations", protocol: fields },
    ["POST /moderations", json("text", "image", "url"), NOTHING],
    ["POST /content_provenance_checks", json("text", "image", "url"), NOTHING],
  ),
  ...family({ name: "decisions", protocol: fields }, ["POST /decisions", TEXT, TEXT]),
  ...family(
    { name: "images", protocol: fields },
    ["POST /images/generations", TEXT, json("text", "image", "url")],
    ["POST /images/edits", form("text", "image"), json("text", "image", "url")],
    ["POST /images/variations", form("image"), json("text", "image", "url")],
  ),
  ...family(
    { name: "audio", protocol: fields },
    ["POST /audio/speech", TEXT, OPAQUE_AUDIO],
    ["POST /audio/transcriptions", form("text", "audio"), TEXT],
    ["POST /audio/translations", form("text", "audio"), TEXT],
    ["POST /audio/voice_consents", form("text", "audio"), TEXT],
    ["POST /audio/voice_consents/{id}", TEXT, TEXT],
    ["GET /audio/voice_consents", NOTHING, TEXT],
    ["GET /audio/voice_consents/{id}", NOTHING, TEXT],
    ["POST /audio/voices", form("text", "audio"), TEXT],
    ["DELETE /audio/**", NOTHING, NOTHING],
  ),
  ...family(
    { name: "videos", protocol: fields },
    ["GET /videos/{id}/content", NOTHING, OPAQUE_VIDEO],
    ["POST /videos/{id}/remix", TEXT, TEXT],
    ["POST /videos", form("text", "image"), TEXT],
    ["POST /videos/**", form("text", "video"), TEXT],
    ["GET /videos", NOTHING, TEXT],
    ["GET /videos/**", NOTHING, TEXT],
    ["DELETE /videos/**", NOTHING, NOTHING],
  ),
  ...family(
    { name: "fine_tuning", protocol: fields },
    ["POST /fine_tuning/**", TEXT, TEXT],
    ["GET /fine_tuning/**", NOTHING, TEXT],
    ["DELETE /fine_tuning/**", NOTHING, NOTHING],
  ),
  ...family(
    { name: "evals", protocol: fields },
    ["POST /evals", ITEMS_IN, ITEMS_OUT],
    ["POST /evals/**", ITEMS_IN, ITEMS_OUT],
    ["GET /evals", NOTHING, ITEMS_OUT],
    ["GET /evals/**", NOTHING, ITEMS_OUT],
    ["DELETE /evals/**", NOTHING, NOTHING],
  ),
  ...family(
    { name: "chatkit", protocol: fields },
    // The answer is a key that lets a browser talk to OpenAI past the gateway.
    ["POST /chatkit/sessions", AGENT_IN, CALL],
    ["POST /chatkit/sessions/{id}/cancel", NOTHING, TEXT],
    ["GET /chatkit/threads", NOTHING, ITEMS_OUT],
    ["GET /chatkit/threads/{id}", NOTHING, ITEMS_OUT],
    ["GET /chatkit/threads/{id}/items", NOTHING, ITEMS_OUT],
    ["DELETE /chatkit/threads/{id}", NOTHING, NOTHING],
  ),
  ...family(
    { name: "realtime", protocol: fields },
    [
      "GET /realtime",
      socket("text", "tool_definition", "tool_result", "audio", "image"),
      socket("text", "tool_call", "audio"),
    ],
    ["GET /realtime/translations", socket("text", "audio"), socket("text", "audio")],
    ["POST /realtime/client_secrets", AGENT_IN, NOTHING],
    ["POST /realtime/sessions", AGENT_IN, NOTHING],
    ["POST /realtime/transcription_sessions", TEXT, NOTHING],
    ["POST /realtime/translations/client_secrets", TEXT, NOTHING],
    // WebRTC and SIP: what is said there does not come by the gateway.
    ["POST /realtime/calls", form("text", "tool_definition"), CALL],
    ["POST /realtime/calls/{id}/accept", AGENT_IN, CALL],
    ["POST /realtime/calls/{id}/{id}", NOTHING, NOTHING],
  ),
  ...family(
    { name: "live", protocol: fields },
    ["GET /live/sessions", LIVE_IN, LIVE_OUT],
    ["GET /live/sessions/{id}/attach", LIVE_IN, LIVE_OUT],
    ["GET /live/sessions/{id}/fork", LIVE_IN, LIVE_OUT],
    ["GET /live/sessions/{id}/content", NOTHING, FILE],
    // WebRTC: what is said there does not come by the gateway.
    ["POST /live/sessions", form("text", "tool_definition"), CALL],
    ["POST /live/sessions/{id}/accept", AGENT_IN, CALL],
    ["POST /live/sessions/{id}/fork", AGENT_IN, CALL],
    ["POST /live/sessions/{id}/{id}", NOTHING, NOTHING],
  ),
  ...family(
    { name: "models", protocol: fields },
    ["GET /models", NOTHING, NOTHING],
    ["GET /models/{id}", NOTHING, NOTHING],
    ["DELETE /models/{id}", NOTHING, NOTHING],
  ),
  // Administration: names, settings and keys, and no word to or from a model. Credentials in it are
  // its purpose, so it is not searched for them.
  ...[
    "organization",
    "projects",
    "vaults",
    "webhook_endpoints",
    "webhook_event_types",
    "safety",
  ].flatMap((name) =>
    family(
      { name, protocol: fields },
      [`* /${name}`, NOTHING, NOTHING],
      [`* /${name}/**`, NOTHING, NOTHING],
    ),
  ),
];
