// What a client is told when policy blocks.
import { stops, type Decision } from "../domain/decision.ts";
import type { ApiError } from "../openai/error-envelope.ts";

/** The error that a client is told when policy blocks. */
export function blockError(
  decision: Decision,
  options: {
    readonly requestId: string;
    readonly direction: "input" | "output";
    readonly explain: boolean;
  },
): ApiError {
  const severe = decision.reasons.filter(({ action }) => stops(action));
  // Where a redaction could not be carried out, the rules that asked for it block.
  const blocking = severe.length > 0 ? severe : decision.reasons;
  const rules = [...new Set(blocking.map(({ rule }) => rule))];
  const named = options.explain && rules.length > 0 ? ` by policy rule ${rules.join(", ")}` : "";
  const what = options.direction === "input" ? "request" : "response";
  const { action } = decision;
  const held = action === "review" ? "held for review" : "blocked";
  const said = decision.answer?.message ?? `This ${what} was ${held}${named}.`;
  return {
    message: `${said} Request id: ${options.requestId}`,
    type: "invalid_request_error",
    param: blocking[0]?.path ?? null,
    code: "policy_violation",
    edgewarden: {
      request_id: options.requestId,
      direction: options.direction,
      // Where only a change could not be carried out, that blocks.
      action: stops(action) ? action : "block",
      ...(options.explain && { rules }),
    },
  };
}
