// The AI SDK, with its own agent loop and its default retries.
import { createOpenAI } from "@ai-sdk/openai";
import { expect } from "vitest";
import {
  APICallError,
  generateText,
  stepCountIs,
  StreamProviderError,
  streamText,
  tool,
  type LanguageModel,
  type LanguageModelUsage,
} from "ai";
import {
  idInMessage,
  MODEL,
  runTool,
  schemaOf,
  TURNS_MAX,
  type Answer,
  type Block,
  type Client,
  type Task,
} from "./client.ts";

/** Both functions on both surfaces. */
export const AI_SDK: readonly Client[] = (["chat", "responses"] as const).flatMap((api) => [
  client(api, "generateText", generate),
  client(api, "streamText", stream),
]);

function client(
  api: "chat" | "responses",
  name: string,
  run: (task: Task, model: LanguageModel) => Promise<Answer>,
): Client {
  return {
    name: `ai ${name}, ${api}`,
    api,
    isStreamed: name === "streamText",
    finish: "stop",
    blockOf,
    run: (task) => run(task, createOpenAI(task.scene.access)[api](MODEL)),
  };
}

async function generate(task: Task, model: LanguageModel): Promise<Answer> {
  const result = await generateText({ model, ...optionsOf(task) });
  return {
    text: result.text,
    finish: result.finishReason,
    usage: usageOf(result.finalStep.usage),
  };
}

async function stream(task: Task, model: LanguageModel): Promise<Answer> {
  const result = streamText({ model, ...optionsOf(task), onError: () => undefined });
  for await (const part of result.fullStream) {
    if (part.type === "text-delta") task.hear(part.text);
    if (part.type === "error") throw part.error;
  }
  const last = await result.finalStep;
  return { text: last.text, finish: last.finishReason, usage: usageOf(last.usage) };
}

function optionsOf(task: Task) {
  return {
    prompt: task.prompt,
    stopWhen: stepCountIs(TURNS_MAX),
    tools: Object.fromEntries(
      task.tools.map((one) => [
        one.name,
        tool({
          description: one.description,
          inputSchema: schemaOf(one),
          execute: (args: unknown) => runTool(one, args),
        }),
      ]),
    ),
  };
}

function usageOf({ inputTokens, outputTokens }: LanguageModelUsage): Answer["usage"] {
  return inputTokens === undefined || outputTokens === undefined
    ? null
    : { input: inputTokens, output: outputTokens };
}

/**
 * A reply's error keeps the body; so does the error of a stream that has said nothing yet, of which
 * the body is the frame's error by itself on chat, and the whole frame on responses. Once something
 * was said, the error has the code, and the id in its message.
 */
function blockOf(error: unknown): Block {
  if (StreamProviderError.isInstance(error)) {
    return { code: String(error.code), requestId: idInMessage(error.message) };
  }
  if (!APICallError.isInstance(error)) throw error;
  expect(error).toMatchObject({ statusCode: 400, isRetryable: false });
  const body = JSON.parse(error.responseBody ?? "{}") as ToldError & { readonly error?: ToldError };
  const { code, message } = body.error ?? body;
  return { code, requestId: idInMessage(message) };
}

interface ToldError {
  readonly code: string;
  readonly message: string;
}
