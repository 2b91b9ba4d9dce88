// Whether a piece of an address or of a command is certainly data on its way out: text that somebody
// encoded, or a key. What merely could be data is told by `target.ts`.

/** Base64 (either alphabet) and hexadecimal of at least `READABLE_BYTES`. */
const BASE64 = /^[A-Za-z0-9+/_-]{16,4000}={0,2}$/;
const HEX = /^(?:[0-9a-fA-F]{2}){12,2000}$/;

/**
 * Shortest text that counts as one behind an encoding. Of random bytes 95 in 256 are printable: that
 * twelve in a row are happens once in 150,000 identifiers.
 */
const READABLE_BYTES = 12;

/**
 * Keys that are known by their beginning. Shorter than those that `secrets` redacts: here it is their
 * destination that makes them a finding, not they alone. Test keys stand in every manual.
 */
export const KEY_SHAPE =
  /(?<![A-Za-z0-9])(?:(?:sk|rk|pk)[-_](?!test)(?:[a-z]{2,8}[-_])?[A-Za-z0-9]{10,200}|gh[opusr]_[A-Za-z0-9]{16,200}|github_pat_\w{16,200}|glpat-[\w-]{16,100}|xox[abeprs]-[A-Za-z0-9-]{10,200}|(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[\w-]{30,60}|npm_[A-Za-z0-9]{30,60}|eyJ[\w-]{10,1000}\.eyJ[\w-]{10,2000}|-----BEGIN [A-Z ]{0,30}PRIVATE KEY)/;

/** Whether a value is readable text behind base64 or hexadecimal, or holds a key as it is. */
export function isCargo(value: string): boolean {
  // Lower-case words, which most parts of addresses are, encode nothing and begin no key.
  if (!/[A-Z0-9]/.test(value)) return false;
  return isReadable(bytesOf(value)) || KEY_SHAPE.test(value);
}

function bytesOf(value: string): string {
  if (HEX.test(value)) return fromHex(value);
  return BASE64.test(value) ? fromBase64(value) : "";
}

function fromHex(value: string): string {
  return value.replaceAll(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}

function fromBase64(value: string): string {
  const plain = value.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, "");
  // One character more than whole bytes take says nothing: it was cut off.
  const whole = plain.length % 4 === 1 ? plain.slice(0, -1) : plain;
  return atob(whole);
}

/** UTF-8 text without control characters, and with a letter in it. */
function isReadable(bytes: string): boolean {
  if (bytes.length < READABLE_BYTES || !/[A-Za-z]/.test(bytes)) return false;
  // oxlint-disable-next-line no-control-regex -- what text does not hold
  if (/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(bytes)) return false;
  // oxlint-disable-next-line no-control-regex -- the other half of Latin-1
  if (!/[\x80-\xff]/.test(bytes)) return true;
  const raw = Uint8Array.from(bytes, (char) => char.charCodeAt(0));
  return !new TextDecoder().decode(raw).includes("\ufffd");
}
