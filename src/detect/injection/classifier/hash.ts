// The hash of everything that the classifier looks up. Training and inference share it.

/** Where every hash begins: the offset basis of FNV-1a, 32 bits. */
export const HASH_START = 0x811c9dc5;

/**
 * Takes one more number in, as FNV-1a does with a byte (http://www.isthe.com/chongo/tech/comp/fnv).
 * Numbers of more than a byte are fine: nothing here depends on the published test values.
 */
export function hashWith(hash: number, value: number): number {
  return Math.imul(hash ^ value, 0x01000193);
}

/** The hash of a text, character by character. */
export function hashText(text: string): number {
  let hash = HASH_START;
  for (let at = 0; at < text.length; at += 1) hash = hashWith(hash, text.charCodeAt(at));
  return hash;
}

/**
 * Folds the high bits of a hash into the low ones, so that these can be taken: what the authors of
 * FNV advise for short hashes (xor-folding, http://www.isthe.com/chongo/tech/comp/fnv).
 */
export function spread(hash: number): number {
  return hash ^ (hash >>> 16);
}
