// One per tenant, agent and session: admits exchanges, knows which are open, settles them, and
// hands their events to the agent's object. An exchange that nobody settles is closed by alarm.
import { DurableObject } from "cloudflare:workers";
import { seal, type Sealed } from "../domain/event.ts";
import { LIMITS } from "../domain/limits.ts";
import { leaseMs } from "../domain/settings.ts";
import { createAlarmClock } from "./alarm-clock.ts";
import { createOutbox } from "./outbox.ts";
import { createRunMemory } from "./run-memory.ts";
import {
  abandonedEvent,
  admitExchange,
  expired,
  type Admission,
  type OpenExchange,
} from "./session-state.ts";

const OPEN_PREFIX = "o:";
/** Storage takes at most 128 keys in one delete. */
const KEYS_PER_CALL = 128;
/** How long settled events wait for company before they go to the agent. */
const FLUSH_DELAY_MS = 200;
/** How long an idle object keeps its storage. */
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
}

export class SessionObject extends DurableObject {
  readonly #open = new Map<string, OpenExchange>();
  readonly #outbox = createOutbox(this.ctx.storage);
  readonly #clock = createAlarmClock(this.ctx.storage);
  readonly #seen = createRunMemory(LIMITS.historyDigestsMax);
  #usedAt = Date.now();

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    void ctx.blockConcurrencyWhile(() => this.#load());
  }

  /**
   * Settles and admits. Everything in the message is durable when this returns: the platform holds
   * the reply until the writes are (the output gate), and writes of one turn are one transaction.
   */
  exchange({ admit, settle, ask, learn }: SessionMessage): Admission[] {
    this.#usedAt = Date.now();
    this.#settle(settle);
    if (learn !== undefined) this.#seen.learn(learn);
    return admit.map((head, index) => this.#admit(head, ask?.[index]));
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

  #admit(head: Sealed, ask: string | undefined): Admission {
    const admission = admitExchange(this.#open.size);
    if (!admission.admitted) return admission;
    this.#open.set(head.id, { head, seenAt: this.#usedAt });
    void this.ctx.storage.put(OPEN_PREFIX + head.id, head);
    this.#clock.ringWithin(leaseMs(this.env));
    return ask ? { ...admission, known: this.#seen.recognise(ask) } : admission;
  }

  #settle(events: readonly Sealed[]): void {
    if (events.length === 0) return;
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
    const idleMs = Date.now() - this.#usedAt;
    if (idleMs < IDLE_TTL_MS) return IDLE_TTL_MS - idleMs;
    await this.ctx.storage.deleteAll();
    return null;
  }

  async #send(events: readonly Sealed[]): Promise<void> {
    const [first] = events;
    if (first === undefined) return;
    const id = this.env.AGENT.idFromName(`${first.tenant}/${first.agent}`);
    await this.env.AGENT.get(id).receive(events);
  }
}
