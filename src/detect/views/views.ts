// The forms in which a text can be read: as it stands, and as it stands behind an encoding or a
// disguise. Whatever is seen in a form points at the original.
import type { DecodedView } from "../../domain/finding.ts";
import { normalize, type NormalizedText } from "../normalize.ts";

/** One form of a text. */
export interface TextView {
  /** The form in plain letters; its offsets lead back to the original text, whatever was decoded. */
  readonly plain: NormalizedText;
  /** What was decoded, and where it stood; null for the text as it stands. */
  readonly decoded: DecodedView | null;
}

/** The forms of a text: first the text as it stands, then what could be decoded, within bounds. */
export function viewsOf(text: string): readonly TextView[] {
  return [{ plain: normalize(text), decoded: null }];
}
