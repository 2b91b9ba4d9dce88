// Runs detectors over one segment and puts what they found in order. It decides nothing.
import { familyOf, SEVERITIES, type Family, type Finding } from "../domain/finding.ts";
import { LIMITS } from "../domain/limits.ts";
import type { Segment } from "../domain/segment.ts";
import type { Detector } from "./detector.ts";

/**
 * What the detectors find in the segment: at most `LIMITS.findingsPerSegmentMax` findings, the
 * worst and surest kept, ordered by start, end and detector. The same input gives the same list.
 */
export function scan(segment: Segment, detectors: readonly Detector[]): Finding[] {
  const findings: Finding[] = [];
  for (const detector of detectors) {
    if (!detector.applies(segment)) continue;
    const found = detector.inspect(segment);
    // As a rule nothing is found, and spreading nothing costs as much as the detector's own look.
    if (found.length > 0) findings.push(...found);
  }
  return findings.length < 2 ? findings : worstOf(findings).toSorted(byPlace);
}

/** Highest confidence of each family; 0 for a family that found nothing. */
export function familyScores(findings: readonly Finding[]): Record<Family, number> {
  const scores: Record<Family, number> = {
    injection: 0,
    arguments: 0,
    pii: 0,
    secrets: 0,
    exfiltration: 0,
    chains: 0,
    content: 0,
  };
  for (const finding of findings) {
    const family = familyOf(finding);
    if (isFamily(family, scores)) scores[family] = Math.max(scores[family], finding.confidence);
  }
  return scores;
}

function isFamily(name: string, scores: Record<Family, number>): name is Family {
  return Object.hasOwn(scores, name);
}

function worstOf(findings: Finding[]): Finding[] {
  if (findings.length <= LIMITS.findingsPerSegmentMax) return findings;
  return findings.toSorted(byWeight).slice(0, LIMITS.findingsPerSegmentMax);
}

function byWeight(a: Finding, b: Finding): number {
  const severity = SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity);
  return severity || b.confidence - a.confidence || byPlace(a, b);
}

function byPlace(a: Finding, b: Finding): number {
  return a.start - b.start || a.end - b.end || compare(a.detector, b.detector);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
