// The policy language, version 1.0: one schema from which types, checks, "what would be valid", the
// JSON Schema for editors and the reference all come. A policy is plain data; `rules/` gives it
// meaning. Fields that came after the first version have no default here: policies are stored with
// their defaults filled in, and older ones must go on loading.
import * as z from "zod";
import { LIMITS } from "../../domain/limits.ts";
import { DECLARED_CONTENTS } from "../../domain/segment.ts";
import {
  content,
  dataExfiltration,
  promptLeak,
  jailbreak,
  outputSchema,
  pii,
  promptInjection,
  secrets,
  toolArguments,
} from "./content-rules.ts";
import { behavior, judge, moderation } from "./outside-rules.ts";
import { endpointAccess, files, models, requestParameters } from "./request-rules.ts";
import { concurrency, limit, rateLimit, session } from "./state-rules.ts";
import {
  authorization,
  callSequence,
  chain,
  dataFlow,
  parameters,
  repeatedCalls,
  toolAccess,
  toolDefinitions,
  undeclaredTools,
} from "./tool-rules.ts";
import {
  ACTION,
  CONFIDENCE,
  DURATION,
  GLOBS,
  JSON_VALUE,
  NAME,
  ON_ERROR,
  RATE,
  RESPOND_WITH,
  SEVERITY,
  TEXT,
} from "./values.ts";

/** Every kind of rule, by the name that `scanner` gives it. */
export const RULES = {
  prompt_injection: promptInjection,
  jailbreak,
  pii,
  secrets,
  data_exfiltration: dataExfiltration,
  prompt_leak: promptLeak,
  content,
  output_schema: outputSchema,
  moderation,
  judge,
  tool_access: toolAccess,
  undeclared_tools: undeclaredTools,
  tool_definitions: toolDefinitions,
  arguments: toolArguments,
  parameters,
  authorization,
  chain,
  data_flow: dataFlow,
  sequence: callSequence,
  repeat: repeatedCalls,
  models,
  endpoint_access: endpointAccess,
  request_parameters: requestParameters,
  files,
  limit,
  rate_limit: rateLimit,
  concurrency,
  session,
  behavior,
} as const;

const rule = z.discriminatedUnion("scanner", [
  promptInjection,
  jailbreak,
  pii,
  secrets,
  dataExfiltration,
  promptLeak,
  content,
  outputSchema,
  moderation,
  judge,
  toolAccess,
  undeclaredTools,
  toolDefinitions,
  toolArguments,
  parameters,
  authorization,
  chain,
  dataFlow,
  callSequence,
  repeatedCalls,
  models,
  endpointAccess,
  requestParameters,
  files,
  limit,
  rateLimit,
  concurrency,
  session,
  behavior,
]);

const defaults = z.strictObject({
  on_error: ON_ERROR.default("fail_closed").describe(
    "What happens when a detector or a store fails.",
  ),
  uninspected: z
    .enum(["allow", "block"])
    .default("allow")
    .describe(
      "Whether a request passes that is not inspected, as a whole or a file in it that cannot be read. The event says so either way.",
    ),
  blocked_calls: z
    .enum(["block", "drop"])
    .default("block")
    .describe(
      "Whether a tool call that is blocked takes its answer with it, or only itself: the other calls and the text then pass. What is wrong with more than single calls blocks the answer either way.",
    ),
  explain: z
    .boolean()
    .default(true)
    .describe("Whether a blocked client is told which rules acted."),
  realtime_audio: z
    .enum(["hold", "whole", "pass"])
    .default("hold")
    .describe(
      "When the sound of an answer leaves, where a rule could redact or block its transcript.",
    ),
  respond_with: RESPOND_WITH.optional().describe(
    "How a client is told that something of it was stopped; default `error`.",
  ),
  message: TEXT.optional().describe("What a stopped client is told; default: a sentence of ours."),
});

/** What is said of one agent, or of all whose names match. Rules are made of it. */
const agentSection = z.strictObject({
  tier: z.int().min(1).max(4).optional().describe("Risk tier, 1 (minimal) to 4 (critical)."),
  models: GLOBS.optional().describe("Models that the agent may ask."),
  tools: z
    .strictObject({ allow: GLOBS.optional(), deny: GLOBS.optional() })
    .optional()
    .describe("Tools that the agent may and may not call."),
  endpoints: z.strictObject({ allow: GLOBS.optional(), deny: GLOBS.optional() }).optional(),
  limits: z
    .strictObject({
      requests: RATE.optional().describe("Requests that it may make."),
      tokens: RATE.optional().describe("Tokens, of requests and answers together."),
      tool_calls: RATE.optional().describe("Tool calls that its answers may hold."),
      session_tool_calls: z.int().min(0).optional().describe("Tool calls in a session's life."),
      concurrency: z.int().min(1).max(5_000).optional().describe("Exchanges at a time."),
      max_output_tokens: z
        .int()
        .min(1)
        .optional()
        .describe("Longest answer that a request may ask for; a larger bound becomes this one."),
    })
    .optional(),
  parallel_tool_calls: z.literal(false).optional().describe("Calls come one at a time."),
  store: z.literal(false).optional().describe("The upstream is told to keep nothing."),
});

/** What is known of a tool, where its name does not say it. */
const toolSection = z.strictObject({
  labels: z
    .array(NAME)
    .max(20)
    .optional()
    .describe(
      "`chain` rules speak of them, whatever they are. For `data_flow` rules they say what a tool does with data, whatever its name says: `sensitive` (or `private`), `secret`, `untrusted`, `external`, `destructive`, `executes`; or what it does not: `safe`, `trusted`, `internal`, `public`.",
    ),
  declared: z
    .record(NAME, z.enum(DECLARED_CONTENTS))
    .optional()
    .describe("What its parameters hold."),
  tier: z
    .int()
    .min(1)
    .max(4)
    .optional()
    .describe("Risk tier; conditions read it as `tool.tier`, 0 where none is given."),
});

const mcpSection = z.strictObject({
  servers: z
    .record(
      NAME,
      z.strictObject({
        allowed_tools: GLOBS.optional().describe("The only tools of it that may be called."),
        blocked_tools: GLOBS.optional().describe("Tools of it that may not be called."),
        require_approval: z.literal("always").optional().describe("Every call asks for approval."),
      }),
    )
    .describe("By label of the server, as a glob."),
});

const exemption = z.strictObject({
  rules: GLOBS.describe("Rules that do not act, as globs over their names."),
  agents: GLOBS.optional().describe("Default: all."),
  users: GLOBS.optional().describe("Default: all."),
  tools: GLOBS.optional().describe("Default: all, and what is about no tool."),
  types: GLOBS.optional().describe("Categories or detectors; default: whatever the rule matches."),
  owner: NAME.describe("Who answers for it."),
  reason: TEXT.describe("Why."),
  expires: z.iso
    .date()
    .or(z.iso.datetime({ offset: true }))
    .describe("From then on it is void."),
  ticket: NAME.optional().describe("Where it was decided."),
});

const alert = z.strictObject({
  name: NAME.describe("Told in the message."),
  webhook: z
    .url({ protocol: /^https$/ })
    .optional()
    .describe("Where the message is posted, signed."),
  min_severity: SEVERITY.default("high").describe("Rules of a lower severity tell nobody."),
  rules: GLOBS.optional().describe("Rules that it is about, as globs; default: all."),
  agents: GLOBS.optional().describe("Agents that it is about, as globs; default: all."),
  cooldown: DURATION.default("15m").describe(
    "For so long the same rule of the same agent says nothing more.",
  ),
});

const privacy = z.strictObject({
  retention_days: z.int().min(1).max(3_650).optional().describe("How long events are kept."),
  fingerprints: z
    .boolean()
    .default(true)
    .describe("Whether findings carry a keyed fingerprint of what was matched."),
  end_users: z
    .enum(["hash", "drop"])
    .default("hash")
    .describe("Whether events name end users by a keyed hash, or not at all."),
  drop_paths: z.boolean().default(false).describe("Whether findings lose their JSON paths."),
});

/** Calls of one answer, as tests tell them. */
const TOLD_CALLS = z.array(
  z.strictObject({
    tool: NAME,
    arguments: JSON_VALUE.optional(),
    id: NAME.optional().describe("By which a later request tells its result."),
  }),
);

const WHOLE_REQUEST = z.record(z.string(), JSON_VALUE);

/** One exchange as tests, `policy explain` and backtests tell it. */
export const exchangeInput = z.strictObject({
  agent: NAME.optional(),
  user: z.string().max(256).optional(),
  roles: z.array(NAME).optional(),
  claims: z.record(z.string(), JSON_VALUE).optional(),
  model: NAME.optional(),
  endpoint: NAME.optional().describe("`chat.completions` (default), `responses`, ..."),
  at: z.iso.datetime({ offset: true }).optional().describe("When; default: a Monday at noon UTC."),
  session: z
    .strictObject({
      turns: z.int().optional(),
      age: DURATION.optional(),
      flags: z.int().optional(),
      blocks: z.int().optional(),
      tokens: z.int().optional(),
      injection: CONFIDENCE.optional().describe(
        "The score of the conversation after the exchange before; some of it fades with this one.",
      ),
      calls: z.array(NAME).optional().describe("Tools called so far, oldest first."),
      exchanges: z
        .array(z.strictObject({ request: WHOLE_REQUEST.optional(), calls: TOLD_CALLS.optional() }))
        .max(20)
        .optional()
        .describe(
          "Exchanges before this one, oldest first: whole requests, and the calls of their answers. What the session remembers of the flow of data is made of them.",
        ),
    })
    .optional(),
  as: z
    .enum(["input", "system", "document", "tool_call", "tool_result", "output"])
    .optional()
    .describe("With `text` or `tool`: a short form, as `npm run scan` reads it."),
  text: z.string().optional(),
  tool: NAME.optional(),
  arguments: JSON_VALUE.optional(),
  calls: TOLD_CALLS.optional().describe("Calls of one answer, judged together."),
  request: WHOLE_REQUEST.optional().describe("A whole request body."),
  response: z.record(z.string(), JSON_VALUE).optional().describe("A whole answer."),
});

const expectation = z.union([
  ACTION,
  z.strictObject({
    action: ACTION,
    rules: z.array(NAME).optional().describe("Rules that must be among those that acted."),
    not_rules: z.array(NAME).optional(),
  }),
]);

const policyTest = z.strictObject({
  name: NAME,
  input: exchangeInput,
  expect: expectation,
});

/** A name of hosts, in the letters of the DNS: `acme.example`. */
const OWN_DOMAIN =
  /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?){0,10}$/;

export const policySchema = z.strictObject({
  version: z.literal("1.0").describe("The version of the language."),
  name: NAME.optional().describe("For people."),
  description: TEXT.optional().describe("What the policy is for, in the words of its authors."),
  mode: z
    .enum(["enforce", "monitor", "off"])
    .default("enforce")
    .describe("`monitor` carries nothing out and records what would have been done."),
  extends: z
    .enum(["tenant", "none"])
    .optional()
    .describe("`tenant`: all rules of the tenant's policy hold too; default `none`."),
  defaults: defaults.prefault({}).describe("What holds where a rule does not say otherwise."),
  agents: z.record(NAME, agentSection).optional().describe("By agent, as a glob."),
  tools: z.record(NAME, toolSection).optional().describe("By tool, as a glob."),
  own_domains: z
    .array(z.string().regex(OWN_DOMAIN, "a domain is its name only: `acme.example`"))
    .max(200)
    .optional()
    .describe(
      "Domains of mail addresses and URLs that are your own, with all below them: what is sent there does not leave. `data_flow` rules read it.",
    ),
  mcp: mcpSection.optional().describe("MCP servers and their tools."),
  rules: z.array(rule).max(LIMITS.policyRulesMax).default([]).describe("See below."),
  exemptions: z.array(exemption).max(500).optional().describe("What rules do not act on."),
  alerts: z.array(alert).max(50).optional().describe("Who is told, and of what."),
  privacy: privacy.optional().describe("What events keep."),
  tests: z.array(policyTest).max(500).optional(),
});

/** A policy as data, with every default filled in. */
export type Policy = z.infer<typeof policySchema>;

/** One rule of a policy. */
export type Rule = Policy["rules"][number];

/** What kinds of rules there are. */
export type Scanner = Rule["scanner"];

/** One exchange as a policy's tests tell it. */
export type ExchangeInput = z.infer<typeof exchangeInput>;

/** One test of a policy. */
export type PolicyTest = z.infer<typeof policyTest>;

/** The scanners that a rule can name. */
export const SCANNERS: readonly string[] = Object.keys(RULES);
