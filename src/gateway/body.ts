// Reads a body whole, up to a bound, and as the text that inspection needs.
import { isNestedDeeper } from "../domain/json-text.ts";
import { LIMITS } from "../domain/limits.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { decodeUtf8, type JsonBody } from "../inspection/json-body.ts";
import { parseObject } from "../openai/protocol.ts";
import { concat } from "../openai/sse.ts";
import { REFUSALS, type Refusal } from "../inspection/refusal.ts";

/** Room for one read of a body whose length is not told. */
const READ_BYTES = 64 * 1024;

/**
 * Reads a body whole; null if it is longer than `bytesMax`, with the rest left unread. A length
 * that is told is trusted: the transport holds the sender to it. Rejects if the body breaks off.
 */
export async function readBounded(
  message: Request | Response,
  bytesMax: number,
): Promise<Uint8Array | null> {
  const told = message.headers.get("content-length");
  const isWhole = told !== null && !message.headers.has("content-encoding");
  if (isWhole && Number(told) > bytesMax) return null;
  // `body` is not touched before it is needed: each stream that JavaScript sees costs.
  if (isWhole) return new Uint8Array(await message.arrayBuffer());
  return message.body === null ? new Uint8Array() : readPieces(message.body, bytesMax);
}

/** Few, large reads: what costs is the number of turns. */
async function readPieces(
  body: ReadableStream<Uint8Array>,
  bytesMax: number,
): Promise<Uint8Array | null> {
  const reader = body.getReader({ mode: "byob" });
  const parts: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.readAtLeast(READ_BYTES, new Uint8Array(READ_BYTES));
    if (value !== undefined && value.length > 0) parts.push(value);
    size += value?.length ?? 0;
    if (size > bytesMax) {
      reader.releaseLock();
      return null;
    }
    if (done || value === undefined) return parts.length === 0 ? new Uint8Array() : concat(parts);
  }
}

/**
 * Reads what is left of a body and drops it: a client that is still sending when its connection
 * closes does not read the answer that says why, and tries again.
 */
async function discard(request: Request): Promise<void> {
  if (request.body === null) return;
  await drain(request.body.getReader({ mode: "byob" }));
}

/** The same for what is left of a body that is being read. Rejects if it breaks off. */
export async function drain(reader: ReadableStreamBYOBReader): Promise<void> {
  let buffer = new ArrayBuffer(READ_BYTES);
  for (let size = 0; size <= DISCARDED_BYTES_MAX;) {
    const { done, value } = await reader.readAtLeast(READ_BYTES, new Uint8Array(buffer));
    if (done || value === undefined) return;
    size += value.length;
    buffer = value.buffer;
  }
  await reader.cancel();
}

/** Four times what is inspected: whoever sends more is not mistaken by a little. */
const DISCARDED_BYTES_MAX = 4 * LIMITS.inspectedBodyBytesMax;

/** Reads the JSON object that a request to an inspected surface must carry. */
export async function readJsonRequest(request: Request): Promise<Result<JsonBody, Refusal>> {
  const bytes = await readBounded(request, LIMITS.inspectedBodyBytesMax);
  if (bytes === null) {
    await discard(request);
    return err(REFUSALS.bodyTooLarge);
  }
  const text = decodeUtf8(bytes);
  if (text === null) return err(REFUSALS.invalidUtf8);
  if (isNestedDeeper(text, LIMITS.jsonDepthMax)) return err(REFUSALS.tooDeep);
  const json = parseObject(text);
  return json === null ? err(REFUSALS.invalidJson) : ok({ bytes, text, json });
}
