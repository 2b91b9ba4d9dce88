// How long the events of one agent stay in D1: as long as the policy says under which its latest
// event was made. Old ones are deleted once a day, in batches; what fails is done again.
import type { Sealed } from "../domain/event.ts";

const KEY = "r:retention";
const DAY_MS = 24 * 60 * 60 * 1_000;
/** Between two batches: the object has other work. */
const PAUSE_MS = 1_000;
/** Batches of one alarm. */
const BATCHES_MAX = 10;

/** What is kept of it. */
interface Kept {
  readonly tenant: string;
  readonly agent: string;
  readonly days: number;
  /** When the next round begins, in ms since the epoch. */
  readonly dueAt: number;
  /** Events with smaller ids are gone; empty where nothing is known. */
  readonly cursor: string;
}

/** Events that are to be deleted. */
export interface Expired {
  readonly tenant: string;
  readonly agent: string;
  /** The first id that is looked at. */
  readonly from: string;
  /** In ms since the epoch; excluded. */
  readonly before: number;
}

/** The retention of one agent's events. */
export interface Retention {
  /** Reads what an earlier life of the object left. Before anything else. */
  load(): Promise<void>;
  /** Takes note of what events say of it. Their alarm is to be rung after it. */
  note(events: readonly Sealed[]): void;
  /**
   * Deletes what is due by `remove`, which returns the last id that it deleted, or null where there
   * is nothing left. Returns after how many ms there is more to do, or null. Rejects as `remove` does.
   */
  work(now: number, remove: (expired: Expired) => Promise<string | null>): Promise<number | null>;
}

/** Makes the retention of one object. */
export function createRetention(storage: DurableObjectStorage): Retention {
  let kept: Kept | null = null;

  function keep(next: Kept | null): void {
    kept = next;
    // Not awaited: the output gate holds replies until the write is durable.
    if (next === null) void storage.delete(KEY);
    else void storage.put(KEY, next);
  }

  function note(events: readonly Sealed[]): void {
    const last = events.findLast(({ retentionDays }) => retentionDays !== undefined);
    // An event that comes very late is not to be left behind.
    const oldest = events.reduce((least, { id }) => (id < least ? id : least), kept?.cursor ?? "");
    if (kept !== null && oldest !== kept.cursor) keep({ ...kept, cursor: oldest });
    if (last === undefined) return;
    const { tenant, agent, retentionDays: days = null } = last;
    if (days === (kept?.days ?? null)) return;
    // A shorter time makes events old that were not; a longer one is no reason to look again.
    const { cursor = "", dueAt = 0 } = kept ?? {};
    const isShorter = days !== null && days < (kept?.days ?? Infinity);
    keep(days === null ? null : { tenant, agent, days, cursor, dueAt: isShorter ? 0 : dueAt });
  }

  async function work(
    now: number,
    remove: (expired: Expired) => Promise<string | null>,
  ): Promise<number | null> {
    for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
      if (kept === null) return null;
      const own: Kept = kept;
      if (own.dueAt > now) return own.dueAt - now;
      const { tenant, agent, days, cursor } = own;
      const before = now - days * DAY_MS;
      const last = await remove({ tenant, agent, from: cursor, before });
      // Another policy may have come while it worked.
      if (kept !== own) continue;
      keep(last === null ? { ...own, dueAt: now + DAY_MS } : { ...own, cursor: last });
    }
    return PAUSE_MS;
  }

  return {
    async load() {
      kept = (await storage.get<Kept>(KEY)) ?? null;
    },
    note,
    work,
  };
}
