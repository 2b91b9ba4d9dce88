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
  ToolLoopAgent,
  type LanguageModel,
} from "ai";
import {
  idInMessage,
  MODEL,
  runTool,
  schemaOf,
  TURNS_MAX,
  type Block,
  type Client,
  type Task,
} from "./client.ts";
import type { Scene } from "../stack.ts";

/** What a way gives once it is done. */
type Result = Pick<Awaited<ReturnType<typeof generateText>>, "text" | "finishReason" | "usage">;

/** Both functions, both ways to read a stream, and the agent class, on both surfaces. */
export const AI_SDK: readonly Client[] = (["chat", "responses"] as const).flatMap((api) => [
  client(api, "generateText", false, async (task, model) => {
    const result = await generateText({ model, prompt: task.prompt, ...settingsOf(task) });
    return result.finalStep;
  }),
  client(api, "ToolLoopAgent.generate", false, async (task, model) => {
    const agent = new ToolLoopAgent({ model, ...settingsOf(task) });
    return (await agent.generate({ prompt: task.prompt })).finalStep;
  }),
  client(api, "streamText, all parts read", true, async (task, model) => {
    const settings = { ...settingsOf(task), onError: () => undefined };
    const result = streamText({ model, prompt: task.prompt, ...settings });
    for await (const part of result.fullStream) {
      if (part.type === "text-delta") task.hear(part.text);
      if (part.type === "error") throw part.error;
    }
    return result.finalStep;
  }),
  client(api, "streamText, its text read", true, async (task, model) => {
    const errors: unknown[] = [];
    const settings = {
      ...settingsOf(task),
      onError: (event: { error: unknown }) => void errors.push(event.error),
    };
    const result = streamText({ model, prompt: task.prompt, ...settings });
    for await (const text of result.textStream) task.hear(text);
    // The text ends like one that is whole: only this handler hears why.
    if (errors.length > 1) throw new AggregateError(errors, "The error was told more than once");
    if (errors.length === 1) throw errors[0];
    return result.finalStep;
  }),
]);

function client(
  api: "chat" | "responses",
  name: string,
  isStreamed: boolean,
  perform: (task: Task, model: LanguageModel) => Promise<Result>,
): Client {
  return {
    name: `ai ${name}, ${api}`,
    api,
    isStreamed,
    finish: "stop",
    blockOf,
    run: async (task) => {
      const { text, finishReason, usage } = await perform(task, aiModel(task.scene, api));
      const { inputTokens: input, outputTokens: output } = usage;
      const isTold = input !== undefined && output !== undefined;
      return { text, finish: finishReason, usage: isTold ? { input, output } : null };
    },
  };
}

/** The model that speaks to the gateway as a scene's agent. */
export function aiModel(scene: Scene, api: "chat" | "responses"): LanguageModel {
  return createOpenAI(scene.access)[api](MODEL);
}

function settingsOf(task: Task) {
  return {
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

/**
 * A reply's error keeps the body; so does the error of a stream that has said nothing yet, of which
 * the body is the frame's error by itself on chat, and the whole frame on responses. Once something
 * was said, the error has the code, and the id in its message.
 */
function blockOf(error: unknown): Block {
  if (StreamProviderError.isInstance(error)) {
    expect(error).toMatchObject({ statusCode: 400, isRetryable: false });
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
