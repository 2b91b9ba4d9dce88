// A part of a form as rules see it, and the parts that are short fields: read whole, and judged once
// they are.
import { concat } from "../openai/sse.ts";

/** A part of a form being judged. Each of its answers is whether it may still pass. */
export interface FormPart {
  /** Bytes of it have come; they are judged before any of them leaves. */
  feed(bytes: Uint8Array): boolean;
  /** No detector can read it. */
  mayPassUnread(): boolean;
  end(): boolean;
}

/** Longest field that is compared with; names of models and purposes are under 100 characters. */
const FIELD_BYTES_MAX = 256;

/** A field whose text says what the form is; of a longer one, its beginning. */
export function createFormField(mayPass: (text: string) => boolean): FormPart {
  const parts: Uint8Array[] = [];
  let size = 0;
  return {
    feed(bytes) {
      if (size < FIELD_BYTES_MAX) parts.push(bytes.slice(0, FIELD_BYTES_MAX - size));
      size += bytes.length;
      return true;
    },
    mayPassUnread: () => true,
    end: () => mayPass(new TextDecoder().decode(concat(parts))),
  };
}
