// OpenAI's error envelope: the one shape that every SDK reads.

/** The inner object of an error reply. */
export interface ApiError {
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
  readonly code: string | null;
  /** What only we say; SDKs keep unknown members. */
  readonly edgewarden?: Readonly<Record<string, unknown>>;
}

/** The types that OpenAI uses for the statuses that we answer with. */
export function errorType(status: number): string {
  if (status === 401) return "authentication_error";
  if (status === 403) return "permission_error";
  if (status === 404) return "not_found_error";
  if (status === 429) return "rate_limit_error";
  return status < 500 ? "invalid_request_error" : "api_error";
}

/** The body of an error reply. */
export function errorBody(error: ApiError): string {
  return JSON.stringify({ error });
}
