// Gateway keys: `ew_<id>_<secret>`. The id finds the row, the secret proves the holder. The secret
// is 256 random bits, so a plain SHA-256 of it is a sound thing to store.
import { base64UrlEncode, sha256Hex } from "./encoding.ts";

const KEY = /^ew_([a-z0-9]{12})_([A-Za-z0-9_-]{43})$/;
const ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

/** The two halves of a key as a client sends it. */
export interface PresentedKey {
  readonly id: string;
  readonly secret: string;
}

/** Reads a key, or null if the text has not the shape of one. */
export function parseGatewayKey(text: string): PresentedKey | null {
  const match = KEY.exec(text);
  return match?.[1] && match[2] ? { id: match[1], secret: match[2] } : null;
}

/** Whether the text is meant to be one of our keys, well-formed or not. */
export function looksLikeGatewayKey(text: string): boolean {
  return text.startsWith("ew_");
}

/** Makes a new key. The text is shown once; only `secretHash` is stored. */
export async function createGatewayKey(): Promise<{
  readonly id: string;
  readonly text: string;
  readonly secretHash: string;
}> {
  const random = crypto.getRandomValues(new Uint8Array(12 + 32));
  // 32 letters divide 256, so every letter is equally likely.
  const id = Array.from(random.subarray(0, 12), (byte) => ID_ALPHABET[byte % 32]).join("");
  const secret = base64UrlEncode(random.subarray(12));
  return { id, text: `ew_${id}_${secret}`, secretHash: await hashSecret(secret) };
}

/** SHA-256 of a key's secret, in hex. */
export function hashSecret(secret: string): Promise<string> {
  return sha256Hex(secret);
}
