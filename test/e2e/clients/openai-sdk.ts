// The official SDK in each way that an agent is written with it.
import { APIError, BadRequestError } from "openai";
import type OpenAI from "openai";
import {
  zodFunction,
  zodResponseFormat,
  zodResponsesFunction,
  zodTextFormat,
} from "openai/helpers/zod";
import type {
  ChatCompletion,
  ChatCompletionFunctionTool,
  ChatCompletionMessageFunctionToolCall,
  ChatCompletionMessageParam,
} from "openai/resources/chat/completions";
import type {
  FunctionTool,
  Response as ModelResponse,
  ResponseFunctionToolCall,
  ResponseInputItem,
} from "openai/resources/responses/responses";
import { expect } from "vitest";
import * as z from "zod";
import {
  execute,
  executeParsed,
  idInMessage,
  jsonSchemaOf,
  MODEL,
  runTool,
  schemaOf,
  TURNS_MAX,
  type Answer,
  type Block,
  type Client,
  type Task,
} from "./client.ts";

/** What a request says, whether it is streamed or not. */
interface ChatParams {
  readonly model: string;
  readonly messages: ChatCompletionMessageParam[];
  readonly tools: ChatCompletionFunctionTool[];
}
interface ResponsesParams {
  readonly model: string;
  readonly input: ResponseInputItem[];
  readonly tools: FunctionTool[];
}

type ChatAsk = (params: ChatParams, task: Task, client: OpenAI) => Promise<ChatTurn>;
type ResponsesAsk = (params: ResponsesParams, task: Task, client: OpenAI) => Promise<ResponsesTurn>;

/** One answer, and the results of the calls in it, in their order. */
interface ChatTurn {
  readonly completion: ChatCompletion;
  readonly results: readonly string[];
}
interface ResponsesTurn {
  readonly response: ModelResponse;
  readonly results: readonly string[];
}

/** The shape that the parsing helpers ask the model for. */
const STRUCTURE = z.object({ answer: z.string() });

/** Every way to use the official SDK. */
export const OPENAI_SDK: readonly Client[] = [
  chat("chat.completions.create", false, async (params, task, client) => {
    const completion = await client.chat.completions.create(params);
    return { completion, results: runCalls(task, completion) };
  }),
  chat("chat.completions.parse", false, async (params, task, client) => {
    const completion = await client.chat.completions.parse({
      ...params,
      tools: task.tools.map((tool) => zodFunction({ ...tool, parameters: schemaOf(tool) })),
      response_format: zodResponseFormat(STRUCTURE, "answer"),
    });
    const [choice] = completion.choices;
    const results = (choice?.message.tool_calls ?? []).flatMap((call) =>
      call.type === "function"
        ? [executeParsed(task, call.function.name, call.function.parsed_arguments)]
        : [],
    );
    if (choice?.message.parsed) choice.message.content = choice.message.parsed.answer;
    return { completion, results };
  }),
  chat("chat.completions.create, iterated", true, iterateChat),
  chat("chat.completions.stream with handlers", true, handleChat),
  runTools(false),
  runTools(true),
  responses("responses.create", false, async (params, task, client) => {
    const response = await client.responses.create(params);
    return { response, results: runOutput(task, response) };
  }),
  responses("responses.parse", false, async (params, task, client) => {
    const response = await client.responses.parse({
      ...params,
      tools: task.tools.map((tool) =>
        zodResponsesFunction({ ...tool, parameters: schemaOf(tool) }),
      ),
      text: { format: zodTextFormat(STRUCTURE, "answer") },
    });
    const results = callsOf(response).map((call) => execute(task, call.name, call.arguments));
    const parsed = STRUCTURE.nullable().parse(response.output_parsed);
    const text = parsed?.answer ?? response.output_text;
    return { response: { ...response, output_text: text }, results };
  }),
  responses("responses.create, iterated", true, iterateResponses),
  responses("responses.stream with handlers", true, handleResponses),
];

/**
 * What the SDK's error says of a block. In a stream `requestID` is that of the headers, which is the
 * upstream's: there the gateway's id is in the error itself, and in the header of its own.
 */
export function blockOfApiError(error: unknown): Block {
  if (!(error instanceof APIError)) throw error;
  const { edgewarden } = error.error as { readonly edgewarden: { readonly request_id: string } };
  const { request_id: requestId } = edgewarden;
  expect(error.type).toBe("invalid_request_error");
  expect(error.headers?.get("x-edgewarden-request-id")).toBe(requestId);
  expect(idInMessage(error.message)).toBe(requestId);
  if (error.status !== undefined) {
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error.requestID).toBe(requestId);
  }
  return { code: error.code ?? "", requestId };
}

function chat(name: string, isStreamed: boolean, ask: ChatAsk): Client {
  return {
    name: `openai ${name}`,
    api: "chat",
    isStreamed,
    finish: "stop",
    blockOf: blockOfApiError,
    run: async (task) => {
      const client = task.scene.client();
      const messages: ChatCompletionMessageParam[] = [{ role: "user", content: task.prompt }];
      for (let turn = 0; turn < TURNS_MAX; turn += 1) {
        const tools = task.tools.map((tool) => ({
          type: "function" as const,
          function: {
            name: tool.name,
            description: tool.description,
            parameters: jsonSchemaOf(tool),
          },
        }));
        const params = { model: MODEL, messages, tools };
        const { completion, results } = await ask(params, task, client);
        const [choice] = completion.choices;
        if (choice === undefined) throw new Error("The completion has no choice");
        const calls = functionCalls(completion);
        if (calls.length === 0) return chatAnswer(completion);
        const { content, tool_calls: toolCalls = [] } = choice.message;
        messages.push({ role: "assistant", content, tool_calls: toolCalls });
        for (const [at, { id }] of calls.entries()) {
          messages.push({ role: "tool", tool_call_id: id, content: results[at] ?? "" });
        }
      }
      throw new Error("The agent took too many turns");
    },
  };
}

/** Puts the deltas together by hand, and executes what it has once the stream is over. */
async function iterateChat(...[params, task, client]: Parameters<ChatAsk>): Promise<ChatTurn> {
  const stream = await client.chat.completions.create({
    ...params,
    stream: true,
    stream_options: { include_usage: true },
  });
  const calls: { id: string; type: "function"; function: { name: string; arguments: string } }[] =
    [];
  let content = "";
  let finish: ChatCompletion.Choice["finish_reason"] = "stop";
  let usage: OpenAI.CompletionUsage | undefined;
  for await (const chunk of stream) {
    usage = chunk.usage ?? usage;
    const [choice] = chunk.choices;
    if (choice === undefined) continue;
    finish = choice.finish_reason ?? finish;
    if (choice.delta.content) {
      content += choice.delta.content;
      task.hear(choice.delta.content);
    }
    for (const delta of choice.delta.tool_calls ?? []) {
      const call = (calls[delta.index] ??= {
        id: delta.id ?? "",
        type: "function",
        function: { name: delta.function?.name ?? "", arguments: "" },
      });
      call.function.arguments += delta.function?.arguments ?? "";
    }
  }
  const completion: ChatCompletion = {
    id: "iterated",
    object: "chat.completion",
    created: 0,
    model: MODEL,
    ...(usage && { usage }),
    choices: [
      {
        index: 0,
        finish_reason: finish,
        logprobs: null,
        message: {
          role: "assistant",
          content,
          refusal: null,
          ...(calls.length > 0 && { tool_calls: calls }),
        },
      },
    ],
  };
  return { completion, results: runCalls(task, completion) };
}

/** Executes each call in the handler that hears first of it. */
async function handleChat(...[params, task, client]: Parameters<ChatAsk>): Promise<ChatTurn> {
  const results: string[] = [];
  const stream = client.chat.completions.stream({
    ...params,
    stream_options: { include_usage: true },
  });
  stream.on("content", (delta) => task.hear(delta));
  stream.on("tool_calls.function.arguments.done", (call) =>
    results.push(execute(task, call.name, call.arguments)),
  );
  return { completion: await stream.finalChatCompletion(), results };
}

/** The SDK's own agent loop. */
function runTools(stream: boolean): Client {
  return {
    name: `openai chat.completions.runTools${stream ? ", streamed" : ""}`,
    api: "chat",
    isStreamed: stream,
    finish: "stop",
    blockOf: blockOfApiError,
    run: async (task) => {
      const runner = task.scene.client().chat.completions.runTools({
        model: MODEL,
        messages: [{ role: "user", content: task.prompt }],
        // The overloads tell true from false; what the runner offers is the same here.
        stream: stream as false,
        ...(stream && { stream_options: { include_usage: true } }),
        tools: task.tools.map((tool) => ({
          type: "function" as const,
          function: {
            name: tool.name,
            description: tool.description,
            parameters: jsonSchemaOf(tool),
            parse: JSON.parse,
            function: (args: unknown) => runTool(tool, args),
          },
        })),
      });
      if (stream) runner.on("content", (delta) => task.hear(delta));
      return chatAnswer(await runner.finalChatCompletion());
    },
  };
}

function chatAnswer({ choices: [choice], usage }: ChatCompletion): Answer {
  return {
    text: choice?.message.content ?? "",
    finish: choice?.finish_reason ?? null,
    usage: usage ? { input: usage.prompt_tokens, output: usage.completion_tokens } : null,
  };
}

function functionCalls({
  choices,
}: ChatCompletion): readonly ChatCompletionMessageFunctionToolCall[] {
  return (choices[0]?.message.tool_calls ?? []).filter((call) => call.type === "function");
}

function runCalls(task: Task, completion: ChatCompletion): readonly string[] {
  return functionCalls(completion).map((call) =>
    execute(task, call.function.name, call.function.arguments),
  );
}

function responses(name: string, isStreamed: boolean, ask: ResponsesAsk): Client {
  return {
    name: `openai ${name}`,
    api: "responses",
    isStreamed,
    finish: "completed",
    blockOf: blockOfApiError,
    run: async (task) => {
      const client = task.scene.client();
      const input: ResponseInputItem[] = [{ role: "user", content: task.prompt }];
      for (let turn = 0; turn < TURNS_MAX; turn += 1) {
        const tools = task.tools.map((tool) => ({
          type: "function" as const,
          name: tool.name,
          description: tool.description,
          parameters: jsonSchemaOf(tool),
          strict: true,
        }));
        const { response, results } = await ask({ model: MODEL, input, tools }, task, client);
        const calls = callsOf(response);
        if (calls.length === 0) return responsesAnswer(response);
        for (const [at, call] of calls.entries()) {
          const { call_id, name: called, arguments: args } = call;
          input.push(
            { type: "function_call", call_id, name: called, arguments: args },
            { type: "function_call_output", call_id, output: results[at] ?? "" },
          );
        }
      }
      throw new Error("The agent took too many turns");
    },
  };
}

/** Executes each call as soon as its item is done, before the response is. */
async function iterateResponses(
  ...[params, task, client]: Parameters<ResponsesAsk>
): Promise<ResponsesTurn> {
  const results: string[] = [];
  let response: ModelResponse | undefined;
  for await (const event of await client.responses.create({ ...params, stream: true })) {
    if (event.type === "response.output_text.delta") task.hear(event.delta);
    if (event.type === "response.output_item.done" && event.item.type === "function_call") {
      results.push(execute(task, event.item.name, event.item.arguments));
    }
    if (event.type === "response.completed") ({ response } = event);
  }
  if (response === undefined) throw new Error("The stream ended before the response");
  const text = response.output
    .flatMap((item) => (item.type === "message" ? item.content : []))
    .map((part) => (part.type === "output_text" ? part.text : ""))
    .join("");
  return { response: { ...response, output_text: text }, results };
}

/** Executes each call in the handler that hears first of its arguments. */
async function handleResponses(
  ...[params, task, client]: Parameters<ResponsesAsk>
): Promise<ResponsesTurn> {
  const results: string[] = [];
  const names = new Map<number, string>();
  const stream = client.responses.stream(params);
  stream.on("response.output_text.delta", ({ delta }) => task.hear(delta));
  stream.on("response.output_item.added", ({ output_index: index, item }) => {
    if (item.type === "function_call") names.set(index, item.name);
  });
  stream.on("response.function_call_arguments.done", ({ output_index: index, arguments: args }) => {
    results.push(execute(task, names.get(index) ?? "", args));
  });
  return { response: await stream.finalResponse(), results };
}

function responsesAnswer({ output_text: text, status, usage }: ModelResponse): Answer {
  return {
    text,
    finish: status ?? null,
    usage: usage ? { input: usage.input_tokens, output: usage.output_tokens } : null,
  };
}

function callsOf({ output }: Pick<ModelResponse, "output">): readonly ResponseFunctionToolCall[] {
  return output.filter((item) => item.type === "function_call");
}

function runOutput(task: Task, response: ModelResponse): readonly string[] {
  return callsOf(response).map((call) => execute(task, call.name, call.arguments));
}
