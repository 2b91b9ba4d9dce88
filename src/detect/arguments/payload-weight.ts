// How sure a shape of a payload is by where it stands: alone in a field, in talk about attacks, or
// in a file that shows code.
import { mentionWeight } from "../injection/mention.ts";
import type { Found } from "./argument-detector.ts";

/** Payloads fit in a field. What is longer, or has many lines, is a file, a page or a mail. */
const FIELD_CHARS_MAX = 600;
const FIELD_LINES_MAX = 4;
/** A file may hold code, templates and markup without meaning harm. */
const DOCUMENT_WEIGHT = 0.54;

/** Whether a text is too long to be one field of a form. */
export function isDocument(text: string): boolean {
  return (
    text.length > FIELD_CHARS_MAX || text.split("\n", FIELD_LINES_MAX + 2).length > FIELD_LINES_MAX
  );
}

/** A few words in a row, as people write them and payloads do not. */
const PROSE = /(?:(?<![\w<>=$@&|'"`/.-])[a-z]{2,16}[,.:]?\s){3}[a-z]{2,16}\b/i;
/** How much of what stands around a payload is looked at. */
const AROUND_CHARS = 240;

/** Whether somebody writes sentences around a range of a text. */
export function hasProseAround(
  text: string,
  { start, end }: Pick<Found, "start" | "end">,
): boolean {
  return (
    PROSE.test(text.slice(Math.max(0, start - AROUND_CHARS), start)) ||
    PROSE.test(text.slice(end, end + AROUND_CHARS))
  );
}

/** How findings of one table weigh. */
export interface Weights {
  /** For texts too long to be a field; default: little. */
  readonly document?: number;
}

/**
 * The findings with their confidence lowered where the text is a document, and where sentences
 * around them speak of attacks, quote or deny.
 */
export function weighPayloads(
  text: string,
  found: readonly Found[],
  { document = DOCUMENT_WEIGHT }: Weights = {},
): Found[] {
  if (found.length === 0) return [];
  const weight = isDocument(text) ? document : 1;
  const lower = text.toLowerCase();
  return found.map((one) => {
    const mention = hasProseAround(text, one) ? mentionWeight(lower, one) : 1;
    return { ...one, confidence: Math.round(one.confidence * weight * mention * 100) / 100 };
  });
}
