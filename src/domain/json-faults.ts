// What in a JSON text its readers do not agree on, though JSON.parse accepts it: names that occur
// twice, numbers that they hold differently, halves of surrogate pairs.
import { stringEnd } from "./json-text.ts";

/** A number that readers hold differently. */
export interface OddNumber {
  readonly start: number;
  readonly end: number;
  /** It is beyond the largest double: infinite for some readers, an error for others. */
  readonly isInfinite: boolean;
}

/** Numbers that are told; more say nothing new. */
const NUMBERS_MAX = 16;

/** Without so many digits, or an exponent of three, every number is held as it is written. */
const MAY_BE_ODD = /\d{16}|\de\+?\d{3}/i;
const NUMBER = /-?\d[\d.eE+-]{0,1048576}/y;
/** Digits that a double holds whatever they are. */
const SAFE_DIGITS = 15;

/**
 * Numbers in a JSON text that JSON.parse accepts and that clients do not all read the same way:
 * whole ones that a double rounds (JavaScript calls with another id than Python), and those that no
 * double can hold. Digits behind the point are no matter: nearly every client keeps numbers as
 * doubles there. Linear in the text.
 */
export function oddNumbers(text: string): readonly OddNumber[] {
  if (!MAY_BE_ODD.test(text)) return [];
  const found: OddNumber[] = [];
  for (let at = 0; at < text.length && found.length < NUMBERS_MAX; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      at = stringEnd(text, at);
      if (at < 0) break;
      continue;
    }
    if (code !== 0x2d && (code < 0x30 || code > 0x39)) continue;
    NUMBER.lastIndex = at;
    const written = NUMBER.exec(text)?.[0] ?? "";
    if (written === "") continue;
    const end = at + written.length;
    if (!Number.isFinite(Number(written))) found.push({ start: at, end, isInfinite: true });
    else if (isRounded(written)) found.push({ start: at, end, isInfinite: false });
    at = end - 1;
  }
  return found;
}

function isRounded(written: string): boolean {
  // No double at all has more than 309 digits before the point.
  if (written.length <= SAFE_DIGITS || !/^-?\d{1,309}$/.test(written)) return false;
  return BigInt(Number(written)) !== BigInt(written);
}

/** A half of a surrogate pair, as an escape or as it is. */
const MAY_BE_HALF = /\\u[dD][89a-fA-F]|[\ud800-\udfff]/;

/**
 * Whether a string or name in a JSON text that JSON.parse accepts holds half of a surrogate pair: it
 * is no text of Unicode, and readers refuse it, drop it or put another character in its place.
 */
export function hasLoneSurrogate(text: string): boolean {
  if (!MAY_BE_HALF.test(text)) return false;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) {
    const end = stringEnd(text, at);
    if (end < 0) return false;
    const literal = text.slice(at, end + 1);
    if (MAY_BE_HALF.test(literal) && !(JSON.parse(literal) as string).isWellFormed()) return true;
    at = end;
  }
  return false;
}
