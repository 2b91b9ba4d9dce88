// Characters written by their numbers or names inside a text: \u0049, \x49, \n, %49, &#73;, &lt;.
import { openBytes } from "./byte-codes.ts";
import type { Edit } from "./edits.ts";
import type { Survey } from "./survey.ts";

/** Escapes that are read in one text; who writes more says what matters in these, or nothing. */
const ESCAPES_MAX = 16_384;

const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const AMPERSAND = 0x26;

/** Whether escapes with a backslash could stand in the text. */
export function mayHoldEscapes({ counts }: Survey): boolean {
  return (counts[BACKSLASH] ?? 0) > 0;
}

/** https://datatracker.ietf.org/doc/html/rfc8259#section-7, and what JavaScript, Python and C add. */
const ESCAPES =
  /\\+(?:u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|U([0-9a-f]{8})|x([0-9a-f]{2})|([0-3][0-7]{2})|([nrtbfv"'/]))/gi;
const NAMED: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\n",
  t: " ",
  b: " ",
  f: " ",
  v: " ",
};

/** Escapes with a backslash. */
export function escapeEdits(text: string): Edit[] {
  const characters: Edit[] = [];
  const bytes: ByteEdit[] = [];
  for (const found of text.matchAll(ESCAPES)) {
    const [whole, braced, short, long, byte, octal, name] = found;
    const digits = braced ?? short ?? long ?? byte;
    const point =
      digits !== undefined
        ? Number.parseInt(digits, 16)
        : octal !== undefined
          ? Number.parseInt(octal, 8)
          : -1;
    const said = name === undefined ? character(point) : (NAMED[name] ?? name);
    if (said === null) continue;
    const edit = { start: found.index, end: found.index + whole.length, text: said, step: 0 };
    if (byte === undefined && octal === undefined) characters.push(edit);
    else bytes.push({ ...edit, value: point });
    if (characters.length + bytes.length === ESCAPES_MAX) break;
  }
  return bytes.length === 0
    ? characters
    : [...characters, ...asUtf8(bytes)].toSorted((a, b) => a.start - b.start);
}

/** An escape that stands for a byte. */
type ByteEdit = Edit & { readonly value: number };

/** Bytes as the text that they are in UTF-8, row by row; those that are none as Latin-1. */
function asUtf8(bytes: readonly ByteEdit[]): Edit[] {
  const rows: ByteEdit[][] = [];
  for (const byte of bytes) {
    const row = rows.at(-1);
    if (row?.at(-1)?.end === byte.start) row.push(byte);
    else rows.push([byte]);
  }
  return rows.flatMap((row) => {
    if (row.every(({ value }) => value < 0x80)) return row;
    const writer = openBytes(0, row.length);
    const isText = row.every(({ value, start, end }) => writer.byte(value, start, end));
    return (isText ? writer.finish() : null) ?? row;
  });
}

/** Halves of a pair come one after the other, and join when they are put together. */
function character(point: number): string | null {
  if (point < 0 || point > 0x10ffff || (point < 0x20 && point !== 9 && point !== 10)) return null;
  return String.fromCodePoint(point);
}

/** Whether percent-encoding could stand in the text. */
export function mayHoldPercent({ counts }: Survey): boolean {
  return (counts[PERCENT] ?? 0) > 1;
}

const PERCENT_RUN = /(?:%[0-9a-f]{2})+/gi;

/** Percent-encoded bytes of UTF-8 (https://datatracker.ietf.org/doc/html/rfc3986#section-2.1). */
export function percentEdits(text: string, charsMax: number): Edit[] {
  const edits: Edit[] = [];
  for (const { index, 0: run } of text.matchAll(PERCENT_RUN)) {
    const writer = openBytes(3, charsMax);
    let isText = true;
    for (let at = 0; at < run.length && isText; at += 3) {
      const byte = Number.parseInt(run.slice(at + 1, at + 3), 16);
      isText = writer.byte(byte, index + at, index + at + 3);
    }
    const decoded = isText ? writer.finish() : null;
    if (decoded !== null) edits.push(...decoded);
    if (edits.length >= ESCAPES_MAX) break;
  }
  return edits;
}

/** Whether character references could stand in the text. */
export function mayHoldEntities({ counts }: Survey): boolean {
  return (counts[AMPERSAND] ?? 0) > 0;
}

const ENTITIES = /&(?:#(\d{2,7});?|#x([0-9a-f]{2,6});?|([a-z]{2,6});)/gi;
/** https://html.spec.whatwg.org/multipage/named-characters.html: those that texts are written with. */
const NAMES: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
  nbsp: " ",
  shy: "",
  ensp: " ",
  emsp: " ",
  tab: " ",
  sol: "/",
  colon: ":",
  comma: ",",
  period: ".",
  lpar: "(",
  rpar: ")",
  lsqb: "[",
  rsqb: "]",
  excl: "!",
  num: "#",
  ast: "*",
  lowbar: "_",
  zwj: "",
  zwnj: "",
  hyphen: "-",
  vert: "|",
};

/** Character references of HTML, numeric and named. */
export function entityEdits(text: string): Edit[] {
  const edits: Edit[] = [];
  for (const found of text.matchAll(ENTITIES)) {
    const [whole, decimal, hex, name] = found;
    const point = Number.parseInt(decimal ?? hex ?? "", decimal === undefined ? 16 : 10);
    const said = name === undefined ? character(point) : NAMES[name.toLowerCase()];
    if (said === null || said === undefined) continue;
    edits.push({ start: found.index, end: found.index + whole.length, text: said, step: 0 });
    if (edits.length === ESCAPES_MAX) break;
  }
  return edits;
}
