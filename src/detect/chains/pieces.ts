// Whether texts share content: runs of 24 letters and digits, whatever stands between them and
// however they are cased, compared by a rolling hash. Texts are walked once; nothing is kept of them
// but numbers.

/** Letters and digits of one piece: some five words. Names and addresses are shorter. */
export const PIECE_CHARS = 24;

const BASE = 0x01000193;

/**
 * The hash of every piece of a text, in order: one for each place where so many letters and digits
 * follow. JSON's escapes count as what they stand for, because results of tools are JSON as often
 * as not.
 */
export function pieceHashes(text: string, chars: number): Uint32Array {
  if (text.length < chars) return NONE;
  const units = foldedUnits(text);
  if (units.length < chars) return NONE;
  const hashes = new Uint32Array(units.length - chars + 1);
  let lead = 1;
  for (let at = 0; at < chars; at += 1) lead = Math.imul(lead, BASE);
  let hash = 0;
  for (let at = 0; at < chars; at += 1) hash = (Math.imul(hash, BASE) + (units[at] ?? 0)) | 0;
  hashes[0] = stirred(hash);
  for (let at = chars; at < units.length; at += 1) {
    const gone = units[at - chars] ?? 0;
    hash = (Math.imul(hash, BASE) + (units[at] ?? 0) - Math.imul(gone, lead)) | 0;
    hashes[at - chars + 1] = stirred(hash);
  }
  return hashes;
}

const NONE = new Uint32Array(0);

/** The low bits of a sum of products follow the last letters: stirred, all of them count. */
function stirred(hash: number): number {
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
}

/** The letters and digits of a text, folded; what stands between them is gone. */
function foldedUnits(text: string): Uint16Array {
  const units = new Uint16Array(text.length);
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    let code = text.charCodeAt(at);
    if (code === BACKSLASH) {
      const escaped = escapedUnit(text, at);
      if (escaped === null) {
        // `\\n` is no letter; `\\\\n` is one escape and then another.
        if (ESCAPED.has(text.charCodeAt(at + 1))) at += 1;
        continue;
      }
      code = escaped;
      at += 5;
    }
    const unit = code < 128 ? (FOLDED_ASCII[code] ?? 0) : foldedUnit(code);
    if (unit !== 0) {
      units[count] = unit;
      count += 1;
    }
  }
  return units.subarray(0, count);
}

/** What `\uXXXX` stands for; null where a backslash begins something else. */
function escapedUnit(text: string, at: number): number | null {
  if (text.charCodeAt(at + 1) !== LOWER_U) return null;
  const hex = Number.parseInt(text.slice(at + 2, at + 6), 16);
  return Number.isNaN(hex) ? null : hex;
}

const BACKSLASH = 0x5c;
const LOWER_U = 0x75;
const ESCAPED = new Set("nrtbf\"'/\\".split("").map((char) => char.charCodeAt(0)));
const FOLDED_ASCII = Uint8Array.from({ length: 128 }, (_, code) => foldedUnit(code));

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

/** The pieces of what may leave, ready to be looked for in what came in. */
export type Pieces = ReadonlySet<number>;

/** Pieces that are looked for at once: of calls with 64 KB of text. */
const PIECES_MAX = 64 * 1024;

/** The pieces of some texts. */
export function piecesOf(texts: readonly string[], chars = PIECE_CHARS): Pieces {
  const all = new Set<number>();
  for (const text of texts) {
    for (const hash of pieceHashes(text, chars)) {
      if (all.size >= PIECES_MAX) break;
      all.add(hash);
    }
  }
  return all;
}

/** A gate of 32 KB before a set: most pieces of a long text are in neither. */
const GATE_BITS = 1 << 18;
const GATE_SHIFT = 14;

/** What lets through nearly only what is in a set. */
export function gateOf(pieces: Pieces): Uint8Array {
  const gate = new Uint8Array(GATE_BITS >> 3);
  for (const hash of pieces) {
    const bit = hash >>> GATE_SHIFT;
    gate[bit >> 3] = (gate[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
  return gate;
}

/**
 * Which of the pieces stand in a text. Only where at least two follow on each other: that two hashes
 * are alike by chance happens in a long conversation, that the next ones are, too, does not.
 */
export function sharedPieces(
  { pieces, gate }: { readonly pieces: Pieces; readonly gate: Uint8Array },
  text: string,
  chars = PIECE_CHARS,
): ReadonlySet<number> {
  const shared = new Set<number>();
  let before: number | null = null;
  const hashes = pieceHashes(text, chars);
  for (let at = 0; at < hashes.length; at += 1) {
    const hash = hashes[at] ?? 0;
    const bit = hash >>> GATE_SHIFT;
    if (((gate[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0 || !pieces.has(hash)) {
      before = null;
      continue;
    }
    if (before !== null) shared.add(before).add(hash);
    before = hash;
  }
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
  for (const hash of pieceHashes(text, PIECE_CHARS)) if (isSampled(hash)) sampled.add(hash);
  return [...sampled].toSorted((a, b) => a - b).slice(0, SAMPLES_PER_TEXT);
}
