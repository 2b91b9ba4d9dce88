// LangChain's chat model with tools bound, and the small loop that agents on it are made of.
import {
  HumanMessage,
  ToolMessage,
  type AIMessageChunk,
  type BaseMessage,
  type UsageMetadata,
} from "@langchain/core/messages";
import { ChatOpenAI } from "@langchain/openai";
import {
  executeParsed,
  jsonSchemaOf,
  MODEL,
  TURNS_MAX,
  type Answer,
  type Client,
  type Task,
} from "./client.ts";
import { blockOfApiError } from "./openai-sdk.ts";

/** Streamed and not, on both surfaces. */
export const LANGCHAIN: readonly Client[] = (["chat", "responses"] as const).flatMap((api) =>
  [false, true].map((isStreamed): Client => ({
    name: `@langchain/openai ${isStreamed ? "stream" : "invoke"}, ${api}`,
    api,
    isStreamed,
    finish: api === "chat" ? "stop" : "completed",
    blockOf: blockOfApiError,
    run: (task) => run(task, api, isStreamed),
  })),
);

async function run(task: Task, api: "chat" | "responses", isStreamed: boolean): Promise<Answer> {
  const { apiKey, baseURL, headers, fetch } = task.scene.access;
  const model = new ChatOpenAI({
    model: MODEL,
    apiKey,
    useResponsesApi: api === "responses",
    configuration: { baseURL, defaultHeaders: headers, fetch },
  }).bindTools(
    task.tools.map((tool) => ({
      type: "function" as const,
      function: {
        name: tool.name,
        description: tool.description,
        parameters: jsonSchemaOf(tool),
      },
    })),
  );
  const messages: BaseMessage[] = [new HumanMessage(task.prompt)];
  for (let turn = 0; turn < TURNS_MAX; turn += 1) {
    const answer = isStreamed
      ? await gather(task, await model.stream(messages))
      : await model.invoke(messages);
    const calls = answer.tool_calls ?? [];
    if (calls.length === 0) return answerOf(answer);
    messages.push(answer);
    for (const { id = "", name, args } of calls) {
      const content = executeParsed(task, name, args);
      messages.push(new ToolMessage({ tool_call_id: id, content }));
    }
  }
  throw new Error("The agent took too many turns");
}

async function gather(task: Task, stream: AsyncIterable<AIMessageChunk>): Promise<AIMessageChunk> {
  let whole: AIMessageChunk | undefined;
  for await (const chunk of stream) {
    if (chunk.text !== "") task.hear(chunk.text);
    whole = whole === undefined ? chunk : whole.concat(chunk);
  }
  if (whole === undefined) throw new Error("The stream was empty");
  return whole;
}

function answerOf(message: AIMessageChunk): Answer {
  const { finish_reason: finish, status } = message.response_metadata as {
    readonly finish_reason?: string;
    readonly status?: string;
  };
  return {
    text: message.text,
    finish: finish ?? status ?? null,
    usage: usageOf(message.usage_metadata),
  };
}

function usageOf(usage: UsageMetadata | undefined): Answer["usage"] {
  return usage ? { input: usage.input_tokens, output: usage.output_tokens } : null;
}
