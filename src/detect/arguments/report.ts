// Tables of expressions for the detectors of arguments, and how sure a match of one is by what
// stands around it.
import type { Severity } from "../../domain/finding.ts";
import { mentionWeight } from "../injection/mention.ts";
import type { Found } from "./argument-detector.ts";
import { isDocument } from "./payload-weight.ts";

/** An expression and what it means when it matches. */
export interface Shape {
  /** Global, with closed quantifiers. */
  readonly is: RegExp;
  readonly category: string;
  readonly severity: Severity;
  readonly confidence: number;
}

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

/** A file or a mail may show commands and queries without running them. */
const DOCUMENT_WEIGHT = 0.55;

/**
 * Finds payload shapes in text that nobody declared to hold code. Quotation and talk of attacks
 * lower the confidence, and so does a text too long to be a field.
 */
export function findPayloads(text: string, shapes: readonly Shape[]): Found[] {
  return weighPayloads(text, findShapes(text, shapes));
}

/** The same findings, less sure where they are quoted, talked about, or stand in a document. */
export function weighPayloads(text: string, found: Found[]): Found[] {
  if (found.length === 0) return found;
  const lower = text.toLowerCase();
  const weight = isDocument(text) ? DOCUMENT_WEIGHT : 1;
  return found.map((one) => weighed(one, weight * mentionWeight(lower, one)));
}

function weighed(found: Found, weight: number): Found {
  return { ...found, confidence: Math.round(found.confidence * weight * 100) / 100 };
}
