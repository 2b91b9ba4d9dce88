// Answers of the OpenAI API as test upstreams give them: Chat Completions and Responses, whole and
// in pieces.
import type { Script } from "./scripted-upstream.ts";

/** One SSE event. */
export function sse(data: unknown, event?: string): string {
  const text = typeof data === "string" ? data : JSON.stringify(data);
  return `${event === undefined ? "" : `event: ${event}\n`}data: ${text}\n\n`;
}

/** A chunk of a Chat Completions stream. */
export function chatChunk(
  delta: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
): string {
  return sse({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1_700_000_000,
    model: "gpt-4o-mini",
    choices: [{ index: 0, delta, finish_reason: null, ...more }],
  });
}

/** The last chunk of a choice. */
export function chatFinish(reason: string): string {
  return chatChunk({}, { finish_reason: reason });
}

/** The deltas of one tool call. */
export function chatCall(
  call: { readonly name: string; readonly args: string; readonly id?: string },
  index = 0,
): string[] {
  const half = Math.ceil(call.args.length / 2);
  return [
    chatChunk({
      tool_calls: [
        {
          index,
          id: call.id ?? `call_${index}`,
          type: "function",
          function: { name: call.name, arguments: "" },
        },
      ],
    }),
    ...[call.args.slice(0, half), call.args.slice(half)].map((part) =>
      chatChunk({ tool_calls: [{ index, function: { arguments: part } }] }),
    ),
  ];
}

export const DONE = "data: [DONE]\n\n";

/** The chunk before `DONE` that a client gets which asks for usage: it has no choice. */
const CHAT_USAGE = sse({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  created: 1_700_000_000,
  model: "gpt-4o-mini",
  choices: [],
  usage: { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 },
});

/** A whole Chat Completions answer. */
export function chatAnswer(message: Readonly<Record<string, unknown>>): unknown {
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1_700_000_000,
    model: "gpt-4o-mini",
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: null, ...message },
        finish_reason: message["tool_calls"] === undefined ? "stop" : "tool_calls",
        logprobs: null,
      },
    ],
    usage: { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 },
  };
}

/** A tool call as a model makes it. */
export interface WireCall {
  readonly name: string;
  readonly args: string;
}

/** What a scripted model says and calls. */
export interface Turn {
  readonly text?: string;
  readonly calls?: readonly WireCall[];
}

/** The events of a whole Chat Completions stream, from its first delta to `[DONE]`. */
export function chatStream({ text = "", calls = [] }: Turn): string[] {
  return [
    chatChunk({ role: "assistant", content: "" }),
    ...pieces(text).map((piece) => chatChunk({ content: piece })),
    ...calls.flatMap((call, index) => chatCall(call, index)),
    chatFinish(calls.length > 0 ? "tool_calls" : "stop"),
    DONE,
  ];
}

/** A whole answer of the Responses API. */
export function responsesAnswer({ text = "", calls = [] }: Turn, status = "completed") {
  const message = {
    id: "msg_1",
    type: "message",
    role: "assistant",
    status: "completed",
    content: [{ type: "output_text", text, annotations: [] }],
  };
  const items = calls.map(({ name, args }, at) => ({
    id: `fc_${at}`,
    type: "function_call",
    call_id: `call_${at}`,
    name,
    arguments: args,
    status: "completed",
  }));
  return {
    id: "resp_1",
    object: "response",
    created_at: 1_700_000_000,
    model: "gpt-4o-mini",
    status,
    error: null,
    output: status === "completed" ? [...(text === "" ? [] : [message]), ...items] : [],
    usage:
      status !== "completed"
        ? null
        : {
            input_tokens: 3,
            input_tokens_details: { cached_tokens: 0 },
            output_tokens: 5,
            output_tokens_details: { reasoning_tokens: 0 },
            total_tokens: 8,
          },
  };
}

/** The events of a whole Responses stream. */
export function responsesStream(turn: Turn): string[] {
  const whole = responsesAnswer(turn);
  const started = responsesAnswer({}, "in_progress");
  const events: Record<string, unknown>[] = [
    { type: "response.created", response: started },
    { type: "response.in_progress", response: started },
  ];
  for (const [output_index, item] of whole.output.entries()) {
    const at = { output_index, item_id: item.id };
    if ("content" in item) {
      const part = { ...at, content_index: 0 };
      const open = { ...item, status: "in_progress", content: [] };
      events.push(
        { type: "response.output_item.added", output_index, item: open },
        { type: "response.content_part.added", ...part, part: { type: "output_text", text: "" } },
        ...pieces(turn.text ?? "").map((delta) => ({
          type: "response.output_text.delta",
          ...part,
          delta,
        })),
        { type: "response.output_text.done", ...part, text: turn.text },
        { type: "response.content_part.done", ...part, part: item.content[0] },
      );
    } else {
      const open = { ...item, status: "in_progress", arguments: "" };
      events.push(
        { type: "response.output_item.added", output_index, item: open },
        ...pieces(item.arguments).map((delta) => ({
          type: "response.function_call_arguments.delta",
          ...at,
          delta,
        })),
        { type: "response.function_call_arguments.done", ...at, arguments: item.arguments },
      );
    }
    events.push({ type: "response.output_item.done", output_index, item });
  }
  events.push({ type: "response.completed", response: whole });
  return events.map((event, sequence_number) =>
    sse({ ...event, sequence_number }, String(event["type"])),
  );
}

/** A model that always takes the same turn, on both surfaces, streamed where it is asked to. */
export function model(turn: Turn, headers: Readonly<Record<string, string>> = {}): Script {
  return async (call) => {
    const asked = JSON.parse(call.body.toString()) as {
      readonly stream?: boolean;
      readonly stream_options?: { readonly include_usage?: boolean };
    };
    const isChat = call.url.startsWith("/chat");
    if (asked.stream !== true) {
      return call.json(isChat ? chatAnswer(messageOf(turn)) : responsesAnswer(turn), 200, headers);
    }
    call.stream(headers);
    const withUsage = asked.stream_options?.include_usage === true;
    for (const event of isChat ? chatStream(turn) : responsesStream(turn)) {
      if (event === DONE && withUsage) await call.write(CHAT_USAGE);
      await call.write(event);
    }
    call.end();
  };
}

function messageOf({ text = "", calls = [] }: Turn): Readonly<Record<string, unknown>> {
  return {
    content: text === "" ? null : text,
    ...(calls.length > 0 && {
      tool_calls: calls.map(({ name, args }, at) => ({
        id: `call_${at}`,
        type: "function",
        function: { name, arguments: args },
      })),
    }),
  };
}

/** A text in pieces of a few characters. */
function pieces(text: string): string[] {
  return text.match(/[^]{1,6}/g) ?? [];
}
