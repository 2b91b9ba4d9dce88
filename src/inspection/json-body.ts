// A JSON body as inspection needs it: its bytes, its text and what they say.
import type { JsonObject } from "../openai/protocol.ts";

/** A body that was read whole. */
export interface JsonBody {
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly json: JsonObject;
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Bytes as text; null if they are not valid UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    // A fatal decoder throws a TypeError; that is the answer.
    return null;
  }
}
