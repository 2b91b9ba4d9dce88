// Which part of the traffic a text falls into: the same text always into the same part. Not a
// secret and not a signature: whoever chooses the text can choose the part.

/**
 * A number from 0 (included) to 1 (excluded) that looks evenly spread over texts, even over ones
 * that differ in one character. MurmurHash3_x86_32 with seed 0 over the UTF-16 units of the text,
 * two bytes each, low byte first (Austin Appleby, public domain: github.com/aappleby/smhasher,
 * MurmurHash3.cpp), divided by 2^32. Linear in the text.
 */
export function unitInterval(text: string): number {
  let hash = 0;
  const paired = text.length & ~1;
  for (let at = 0; at < paired; at += 2) {
    const block = text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16);
    hash ^= mixBlock(block);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  if (paired < text.length) hash ^= mixBlock(text.charCodeAt(paired));
  return finish(hash ^ (text.length * 2)) / 2 ** 32;
}

/**
 * Whether a text is in the given share (0 to 1) of all texts. Shares grow: what is in 0.1 is in 0.2
 * as well. Different salts choose independently, so that two rules at 0.1 share only 0.01.
 */
export function isInShare(of: {
  readonly share: number;
  readonly salt: string;
  readonly text: string;
}): boolean {
  // Lengths first: ("a", "bc") and ("ab", "c") are different draws.
  return unitInterval(`${of.salt.length}:${of.salt}${of.text}`) < of.share;
}

function mixBlock(block: number): number {
  const mixed = Math.imul(block, 0xcc9e2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
}

/** The finaliser `fmix32`: every bit of the input changes every bit of the output. */
function finish(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
