// Undoes percent-encoding the way careless servers do: again and again, and in its overlong forms.

/** Two rounds undo double encoding; a third is seen in the wild, a fourth is not. */
const ROUNDS_MAX = 3;

/**
 * The text with its percent-encoding undone until it stays the same, at most three times: UTF-8 of
 * any length with overlong forms (CAPEC-80), IIS's `%uXXXX`, and what lax decoders of IIS and of
 * fuzzers make of wrong digits (`%c0%9v`). Bytes that are no UTF-8 stay as they are written.
 */
export function percentDecoded(text: string): string {
  let decoded = text;
  for (let round = 0; round < ROUNDS_MAX && decoded.includes("%"); round += 1) {
    const before = decoded;
    decoded = decoded
      .replace(LAX, (whole, lead: string, rest: string) => laxCharacter(lead, rest) ?? whole)
      .replace(/%u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
      .replace(/(?:%[0-9a-f]{2}){1,65536}/gi, decodeRun);
    if (decoded === before) break;
  }
  return decoded;
}

/** An overlong dot or slash in two bytes, its second one written wrongly or not at all. */
const LAX = /%(c0|c1|bg)(%[0-9a-z]{2}|[./\\])/gi;

/** What a decoder that checks neither digits nor the top bits makes of it. */
function laxCharacter(lead: string, rest: string): string | undefined {
  const second = rest.length === 1 ? rest.charCodeAt(0) : laxByte(rest.slice(1));
  const high = lead.toLowerCase() === "c1" ? 0x40 : 0;
  const character = String.fromCharCode(
    MISWRITTEN.get(high * 4 + second) ?? high | (second & 0x3f),
  );
  return /[./\\]/.test(character) ? character : undefined;
}

/** Two digits of which each is taken for as far behind "a" as it stands: `9v` is 9 * 16 + 31. */
function laxByte(digits: string): number {
  return (parseInt(digits.charAt(0), 36) * 16 + parseInt(digits.charAt(1), 36)) & 0xff;
}

/** Bytes that lists of payloads use although no decoder makes a dot or slash of them: `c0 5c`, `c1 af`. */
const MISWRITTEN: ReadonlyMap<number, number> = new Map([
  [0x5c, 0x5c],
  [0x5e, 0x2e],
  [0xfe, 0x2e],
  [0x1af, 0x2f],
]);

/** Decodes a run of `%XX`. */
function decodeRun(run: string): string {
  let decoded = "";
  for (let at = 0; at < run.length;) {
    const one = characterAt(run, at);
    decoded += one.text;
    at += one.bytes * 3;
  }
  return decoded;
}

interface Character {
  readonly text: string;
  readonly bytes: number;
}

function characterAt(run: string, at: number): Character {
  const first = byteAt(run, at);
  if (first < 0x80) return { text: String.fromCharCode(first), bytes: 1 };
  // 110xxxxx to 1111110x: two to six bytes, as UTF-8 was before RFC 3629.
  const bytes = first >= 0xc0 && first < 0xfe ? Math.clz32(~(first << 24)) : 0;
  let point = bytes === 0 ? 0 : first & (0x7f >> bytes);
  for (let index = 1; index < bytes; index += 1) {
    const next = byteAt(run, at + index * 3);
    if ((next & 0xc0) !== 0x80) return { text: run.slice(at, at + 3), bytes: 1 };
    point = point * 64 + (next & 0x3f);
  }
  const isCharacter = bytes > 0 && point <= 0x10_ffff && (point < 0xd800 || point > 0xdfff);
  return isCharacter
    ? { text: String.fromCodePoint(point), bytes }
    : { text: run.slice(at, at + 3), bytes: 1 };
}

/** The byte that is written at a place; NaN, which no test of bits passes, after the end. */
function byteAt(run: string, at: number): number {
  return parseInt(run.slice(at + 1, at + 3), 16);
}
