// What the Assistants protocol reads in requests and whole answers: every text with its kind, way
// and place, every call that a client would execute, and an error that names the field where a
// body is not what the API takes.
import { describe, expect, it } from "vitest";
import type { Segment } from "../../src/domain/segment.ts";
import type { ToolCall } from "../../src/domain/tool-call.ts";
import { sessionOfPath } from "../../src/gateway/path-session.ts";
import { assistants } from "../../src/openai/assistants.ts";
import type { JsonObject, RequestFacts } from "../../src/openai/protocol.ts";
import {
  codeCall,
  message,
  run,
  step,
  toolCalls,
  waitingRun,
  wireCall,
} from "./assistants-builder.ts";

const SEARCH = { name: "search", arguments: '{"q":"x"}' };

/** A segment in short: `kind direction path = text`, with the tool where there is one. */
function short({ kind, direction, path, text, tool }: Segment): string {
  return `${kind}${tool === undefined ? "" : `(${tool})`} ${direction} ${path} = ${text}`;
}

function facts(body: object): RequestFacts {
  const read = assistants.readRequest(body as JsonObject);
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}

function shortCall({ id, name, arguments: text, path, argumentsPath }: ToolCall): string {
  return `${id} ${name}(${text}) at ${argumentsPath ?? path}`;
}

function answer(body: object) {
  const { texts, calls, usage } = assistants.readAnswer(body as JsonObject);
  return { texts: texts.map(short), calls: calls.map(shortCall), usage };
}

describe("a request", () => {
  it.each<[string, object, string[]]>([
    [
      "an assistant",
      {
        model: "m",
        name: "Ada",
        description: "Counts.",
        instructions: "Be kind.",
        metadata: { team: "blue" },
        tools: [
          { type: "code_interpreter" },
          {
            type: "function",
            function: {
              name: "search",
              description: "Finds.",
              parameters: { properties: { q: { description: "What." } } },
            },
          },
        ],
      },
      [
        "system input instructions = Be kind.",
        "system input name = Ada",
        "system input description = Counts.",
        "tool_definition(search) input tools[1].function.description = Finds.",
        "tool_definition(search) input tools[1].function.parameters.properties.q.description = What.",
        "user input metadata.team = blue",
      ],
    ],
    [
      "a thread",
      {
        messages: [
          { role: "user", content: "a", metadata: { k: "b" } },
          { role: "assistant", content: [{ type: "text", text: "c" }] },
          { role: "of tomorrow", content: "d" },
        ],
      },
      [
        "user input messages[0].content = a",
        "user input messages[0].metadata.k = b",
        "assistant input messages[1].content[0].text = c",
        "user input messages[2].content = d",
      ],
    ],
    [
      "a message",
      {
        role: "user",
        content: [
          { type: "text", text: "a" },
          { type: "image_file", image_file: { file_id: "file_1" } },
        ],
        attachments: [{ file_id: "file_1", tools: [{ type: "file_search" }] }],
        metadata: { k: "b" },
      },
      ["user input content[0].text = a", "user input metadata.k = b"],
    ],
    [
      "a run",
      {
        assistant_id: "asst_1",
        instructions: "a",
        additional_instructions: "b",
        additional_messages: [{ role: "user", content: "c" }],
      },
      [
        "system input instructions = a",
        "system input additional_instructions = b",
        "user input additional_messages[0].content = c",
      ],
    ],
    [
      "a thread and its run",
      {
        assistant_id: "asst_1",
        thread: { messages: [{ role: "user", content: "a" }], metadata: { k: "b" }, note: "c" },
        of_tomorrow: { deep: "d" },
      },
      [
        "user input of_tomorrow.deep = d",
        "user input thread.messages[0].content = a",
        "user input thread.metadata.k = b",
        "user input thread.note = c",
      ],
    ],
    [
      "outputs of tools",
      { tool_outputs: [{ tool_call_id: "call_0", output: "a" }, { tool_call_id: "call_1" }] },
      ["tool_result input tool_outputs[0].output = a"],
    ],
    ["settings of a thread", { metadata: { k: "a" } }, ["user input metadata.k = a"]],
    ["nothing", {}, []],
  ])("gives the texts of %s", (_, body, expected) => {
    expect(facts(body).segments.map(short).toSorted()).toEqual([...expected].toSorted());
  });

  it("says model, stream, session and end user", () => {
    expect(
      facts({ model: "m", stream: true, user: "u", metadata: { session_id: "s" } }),
    ).toMatchObject({ model: "m", streamed: true, session: "s", endUser: "u" });
    expect(facts({ thread: { metadata: { session_id: "s" } } })).toMatchObject({
      model: null,
      streamed: false,
      session: "s",
      endUser: null,
    });
  });

  it.each<[string, object]>([
    ["messages", { messages: "a" }],
    ["messages[0]", { messages: ["a"] }],
    ["messages[0].role", { messages: [{ content: "a" }] }],
    ["messages[0].content", { messages: [{ role: "user", content: 1 }] }],
    ["content[0]", { role: "user", content: [1] }],
    ["role", { content: "a" }],
    ["thread", { thread: [] }],
    ["thread.messages[0].content", { thread: { messages: [{ role: "user", content: {} }] } }],
    ["additional_messages", { additional_messages: {} }],
    ["tool_outputs", { tool_outputs: {} }],
    ["tool_outputs[0].output", { tool_outputs: [{ output: {} }] }],
    ["instructions", { instructions: ["a"] }],
  ])("names the field that is not what the API takes: %s", (param, body) => {
    expect(assistants.readRequest(body as JsonObject)).toMatchObject({
      ok: false,
      error: { param },
    });
  });
});

/** What was on its way to the model, and goes to the client all the same: it is read as both. */
function told(...texts: readonly string[]): string[] {
  return texts.flatMap((text) => [text, text.replace(/^\S+ input /, "output output ")]);
}

describe("an answer", () => {
  it("gives the words of an assistant's message, and those of a user's as input", () => {
    const said = message([
      {
        type: "text",
        text: {
          value: "See [0].",
          annotations: [
            { type: "file_citation", text: "[0]", file_citation: { file_id: "f", quote: "q" } },
          ],
        },
      },
      { type: "refusal", refusal: "No." },
    ]);
    const asked = { ...message([{ type: "text", text: { value: "Why?" } }]), role: "user" };
    expect(answer({ object: "list", data: [said, asked], has_more: false })).toEqual({
      texts: expect.arrayContaining([
        "output output data[0].content[0].text.value = See [0].",
        "output output data[0].content[0].text.annotations[0].text = [0]",
        "output output data[0].content[0].text.annotations[0].file_citation.quote = q",
        "output output data[0].content[1].refusal = No.",
        "user input data[1].content[0].text.value = Why?",
      ]),
      calls: [],
      usage: null,
    });
  });

  it("gives the calls that a run waits for, and the customer's own words as input", () => {
    const calls = [SEARCH, { name: "send", arguments: "{}" }];
    expect(
      answer({ ...waitingRun(calls), usage: { prompt_tokens: 1, completion_tokens: 2 } }),
    ).toEqual({
      texts: told("system input instructions = Be kind."),
      calls: [
        'call_0 search({"q":"x"}) at required_action.submit_tool_outputs.tool_calls[0].function.arguments',
        "call_1 send({}) at required_action.submit_tool_outputs.tool_calls[1].function.arguments",
      ],
      usage: { input: 1, output: 2 },
    });
    expect(answer({ data: [run(), waitingRun(calls)] }).calls).toEqual([
      expect.stringContaining("data[1].required_action"),
      expect.stringContaining("data[1].required_action"),
    ]);
  });

  it("gives calls under actions of other names, and those whose arguments are no text", () => {
    const entry = {
      id: "call_0",
      type: "function",
      function: { name: "send", arguments: { to: "x" } },
    };
    expect(
      answer({ required_action: { type: "approve", approve: { tool_calls: [entry] } } }).calls,
    ).toEqual(['call_0 send({"to":"x"}) at required_action.approve.tool_calls[0]']);
    expect(answer({ wrapped: waitingRun([SEARCH]) }).calls).toHaveLength(1);
    expect(
      answer({ type: "function_call", call_id: "c", name: "send", arguments: "{}" }).calls,
    ).toEqual(["c send({}) at arguments"]);
  });

  it("tells a run step's code from what it printed, and calls from their results", () => {
    const details = toolCalls([
      codeCall("call_9", "print(1)", "1"),
      wireCall(SEARCH, 1, { output: "found" }),
      {
        id: "call_2",
        type: "file_search",
        file_search: { results: [{ file_name: "a.txt", content: [{ type: "text", text: "c" }] }] },
      },
      { id: "call_3", type: "of_tomorrow", of_tomorrow: { note: "d" } },
    ]);
    expect(answer(step("step_1", details))).toEqual({
      texts: [
        "output output step_details.tool_calls[0].code_interpreter.input = print(1)",
        ...told(
          "tool_result(code_interpreter) input step_details.tool_calls[0].code_interpreter.outputs[0].logs = 1",
          "tool_result(search) input step_details.tool_calls[1].function.output = found",
          "tool_result(file_search) input step_details.tool_calls[2].file_search.results[0].file_name = a.txt",
          "tool_result(file_search) input step_details.tool_calls[2].file_search.results[0].content[0].text = c",
        ),
        "output output step_details.tool_calls[3].of_tomorrow.note = d",
      ],
      calls: ['call_1 search({"q":"x"}) at step_details.tool_calls[1].function.arguments'],
      usage: null,
    });
  });

  it("gives what went wrong with a run, and nothing of ids", () => {
    const failed = run({ status: "failed", last_error: { code: "server_error", message: "Oh." } });
    expect(answer(failed).texts).toEqual([
      ...told("system input instructions = Be kind."),
      "output output last_error.code = server_error",
      "output output last_error.message = Oh.",
    ]);
    const created = { type: "message_creation", message_creation: { message_id: "msg_1" } };
    expect(answer(step("step_1", created)).texts).toEqual([]);
  });

  it("never throws on odd shapes", () => {
    const odd = [null, 1, "a", [], [null], {}, { a: null }];
    for (const value of odd) {
      for (const member of ["required_action", "step_details", "data", "content", "metadata"]) {
        expect(() => answer({ [member]: value })).not.toThrow();
        expect(() => answer({ [member]: { tool_calls: value } })).not.toThrow();
        expect(() => answer({ [member]: { tool_calls: [value] } })).not.toThrow();
        expect(() => assistants.readRequest({ [member]: value })).not.toThrow();
      }
    }
    expect(() => answer(JSON.parse('{"__proto__":{"x":"y"},"constructor":"z"}'))).not.toThrow();
  });
});

describe("the session of a path", () => {
  it.each<[string, string | null]>([
    ["/threads/thread_1", "thread_1"],
    ["/threads/thread_1/runs", "thread_1"],
    ["/threads/thread_1/runs/run_1/steps", "thread_1"],
    ["/threads/thread%5F1/messages", "thread_1"],
    ["/threads/runs_1/runs", "runs_1"],
    ["/threads/runs/runs", "runs"],
    ["/conversations/conv_1/items", "conv_1"],
    ["/conversations/conv_1", "conv_1"],
    ["/threads/runs", null],
    ["/threads/runs/", null],
    ["/threads", null],
    ["/threads/", null],
    ["/threads/%E0%A4%A/runs", null],
    ["/chatkit/threads/thread_1", null],
    ["/chat/completions", null],
  ])("of %s is %s", (path, session) => {
    expect(sessionOfPath(path)).toBe(session);
  });
});
