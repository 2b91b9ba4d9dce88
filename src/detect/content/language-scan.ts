// Judges the language of a text that arrives in pieces, at places that depend on its letters alone:
// how it is cut cannot matter. The first judgement covers all of the text, which waits for it; those
// after it stand at the character that completed them, and nothing waits.
import type { Finding } from "../../domain/finding.ts";
import type { StreamScan } from "../stream-scan.ts";
import { createTally, type Language } from "./languages.ts";

/** Letters after which a text is judged first, and again after each so many more. */
const FIRST_LETTERS = 200;
const NEXT_LETTERS = 400;
/** A text waits no longer for its first judgement than this, however few letters it has. */
export const LANGUAGE_WAIT_CHARS = 2_000;

/** Starts a scan that finds the first stretch of a text in a language that is not wanted. */
export function openLanguage(
  isUnwanted: (language: Language) => boolean,
  toFinding: (range: { readonly start: number; readonly end: number }) => Finding,
): StreamScan {
  let tally = createTally();
  let isFirst = true;
  let isTold = false;
  let at = 0;
  /** A high surrogate whose other half has not come. */
  let rest = "";

  function read(text: string, isEnd: boolean): readonly Finding[] {
    const findings: Finding[] = [];
    for (const char of whole(text, isEnd)) {
      at += char.length;
      if (isTold) continue;
      tally.take(char);
      const isLate = isFirst && at >= LANGUAGE_WAIT_CHARS;
      if (!isLate && tally.letters < (isFirst ? FIRST_LETTERS : NEXT_LETTERS)) continue;
      findings.push(...judge(isFirst ? 0 : at - char.length));
      tally = createTally();
      isFirst = false;
    }
    // What is left of a longer text has been let go already, or nothing of it has.
    if (isEnd && isFirst && !isTold) findings.push(...judge(0));
    if (isEnd) isFirst = false;
    return findings;
  }

  /** The text without the first half of a pair at its end. */
  function whole(text: string, isEnd: boolean): string {
    const all = rest + text;
    const isCut = !isEnd && all !== "" && (all.charCodeAt(all.length - 1) & 0xfc00) === 0xd800;
    rest = isCut ? all.slice(-1) : "";
    return isCut ? all.slice(0, -1) : all;
  }

  function judge(start: number): readonly Finding[] {
    const language = tally.language();
    if (language === "unknown" || !isUnwanted(language)) return [];
    isTold = true;
    return [toFinding({ start, end: at })];
  }

  return {
    push: (text) => read(text, false),
    end: (text = "") => read(text, true),
    get decided() {
      return isFirst ? 0 : at;
    },
    get length() {
      return at + rest.length;
    },
  };
}
