// The forms in which an argument can be read: as it stands, and as what runs it may decode it.
import type { Segment } from "../../domain/segment.ts";
import { percentDecoded } from "../../domain/percent-decoded.ts";
import { openMap, type MappedText } from "../offset-map.ts";
import type { Reading } from "./argument-detector.ts";

/** One form of an argument, and the way back. */
export interface ArgumentView extends Reading {
  /** What was decoded, as a range of the argument. */
  readonly start: number;
  readonly end: number;
  /** Null for the argument as it stands. */
  readonly mapped: MappedText | null;
}

/**
 * The forms of an argument: first the argument as it stands, then what can be decoded of it.
 * Remembered by segment, because every detector asks. Linear in the text's length; never throws.
 */
export function argumentViews(segment: Segment): readonly ArgumentView[] {
  let views = known.get(segment);
  if (views === undefined) {
    views = viewsOf(segment.text);
    known.set(segment, views);
  }
  return views;
}

const known = new WeakMap<Segment, readonly ArgumentView[]>();

function viewsOf(text: string): readonly ArgumentView[] {
  const plain: ArgumentView = { text, decoding: [], start: 0, end: text.length, mapped: null };
  if (!text.includes("%")) return [plain];
  const decoded = percentDecoded(text);
  if (decoded === text) return [plain];
  const map = openMap();
  map.put(decoded, 0, text.length, 0);
  const mapped = map.finish(text.length);
  return [plain, { ...plain, text: decoded, decoding: ["percent"], mapped }];
}
