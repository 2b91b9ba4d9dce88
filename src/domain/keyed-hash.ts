// A short keyed hash that needs no waiting, for texts that are only told apart: SipHash-2-4 (Aumasson
// and Bernstein 2012, 131002.net/siphash). Who does not have the key can neither guess a text from
// its hash nor make two texts of one. Where more than telling apart is asked, HMAC is the thing.

/** Characters of a text that are hashed, and its length: what begins alike for so long is alike. */
const HASHED_CHARS_MAX = 64 * 1024;

/** The hash of a text under a key of 16 bytes. Linear in the text, up to its bound. */
export function keyedHash(key: Uint8Array, text: string): string {
  const hashed = `${text.length}:${text.slice(0, HASHED_CHARS_MAX)}`;
  return sipHash(key, new TextEncoder().encode(hashed));
}

/** Four numbers of 64 bits, each as its low and its high half. */
type State = Int32Array;

/** SipHash-2-4 of some bytes under a key of 16, as 16 hex digits, the most significant first. */
export function sipHash(key: Uint8Array, bytes: Uint8Array): string {
  const [k0 = 0, k1 = 0, k2 = 0, k3 = 0] = wordsOf(key);
  const state: State = new Int32Array([
    k0 ^ 0x70736575,
    k1 ^ 0x736f6d65,
    k2 ^ 0x6e646f6d,
    k3 ^ 0x646f7261,
    k0 ^ 0x6e657261,
    k1 ^ 0x6c796765,
    k2 ^ 0x79746573,
    k3 ^ 0x74656462,
  ]);
  const words = wordsOf(bytes);
  const whole = bytes.length >> 3;
  for (let at = 0; at < whole; at += 1) {
    absorb(state, words[2 * at] ?? 0, words[2 * at + 1] ?? 0);
  }
  absorb(state, words[2 * whole] ?? 0, (words[2 * whole + 1] ?? 0) | ((bytes.length & 0xff) << 24));
  state[4] = (state[4] ?? 0) ^ 0xff;
  for (let round = 0; round < 4; round += 1) mix(state);
  const low = xorOf(state, 0);
  const high = xorOf(state, 1);
  return hex(high) + hex(low);
}

function absorb(state: State, low: number, high: number): void {
  state[6] = (state[6] ?? 0) ^ low;
  state[7] = (state[7] ?? 0) ^ high;
  mix(state);
  mix(state);
  state[0] = (state[0] ?? 0) ^ low;
  state[1] = (state[1] ?? 0) ^ high;
}

/** One round. */
function mix(v: State): void {
  add(v, 0, 2);
  rotate(v, 2, 13);
  xor(v, 2, 0);
  rotate(v, 0, 32);
  add(v, 4, 6);
  rotate(v, 6, 16);
  xor(v, 6, 4);
  add(v, 0, 6);
  rotate(v, 6, 21);
  xor(v, 6, 0);
  add(v, 4, 2);
  rotate(v, 2, 17);
  xor(v, 2, 4);
  rotate(v, 4, 32);
}

function add(v: State, to: number, from: number): void {
  const low = ((v[to] ?? 0) >>> 0) + ((v[from] ?? 0) >>> 0);
  v[to] = low;
  v[to + 1] = (v[to + 1] ?? 0) + (v[from + 1] ?? 0) + (low > 0xffffffff ? 1 : 0);
}

function xor(v: State, to: number, from: number): void {
  v[to] = (v[to] ?? 0) ^ (v[from] ?? 0);
  v[to + 1] = (v[to + 1] ?? 0) ^ (v[from + 1] ?? 0);
}

function rotate(v: State, at: number, bits: number): void {
  const [low = 0, high = 0] = [v[at], v[at + 1]];
  if (bits === 32) {
    v[at] = high;
    v[at + 1] = low;
    return;
  }
  v[at] = (low << bits) | (high >>> (32 - bits));
  v[at + 1] = (high << bits) | (low >>> (32 - bits));
}

function xorOf(v: State, half: 0 | 1): number {
  return (v[half] ?? 0) ^ (v[2 + half] ?? 0) ^ (v[4 + half] ?? 0) ^ (v[6 + half] ?? 0);
}

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
