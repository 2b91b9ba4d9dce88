// Writes redactions into a text. The same code serves whole texts and pieces of streams, so that a
// piece says exactly what its part of the whole says.
import type { Redaction } from "../domain/decision.ts";

/** A span to replace, in offsets of the whole text. */
export type Span = Pick<Redaction, "start" | "end" | "label">;

/**
 * The piece of a text that begins at `offset`, with the spans replaced by their labels. A label
 * stands where its span begins; spans that overlap an earlier one only widen it. `spans` must be
 * sorted by start and hold every span that begins before the end of the piece.
 */
export function redactPiece(piece: string, offset: number, spans: readonly Span[]): string {
  let result = "";
  let at = offset;
  let covered = -1;
  const end = offset + piece.length;
  for (const span of spans) {
    if (span.start >= end) break;
    if (span.start >= covered && span.start >= offset) {
      result += piece.slice(at - offset, span.start - offset) + span.label;
    }
    covered = Math.max(covered, span.end);
    at = Math.max(at, Math.min(covered, end));
  }
  return result + piece.slice(at - offset);
}

/** A whole text with its spans replaced. */
export function redactText(text: string, spans: readonly Span[]): string {
  return redactPiece(text, 0, spans.toSorted(byStart));
}

/** Orders spans as `redactPiece` wants them. */
export function byStart(a: Span, b: Span): number {
  return a.start - b.start || b.end - a.end || (a.label < b.label ? -1 : 1);
}
