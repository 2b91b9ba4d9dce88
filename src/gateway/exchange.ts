// One exchange: admit, inspect the request, call the upstream, inspect the answer, settle. The only
// file that knows this order. State is read on the way in and written on the way out; in between
// nothing touches storage.
import { stops } from "../domain/decision.ts";
import { seal } from "../domain/event.ts";
import { ok } from "../domain/result.ts";
import type { Segment } from "../domain/segment.ts";
import type { SessionView } from "../domain/session-view.ts";
import { leaseMs, socketBounds } from "../domain/settings.ts";
import { admitExchange, learnRuns, touchExchange } from "../durable-objects/session-port.ts";
import type { Admission } from "../durable-objects/session-state.ts";
import type { AnswerShape, Substitutes } from "../openai/protocol.ts";
import { withSituation, type AgentPolicy } from "../policy/agent-policy.ts";
import type { Situation } from "../policy/situation.ts";
import type { Account, Ending } from "../inspection/account.ts";
import { policyKey } from "./agent-policies.ts";
import { upstreamsOf } from "./authenticate.ts";
import { watchRun, type RunWatch } from "./cancel-run.ts";
import { rememberSession } from "./chain.ts";
import { mintsKey, withGatewayKey } from "./client-secret.ts";
import type { ExchangeLimits } from "./limits.ts";
import { deliver, type Delivery } from "./deliver.ts";
import { toldLength } from "./conduit.ts";
import { mayRedact, type FileStop } from "../inspection/file-judge.ts";
import { hasHistory, openHistory, type History } from "./history.ts";
import { createFormInspection } from "../inspection/inspect-form.ts";
import { bothVerdicts, judgeBodiless, type Verdict } from "../inspection/inspect.ts";
import { inspectRequest, type InspectedRequest } from "../inspection/inspect-request.ts";
import { newTexts } from "../inspection/outside-texts.ts";
import { ask as askUpstream, type Question } from "./outside/ask.ts";
import { openOutside, type Outside } from "./outside/outside.ts";
import { REFUSALS, type Refusal } from "../inspection/refusal.ts";
import { substituteFor } from "../inspection/block-answer.ts";
import { blockError } from "../inspection/block-error.ts";
import { blockReply, refusalReply, substituteReply, type ReplyFacts } from "./reply.ts";
import { readResumption } from "./resume.ts";
import type { JsonRequest, ReadRequest } from "./read-request.ts";
import { bridge } from "./socket.ts";
import { settle, type SettleContext } from "./settle.ts";
import { openUpload, type Upload } from "./upload.ts";
import { callUpstream, patienceWith, type UpstreamAnswer, type UpstreamCall } from "./upstream.ts";
import type { Arrival, Asked } from "./arrival.ts";
import { startWatch, type Patience, type Watch } from "./watch.ts";

/** What the session says to an exchange. */
interface Admitted {
  /** Why it is not admitted, or null. */
  readonly refused: Refusal | null;
  /** Which of the digests that it asked for are known. */
  readonly known: string;
}

/** One exchange on its way: what it has, and the ways in which it can end. */
export class Exchange {
  readonly #arrival: Arrival;
  readonly #account: Account;
  #policy: AgentPolicy;
  readonly #situation: (view: SessionView) => Situation;
  readonly #settling: SettleContext;
  /** Null where the policy has no limits and no rules about sessions. */
  readonly #limits: ExchangeLimits | null;
  /** When the upstream was called and when it answered: not the gateway's own time. */
  #upstreamMs = 0;
  #watch: Watch | null = null;
  /** The run that the answer is about, to be cancelled when it is blocked. */
  #run: RunWatch | null = null;
  /** How answers to this request are made up; null where none can be. */
  #substitutes: Substitutes | null = null;
  /** The form in which the client awaits its answer. */
  #shape: AnswerShape | null = null;
  /** Rules whose verdict comes from elsewhere; null where there are none. */
  #outside: Outside | null = null;

  constructor(
    arrival: Arrival,
    own: {
      readonly account: Account;
      readonly policy: AgentPolicy;
      /** The situation, once it is known what the session has been. */
      readonly situation: (view: SessionView) => Situation;
      readonly settling: SettleContext;
      readonly limits: ExchangeLimits | null;
    },
  ) {
    this.#arrival = arrival;
    this.#account = own.account;
    this.#policy = own.policy;
    this.#situation = own.situation;
    this.#settling = own.settling;
    this.#limits = own.limits;
  }

  async run(asked: Asked, read: ReadRequest): Promise<Response> {
    this.#substitutes = asked.route.surface.protocol.substitutes ?? null;
    this.#shape = this.#substitutes?.shapeOf(read.body?.json ?? null) ?? null;
    const history = read.facts === null ? null : await this.#history(asked, read.facts.segments);
    // Sent before the scan, answered during it, unless the answer says what need not be scanned.
    const admitting = this.#admit(history?.ask ?? "");
    this.#openOutside(asked);
    if ("boundary" in read) return this.#upload(asked, read.boundary, admitting);
    // What the session has seen and done is known before anything is judged, where that matters.
    const isAwaited = history !== null || this.#awaitsView;
    const known = isAwaited ? (await admitting).known : "";
    const inspected =
      read.facts === null ? this.#judgeRequest() : this.#inspect(read, history, known);
    this.#account.inspected("request", read.inspection);
    if (read.inspection === "degraded") this.#account.degraded("malformed_file");
    const heard = this.#askOutside(read, inspected);
    const { refused } = await admitting;
    if (refused !== null) return this.refuse(refused);
    const verdict = heard === null ? inspected : bothVerdicts(inspected, await this.#alive(heard));
    if (verdict.failedClosed) return this.refuse(REFUSALS.inspectionFailed, "gateway_error");
    if (stops(verdict.decision.action)) return this.#block("input");
    return this.#forward(asked, inspected.bytes);
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

  /** Whether a request is judged by what its session has been: then that must be known first. */
  get #awaitsView(): boolean {
    return this.#limits?.ask?.wantsView === true && this.#policy.needsViewFirst;
  }

  /** What the session may have seen of a request; null, at no cost, where that is not worth asking. */
  async #history(asked: Asked, segments: readonly Segment[]): Promise<History | null> {
    if (!hasHistory(this.#policy, segments)) return null;
    const { tenant, agent } = this.#account.head;
    const policy = `${policyKey(asked.caller.agent)}/${this.#policy.variant}`;
    return openHistory({ master: asked.master, tenant, agent, policy }, segments);
  }

  /** Asks elsewhere about what is about to be sent; null where nobody is to be asked. */
  #askOutside(read: ReadRequest, inspected: Verdict): Promise<Verdict> | null {
    const isOver = inspected.failedClosed || stops(inspected.decision.action);
    if (this.#outside === null || read.facts === null || isOver) return null;
    const texts = newTexts(read.facts.segments, inspected.decision.redactions);
    return this.#outside.judge("input", texts);
  }

  #openOutside(asked: Asked): void {
    const target = { query: asked.route.query, abort: new AbortController(), watch: null };
    const ask = (question: Question) => askUpstream(this.#target(asked, target), question);
    this.#outside = openOutside({ policy: () => this.#policy, account: this.#account, ask });
  }

  /** Judges a request that has no body to inspect, or none that is read yet. */
  #judgeRequest(): Verdict & { readonly bytes: undefined } {
    return { ...judgeBodiless(this.#policy, this.#account), bytes: undefined };
  }

  /** Inspects what the session has not seen, and has it remember what passed. */
  #inspect(read: JsonRequest, history: History | null, known: string): InspectedRequest {
    const { segments } = read.facts;
    const unseen = history?.unseen(known) ?? segments;
    const { body, files } = read;
    const request = { body, segments, unseen, files };
    const inspected = inspectRequest(this.#policy, this.#account, request);
    if (history === null) return inspected;
    this.#account.recognised(segments.length - unseen.length);
    learnRuns(this.#settling.session, history.lesson(known, inspected));
    return inspected;
  }

  /** Asks the session, and at the same time all else that counts the exchange. */
  async #admit(ask: string): Promise<Admitted> {
    const limits = this.#limits;
    if (limits === null) return this.#admittedBy(await this.#askSession(ask));
    const [admission, verdict] = await Promise.all([this.#askSession(ask), limits.take()]);
    const { known, refused: before } = this.#admittedBy(admission);
    const { refused, view } = limits.judge({ admission, verdict, refused: before });
    if (view !== null) this.#policy = withSituation(this.#policy, this.#situation(view));
    return { known, refused };
  }

  /** The session's answer; null if it could not be asked. */
  async #askSession(ask: string): Promise<Admission | null> {
    const { port, session } = this.#settling;
    try {
      const head = seal(this.#account.head);
      return await admitExchange(port, session, head, ask, this.#limits?.ask);
    } catch {
      this.#account.degraded("ledger_unavailable");
      return null;
    }
  }

  #admittedBy(admission: Admission | null): Admitted {
    const told = { refused: null, known: "" };
    if (admission === null) {
      return { ...told, refused: this.#failsClosed() ? REFUSALS.ledgerUnavailable : null };
    }
    if (admission.admitted) return { ...told, known: admission.known ?? "" };
    // Which limit refuses it, and what that means, is for the limits to say.
    if (admission.reason === "limited") return told;
    return { ...told, refused: { ...REFUSALS.tooManyOpen, retryAfterMs: admission.retryAfterMs } };
  }

  /** A form: its beginning is looked at before the upstream is called, the rest as it streams. */
  async #upload(asked: Asked, boundary: string, admitting: Promise<Admitted>): Promise<Response> {
    const { body, headers } = this.#arrival.request;
    const account = this.#account;
    // Its first bytes are judged by what the session has been, where a rule asks.
    if (this.#awaitsView) await admitting;
    const inspection = createFormInspection({ policy: this.#policy, account, boundary });
    const length = mayRedact(this.#policy, "input") ? null : toldLength(headers);
    const upload = openUpload({ body, inspection, length });
    const head = await upload.readHead();
    const { refused } = await admitting;
    const judged = this.#judgeRequest();
    account.inspected("request", inspection.hasUninspected ? "uninspected" : "inspected");
    const isStopped = inspection.stop !== null || stops(judged.decision.action);
    if (refused !== null || head === null || isStopped) {
      await upload.drain();
      if (refused !== null) return this.refuse(refused);
      return this.#stopped(stops(judged.decision.action) ? { kind: "blocked" } : inspection.stop);
    }
    return this.#forward(asked, head.isWhole ? head.bytes : undefined, upload);
  }

  /** Answers an upload that did not get through: policy stopped it, or its client left. */
  #stopped(stop: FileStop | null): Promise<Response> | Response {
    if (stop === null) return this.refuse(REFUSALS.requestBroken, "client_gone");
    return stop.kind === "blocked" ? this.#block("input") : this.refuse(stop.refusal, stop.outcome);
  }

  async #forward(asked: Asked, body: Uint8Array | undefined, upload?: Upload): Promise<Response> {
    const { request } = this.#arrival;
    const { query } = asked.route;
    const resumed =
      this.#policy.mode === "off"
        ? ok({ query, after: null })
        : readResumption(request.method, asked.route);
    if (!resumed.ok) return this.refuse(resumed.error);
    const abort = new AbortController();
    request.signal.addEventListener("abort", () => abort.abort());
    const watch = this.#startWatch(asked, abort);
    const startedAt = Date.now();
    const target = this.#target(asked, { query: resumed.value.query, abort, watch });
    const call = (sent: UpstreamCall["body"]) => callUpstream({ ...target, body: sent });
    const isStreamed = upload !== undefined && body === undefined;
    const sent = isStreamed
      ? await upload.send({ call, abort, waitUntil: (promise) => this.#waitUntil(promise) })
      : { ended: "answered" as const, answer: await call(body) };
    watch.heard();
    this.#upstreamMs = Date.now() - startedAt;
    if (upload?.hasUninspected) this.#account.inspected("request", "uninspected");
    if (sent.ended === "stopped") return this.#stopped(sent.stop);
    const { answer } = sent;
    if (!answer.ok) {
      const isGone = request.signal.aborted;
      return this.refuse(answer.error, isGone ? "client_gone" : outcomeOf(answer.error));
    }
    const { degraded, upstream } = answer.value;
    this.#run = watchRun({ ...target, body: undefined, upstream }, asked.route.surface);
    const response = mintsKey(request, asked.route)
      ? await withGatewayKey(answer.value.response, keyOwner(this.#arrival, asked, answer.value))
      : answer.value.response;
    if (response === null) return this.refuse(REFUSALS.malformedUpstream, "upstream_error");
    for (const code of degraded) this.#account.degraded(code);
    this.#account.answered(response.status, response.headers.get("x-request-id"));
    const { after } = resumed.value;
    const { surface } = this.#run;
    const delivery = { ...this.#delivery(asked, { response, abort, watch, after }), surface };
    if (response.webSocket === null) return deliver(delivery);
    // Whether a connection is still wanted is for the two ends to say.
    watch.rest();
    const bounds = socketBounds(this.#arrival.context.env);
    return bridge({ ...delivery, bounds }, response.webSocket);
  }

  #target(
    asked: Asked,
    {
      query,
      abort,
      watch,
    }: { readonly query: string; readonly abort: AbortController; readonly watch: Watch | null },
  ): Omit<UpstreamCall, "body"> {
    return {
      request: this.#arrival.request,
      path: asked.route.path,
      query,
      isInspected: this.#policy.mode !== "off" && asked.route.surface.answer !== "opaque",
      usesVault: asked.caller.usesVault,
      tenant: asked.caller.key.tenant,
      ...upstreamsOf(asked.caller),
      master: asked.master,
      abort,
      isLate: () => watch?.isLate === true,
    };
  }

  #waitUntil(promise: Promise<unknown>): void {
    this.#settling.port.waitUntil(promise);
  }

  /** Waits, and keeps the session from giving the exchange up meanwhile. */
  async #alive<T>(work: Promise<T>): Promise<T> {
    const watch = this.#watchWith({ firstByteMs: Infinity, idleMs: Infinity }, () => undefined);
    return work.finally(() => watch.stop());
  }

  #startWatch(asked: Asked, abort: AbortController): Watch {
    this.#watch = this.#watchWith(patienceWith(asked.caller.agent.upstream), () => abort.abort());
    return this.#watch;
  }

  /** A watch that tells the session, and what counts the agent's exchanges, that this one lives. */
  #watchWith(patience: Patience, giveUp: () => void): Watch {
    const { port, session } = this.#settling;
    const { id } = this.#account.head;
    return startWatch({
      patience,
      leaseMs: leaseMs(this.#arrival.context.env),
      // A lost sign of life is made up for by the next.
      touch: () => {
        port.waitUntil(touchExchange(port, session, id).catch(() => undefined));
        this.#limits?.touch();
      },
      giveUp,
    });
  }

  #settle(ending: Ending): void {
    this.#watch?.stop();
    const { head, responseId } = this.#account;
    if (head.session !== null && responseId !== null) {
      const { tenant, agent, session } = head;
      rememberSession({ tenant, agent, response: responseId }, session);
    }
    settle(this.#settling, this.#account, { ...ending, late: this.#outside?.settled() });
    const cancelled = ending.outcome === "blocked" ? this.#run?.cancel() : null;
    if (cancelled) this.#settling.port.waitUntil(cancelled);
  }

  #delivery(
    asked: Asked,
    from: {
      readonly response: Response;
      readonly abort: AbortController;
      readonly watch: Watch;
      readonly after: number | null;
    },
  ): Delivery {
    return {
      ...from,
      request: this.#arrival.request,
      surface: asked.route.surface,
      policy: this.#policy,
      account: this.#account,
      outside: this.#outside?.reads("output") === true ? this.#outside : null,
      waitUntil: (promise) => this.#waitUntil(promise),
      settle: (ending) => this.#settle(ending),
      shape: this.#shape,
      block: () => this.#block("output"),
      refuse: (refusal, outcome) => this.refuse(refusal, outcome),
      replyFacts: () => this.#replyFacts(),
    };
  }

  #block(direction: "input" | "output"): Response {
    const { head, decision } = this.#account;
    const [substitutes, shape] = [this.#substitutes, this.#shape];
    const of = shape === null ? null : substituteFor(this.#policy, decision, { head, shape });
    if (substitutes !== null && of !== null) {
      this.#settle({ outcome: "blocked", status: 200 });
      const reply = { substitutes, of, isStreamed: head.streamed };
      return substituteReply(reply, this.#replyFacts());
    }
    this.#settle({ outcome: "blocked", status: 400, error: "policy_violation" });
    const { explain } = this.#policy.defaults;
    const error = blockError(decision, { requestId: head.id, direction, explain });
    return blockReply(error, this.#replyFacts());
  }

  #replyFacts(): ReplyFacts {
    const { action, reasons } = this.#account.decision;
    return {
      requestId: this.#arrival.id,
      action,
      rules: this.#policy.defaults.explain ? [...new Set(reasons.map(({ rule }) => rule))] : null,
      ownMs: Math.max(0, Date.now() - this.#arrival.at - this.#upstreamMs),
      ...(this.#limits !== null && { limits: this.#limits.left }),
    };
  }

  #failsClosed(): boolean {
    return this.#policy.defaults.on_error === "fail_closed";
  }
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
