// What the two protocols read in requests and whole answers: every text with its role and place,
// every call, and an error that names the field where there is neither.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/domain/limits.ts";
import type { Segment } from "../../src/domain/segment.ts";
import type { ToolCall } from "../../src/domain/tool-call.ts";
import { leafPath, readCallArguments } from "../../src/openai/call-arguments.ts";
import { chat } from "../../src/openai/chat.ts";
import type { JsonObject, Protocol, RequestFacts } from "../../src/openai/protocol.ts";
import { responses } from "../../src/openai/responses.ts";

/** A segment in short: `kind path = text`, with the tool where there is one. */
function short({ kind, path, text, tool }: Segment): string {
  return `${kind}${tool === undefined ? "" : `(${tool})`} ${path} = ${text}`;
}

function facts(protocol: Protocol, body: JsonObject): RequestFacts {
  const read = protocol.readRequest(body);
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}

function segments(protocol: Protocol, body: JsonObject): string[] {
  const all = facts(protocol, body).segments;
  expect(all.every(({ direction }) => direction === "input")).toBe(true);
  return all.map(short);
}

/** A call in short: `kind name(arguments) at path`. */
function shortCall(made: ToolCall): string {
  return `${made.kind} ${made.id} ${made.name}(${made.arguments}) at ${made.argumentsPath ?? made.path}`;
}

function answer(protocol: Protocol, body: JsonObject) {
  const { texts, calls, usage } = protocol.readAnswer(body);
  expect(texts.every(({ direction, kind }) => direction === "output" && kind === "output")).toBe(
    true,
  );
  return {
    texts: texts.map(({ path, text }) => `${path} = ${text}`),
    calls: calls.map(shortCall),
    usage,
  };
}

const CALLS = [
  { id: "c1", type: "function", function: { name: "search", arguments: '{"q":"x"}' } },
  { id: "c2", type: "custom", custom: { name: "run", input: "ls" } },
];

describe("a Chat Completions request", () => {
  it.each<[string, object, string[]]>([
    ["system", { role: "system", content: "a" }, ["system messages[0].content = a"]],
    ["developer", { role: "developer", content: "a" }, ["system messages[0].content = a"]],
    ["user", { role: "user", content: "a" }, ["user messages[0].content = a"]],
    ["a named user", { role: "user", name: "eve", content: "a" }, ["user messages[0].content = a"]],
    ["assistant", { role: "assistant", content: "a" }, ["assistant messages[0].content = a"]],
    [
      "a role of every object",
      { role: "constructor", content: "a" },
      ["user messages[0].content = a"],
    ],
    ["a role of tomorrow", { role: "critic", content: "a" }, ["user messages[0].content = a"]],
    [
      "tool",
      { role: "tool", tool_call_id: "x", content: "a" },
      ["tool_result messages[0].content = a"],
    ],
    [
      "function",
      { role: "function", name: "f", content: "a" },
      ["tool_result(f) messages[0].content = a"],
    ],
    ["no content", { role: "assistant", content: null }, []],
    ["empty content", { role: "user", content: "" }, []],
    [
      "parts",
      {
        role: "user",
        content: [
          { type: "text", text: "a" },
          { type: "image_url", image_url: { url: "https://x" } },
          { type: "refusal", refusal: "b" },
          { type: "input_audio", input_audio: { data: "QQ==" }, transcript: "c" },
          { type: "of tomorrow", text: { value: "d" } },
          "e",
        ],
      },
      [
        "user messages[0].content[0].text = a",
        "user messages[0].content[1].image_url.url = https://x",
        "user messages[0].content[2].refusal = b",
        "user messages[0].content[3].transcript = c",
        "user messages[0].content[4].type = of tomorrow",
        "user messages[0].content[4].text.value = d",
        "user messages[0].content[5] = e",
      ],
    ],
    [
      "a refusal",
      { role: "assistant", content: null, refusal: "no" },
      ["assistant messages[0].refusal = no"],
    ],
    [
      "earlier calls",
      { role: "assistant", content: null, tool_calls: CALLS },
      [
        'assistant messages[0].tool_calls[0].function.arguments = {"q":"x"}',
        "assistant messages[0].tool_calls[1].custom.input = ls",
      ],
    ],
    [
      "an earlier function call",
      { role: "assistant", function_call: { name: "f", arguments: "{}" } },
      ["assistant messages[0].function_call.arguments = {}"],
    ],
  ])("gives the texts of a message: %s", (_, message, expected) => {
    expect(segments(chat, { messages: [message] })).toEqual(expected);
  });

  it("names the tool of a result by the call that it answers", () => {
    const messages = [
      { role: "assistant", tool_calls: CALLS },
      { role: "tool", tool_call_id: "c2", content: "files" },
      { role: "tool", tool_call_id: "c1", content: [{ type: "text", text: "found" }] },
      { role: "tool", tool_call_id: "c9", name: "own", content: "?" },
    ];
    expect(segments(chat, { messages }).slice(2)).toEqual([
      "tool_result(run) messages[1].content = files",
      "tool_result(search) messages[2].content[0].text = found",
      "tool_result(own) messages[3].content = ?",
    ]);
  });

  it("gives what tools say of themselves, and what is predicted", () => {
    const body = {
      messages: [],
      tools: [
        {
          type: "function",
          function: {
            name: "search",
            description: "Searches.",
            parameters: {
              type: "object",
              properties: { q: { type: "string", description: "Query", title: "Q", enum: ["x"] } },
            },
          },
        },
        { type: "custom", custom: { name: "run", description: "Runs." } },
      ],
      functions: [{ name: "old", description: "Old." }],
      prediction: { type: "content", content: [{ type: "text", text: "draft" }] },
    };
    expect(segments(chat, body)).toEqual([
      "tool_definition(search) tools[0].function.description = Searches.",
      "tool_definition(search) tools[0].function.parameters.properties.q.description = Query",
      "tool_definition(search) tools[0].function.parameters.properties.q.title = Q",
      "tool_definition(run) tools[1].custom.description = Runs.",
      "tool_definition(old) functions[0].description = Old.",
      "assistant prediction.content[0].text = draft",
    ]);
  });

  it("tells the model, whether it streams, the session and the end user", () => {
    expect(
      facts(chat, {
        model: "m",
        stream: true,
        messages: [],
        user: "u",
        safety_identifier: "s",
        metadata: { session_id: "one" },
        prompt_cache_key: "two",
      }),
    ).toMatchObject({ model: "m", streamed: true, session: "one", endUser: "s" });
    expect(facts(chat, { user: "u", prompt_cache_key: "two", stream: "yes" })).toMatchObject({
      model: null,
      streamed: false,
      session: "two",
      endUser: "u",
    });
    expect(facts(chat, { metadata: null, model: 5, user: "" })).toMatchObject({
      model: null,
      session: null,
      endUser: null,
    });
  });

  it.each<[unknown, string]>([
    ["hi", "messages"],
    [{}, "messages"],
    [null, "messages"],
    [["hi"], "messages[0]"],
    [[{ role: "user", content: "a" }, null], "messages[1]"],
    [[{ content: "a" }], "messages[0].role"],
    [[{ role: 1, content: "a" }], "messages[0].role"],
    [[{ role: "user", content: 5 }], "messages[0].content"],
    [[{ role: "user", content: { text: "a" } }], "messages[0].content"],
    [[{ role: "user", content: [5] }], "messages[0].content[0]"],
    [[{ role: "user", content: [["a"]] }], "messages[0].content[0]"],
  ])("with messages %j is refused at %s", (messages, param) => {
    const read = chat.readRequest({ messages });
    expect(read).toMatchObject({
      ok: false,
      error: { param, message: expect.stringContaining(`'${param}'`) },
    });
  });
});

describe("a Responses request", () => {
  it.each<[string, JsonObject, string[]]>([
    ["a text", { input: "a" }, ["user input = a"]],
    ["nothing", {}, []],
    [
      "instructions",
      { instructions: "a", input: "b" },
      ["system instructions = a", "user input = b"],
    ],
    ["a message", { input: [{ role: "user", content: "a" }] }, ["user input[0].content = a"]],
    [
      "messages of every role",
      {
        input: ["system", "developer", "user", "assistant", "other"].map((role) => ({
          type: "message",
          role,
          content: [{ type: "input_text", text: "a" }],
        })),
      },
      ["system", "system", "user", "assistant", "user"].map(
        (kind, index) => `${kind} input[${index}].content[0].text = a`,
      ),
    ],
    [
      "calls and their results",
      {
        input: [
          { type: "function_call", call_id: "c1", name: "search", arguments: '{"q":1}' },
          { type: "custom_tool_call", call_id: "c2", name: "run", input: "ls" },
          { type: "function_call_output", call_id: "c1", output: "found" },
          {
            type: "custom_tool_call_output",
            call_id: "c2",
            output: [{ type: "input_text", text: "files" }],
          },
        ],
      },
      [
        'assistant input[0].arguments = {"q":1}',
        "assistant input[1].input = ls",
        "tool_result(search) input[2].output = found",
        "tool_result(run) input[3].output[0].text = files",
      ],
    ],
    [
      "reasoning",
      {
        input: [
          {
            type: "reasoning",
            id: "r",
            summary: [{ type: "summary_text", text: "a" }],
            encrypted_content: "zzz",
          },
        ],
      },
      ["assistant input[0].summary[0].text = a"],
    ],
    [
      "an item of tomorrow",
      { input: [{ type: "hologram", id: "x", caption: "a", deep: { er: ["b"] } }] },
      ["tool_result input[0].caption = a", "tool_result input[0].deep.er[0] = b"],
    ],
    [
      "tools",
      { tools: [{ type: "function", name: "f", description: "a", parameters: {} }] },
      ["tool_definition(f) tools[0].description = a"],
    ],
  ])("gives the texts of %s", (_, body, expected) => {
    expect(segments(responses, body)).toEqual(expected);
  });

  it("tells the conversation, else the session, and the end user", () => {
    expect(facts(responses, { conversation: "conv_1" }).session).toBe("conv_1");
    expect(facts(responses, { conversation: { id: "conv_2" } }).session).toBe("conv_2");
    expect(
      facts(responses, { conversation: null, metadata: { session_id: "s" }, user: "u" }),
    ).toMatchObject({ session: "s", endUser: "u" });
  });

  it.each<[JsonObject, string]>([
    [{ input: 5 }, "input"],
    [{ input: { role: "user" } }, "input"],
    [{ input: ["a"] }, "input[0]"],
    [{ input: [{ role: "user", content: 5 }] }, "input[0].content"],
    [{ instructions: 5 }, "instructions"],
  ])("%j is refused at %s", (body, param) => {
    expect(responses.readRequest(body)).toMatchObject({ ok: false, error: { param } });
  });
});

describe("a Chat Completions answer", () => {
  it("gives texts, calls and usage of every choice", () => {
    const body = {
      choices: [
        {
          index: 0,
          message: {
            role: "assistant",
            content: "a",
            refusal: "b",
            reasoning_content: "c",
            annotations: [{ type: "url_citation", url_citation: { title: "d", url: "e" } }],
            audio: { id: "x", data: "QQ==", transcript: "f" },
            tool_calls: CALLS,
          },
        },
        { index: 1, message: { content: null, function_call: { name: "old", arguments: "{}" } } },
        { index: 2, text: "legacy" },
      ],
      usage: { prompt_tokens: 3, completion_tokens: 4 },
    };
    const { texts, calls, usage } = answer(chat, body);
    expect(texts).toEqual(
      expect.arrayContaining([
        "choices[0].message.content = a",
        "choices[0].message.refusal = b",
        "choices[0].message.reasoning_content = c",
        "choices[0].message.annotations[0].url_citation.title = d",
        "choices[0].message.audio.transcript = f",
        "choices[2].text = legacy",
      ]),
    );
    expect(texts.join("\n")).not.toContain("QQ==");
    expect(calls).toEqual([
      'json c1 search({"q":"x"}) at choices[0].message.tool_calls[0].function.arguments',
      "text c2 run(ls) at choices[0].message.tool_calls[1].custom.input",
      "json  old({}) at choices[1].message.function_call.arguments",
    ]);
    expect(usage).toEqual({ input: 3, output: 4 });
  });

  it("gives both calls of an entry that is of two kinds", () => {
    const entry = {
      id: "c",
      function: { name: "f", arguments: "{}" },
      custom: { name: "g", input: "x" },
    };
    const { calls } = answer(chat, { choices: [{ message: { tool_calls: [entry] } }] });
    expect(calls).toEqual([
      "text c g(x) at choices[0].message.tool_calls[0].custom.input",
      "json c f({}) at choices[0].message.tool_calls[0].function.arguments",
    ]);
  });

  it("gives a call of an unknown kind by its type, with all that it says", () => {
    const entry = { id: "c", type: "robot", robot: { go: "left" } };
    const { calls } = answer(chat, { choices: [{ message: { tool_calls: [entry] } }] });
    expect(calls).toEqual([
      `json c robot(${JSON.stringify(entry)}) at choices[0].message.tool_calls[0]`,
    ]);
  });

  it("keeps what repeats a text only where there is nothing to hide", () => {
    const data = '{"choices":[{"logprobs":{"content":[{"token":"x"}]},"n":1.0}]}';
    expect(chat.withoutEchoes('{"n":1.0}')).toBe('{"n":1.0}');
    expect(JSON.parse(chat.withoutEchoes(data))).toEqual({ choices: [{ logprobs: null, n: 1 }] });
    expect(
      JSON.parse(responses.withoutEchoes('{"a":[{"logprobs":[{"token":"x"}],"text":"y"}]}')),
    ).toEqual({ a: [{ logprobs: [], text: "y" }] });
  });
});

describe("a Responses answer", () => {
  it("gives texts of items and the calls that a client executes", () => {
    const body = {
      output: [
        {
          type: "reasoning",
          summary: [{ type: "summary_text", text: "a" }],
          encrypted_content: "z",
        },
        {
          type: "message",
          content: [
            { type: "output_text", text: "b" },
            { type: "refusal", refusal: "c" },
          ],
        },
        { type: "web_search_call", id: "w", action: { query: "d" } },
        { type: "image_generation_call", result: "QQ==", revised_prompt: "e" },
        { type: "function_call", id: "i", call_id: "c1", name: "f", arguments: "{}" },
        { type: "custom_tool_call", call_id: "c2", name: "g", input: "ls" },
        { type: "mcp_approval_request", id: "m", server_label: "s", name: "h", arguments: "{}" },
        { type: "local_shell_call", call_id: "c3", action: { command: ["rm"] } },
        { type: "computer_call", call_id: "c4", action: { type: "click" } },
        { type: "apply_patch_call", call_id: "c5", operation: { diff: "+" } },
        { type: "tool_search_call", call_id: "c6", execution: "client", arguments: { q: 1 } },
        { type: "tool_search_call", call_id: "c7", execution: "server", arguments: { q: "x" } },
      ],
      usage: { input_tokens: 1, output_tokens: 2 },
    };
    const { texts, calls, usage } = answer(responses, body);
    expect(texts).toEqual([
      "output[0].summary[0].text = a",
      "output[1].content[0].text = b",
      "output[1].content[1].refusal = c",
      "output[2].action.query = d",
      "output[3].revised_prompt = e",
      "output[11].arguments.q = x",
    ]);
    expect(calls).toEqual([
      "json c1 f({}) at output[4].arguments",
      "text c2 g(ls) at output[5].input",
      "json m s/h({}) at output[6].arguments",
      'json c3 local_shell({"action":{"command":["rm"]}}) at output[7]',
      'json c4 computer({"action":{"type":"click"}}) at output[8]',
      'json c5 apply_patch({"operation":{"diff":"+"}}) at output[9]',
      'json c6 tool_search({"arguments":{"q":1}}) at output[10]',
    ]);
    expect(usage).toEqual({ input: 1, output: 2 });
  });
});

describe("any body", () => {
  it.each(["role", "call_id", "tool_call_id", "type", "name", "id", "output", "content"])(
    "with an object that is no text for %s does not throw",
    (key) => {
      const odd = { toString: 1, valueOf: 1 };
      for (const protocol of [chat, responses]) {
        const message = { role: "user", content: "a", [key]: odd };
        const body = { messages: [message], input: [message, { type: "x", [key]: odd }] };
        expect(() => protocol.readRequest(body)).not.toThrow();
      }
    },
  );

  it("with a role of every object is a user's", () => {
    for (const role of ["constructor", "toString", "__proto__", "hasOwnProperty"]) {
      expect(segments(chat, { messages: [{ role, content: "a" }] })).toEqual([
        "user messages[0].content = a",
      ]);
      expect(segments(responses, { input: [{ role, content: "a" }] })).toEqual([
        "user input[0].content = a",
      ]);
    }
  });

  it("counts only numbers as usage", () => {
    const usage = { prompt_tokens: 3, completion_tokens: { toString: 1, valueOf: 1 } };
    expect(chat.readAnswer({ usage }).usage).toEqual({ input: 3, output: 0 });
    expect(chat.readAnswer({ usage: { prompt_tokens: "3" } }).usage).toBeNull();
  });

  it("is read or refused, and never throws", () => {
    const member = fc.constantFrom(
      "messages",
      "input",
      "instructions",
      "tools",
      "choices",
      "message",
      "output",
      "content",
      "role",
      "tool_calls",
      "function_call",
      "type",
      "function_call_output",
      "function",
      "id",
    );
    const json = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom<unknown>("user", "assistant", "x", 1, null, true, "function_call"),
        fc.constant({ toString: 1, valueOf: 1 }),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(member, tie("value"), { maxKeys: 4 }),
      ),
    })).value;
    fc.assert(
      fc.property(fc.dictionary(member, json, { maxKeys: 4 }), (body) => {
        for (const protocol of [chat, responses]) {
          const read = protocol.readRequest(body);
          expect(read.ok || read.error.param.length > 0).toBe(true);
          expect(protocol.readAnswer(body).calls).toBeInstanceOf(Array);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

function callWith(text: string, members: Partial<ToolCall> = {}): ToolCall {
  const argumentsPath = "choices[0].message.tool_calls[0].function.arguments";
  const path = "choices[0].message.tool_calls[0]";
  return { id: "c", name: "f", kind: "json", arguments: text, path, argumentsPath, ...members };
}

const nested = (depth: number): string => `{"a":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`;

const many = (count: number): string => JSON.stringify({ a: Array(count).fill("x") });

describe("the arguments of a call", () => {
  it("are segments with tool, parameter and path", () => {
    const text = '{"q":"a","deep":{"list":["b",{"x.y":"c"}]},"n":1}';
    const read = readCallArguments(callWith(text));
    const root = "choices[0].message.tool_calls[0].function.arguments";
    const origin = { kind: "tool_argument", direction: "output", tool: "f" };
    expect(read).toEqual({
      faults: [],
      segments: [
        { ...origin, text: "a", path: `${root}.q`, parameter: "q" },
        { ...origin, text: "b", path: `${root}.deep.list[0]`, parameter: "list" },
        { ...origin, text: "c", path: `${root}.deep.list[1]["x.y"]`, parameter: "x.y" },
      ],
    });
    expect(read.segments.map(({ path }) => leafPath(callWith(text), path))).toEqual([
      "q",
      "deep.list[0]",
      'deep.list[1]["x.y"]',
    ]);
  });

  it("of a custom tool are one text", () => {
    const read = readCallArguments(callWith('{"q":1,"q":2}', { kind: "text" }));
    expect(read).toMatchObject({ faults: [], segments: [{ text: '{"q":1,"q":2}' }] });
  });

  it.each([[""], ["  \n"], ["{}"], ['{"a":1}']])("may hold no text: %j", (text) => {
    expect(readCallArguments(callWith(text))).toEqual({ faults: [], segments: [] });
  });

  it.each([
    ["null", "not_object"],
    ['"x"', "not_object"],
    ["[1]", "not_object"],
    ["{", "json"],
    ['{"a":1}}', "json"],
    ["{'a':1}", "json"],
    ['{"a":1,}', "json"],
    ['{"a":NaN}', "json"],
    ['{"a":1 /* one */}', "json"],
    ['\ufeff{"a":1}', "json"],
    ['Here you are: {"a":1}', "json"],
    ['{"a":1,"a":2}', "duplicate_keys"],
    [String.raw`{"a":1,"\u0061":2}`, "duplicate_keys"],
    ['{"x":{"a":1,"b":2,"a":3}}', "duplicate_keys"],
    [String.raw`{"a":"x\ud800"}`, "surrogate"],
    [String.raw`{"\udc00":1}`, "surrogate"],
    ['{"a":1e400}', "infinity"],
    [`{"a":${"9".repeat(400)}}`, "infinity"],
    ['{"id":9007199254740993}', "number"],
    ['{"id":[-12345678901234567890]}', "number"],
    [nested(LIMITS.argumentDepthMax + 1), "too_large"],
    [many(LIMITS.argumentLeavesMax + 1), "too_large"],
  ])("that clients read differently are told: %.30s %s", (text, kind) => {
    expect(readCallArguments(callWith(text)).faults.map((fault) => fault.kind)).toEqual([kind]);
  });

  it.each([
    String.raw`{"a":"\ud83d\ude00","b":"😀"}`,
    '{"id":9007199254740992,"x":10000000000000000,"y":-0,"z":0.1234567890123456789}',
    '{"id":"12345678901234567890","e":1e300,"t":"1e400"}',
    '{"a":{"a":1},"b":{"a":2}}',
  ])("that all clients read the same way have no fault: %s", (text) => {
    expect(readCallArguments(callWith(text)).faults).toEqual([]);
  });

  it("with a fault are inspected all the same", () => {
    const text = String.raw`{q:'it\'s', /* a */ "l":["\u0041",'b',],}`;
    const loose = readCallArguments(callWith(text)).segments;
    expect(loose.map((one) => [one.text, one.parameter, one.isDerived])).toEqual([
      [text, undefined, undefined],
      ["it's", "q", true],
      ["A", "l", true],
      ["b", "l", true],
    ]);
    const twice = readCallArguments(callWith('{"q":"a","q":"b"}'));
    expect(twice.segments.map((one) => one.text)).toEqual(["a", "b"]);
  });

  it("are told where an odd number stands", () => {
    const text = '{"s":"1e999","n":1e999}';
    const [fault] = readCallArguments(callWith(text)).faults;
    expect(text.slice(fault?.start, fault?.end)).toBe("1e999");
    expect(fault?.start).toBe(text.lastIndexOf("1e999"));
  });

  it("show a command in pieces, and names that are more than names, as texts of their own", () => {
    const text = `{"command":"git","args":["log","a b"],"x' OR 1=1":1,"cmd":["bash","-c","ls -l"]}`;
    const derived = readCallArguments(callWith(text)).segments.filter((one) => one.isDerived);
    expect(
      derived.map((one) => [one.text, one.declared, leafPath(callWith(text), one.path)]),
    ).toEqual([
      ["x' OR 1=1", "text", `["x' OR 1=1"].~`],
      ["git log 'a b'", "shell", "args"],
      ["bash -c 'ls -l'", "shell", "cmd"],
    ]);
  });

  it("are read up to the bounds", () => {
    expect(readCallArguments(callWith(nested(LIMITS.argumentDepthMax))).faults).toEqual([]);
    expect(readCallArguments(callWith(many(LIMITS.argumentLeavesMax))).faults).toEqual([]);
  });
});
