// What can be wrong with a management request, and the one place that turns it into a reply: an
// OpenAI error envelope that names the field. A problem never repeats what the caller sent.
import type { PolicyError } from "../policy/load.ts";

/** A reason for which a management request is not done. */
export type Problem =
  /** The token that opens the API is not configured, or is too weak to open anything. */
  | { readonly reason: "closed"; readonly message: string }
  | { readonly reason: "unauthorized" }
  | { readonly reason: "no-such-route" }
  | { readonly reason: "method-not-allowed"; readonly allow: readonly string[] }
  /** The body is not what its type says, or a value is not acceptable; `param` is its path. */
  | { readonly reason: "invalid"; readonly message: string; readonly param: string | null }
  | { readonly reason: "too-large"; readonly bytesMax: number }
  | { readonly reason: "media-type"; readonly expected: readonly string[] }
  /** What the path names does not exist. */
  | { readonly reason: "not-found"; readonly what: string; readonly param: string }
  | { readonly reason: "exists"; readonly what: string; readonly param: string }
  | { readonly reason: "in-use"; readonly message: string; readonly param: string }
  | { readonly reason: "policy-invalid"; readonly errors: readonly PolicyError[] }
  /** The policy loads, and tests in it fail. */
  | { readonly reason: "policy-tests-failed"; readonly errors: readonly PolicyError[] }
  /** Secrets cannot be sealed or opened, because the master keys are missing or malformed. */
  | { readonly reason: "no-vault" }
  /** We failed. What exactly is in the log and not in the reply. */
  | { readonly reason: "failed" };

/** The reply for a problem. */
export function problemReply(problem: Problem): Response {
  const { status, headers = {}, message, param = null, code, details } = describe(problem);
  const type = status >= 500 ? "server_error" : "invalid_request_error";
  return Response.json({ error: { message, type, param, code, details } }, { status, headers });
}

interface Described {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly param?: string | null;
  readonly details?: readonly PolicyError[];
  readonly headers?: Record<string, string>;
}

function describe(problem: Problem): Described {
  switch (problem.reason) {
    case "closed":
      return { status: 503, code: "management_closed", message: problem.message };
    case "unauthorized":
      return {
        status: 401,
        code: "invalid_admin_token",
        message: "Send the admin token as `Authorization: Bearer <token>`.",
        headers: { "www-authenticate": "Bearer" },
      };
    case "no-such-route":
      return { status: 404, code: "unknown_url", message: "There is nothing at this path." };
    case "method-not-allowed": {
      const allow = problem.allow.join(", ");
      return {
        status: 405,
        code: "method_not_allowed",
        message: `This path takes ${allow}.`,
        headers: { allow },
      };
    }
    case "invalid":
      return {
        status: 400,
        code: "invalid_value",
        message: problem.message,
        param: problem.param,
      };
    case "too-large":
      return {
        status: 413,
        code: "request_too_large",
        message: `The body is larger than ${problem.bytesMax} bytes.`,
      };
    case "media-type":
      return {
        status: 415,
        code: "unsupported_media_type",
        message: `The body must be ${problem.expected.join(" or ")}, not compressed.`,
      };
    case "not-found":
      return {
        status: 404,
        code: "not_found",
        message: `There is no such ${problem.what}.`,
        param: problem.param,
      };
    case "exists":
      return {
        status: 409,
        code: "already_exists",
        message: `There is already such a ${problem.what}.`,
        param: problem.param,
      };
    case "in-use":
      return { status: 409, code: "in_use", message: problem.message, param: problem.param };
    case "policy-invalid":
      return {
        status: 422,
        code: "invalid_policy",
        message: policyMessage("The policy does not load", problem.errors),
        param: "source",
        details: problem.errors,
      };
    case "policy-tests-failed":
      return {
        status: 422,
        code: "policy_test_failed",
        message: policyMessage("A test of the policy fails", problem.errors),
        param: "source",
        details: problem.errors,
      };
    case "no-vault":
      return {
        status: 503,
        code: "vault_closed",
        message:
          "EDGEWARDEN_MASTER_KEYS is missing or malformed; it must be kid:base64-of-32-bytes.",
      };
    case "failed":
      return { status: 500, code: "internal_error", message: "The gateway failed. Try again." };
  }
}

function policyMessage(what: string, errors: readonly PolicyError[]): string {
  const first = errors[0];
  if (first === undefined) return `${what}.`;
  const where = `line ${first.line}, column ${first.column}`;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  return `${what}: ${where}: ${first.message}${more}.`;
}
