// Events of a Realtime session as upstreams send them.

let count = 0;

/** An event with an id of its own. */
export function event(type: string, more: Readonly<Record<string, unknown>> = {}) {
  count += 1;
  return { type, event_id: `event_${count}`, ...more };
}

/** A function call that a response is to make. */
export interface CallPlan {
  readonly name: string;
  readonly args: string;
}

/** All events of a response that says a text, piece by piece. */
export function textResponse(id: string, pieces: readonly string[]) {
  const item = { id: `item_${id}`, object: "realtime.item", type: "message", role: "assistant" };
  const at = { response_id: id, item_id: item.id, output_index: 0, content_index: 0 };
  const text = pieces.join("");
  const done = { ...item, status: "completed", content: [{ type: "output_text", text }] };
  return [
    created(id),
    event("response.output_item.added", { ...at, item: { ...item, content: [] } }),
    event("conversation.item.added", { previous_item_id: null, item: { ...item, content: [] } }),
    event("response.content_part.added", { ...at, part: { type: "text", text: "" } }),
    ...pieces.map((delta) => event("response.output_text.delta", { ...at, delta })),
    event("response.output_text.done", { ...at, text }),
    event("response.content_part.done", { ...at, part: { type: "text", text } }),
    event("conversation.item.done", { previous_item_id: null, item: done }),
    event("response.output_item.done", { ...at, item: done }),
    finished(id, [done]),
  ];
}

/** All events of a response that speaks: pieces of transcript, each with its sound behind it. */
export function spokenResponse(id: string, pieces: readonly string[]) {
  const item = { id: `item_${id}`, object: "realtime.item", type: "message", role: "assistant" };
  const at = { response_id: id, item_id: item.id, output_index: 0, content_index: 0 };
  const transcript = pieces.join("");
  const done = { ...item, status: "completed", content: [{ type: "output_audio", transcript }] };
  return [
    created(id),
    event("response.output_item.added", { ...at, item: { ...item, content: [] } }),
    event("response.content_part.added", { ...at, part: { type: "audio", transcript: "" } }),
    ...pieces.flatMap((delta, index) => [
      event("response.output_audio_transcript.delta", { ...at, delta }),
      event("response.output_audio.delta", { ...at, delta: soundOf(index) }),
    ]),
    event("response.output_audio.done", at),
    event("response.output_audio_transcript.done", { ...at, transcript }),
    event("response.content_part.done", { ...at, part: { type: "audio", transcript } }),
    event("response.output_item.done", { ...at, item: done }),
    finished(id, [done]),
  ];
}

/** The sound of a piece, as base64. */
export function soundOf(index: number): string {
  return Buffer.from(`sound ${index}`).toString("base64");
}

/** All events of a response that calls functions. */
export function callResponse(id: string, calls: readonly CallPlan[]) {
  const items = calls.map(({ name, args }, index) => ({
    id: `item_${id}_${index}`,
    object: "realtime.item",
    type: "function_call",
    name,
    call_id: `call_${id}_${index}`,
    arguments: args,
    status: "completed",
  }));
  return [
    created(id),
    ...items.flatMap((item, index) => {
      const at = {
        response_id: id,
        item_id: item.id,
        output_index: index,
        call_id: item.call_id,
      };
      const half = Math.ceil(item.arguments.length / 2);
      const begun = { ...item, arguments: "", status: "in_progress" };
      return [
        event("response.output_item.added", { ...at, item: begun }),
        event("conversation.item.added", { previous_item_id: null, item: begun }),
        event("response.function_call_arguments.delta", {
          ...at,
          delta: item.arguments.slice(0, half),
        }),
        event("response.function_call_arguments.delta", {
          ...at,
          delta: item.arguments.slice(half),
        }),
        event("response.function_call_arguments.done", {
          ...at,
          name: item.name,
          arguments: item.arguments,
        }),
        event("conversation.item.done", { previous_item_id: null, item }),
        event("response.output_item.done", { ...at, item }),
      ];
    }),
    finished(id, items),
  ];
}

/** The first event of a response. */
export function created(id: string, more: Readonly<Record<string, unknown>> = {}) {
  const response = { id, object: "realtime.response", status: "in_progress", output: [], ...more };
  return event("response.created", { response });
}

/** The last event of a response. */
export function finished(id: string, output: readonly unknown[], status = "completed") {
  const usage = { total_tokens: 3, input_tokens: 1, output_tokens: 2 };
  return event("response.done", {
    response: { id, object: "realtime.response", status, output, usage },
  });
}
