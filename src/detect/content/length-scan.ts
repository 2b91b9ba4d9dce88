// Says when a text gets longer than it may. Nothing waits for it: what comes before is fine.
import type { Finding } from "../../domain/finding.ts";
import { createInstantScan, type StreamScan } from "../stream-scan.ts";

/**
 * Starts a scan that finds the first UTF-16 unit beyond `charsMax`, once. The range is that one
 * unit: how much more there is cannot be known in a stream.
 */
export function openLength(
  charsMax: number,
  toFinding: (range: { readonly start: number; readonly end: number }) => Finding,
): StreamScan {
  let isTold = false;
  return createInstantScan((length) => {
    if (isTold || length <= charsMax) return [];
    isTold = true;
    return [toFinding({ start: charsMax, end: charsMax + 1 })];
  });
}
