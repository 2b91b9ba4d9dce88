// What an object counts: tallies of meters, and what exchanges in progress hold of them. Knows no
// clock and no storage: it says what changed, and the object around it stores that.
import { LIMITS } from "../domain/limits.ts";
import {
  addTick,
  leftOf,
  refusalOf,
  removeTick,
  tickAt,
  usedAt,
  type CallAllowance,
  type Meter,
  type MeterLeft,
  type MeterRefusal,
  type Tally,
} from "../domain/meter.ts";
import { matchesAny } from "../policy/glob.ts";

/** A tally as it is stored. */
export interface StoredTally {
  readonly windowMs: number | null;
  readonly ticks: Tally;
}

/** What an exchange in progress holds. */
export interface Held {
  /** Keys of the meters of which it has a slot, or tokens. */
  readonly keys: readonly string[];
  /** Tokens that are reserved under each of those that count tokens. */
  readonly tokens: number;
  /** When its Worker was last heard of, in ms. */
  readonly seenAt: number;
}

/** One exchange that asks to be counted. */
export interface TakeAsk {
  /** The exchange. What is asked again under the same id is counted once. */
  readonly id: string;
  readonly meters: readonly Meter[];
  /** How many tokens it will use, as far as can be told; reserved until it is finished. */
  readonly tokens: number;
}

/** Answer to one ask. */
export interface TakeAnswer {
  /** The enforced meter with the longest wait; nothing is counted then. Null: granted. */
  readonly refused: MeterRefusal | null;
  /** Meters that only watch, and had no room. */
  readonly exceeded: readonly MeterLeft[];
  /** What is left of every meter of requests, tokens and slots. */
  readonly left: readonly MeterLeft[];
  readonly calls: readonly CallAllowance[];
}

/** What only the end of an exchange tells. */
export interface FinishAsk {
  readonly id: string;
  /** The upstream's id of the response that was made or read; null where none is known. */
  readonly response: string | null;
  /**
   * Whether the exchange only read it. What is read is counted if nobody has told of that response
   * before: one that was made in the background is read until it is complete, and then perhaps again.
   */
  readonly isRead: boolean;
  readonly meters: readonly Meter[];
  readonly tokens: number;
  /** Names of the tools that were called. */
  readonly calls: readonly string[];
}

/** What an object counts. Every method returns the keys of what it changed. */
export interface LimitBook {
  readonly tallies: ReadonlyMap<string, StoredTally>;
  readonly held: ReadonlyMap<string, Held>;
  /** Decides and counts, in one step. */
  take(ask: TakeAsk, now: number): { readonly answer: TakeAnswer; readonly changed: Changed };
  /** Lets go of what the exchange holds and counts what it used, the first time that it is told. */
  finish(ask: FinishAsk, now: number): { readonly changed: Changed; readonly isFirst: boolean };
  /** Undoes a take, because the exchange does not happen. */
  giveBack(id: string): Changed;
  /** Lets go of what an exchange holds; what it used may still be told. */
  release(id: string): Changed;
  touch(id: string, now: number): Changed;
  /** Lets go of what nobody has spoken of for a whole lease, and of tallies that are over. */
  expire(of: { readonly now: number; readonly leaseMs: number }): Changed;
  /** After how many ms there may be something to expire; null: there is nothing left. */
  nextExpiryMs(of: { readonly now: number; readonly leaseMs: number }): number | null;
}

/** Keys whose value is another now, or gone. */
export interface Changed {
  readonly tallies: ReadonlySet<string>;
  readonly held: ReadonlySet<string>;
}

/** A tally that an exchange was counted in. */
interface Counted {
  readonly key: string;
  readonly at: number;
}

/** Opens a book on what was stored; the maps are the book's own from here on. */
export function openBook(
  tallies: Map<string, StoredTally> = new Map(),
  held: Map<string, Held> = new Map(),
): LimitBook {
  /** Exchanges that were granted, so that asking twice counts once and a grant can be undone. */
  const granted = new Map<string, { answer: TakeAnswer; counted: readonly Counted[] }>();
  const finished = new Set<string>();
  /** What is held of each meter, by key: kept beside `held`, which can be long. */
  const sums = new Map<string, { readonly slots: number; readonly tokens: number }>();
  for (const own of held.values()) addSums(own, 1);

  function tallyOf(key: string): Tally {
    return tallies.get(key)?.ticks ?? [];
  }

  /** What is held of a meter. */
  function heldOf(key: string, count: Meter["count"]): number {
    const sum = sums.get(key);
    if (sum === undefined) return 0;
    return count === "tokens" ? sum.tokens : sum.slots;
  }

  function hold(id: string, own: Held): void {
    // It may hold something already, from a message that came before the object's memory.
    letGo(id);
    held.set(id, own);
    addSums(own, 1);
  }

  /** Lets go; the ids of what has changed. */
  function letGo(id: string): ReadonlySet<string> {
    const own = held.get(id);
    if (own === undefined) return NONE;
    held.delete(id);
    addSums(own, -1);
    return new Set([id]);
  }

  function addSums({ keys, tokens }: Held, sign: 1 | -1): void {
    for (const key of keys) {
      const sum = sums.get(key) ?? { slots: 0, tokens: 0 };
      const slots = sum.slots + sign;
      if (slots === 0) sums.delete(key);
      else sums.set(key, { slots, tokens: sum.tokens + sign * tokens });
    }
  }

  function take(ask: TakeAsk, now: number) {
    const before = granted.get(ask.id);
    if (before) return { answer: before.answer, changed: NOTHING };
    const meters = ask.meters.slice(0, LIMITS.metersMax);
    const asks = meters.filter(isAskedFirst).map((meter) => askOf(meter, ask, now));
    const over = asks.flatMap(({ meter, refusal }) => (refusal ? [{ meter, refusal }] : []));
    const refused = longestWait(
      over.filter(({ meter }) => meter.isEnforced).map(({ refusal }) => refusal),
    );
    const changed = refused === null ? grant(ask, asks, now) : null;
    const answer: TakeAnswer = {
      refused,
      exceeded: over.filter(({ meter }) => !meter.isEnforced).map(({ refusal }) => refusal),
      left: asks
        .filter(({ meter }) => meter.count !== "tool_calls")
        .map(({ meter, key }) =>
          leftOf(meter, tallyOf(key), { now, held: heldOf(key, meter.count) }),
        ),
      calls: meters
        .filter(({ count }) => count === "tool_calls")
        .map((meter) => allowanceOf(meter, now)),
    };
    if (changed === null) return { answer, changed: NOTHING };
    remember(granted, ask.id, { answer, counted: changed.counted });
    return { answer, changed };
  }

  function askOf(meter: Meter, { id, tokens }: TakeAsk, now: number) {
    const key = keyOf(meter);
    // An exchange that is held already asks for what it holds: a message came twice.
    const isHeld = held.get(id)?.keys.includes(key) ?? false;
    const amount = amountOf(meter, tokens);
    const isFull = meter.count === "concurrency" && held.size >= LIMITS.limitHeldMax;
    const of = { now, amount, held: isFull ? meter.max : heldOf(key, meter.count) };
    return { meter, key, amount, refusal: isHeld ? null : refusalOf(meter, tallyOf(key), of) };
  }

  function grant(ask: TakeAsk, asks: readonly ReturnType<typeof askOf>[], now: number) {
    const counted: Counted[] = [];
    for (const { meter, key } of asks) {
      if (meter.count !== "requests") continue;
      const at = tickAt(meter, tallyOf(key), now);
      add(key, { meter, at, amount: 1, now });
      counted.push({ key, at });
    }
    const holding = asks.filter(({ meter }) => holds(meter));
    if (holding.length > 0 && held.size < LIMITS.limitHeldMax) {
      const tokens = Math.max(
        0,
        ...holding.filter(({ meter }) => meter.count === "tokens").map(({ amount }) => amount),
      );
      hold(ask.id, { keys: holding.map(({ key }) => key), tokens, seenAt: now });
    }
    return {
      counted,
      tallies: new Set(counted.map(({ key }) => key)),
      held: new Set(held.has(ask.id) ? [ask.id] : []),
    };
  }

  function add(
    key: string,
    {
      meter,
      at,
      amount,
      now,
    }: {
      readonly meter: Meter;
      readonly at: number;
      readonly amount: number;
      readonly now: number;
    },
  ): void {
    const { windowMs } = meter;
    const ticks = addTick(tallyOf(key), { at, amount, now, windowMs });
    tallies.set(key, { windowMs, ticks });
  }

  function allowanceOf(meter: Meter, now: number): CallAllowance {
    const { name, isEnforced, max, windowMs, tools = null } = meter;
    const leftIn = (key: string) => Math.max(0, max - usedAt(tallyOf(key), now, windowMs));
    const own = keyOf(meter);
    if (meter.by !== "tool") return { name, isEnforced, tools, left: leftIn(own), used: null };
    const keys = toolKeys(own);
    const used = Object.fromEntries(
      keys.map((key) => [key.slice(own.length + 1), leftIn(key)] as const),
    );
    // Where there is no room for one more name, all others are counted together.
    const left = keys.length >= LIMITS.meterToolsMax ? leftIn(own) : max;
    return { name, isEnforced, tools, left, used };
  }

  function toolKeys(own: string): string[] {
    return [...tallies.keys()].filter((key) => key.startsWith(`${own}/`));
  }

  function finish(ask: FinishAsk, now: number) {
    granted.delete(ask.id);
    const released = letGo(ask.id);
    const told = ask.isRead ? (ask.response ?? ask.id) : ask.id;
    const isFirst = !finished.has(told);
    const changed = new Set<string>();
    if (isFirst) {
      const hasUsed = ask.tokens > 0 || ask.calls.length > 0;
      if (!ask.isRead || hasUsed) remember(finished, told);
      if (ask.response !== null && hasUsed) remember(finished, ask.response);
      for (const meter of ask.meters.slice(0, LIMITS.metersMax)) {
        for (const [key, amount] of usesOf(meter, ask)) {
          add(key, { meter, at: tickAt(meter, tallyOf(key), now), amount, now });
          changed.add(key);
        }
      }
    }
    return { changed: { tallies: changed, held: released }, isFirst };
  }

  /** What an exchange used of a meter, by the key under which that is counted. */
  function usesOf(meter: Meter, { tokens, calls }: FinishAsk): ReadonlyMap<string, number> {
    const own = keyOf(meter);
    const uses = new Map<string, number>();
    if (meter.count === "tokens" && tokens > 0) uses.set(own, tokens);
    if (meter.count !== "tool_calls") return uses;
    for (const name of calls) {
      if (meter.tools !== undefined && !matchesAny(meter.tools, name)) continue;
      const key = meter.by === "tool" ? toolKey(own, name, uses) : own;
      uses.set(key, (uses.get(key) ?? 0) + 1);
    }
    return uses;
  }

  function toolKey(own: string, tool: string, uses: ReadonlyMap<string, number>): string {
    const key = `${own}/${tool}`;
    if (tallies.has(key) || uses.has(key)) return key;
    return toolKeys(own).length + uses.size < LIMITS.meterToolsMax ? key : own;
  }

  function giveBack(id: string): Changed {
    const { counted = [] } = granted.get(id) ?? {};
    granted.delete(id);
    for (const { key, at } of counted) {
      const stored = tallies.get(key);
      if (stored === undefined) continue;
      const { windowMs } = stored;
      const ticks = removeTick(stored.ticks, { at, amount: 1, windowMs });
      if (ticks.length > 0) tallies.set(key, { windowMs, ticks });
      else tallies.delete(key);
    }
    return {
      tallies: new Set(counted.map(({ key }) => key)),
      held: letGo(id),
    };
  }

  function release(id: string): Changed {
    return { tallies: NONE, held: letGo(id) };
  }

  function touch(id: string, now: number): Changed {
    const own = held.get(id);
    if (own === undefined) return NOTHING;
    held.set(id, { ...own, seenAt: now });
    return { tallies: NONE, held: new Set([id]) };
  }

  function expire({ now, leaseMs }: { readonly now: number; readonly leaseMs: number }): Changed {
    const gone = [...held].filter(([, { seenAt }]) => now - seenAt >= leaseMs).map(([id]) => id);
    const over = [...tallies]
      .filter(([, { ticks, windowMs }]) => usedAt(ticks, now, windowMs) === 0)
      .map(([key]) => key);
    for (const id of gone) letGo(id);
    for (const key of over) tallies.delete(key);
    return { tallies: new Set(over), held: new Set(gone) };
  }

  function nextExpiryMs({ now, leaseMs }: { readonly now: number; readonly leaseMs: number }) {
    let next = Infinity;
    for (const { seenAt } of held.values()) next = Math.min(next, seenAt + leaseMs - now);
    for (const { ticks, windowMs } of tallies.values()) {
      const last = ticks.at(-1);
      if (last !== undefined && windowMs !== null) next = Math.min(next, last[0] + windowMs - now);
    }
    return next === Infinity ? null : Math.max(0, next);
  }

  return { tallies, held, take, finish, giveBack, release, touch, expire, nextExpiryMs };
}

const NONE: ReadonlySet<string> = new Set();
const NOTHING: Changed = { tallies: NONE, held: NONE };

/** The key of a meter's tally. Another window is another count; another maximum is not. */
function keyOf({ name, count, windowMs }: Meter): string {
  // In quotes, so that no name begins like another one's key.
  return `${count}/${windowMs ?? "life"}/${JSON.stringify(name)}`;
}

/**
 * Whether a meter can refuse the request. A count of calls does where it counts all of them: nothing
 * is left to be done then. One about certain tools stops their calls and nothing else.
 */
function isAskedFirst({ count, tools, by }: Meter): boolean {
  return count !== "tool_calls" || (tools === undefined && by !== "tool");
}

/** Whether exchanges hold something of a meter while they last. */
function holds({ count }: Meter): boolean {
  return count === "concurrency" || count === "tokens";
}

/** What is asked for. Tokens are an estimate: one that is too high must not make a request impossible. */
function amountOf({ count, max }: Meter, tokens: number): number {
  if (count === "tokens") return Math.min(tokens, max);
  return count === "tool_calls" ? 0 : 1;
}

/** The refusal that tells a client when it can really come again. */
function longestWait(refusals: readonly MeterRefusal[]): MeterRefusal | null {
  const waitOf = ({ retryAfterMs }: MeterRefusal) => retryAfterMs ?? Infinity;
  return refusals.toSorted((a, b) => waitOf(b) - waitOf(a))[0] ?? null;
}

/** Remembers the newest ids, so many that a message which is sent again finds its own. */
function remember(ids: Set<string>, id: string): void;
function remember<V>(ids: Map<string, V>, id: string, value: V): void;
function remember<V>(ids: Set<string> | Map<string, V>, id: string, value?: V): void {
  if (ids instanceof Set) ids.add(id);
  else if (value !== undefined) ids.set(id, value);
  if (ids.size <= LIMITS.limitSeenMax) return;
  const oldest = ids.keys().next();
  if (oldest.done !== true) ids.delete(oldest.value);
}
