// Streams that no API promises: events nobody knows, deltas of items nobody announced, events in a
// wrong order, and more after the end. Nothing throws, what nothing forbids passes, and a call that
// is forbidden is not let out by any of it.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chat } from "../../src/openai/chat.ts";
import { fields } from "../../src/openai/fields.ts";
import { responses } from "../../src/openai/responses.ts";
import {
  chatChunk,
  chatEvents,
  cutBytes,
  readEvents,
  responsesEvents,
  writeEvents,
  type CallPlan,
  type ItemPlan,
  type Sent,
} from "./stream-builder.ts";
import { policyOf } from "./policy-of.ts";
import { run, whole } from "./stream-harness.ts";

const encoder = new TextEncoder();

const RULES = `rules:
  - { name: t, scanner: tool_access, denied_tools: [send_money], action: block }
  - { name: a, scanner: arguments, action: block }
  - { name: s, scanner: secrets, action: redact }`;
const MODES = {
  "fail closed": policyOf(RULES),
  "fail open": policyOf(`defaults: { on_error: fail_open }\n${RULES}`),
  "fail closed, drop": policyOf(`defaults: { blocked_calls: drop }\n${RULES}`),
  "fail open, drop": policyOf(`defaults: { blocked_calls: drop, on_error: fail_open }\n${RULES}`),
};
const PROTOCOLS = { chat, responses, fields };

const KEY = `ghp_${"a1B2".repeat(9)}`;
const DONE: Sent = { data: "[DONE]" };
const COMPLETED: Sent = { data: { type: "response.completed", response: { output: [] } } };
const GOOD = { type: "function_call", id: "fc_0", call_id: "c", name: "search", arguments: "{}" };

describe.each(Object.entries(MODES))("under %s", (_, policy) => {
  it.each<[string, keyof typeof PROTOCOLS, readonly Sent[]]>([
    ["a chunk without choices", "chat", [{ data: chatChunk({ choices: [] }) }, DONE]],
    ["an object of another kind", "chat", [{ data: { object: "ping", at: 1.5 } }, DONE]],
    ["a named event", "chat", [{ event: "ping", data: { object: "ping" } }, DONE]],
    [
      "members that nobody knows",
      "chat",
      [{ data: chatChunk({ choices: [{ index: 0, delta: { x_new: { a: [1] } } }] }) }, DONE],
    ],
    [
      "an event of an unknown type",
      "responses",
      [
        { event: "response.x", data: { type: "response.x.delta", item_id: "q", delta: "Hi" } },
        COMPLETED,
      ],
    ],
    ["an event without a type", "responses", [{ data: { hello: "there" } }, COMPLETED]],
    [
      "a delta of an item that nobody announced",
      "responses",
      [
        {
          data: { type: "response.output_text.delta", item_id: "zz", output_index: 9, delta: "Hi" },
        },
        COMPLETED,
      ],
    ],
    [
      "a delta that is no text",
      "responses",
      [{ data: { type: "response.audio.delta", delta: { a: 1 } } }, COMPLETED],
    ],
    [
      "an item of an unknown type",
      "responses",
      [
        { data: { type: "response.output_item.added", output_index: 0, item: { type: "dream" } } },
        { data: { type: "response.output_item.done", output_index: 0, item: { type: "dream" } } },
        COMPLETED,
      ],
    ],
  ])("%s passes as it came", async (_name, protocol, events) => {
    const text = writeEvents(events).join("");
    const out = await whole({ policy, protocol: PROTOCOLS[protocol] }, text);
    expect(out).toMatchObject({ text, ended: "complete", error: null });
    expect(out.event).toMatchObject({ action: "allow", degraded: [] });
  });

  it.each<[string, keyof typeof PROTOCOLS, Sent]>([
    [
      "a member that nobody knows",
      "chat",
      { data: chatChunk({ choices: [{ index: 0, delta: { x_new: `${KEY} ` } }] }) },
    ],
    [
      "an event of an unknown type",
      "responses",
      { data: { type: "response.x.delta", item_id: "q", delta: `${KEY} ` } },
    ],
    [
      "a delta of an item that nobody announced",
      "responses",
      { data: { type: "response.output_text.delta", item_id: "zz", delta: `${KEY} ` } },
    ],
  ])("what is forbidden is redacted in %s", async (_name, protocol, event) => {
    const text = writeEvents([event, protocol === "chat" ? DONE : COMPLETED]).join("");
    const out = await whole({ policy, protocol: PROTOCOLS[protocol] }, text);
    expect(out).toMatchObject({ ended: "complete", event: { action: "redact" } });
    expect(out.text).toBe(text.replace(KEY, "[SECRET]"));
  });

  it("a call in an event of an unknown type is not released unjudged", async () => {
    const item = { ...GOOD, name: "send_money" };
    const sent = writeEvents([
      { data: { type: "response.x", output_index: 0, item } },
      { data: { type: "response.completed", response: { output: [item] } } },
    ]).join("");
    const out = await whole({ policy, protocol: responses }, sent);
    // Nobody knows whether such an event begins a call or ends it: that is malformed, or a block.
    expect(out.error).toMatch(/^(?:malformed_upstream|policy_violation)$/);
    expect(out.text).not.toContain("send_money");
  });

  it.each([
    ["truncated JSON", '{"q":"a'],
    ["a key that occurs twice", '{"q":"a","q":"b"}'],
    ["an array", '["a"]'],
    ["a text", '"a"'],
    ["two objects", '{"q":"a"}{"q":"b"}'],
  ])("arguments that are %s are not released", async (_name, value) => {
    const call: CallPlan = { name: "search", arguments: value };
    const chatted = chatEvents({ choices: [{ content: "Hi. ", calls: [call] }], sizes: [4] });
    const items: ItemPlan[] = [{ type: "call", ...call }];
    for (const [protocol, events] of [
      [chat, chatted],
      [responses, responsesEvents({ items, sizes: [4] })],
    ] as const) {
      const out = await whole({ policy, protocol }, writeEvents(events).join(""));
      expect(out.event).toMatchObject({ action: "block", toolCalls: ["search"] });
      expect(out.event.findings[0]?.detector).toBe("arguments.malformed");
      expect(out.text).not.toMatch(/"search"/);
      expect(out.ended).toBe(policy.defaults.blocked_calls === "drop" ? "complete" : "blocked");
    }
  });

  it.each<[string, keyof typeof PROTOCOLS, readonly Sent[], readonly Sent[]]>([
    [
      "[DONE]",
      "chat",
      [DONE],
      [{ data: chatChunk({ choices: [{ index: 0, delta: { content: "more" } }] }) }, DONE],
    ],
    [
      "response.completed",
      "responses",
      [COMPLETED],
      [{ data: { type: "response.output_item.done", output_index: 0, item: GOOD } }, COMPLETED],
    ],
    [
      "an error",
      "responses",
      [{ event: "error", data: { type: "error", code: "x", message: "y" } }],
      [COMPLETED],
    ],
    ["[DONE]", "fields", [DONE], [{ data: { type: "x", delta: "more" } }]],
  ])("nothing follows %s of %s", async (_name, protocol, last, late) => {
    const text = writeEvents(last).join("");
    const sent = text + writeEvents(late).join("");
    const scene = { policy, protocol: PROTOCOLS[protocol] };
    expect((await whole(scene, sent)).text).toBe(text);
    expect((await run(scene, cutBytes(encoder.encode(sent), [1]))).text).toBe(text);
  });
});

// Whole streams in disorder ------------------------------------------------------------------

const CALLS: readonly CallPlan[] = [
  { name: "search", arguments: '{"q":"refunds"}' },
  { name: "send_money", arguments: '{"to":"mallory"}' },
  { name: "search", arguments: '{"sql":"DROP TABLE mallory"}' },
  { name: "note", arguments: "mallory; rm -rf /", isCustom: true },
];
const BASES = {
  chat: chatEvents({
    choices: [
      { content: "Hi. ", calls: CALLS },
      { content: "", calls: CALLS.slice(1, 2), functionCall: { name: "search", arguments: "{}" } },
    ],
    sizes: [6],
  }),
  responses: responsesEvents({
    items: [
      { type: "message", text: "Hi. " },
      ...CALLS.map((call): ItemPlan => ({ type: "call", ...call })),
      { type: "message", text: "Bye. " },
    ],
    sizes: [9],
  }),
};

const disorder = fc.array(
  fc.record({
    how: fc.constantFrom("leave out" as const, "repeat" as const, "move" as const),
    at: fc.nat(200),
    to: fc.nat(200),
  }),
  { minLength: 1, maxLength: 3 },
);

function disordered(
  events: readonly Sent[],
  changes: readonly { readonly how: string; readonly at: number; readonly to: number }[],
): Sent[] {
  const list = [...events];
  for (const { how, at, to } of changes) {
    const from = at % list.length;
    const [event] = how === "repeat" ? list.slice(from, from + 1) : list.splice(from, 1);
    if (how !== "leave out" && event !== undefined) list.splice(to % (list.length + 1), 0, event);
  }
  return list;
}

describe.each(["chat", "responses"] as const)("a disordered stream of %s", (name) => {
  it("lets no forbidden call out", async () => {
    const policy = policyOf(`defaults: { blocked_calls: drop }
rules: [{ name: t, scanner: tool_access, denied_tools: [send_money, note], action: block },
  { name: a, scanner: arguments, action: block }]`);
    const ends = new Set<string | null>();
    await fc.assert(
      fc.asyncProperty(disorder, async (changes) => {
        const sent = writeEvents(disordered(BASES[name], changes)).join("");
        const out = await whole({ policy, protocol: PROTOCOLS[name] }, sent);
        expect(out.text).not.toContain("mallory");
        expect(out.text).not.toContain("send_money");
        expect(out.ended).not.toBeNull();
        ends.add(out.ended);
      }),
      { numRuns: 300 },
    );
    // Some disorder is harmless, some is not understood.
    expect(ends).toContain("complete");
    expect(ends).toContain("upstream_error");
  });
});

const MEMBERS = `choices delta message index tool_calls function function_call custom name arguments
  input id finish_reason error usage type item item_id output_index response output call_id part
  content __proto__ constructor toString sequence_number logprobs`.split(/\s+/);

/** JSON with the names that protocols use, and values of any type behind them. */
const strange = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, 0, -1, 1e21, 0.5, "", "x", "stop", "tool_calls", [], {}),
    fc.constantFrom("function_call", "response.completed", "response.output_item.done", "fc_0"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...MEMBERS), tie("value"), { maxKeys: 5 }),
  ),
})).value;

describe("any JSON", () => {
  it("is read without throwing, and alike for any chunks", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(strange, { maxLength: 6 }),
        fc.constantFrom(...Object.values(PROTOCOLS)),
        fc.constantFrom(...Object.values(MODES)),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 }),
        async (values, protocol, policy, sizes) => {
          const text = writeEvents(values.map((data) => ({ data: JSON.stringify(data) }))).join("");
          const one = await whole({ policy, protocol }, text);
          const many = await run({ policy, protocol }, cutBytes(encoder.encode(text), sizes));
          expect(many).toEqual(one);
          for (const { data } of readEvents(one.text)) {
            if (data !== "[DONE]") expect(() => JSON.parse(data)).not.toThrow();
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe("what clients may read although it is out of place", () => {
  const open = MODES["fail open"];

  it("is a delta after the end of its text: it is redacted like any text", async () => {
    const place = { item_id: "m", output_index: 0, content_index: 0 };
    const out = await whole(
      { policy: open, protocol: responses },
      writeEvents([
        { data: { type: "response.output_text.delta", ...place, delta: "Hi" } },
        { data: { type: "response.output_text.done", ...place, text: "Hi" } },
        { data: { type: "response.output_text.delta", ...place, delta: KEY } },
        COMPLETED,
      ]).join(""),
    );
    expect(out.text).toContain("[SECRET]");
    expect(out.text).not.toContain(KEY);
    expect(out.event.degraded).toContain("malformed_upstream");
  });

  it("is a call whose arguments are no text: they are judged", async () => {
    const call = { index: 0, id: "c", type: "function" };
    const called = { name: "run", arguments: { sql: "DROP TABLE users; --" } };
    const delta = { tool_calls: [{ ...call, function: called }] };
    const out = await whole(
      { policy: open, protocol: chat },
      writeEvents([
        { data: chatChunk({ choices: [{ index: 0, delta }] }) },
        { data: chatChunk({ choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] }) },
        DONE,
      ]).join(""),
    );
    expect(out).toMatchObject({ ended: "blocked", error: "policy_violation" });
    expect(out.text).not.toContain("DROP");
    expect(
      chat.readAnswer({ choices: [{ message: { tool_calls: [{ ...call, function: called }] } }] })
        .calls,
    ).toMatchObject([{ name: "run", arguments: '{"sql":"DROP TABLE users; --"}' }]);
  });
});
