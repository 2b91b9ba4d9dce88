// Characters that look like ASCII, or print nothing, as what compares or converts them later takes
// them: full-width forms, letters of mathematics, look-alikes of other scripts, curly quotes, fraction
// slashes, zero-width characters, soft hyphens.
import { normalize } from "../normalize.ts";
import type { MappedText } from "../offset-map.ts";
import { FORMS, LETTERS, QUOTES } from "./argument-survey.ts";

/**
 * Signs that compatibility forms leave alone and best-fit conversion does not, one for one:
 * https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/WindowsBestFit/bestfit1252.txt.
 */
const SIGNS: Readonly<Record<string, string>> = {
  "\u2018": "'",
  "\u2019": "'",
  "\u201a": "'",
  "\u201b": "'",
  "\u02b9": "'",
  "\u02ba": '"',
  "\u02bb": "'",
  "\u02bc": "'",
  "\u2032": "'",
  "\u2035": "'",
  "\u201c": '"',
  "\u201d": '"',
  "\u201e": '"',
  "\u201f": '"',
  "\u2033": '"',
  "\u2039": "<",
  "\u203a": ">",
  "\u2329": "<",
  "\u232a": ">",
  "\u3008": "<",
  "\u3009": ">",
  "\u2044": "/",
  "\u2215": "/",
  "\u29f8": "/",
  "\u2216": "\\",
  "\u29f5": "\\",
  "\u29f9": "\\",
  "\u2212": "-",
  "\u2217": "*",
  "\u2223": "|",
  "\u2236": ":",
};

const SIGN = new RegExp(`[${Object.keys(SIGNS).join("")}]`, "g");

/** Letters of two scripts side by side. */
const MIXED_LETTERS =
  /[a-z][\u0370-\u058f\u13a0-\u13fd\u1d00-\u1d2b\u2c80-\u2cff\ua4d0-\ua4ff\uab53-\uabbf]|[\u0370-\u058f\u13a0-\u13fd\u1d00-\u1d2b\u2c80-\u2cff\ua4d0-\ua4ff\uab53-\uabbf][a-z]/i;

/** Signs without which curly quotes are those of prose. */
const BESIDE_QUOTES = /[=<>|#]|--|\/\*|[\u2018-\u201f]\s?;/;

/**
 * The text in plain letters and signs; null where that says nothing else. `flags` are those of the
 * survey: without one of them nothing is looked at. Linear in the text's length.
 */
export function plainText(text: string, flags: number): MappedText | null {
  const isOdd =
    (flags & FORMS) !== 0 ||
    ((flags & QUOTES) !== 0 && BESIDE_QUOTES.test(text)) ||
    ((flags & LETTERS) !== 0 && MIXED_LETTERS.test(text));
  if (!isOdd) return null;
  const normal = normalize(text);
  const plain = normal.cased.replace(SIGN, (sign) => SIGNS[sign] ?? sign);
  if (plain === text) return null;
  const start = (index: number): number => normal.originalStart(index);
  return { text: plain, start, end: (index) => normal.originalEnd(index) };
}
