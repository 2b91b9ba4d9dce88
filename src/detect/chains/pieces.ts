// Whether texts share content: runs of 24 letters and digits, whatever stands between them and
// however they are cased, compared by a rolling hash. Texts are walked once; nothing is kept of them
// but numbers.

/** Letters and digits of one piece: some five words. Names and addresses are shorter. */
export const PIECE_CHARS = 24;

const BASE = 0x01000193;

/**
 * Calls `each` with the hash of every piece of a text, in order. JSON's escapes count as what they
 * stand for, because results of tools are JSON as often as not.
 */
export function eachPiece(text: string, chars: number, each: (hash: number) => void): void {
  const ring = new Uint16Array(chars);
  let lead = 1;
  for (let at = 0; at < chars; at += 1) lead = Math.imul(lead, BASE);
  let hash = 0;
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    let code = text.charCodeAt(at);
    if (code === BACKSLASH) {
      const next = text.charCodeAt(at + 1);
      const hex = next === LOWER_U ? Number.parseInt(text.slice(at + 2, at + 6), 16) : Number.NaN;
      if (Number.isNaN(hex)) {
        // `\n` is no letter; `\\n` is one escape and then another.
        if (ESCAPED.has(next)) at += 1;
        continue;
      }
      code = hex;
      at += 5;
    }
    const unit = foldedUnit(code);
    if (unit === 0) continue;
    const slot = count % chars;
    hash = (Math.imul(hash, BASE) + unit - Math.imul(ring[slot] ?? 0, lead)) | 0;
    ring[slot] = unit;
    count += 1;
    // The low bits of a sum of products follow the last letters: stirred, all of them count.
    if (count >= chars) each(stirred(hash));
  }
}

const BACKSLASH = 0x5c;
const LOWER_U = 0x75;
const ESCAPED = new Set("nrtbf\"'/\\".split("").map((char) => char.charCodeAt(0)));

/** A letter or digit without its case; 0 for what is neither. */
function foldedUnit(code: number): number {
  if (code >= 0x61 && code <= 0x7a) return code;
  if (code >= 0x41 && code <= 0x5a) return code + 32;
  if (code >= 0x30 && code <= 0x39) return code;
  if (code < 0xc0) return 0;
  // General punctuation, spaces and the signs of East Asian text; of other scripts all counts.
  if ((code >= 0x2000 && code <= 0x2bff) || (code >= 0x3000 && code <= 0x3004)) return 0;
  // Latin-1, Greek and Cyrillic have their cases side by side.
  if ((code >= 0xc0 && code <= 0xde) || (code >= 0x391 && code <= 0x3a9)) return code + 32;
  if (code >= 0x410 && code <= 0x42f) return code + 32;
  return code;
}

function stirred(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x45d9f3b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** The pieces of what may leave, ready to be looked for in what came in. */
export interface Pieces {
  readonly has: (hash: number) => boolean;
  readonly size: number;
}

/** Pieces of one call's values that are looked for: a page of text of 16 KB. */
const PIECES_MAX = 16 * 1024;

/** The pieces of some texts. */
export function piecesOf(texts: readonly string[], chars = PIECE_CHARS): Pieces {
  const all = new Set<number>();
  const gate = new Uint8Array(GATE_BITS >> 3);
  for (const text of texts) {
    eachPiece(text, chars, (hash) => {
      if (all.size >= PIECES_MAX) return;
      all.add(hash);
      const bit = hash >>> GATE_SHIFT;
      gate[bit >> 3] = (gate[bit >> 3] ?? 0) | (1 << (bit & 7));
    });
  }
  return {
    has: (hash) => {
      const bit = hash >>> GATE_SHIFT;
      return ((gate[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0 && all.has(hash);
    },
    size: all.size,
  };
}

/** A gate of 32 KB before the set: most pieces of a long text are in neither. */
const GATE_BITS = 1 << 18;
const GATE_SHIFT = 14;

/**
 * Which of the pieces stand in a text. Only where at least two follow on each other: that two hashes
 * are alike by chance happens in a long conversation, that the next ones are, too, does not.
 */
export function sharedPieces(
  pieces: Pieces,
  text: string,
  chars = PIECE_CHARS,
): ReadonlySet<number> {
  const shared = new Set<number>();
  if (pieces.size === 0) return shared;
  let before: number | null = null;
  eachPiece(text, chars, (hash) => {
    if (!pieces.has(hash)) {
      before = null;
      return;
    }
    if (before !== null) shared.add(before).add(hash);
    before = hash;
  });
  return shared;
}

/** Of how many pieces one is remembered; of one text at most this many, spread over all of it. */
const SAMPLED_OF = 16;
const SAMPLES_PER_TEXT = 128;

/** Whether a piece is one of those that are remembered: the hash says so, wherever it stands. */
export function isSampled(hash: number): boolean {
  return hash % SAMPLED_OF === 0;
}

/** Pieces of a text that are remembered: always the same ones, so that a copy has them, too. */
export function sampledPieces(text: string): readonly number[] {
  const sampled = new Set<number>();
  eachPiece(text, PIECE_CHARS, (hash) => {
    if (isSampled(hash)) sampled.add(hash);
  });
  return [...sampled].toSorted((a, b) => a - b).slice(0, SAMPLES_PER_TEXT);
}
