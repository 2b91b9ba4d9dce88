// What a rule may say of the arguments of a call, as policies write it. `constraint.ts` gives it
// meaning.
import * as z from "zod";
import { LIMITS } from "../../domain/limits.ts";
import { emailSchema } from "./email-constraint.ts";
import { pathSchema } from "./path-constraint.ts";
import { sqlSchema } from "./sql-constraint.ts";
import { urlSchema } from "./url-constraint.ts";

const TYPE = z.enum(["string", "number", "integer", "boolean", "array", "object", "null"]);
const COUNT = z.number().int().min(0);
const PATTERN = z.string().min(1).max(LIMITS.patternCharsMax);
const CLAIM = z.string().min(1).max(256);

/**
 * What one parameter must be. `null` counts as absent, but for `forbidden` and `type`. What speaks
 * of texts (`pattern`, `url`, `path`, `sql`, `email`, lengths) holds for every text of a list, and
 * nothing but texts; what speaks of numbers takes no texts with digits in them.
 */
export const parameter = z
  .strictObject({
    type: z.union([TYPE, z.array(TYPE).min(1)]).optional(),
    required: z
      .boolean()
      .optional()
      .describe(
        "It must be there. Default false, but true with `equals_claim` and `one_of_claim`.",
      ),
    forbidden: z.literal(true).optional().describe("It must not be there."),
    enum: z.array(z.json()).min(1).max(LIMITS.enumValuesMax).optional(),
    const: z.json().optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    min_length: COUNT.optional().describe("Characters of a text, as code points."),
    max_length: COUNT.optional(),
    max_items: COUNT.optional().describe("Elements of a list."),
    pattern: PATTERN.optional().describe(
      "RE2: what a text must hold somewhere; `^` and `$` make it all of it.",
    ),
    not_pattern: PATTERN.optional().describe("RE2: what no text may hold."),
    url: urlSchema.optional(),
    path: pathSchema.optional(),
    sql: sqlSchema.optional(),
    email: emailSchema.optional(),
    max_bytes: COUNT.optional().describe(
      "UTF-8 bytes of a text, of any other value those of its JSON.",
    ),
    equals_claim: CLAIM.optional().describe(
      "The claim of the user that the value must equal, as text or number.",
    ),
    one_of_claim: CLAIM.optional().describe(
      "The claim of the user, a list, that must hold the value.",
    ),
  })
  .refine((spec) => Object.keys(spec).length > 0, { message: "a constraint says something" })
  .refine((spec) => spec.forbidden === undefined || Object.keys(spec).length === 1, {
    message: "a forbidden parameter has no other constraint",
  });

/** The fields of a rule that constrain arguments, to stand among its others. */
export const constraintShape = {
  params: z
    .record(z.string().max(512), parameter)
    .refine((params) => Object.keys(params).length <= LIMITS.constrainedParametersMax, {
      message: `at most ${LIMITS.constrainedParametersMax} parameters`,
    })
    .optional()
    .describe("Constraints by path: `sql`, `items[*].price`, `*`, `**.url`."),
  schema: z
    .union([z.boolean(), z.record(z.string(), z.json())])
    .optional()
    .describe("JSON Schema (draft 2020-12) of all arguments."),
  additional: z
    .enum(["allow", "deny"])
    .optional()
    .describe(
      "Whether parameters pass that neither `params` nor `schema.properties` names. Default allow.",
    ),
  max_bytes: COUNT.optional().describe("UTF-8 bytes of all arguments as the model wrote them."),
};

/** The fields as an object of their own. */
export const constraintSchema = z.strictObject(constraintShape);

/** Constraints as a policy writes them. */
export type ConstraintSpec = z.infer<typeof constraintSchema>;

/** What is said of one parameter. */
export type ParameterSpec = z.infer<typeof parameter>;
