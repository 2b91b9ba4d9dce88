// Rules about tools: which may be declared and called, with what, by whom, and after what.
import * as z from "zod";
import { constraintShape } from "../parameters/constraint-schema.ts";
import { COMMON, JUDGING, JUDGING_OR_ALLOW, actionOf } from "./common.ts";
import { CONFIDENCE, DURATION, GLOBS, NAME } from "./values.ts";

const TOOLS = GLOBS.describe(
  "Tools, as globs over their names. An MCP tool is `server/tool`, a hosted one its type: `shell`, `web_search`.",
);

/** Which functions an agent may call. A denied name is denied whatever allows it. */
export const toolAccess = z
  .strictObject({
    scanner: z.literal("tool_access"),
    ...COMMON,
    action: JUDGING,
    allowed_tools: TOOLS.optional(),
    denied_tools: TOOLS.optional(),
    except_tools: TOOLS.optional().describe("Tools that the rule does not speak of."),
    declared: z
      .boolean()
      .optional()
      .describe("Also judge the tools that a request offers to the model; default false."),
  })
  .refine((rule) => rule.allowed_tools !== undefined || rule.denied_tools !== undefined, {
    message: "a tool_access rule needs allowed_tools, denied_tools or both",
  });

/** Calls of functions that the request did not declare. */
export const undeclaredTools = z.strictObject({
  scanner: z.literal("undeclared_tools"),
  ...COMMON,
  action: JUDGING,
});

/** What a request may declare: hosted tools, MCP servers, how many, and unchanged since pinned. */
export const toolDefinitions = z.strictObject({
  scanner: z.literal("tool_definitions"),
  ...COMMON,
  action: actionOf("log", "flag", "alert", "rewrite", "review", "block", "terminate_session"),
  max_tools: z.int().min(0).max(10_000).optional().describe("Most tools in one request."),
  hosted_allowed: TOOLS.optional().describe("Hosted tools (by type) that may be declared."),
  hosted_denied: TOOLS.optional(),
  mcp_servers_allowed: GLOBS.optional().describe("MCP servers, by label, URL or connector id."),
  mcp_servers_denied: GLOBS.optional(),
  mcp_servers: GLOBS.optional().describe(
    "Labels of the servers that `mcp_require_approval` speaks of; default: all.",
  ),
  mcp_require_approval: z
    .literal("always")
    .optional()
    .describe("Every MCP tool must ask for approval; with `action: rewrite` it is made to."),
  require_strict: z.boolean().optional().describe("Functions must be declared `strict: true`."),
  pins: z
    .record(NAME, z.string().regex(/^[0-9a-f]{64}$/, "a pin is a SHA-256 in hex"))
    .optional()
    .describe(
      "By tool: SHA-256 of its canonical name, description and parameters, as `policy pin` prints it.",
    ),
  unpinned: z
    .enum(["allow", "deny"])
    .optional()
    .describe("Whether tools without a pin may be declared; default allow."),
  changed_in_session: z
    .boolean()
    .optional()
    .describe("Match a tool whose definition changed since its session began."),
});

/** What may stand in the arguments of calls. */
export const parameters = z
  .strictObject({
    scanner: z.literal("parameters"),
    ...COMMON,
    action: JUDGING,
    tools: TOOLS,
    ...constraintShape,
  })
  .refine(
    (rule) =>
      [rule.params, rule.schema, rule.additional, rule.max_bytes, rule.when].some(
        (given) => given !== undefined,
      ),
    { message: "a parameters rule needs params, schema, max_bytes or when" },
  );

/** Who may have a tool called: users or roles that it is for. */
export const authorization = z
  .strictObject({
    scanner: z.literal("authorization"),
    ...COMMON,
    action: JUDGING,
    tools: TOOLS,
    allowed_users: GLOBS.optional(),
    allowed_roles: GLOBS.optional(),
  })
  .refine((rule) => rule.allowed_users !== undefined || rule.allowed_roles !== undefined, {
    message: "an authorization rule needs allowed_users, allowed_roles or both",
  });

const STEP = z
  .strictObject({
    tools: TOOLS.optional(),
    labels: GLOBS.optional().describe("Labels of tools, from `tools` at the top of the policy."),
  })
  .refine((step) => step.tools !== undefined || step.labels !== undefined, {
    message: "a step needs tools, labels or both",
  });

const WITHIN = z.union([
  z.enum(["response", "session"]),
  z.strictObject({ calls: z.int().min(1).max(64) }),
  z.strictObject({ time: DURATION }),
]);

/** A source and then a sink: what was read may leave. */
export const chain = z.strictObject({
  scanner: z.literal("chain"),
  ...COMMON,
  action: JUDGING,
  source: STEP,
  sink: STEP,
  within: WITHIN.default("session").describe(
    "How far apart: in one response, in a session, in so many calls, or in a span of time.",
  ),
});

/** What the calls of an answer do with data: where their values come from and where they would go. */
export const dataFlow = z.strictObject({
  scanner: z.literal("data_flow"),
  ...COMMON,
  action: JUDGING,
  tools: TOOLS.optional().describe(
    "Calls that the rule is about, as globs over the name of the tool that would act; default: all.",
  ),
  types: GLOBS.optional().describe("Categories or detectors, as globs, in any case; default: all."),
  threshold: CONFIDENCE.default(0.8).describe("Findings that are less certain are left alone."),
});

/** Calls in an order that is forbidden, or without the calls that must come before. */
export const callSequence = z
  .strictObject({
    scanner: z.literal("sequence"),
    ...COMMON,
    action: JUDGING,
    forbidden: z
      .array(GLOBS)
      .min(2)
      .max(10)
      .optional()
      .describe("Steps that must not follow one another, other calls in between or not."),
    tools: TOOLS.optional().describe("Calls that need others before them."),
    requires: GLOBS.optional().describe("One of these must have been called before."),
    within: WITHIN.default("session"),
  })
  .refine(
    (rule) =>
      (rule.forbidden !== undefined) !== (rule.tools !== undefined && rule.requires !== undefined),
    { message: "a sequence rule needs either forbidden, or tools and requires" },
  );

/** The same call again and again. */
export const repeatedCalls = z.strictObject({
  scanner: z.literal("repeat"),
  ...COMMON,
  action: JUDGING_OR_ALLOW.exclude(["allow"]),
  tools: TOOLS.optional(),
  max: z.int().min(1).max(64).describe("So many calls of one tool in a row are the most."),
  same: z
    .enum(["tool", "arguments"])
    .default("tool")
    .describe("Count calls of a tool, or only those with the same arguments in one conversation."),
});
