// Words taken apart or run together: letters spaced, dotted or dashed out, marks inside words, halves
// of words, words joined by hyphens or by nothing.
import type { Edit } from "./edits.ts";
import type { Survey } from "./survey.ts";
import {
  COMMON_WORD,
  HASH_FACTOR,
  isKnownWord,
  isTellingWord,
  kindOf,
  kindOfHash,
  mayBegin,
  tellingWords,
  TELLING_WORD,
} from "./vocabulary.ts";

/** Words that are mended in one text. */
const WORDS_MAX = 4_096;

/** Whether single letters stand in a row. */
export function maySpaceLetters({ singles }: Survey): boolean {
  return singles >= 4;
}

const SPACED = /(?<![\p{L}\d])\p{L}(?:[ \n.,_*|/~:;'`"+-]{1,3}\p{L}(?![\p{L}\d])){3,65536}/gu;

/**
 * Letters spaced out. More between two letters than between the others parts words; where all is
 * alike, words are cut by the vocabulary. `blanksAt` tells how wide the blank at an index was.
 */
export function spacedEdits(text: string, blanksAt: (index: number) => number): Edit[] {
  const edits: Edit[] = [];
  for (const { index, 0: run } of text.matchAll(SPACED)) {
    const gaps = [...run.matchAll(/\P{L}+/gu)].map(({ index: at, 0: gap }) => {
      const isBlank = gap === " " || gap === "\n";
      return { at: index + at, gap, width: isBlank ? blanksAt(index + at) : gap.length };
    });
    const usual = gaps.map(({ width }) => width).toSorted((a, b) => a - b)[gaps.length >> 1] ?? 1;
    const mark = gaps.find(({ width }) => width === usual)?.gap ?? " ";
    const isBreak = gaps.map(({ gap, width }) => {
      return width > usual || (mark !== " " && gap.includes(" ") && !mark.includes(" "));
    });
    const letters = run.replace(/\P{L}+/gu, "").toLowerCase();
    const breaks = withCuts(letters, isBreak);
    if (!breaks.includes(true) && !isKnownWord(letters)) continue;
    for (const [at, { at: start, gap }] of gaps.entries()) {
      const signs = gap.replaceAll(mark, "").trim();
      edits.push({
        start,
        end: start + gap.length,
        text: (mark === " " ? signs : "") + (breaks[at] === true ? " " : ""),
        step: 0,
      });
    }
    if (edits.length > SPACED_MAX) break;
  }
  return edits;
}

/** Gaps that are closed in one text. */
const SPACED_MAX = 32_768;
/** Longer words are several, between which nothing was left. */
const SPACED_WORD_MAX = 14;

/** The breaks between words, with those that the vocabulary finds in what is too long for a word. */
function withCuts(letters: string, isBreak: readonly boolean[]): readonly boolean[] {
  const breaks = [...isBreak];
  let start = 0;
  for (let end = 1; end <= letters.length; end += 1) {
    if (end < letters.length && isBreak[end - 1] !== true) continue;
    if (end - start > SPACED_WORD_MAX || (start === 0 && end === letters.length)) {
      for (const cut of segmented(letters.slice(start, end), SPACED_SHARE) ?? []) {
        breaks[start + cut - 1] = true;
      }
    }
    start = end;
  }
  return breaks;
}

/** Whether marks stand between letters. */
export function mayMarkWords({ marks }: Survey): boolean {
  return marks.length > 0;
}

/** Words of injections whose mark shows that it is put into words; then all words are mended. */
const MARKED_MIN = 2;

/** Parts of a token, and the letters of one; marks between two of them. */
const PARTS_MAX = 15;
const PART_CHARS_MAX = 14;
const MARKS_MAX = 4;
const MARKS = new Set(Array.from('*_~`|"+./,:;-', (mark) => mark.charCodeAt(0)));

/** Where a token of letters with marks between them ends; -1 where none begins at `start`. */
function markedEnd(text: string, start: number): number {
  let end = start;
  while (end - start <= PART_CHARS_MAX + 1 && isAsciiLetter(text.charCodeAt(end))) end += 1;
  if (end === start || end - start > PART_CHARS_MAX + 1) return -1;
  let parts = 0;
  while (parts < PARTS_MAX) {
    let at = end;
    while (at - end <= MARKS_MAX && MARKS.has(text.charCodeAt(at))) at += 1;
    if (at === end || at - end > MARKS_MAX || !isAsciiLetter(text.charCodeAt(at))) break;
    const letters = at;
    while (at - letters < PART_CHARS_MAX && isAsciiLetter(text.charCodeAt(at))) at += 1;
    end = at;
    parts += 1;
  }
  return parts === 0 ? -1 : end;
}

/** Words with marks between their letters that are words of injections without them: `ig**no**re`. */
export function markedEdits(text: string, { marks }: Survey): Edit[] {
  if (!holdsMarkedWord(text, marks)) return [];
  const edits: (Edit & { readonly isMended: boolean; readonly mark: string })[] = [];
  const byMark = new Map<string, number>();
  let mended = 0;
  let tokens = 0;
  for (const { start, token } of tokensAt(text, marks, markedEnd)) {
    if (isSpelling(token)) continue;
    tokens += 1;
    const letters = token.replace(/[^A-Za-z]+/g, "").toLowerCase();
    const isTelling = letters.length <= 16 && isTellingWord(letters);
    const isMended = isTelling || isMendedWord(token, letters);
    if (isMended) mended += 1;
    for (const { index: at, 0: mark } of token.matchAll(/[^A-Za-z]+/g)) {
      edits.push({
        start: start + at,
        end: start + at + mark.length,
        text: "",
        step: 0,
        isMended: isTelling,
        mark,
      });
      if (isTelling) byMark.set(mark, (byMark.get(mark) ?? 0) + 1);
    }
    if (edits.length > WORDS_MAX) break;
  }
  // Where words are taken apart throughout, all of them are.
  if (mended >= MENDED_MIN && mended * 2 >= tokens) return edits;
  return edits.filter(({ isMended, mark }) => isMended || (byMark.get(mark) ?? 0) >= MARKED_MIN);
}

/** Whether a token is a known word without its marks: in most texts none is. */
function holdsMarkedWord(text: string, marks: readonly number[]): boolean {
  let read = 0;
  for (const place of marks) {
    if (place < read) continue;
    const start = tokenStart(text, read, place);
    const end = markedEnd(text, start);
    if (end < 0) continue;
    let hash = 0;
    for (let at = start; at < end; at += 1) {
      const code = text.charCodeAt(at);
      if (isAsciiLetter(code)) hash = (Math.imul(hash, HASH_FACTOR) + (code | 0x20)) | 0;
    }
    if (kindOfHash(hash) !== 0) return true;
    read = end;
  }
  return false;
}

/** Words that are known without their marks, half of all with marks, show what the marks are for. */
const MENDED_MIN = 3;
const MENDED_CHARS_MIN = 4;

/** A known word whose parts are none: `wri-te`, and not `set-up`. */
function isMendedWord(token: string, letters: string): boolean {
  if (letters.length < MENDED_CHARS_MIN || letters.length > 16 || !isKnownWord(letters))
    return false;
  return !token.split(/[^A-Za-z]+/).every((part) => isKnownWord(part.toLowerCase()));
}

/** Tokens around places in a text, each once; those that begin far before their place are left out. */
function* tokensAt(
  text: string,
  places: readonly number[],
  endOf: (text: string, start: number) => number,
): Generator<{ readonly start: number; readonly token: string }> {
  let read = 0;
  for (const place of places) {
    if (place < read) continue;
    const start = tokenStart(text, read, place);
    const end = endOf(text, start);
    if (end < 0) continue;
    read = end;
    yield { start, token: text.slice(start, end) };
  }
}

/** Where the letters before a place begin, after what has been read. */
function tokenStart(text: string, read: number, place: number): number {
  let start = place;
  while (start > read && place - start < 20 && isAsciiLetter(text.charCodeAt(start - 1)))
    start -= 1;
  return start;
}

function isAsciiLetter(code: number): boolean {
  return (code > 0x60 && code < 0x7b) || (code > 0x40 && code < 0x5b);
}

/** "by-pass" and "over-ride" are spellings, with one hyphen between two words. */
function isSpelling(token: string): boolean {
  return /^(?:by-pass|over-ride|pass-words?|pre-tend|pass-phrase|hid-den|un-limited|un-restricted|un-filtered|un-ethical|role-play|e-mail)$/i.test(
    token,
  );
}

/** Whether halves of words stand beside each other. */
export function mayBreakWords({ broken }: Survey): boolean {
  return broken.length > 0;
}

/** Words of injections with one blank inside, and beside two of them other known words. */
export function brokenEdits(text: string, { broken }: Survey): Edit[] {
  if (broken.length >= BROKEN_MIN) return allBroken(text);
  return broken.flatMap((start) => {
    const blank = text.slice(start, start + WORD_CHARS_MAX).search(/[^A-Za-z]/);
    const at = start + blank;
    return blank < 0 ? [] : [{ start: at, end: at + 1, text: "", step: 0 }];
  });
}

/** From so many broken words on, any known word is mended. */
const BROKEN_MIN = 2;

function allBroken(text: string): Edit[] {
  const edits: Edit[] = [];
  let before = { word: "", end: -1, isKnown: false };
  for (const { index, 0: word } of text.matchAll(/[A-Za-z]+/g)) {
    const isKnown = word.length > 2 && isKnownWord(word.toLowerCase());
    const joined = (before.word + word).toLowerCase();
    const isBroken =
      before.word !== "" &&
      index === before.end + 1 &&
      joined.length <= WORD_CHARS_MAX &&
      !(isKnown && before.isKnown) &&
      isKnownWord(joined);
    if (isBroken && /\s/.test(text.charAt(before.end))) {
      edits.push({ start: before.end, end: index, text: "", step: 0 });
    }
    before = { word: isBroken ? "" : word, end: index + word.length, isKnown };
    if (edits.length > WORDS_MAX) break;
  }
  return edits;
}

/** Signs that stand between words and not in them; and what they may be of the words. */
const BETWEEN = "~|*#_+>=^/-".split("").map((sign) => sign.charCodeAt(0));
const BETWEEN_MIN = 5;

/** Whether signs or emoji could stand between nearly all words. */
export function mayMarkBlanks({ counts, others, words, letters }: Survey): boolean {
  // Letters by themselves are spaced out.
  if (words <= BETWEEN_MIN || letters < words * 2) return false;
  return BETWEEN.reduce((sum, sign) => sum + (counts[sign] ?? 0), others) * 2 >= words;
}

/** What joins the parts of names and paths. */
const NAME_SIGN = /^[_/-]$/;
const PROSE_WORDS_MIN = 12;
/** So many lines of a table or of a drawing have a sign at both ends. */
const RULED = /(?:^|\n) ?[|+*#>-][^\n]*(?=\n|$)/g;

const RULED_CHARS_MAX = 16_384;
const LINES_MAX = 1_024;

const BETWEEN_WORDS =
  /(?<=[A-Za-z0-9.,!?'")]) ?(?:[~|*#_+>=^/-]{1,4}|\.{3}|\p{Extended_Pictographic}\ufe0f?){1,4} ?(?=[A-Za-z0-9"'(])/gu;

/** Signs or emoji between words, where they stand between most of them. */
export function blankedEdits(text: string, { words, common, telling }: Survey): Edit[] {
  const edits: Edit[] = [];
  const lines = text.split("\n", LINES_MAX).length;
  if (lines > 2 && (text.slice(0, RULED_CHARS_MAX).match(RULED) ?? []).length * 3 > lines)
    return [];
  // Names in code and paths are words with signs between them, and few of them known.
  const isProse = words > PROSE_WORDS_MIN && (common + telling) * 10 >= words * 7;
  for (const { index, 0: sign } of text.matchAll(BETWEEN_WORDS)) {
    if (NAME_SIGN.test(sign) && !isProse) continue;
    edits.push({ start: index, end: index + sign.length, text: " ", step: 0 });
    if (edits.length > WORDS_MAX) break;
  }
  return edits.length >= BETWEEN_MIN && edits.length * 2 >= words ? edits : [];
}

/** Whether tokens of several joined words stand in the text. */
export function mayJoinWords({ joints, telling }: Survey): boolean {
  return joints >= 2 && telling >= 2;
}

const JOINED =
  /[A-Za-z']{1,20}[,.:;!?]?([-_./+,|*~:;])[A-Za-z']{1,20}(?:[,.:;!?]?\1[A-Za-z']{1,20}){1,200}/y;

function joinedEnd(text: string, start: number): number {
  JOINED.lastIndex = start;
  return JOINED.test(text) ? JOINED.lastIndex : -1;
}

/** Whether two words of injections stand in one row of letters and marks: in most texts nowhere. */
function joinsTelling(text: string, marks: readonly number[]): boolean {
  let read = 0;
  for (const place of marks) {
    if (place < read) continue;
    let at = tokenStart(text, read, place);
    let telling = 0;
    let hash = 0;
    for (;;) {
      const code = text.charCodeAt(at);
      const isLetter = isAsciiLetter(code);
      if (isLetter) hash = (Math.imul(hash, HASH_FACTOR) + (code | 0x20)) | 0;
      else {
        if (kindOfHash(hash) & TELLING_WORD) telling += 1;
        hash = 0;
        if (!JOINTS.has(code)) break;
      }
      at += 1;
    }
    if (telling > 1) return true;
    read = at;
  }
  return false;
}

/** Marks between joined words and at their ends. */
const JOINTS = new Set(Array.from("-_./+,|*~:;!?'", (mark) => mark.charCodeAt(0)));

/** What joins, after what ends a sentence. */
const JOINT_MARK = /[^A-Za-z']?([^A-Za-z'])[A-Za-z']/;

/** Tokens whose parts are words, most of them known, two of them words of injections. */
export function joinedEdits(text: string, { marks }: Survey): Edit[] {
  if (!joinsTelling(text, marks)) return [];
  const edits: Edit[] = [];
  for (const { start: index, token } of tokensAt(text, marks, joinedEnd)) {
    const mark = JOINT_MARK.exec(token)?.[1] ?? "";
    const parts = token
      .toLowerCase()
      .split(mark)
      .map((part) => part.replace(/[,.:;!?]$/, ""));
    const kinds = parts.map((part) => kindOf(part));
    const telling = kinds.filter((kind) => (kind & TELLING_WORD) !== 0).length;
    // A name of three parts is a name: "user-email-key".
    if (telling < 2 || (telling < 3 && parts.length < NAME_WORDS)) continue;
    if (kinds.filter((kind) => kind > 0).length * 3 < parts.length) continue;
    for (let at = token.indexOf(mark); at >= 0; at = token.indexOf(mark, at + 1)) {
      edits.push({ start: index + at, end: index + at + 1, text: " ", step: 0 });
    }
    if (edits.length > WORDS_MAX) break;
  }
  return edits;
}

/** Letters of runs that are cut into words in one text, and of one run. */
const RUN_LETTERS_MAX = 16_384;
const RUN_CHARS_MAX = 512;
/** Names in code have fewer words: "systemPromptLength". */
const NAME_WORDS = 4;

/** Whether words without blanks could stand in the text. */
export function mayRunTogether({ long }: Survey): boolean {
  return long.length > 0;
}

/** Runs of letters that are words of the vocabulary without blanks, two of them of injections. */
export function runTogetherEdits(text: string, survey: Survey): Edit[] {
  const edits: Edit[] = [];
  let letters = 0;
  const isBlankless = hasNoBlanks(survey);
  for (const index of isBlankless ? startsOfRuns(text) : survey.long) {
    if (letters > RUN_LETTERS_MAX) break;
    const run = /^[A-Za-z]+/.exec(text.slice(index, index + RUN_CHARS_MAX))?.[0] ?? "";
    // Letters of both cases all over are an encoding's.
    if ((run.match(/[a-z][A-Z]/g) ?? []).length * 5 > run.length) continue;
    const head = run.toLowerCase();
    letters += head.length;
    const cuts = segmented(head, RUN_SHARE, isBlankless);
    if (cuts === null || (!isBlankless && isName(run, cuts.size + 1))) continue;
    let start = 0;
    for (const cut of [...cuts, head.length]) {
      edits.push({
        start: index + start,
        end: index + cut,
        text: (start === 0 ? "" : " ") + run.slice(start, cut),
        step: 0,
      });
      start = cut;
    }
  }
  return edits;
}

/** Letters for each blank from which on a text has none to speak of. */
const LETTERS_A_BLANK = 24;
const BLANKLESS_LETTERS_MIN = 30;

/** Whether a text is written without blanks: code and addresses have more signs. */
function hasNoBlanks({ letters, chars, counts }: Survey): boolean {
  const blanks = (counts[0x20] ?? 0) + (counts[0x0a] ?? 0);
  return (
    letters >= BLANKLESS_LETTERS_MIN &&
    blanks * LETTERS_A_BLANK < letters &&
    letters * 10 > chars * 8
  );
}

/** Where runs of letters begin that could be two words. */
function startsOfRuns(text: string): number[] {
  return [...text.slice(0, RUN_LETTERS_MAX).matchAll(/[A-Za-z]{5,}/g)].map(({ index }) => index);
}

/** A name in code: its words begin with capitals, and are few or say nothing of injections. */
function isName(run: string, words: number): boolean {
  if (!/[a-z][A-Z]/.test(run)) return false;
  return (
    words < NAME_WORDS ||
    (words < LONG_NAME_WORDS && tellingWords(run.replace(/[A-Z]/g, " $&"), 2) < 2)
  );
}

const LONG_NAME_WORDS = 8;

/** Letters of a run that must belong to known words: fewer where they are spaced out on purpose. */
const RUN_SHARE = 0.65;
const SPACED_SHARE = 0.45;

/** Words of a run without blanks are not longer. */
const WORD_CHARS_MAX = 16;

/** Letters that fall into so many words, nearly all of them, are a sentence whatever it says. */
const SENTENCE_CUTS_MIN = 4;
const SENTENCE_SHARE = 0.85;
const SENTENCE_CHARS_MIN = 20;

/**
 * Where to cut letters into words so that at least a share of them belongs to words of the
 * vocabulary, two of them of injections, or nearly all where they say something else; null where that cannot be. Letters that belong to none stay with the word before.
 */
export function segmented(
  letters: string,
  share: number,
  isAnything = false,
): ReadonlySet<number> | null {
  const chars = Math.min(letters.length, RUN_CHARS_MAX);
  /** The best that can be had of the letters before: letters in known words, less a bit a word. */
  const best = new Float64Array(chars + 1);
  /** Where the last word of it begins; -1: the letter belongs to none. */
  const from = new Int32Array(chars + 1).fill(-1);
  for (let start = 0; start < chars; start += 1) {
    const before = best[start] ?? 0;
    // The letter may belong to none.
    if (before >= (best[start + 1] ?? 0)) {
      best[start + 1] = before;
      from[start + 1] = -1;
    }
    let hash = 0;
    for (let end = start + 1; end <= chars && end - start <= WORD_CHARS_MAX; end += 1) {
      hash = (Math.imul(hash, HASH_FACTOR) + letters.charCodeAt(end - 1)) | 0;
      if (!mayBegin(hash)) break;
      if (end - start === 1 || (kindOfHash(hash) & (COMMON_WORD | TELLING_WORD)) === 0) continue;
      // Long words tell more than the short ones that they can be made of.
      const worth = before + end - start - 0.9;
      if (worth > (best[end] ?? 0)) {
        best[end] = worth;
        from[end] = start;
      }
    }
  }
  const cuts: number[] = [];
  let known = 0;
  let telling = 0;
  for (let end = chars; end > 0;) {
    const start = from[end] ?? -1;
    if (start < 0) {
      end -= 1;
      continue;
    }
    known += end - start;
    if (isTellingWord(letters.slice(start, end))) telling += 1;
    if (end < chars) cuts.push(end);
    if (start > 0) cuts.push(start);
    end = start;
  }
  const isTelling = telling >= 2 && known >= chars * share;
  const isLong = cuts.length >= SENTENCE_CUTS_MIN && chars >= SENTENCE_CHARS_MIN;
  const isSentence = (isLong || isAnything) && known >= chars * SENTENCE_SHARE;
  if (!isTelling && !isSentence) return null;
  return new Set(cuts.toSorted((a, b) => a - b));
}
