// The pieces of a regular expression in the order of its source. It knows just enough of the syntax
// to weigh a pattern and to point into it; whether a pattern is right is for the library to say.

/** One piece of a pattern. */
export interface Atom {
  readonly at: number;
  readonly kind: "open" | "close" | "repeat" | "one";
  /** How often the atom before is written out: 1 but for counted repetitions. */
  readonly times: number;
}

const COUNTED = /\{(\d{1,4})(?:,(\d{0,4}))?\}/y;

/** Groups, counted repetitions and everything else, in order. Good enough to weigh and to point. */
export function* atoms(source: string): Generator<Atom> {
  let at = 0;
  while (at < source.length) {
    const start = at;
    const char = source[at];
    COUNTED.lastIndex = at;
    const counted = char === "{" ? COUNTED.exec(source) : null;
    if (counted !== null) {
      at += counted[0].length;
      const times = Math.max(1, Number(counted[1]), Number(counted[2] ?? 0));
      yield { at: start, kind: "repeat", times };
      continue;
    }
    if (char === "\\") at = endOfEscape(source, at);
    else if (char === "[") at = endOfClass(source, at);
    else at += 1;
    const kind = char === "(" ? "open" : char === ")" ? "close" : "one";
    yield { at: start, kind, times: 1 };
  }
}

/** `\Q` quotes up to `\E`; every other escape is one character, and what follows weighs little. */
function endOfEscape(source: string, at: number): number {
  if (source[at + 1] !== "Q") {
    // `\p{Greek}` and `\x{10FFFF}` must not be taken for a count.
    const braced = source[at + 2] === "{" && /[pPx]/.test(source[at + 1] ?? "");
    const end = braced ? source.indexOf("}", at) : -1;
    return end < 0 ? at + 2 : end + 1;
  }
  const end = source.indexOf("\\E", at + 2);
  return end < 0 ? source.length : end + 2;
}

function endOfClass(source: string, from: number): number {
  let at = from + 1;
  if (source[at] === "^") at += 1;
  if (source[at] === "]") at += 1;
  while (at < source.length && source[at] !== "]") {
    const named = source.startsWith("[:", at) ? source.indexOf(":]", at) : -1;
    if (named >= 0) at = named + 2;
    else at += source[at] === "\\" ? 2 : 1;
  }
  return at + 1;
}
