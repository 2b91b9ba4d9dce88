// Which pieces of sixteen letters occur in a text: hashes, never the letters. The hash rolls, so that a
// stream asks at each letter what it has just said.

/** Letters of one piece, a power of two. Fewer are shared by texts that have nothing to do with each other. */
export const GRAM = 16;
/**
 * Of a known text every fourth piece is kept, of a stream every one is asked for: in what repeats the
 * text, one in four is known.
 */
export const STEP = 4;

const BASE = 0x01000193;
/** `BASE` to the power of `GRAM`: what the letter that leaves weighs. */
const LEAVING = Array.from({ length: GRAM }).reduce<number>((power) => Math.imul(power, BASE), 1);

/** The last letters of a text, and their hash. */
export interface Rolling {
  /** Takes a letter; true once there are `GRAM` of them, which `hash` is of. */
  take(letter: number): boolean;
  readonly hash: number;
  /** Nothing was read. */
  reset(): void;
}

/** Starts on a text. */
export function createRolling(): Rolling {
  const letters = new Uint16Array(GRAM);
  let hash = 0;
  let count = 0;
  return {
    take(letter) {
      const slot = count & (GRAM - 1);
      hash = (Math.imul(hash, BASE) + letter - Math.imul(letters[slot] ?? 0, LEAVING)) | 0;
      letters[slot] = letter;
      count += 1;
      return count >= GRAM;
    },
    get hash() {
      return hash;
    },
    reset() {
      letters.fill(0);
      hash = 0;
      count = 0;
    },
  };
}

/** A set of pieces. */
export interface Grams {
  /** What is known of a piece: 0 nothing, 1 it occurs, 2 it occurs and tells a model what to do. */
  find(hash: number): 0 | 1 | 2;
}

/** A set that is being filled. */
export interface GramsInMaking extends Grams {
  add(hash: number, isTelling: boolean): void;
}

/** Makes room for so many pieces. Two hashes of 31 bits are equal by chance once in 2 billion. */
export function createGrams(count: number): GramsInMaking {
  const bits = Math.max(6, Math.ceil(Math.log2(Math.max(1, count))) + 1);
  const table = new Int32Array(2 ** bits);
  const mask = table.length - 1;

  /** Where a piece stands, or would. */
  function place(key: number): number {
    let at = Math.imul(key ^ (key >>> 15), 0x2c1b3c6d) >>> (32 - bits);
    while (table[at] !== 0 && ((table[at] ?? 0) & ~1) !== key) at = (at + 1) & mask;
    return at;
  }

  return {
    add(hash, isTelling) {
      const key = keyOf(hash);
      const at = place(key);
      table[at] = key | (isTelling ? 1 : 0) | ((table[at] ?? 0) & 1);
    },
    find(hash) {
      const held = table[place(keyOf(hash))] ?? 0;
      if (held === 0) return 0;
      return (held & 1) === 1 ? 2 : 1;
    },
  };
}

/** The lowest bit says what the piece is; of the rest, none is nothing. */
function keyOf(hash: number): number {
  return (hash & ~1) === 0 ? 2 : hash & ~1;
}
