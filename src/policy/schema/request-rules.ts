// Rules about a request as a whole: its model, its parameters, its endpoint, its files.
import * as z from "zod";
import { requestParametersShape } from "../request-parameters-schema.ts";
import { COMMON, JUDGING, actionOf } from "./common.ts";
import { GLOBS, NAME } from "./values.ts";

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
    ...requestParametersShape,
  })
  .refine(
    (rule) =>
      Object.keys(requestParametersShape).some(
        (field) => rule[field as keyof typeof requestParametersShape] !== undefined,
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
