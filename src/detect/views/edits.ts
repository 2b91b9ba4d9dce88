// What a decoder returns: stretches of a text, and what they say. From them two kinds of text are
// made: what was decoded by itself, and the text with it in its place.
import { openMap, type MappedText } from "../offset-map.ts";

/** A stretch of a text and what it says. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** How many characters of the stretch carry one of the text; 0: it can only be mapped as a whole. */
  readonly step: number;
  /** It goes on from the edit before, whatever stands between them. */
  readonly continues?: boolean;
}

/** Characters on either side of a stretch that are shown with it, in its place. */
const CONTEXT_CHARS = 512;

/** The decoded stretches by themselves, a line feed between any that do not adjoin. */
export function alone(edits: readonly Edit[], charsMax: number, sourceChars: number): MappedText {
  const map = openMap();
  let end = -1;
  for (const edit of edits) {
    if (map.length >= charsMax) break;
    if (end >= 0 && edit.start > end && edit.continues !== true) map.put("\n", end, edit.start, 0);
    put(map, edit, charsMax);
    end = edit.end;
  }
  return map.finish(sourceChars);
}

/** The text with the decoded stretches in their places, as far as it stands near one. */
export function inPlace(text: string, edits: readonly Edit[], charsMax: number): MappedText {
  const map = openMap();
  let read = Math.max(0, (edits[0]?.start ?? 0) - CONTEXT_CHARS);
  for (const edit of edits) {
    if (map.length >= charsMax) break;
    // A long stretch in between is left out.
    if (edit.continues !== true && edit.start - read > 2 * CONTEXT_CHARS) {
      map.put(text.slice(read, read + CONTEXT_CHARS), read, read + CONTEXT_CHARS, 1);
      read = edit.start - CONTEXT_CHARS;
      map.put("\n", read, read + 1, 0);
      read += 1;
    }
    if (edit.continues !== true) map.put(text.slice(read, edit.start), read, edit.start, 1);
    put(map, edit, charsMax);
    read = edit.end;
  }
  if (map.length < charsMax) {
    const end = Math.min(text.length, read + CONTEXT_CHARS);
    map.put(text.slice(read, end), read, end, 1);
  }
  return map.finish(text.length);
}

/** Whether `inPlace` leaves nothing of a text out. */
export function reachesAll(text: string, edits: readonly Edit[]): boolean {
  let read = CONTEXT_CHARS;
  for (const { start, end, continues } of edits) {
    if (continues !== true && start - read > CONTEXT_CHARS) return false;
    read = end + CONTEXT_CHARS;
  }
  return text.length <= read;
}

function put(
  map: ReturnType<typeof openMap>,
  { start, end, text, step }: Edit,
  charsMax: number,
): void {
  map.put(text.slice(0, Math.max(0, charsMax - map.length)), start, end, step);
}
