// Chance with a seed: the same seed gives the same rows, the same order, the same weights.

/** A source of chance. */
export interface Random {
  /** The next number, 0 up to but not including 1. */
  next(): number;
  /** A whole number from 0 up to but not including `below`. */
  below(below: number): number;
  /** One of several; they may not be empty. */
  pick<T>(of: readonly T[]): T;
  /** Whether something of this probability happens. */
  chance(probability: number): boolean;
  /** The same things in another order. */
  shuffled<T>(of: readonly T[]): T[];
}

/**
 * Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, good enough to shuffle and to pick.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  function below(bound: number): number {
    return Math.floor(next() * bound);
  }

  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick<T>(of: readonly T[]): T {
      const picked = of[below(of.length)];
      if (picked === undefined) throw new Error("nothing to pick from");
      return picked;
    },
    shuffled<T>(of: readonly T[]): T[] {
      const all = [...of];
      // Fisher and Yates, with the columns of a table of places.
      const places = Uint32Array.from(all, (_, place) => place);
      for (let last = all.length - 1; last > 0; last -= 1) {
        const other = below(last + 1);
        const moved = places[last] ?? 0;
        places[last] = places[other] ?? 0;
        places[other] = moved;
      }
      return Array.from(places).flatMap((place) => all.slice(place, place + 1));
    },
  };
}
