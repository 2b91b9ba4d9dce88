// One per tenant and agent, off the hot path: collects settled events from the sessions and writes
// them to D1 in batches. Events are keyed by id there, so a batch that is sent twice changes nothing.
// Once a day it deletes those that are older than the policy keeps them. It also sends the alerts
// that they give cause for.
import { DurableObject } from "cloudflare:workers";
import type { Sealed } from "../domain/event.ts";
import { deleteEvents, insertEvents } from "../storage/events.ts";
import { masterKeys } from "../storage/vault.ts";
import { createAlertQueue } from "./alert-queue.ts";
import { createAlarmClock } from "./alarm-clock.ts";
import { createOutbox } from "./outbox.ts";
import { postAlert } from "./post-alert.ts";
import { createRetention } from "./retention.ts";

/** How long events wait for company before they go to D1. */
const FLUSH_DELAY_MS = 300;

/** After how long a gateway whose keys are missing looks for them again. */
const NO_KEYS_PAUSE_MS = 60_000;

export class AgentObject extends DurableObject {
  readonly #outbox = createOutbox(this.ctx.storage);
  readonly #retention = createRetention(this.ctx.storage);
  readonly #alerts = createAlertQueue(this.ctx.storage);
  readonly #clock = createAlarmClock(this.ctx.storage);

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    void ctx.blockConcurrencyWhile(async () => {
      await this.#outbox.load();
      await this.#retention.load();
      await this.#alerts.load();
      if (!this.#outbox.isEmpty || !this.#alerts.isEmpty) this.#clock.ringWithin(FLUSH_DELAY_MS);
    });
  }

  /** Takes events over. They are durable here when this returns. */
  receive(events: readonly Sealed[]): void {
    this.#outbox.add(events);
    this.#retention.note(events);
    this.#alerts.note(events, Date.now());
    this.#clock.ringWithin(FLUSH_DELAY_MS);
  }

  override async alarm(): Promise<void> {
    await this.#clock.run(() => this.#work());
  }

  async #work(): Promise<number | null> {
    const sending = this.#sendAlerts();
    try {
      await this.#outbox.flush((events) => insertEvents(this.env.DB, events));
      const rest = await this.#retention.work(Date.now(), (expired) =>
        deleteEvents(this.env.DB, expired),
      );
      const again = [rest, await sending].filter((delay) => delay !== null);
      return again.length === 0 ? null : Math.min(...again);
    } finally {
      // Whatever becomes of the events, what was sent is written down.
      await sending;
    }
  }

  /** Alerts wait for nothing but each other: a store that fails is what they may be about. */
  async #sendAlerts(): Promise<number | null> {
    if (this.#alerts.isEmpty) return null;
    const master = await masterKeys(this.env.EDGEWARDEN_MASTER_KEYS).catch(() => null);
    // Without its keys the gateway serves nobody; what waits goes on waiting.
    if (master === null) return NO_KEYS_PAUSE_MS;
    const now = Date.now();
    return this.#alerts.send(now, (message) => postAlert(message, { master, now }));
  }
}
