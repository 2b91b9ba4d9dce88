// Learns what `fluency.ts` looks up: which kind of word follows which in texts, and in the garbage
// that a search over tokens appends to a request.
import { eachKind, FIRST_KIND, WORD_KINDS } from "../src/detect/injection/classifier/fluency.ts";

/** How much the plain frequency of a kind weighs against what was counted after another. */
const PRIOR_WEIGHT = 20;
/** Characters of one text that are counted, so that no long one rules. */
const CHARS_MAX = 4_000;

/** Bits of one step of the table. */
export const ODDITY_SCALE = 1 / 16;

/** For each pair of kinds, the logarithm of how much likelier it is in garbage, in steps. */
export function learnOddity(texts: Iterable<string>, garbage: Iterable<string>): Int8Array {
  const inText = pairLogs(texts);
  const inGarbage = pairLogs(garbage);
  return Int8Array.from(inText, (log, pair) => {
    const bits = (inGarbage[pair] ?? 0) - log;
    return Math.max(-127, Math.min(127, Math.round(bits / ODDITY_SCALE)));
  });
}

function pairLogs(texts: Iterable<string>): Float64Array {
  const pairs = new Float64Array(WORD_KINDS * WORD_KINDS);
  const singles = new Float64Array(WORD_KINDS).fill(0.5);
  let total = WORD_KINDS * 0.5;
  for (const text of texts) {
    let previous = FIRST_KIND;
    eachKind(text.slice(0, CHARS_MAX), (kind) => {
      const pair = previous * WORD_KINDS + kind;
      pairs[pair] = (pairs[pair] ?? 0) + 1;
      singles[kind] = (singles[kind] ?? 0) + 1;
      total += 1;
      previous = kind;
    });
  }
  const logs = new Float64Array(WORD_KINDS * WORD_KINDS);
  for (let first = 0; first < WORD_KINDS; first += 1) {
    const row = pairs.subarray(first * WORD_KINDS, (first + 1) * WORD_KINDS);
    const seen = row.reduce((sum, count) => sum + count, 0);
    row.forEach((count, second) => {
      const plain = (singles[second] ?? 0) / total;
      logs[first * WORD_KINDS + second] = Math.log2(
        (count + PRIOR_WEIGHT * plain) / (seen + PRIOR_WEIGHT),
      );
    });
  }
  return logs;
}
