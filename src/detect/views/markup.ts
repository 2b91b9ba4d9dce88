// What a reader of a page or of rendered Markdown does not see and a model does: comments, hidden
// elements, alternative texts; and tags that stand inside words.
import type { Edit } from "./edits.ts";
import type { Survey } from "./survey.ts";
import { isTellingWord, tellingWords } from "./vocabulary.ts";

const LESS_THAN = 0x3c;
const BRACKET = 0x5b;

/** Stretches that are looked at in one text. */
const STRETCHES_MAX = 512;
/** One stretch; more than a screen of hidden text is read to here. */
const STRETCH_CHARS_MAX = 4_096;
/** Words of injections that a hidden stretch must hold to be shown by itself. */
const TELLING_MIN = 1;

/** Whether HTML or a Markdown comment or image could stand in the text. */
export function mayHide({ counts, telling }: Survey): boolean {
  return telling > 0 && ((counts[LESS_THAN] ?? 0) > 0 || (counts[BRACKET] ?? 0) > 0);
}

/** What can be hidden, and a sign that each way must have. */
const HIDDEN: readonly { readonly sign: string; readonly pattern: RegExp }[] = [
  // An element that is not shown, or cannot be seen; up to its end or the next tag.
  {
    sign: "<",
    pattern:
      /<[a-z][a-z0-9]{0,15}\s[^<>]{0,400}?(?:display\s?:\s?none|visibility\s?:\s?hidden|opacity\s?:\s?0(?![.\d])|font-size\s?:\s?[01](?:\.\d{1,2})?(?:px|pt|em|rem|%)?(?![\d.])|color\s?:\s?(?:white|transparent|#fff(?:fff)?)|text-indent\s?:\s?-\d{3}|left\s?:\s?-\d{3}|clip\s?:\s?rect|\shidden(?=[\s>=])|aria-hidden)[^<>]{0,400}>([^<]{1,4096})/gi,
  },
  // Texts in attributes; the sign first, because it is rarer than blanks.
  {
    sign: "=",
    pattern:
      /=(?<=\s(?:alt|title|aria-label|aria-description|content|placeholder|data-[a-z-]{1,20}|summary|value)\s?=)\s?"([^"<>]{8,4096})"/gi,
  },
  {
    sign: "=",
    pattern:
      /=(?<=\s(?:alt|title|aria-label|aria-description|content|placeholder|data-[a-z-]{1,20}|summary|value)\s?=)\s?'([^'<>]{8,4096})'/gi,
  },
  // Comments of Markdown, texts and titles of its images.
  {
    sign: "]",
    pattern:
      /(?:^|\n)\s?\[(?:\/\/|comment|_|#|\/\/\]: #|hidden|note|ai|llm)\]\s?:\s?(?:<>|#|\S{1,40})\s?["'(]([^\n]{1,4096}?)["')](?=\n|$)/gi,
  },
  { sign: "![", pattern: /!\[([^\]\n]{8,1024})\]\(/g },
  { sign: "](", pattern: /\]\([^()\s]{1,400}\s["']([^"'\n]{8,1024})["']\)/g },
];

/** Texts that do not show, and hold words of injections. */
export function hiddenEdits(text: string): Edit[] {
  const edits = commentEdits(text);
  for (const { sign, pattern } of HIDDEN) {
    if (!text.includes(sign)) continue;
    let looked = 0;
    for (const found of text.matchAll(pattern)) {
      looked += 1;
      if (looked > STRETCHES_MAX) break;
      const said = (found[1] ?? "").slice(0, STRETCH_CHARS_MAX);
      if (tellingWords(said, TELLING_MIN) < TELLING_MIN) continue;
      const start = found.index + found[0].indexOf(said);
      edits.push({ start, end: start + said.length, text: said, step: 1 });
    }
  }
  return withoutOverlap(edits);
}

/** Comments; one that does not end goes on to the end of the text. */
function commentEdits(text: string): Edit[] {
  const edits: Edit[] = [];
  for (let at = text.indexOf(OPEN); at >= 0 && edits.length < STRETCHES_MAX;) {
    const start = at + OPEN.length;
    const close = text.indexOf(CLOSE, start);
    const end = Math.min(close < 0 ? text.length : close, start + STRETCH_CHARS_MAX);
    const said = text.slice(start, end);
    if (tellingWords(said, TELLING_MIN) >= TELLING_MIN)
      edits.push({ start, end, text: said, step: 1 });
    at = close < 0 ? -1 : text.indexOf(OPEN, close);
  }
  return edits;
}

const OPEN = "<!--";
const CLOSE = "-->";

function withoutOverlap(edits: readonly Edit[]): Edit[] {
  const kept: Edit[] = [];
  for (const edit of edits.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (edit.start >= (kept.at(-1)?.end ?? 0)) kept.push(edit);
  }
  return kept;
}

/** Whether tags could stand inside words. */
export function mayTagWords({ counts }: Survey): boolean {
  return (counts[LESS_THAN] ?? 0) > 0;
}

const TAGGED = /(?<=[A-Za-z])(?:<(?:!--[^<>]{0,64}--|\/?[A-Za-z][^<>]{0,64})>){1,4}(?=[A-Za-z])/g;
const TAGS_MAX = 2_048;

/** Tags between letters, where without them a word of injections stands: `ig<b></b>nore`. */
export function taggedEdits(text: string): Edit[] {
  const edits: Edit[] = [];
  let isTelling = false;
  for (const { index, 0: tags } of text.matchAll(TAGGED)) {
    const end = index + tags.length;
    edits.push({ start: index, end, text: "", step: 0 });
    const before = /[A-Za-z]{0,16}$/.exec(text.slice(Math.max(0, index - 16), index))?.[0] ?? "";
    const after = /^[A-Za-z]{0,16}/.exec(text.slice(end, end + 16))?.[0] ?? "";
    isTelling ||= isTellingWord((before + after).toLowerCase()) || isPart(before + after);
    if (edits.length === TAGS_MAX) break;
  }
  return isTelling ? edits : [];
}

/** A word with more than one tag inside is only whole when all of them are gone. */
function isPart(word: string): boolean {
  return word.length > 1 && word.length < 6;
}
