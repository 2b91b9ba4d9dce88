// One form for letters of either case and for white space, that is exactly as long as what it stands
// for, so that offsets stay what they are; and what counts as a part of a word.

/**
 * A character in the form in which keywords are compared: simple case folding, one blank for every
 * white-space character. What would become longer or shorter (`ß`, `İ`) stays as it is.
 * https://www.unicode.org/Public/UCD/latest/ucd/CaseFolding.txt, status C and S.
 */
export function foldRune(char: string): string {
  if (char.length === 1) {
    const code = char.charCodeAt(0);
    if (code < 128) return FOLDED_ASCII[code] ?? char;
  }
  if (WHITE_SPACE.test(char)) return " ";
  const upper = char.toUpperCase();
  // Through upper case, so that the two sigmas and the long s meet their letter.
  const folded = (upper.length === char.length ? upper : char).toLowerCase();
  return folded.length === char.length ? folded : char;
}

const WHITE_SPACE = /^[\s\u0085]$/u;

const FOLDED_ASCII: readonly string[] = Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  return /\s/.test(char) ? " " : char.toLowerCase();
});

/** A whole text folded, character by character. */
export function foldText(text: string): string {
  return Array.from(text, foldRune).join("");
}

/**
 * Whether a character goes on a word beside it. Scripts that are written without blanks between
 * words, or put their particles on to them (Korean), never do: a keyword in them stands anywhere.
 */
export function isWordRune(char: string): boolean {
  return WORD.test(char) && !UNSPACED.test(char);
}

const WORD = /^[\p{L}\p{M}\p{N}\p{Pc}]$/u;
const UNSPACED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Bopomofo}\u30fc]$/u;
