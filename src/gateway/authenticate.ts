// Who calls: the gateway key, its tenant, and what the agent is served with.
import { AGENT_ID } from "../domain/limits.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { matchesAny } from "../policy/glob.ts";
import {
  findAgent,
  findKey,
  type AgentRecord,
  type KeyRecord,
  type ReadContext,
  type UpstreamRecord,
} from "../storage/access.ts";
import {
  hashSecret,
  looksLikeGatewayKey,
  parseGatewayKey,
  type PresentedKey,
} from "../storage/gateway-key.ts";
import type { MasterKeys } from "../storage/vault.ts";
import { opensSession } from "./client-secret.ts";
import { isEphemeralKey, openEphemeralKey, type EphemeralKey } from "./ephemeral-key.ts";
import { REFUSALS, type Refusal } from "../inspection/refusal.ts";
import type { Route } from "./route.ts";

/** An authenticated caller. */
export interface Caller {
  readonly key: KeyRecord;
  readonly agent: AgentRecord;
  /** Whether the gateway key came in the place of the upstream's, which must then be filled. */
  readonly usesVault: boolean;
  /** The key with which a browser came in the place of a gateway key; null for all others. */
  readonly ephemeral: EphemeralKey | null;
}

/** What authentication reads from. */
export interface AuthenticateContext extends ReadContext {
  readonly master: MasterKeys;
}

/** A refusal, with the tenant that it is recorded under where that is certain. */
export interface AccessRefusal {
  readonly refusal: Refusal;
  readonly tenant: string | null;
}

/** Authenticates a request. The reads come from the isolate's cache nearly always. */
export async function authenticate(
  request: Request,
  route: Route,
  context: AuthenticateContext,
): Promise<Result<Caller, AccessRefusal>> {
  const presented = presentedKey(request.headers);
  if (presented === null) return err({ refusal: REFUSALS.missingKey, tenant: null });
  try {
    return isEphemeralKey(presented.text)
      ? await authenticateEphemeral(presented.text, route, context)
      : await authenticateKey(presented, route, context);
  } catch {
    // The database failed and the cache has nothing young enough. Who calls is not known, so
    // nothing can pass, whatever any policy says.
    return err({ refusal: REFUSALS.configUnavailable, tenant: null });
  }
}

async function authenticateKey(
  presented: Presented,
  route: Route,
  context: ReadContext,
): Promise<Result<Caller, AccessRefusal>> {
  const parsed = parseGatewayKey(presented.text);
  const key = parsed === null ? null : await findKey(context, parsed.id);
  if (parsed === null || key === null || !(await isSecretOf(key, parsed))) {
    return err({ refusal: REFUSALS.invalidKey, tenant: null });
  }
  const { tenant } = key;
  if (key.revokedAt !== null || (key.expiresAt !== null && key.expiresAt <= context.now)) {
    return err({ refusal: REFUSALS.invalidKey, tenant });
  }
  if (route.tenant !== null && route.tenant !== tenant) {
    return err({ refusal: REFUSALS.wrongTenant, tenant });
  }
  const name = route.agent ?? onlyAgentOf(key) ?? "default";
  if (key.agents !== null && !matchesAny(key.agents, name)) {
    return err({ refusal: REFUSALS.agentNotAllowed, tenant });
  }
  const agent = await findAgent(context, tenant, name);
  if (agent === null) return err({ refusal: REFUSALS.unknownTenant, tenant });
  if (agent.missingPolicy !== null) return err({ refusal: REFUSALS.policyMissing, tenant });
  return ok({ key, agent, usesVault: presented.usesVault, ephemeral: null });
}

/**
 * A key that the gateway made of an upstream's ephemeral one. It speaks for the agent that it was
 * made for, as long as the gateway key behind it is valid, and opens realtime sessions only.
 */
async function authenticateEphemeral(
  text: string,
  route: Route,
  context: AuthenticateContext,
): Promise<Result<Caller, AccessRefusal>> {
  const ephemeral = await openEphemeralKey(context.master, text, context.now);
  const key = ephemeral === null ? null : await findKey(context, ephemeral.key);
  if (ephemeral === null || key === null || key.tenant !== ephemeral.tenant) {
    return err({ refusal: REFUSALS.invalidKey, tenant: null });
  }
  const { tenant } = key;
  const isOver = key.revokedAt !== null || (key.expiresAt !== null && key.expiresAt <= context.now);
  if (isOver || (route.tenant !== null && route.tenant !== tenant)) {
    return err({ refusal: REFUSALS.invalidKey, tenant });
  }
  const isOther = route.agent !== null && route.agent !== ephemeral.agent;
  if (isOther || (key.agents !== null && !matchesAny(key.agents, ephemeral.agent))) {
    return err({ refusal: REFUSALS.agentNotAllowed, tenant });
  }
  if (!opensSession(route)) return err({ refusal: REFUSALS.ephemeralScope, tenant });
  const agent = await findAgent(context, tenant, ephemeral.agent);
  if (agent === null) return err({ refusal: REFUSALS.unknownTenant, tenant });
  if (agent.missingPolicy !== null) return err({ refusal: REFUSALS.policyMissing, tenant });
  return ok({ key, agent, usesVault: true, ephemeral });
}

/** The route of a caller, whose key may say for which session and user it speaks. */
export function boundRoute(route: Route, { ephemeral }: Caller): Route {
  if (ephemeral === null) return route;
  const { session, endUser } = ephemeral;
  return { ...route, session: session ?? route.session, endUser: endUser ?? route.endUser };
}

/** Where a caller is served. An ephemeral key is good at the upstream that gave it, and only there. */
export function upstreamsOf({ agent, ephemeral }: Caller): {
  readonly upstream: UpstreamRecord | null;
  readonly fallback: UpstreamRecord | null;
  readonly ephemeral: string | null;
} {
  const { upstream, fallback } = agent;
  if (ephemeral === null) return { upstream, fallback, ephemeral: null };
  const own = fallback !== null && fallback.name === ephemeral.upstream ? fallback : upstream;
  return { upstream: own, fallback: null, ephemeral: ephemeral.value };
}

interface Presented {
  readonly text: string;
  readonly usesVault: boolean;
}

/** The gateway key, from its own header or from where an SDK puts its API key. */
function presentedKey(headers: Headers): Presented | null {
  const own = headers.get("x-edgewarden-key");
  if (own !== null) return { text: own.trim(), usesVault: false };
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(headers.get("authorization") ?? "")?.[1];
  for (const text of [bearer, headers.get("api-key")?.trim()]) {
    if (text !== undefined && looksLikeGatewayKey(text)) return { text, usesVault: true };
  }
  return null;
}

/** The agent of a key that is for one agent only. */
function onlyAgentOf(key: KeyRecord): string | null {
  const [only] = key.agents ?? [];
  return key.agents?.length === 1 && only !== undefined && AGENT_ID.test(only) ? only : null;
}

const encoder = new TextEncoder();

/** Secrets that were verified in this isolate, so that the same one need not be hashed again. */
const verified = new Map<string, { readonly hash: string; readonly secret: Uint8Array }>();
const VERIFIED_MAX = 2_000;

/** Compares in constant time. All secrets have one length: `parseGatewayKey` sees to it. */
async function isSecretOf(key: KeyRecord, presented: PresentedKey): Promise<boolean> {
  const secret = encoder.encode(presented.secret);
  const known = verified.get(key.id);
  if (known?.hash === key.secretHash && crypto.subtle.timingSafeEqual(known.secret, secret)) {
    return true;
  }
  const hash = await hashSecret(presented.secret);
  if (!crypto.subtle.timingSafeEqual(encoder.encode(hash), encoder.encode(key.secretHash))) {
    return false;
  }
  if (verified.size >= VERIFIED_MAX) verified.clear();
  verified.set(key.id, { hash, secret });
  return true;
}
