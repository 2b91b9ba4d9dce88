// Reads a body whole, up to a bound, and as the text that inspection needs.
import { isNestedDeeper } from "../domain/json-text.ts";
import { LIMITS } from "../domain/limits.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { parseObject, type JsonObject } from "../openai/protocol.ts";
import { concat } from "../openai/sse.ts";
import { REFUSALS, type Refusal } from "./refusal.ts";

/** A body that was read whole. */
export interface JsonBody {
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly json: JsonObject;
}

/**
 * Reads a stream whole; null once it is longer than `bytesMax`, with the rest left unread and the
 * stream cancelled. Rejects if the stream does.
 */
export async function readBounded(
  body: ReadableStream<Uint8Array> | null,
  bytesMax: number,
): Promise<Uint8Array | null> {
  if (body === null) return new Uint8Array();
  const reader = body.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return parts.length === 0 ? new Uint8Array() : concat(parts);
    size += value.length;
    if (size > bytesMax) {
      await reader.cancel();
      return null;
    }
    parts.push(value);
  }
}

/** Reads the JSON object that a request to an inspected surface must carry. */
export async function readJsonRequest(request: Request): Promise<Result<JsonBody, Refusal>> {
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > LIMITS.inspectedBodyBytesMax) return err(REFUSALS.bodyTooLarge);
  const bytes = await readBounded(request.body, LIMITS.inspectedBodyBytesMax);
  if (bytes === null) return err(REFUSALS.bodyTooLarge);
  const text = decodeUtf8(bytes);
  if (text === null) return err(REFUSALS.invalidUtf8);
  if (isNestedDeeper(text, LIMITS.jsonDepthMax)) return err(REFUSALS.tooDeep);
  const json = parseObject(text);
  return json === null ? err(REFUSALS.invalidJson) : ok({ bytes, text, json });
}

/** Bytes as text; null if they are not valid UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // A fatal decoder throws a TypeError; that is the answer.
    return null;
  }
}
