// The content rules of a policy, compiled to scanners of streams.
import type { StreamScanner } from "../stream-scan.ts";

/** The content rules of a policy, compiled. */
export interface ContentScanner {
  readonly scanners: readonly StreamScanner[];
}
