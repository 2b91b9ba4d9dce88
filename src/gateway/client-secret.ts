// The answers that hand out an ephemeral key of the upstream: it is taken out, and a key of the
// gateway's own stands in its place. And which requests such a key is for.
import { spliceJsonStrings } from "../domain/json-text.ts";
import { LIMITS } from "../domain/limits.ts";
import { isObject, parseObject, textOf, type JsonObject } from "../openai/protocol.ts";
import type { MasterKeys } from "../storage/vault.ts";
import { readBounded } from "./body.ts";
import { sealEphemeralKey, type EphemeralKey } from "./ephemeral-key.ts";
import type { Route } from "./route.ts";

/** Operations whose answer holds a key (`value`, or `client_secret.value` in the beta's). */
const MINTS =
  /^\/realtime\/(?:client_secrets|sessions|transcription_sessions|translations\/client_secrets)\/?$/i;

/** Operations that an ephemeral key is for: a session, by WebSocket or by WebRTC. */
const SESSIONS = /^\/realtime(?:\/calls|\/translations(?:\/calls)?)?\/?$/;

/** OpenAI's own lifetime of a key where its answer names none, and the longest that it grants. */
const LIFE_DEFAULT_MS = 600_000;
const LIFE_MAX_MS = 7_200_000;

/** Whether the answer to a request holds an ephemeral key. */
export function mintsKey(request: Request, { path }: Pick<Route, "path">): boolean {
  return request.method === "POST" && MINTS.test(plainPath(path));
}

/** A path as a lenient upstream may read it: unescaped, and without empty steps. */
function plainPath(path: string): string {
  try {
    return decodeURIComponent(path).replaceAll(/\/{2,}/g, "/");
  } catch {
    // It is no valid escape, so no upstream reads it as one.
    return path;
  }
}

/** Whether a request opens a session, which is all that an ephemeral key may do. */
export function opensSession({ path }: Pick<Route, "path">): boolean {
  return SESSIONS.test(path);
}

/**
 * The answer with the gateway's key in the place of the upstream's; null where it holds none that
 * can be replaced, and so must not reach the client. Answers that are errors are as they were.
 */
export async function withGatewayKey(
  response: Response,
  of: Omit<EphemeralKey, "value" | "expiresAt"> & {
    readonly master: MasterKeys;
    readonly now: number;
  },
): Promise<Response | null> {
  if (!response.ok) return response;
  const bytes = await readBounded(response, LIMITS.inspectedResponseBytesMax).catch(() => null);
  if (bytes === null) return null;
  const text = new TextDecoder().decode(bytes);
  const secrets = secretsIn(parseObject(text) ?? {});
  if (secrets.length === 0) return null;
  const { master, now, ...owner } = of;
  const edits = new Map<string, string>();
  for (const { path, value, expiresAt } of secrets) {
    const life = Math.min((expiresAt ?? now + LIFE_DEFAULT_MS) - now, LIFE_MAX_MS);
    edits.set(path, await sealEphemeralKey(master, { ...owner, value, expiresAt: now + life }));
  }
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  headers.delete("content-encoding");
  const { status } = response;
  return new Response(spliceJsonStrings(text, edits), { status, headers });
}

interface Secret {
  readonly path: string;
  readonly value: string;
  readonly expiresAt: number | null;
}

/** The keys in an answer: OpenAI's is `value`, the beta's is `client_secret.value`. */
function secretsIn(json: JsonObject): readonly Secret[] {
  const secrets: Secret[] = [];
  const { client_secret: inner } = json;
  for (const [path, holder] of [
    ["value", json] as const,
    ["client_secret.value", inner] as const,
  ]) {
    if (!isObject(holder)) continue;
    const value = textOf(holder["value"]);
    const seconds = holder["expires_at"];
    const expiresAt = typeof seconds === "number" ? seconds * 1_000 : null;
    if (value !== null) secrets.push({ path, value, expiresAt });
  }
  const bare = textOf(inner);
  if (bare !== null) secrets.push({ path: "client_secret", value: bare, expiresAt: null });
  return secrets;
}
