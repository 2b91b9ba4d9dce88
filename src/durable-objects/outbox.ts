// Events on their way to the next store, kept in a Durable Object's storage until it has them. One
// row holds the events that came together, so that many events cost few writes; the rows are in
// memory too, so that a flush need not read them back.
import type { Sealed } from "../domain/event.ts";
import { LIMITS } from "../domain/limits.ts";

const PREFIX = "e:";

/** Storage takes at most 128 keys in one delete. */
const KEYS_PER_CALL = 128;

/** An outbox on an object's storage. Its writes join the implicit transaction of the caller's. */
export interface Outbox {
  /** Reads what an earlier life of the object left. Before anything else. */
  load(): Promise<void>;
  add(events: readonly Sealed[]): void;
  /**
   * Hands events to `send` in the order they were added, batch by batch, and forgets a batch once
   * `send` has it. Rejects as `send` does, with the rest kept.
   */
  flush(send: (events: readonly Sealed[]) => Promise<void>): Promise<void>;
  readonly isEmpty: boolean;
}

/** Makes the outbox of one object. */
export function createOutbox(storage: DurableObjectStorage): Outbox {
  /** Rows by key, oldest first. While they cannot be sent on they grow with the traffic: each event
   * is about 1 KB, so an object's memory holds a long outage. */
  const rows = new Map<string, readonly Sealed[]>();
  let sequence = 0;
  let isFlushing = false;

  async function load(): Promise<void> {
    const stored = await storage.list<readonly Sealed[]>({ prefix: PREFIX });
    for (const [key, events] of stored) {
      rows.set(key, events);
      sequence = Math.max(sequence, Number(key.slice(PREFIX.length)));
    }
  }

  function add(events: readonly Sealed[]): void {
    for (let at = 0; at < events.length; at += LIMITS.outboxRowEvents) {
      sequence += 1;
      // Padded, so that the order of keys is the order of adding.
      const key = PREFIX + String(sequence).padStart(12, "0");
      const row = events.slice(at, at + LIMITS.outboxRowEvents);
      rows.set(key, row);
      // Not awaited: the object's output gate holds its replies until the write is durable.
      void storage.put(key, row);
    }
  }

  async function flush(send: (events: readonly Sealed[]) => Promise<void>): Promise<void> {
    if (isFlushing) return;
    isFlushing = true;
    try {
      while (rows.size > 0) {
        const batch = nextBatch(rows);
        await send(batch.flatMap((key) => rows.get(key) ?? []));
        await storage.delete(batch);
        for (const key of batch) rows.delete(key);
      }
    } finally {
      isFlushing = false;
    }
  }

  return {
    load,
    add,
    flush,
    get isEmpty() {
      return rows.size === 0;
    },
  };
}

/** The oldest rows that together make one batch. */
function nextBatch(rows: ReadonlyMap<string, readonly Sealed[]>): string[] {
  const keys: string[] = [];
  let count = 0;
  for (const [key, events] of rows) {
    if (keys.length > 0 && count + events.length > LIMITS.outboxBatchEvents) break;
    if (keys.length === KEYS_PER_CALL) break;
    keys.push(key);
    count += events.length;
  }
  return keys;
}
