// What a request asks for, read off its URL and headers alone.
import { AGENT_ID, LIMITS, SESSION_ID, TENANT_ID } from "../domain/limits.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { surfaceOf, type Surface } from "../openai/surface.ts";
import { isUpgrade } from "./headers.ts";
import { REFUSALS, type Refusal } from "../inspection/refusal.ts";

/** The request, as far as its head tells. */
export interface Route {
  /** The tenant that the URL names; null where the key is to name it. */
  readonly tenant: string | null;
  /** The API path after `/v1`, as the upstream gets it. */
  readonly path: string;
  /** The query with its question mark, or an empty string. */
  readonly query: string;
  readonly surface: Surface;
  /** `x-edgewarden-agent`, or null. */
  readonly agent: string | null;
  /** `x-edgewarden-session`, or null. */
  readonly session: string | null;
  /** `x-edgewarden-user`, or null. */
  readonly endUser: string | null;
  /** `x-edgewarden-metadata`, or null. */
  readonly metadata: string | null;
}

const API_PATH = /^\/(?:t\/([^/]+)\/)?v1(\/.*)?$/;

/** Whether a path belongs to the OpenAI API, of whatever tenant. */
export function isApiPath(path: string): boolean {
  return API_PATH.test(path);
}

/** Reads the route of a request whose path `isApiPath`. */
export function readRoute(request: Request): Result<Route, Refusal> {
  const url = new URL(request.url);
  const [, tenant = null, path = ""] = API_PATH.exec(url.pathname) ?? [];
  if (url.pathname.length + url.search.length > LIMITS.urlCharsMax || headersTooLarge(request)) {
    return err(REFUSALS.headersTooLarge);
  }
  if (tenant !== null && !TENANT_ID.test(tenant)) return err(REFUSALS.unknownTenant);
  const agent = request.headers.get("x-edgewarden-agent");
  if (agent !== null && !AGENT_ID.test(agent)) return err(REFUSALS.invalidAgent);
  const session = request.headers.get("x-edgewarden-session");
  if (session !== null && !SESSION_ID.test(session)) return err(REFUSALS.invalidSession);
  const surface = surfaceOf(request.method, path);
  if (isUpgrade(request) && surface.request !== "socket") return err(REFUSALS.notUpgradable);
  return ok({
    tenant,
    path,
    query: url.search,
    surface,
    agent,
    session,
    endUser: request.headers.get("x-edgewarden-user"),
    metadata: request.headers.get("x-edgewarden-metadata"),
  });
}

function headersTooLarge(request: Request): boolean {
  let bytes = 0;
  for (const [name, value] of request.headers) bytes += name.length + value.length;
  return bytes > LIMITS.requestHeaderBytesMax;
}
