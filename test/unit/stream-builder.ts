// Builds the streams that upstreams send, and reads streams back with a reader of its own, so that
// tests of the gateway do not rest on the gateway's parser.
import * as fc from "fast-check";

/** How an upstream writes its events. All of it is allowed by the SSE and JSON grammars. */
export interface Wire {
  readonly newline: "\n" | "\r\n" | "\r";
  /** A space after the colon of `data:`. */
  readonly space: boolean;
  /** Comments between events, as keep-alives. */
  readonly comments: boolean;
  /** Non-ASCII text, and some letters, as `\u` escapes. */
  readonly escapes: boolean;
  /** An `id` line in every event. */
  readonly ids: boolean;
}

export const PLAIN: Wire = {
  newline: "\n",
  space: true,
  comments: false,
  escapes: false,
  ids: false,
};

export const wires: fc.Arbitrary<Wire> = fc.record({
  newline: fc.constantFrom("\n", "\r\n", "\r"),
  space: fc.boolean(),
  comments: fc.boolean(),
  escapes: fc.boolean(),
  ids: fc.boolean(),
});

/** An event before it is written. `data` is a JSON value, or text that is written as it is. */
export interface Sent {
  readonly event?: string;
  readonly data: unknown;
}

/** Writes events as an upstream would, one text for each. */
export function writeEvents(events: readonly Sent[], wire: Wire = PLAIN): string[] {
  return events.map(({ event, data }, index) => {
    const lines: string[] = [];
    if (wire.comments && index % 3 === 0) lines.push(": keep-alive", "");
    if (wire.ids) lines.push(`id: ${index}`);
    if (event !== undefined) lines.push(`event: ${event}`);
    lines.push(`data:${wire.space ? " " : ""}${json(data, wire)}`, "", "");
    return lines.join(wire.newline);
  });
}

function json(data: unknown, wire: Wire): string {
  if (typeof data === "string") return data;
  const text = JSON.stringify(data);
  if (!wire.escapes) return text;
  // `k` and `@` stand in no literal and no number, so they are escaped in keys and strings only.
  return text.replaceAll(
    /[k@\u0080-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** An event as a client reads it. */
export interface Received {
  readonly event: string | null;
  readonly id: string | null;
  readonly data: string;
}

/** Reads a whole stream by the rules of WHATWG HTML section 9.2.6; comments and ids apart. */
export function readEvents(text: string): Received[] {
  const events: Received[] = [];
  let event: string | null = null;
  let id: string | null = null;
  let data: string[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line === "") {
      if (data.length > 0) events.push({ event, id, data: data.join("\n") });
      event = null;
      id = null;
      data = [];
      continue;
    }
    const [, field = "", value = ""] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (field === "data") data.push(value);
    else if (field === "event") event = value;
    else if (field === "id") id = value;
  }
  return events;
}

/** Cuts a text into pieces of the given sizes, over and over. */
export function cut(text: string, sizes: readonly number[]): string[] {
  const pieces: string[] = [];
  let at = 0;
  for (let index = 0; at < text.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    pieces.push(text.slice(at, at + size));
    at += size;
  }
  return pieces;
}

/** Cuts bytes into chunks of the given sizes, over and over; each in a buffer of its own. */
export function cutBytes(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (let index = 0; at < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    chunks.push(bytes.slice(at, at + size));
    at += size;
  }
  return chunks;
}

/** A call that a model makes. */
export interface CallPlan {
  readonly name: string;
  readonly arguments: string;
  /** A custom tool, whose input is text. */
  readonly isCustom?: boolean;
}

/** What one choice of a Chat Completions answer says. */
export interface ChoicePlan {
  readonly content: string;
  readonly refusal?: string;
  readonly reasoning?: string;
  readonly calls?: readonly CallPlan[];
  /** The deprecated single call. */
  readonly functionCall?: { readonly name: string; readonly arguments: string };
}

/** A Chat Completions stream. */
export interface ChatPlan {
  readonly choices: readonly ChoicePlan[];
  /** Sizes of the deltas, over and over. */
  readonly sizes: readonly number[];
  readonly usage?: boolean;
}

/** The events of a Chat Completions stream. Choices and parallel calls take turns. */
export function chatEvents({ choices, sizes, usage = true }: ChatPlan): Sent[] {
  const queues = choices.map((choice, index) => choiceDeltas(choice, index, sizes));
  const events = takeTurns(queues).map((choice) => ({ data: chatChunk({ choices: [choice] }) }));
  const counted = { prompt_tokens: 7, completion_tokens: 9, total_tokens: 16 };
  return [
    ...events,
    ...(usage ? [{ data: chatChunk({ choices: [], usage: counted }) }] : []),
    { data: "[DONE]" },
  ];
}

/** One chunk object of a Chat Completions stream. */
export function chatChunk(members: Readonly<Record<string, unknown>>): object {
  return {
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1,
    model: "m",
    service_tier: "default",
    ...members,
  };
}

function choiceDeltas(choice: ChoicePlan, index: number, sizes: readonly number[]): object[] {
  const { content, refusal, reasoning, calls = [], functionCall } = choice;
  const delta = (members: object, finish: string | null = null): object => ({
    index,
    delta: members,
    logprobs: null,
    finish_reason: finish,
  });
  const texts = [
    ...cut(reasoning ?? "", sizes).map((text) => delta({ reasoning_content: text })),
    ...cut(content, sizes).map((text) => delta({ content: text })),
    ...cut(refusal ?? "", sizes).map((text) => delta({ refusal: text })),
  ];
  const callDeltas = takeTurns(calls.map((call, slot) => chatCallDeltas(call, slot, index, sizes)));
  const legacy = functionCall
    ? ["", ...cut(functionCall.arguments, sizes)].map((piece, at) =>
        delta({
          function_call: { ...(at === 0 && { name: functionCall.name }), arguments: piece },
        }),
      )
    : [];
  const finish = calls.length > 0 ? "tool_calls" : functionCall ? "function_call" : "stop";
  return [
    delta({ role: "assistant", content: content === "" ? null : "" }),
    ...texts,
    ...callDeltas.map((entry) => delta({ tool_calls: [entry] })),
    ...legacy,
    delta({}, finish),
  ];
}

function chatCallDeltas(
  call: CallPlan,
  slot: number,
  choice: number,
  sizes: readonly number[],
): object[] {
  const member = call.isCustom === true ? "custom" : "function";
  const text = call.isCustom === true ? "input" : "arguments";
  const id = `call_${choice}_${slot}`;
  return [
    { index: slot, id, type: member, [member]: { name: call.name, [text]: "" } },
    ...cut(call.arguments, sizes).map((piece) => ({ index: slot, [member]: { [text]: piece } })),
  ];
}

/** One of each in turn, until all are empty. */
function takeTurns<T>(queues: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...queues.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) =>
    queues.flatMap((queue) => queue.slice(at, at + 1)),
  ).flat();
}

/** An item of a Responses answer. */
export type ItemPlan =
  | { readonly type: "message"; readonly text: string; readonly refusal?: string }
  | { readonly type: "reasoning"; readonly summary: string }
  | ({ readonly type: "call" } & CallPlan);

/** A Responses stream. */
export interface ResponsesPlan {
  readonly items: readonly ItemPlan[];
  readonly sizes: readonly number[];
}

/** The events of a Responses stream, numbered. */
export function responsesEvents({ items, sizes }: ResponsesPlan): Sent[] {
  const output = items.map(finalItem);
  const response = {
    id: "resp_1",
    object: "response",
    created_at: 1,
    model: "m",
    status: "in_progress",
    error: null,
    tools: [],
    output: [] as object[],
  };
  const usage = { input_tokens: 7, output_tokens: 9, total_tokens: 16 };
  const events = [
    { type: "response.created", response },
    { type: "response.in_progress", response },
    ...items.flatMap((item, index) => itemEvents(item, index, sizes)),
    { type: "response.completed", response: { ...response, status: "completed", output, usage } },
  ];
  return events.map(({ type, ...rest }, index) => ({
    event: type,
    data: { type, sequence_number: index, ...rest },
  }));
}

function finalItem(item: ItemPlan, index: number): object {
  switch (item.type) {
    case "message":
      return {
        id: `msg_${index}`,
        type: "message",
        role: "assistant",
        status: "completed",
        content: [
          { type: "output_text", text: item.text, annotations: [] },
          ...(item.refusal === undefined ? [] : [{ type: "refusal", refusal: item.refusal }]),
        ],
      };
    case "reasoning":
      return {
        id: `rs_${index}`,
        type: "reasoning",
        summary: [{ type: "summary_text", text: item.summary }],
      };
    case "call":
      return callItem(item, index, item.arguments);
  }
}

function callItem(call: CallPlan, index: number, text: string): object {
  const type = call.isCustom === true ? "custom_tool_call" : "function_call";
  const member = call.isCustom === true ? "input" : "arguments";
  const ids = { id: `fc_${index}`, call_id: `call_${index}` };
  return { ...ids, type, status: "completed", name: call.name, [member]: text };
}

function itemEvents(
  item: ItemPlan,
  index: number,
  sizes: readonly number[],
): { readonly type: string; readonly [member: string]: unknown }[] {
  const added = { type: "response.output_item.added", output_index: index };
  const done = {
    type: "response.output_item.done",
    output_index: index,
    item: finalItem(item, index),
  };
  switch (item.type) {
    case "message": {
      const at = { item_id: `msg_${index}`, output_index: index };
      const empty = { id: `msg_${index}`, type: "message", role: "assistant", content: [] };
      const texts = [{ kind: "output_text", member: "text", text: item.text }].concat(
        item.refusal === undefined
          ? []
          : [{ kind: "refusal", member: "refusal", text: item.refusal }],
      );
      return [
        { ...added, item: empty },
        ...texts.flatMap(({ kind, member, text }, content_index) => {
          const where = { ...at, content_index };
          const part = (value: string): object =>
            kind === "output_text"
              ? { type: kind, text: value, annotations: [] }
              : { type: kind, [member]: value };
          return [
            { type: "response.content_part.added", ...where, part: part("") },
            ...cut(text, sizes).map((delta) => ({
              type: `response.${kind}.delta`,
              ...where,
              delta,
            })),
            { type: `response.${kind}.done`, ...where, [member]: text },
            { type: "response.content_part.done", ...where, part: part(text) },
          ];
        }),
        done,
      ];
    }
    case "reasoning": {
      const where = { item_id: `rs_${index}`, output_index: index, summary_index: 0 };
      const type = "summary_text";
      const part = (text: string): object => ({ type, text });
      return [
        { ...added, item: { id: `rs_${index}`, type: "reasoning", summary: [] } },
        { type: "response.reasoning_summary_part.added", ...where, part: part("") },
        ...cut(item.summary, sizes).map((delta) => ({
          type: "response.reasoning_summary_text.delta",
          ...where,
          delta,
        })),
        { type: "response.reasoning_summary_text.done", ...where, text: item.summary },
        { type: "response.reasoning_summary_part.done", ...where, part: part(item.summary) },
        done,
      ];
    }
    case "call": {
      const where = { item_id: `fc_${index}`, output_index: index };
      const kind = item.isCustom === true ? "custom_tool_call_input" : "function_call_arguments";
      const member = item.isCustom === true ? "input" : "arguments";
      return [
        { ...added, item: callItem(item, index, "") },
        ...cut(item.arguments, sizes).map((delta) => ({
          type: `response.${kind}.delta`,
          ...where,
          delta,
        })),
        { type: `response.${kind}.done`, ...where, [member]: item.arguments },
        done,
      ];
    }
  }
}
