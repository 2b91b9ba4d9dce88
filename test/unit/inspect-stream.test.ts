// The law of the stream: whatever the chunks, the same bytes come out with the same findings; what
// is neither redacted nor blocked passes unchanged; what is forbidden never leaves.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textRules } from "../../src/detect/scan-families.ts";
import { scanWhole } from "../../src/detect/stream-scan.ts";
import { LIMITS } from "../../src/domain/limits.ts";
import { chat } from "../../src/openai/chat.ts";
import type { Protocol } from "../../src/openai/protocol.ts";
import { responses } from "../../src/openai/responses.ts";
import type { AgentPolicy } from "../../src/policy/agent-policy.ts";
import { planOf } from "../../src/inspection/scan-plan.ts";
import { decide } from "../../src/policy/decide.ts";
import { redactText } from "../../src/policy/redact.ts";
import {
  chatChunk,
  chatEvents,
  cutBytes,
  PLAIN,
  readEvents,
  responsesEvents,
  wires,
  writeEvents,
  type CallPlan,
  type ChatPlan,
  type ItemPlan,
  type Received,
  type ResponsesPlan,
  type Sent,
} from "./stream-builder.ts";
import { policyOf } from "./policy-of.ts";
import { client, run, start, whole } from "./stream-harness.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const SECRETS = "{ name: s, scanner: secrets, direction: output, action: redact }";
const CARDS = "{ name: p, scanner: pii, types: [credit_card, iban], action: block }";
const PAYLOADS = "{ name: a, scanner: arguments, action: block }";
const TOOLS = "{ name: t, scanner: tool_access, allowed_tools: [search, get_*], action: block }";

const POLICIES = {
  redact: policyOf(`rules: [${SECRETS}]`),
  redactAll: policyOf(`rules: [${SECRETS}, { name: p, scanner: pii, action: redact }]`),
  block: policyOf(`rules: [${CARDS}]`),
  mixed: policyOf(
    `rules: [${CARDS}, ${SECRETS}, { name: f, scanner: pii, types: [email, phone], action: flag }]`,
  ),
  payloads: policyOf(`rules: [${PAYLOADS}]`),
  tools: policyOf(`rules: [${TOOLS}, ${PAYLOADS}]`),
  monitor: policyOf(`mode: monitor\nrules: [${CARDS}, ${SECRETS}, ${TOOLS}, ${PAYLOADS}]`),
  open: policyOf(
    `defaults: { on_error: fail_open }\nrules: [${SECRETS}, { name: t, scanner: tool_access, denied_tools: [nothing], action: block }]`,
  ),
  openTools: policyOf(`defaults: { on_error: fail_open }\nrules: [${TOOLS}, ${PAYLOADS}]`),
  off: policyOf(`mode: off\nrules: [${CARDS}, ${SECRETS}, ${TOOLS}, ${PAYLOADS}]`),
} satisfies Record<string, AgentPolicy>;

// Generators ---------------------------------------------------------------------------------

const CARD = "4111 1111 1111 1111";
const KEY = `sk-proj-${"aB3".repeat(14)}`;
const TOKEN = `ghp_${"a1B2".repeat(9)}`;

const harmless = fc.constantFrom(
  "The sum is large. ",
  "ok",
  " and so on, ",
  "é",
  "🙂",
  "\n\n",
  'a "quoted" \\ word ',
  "４１１",
  "data: x\n",
  "k@",
  "</script>",
  "\u2028",
);
/** Beginnings of matches, which are let go later. */
const almost = fc.constantFrom("sk-", "4111 1111", "ghp_a1", "DE89 3704", "+", "eyJ", "-----BEGIN");
const forbidden = fc.constantFrom(
  CARD,
  ` ${CARD}.`,
  "DE89370400440532013000",
  ` ${KEY} `,
  `(${TOKEN})`,
  "jane.doe@example.com ",
  " +44 20 7946 0958 ",
);

function textOf(...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.array(fc.oneof(...parts), { maxLength: 6 }).map((list) => list.join(""));
}

const cleanText = textOf(harmless, almost);
const anyText = textOf(harmless, almost, forbidden);
const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 });
const cuts = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 6 });

function callsOf(text: fc.Arbitrary<string>, names: readonly string[]): fc.Arbitrary<CallPlan> {
  const name = fc.constantFrom(...names);
  return fc.oneof(
    fc.record({
      name,
      arguments: fc.record({ q: text, list: fc.array(text, { maxLength: 2 }) }).map((value) => {
        return JSON.stringify(value, null, value.list.length);
      }),
    }),
    fc.record({ name, arguments: text, isCustom: fc.constant(true) }),
    fc.record({ name, arguments: fc.constantFrom("", "{}") }),
  );
}

function chatPlans(text: fc.Arbitrary<string>, names: readonly string[]): fc.Arbitrary<ChatPlan> {
  return fc.record({
    choices: fc.array(
      fc.record(
        {
          content: text,
          refusal: text,
          reasoning: text,
          calls: fc.array(callsOf(text, names), { maxLength: 3 }),
          functionCall: fc.record({
            name: fc.constantFrom(...names),
            arguments: text.map((q) => JSON.stringify({ q })),
          }),
        },
        { requiredKeys: ["content"] },
      ),
      { minLength: 1, maxLength: 3 },
    ),
    sizes,
    usage: fc.boolean(),
  });
}

function responsesPlans(
  text: fc.Arbitrary<string>,
  names: readonly string[],
): fc.Arbitrary<ResponsesPlan> {
  const item: fc.Arbitrary<ItemPlan> = fc.oneof(
    fc.record(
      { type: fc.constant("message" as const), text, refusal: text },
      { requiredKeys: ["type", "text"] },
    ),
    fc.record({ type: fc.constant("reasoning" as const), summary: text }),
    callsOf(text, names).map((call) => ({ type: "call" as const, ...call })),
  );
  return fc.record({ items: fc.array(item, { maxLength: 4 }), sizes });
}

const ALLOWED = ["search", "get_weather"];
const NAMES = [...ALLOWED, "send_money"];

const PROTOCOLS = { chat, responses };

/** Streams of either protocol. */
function streams(
  text: fc.Arbitrary<string>,
  names: readonly string[],
): fc.Arbitrary<{ readonly name: keyof typeof PROTOCOLS; readonly events: readonly Sent[] }> {
  return fc.oneof(
    chatPlans(text, names).map((plan) => ({ name: "chat" as const, events: chatEvents(plan) })),
    responsesPlans(text, names).map((plan) => ({
      name: "responses" as const,
      events: responsesEvents(plan),
    })),
  );
}

type PolicyName = keyof typeof POLICIES;
const policies = fc.constantFrom(
  // Object.keys knows no names.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  ...(Object.keys(POLICIES) as PolicyName[]),
);

// Hostile and broken events, put anywhere into a stream.
const odd: fc.Arbitrary<Sent> = fc.constantFrom<Sent>(
  { data: "{" },
  { data: "null" },
  { data: { error: { message: "overloaded", code: "server_error" } } },
  { event: "error", data: { message: "x" } },
  { data: { choices: {} } },
  { data: { choices: [{ index: 0, delta: { tool_calls: {} } }] } },
  { data: { choices: [{ index: 0, delta: { tool_calls: [{ id: "c" }] } }] } },
  { data: { choices: [{ index: 0, message: { content: CARD, tool_calls: [{}] } }] } },
  { data: { choices: [{ index: 0, text: `x ${KEY} ` }] } },
  { data: { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] } },
  { data: { type: "response.output_text.delta", item_id: "msg_0", content_index: 0, delta: CARD } },
  { data: { type: "response.function_call_arguments.delta", item_id: "zz", delta: '{"a":' } },
  { data: { type: "response.completed", response: { output: [] } } },
  { data: { type: "response.failed", response: { output: [], error: { message: "x" } } } },
  { data: { type: "error", code: "x", message: "y" } },
  { data: "[DONE]" },
);

// Reading what came out ----------------------------------------------------------------------

interface JsonEvent extends Omit<Received, "data"> {
  // Tests read whatever an upstream may send.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly json: any;
}

function parsed(text: string): JsonEvent[] {
  return readEvents(text).map(({ data, ...rest }) => ({
    ...rest,
    json: data.startsWith("[DONE]") ? data : JSON.parse(data),
  }));
}

/** Every text that a client would put together, by where it belongs. */
function textsOf(text: string): Map<string, string> {
  const texts = new Map<string, string>();
  const add = (key: string, piece: unknown): void => {
    if (typeof piece === "string") texts.set(key, (texts.get(key) ?? "") + piece);
  };
  for (const { json } of parsed(text)) {
    for (const { index, delta = {} } of json.choices ?? []) {
      for (const key of ["content", "refusal", "reasoning_content"]) {
        add(`${index}.${key}`, delta[key]);
      }
      for (const call of delta.tool_calls ?? []) {
        add(`${index}.call${call.index}.name`, call.function?.name ?? call.custom?.name);
        add(`${index}.call${call.index}`, call.function?.arguments ?? call.custom?.input);
      }
      add(`${index}.fc.name`, delta.function_call?.name);
      add(`${index}.fc`, delta.function_call?.arguments);
    }
    if (typeof json.delta === "string") {
      const part = json.content_index ?? json.summary_index ?? "";
      add(`${json.type.replace(/\.delta$/, "")}|${json.item_id}|${part}`, json.delta);
    }
  }
  return texts;
}

/** What the events tell besides deltas, with every text and every string in arguments mapped. */
function wholesOf(text: string, map: (text: string) => string = (same) => same): unknown[] {
  const mapped = (key: string, value: unknown): unknown => {
    if (typeof value !== "string") return value;
    return key === "arguments" && value.startsWith("{") ? JSON.parse(value, mapped) : map(value);
  };
  return parsed(text).map(({ json }) => {
    if (typeof json !== "object" || json.type === undefined) return null;
    const { delta: _, ...rest } = json;
    return JSON.parse(JSON.stringify(rest), mapped);
  });
}

/** The strings that a detector reads in a text: those in it where it is JSON, else itself. */
function stringsOf(text: string): string[] {
  if (!text.startsWith("{")) return [text];
  const strings: string[] = [];
  JSON.parse(text, (_, value: unknown) => {
    if (typeof value === "string") strings.push(value);
    return value;
  });
  return strings;
}

/** A text with what the policy redacts, computed from the whole. */
function redacted(policy: AgentPolicy, text: string): string {
  const findings = scanWhole(textRules(planOf(policy.scans.output)), text, "p");
  return redactText(text, decide(policy, { direction: "output", findings, calls: [] }).redactions);
}

/** Arguments with what the policy redacts in each of their strings. */
function redactedArguments(policy: AgentPolicy, text: string): unknown {
  return JSON.parse(text, (_, value: unknown) =>
    typeof value === "string" ? redacted(policy, value) : value,
  );
}

/** Where the first thing that the policy blocks begins in a text; its length where nothing is. */
function firstBlocked(policy: AgentPolicy, text: string): number {
  const findings = scanWhole(textRules(planOf(policy.scans.output)), text, "p");
  const starts = findings
    .filter((finding) => {
      const evidence = { direction: "output" as const, findings: [finding], calls: [] };
      return decide(policy, evidence).action === "block";
    })
    .map(({ start: at }) => at);
  return Math.min(text.length, ...starts);
}

// The laws -----------------------------------------------------------------------------------

describe("any chunking", () => {
  it("gives the bytes and the event of one chunk", async () => {
    await fc.assert(
      fc.asyncProperty(
        streams(anyText, NAMES),
        wires,
        policies,
        cuts,
        fc.array(fc.record({ at: fc.nat(40), event: odd }), { maxLength: 1 }),
        fc.constantFrom("end" as const, "fail" as const),
        fc.nat(3),
        async ({ name, events }, wire, policyName, sizesOf, strange, how, cutOff) => {
          const list = [...events];
          for (const { at, event } of strange) list.splice(at % list.length, 0, event);
          const text = writeEvents(list, wire).join("");
          const bytes = encoder.encode(text);
          const kept = cutOff === 0 ? bytes.slice(0, Math.floor(bytes.length * 0.7)) : bytes;
          const scene = { policy: POLICIES[policyName], protocol: PROTOCOLS[name] };
          const one = await run(scene, [kept.slice()], how);
          const many = await run(scene, cutBytes(kept, sizesOf), how);
          const single = await run(scene, cutBytes(kept, [1]), how);
          expect(many).toEqual(one);
          expect(single).toEqual(one);
        },
      ),
      { numRuns: 400 },
    );
  }, 60_000);
});

function isClean(text: string): boolean {
  return stringsOf(text).every((leaf) => redacted(POLICIES.redactAll, leaf) === leaf);
}

describe("a clean stream", () => {
  const scenes = streams(cleanText, ALLOWED).filter(({ events }) =>
    [...textsOf(writeEvents(events).join("")).values()].every(isClean),
  );

  it("comes out as the bytes that it came as", async () => {
    await fc.assert(
      fc.asyncProperty(scenes, wires, policies, cuts, async (stream, wire, policyName, sizesOf) => {
        const bytes = encoder.encode(writeEvents(stream.events, wire).join(""));
        const scene = { policy: POLICIES[policyName], protocol: PROTOCOLS[stream.name] };
        const out = await run(scene, cutBytes(bytes, sizesOf));
        expect(out.text).toBe(decoder.decode(bytes));
        expect(out).toMatchObject({ ended: "complete", error: null });
        expect(out.event).toMatchObject({ action: "allow", reasons: [] });
        // What a classifier half suspects in text that makes no sense is noted, and no more.
        expect(out.event.findings.filter(({ layer }) => layer !== "classifier")).toEqual([]);
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it.each([
    ["chat", chat, chatEvents({ choices: [{ content: "One two three. " }], sizes: [4] })],
    [
      "responses",
      responses,
      responsesEvents({ items: [{ type: "message", text: "One two three. " }], sizes: [4] }),
    ],
  ])("leaves event by event as it comes: %s", (_, protocol, events) => {
    const { inspection } = start({ policy: POLICIES.redact, protocol });
    for (const text of writeEvents(events)) {
      expect(decoder.decode(inspection.feed(encoder.encode(text)))).toBe(text);
    }
    expect(inspection.ended).toBe("complete");
  });

  it("holds the end of a text while it may become a match, and no longer", () => {
    const { inspection } = start({ policy: POLICIES.redact, protocol: chat });
    const feed = (content: string): string => {
      const text = writeEvents([
        { data: chatChunk({ choices: [{ index: 0, delta: { content } }] }) },
      ]);
      return (
        textsOf(decoder.decode(inspection.feed(encoder.encode(text.join(""))))).get("0.content") ??
        ""
      );
    };
    expect(feed("See ")).toBe("See ");
    expect(feed("sk")).toBe("");
    expect(feed("-proj-")).toBe("");
    expect(feed("no, it is not")).toBe("sk-proj-no, it is not");
    expect(feed(" more")).toBe(" more");
  });

  it("leaves unread where the policy has no rules", async () => {
    const text = writeEvents([{ data: "{" }, { data: { choices: {} } }, { data: "[DONE]" }]).join(
      "",
    );
    expect(await whole({ policy: POLICIES.off, protocol: chat }, text)).toMatchObject({
      text,
      ended: "complete",
    });
  });

  it("is whole without [DONE] once a choice has finished", async () => {
    const events = chatEvents({ choices: [{ content: "Hi." }], sizes: [9] }).slice(0, -1);
    const text = writeEvents(events).join("");
    expect(await whole({ policy: POLICIES.redact, protocol: chat }, text)).toMatchObject({
      text,
      ended: "complete",
    });
  });

  it("keeps its last event where the empty line after it is missing", async () => {
    const events = chatEvents({ choices: [{ content: "Hi." }], sizes: [9] });
    const text = writeEvents(events).join("").slice(0, -1);
    expect(await whole({ policy: POLICIES.redact, protocol: chat }, text)).toMatchObject({
      text,
      ended: "complete",
    });
  });
});

/** What of an event redaction must not touch. */
function frameOf({ event, id, data }: Received): unknown {
  if (data === "[DONE]") return { event, id, data };
  const { sequence_number, type, item_id, output_index } = JSON.parse(data);
  return { event, id, sequence_number, type, item_id, output_index };
}

describe("redaction", () => {
  it("gives in pieces what it gives in the whole, and changes nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(
        streams(anyText, NAMES),
        wires,
        fc.constantFrom("redact" as const, "redactAll" as const),
        cuts,
        async ({ name, events }, wire, policyName, sizesOf) => {
          const policy = POLICIES[policyName];
          const protocol = PROTOCOLS[name];
          const sent = writeEvents(events, wire).join("");
          const out = await run({ policy, protocol }, cutBytes(encoder.encode(sent), sizesOf));
          expect(out.ended).toBe("complete");
          const expected = textsOf(sent);
          const actual = textsOf(out.text);
          expect([...actual.keys()]).toEqual([...expected.keys()]);
          for (const [key, text] of expected) {
            const told = actual.get(key) ?? "";
            const isJson = /call|fc/.test(key) && text.startsWith("{");
            expect(isJson ? JSON.parse(told) : told).toEqual(
              isJson ? redactedArguments(policy, text) : redacted(policy, text),
            );
          }
          const before = readEvents(sent);
          const after = readEvents(out.text);
          expect(after.map(frameOf)).toEqual(before.map(frameOf));
          expect(wholesOf(out.text)).toEqual(wholesOf(sent, (text) => redacted(policy, text)));
        },
      ),
      { numRuns: 300 },
    );
  }, 60_000);

  it("drops log probabilities, which repeat the tokens, only beside what it changed", async () => {
    const events = ["Hello. ", `${KEY} `].map((content) => ({
      data: chatChunk({
        choices: [{ index: 0, delta: { content }, logprobs: { content: [{ token: content }] } }],
      }),
    }));
    const sent = writeEvents([...events, { data: "[DONE]" }]).join("");
    const out = await whole({ policy: POLICIES.redact, protocol: chat }, sent);
    const [first, second] = parsed(out.text);
    expect(first?.json.choices[0].logprobs).toEqual({ content: [{ token: "Hello. " }] });
    expect(second?.json.choices[0]).toMatchObject({
      delta: { content: "[SECRET] " },
      logprobs: null,
    });
    expect(out.text).not.toContain(KEY);
  });
});

function sqlCall(): CallPlan {
  return { name: "search", arguments: '{"query":"SELECT 1; DROP TABLE users"}' };
}

function twoCalls(): CallPlan[] {
  return [{ name: "get_weather", arguments: '{"query":"Bern"}' }, sqlCall()];
}

describe("a block", () => {
  it("lets out nothing of what it forbids, however it is split", async () => {
    await fc.assert(
      fc.asyncProperty(
        streams(anyText, ALLOWED),
        wires,
        fc.constantFrom("block" as const, "mixed" as const),
        cuts,
        async ({ name, events }, wire, policyName, sizesOf) => {
          const policy = POLICIES[policyName];
          const protocol = PROTOCOLS[name];
          const sent = writeEvents(events, wire).join("");
          const texts = textsOf(sent);
          const isForbidden = [...texts.values()].some((text) =>
            stringsOf(text).some((leaf) => firstBlocked(policy, leaf) < leaf.length),
          );
          const out = await run({ policy, protocol }, cutBytes(encoder.encode(sent), sizesOf));
          expect(out.ended).toBe(isForbidden ? "blocked" : "complete");
          if (!isForbidden) return;
          expect(out.event.action).toBe("block");
          expect(out.error).toBe("policy_violation");
          for (const [key, text] of textsOf(out.text)) {
            const source = texts.get(key) ?? "";
            const clean = redacted(policy, source);
            // What left is a beginning of the text, and ends before the first forbidden thing.
            const allowed = redacted(policy, source.slice(0, firstBlocked(policy, source)));
            expect(clean.startsWith(text) || source.startsWith(text)).toBe(true);
            expect(text.length).toBeLessThanOrEqual(allowed.length);
          }
          for (const { json } of parsed(out.text)) {
            const strings = stringsOf(JSON.stringify(json));
            expect(strings.filter((value) => firstBlocked(policy, value) < value.length)).toEqual(
              [],
            );
          }
          expectErrorAtEnd(protocol, out.text, "policy_violation");
        },
      ),
      { numRuns: 300 },
    );
  }, 60_000);

  it("lets out nothing of any call where one of them is forbidden", async () => {
    await fc.assert(
      fc.asyncProperty(
        streams(cleanText, NAMES),
        wires,
        cuts,
        async ({ name, events }, wire, sizesOf) => {
          const protocol = PROTOCOLS[name];
          const sent = writeEvents(events, wire).join("");
          const out = await run(
            { policy: POLICIES.tools, protocol },
            cutBytes(encoder.encode(sent), sizesOf),
          );
          const isForbidden = sent.includes("send_money");
          expect(out.ended).toBe(isForbidden ? "blocked" : "complete");
          if (!isForbidden) return;
          const calls = /"(?:tool_calls|function_call)":|"type":"(?:function|custom_tool)_call/;
          expect(out.text.replaceAll("\\u006b", "k")).not.toMatch(calls);
          expect(out.event.toolCalls).toContain("send_money");
        },
      ),
      { numRuns: 200 },
    );
  }, 60_000);

  it.each([
    ["chat", chat, chatEvents({ choices: [{ content: "", calls: [sqlCall()] }], sizes: [3] })],
    [
      "responses",
      responses,
      responsesEvents({ items: [{ type: "call", ...sqlCall() }], sizes: [3] }),
    ],
    [
      "chat function_call",
      chat,
      chatEvents({ choices: [{ content: "", functionCall: sqlCall() }], sizes: [3] }),
    ],
  ])("stops a payload in arguments: %s", async (_, protocol, events) => {
    const out = await whole({ policy: POLICIES.payloads, protocol }, writeEvents(events).join(""));
    expect(out.ended).toBe("blocked");
    expect(out.text).not.toContain("DROP");
    expect(out.event.findings[0]?.detector).toBe("arguments.sql");
    expectErrorAtEnd(protocol, out.text, "policy_violation");
  });

  it.each([
    ["chat", chat, chatEvents({ choices: [{ content: "", calls: twoCalls() }], sizes: [7] })],
    [
      "responses",
      responses,
      responsesEvents({
        items: twoCalls().map((call) => ({ type: "call" as const, ...call })),
        sizes: [7],
      }),
    ],
  ])(
    "acts for the tools that a rule is for, and says where: %s",
    async (name, protocol, events) => {
      const [other, own] = ["get_weather", "sea*"].map((tool) =>
        policyOf(`rules: [{ name: a, scanner: arguments, tools: [${tool}], action: block }]`),
      );
      if (other === undefined || own === undefined) throw new Error("two policies were made");
      const text = writeEvents(events).join("");
      expect((await whole({ policy: other, protocol }, text)).ended).toBe("complete");
      const out = await whole({ policy: own, protocol }, text);
      expect(out.ended).toBe("blocked");
      expect([...new Set(out.event.reasons.map(({ path }) => path))]).toEqual([
        name === "chat"
          ? "choices[0].message.tool_calls[1].function.arguments.query"
          : "output[1].arguments.query",
      ]);
    },
  );

  it("is only written down in monitor mode", async () => {
    const plan: ChatPlan = {
      choices: [{ content: `Pay ${CARD} now`, calls: [{ name: "send_money", arguments: "{}" }] }],
      sizes: [5],
    };
    const text = writeEvents(chatEvents(plan)).join("");
    const out = await whole({ policy: POLICIES.monitor, protocol: chat }, text);
    expect(out).toMatchObject({ text, ended: "complete", error: null });
    expect(out.event).toMatchObject({ action: "flag", intended: "block", mode: "monitor" });
    expect(out.event.reasons.map(({ rule }) => rule).toSorted()).toEqual(["p", "t"]);
  });

  it("waits for nothing that is only noted, and knows its text all the same", async () => {
    const policy = policyOf(
      `rules: [${SECRETS}, { name: n, scanner: pii, types: [credit_card], action: flag }]`,
    );
    const events = chatEvents({ choices: [{ content: `Pay ${CARD} now` }], sizes: [2] });
    const { account, inspection } = start({ policy, protocol: chat });
    for (const text of writeEvents(events)) {
      expect(decoder.decode(inspection.feed(encoder.encode(text)))).toBe(text);
    }
    account.close({ outcome: "complete", status: 200 }, 1);
    const event = await account.toEvent((text) => Promise.resolve(text));
    expect(event).toMatchObject({ action: "flag", intended: "flag" });
    expect(event.findings).toMatchObject([
      {
        category: "CREDIT_CARD",
        path: "choices[0].message.content",
        start: 4,
        length: 19,
        fingerprint: CARD,
      },
    ]);
  });

  it("holds no call in monitor mode", () => {
    const plan: ChatPlan = {
      choices: [{ content: "", calls: [{ name: "send_money", arguments: '{"to":"x"}' }] }],
      sizes: [3],
    };
    const { inspection } = start({ policy: POLICIES.monitor, protocol: chat });
    for (const text of writeEvents(chatEvents(plan))) {
      expect(decoder.decode(inspection.feed(encoder.encode(text)))).toBe(text);
    }
  });
});

function expectErrorAtEnd(protocol: Protocol, text: string, code: string): void {
  const events = parsed(text);
  const failed = { type: "response.failed", response: { status: "failed" } };
  expect(events.slice(-2)).toMatchObject(
    protocol === chat
      ? [{ event: "error", json: { error: { code } } }, { json: "[DONE]" }]
      : [
          { event: "error", json: { type: "error", code, error: { code } } },
          { event: "response.failed", json: failed },
        ],
  );
  const numbers = events.flatMap(({ json }) => json.sequence_number ?? []);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  expect(new Set(numbers).size).toBe(numbers.length);
}

// Hostile streams ----------------------------------------------------------------------------

function chatDelta(members: object, finish: string | null = null, index = 0): Sent {
  return { data: chatChunk({ choices: [{ index, delta: members, finish_reason: finish }] }) };
}

function callDelta(entry: object): Sent {
  return chatDelta({ tool_calls: [entry] });
}

const HEAD = { index: 0, id: "c1", type: "function" };
const GOOD = { name: "search", arguments: '{"q":"a"}' };
const FINISH = chatDelta({}, "tool_calls");
const DONE: Sent = { data: "[DONE]" };

/** Hostile streams that popular clients read differently, and more of their kind. */
const HOSTILE: Readonly<Record<string, readonly [Protocol, readonly (Sent | string)[]]>> = {
  "two ids at one index": [
    chat,
    [
      callDelta({ ...HEAD, function: GOOD }),
      callDelta({ ...HEAD, id: "c2", function: { name: "search", arguments: '{"q":"b"}' } }),
      FINISH,
      DONE,
    ],
  ],
  "a name in pieces": [
    chat,
    [
      callDelta({ ...HEAD, function: { name: "sea", arguments: "" } }),
      callDelta({ index: 0, function: { name: "rch", arguments: "{}" } }),
      FINISH,
      DONE,
    ],
  ],
  "a call after its choice has finished": [
    chat,
    [chatDelta({ content: "Hi" }, "stop"), callDelta({ ...HEAD, function: GOOD }), DONE],
  ],
  "more of a call after its choice has finished": [
    chat,
    [
      callDelta({ ...HEAD, function: { name: "search", arguments: "" } }),
      FINISH,
      callDelta({ index: 0, function: { arguments: '{"q":"late"}' } }),
      DONE,
    ],
  ],
  "a call without an index": [
    chat,
    [callDelta({ id: "c1", type: "function", function: GOOD }), FINISH, DONE],
  ],
  "tool_calls that are no array": [
    chat,
    [chatDelta({ tool_calls: { 0: { ...HEAD, function: GOOD } } }), FINISH, DONE],
  ],
  "choices that are no array": [
    chat,
    [{ data: chatChunk({ choices: { 0: { index: 0, delta: {} } } }) }, DONE],
  ],
  "a whole message in a chunk": [
    chat,
    [
      {
        data: chatChunk({
          choices: [
            { index: 0, delta: {}, message: { tool_calls: [{ ...HEAD, function: GOOD }] } },
          ],
        }),
      },
      FINISH,
      DONE,
    ],
  ],
  "a function and a custom tool in one call": [
    chat,
    [callDelta({ ...HEAD, function: GOOD, custom: { name: "get_x", input: "y" } }), FINISH, DONE],
  ],
  "a call that turns from custom tool to function": [
    chat,
    [
      callDelta({ index: 0, id: "c1", type: "custom", custom: { name: "get_x", input: "" } }),
      callDelta({ index: 0, function: { arguments: '{"q":1}' } }),
      FINISH,
      DONE,
    ],
  ],
  "a call of an unknown kind": [
    chat,
    [callDelta({ index: 0, id: "c1", type: "robot", robot: { go: 1 } }), FINISH, DONE],
  ],
  "an event that is not JSON": [chat, ["data: {choices\n\n", FINISH, DONE]],
  "an error event that carries a call": [
    chat,
    [
      {
        data: {
          error: { message: "x" },
          choices: [{ index: 0, delta: { tool_calls: [{ ...HEAD, function: GOOD }] } }],
        },
      },
    ],
  ],
  "a call under the name of an error": [
    chat,
    [
      {
        event: "error",
        data: chatChunk({
          choices: [{ index: 0, delta: { tool_calls: [{ ...HEAD, function: GOOD }] } }],
        }),
      },
    ],
  ],
  "a data line behind a byte order mark": [
    chat,
    [
      `: x\n\uFEFFdata: ${JSON.stringify(chatChunk({ choices: [{ index: 0, delta: { tool_calls: [{ ...HEAD, function: GOOD }] } }] }))}\n\n`,
      FINISH,
      DONE,
    ],
  ],
  "response: deltas that disagree with their item": [
    responses,
    responsesCall([{ delta: '{"q":"evil"}' }], '{"q":"a"}'),
  ],
  "response: an item and a response that disagree": [
    responses,
    responsesCall([{ delta: '{"q":"a"}' }], '{"q":"a"}', '{"q":"b"}'),
  ],
  "response: a call that no item completes": [
    responses,
    [
      {
        data: { type: "response.function_call_arguments.delta", item_id: "fc_9", delta: "{}" },
      },
      completed([]),
    ],
  ],
  "response: an item that is begun and never done": [
    responses,
    [
      {
        data: {
          type: "response.output_item.added",
          output_index: 0,
          item: { id: "fc_0", type: "function_call", call_id: "c", name: "search", arguments: "" },
        },
      },
      completed([]),
    ],
  ],
  "response: a delta after its text has ended": [
    responses,
    [
      textEvent("delta", { delta: "Hi" }),
      textEvent("done", { text: "Hi" }),
      textEvent("delta", { delta: " there" }),
      completed([]),
    ],
  ],
  "response: two calls at one index": [
    responses,
    [...responsesCall([], '{"q":"a"}').slice(0, 2), secondCall(), completed([])],
  ],
  "response: more calls than a response may hold": [
    responses,
    [...Array.from({ length: 257 }, (_, index) => secondCall(index)), completed([])],
  ],
  "more calls than a response may hold": [
    chat,
    [
      ...Array.from({ length: 257 }, (_, index) =>
        callDelta({ index, id: `c${index}`, type: "function", function: GOOD }),
      ),
      FINISH,
      DONE,
    ],
  ],
  "response: an event that is not JSON": [responses, ["data: [1]\n\n", completed([])]],
  "response: a call under the name of an error": [
    responses,
    [
      {
        event: "error",
        data: {
          type: "response.output_item.done",
          output_index: 0,
          item: { id: "fc_0", type: "function_call", call_id: "c", ...GOOD },
        },
      },
    ],
  ],
};

function textEvent(kind: "delta" | "done", members: object): Sent {
  const at = { item_id: "msg_0", output_index: 0, content_index: 0 };
  return { data: { type: `response.output_text.${kind}`, ...at, ...members } };
}

function completed(output: readonly object[]): Sent {
  return { data: { type: "response.completed", response: { status: "completed", output } } };
}

function responsesCall(deltas: readonly object[], item: string, told: string = item): Sent[] {
  const head = { id: "fc_0", type: "function_call", call_id: "c", name: "search" };
  const call = (value: string): object => ({ ...head, arguments: value });
  const at = { output_index: 0 };
  return [
    { data: { type: "response.output_item.added", ...at, item: call("") } },
    ...deltas.map((members) => ({
      data: { type: "response.function_call_arguments.delta", item_id: "fc_0", ...at, ...members },
    })),
    { data: { type: "response.output_item.done", ...at, item: call(item) } },
    completed([call(told)]),
  ];
}

function secondCall(index = 0): Sent {
  const item = { id: `fc_x${index}`, type: "function_call", call_id: `x${index}`, ...GOOD };
  return { data: { type: "response.output_item.done", output_index: index, item } };
}

function written(events: readonly (Sent | string)[]): string {
  return events
    .map((event) => (typeof event === "string" ? event : writeEvents([event])[0]))
    .join("");
}

describe("a hostile stream", () => {
  it.each(Object.entries(HOSTILE))("fails closed: %s", async (_, [protocol, events]) => {
    const out = await whole({ policy: POLICIES.tools, protocol }, written(events));
    expect(out).toMatchObject({ ended: "upstream_error", error: "malformed_upstream" });
    expect(out.event.degraded).toContain("malformed_upstream");
    // What was judged before may have left; what nobody could judge has not.
    expect(out.text).not.toMatch(/"q|evil|there|late|"message":\{"tool_calls/);
    expectErrorAtEnd(protocol, out.text, "malformed_upstream");
  });

  it.each(Object.entries(HOSTILE))(
    "passes where the policy fails open: %s",
    async (_, [protocol, events]) => {
      const sent = written(events);
      const out = await whole({ policy: POLICIES.open, protocol }, sent);
      expect(out.text).toBe(sent);
      expect(out.event.degraded).toEqual(["malformed_upstream"]);
      expect(out.event.inspection.response).toBe("degraded");
    },
  );

  it.each([
    ["duplicate keys", '{"q":"a","q":"b"}'],
    ["truncated JSON", '{"q":"a'],
    ["an array", '["a"]'],
    ["two objects", '{"q":"a"}{"q":"b"}'],
    ["deep nesting", `{"q":${"[".repeat(70)}${"]".repeat(70)}}`],
  ])("is blocked for arguments that clients read differently: %s", async (_, value) => {
    const plan: ChatPlan = {
      choices: [{ content: "", calls: [{ name: "search", arguments: value }] }],
      sizes: [4],
    };
    const out = await whole(
      { policy: POLICIES.payloads, protocol: chat },
      writeEvents(chatEvents(plan)).join(""),
    );
    expect(out.ended).toBe("blocked");
    expect(out.event.findings[0]?.detector).toBe("arguments.malformed");
    expect(out.text).not.toContain('"tool_calls"');
  });

  it.each([
    [
      "finish_reason stop with a call",
      [callDelta({ ...HEAD, function: GOOD }), chatDelta({}, "stop"), DONE],
    ],
    [
      "a call in the second choice only",
      [
        chatDelta({ content: "Hi" }, "stop"),
        {
          data: chatChunk({
            choices: [
              {
                index: 1,
                delta: {
                  tool_calls: [{ ...HEAD, function: { name: "send_money", arguments: "{}" } }],
                },
              },
            ],
          }),
        },
        DONE,
      ],
    ],
    ["a call and no finish", [callDelta({ ...HEAD, function: GOOD }), DONE]],
  ])("has its calls judged all the same: %s", async (_, events) => {
    const policy = policyOf(
      "rules: [{ name: t, scanner: tool_access, denied_tools: ['*'], action: block }]",
    );
    const out = await whole({ policy, protocol: chat }, written(events));
    expect(out.ended).toBe("blocked");
    expect(out.text).not.toContain('"tool_calls"');
  });

  it("has what comes late of a call judged with what came before", async () => {
    const sent = written([
      callDelta({ ...HEAD, function: { name: "search", arguments: "" } }),
      FINISH,
      callDelta({ index: 0, function: { arguments: sqlCall().arguments } }),
      DONE,
    ]);
    const out = await whole({ policy: POLICIES.openTools, protocol: chat }, sent);
    expect(out).toMatchObject({ ended: "blocked", error: "policy_violation" });
    expect(out.text).not.toContain("DROP");
  });

  it.each(["item_id", "output_index", "content_index", "sequence_number", "type", "delta"])(
    "does not make inspection throw by an object that is no text: %s",
    async (key) => {
      const strange = { toString: 1, valueOf: 1 };
      for (const type of ["response.output_text.delta", "response.function_call_arguments.delta"]) {
        const event = { data: { type, delta: "x", [key]: strange } };
        const sent = written([event, completed([])]);
        const out = await whole({ policy: POLICIES.open, protocol: responses }, sent);
        expect(out.text).toBe(sent);
      }
    },
  );

  it("hides nothing in an event behind another member", async () => {
    const call = { id: "fc_0", type: "function_call", call_id: "c", name: "x", arguments: "{}" };
    const behind: Sent = {
      data: {
        type: "response.completed",
        item: { type: "message", content: [] },
        response: { output: [call] },
      },
    };
    const beside: Sent = {
      data: { type: "response.output_item.done", output_index: 0, item: call, response: {} },
    };
    for (const events of [[behind], [beside, completed([])]]) {
      const out = await whole({ policy: POLICIES.tools, protocol: responses }, written(events));
      expect(out).toMatchObject({ ended: "blocked", error: "policy_violation" });
    }
    const spoken: Sent = textEvent("delta", { delta: KEY, item: { type: "message" } });
    const texts = await whole(
      { policy: POLICIES.redact, protocol: responses },
      written([spoken, completed([])]),
    );
    expect(texts.ended).toBe("complete");
    expect(texts.text).not.toContain(KEY);
  });

  it("says nothing after its end", async () => {
    const sent = written([chatDelta({ content: "Hi" }, "stop"), DONE]);
    const late = written([callDelta({ ...HEAD, function: GOOD }), DONE]);
    expect((await whole({ policy: POLICIES.open, protocol: chat }, sent + late)).text).toBe(sent);
    const over = written([completed([])]);
    const more = written(responsesCall([], "{}"));
    const out = await whole({ policy: POLICIES.open, protocol: responses }, over + more);
    expect(out.text).toBe(over);
  });

  it("keeps no call that was not judged when it breaks off", async () => {
    const sent = written([chatDelta({ content: "Hi. " }), callDelta({ ...HEAD, function: GOOD })]);
    for (const how of ["end", "fail"] as const) {
      const out = await whole({ policy: POLICIES.tools, protocol: chat }, sent, how);
      expect(out).toMatchObject({ ended: "upstream_error", error: "upstream_broken" });
      expect(textsOf(out.text).get("0.content")).toBe("Hi. ");
      expect(out.text).not.toContain("tool_calls");
      expectErrorAtEnd(chat, out.text, "upstream_broken");
    }
  });

  it("passes an upstream's own error on, without the calls that it cut off", async () => {
    const error: Sent = { data: { error: { message: "overloaded", code: "server_error" } } };
    const sent = written([
      chatDelta({ content: "Hi. " }),
      callDelta({ ...HEAD, function: GOOD }),
      error,
    ]);
    const out = await whole({ policy: POLICIES.tools, protocol: chat }, sent);
    expect(out).toMatchObject({ ended: "upstream_error", error: null });
    expect(out.text).toBe(written([chatDelta({ content: "Hi. " }), error]));
  });

  it("redacts text held at an upstream's error", async () => {
    const error: Sent = { data: { error: { message: "overloaded" } } };
    const sent = written([chatDelta({ content: `The key is ${KEY}` }), error]);
    const out = await whole({ policy: POLICIES.redact, protocol: chat }, sent);
    expect(textsOf(out.text).get("0.content")).toBe("The key is [SECRET]");
  });
});

// Bounds -------------------------------------------------------------------------------------

describe("bounds", () => {
  const tooLong = `data: ${JSON.stringify(chatChunk({ choices: [{ index: 0, delta: { content: "x ".repeat(5 * 1024 * 1024) } }] }))}\n\n`;
  const before = written([chatDelta({ content: "Hi. " })]);
  const after = written([chatDelta({}, "stop"), DONE]);

  it.each([
    ["one chunk", [1 << 30]],
    ["reads of 32 KiB", [32 * 1024]],
    ["odd reads", [7, 100_003]],
  ])("refuse an event of 10 MB in %s", async (_, sizesOf) => {
    const chunks = cutBytes(encoder.encode(before + tooLong + after), sizesOf);
    const out = await run({ policy: POLICIES.redact, protocol: chat }, chunks);
    expect(out).toMatchObject({ ended: "upstream_error", error: "upstream_answer_too_large" });
    expect(out.event.degraded).toEqual(["event_too_long"]);
    expect(out.text.startsWith(before)).toBe(true);
    expect(out.text.length).toBeLessThan(2_000);
    expectErrorAtEnd(chat, out.text, "upstream_answer_too_large");
  });

  it.each([
    ["one chunk", [1 << 30]],
    ["reads of 32 KiB", [32 * 1024]],
    ["odd reads", [7, 100_003]],
  ])("let an event of 10 MB pass in %s where the policy fails open", async (_, sizesOf) => {
    const sent = before + tooLong + after;
    const chunks = cutBytes(encoder.encode(sent), sizesOf);
    const out = await run({ policy: POLICIES.open, protocol: chat }, chunks);
    expect(out.text === sent).toBe(true);
    expect(out).toMatchObject({ ended: "complete", error: null });
    expect(out.event.degraded).toEqual(["event_too_long"]);
  });

  it("refuse an event that never ends", async () => {
    const { inspection } = start({ policy: POLICIES.redact, protocol: chat });
    const chunk = encoder.encode("x".repeat(64 * 1024));
    inspection.feed(encoder.encode("data: "));
    let fed = 0;
    while (inspection.ended === null && fed < 200) {
      inspection.feed(chunk);
      fed += 1;
    }
    expect(fed * chunk.length).toBeLessThanOrEqual(LIMITS.sseEventBytesMax + chunk.length);
    expect(inspection.error).toBe("upstream_answer_too_large");
  });

  it("refuse a call that never ends", () => {
    const { inspection } = start({ policy: POLICIES.tools, protocol: chat });
    const chunk = encoder.encode(
      written([callDelta({ index: 0, function: { arguments: "x".repeat(16 * 1024) } })]),
    );
    inspection.feed(
      encoder.encode(written([callDelta({ ...HEAD, function: { name: "search" } })])),
    );
    let fed = 0;
    while (inspection.ended === null && fed < 2_000) {
      inspection.feed(chunk.slice());
      fed += 1;
    }
    expect(fed * chunk.length).toBeLessThanOrEqual(LIMITS.heldStreamBytesMax + chunk.length);
    expect(inspection.error).toBe("upstream_answer_too_large");
  });

  /** The heap without garbage. */
  function keptBytes(): number {
    setFlagsFromString("--expose-gc");
    const collect: unknown = runInNewContext("gc");
    if (typeof collect === "function") collect();
    return process.memoryUsage().heapUsed;
  }

  it("keep nothing of an endless stream that is clean", () => {
    const { inspection } = start({ policy: POLICIES.mixed, protocol: chat });
    const texts = ["One two ", "three, 4 ", "five-", "sk", " six. "];
    const chunks = texts.map((content) => encoder.encode(written([chatDelta({ content })])));
    const feed = (times: number): number => {
      let out = 0;
      for (let index = 0; index < times; index += 1) {
        out += inspection.feed((chunks[index % chunks.length] ?? new Uint8Array()).slice()).length;
      }
      return out;
    };
    const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
    expect(feed(5_000)).toBeGreaterThan(bytes * 999);
    const heap = keptBytes();
    expect(feed(50_000)).toBeGreaterThan(bytes * 9_999);
    expect(keptBytes() - heap).toBeLessThan(4 * 1024 * 1024);
    expect(inspection.ended).toBeNull();
  }, 30_000);

  it("hold back no more text than the longest match", async () => {
    const policy = POLICIES.redact;
    const scanners = textRules(planOf(policy.enforced.output));
    const longest = Math.max(...scanners.map((scanner) => scanner.longest));
    const { inspection } = start({ policy, protocol: chat });
    const pem = `-----BEGIN PRIVATE KEY-----\n${"A".repeat(20_000)}`;
    let sent = 0;
    let received = 0;
    for (let at = 0; at < pem.length; at += 100) {
      const content = pem.slice(at, at + 100);
      sent += content.length;
      const out = decoder.decode(
        inspection.feed(encoder.encode(written([chatDelta({ content })]))),
      );
      received += out === "" ? 0 : readEvents(out).length * 100;
      expect(sent - received).toBeLessThanOrEqual(longest + 200);
    }
  });
});

// Real clients -------------------------------------------------------------------------------

describe("the SDK of OpenAI", () => {
  const SAID = `Use ${KEY} or mail jane.doe@example.com, 🙂`;
  const CALLS: readonly CallPlan[] = [
    { name: "search", arguments: `{"q":"a","key":"${KEY}"}` },
    { name: "get_weather", arguments: '{"city":"Bern"}' },
  ];

  it.each([
    ["clean", POLICIES.payloads],
    ["redacted", POLICIES.redactAll],
  ])("accumulates a Chat Completions stream: %s", async (_, policy) => {
    const events = chatEvents({ choices: [{ content: SAID, calls: CALLS }], sizes: [3, 7] });
    const { text: sent } = await whole({ policy, protocol: chat }, writeEvents(events).join(""));
    const completion = await client(sent)
      .chat.completions.stream({ model: "m", messages: [] })
      .finalChatCompletion();
    const [choice] = completion.choices;
    expect(choice?.message.content).toBe(redacted(policy, SAID));
    expect(choice?.finish_reason).toBe("tool_calls");
    const calls = choice?.message.tool_calls ?? [];
    expect(
      calls.map((call) => call.type === "function" && JSON.parse(call.function.arguments)),
    ).toEqual(CALLS.map((call) => redactedArguments(policy, call.arguments)));
    expect(completion.usage?.total_tokens).toBe(16);
  });

  it.each([
    ["clean", POLICIES.payloads],
    ["redacted", POLICIES.redactAll],
  ])("accumulates a Responses stream: %s", async (_, policy) => {
    const items: ItemPlan[] = [
      { type: "reasoning", summary: SAID },
      { type: "message", text: SAID },
      ...CALLS.map((call) => ({ type: "call" as const, ...call })),
    ];
    const events = responsesEvents({ items, sizes: [3, 7] });
    const { text: sent } = await whole(
      { policy, protocol: responses },
      writeEvents(events).join(""),
    );
    const stream = client(sent).responses.stream({ model: "m", input: "x" });
    let told = "";
    stream.on("response.output_text.delta", (event) => {
      told += event.delta;
    });
    const response = await stream.finalResponse();
    expect(response.output_text).toBe(redacted(policy, SAID));
    expect(told).toBe(redacted(policy, SAID));
    expect(
      response.output.flatMap((item) =>
        item.type === "function_call" ? [JSON.parse(item.arguments)] : [],
      ),
    ).toEqual(CALLS.map((call) => redactedArguments(policy, call.arguments)));
  });

  it("raises a block in a Chat Completions stream as an APIError", async () => {
    const events = chatEvents({ choices: [{ content: `Pay ${CARD} now` }], sizes: [3] });
    const { text: sent } = await whole(
      { policy: POLICIES.block, protocol: chat },
      writeEvents(events).join(""),
    );
    const stream = client(sent).chat.completions.stream({ model: "m", messages: [] });
    await expect(stream.finalChatCompletion()).rejects.toMatchObject({ code: "policy_violation" });
  });

  it("raises a block in a Responses stream as an APIError", async () => {
    const events = responsesEvents({
      items: [{ type: "message", text: `Pay ${CARD}` }],
      sizes: [3],
    });
    const { text: sent } = await whole(
      { policy: POLICIES.block, protocol: responses },
      writeEvents(events).join(""),
    );
    const stream = client(sent).responses.stream({ model: "m", input: "x" });
    await expect(stream.finalResponse()).rejects.toMatchObject({ code: "policy_violation" });
  });

  it("accepts what every policy makes of any stream that is not stopped", async () => {
    await fc.assert(
      fc.asyncProperty(
        chatPlans(anyText, ALLOWED),
        policies,
        cuts,
        async (plan, policyName, sizesOf) => {
          const policy = POLICIES[policyName];
          const sent = encoder.encode(writeEvents(chatEvents(plan), PLAIN).join(""));
          const { text: out, ended } = await run(
            { policy, protocol: chat },
            cutBytes(sent, sizesOf),
          );
          fc.pre(ended === "complete");
          const stream = await client(out).chat.completions.create({
            model: "m",
            messages: [],
            stream: true,
          });
          let count = 0;
          for await (const chunk of stream) count += chunk.object.length > 0 ? 1 : 0;
          expect(count).toBe(chatEvents(plan).length - 1);
        },
      ),
      { numRuns: 50 },
    );
  });
});
