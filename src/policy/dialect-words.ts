// The words of other policy languages and what ours calls the same. Data only; `dialect.ts` applies
// it. "Rune" is runesec.dev: its documentation (docs/policies, docs/sdk-reference, guides) has two
// dialects of its own, and both are meant to load as they stand.
import type { Scanner } from "./schema/document.ts";
import { THRESHOLD_OF_SENSITIVITY } from "./sensitivity.ts";

/** A field by another name. */
export interface FieldWord {
  /** Where it stands in our language, from the rule. */
  readonly to: readonly [string] | readonly [string, string];
  /** Its value in our language; default as it is. */
  readonly value?: (value: unknown) => unknown;
  /** Ours is a list; a single text becomes one. */
  readonly isList?: boolean;
}

/** A scanner by another name, with names of fields that only it has. */
export interface ScannerWords {
  readonly scanner: (rule: Readonly<Record<string, unknown>>) => Scanner;
  readonly fields: Readonly<Record<string, FieldWord>>;
}

function list(...to: readonly [string] | readonly [string, string]): FieldWord {
  return { to, isList: true };
}

/** Scanners, and what Rune's older dialect calls `type`. */
export const DIALECT_SCANNERS: Readonly<Record<string, ScannerWords>> = {
  // Rune, docs/policies: `type: tool_allowlist` with `tools`.
  tool_allowlist: { scanner: () => "tool_access", fields: { tools: list("allowed_tools") } },
  // Rune, docs/policies: `type: tool_denylist` with `tools`.
  tool_denylist: { scanner: () => "tool_access", fields: { tools: list("denied_tools") } },
  // Rune, docs/policies: `type: data_protection` with `patterns: [ssn, credit_card, ...]`.
  data_protection: { scanner: () => "pii", fields: { patterns: list("types") } },
  // Rune, guides and solutions: names of the scanners of its results.
  pii_detection: { scanner: () => "pii", fields: {} },
  secret_detection: { scanner: () => "secrets", fields: {} },
  secrets_detection: { scanner: () => "secrets", fields: {} },
  // Rune, solutions: `scanner: tool_call`, with or without lists of tools.
  tool_call: {
    scanner: (rule) =>
      ["allowed_tools", "denied_tools", "blocked_tools"].some((field) => field in rule)
        ? "tool_access"
        : "arguments",
    fields: {},
  },
  // mcp-scan and Snyk Agent Scan: what was read by one tool reaches another that leads outside.
  toxic_flow: { scanner: () => "data_flow", fields: {} },
  toxic_flows: { scanner: () => "data_flow", fields: {} },
  // Names that scanners of texts have in most gateways (LLM Guard, LiteLLM, Portkey).
  regex: {
    scanner: () => "content",
    fields: { pattern: list("patterns"), regex: list("patterns"), patterns: list("patterns") },
  },
  keywords: {
    scanner: () => "content",
    fields: { words: list("keywords"), terms: list("keywords"), keywords: list("keywords") },
  },
  max_length: {
    scanner: () => "content",
    fields: {
      max_length: { to: ["max_chars"] },
      max: { to: ["max_chars"] },
      limit: { to: ["max_chars"] },
    },
  },
  language: {
    scanner: () => "content",
    fields: {
      languages: list("languages", "allow"),
      allowed_languages: list("languages", "allow"),
      allow: list("languages", "allow"),
      denied_languages: list("languages", "deny"),
      deny: list("languages", "deny"),
    },
  },
  canary: {
    scanner: () => "content",
    fields: {
      canary: list("canaries"),
      token: list("canaries"),
      tokens: list("canaries"),
      canary_tokens: list("canaries"),
    },
  },
};

/** Fields that may stand in any rule whose kind has the field of ours. */
export const FIELD_WORDS: Readonly<Record<string, FieldWord>> = {
  // The name that most rule languages have for it.
  id: { to: ["name"] },
  // Rune, docs/sdk-reference: what happens on a block, as the SDK has it.
  on_block: { to: ["action"] },
  actions: { to: ["action"] },
  // Rune, docs/policies: `mcp.servers.<name>.blocked_tools`, in rules as well.
  blocked_tools: list("denied_tools"),
  tool: list("tools"),
  // Cloudflare, Azure and OpenAI's guardrails: how easily a scanner speaks up.
  sensitivity: { to: ["threshold"], value: thresholdFor },
};

/** The threshold that a word for a sensitivity stands for; anything else as it is. */
function thresholdFor(said: unknown): unknown {
  const points = new Map<unknown, number>(Object.entries(THRESHOLD_OF_SENSITIVITY));
  return typeof said === "string" ? (points.get(said.toLowerCase()) ?? said) : said;
}

/** Actions. What others call otherwise and we could take for two things is left to "did you mean". */
export const ACTION_WORDS: Readonly<Record<string, string>> = {
  // Rune, docs/sdk-reference: `on_block: raise`.
  raise: "block",
};

/** `mode`: what notes and carries nothing out. */
export const MODE_WORDS: Readonly<Record<string, string>> = {
  // OpenRouter and admission controllers of Kubernetes.
  audit: "monitor",
  // Cloudflare and most feature flags.
  shadow: "monitor",
};

/** Kinds of personal data by their names in Rune (docs/policies) and in plain speech. */
export const PII_TYPES: Readonly<Record<string, string>> = {
  ssn: "US_SSN",
  us_ssn: "US_SSN",
  social_security_number: "US_SSN",
  credit_card: "CREDIT_CARD",
  credit_card_number: "CREDIT_CARD",
  card_number: "CREDIT_CARD",
  email: "EMAIL",
  email_address: "EMAIL",
  phone: "PHONE",
  phone_number: "PHONE",
  iban: "IBAN",
};

/** What `data_protection` counts among data and we find as secrets. */
export const SECRET_TYPES: readonly string[] = [
  "api_key",
  "api_keys",
  "access_token",
  "aws_key",
  "credential",
  "credentials",
  "jwt",
  "private_key",
  "secret",
  "secrets",
  "token",
];
