// What the calls of one response share with what was said and read before, found for all of them in one
// walk through the conversation.
import type { FlowSource } from "./flow.ts";
import { gateOf, piecesOf, sharedPieces, type Pieces } from "./pieces.ts";
import type { Said } from "./said.ts";

/** What one call shares with one result. */
export interface Copy {
  readonly source: FlowSource;
  /** Pieces that stand in both, and in nothing that people said. */
  readonly pieces: number;
}

/**
 * What each list of texts (one for each call) shares with each result, in pieces of so many letters.
 * Linear in the conversation, however many calls there are.
 */
export function findCopies(
  textsOfCalls: readonly (readonly string[])[],
  said: Said,
  chars: number,
): readonly (readonly Copy[])[] {
  const all = piecesOf(textsOfCalls.flat(), chars);
  if (all.size === 0) return textsOfCalls.map(() => []);
  const wanted = { pieces: all, gate: gateOf(all) };
  const known = new Set<number>();
  for (const text of said.people) {
    for (const piece of sharedPieces(wanted, text, chars)) known.add(piece);
  }
  const found = said.results
    .map((source) => {
      const shared = new Set(sharedPieces(wanted, source.text, chars));
      for (const piece of known) shared.delete(piece);
      return { source, shared };
    })
    .filter(({ shared }) => shared.size > 0);
  if (found.length === 0) return textsOfCalls.map(() => []);
  return textsOfCalls.map((texts) => {
    const own = piecesOf(texts, chars);
    return found
      .map(({ source, shared }) => ({ source, pieces: countIn(own, shared) }))
      .filter(({ pieces }) => pieces > 0);
  });
}

function countIn(own: Pieces, shared: ReadonlySet<number>): number {
  let count = 0;
  for (const piece of shared) if (own.has(piece)) count += 1;
  return count;
}
