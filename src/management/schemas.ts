// The shapes of the management API: what it takes (`input`) and what it shows (`view`). Types,
// checks and the OpenAPI document all come from here. Names on the wire are snake_case, times are
// RFC 3339 in UTC.
import * as z from "zod";
import { TOOL_TRAITS } from "../domain/data-flow.ts";
import { ACTIONS } from "../domain/decision.ts";
import { SEVERITIES } from "../domain/finding.ts";
import { DECLARED_CONTENTS, SEGMENT_KINDS } from "../domain/segment.ts";
import { AGENT_ID, LIMITS, SESSION_ID, TENANT_ID } from "../domain/limits.ts";

/** Bodies by their names in the OpenAPI document. */
export const INPUTS = z.registry<{ id: string }>();
/** Answers by their names in the OpenAPI document. */
export const VIEWS = z.registry<{ id: string }>();

/** Names the schema of a body for the OpenAPI document. */
export function input<S extends z.ZodType>(id: string, schema: S): S {
  INPUTS.add(schema, { id });
  return schema;
}

/** Names the schema of an answer for the OpenAPI document. */
export function view<S extends z.ZodType>(id: string, schema: S): S {
  VIEWS.add(schema, { id });
  return schema;
}

/** A page of `data`, and the cursor of the next one. */
function pageOf<S extends z.ZodType>(id: string, item: S) {
  return view(
    id,
    z.strictObject({
      data: z.array(item),
      next_cursor: z
        .string()
        .nullable()
        .describe("Send as `cursor` for the next page; null: no more."),
    }),
  );
}

/** The text of a moment as the API shows it. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString();
}

// What values look like.
const tenantId = z
  .string()
  .regex(TENANT_ID, "must be 1 to 40 lower-case letters, digits and inner hyphens");
export const agentId = z
  .string()
  .regex(
    AGENT_ID,
    "must be 1 to 64 letters, digits, '.', '_' and '-', the first a letter or digit",
  );
// Upstreams and policies stand in the same places as agents, so their names obey the same rule.
const resourceName = agentId;
const agentGlob = z
  .string()
  .regex(
    /^[A-Za-z0-9*][A-Za-z0-9._*-]{0,63}$/,
    "must be an agent id, where * stands for any characters",
  );
const displayName = z.string().min(1).max(200);
const time = z.iso.datetime({ offset: true });
const timeIn = time.describe("RFC 3339 with a time zone.").transform((text) => Date.parse(text));
const keyId = z.string().regex(/^[a-z0-9]{12}$/, "must be a key's id: 12 characters");
const eventId = z.string().regex(/^[0-9a-f-]{36}$/, "must be an event's id");
export const version = z.int().min(1);
const versionIn = z.coerce.number().int().min(1).max(1_000_000_000);
// A header value: visible ASCII, so that it cannot smuggle a second header.
const secret = z
  .string()
  .regex(/^[\x21-\x7e]{1,4096}$/, "must be 1 to 4096 visible ASCII characters");
const timeoutMs = z.int().min(100).max(600_000);
export const action = z.enum(ACTIONS);
const outcome = z.enum([
  "complete",
  "blocked",
  "refused",
  "upstream_error",
  "client_gone",
  "gateway_error",
  "abandoned",
]);

// Paths.
export const tenantParams = z.strictObject({ tenant: tenantId });
export const upstreamParams = z.strictObject({ tenant: tenantId, name: resourceName });
export const keyParams = z.strictObject({ tenant: tenantId, id: keyId });
export const agentParams = z.strictObject({ tenant: tenantId, agent: agentId });
export const policyParams = z.strictObject({ tenant: tenantId, name: resourceName });
export const policyVersionParams = z.strictObject({
  tenant: tenantId,
  name: resourceName,
  version: versionIn,
});
export const eventParams = z.strictObject({ tenant: tenantId, id: eventId });

// Queries.
const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(50).describe("Rows on a page."),
  cursor: z.string().min(1).max(64).optional().describe("`next_cursor` of the page before."),
};
export const pageQuery = z.strictObject(paging);
export const versionPageQuery = z.strictObject({ ...paging, cursor: versionIn.optional() });
export const eventQuery = z.strictObject({
  ...paging,
  agent: agentId.optional(),
  session: z.string().regex(SESSION_ID, "must be a session id").optional(),
  outcome: outcome.optional(),
  action: action.optional(),
  surface: z.string().min(1).max(64).optional(),
  since: timeIn.optional().describe("First moment, included."),
  until: timeIn.optional().describe("Last moment, excluded."),
});

// Tenants.
export const tenantInput = input(
  "TenantInput",
  z.strictObject({ id: tenantId, name: displayName }),
);
export const tenantPatch = input(
  "TenantPatch",
  z.strictObject({
    name: displayName.optional(),
    default_policy: resourceName.nullable().optional(),
    default_upstream: resourceName.nullable().optional(),
  }),
);
export const tenantView = view(
  "Tenant",
  z.strictObject({
    id: z.string(),
    name: z.string(),
    default_policy: z
      .string()
      .nullable()
      .describe("Policy of agents that name none; null: the gateway's built-in default."),
    default_upstream: z
      .string()
      .nullable()
      .describe("Upstream of agents that name none; null: the gateway's own."),
    created_at: time,
  }),
);
export const tenantPage = pageOf("TenantPage", tenantView);

// Upstreams.
const baseUrl = z
  .string()
  .max(2_048)
  .refine(isBaseUrl, "must be an http(s) URL without user, query and fragment")
  .transform((text) => text.replace(/\/+$/, ""));

function isBaseUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || /[?#\s]/.test(text)) return false;
  return ["https:", "http:"].includes(url.protocol) && url.username === "" && url.password === "";
}

export const upstreamInput = input(
  "UpstreamInput",
  z
    .strictObject({
      kind: z.enum(["openai", "azure", "compatible"]),
      base_url: baseUrl
        .optional()
        .describe("As SDKs take it, with its /v1. Only `openai` has a default."),
      api_version: z
        .string()
        .regex(/^[A-Za-z0-9.-]{1,32}$/, "must be an api-version")
        .nullable()
        .default(null)
        .describe("Azure's `api-version`."),
      fallback: resourceName
        .nullable()
        .default(null)
        .describe("Another upstream of the tenant, tried when this one cannot be reached."),
      secret: secret
        .nullable()
        .optional()
        .describe(
          "The upstream's key. Absent: the stored one stays. null: callers bring their own.",
        ),
      first_byte_timeout_ms: timeoutMs.nullable().default(null),
      idle_timeout_ms: timeoutMs.nullable().default(null),
    })
    .refine((upstream) => upstream.kind === "openai" || upstream.base_url !== undefined, {
      path: ["base_url"],
      message: "is needed unless kind is openai",
    }),
);
export const upstreamView = view(
  "Upstream",
  z.strictObject({
    name: z.string(),
    kind: z.enum(["openai", "azure", "compatible"]),
    base_url: z.string(),
    api_version: z.string().nullable(),
    fallback: z.string().nullable(),
    has_secret: z.boolean(),
    secret_kid: z.string().nullable().describe("The master key that the secret is sealed with."),
    first_byte_timeout_ms: z.int().nullable(),
    idle_timeout_ms: z.int().nullable(),
    updated_at: time,
  }),
);
export const upstreamPage = pageOf("UpstreamPage", upstreamView);
export const rotationView = view(
  "VaultRotation",
  z.strictObject({
    current_kid: z.string(),
    resealed: z.int(),
    unreadable: z.int().describe("Secrets whose master key is gone; they must be uploaded again."),
    unreadable_upstreams: z
      .array(z.strictObject({ tenant: z.string(), name: z.string() }))
      .describe("The first of the unreadable ones."),
    complete: z.boolean().describe("False: there is more to do; call again."),
  }),
);

export const alertSecretView = view(
  "AlertSecret",
  z.strictObject({
    secret: z.string().describe("Key of the HMAC-SHA-256 in x-edgewarden-signature, as it stands."),
  }),
);

// Keys.
export const keyInput = input(
  "KeyInput",
  z.strictObject({
    label: displayName,
    agents: z
      .array(agentGlob)
      .min(1)
      .max(100)
      .nullable()
      .default(null)
      .describe("Agents that the key may speak for; absent or null: all."),
    expires_at: timeIn.nullable().default(null).describe("Absent or null: never."),
  }),
);
export const keyView = view(
  "Key",
  z.strictObject({
    id: z.string(),
    label: z.string(),
    agents: z.array(z.string()).nullable(),
    created_at: time,
    expires_at: time.nullable(),
    revoked_at: time.nullable(),
  }),
);
export const newKeyView = view(
  "NewKey",
  z.strictObject({
    ...keyView.shape,
    key: z.string().describe("The key itself. Shown here and never again."),
  }),
);
export const keyPage = pageOf("KeyPage", keyView);

// Agents.
export const agentInput = input(
  "AgentInput",
  z.strictObject({
    id: agentId,
    name: displayName.optional().describe("Absent: the id."),
    policy: resourceName.nullable().default(null),
    upstream: resourceName.nullable().default(null),
  }),
);
export const agentPatch = input(
  "AgentPatch",
  z.strictObject({
    name: displayName.optional(),
    policy: resourceName.nullable().optional(),
    upstream: resourceName.nullable().optional(),
  }),
);
export const agentView = view(
  "Agent",
  z.strictObject({
    id: z.string(),
    name: z.string(),
    policy: z.string().nullable().describe("null: the tenant's."),
    upstream: z.string().nullable().describe("null: the tenant's."),
    created_at: time,
  }),
);
export const agentPage = pageOf("AgentPage", agentView);

// Policies.
const author = z.string().min(1).max(200);
const message = z.string().max(2_000);
// How much of it is a policy is for the loader to say: it answers with a place in the text.
export const source = z.string().max(LIMITS.managementBodyBytesMax).describe("The policy as YAML.");

/** Beside a body that is YAML text. A JSON body says the same and wins. */
export const policyUploadQuery = z.strictObject({
  message: message.optional(),
  author: author.optional(),
  activate: z
    .enum(["true", "false"])
    .optional()
    .transform((text) => (text === undefined ? undefined : text === "true")),
});
export const policyUpload = input(
  "PolicyUpload",
  z.strictObject({
    source,
    message: message.optional().describe("Why it changed. Default empty."),
    author: author.optional().describe("Who changed it. Default `admin`."),
    activate: z.boolean().optional().describe("Whether it comes into force at once. Default true."),
  }),
);
const policyError = view(
  "PolicyError",
  z.strictObject({
    message: z.string(),
    path: z.string().describe("For example `rules[2].allowed_tools`; empty: the document itself."),
    line: z.int().describe("From 1."),
    column: z.int().describe("From 1, in UTF-16 units."),
    found: z
      .string()
      .optional()
      .describe("What stands there: a kind of value, or the word itself."),
    expected: z.array(z.string()).readonly().optional().describe("What would be valid there."),
    suggestion: z.string().optional().describe("Which of them was probably meant."),
  }),
);
const warnings = z
  .array(policyError)
  .readonly()
  .optional()
  .describe("What is valid and may surprise: rules that cannot act, names that nothing has.");
export const policyCheck = input("PolicyCheckInput", z.strictObject({ source }));
export const policyCheckView = view(
  "PolicyCheck",
  z.strictObject({
    valid: z.literal(true),
    hash: z.string(),
    rules: z.int(),
    tests: z.int().describe("How many tests it carries; all of them pass."),
    warnings,
  }),
);
export const policyActivation = input("PolicyActivation", z.strictObject({ version }));
const policySummary = view(
  "PolicySummary",
  z.strictObject({
    name: z.string(),
    active_version: version.nullable().describe("null: no version has been activated."),
    shadow_version: version
      .nullable()
      .describe("The version that is watched on live traffic and never acts; null: none."),
    latest_version: version,
  }),
);
export const policyPage = pageOf("PolicyPage", policySummary);
export const policyVersionSummary = view(
  "PolicyVersionSummary",
  z.strictObject({
    version,
    hash: z.string().describe("SHA-256 of the compiled policy: the same rules have the same hash."),
    author: z.string(),
    message: z.string(),
    created_at: time,
  }),
);
export const policyVersionPage = pageOf("PolicyVersionPage", policyVersionSummary);
export const policyVersionView = view(
  "PolicyVersion",
  z.strictObject({ ...policyVersionSummary.shape, source: z.string() }),
);
export const policyUploadView = view(
  "PolicyUploaded",
  z.strictObject({
    ...policyVersionSummary.shape,
    name: z.string(),
    active: z.boolean(),
    warnings,
  }),
);
export const policyView = view(
  "Policy",
  z.strictObject({ ...policySummary.shape, active: policyVersionView.nullable() }),
);

// Events.
const severity = z.enum(SEVERITIES);
const inspection = z.enum(["inspected", "nothing", "uninspected", "off", "degraded"]);
export const eventView = view(
  "Event",
  z.strictObject({
    id: z.string(),
    agent: z.string(),
    session: z.string().nullable(),
    end_user: z.string().nullable().describe("Keyed hash of the end user's id."),
    at: time,
    duration_ms: z.number(),
    outcome,
    mode: z.enum(["enforce", "monitor", "off"]),
    action: action.describe("What was carried out."),
    intended: action.describe("What would be carried out in enforce mode."),
    surface: z.string(),
    method: z.string(),
    path: z.string(),
    model: z.string().nullable(),
    streamed: z.boolean(),
    status: z.int().describe("What the client saw; 0 if it left before."),
    upstream_status: z.int().nullable(),
    upstream_request_id: z.string().nullable(),
    key: z.string().nullable(),
    policy: z
      .strictObject({
        name: z.string(),
        version: z.int(),
        hash: z.string(),
        tenant: z
          .strictObject({ name: z.string(), version: z.int() })
          .optional()
          .describe("The tenant's policy, where its rules hold beside those of the agent's own."),
      })
      .nullable(),
    shadow: z
      .strictObject({
        policy: z.string(),
        version: z.int(),
        action,
        intended: action.optional().describe("In enforce mode; absent where it is `action`."),
        rules: z
          .array(z.string())
          .readonly()
          .optional()
          .describe("Rules that would have acted; absent where they are those of `reasons`."),
      })
      .nullable()
      .describe("What the version that is only watched would have done; null: none was."),
    inspection: z.strictObject({ request: inspection, response: inspection }),
    recognised: z
      .int()
      .describe("Texts of the request that its session had seen pass, not inspected again."),
    degraded: z.array(z.string()),
    reasons: z.array(
      z.strictObject({
        rule: z.string(),
        action,
        severity,
        detector: z.string(),
        path: z.string(),
      }),
    ),
    findings: z.array(
      z.strictObject({
        detector: z.string(),
        category: z.string(),
        severity,
        confidence: z.number(),
        direction: z.enum(["input", "output"]),
        path: z.string(),
        within: z
          .string()
          .optional()
          .describe(
            "Where `path` leads into JSON inside an argument: the path of the argument, in whose text `start` counts.",
          ),
        start: z.int(),
        length: z.int(),
        fingerprint: z.string().optional().describe("Absent where the policy keeps none."),
        kind: z
          .enum(SEGMENT_KINDS)
          .optional()
          .describe("Who speaks in the text; absent where that was not recorded."),
        layer: z
          .enum(["pattern", "classifier", "judge"])
          .optional()
          .describe("What saw it; absent: a pattern."),
        view: z
          .strictObject({
            decoding: z.array(z.string()).readonly(),
            start: z.int(),
            length: z.int(),
          })
          .optional()
          .describe(
            "Where it stands only in a decoded form: what was undone, outermost first, and where.",
          ),
        words: z
          .array(z.strictObject({ start: z.int(), length: z.int() }))
          .readonly()
          .optional()
          .describe("The words that weighed most, by their places in the text."),
        declared: z
          .strictObject({
            content: z.enum(DECLARED_CONTENTS),
            by: z.enum(["policy", "schema", "parameter", "tool"]),
          })
          .optional()
          .describe("Of an argument: what it was taken to hold, and who said so."),
      }),
    ),
    tool_calls: z.array(z.string()),
    reads: z
      .array(z.strictObject({ tool: z.string(), traits: z.array(z.enum(TOOL_TRAITS)) }))
      .describe(
        "Tools whose results were read, and what they do with data, where a rule asks for the flow of data.",
      ),
    dropped_calls: z.int(),
    injection_score: z
      .number()
      .describe(
        "How surely the conversation is an attempt to take the model over, with this exchange, 0 to 1; 0 too where no rule reads it.",
      ),
    usage: z.strictObject({ input: z.int(), output: z.int() }).nullable(),
    response_id: z
      .string()
      .nullable()
      .describe("The upstream's id of the response, where later requests can go on from it."),
    error: z.string().nullable(),
  }),
);
export const eventPage = pageOf("EventPage", eventView);

// Errors.
export const errorView = view(
  "Error",
  z.strictObject({
    error: z.strictObject({
      message: z.string(),
      type: z.enum(["invalid_request_error", "server_error"]),
      param: z.string().nullable().describe("Path of the field that is wrong."),
      code: z.string(),
      details: z
        .array(policyError)
        .readonly()
        .optional()
        .describe("Every problem of a policy that does not load."),
    }),
  }),
);
