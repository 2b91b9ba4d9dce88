// An inspection of a stream whose bytes are changed, or looked at, once it has let them go.
import type { StreamInspection } from "../inspection/inspect-stream.ts";

/**
 * The same inspection, with something done to the bytes that leave it; `isLast` says that no more
 * come. What `alter` gives leaves instead.
 */
export function alteredInspection(
  inspection: StreamInspection,
  alter: (bytes: Uint8Array, isLast: boolean) => Uint8Array,
): StreamInspection {
  return {
    feed: (chunk) => alter(inspection.feed(chunk), false),
    end: () => alter(inspection.end(), true),
    fail: () => alter(inspection.fail(), true),
    get ended() {
      return inspection.ended;
    },
    get error() {
      return inspection.error;
    },
  };
}
