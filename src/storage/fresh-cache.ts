// An isolate's memory of rows that the hot path needs. An entry is used as it is while fresh, used
// and refreshed in the background while ageing, and not used at all once it is too old: that is how
// a revoked key stops working everywhere within the hard limit.

/** Ages in ms; `hardMs` plus one query is the longest that a change takes to be seen. */
export interface Freshness {
  readonly softMs: number;
  readonly hardMs: number;
}

/** For keys, policies, agents and upstreams: below the promised 30 seconds, with room to spare. */
export const CONFIG_FRESHNESS: Freshness = { softMs: 5_000, hardMs: 20_000 };

interface Entry<T> {
  readonly value: T;
  readonly loadedAt: number;
  isRefreshing: boolean;
}

/** A cache of one kind of row. */
export interface FreshCache<T> {
  /** The value, from memory or by `load`. Rejects only when there is no usable value at all. */
  get(key: string, load: () => Promise<T>, context: CacheContext): Promise<T>;
}

/** The request on whose behalf the cache works. */
export interface CacheContext {
  readonly now: number;
  waitUntil(promise: Promise<unknown>): void;
}

/** Makes a cache of at most `entriesMax` entries; the oldest are dropped first. */
export function createFreshCache<T>(freshness: Freshness, entriesMax: number): FreshCache<T> {
  const entries = new Map<string, Entry<T>>();

  async function load(key: string, from: () => Promise<T>, now: number): Promise<T> {
    const value = await from();
    entries.delete(key);
    if (entries.size >= entriesMax) {
      const [oldest] = entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
    }
    entries.set(key, { value, loadedAt: now, isRefreshing: false });
    return value;
  }

  async function get(key: string, from: () => Promise<T>, context: CacheContext): Promise<T> {
    const entry = entries.get(key);
    const age = entry === undefined ? Infinity : context.now - entry.loadedAt;
    if (entry === undefined || age >= freshness.hardMs) return load(key, from, context.now);
    if (age >= freshness.softMs && !entry.isRefreshing) {
      entry.isRefreshing = true;
      // A failed refresh leaves the entry; the next request tries again until it is too old.
      const refresh = load(key, from, context.now).catch(() => {
        entry.isRefreshing = false;
      });
      context.waitUntil(refresh);
    }
    return entry.value;
  }

  return { get };
}
