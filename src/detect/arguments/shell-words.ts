// The rules that go by words of the text as it is written: one pass over the words, and only the
// expressions that a word calls for are tried.
import { CODE_RULES } from "./shell-code.ts";
import type { Verdict } from "./shell-rule.ts";
import type { KeywordRule } from "./shell-keyword-rule.ts";
import { WINDOWS_RULES } from "./shell-windows.ts";
import type { TextRange } from "../../domain/finding.ts";

const WORD = /[\w.-]{2,48}/g;
/** Words of a long text that are looked up; a text of more is read by its first and last ones. */
const WORDS_MAX = 20_000;
/** What stands around a word: expressions see this much of a long text. */
const BEFORE_CHARS = 600;
const AFTER_CHARS = 1600;
/** Times one word calls for a look. */
const LOOKS_PER_WORD = 3;

/** A verdict and where the word stands that called for it. */
export type PlacedVerdict = Verdict & TextRange;

/** What words of the text give away. Never throws; linear in the text's length. */
export function wordVerdicts(text: string): readonly PlacedVerdict[] {
  const plain = unbroken(text);
  const found: PlacedVerdict[] = [];
  const looks = new Map<string, number>();
  let words = 0;
  for (const match of plain.matchAll(WORD)) {
    words += 1;
    if (words > WORDS_MAX) break;
    const word = match[0].toLowerCase().replace(/^[.-]+|[.-]+$/g, "");
    const rules = rulesOf(word);
    if (rules === null) continue;
    const seen = looks.get(word) ?? 0;
    if (seen >= LOOKS_PER_WORD) continue;
    looks.set(word, seen + 1);
    const start = match.index;
    const end = start + match[0].length;
    const around = plain.slice(Math.max(0, start - BEFORE_CHARS), end + AFTER_CHARS);
    for (const rule of rules) {
      if (rule.is === null || rule.is.test(around)) {
        found.push({ category: rule.category, confidence: rule.confidence, start, end });
      }
    }
  }
  return found;
}

/** The rules of a word, or of what stands behind its last dot: `bytes.fromhex`. */
function rulesOf(word: string): readonly KeywordRule[] | null {
  const windows = WINDOWS_RULES.get(word);
  const code = CODE_RULES.get(word);
  if (windows !== undefined && code !== undefined) return [...windows, ...code];
  const whole = windows ?? code;
  if (whole !== undefined) return whole;
  const dot = word.lastIndexOf(".");
  return dot < 0 ? null : (CODE_RULES.get(word.slice(dot + 1)) ?? null);
}

/**
 * The text without the marks that cmd and PowerShell ignore inside words: `c^md`, `I`EX`, `'Down'+
 * 'load'`. Same length, so that places stay: what is taken out is put behind the word as spaces.
 */
function unbroken(text: string): string {
  if (!/\w[\^\x60]\w|["']\s?\+\s?["']|\w""\w/.test(text)) return text;
  return text
    .replace(/[\w^\x60]{2,64}/g, (word) => padded(word.replace(/(?<=\w)[\^\x60](?=\w)/g, ""), word))
    .replace(/["']\s?\+\s?["']/g, "")
    .slice(0, text.length);
}

function padded(plain: string, word: string): string {
  return plain.padEnd(word.length, " ");
}
