// The Worker's side of the session objects. Requests of one isolate that talk to the same object at
// the same time share a message: the first one that waits leads, the others ride along. Settlements
// ride with the next admission, or go by themselves a few milliseconds later.
//
// A leader's promise is put into its `waitUntil`, so a client that leaves does not strand the rest.
import type { ExchangeEvent, ExchangeHead } from "../domain/event.ts";
import type { SessionObject } from "./session-object.ts";
import type { Admission } from "./session-state.ts";

/** How long a settlement waits for an admission to ride with. */
const SETTLE_DELAY_MS = 5;
/** Heads in one message. */
const MESSAGE_HEADS_MAX = 256;

/** The context of the request that speaks. */
export interface PortContext {
  readonly env: Cloudflare.Env;
  waitUntil(promise: Promise<unknown>): void;
  /** Keeps events that no session object would take. Called after a second try. */
  keepLost(events: readonly ExchangeEvent[]): Promise<void>;
}

/** An admission, and the moment when it is on record. */
export interface Admitted {
  readonly admission: Admission;
  /** Resolves when the exchange is durable; rejects if the object failed. */
  readonly recorded: Promise<void>;
}

interface Waiting {
  readonly head: ExchangeHead;
  resolve(admitted: Admitted): void;
  reject(error: unknown): void;
}

/** Everything of this isolate that concerns one session object. */
interface Port {
  waiting: Waiting[];
  settled: ExchangeEvent[];
  /** The message on its way; the next leader waits for it. */
  sending: Promise<unknown>;
}

const ports = new Map<string, Port>();

/** Admits one exchange. Rejects if the object cannot be reached, after a second try. */
export function admitExchange(
  context: PortContext,
  session: string,
  head: ExchangeHead,
): Promise<Admitted> {
  const port = portOf(session);
  return new Promise((resolve, reject) => {
    port.waiting.push({ head, resolve, reject });
    if (port.waiting.length === 1) context.waitUntil(lead(context, session, port));
  });
}

/** Settles one exchange, in its own time. */
export function settleExchange(context: PortContext, session: string, event: ExchangeEvent): void {
  const port = portOf(session);
  port.settled.push(event);
  if (port.settled.length === 1) context.waitUntil(settleSoon(context, session, port));
}

/** Tells the object that exchanges are alive. */
export async function touchExchange(
  context: PortContext,
  session: string,
  id: string,
): Promise<void> {
  await stubOf(context.env, session).touch([id]);
}

async function lead(context: PortContext, session: string, port: Port): Promise<void> {
  const before = port.sending;
  // The leader's turn comes when the message before is answered; who comes meanwhile rides along.
  const turn = before.then(() => send(context, session, port));
  port.sending = turn;
  await turn;
}

async function send(context: PortContext, session: string, port: Port): Promise<void> {
  const riders = port.waiting.splice(0, MESSAGE_HEADS_MAX);
  const settle = port.settled.splice(0);
  const message = { admit: riders.map(({ head }) => head), settle };
  try {
    const { admissions, recorded } = await exchange(context.env, session, message);
    // What rode along is safe only once it is on record.
    context.waitUntil(recorded.catch(() => settleAgain(context, session, settle)));
    for (const [index, rider] of riders.entries()) {
      const admission = admissions[index];
      if (admission) rider.resolve({ admission, recorded });
    }
  } catch (error) {
    for (const rider of riders) rider.reject(error);
    await settleAgain(context, session, settle);
  } finally {
    if (port.waiting.length > 0) context.waitUntil(lead(context, session, port));
    else forgetIfIdle(session, port);
  }
}

async function settleAgain(
  context: PortContext,
  session: string,
  events: readonly ExchangeEvent[],
): Promise<void> {
  if (events.length === 0) return;
  try {
    await exchange(context.env, session, { admit: [], settle: events });
  } catch {
    // Both tries failed: the gateway has another way to keep them.
    await context.keepLost(events);
  }
}

/** One message, tried twice: a stub is broken for good after an exception, a new one is not. */
async function exchange(
  env: Cloudflare.Env,
  session: string,
  message: Parameters<SessionObject["exchange"]>[0],
): Promise<{ readonly admissions: readonly Admission[]; readonly recorded: Promise<void> }> {
  try {
    return await exchangeOnce(env, session, message);
  } catch {
    return await exchangeOnce(env, session, message);
  }
}

async function exchangeOnce(
  env: Cloudflare.Env,
  session: string,
  message: Parameters<SessionObject["exchange"]>[0],
): Promise<{ readonly admissions: readonly Admission[]; readonly recorded: Promise<void> }> {
  const stub = stubOf(env, session);
  const answer = stub.exchange(message);
  // Sent at once behind the first: calls on one stub arrive in order.
  const recorded = message.admit.length > 0 ? stub.recorded() : Promise.resolve();
  recorded.catch(() => undefined);
  return { admissions: await answer, recorded };
}

async function settleSoon(context: PortContext, session: string, port: Port): Promise<void> {
  await scheduler.wait(SETTLE_DELAY_MS);
  await settleAgain(context, session, port.settled.splice(0));
  forgetIfIdle(session, port);
}

function portOf(session: string): Port {
  const known = ports.get(session);
  if (known) return known;
  const port: Port = { waiting: [], settled: [], sending: Promise.resolve() };
  ports.set(session, port);
  return port;
}

function forgetIfIdle(session: string, port: Port): void {
  if (port.waiting.length === 0 && port.settled.length === 0) ports.delete(session);
}

function stubOf(env: Cloudflare.Env, session: string): DurableObjectStub<SessionObject> {
  return env.SESSION.get(env.SESSION.idFromName(session));
}
