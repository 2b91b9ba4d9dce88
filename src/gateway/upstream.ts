// The call to the model API: where it goes, with which credential, how long it may take, and what
// happens when it cannot be reached.
import { err, ok, type Result } from "../domain/result.ts";
import type { UpstreamRecord } from "../storage/access.ts";
import { openSecret, type MasterKeys } from "../storage/vault.ts";
import { forwardHeaders, isUpgrade } from "./headers.ts";
import { REFUSALS, type Refusal } from "../inspection/refusal.ts";
import type { Patience } from "./watch.ts";

/** Until the head of the answer: as long as OpenAI's SDKs wait for a whole answer. */
const FIRST_BYTE_TIMEOUT_MS = 600_000;
/** Between two pieces of an answer. */
const IDLE_TIMEOUT_MS = 300_000;

const OPENAI: UpstreamRecord = {
  name: "openai",
  kind: "openai",
  baseUrl: "https://api.openai.com/v1",
  apiVersion: null,
  secret: null,
  firstByteTimeoutMs: null,
  idleTimeoutMs: null,
};

/** Methods that may be sent twice without harm (RFC 9110 section 9.2.2). */
const IDEMPOTENT = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);

/** What is to be sent. */
export interface UpstreamCall {
  readonly request: Request;
  readonly path: string;
  readonly query: string;
  /** The body that inspection read, and perhaps rewrote; undefined: the request's own, as it streams. */
  readonly body: Uint8Array | ReadableStream<Uint8Array> | undefined;
  /** Whether the answer is inspected: it must then come whole, for a part may hide what another tells. */
  readonly isInspected: boolean;
  /** Whether the caller's credential is a gateway key, which must not travel on. */
  readonly usesVault: boolean;
  /** The credential that the caller's ephemeral key stands for; null where it has none. */
  readonly ephemeral: string | null;
  readonly tenant: string;
  readonly upstream: UpstreamRecord | null;
  readonly fallback: UpstreamRecord | null;
  readonly master: MasterKeys;
  /** Aborted when the client leaves or the exchange is over. */
  readonly abort: AbortController;
  /** Whether the abort came from waiting too long. */
  isLate(): boolean;
}

/** An answer's head, and which upstream gave it. */
export interface UpstreamAnswer {
  readonly response: Response;
  readonly upstream: UpstreamRecord;
  /** Codes of what went wrong on the way. */
  readonly degraded: readonly string[];
}

/**
 * Calls the upstream. A connection that fails before an answer began is tried once more where the
 * request may be repeated, then the fallback is tried where one is set and the body is at hand. The
 * platform does not tell a refused connection from one that broke after the request was sent, so a
 * POST is not repeated on the same upstream unless it carries an idempotency key.
 */
export async function callUpstream(call: UpstreamCall): Promise<Result<UpstreamAnswer, Refusal>> {
  const first = call.upstream ?? OPENAI;
  const isRepeatable = call.body instanceof Uint8Array || isBodiless(call.request);
  const isSafe = IDEMPOTENT.has(call.request.method) || call.request.headers.has("idempotency-key");
  const attempts = [first];
  if (isRepeatable && isSafe) attempts.push(first);
  if (isRepeatable && call.fallback !== null) attempts.push(call.fallback);
  const degraded: string[] = [];
  let failure: Refusal = REFUSALS.upstreamUnreachable;
  for (const upstream of attempts) {
    const answer = await attempt(call, upstream);
    if (answer.ok) return ok({ response: answer.value, upstream, degraded });
    failure = answer.error;
    if (failure !== REFUSALS.upstreamUnreachable || call.abort.signal.aborted) break;
    degraded.push(`upstream_unreachable:${upstream.name}`);
  }
  return err(failure);
}

async function attempt(
  call: UpstreamCall,
  upstream: UpstreamRecord,
): Promise<Result<Response, Refusal>> {
  const headers = forwardHeaders(call.request.headers);
  // A server may answer a request for a range with the whole (RFC 9110 section 14.2).
  if (call.isInspected) for (const name of ["range", "if-range"]) headers.delete(name);
  if (isUpgrade(call.request)) headers.set("upgrade", "websocket");
  const hasCredential = await addCredential(headers, call, upstream);
  if (!hasCredential) return err(REFUSALS.noUpstreamCredential);
  try {
    const response = await fetch(targetUrl(call, upstream), {
      method: call.request.method,
      headers,
      body: call.body ?? (isBodiless(call.request) ? null : call.request.body),
      redirect: "manual",
      signal: call.abort.signal,
    });
    return ok(response);
  } catch {
    // The platform's errors for a failed fetch differ in words only.
    return err(call.isLate() ? REFUSALS.upstreamTimeout : REFUSALS.upstreamUnreachable);
  }
}

function isBodiless({ method }: Request): boolean {
  return method === "GET" || method === "HEAD";
}

/** How long an upstream may be silent. */
export function patienceWith(upstream: UpstreamRecord | null): Patience {
  return {
    firstByteMs: upstream?.firstByteTimeoutMs ?? FIRST_BYTE_TIMEOUT_MS,
    idleMs: upstream?.idleTimeoutMs ?? IDLE_TIMEOUT_MS,
  };
}

/** The URL of a call: the upstream's base in the place of `/v1`. */
function targetUrl(call: UpstreamCall, upstream: UpstreamRecord): string {
  const url = upstream.baseUrl.replace(/\/+$/, "") + call.path + call.query;
  if (upstream.apiVersion === null || /[?&]api-version=/.test(call.query)) return url;
  const version = `api-version=${encodeURIComponent(upstream.apiVersion)}`;
  return `${url}${call.query === "" ? "?" : "&"}${version}`;
}

/**
 * Puts the credential in place: the tenant's own where one is stored, else the caller's. False if
 * there is neither. A gateway key never travels on.
 */
async function addCredential(
  headers: Headers,
  call: UpstreamCall,
  upstream: UpstreamRecord,
): Promise<boolean> {
  if (call.usesVault) {
    headers.delete("authorization");
    headers.delete("api-key");
  }
  if (call.ephemeral !== null) {
    headers.set("authorization", `Bearer ${call.ephemeral}`);
    return true;
  }
  if (upstream.secret !== null) {
    const name = `upstream/${upstream.name}`;
    const secret = await openSecret(call.master, { tenant: call.tenant, name }, upstream.secret);
    if (secret === null) return false;
    headers.delete("authorization");
    headers.delete("api-key");
    if (upstream.kind === "azure") headers.set("api-key", secret);
    else headers.set("authorization", `Bearer ${secret}`);
    return true;
  }
  if (upstream.kind === "compatible") return true;
  if (upstream.kind === "azure" && !headers.has("api-key")) {
    const bearer = /^Bearer\s+(\S+)\s*$/i.exec(headers.get("authorization") ?? "")?.[1];
    // Azure takes its own keys in `api-key`; tokens of Entra are JWTs and stay where they are.
    if (bearer !== undefined && !bearer.startsWith("eyJ")) {
      headers.delete("authorization");
      headers.set("api-key", bearer);
    }
  }
  return headers.has("authorization") || headers.has("api-key");
}
