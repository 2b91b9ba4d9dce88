// Rules about more than one exchange: how much, how often, and what a session has become.
import * as z from "zod";
import { COMMON, JUDGING, actionOf } from "./common.ts";
import { CONFIDENCE, DURATION, GLOBS, RATE } from "./values.ts";

const LIMITING = actionOf("log", "flag", "alert", "block", "terminate_session");

const COUNTED = "What has a count of its own.";

const BY = z.enum(["session", "agent", "user", "key", "tool"]).default("agent").describe(COUNTED);

/** So much in a span of time, or in a session's life. */
export const limit = z.strictObject({
  scanner: z.literal("limit"),
  ...COMMON,
  action: LIMITING,
  count: z.enum(["requests", "tokens", "tool_calls"]).default("requests"),
  rate: RATE.describe("`30/min`, `1000/h`, `5/10s`, `200/session`."),
  by: BY,
  tools: GLOBS.optional().describe("With `count: tool_calls`, the tools that are counted."),
});

/** So many calls in so many seconds: both requests and tool calls are held to it. */
export const rateLimit = z.strictObject({
  scanner: z.literal("rate_limit"),
  ...COMMON,
  action: LIMITING,
  max_calls: z.int().min(0).max(100_000_000),
  window_seconds: z.number().positive().max(31_536_000),
  by: BY,
  tools: GLOBS.optional().describe("Count only calls of these tools, and no requests."),
});

/** So many exchanges at a time. */
export const concurrency = z.strictObject({
  scanner: z.literal("concurrency"),
  ...COMMON,
  action: LIMITING,
  max: z.int().min(1).max(5_000),
  by: z.enum(["session", "agent", "user", "key"]).default("agent").describe(COUNTED),
});

/** What a session may become. Speaks of requests that name a session. */
export const session = z
  .strictObject({
    scanner: z.literal("session"),
    ...COMMON,
    action: JUDGING,
    max_age: DURATION.optional().describe("A session that is older must be left for a new one."),
    max_turns: z.int().min(1).max(100_000).optional(),
    max_tokens: z.int().min(1).optional(),
    quarantine_after_flags: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe("So many flagged or blocked exchanges, and nothing more of the session passes."),
    injection_score: CONFIDENCE.refine((score) => score > 0, {
      message: "a conversation always has a score of 0 or more",
    })
      .optional()
      .describe(
        "Match where the conversation is so surely an attempt to take the model over: what is suspicious in each turn, be it too weak to be stopped by itself, adds up and fades with the turns.",
      ),
    blocked_response: z
      .boolean()
      .optional()
      .describe("Match requests that go on from a response that was blocked."),
    model_change: z
      .boolean()
      .optional()
      .describe("Match requests for another model than the session's first."),
    required: z.boolean().optional().describe("Match requests that name no session."),
  })
  .refine(
    (rule) =>
      [
        rule.max_age,
        rule.max_turns,
        rule.max_tokens,
        rule.quarantine_after_flags,
        rule.injection_score,
        rule.blocked_response,
        rule.model_change,
        rule.required,
      ].some((given) => given !== undefined),
    { message: "a session rule needs something to judge a session by" },
  );
