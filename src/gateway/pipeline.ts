// The order of things: route, authenticate, admit, inspect the request, call the upstream, inspect
// the answer, settle. The only file that knows it. State is read on the way in and written on the
// way out; in between nothing touches storage.
import { uuidv7 } from "uuidv7";
import { seal, type ExchangeHead } from "../domain/event.ts";
import { LIMITS, SESSION_ID } from "../domain/limits.ts";
import { leaseMs, socketBounds } from "../domain/settings.ts";
import { admitExchange, touchExchange, type PortContext } from "../durable-objects/session-port.ts";
import type { Admission } from "../durable-objects/session-state.ts";
import type { RequestFacts } from "../openai/protocol.ts";
import type { Surface } from "../openai/surface.ts";
import { agentPolicy, type AgentPolicy } from "../policy/agent-policy.ts";
import { DEFAULT_POLICY } from "../policy/default-policy.ts";
import type { AgentRecord } from "../storage/access.ts";
import { masterKeys, type MasterKeys } from "../storage/vault.ts";
import { openAccount, type Account, type Ending } from "./account.ts";
import { authenticate, boundRoute, upstreamsOf, type Caller } from "./authenticate.ts";
import { readJsonRequest, type JsonBody } from "./body.ts";
import { mintsKey, withGatewayKey } from "./client-secret.ts";
import { deliver, type Delivery } from "./deliver.ts";
import { inspectRequest } from "./inspect-request.ts";
import { REFUSALS, type Refusal } from "./refusal.ts";
import { blockError, blockReply, refusalReply, type ReplyFacts } from "./reply.ts";
import { readRoute, type Route } from "./route.ts";
import { sessionName } from "./session-name.ts";
import { bridge } from "./socket.ts";
import { readSocketRequest } from "./socket-request.ts";
import { keepLost, settle, type SettleContext } from "./settle.ts";
import { mayRecordUnknown, UNKNOWN_TENANT } from "./unknown-caller.ts";
import { callUpstream, patienceWith, type UpstreamAnswer } from "./upstream.ts";
import { startWatch, type Watch } from "./watch.ts";

/** The platform's part of an exchange. */
export interface GatewayContext {
  readonly env: Cloudflare.Env;
  waitUntil(promise: Promise<unknown>): void;
}

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

/** A request, as it arrived. */
interface Arrival {
  readonly id: string;
  readonly at: number;
  readonly request: Request;
  readonly context: GatewayContext;
  readonly location: string;
}

/** Who asks for what. */
interface Asked {
  readonly route: Route;
  readonly caller: Caller;
  readonly master: MasterKeys;
}

async function serveCaller(arrival: Arrival, asked: Asked): Promise<Response> {
  const { route, caller, master } = asked;
  const policy = policyOf(caller.agent);
  // It rejects when the client leaves before its body is whole.
  const read = await readRequest(arrival.request, route, policy).catch(() => null);
  const facts = read?.ok ? read.facts : null;
  const head = headOf(arrival, asked, facts);
  const account = openAccount({
    head,
    key: caller.key.id,
    mode: policy.mode,
    policy: policySummary(caller.agent),
    endUser: route.endUser ?? facts?.endUser ?? null,
  });
  const port = portContext(arrival.context);
  const session = sessionName(head, arrival.location);
  const exchange = new Exchange(arrival, { account, policy, settling: { port, master, session } });
  if (read === null) return exchange.refuse(REFUSALS.requestBroken, "client_gone");
  if (!read.ok) return exchange.refuse(read.refusal);
  try {
    return await exchange.run(asked, read);
  } catch (error) {
    // Our own mistake. The client gets a plain answer, the event says what happened.
    console.error(JSON.stringify({ at: "serve", id: arrival.id, error: String(error) }));
    account.degraded("gateway_error");
    return exchange.refuse(REFUSALS.inspectionFailed, "gateway_error");
  }
}

/** A request's body as inspection needs it. */
type RequestRead = PassedRequest | JsonRequest | { readonly ok: false; readonly refusal: Refusal };

/** A body that passes byte for byte. */
interface PassedRequest {
  readonly ok: true;
  readonly body: null;
  readonly facts: null;
  readonly inspection: "nothing" | "uninspected" | "off";
}

/** A body that was read as JSON. */
interface JsonRequest {
  readonly ok: true;
  readonly body: JsonBody;
  readonly facts: RequestFacts;
  readonly inspection: "inspected";
}

async function readRequest(
  request: Request,
  { surface }: Route,
  policy: AgentPolicy,
): Promise<RequestRead> {
  const encoding = request.headers.get("content-encoding");
  if (encoding !== null && encoding.toLowerCase() !== "identity") {
    return { ok: false, refusal: REFUSALS.unsupportedEncoding };
  }
  if (policy.mode === "off") return passed("off");
  const forbidsUninspected = policy.mode === "enforce" && policy.defaults.uninspected === "block";
  const reader = requestReader(request, surface);
  if (forbidsUninspected && (reader === "opaque" || surface.answer === "opaque")) {
    return { ok: false, refusal: REFUSALS.uninspectedSurface };
  }
  if (reader === "opaque") return passed("uninspected");
  return reader === "nothing" ? passed("nothing") : readJson(request, surface);
}

function passed(inspection: PassedRequest["inspection"]): PassedRequest {
  return { ok: true, body: null, facts: null, inspection };
}

/** How the body of this request is read: as its surface says, else as its type says. */
function requestReader(request: Request, surface: Surface): "json" | "nothing" | "opaque" {
  if (isBodiless(request) || surface.request === "nothing") return "nothing";
  if (surface.request === "json") return "json";
  const type = request.headers.get("content-type") ?? "application/json";
  return /^\s*application\/(?:[\w.-]+\+)?json\b/i.test(type) ? "json" : "opaque";
}

/** Whether a request has nothing to inspect; some POSTs (cancel) come without a body. */
function isBodiless({ method, headers }: Request): boolean {
  return method === "GET" || method === "HEAD" || headers.get("content-length") === "0";
}

async function readJson(request: Request, { protocol }: Surface): Promise<RequestRead> {
  const body = await readJsonRequest(request);
  if (!body.ok) return { ok: false, refusal: body.error };
  const facts = protocol.readRequest(body.value.json);
  if (!facts.ok) {
    const { message, param } = facts.error;
    return { ok: false, refusal: { status: 400, code: "invalid_type", message, param } };
  }
  if (facts.value.segments.length > LIMITS.segmentsMax) {
    return { ok: false, refusal: REFUSALS.tooManySegments };
  }
  return { ok: true, body: body.value, facts: facts.value, inspection: "inspected" };
}

/** One exchange on its way: what it has, and the ways in which it can end. */
class Exchange {
  readonly #arrival: Arrival;
  readonly #account: Account;
  readonly #policy: AgentPolicy;
  readonly #settling: SettleContext;
  /** When the upstream was called and when it answered: not the gateway's own time. */
  #upstreamMs = 0;
  #watch: Watch | null = null;

  constructor(
    arrival: Arrival,
    own: {
      readonly account: Account;
      readonly policy: AgentPolicy;
      readonly settling: SettleContext;
    },
  ) {
    this.#arrival = arrival;
    this.#account = own.account;
    this.#policy = own.policy;
    this.#settling = own.settling;
  }

  async run(asked: Asked, read: RequestRead & { readonly ok: true }): Promise<Response> {
    // Sent before the scan, answered during it.
    const admitting = this.#admit();
    const inspected =
      read.body === null || read.facts === null
        ? null
        : inspectRequest(this.#policy, this.#account, read.body, read.facts.segments);
    this.#account.inspected("request", read.inspection);
    const refused = await admitting;
    if (refused !== null) return this.refuse(refused);
    if (inspected?.failedClosed) return this.refuse(REFUSALS.inspectionFailed, "gateway_error");
    if (inspected?.decision.action === "block") return this.#block("input");
    return this.#forward(asked, inspected?.bytes);
  }

  /** Answers with an error of ours and settles. */
  async refuse(refusal: Refusal, outcome: Ending["outcome"] = "refused"): Promise<Response> {
    this.#settle({
      outcome,
      status: refusal.status,
      error: refusal.code,
    });
    return refusalReply(refusal, this.#replyFacts());
  }

  async #admit(): Promise<Refusal | null> {
    const { port, session } = this.#settling;
    let admission: Admission;
    try {
      admission = await admitExchange(port, session, seal(this.#account.head));
    } catch {
      this.#account.degraded("ledger_unavailable");
      return this.#failsClosed() ? REFUSALS.ledgerUnavailable : null;
    }
    if (!admission.admitted) {
      return { ...REFUSALS.tooManyOpen, retryAfterMs: admission.retryAfterMs };
    }
    return null;
  }

  async #forward(asked: Asked, body: Uint8Array | undefined): Promise<Response> {
    const abort = new AbortController();
    const { request } = this.#arrival;
    request.signal.addEventListener("abort", () => abort.abort());
    const watch = this.#startWatch(asked, abort);
    const startedAt = Date.now();
    const answer = await callUpstream({
      request,
      path: asked.route.path,
      query: asked.route.query,
      body,
      usesVault: asked.caller.usesVault,
      tenant: asked.caller.key.tenant,
      ...upstreamsOf(asked.caller),
      master: asked.master,
      abort,
      isLate: () => watch.isLate,
    });
    watch.heard();
    this.#upstreamMs = Date.now() - startedAt;
    if (!answer.ok) {
      const isGone = request.signal.aborted;
      return this.refuse(answer.error, isGone ? "client_gone" : outcomeOf(answer.error));
    }
    const { degraded } = answer.value;
    const response = mintsKey(request, asked.route)
      ? await withGatewayKey(answer.value.response, keyOwner(this.#arrival, asked, answer.value))
      : answer.value.response;
    if (response === null) return this.refuse(REFUSALS.malformedUpstream, "upstream_error");
    for (const code of degraded) this.#account.degraded(code);
    this.#account.answered(response.status, response.headers.get("x-request-id"));
    const delivery = this.#delivery(asked, { response, abort, watch });
    if (response.webSocket === null) return deliver(delivery);
    // Whether a connection is still wanted is for the two ends to say.
    watch.rest();
    const bounds = socketBounds(this.#arrival.context.env);
    return bridge({ ...delivery, bounds }, response.webSocket);
  }

  #startWatch(asked: Asked, abort: AbortController): Watch {
    const { port, session } = this.#settling;
    const { id } = this.#account.head;
    this.#watch = startWatch({
      patience: patienceWith(asked.caller.agent.upstream),
      leaseMs: leaseMs(this.#arrival.context.env),
      // A lost sign of life is made up for by the next.
      touch: () => port.waitUntil(touchExchange(port, session, id).catch(() => undefined)),
      giveUp: () => abort.abort(),
    });
    return this.#watch;
  }

  #settle(ending: Ending): void {
    this.#watch?.stop();
    settle(this.#settling, this.#account, ending);
  }

  #delivery(
    asked: Asked,
    from: {
      readonly response: Response;
      readonly abort: AbortController;
      readonly watch: Watch;
    },
  ): Delivery {
    return {
      ...from,
      request: this.#arrival.request,
      surface: asked.route.surface,
      policy: this.#policy,
      account: this.#account,
      waitUntil: (promise) => this.#settling.port.waitUntil(promise),
      settle: (ending) => this.#settle(ending),
      block: () => this.#block("output"),
      refuse: (refusal, outcome) => this.refuse(refusal, outcome),
      replyFacts: () => this.#replyFacts(),
    };
  }

  #block(direction: "input" | "output"): Response {
    this.#settle({
      outcome: "blocked",
      status: 400,
      error: "policy_violation",
    });
    const { explain } = this.#policy.defaults;
    const requestId = this.#arrival.id;
    const error = blockError(this.#account.decision, { requestId, direction, explain });
    return blockReply(error, this.#replyFacts());
  }

  #replyFacts(): ReplyFacts {
    const { action, reasons } = this.#account.decision;
    return {
      requestId: this.#arrival.id,
      action,
      rules: this.#policy.defaults.explain ? [...new Set(reasons.map(({ rule }) => rule))] : null,
      ownMs: Math.max(0, Date.now() - this.#arrival.at - this.#upstreamMs),
    };
  }

  #failsClosed(): boolean {
    return this.#policy.defaults.on_error === "fail_closed";
  }
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
    settle({ port, master, session }, openAccount(facts), {
      outcome: "refused",
      status: refusal.status,
      error: refusal.code,
    });
  }
  const ownMs = Date.now() - arrival.at;
  return refusalReply(refusal, { requestId: arrival.id, action: "block", rules: null, ownMs });
}

function headOf(arrival: Arrival, asked: Asked, facts: RequestFacts | null): ExchangeHead {
  const { route, caller } = asked;
  const named = route.session ?? facts?.session ?? null;
  return {
    id: arrival.id,
    tenant: caller.key.tenant,
    agent: caller.agent.agent,
    session: named !== null && SESSION_ID.test(named) ? named : null,
    at: arrival.at,
    surface: route.surface.name,
    method: arrival.request.method,
    path: pathOf(route),
    model: (facts?.model ?? modelOf(route))?.slice(0, LIMITS.modelCharsMax) ?? null,
    streamed: facts?.streamed ?? false,
  };
}

/** The model of a connection, which has no body to name it. */
function modelOf({ surface, query }: Route): string | null {
  return surface.request === "socket" ? new URLSearchParams(query).get("model") : null;
}

/** The path as it is recorded. */
function pathOf(route: Route | undefined): string {
  return `/v1${route?.path ?? ""}`.slice(0, 256);
}

/** Policies as agents meet them, by content: made once per isolate. */
const agentPolicies = new Map<string, AgentPolicy>();

function policyOf(agent: AgentRecord): AgentPolicy {
  const hash = agent.policy?.hash ?? "default";
  const key = `${hash}/${agent.agent}`;
  const known = agentPolicies.get(key);
  if (known) return known;
  if (agentPolicies.size >= LIMITS.cacheEntriesMax) agentPolicies.clear();
  const made = agentPolicy(agent.policy?.policy ?? DEFAULT_POLICY, agent.agent);
  agentPolicies.set(key, made);
  return made;
}

function policySummary(agent: AgentRecord) {
  const { policy } = agent;
  if (policy === null) return { name: "built-in", version: 1, hash: "default" };
  return { name: policy.name, version: policy.version, hash: policy.hash };
}

/** For whom an ephemeral key is made. */
function keyOwner(arrival: Arrival, { route, caller, master }: Asked, from: UpstreamAnswer) {
  return {
    tenant: caller.key.tenant,
    agent: caller.agent.agent,
    session: route.session,
    endUser: route.endUser,
    key: caller.key.id,
    upstream: from.upstream.name,
    master,
    now: arrival.at,
  };
}

function outcomeOf(refusal: Refusal): Ending["outcome"] {
  return refusal === REFUSALS.noUpstreamCredential ? "refused" : "upstream_error";
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
