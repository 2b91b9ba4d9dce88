// Rules that read what detectors found in texts.
import * as z from "zod";
import { COMMON, JUDGING, JUDGING_OR_ALLOW, ON, ON_UNTRUSTED } from "./common.ts";
import { CONFIDENCE, DIRECTION, GLOBS, JSON_VALUE, NAME } from "./values.ts";

const TYPES = GLOBS.optional().describe(
  "Categories or detector ids, as globs in any case: `credit_card`, `secrets.github-token`; default: all.",
);

const REPLACEMENT = z
  .string()
  .max(500)
  .optional()
  .describe(
    "With `action: rewrite`, what stands in the place of what was found; default: nothing.",
  );

const THRESHOLD = CONFIDENCE.describe("Findings that are less sure than this are not read.");

/** What is said of data that must not pass, whichever way. */
const OF_DATA = {
  ...COMMON,
  direction: DIRECTION.default("both"),
  on: ON,
  types: TYPES,
  threshold: THRESHOLD.default(0.5),
  replacement: REPLACEMENT,
};

/** Personal data: cards, IBAN, social security numbers, e-mail addresses, phone numbers. */
export const pii = z.strictObject({ scanner: z.literal("pii"), ...OF_DATA });

/** API keys, tokens, private keys. */
export const secrets = z.strictObject({ scanner: z.literal("secrets"), ...OF_DATA });

/** What is said of attempts to take the model over. */
const OF_INJECTION = {
  ...COMMON,
  action: JUDGING_OR_ALLOW,
  direction: z.literal("input").default("input"),
  on: ON_UNTRUSTED,
  sensitivity: z
    .enum(["low", "medium", "high"])
    .optional()
    .describe(
      "How easily the rule speaks up: `low` from a confidence of 0.95 on, `medium` from 0.8, `high` from 0.6; default `medium`, where no `threshold` says it in a number.",
    ),
  threshold: THRESHOLD.optional().describe(
    "The same as a number, instead of `sensitivity`: findings that are less sure than this are not read.",
  ),
};

/** A word and a number for one thing would leave it open which of them holds. */
const ONE_SENSITIVITY = {
  message: "sensitivity and threshold say the same thing: give one of them",
  path: ["sensitivity"],
};

function hasOneSensitivity(rule: { sensitivity?: unknown; threshold?: unknown }): boolean {
  return rule.sensitivity === undefined || rule.threshold === undefined;
}

/** Instructions that try to take over the model, in messages, documents and tool results. */
export const promptInjection = z
  .strictObject({ scanner: z.literal("prompt_injection"), ...OF_INJECTION, types: TYPES })
  .refine(hasOneSensitivity, ONE_SENSITIVITY);

/** Attempts to talk the model out of its rules: personas, fictions, claims that nothing is forbidden. */
export const jailbreak = z
  .strictObject({ scanner: z.literal("jailbreak"), ...OF_INJECTION })
  .refine(hasOneSensitivity, ONE_SENSITIVITY);

/** Data on its way out: images and links that carry it, invisible text, terminal escapes. */
export const dataExfiltration = z.strictObject({
  scanner: z.literal("data_exfiltration"),
  ...COMMON,
  direction: DIRECTION.default("output"),
  on: ON,
  types: TYPES,
  threshold: THRESHOLD.default(0.8),
  allowed_hosts: GLOBS.optional().describe("Hosts to which images and links may lead."),
  replacement: REPLACEMENT,
});

/** What developers tell the model, told on: its words, the codes in them, the canary. */
export const promptLeak = z.strictObject({
  scanner: z.literal("prompt_leak"),
  ...COMMON,
  direction: z.literal("output").default("output"),
  types: TYPES,
  threshold: THRESHOLD.default(0.8),
  min_words: z
    .int()
    .min(6)
    .max(200)
    .default(10)
    .describe(
      "Words of the system prompt in a row that are a leak, or half as many more with other words between them; where several rules name a number, the smallest.",
    ),
  canary: z
    .boolean()
    .optional()
    .describe(
      "Adds a line with a token to the system prompt that is sent on, and looks for the token; default false.",
    ),
  replacement: REPLACEMENT,
});

/** Payloads in the arguments of tool calls: SQL, shell, paths, URLs. */
export const toolArguments = z.strictObject({
  scanner: z.literal("arguments"),
  ...COMMON,
  action: JUDGING_OR_ALLOW,
  tools: GLOBS.optional().describe("Tools that the rule is for, as globs; default: all."),
  types: TYPES,
  malformed: z
    .boolean()
    .optional()
    .describe(
      "Whether arguments that clients do not all read the same way count (no JSON, no object, a name twice, half of a surrogate pair, numbers that are rounded); default true.",
    ),
  threshold: THRESHOLD.default(0.8),
});

/** The policy's own words: expressions, keywords, canaries, languages, length. */
export const content = z
  .strictObject({
    scanner: z.literal("content"),
    ...COMMON,
    direction: DIRECTION.default("both"),
    on: ON,
    patterns: z
      .array(z.string().min(1).max(2_000))
      .min(1)
      .max(200)
      .optional()
      .describe("Regular expressions in RE2 syntax (linear time, no look-around)."),
    keywords: z
      .array(z.string().min(1).max(200))
      .min(1)
      .max(5_000)
      .optional()
      .describe("Words and phrases, found as whole words."),
    canaries: z
      .array(z.string().min(6).max(500))
      .min(1)
      .max(1_000)
      .optional()
      .describe("Texts that stand nowhere but where you put them, such as a marked system prompt."),
    case_sensitive: z.boolean().optional().describe("For keywords and patterns; default false."),
    max_chars: z
      .int()
      .min(1)
      .max(100_000_000)
      .optional()
      .describe("Longest text, in UTF-16 units."),
    languages: z
      .strictObject({
        allow: z.array(NAME).min(1).max(50).optional(),
        deny: z.array(NAME).min(1).max(50).optional(),
      })
      .refine((of) => (of.allow === undefined) !== (of.deny === undefined), {
        message: "languages needs either allow or deny",
      })
      .optional()
      .describe("ISO 639-1 codes. Text whose language is not certain passes."),
    replacement: REPLACEMENT,
  })
  .refine(
    (rule) =>
      [rule.patterns, rule.keywords, rule.canaries, rule.max_chars, rule.languages].some(
        (given) => given !== undefined,
      ),
    { message: "a content rule needs patterns, keywords, canaries, max_chars or languages" },
  );

/** Answers must be JSON of a certain shape. */
export const outputSchema = z.strictObject({
  scanner: z.literal("output_schema"),
  ...COMMON,
  action: JUDGING,
  schema: JSON_VALUE.describe("JSON Schema (draft 2020-12) that the text of an answer must meet."),
});
