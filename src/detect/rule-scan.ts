// The scan of a text in pieces with a set of text rules.
//
// Why it holds. Let `live` be the leftmost place whose text up to the end could begin a match. A
// match that starts before it is whole, and its right neighbour is known, so more text changes
// nothing about it. Matches that start at or after it wait.
import type { Finding } from "../domain/finding.ts";
import { byPlace, type StreamScan } from "./stream-scan.ts";
import type { CompiledRules, TextRule } from "./text-rule.ts";

/** Characters before `decided` that are kept, because a rule looks at its left neighbour. A
 * surrogate pair takes two. */
const CONTEXT_CHARS = 2;

/** Starts a scan. Memory is bounded by the longest match and the largest piece. */
export function openRules(rules: CompiledRules, path: string): StreamScan {
  /** The text from `base` on. */
  let window = "";
  let base = 0;
  let decided = 0;
  /** Where each rule goes on searching: a rule's own matches never overlap. */
  const resume = rules.rules.map(() => 0);

  function settle(until: number): readonly Finding[] {
    const findings = rules.gate.test(window) ? collect(until) : [];
    decided = until;
    const keepFrom = Math.max(base, decided - CONTEXT_CHARS);
    if (keepFrom > base) {
      window = window.slice(keepFrom - base);
      base = keepFrom;
    }
    return findings;
  }

  function collect(until: number): readonly Finding[] {
    const findings: Finding[] = [];
    for (const [index, { rule, full, needs }] of rules.rules.entries()) {
      if (!holdsOne(window, needs)) continue;
      full.lastIndex = Math.max(0, (resume[index] ?? 0) - base, decided - base);
      for (let match = full.exec(window); match !== null; match = full.exec(window)) {
        const start = base + match.index;
        if (start >= until) break;
        const text = match[0];
        if (rule.isValid === undefined || rule.isValid(text)) {
          findings.push(ruleFinding(rule, { start, end: start + text.length, path }));
          resume[index] = start + text.length;
        } else {
          // A wrong checksum may hide a right one that begins inside the match.
          resume[index] = start + 1;
        }
        full.lastIndex = (resume[index] ?? 0) - base;
      }
    }
    return findings.toSorted(byPlace);
  }

  return {
    push(text) {
      window += text;
      const { live } = rules;
      // Only what is not decided yet can be the beginning of a match, and none is longer than the
      // longest: in large pieces nearly all of the text need not be tried.
      live.lastIndex = Math.max(decided - base, window.length - rules.longest);
      const match = live.exec(window);
      return settle(base + (match === null ? window.length : match.index));
    },
    end(text = "") {
      window += text;
      return settle(base + window.length);
    },
    get decided() {
      return decided;
    },
    get length() {
      return base + window.length;
    },
  };
}

/** Whether a text holds one of those that a rule needs. */
export function holdsOne(text: string, needs: readonly string[]): boolean {
  return needs.length === 0 || needs.some((one) => text.includes(one));
}

/** What a rule found, as a finding. */
function ruleFinding(
  rule: TextRule,
  range: { readonly start: number; readonly end: number; readonly path: string },
): Finding {
  return {
    detector: rule.id,
    category: rule.category,
    severity: rule.severity,
    confidence: rule.confidence,
    ...range,
  };
}
