// The shapes of what is asked and told about a policy before it is put in force: a version that is
// watched on live traffic, and one that is tried on recorded traffic.
import * as z from "zod";
import { LIMITS } from "../domain/limits.ts";
import { exchangeInput } from "../policy/schema/document.ts";
import { JSON_VALUE } from "../policy/schema/values.ts";
import { action, agentId, input, source, version, view } from "./schemas.ts";

// It speaks of itself, so the OpenAPI document must have a name for it.
input("JsonValue", JSON_VALUE);

const DAYS_MAX = 30;

/** What `days` counts. */
export const DAY_MS = 86_400_000;

// Named, because it speaks of itself, and because tests in policies say the same.
input("JsonValue", JSON_VALUE);
input("Exchange", exchangeInput);

export const shadowInput = input(
  "PolicyShadowInput",
  z.strictObject({
    version: version.nullable().describe("The version to watch; null: none from now on."),
  }),
);

export const shadowQuery = z.strictObject({
  days: z.coerce.number().int().min(1).max(DAYS_MAX).default(7).describe("How far back."),
  version: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000_000)
    .optional()
    .describe("A version that is, or was, watched; default: the one that is."),
});

const totals = {
  same: z.int(),
  stricter: z.int().describe("Exchanges for which the other version would have done more."),
  looser: z.int().describe("Exchanges for which it would have done less."),
};

const changedActions = z
  .array(z.strictObject({ from: action, to: action, events: z.int() }))
  .describe("What was carried out, and what would be, where that is not the same.");

const changedRules = z
  .array(
    z.strictObject({
      rule: z.string(),
      newly_matched: z.int(),
      no_longer_matched: z.int(),
    }),
  )
  .describe("Rules that act on other exchanges than before.");

const examples = z
  .strictObject({ stricter: z.array(z.string()), looser: z.array(z.string()) })
  .describe("Ids of events, newest first.");

export const shadowView = view(
  "PolicyShadow",
  z.strictObject({
    name: z.string(),
    version: version.nullable().describe("The version that is compared; null: none is watched."),
    is_watched: z.boolean().describe("Whether it is watched now."),
    days: z.int(),
    events: z
      .int()
      .describe(
        `Exchanges in which it was watched, of the tenant's newest ${LIMITS.shadowEventsMax}.`,
      ),
    totals: z.strictObject(totals),
    actions: changedActions,
    rules: changedRules,
    examples,
  }),
);

export const backtestInput = input(
  "PolicyBacktestInput",
  z
    .strictObject({
      source: source.optional().describe("The policy to try, as YAML; or `version`."),
      version: version.optional().describe("A stored version to try; or `source`."),
      days: z.int().min(1).max(DAYS_MAX).default(7).describe("How far back events are replayed."),
      agent: agentId
        .optional()
        .describe(
          "Replay all events of this agent. Default: those that this policy or none has decided.",
        ),
      traces: z
        .array(exchangeInput)
        .max(LIMITS.backtestTracesMax)
        .optional()
        .describe("Exchanges to simulate whole, under this policy and under the active version."),
    })
    .refine((asked) => (asked.source === undefined) !== (asked.version === undefined), {
      path: ["source"],
      message: "either source or version is needed, not both",
    }),
);

const simulated = z.strictObject({
  action,
  intended: action.describe("In enforce mode."),
  rules: z.array(z.string()).describe("Rules that act."),
});

export const backtestView = view(
  "PolicyBacktest",
  z.strictObject({
    events: z
      .int()
      .describe(`Events that were replayed: the newest, at most so many as one call can.`),
    skipped: z.int().describe("Events that no policy decided, or one that is not known any more."),
    is_cut: z.boolean().describe("There are more events in these days."),
    totals: z.strictObject({
      ...totals,
      unknown: z.int().describe("Exchanges of which the event does not hold enough to tell."),
    }),
    actions: changedActions,
    rules: changedRules,
    not_evaluable: z
      .array(z.strictObject({ rule: z.string(), why: z.string(), events: z.int() }))
      .describe(
        "Rules that read what events do not hold; what they would do is not in the totals.",
      ),
    examples,
    traces: z.array(
      z.strictObject({
        index: z.int(),
        error: z.string().nullable().describe("Why the exchange cannot be simulated."),
        before: simulated.nullable().describe("Under the active version; null: there is none."),
        after: simulated.nullable(),
      }),
    ),
  }),
);
