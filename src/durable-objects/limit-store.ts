// A limit book in an object's storage: one row for each tally and one for each exchange that holds
// something. Only what changed is written.
import {
  openBook,
  type Changed,
  type Held,
  type LimitBook,
  type StoredTally,
} from "./limit-state.ts";

const TALLY_PREFIX = "l:t:";
const HELD_PREFIX = "l:h:";
/** Storage takes at most 128 keys in one call. */
const KEYS_PER_CALL = 128;

/** Reads what an earlier life of the object counted. */
export async function loadBook(storage: DurableObjectStorage): Promise<LimitBook> {
  const [tallies, held] = await Promise.all([
    storage.list<StoredTally>({ prefix: TALLY_PREFIX }),
    storage.list<Held>({ prefix: HELD_PREFIX }),
  ]);
  return openBook(withoutPrefix(tallies, TALLY_PREFIX), withoutPrefix(held, HELD_PREFIX));
}

/**
 * Writes what changed. Not awaited: part of the caller's implicit transaction. `allowUnconfirmed`
 * lets replies go before the disk has it.
 */
export function writeBook(
  storage: DurableObjectStorage,
  book: LimitBook,
  { changed, allowUnconfirmed }: { readonly changed: Changed; readonly allowUnconfirmed: boolean },
): void {
  const gone: string[] = [];
  const rows: [string, StoredTally | Held][] = [];
  const collect = (
    keys: ReadonlySet<string>,
    from: ReadonlyMap<string, StoredTally | Held>,
    prefix: string,
  ) => {
    for (const key of keys) {
      const value = from.get(key);
      if (value === undefined) gone.push(prefix + key);
      else rows.push([prefix + key, value]);
    }
  };
  collect(changed.tallies, book.tallies, TALLY_PREFIX);
  collect(changed.held, book.held, HELD_PREFIX);
  for (let at = 0; at < rows.length; at += KEYS_PER_CALL) {
    const part = Object.fromEntries(rows.slice(at, at + KEYS_PER_CALL));
    void storage.put(part, { allowUnconfirmed });
  }
  for (let at = 0; at < gone.length; at += KEYS_PER_CALL) {
    void storage.delete(gone.slice(at, at + KEYS_PER_CALL), { allowUnconfirmed });
  }
}

function withoutPrefix<V>(rows: ReadonlyMap<string, V>, prefix: string): Map<string, V> {
  return new Map([...rows].map(([key, value]) => [key.slice(prefix.length), value]));
}
