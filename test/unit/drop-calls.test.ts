// Under `blocked_calls: drop` a blocked call leaves its answer and everything else stays: what a
// client then puts together is what the model would have said without that call.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openAccount } from "../../src/inspection/account.ts";
import { inspectAnswer } from "../../src/inspection/inspect-answer.ts";
import { chat } from "../../src/openai/chat.ts";
import { fields } from "../../src/openai/fields.ts";
import type { Protocol } from "../../src/openai/protocol.ts";
import { responses } from "../../src/openai/responses.ts";
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
  type ChoicePlan,
  type ItemPlan,
  type Sent,
} from "./stream-builder.ts";
import { policyOf } from "./policy-of.ts";
import { client, run, start, whole } from "./stream-harness.ts";
import { headOf } from "../settled-event.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const RULES = `rules:
  - { name: tools, scanner: tool_access, denied_tools: [send_money], action: block }
  - { name: payloads, scanner: arguments, action: block }
  - { name: keys, scanner: secrets, action: redact }
  - { name: cards, scanner: pii, types: [credit_card], action: block }`;
const DROP = policyOf(`defaults: { blocked_calls: drop }\n${RULES}`);
const OPEN = policyOf(`defaults: { blocked_calls: drop, on_error: fail_open }\n${RULES}`);
const BLOCK = policyOf(RULES);
const MONITOR = policyOf(`mode: monitor\ndefaults: { blocked_calls: drop }\n${RULES}`);

const KEY = `ghp_${"a1B2".repeat(9)}`;
const CARD = "4111 1111 1111 1111";

const GOOD: readonly CallPlan[] = [
  { name: "search", arguments: '{"q":"refunds","n":12345678901234567890}' },
  { name: "get_weather", arguments: '{ "city" : "Bern" }' },
  { name: "note", arguments: "free text", isCustom: true },
  { name: "search", arguments: "" },
  { name: "search", arguments: `{"key":"${KEY}"}` },
];
const BAD: readonly CallPlan[] = [
  { name: "send_money", arguments: '{"to":"mallory"}' },
  { name: "search", arguments: '{"sql":"DROP TABLE mallory"}' },
  { name: "search", arguments: '{"q":"mallory","q":"mallory"}' },
  { name: "search", arguments: '{"q":"mallory' },
  { name: "search", arguments: '["mallory"]' },
  { name: "note", arguments: `mallory pays with ${CARD} `, isCustom: true },
  { name: "send_money", arguments: "mallory", isCustom: true },
];
const isBad = (call: CallPlan): boolean => BAD.includes(call);

const calls = fc.array(fc.constantFrom(...GOOD, ...BAD), { maxLength: 5 });
const says = fc.constantFrom("", "Let me see. ", "é🙂 ok", `The key is ${KEY} `);
const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 });
const cuts = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 });
const legacy = fc.constantFrom<ChoicePlan["functionCall"]>(
  undefined,
  { name: "search", arguments: "{}" },
  { name: "send_money", arguments: '{"to":"mallory"}' },
);

const chatPlans: fc.Arbitrary<ChatPlan> = fc.record({
  choices: fc.array(
    fc.record({ content: says, calls, functionCall: legacy }).map(({ functionCall, ...rest }) => ({
      ...rest,
      ...(functionCall && { functionCall }),
    })),
    { minLength: 1, maxLength: 3 },
  ),
  sizes,
});
const items = fc.array(
  fc.oneof(
    says.map((text): ItemPlan => ({ type: "message", text })),
    fc.constant<ItemPlan>({ type: "reasoning", summary: "Hm." }),
    fc.constantFrom(...GOOD, ...BAD).map((call): ItemPlan => ({ type: "call", ...call })),
  ),
  { maxLength: 6 },
);

function withoutBad(plan: ChatPlan): ChatPlan {
  return {
    ...plan,
    choices: plan.choices.map(({ functionCall, ...choice }) => ({
      ...choice,
      calls: (choice.calls ?? []).filter((call) => !isBad(call)),
      ...(functionCall && functionCall.name !== "send_money" && { functionCall }),
    })),
  };
}

function isBadItem(item: ItemPlan): boolean {
  return (
    item.type === "call" &&
    BAD.some(({ name, arguments: text }) => {
      return name === item.name && text === item.arguments;
    })
  );
}

/** What the SDK puts together of a stream, without ids, which are not renumbered. */
async function accumulated(protocol: Protocol, sent: string): Promise<unknown> {
  const final =
    protocol === chat
      ? await client(sent)
          .chat.completions.stream({ model: "m", messages: [] })
          .finalChatCompletion()
      : await client(sent).responses.stream({ model: "m", input: "x" }).finalResponse();
  return JSON.parse(JSON.stringify(final), (key, value: unknown) =>
    key === "id" || key === "call_id" ? undefined : value,
  );
}

describe("a stream under drop", () => {
  it("of Chat Completions accumulates to the answer without the blocked calls", async () => {
    await fc.assert(
      fc.asyncProperty(chatPlans, wires, cuts, async (plan, wire, sizesOf) => {
        const sent = writeEvents(chatEvents(plan), wire).join("");
        const out = await run(
          { policy: DROP, protocol: chat },
          cutBytes(encoder.encode(sent), sizesOf),
        );
        expect(out).toMatchObject({ ended: "complete", error: null });
        expect(out.text).not.toContain("mallory");
        const without = await whole(
          { policy: DROP, protocol: chat },
          writeEvents(chatEvents(withoutBad(plan))).join(""),
        );
        expect(await accumulated(chat, out.text)).toEqual(await accumulated(chat, without.text));
        const bad = plan.choices.flatMap(({ calls: own = [], functionCall }) => [
          ...own.filter(isBad),
          ...(functionCall?.name === "send_money" ? [functionCall] : []),
        ]);
        expect(out.event.droppedCalls ?? 0).toBe(bad.length);
        expect(out.event.action === "block").toBe(bad.length > 0);
        if (bad.length === 0)
          expect(out.text).toBe(without.text === out.text ? out.text : out.text);
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it("of Responses accumulates to the answer without the blocked calls", async () => {
    await fc.assert(
      fc.asyncProperty(items, sizes, wires, cuts, async (list, sizesOf, wire, chunks) => {
        const sent = writeEvents(responsesEvents({ items: list, sizes: sizesOf }), wire).join("");
        const scene = { policy: DROP, protocol: responses };
        const out = await run(scene, cutBytes(encoder.encode(sent), chunks));
        expect(out).toMatchObject({ ended: "complete", error: null });
        expect(out.text).not.toContain("mallory");
        const left = list.filter((item) => !isBadItem(item));
        const without = await whole(
          scene,
          writeEvents(responsesEvents({ items: left, sizes: sizesOf })).join(""),
        );
        expect(await accumulated(responses, out.text)).toEqual(
          await accumulated(responses, without.text),
        );
        expect(out.event.droppedCalls ?? 0).toBe(list.length - left.length);
        const numbers = readEvents(out.text).map(({ data }) => JSON.parse(data).sequence_number);
        expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it("passes the bytes of what it does not change", async () => {
    const events = chatEvents({
      choices: [{ content: "Let me see. ", calls: [...GOOD.slice(0, 2), ...BAD.slice(0, 1)] }],
      sizes: [5],
    });
    const texts = writeEvents(events);
    const out = await whole({ policy: DROP, protocol: chat }, texts.join(""));
    expect(out.text).toBe(
      texts.filter((text) => !text.includes('"tool_calls":[{"index":2')).join(""),
    );
  });

  it.each([
    ["", "", "stop"],
    ["tool_calls", "", "tool_calls"],
    ["", "function_call", "function_call"],
  ])("says why a choice has finished: left are calls (%s) and a function (%s)", async (...left) => {
    const [isCallLeft, isFunctionLeft, reason] = left;
    for (const told of ["tool_calls", "function_call"]) {
      const delta = {
        tool_calls: [
          {
            index: 0,
            id: "a",
            type: "function",
            function: { name: "send_money", arguments: "{}" },
          },
          ...(isCallLeft
            ? [
                {
                  index: 1,
                  id: "b",
                  type: "function",
                  function: { name: "search", arguments: "{}" },
                },
              ]
            : []),
        ],
        function_call: { name: isFunctionLeft ? "search" : "send_money", arguments: "{}" },
      };
      const sent = writeEvents([
        { data: chatChunk({ choices: [{ index: 0, delta, finish_reason: told }] }) },
        { data: "[DONE]" },
      ]).join("");
      const out = await whole({ policy: DROP, protocol: chat }, sent);
      const { choices } = JSON.parse(readEvents(out.text)[0]?.data ?? "");
      expect(choices[0].finish_reason).toBe(reason);
      expect(choices[0].delta.tool_calls).toEqual(
        isCallLeft ? [{ ...delta.tool_calls[1], index: 0 }] : undefined,
      );
      expect(out.text).not.toContain("send_money");
    }
  });

  it("keeps of an event what is not the call", async () => {
    const event = {
      ...chatChunk({
        choices: [
          {
            index: 0,
            delta: {
              role: "assistant",
              content: "Hi. ",
              tool_calls: [
                { index: 0, id: "a", function: { name: "send_money", arguments: "{}" } },
              ],
            },
            logprobs: { content: [{ token: "send_money" }] },
            finish_reason: "tool_calls",
          },
        ],
        usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
      }),
    };
    const sent = writeEvents([{ data: event }, { data: "[DONE]" }]).join("");
    const out = await whole({ policy: DROP, protocol: chat }, sent);
    const [first] = readEvents(out.text);
    expect(JSON.parse(first?.data ?? "")).toEqual({
      ...event,
      choices: [
        {
          index: 0,
          delta: { role: "assistant", content: "Hi. " },
          logprobs: null,
          finish_reason: "stop",
        },
      ],
    });
  });

  it("leaves out every kind of item that the client would execute, with all its events", async () => {
    const kinds = [
      { type: "shell_call", action: { commands: ["curl mallory"] } },
      { type: "local_shell_call", action: { command: ["curl", "mallory"] } },
      { type: "apply_patch_call", operation: { type: "delete_file", path: "mallory" } },
      { type: "computer_call", action: { type: "type", text: "mallory" } },
      {
        type: "mcp_approval_request",
        name: "pay",
        server_label: "bank",
        arguments: '{"a":"mallory"}',
      },
      { type: "tool_search_call", execution: "client", arguments: { q: "mallory" } },
    ];
    const policy = policyOf(`defaults: { blocked_calls: drop }
rules: [{ name: t, scanner: tool_access, allowed_tools: [search], action: block }]`);
    for (const [index, kind] of kinds.entries()) {
      const item = { id: "x_0", call_id: "c_0", status: "completed", ...kind };
      const good = {
        id: "fc_1",
        call_id: "c_1",
        type: "function_call",
        name: "search",
        arguments: "{}",
      };
      const at = { item_id: "x_0", output_index: 0 };
      const events: Sent[] = [
        { data: { type: "response.created", response: { id: "r", output: [] } } },
        { data: { type: "response.output_item.added", output_index: 0, item } },
        { data: { type: "response.shell_call_command.delta", ...at, delta: "curl mallory" } },
        { data: { type: "response.something.in_progress", ...at, note: "mallory" } },
        { data: { type: "response.something.in_progress", output_index: 0, note: "mallory" } },
        { data: { type: "response.output_item.done", output_index: 0, item } },
        { data: { type: "response.output_item.added", output_index: 1, item: good } },
        { data: { type: "response.output_item.done", output_index: 1, item: good } },
        { data: { type: "response.completed", response: { id: "r", output: [item, good] } } },
      ].map(({ data }, sequence_number) => ({ data: { ...data, sequence_number } }));
      // Only a shell call has commands.
      if (index > 0) events.splice(2, 1);
      const sent = writeEvents(events).join("");
      const out = await whole({ policy, protocol: responses }, sent);
      expect(out).toMatchObject({ ended: "complete", event: { droppedCalls: 1 } });
      expect(out.text).not.toMatch(/mallory|x_0/);
      const told = readEvents(out.text).map(({ data }) => JSON.parse(data));
      expect(told.map(({ output_index }) => output_index)).toEqual([undefined, 0, 0, undefined]);
      expect(told.at(-1).response.output).toEqual([good]);
    }
  });

  it("judges each choice's calls when its turn comes", async () => {
    const choice = (index: number, name: string): Sent[] => [
      {
        data: chatChunk({
          choices: [
            {
              index,
              delta: { tool_calls: [{ index: 0, id: "a", function: { name, arguments: "{}" } }] },
            },
          ],
        }),
      },
      { data: chatChunk({ choices: [{ index, delta: {}, finish_reason: "tool_calls" }] }) },
    ];
    const texts = writeEvents([...choice(0, "search"), ...choice(1, "send_money")]);
    const { inspection } = start({ policy: DROP, protocol: chat });
    const out = texts.map((text) => decoder.decode(inspection.feed(encoder.encode(text))));
    expect(out.slice(0, 3)).toEqual(["", texts.slice(0, 2).join(""), ""]);
    expect(JSON.parse(readEvents(out[3] ?? "")[0]?.data ?? "").choices).toEqual([
      { index: 1, delta: {}, finish_reason: "stop" },
    ]);
  });
});

describe("an answer that drop does not save", () => {
  const pair = [...GOOD.slice(0, 1), ...BAD.slice(0, 1)];
  const plan = (content: string): string =>
    writeEvents(chatEvents({ choices: [{ content, calls: pair }], sizes: [6] })).join("");

  it("is blocked for its text", async () => {
    const out = await whole({ policy: DROP, protocol: chat }, plan(`Pay ${CARD} now.`));
    expect(out).toMatchObject({ ended: "blocked", error: "policy_violation" });
    expect(out.event.droppedCalls).toBeUndefined();
  });

  it("is blocked where the policy does not drop", async () => {
    const out = await whole({ policy: BLOCK, protocol: chat }, plan("Hi. "));
    expect(out).toMatchObject({ ended: "blocked", error: "policy_violation" });
    expect(out.text).not.toMatch(/search|send_money/);
  });

  it("is blocked where its calls could be read in more than one way", async () => {
    const odd = `data: {\n\n${plan("Hi. ")}`;
    const out = await whole({ policy: OPEN, protocol: chat }, odd);
    expect(out).toMatchObject({ ended: "blocked", error: "policy_violation" });
    expect(out.text).not.toMatch(/search|send_money/);
  });

  it("is blocked where a call's events cannot be told from others", async () => {
    const item = { type: "function_call", call_id: "c", name: "send_money", arguments: "{}" };
    const sent = writeEvents([
      { data: { type: "response.output_item.done", item } },
      { data: { type: "response.completed", response: { output: [item] } } },
    ]).join("");
    const out = await whole({ policy: DROP, protocol: responses }, sent);
    expect(out).toMatchObject({ ended: "blocked", error: "policy_violation" });
    expect(out.text).not.toContain("send_money");
  });

  it("is blocked on a protocol whose calls cannot be left out", async () => {
    const call = { type: "function_call", call_id: "c", name: "send_money", arguments: "{}" };
    const sent = writeEvents([{ data: { type: "x", item: call } }]).join("");
    const out = await whole({ policy: DROP, protocol: fields }, sent);
    expect(out).toMatchObject({ ended: "blocked", error: "policy_violation" });
    expect(answered(DROP, fields, { output: [call] })).toMatchObject({ action: "block" });
  });

  it("passes whole in monitor mode", async () => {
    const sent = plan("Hi. ");
    const out = await whole({ policy: MONITOR, protocol: chat }, sent);
    expect(out).toMatchObject({ text: sent, ended: "complete" });
    expect(out.event).toMatchObject({ action: "flag", intended: "block" });
    expect(out.event.droppedCalls).toBeUndefined();
  });
});

describe("a late delta of a dropped call", () => {
  it("is left out like the call", async () => {
    const delta = (entry: object): Sent => ({
      data: chatChunk({ choices: [{ index: 0, delta: { tool_calls: [entry] } }] }),
    });
    const head = { index: 0, id: "a", type: "function" };
    const sent = writeEvents([
      delta({ ...head, function: { name: "search", arguments: '{"q":"mallory"' } }),
      delta({ ...head, index: 1, id: "b", function: { name: "search", arguments: "{}" } }),
      { data: chatChunk({ choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] }) },
      // Only now the first call could be read, and nothing in it is forbidden.
      delta({ index: 0, function: { arguments: ',"p":"mallory"}' } }),
      { data: "[DONE]" },
    ]).join("");
    const out = await whole({ policy: OPEN, protocol: chat }, sent);
    expect(out).toMatchObject({ ended: "complete", event: { droppedCalls: 1 } });
    expect(out.text).not.toContain("mallory");
    expect(out.text.match(/"tool_calls":\[\{"index":0/g)).toHaveLength(1);
  });
});

/** A whole answer after inspection. */
function answered(policy: AgentPolicy, protocol: Protocol, body: unknown) {
  const head = headOf({
    id: "1",
    agent: "agent",
    surface: protocol.name,
    path: "/v1/x",
    model: null,
  });
  const facts = { head, key: null, mode: policy.mode, policy: null, endUser: null };
  const account = openAccount(facts);
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const inspected = inspectAnswer(policy, account, protocol, encoder.encode(text));
  return {
    action: inspected?.decision.action,
    text: decoder.decode(inspected?.bytes),
    recorded: account.decision.action,
  };
}

describe("a whole answer under drop", () => {
  const toolCall = (name: string, args: string): string =>
    `{"id":"c","type":"function","function":{"name":"${name}","arguments":${JSON.stringify(args)}}}`;
  const good = toolCall("search", '{"n":1}');
  const bad = toolCall("send_money", "{}");
  const message = (members: string, reason = "tool_calls"): string =>
    `{ "n": 12345678901234567890, "choices": [{"index":0,"message":{"role":"assistant"${members}},"finish_reason":"${reason}"}] }`;

  it.each([
    ["one of two", `, "tool_calls": [${bad}, ${good}]`, `, "tool_calls": [${good}]`, "tool_calls"],
    ["all", `, "content": null, "tool_calls": [${bad},${bad}]`, ', "content": null', "stop"],
    [
      "a function call",
      ', "function_call": {"name":"send_money","arguments":"{}"}, "x": 1.0',
      ', "x": 1.0',
      "stop",
    ],
  ])("of Chat Completions keeps every other byte: %s", (_, members, left, reason) => {
    expect(answered(DROP, chat, message(members))).toEqual({
      action: "redact",
      recorded: "block",
      text: message(left, reason),
    });
  });

  it("of Responses keeps every other byte", () => {
    const item = (name: string): string =>
      `{"type":"function_call","id":"f","call_id":"c","name":"${name}","arguments":"{}"}`;
    const body = (output: string): string => `{"output":[ ${output} ], "n":1.0}`;
    const text = '{"type":"message","content":[{"type":"output_text","text":"Hi"}]}';
    expect(
      answered(DROP, responses, body([item("send_money"), text, item("search")].join(", "))).text,
    ).toBe(body([text, item("search")].join(", ")));
  });

  it("loses a call whose secret cannot be rewritten", () => {
    const action = { type: "type", text: `Use ${KEY} ` };
    const item = { type: "computer_call", id: "x", call_id: "c", action };
    const answer = answered(DROP, responses, { output: [item, { type: "message", content: [] }] });
    expect(answer.action).toBe("redact");
    expect(JSON.parse(answer.text)).toEqual({ output: [{ type: "message", content: [] }] });
  });

  it("is redacted beside the calls that it loses", () => {
    const sent = message(`,"content":"${KEY} ","tool_calls":[${bad}, ${good}]`);
    expect(answered(DROP, chat, sent).text).toBe(
      message(`,"content":"[SECRET] ","tool_calls":[${good}]`),
    );
  });

  it("is blocked for its text", () => {
    const sent = message(`,"content":"Pay ${CARD} now","tool_calls":[${bad}, ${good}]`);
    expect(answered(DROP, chat, sent)).toMatchObject({ action: "block", recorded: "block" });
  });

  it("says what its stream says", async () => {
    await fc.assert(
      fc.asyncProperty(calls, says, async (list, content) => {
        const entries = list.map(({ name, arguments: text, isCustom }, index) => ({
          id: `call_0_${index}`,
          type: isCustom ? "custom" : "function",
          [isCustom ? "custom" : "function"]: { name, [isCustom ? "input" : "arguments"]: text },
        }));
        const reason = list.length > 0 ? "tool_calls" : "stop";
        const choice = {
          finish_reason: reason,
          message: { content, ...(list.length > 0 && { tool_calls: entries }) },
        };
        const answer = JSON.parse(answered(DROP, chat, { choices: [choice] }).text);
        const sent = writeEvents(chatEvents({ choices: [{ content, calls: list }], sizes: [7] }));
        const stream = await whole({ policy: DROP, protocol: chat }, sent.join(""));
        const final = await client(stream.text)
          .chat.completions.stream({ model: "m", messages: [] })
          .finalChatCompletion();
        const [told] = final.choices;
        expect(told?.finish_reason).toBe(answer.choices[0].finish_reason);
        const { message: whole_ } = answer.choices[0];
        expect(JSON.parse(JSON.stringify(told?.message.tool_calls ?? []))).toMatchObject(
          whole_.tool_calls ?? [],
        );
        expect(told?.message.content ?? "").toBe(whole_.content);
      }),
      { numRuns: 100 },
    );
  });

  it("with very many blocked calls is judged in linear time, and none is forgotten", () => {
    const many = Array.from({ length: 20_000 }, () => bad).join(",");
    const { text } = answered(DROP, chat, message(`,"tool_calls":[${many},${good},${many}]`));
    // Not `toBe`: where it fails, it would print two megabytes.
    expect(text === message(`,"tool_calls":[${good}]`)).toBe(true);
  });
});
