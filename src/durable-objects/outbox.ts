// Events on their way to the next store, kept in a Durable Object's storage until it has them.
import type { ExchangeEvent } from "../domain/event.ts";
import { LIMITS } from "../domain/limits.ts";

const PREFIX = "e:";

/** Storage takes at most 128 keys in one put or delete. */
const KEYS_PER_CALL = 128;

/** Whether a reply may leave before the write is durable; then `storage.sync()` tells when it is. */
export interface Unconfirmed {
  readonly allowUnconfirmed?: boolean;
}

/** Cuts a list into parts that one storage call takes. */
export function keyBatches<T>(items: readonly T[]): (readonly T[])[] {
  const count = Math.ceil(items.length / KEYS_PER_CALL);
  return Array.from({ length: count }, (_, index) =>
    items.slice(index * KEYS_PER_CALL, (index + 1) * KEYS_PER_CALL),
  );
}

/** An outbox on an object's storage. Its writes join the implicit transaction of the caller's. */
export interface Outbox {
  add(events: readonly ExchangeEvent[], options?: Unconfirmed): void;
  /**
   * Hands batches to `send` until nothing is left or `send` fails. An event that is added again
   * while its older form is being sent stays for the next time.
   */
  flush(send: (events: readonly ExchangeEvent[]) => Promise<void>): Promise<void>;
  isEmpty(): Promise<boolean>;
}

/** Opens the outbox of one object. */
export function createOutbox(storage: DurableObjectStorage): Outbox {
  /** Ids added since the running flush read its batch. */
  const added = new Set<string>();
  let isFlushing = false;

  function add(events: readonly ExchangeEvent[], options: Unconfirmed = {}): void {
    if (isFlushing) for (const { id } of events) added.add(id);
    for (const batch of keyBatches(events)) {
      // Not awaited: the object's output gate holds its replies until the write is durable.
      void storage.put(
        Object.fromEntries(batch.map((event) => [PREFIX + event.id, event])),
        options,
      );
    }
  }

  async function flush(send: (events: readonly ExchangeEvent[]) => Promise<void>): Promise<void> {
    if (isFlushing) return;
    isFlushing = true;
    try {
      for (;;) {
        added.clear();
        const rows = await storage.list<ExchangeEvent>({
          prefix: PREFIX,
          limit: LIMITS.outboxBatchRows,
        });
        if (rows.size === 0) return;
        await send([...rows.values()]);
        const sent = [...rows.keys()].filter((key) => !added.has(key.slice(PREFIX.length)));
        for (const batch of keyBatches(sent)) await storage.delete([...batch]);
        if (rows.size < LIMITS.outboxBatchRows && added.size === 0) return;
      }
    } finally {
      isFlushing = false;
    }
  }

  async function isEmpty(): Promise<boolean> {
    return (await storage.list({ prefix: PREFIX, limit: 1 })).size === 0;
  }

  return { add, flush, isEmpty };
}
