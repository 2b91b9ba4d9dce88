// What inspection itself costs, without workerd: the pure machines in Node, on one CPU. The figures
// of `run.ts` hold everything else too; these say where a change of theirs comes from.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openAccount, type Account } from "../src/gateway/account.ts";
import { createStreamInspection } from "../src/gateway/inspect-stream.ts";
import { chat } from "../src/openai/chat.ts";
import type { Protocol } from "../src/openai/protocol.ts";
import { responses } from "../src/openai/responses.ts";
import { agentPolicy } from "../src/policy/agent-policy.ts";
import { loadPolicy } from "../src/policy/load.ts";

/** One thing to measure. */
interface Probe {
  readonly name: string;
  readonly unit: string;
  /** Does it once; returns how many units it did. */
  run(): number;
}

const EVENTS = 200;
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
