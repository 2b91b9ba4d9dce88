// The shape shared by the detectors of arguments: tables of expressions, and findings at ranges.
import type { Finding, Severity } from "../../domain/finding.ts";
import type { Segment } from "../../domain/segment.ts";
import { mentionWeight } from "../injection/mention.ts";
import type { Declared } from "./declared.ts";
import { percentDecoded } from "../../domain/percent-decoded.ts";

/** An expression and what it means when it matches. */
export interface Shape {
  /** Global, with closed quantifiers. */
  readonly is: RegExp;
  readonly category: string;
  readonly severity: Severity;
  readonly confidence: number;
}

/** What is found, and where. */
export type Found = Omit<Finding, "detector" | "path">;

/** How a detector reads an argument, by what the argument is meant to hold. */
export type Judges = Readonly<Record<Declared, (text: string) => Found[]>>;

/** Matches reported of one shape; more of the same say nothing new. */
const MATCHES_PER_SHAPE = 8;

/** Every match of every shape. */
export function findShapes(text: string, shapes: readonly Shape[]): Found[] {
  const found: Found[] = [];
  for (const { is, ...meaning } of shapes) {
    let matches = 0;
    for (const match of text.matchAll(is)) {
      found.push({ ...meaning, start: match.index, end: match.index + match[0].length });
      matches += 1;
      if (matches === MATCHES_PER_SHAPE) break;
    }
  }
  return found;
}

/** Payloads fit in a field. What is longer, or has many lines, is a file or a mail. */
const FIELD_CHARS_MAX = 600;
const FIELD_LINES_MAX = 4;
/** A file or a mail may show commands and queries without running them. */
const DOCUMENT_WEIGHT = 0.55;

/**
 * Finds payload shapes in text that nobody declared to hold code. Quotation and talk of attacks
 * lower the confidence, and so does a text too long to be a field.
 */
export function findPayloads(text: string, shapes: readonly Shape[]): Found[] {
  const found = findShapes(text, shapes);
  if (found.length > 0) {
    const lower = text.toLowerCase();
    const weight = isDocument(text) ? DOCUMENT_WEIGHT : 1;
    return found.map((one) => weighed(one, weight * mentionWeight(lower, one)));
  }
  if (!text.includes("%")) return [];
  // Offsets in a decoded view mean nothing in the original; the whole value is reported.
  const decoded = percentDecoded(text);
  if (decoded === text) return [];
  return findShapes(decoded, shapes).map((one) => ({ ...one, start: 0, end: text.length }));
}

function isDocument(text: string): boolean {
  return (
    text.length > FIELD_CHARS_MAX || text.split("\n", FIELD_LINES_MAX + 2).length > FIELD_LINES_MAX
  );
}

function weighed(found: Found, weight: number): Found {
  return { ...found, confidence: Math.round(found.confidence * weight * 100) / 100 };
}

/** Findings compared with each other; a text built to hold more is found out by the first. */
const CONSIDERED_MAX = 256;

/** Findings of one detector, without those that a surer one of the same category covers. */
export function report(detector: string, segment: Segment, found: readonly Found[]): Finding[] {
  const kept: Found[] = [];
  const surestFirst = found.toSorted((a, b) => b.confidence - a.confidence);
  for (const one of surestFirst.slice(0, CONSIDERED_MAX)) {
    const isCovered = kept.some(
      (other) => other.category === one.category && one.start < other.end && other.start < one.end,
    );
    if (!isCovered) kept.push(one);
  }
  return kept.map((one) => ({ detector, path: segment.path, ...one }));
}
