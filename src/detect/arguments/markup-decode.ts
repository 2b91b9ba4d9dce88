// Reads values of attributes as a browser does before it acts on them: character references undone,
// and what URLs may hold without meaning it dropped.

/** Longest value that is read; script URLs say what they are at once, the rest is program. */
const VALUE_CHARS_MAX = 4_096;

/** Names that payloads use; letters are seldom written as names. */
const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  apos: "'",
  ast: "*",
  bsol: "\\",
  colon: ":",
  comma: ",",
  commat: "@",
  diacriticalgrave: "`",
  dollar: "$",
  equals: "=",
  excl: "!",
  grave: "`",
  gt: ">",
  lbrace: "{",
  lbrack: "[",
  lcub: "{",
  lowbar: "_",
  lpar: "(",
  lsqb: "[",
  lt: "<",
  newline: "\n",
  num: "#",
  percnt: "%",
  period: ".",
  plus: "+",
  quest: "?",
  quot: '"',
  rbrace: "}",
  rbrack: "]",
  rcub: "}",
  rpar: ")",
  rsqb: "]",
  semi: ";",
  sol: "/",
  tab: "\t",
  verbar: "|",
};

const REFERENCE = /&(?:#x0{0,60}([0-9a-f]{1,6})|#0{0,60}(\d{1,7})|([a-z]{2,16}));?/gi;
/** What programmers write for a character, and fuzzers for a byte. */
const ESCAPE =
  /\\0(?!\d)|\\x([0-9a-f]{2})|\\u\{?0{0,4}([0-9a-f]{4}|[0-9a-f]{2})\}?|%([0-7][0-9a-f])/gi;

/** The text with character references undone, once. */
export function withoutReferences(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(REFERENCE, (whole: string, hex?: string, decimal?: string, name?: string) => {
    if (hex !== undefined) return character(Number.parseInt(hex, 16));
    if (decimal !== undefined) return character(Number.parseInt(decimal, 10));
    return NAMED[name?.toLowerCase() ?? ""] ?? whole;
  });
}

function withoutEscapes(text: string): string {
  if (!/[\\%]/.test(text)) return text;
  return text.replace(ESCAPE, (_, byte?: string, unit?: string, percent?: string) =>
    character(Number.parseInt(byte ?? unit ?? percent ?? "0", 16)),
  );
}

function character(code: number): string {
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : "";
}

/**
 * A value as the browser will act on it, in lower case, without white space, controls and characters
 * that show nothing: `jav&#x09;ascript:` becomes `javascript:`. At most the first 4,096 characters.
 */
export function actedOn(value: string): string {
  const plain = withoutEscapes(
    withoutReferences(withoutReferences(value.slice(0, VALUE_CHARS_MAX))),
  );
  return (
    plain
      .toLowerCase()
      // oxlint-disable-next-line no-control-regex -- control characters are what is dropped
      .replace(
        /[\0-\x20\x7f-\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufffd]/g,
        "",
      )
      .replace(/\/\*[^*]{0,60}\*\/|<!--[^>]{0,20}-->|<!\[cdata\[|\]\]>/g, "")
  );
}
