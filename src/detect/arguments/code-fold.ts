// Texts of a program that are put together out of pieces, as the texts that they become: `"o" + "s"`,
// `chr(111) + chr(115)`, `"".join([...])`, `"so"[::-1]`. Whoever writes a name so hides it.
import type { CodeToken } from "./code-lexer.ts";

/** Pieces that one list or call may have; longer ones are data. */
const PIECES_MAX = 4_096;
/** Longer texts are not gone on with, nor turned: they are data, or a program that speaks for itself. */
const TEXT_CHARS_MAX = 2_048;

/** The tokens with their joined texts as one each. Linear: every rule looks at what it takes away. */
export function foldTexts(tokens: readonly CodeToken[]): readonly CodeToken[] {
  const folded: CodeToken[] = [];
  let at = 0;
  while (at < tokens.length) {
    const read = readCodes(tokens, at) ?? readJoin(tokens, at) ?? readList(tokens, at);
    const token = tokens[at];
    if (read !== null) {
      put(folded, read.token);
      at = read.next;
    } else if (token !== undefined) {
      put(folded, token);
      at += 1;
    } else break;
    at = skipReversal(tokens, at, folded);
  }
  return folded;
}

interface Folded {
  readonly token: CodeToken;
  readonly next: number;
}

/** Adds a token; a text after a text, or after one and a plus, goes on with it. */
function put(folded: CodeToken[], token: CodeToken): void {
  if (token.kind !== "text" || token.isFormatted === true) {
    folded.push(token);
    return;
  }
  const isJoined = isSign(folded.at(-1), "+");
  const before = isJoined ? folded.at(-2) : folded.at(-1);
  if (
    before?.kind !== "text" ||
    before.isFormatted === true ||
    before.text.length > TEXT_CHARS_MAX
  ) {
    folded.push(token);
    return;
  }
  if (isJoined) folded.pop();
  folded.pop();
  // Only short pieces hide: long ones are lines of a long text.
  const isBuilt =
    before.isBuilt === true ||
    token.isBuilt === true ||
    (before.text.length <= (isJoined ? 12 : 4) && token.text.length <= (isJoined ? 12 : 4));
  folded.push({
    kind: "text",
    text: before.text + token.text,
    start: before.start,
    end: token.end,
    ...(isBuilt && { isBuilt }),
  });
}

function isSign(token: CodeToken | undefined, text: string): boolean {
  return token?.kind === "sign" && token.text === text;
}

const CODES = new Set(["chr", "fromCharCode", "fromCodePoint", "bytes", "bytearray"]);

/** `chr(111)`, `String.fromCharCode(111, 115)`, `bytes([111, 115])`. */
function readCodes(tokens: readonly CodeToken[], from: number): Folded | null {
  const first = tokens[from];
  if (first?.kind !== "name") return null;
  let at = from;
  if (first.text === "String" && isSign(tokens[at + 1], ".")) at += 2;
  const name = tokens[at];
  if (name?.kind !== "name" || !CODES.has(name.text) || !isSign(tokens[at + 1], "(")) return null;
  const isList = isSign(tokens[at + 2], "[");
  const codes: number[] = [];
  at += isList ? 3 : 2;
  for (; codes.length <= PIECES_MAX; at += 2) {
    const code = Number(tokens[at]?.text ?? NaN);
    if (tokens[at]?.kind !== "number" || !(code >= 0 && code <= 0x10ffff)) return null;
    codes.push(Math.floor(code));
    if (!isSign(tokens[at + 1], ",")) break;
  }
  at += 1;
  if (isList) {
    if (!isSign(tokens[at], "]")) return null;
    at += 1;
  }
  const close = tokens[at];
  if (close === undefined || !isSign(close, ")")) return null;
  const text = codes.map((code) => String.fromCodePoint(code)).join("");
  return { token: built(text, first.start, close.end), next: at + 1 };
}

/** `"".join(["o", "s"])`, `"".join(("o", "s"))`. */
function readJoin(tokens: readonly CodeToken[], from: number): Folded | null {
  const glue = tokens[from];
  if (glue?.kind !== "text") return null;
  const [dot, join, open, list] = tokens.slice(from + 1, from + 5);
  const isJoin = isSign(dot, ".") && join?.text === "join" && isSign(open, "(");
  if (!isJoin || !(isSign(list, "[") || isSign(list, "("))) return null;
  const read = readPieces(tokens, from + 5);
  const close = read === null ? undefined : tokens[read.next];
  if (read === null || close === undefined || !isSign(close, ")")) return null;
  return { token: built(read.pieces.join(glue.text), glue.start, close.end), next: read.next + 1 };
}

/** `["o", "s"].join("")`. */
function readList(tokens: readonly CodeToken[], from: number): Folded | null {
  const open = tokens[from];
  if (open === undefined || !isSign(open, "[") || tokens[from + 1]?.kind !== "text") return null;
  const read = readPieces(tokens, from + 1);
  if (read === null) return null;
  const [dot, join, paren, glue, close] = tokens.slice(read.next, read.next + 5);
  const isJoin =
    isSign(dot, ".") && join?.text === "join" && isSign(paren, "(") && glue?.kind === "text";
  if (!isJoin || close === undefined || !isSign(close, ")")) return null;
  return { token: built(read.pieces.join(glue.text), open.start, close.end), next: read.next + 5 };
}

/** Texts with commas between them, up to the end of their list. */
function readPieces(
  tokens: readonly CodeToken[],
  from: number,
): { readonly pieces: readonly string[]; readonly next: number } | null {
  const pieces: string[] = [];
  for (let at = from; pieces.length <= PIECES_MAX;) {
    const token = tokens[at];
    if (isSign(token, "]") || isSign(token, ")")) {
      return pieces.length > 0 ? { pieces, next: at + 1 } : null;
    }
    if (token?.kind === "text") pieces.push(token.text);
    else if (!isSign(token, ",") && !isSign(token, "\n")) return null;
    at += 1;
  }
  return null;
}

const REVERSED_LIST = [
  ".",
  "split",
  "(",
  "",
  ")",
  ".",
  "reverse",
  "(",
  ")",
  ".",
  "join",
  "(",
  "",
  ")",
];

/** `"so"[::-1]` and `"so".split("").reverse().join("")`: the text behind which they stand turns. */
function skipReversal(tokens: readonly CodeToken[], at: number, folded: CodeToken[]): number {
  const last = folded.at(-1);
  const isOpen = isSign(tokens[at], "[") || isSign(tokens[at], ".");
  if (!isOpen || last?.kind !== "text" || last.text.length > TEXT_CHARS_MAX) return at;
  const isSlice =
    isSign(tokens[at], "[") &&
    isSign(tokens[at + 1], ":") &&
    isSign(tokens[at + 2], ":") &&
    isSign(tokens[at + 3], "-") &&
    tokens[at + 4]?.text === "1" &&
    isSign(tokens[at + 5], "]");
  const length = isSlice ? 6 : REVERSED_LIST.length;
  const isTurned =
    isSlice || REVERSED_LIST.every((text, index) => tokens[at + index]?.text === text);
  if (!isTurned) return at;
  folded.pop();
  const end = tokens[at + length - 1]?.end ?? last.end;
  put(folded, built(reversed(last.text), last.start, end));
  return at + length;
}

/** Names are short; of a longer text it matters only that it was turned. */
function reversed(text: string): string {
  return text.length > 256 ? text : Array.from(text).toReversed().join("");
}

function built(text: string, start: number, end: number): CodeToken {
  return { kind: "text", text, start, end, isBuilt: true };
}
