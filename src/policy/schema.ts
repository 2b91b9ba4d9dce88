// The policy language, version 1.0: one schema from which types, checks and "what would be valid"
// all come. A policy is plain data; `rules.ts` gives it meaning.
import * as z from "zod";

const NAME = z.string().min(1).max(128);
const GLOBS = z.array(NAME).min(1).max(1_000);
const CONFIDENCE = z.number().min(0).max(1);

const SEVERITY = z.enum(["info", "low", "medium", "high", "critical"]);
const ACTION = z.enum(["allow", "flag", "redact", "block"]);
const DIRECTION = z.enum(["input", "output", "both"]);
const ON_ERROR = z.enum(["fail_closed", "fail_open"]);

const COMMON = {
  name: NAME,
  action: ACTION,
  /** How bad it is when the rule acts; recorded, and shown in the error. */
  severity: SEVERITY.default("high"),
  /** Agents that the rule is for, as globs; absent: all. */
  agents: GLOBS.optional(),
  /** What happens when the rule's detector fails; absent: `defaults.on_error`. */
  on_error: ON_ERROR.optional(),
};

/** Which functions an agent may call. Names are globs; a denied name is denied whatever allows it. */
const toolAccess = z
  .strictObject({
    scanner: z.literal("tool_access"),
    ...COMMON,
    action: z.enum(["flag", "block"]),
    allowed_tools: GLOBS.optional(),
    denied_tools: GLOBS.optional(),
  })
  .refine((rule) => rule.allowed_tools !== undefined || rule.denied_tools !== undefined, {
    message: "a tool_access rule needs allowed_tools, denied_tools or both",
  });

/** Personal data: cards, IBAN, social security numbers, e-mail addresses, phone numbers, ... */
const pii = z.strictObject({
  scanner: z.literal("pii"),
  ...COMMON,
  direction: DIRECTION.default("both"),
  types: GLOBS.optional(),
  threshold: CONFIDENCE.default(0.5),
});

/** API keys, tokens, private keys. */
const secrets = z.strictObject({
  scanner: z.literal("secrets"),
  ...COMMON,
  direction: DIRECTION.default("both"),
  types: GLOBS.optional(),
  threshold: CONFIDENCE.default(0.5),
});

/** Instructions that try to take over the model, in messages, documents and tool results. */
const promptInjection = z.strictObject({
  scanner: z.literal("prompt_injection"),
  ...COMMON,
  action: z.enum(["allow", "flag", "block"]),
  direction: z.literal("input").default("input"),
  threshold: CONFIDENCE.default(0.8),
});

/** Payloads in the arguments of tool calls: SQL, shell, paths, URLs. */
const toolArguments = z.strictObject({
  scanner: z.literal("arguments"),
  ...COMMON,
  action: z.enum(["allow", "flag", "block"]),
  /** Tools that the rule is for, as globs; absent: all. */
  tools: GLOBS.optional(),
  /** Categories that the rule is for, as globs; absent: all. */
  types: GLOBS.optional(),
  threshold: CONFIDENCE.default(0.8),
});

const RULES = {
  tool_access: toolAccess,
  pii,
  secrets,
  prompt_injection: promptInjection,
  arguments: toolArguments,
};

const rule = z.discriminatedUnion("scanner", [
  toolAccess,
  pii,
  secrets,
  promptInjection,
  toolArguments,
]);

const defaults = z.strictObject({
  /** What happens when a detector or a store fails. */
  on_error: ON_ERROR.default("fail_closed"),
  /**
   * Whether a request passes that is not inspected, as a whole or a file in it that cannot be read.
   * The event says so either way.
   */
  uninspected: z.enum(["allow", "block"]).default("allow"),
  /**
   * Whether a tool call that is blocked takes its answer with it, or only itself: the other calls
   * and the text then pass. What is wrong with more than single calls blocks the answer either way.
   */
  blocked_calls: z.enum(["block", "drop"]).default("block"),
  /** Whether a blocked client is told which rules acted. */
  explain: z.boolean().default(true),
  /** When the sound of an answer leaves, where a rule could redact or block its transcript. */
  realtime_audio: z.enum(["hold", "whole", "pass"]).default("hold"),
});

export const policySchema = z.strictObject({
  version: z.literal("1.0"),
  mode: z.enum(["enforce", "monitor", "off"]).default("enforce"),
  defaults: defaults.prefault({}),
  rules: z.array(rule).max(500).default([]),
});

/** A policy as data, with every default filled in. */
export type Policy = z.infer<typeof policySchema>;

/** One rule of a policy. */
export type Rule = Policy["rules"][number];

/** The scanners that a rule can name. */
export const SCANNERS: readonly string[] = Object.keys(RULES);

/** The fields that are valid at a place in a policy document; null where the place is unknown. */
export function validFields(path: readonly PropertyKey[], document: unknown): string[] | null {
  if (path.length === 0) return Object.keys(policySchema.shape);
  if (path[0] === "defaults" && path.length === 1) return Object.keys(defaults.shape);
  if (path[0] !== "rules" || path.length !== 2) return null;
  const scanner = scannerAt(path, document);
  return scanner === null ? null : Object.keys(RULES[scanner].shape);
}

function scannerAt(path: readonly PropertyKey[], document: unknown): keyof typeof RULES | null {
  const rules = (document as { rules?: unknown } | null)?.rules;
  const entry: unknown = Array.isArray(rules) ? rules[Number(path[1])] : null;
  const scanner = (entry as { scanner?: unknown } | null)?.scanner;
  return typeof scanner === "string" && Object.hasOwn(RULES, scanner)
    ? (scanner as keyof typeof RULES)
    : null;
}
