// What is left of the limits, in the headers that clients of OpenAI read:
// https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers
import type { MeterLeft } from "../domain/meter.ts";

const UNITS = ["requests", "tokens"] as const;

/**
 * The rate-limit headers of a reply. Of several limits on one thing the one with the least left is
 * told. An upstream tells its own in the same headers: they stay unless ours leave less.
 */
export function rateHeaders(
  left: readonly MeterLeft[],
  upstream: Headers,
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const unit of UNITS) {
    const own = left
      .filter(({ count }) => count === unit)
      .toSorted((a, b) => a.remaining - b.remaining)[0];
    if (own === undefined) continue;
    const theirs = upstream.get(`x-ratelimit-remaining-${unit}`);
    const theirsLeft = theirs === null ? Number.NaN : Number(theirs);
    if (theirsLeft <= own.remaining) continue;
    headers[`x-ratelimit-limit-${unit}`] = String(own.max);
    headers[`x-ratelimit-remaining-${unit}`] = String(own.remaining);
    // A budget that never comes back has no time: `0s` would say that it is there again at once.
    if (own.resetMs !== null) headers[`x-ratelimit-reset-${unit}`] = durationText(own.resetMs);
  }
  return headers;
}

/** A duration as OpenAI writes it, which is Go's way: `12ms`, `1s`, `6m0s`, `1h0m0s`. */
export function durationText(ms: number): string {
  const whole = Math.max(0, Math.ceil(ms));
  if (whole > 0 && whole < 1_000) return `${whole}ms`;
  const seconds = Math.ceil(whole / 1_000);
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (h > 0) return `${h}h${m}m${s}s`;
  return m > 0 ? `${m}m${s}s` : `${s}s`;
}
