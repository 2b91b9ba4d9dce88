// Writes a path the plain way, so that what is hidden in it can be seen. It judges nothing, and it
// keeps control characters: whoever judges wants to know of them.
import { percentDecoded } from "./percent-decoded.ts";

/**
 * One way of writing: percent-encoding, escapes and entities undone, look-alike dots and slashes
 * made plain (NFKC, and the characters that Windows maps to a slash when it narrows a string),
 * forward slashes, and no parameters after two dots.
 */
export function plainPath(text: string): string {
  // Most paths: nothing here can change them.
  if (!ODD.test(text) && !text.includes("0x")) return text;
  const plain = percentDecoded(text).replace(
    ESCAPED,
    (whole) => ESCAPES.get(keyOf(whole)) ?? whole,
  );
  return unlikened(plain)
    .replaceAll("\\", "/")
    .replace(/\.\.;(?=\/)/g, "..");
}

/** Without one of these there is no escape but `0x2e`. */
const ODD = /[^\w .\-/]/;

/** Escapes of a dot, a slash or a backslash, and `%2%e`, which a naive decoder leaves of `%%32%%65`. */
const ESCAPED =
  /\\u00(?:2[ef]|5c)|\\x(?:2[ef]|5c)|&#0{0,5}(?:46|47|92);?|&#x0{0,5}(?:2[ef]|5c);?|&(?:period|sol|bsol);|0x(?:2[ef]|5c)|%2%[ef]|%5%c/gi;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["2e", "."],
  ["46", "."],
  ["period", "."],
  ["2f", "/"],
  ["47", "/"],
  ["sol", "/"],
  ["5c", "\\"],
  ["92", "\\"],
  ["bsol", "\\"],
]);

/** What an escape names, without its dress. */
function keyOf(escaped: string): string {
  return escaped.toLowerCase().replace(/^(?:\\u00|\\x|&#x?0{0,5}|&|0x)|[%;]/g, "");
}

/** Characters that become a dot or slash on the way to a file, beyond those of NFKC. */
const SLASHES = /[\u2215\u2044\u29f8\u2571\u1735\uf025]/g;
/** The yen and won signs stand where code pages of Japan and Korea have the backslash. */
const BACKSLASHES = /[\u2216\u29f5\u29f9\u2572\uefc8]|(?<=\.\.)[\u00a5\u20a9]/g;
const DOTS =
  /[\u3002\u06d4\u0701\u0702](?=[./\\\u3002])|(?<=[./\\])[\u3002\u06d4\u0701\u0702](?=[/\\])/g;

function unlikened(text: string): string {
  // oxlint-disable-next-line no-control-regex -- "ASCII" is said with its first character
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return text.replace(BACKSLASHES, "\\").normalize("NFKC").replace(SLASHES, "/").replace(DOTS, ".");
}
