// The scripted upstream: raw sockets, answers built beforehand, nothing that could be the bottleneck.
// Its time is not the gateway's: it runs in a process of its own.
import { createServer, type Socket } from "node:net";
import { messageReader } from "./http1.ts";

/** The models that the upstream knows; each is a way to answer. */
export type BenchModel = "mock-json" | "mock-burst" | "mock-paced";

/** SSE events of a stream before its `[DONE]`. */
export const EVENTS_PER_STREAM = 200;
/** `mock-paced` sends one event in this time. */
export const PACE_MS = 5;
/** Size of the body that `mock-json` answers with. */
export const COMPLETION_BYTES = 1538;
/** What stands before an event's send time, and after it a quote. */
export const SENT_AT_MARK = '"obfuscation":"';

const SENT_AT_DIGITS = 20;
const CREATED = 1_763_700_000;
const WORDS =
  `The report covers three regions and shows that orders grew in each of them during the quarter
  while returns stayed flat so the team suggests to keep the present price list and to look again
  at delivery times before the holidays begin because customers mention them more than anything`
    .split(/\s+/)
    .filter((word) => word !== "");

/** The `chat.completion` that `mock-json` answers with: valid JSON of `COMPLETION_BYTES` bytes. */
export function completionBody(): string {
  const contentBytes = COMPLETION_BYTES - completion("").length;
  return completion(words(contentBytes).slice(0, contentBytes));
}

/**
 * The events of one stream, `[DONE]` included. Each but the last is a pair of texts between which
 * the 20 digits of its send time belong.
 */
export function streamEvents(): readonly (readonly [before: string, after: string])[] {
  const texts = Array.from({ length: EVENTS_PER_STREAM - 2 }, (_, i) =>
    event({ content: ` ${WORDS[i % WORDS.length]}` }, null),
  );
  return [
    event({ role: "assistant", content: "", refusal: null }, null),
    ...texts,
    event({}, "stop"),
    ["data: [DONE]\n\n", ""],
  ];
}

/** CLOCK_MONOTONIC in ns: the same clock in every process of this machine. */
export function monotonicNs(): number {
  const [seconds, ns] = process.hrtime();
  return seconds * 1e9 + ns;
}

/** Serves the models on loopback and returns the port. */
export function listen(): Promise<number> {
  const server = createServer({ noDelay: true }, serve);
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}

const JSON_RESPONSE = responseHead("application/json", `content-length: ${COMPLETION_BYTES}`);
const STREAM_HEAD = responseHead("text/event-stream; charset=utf-8", "transfer-encoding: chunked");
const NOT_FOUND = "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n";
const LAST_CHUNK = "0\r\n\r\n";
const COMPLETION = completionBody();
/** Every event as an HTTP chunk, still open at its send time. */
const CHUNKS = streamEvents().map(([before, after]) => {
  const bytes = before.length + after.length + (after === "" ? 0 : SENT_AT_DIGITS);
  return [`${bytes.toString(16)}\r\n${before}`, after === "" ? "" : `${after}\r\n`] as const;
});

function serve(socket: Socket): void {
  let body = "";
  let isKnown = false;
  socket.setEncoding("latin1");
  // A client that leaves in the middle of an answer is no event of interest here.
  socket.on("error", () => socket.destroy());
  const read = messageReader({
    head(head) {
      isKnown = head.startsWith("POST /v1/chat/completions ");
      body = "";
    },
    body(text) {
      body += text;
    },
    end() {
      const model = /"model": ?"([^"]{1,20})"/.exec(body)?.[1];
      if (!isKnown) socket.write(NOT_FOUND);
      else if (model === "mock-json") socket.write(JSON_RESPONSE + COMPLETION, "latin1");
      else if (model === "mock-burst") void burst(socket);
      else if (model === "mock-paced") paced(socket);
      else socket.write(NOT_FOUND);
    },
  });
  socket.on("data", (data) => read(String(data)));
}

/** One write per event, and no wait but for the socket. */
async function burst(socket: Socket): Promise<void> {
  socket.write(STREAM_HEAD, "latin1");
  for (let i = 0; i < CHUNKS.length; i += 1) {
    if (socket.destroyed) return;
    if (!socket.write(chunk(i), "latin1")) await drained(socket);
  }
  socket.write(LAST_CHUNK, "latin1");
}

/** One write per `PACE_MS` by a fixed timetable, so that a late timer does not delay the rest. */
function paced(socket: Socket): void {
  const startMs = performance.now();
  let i = 0;
  socket.write(STREAM_HEAD, "latin1");
  const step = () => {
    if (socket.destroyed) return;
    socket.write(chunk(i), "latin1");
    i += 1;
    if (i === CHUNKS.length) socket.write(LAST_CHUNK, "latin1");
    else setTimeout(step, Math.max(0, startMs + i * PACE_MS - performance.now()));
  };
  step();
}

function completion(content: string): string {
  const message = { role: "assistant", content, refusal: null, annotations: [] };
  return JSON.stringify({
    id: "chatcmpl-BenchBenchBenchBenchBenchBen",
    object: "chat.completion",
    created: CREATED,
    model: "gpt-4o-mini-2024-07-18",
    choices: [{ index: 0, message, logprobs: null, finish_reason: "stop" }],
    usage: { prompt_tokens: 96, completion_tokens: 178, total_tokens: 274 },
    service_tier: "default",
    system_fingerprint: "fp_0123456789",
  });
}

function event(delta: object, finish: string | null): readonly [string, string] {
  const json = JSON.stringify({
    id: "chatcmpl-BenchBenchBenchBenchBenchBen",
    object: "chat.completion.chunk",
    created: CREATED,
    model: "gpt-4o-mini-2024-07-18",
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    obfuscation: "",
  });
  const split = json.indexOf(SENT_AT_MARK) + SENT_AT_MARK.length;
  return [`data: ${json.slice(0, split)}`, `${json.slice(split)}\n\n`];
}

function chunk(i: number): string {
  const [before, after] = CHUNKS[i] ?? ["", ""];
  if (after === "") return `${before}\r\n`;
  return before + String(monotonicNs()).padStart(SENT_AT_DIGITS, "0") + after;
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off("drain", done).off("close", done);
      resolve();
    };
    socket.on("drain", done).on("close", done);
  });
}

function responseHead(type: string, framing: string): string {
  return `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\nx-request-id: req_bench\r\n${framing}\r\n\r\n`;
}

function words(chars: number): string {
  let text = "";
  for (let i = 0; text.length < chars; i += 1) text += ` ${WORDS[i % WORDS.length]}`;
  return text.slice(1);
}

if (import.meta.main) {
  const port = await listen();
  process.send?.({ port });
  process.on("disconnect", () => process.exit(0));
}
