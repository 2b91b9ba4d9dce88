// A block that is told as an answer: whole, as a stream, and as the end of a stream. The official
// SDK puts together what it is sent, and a reader of this file's own holds the events against each
// other.
import * as fc from "fast-check";
import type OpenAI from "openai";
import { zodResponseFormat, zodTextFormat } from "openai/helpers/zod";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { LIMITS } from "../../src/domain/limits.ts";
import { chat, completions } from "../../src/openai/chat.ts";
import type { JsonObject, Protocol, WholeSubstitute } from "../../src/openai/protocol.ts";
import { responses, responsesKin } from "../../src/openai/responses.ts";
import { concat } from "../../src/openai/sse.ts";
import type { AgentPolicy } from "../../src/policy/agent-policy.ts";
import {
  chatChunk,
  chatEvents,
  cutBytes,
  readEvents,
  responsesEvents,
  wires,
  writeEvents,
  type CallPlan,
  type ChatPlan,
  type ItemPlan,
  type Sent,
} from "./stream-builder.ts";
import { policyOf } from "./policy-of.ts";
import { client, run, whole, type Outcome } from "./stream-harness.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const TEXT = 'No: "this" is\nnot for you. 🙂';
const CARD = "4111 1111 1111 1111";
const RULES = `rules:
  - { name: tools, scanner: tool_access, denied_tools: [send_money], action: block }
  - { name: cards, scanner: pii, types: [credit_card], action: block }
  - { name: keys, scanner: secrets, action: redact }`;
const KEY = `ghp_${"a1B2".repeat(9)}`;
/** The same words, told as an error. */
const ERROR = policyOf(`defaults: { message: ${JSON.stringify(TEXT)} }\n${RULES}`);

/** The rules with an answer to their blocks. */
function responding(kind: "refusal" | "message", message: string | null = TEXT): AgentPolicy {
  const words = message === null ? "" : `, message: ${JSON.stringify(message)}`;
  return policyOf(`defaults: { respond_with: ${kind}${words} }\n${RULES}`);
}

const REFUSAL = responding("refusal");
const MESSAGE = responding("message");
const POLICIES = { refusal: REFUSAL, message: MESSAGE } as const;
const KINDS = ["refusal", "message"] as const;

/** What of a blocked answer must never be told. */
const TELLTALE = /4111 1|1111 1|send_money|mallory|ghp_/;

const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 });
const cuts = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 });
const kinds = fc.constantFrom(...KINDS);
const says = fc.constantFrom(
  "",
  "Let me see. ",
  "é🙂 ok",
  `The key is ${KEY} `,
  `It is ${CARD}, I think. `,
  `${CARD} `,
);
const GOOD: CallPlan = { name: "search", arguments: '{"q":"refunds"}' };
const BAD: CallPlan = { name: "send_money", arguments: '{"to":"mallory"}' };
const calls = fc.array(fc.constantFrom(GOOD, BAD), { maxLength: 3 });
const chatPlans: fc.Arbitrary<ChatPlan> = fc.record({
  choices: fc.array(
    fc.record({ content: says, refusal: fc.constantFrom("", "I would rather not. "), calls }),
    { minLength: 1, maxLength: 3 },
  ),
  sizes,
});
const items = fc.array(
  fc.oneof(
    says.map((text): ItemPlan => ({ type: "message", text })),
    says.map((refusal): ItemPlan => ({ type: "message", text: "Well. ", refusal })),
    says.map((summary): ItemPlan => ({ type: "reasoning", summary })),
    fc.constantFrom(GOOD, BAD).map((call): ItemPlan => ({ type: "call", ...call })),
  ),
  { maxLength: 5 },
);

/** What is sent where a block is an error, up to that error. */
async function untilError(protocol: Protocol, sent: string): Promise<string> {
  const { text, ended } = await whole({ policy: ERROR, protocol }, sent);
  return ended === "blocked" ? text.slice(0, text.indexOf("event: error\n")) : text;
}

/** The only place that runs a stream which may be blocked. */
async function check(
  scene: {
    readonly protocol: Protocol;
    readonly kind: "refusal" | "message";
    readonly request?: JsonObject;
  },
  sent: string,
  chunks: readonly number[] = [100_000],
): Promise<Outcome & { readonly before: string }> {
  const { protocol, kind, request = {} } = scene;
  const of = { policy: POLICIES[kind], protocol, request };
  const out = await run(of, cutBytes(encoder.encode(sent), chunks));
  expect((await whole(of, sent)).text).toBe(out.text);
  const before = await untilError(protocol, sent);
  expect(out.text.startsWith(before)).toBe(true);
  expect(out.text).not.toMatch(TELLTALE);
  // Where calls have left that were judged, they would be executed but for an error.
  const isCalled = out.ended === "blocked" && before.includes("call_");
  expect(out.error).toBe(isCalled ? "policy_violation" : null);
  if (out.ended === "complete") expect(out.text).toBe(before);
  return { ...out, before };
}

function finalChat(sent: string) {
  const params = { model: "m", messages: [] };
  return client(sent).chat.completions.stream(params).finalChatCompletion();
}

function finalResponse(sent: string) {
  return client(sent).responses.stream({ model: "m", input: "x" }).finalResponse();
}

function datas(text: string): JsonObject[] {
  return readEvents(text).flatMap(({ data }): JsonObject[] =>
    data === "[DONE]" ? [] : [JSON.parse(data)],
  );
}

describe("a chat stream that is blocked", () => {
  it("is ended for every choice that was open, whatever its chunks are", async () => {
    await fc.assert(
      fc.asyncProperty(chatPlans, wires, cuts, kinds, async (plan, wire, chunks, kind) => {
        const request = { n: plan.choices.length };
        const sent = writeEvents(chatEvents(plan), wire).join("");
        const out = await check({ protocol: chat, kind, request }, sent, chunks);
        if (out.error !== null) return;
        const { choices } = await finalChat(out.text);
        expect(choices.map(({ index }) => index)).toEqual(plan.choices.map((_, at) => at));
        if (out.ended !== "blocked") return;
        const finished = new Set(
          datas(out.before).flatMap(({ choices: told }) =>
            (told as readonly { index: number; finish_reason: unknown }[]).flatMap((choice) =>
              choice.finish_reason === null ? [] : [choice.index],
            ),
          ),
        );
        expect(finished.size).toBeLessThan(choices.length);
        for (const { index, finish_reason: reason, message } of choices) {
          expect(message.role).toBe("assistant");
          expect(message.tool_calls ?? []).toEqual([]);
          if (finished.has(index)) continue;
          expect(reason).toBe("stop");
          expect((kind === "refusal" ? message.refusal : message.content)?.endsWith(TEXT)).toBe(
            true,
          );
        }
        const told = datas(out.text);
        expect(new Set(told.map(({ id }) => id)).size).toBe(1);
        expect(new Set(told.map(({ model }) => model)).size).toBe(1);
        expect(out.text.endsWith("data: [DONE]\n\n")).toBe(true);
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it("says its part after what was said already", async () => {
    const events = chatEvents({ choices: [{ content: `The card: ${CARD}.` }], sizes: [4] });
    const sent = writeEvents(events).join("");
    const refused = await check({ protocol: chat, kind: "refusal" }, sent);
    expect((await finalChat(refused.text)).choices[0]?.message).toMatchObject({
      content: expect.stringMatching(/^The card/),
      refusal: TEXT,
    });
    const told = await check({ protocol: chat, kind: "message" }, sent);
    expect((await finalChat(told.text)).choices[0]?.message).toMatchObject({
      content: expect.stringMatching(/^The card.*\n\nNo: /),
    });
    expect(told.event).toMatchObject({ action: "block", error: null });
  });

  it("speaks with the id, model and time of the stream", async () => {
    const events = chatEvents({ choices: [{ content: `Well. ${CARD}` }], sizes: [3] });
    const out = await check({ protocol: chat, kind: "refusal" }, writeEvents(events).join(""));
    expect(datas(out.text).at(-1)).toEqual({
      id: "chatcmpl-1",
      object: "chat.completion.chunk",
      created: 1,
      model: "m",
      service_tier: "default",
      choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: "stop" }],
    });
  });

  it("speaks with the id of the model's first words where an earlier chunk has none", async () => {
    // Azure begins with what its filters say of the prompt.
    const first = { ...chatChunk({ choices: [], prompt_filter_results: [] }), id: "" };
    const events = chatEvents({ choices: [{ content: `Well. ${CARD}` }], sizes: [3] });
    const sent = writeEvents([{ data: first }, ...events]).join("");
    const out = await check({ protocol: chat, kind: "refusal" }, sent);
    const ids = datas(out.text).map(({ id }) => id);
    expect([ids[0], new Set(ids.slice(1))]).toEqual(["", new Set(["chatcmpl-1"])]);
  });

  it("ends choices that have not begun, and tells of tokens where that was asked for", async () => {
    const events = chatEvents({ choices: [{ content: CARD }], sizes: [30] });
    const request = { n: 2, stream_options: { include_usage: true } };
    const sent = writeEvents(events).join("");
    const out = await check({ protocol: chat, kind: "refusal", request }, sent);
    const final = await finalChat(out.text);
    expect(final.choices.map(({ message }) => message.refusal)).toEqual([TEXT, TEXT]);
    expect(datas(out.text).at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
    });
  });

  it("refuses where the client awaits JSON, whatever the rule says", async () => {
    const format = zodResponseFormat(z.object({ card: z.string() }), "card");
    const events = chatEvents({ choices: [{ content: `{"card":"${CARD}"}` }], sizes: [4] });
    const request = { response_format: { ...format } };
    const out = await check(
      { protocol: chat, kind: "message", request },
      writeEvents(events).join(""),
    );
    const final = await client(out.text)
      .chat.completions.stream({ model: "m", messages: [], response_format: format })
      .finalChatCompletion();
    expect(final.choices[0]?.message).toMatchObject({ refusal: TEXT, parsed: null });
  });

  it.each([
    [
      "calls have left",
      [
        chatChunk({
          choices: [
            {
              index: 0,
              delta: {
                role: "assistant",
                tool_calls: [{ index: 0, id: "a", function: { name: "search", arguments: "{}" } }],
              },
              finish_reason: "tool_calls",
            },
          ],
        }),
        chatChunk({ choices: [{ index: 1, delta: { content: `${CARD}.` } }] }),
      ],
    ],
    [
      "every choice has finished",
      [
        chatChunk({ choices: [{ index: 0, delta: { content: "Hi. " }, finish_reason: "stop" }] }),
        chatChunk({ choices: [{ index: 0, delta: { content: `${CARD}.` } }] }),
      ],
    ],
    [
      "a whole message stands in a chunk",
      [
        chatChunk({ choices: [{ index: 0, message: { role: "assistant", content: "Hi." } }] }),
        chatChunk({ choices: [{ index: 0, delta: { content: `${CARD}.` } }] }),
      ],
    ],
  ])("ends in an error where %s", async (_, events) => {
    const sent = writeEvents([...events.map((data) => ({ data })), { data: "[DONE]" }]).join("");
    const out = await whole({ policy: REFUSAL, protocol: chat }, sent);
    expect(out).toMatchObject({ ended: "blocked", error: "policy_violation" });
    expect(out.text).toBe((await whole({ policy: ERROR, protocol: chat }, sent)).text);
  });

  it("is told in texts by the predecessor of chat", async () => {
    const chunk = (text: string, reason: string | null = null): Sent => ({
      data: {
        id: "cmpl-1",
        object: "text_completion",
        created: 1,
        model: "m",
        choices: [{ index: 0, text, logprobs: null, finish_reason: reason }],
      },
    });
    const sent = writeEvents([chunk("The card: "), chunk(`${CARD}.`), chunk("", "stop")]).join("");
    for (const kind of KINDS) {
      const out = await check({ protocol: completions, kind }, sent);
      const stream = await client(out.text).completions.create({
        model: "m",
        prompt: "x",
        stream: true,
      });
      let text = "";
      const reasons: unknown[] = [];
      for await (const { choices } of stream) {
        text += choices[0]?.text;
        reasons.push(choices[0]?.finish_reason);
      }
      expect(text).toBe(`The card: \n\n${TEXT}`);
      expect(reasons).toEqual([null, null, "stop"]);
    }
  });
});

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Puts a Responses stream together, and fails where its events do not agree. */
function assemble(text: string): JsonObject {
  const open = new Map<
    unknown,
    { item: JsonObject; texts: Map<string, string>; parts: JsonObject[] }
  >();
  const done: JsonObject[] = [];
  let completed: JsonObject | null = null;
  const ends: string[] = [];
  let last = -1;
  for (const event of datas(text)) {
    expect(event["sequence_number"]).toBeGreaterThan(last);
    last = event["sequence_number"] as number;
    expect(completed).toBe(null);
    const { item, part } = event as Record<string, JsonObject | undefined>;
    const { delta } = event;
    const type = String(event["type"]);
    const at = open.get(event["output_index"]);
    const key = JSON.stringify(event["content_index"] ?? event["summary_index"]);
    if (type === "response.output_item.added") {
      expect(at).toBe(undefined);
      open.set(event["output_index"], { item: item ?? {}, texts: new Map(), parts: [] });
    } else if (type === "response.output_item.done") {
      expect(item?.["id"]).toBe(at?.item["id"]);
      const parts = [item?.["summary"] ?? [], item?.["content"] ?? []].flat();
      if (at !== undefined && at.parts.length > 0) expect(parts).toEqual(at.parts);
      done[Number(event["output_index"])] = item ?? {};
      open.delete(event["output_index"]);
    } else if (type.endsWith("_part.done")) {
      expect(part?.["text"] ?? part?.["refusal"]).toBe(at?.texts.get(key) ?? "");
      at?.parts.push(part ?? {});
    } else if (type.endsWith(".delta")) {
      at?.texts.set(key, (at.texts.get(key) ?? "") + textOf(delta));
    } else if (type.endsWith("_text.done") || type === "response.refusal.done") {
      expect(ends).not.toContain(`${type}|${String(at?.item["id"])}|${key}`);
      ends.push(`${type}|${String(at?.item["id"])}|${key}`);
      expect(event["text"] ?? event["refusal"]).toBe(at?.texts.get(key) ?? "");
    } else if (type === "response.completed") {
      completed = event["response"] as JsonObject;
    }
  }
  expect(open.size).toBe(0);
  expect(completed?.["output"]).toEqual(done);
  return completed ?? {};
}

describe("a Responses stream that is blocked", () => {
  it("is closed as the client knows it, and ends with a message", async () => {
    await fc.assert(
      fc.asyncProperty(items, sizes, wires, cuts, kinds, async (list, sizesOf, wire, ...rest) => {
        const [chunks, kind] = rest;
        const sent = writeEvents(responsesEvents({ items: list, sizes: sizesOf }), wire).join("");
        const out = await check({ protocol: responses, kind }, sent, chunks);
        assemble(out.text);
        const final = await finalResponse(out.text);
        expect(final.status).toBe("completed");
        if (out.ended !== "blocked") return;
        expect(final.id).toBe("resp_1");
        expect(final.output.at(-1)).toMatchObject({
          type: "message",
          content: [kind === "refusal" ? { type: "refusal", refusal: TEXT } : { text: TEXT }],
        });
        expect(final.output_text.endsWith(TEXT)).toBe(kind === "message");
        expect(final.output.some(({ type }) => type === "function_call")).toBe(false);
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  const begin: readonly JsonObject[] = [
    {
      type: "response.created",
      response: { id: "resp_1", model: "m", status: "in_progress", output: [], tools: [] },
    },
  ];
  const at = { item_id: "x_0", output_index: 0 };
  const part = { ...at, content_index: 0 };
  const added = (item: JsonObject): JsonObject => ({
    type: "response.output_item.added",
    output_index: 0,
    item: { id: "x_0", status: "in_progress", ...item },
  });
  const empty = { type: "output_text", text: "", annotations: [] };
  const said = { type: "message", role: "assistant", content: [] };
  const bad: readonly JsonObject[] = [
    {
      type: "response.output_item.done",
      output_index: 1,
      item: { id: "m", type: "message", content: [{ type: "output_text", text: `${CARD}.` }] },
    },
  ];

  function streamOf(events: readonly JsonObject[]): string {
    const sent = [...begin, ...events, ...bad];
    return writeEvents(
      sent.map((event, sequence_number) => ({ data: { ...event, sequence_number } })),
    ).join("");
  }

  it.each<[string, readonly JsonObject[], JsonObject]>([
    [
      "a message with what was cited in it",
      [
        added(said),
        { type: "response.content_part.added", ...part, part: empty },
        { type: "response.output_text.delta", ...part, delta: "See " },
        { type: "response.output_text.delta", ...part, delta: "this. " },
        {
          type: "response.output_text.annotation.added",
          ...part,
          annotation_index: 0,
          annotation: { type: "url_citation", url: "https://example.com/" },
        },
      ],
      {
        status: "incomplete",
        content: [
          {
            type: "output_text",
            text: "See this. ",
            annotations: [{ type: "url_citation", url: "https://example.com/" }],
          },
        ],
      },
    ],
    ["a message that has said nothing", [added(said)], { status: "incomplete", content: [] }],
    [
      "a message whose text has ended",
      [
        added(said),
        { type: "response.content_part.added", ...part, part: empty },
        { type: "response.output_text.delta", ...part, delta: "Hi." },
        { type: "response.output_text.done", ...part, text: "Hi." },
      ],
      { content: [{ type: "output_text", text: "Hi." }] },
    ],
    [
      "reasoning",
      [
        added({ type: "reasoning", summary: [] }),
        {
          type: "response.content_part.added",
          ...part,
          part: { type: "reasoning_text", text: "" },
        },
        {
          type: "response.reasoning_text.delta",
          ...part,
          delta: "Hm. ",
        },
      ],
      { status: "incomplete", content: [{ type: "reasoning_text", text: "Hm. " }] },
    ],
    [
      "a hosted tool's call",
      [
        added({ type: "file_search_call", queries: ["q"], results: null }),
        { type: "response.file_search_call.searching", ...at },
      ],
      { type: "file_search_call", status: "failed", queries: ["q"] },
    ],
  ])("closes %s", async (_, events, item) => {
    const sent = streamOf(events);
    const out = await whole({ policy: REFUSAL, protocol: responses }, sent);
    expect(out).toMatchObject({ ended: "blocked", error: null });
    const [first, last] = assemble(out.text)["output"] as readonly unknown[];
    expect(first).toMatchObject({ id: "x_0", ...item });
    expect(last).toMatchObject({ content: [{ type: "refusal", refusal: TEXT }] });
    expect((await finalResponse(out.text)).output).toHaveLength(2);
  });

  it.each<[string, readonly JsonObject[]]>([
    ["an item of an unknown kind is open", [added({ type: "dream" })]],
    ["a picture is being made", [added({ type: "image_generation_call" })]],
    [
      "an open call has said what nobody knows how to repeat",
      [
        added({ type: "code_interpreter_call", code: "" }),
        { type: "response.code_interpreter_call_code.delta", ...at, delta: "one " },
      ],
    ],
    [
      "a part is missing",
      [added(said), { type: "response.output_text.delta", ...part, content_index: 1, delta: "x " }],
    ],
    [
      "an event names an item that never came",
      [{ type: "response.output_text.delta", ...part, delta: "x " }],
    ],
    ["a place is no place", [{ ...added(said), output_index: 0.5 }]],
    ["an item has no place", [{ type: "response.output_item.added", item: { ...said, id: "x" } }]],
    ["an event has no type", [{ note: "x" }]],
  ])("ends in an error where %s", async (_, events) => {
    const sent = streamOf(events);
    const out = await whole({ policy: REFUSAL, protocol: responses }, sent);
    expect(out).toMatchObject({ ended: "blocked", error: "policy_violation" });
    expect(out.text).toBe((await whole({ policy: ERROR, protocol: responses }, sent)).text);
  });

  it("has no end in words once a call has left", () => {
    const item = { type: "function_call", call_id: "c", name: "search", arguments: "{}" };
    const ending = responses.substitutes?.createEnding();
    for (const event of [...begin, { type: "response.output_item.done", output_index: 0, item }]) {
      ending?.left(JSON.stringify(event));
    }
    const shape = { choices: 1, wantsUsage: false, wantsJson: false };
    const of = { kind: "refusal", text: TEXT, model: null, requestId: "x", at: 0, shape } as const;
    expect(ending?.finish(of)).toBe(null);
  });

  it("ends well after a hosted call whose code it did not keep is done", async () => {
    const item = { id: "x_0", type: "code_interpreter_call", code: "1+1", status: "completed" };
    const sent = streamOf([
      added({ type: "code_interpreter_call", code: "" }),
      { type: "response.code_interpreter_call_code.delta", ...at, delta: "one " },
      { type: "response.output_item.done", output_index: 0, item },
    ]);
    const out = await whole({ policy: REFUSAL, protocol: responses }, sent);
    expect(out).toMatchObject({ ended: "blocked", error: null });
    expect(assemble(out.text)["output"]).toMatchObject([item, { type: "message" }]);
  });

  it("keeps what was told up to its bound, and beyond it ends in an error", async () => {
    const item = added(said);
    const events = (chars: number): readonly JsonObject[] => [
      item,
      { type: "response.output_text.delta", ...part, delta: "a ".repeat(chars / 2) },
    ];
    const own = JSON.stringify({ ...item, sequence_number: 1 }).length;
    const room = LIMITS.streamEndingCharsMax - own;
    const even = room - (room % 2);
    for (const [chars, error] of [
      [even, null],
      [even + 2, "policy_violation"],
    ] as const) {
      const out = await whole({ policy: REFUSAL, protocol: responses }, streamOf(events(chars)));
      expect([out.ended, out.error]).toEqual(["blocked", error]);
    }
  });
});

describe("an answer that is made up", () => {
  const of: WholeSubstitute = {
    kind: "refusal",
    text: TEXT,
    model: "gpt-x",
    requestId: "0190a5c8-0000-7000-8000-000000000001",
    at: 1_700_000_000,
    shape: { choices: 1, wantsUsage: false, wantsJson: false },
  };

  /** The SDK as it meets an answer, whole or streamed. */
  function told(protocol: Protocol, what: Partial<WholeSubstitute>, streamed: boolean): OpenAI {
    const { substitutes } = protocol;
    if (substitutes === undefined) throw new Error("This protocol makes up no answers");
    const full = { ...of, ...what };
    return streamed
      ? client(decoder.decode(concat(substitutes.wholeStream(full))))
      : client(substitutes.wholeAnswer(full), "application/json");
  }

  it.each(KINDS)("is a chat completion: %s", async (kind) => {
    const params = { model: "m", messages: [] };
    const answer = await told(chat, { kind }, false).chat.completions.create(params);
    expect(answer).toMatchObject({
      id: "chatcmpl-ew-0190a5c8-0000-7000-8000-000000000001",
      object: "chat.completion",
      created: 1_700_000_000,
      model: "gpt-x",
      usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
    });
    const stream = told(chat, { kind }, true).chat.completions.stream(params);
    const streamed = await stream.finalChatCompletion();
    for (const { choices, id } of [answer, streamed]) {
      expect(id).toBe(answer.id);
      expect(choices).toHaveLength(1);
      expect(choices[0]).toMatchObject({
        index: 0,
        finish_reason: "stop",
        message: {
          role: "assistant",
          content: kind === "message" ? TEXT : null,
          refusal: kind === "refusal" ? TEXT : null,
        },
      });
    }
  });

  it("has as many choices as were asked for, and at most as many as can be", async () => {
    for (const [n, count] of [
      [3, 3],
      [0, 1],
      [1e9, 128],
      ["3", 1],
    ] as const) {
      const shape = chat.substitutes?.shapeOf({ n });
      if (shape === undefined) throw new Error("There is no shape");
      const ask = told(chat, { shape }, false).chat.completions;
      expect((await ask.create({ model: "m", messages: [] })).choices).toHaveLength(count);
      const stream = told(chat, { shape }, true).chat.completions;
      const final = await stream.stream({ model: "m", messages: [] }).finalChatCompletion();
      expect(final.choices).toHaveLength(count);
    }
  });

  it.each([false, true])(
    "ends the SDK's own loops, and runs nothing (streamed: %s)",
    async (on) => {
      for (const kind of KINDS) {
        const runner = told(chat, { kind }, on).chat.completions.runTools({
          model: "m",
          messages: [],
          stream: on as false,
          tools: [],
        });
        const message = await runner.finalMessage();
        expect(message).toMatchObject(kind === "message" ? { content: TEXT } : { refusal: TEXT });
      }
    },
  );

  it("is parsed as a refusal by clients of structured outputs", async () => {
    const schema = z.object({ city: z.string() });
    const chatted = await told(chat, {}, false).chat.completions.parse({
      model: "m",
      messages: [],
      response_format: zodResponseFormat(schema, "city"),
    });
    expect(chatted.choices[0]?.message).toMatchObject({ parsed: null, refusal: TEXT });
    const responded = await told(responses, {}, false).responses.parse({
      model: "m",
      input: "x",
      text: { format: zodTextFormat(schema, "city") },
    });
    expect(responded.output_parsed).toBe(null);
  });

  it.each(KINDS)("is a response: %s", async (kind) => {
    const answer = await told(responses, { kind }, false).responses.create({
      model: "m",
      input: "x",
    });
    expect(answer).toMatchObject({
      id: "resp_ew_0190a5c8000070008000000000000001",
      status: "completed",
      model: "gpt-x",
      created_at: 1_700_000_000,
      output_text: kind === "message" ? TEXT : "",
      usage: { input_tokens: 0, output_tokens: 0, total_tokens: 0 },
    });
    const stream = told(responses, { kind }, true).responses.stream({ model: "m", input: "x" });
    const types: string[] = [];
    stream.on("event", ({ type }) => types.push(type));
    const { output, output_text } = await stream.finalResponse();
    expect(output_text).toBe(answer.output_text);
    expect(output).toMatchObject(JSON.parse(JSON.stringify(answer.output)));
    const name = kind === "refusal" ? "refusal" : "output_text";
    expect(types).toEqual([
      "response.created",
      "response.in_progress",
      "response.output_item.added",
      "response.content_part.added",
      `response.${name}.delta`,
      `response.${name}.done`,
      "response.content_part.done",
      "response.output_item.done",
      "response.completed",
    ]);
    const { substitutes } = responses;
    const sent = decoder.decode(concat(substitutes?.wholeStream({ ...of, kind }) ?? []));
    expect(assemble(sent)).toMatchObject({ status: "completed" });
  });

  it.each(KINDS)("is a text completion: %s", async (kind) => {
    const params = { model: "m", prompt: "x" };
    const answer = await told(completions, { kind }, false).completions.create(params);
    expect(answer).toMatchObject({
      object: "text_completion",
      choices: [{ index: 0, text: TEXT, finish_reason: "stop", logprobs: null }],
    });
  });

  it("is what a stream becomes of which nothing has left", async () => {
    const sent = writeEvents([
      { data: { type: "response.created", response: { id: "r", output: [], note: CARD } } },
    ]).join("");
    const out = await whole({ policy: REFUSAL, protocol: responses }, sent);
    expect(out).toMatchObject({ ended: "blocked", error: null });
    const id = out.event.id.replaceAll("-", "");
    expect(assemble(out.text)["id"]).toBe(`resp_ew_${id}`);
  });

  it("has words of its own where the policy has none, which name no rule", async () => {
    const sent = writeEvents(chatEvents({ choices: [{ content: CARD }], sizes: [30] })).join("");
    const out = await whole({ policy: responding("refusal", null), protocol: chat }, sent);
    const { choices } = await finalChat(out.text);
    expect(choices[0]?.message.refusal).toMatch(/security policy/);
    expect(out.text).not.toMatch(/cards|pii|credit/);
  });

  it("is what the rule says that has stopped it, else what the defaults say", async () => {
    const policy = policyOf(`defaults: { respond_with: message, message: By default. }
rules:
  - { name: flag, scanner: pii, action: flag, respond_with: refusal, message: Flagged. }
  - { name: keys, scanner: secrets, action: block, respond_with: refusal, message: No keys. }
  - { name: cards, scanner: pii, types: [credit_card], action: block }
  - { name: tools, scanner: tool_access, denied_tools: [send_money], action: block, respond_with: error }`);
    const cases = [
      [{ content: `Key: ${KEY} ` }, "refusal", "No keys."],
      [{ content: `Card: ${CARD} ` }, "content", "By default."],
      [{ content: "", calls: [BAD] }, null, ""],
    ] as const;
    for (const [choice, member, words] of cases) {
      const sent = writeEvents(chatEvents({ choices: [choice], sizes: [9] })).join("");
      const out = await whole({ policy, protocol: chat }, sent);
      expect(out.ended).toBe("blocked");
      expect(out.error).toBe(member === null ? "policy_violation" : null);
      if (member === null) continue;
      const { choices } = await finalChat(out.text);
      expect(choices[0]?.message[member]).toMatch(new RegExp(`${words}$`));
    }
  });

  it("is none in monitor mode", async () => {
    const policy = policyOf(`mode: monitor\ndefaults: { respond_with: refusal }\n${RULES}`);
    const sent = writeEvents(chatEvents({ choices: [{ content: CARD }], sizes: [5] })).join("");
    const out = await whole({ policy, protocol: chat }, sent);
    expect([out.ended, out.text]).toEqual(["complete", sent]);
  });

  it("speaks by the defaults where a redaction could not be carried out", async () => {
    const policy = policyOf(`defaults: { respond_with: refusal, message: Not so. }
rules: [{ name: keys, scanner: secrets, action: redact }]`);
    const item = { id: "s_0", type: "shell_call", call_id: "c", action: { commands: [KEY] } };
    const events = [
      { type: "response.created", response: { id: "r", output: [] } },
      { type: "response.output_item.added", output_index: 0, item },
      { type: "response.output_item.done", output_index: 0, item },
      { type: "response.completed", response: { id: "r", output: [item] } },
    ].map((event, sequence_number) => ({ data: { ...event, sequence_number } }));
    const out = await whole({ policy, protocol: responses }, writeEvents(events).join(""));
    expect(out).toMatchObject({ ended: "blocked", error: null });
    expect(out.text).toContain("Not so.");
    expect(out.text).not.toContain("ghp_");
  });

  it("is none on operations that answer with an object of their own", () => {
    expect(responsesKin.substitutes).toBe(undefined);
  });
});
