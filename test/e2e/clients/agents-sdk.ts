// OpenAI's Agents SDK, with its own agent loop.
import {
  Agent,
  OpenAIChatCompletionsModel,
  OpenAIResponsesModel,
  Runner,
  setTracingDisabled,
  tool,
  type ModelResponse,
} from "@openai/agents";
import {
  MODEL,
  runTool,
  schemaOf,
  TURNS_MAX,
  type Answer,
  type Client,
  type Task,
} from "./client.ts";
import { blockOfApiError } from "./openai-sdk.ts";

// Traces would go to OpenAI.
setTracingDisabled(true);

/** Streamed and not, on both surfaces. */
export const AGENTS_SDK: readonly Client[] = (["chat", "responses"] as const).flatMap((api) =>
  [false, true].map((isStreamed): Client => {
    const name = isStreamed ? "run, streamed" : "run";
    return {
      name: `@openai/agents ${name}, ${api}`,
      api,
      isStreamed,
      finish: null,
      blockOf: blockOfApiError,
      run: (task) => run(task, api, isStreamed),
    };
  }),
);

async function run(task: Task, api: "chat" | "responses", stream: boolean): Promise<Answer> {
  const client = task.scene.client();
  const model =
    api === "chat"
      ? new OpenAIChatCompletionsModel(client, MODEL)
      : new OpenAIResponsesModel(client, MODEL);
  const tools = task.tools.map((one) =>
    tool({
      name: one.name,
      description: one.description,
      parameters: schemaOf(one),
      execute: (args) => runTool(one, args),
    }),
  );
  const agent = new Agent({ name: "tested", model, tools });
  const runner = new Runner({ tracingDisabled: true });
  const options = { maxTurns: TURNS_MAX };
  if (!stream) {
    const result = await runner.run(agent, task.prompt, options);
    return answerOf(result.finalOutput, result.rawResponses);
  }
  const result = await runner.run(agent, task.prompt, { ...options, stream: true });
  for await (const text of result.toTextStream()) task.hear(text);
  await result.completed;
  return answerOf(result.finalOutput, result.rawResponses);
}

function answerOf(output: string | undefined, responses: readonly ModelResponse[]): Answer {
  const usage = responses.at(-1)?.usage;
  return {
    text: output ?? "",
    finish: null,
    usage: usage ? { input: usage.inputTokens, output: usage.outputTokens } : null,
  };
}
