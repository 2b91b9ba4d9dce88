// The message of a Responses answer that is made up: as an item, and as the events that tell it.
// Shapes: `ResponseOutputMessage` and `ResponseStreamEvent` of the official SDK, 7.55.
import type { JsonObject, Substitute, WholeSubstitute } from "./protocol.ts";
import { encodeSse } from "./sse.ts";

/** An event without its number. */
export type Unnumbered = JsonObject & { readonly type: string };

/** Writes events, numbered from `first` on. */
export function writeEvents(events: readonly Unnumbered[], first: number): readonly Uint8Array[] {
  return events.map(({ type, ...rest }, at) =>
    encodeSse(type, JSON.stringify({ type, sequence_number: first + at, ...rest })),
  );
}

/** An id of ours for that message. */
export function saidId({ requestId }: WholeSubstitute): string {
  return `msg_ew_${requestId.replaceAll("-", "")}`;
}

/** What an answer says of its tokens that no model has made, or of which nothing is known. */
export const NO_USAGE: JsonObject = {
  input_tokens: 0,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 0,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 0,
};

/** A message that says it. */
export function saidItem(of: Substitute, id: string): JsonObject {
  return { ...emptyItem(id), status: "completed", content: [saidPart(of)] };
}

function emptyItem(id: string): JsonObject {
  return { id, type: "message", role: "assistant", status: "in_progress", content: [] };
}

function saidPart({ kind, text }: Substitute): JsonObject {
  return kind === "refusal"
    ? { type: "refusal", refusal: text }
    : { type: "output_text", text, annotations: [], logprobs: [] };
}

/** The events that say it in a message of its own. */
export function sayEvents(
  of: Substitute,
  { id, index }: { readonly id: string; readonly index: number },
): readonly Unnumbered[] {
  const item = { output_index: index };
  const at = { item_id: id, output_index: index, content_index: 0 };
  const empty = saidPart({ ...of, text: "" });
  const isRefusal = of.kind === "refusal";
  const kind = isRefusal ? "response.refusal" : "response.output_text";
  const logprobs = isRefusal ? {} : { logprobs: [] };
  const whole = isRefusal ? { refusal: of.text } : { text: of.text };
  return [
    { type: "response.output_item.added", ...item, item: emptyItem(id) },
    { type: "response.content_part.added", ...at, part: empty },
    { type: `${kind}.delta`, ...at, delta: of.text, ...logprobs },
    { type: `${kind}.done`, ...at, ...whole, ...logprobs },
    { type: "response.content_part.done", ...at, part: saidPart(of) },
    { type: "response.output_item.done", ...item, item: saidItem(of, id) },
  ];
}
