// Hold-back is exact: text leaves as soon as nothing in it can become a match, and not before; what
// leaves is, for the SDK's own accumulators, what the upstream said with the policy's changes; and a
// stream that breaks off anywhere is never mistaken for a whole one.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textRules } from "../../src/detect/scan-families.ts";
import { createStreamScan, scanWhole, type StreamScan } from "../../src/detect/stream-scan.ts";
import { chat } from "../../src/openai/chat.ts";
import type { Protocol } from "../../src/openai/protocol.ts";
import { responses } from "../../src/openai/responses.ts";
import type { AgentPolicy } from "../../src/policy/agent-policy.ts";
import { planOf } from "../../src/inspection/scan-plan.ts";
import { decide } from "../../src/policy/decide.ts";
import { redactText } from "../../src/policy/redact.ts";
import {
  chatEvents,
  cut,
  cutBytes,
  readEvents,
  responsesEvents,
  writeEvents,
  type CallPlan,
  type ItemPlan,
  type Sent,
} from "./stream-builder.ts";
import { policyOf } from "./policy-of.ts";
import { client, run, start, whole } from "./stream-harness.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const SECRETS = "{ name: s, scanner: secrets, action: redact }";
const REDACT = policyOf(`rules: [${SECRETS}, { name: p, scanner: pii, action: redact }]`);
const BLOCK = policyOf(`rules: [${SECRETS}, { name: p, scanner: pii, action: block }]`);
const TOOLS = policyOf(`rules:
  - { name: t, scanner: tool_access, denied_tools: [send_money], action: block }
  - { name: a, scanner: arguments, action: block }`);
const OPEN = policyOf(`defaults: { on_error: fail_open }
rules: [{ name: t, scanner: tool_access, denied_tools: [send_money], action: block }]`);
const DROPS = policyOf(`defaults: { blocked_calls: drop }
rules: [{ name: t, scanner: tool_access, denied_tools: [send_money], action: block }]`);
const MONITOR = policyOf(
  `mode: monitor\nrules: [${SECRETS}, { name: p, scanner: pii, action: block }]`,
);

// What models say ----------------------------------------------------------------------------

const CARD = "4111 1111 1111 1111";
const KEY = `sk-proj-${"aB3".repeat(14)}`;
const TOKEN = `ghp_${"a1B2".repeat(9)}`;

const word = fc.constantFrom(
  "The sum is large. ",
  "é",
  "🙂",
  "\ud83d",
  "\r\n",
  'a "quoted" \\ word ',
  "data: x\n\n",
  "\u2028",
  "sk-",
  "4111 1111",
  "ghp_a1",
  "k@",
  "+44 ",
);
const secret = fc.constantFrom(` ${CARD}.`, ` ${KEY} `, `(${TOKEN})`, "jane.doe@example.com ");
const text = fc.array(fc.oneof({ weight: 3, arbitrary: word }, secret), { maxLength: 6 });
const said = text.map((parts) => parts.join(""));
const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 });
const cuts = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 6 });
const call = fc.oneof(
  said.map((q): CallPlan => ({ name: "search", arguments: JSON.stringify({ q, n: 1 }) })),
  said.map((input): CallPlan => ({ name: "note", arguments: input, isCustom: true })),
);

const chats = fc
  .record({
    choices: fc.array(
      fc.record(
        { content: said, refusal: said, reasoning: said, calls: fc.array(call, { maxLength: 2 }) },
        { requiredKeys: ["content"] },
      ),
      { minLength: 1, maxLength: 3 },
    ),
    sizes,
  })
  .map(chatEvents);

/** An item that OpenAI itself executes or thinks, whose text comes in deltas of its own kind. */
interface HostedPlan {
  readonly type: "code" | "thought" | "mcp";
  readonly text: string;
}

const hosted = fc.record<HostedPlan>({
  type: fc.constantFrom("code" as const, "thought" as const, "mcp" as const),
  text: said,
});
const item: fc.Arbitrary<ItemPlan> = fc.oneof(
  fc.record(
    { type: fc.constant("message" as const), text: said, refusal: said },
    { requiredKeys: ["type", "text"] },
  ),
  said.map((summary): ItemPlan => ({ type: "reasoning", summary })),
  call.map((plan): ItemPlan => ({ type: "call", ...plan })),
);
const responseStreams = fc
  .record({
    before: fc.array(hosted, { maxLength: 2 }),
    items: fc.array(item, { maxLength: 3 }),
    sizes,
  })
  .map(({ before, items, sizes: pieces }) => {
    const [created, progress, ...rest] = responsesEvents({ items, sizes: pieces });
    const outputs = before.map(hostedItem);
    const shifted = rest.map(({ event, data }) => ({
      ...(event !== undefined && { event }),
      data: moved(data, outputs),
    }));
    const events = [
      created,
      progress,
      ...before.flatMap((plan, index) => hostedEvents(plan, index, pieces)),
      ...shifted,
    ].filter((event) => event !== undefined);
    return events.map(({ data, ...name }, sequence_number): Sent => {
      return { ...name, data: { ...(data as object), sequence_number } };
    });
  });

/** An event behind hosted items: its item stands further back, and the whole response has them. */
function moved(data: unknown, outputs: readonly object[]): object {
  const event = data as {
    readonly output_index?: number;
    readonly response?: { readonly output: readonly object[] };
  };
  const { output_index, response } = event;
  return {
    ...event,
    ...(output_index !== undefined && { output_index: output_index + outputs.length }),
    ...(response && { response: { ...response, output: [...outputs, ...response.output] } }),
  };
}

function hostedItem({ type, text: value }: HostedPlan, index: number): object {
  const id = `h_${index}`;
  switch (type) {
    case "code":
      return {
        id,
        type: "code_interpreter_call",
        status: "completed",
        container_id: "c",
        code: value,
        outputs: null,
      };
    case "thought":
      return {
        id,
        type: "reasoning",
        summary: [],
        content: [{ type: "reasoning_text", text: value }],
      };
    case "mcp":
      return { id, type: "mcp_call", name: "find", server_label: "s", arguments: value };
  }
}

function hostedEvents(plan: HostedPlan, index: number, pieces: readonly number[]): Sent[] {
  const at = { output_index: index, item_id: `h_${index}` };
  const done = hostedItem(plan, index);
  const [kind, member, empty] = {
    code: ["code_interpreter_call_code", "code", { code: "" }] as const,
    thought: ["reasoning_text", "text", { content: [] }] as const,
    mcp: ["mcp_call_arguments", "arguments", { arguments: "" }] as const,
  }[plan.type];
  const part = plan.type === "thought" ? { content_index: 0 } : {};
  const piece = { type: "reasoning_text", text: "" };
  return [
    { type: "response.output_item.added", output_index: index, item: { ...done, ...empty } },
    ...(plan.type === "thought"
      ? [{ type: "response.content_part.added", ...at, ...part, part: piece }]
      : []),
    ...cut(plan.text, pieces).map((delta) => ({
      type: `response.${kind}.delta`,
      ...at,
      ...part,
      delta,
    })),
    { type: `response.${kind}.done`, ...at, ...part, [member]: plan.text },
    { type: "response.output_item.done", output_index: index, item: done },
  ].map((data) => ({ event: data.type, data }));
}

/** Writes events with their strings' characters spelled in any way that JSON allows. */
function spelled(events: readonly Sent[], spellings: readonly number[]): string[] {
  let count = 0;
  const spell = (char: string): string => {
    count += 1;
    if (spellings[count % spellings.length] !== 0) return JSON.stringify(char).slice(1, -1);
    return char.replaceAll(
      /[^]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
  };
  const string = (value: string): string => {
    // A pair written in two ways would be two characters that stand for none.
    const chars = value.match(/[\ud800-\udbff][\udc00-\udfff]|[^]/g) ?? [];
    return `"${chars.map(spell).join("")}"`;
  };
  const json = (value: unknown): string => {
    if (typeof value === "string") return string(value);
    if (Array.isArray(value)) return `[${value.map(json).join(",")}]`;
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    return `{${Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => `${string(name)}:${json(member)}`)
      .join(",")}}`;
  };
  return writeEvents(
    events.map(({ event, data }) => ({
      ...(event !== undefined && { event }),
      data: data === "[DONE]" ? data : json(data),
    })),
  );
}

const spellings = fc.array(fc.nat(2), { minLength: 1, maxLength: 7 });

// What the policy makes of it ----------------------------------------------------------------

function redacted(policy: AgentPolicy, value: string): string {
  const findings = scanWhole(textRules(planOf(policy.scans.output)), value, "p");
  return redactText(value, decide(policy, { direction: "output", findings, calls: [] }).redactions);
}

/** What the SDK puts together, with the strings of arguments apart and every string mapped. */
async function accumulated(
  protocol: Protocol,
  sent: string,
  map: (value: string) => string = (same) => same,
): Promise<unknown> {
  const final =
    protocol === chat
      ? await client(sent)
          .chat.completions.stream({ model: "m", messages: [] })
          .finalChatCompletion()
      : await client(sent).responses.stream({ model: "m", input: "x" }).finalResponse();
  const mapped = (key: string, value: unknown): unknown => {
    // The first joins texts that are scanned apart; of the second the SDK keeps the last piece.
    if (key === "output_text" || key === "reasoning_content") return undefined;
    if (typeof value !== "string") return value;
    const isJson = key === "arguments" && value.startsWith('{"q"');
    return isJson ? JSON.parse(value, mapped) : map(value);
  };
  return JSON.parse(JSON.stringify(final), mapped);
}

const STREAMS = [
  ["chat", chat, chats],
  ["responses", responses, responseStreams],
] as const;

describe.each(STREAMS)("a stream of %s", (_, protocol, streams) => {
  it("is for the SDK what the upstream said, redacted", async () => {
    await fc.assert(
      fc.asyncProperty(streams, spellings, cuts, async (events, how, chunks) => {
        const sent = spelled(events, how).join("");
        const out = await run({ policy: REDACT, protocol }, cutBytes(encoder.encode(sent), chunks));
        expect(out).toMatchObject({ ended: "complete", error: null });
        expect(await accumulated(protocol, out.text)).toEqual(
          await accumulated(protocol, sent, (value) => redacted(REDACT, value)),
        );
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it("is for the SDK the same bytes where the policy only watches", async () => {
    await fc.assert(
      fc.asyncProperty(streams, spellings, cuts, async (events, how, chunks) => {
        const sent = spelled(events, how).join("");
        const out = await run(
          { policy: MONITOR, protocol },
          cutBytes(encoder.encode(sent), chunks),
        );
        expect(out.text).toBe(sent);
      }),
      { numRuns: 60 },
    );
  });

  it("comes out with the same bytes and event whatever the chunks and the spelling of JSON", async () => {
    await fc.assert(
      fc.asyncProperty(streams, spellings, cuts, async (events, how, chunks) => {
        for (const policy of [REDACT, BLOCK, TOOLS, DROPS]) {
          const bytes = encoder.encode(spelled(events, how).join(""));
          const one = await run({ policy, protocol }, [bytes.slice()]);
          const many = await run({ policy, protocol }, cutBytes(bytes, chunks));
          expect(many).toEqual(one);
          const plain = await whole({ policy, protocol }, writeEvents(events).join(""));
          expect(plain.event).toEqual(one.event);
        }
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});

// When it leaves -----------------------------------------------------------------------------

/** What of an event says which text it carries. */
interface Event {
  readonly type?: string;
  readonly delta?: unknown;
  readonly item_id?: string;
  readonly content_index?: number;
  readonly summary_index?: number;
  readonly choices?: readonly { readonly index: number; readonly delta: object }[];
}

/** Texts of an event by the channel that they belong to, and the channels that end with it. */
function piecesOf({ data }: Sent): {
  readonly pieces: readonly (readonly [string, string])[];
  readonly ends: readonly string[];
} {
  if (typeof data !== "object" || data === null) return { pieces: [], ends: [] };
  const { type, delta, item_id: id, content_index, summary_index, choices = [] } = data as Event;
  const part = content_index ?? summary_index ?? "";
  const channel = `${String(type).replace(/\.(?:delta|done)$/, "")}|${id}|${part}`;
  return {
    pieces: [
      ...(typeof delta === "string" ? [[channel, delta] as const] : []),
      ...choices.flatMap(({ index, delta: members }) =>
        Object.entries(members).flatMap(([key, value]) =>
          key !== "role" && typeof value === "string" ? [[`${index}.${key}`, value] as const] : [],
        ),
      ),
    ],
    ends: String(type).endsWith(".done") ? [channel] : [],
  };
}

/** Says how many of the events so far may have left: all before the first that must wait. */
function createClock(policy: AgentPolicy): (event: Sent) => number {
  const rules = textRules(planOf(policy.enforced.output));
  const scans = new Map<string, StreamScan>();
  const waits: (readonly { readonly scan: StreamScan; readonly end: number }[])[] = [];
  return (event) => {
    const { pieces, ends } = piecesOf(event);
    waits.push(
      pieces.map(([channel, piece]) => {
        const scan = scans.get(channel) ?? createStreamScan(rules, channel);
        scans.set(channel, scan);
        scan.push(piece);
        return { scan, end: scan.length };
      }),
    );
    for (const channel of ends) scans.get(channel)?.end();
    const first = waits.findIndex((own) => own.some(({ scan, end }) => end > scan.decided));
    return first < 0 ? waits.length : first;
  };
}

describe.each([
  ["chat", chat, chats],
  ["responses", responses, responseStreams],
] as const)("text of %s", (_, protocol, streams) => {
  it("leaves at once when nothing before it is undecided, and not before", () => {
    fc.assert(
      fc.property(streams, (events) => {
        // Calls wait for each other; this is about text.
        const spoken = events.filter(({ data }) => !/_call|fc_\d/.test(JSON.stringify(data)));
        const { inspection } = start({ policy: REDACT, protocol });
        const clock = createClock(REDACT);
        let out = "";
        for (const [index, sent] of writeEvents(spoken).entries()) {
          const event = spoken[index];
          if (event === undefined) throw new Error("each event is written once");
          out += decoder.decode(inspection.feed(encoder.encode(sent)));
          const count = clock(event);
          if (inspection.ended === null) expect(readEvents(out)).toHaveLength(count);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("never says more than the redacted whole, at any byte", () => {
    fc.assert(
      fc.property(streams, cuts, (events, chunks) => {
        const { inspection } = start({ policy: REDACT, protocol });
        const wholes = new Map<string, string>();
        for (const [channel, piece] of events.flatMap((event) => piecesOf(event).pieces)) {
          wholes.set(channel, (wholes.get(channel) ?? "") + piece);
        }
        let out = "";
        for (const chunk of cutBytes(encoder.encode(writeEvents(events).join("")), chunks)) {
          const more = decoder.decode(inspection.feed(chunk), { stream: true });
          if (more === "") continue;
          out += more;
          // Whole events leave, and nothing between them.
          expect(out.endsWith("\n\n")).toBe(true);
        }
        const told = new Map<string, string>();
        for (const { data } of readEvents(out)) {
          if (data === "[DONE]") continue;
          for (const [channel, piece] of piecesOf({ data: JSON.parse(data) }).pieces) {
            told.set(channel, (told.get(channel) ?? "") + piece);
            const final = redacted(REDACT, wholes.get(channel) ?? "");
            if (/function_call|custom_tool/.test(channel)) continue;
            expect(final.startsWith(told.get(channel) ?? "")).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

// Where it breaks off ------------------------------------------------------------------------

const CALLS: readonly CallPlan[] = [
  { name: "search", arguments: '{"q":"refunds"}' },
  { name: "get_weather", arguments: '{"city":"Bern"}' },
];

const BROKEN = [
  ["chat", chat, chatEvents({ choices: [{ content: "Hi. ", calls: CALLS }], sizes: [9] })],
  [
    "chat, two choices",
    chat,
    chatEvents({
      choices: [{ content: "Hi. " }, { content: "Ho, ho. ", calls: CALLS }],
      sizes: [8],
    }),
  ],
  [
    "responses",
    responses,
    responsesEvents({
      items: [
        { type: "message", text: "Hi. " },
        ...CALLS.map((plan): ItemPlan => ({ type: "call", ...plan })),
      ],
      sizes: [9],
    }),
  ],
] as const;

describe.each(BROKEN)("a stream that breaks off: %s", (_, protocol, events) => {
  const bytes = encoder.encode(writeEvents(events).join(""));

  it.each([
    ["its end", TOOLS, "end"],
    ["its end, failing open", OPEN, "end"],
    ["a failure", TOOLS, "fail"],
  ] as const)("is whole or an error at every byte: %s", async (_how, policy, how) => {
    /** Outputs and how they ended: there are few, because only whole events leave. */
    const seen = new Map<string, string>();
    for (let at = 0; at < bytes.length; at += 1) {
      const out = await run({ policy, protocol }, [bytes.slice(0, at)], how);
      expect(["complete", "upstream_error"]).toContain(out.ended);
      expect(out.error).toBe(out.ended === "complete" ? null : "upstream_broken");
      const key = out.text;
      expect(seen.get(key) ?? out.ended).toBe(out.ended);
      seen.set(key, out.ended ?? "");
    }
    expect(seen.size).toBeGreaterThan(4);
    const untouched = await executed(protocol, decoder.decode(bytes));
    for (const [sent, ended] of seen) {
      const told = await executed(protocol, sent);
      if (ended === "complete") {
        expect(told).toEqual(untouched);
      } else {
        expect(told.error).toBe("upstream_broken");
        // Calls that were all judged may have left before it broke off.
        expect([[], untouched.calls]).toContainEqual(told.calls);
      }
    }
  });
});

/** The arguments of the calls that an SDK's helper would execute, and the error that it raises. */
async function executed(
  protocol: Protocol,
  sent: string,
): Promise<{ readonly error: unknown; readonly calls: readonly string[] }> {
  const calls: string[] = [];
  try {
    if (protocol === chat) {
      const stream = client(sent).chat.completions.stream({ model: "m", messages: [] });
      stream.on("tool_calls.function.arguments.done", (done) => calls.push(done.arguments));
      await stream.finalChatCompletion();
    } else {
      const stream = client(sent).responses.stream({ model: "m", input: "x" });
      stream.on("event", (event) => {
        if (event.type === "response.function_call_arguments.done") calls.push(event.arguments);
      });
      await stream.finalResponse();
    }
  } catch (error) {
    return { error: (error as { readonly code?: unknown }).code, calls };
  }
  return { error: null, calls };
}
