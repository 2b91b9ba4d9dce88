// A few short texts looked for at once in a stream of letters: codes and canaries in all their
// disguises. The automaton of Aho and Corasick, small enough for a table of every step.

/** What is looked for: a letter sequence, and whose it is. */
export interface Needle {
  readonly letters: string;
  readonly of: "code" | "canary";
}

/** An automaton. State 0 is the one of nothing read. */
export interface Needles {
  /** The state after one more letter. */
  next(state: number, letter: number): number;
  /** How many letters of the end could still become one, by state. */
  readonly depths: Int32Array;
  /** The longest that ends in a state, or null. */
  endAt(state: number): Needle | null;
}

/** The letters that are told apart, after `lettersOf`. */
const ALPHABET = "abcdefghijkmnopqrstuvwxyz2689";
const COLUMNS = ALPHABET.length;
/** By code of ASCII; -1 where it is none of them. */
const COLUMN_OF = Int8Array.from({ length: 128 }, (_, code) =>
  ALPHABET.indexOf(String.fromCharCode(code)),
);

/** Builds the automaton; sequences with other letters are never found. */
export function buildNeedles(needles: readonly Needle[]): Needles {
  const known = needles.filter(({ letters }) => columnsOf(letters) !== null);
  const states = 1 + known.reduce((sum, { letters }) => sum + letters.length, 0);
  const table = new Int32Array(states * COLUMNS);
  const depths = new Int32Array(states);
  const ends: (Needle | null)[] = [null];
  let count = 1;
  for (const needle of known) {
    let state = 0;
    for (const column of columnsOf(needle.letters) ?? []) {
      const at = state * COLUMNS + column;
      if (table[at] === 0) {
        depths[count] = (depths[state] ?? 0) + 1;
        ends[count] = null;
        table[at] = count;
        count += 1;
      }
      state = table[at] ?? 0;
    }
    // What is both a code and the canary is the canary.
    if (ends[state]?.of !== "canary") ends[state] = needle;
  }
  link({ table, ends, count });
  return {
    next(state, letter) {
      const column = COLUMN_OF[letter] ?? -1;
      return column < 0 ? 0 : (table[state * COLUMNS + column] ?? 0);
    },
    depths,
    endAt: (state) => ends[state] ?? null,
  };
}

function columnsOf(letters: string): readonly number[] | null {
  const columns = Array.from(letters, (letter) => ALPHABET.indexOf(letter));
  return columns.includes(-1) ? null : columns;
}

/** Fills in every step that leads from one sequence into another, breadth first. */
function link(of: {
  readonly table: Int32Array;
  readonly ends: (Needle | null)[];
  readonly count: number;
}): void {
  const { table, ends, count } = of;
  const suffixes = new Int32Array(count);
  const queue: number[] = [0];
  for (const state of queue) {
    const suffix = suffixes[state] ?? 0;
    for (let column = 0; column < COLUMNS; column += 1) {
      const at = state * COLUMNS + column;
      const child = table[at] ?? 0;
      const other = state === 0 ? 0 : (table[suffix * COLUMNS + column] ?? 0);
      if (child === 0) {
        table[at] = other;
      } else {
        suffixes[child] = other;
        ends[child] ??= ends[other] ?? null;
        queue.push(child);
      }
    }
  }
}
