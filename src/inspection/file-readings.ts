// Other ways in which a reader of a file might read a window of it: without markup, with escapes
// decoded, as another encoding. Only for phrases: what is to be replaced is replaced as it stands.
import type { DecodedWindow } from "./file-bytes.ts";

/** The texts that a window could also be read as; none for nearly all. */
export function otherReadings(
  window: DecodedWindow & { readonly bytes: Uint8Array },
  text: string,
  isMarkup: boolean,
): readonly string[] {
  const readings: string[] = [];
  if (window.reading === "bytes") {
    // Nearly UTF-8: readers that replace what is wrong see the rest of it.
    const before = text.slice(0, text.length - window.text.length);
    readings.push(before + lossyUtf8.decode(window.bytes));
  }
  if (text.includes("\\")) readings.push(withoutEscapes(text));
  if (isMarkup) readings.push(withoutMarkup(text));
  return readings.filter((other) => other !== text);
}

const lossyUtf8 = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/** Escapes of JSON and of most programming languages. */
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([nrt"'/\\]))/g;
const PLAIN_ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\n", t: "\t" };

function withoutEscapes(text: string): string {
  return text.replaceAll(ESCAPE, (_, unicode?: string, hex?: string, plain = "") => {
    const code = unicode ?? hex;
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return PLAIN_ESCAPES[plain] ?? plain;
  });
}

const TAG = /<\/?[a-zA-Z][^<>]{0,1024}>|<!--|-->/g;
/** Elements that do not break a word or a line in two. */
const INLINE =
  /^<\/?(?:a|abbr|b|bdi|bdo|cite|code|em|font|i|kbd|mark|q|s|samp|small|span|strong|sub|sup|tt|u|var|wbr)\b/i;
const ENTITY = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]{2,6}));?/g;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  shy: "",
  zwnj: "",
  zwj: "",
};

function withoutMarkup(text: string): string {
  return text
    .replaceAll(TAG, (tag) => (INLINE.test(tag) ? "" : "\n"))
    .replaceAll(ENTITY, (whole, decimal?: string, hex?: string, name = "") => {
      if (decimal !== undefined) return charOf(Number(decimal), whole);
      if (hex !== undefined) return charOf(Number.parseInt(hex, 16), whole);
      return ENTITIES[name] ?? whole;
    });
}

function charOf(code: number, otherwise: string): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
}
