// One per tenant and agent, off the hot path: collects settled events from the sessions and writes
// them to D1 in batches. Events are keyed by id there, so a batch that is sent twice changes nothing.
import { DurableObject } from "cloudflare:workers";
import type { Sealed } from "../domain/event.ts";
import { insertEvents } from "../storage/events.ts";
import { createAlarmClock } from "./alarm-clock.ts";
import { createOutbox } from "./outbox.ts";

/** How long events wait for company before they go to D1. */
const FLUSH_DELAY_MS = 300;

export class AgentObject extends DurableObject {
  readonly #outbox = createOutbox(this.ctx.storage);
  readonly #clock = createAlarmClock(this.ctx.storage);

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    void ctx.blockConcurrencyWhile(async () => {
      await this.#outbox.load();
      if (!this.#outbox.isEmpty) this.#clock.ringWithin(FLUSH_DELAY_MS);
    });
  }

  /** Takes events over. They are durable here when this returns. */
  receive(events: readonly Sealed[]): void {
    this.#outbox.add(events);
    this.#clock.ringWithin(FLUSH_DELAY_MS);
  }

  override async alarm(): Promise<void> {
    await this.#clock.run(async () => {
      await this.#outbox.flush((events) => insertEvents(this.env.DB, events));
      return null;
    });
  }
}
