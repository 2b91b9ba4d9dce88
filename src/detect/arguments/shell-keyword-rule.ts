// Rules by a word that calls for a look, for commands whose grammar is not the shell's.
import type { ShellCategory } from "./shell-rule.ts";

/** Words in lower case, what must stand around one of them, and what that means. */
export type KeywordEntry = readonly [
  words: string,
  is: RegExp | null,
  category: ShellCategory,
  confidence: number,
];

/** An entry without its words. */
export interface KeywordRule {
  readonly is: RegExp | null;
  readonly category: ShellCategory;
  readonly confidence: number;
}

/** The rules of a table by each of their words. */
export function rulesByWord(
  entries: readonly KeywordEntry[],
): ReadonlyMap<string, readonly KeywordRule[]> {
  const table = new Map<string, KeywordRule[]>();
  for (const [words, is, category, confidence] of entries) {
    for (const word of words.split(" ")) {
      const rule = { is, category, confidence };
      const known = table.get(word);
      if (known === undefined) table.set(word, [rule]);
      else known.push(rule);
    }
  }
  return table;
}
