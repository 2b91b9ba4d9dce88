// What the classifier looks up: single words and short runs of them, pieces of words, ideas and
// pairs of ideas that stand near each other. Everything is hashed; weights live under the hashes.
import { hashWith, spread } from "./hash.ts";
import type { Tokens } from "./tokens.ts";

/** Bits of a hash that are kept. 2^14 to 2^20 buckets differ by three points of recall (measured). */
export const BUCKET_BITS = 16;
export const BUCKETS = 2 ** BUCKET_BITS;
const MASK = BUCKETS - 1;

/** Pieces of words: the shortest, and of how much of a word. */
const PIECE_CHARS_MIN = 3;
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

/**
 * Features of some words of a text: only the first `count` buckets are meant. Scratch paper, as
 * `Tokens` is.
 */
export interface Features {
  count: number;
  buckets: Uint16Array;
  /** Where the buckets of each word begin, by the number of the word in the text less that of the
   * first; and the end of the last. */
  starts: Int32Array;
}

/** Words that are read at a time, so that a long text needs no more memory than a short one. */
export const BLOCK_WORDS = 2_048;
/** Most features that one word has: its pieces, and what it is near to. */
const FEATURES_OF_WORD_MAX = PIECED_CHARS_MAX * 3 + 24;

const scratch: Features = {
  count: 0,
  buckets: new Uint16Array(BLOCK_WORDS * FEATURES_OF_WORD_MAX),
  starts: new Int32Array(BLOCK_WORDS + 1),
};

/** Ideas that came before, newest last. */
const ideas = new Uint8Array(PAIRS_MAX);
const ideasAt = new Int32Array(PAIRS_MAX);
let known = 0;

/**
 * The features of the words from `first` on, at most `BLOCK_WORDS`. A feature belongs to the last of
 * its words. Blocks of one text must be asked for in order, from word 0: ideas are remembered from
 * one to the next.
 */
export function featuresOf(text: string, tokens: Tokens, first: number): Features {
  const { hash, concept, gap, opens, start, end } = tokens;
  const { buckets, starts } = scratch;
  const last = Math.min(tokens.count, first + BLOCK_WORDS);
  if (first === 0) known = 0;
  let previous = first > 0 ? (hash[first - 1] as number) : 0;
  let beforePrevious = first > 1 ? (hash[first - 2] as number) : 0;
  let count = 0;
  for (let index = first; index < last; index += 1) {
    starts[index - first] = count;
    // Words are within the columns.
    const word = hash[index] as number;
    const idea = concept[index] as number;
    const sign = gap[index] as number;
    buckets[count++] = bucketOf(hashWith(WORD, word));
    if (index > 0) {
      const pair = hashWith(hashWith(BIGRAM, previous), word);
      buckets[count++] = bucketOf(pair);
      if (index > 1) {
        buckets[count++] = bucketOf(hashWith(hashWith(SKIP, beforePrevious), word));
        buckets[count++] = bucketOf(hashWith(hashWith(TRIGRAM, beforePrevious), pair));
      }
    }
    if (sign !== 0) {
      buckets[count++] = bucketOf(hashWith(GAP, sign));
      buckets[count++] = bucketOf(hashWith(hashWith(GAP_WORD, sign), word));
    }
    if (opens[index] === 1) {
      buckets[count++] = bucketOf(hashWith(OPENING, word));
      if (idea !== 0) buckets[count++] = bucketOf(hashWith(OPENING_IDEA, idea));
    }
    count = writeIdeas(index, word, idea, count);
    count = writePieces(text, start[index] as number, end[index] as number, count);
    beforePrevious = previous;
    previous = word;
  }
  starts[last - first] = count;
  scratch.count = count;
  return scratch;
}

function bucketOf(hash: number): number {
  return spread(hash) & MASK;
}

/** The idea of a word, alone, in pairs and in threes with those shortly before it. */
function writeIdeas(index: number, word: number, idea: number, from: number): number {
  const { buckets } = scratch;
  let count = from;
  let last = 0;
  for (let back = Math.min(known, PAIRS_MAX) - 1; back >= 0; back -= 1) {
    // The ring's oldest first.
    const slot = (known - 1 - back) % PAIRS_MAX;
    if (index - (ideasAt[slot] as number) > NEAR_WORDS) continue;
    const other = ideas[slot] as number;
    if (idea !== 0) {
      buckets[count++] = bucketOf(hashWith(hashWith(IDEA_PAIR, other), idea));
      if (last !== 0) {
        buckets[count++] = bucketOf(hashWith(hashWith(hashWith(IDEA_TRIPLE, last), other), idea));
      }
    }
    last = other;
  }
  if (idea !== 0) {
    buckets[count++] = bucketOf(hashWith(IDEA, idea));
    const slot = known % PAIRS_MAX;
    ideas[slot] = idea;
    ideasAt[slot] = index;
    known += 1;
  } else if (last !== 0) {
    buckets[count++] = bucketOf(hashWith(hashWith(IDEA_WORD, last), word));
  }
  return count;
}

/** A blank stands for the edge of a word. */
const EDGE = 0x20;

/** The pieces of three to five characters of a word and its edges. */
function writePieces(text: string, start: number, end: number, from: number): number {
  const last = Math.min(end, start + PIECED_CHARS_MAX);
  if (last - start < PIECE_CHARS_MIN) return from;
  const { buckets } = scratch;
  let count = from;
  let a = EDGE;
  let b = text.charCodeAt(start);
  let c = text.charCodeAt(start + 1);
  for (let at = start + 2; at <= last + 2; at += 1) {
    // Three characters begin at `at - 3`; a fourth and a fifth where the word goes on.
    const three = hashWith(hashWith(hashWith(PIECE, a), b), c);
    buckets[count++] = bucketOf(three);
    if (at <= last) {
      const d = at === last ? EDGE : text.charCodeAt(at);
      const four = hashWith(three, d);
      buckets[count++] = bucketOf(four);
      if (at < last) {
        const e = at + 1 === last ? EDGE : text.charCodeAt(at + 1);
        buckets[count++] = bucketOf(hashWith(four, e));
      }
      a = b;
      b = c;
      c = d;
    } else break;
  }
  return count;
}
