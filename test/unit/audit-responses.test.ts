// Every kind of item and event that the Responses API knows, and as what each of its strings is
// read. The lists are held against the types of the official SDK.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Segment } from "../../src/domain/segment.ts";
import type { ToolCall } from "../../src/domain/tool-call.ts";
import { fields } from "../../src/openai/fields.ts";
import { responses } from "../../src/openai/responses.ts";
import type { JsonObject, Protocol } from "../../src/openai/protocol.ts";
import { toolSamples } from "./audit-tools.ts";
import { plant, verify } from "./audit.ts";

const id = "- an id";
const ids = { id, call_id: id, status: "- a state" };
const logprobs = [{ token: "- repeats the text", top_logprobs: [{ token: "- repeats it" }] }];
const caller = { type: "program", caller_id: id };

/** Items as an answer has them: what the model says, what it asks for, and what came back. */
const ANSWERED: Readonly<Record<string, object>> = {
  message: {
    ...ids,
    role: "assistant",
    phase: "- a state",
    content: [
      {
        type: "output_text",
        text: "output",
        logprobs,
        annotations: [
          { type: "file_citation", file_id: id, filename: "output" },
          { type: "url_citation", title: "output", url: "output" },
          { type: "container_file_citation", container_id: id, file_id: id, filename: "output" },
          { type: "file_path", file_id: id },
        ],
      },
      { type: "refusal", refusal: "output" },
      { type: "output_audio", data: "- media", transcript: "output" },
      { type: "of_tomorrow", caption: "output" },
    ],
  },
  reasoning: {
    ...ids,
    summary: [{ type: "summary_text", text: "output" }],
    content: [{ type: "reasoning_text", text: "output" }],
    encrypted_content: "- enciphered",
  },
  compaction: { id, encrypted_content: "- enciphered", created_by: id },
  function_call: { ...ids, caller, name: "call", namespace: "output", arguments: "call" },
  custom_tool_call: { ...ids, caller, name: "call", input: "call", namespace: "output" },
  mcp_approval_request: { id, server_label: "call", name: "call", arguments: "call" },
  computer_call: {
    ...ids,
    action: { type: "type", text: "call" },
    actions: [{ type: "keypress", keys: ["call"] }],
    pending_safety_checks: [{ id, code: "output", message: "output" }],
  },
  local_shell_call: {
    ...ids,
    action: { type: "exec", command: ["call"], env: { A: "call" }, working_directory: "call" },
  },
  shell_call: {
    ...ids,
    caller,
    action: { commands: ["call"] },
    environment: { type: "container_reference", container_id: id },
  },
  apply_patch_call: { ...ids, operation: { type: "update_file", path: "call", diff: "call" } },
  tool_search_call: { ...ids, execution: "client", arguments: { goal: "call" } },
  web_search_call: {
    ...ids,
    action: {
      type: "search",
      query: "output",
      queries: ["output"],
      url: "output",
      pattern: "output",
      sources: [{ type: "url", url: "tool_result" }],
    },
    results: [{ type: "text_result", title: "tool_result", snippet: "tool_result" }],
  },
  file_search_call: {
    ...ids,
    queries: ["output"],
    results: [
      {
        file_id: id,
        filename: "tool_result",
        text: "tool_result",
        attributes: { status: "tool_result", id: "tool_result" },
      },
    ],
  },
  code_interpreter_call: {
    ...ids,
    container_id: id,
    code: "output",
    outputs: [
      { type: "logs", logs: "tool_result" },
      { type: "image", url: "tool_result" },
    ],
  },
  image_generation_call: {
    ...ids,
    revised_prompt: "output",
    result: "- media",
    error: { message: "tool_result", moderation_details: { categories: ["tool_result"] } },
  },
  mcp_call: {
    ...ids,
    server_label: "output",
    name: "output",
    arguments: "output",
    output: "tool_result",
    error: { type: "mcp_tool_execution_error", content: [{ text: "tool_result" }] },
    approval_request_id: id,
  },
  mcp_list_tools: {
    id,
    server_label: "output",
    error: "tool_result",
    tools: [
      {
        name: "tool_definition",
        description: "tool_definition",
        annotations: { title: "tool_definition" },
        input_schema: { properties: { q: { description: "tool_definition" } } },
      },
    ],
  },
  mcp_approval_response: { id, approval_request_id: id, reason: "user" },
  additional_tools: { id, role: "developer", tools: [...toolSamples] },
  tool_search_output: { ...ids, execution: "server", tools: [...toolSamples] },
  configuration_update: {
    id,
    reasoning: { effort: "output" },
    text: {
      format: {
        type: "json_schema",
        name: "tool_definition",
        schema: { description: "tool_definition", enum: ["tool_definition"] },
      },
    },
  },
  function_call_output: {
    ...ids,
    caller,
    name: "tool_result",
    namespace: "tool_result",
    output: [
      { type: "input_text", text: "tool_result" },
      { type: "input_image", image_url: "tool_result", file_id: id },
      { type: "input_file", file_data: "- a file in base64", filename: "tool_result" },
    ],
  },
  custom_tool_call_output: { ...ids, output: "tool_result" },
  computer_call_output: {
    ...ids,
    output: { type: "computer_screenshot", image_url: "tool_result", file_id: id },
    acknowledged_safety_checks: [{ id, code: "tool_result", message: "tool_result" }],
  },
  local_shell_call_output: { ...ids, output: "tool_result" },
  shell_call_output: {
    ...ids,
    output: [{ outcome: { type: "timeout" }, stdout: "tool_result", stderr: "tool_result" }],
  },
  apply_patch_call_output: { ...ids, output: "tool_result" },
  program: { ...ids, code: "output", fingerprint: "- a state" },
  program_output: { ...ids, result: "tool_result" },
  agent_message: {
    id,
    author: "output",
    recipient: "output",
    agent: { agent_name: "output" },
    content: [
      { type: "output_text", text: "output" },
      { type: "encrypted_content", encrypted_content: "- enciphered" },
    ],
  },
  multi_agent_call: {
    ...ids,
    action: "output",
    arguments: "output",
    agent: { agent_name: "output" },
  },
  multi_agent_call_output: { ...ids, action: "tool_result", output: [{ text: "tool_result" }] },
  compaction_trigger: { id, note: "output" },
  item_reference: { id, note: "output" },
  teleport_call: { ...ids, target: "call" },
  hologram: { id, data: "output", deep: { er: ["output"] } },
};

/** Items of a request in which the words are another's than in an answer. */
const SENT: Readonly<Record<string, string>> = {
  message: "assistant",
  agent_message: "tool_result",
  configuration_update: "tool_result",
  compaction_trigger: "tool_result",
  item_reference: "tool_result",
  hologram: "tool_result",
  mcp_list_tools: "tool_result",
};

/** Types in the SDK that are not items: parts, tools, actions, outcomes and the like. */
const NOT_ITEMS = /^(?:.*_text|.*_citation|.*_path|.*_preview|.*_file|.*_error|.*_result)$/;

function sdkTypes(pattern: RegExp): Set<string> {
  const found = new Set<string>();
  for (const file of ["responses/responses", "beta/responses/responses"]) {
    const source = readFileSync(`node_modules/openai/resources/${file}.d.ts`, "utf8");
    for (const [, type = ""] of source.matchAll(pattern)) found.add(type);
  }
  return found;
}

/** The sample of a request: nothing in it is called, the model's words are what it said once. */
function sent(type: string, item: object): unknown {
  const kind = SENT[type] ?? "assistant";
  const text = JSON.stringify(item, (key, value: unknown) => {
    if (key === "type" || key === "role" || typeof value !== "string") return value;
    return value === "output" || value === "call" ? kind : value;
  });
  return JSON.parse(text);
}

function requested(protocol: Protocol, body: unknown) {
  const read = protocol.readRequest(body as JsonObject);
  if (!read.ok) throw new Error(read.error.message);
  return { texts: read.value.segments, calls: [] };
}

const items = Object.entries(ANSWERED);

describe("the kinds of items that the SDK knows", () => {
  it("are all audited", () => {
    const known = sdkTypes(/\btype\??: '([a-z_]+)'/g);
    const called = [...known].filter((type) => /_call$|_output$|_response$|_request$/.test(type));
    expect(called.length).toBeGreaterThan(20);
    expect(called.filter((type) => !(type in ANSWERED) && !NOT_ITEMS.test(type))).toEqual([]);
  });
});

describe.each<[string, Protocol]>([
  ["responses", responses],
  ["fields", fields],
])("read by %s", (_, protocol) => {
  it.each(items)("an answer's %s", (type, item) => {
    const { value, canaries } = plant({ output: [{ type, ...item }] });
    verify(canaries, protocol.readAnswer(value as JsonObject));
  });
});

const at = { item_id: id, output_index: 0, content_index: 0 };
const part = {
  type: "output_text",
  text: "output",
  annotations: [{ title: "output", url: "output" }],
};
const message = { type: "message", role: "assistant", content: [part] };
// A name that is no name is read as words, too.
const call = { type: "function_call", id, call_id: id, name: "output", arguments: "call" };
const response = {
  id,
  object: "response",
  model: "- a state",
  error: { code: "output", message: "output", misalignment: { steer: { message: "output" } } },
  incomplete_details: { reason: "output" },
  instructions: [{ role: "user", content: [{ type: "input_text", text: "user" }] }],
  moderation: { output: { type: "error", message: "output" } },
  previous_response_id: id,
  prompt_cache_key: id,
  safety_identifier: id,
  output: [message, call],
  of_tomorrow: { note: "output" },
};

/** Each event of a stream. What is `call` is held until the calls of the response are judged. */
const EVENTS: Readonly<Record<string, object>> = {
  ...Object.fromEntries(
    ["created", "queued", "in_progress", "completed", "incomplete", "failed"].map((name) => [
      `response.${name}`,
      { response },
    ]),
  ),
  ...Object.fromEntries(
    ["output_text", "refusal", "reasoning_text", "reasoning_summary_text", "audio.transcript"].map(
      (name) => [`response.${name}.delta`, { ...at, delta: "output", logprobs, obfuscation: id }],
    ),
  ),
  "response.output_text.done": { ...at, text: "output", logprobs },
  "response.refusal.done": { ...at, refusal: "output" },
  "response.reasoning_text.done": { ...at, text: "output" },
  "response.reasoning_summary_text.done": { ...at, text: "output" },
  "response.audio.transcript.done": { transcript: "output" },
  "response.audio.delta": { delta: "- media" },
  "response.audio.done": { note: "output" },
  "response.content_part.added": { ...at, part },
  "response.content_part.done": { ...at, part: { type: "refusal", refusal: "output" } },
  "response.reasoning_summary_part.added": { ...at, part: { text: "output" } },
  "response.reasoning_summary_part.done": { ...at, part: { text: "output" } },
  "response.output_text.annotation.added": {
    ...at,
    annotation: { title: "output", url: "output" },
  },
  "response.output_item.added": { output_index: 0, item: message },
  "response.output_item.done": { output_index: 0, item: call },
  "response.function_call_arguments.delta": { ...at, delta: "call", note: "output" },
  "response.function_call_arguments.done": { ...at, arguments: "call", name: "output" },
  "response.custom_tool_call_input.delta": { ...at, delta: "call" },
  "response.custom_tool_call_input.done": { ...at, input: "call" },
  "response.shell_call_command.added": { output_index: 0, command_index: 0, command: "call" },
  "response.shell_call_command.delta": { output_index: 0, command_index: 0, delta: "call" },
  "response.shell_call_command.done": { output_index: 0, command_index: 0, command: "call" },
  "response.apply_patch_call_operation_diff.delta": { ...at, delta: "call" },
  "response.apply_patch_call_operation_diff.done": { ...at, diff: "call" },
  "response.shell_call_output_content.delta": {
    ...at,
    delta: { stdout: "output", stderr: "output" },
  },
  "response.shell_call_output_content.done": {
    ...at,
    output: [{ stdout: "tool_result", stderr: "tool_result" }],
  },
  "response.mcp_call_arguments.delta": { ...at, delta: "output" },
  "response.mcp_call_arguments.done": { ...at, arguments: "output" },
  "response.code_interpreter_call_code.delta": { ...at, delta: "output" },
  "response.code_interpreter_call_code.done": { ...at, code: "output" },
  "response.image_generation_call.partial_image": { ...at, partial_image_b64: "- media" },
  "response.steer.failed": { input: "output", error: { message: "output" } },
  "response.of_tomorrow.delta": { ...at, delta: { er: { words: "output" } } },
  "response.of_tomorrow.done": { ...at, words: { of: "output" } },
  ...Object.fromEntries(
    [
      ...["in_progress", "searching", "completed"].map((state) => `web_search_call.${state}`),
      ...["in_progress", "searching", "completed"].map((state) => `file_search_call.${state}`),
      ...["in_progress", "interpreting", "completed"].map(
        (state) => `code_interpreter_call.${state}`,
      ),
      ...["in_progress", "generating", "completed"].map(
        (state) => `image_generation_call.${state}`,
      ),
      ...["in_progress", "failed", "completed"].map((state) => `mcp_call.${state}`),
      ...["in_progress", "failed", "completed"].map((state) => `mcp_list_tools.${state}`),
      "compaction.compacting",
      "steer.accepted",
      "steer.pending",
      "inject.created",
      "inject.failed",
    ].map((name) => [`response.${name}`, { ...at, note: "output" }]),
  ),
};

/** Events that clients send. */
const FROM_CLIENTS = new Set(["response.create", "response.steer", "response.inject"]);

describe("the events that the SDK knows", () => {
  it("are all audited", () => {
    const known = [...sdkTypes(/\btype\??: '(response\.[a-z_.]+)'/g)];
    expect(known.length).toBeGreaterThan(50);
    expect(known.filter((type) => !(type in EVENTS) && !FROM_CLIENTS.has(type))).toEqual([]);
  });

  it.each(Object.entries(EVENTS))("%s", (type, members) => {
    const { value, canaries } = plant({ type, ...members });
    const data = JSON.stringify(value);
    const bytes = new TextEncoder().encode(`data: ${data}\n\n`);
    const reading = responses
      .createStreamReader()
      .read({ bytes, event: type, data, isAmbiguous: false });
    const pieces = reading.pieces.map(({ text, path }): Segment => {
      return { text, path, kind: "output", direction: "output" };
    });
    const texts = [...reading.wholes, ...pieces];
    const held: ToolCall = {
      id: "",
      name: "",
      kind: "text",
      path: "",
      argumentsPath: null,
      // What no text of the event holds waits with its calls.
      arguments: reading.opensCall ? withoutTexts(data, texts) : "",
    };
    verify(canaries, { texts, calls: [held] });
  });
});

function withoutTexts(data: string, texts: readonly Segment[]): string {
  return texts.reduce((rest, { text }) => rest.replaceAll(text, ""), data);
}

describe("a request", () => {
  it.each(items)("that has a %s among its items", (type, item) => {
    const { value, canaries } = plant({ input: [sent(type, { type, ...item })] });
    verify(canaries, requested(responses, value));
  });

  it("is read in all its members", () => {
    const body = {
      model: "- a state",
      instructions: "system",
      input: "user",
      previous_response_id: id,
      conversation: id,
      safety_identifier: id,
      prompt_cache_key: id,
      metadata: { id: "user", note: "user" },
      user: id,
      include: ["user"],
      service_tier: "- a state",
      prompt: {
        id,
        version: "user",
        variables: {
          status: "user",
          model: { type: "input_text", text: "user" },
          file: { type: "input_file", filename: "user", file_data: "- a file in base64" },
          image: { type: "input_image", image_url: "user" },
        },
      },
      text: {
        format: {
          type: "json_schema",
          name: "tool_definition",
          description: "tool_definition",
          schema: { properties: { q: { description: "tool_definition" } } },
        },
        verbosity: "user",
      },
      tool_choice: {
        type: "allowed_tools",
        tools: [{ type: "mcp", server_label: "tool_definition", name: "tool_definition" }],
      },
      tools: [...toolSamples],
      of_tomorrow: { words: ["user"] },
    };
    const { value, canaries } = plant(body);
    verify(canaries, requested(responses, value));
  });
});
