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
import type { Admission } from "./session-state.ts";

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
  admitted(admission: Admission): void;
  failed(error: unknown): void;
}

/** Everything of this isolate that concerns one session object. */
interface Port {
  waiting: Waiting[];
  settled: Sealed[];
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
 * know whether the session has seen it; empty if it does not. Rejects if the object cannot be reached,
 * after a second try, or takes too long.
 */
export function admitExchange(
  context: PortContext,
  session: string,
  head: Sealed,
  ask: string,
): Promise<Admission> {
  const port = portOf(session);
  port.open += 1;
  const answer = Promise.withResolvers<Admission>();
  const rider: Waiting = {
    head,
    ask,
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

/** Settles one exchange, in its own time. */
export function settleExchange(context: PortContext, session: string, event: Sealed): void {
  const port = portOf(session);
  port.settled.push(event);
  port.open -= 1;
  const now = Date.now();
  if (port.settled.length === 1 || now - port.settlesSince > LEADER_PATIENCE_MS) {
    port.settlesSince = now;
    context.waitUntil(settleSoon(context, session, port));
  }
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
  const settle = port.settled.splice(0);
  if (riders.length === 0 && settle.length === 0) return;
  await sendFor(context, session, { riders, settle, learned: takeLearned(port) });
}

/** A rider whose leader did not come back. Admitting twice is admitting once: the id is the same. */
async function sendAlone(
  context: PortContext,
  session: string,
  port: Port,
  rider: Waiting,
): Promise<void> {
  port.waiting = port.waiting.filter((waiting) => waiting !== rider);
  await sendFor(context, session, { riders: [rider], settle: [], learned: "" });
}

function takeLearned(port: Port): string {
  const { learned } = port;
  port.learned = "";
  return learned;
}

async function sendFor(
  context: PortContext,
  session: string,
  {
    riders,
    settle,
    learned,
  }: {
    readonly riders: readonly Waiting[];
    readonly settle: readonly Sealed[];
    readonly learned: string;
  },
): Promise<void> {
  if (riders.length === 0) return settleAgain(context, session, settle, learned);
  const message: SessionMessage = {
    admit: riders.map(({ head }) => head),
    settle,
    ...(riders.some(({ ask }) => ask !== "") && { ask: riders.map(({ ask }) => ask) }),
    ...(learned !== "" && { learn: learned }),
  };
  try {
    const admissions = await exchange(context.env, session, message);
    for (const [index, rider] of riders.entries()) {
      const admission = admissions[index];
      if (admission) rider.admitted(admission);
    }
  } catch (error) {
    for (const rider of riders) rider.failed(error);
    await settleAgain(context, session, settle, learned);
  }
}

async function settleAgain(
  context: PortContext,
  session: string,
  events: readonly Sealed[],
  learned: string,
): Promise<void> {
  if (events.length === 0) return;
  try {
    const learn = learned !== "" && { learn: learned };
    await exchange(context.env, session, { admit: [], settle: events, ...learn });
  } catch {
    // Both tries failed: the gateway has another way to keep them.
    await context.keepLost(events);
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
  const events = port.settled.splice(0);
  // What others learnt waits for a message; an empty one is not sent.
  if (events.length > 0) await settleAgain(context, session, events, takeLearned(port));
  forgetIfIdle(session, port);
}

function portOf(session: string): Port {
  const known = ports.get(session);
  if (known) return known;
  const port: Port = {
    waiting: [],
    settled: [],
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
