// What a rule may say of a request's own parameters, as policies write it. `request-parameters.ts`
// gives it meaning.
import * as z from "zod";
import { pathSteps } from "../domain/json-path.ts";

/** A member of the body, in objects only: `reasoning.effort`. */
const PATH = z
  .string()
  .min(1)
  .max(256)
  .refine((path) => pathSteps(path)?.every((step) => typeof step === "string") === true, {
    message: "a path of members, such as reasoning.effort",
  });

const FIELDS_MAX = 100;

function byPath<T extends z.ZodType>(value: T): z.ZodRecord<typeof PATH, T> {
  return z.record(PATH, value).refine((map) => Object.keys(map).length <= FIELDS_MAX, {
    message: `at most ${FIELDS_MAX} parameters`,
  });
}

/** The fields of a rule on parameters, to stand among its others. */
export const requestParametersShape = {
  max: byPath(z.number())
    .optional()
    .describe(
      "Largest numbers by path. `max_tokens` speaks of the output, whatever the endpoint calls it, and of requests that leave it out; `n`, `temperature` and `top_p` of their defaults too. With `action: rewrite` a larger one becomes this one.",
    ),
  force: byPath(z.json())
    .optional()
    .describe(
      "What must be so, by path: other values, and none at all, violate. With `action: rewrite` it is set.",
    ),
  forbid: z
    .array(PATH)
    .min(1)
    .max(FIELDS_MAX)
    .optional()
    .describe("What must be absent, `null` or false. With `action: rewrite` it is taken out."),
  require: z
    .array(z.union([PATH, z.strictObject({ path: PATH, equals: z.json() })]))
    .min(1)
    .max(FIELDS_MAX)
    .optional()
    .describe("What must be there, or there and equal."),
  require_response_schema: z
    .boolean()
    .optional()
    .describe("Answers must be held to a JSON Schema (`json_schema`)."),
  require_strict_tools: z
    .boolean()
    .optional()
    .describe("Every function must be declared `strict: true`."),
  mcp_require_approval: z
    .literal("always")
    .optional()
    .describe("Every MCP server must ask before each call: its calls then come by the gateway."),
  mcp_strip_authorization: z
    .boolean()
    .optional()
    .describe("No credentials may go to MCP servers (`authorization`, `headers`)."),
};

/** The fields as an object of their own. */
export const requestParametersSchema = z.strictObject(requestParametersShape);

/** What a policy says of parameters. */
export type RequestParametersSpec = z.infer<typeof requestParametersSchema>;
