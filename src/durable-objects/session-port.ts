// The Worker's side of the session objects. Requests of one isolate that talk to the same object at
// the same time share a message: the first one that waits leads, the others ride along. Settlements
// ride with the next admission, or go by themselves a few milliseconds later.
//
// Requests share no promise that is still pending: what is chained to one runs in the context of the
// request that made it, and is lost when that request is over. Each waits for a promise of its own,
// which another request resolves; the platform then continues in the right context.
//
// A leader can be gone at any moment, with its request. Whoever comes later and finds that nothing
// has moved leads instead, and a rider that was left behind sends for itself.
import type { Sealed } from "../domain/event.ts";
import { LIMITS } from "../domain/limits.ts";
import { DIGEST_CHARS } from "./run-memory.ts";
import type { SessionMessage, SessionObject } from "./session-object.ts";
import type { Admission, StateAsk, StateReport } from "./session-state.ts";

/** How long a settlement waits for an admission to ride with. */
const SETTLE_DELAY_MS = 5;
/** With so many exchanges open a leader waits a moment for riders: each then costs less. */
const BUSY_OPEN = 4;
const BUSY_WAIT_MS = 1;
/** A leader that has not sent by then is taken for gone. */
const LEADER_PATIENCE_MS = 100;
/**
 * How long a rider waits before it sends for itself, and how long that may take. The timer also
 * keeps the waiting request alive: the platform ends one that waits for nothing of its own.
 */
const RIDER_PATIENCE_MS = 1_000;
const DEADLINE_MS = 5_000;

/** The context of the request that speaks. */
export interface PortContext {
  readonly env: Cloudflare.Env;
  waitUntil(promise: Promise<unknown>): void;
  /** Keeps events that no session object would take. Called after a second try. */
  keepLost(events: readonly Sealed[]): Promise<void>;
}

interface Waiting {
  readonly head: Sealed;
  /** Digests that it asks for; empty if it does not. */
  readonly ask: string;
  /** What its rules need of the session; null if they need nothing. */
  readonly state: StateAsk | null;
  admitted(admission: Admission): void;
  failed(error: unknown): void;
}

/** Everything of this isolate that concerns one session object. */
interface Port {
  waiting: Waiting[];
  settled: Sealed[];
  /** What they add to the session, where rules want to know. */
  reports: StateReport[];
  /** Digests that the next message takes along. Losing them costs an inspection. */
  learned: string;
  /** A message is on its way; the next leader waits until it is answered. */
  isBusy: boolean;
  /** Wakes the next leader. */
  wake: (() => void) | null;
  /** When leaders were last appointed, in ms. */
  leadsSince: number;
  settlesSince: number;
  /** Exchanges of this isolate that are admitted and not settled. */
  open: number;
}

const ports = new Map<string, Port>();

/**
 * Admits one exchange; it is on record when this resolves. `ask` are the digests of what it wants to
 * know whether the session has seen it; empty if it does not. `state` is what its rules need of the
 * session, if anything. Rejects if the object cannot be reached, after a second try, or takes too long.
 */
export function admitExchange(
  context: PortContext,
  session: string,
  head: Sealed,
  ask: string,
  state: StateAsk | null = null,
): Promise<Admission> {
  const port = portOf(session);
  port.open += 1;
  const answer = Promise.withResolvers<Admission>();
  const rider: Waiting = {
    head,
    ask,
    state,
    admitted: (admission) => {
      clearTimeout(timer);
      answer.resolve(admission);
    },
    failed: (error) => {
      clearTimeout(timer);
      answer.reject(error);
    },
  };
  let timer = setTimeout(() => {
    timer = setTimeout(() => rider.failed(new Error("deadline")), DEADLINE_MS);
    context.waitUntil(sendAlone(context, session, port, rider));
  }, RIDER_PATIENCE_MS);
  port.waiting.push(rider);
  const now = Date.now();
  const isStale = now - port.leadsSince > LEADER_PATIENCE_MS;
  // A leader that is only slow is not harmed: two messages at once are as good as one.
  if (isStale) port.isBusy = false;
  if (port.waiting.length === 1 || isStale) {
    port.leadsSince = now;
    context.waitUntil(lead(context, session, port));
  }
  return answer.promise;
}

/** Settles one exchange, in its own time. `report` is what it adds to the session, if rules ask. */
export function settleExchange(
  context: PortContext,
  session: string,
  event: Sealed,
  report: StateReport | null = null,
): void {
  const port = portOf(session);
  port.settled.push(event);
  if (report !== null) port.reports.push(report);
  port.open -= 1;
  const now = Date.now();
  if (port.settled.length === 1 || now - port.settlesSince > LEADER_PATIENCE_MS) {
    port.settlesSince = now;
    context.waitUntil(settleSoon(context, session, port));
  }
}

/**
 * Tells a session what an exchange adds to it that it has not admitted: the first of a chain of
 * responses, which has no session yet. Lost where the object cannot be reached.
 */
export function tellSession(
  context: Pick<PortContext, "env" | "waitUntil">,
  session: string,
  report: StateReport,
): void {
  const told = exchange(context.env, session, { admit: [], settle: [], reports: [report] });
  context.waitUntil(told.catch(() => undefined));
}

/** Has the session remember digests, for an exchange that is admitted and not settled: they go with
 * whatever is sent next. More than the session could keep are dropped. */
export function learnRuns(session: string, digests: string): void {
  const port = portOf(session);
  const charsMax = LIMITS.historyDigestsMax * DIGEST_CHARS;
  if (port.learned.length + digests.length <= charsMax) port.learned += digests;
}

/** Tells the object that exchanges are alive. */
export async function touchExchange(
  context: PortContext,
  session: string,
  id: string,
): Promise<void> {
  await stubOf(context.env, session).touch([id]);
}

/** Sends a message for all that wait, once the one before is answered. */
async function lead(context: PortContext, session: string, port: Port): Promise<void> {
  if (port.isBusy) {
    await new Promise<void>((resolve) => {
      port.wake = resolve;
    });
  }
  port.isBusy = true;
  try {
    if (port.open >= BUSY_OPEN) await scheduler.wait(BUSY_WAIT_MS);
    await send(context, session, port);
  } finally {
    port.isBusy = false;
    port.wake?.();
    port.wake = null;
  }
}

async function send(context: PortContext, session: string, port: Port): Promise<void> {
  const riders = port.waiting.splice(0);
  if (riders.length === 0 && port.settled.length === 0) return;
  await sendFor(context, session, riders, takeNews(port));
}

/** A rider whose leader did not come back. Admitting twice is admitting once: the id is the same. */
async function sendAlone(
  context: PortContext,
  session: string,
  port: Port,
  rider: Waiting,
): Promise<void> {
  port.waiting = port.waiting.filter((waiting) => waiting !== rider);
  await sendFor(context, session, [rider], NO_NEWS);
}

/** What a message takes along beside admissions. */
interface News {
  readonly settle: readonly Sealed[];
  readonly reports: readonly StateReport[];
  readonly learned: string;
}

const NO_NEWS: News = { settle: [], reports: [], learned: "" };

function takeNews(port: Port): News {
  const { learned } = port;
  port.learned = "";
  return { settle: port.settled.splice(0), reports: port.reports.splice(0), learned };
}

/** The members of a message that hold something. */
function newsMembers({ settle, reports, learned }: News): Omit<SessionMessage, "admit"> {
  return {
    settle,
    ...(learned !== "" && { learn: learned }),
    ...(reports.length > 0 && { reports }),
  };
}

async function sendFor(
  context: PortContext,
  session: string,
  riders: readonly Waiting[],
  news: News,
): Promise<void> {
  if (riders.length === 0) return settleAgain(context, session, news);
  const message: SessionMessage = {
    admit: riders.map(({ head }) => head),
    ...newsMembers(news),
    ...(riders.some(({ ask }) => ask !== "") && { ask: riders.map(({ ask }) => ask) }),
    ...(riders.some(({ state }) => state !== null) && { state: riders.map(({ state }) => state) }),
  };
  try {
    const admissions = await exchange(context.env, session, message);
    for (const [index, rider] of riders.entries()) {
      const admission = admissions[index];
      if (admission) rider.admitted(admission);
    }
  } catch (error) {
    for (const rider of riders) rider.failed(error);
    await settleAgain(context, session, news);
  }
}

async function settleAgain(context: PortContext, session: string, news: News): Promise<void> {
  if (news.settle.length === 0) return;
  try {
    await exchange(context.env, session, { admit: [], ...newsMembers(news) });
  } catch {
    // Both tries failed: the gateway has another way to keep the events. What they would have added
    // to the session is lost.
    await context.keepLost(news.settle);
  }
}

/** One message, tried twice: a stub is broken for good after an exception, a new one is not. */
async function exchange(
  env: Cloudflare.Env,
  session: string,
  message: SessionMessage,
): Promise<readonly Admission[]> {
  try {
    return await stubOf(env, session).exchange(message);
  } catch {
    return await stubOf(env, session).exchange(message);
  }
}

async function settleSoon(context: PortContext, session: string, port: Port): Promise<void> {
  await scheduler.wait(SETTLE_DELAY_MS);
  // What others learnt waits for a message; an empty one is not sent.
  if (port.settled.length > 0) await settleAgain(context, session, takeNews(port));
  forgetIfIdle(session, port);
}

function portOf(session: string): Port {
  const known = ports.get(session);
  if (known) return known;
  const port: Port = {
    waiting: [],
    settled: [],
    reports: [],
    learned: "",
    isBusy: false,
    wake: null,
    leadsSince: 0,
    settlesSince: 0,
    open: 0,
  };
  ports.set(session, port);
  return port;
}

function forgetIfIdle(session: string, port: Port): void {
  const isIdle = port.waiting.length === 0 && port.settled.length === 0 && !port.isBusy;
  if (isIdle && port.open <= 0) ports.delete(session);
}

function stubOf(env: Cloudflare.Env, session: string): DurableObjectStub<SessionObject> {
  return env.SESSION.get(env.SESSION.idFromName(session));
}
