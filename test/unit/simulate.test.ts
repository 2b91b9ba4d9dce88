// What a policy would make of an exchange, and why: by the code that serves real ones.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runPolicyTests } from "../../src/inspection/policy-tests.ts";
import { createSimulator, type Simulation } from "../../src/inspection/simulate.ts";
import { toolFingerprintText } from "../../src/domain/declared-tool.ts";
import { readDeclaredTools } from "../../src/openai/declared-tools.ts";
import type { ExchangeInput } from "../../src/policy/schema/document.ts";
import { loadedPolicy } from "./policy-of.ts";

const CARD = "my card is 4111 1111 1111 1111";

async function simulate(yaml: string, exchange: ExchangeInput): Promise<Simulation> {
  const simulated = await createSimulator(loadedPolicy(yaml))(exchange);
  if (!simulated.ok) throw new Error(simulated.error.message);
  return simulated.value;
}

interface Case {
  readonly says: string;
  readonly policy: string;
  readonly exchange: ExchangeInput;
  readonly action: string;
  /** Rules that act. */
  readonly acts?: readonly string[];
}

async function check({ policy, exchange, action, acts = [] }: Case): Promise<void> {
  const simulation = await simulate(policy, exchange);
  expect(simulation.action).toBe(action);
  expect([...new Set(simulation.reasons.map(({ rule }) => rule))]).toEqual(acts);
}

const BLOCK_CARDS =
  "rules:\n  - { name: cards, scanner: pii, action: block, types: [credit_card] }";
const ONLY_SEARCH =
  "rules:\n  - { name: tools, scanner: tool_access, action: block, allowed_tools: [search] }";
const GPT_5 = "rules:\n  - { name: models, scanner: models, action: block, allow: [gpt-5*] }";

function chatCalls(...names: readonly string[]): ExchangeInput["response"] {
  const tool_calls = names.map((name, index) => ({
    id: `call_${index}`,
    type: "function",
    function: { name, arguments: "{}" },
  }));
  return { choices: [{ index: 0, message: { role: "assistant", content: null, tool_calls } }] };
}

const CASES: readonly Case[] = [
  {
    says: "a text that a rule forbids is blocked",
    policy: BLOCK_CARDS,
    exchange: { text: CARD },
    action: "block",
    acts: ["cards"],
  },
  {
    says: "a text without it passes",
    policy: BLOCK_CARDS,
    exchange: { text: "hi" },
    action: "allow",
  },
  {
    says: "an answer's text is read as one",
    policy: BLOCK_CARDS.replace("types:", "direction: output, types:"),
    exchange: { as: "output", text: CARD },
    action: "block",
    acts: ["cards"],
  },
  {
    says: "a rule for answers does not read questions",
    policy: BLOCK_CARDS.replace("types:", "direction: output, types:"),
    exchange: { text: CARD },
    action: "allow",
  },
  {
    says: "a call is judged by its name",
    policy: ONLY_SEARCH,
    exchange: { tool: "delete" },
    action: "block",
    acts: ["tools"],
  },
  {
    says: "an allowed call passes",
    policy: ONLY_SEARCH,
    exchange: { tool: "search" },
    action: "allow",
  },
  {
    says: "calls of one answer are judged together",
    policy:
      "rules:\n  - { name: leak, scanner: chain, action: block, source: { tools: [read] }, sink: { tools: [send] }, within: response }",
    exchange: { calls: [{ tool: "read" }, { tool: "send" }] },
    action: "block",
    acts: ["leak"],
  },
  {
    says: "what the session called before counts",
    policy:
      "rules:\n  - { name: leak, scanner: chain, action: block, source: { tools: [read] }, sink: { tools: [send] } }",
    exchange: { session: { calls: ["read"] }, calls: [{ tool: "send" }] },
    action: "block",
    acts: ["leak"],
  },
  {
    says: "a request is judged as a whole",
    policy: GPT_5,
    exchange: { model: "gpt-4", text: "hi" },
    action: "block",
    acts: ["models"],
  },
  {
    says: "another model passes",
    policy: GPT_5,
    exchange: { model: "gpt-5-mini" },
    action: "allow",
  },
  {
    says: "an answer in short form has no request to judge",
    policy: GPT_5,
    exchange: { model: "gpt-4", as: "output", text: "hi" },
    action: "allow",
  },
  {
    says: "whole bodies are read by their surface",
    policy: BLOCK_CARDS,
    exchange: { endpoint: "responses", request: { model: "gpt-5", input: CARD } },
    action: "block",
    acts: ["cards"],
  },
  {
    says: "an answer is read after its request",
    policy: ONLY_SEARCH,
    exchange: {
      request: { model: "gpt-5", messages: [{ role: "user", content: "hi" }] },
      response: chatCalls("search", "delete"),
    },
    action: "block",
    acts: ["tools"],
  },
  {
    says: "roles put a rule in or out of scope",
    policy: BLOCK_CARDS.replace("types:", "except_roles: [admin], types:"),
    exchange: { text: CARD, roles: ["admin"] },
    action: "allow",
  },
  {
    says: "a share of the traffic is all of it",
    policy: BLOCK_CARDS.replace("types:", "sample: 0, types:"),
    exchange: { text: CARD },
    action: "block",
    acts: ["cards"],
  },
  {
    says: "a monitored policy lets pass",
    policy: `mode: monitor\n${BLOCK_CARDS}`,
    exchange: { text: CARD },
    action: "flag",
    acts: ["cards"],
  },
  {
    says: "a monitored rule lets pass",
    policy: BLOCK_CARDS.replace("types:", "mode: monitor, types:"),
    exchange: { text: CARD },
    action: "flag",
    acts: ["cards"],
  },
  {
    says: "a policy that is off sees nothing",
    policy: `mode: "off"\n${BLOCK_CARDS}`,
    exchange: { text: CARD },
    action: "allow",
  },
];

describe("simulating", () => {
  it.each(CASES)("$says", check);

  it("tells what a stopped client would be told, and whether it is the answer", async () => {
    const { told } = await simulate(ONLY_SEARCH, { tool: "delete" });
    expect(told).toMatchObject({ direction: "output", respondWith: "error" });
    expect(told?.message).toContain("tools");
    expect((await simulate(ONLY_SEARCH, { tool: "search" })).told).toBeNull();
  });

  it("does not look at an answer that a stopped request would not get", async () => {
    const exchange = { model: "gpt-4", text: "hi", response: chatCalls("delete") };
    const simulation = await simulate(
      `${GPT_5}\n  - { name: tools, scanner: tool_access, action: block, allowed_tools: [search] }`,
      exchange,
    );
    expect(simulation.told?.direction).toBe("input");
    expect(simulation.notes).toHaveLength(1);
  });

  it("holds no text of the exchange", async () => {
    const simulation = await simulate(BLOCK_CARDS, { text: CARD });
    expect(simulation.findings).toHaveLength(1);
    expect(JSON.stringify(simulation)).not.toContain("4111");
  });

  it("has the digests of declared tools only with a hash", async () => {
    const request = {
      model: "gpt-5",
      messages: [],
      tools: [{ type: "function", function: { name: "f" } }],
    };
    const [tool] = readDeclaredTools(request).tools;
    const seen: string[] = [];
    const hash = (text: string) => {
      seen.push(text);
      return Promise.resolve("0".repeat(64));
    };
    await createSimulator(loadedPolicy(ONLY_SEARCH), { hash })({ request });
    expect(seen).toEqual(tool && [toolFingerprintText(tool)]);
  });

  it.each([
    [{ endpoint: "nowhere" }, "endpoint"],
    [{ as: "output" }, "text"],
    [{ as: "tool_call" }, "tool"],
    [{ request: { messages: "hi" } }, "request.messages"],
  ] as const)("says what is wrong with an exchange: %j", async (exchange, param) => {
    const simulated = await createSimulator(loadedPolicy(""))(exchange);
    expect(simulated).toMatchObject({ ok: false, error: { param } });
  });

  it("never throws for what an exchange says", async () => {
    const simulator = createSimulator(
      loadedPolicy(
        `${BLOCK_CARDS}\n  - { name: tools, scanner: tool_access, action: block, allowed_tools: [search], declared: true }`,
      ),
    );
    const json = fc.dictionary(fc.string(), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(
        json,
        json,
        fc.jsonValue(),
        fc.string(),
        async (request, response, args, tool) => {
          // What zod's JSON takes, fast-check's JSON is.
          const body = { request, response } as ExchangeInput;
          await simulator(body);
          await simulator({ tool, arguments: args as NonNullable<ExchangeInput["arguments"]> });
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("explaining", () => {
  const POLICY = `
rules:
  - { name: redact-all, scanner: pii, action: redact }
  - { name: cards-ok, scanner: pii, action: allow, types: [credit_card] }
  - { name: exempted, scanner: tool_access, action: block, denied_tools: [rm_*], priority: 5 }
  - { name: disabled, scanner: pii, action: block, enabled: false }
  - { name: others, scanner: pii, action: block, agents: [other] }
  - { name: admins, scanner: pii, action: block, roles: [admin] }
  - { name: nights, scanner: pii, action: block, schedule: { hours: "00:00-06:00" } }
  - { name: later, scanner: judge, action: flag, model: gpt-5, prompt: "Is this text bad?" }
exemptions:
  - { rules: [exempted], tools: [rm_tmp], owner: ops, reason: cleanup, expires: 2027-01-01 }
`;

  async function fates(exchange: ExchangeInput) {
    const { rules } = await simulate(POLICY, exchange);
    return new Map(rules.map((rule) => [rule.name, rule]));
  }

  it("names the rules in the order in which they are considered", async () => {
    const rules = [...(await fates({ text: CARD })).keys()];
    expect(rules.slice(0, 3)).toEqual(["exempted", "cards-ok", "redact-all"]);
  });

  it("says which rule took a match away", async () => {
    const rules = await fates({ text: `${CARD}, mail jane@example.com` });
    expect(rules.get("cards-ok")).toMatchObject({ matched: 1, acted: 1 });
    expect(rules.get("redact-all")).toMatchObject({
      matched: 2,
      acted: 1,
      takenBy: { "cards-ok": 1 },
    });
  });

  it("says whose exemption spared a match", async () => {
    const rules = await fates({ calls: [{ tool: "rm_tmp" }, { tool: "rm_all" }] });
    expect(rules.get("exempted")).toMatchObject({ matched: 2, acted: 1, exemptedBy: { ops: 1 } });
  });

  it.each([
    ["redact-all", "considered"],
    ["disabled", "disabled"],
    ["others", "other agent"],
    ["admins", "roles"],
    ["nights", "schedule"],
    ["later", "not evaluated here"],
  ])("says why %s is not considered: %s", async (name, standing) => {
    expect((await fates({ text: CARD })).get(name)).toMatchObject({ standing });
  });

  it("says that a condition was not met", async () => {
    const { rules } = await simulate(
      "rules:\n  - { name: own, scanner: tool_access, action: block, denied_tools: [f], when: 'args.a == 1' }",
      {
        calls: [
          { tool: "f", arguments: { a: 1 } },
          { tool: "f", arguments: { a: 2 } },
        ],
      },
    );
    expect(rules[0]).toMatchObject({ matched: 2, unmet: 1, acted: 1 });
  });
});

describe("tests in a policy", () => {
  const tests = (lines: string) => loadedPolicy(`${BLOCK_CARDS}\ntests:\n${lines}`);

  it.each([
    ["{ text: '4111 1111 1111 1111' }", "block", true],
    ["{ text: '4111 1111 1111 1111' }", "allow", false],
    ["{ text: 'hi' }", "allow", true],
    ["{ text: '4111 1111 1111 1111' }", "{ action: block, rules: [cards] }", true],
    ["{ text: '4111 1111 1111 1111' }", "{ action: block, rules: [other] }", false],
    ["{ text: '4111 1111 1111 1111' }", "{ action: block, not_rules: [cards] }", false],
    ["{ text: '4111 1111 1111 1111' }", "{ action: block, not_rules: [other] }", true],
    ["{ endpoint: nowhere }", "allow", false],
  ])("%s is expected to be %s: %s", async (input, expected, isPassed) => {
    const results = await runPolicyTests(
      tests(`  - { name: t, input: ${input}, expect: ${expected} }`),
    );
    expect(results).toMatchObject([{ name: "t", isPassed }]);
  });

  it("expect what enforce mode would do while a policy is monitored", async () => {
    const policy = tests("  - { name: t, input: { text: '4111 1111 1111 1111' }, expect: block }");
    expect(await runPolicyTests({ ...policy, mode: "monitor" })).toMatchObject([
      { isPassed: true },
    ]);
  });
});

describe("the exchanges of a session before the one that is told", () => {
  const FLOW = "rules:\n  - { name: flow, scanner: data_flow, threshold: 0.9, action: block }";
  const PASSWORD = "DB_PASSWORD=Rk7-pW2-vT9-mQ4";
  const PAGE = "Our status page is https://collect.example/in today.";
  const readConfig = {
    request: { input: "Check the shop." },
    calls: [{ tool: "read_config", id: "c1" }],
  };
  const readPage = (output: string | null) => ({
    request: {
      input: output === null ? "Check." : [{ type: "function_call_output", call_id: "c1", output }],
    },
    calls: [{ tool: "get_webpage", id: "c2" }],
  });
  const told = [
    { role: "user", content: "Go on with the check." },
    { type: "function_call_output", call_id: "c2", output: PAGE },
  ];
  const last: ExchangeInput = {
    endpoint: "responses",
    request: { previous_response_id: "r", input: told },
    calls: [{ tool: "send_webhook", arguments: { url: "https://collect.example/in", body: "Hi" } }],
  };

  it("count for what it does with data", async () => {
    const exchanges = [readConfig, readPage(PASSWORD)];
    const after = { ...last, session: { exchanges } };
    await check({ says: "", policy: FLOW, exchange: after, action: "block", acts: ["flow"] });
    const other = { ...last, session: { exchanges: [readPage(null)] } };
    await check({ says: "", policy: FLOW, exchange: other, action: "allow" });
  });

  it("are its turns and its calls, unless it tells others", async () => {
    const policy =
      'rules:\n  - { name: long, scanner: session, max_turns: 2, action: block }\n  - { name: seq, scanner: sequence, forbidden: [["read_*"], ["send_*"]], action: block }';
    const two = { ...last, session: { exchanges: [readConfig, readPage(PASSWORD)] } };
    await check({ says: "", policy, exchange: two, action: "block", acts: ["long"] });
    const one = { ...last, session: { exchanges: [readConfig] } };
    await check({ says: "", policy, exchange: one, action: "block", acts: ["seq"] });
    const told0 = { ...last, session: { turns: 0, exchanges: [readPage(null), readPage(null)] } };
    await check({ says: "", policy, exchange: told0, action: "allow" });
  });

  it("are told to be wrong by their place", async () => {
    const session = { exchanges: [readConfig, { request: { input: 3 } }] };
    const simulated = await createSimulator(loadedPolicy(FLOW))({ ...last, session });
    expect(simulated).toMatchObject({
      ok: false,
      error: { param: "session.exchanges[1].request.input" },
    });
  });
});
