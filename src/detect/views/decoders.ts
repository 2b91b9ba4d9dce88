// The decoders, in the order in which they are asked, and when what they make is worth a look. A view
// costs what a text costs, so each decoder has a gate, and ordinary text passes none.
import {
  base64Edits,
  binaryEdits,
  decimalEdits,
  hexEdits,
  mayHoldBase64,
  mayHoldCodes,
} from "./byte-codes.ts";
import {
  atbashEdits,
  backwardsEdits,
  backToFrontEdits,
  mayBeBackToFront,
  mayBeBackwards,
  mayBeShifted,
  mayHoldAtbash,
  mayHoldBackwards,
  mayHoldMorse,
  mayHoldRot13,
  morseEdits,
  reversedEdits,
  reversedWordEdits,
  rot13Edits,
  shiftEdits,
} from "./ciphers.ts";
import {
  addedEdits,
  mayAddWords,
  mayJoinStrings,
  mayNameStrings,
  namedEdits,
  seamEdits,
} from "./concatenation.ts";
import type { Edit } from "./edits.ts";
import {
  entityEdits,
  escapeEdits,
  mayHoldEntities,
  mayHoldEscapes,
  mayHoldPercent,
  percentEdits,
} from "./escapes.ts";
import { hiddenEdits, mayHide, mayTagWords, taggedEdits } from "./markup.ts";
import {
  blankedEdits,
  brokenEdits,
  joinedEdits,
  markedEdits,
  mayBreakWords,
  mayMarkBlanks,
  mayJoinWords,
  mayMarkWords,
  mayRunTogether,
  maySpaceLetters,
  runTogetherEdits,
  spacedEdits,
} from "./split-words.ts";
import {
  badlySpeltEdits,
  leetEdits,
  mayBeMisspelled,
  mayBeSpeltBadly,
  mayHoldLeet,
  mayStutter,
  misspeltEdits,
  stutterEdits,
} from "./spelling.ts";
import type { Survey } from "./survey.ts";
import { mayBePigLatin, mayBeUpsideDown, pigLatinEdits, upsideDownEdits } from "./turned.ts";
import { isKnownWord, tellingWords } from "./vocabulary.ts";

/** What a decoder is given. */
export interface Encoded {
  readonly text: string;
  readonly survey: Survey;
  /** Characters that it may decode. */
  readonly charsMax: number;
  /** How many characters the blank at an index stood for. */
  readonly blanksAt: (index: number) => number;
}

/** What was decoded, before it is judged. */
export interface Made {
  readonly encoded: Encoded;
  readonly edits: readonly Edit[];
  /** The text that was made. */
  readonly text: string;
}

/** A way to read a text. */
export interface Decoder {
  /** Its name in findings. */
  readonly name: string;
  /**
   * `alone`: what was decoded is a text by itself, and is shown in its place as well; it must read
   * like language. `in-place`: the text around it is part of what is said.
   */
  readonly shows: "alone" | "in-place";
  /** Whether it could have work; costs next to nothing. */
  may(survey: Survey): boolean;
  edits(encoded: Encoded): readonly Edit[];
  /** Whether what it made says more than the text did; absent: whatever it made is worth a look. */
  isWorth?(made: Made): boolean;
}

/** All decoders. Those whose work is certain come first: views are few. */
export const DECODERS: readonly Decoder[] = [
  alone("base64", mayHoldBase64, ({ text, survey, charsMax }) =>
    base64Edits(text, survey, charsMax),
  ),
  alone("hex", mayHoldCodes, ({ text, survey, charsMax }) => hexEdits(text, survey, charsMax)),
  alone("binary", mayHoldCodes, ({ text, charsMax }) => binaryEdits(text, charsMax)),
  alone("decimal", mayHoldCodes, ({ text, charsMax }) => decimalEdits(text, charsMax)),
  alone("morse", mayHoldMorse, ({ text, blanksAt }) => morseEdits(text, blanksAt)),
  alone("rot13", mayHoldRot13, ({ text }) => rot13Edits(text)),
  alone("atbash", mayHoldAtbash, ({ text }) => atbashEdits(text)),
  alone("caesar", mayBeShifted, ({ text }) => shiftEdits(text)),
  alone("reversed", mayHoldBackwards, ({ text }) => reversedEdits(text)),
  alone("reversed", mayBeBackwards, ({ text }) => backwardsEdits(text)),
  alone("reversed-words", mayHoldBackwards, ({ text }) => reversedWordEdits(text)),
  alone("upside-down", mayBeUpsideDown, ({ text }) => upsideDownEdits(text)),
  inPlace("pig-latin", mayBePigLatin, ({ text }) => pigLatinEdits(text), readsBetter),
  inPlace("escapes", mayHoldEscapes, ({ text }) => escapeEdits(text), spellsOut),
  inPlace(
    "percent",
    mayHoldPercent,
    ({ text, charsMax }) => percentEdits(text, charsMax),
    spellsOutOrBlanks,
  ),
  inPlace("entities", mayHoldEntities, ({ text }) => entityEdits(text), spellsOut),
  inPlace(
    "spaced-letters",
    maySpaceLetters,
    ({ text, blanksAt }) => spacedEdits(text, blanksAt),
    spellsWords,
  ),
  inPlace("marks-in-words", mayMarkWords, ({ text, survey }) => markedEdits(text, survey)),
  inPlace("tags-in-words", mayTagWords, ({ text }) => taggedEdits(text)),
  inPlace("joined-words", mayJoinWords, ({ text, survey }) => joinedEdits(text, survey)),
  inPlace("marks-for-blanks", mayMarkBlanks, ({ text, survey }) => blankedEdits(text, survey)),
  inPlace("no-spaces", mayRunTogether, ({ text, survey }) => runTogetherEdits(text, survey)),
  inPlace("leetspeak", mayHoldLeet, ({ text, survey }) => leetEdits(text, survey)),
  inPlace("doubled-letters", mayStutter, ({ text }) => stutterEdits(text), readsBetter),
  inPlace("typos", mayBeSpeltBadly, ({ text, survey }) => badlySpeltEdits(text, survey)),
  inPlace("typos", mayBeMisspelled, ({ text, survey }) => misspeltEdits(text, survey)),
  inPlace(
    "broken-words",
    mayBreakWords,
    ({ text, survey }) => brokenEdits(text, survey),
    closesPhrase,
  ),
  inPlace("concatenation", mayJoinStrings, ({ text }) => seamEdits(text), closesPhrase),
  inPlace("concatenation", mayAddWords, ({ text }) => addedEdits(text), saysMore),
  inPlace(
    "concatenation",
    mayNameStrings,
    ({ text, charsMax }) => namedEdits(text, charsMax),
    saysEnough,
  ),
  inPlace("reversed-word-order", mayBeBackToFront, ({ text }) => backToFrontEdits(text)),
  {
    name: "hidden-markup",
    shows: "alone",
    may: mayHide,
    edits: ({ text }) => hiddenEdits(text),
    isWorth: saysEnough,
  },
];

function alone(name: string, may: Decoder["may"], edits: Decoder["edits"]): Decoder {
  return { name, shows: "alone", may, edits };
}

function inPlace(
  name: string,
  may: Decoder["may"],
  edits: Decoder["edits"],
  isWorth?: Decoder["isWorth"],
): Decoder {
  return { name, shows: "in-place", may, edits, ...(isWorth && { isWorth }) };
}

/** Telling words that are counted. */
const COUNTED_MAX = 64;

/** There are more telling words than before. */
function saysMore({ encoded, edits, text }: Made): boolean {
  const start = edits[0]?.start ?? 0;
  const end = edits.at(-1)?.end ?? 0;
  const before = tellingWords(encoded.text.slice(Math.max(0, start - 512), end + 512), COUNTED_MAX);
  const after = tellingWords(text, COUNTED_MAX);
  return after >= 2 && after > before;
}

/** Words of the vocabulary among those of a text, sampled from its beginning. */
function knownShare(text: string): { readonly known: number; readonly words: number } {
  let known = 0;
  let words = 0;
  for (const [word] of text
    .slice(0, SAMPLE_CHARS)
    .toLowerCase()
    .matchAll(/[a-z]+/g)) {
    words += 1;
    if (word.length > 1 && isKnownWord(word)) known += 1;
  }
  return { known, words };
}

const SAMPLE_CHARS = 4_096;
/** So many more known words show that letters were put together as they were meant. */
const MORE_KNOWN_MIN = 3;

/** Letters that were drawn together, and breaks that were left between words of them. */
const CLOSED_MIN = 12;
const BREAKS_MIN = 2;

/** It reads better, or its words stood further apart than its letters, in whatever language. */
function spellsWords(made: Made): boolean {
  const breaks = made.edits.filter(({ text }) => text.endsWith(" ")).length;
  const closed = made.edits.length - breaks;
  return (closed >= CLOSED_MIN && breaks >= BREAKS_MIN && breaks < closed) || readsBetter(made);
}

/** There are more telling words than before, or it reads like language now and did not before. */
function readsBetter(made: Made): boolean {
  if (saysMore(made)) return true;
  const start = Math.max(0, (made.edits[0]?.start ?? 0) - 512);
  const before = knownShare(made.encoded.text.slice(start, start + SAMPLE_CHARS));
  const after = knownShare(made.text);
  return (
    after.known >= before.known + MORE_KNOWN_MIN &&
    after.known * 2 >= after.words &&
    after.known * Math.max(1, before.words) >= 2 * before.known * after.words
  );
}

/** What was made holds two telling words by itself. */
function saysEnough({ edits }: Made): boolean {
  return tellingWords(edits.map(({ text }) => text).join(" "), 2) >= 2;
}

/** How near a telling word must stand on either side of a seam. */
const SEAM_CHARS = 32;

/** There are more telling words than before, or two that only a seam parted. */
function closesPhrase(made: Made): boolean {
  if (saysMore(made)) return true;
  const { text } = made.encoded;
  return made.edits.some(({ start, end }) => {
    return (
      tellingWords(text.slice(Math.max(0, start - SEAM_CHARS), start), 1) > 0 &&
      tellingWords(text.slice(end, end + SEAM_CHARS), 1) > 0
    );
  });
}

/** The same, or the blanks of a sentence are escaped. */
function spellsOutOrBlanks(made: Made): boolean {
  if (spellsOut(made)) return true;
  const blanks = made.edits.filter(({ text }) => text === " ");
  const { text } = made.encoded;
  const around = blanks.map(({ start, end }) => {
    return `${text.slice(Math.max(0, start - WORD_CHARS), start)} ${text.slice(end, end + WORD_CHARS)}`;
  });
  if (blanks.length >= BLANKS_MIN && tellingWords(around.join(" "), 2) >= 2) return true;
  // A text without other blanks, and no address, is written so.
  return blanks.length >= SENTENCE_BLANKS_MIN && !/[ ?=]|:\/\//.test(text);
}

/** Escaped blanks of a sentence; a file's name has fewer. */
const BLANKS_MIN = 4;
const SENTENCE_BLANKS_MIN = 6;
const WORD_CHARS = 12;

/** Letters and digits that are written by number; fewer are signs of an ordinary text. */
const SPELT_MIN = 4;
/** So many letters of ASCII need no escape, whatever they say. */
const LETTERS_SPELT_MIN = 24;
/** An escaped tag or token of a chat template. */
const ESCAPED_MARKER = /[<[{]\s?\/?\s?(?:\||system|developer|inst\b|start_of|<?sys)/i;

/** Letters are spelt out by number, or what was decoded brings telling words together. */
function spellsOut(made: Made): boolean {
  const spelt = made.edits.filter(({ text }) => /^[A-Za-z0-9\u00c0-\uffff]/.test(text));
  if (spelt.reduce((sum, { text }) => sum + text.length, 0) >= SPELT_MIN) {
    const known = tellingWords(made.text, 1) > 0;
    const letters = spelt.reduce(
      (sum, { text }) => sum + (text.match(/[A-Za-z]/g) ?? []).length,
      0,
    );
    return known || spelt.length >= 8 || letters >= LETTERS_SPELT_MIN;
  }
  return (
    closesPhrase(made) ||
    (ESCAPED_MARKER.test(made.text) && !ESCAPED_MARKER.test(made.encoded.text))
  );
}
