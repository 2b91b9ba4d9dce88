// The forms in which a text may be told so that nobody sees it: each is the text once more, written
// otherwise. A stream is compared with all of them as it comes, and nothing in it needs decoding.

/** Reads the words of a text from the last to the first. */
function wordsBackwards(text: string): string {
  return text.split(/\s+/).toReversed().join(" ");
}

function backwards(text: string): string {
  let turned = "";
  for (const char of text) turned = char + turned;
  return turned;
}

function rot13(text: string): string {
  let turned = "";
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const base = code & 0x20 ? 97 : 65;
    const isLetter = code >= base && code < base + 26;
    turned += isLetter ? String.fromCharCode(((code - base + 13) % 26) + base) : text.charAt(at);
  }
  return turned;
}

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, "0"),
);

function hexOf(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += HEX[byte] ?? "";
  return hex;
}

function binaryOf(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return binary;
}

/** The code points of a text in decimal, as entities of HTML tell them. */
function decimalOf(text: string): string {
  let decimal = "";
  for (const char of text) decimal += `${char.codePointAt(0) ?? 0} `;
  return decimal;
}

/**
 * Base64 of a text that stands somewhere in a longer one: what is the same whatever stands before it,
 * for each of the three places at which it can begin.
 */
function base64Inside(bytes: Uint8Array): readonly string[] {
  const binary = binaryOf(bytes);
  return [0, 1, 2].map((shift) => {
    const shifted = "\0".repeat(shift) + binary;
    const whole = btoa(shifted).replace(/=+$/, "");
    const isEven = shifted.length % 3 === 0;
    // The first characters hold bits of what stands before, the last one bits of what follows.
    return whole.slice(shift === 0 ? 0 : shift + 1, isEven ? undefined : -1);
  });
}

/** The same text in other orders and letters, as long as it is. */
export function disguisesOf(text: string): readonly string[] {
  return [backwards(text), wordsBackwards(text), rot13(text)];
}

/** The same text in encodings, up to four times as long. */
export function encodingsOf(text: string): readonly string[] {
  const bytes = new TextEncoder().encode(text);
  return [
    ...base64Inside(bytes),
    hexOf(bytes),
    encodeURIComponent(text.toWellFormed()),
    decimalOf(text),
  ];
}

/** How people spell what stands between the parts of a code. */
export function spelledOut(code: string): readonly string[] {
  const words: readonly (readonly [RegExp, readonly string[]])[] = [
    [/-/g, ["dash", "minus", "hyphen"]],
    [/_/g, ["underscore"]],
    [/\./g, ["dot", "point"]],
  ];
  return words.flatMap(([sign, spoken]) =>
    code.search(sign) < 0 ? [] : spoken.map((word) => code.replaceAll(sign, ` ${word} `)),
  );
}
