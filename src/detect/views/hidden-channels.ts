// What a text says in characters that print nothing: tag characters, the bytes of variation
// selectors, and text that a bidirectional override shows backwards. Read from the text as it was
// sent, because the plain form has none of it.
import { openBytes } from "./byte-codes.ts";
import type { Edit } from "./edits.ts";
import { backwards } from "./vocabulary.ts";

/** Overrides, variation selectors, and the high half of all tags and selectors of plane 14. */
// oxlint-disable-next-line no-misleading-character-class -- what is looked for
const CARRIERS = /[\u202d\u202e\ufe00-\ufe0f]|\udb40/;

/** Whether any of them stands in the text. */
export function mayHideChannels(text: string): boolean {
  return CARRIERS.test(text);
}

/** Stretches that are read in one text. */
const STRETCHES_MAX = 1_024;

/**
 * Flags of regions as Unicode recommends them: a black flag, two to six tag letters and digits, and
 * the end (https://www.unicode.org/reports/tr51/#def_emoji_tag_sequence). Everything else is text.
 */
const TAGS =
  /\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{2,6}\u{e007f}|[\u{e0020}-\u{e007e}]{1,65536}/gu;
const TAG_BLOCK = 0xe0000;
const FLAG_START = 0x1f3f4;

/** ASCII written in tag characters. */
export function tagEdits(text: string): Edit[] {
  const edits: Edit[] = [];
  for (const { index, 0: run } of text.matchAll(TAGS)) {
    if (run.codePointAt(0) === FLAG_START) continue;
    let said = "";
    for (const char of run) said += String.fromCodePoint((char.codePointAt(0) ?? 0) - TAG_BLOCK);
    edits.push({ start: index, end: index + run.length, text: said, step: 2 });
    if (edits.length === STRETCHES_MAX) break;
  }
  // One mark or two say nothing.
  return edits.reduce((sum, { text: said }) => sum + said.length, 0) > 2 ? edits : [];
}

const SELECTORS = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;

/**
 * Bytes written in variation selectors, 0 to 15 and 16 to 255. Emoji and ideographs have one after
 * each character, whose bytes are control characters, and so are no text.
 */
export function selectorEdits(text: string, charsMax: number): Edit[] {
  let edits: Edit[] = [];
  let writer = openBytes(0, charsMax);
  let isText = true;
  let end = -1;
  let bytes = 0;

  function close(): void {
    const decoded = isText && bytes > 3 ? writer.finish() : null;
    if (decoded !== null) edits.push(...decoded);
    writer = openBytes(0, charsMax);
    isText = true;
    bytes = 0;
  }

  for (const { index, 0: selector } of text.matchAll(SELECTORS)) {
    if (edits.length > charsMax) break;
    // A selector of an emoji before the first byte is no byte; a gap of a few characters is a way to
    // carry one byte on each.
    if (index - end > GAP_CHARS) close();
    const point = selector.codePointAt(0) ?? 0;
    const value = point < 0xfe10 ? point - 0xfe00 : point - 0xe0100 + 16;
    const next = index + selector.length;
    if (bytes === 0 && value === EMOJI_SELECTOR) continue;
    isText = isText && writer.byte(value, index, next);
    bytes += 1;
    end = next;
  }
  close();
  return edits;
}

const EMOJI_SELECTOR = 15;
const GAP_CHARS = 2;

const OVERRIDDEN = /\u202e([^\u202a-\u202e\n]{4,4096})/g;

/** Text after a right-to-left override, as it is shown. */
export function overrideEdits(text: string): Edit[] {
  const edits: Edit[] = [];
  for (const { index, 1: shown } of text.matchAll(OVERRIDDEN)) {
    if (shown === undefined) continue;
    const start = index + 1;
    edits.push({ start, end: start + shown.length, text: backwards(shown), step: 0 });
    if (edits.length === STRETCHES_MAX) break;
  }
  return edits;
}
