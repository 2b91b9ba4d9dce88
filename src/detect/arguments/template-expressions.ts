// Finds what stands between the delimiters of template engines. One walk from opening to opening; what
// an engine would make of it is judged elsewhere.

/** One expression and where it stands. */
export interface Expression {
  /** Without delimiters and the white space inside them. */
  readonly inner: string;
  /** As it stands in the text. */
  readonly written: string;
  readonly start: number;
  readonly end: number;
}

/** Longest expression that is read; those of attacks are longer, but begin with what tells. */
const INNER_CHARS_MAX = 400;
/** Expressions read of one text; a file of templates is known by the first. */
const EXPRESSIONS_MAX = 128;

const OPENING = /\{\{\{?|[$#*@~%]!?\{\{?|<%[-=#]?|\[\[|\[\(|\{%|@\(/g;

/** What closes, by the first signs of what opens. */
function closing(opening: string): string {
  if (opening.startsWith("{{")) return "}}";
  if (opening.startsWith("<%")) return "%>";
  if (opening === "[[") return "]]";
  if (opening === "[(") return ")]";
  if (opening === "{%") return "%}";
  return opening === "@(" ? ")" : "}";
}

/**
 * The expressions of a text, in order, none inside another. One that does not close is read to its
 * line's end where a single brace opens it, and passed over elsewhere. Linear.
 */
export function* expressionsOf(text: string): Generator<Expression> {
  /** Where each closing sign comes next, so that nobody searches the same stretch twice. */
  const next = new Map<string, number>();
  let count = 0;
  OPENING.lastIndex = 0;
  for (let match = OPENING.exec(text); match !== null; match = OPENING.exec(text)) {
    const from = OPENING.lastIndex;
    const close = closing(match[0]);
    let at = next.get(close) ?? -1;
    if (at < from) {
      const found = text.indexOf(close, from);
      at = found < 0 ? Infinity : found;
      next.set(close, at);
    }
    const isNear = at - from <= INNER_CHARS_MAX;
    if (!isNear && close !== "}") continue;
    const inner = isNear ? text.slice(from, at) : line(text, from);
    const end = isNear ? at + close.length : from + inner.length;
    const { index: start } = match;
    if (inner.trim() !== "") {
      yield { inner: inner.trim(), written: text.slice(start, end), start, end };
      count += 1;
      if (count === EXPRESSIONS_MAX) return;
    }
    OPENING.lastIndex = end;
  }
}

function line(text: string, from: number): string {
  return text.slice(from, from + INNER_CHARS_MAX).split("\n", 1)[0] ?? "";
}
