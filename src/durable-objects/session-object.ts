// One per tenant, agent and session: admits exchanges, knows which are open, settles them, and
// hands their events to the agent's object. An exchange that nobody settles is closed by alarm.
import { DurableObject } from "cloudflare:workers";
import { seal, type Sealed } from "../domain/event.ts";
import { LIMITS } from "../domain/limits.ts";
import { afterFacts, afterTurn, newSession } from "../domain/session-view.ts";
import { leaseMs } from "../domain/settings.ts";
import { createAlarmClock } from "./alarm-clock.ts";
import { openBook, type Changed, type LimitBook } from "./limit-state.ts";
import { loadBook, writeBook } from "./limit-store.ts";
import { createOutbox } from "./outbox.ts";
import { createRunMemory } from "./run-memory.ts";
import {
  abandonedEvent,
  admitExchange,
  expired,
  keptUntil,
  type Admission,
  type OpenExchange,
  type StateAsk,
  type StateReport,
  type StoredView,
} from "./session-state.ts";

const OPEN_PREFIX = "o:";
const VIEW_KEY = "v:view";
/** Storage takes at most 128 keys in one delete. */
const KEYS_PER_CALL = 128;
/** How long settled events wait for company before they go to the agent. */
const FLUSH_DELAY_MS = 200;
/** How long an idle object keeps its storage, at least. */
const IDLE_TTL_MS = 60 * 60 * 1000;

/**
 * What a Worker says to a session in one message. The two may be of different versions, so members
 * that came later can be missing.
 */
export interface SessionMessage {
  readonly admit: readonly Sealed[];
  readonly settle: readonly Sealed[];
  /** For each admission the digests that it asks for, or an empty text. Absent where none asks. */
  readonly ask?: readonly string[];
  /** Digests to remember. Absent where there are none. */
  readonly learn?: string;
  /** For each admission what its rules need of the session, or null. Absent where none needs any. */
  readonly state?: readonly (StateAsk | null)[];
  /** What settled exchanges add to the session. Absent where there are none. */
  readonly reports?: readonly StateReport[];
}

export class SessionObject extends DurableObject {
  readonly #open = new Map<string, OpenExchange>();
  readonly #outbox = createOutbox(this.ctx.storage);
  readonly #clock = createAlarmClock(this.ctx.storage);
  readonly #seen = createRunMemory(LIMITS.historyDigestsMax);
  #book: LimitBook = openBook();
  #stored: StoredView | null = null;
  /** When it was last spoken to in this life; 0: only its alarm has woken it. */
  #usedAt = 0;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    void ctx.blockConcurrencyWhile(() => this.#load());
  }

  /**
   * Settles and admits. Everything in the message is durable when this returns: the platform holds
   * the reply until the writes are (the output gate), and writes of one turn are one transaction.
   */
  exchange({ admit, settle, ask, learn, state, reports }: SessionMessage): Admission[] {
    this.#usedAt = Date.now();
    for (const report of reports ?? []) this.#report(report);
    this.#settle(settle);
    if (learn !== undefined) this.#seen.learn(learn);
    return admit.map((head, index) => this.#admit(head, ask?.[index], state?.[index] ?? null));
  }

  /** A sign of life of open exchanges. */
  touch(ids: readonly string[]): void {
    for (const id of ids) {
      const open = this.#open.get(id);
      if (open) this.#open.set(id, { ...open, seenAt: Date.now() });
    }
  }

  override async alarm(): Promise<void> {
    await this.#clock.run(() => this.#work());
  }

  #admit(head: Sealed, ask: string | undefined, state: StateAsk | null): Admission {
    const admission = admitExchange(this.#open.size);
    if (!admission.admitted) return admission;
    const stated = state === null ? admission : this.#take(head.id, state);
    if (!stated.admitted) return stated;
    this.#open.set(head.id, { head, seenAt: this.#usedAt });
    void this.ctx.storage.put(OPEN_PREFIX + head.id, head);
    this.#clock.ringWithin(leaseMs(this.env));
    return ask ? { ...stated, known: this.#seen.recognise(ask) } : stated;
  }

  /** Counts an exchange in its session, unless a meter refuses it. */
  #take(id: string, { meters, wantsView, isTurn, tokens }: StateAsk): Admission {
    const { answer, changed } = this.#book.take({ id, meters, tokens }, this.#usedAt);
    this.#write(changed);
    const limits = meters.length === 0 ? {} : { limits: answer };
    if (answer.refused !== null) {
      return { admitted: false, reason: "limited", refused: answer.refused, limits: answer };
    }
    if (!wantsView) return { admitted: true, ...limits };
    const view = this.#stored?.view ?? newSession(this.#usedAt);
    // A message that came twice is one turn, and is told the same.
    const isAgain = isTurn && this.#open.has(id);
    if (!isAgain) this.#keep(isTurn ? afterTurn(view) : view);
    return { admitted: true, view: isAgain ? { ...view, turns: view.turns - 1 } : view, ...limits };
  }

  #report({ facts, meters, wantsView }: StateReport): void {
    const { id, response = null, isRead = false, tokens = 0, calls = [] } = facts;
    const ask = { id, response, isRead, meters, tokens, calls };
    const { changed, isFirst } = this.#book.finish(ask, this.#usedAt);
    this.#write(changed);
    // What is told again adds nothing.
    if (!isFirst) return;
    if (!wantsView) return;
    // What it is told without an exchange of its own is forgotten in time, too.
    this.#clock.ringWithin(IDLE_TTL_MS);
    this.#keep(afterFacts(this.#stored?.view ?? newSession(this.#usedAt), facts, this.#usedAt));
  }

  #keep(view: StoredView["view"]): void {
    this.#stored = { view, usedAt: this.#usedAt };
    void this.ctx.storage.put(VIEW_KEY, this.#stored);
  }

  #write(changed: Changed): void {
    writeBook(this.ctx.storage, this.#book, { changed, allowUnconfirmed: false });
  }

  #settle(events: readonly Sealed[]): void {
    if (events.length === 0) return;
    for (const { id } of events) this.#write(this.#book.release(id));
    const open = events.filter(({ id }) => this.#open.delete(id));
    if (open.length > 0) {
      for (let at = 0; at < open.length; at += KEYS_PER_CALL) {
        const keys = open.slice(at, at + KEYS_PER_CALL).map(({ id }) => OPEN_PREFIX + id);
        void this.ctx.storage.delete(keys);
      }
    }
    this.#outbox.add(events);
    this.#clock.ringWithin(FLUSH_DELAY_MS);
  }

  async #load(): Promise<void> {
    const rows = await this.ctx.storage.list<Sealed>({ prefix: OPEN_PREFIX });
    // Their Workers may well be alive: they get a whole lease to say so.
    const seenAt = Date.now();
    for (const head of rows.values()) this.#open.set(head.id, { head, seenAt });
    await this.#outbox.load();
    this.#book = await loadBook(this.ctx.storage);
    this.#stored = (await this.ctx.storage.get<StoredView>(VIEW_KEY)) ?? null;
    if (rows.size > 0 || !this.#outbox.isEmpty) this.#clock.ringWithin(FLUSH_DELAY_MS);
  }

  async #work(): Promise<number | null> {
    const now = Date.now();
    const lease = leaseMs(this.env);
    this.#settle(
      expired(this.#open.values(), { now, leaseMs: lease }).map((open) =>
        seal(abandonedEvent(open, now)),
      ),
    );
    await this.#outbox.flush((events) => this.#send(events));
    const oldest = Math.min(...[...this.#open.values()].map(({ seenAt }) => seenAt));
    if (this.#open.size > 0) return Math.max(FLUSH_DELAY_MS, oldest + lease - Date.now());
    return this.#forgetWhenIdle(Date.now());
  }

  /** With nothing open and nothing to send: deletes itself, or says after how long it may. */
  async #forgetWhenIdle(now: number): Promise<number | null> {
    this.#write(this.#book.expire({ now, leaseMs: Infinity }));
    // In a life that nothing but the alarm began, the hour has passed before.
    const idleUntil = this.#usedAt === 0 ? 0 : this.#usedAt + IDLE_TTL_MS;
    const until = Math.max(idleUntil, keptUntil(this.#stored, this.#book.tallies));
    if (until > now) return until - now;
    this.#stored = null;
    this.#book = openBook();
    // Last: while it is awaited, the next exchange may begin.
    await this.#clock.deleteAll();
    return null;
  }

  async #send(events: readonly Sealed[]): Promise<void> {
    const [first] = events;
    if (first === undefined) return;
    const id = this.env.AGENT.idFromName(`${first.tenant}/${first.agent}`);
    await this.env.AGENT.get(id).receive(events);
  }
}
