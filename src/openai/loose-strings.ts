// The strings of arguments that are no JSON, as a lenient client would read them: with comments,
// trailing commas, single quotes, names without quotes.

/** A string and the name before it. */
export interface LooseString {
  readonly text: string;
  /** Null for one that stands in a list. */
  readonly name: string | null;
}

/** The beginning of a literal or an object, or a name without quotes. */
const TOKEN = /["'{]|[A-Za-z_$][\w$-]{0,63}/g;
const COLON = /\s{0,64}:/y;

/** The strings in a text, in its order; at most `max`. Linear in the text; never throws. */
export function looseStrings(text: string, max: number): readonly LooseString[] {
  const found: LooseString[] = [];
  let name: string | null = null;
  TOKEN.lastIndex = 0;
  for (let token = TOKEN.exec(text); token !== null && found.length < max;) {
    const [sign] = token;
    const start = token.index;
    const isLiteral = sign === '"' || sign === "'";
    const end = isLiteral ? literalEnd(text, start) : start + sign.length;
    const value = isLiteral ? unescaped(text.slice(start + 1, end)) : sign;
    // Behind the quote that closes it.
    COLON.lastIndex = isLiteral ? end + 1 : end;
    if (sign === "{") name = null;
    else if (COLON.test(text)) name = value;
    else if (isLiteral) found.push({ text: value, name });
    TOKEN.lastIndex = isLiteral ? end + 1 : end;
    token = TOKEN.exec(text);
  }
  return found;
}

/** Index of the quote that closes the literal at `start`; the text's end where none does. */
function literalEnd(text: string, start: number): number {
  const quote = text.charCodeAt(start);
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== quote) {
    at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  }
  return Math.min(at, text.length);
}

const BACKSLASH = 0x5c;

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

function unescaped(literal: string): string {
  if (!literal.includes("\\")) return literal;
  return literal.replace(
    /\\(?:u([0-9a-f]{4})|([\s\S]))/gi,
    (_, hex: string | undefined, sign: string) =>
      hex === undefined ? (ESCAPES[sign] ?? sign) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
