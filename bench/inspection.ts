// What inspection itself costs, without workerd: the pure machines in Node, on one CPU. The figures
// of `run.ts` hold everything else too; these say where a change of theirs comes from.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openAccount, type Account } from "../src/inspection/account.ts";
import { createFileInspection } from "../src/inspection/inspect-file.ts";
import { createSocketInspection } from "../src/inspection/inspect-socket.ts";
import { createStreamInspection } from "../src/inspection/inspect-stream.ts";
import { inspectTexts } from "../src/inspection/inspect.ts";
import { assistants } from "../src/openai/assistants.ts";
import { chat } from "../src/openai/chat.ts";
import { fields } from "../src/openai/fields.ts";
import type { JsonObject, Protocol } from "../src/openai/protocol.ts";
import { responses } from "../src/openai/responses.ts";
import { socketProtocolOf } from "../src/openai/socket-protocols.ts";
import { agentPolicy } from "../src/policy/agent-policy.ts";
import { loadPolicy } from "../src/policy/load.ts";
import { installWeights } from "../scripts/install-weights.ts";

installWeights();

/** One thing to measure. */
interface Probe {
  readonly name: string;
  readonly unit: string;
  /** Does it once; returns how many units it did. */
  run(): number;
}

const EVENTS = 200;
const FILE_BYTES = 2_000_000;
/** As `gateway/upload.ts` reads them. */
const PIECE_BYTES = 64 * 1024;
const ROUNDS = 15;
/** How long one round takes at least: the clock of CPU time is not fine. */
const ROUND_MS = 60;

const source = readFileSync(join(import.meta.dirname, "../policies/default.yaml"), "utf8");
const loaded = loadPolicy(source);
if (!loaded.ok) throw new Error("the default policy does not load");
const policy = agentPolicy(loaded.value, "bench");

const WORDS = "The report covers three regions and orders grew in each of them this quarter".split(
  " ",
);

const probes: readonly Probe[] = [
  streamProbe("chat stream", chat, chatEvents()),
  streamProbe("responses stream", responses, responsesEvents()),
  streamProbe("assistants stream", assistants, assistantsEvents()),
  streamProbe("stream of another surface", fields, fieldsEvents()),
  socketProbe("realtime, text", realtimeEvents()),
  fileProbe("CSV file", "a.csv", csvLine),
  fileProbe(
    "JSON Lines file",
    "a.jsonl",
    (index) => `${JSON.stringify({ text: csvLine(index) })}\n`,
  ),
  requestProbe("request of one message", 1),
  requestProbe("request of 199 messages", 199),
];

for (const probe of probes) {
  const us = median(Array.from({ length: ROUNDS }, () => round(probe)));
  console.log(`${probe.name.padEnd(28)} ${us.toFixed(2).padStart(10)} us / ${probe.unit}`);
}

/** CPU time of one unit, in us. */
function round(probe: Probe): number {
  const before = process.cpuUsage();
  const startedAt = performance.now();
  let units = 0;
  while (performance.now() - startedAt < ROUND_MS) units += probe.run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / units;
}

/** A stream that comes event by event and has nothing to hold. */
function streamProbe(name: string, protocol: Protocol, events: readonly object[]): Probe {
  const encoder = new TextEncoder();
  const chunks = events.map((event) => encoder.encode(`data: ${JSON.stringify(event)}\n\n`));
  return {
    name,
    unit: "event",
    run() {
      const inspection = createStreamInspection({ policy, account: account(), protocol });
      for (const chunk of chunks) inspection.feed(chunk);
      return chunks.length;
    },
  };
}

/** A connection on which a response speaks. */
function socketProbe(name: string, events: readonly object[]): Probe {
  const texts = events.map((event) => JSON.stringify(event));
  const protocol = socketProtocolOf("realtime");
  return {
    name,
    unit: "event",
    run() {
      const inspection = createSocketInspection({ policy, account: account(), protocol });
      for (const text of texts) inspection.fromUpstream(text);
      return texts.length;
    },
  };
}

/** A file that comes in the pieces in which it is read. */
function fileProbe(name: string, filename: string, line: (index: number) => string): Probe {
  let text = "";
  for (let index = 0; text.length < FILE_BYTES; index += 1) text += line(index);
  const bytes = new TextEncoder().encode(text);
  return {
    name,
    unit: "MB",
    run() {
      const inspection = createFileInspection({
        policy,
        account: account(),
        direction: "input",
        kind: "document",
        path: "file",
        hasLines: true,
        isFixed: false,
        filename,
        contentType: null,
      });
      for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
        inspection.feed(bytes.subarray(at, at + PIECE_BYTES));
      }
      return bytes.length / 1e6;
    },
  };
}

/** What reading and inspecting a request costs that its session has not seen. */
function requestProbe(name: string, messages: number): Probe {
  const content = Array.from({ length: 28 }, (_, index) => word(index)).join(" ");
  const text = JSON.stringify({
    model: "gpt",
    messages: Array.from({ length: messages }, (_, index) => ({
      role: index % 2 === 0 ? "user" : "assistant",
      content: `${index} ${content} ${content}`,
    })),
  });
  return {
    name,
    unit: "request",
    run() {
      const read = chat.readRequest(JSON.parse(text) as JsonObject);
      if (read.ok) inspectTexts(policy, account(), read.value.segments);
      return 1;
    },
  };
}

function csvLine(index: number): string {
  return `${index},Smith,Anna,2025-03-14,Berlin,149.90,"${WORDS.join(" ")}",delivered\n`;
}

function assistantsEvents(): readonly object[] {
  return Array.from({ length: EVENTS }, (_, index) => ({
    id: "msg_1",
    object: "thread.message.delta",
    delta: { content: [{ index: 0, type: "text", text: { value: ` ${word(index)}` } }] },
  }));
}

function fieldsEvents(): readonly object[] {
  return Array.from({ length: EVENTS }, (_, index) => ({
    type: "transcript.text.delta",
    delta: ` ${word(index)}`,
  }));
}

function realtimeEvents(): readonly object[] {
  const place = { response_id: "resp_1", item_id: "item_1", output_index: 0, content_index: 0 };
  return [
    { type: "response.created", event_id: "e", response: { id: "resp_1", output: [] } },
    ...Array.from({ length: EVENTS }, (_, index) => ({
      type: "response.output_text.delta",
      event_id: `event_${index}`,
      ...place,
      delta: ` ${word(index)}`,
    })),
  ];
}

function chatEvents(): readonly object[] {
  return Array.from({ length: EVENTS }, (_, index) => ({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1,
    model: "gpt",
    choices: [{ index: 0, delta: { content: ` ${word(index)}` }, finish_reason: null }],
  }));
}

function responsesEvents(): readonly object[] {
  return Array.from({ length: EVENTS }, (_, index) => ({
    type: "response.output_text.delta",
    sequence_number: index,
    item_id: "msg_1",
    output_index: 0,
    content_index: 0,
    delta: ` ${word(index)}`,
  }));
}

function word(index: number): string {
  return WORDS[index % WORDS.length] ?? "";
}

function account(): Account {
  const head = {
    id: "bench",
    tenant: "bench",
    agent: "bench",
    session: null,
    at: 0,
    surface: "bench",
    method: "POST",
    path: "/v1/bench",
    model: null,
    streamed: true,
  };
  return openAccount({ head, key: null, mode: "enforce", policy: null, endUser: null });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
