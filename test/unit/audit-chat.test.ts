// Every member of requests, answers and chunks of Chat Completions and of its predecessor, and as
// what each of its strings is read.
import { describe, expect, it } from "vitest";
import type { Segment } from "../../src/domain/segment.ts";
import { chat } from "../../src/openai/chat.ts";
import { fields } from "../../src/openai/fields.ts";
import type { FrameReading, JsonObject } from "../../src/openai/protocol.ts";
import { plant, verify, type Reading } from "./audit.ts";

const id = "- an id";
const logprobs = { content: [{ token: "- repeats the text", top_logprobs: [{ token: "- too" }] }] };

const says = "tool_definition";
const schema = { title: says, properties: { q: { description: says, enum: [says] } } };

const REQUEST = {
  model: "- a state",
  user: id,
  safety_identifier: id,
  prompt_cache_key: id,
  service_tier: "- a state",
  metadata: { id: "user", any: "user" },
  stop: ["user"],
  modalities: ["user"],
  audio: { voice: { id }, format: "- a state" },
  web_search_options: { user_location: { approximate: { city: "user", country: "user" } } },
  prediction: { type: "content", content: [{ type: "text", text: "assistant" }] },
  response_format: {
    type: "json_schema",
    json_schema: { name: says, description: says, schema },
  },
  tool_choice: { type: "function", function: { name: says } },
  function_call: { name: "user" },
  functions: [{ name: says, description: says, parameters: schema }],
  tools: [
    { type: "function", function: { name: says, description: says, parameters: schema } },
    {
      type: "custom",
      custom: {
        name: says,
        description: says,
        format: { type: "grammar", grammar: { definition: says, syntax: says } },
      },
    },
    { type: "of_tomorrow", of_tomorrow: { caption: says } },
  ],
  of_tomorrow: { words: "user" },
  messages: [
    { role: "developer", name: "system", content: "system" },
    { role: "system", content: [{ type: "text", text: "system" }] },
    {
      role: "user",
      name: "user",
      content: [
        { type: "text", text: "user", prompt_cache_breakpoint: { mode: "- a state" } },
        { type: "image_url", image_url: { url: "user", detail: "- a state" } },
        { type: "input_audio", input_audio: { data: "- media", format: "- a state" } },
        { type: "file", file: { file_data: "- a file", file_id: id, filename: "user" } },
        { type: "of_tomorrow", deep: { er: ["user"] } },
      ],
    },
    {
      role: "assistant",
      name: "assistant",
      content: [{ type: "refusal", refusal: "assistant" }],
      refusal: "assistant",
      reasoning_content: "assistant",
      audio: { id, transcript: "assistant" },
      function_call: { name: "assistant", arguments: "assistant" },
      tool_calls: [
        { id, type: "function", function: { name: "assistant", arguments: "assistant" } },
        { id, type: "custom", custom: { name: "assistant", input: "assistant" } },
        { id, type: "of_tomorrow", of_tomorrow: { go: "assistant" } },
      ],
    },
    { role: "tool", tool_call_id: id, content: "tool_result", of_tomorrow: "tool_result" },
    { role: "function", name: "tool_result", content: "tool_result" },
    { role: "of_tomorrow", content: "user" },
  ],
};

const MESSAGE = {
  role: "assistant",
  content: "output",
  refusal: "output",
  reasoning_content: "output",
  reasoning_details: [{ type: "reasoning.text", id, text: "output" }],
  annotations: [{ type: "url_citation", url_citation: { title: "output", url: "output" } }],
  audio: { id, data: "- media", transcript: "output" },
};

const CHOICE = { finish_reason: "- a state", logprobs, of_tomorrow: { label: "output" } };
const AROUND = {
  id,
  object: "chat.completion",
  model: "- a state",
  system_fingerprint: "- a state",
  service_tier: "- a state",
  obfuscation: "- padding",
  moderation: { output: { type: "error", code: "output", message: "output" } },
  citations: ["output"],
};

const ANSWER = {
  ...AROUND,
  metadata: { any: "output" },
  choices: [
    { index: 0, ...CHOICE, message: MESSAGE },
    {
      index: 1,
      ...CHOICE,
      message: {
        content: "output",
        function_call: { name: "call", arguments: "call" },
        tool_calls: [
          { id, type: "function", function: { name: "call", arguments: "call" } },
          { id, type: "custom", custom: { name: "call", input: "call" } },
          { id, type: "of_tomorrow", of_tomorrow: { go: "call" } },
          { id, type: "function", function: { arguments: "call" }, extra: { note: "output" } },
        ],
      },
    },
    { index: 2, ...CHOICE, text: "output" },
  ],
};

function request(body: unknown): Reading {
  const read = chat.readRequest(body as JsonObject);
  if (!read.ok) throw new Error(read.error.message);
  return { texts: read.value.segments, calls: [] };
}

function readChunk(data: string): FrameReading {
  const bytes = new TextEncoder().encode(`data: ${data}\n\n`);
  return chat.createStreamReader().read({ bytes, event: null, data, isAmbiguous: false });
}

function chunk(body: unknown): Reading {
  const { wholes, pieces } = readChunk(JSON.stringify(body));
  const told = pieces.map(({ path, text }): Segment => ({
    path,
    text,
    kind: "output",
    direction: "output",
  }));
  return { texts: [...wholes, ...told], calls: [] };
}

describe("every string", () => {
  it("of a request is read", () => {
    const { value, canaries } = plant(REQUEST);
    verify(canaries, request(value));
  });

  it.each([chat, fields])("of an answer is read by $name", (protocol) => {
    const { value, canaries } = plant(ANSWER);
    verify(canaries, protocol.readAnswer(value as JsonObject));
  });

  it("of a chunk is read", () => {
    const { value, canaries } = plant({
      ...AROUND,
      choices: [
        { index: 0, ...CHOICE, delta: { ...MESSAGE, of_tomorrow: { deep: ["output"] } } },
        { index: 1, ...CHOICE, text: "output" },
        { index: 2, message: { content: "output" } },
      ],
    });
    verify(canaries, chunk(value));
  });

  it("of a legacy completion is read, whether one prompt or many", () => {
    for (const prompt of ["user", ["user", "user"]]) {
      const { value, canaries } = plant({ prompt, suffix: "user", stop: "user", user: id });
      verify(canaries, request(value));
    }
  });
});

describe("the deltas of a text that stands deep in its message", () => {
  it("are pieces of one text", () => {
    const delta = { reasoning_details: [{ id: "r", text: "a" }] };
    expect(readChunk(JSON.stringify({ choices: [{ index: 1, delta }] })).pieces).toEqual([
      {
        channel: "choices[1].message.reasoning_details[0].text",
        path: "choices[0].delta.reasoning_details[0].text",
        text: "a",
      },
    ]);
  });
});

describe("text as token ids", () => {
  it.each<[string, object, string | null]>([
    ["a prompt", { prompt: [1, 2] }, "prompt"],
    ["prompts", { prompt: [[1, 2], [3]] }, "prompt"],
    ["an input", { input: [[1], [2]] }, "input"],
    ["a mixture", { input: ["words", [7]] }, "input"],
    ["texts", { input: ["words"], prompt: ["more"] }, null],
    ["nothing", { input: [] }, null],
  ])("is told as unread: %s", (_, body, unread) => {
    const read = fields.readRequest(body as JsonObject);
    expect(read).toMatchObject({ ok: true, value: { unread } });
  });
});

describe("a call that stands where no client looks for one", () => {
  it("is a problem of the stream", () => {
    const lost = { tool_calls: [{ id: "c", function: { name: "f", arguments: "{}" } }] };
    const data = JSON.stringify({ choices: [{ index: 0, delta: {}, lost }] });
    expect(readChunk(data)).toMatchObject({ opensCall: true, problem: expect.any(String) });
  });

  it("is a call of the answer", () => {
    const lost = { tool_calls: { "0": { id: "c", function: { name: "f", arguments: "{}" } } } };
    expect(chat.readAnswer({ choices: [{ lost }] }).calls).toMatchObject([{ name: "f" }]);
  });
});

describe("log probabilities", () => {
  const tokens = [{ token: "secret", top_logprobs: [{ token: "secret" }] }];

  it.each<[string, unknown, unknown]>([
    [
      "of a choice",
      { choices: [{ logprobs: { content: tokens } }] },
      { choices: [{ logprobs: null }] },
    ],
    [
      "of a legacy choice",
      { choices: [{ logprobs: { tokens: ["secret"] } }] },
      { choices: [{ logprobs: null }] },
    ],
    [
      "of a part",
      { output: [{ content: [{ logprobs: tokens }] }] },
      { output: [{ content: [{ logprobs: [] }] }] },
    ],
    ["of a delta", { delta: "x", logprobs: tokens }, { delta: "x", logprobs: [] }],
    [
      "that were asked for",
      { logprobs: true, top_logprobs: 5 },
      { logprobs: true, top_logprobs: 5 },
    ],
  ])("%s go with what was redacted", (_, body, expected) => {
    expect(JSON.parse(chat.withoutEchoes(JSON.stringify(body)))).toEqual(expected);
  });
});
