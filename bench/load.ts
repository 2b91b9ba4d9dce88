// The load generator: raw keep-alive sockets, each sending its next request when it has its answer.
// It checks every answer, so that a fast wrong one is an error and no record.
import { connect, type Socket } from "node:net";
import { conversationBody, NEW_MARK } from "./conversation.ts";
import { messageReader } from "./http1.ts";
import { EVENTS_PER_STREAM, monotonicNs, SENT_AT_MARK, type BenchModel } from "./upstream.ts";

/** One run of the generator. */
export interface LoadOptions {
  readonly port: number;
  readonly path: string;
  /** Beside host, content-type and content-length. */
  readonly headers: Readonly<Record<string, string>>;
  readonly model: BenchModel;
  readonly connections: number;
  /** Turns of the conversation that each request carries, all the same but the last. Absent: one
   * short question. */
  readonly turns?: number | undefined;
  /** No request is begun after this; those on their way are waited for and counted. */
  readonly seconds: number;
  /** Time between the first requests of two connections. Default 0. */
  readonly staggerMs?: number;
}

/** Median and tail of a set of times, in µs; NaN where there were none. */
export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/** What a run saw. Times are in µs; for a stream the latency is that of the whole. */
export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Answers that were not 200 or not whole, and broken connections. */
  readonly errors: number;
  /** The first of them, for a person to read. */
  readonly firstError: string;
  readonly latency: Percentiles;
  /** From the request to the first byte of the body. */
  readonly ttfb: Percentiles;
  /** From the upstream's write of an event to its arrival. */
  readonly transit: Percentiles;
}

/** A connection that gives no byte for so long is given up, and the bench does not hang. */
const STUCK_MS = 20_000;

/** A request body of 500 bytes, as an agent would send it. */
export function requestBody(model: BenchModel): string {
  const build = (content: string) =>
    JSON.stringify({
      model,
      ...(model === "mock-json" ? {} : { stream: true }),
      temperature: 0.2,
      messages: [
        { role: "system", content: "You are the assistant of a logistics team. Be brief." },
        { role: "user", content },
      ],
    });
  const question =
    "Please read the quarterly report that I pasted yesterday and tell me in plain words which region did best, why that may be so, " +
    "what the three largest risks for the next quarter are, and which of them we can do something about before the holidays begin. " +
    "Answer in at most five sentences, and name the pages that you used for each.";
  return build(question.slice(0, 500 - build("").length));
}

/** Percentiles of µs by nearest rank. */
export function percentiles(values: readonly number[]): Percentiles {
  const sorted = Float64Array.from(values).toSorted();
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}

/** Loads a gateway, or the upstream itself, and reports when the last answer is there. */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const seen: Seen = { latency: [], ttfb: [], transit: [], errors: 0, firstError: "" };
  const startNs = monotonicNs();
  const endNs = startNs + options.seconds * 1e9;
  const request = requestText(options);
  const client = (i: number) =>
    runConnection({ options, request, seen, endNs, delayMs: i * (options.staggerMs ?? 0) });
  await Promise.all(Array.from({ length: options.connections }, (_, i) => client(i)));
  return {
    requests: seen.latency.length,
    seconds: (monotonicNs() - startNs) / 1e9,
    errors: seen.errors,
    firstError: seen.firstError,
    latency: percentiles(seen.latency),
    ttfb: percentiles(seen.ttfb),
    transit: percentiles(seen.transit),
  };
}

interface Seen {
  readonly latency: number[];
  readonly ttfb: number[];
  readonly transit: number[];
  errors: number;
  firstError: string;
}

interface Connection {
  readonly options: LoadOptions;
  readonly request: string;
  readonly seen: Seen;
  readonly endNs: number;
  readonly delayMs: number;
}

/** Questions asked by this process: none is asked twice. */
let asked = 0;

/** Sends request after request on one socket until the time is up; settles when it is closed. */
function runConnection({ options, request, seen, endNs, delayMs }: Connection): Promise<void> {
  const isStream = options.model !== "mock-json";
  const socket: Socket = connect({ port: options.port, host: "127.0.0.1", noDelay: true });
  let sentNs = 0;
  let head = "";
  let body = "";
  let events = 0;
  let isFirst = true;

  const fail = (why: string) => {
    seen.errors += 1;
    seen.firstError ||= why.slice(0, 300);
  };
  const [before = "", after] = request.split(NEW_MARK);
  const send = () => {
    body = "";
    events = 0;
    isFirst = true;
    sentNs = monotonicNs();
    if (sentNs >= endNs) socket.destroy();
    else if (after === undefined) socket.write(request, "latin1");
    else {
      asked += 1;
      const question = String(asked).padStart(NEW_MARK.length, "0");
      socket.write(before + question + after, "latin1");
    }
  };
  /** Takes the send times out of what has come and keeps what may be the start of the next. */
  const readEvents = (nowNs: number) => {
    let at = 0;
    for (;;) {
      const from = body.indexOf(SENT_AT_MARK, at) + SENT_AT_MARK.length;
      const to = body.indexOf('"', from);
      if (from < SENT_AT_MARK.length || to < 0) break;
      seen.transit.push((nowNs - Number(body.slice(from, to))) / 1000);
      events += 1;
      at = to;
    }
    body = body.slice(at);
  };
  const read = messageReader({
    head(text) {
      head = text;
    },
    body(text) {
      const nowNs = monotonicNs();
      if (isFirst) seen.ttfb.push((nowNs - sentNs) / 1000);
      isFirst = false;
      body += text;
      if (isStream) readEvents(nowNs);
    },
    end() {
      const isWhole = isStream
        ? body.includes("data: [DONE]\n\n") && events === EVENTS_PER_STREAM
        : body.includes('"total_tokens":274');
      if (!head.startsWith("HTTP/1.1 200 ")) fail(`${head.split("\r\n")[0]} ${body}`);
      else if (!isWhole) fail(`not whole: ${events} events, ends ${body.slice(-120)}`);
      else seen.latency.push((monotonicNs() - sentNs) / 1000);
      send();
    },
  });

  socket.setEncoding("latin1");
  socket.on("data", (data) => read(String(data)));
  socket.on("connect", () => setTimeout(send, delayMs));
  socket.setTimeout(STUCK_MS, () => socket.destroy(new Error("no byte for too long")));
  return new Promise((resolve) => {
    let why = "closed by the other side";
    socket.on("error", (error) => {
      why = error.message;
    });
    socket.on("close", () => {
      // Ours are closed when the time is up; a close before that is the gateway's.
      if (sentNs < endNs) fail(why);
      resolve();
    });
  });
}

function requestText({ path, headers, model, turns }: LoadOptions): string {
  const body = turns === undefined ? requestBody(model) : conversationBody(model, turns);
  const all = {
    host: "127.0.0.1",
    "content-type": "application/json",
    ...headers,
    "content-length": String(Buffer.byteLength(body)),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`;
}

if (import.meta.main) {
  process.on("message", (options: LoadOptions) => {
    void load(options).then((result) => process.send?.(result));
  });
  process.on("disconnect", () => process.exit(0));
}
