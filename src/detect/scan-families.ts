// Runs the detectors of the families that are asked for over one segment. A family that fails is
// named in the result instead of throwing: what that means is the policy's business.
import type { Finding } from "../domain/finding.ts";
import { LIMITS } from "../domain/limits.ts";
import type { Segment } from "../domain/segment.ts";
import type { Detector } from "./detector.ts";
import { PII_RULES } from "./pii/rules.ts";
import { ARGUMENT_DETECTORS, INJECTION_DETECTORS } from "./registry.ts";
import { scan } from "./scan.ts";
import { SECRET_RULES } from "./secrets/rules.ts";
import { scanWhole } from "./stream-scan.ts";
import { compileRules, type RuleSet } from "./text-rule.ts";

/** Families that read a segment as a whole. */
const DETECTORS: Readonly<Record<string, readonly Detector[]>> = {
  injection: INJECTION_DETECTORS,
  arguments: ARGUMENT_DETECTORS,
};

/** Families that are text rules, and so can read a stream. */
const RULES = { pii: PII_RULES, secrets: SECRET_RULES } as const;

/** What was found, and which families could not look. */
export interface Scanned {
  readonly findings: readonly Finding[];
  readonly failed: readonly string[];
}

const ruleSets = new Map<string, RuleSet>();

/** The compiled text rules of those families that have some. Compiled once per combination. */
export function textRules(families: ReadonlySet<string>): RuleSet {
  const wanted = (["pii", "secrets"] as const).filter((family) => families.has(family));
  const key = wanted.join("+");
  const known = ruleSets.get(key);
  if (known) return known;
  const compiled = compileRules(wanted.flatMap((family) => RULES[family]));
  ruleSets.set(key, compiled);
  return compiled;
}

/**
 * Scans one segment. The number of findings is bounded: a family of detectors keeps its worst, and
 * a text with more matches of text rules than `LIMITS.textFindingsMax` counts as not scanned.
 */
export function scanFamilies(
  segment: Segment,
  families: ReadonlySet<string>,
  detectors: Readonly<Record<string, readonly Detector[]>> = DETECTORS,
): Scanned {
  const findings: Finding[] = [];
  const failed: string[] = [];
  for (const family of families) {
    try {
      const own = detectors[family];
      if (own !== undefined) findings.push(...scan(segment, own));
    } catch {
      // A detector promises not to throw. When one does, the policy decides what follows.
      failed.push(family);
    }
  }
  const { path, text } = segment;
  const rules = textRules(families);
  const ruled = scanWhole(rules, text, path, LIMITS.textFindingsMax);
  if (ruled.length <= LIMITS.textFindingsMax) return { findings: [...findings, ...ruled], failed };
  // What is not found cannot be redacted: too many findings are none.
  const given = Object.keys(RULES).filter((family) => families.has(family));
  return { findings, failed: [...failed, ...given] };
}
