// What the classifier looks up: single words and short runs of them, pieces of words, ideas and
// pairs of ideas that stand near each other. Everything is hashed; weights live under the hashes.
import { hashWith, spread } from "./hash.ts";
import type { Tokens } from "./tokens.ts";

/** Bits of a hash that are kept. 2^14 to 2^20 buckets differ by three points of recall (measured). */
export const BUCKET_BITS = 16;
export const BUCKETS = 2 ** BUCKET_BITS;
const MASK = BUCKETS - 1;

/** Pieces of words: how long, and of how much of a word. */
const PIECE_CHARS_MIN = 3;
const PIECE_CHARS_MAX = 5;
const PIECED_CHARS_MAX = 24;

/** Words within which two ideas count as near. */
const NEAR_WORDS = 10;
/** Ideas before this one that it is paired with. */
const PAIRS_MAX = 4;

/** Seeds, one for each kind of feature, so that a pair is never taken for a word. */
const WORD = 0x1001;
const BIGRAM = 0x2002;
const SKIP = 0x3003;
const TRIGRAM = 0x4004;
const OPENING = 0x5005;
const IDEA = 0x6006;
const IDEA_PAIR = 0x7007;
const IDEA_TRIPLE = 0x8008;
const IDEA_WORD = 0x9009;
const PIECE = 0xa00a;
const GAP = 0xb00b;
const GAP_WORD = 0xc00c;
const OPENING_IDEA = 0xd00d;

/** Takes the bucket of one feature. */
export type TakeBucket = (bucket: number) => void;

/** Ideas that came before, newest last. */
const ideas = new Uint8Array(PAIRS_MAX);
const ideasAt = new Int32Array(PAIRS_MAX);

/**
 * Tells the features of each word in turn: `begin(index)` before those of a word. A feature belongs
 * to the last of its words.
 */
export function eachFeature(
  text: string,
  tokens: Tokens,
  take: TakeBucket,
  begin: (index: number) => void,
): void {
  const { count, hash, concept, gap, opens, start, end } = tokens;
  let known = 0;
  let previous = 0;
  let beforePrevious = 0;
  for (let index = 0; index < count; index += 1) {
    begin(index);
    const word = hash[index] ?? 0;
    const idea = concept[index] ?? 0;
    const sign = gap[index] ?? 0;
    take(spread(hashWith(WORD, word)) & MASK);
    if (index > 0) {
      const pair = hashWith(hashWith(BIGRAM, previous), word);
      take(spread(pair) & MASK);
      if (index > 1) {
        take(spread(hashWith(hashWith(SKIP, beforePrevious), word)) & MASK);
        take(spread(hashWith(hashWith(TRIGRAM, beforePrevious), pair)) & MASK);
      }
    }
    if (sign !== 0) {
      take(spread(hashWith(GAP, sign)) & MASK);
      take(spread(hashWith(hashWith(GAP_WORD, sign), word)) & MASK);
    }
    if (opens[index] === 1) {
      take(spread(hashWith(OPENING, word)) & MASK);
      if (idea !== 0) take(spread(hashWith(OPENING_IDEA, idea)) & MASK);
    }
    let last = 0;
    for (let back = Math.min(known, PAIRS_MAX) - 1; back >= 0; back -= 1) {
      // The ring's oldest first.
      const slot = (known - 1 - back) % PAIRS_MAX;
      if (index - (ideasAt[slot] ?? 0) > NEAR_WORDS) continue;
      const other = ideas[slot] ?? 0;
      if (idea !== 0) {
        take(spread(hashWith(hashWith(IDEA_PAIR, other), idea)) & MASK);
        if (last !== 0) {
          take(spread(hashWith(hashWith(hashWith(IDEA_TRIPLE, last), other), idea)) & MASK);
        }
      }
      last = other;
    }
    if (idea !== 0) {
      take(spread(hashWith(IDEA, idea)) & MASK);
      const slot = known % PAIRS_MAX;
      ideas[slot] = idea;
      ideasAt[slot] = index;
      known += 1;
    } else if (last !== 0) take(spread(hashWith(hashWith(IDEA_WORD, last), word)) & MASK);
    eachPiece(text, start[index] ?? 0, end[index] ?? 0, take);
    beforePrevious = previous;
    previous = word;
  }
}

/** A blank stands for the edge of a word. */
const EDGE = 0x20;

function eachPiece(text: string, start: number, end: number, take: TakeBucket): void {
  const last = Math.min(end, start + PIECED_CHARS_MAX);
  if (last - start < 3) return;
  for (let from = start - 1; from <= last + 1 - PIECE_CHARS_MIN; from += 1) {
    let piece = PIECE;
    for (let chars = 1; chars <= PIECE_CHARS_MAX; chars += 1) {
      const at = from + chars - 1;
      if (at > last) break;
      const code = at < start || at === last ? EDGE : text.charCodeAt(at);
      piece = hashWith(piece, code);
      if (chars >= PIECE_CHARS_MIN) take(spread(piece) & MASK);
    }
  }
}
