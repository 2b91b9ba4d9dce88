// The character data of an XML part as text. It does not check that the XML is well-formed and
// knows no namespaces: whatever could be shown or read by a model is text, hidden or not.

/** Elements after which a line ends, by local name, in OOXML and OpenDocument. */
const ENDS_LINE = new Set(
  // Paragraphs, rows and breaks.
  (
    "p h br cr line-break tr row table-row list-item li div " +
    // Strings and cells of a workbook, comments.
    "si is v f comment author text definedName " +
    // Properties of the document.
    "title subject creator description keywords category lastModifiedBy initial-creator keyword " +
    "user-defined property Company Manager Application"
  ).split(" "),
);

/** Elements after which a gap stands. */
const ENDS_CELL = new Set(["tc", "td", "th", "table-cell", "tab", "s", "ptab"]);

/** Elements whose blanks count although there is nothing else in them. */
const KEEPS_BLANKS = new Set(["t", "delText", "instrText"]);

/** Namespaces of OpenDocument begin so; there, blanks between elements are text. */
const OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument";
const ROOT_WITHIN = 8_192;

/** Attributes that hold words: descriptions of pictures, tooltips, prompts, values of cells. */
const WORDS =
  /\s(?:[\w.-]{1,64}:)?(?:descr|title|tooltip|alt|prompt|promptTitle|string-value)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/**
 * The text of an XML part: runs joined, paragraphs and cells apart. Null if it declares entities,
 * which no Office program writes and which readers treat differently.
 */
export function xmlText(xml: string): string | null {
  const keepsBlanks = xml.slice(0, ROOT_WITHIN).includes(OPEN_DOCUMENT);
  const parts: string[] = [];
  const words: string[] = [];
  /** The element that has just opened; blanks in it are its own. */
  let opened = "";
  for (let at = 0; at < xml.length;) {
    const open = xml.indexOf("<", at);
    const data = xml.slice(at, open < 0 ? xml.length : open);
    const isKept = keepsBlanks || KEEPS_BLANKS.has(opened) || /\S/.test(data);
    if (data !== "" && isKept) parts.push(decodeEntities(data));
    if (open < 0) break;
    if (xml.startsWith("<!--", open)) {
      at = after(xml, "-->", open + 4);
    } else if (xml.startsWith("<![CDATA[", open)) {
      at = after(xml, "]]>", open + 9);
      parts.push(xml.slice(open + 9, xml.endsWith("]]>", at) ? at - 3 : at));
    } else if (xml.startsWith("<?", open)) {
      at = after(xml, "?>", open + 2);
    } else {
      at = tagEnd(xml, open);
      const tag = xml.slice(open, at);
      if (tag.startsWith("<!") && /<!DOCTYPE[^>]*\[|<!ENTITY/i.test(tag)) return null;
      const name = localName(tag);
      const closes = tag.startsWith("</") || tag.endsWith("/>");
      opened = closes ? "" : name;
      if (closes && ENDS_LINE.has(name)) parts.push("\n");
      else if (closes && ENDS_CELL.has(name)) parts.push("\t");
      for (const [, double, single] of tag.matchAll(WORDS)) {
        words.push(`\n${decodeEntities(double ?? single ?? "")}`);
      }
    }
  }
  return [...parts, ...words].join("").trim();
}

/** What comes after a mark; the end of the text where the mark is missing. */
function after(xml: string, mark: string, from: number): number {
  const at = xml.indexOf(mark, from);
  return at < 0 ? xml.length : at + mark.length;
}

/** What comes after a tag. A `>` in a quoted attribute does not end it. */
function tagEnd(xml: string, open: number): number {
  let quote = 0;
  for (let at = open + 1; at < xml.length; at += 1) {
    const code = xml.charCodeAt(at);
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === 0x22 || code === 0x27) quote = code;
    else if (code === 0x3e) return at + 1;
  }
  return xml.length;
}

function localName(tag: string): string {
  return /^<\/?(?:[\w.-]{1,64}:)?([\w.-]{1,64})/.exec(tag)?.[1] ?? "";
}

const ENTITY = /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos|nbsp));/gi;
const NAMED: ReadonlyMap<string, string> = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
  ["nbsp", "\u00a0"],
]);

function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replaceAll(ENTITY, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return NAMED.get(name.toLowerCase()) ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/**
 * Whether bytes could be the beginning of XML or HTML: a `<` after blanks and a byte order mark, in
 * UTF-8 or -16. Blanks alone could.
 */
export function looksLikeMarkup(head: Uint8Array): boolean {
  const first = head.find((byte) => !BLANKS.has(byte));
  return first === undefined || first === 0x3c;
}

/** NUL is a half of a character in UTF-16; the rest are byte order marks and white space. */
const BLANKS = new Set([0, 0xfe, 0xff, 0xef, 0xbb, 0xbf, 0x09, 0x0a, 0x0d, 0x20]);

/** Markup as text, by its byte order mark, else as it declares, else UTF-8; null if nobody knows. */
export function decodeXml(bytes: Uint8Array): string | null {
  const declared = /^[^>]{0,128}encoding\s*=\s*["']([\w.-]{1,40})["']/.exec(
    new TextDecoder("latin1").decode(bytes.subarray(0, 256)),
  )?.[1];
  try {
    return new TextDecoder(encodingOf(bytes) ?? declared ?? "utf-8").decode(bytes);
  } catch {
    // TextDecoder throws a RangeError for an encoding that it does not know.
    return null;
  }
}

function encodingOf([first, second]: Uint8Array): string | null {
  if (first === 0xff || (first === 0x3c && second === 0)) return "utf-16le";
  if (first === 0xfe || (first === 0 && second === 0x3c)) return "utf-16be";
  return first === 0xef ? "utf-8" : null;
}
