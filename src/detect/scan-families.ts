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

/** Scans one segment. Findings come in order of their place; their number is bounded. */
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
  findings.push(...scanWhole(textRules(families), segment.text, segment.path));
  return { findings: findings.slice(0, LIMITS.findingsPerSegmentMax), failed };
}
