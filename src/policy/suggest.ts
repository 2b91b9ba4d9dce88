// "Did you mean ...?": the valid word that is nearest to one that is not.

/** Mistakes that are forgiven at most; beyond them another word was meant. */
const DISTANCE_MAX = 3;

/** Longer words are not compared: names of the language have under 30 characters. */
const CHARS_MAX = 64;

/**
 * The word that was probably meant, or null. One mistake is forgiven for every three characters: a
 * letter too many, too few, another one, or two that changed places. Case does not count, nor
 * whether words are joined by `-` or `_`. Among equals the first wins.
 */
export function suggest(word: string, valid: readonly string[]): string | null {
  const meant = plain(word);
  if (meant.length > CHARS_MAX) return null;
  let best: string | null = null;
  let least = Math.min(DISTANCE_MAX, Math.floor(meant.length / 3)) + 1;
  for (const candidate of valid) {
    const distance = distanceWithin(meant, plain(candidate), least - 1);
    if (distance < least) [best, least] = [candidate, distance];
  }
  if (best !== null || !Object.hasOwn(SYNONYMS, meant)) return best;
  return SYNONYMS[meant]?.find((synonym) => valid.includes(synonym)) ?? null;
}

function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[-\s]/g, "_");
}

/** Words of other gateways and of plain speech, and what this language calls the same. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  deny: ["block", "denied_tools"],
  denied: ["denied_tools", "deny"],
  reject: ["block"],
  refuse: ["block"],
  stop: ["block"],
  prevent: ["block"],
  mask: ["redact"],
  anonymize: ["redact"],
  hide: ["redact"],
  replace: ["rewrite"],
  warn: ["flag"],
  annotate: ["flag"],
  notify: ["alert"],
  audit: ["log"],
  ignore: ["allow"],
  permit: ["allow"],
  pass: ["allow"],
  approve: ["review"],
  require_approval: ["review"],
  kill: ["terminate_session"],
  shadow: ["monitor"],
  dry_run: ["monitor"],
  disabled: ["off"],
  request: ["input"],
  response: ["output"],
  prompt: ["input"],
  completion: ["output"],
  condition: ["when"],
  if: ["when"],
  functions: ["tools", "allowed_tools"],
  confidence: ["threshold"],
  score: ["threshold"],
};

/**
 * Damerau-Levenshtein distance, the restricted form (no piece is edited twice), if it is at most
 * `max`; else `max + 1`.
 */
function distanceWithin(left: string, right: string, max: number): number {
  if (Math.abs(left.length - right.length) > max) return max + 1;
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let at = 1; at <= left.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= right.length; to += 1) {
      const isSame = left[at - 1] === right[to - 1];
      const isSwap = at > 1 && left[at - 1] === right[to - 2] && left[at - 2] === right[to - 1];
      const swapped = isSwap && to > 1 ? (before[to - 2] ?? 0) + 1 : Infinity;
      const replaced = (row[to - 1] ?? 0) + Number(!isSame);
      next.push(Math.min(replaced, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1, swapped));
    }
    if (Math.min(...next) > max) return max + 1;
    [before, row] = [row, next];
  }
  return Math.min(row[right.length] ?? 0, max + 1);
}
