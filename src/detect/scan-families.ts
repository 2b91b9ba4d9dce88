// Runs what a plan asks for over one segment: families of detectors, families of text rules, and
// the content rules of a policy. A family that fails is named in the result instead of throwing:
// what that means is the policy's business.
import type { Finding } from "../domain/finding.ts";
import { LIMITS } from "../domain/limits.ts";
import { TRUSTED_KINDS, type Segment, type SegmentKind } from "../domain/segment.ts";
import type { ContentScanner } from "./content/compile-content.ts";
import type { Detector } from "./detector.ts";
import { exfiltrationRules } from "./exfiltration/rules.ts";
import { injectionLayers } from "./injection/layers.ts";
import { PII_RULES } from "./pii/rules.ts";
import { ARGUMENT_DETECTORS, INJECTION_DETECTORS } from "./registry.ts";
import { leaksInViews } from "./prompt-leak/prompt-leak.ts";
import { scan } from "./scan.ts";
import { SECRET_RULES } from "./secrets/rules.ts";
import { scanWhole, type StreamScanner } from "./stream-scan.ts";
import { compileRules, type RuleSet, type TextRule } from "./text-rule.ts";

/** What is to be looked for. Made once per policy and agent, and kept: compiled rules hang on it. */
export interface ScanPlan {
  /** Families of detectors and of text rules; unknown ones find nothing. */
  readonly families: ReadonlySet<string>;
  /** The content rules of the policy; null where it has none. */
  readonly content: ContentScanner | null;
  /** Hosts, as globs, to which links and images may carry data; absent: none. */
  readonly allowedHosts?: readonly string[];
  /** Trusted speakers in whose texts injections are looked for all the same; absent: none. */
  readonly distrusted?: ReadonlySet<SegmentKind>;
  /** Compares with the system prompt of the exchange; absent: with none. */
  readonly promptLeak?: StreamScanner;
}

/**
 * Families that read a segment as a whole, without the classifier: for texts that are put together
 * otherwise than they were sent.
 */
export const BY_PATTERNS: Readonly<Record<string, readonly Detector[]>> = {
  injection: INJECTION_DETECTORS,
  arguments: ARGUMENT_DETECTORS,
};

/** Families that read a segment as a whole. */
const DETECTORS: Readonly<Record<string, readonly Detector[]>> = {
  injection: [injectionLayers(INJECTION_DETECTORS)],
  arguments: ARGUMENT_DETECTORS,
};

/** Families that are text rules, and so can read a stream. */
const RULES = {
  pii: () => PII_RULES,
  secrets: () => SECRET_RULES,
  exfiltration: exfiltrationRules,
} as const satisfies Readonly<
  Record<string, (allowedHosts: readonly string[]) => readonly TextRule[]>
>;

/** What was found, and which families could not look. */
export interface Scanned {
  readonly findings: readonly Finding[];
  readonly failed: readonly string[];
}

/** Whether a family's detectors need a text as a whole; all else reads it as it comes. */
export function readsWhole(family: string): boolean {
  return Object.hasOwn(DETECTORS, family);
}

/** By list of hosts, and under it by families. A list of a policy goes when the policy goes. */
const ruleSets = new WeakMap<readonly string[], Map<string, RuleSet>>();
const NO_HOSTS: readonly string[] = [];

/**
 * What of a plan can scan a stream: the text rules of its families, compiled once per combination
 * and list of hosts, and its content rules. Empty where there is none.
 */
export function textRules(plan: ScanPlan): readonly StreamScanner[] {
  const content = plan.content?.scanners ?? [];
  const others = plan.promptLeak === undefined ? content : [...content, plan.promptLeak];
  const families = streamedFamilies(plan);
  return families.length === 0 ? others : [ruleSet(families, plan.allowedHosts), ...others];
}

function streamedFamilies({ families }: ScanPlan): readonly (keyof typeof RULES)[] {
  return (["pii", "secrets", "exfiltration"] as const).filter((family) => families.has(family));
}

function ruleSet(
  families: readonly (keyof typeof RULES)[],
  allowedHosts: readonly string[] = NO_HOSTS,
): RuleSet {
  const hosts = families.includes("exfiltration") ? allowedHosts : NO_HOSTS;
  const sets = ruleSets.get(hosts) ?? new Map<string, RuleSet>();
  ruleSets.set(hosts, sets);
  const key = families.join("+");
  const known = sets.get(key);
  if (known) return known;
  const compiled = compileRules(families.flatMap((family) => RULES[family](hosts)));
  sets.set(key, compiled);
  return compiled;
}

/**
 * A segment as detectors of injections read it: null where its speaker is trusted. One who is not,
 * though others would trust it, is read like a document, because an order is as odd in either.
 */
function asSuspect(segment: Segment, { distrusted }: ScanPlan): Segment | null {
  if (!TRUSTED_KINDS.has(segment.kind)) return segment;
  return distrusted?.has(segment.kind) === true ? { ...segment, kind: "document" } : null;
}

/**
 * Scans one segment. The number of findings is bounded: a family of detectors keeps its worst, and
 * a text with more matches of text rules than `LIMITS.textFindingsMax` counts as not scanned.
 */
export function scanFamilies(
  segment: Segment,
  plan: ScanPlan,
  detectors: Readonly<Record<string, readonly Detector[]>> = DETECTORS,
): Scanned {
  const findings: Finding[] = [];
  const failed: string[] = [];
  for (const family of plan.families) {
    try {
      const own = detectors[family];
      const read = family === "injection" ? asSuspect(segment, plan) : segment;
      if (own !== undefined && read !== null) findings.push(...scan(read, own));
    } catch {
      // A detector promises not to throw. When one does, the policy decides what follows.
      failed.push(family);
    }
  }
  const { path, text } = segment;
  // What developers say, told back to them, is theirs.
  const { promptLeak, ...plain } = plan;
  const leaking = segment.isEcho === true ? undefined : promptLeak;
  const scanners = textRules(leaking === undefined ? plain : plan);
  const ruled = scanWhole(scanners, text, path, LIMITS.textFindingsMax);
  if (leaking !== undefined) findings.push(...leaksInViews(leaking, segment));
  if (ruled.length <= LIMITS.textFindingsMax) return { findings: [...findings, ...ruled], failed };
  // What is not found cannot be redacted: too many findings are none.
  const content = plan.content === null ? [] : ["content"];
  const leaks = leaking === undefined ? [] : ["exfiltration"];
  const lost = new Set([...failed, ...streamedFamilies(plan), ...content, ...leaks]);
  return { findings, failed: [...lost] };
}
