// From a request to its exchange: route, authenticate, read, find the session, fit the policy. What
// then happens to it is for `exchange.ts` to know.
import { uuidv7 } from "uuidv7";
import type { ExchangeHead } from "../domain/event.ts";
import { keyedHash } from "../domain/keyed-hash.ts";
import type { SessionView } from "../domain/session-view.ts";
import type { PortContext } from "../durable-objects/session-port.ts";
import { bind } from "../policy/agent-policy.ts";
import { sha256Hex } from "../storage/encoding.ts";
import { fingerprint, hashKey, masterKeys, type MasterKeys } from "../storage/vault.ts";
import { openAccount, type Ending } from "../inspection/account.ts";
import { policyOf, policySummary, shadowSummary } from "./agent-policies.ts";
import { canaryOf } from "./canary-token.ts";
import { authenticate, boundRoute } from "./authenticate.ts";
import { sessionOf } from "./chain.ts";
import { estimatedTokens, openLimits } from "./limits.ts";
import { sessionOfPath } from "./path-session.ts";
import { REFUSALS, type Refusal } from "../inspection/refusal.ts";
import { refusalReply } from "./reply.ts";
import { readRequest } from "./read-request.ts";
import { readRoute, type Route } from "./route.ts";
import type { Arrival, Asked, GatewayContext } from "./arrival.ts";
import { Exchange } from "./exchange.ts";
import { charsOf, headOf, isRead, pathOf } from "./exchange-head.ts";
import { readEndUser } from "../inspection/end-user.ts";
import { hashTools, situationOf, type SituationFacts } from "../inspection/situation.ts";
import { sessionName } from "./session-name.ts";
import { readSocketRequest } from "./socket-request.ts";
import { keepLost, settle } from "./settle.ts";
import { mayRecordUnknown, UNKNOWN_TENANT } from "./unknown-caller.ts";

/** Serves one request to the OpenAI API. Rejects only where the master keys are missing or malformed. */
export async function serve(request: Request, context: GatewayContext): Promise<Response> {
  const arrival: Arrival = {
    id: uuidv7(),
    at: Date.now(),
    request: readSocketRequest(request),
    context,
    location: locationOf(request),
  };
  const master = await masterKeys(context.env.EDGEWARDEN_MASTER_KEYS);
  const route = readRoute(arrival.request);
  if (!route.ok) return turnAway(arrival, master, { refusal: route.error, tenant: null });
  const caller = await authenticate(arrival.request, route.value, {
    db: context.env.DB,
    now: arrival.at,
    master,
    waitUntil: (promise) => context.waitUntil(promise),
  });
  if (!caller.ok) return turnAway(arrival, master, caller.error, route.value);
  return serveCaller(arrival, {
    route: boundRoute(route.value, caller.value),
    caller: caller.value,
    master,
  });
}

async function serveCaller(arrival: Arrival, asked: Asked): Promise<Response> {
  const { route, caller, master } = asked;
  const whole = policyOf(caller.agent);
  // It rejects when the client leaves before its body is whole.
  const read = await readRequest(arrival.request, route.surface, whole).catch(() => null);
  const facts = read?.ok ? read.value.facts : null;
  const found = await sessionOf(arrival.context.env.DB, {
    tenant: caller.key.tenant,
    agent: caller.agent.agent,
    named: route.session ?? sessionOfPath(route.path) ?? facts?.session ?? null,
    previous: facts?.previous ?? null,
  });
  const head = headOf({ arrival, asked, facts, session: found.session });
  const endUser = route.endUser ?? facts?.endUser ?? null;
  const body = read?.ok ? read.value.body : null;
  const user = readEndUser({ id: endUser, header: route.metadata, body: body?.json ?? null });
  const known: SituationFacts = {
    head,
    user: user.ok ? user.value : { id: endUser, roles: [], claims: {} },
    key: caller.key.id,
    tier: whole.tier,
    body,
    facts,
    unreadFiles: read?.ok && "files" in read.value ? read.value.files?.unread : undefined,
    canary: whole.wantsCanary ? await canaryOf(master, head, facts) : null,
    ...(whole.needsHashes && { toolHashes: await hashTools(body?.json ?? null, sha256Hex) }),
  };
  const policy = bind(whole, situationOf(known));
  const account = openAccount({
    head,
    key: caller.key.id,
    mode: policy.mode,
    policy: policySummary(caller.agent),
    shadow: policy.shadow && shadowSummary(caller.agent),
    endUser,
    privacy: policy.privacy,
    ...(whole.needsView &&
      (head.session !== null || lendsSession(route)) && {
        digest: digestWith(await hashKey(master, head.tenant)),
      }),
  });
  if (found.isLookupFailed) account.degraded("session_lookup_failed");
  const port = portContext(arrival.context);
  const session = sessionName(head, arrival.location);
  const limits = openLimits({
    account,
    policy,
    whole,
    context: arrival.context,
    key: caller.key.id,
    hashUser: () => fingerprint(master, caller.key.tenant, endUser ?? ""),
    isRead: isRead(arrival.request),
    tokens: estimatedTokens(charsOf(facts)),
  });
  const settling = {
    port,
    master,
    session,
    policy,
    ...(limits && { finish: (ending: Ending) => limits.finish(ending) }),
  };
  const situation = (view: SessionView) => situationOf(known, view);
  const exchange = new Exchange(arrival, { account, policy, situation, settling, limits });
  if (read === null) return exchange.refuse(REFUSALS.requestBroken, "client_gone");
  if (!read.ok) return exchange.refuse(read.error);
  if (!user.ok) return exchange.refuse(user.error);
  try {
    return await exchange.run(asked, read.value);
  } catch (error) {
    // Our own mistake. The client gets a plain answer, the event says what happened.
    console.error(JSON.stringify({ at: "serve", id: arrival.id, error: String(error) }));
    account.degraded("gateway_error");
    return exchange.refuse(REFUSALS.inspectionFailed, "gateway_error");
  }
}

/** Whether an answer without a session may be the first of a chain, and lend its id to it. */
function lendsSession({ surface }: Route): boolean {
  return surface.name === "responses";
}

function digestWith(key: Uint8Array): (text: string) => string {
  return (text) => keyedHash(key, text);
}

/** A request that has no caller we know, or one that may not call: an error, and an event. */
function turnAway(
  arrival: Arrival,
  master: MasterKeys,
  { refusal, tenant }: { readonly refusal: Refusal; readonly tenant: string | null },
  route?: Route,
): Response {
  const head: ExchangeHead = {
    id: arrival.id,
    tenant: tenant ?? UNKNOWN_TENANT,
    agent: tenant === null ? "unknown" : (route?.agent ?? "default"),
    session: null,
    at: arrival.at,
    surface: route?.surface.name ?? "other",
    method: arrival.request.method,
    path: pathOf(route),
    model: null,
    streamed: false,
  };
  const facts = { head, key: null, mode: "enforce", policy: null, endUser: null } as const;
  if (tenant !== null || mayRecordUnknown(arrival.at)) {
    const session = sessionName(head, arrival.location);
    const port = portContext(arrival.context);
    settle({ port, master, session, policy: null }, openAccount(facts), {
      outcome: "refused",
      status: refusal.status,
      error: refusal.code,
    });
  }
  const ownMs = Date.now() - arrival.at;
  return refusalReply(refusal, { requestId: arrival.id, action: "block", rules: null, ownMs });
}

function portContext(context: GatewayContext): PortContext {
  return {
    env: context.env,
    waitUntil: (promise) => context.waitUntil(promise),
    keepLost: (events) => keepLost(context.env.DB, events),
  };
}

function locationOf(request: Request): string {
  const { colo } = (request.cf ?? {}) as { colo?: unknown };
  return typeof colo === "string" ? colo : "local";
}
