// Scans a text that arrives in pieces with a set of text rules. For every way of cutting the same
// text the findings are the same, and everything before `decided` can be let go: no match that
// begins there can still appear or change.
//
// Why this holds. Let `live` be the leftmost place whose text up to the end could begin a match. A
// match that starts before it is whole, and its right neighbour is known, so more text changes
// nothing about it. Matches that start at or after it wait.
import type { Finding } from "../domain/finding.ts";
import { ruleFinding, type RuleSet } from "./text-rule.ts";

/** A scan in progress. Offsets are UTF-16 units from the start of the whole text. */
export interface StreamScan {
  /** Adds text. Returns findings that are now certain, in order of their start. */
  push(text: string): readonly Finding[];
  /** Ends the text, after a last piece: what was waiting for more is decided now. */
  end(text?: string): readonly Finding[];
  /** Everything before this offset is decided. */
  readonly decided: number;
  /** Length of the text so far. */
  readonly length: number;
}

/** Characters before `decided` that are kept, because a rule looks at its left neighbour. A
 * surrogate pair takes two. */
const CONTEXT_CHARS = 2;

/** Starts a scan. Memory is bounded by the longest match and the largest piece. */
export function createStreamScan(rules: RuleSet, path: string): StreamScan {
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
      if (needs !== "" && !window.includes(needs)) continue;
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
    return findings.toSorted(byStart);
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

/** How much of a whole text is scanned at a time: what a hostile one costs in memory is bounded. */
const PIECE_CHARS = 1 << 16;

/**
 * Scans a whole text: the same findings as any stream of its pieces. It stops once there are more
 * than `findingsMax`, and then gives more than so many.
 */
export function scanWhole(
  rules: RuleSet,
  text: string,
  path: string,
  findingsMax = Infinity,
): readonly Finding[] {
  if (!rules.gate.test(text)) return [];
  const scan = createStreamScan(rules, path);
  if (text.length <= PIECE_CHARS) return scan.end(text);
  const findings: Finding[] = [];
  for (let at = 0; at < text.length; at += PIECE_CHARS) {
    findings.push(...scan.push(text.slice(at, at + PIECE_CHARS)));
    if (findings.length > findingsMax) return findings;
  }
  return [...findings, ...scan.end()];
}

function byStart(a: Finding, b: Finding): number {
  if (a.start !== b.start) return a.start - b.start;
  if (a.end !== b.end) return b.end - a.end;
  return a.detector < b.detector ? -1 : 1;
}
