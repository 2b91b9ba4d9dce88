// One for each thing that is counted across sessions: an agent, an end user, a key. Decides and
// counts in one turn, so that requests which come together cannot pass together. Which of them is
// asked, and what a refusal means, is the gateway's business.
import { DurableObject } from "cloudflare:workers";
import { leaseMs } from "../domain/settings.ts";
import { createAlarmClock } from "./alarm-clock.ts";
import {
  openBook,
  type Changed,
  type FinishAsk,
  type LimitBook,
  type TakeAnswer,
  type TakeAsk,
} from "./limit-state.ts";
import { loadBook, writeBook } from "./limit-store.ts";

/** Tidying up is not urgent: what is over counts for nothing, whether it is stored or not. */
const TIDY_MIN_MS = 1_000;

/**
 * The counts of one thing. They outlive the object's memory, but a reply does not wait for the disk:
 * a machine that dies may lose the last milliseconds of a count, which then admits a little more.
 */
export class LimitObject extends DurableObject {
  #book: LimitBook = openBook();
  readonly #clock = createAlarmClock(this.ctx.storage);

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    void ctx.blockConcurrencyWhile(async () => {
      this.#book = await loadBook(ctx.storage);
      this.#tidyLater();
    });
  }

  /** Decides on an exchange, and counts it if nothing refuses it. Asked again, it counts once. */
  take(ask: TakeAsk): TakeAnswer {
    const { answer, changed } = this.#book.take(ask, Date.now());
    this.#write(changed);
    return answer;
  }

  /** Counts what an exchange used and lets go of what it held. Told again, it counts once. */
  finish(ask: FinishAsk): void {
    this.#write(this.#book.finish(ask, Date.now()).changed);
  }

  /** Undoes a take: the exchange does not happen. */
  giveBack(id: string): void {
    this.#write(this.#book.giveBack(id));
  }

  /** A sign of life of an exchange that holds something. */
  touch(id: string): void {
    this.#write(this.#book.touch(id, Date.now()));
  }

  override async alarm(): Promise<void> {
    await this.#clock.run(() => this.#tidy());
  }

  #write(changed: Changed): void {
    if (changed.tallies.size === 0 && changed.held.size === 0) return;
    writeBook(this.ctx.storage, this.#book, { changed, allowUnconfirmed: true });
    this.#tidyLater();
  }

  #tidyLater(): void {
    const next = this.#book.nextExpiryMs({ now: Date.now(), leaseMs: leaseMs(this.env) });
    if (next !== null) this.#clock.ringWithin(Math.max(TIDY_MIN_MS, next));
  }

  async #tidy(): Promise<number | null> {
    const of = { now: Date.now(), leaseMs: leaseMs(this.env) };
    writeBook(this.ctx.storage, this.#book, {
      changed: this.#book.expire(of),
      allowUnconfirmed: false,
    });
    const { tallies, held } = this.#book;
    if (tallies.size === 0 && held.size === 0) {
      await this.#clock.deleteAll();
      return null;
    }
    const next = this.#book.nextExpiryMs(of);
    return next === null ? null : Math.max(TIDY_MIN_MS, next);
  }
}
