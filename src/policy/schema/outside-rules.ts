// Rules whose verdict comes from elsewhere: a moderation endpoint, a judging model, a baseline.
import * as z from "zod";
import { COMMON, JUDGING, actionOf } from "./common.ts";
import { CONFIDENCE, DIRECTION, DURATION, GLOBS, NAME } from "./values.ts";

const WAIT = z
  .boolean()
  .default(false)
  .describe(
    "Whether the exchange waits for the verdict. If not, the verdict comes too late to stop it and is recorded.",
  );

const TIMEOUT = DURATION.default("5s").describe("After this, the rule has failed: see `on_error`.");

const WHEN_INJECTION = z
  .strictObject({
    min: CONFIDENCE.optional().describe("From this on; default 0."),
    max: CONFIDENCE.optional().describe("Below this; default: however sure."),
  })
  .refine(({ min = 0, max = Infinity }) => min < max && (min > 0 || max !== Infinity), {
    message: "when_injection needs a min, a max, or a min below a max",
  })
  .optional()
  .describe(
    "Ask only where the surest finding of an injection in what is inspected of the request has such a confidence: where patterns and the classifier are unsure. Default: always.",
  );

/** The upstream's moderation endpoint. */
export const moderation = z.strictObject({
  scanner: z.literal("moderation"),
  ...COMMON,
  action: JUDGING,
  direction: DIRECTION.exclude(["both"]).default("input"),
  model: NAME.default("omni-moderation-latest"),
  categories: GLOBS.optional().describe("Moderation categories, as globs; default: all."),
  threshold: CONFIDENCE.optional().describe("A category's score; default: its own verdict."),
  when_injection: WHEN_INJECTION,
  wait: WAIT,
  timeout: TIMEOUT,
});

/** A model that is asked whether an exchange is acceptable. */
export const judge = z.strictObject({
  scanner: z.literal("judge"),
  ...COMMON,
  action: JUDGING,
  direction: DIRECTION.exclude(["both"]).default("input"),
  model: NAME,
  prompt: z
    .string()
    .min(10)
    .max(8_000)
    .describe("What the judge is asked. It answers with a score from 0 to 1 that the text is bad."),
  threshold: CONFIDENCE.default(0.5),
  only_flagged: z
    .boolean()
    .optional()
    .describe("Ask only where another rule has matched; default false."),
  when_injection: WHEN_INJECTION,
  wait: WAIT,
  timeout: TIMEOUT,
});

/** How far an agent may be from its baseline. */
export const behavior = z.strictObject({
  scanner: z.literal("behavior"),
  ...COMMON,
  action: actionOf("log", "flag", "alert", "review", "block", "terminate_session"),
  metrics: z
    .array(
      z.enum([
        "any",
        "tool_mix",
        "tool_order",
        "new_tool",
        "new_domain",
        "new_parameter",
        "argument_shape",
        "data_scope",
        "latency",
        "error_rate",
        "flag_rate",
        "hours",
      ]),
    )
    .min(1)
    .default(["any"]),
  p_value: z.number().gt(0).max(0.5).default(0.01).describe("An anomaly is rarer than this."),
  min_sessions: z.int().min(1).max(100_000).default(10).describe("Sessions learned before."),
});
