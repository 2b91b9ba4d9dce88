// Everything that ends a request with an error of ours, and how each is told to the client.
import { errorType, type ApiError } from "../openai/error-envelope.ts";

/** An error of ours: what the client is told. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly param?: string;
  /** For 429 and 503: after how many ms to try again. */
  readonly retryAfterMs?: number;
  /** Extra members for the client, under `edgewarden`. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The reasons why a request is not acceptable, each with its status, code and words. */
export const REFUSALS = {
  missingKey: {
    status: 401,
    code: "missing_gateway_key",
    message:
      "No gateway key. Send one as the API key (Authorization: Bearer ew_...) or in x-edgewarden-key.",
  },
  invalidKey: {
    status: 401,
    code: "invalid_gateway_key",
    message: "This gateway key is not valid: it is wrong, revoked or expired.",
  },
  unknownTenant: {
    status: 404,
    code: "unknown_tenant",
    message: "There is no such tenant.",
    param: "tenant",
  },
  wrongTenant: {
    status: 403,
    code: "wrong_tenant",
    message: "This gateway key belongs to another tenant.",
    param: "tenant",
  },
  invalidAgent: {
    status: 400,
    code: "invalid_agent",
    message: "x-edgewarden-agent must be 1 to 64 letters, digits, dots, hyphens or underscores.",
    param: "x-edgewarden-agent",
  },
  agentNotAllowed: {
    status: 403,
    code: "agent_not_allowed",
    message: "This gateway key may not speak for this agent.",
    param: "x-edgewarden-agent",
  },
  invalidSession: {
    status: 400,
    code: "invalid_session",
    message: "x-edgewarden-session must be 1 to 256 visible ASCII characters.",
    param: "x-edgewarden-session",
  },
  invalidMetadata: {
    status: 400,
    code: "invalid_metadata",
    message:
      "x-edgewarden-metadata must be a JSON object of at most 4,096 characters, as it is or in base64.",
    param: "x-edgewarden-metadata",
  },
  headersTooLarge: {
    status: 400,
    code: "headers_too_large",
    message: "The request's headers or URL are too long.",
  },
  bodyTooLarge: {
    status: 413,
    code: "request_too_large",
    message: "The request body is larger than this gateway inspects.",
  },
  unsupportedEncoding: {
    status: 415,
    code: "unsupported_content_encoding",
    message: "The request body must not be compressed: it could not be inspected.",
    param: "content-encoding",
  },
  unsupportedMediaType: {
    status: 415,
    code: "unsupported_media_type",
    message: "This endpoint takes a JSON body.",
    param: "content-type",
  },
  invalidUtf8: {
    status: 400,
    code: "invalid_utf8",
    message: "The request body is not valid UTF-8.",
  },
  invalidJson: {
    status: 400,
    code: "invalid_json",
    message: "The request body is not a JSON object.",
  },
  requestBroken: {
    status: 400,
    code: "request_broken",
    message: "The request body ended before it was complete.",
  },
  tooDeep: {
    status: 400,
    code: "json_too_deep",
    message: "The request body is nested too deeply.",
  },
  malformedForm: {
    status: 400,
    code: "malformed_form",
    message: "The form is not one that every server would read the same way.",
  },
  uninspectedFile: {
    status: 403,
    code: "uninspected_file",
    message: "This file cannot be inspected, and the policy does not let it pass.",
  },
  tooManySegments: {
    status: 413,
    code: "too_many_segments",
    message: "The request has more messages and parts than this gateway inspects.",
  },
  tooManyFiles: {
    status: 413,
    code: "too_many_files",
    message: "The request has more files in it than this gateway inspects.",
  },
  malformedFile: {
    status: 400,
    code: "malformed_file_data",
    message: "The file's data are neither base64 nor a data URL.",
  },
  notUpgradable: {
    status: 400,
    code: "websocket_not_supported",
    message: "This endpoint does not take WebSocket connections.",
  },
  blockedResponse: {
    status: 400,
    code: "blocked_response",
    message: "A response that was blocked cannot be continued.",
    param: "previous_response_id",
  },
  invalidEvent: {
    status: 400,
    code: "invalid_event",
    message: "The event is not a JSON object, or is nested too deeply.",
  },
  ephemeralScope: {
    status: 403,
    code: "ephemeral_key_scope",
    message: "An ephemeral key opens realtime sessions only.",
  },
  invalidStartingAfter: {
    status: 400,
    code: "invalid_starting_after",
    message: "starting_after must be given once, as a whole number.",
    param: "starting_after",
  },
  noUpstreamCredential: {
    status: 400,
    code: "no_upstream_credential",
    message:
      "The upstream needs a key: store one for the tenant, or send yours as the API key and the gateway key in x-edgewarden-key.",
  },
  uninspectedSurface: {
    status: 403,
    code: "uninspected_surface",
    message: "The policy does not let requests pass that are not inspected.",
  },
  tooManyOpen: {
    status: 429,
    code: "too_many_open_exchanges",
    message: "This session has too many requests in progress.",
  },
  rateLimited: {
    status: 429,
    code: "rate_limit_exceeded",
    message: "A limit of this gateway's policy is reached. Try again later.",
  },
  tooManyAtOnce: {
    status: 429,
    code: "too_many_concurrent_requests",
    message: "The policy does not let more requests be in progress at once.",
  },
  budgetExhausted: {
    status: 400,
    code: "budget_exhausted",
    message: "A budget of this gateway's policy is spent. Trying again does not help.",
  },
  sessionTerminated: {
    status: 400,
    code: "session_terminated",
    message: "Policy has ended this session. Begin a new one.",
  },
  limitsUnavailable: {
    status: 503,
    code: "limits_unavailable",
    message: "The gateway cannot count this request at the moment, and the policy requires it.",
    retryAfterMs: 1_000,
  },
  configUnavailable: {
    status: 503,
    code: "configuration_unavailable",
    message: "The gateway cannot read its configuration at the moment.",
    retryAfterMs: 1_000,
  },
  policyMissing: {
    status: 503,
    code: "policy_missing",
    message: "The policy that is set for this agent has no active version.",
  },
  ledgerUnavailable: {
    status: 503,
    code: "ledger_unavailable",
    message: "The gateway cannot record this request at the moment, and the policy requires it.",
    retryAfterMs: 1_000,
  },
  inspectionFailed: {
    status: 500,
    code: "inspection_failed",
    message: "The gateway could not inspect this exchange, and the policy requires it.",
  },
  upstreamUnreachable: {
    status: 502,
    code: "upstream_unreachable",
    message: "The upstream could not be reached.",
  },
  upstreamTimeout: {
    status: 504,
    code: "upstream_timeout",
    message: "The upstream did not answer in time.",
  },
  upstreamEncoding: {
    status: 502,
    code: "unsupported_upstream_encoding",
    message: "The upstream's answer is compressed in a way that cannot be inspected.",
  },
  upstreamTooLarge: {
    status: 502,
    code: "upstream_answer_too_large",
    message: "The upstream's answer is larger than this gateway inspects.",
  },
  upstreamBroken: {
    status: 502,
    code: "upstream_broken",
    message: "The upstream ended its answer before it was complete.",
  },
  malformedUpstream: {
    status: 502,
    code: "malformed_upstream",
    message:
      "The upstream's answer can be read in more than one way, and the policy does not let it pass.",
  },
} as const satisfies Record<string, Refusal>;

/** A refusal as the inner object of OpenAI's envelope. */
export function refusalError(refusal: Refusal, requestId: string): ApiError {
  return {
    message: refusal.message,
    type: errorType(refusal.status),
    param: refusal.param ?? null,
    code: refusal.code,
    edgewarden: { request_id: requestId, ...refusal.details },
  };
}
