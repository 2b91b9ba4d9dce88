// Reads the tags out of a text as leniently as browsers do: attributes without quotes or spaces
// between them, tags that never end, tags inside tags. It builds no tree and knows no element.

/** One attribute as written. */
export interface Attribute {
  /** In lower case, without what browsers and filters drop from names. */
  readonly name: string;
  readonly value: string;
}

/** One start tag. */
export interface Tag {
  /** In lower case. */
  readonly name: string;
  readonly attributes: readonly Attribute[];
  /** Range of the text. */
  readonly start: number;
  readonly end: number;
}

/** Where the name of a start tag follows: `<script`, `< script`, `<%00script`, `<!script`. */
const OPENING = /<(?:[\s/!?%\\\0]|%00|\\x00|&#00;){0,4}([a-z][\w:.-]{0,63})/gi;
/** Ends of a name: of a tag's, of an attribute's. */
const ENDS_NAME = /[\s/>=<"'`]/;
const ENDS_VALUE = /[\s>]/;
/** Attributes read of one tag. Browsers read more; the first tell what a payload is. */
const ATTRIBUTES_MAX = 128;

/**
 * The start tags of a text, in order. Linear in its length; never throws.
 */
export function tagsOf(text: string): Tag[] {
  const tags: Tag[] = [];
  const reader = { text, withoutQuote: new Set<string>() };
  OPENING.lastIndex = 0;
  for (let match = OPENING.exec(text); match !== null; match = OPENING.exec(text)) {
    if (text.startsWith("</", match.index)) continue;
    const { attributes, end } = attributesFrom(reader, OPENING.lastIndex);
    tags.push({ name: (match[1] ?? "").toLowerCase(), attributes, start: match.index, end });
    OPENING.lastIndex = end;
  }
  return tags;
}

interface Reader {
  readonly text: string;
  /** Quotes known not to come again, so that nobody searches the rest of the text for them twice. */
  readonly withoutQuote: Set<string>;
}

function attributesFrom(reader: Reader, from: number): { attributes: Attribute[]; end: number } {
  const { text } = reader;
  const attributes: Attribute[] = [];
  let at = from;
  while (at < text.length && attributes.length < ATTRIBUTES_MAX) {
    const sign = text[at] ?? "";
    if (sign === ">") return { attributes, end: at + 1 };
    if (sign === "<") return { attributes, end: at };
    if (ENDS_NAME.test(sign)) {
      at += 1;
      continue;
    }
    const nameEnd = endOf(text, at, ENDS_NAME);
    const name = plainName(text.slice(at, nameEnd));
    at = skipSpace(text, nameEnd);
    if (text[at] !== "=") {
      attributes.push({ name, value: "" });
      at = Math.max(nameEnd, at);
      continue;
    }
    at = skipSpace(text, at + 1);
    const valueEnd = valueEndOf(reader, at);
    attributes.push({ name, value: text.slice(at, valueEnd) });
    at = valueEnd;
  }
  return { attributes, end: at };
}

/** A quoted value with its quotes, else up to white space or the tag's end. */
function valueEndOf({ text, withoutQuote }: Reader, at: number): number {
  const quote = text[at] ?? "";
  if ((quote === '"' || quote === "'" || quote === "`") && !withoutQuote.has(quote)) {
    const close = text.indexOf(quote, at + 1);
    if (close >= 0) return close + 1;
    withoutQuote.add(quote);
  }
  return endOf(text, at, ENDS_VALUE);
}

function endOf(text: string, from: number, sign: RegExp): number {
  let at = from;
  while (at < text.length && !sign.test(text[at] ?? "")) at += 1;
  return at;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && (text.charCodeAt(at) <= 0x20 || text[at] === "\xa0")) at += 1;
  return at;
}

/** `onload\x0b`, `%00onload` and `onload[0]` are names that some parser reads as `onload`. */
function plainName(name: string): string {
  return name
    .slice(0, 128)
    .toLowerCase()
    .replace(/&#?\w{1,8};|\\x[0-9a-f]{2}|%[0-9a-f]{2}|[^\w:.@#*[\]-]/g, "");
}
