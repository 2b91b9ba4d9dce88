// What every rule can say, whatever it reads: its name, what it does, and whom it is for.
import * as z from "zod";
import { scheduleSchema } from "../conditions/schedule.ts";
import { ACTION, GLOBS, NAME, ON_ERROR, RESPOND_WITH, SEVERITY, SPEAKER, TEXT } from "./values.ts";

export const COMMON = {
  name: NAME.describe("Unique in the policy; told in events and, with `explain`, to clients."),
  description: TEXT.optional().describe("What the rule is for, in the words of its authors."),
  action: ACTION.describe("What is done when the rule matches."),
  severity: SEVERITY.default("high").describe("How bad it is when the rule acts; recorded."),
  enabled: z.boolean().optional().describe("`false` takes the rule out without deleting it."),
  mode: z
    .enum(["enforce", "monitor"])
    .optional()
    .describe(
      "`monitor`: the rule carries nothing out, and events say what it would have done; default: the policy's `mode`.",
    ),
  agents: GLOBS.optional().describe("Agents that the rule is for, as globs; default: all."),
  users: GLOBS.optional().describe(
    "End users that the rule is for, as globs over the id in `x-edgewarden-user`, else `safety_identifier` or `user` of the body; default: all.",
  ),
  roles: GLOBS.optional().describe(
    "Roles of the end user, from `roles` in the `x-edgewarden-metadata` header, without that header in the body's `metadata`: one that matches is enough; default: all. A service whose users can write the body sends the header, be it `{}`.",
  ),
  except_roles: GLOBS.optional().describe("Roles of the end user that the rule is not for."),
  models: GLOBS.optional().describe("Models that the rule is for, as globs; default: all."),
  endpoints: GLOBS.optional().describe(
    "Surfaces that the rule is for, as globs: `chat.completions`, `responses`, `files`, `*`; see surfaces.md; default: all.",
  ),
  except_endpoints: GLOBS.optional().describe("Surfaces that the rule is not for."),
  schedule: scheduleSchema.optional().describe("When the rule applies; default: always."),
  sample: z
    .number()
    .min(0)
    .max(100)
    .optional()
    .describe("Percent of the exchanges that the rule applies to, chosen by the request id."),
  rollout: z
    .number()
    .min(0)
    .max(100)
    .optional()
    .describe(
      "Percent of the sessions (else users, else agents) that the rule applies to; the same ones stay in as it grows.",
    ),
  priority: z
    .int()
    .min(-1_000)
    .max(1_000)
    .optional()
    .describe("Rules of a higher priority are considered first; default 0."),
  final: z
    .boolean()
    .optional()
    .describe("What this rule matches is not shown to the rules after it."),
  mandatory: z
    .boolean()
    .optional()
    .describe(
      "In the tenant's policy: it also holds for agents whose own policy does not say `extends: tenant`.",
    ),
  when: z
    .string()
    .min(1)
    .max(2_000)
    .optional()
    .describe(
      "A CEL condition over `args, tool, agent, user, session, history, time, model, endpoint, request, finding`; the rule matches only where it is true.",
    ),
  on_error: ON_ERROR.optional().describe(
    "What happens when the rule's detector, condition or store fails; default: `defaults.on_error`.",
  ),
  respond_with: RESPOND_WITH.optional().describe(
    "How the client is told; default: `defaults.respond_with`.",
  ),
  message: TEXT.optional().describe("What the client is told; default: `defaults.message`."),
  tags: z.array(NAME).max(50).optional().describe("For people; the gateway does not read them."),
} as const;

/** Who speaks in the texts that a rule reads. */
export const ON = z
  .array(SPEAKER)
  .min(1)
  .optional()
  .describe("Read only texts in which one of these speaks; default: all that the scanner reads.");

/** The same for rules that trust what the developer says, and what the model has said. */
export const ON_UNTRUSTED = z
  .array(SPEAKER)
  .min(1)
  .optional()
  .describe(
    "Read only texts in which one of these speaks; default: all but `system` and `assistant`, which are trusted unless they are named here, and `tool_argument`, which is read only where it is named: orders in what the model writes.",
  );

/** An `action` that only some of all actions fit. */
export function actionOf<
  const A extends readonly [z.infer<typeof ACTION>, ...z.infer<typeof ACTION>[]],
>(...actions: A) {
  return z.enum(actions).describe("What is done when the rule matches.");
}

/** Actions of rules that cannot change what they judge. */
export const JUDGING = actionOf("log", "flag", "alert", "review", "block", "terminate_session");

/** The same with `allow`, for rules that read findings. */
export const JUDGING_OR_ALLOW = actionOf(
  "allow",
  "log",
  "flag",
  "alert",
  "review",
  "block",
  "terminate_session",
);
