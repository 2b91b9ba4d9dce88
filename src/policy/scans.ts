// What texts must be scanned for, so that rules have something to read.
import type { Family } from "../domain/finding.ts";
import { TRUSTED_KINDS, type Direction, type SegmentKind } from "../domain/segment.ts";
import type { CompiledRule, ContentWords } from "./rules/rule.ts";
import type { Rule } from "./schema/document.ts";

/** What a set of rules has looked for. Made once and kept: compiled scanners hang on it. */
export interface Scans {
  /** Families of detectors; those that nobody asks for are not run. */
  readonly families: ReadonlySet<Family>;
  /** Rules with patterns and words of their own. */
  readonly content: readonly ContentWords[];
  /**
   * Hosts, as globs, to which images and links may carry data: where several rules name some, those
   * that all of them name.
   */
  readonly allowedHosts: readonly string[];
  /** Trusted speakers in whose texts injections are looked for all the same. */
  readonly distrusted: ReadonlySet<SegmentKind>;
  /** So many words of the system prompt in a row are a leak; null where nobody asks. */
  readonly promptLeak: { readonly minWords: number } | null;
}

/** What rules need to have looked for in one direction, beside what is looked for already. */
export function scansFor(
  rules: readonly CompiledRule[],
  direction: Direction,
  without: Scans = EMPTY,
): Scans {
  const inDirection = rules.filter(({ directions }) => directions.includes(direction));
  const leaks = inDirection.flatMap(({ promptLeak }) => promptLeak?.minWords ?? []);
  const isLookedFor = (family: Family): boolean =>
    family !== "content" && without.families.has(family);
  const reading = inDirection.filter(
    ({ family, promptLeak }) => family !== null && promptLeak === undefined && !isLookedFor(family),
  );
  const families = new Set(reading.flatMap(({ family }) => (family === null ? [] : [family])));
  if (direction === "input" && !without.families.has("injection") && rules.some(readsConfidence)) {
    families.add("injection");
  }
  const content = reading.flatMap((rule) => rule.content ?? []);
  const lists = reading.flatMap(({ rule }) =>
    rule.scanner === "data_exfiltration" ? [rule.allowed_hosts ?? []] : [],
  );
  const [first = [], ...others] = lists;
  const allowedHosts = first.filter((host) => others.every((list) => list.includes(host)));
  const isWanted = leaks.length > 0 && without.promptLeak === null;
  const promptLeak = isWanted ? { minWords: Math.min(...leaks) } : null;
  const distrusted = new Set(reading.flatMap(({ rule }) => distrustedBy(rule)));
  return { families, content, allowedHosts, distrusted, promptLeak };
}

/** Whether a rule that reads no findings goes by how sure those of injections are. */
function readsConfidence({ rule }: CompiledRule): boolean {
  if (rule.scanner === "session") return rule.injection_score !== undefined;
  const isOutside = rule.scanner === "moderation" || rule.scanner === "judge";
  return isOutside && rule.when_injection !== undefined;
}

/** Speakers whom a rule does not trust although others would: those that it names. */
function distrustedBy(rule: Rule): readonly SegmentKind[] {
  const readsInjections = rule.scanner === "prompt_injection" || rule.scanner === "jailbreak";
  return readsInjections ? (rule.on ?? []).filter((kind) => TRUSTED_KINDS.has(kind)) : [];
}

/** By what is looked for already, and under it by what is added. Kept, as what is made of it is. */
const both = new WeakMap<Scans, WeakMap<Scans, Scans>>();

/**
 * What two policies have looked for, of which only the first one acts: its own hosts count where it
 * names some. Families in `without` are left out of what is added.
 */
export function bothScans(own: Scans, added: Scans, without: Scans = EMPTY): Scans {
  const known = both.get(own) ?? new WeakMap<Scans, Scans>();
  both.set(own, known);
  const made = known.get(added);
  if (made !== undefined) return made;
  const more = [...added.families].filter(
    (family) => family === "content" || !without.families.has(family),
  );
  const ownsHosts = own.families.has("exfiltration");
  const scans = {
    families: new Set([...own.families, ...more]),
    content: [...own.content, ...added.content],
    allowedHosts: ownsHosts ? own.allowedHosts : added.allowedHosts,
    distrusted: new Set([...own.distrusted, ...added.distrusted]),
    promptLeak: own.promptLeak ?? (without.promptLeak === null ? added.promptLeak : null),
  };
  known.set(added, scans);
  return scans;
}

const EMPTY: Scans = {
  families: new Set(),
  content: [],
  allowedHosts: [],
  distrusted: new Set(),
  promptLeak: null,
};

/** Whether there is anything to look for. */
export function hasScans({ families, promptLeak }: Scans): boolean {
  return families.size > 0 || promptLeak !== null;
}
