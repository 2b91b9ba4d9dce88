// Rules about a request as a whole: its model, its parameters, its endpoint, its files.
import * as z from "zod";
import { COMMON, JUDGING, actionOf } from "./common.ts";
import { GLOBS, JSON_VALUE, NAME } from "./values.ts";

/** Which models may be asked. */
export const models = z
  .strictObject({
    scanner: z.literal("models"),
    ...COMMON,
    action: actionOf("log", "flag", "alert", "rewrite", "review", "block", "terminate_session"),
    allow: GLOBS.optional(),
    deny: GLOBS.optional(),
    use: NAME.optional().describe("With `action: rewrite`, the model that is asked instead."),
  })
  .refine((rule) => rule.allow !== undefined || rule.deny !== undefined, {
    message: "a models rule needs allow, deny or both",
  })
  .refine((rule) => (rule.action === "rewrite") === (rule.use !== undefined), {
    message: "`use` and `action: rewrite` go together",
    path: ["use"],
  });

/** Which parts of the API may be used. */
export const endpointAccess = z
  .strictObject({
    scanner: z.literal("endpoint_access"),
    ...COMMON,
    action: JUDGING,
    allow: GLOBS.optional().describe("Surfaces, or `METHOD surface`, as globs: `GET responses`."),
    deny: GLOBS.optional(),
  })
  .refine((rule) => rule.allow !== undefined || rule.deny !== undefined, {
    message: "an endpoint_access rule needs allow, deny or both",
  });

/** What a request's parameters may be: bounded, forced, forbidden, required. */
export const requestParameters = z
  .strictObject({
    scanner: z.literal("request_parameters"),
    ...COMMON,
    action: actionOf("log", "flag", "alert", "rewrite", "review", "block", "terminate_session"),
    max: z
      .record(NAME, z.number())
      .optional()
      .describe(
        "Largest values by path. `max_tokens` speaks for all three names of that bound. With `action: rewrite` a larger value becomes this one.",
      ),
    force: z
      .record(NAME, JSON_VALUE)
      .optional()
      .describe("Values by path; with `action: rewrite` they are set whatever the client sent."),
    forbid: GLOBS.optional().describe("Paths that must be absent, null or false."),
    require: z.array(NAME).min(1).max(100).optional().describe("Paths that must be present."),
    require_response_schema: z
      .boolean()
      .optional()
      .describe("Answers must be asked for as a JSON Schema."),
  })
  .refine(
    (rule) =>
      [rule.max, rule.force, rule.forbid, rule.require, rule.require_response_schema].some(
        (given) => given !== undefined,
      ),
    { message: "a request_parameters rule needs max, force, forbid or require" },
  );

/** Which files may be sent. */
export const files = z.strictObject({
  scanner: z.literal("files"),
  ...COMMON,
  action: JUDGING,
  types_allowed: GLOBS.optional().describe(
    "Kinds of files, by extension or media type: `pdf`, `csv`, `image/*`.",
  ),
  types_denied: GLOBS.optional(),
  purposes: GLOBS.optional().describe("Purposes that an upload may state."),
  max_bytes: z.int().min(1).max(1_000_000_000).optional(),
  unscannable: z
    .boolean()
    .optional()
    .describe("Match files that no detector can read: pictures, archives, enciphered PDFs."),
});
