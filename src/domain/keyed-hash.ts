// A short keyed hash that needs no waiting, for texts that are only told apart: SipHash-2-4 (Aumasson
// and Bernstein 2012, 131002.net/siphash). Who does not have the key can neither guess a text from
// its hash nor make two texts of one. Where more than telling apart is asked, HMAC is the thing.

/** Characters of a text that are hashed, and its length: what begins alike for so long is alike. */
const HASHED_CHARS_MAX = 64 * 1024;

const encoder = new TextEncoder();

/** The hash of a text under a key of 16 bytes. Linear in the text, up to its bound. */
export function keyedHash(key: Uint8Array, text: string): string {
  const hashed = `${text.length}:${text.slice(0, HASHED_CHARS_MAX)}`;
  return sipHash(key, encoder.encode(hashed));
}

/**
 * SipHash-2-4 of some bytes under a key of 16, as 16 hex digits, the most significant first. Numbers
 * of 64 bits are kept as halves in plain variables: a session's pieces are hashed by the hundred, and
 * an array of halves costs ten times as much.
 */
export function sipHash(key: Uint8Array, bytes: Uint8Array): string {
  const [k0 = 0, k1 = 0, k2 = 0, k3 = 0] = wordsOf(key);
  let [al, ah] = [k0 ^ 0x70736575, k1 ^ 0x736f6d65];
  let [bl, bh] = [k2 ^ 0x6e646f6d, k3 ^ 0x646f7261];
  let [cl, ch] = [k0 ^ 0x6e657261, k1 ^ 0x6c796765];
  let [dl, dh] = [k2 ^ 0x79746573, k3 ^ 0x74656462];
  const words = wordsOf(bytes);
  const whole = bytes.length >> 3;
  const last = 2 * whole + 1;
  words[last] = (words[last] ?? 0) | ((bytes.length & 0xff) << 24);
  // After the last word comes a step without one, of four rounds.
  for (let at = 0; at <= whole + 1; at += 1) {
    const isEnd = at > whole;
    const low = isEnd ? 0 : (words[2 * at] ?? 0);
    const high = isEnd ? 0 : (words[2 * at + 1] ?? 0);
    dl ^= low;
    dh ^= high;
    if (isEnd) cl ^= 0xff;
    for (let rounds = isEnd ? 4 : 2; rounds > 0; rounds -= 1) {
      let sum = (al >>> 0) + (bl >>> 0);
      ah = (ah + bh + (sum > MAX ? 1 : 0)) | 0;
      al = sum | 0;
      [bl, bh] = [((bl << 13) | (bh >>> 19)) ^ al, ((bh << 13) | (bl >>> 19)) ^ ah];
      [al, ah] = [ah, al];
      sum = (cl >>> 0) + (dl >>> 0);
      ch = (ch + dh + (sum > MAX ? 1 : 0)) | 0;
      cl = sum | 0;
      [dl, dh] = [((dl << 16) | (dh >>> 16)) ^ cl, ((dh << 16) | (dl >>> 16)) ^ ch];
      sum = (al >>> 0) + (dl >>> 0);
      ah = (ah + dh + (sum > MAX ? 1 : 0)) | 0;
      al = sum | 0;
      [dl, dh] = [((dl << 21) | (dh >>> 11)) ^ al, ((dh << 21) | (dl >>> 11)) ^ ah];
      sum = (cl >>> 0) + (bl >>> 0);
      ch = (ch + bh + (sum > MAX ? 1 : 0)) | 0;
      cl = sum | 0;
      [bl, bh] = [((bl << 17) | (bh >>> 15)) ^ cl, ((bh << 17) | (bl >>> 15)) ^ ch];
      [cl, ch] = [ch, cl];
    }
    al ^= low;
    ah ^= high;
  }
  return hex(ah ^ bh ^ ch ^ dh) + hex(al ^ bl ^ cl ^ dl);
}

/** The largest number of 32 bits: a sum beyond it carries. */
const MAX = 0xffff_ffff;

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0");
}

/** Bytes as words of 32 bits, the first byte lowest; what is missing at the end is 0. */
function wordsOf(bytes: Uint8Array): Int32Array {
  const words = new Int32Array(2 * ((bytes.length >> 3) + 1));
  for (let at = 0; at < bytes.length; at += 1) {
    const index = at >> 2;
    words[index] = (words[index] ?? 0) | ((bytes[at] ?? 0) << (8 * (at & 3)));
  }
  return words;
}
