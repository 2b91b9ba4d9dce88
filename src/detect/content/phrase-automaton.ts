// Many fixed texts looked for at once: the automaton of Aho and Corasick (1975) over UTF-16 units.
// It knows the texts; what may stand beside them is the scan's business.

/** An automaton. State 0 is the one of nothing read. */
export interface PhraseAutomaton {
  /** The state after one more unit. */
  next(state: number, unit: number): number;
  /** How much of the end of the text could still become a phrase, or a longer one, in a state. */
  readonly waits: Int32Array;
  /** ASCII characters with which a phrase begins, as a table of 0 and 1. */
  readonly first: Uint8Array;
  /** Whether any phrase ends in a state or in one of its suffixes. */
  readonly ends: Uint8Array;
  /** Calls with the length of each phrase that ends in a state, longest first. */
  phrasesAt(state: number, found: (length: number) => void): void;
  readonly longest: number;
}

/** A state and a unit as one number. */
function edge(state: number, unit: number): number {
  return state * 0x10000 + unit;
}

/**
 * Builds the automaton of some texts, none of them empty. `read` says in which form a character of
 * a text is compared. Memory is about 200 bytes a unit.
 */
export function buildAutomaton(
  phrases: readonly string[],
  read: (char: string) => string,
): PhraseAutomaton {
  const edges = new Map<number, number>();
  const children: Edge[][] = [[]];
  const depth: number[] = [0];
  const isPhrase: boolean[] = [false];
  for (const phrase of phrases) {
    let state = 0;
    for (let index = 0; index < phrase.length; index += 1) {
      const unit = phrase.charCodeAt(index);
      let child = edges.get(edge(state, unit));
      if (child === undefined) {
        child = depth.length;
        edges.set(edge(state, unit), child);
        children[state]?.push({ state, unit, child });
        children.push([]);
        depth.push(index + 1);
        isPhrase.push(false);
      }
      state = child;
    }
    isPhrase[state] = true;
  }
  const { suffixes, outputs } = link({ edges, children, isPhrase });
  const depths = Int32Array.from(depth);

  function next(from: number, unit: number): number {
    for (let state = from; ; state = suffixes[state] ?? 0) {
      const child = edges.get(edge(state, unit));
      if (child !== undefined) return child;
      if (state === 0) return 0;
    }
  }

  return {
    next,
    waits: waitsOf({ depths, suffixes, children }),
    first: Uint8Array.from({ length: ASCII }, (_, code) =>
      Number(next(0, read(String.fromCharCode(code)).charCodeAt(0)) !== 0),
    ),
    ends: Uint8Array.from(outputs, (output) => Number(output !== 0)),
    phrasesAt(state, found) {
      for (let at = outputs[state] ?? 0; at !== 0; at = outputs[suffixes[at] ?? 0] ?? 0) {
        found(depths[at] ?? 0);
      }
    },
    longest: depth.reduce((most, one) => Math.max(most, one), 0),
  };
}

const ASCII = 128;

interface Edge {
  readonly state: number;
  readonly unit: number;
  readonly child: number;
}

/** A state at the end of its branch goes on only by its suffixes. */
function waitsOf(trie: {
  readonly depths: Int32Array;
  readonly suffixes: Int32Array;
  readonly children: readonly (readonly Edge[])[];
}): Int32Array {
  const { depths, suffixes, children } = trie;
  const waits = new Int32Array(depths.length);
  const queue = [...(children[0] ?? [])];
  for (const { child } of queue) {
    const own = children[child] ?? [];
    waits[child] = own.length > 0 ? (depths[child] ?? 0) : (waits[suffixes[child] ?? 0] ?? 0);
    queue.push(...own);
  }
  return waits;
}

/**
 * For each state the longest proper suffix of what it has read that is a state too, and the longest
 * phrase with which what it has read ends (0: none). Breadth first, so that suffixes come before.
 */
function link(trie: {
  readonly edges: ReadonlyMap<number, number>;
  readonly children: readonly (readonly Edge[])[];
  readonly isPhrase: readonly boolean[];
}): { readonly suffixes: Int32Array; readonly outputs: Int32Array } {
  const { edges, children, isPhrase } = trie;
  const suffixes = new Int32Array(children.length);
  const outputs = new Int32Array(children.length);
  const queue = [...(children[0] ?? [])];
  for (const { state, unit, child } of queue) {
    suffixes[child] = state === 0 ? 0 : suffixOf(suffixes[state] ?? 0, unit);
    outputs[child] = isPhrase[child] === true ? child : (outputs[suffixes[child] ?? 0] ?? 0);
    queue.push(...(children[child] ?? []));
  }

  function suffixOf(from: number, unit: number): number {
    for (let at = from; ; at = suffixes[at] ?? 0) {
      const child = edges.get(edge(at, unit));
      if (child !== undefined) return child;
      if (at === 0) return 0;
    }
  }

  return { suffixes, outputs };
}
