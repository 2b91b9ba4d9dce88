// What clients are told of what is left, beside what the upstream says of itself.
import { describe, expect, it } from "vitest";
import type { MeterLeft } from "../../src/domain/meter.ts";
import { durationText, rateHeaders } from "../../src/gateway/rate-headers.ts";

function left(members: Partial<MeterLeft> = {}): MeterLeft {
  return {
    name: "r",
    count: "requests",
    by: "agent",
    max: 10,
    windowMs: 60_000,
    remaining: 4,
    resetMs: 360_000,
    ...members,
  };
}

const upstreamSays = (remaining: string) =>
  new Headers({
    "x-ratelimit-limit-requests": "500",
    "x-ratelimit-remaining-requests": remaining,
    "x-ratelimit-reset-requests": "120ms",
  });

const OURS = {
  "x-ratelimit-limit-requests": "10",
  "x-ratelimit-remaining-requests": "4",
  "x-ratelimit-reset-requests": "6m0s",
};

describe("rate-limit headers", () => {
  it.each([
    ["are ours where the upstream has none", [left()], new Headers(), OURS],
    ["are ours where the upstream leaves more", [left()], upstreamSays("499"), OURS],
    [
      "are ours where the upstream says nothing that is a number",
      [left()],
      upstreamSays("?"),
      OURS,
    ],
    ["are the upstream's where it leaves less", [left()], upstreamSays("3"), {}],
    ["are the upstream's where it leaves as much", [left()], upstreamSays("4"), {}],
    [
      "tell the limit with the least left",
      [left({ remaining: 9, max: 9 }), left()],
      new Headers(),
      OURS,
    ],
    ["say nothing without limits", [], upstreamSays("3"), {}],
    ["say nothing of slots and calls", [left({ count: "concurrency" })], new Headers(), {}],
    [
      "speak of tokens by themselves",
      [left({ count: "tokens", remaining: 0, resetMs: 900 })],
      upstreamSays("0"),
      {
        "x-ratelimit-limit-tokens": "10",
        "x-ratelimit-remaining-tokens": "0",
        "x-ratelimit-reset-tokens": "900ms",
      },
    ],
    [
      "name no time for a budget that never comes back",
      [left({ windowMs: null, resetMs: null })],
      new Headers(),
      { "x-ratelimit-limit-requests": "10", "x-ratelimit-remaining-requests": "4" },
    ],
  ])("%s", (_, meters, upstream, expected) => {
    expect(rateHeaders(meters, upstream)).toEqual(expected);
  });

  it.each([
    [0, "0s"],
    [1, "1ms"],
    [999, "999ms"],
    [1_000, "1s"],
    [1_001, "2s"],
    [59_999, "1m0s"],
    [360_000, "6m0s"],
    [3_600_000, "1h0m0s"],
    [90_061_000, "25h1m1s"],
  ])("write %i ms as %s", (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });
});
