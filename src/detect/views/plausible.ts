// Whether what was decoded reads like something that was written to be read, and not like a picture,
// a hash, a token or code that happens to decode.
import type { Survey } from "./survey.ts";

/** Shorter texts must hold a known word. */
const SHAPE_WORDS_MIN = 3;

/** Whether a decoded text reads as language: known words, or the shape of words. */
export function readsAsText(
  text: string,
  { words, letters, others, common, telling, counts }: Survey,
): boolean {
  const chars = text.length;
  if (chars < 3) return false;
  const blanks =
    (counts[0x20] ?? 0) + (counts[0x0a] ?? 0) + (counts[0x0d] ?? 0) + (counts[0x09] ?? 0);
  if (others * 3 > chars) return !text.includes("\ufffd");
  if ((letters + others + blanks) * 10 < chars * 6) return false;
  if (common + telling > 0 && (common + telling) * 12 >= words) return true;
  if (words < SHAPE_WORDS_MIN || blanks * 16 < chars) return false;
  const vowels = (text.slice(0, 512).match(/[aeiouy]/gi) ?? []).length;
  const sampled = (text.slice(0, 512).match(/[a-z]/gi) ?? []).length;
  return letters < words * 12 && vowels * 5 > sampled && vowels * 3 < sampled * 2;
}
