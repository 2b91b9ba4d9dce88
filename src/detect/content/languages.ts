// Which language a text is in, by its script and its most frequent words. It knows a few languages
// well and says "unknown" for all else: it is there to enforce a rule, and a guess would break one.
import { LANGUAGE_WORDS } from "./language-words.ts";

/** Languages that are told. Their codes are ISO 639-1. */
export const LANGUAGES = [
  "en",
  "de",
  "fr",
  "es",
  "it",
  "pt",
  "nl",
  "sv",
  "pl",
  "tr",
  "ru",
  "uk",
  "zh",
  "ja",
  "ko",
  "ar",
  "he",
  "hi",
] as const;

/** Any of them. */
export type Language = (typeof LANGUAGES)[number];

/** Counts letters and words of a text, character by character. */
export interface LanguageTally {
  /** Adds a code point. */
  take(char: string): void;
  /** Letters so far; one that stands for a syllable or a word counts as two or three. */
  readonly letters: number;
  /** The language of what was counted; "unknown" when it is not sure. */
  language(): Language | "unknown";
}

type Script =
  | "latin"
  | "cyrillic"
  | "arabic"
  | "devanagari"
  | "hebrew"
  | "han"
  | "kana"
  | "hangul"
  | "other";

/** Letters of alphabets that are needed to tell languages by words: about 35 words. */
const LETTERS_MIN = 200;
/** Letters of a script that is one language's own: it could hardly be another. */
const SCRIPT_LETTERS_MIN = 60;
/** Share of the letters that must be of one script. Technical texts hold much Latin. */
const SCRIPT_SHARE = 0.6;
/** Share of words that must be frequent ones of the language; running text has 35 to 50 %. */
const WORD_SHARE = 0.2;
/** How many times as many as of the next language. Close relatives share a third of theirs. */
const WORD_LEAD = 1.5;
/** Share of kana in Japanese: at least a tenth even in a list of headings; in Chinese none. */
const KANA_SHARE = 0.1;
const NO_KANA_SHARE = 0.01;
/** Longer words are no frequent ones. */
const WORD_CHARS_MAX = 12;

/** Starts a count. Memory does not grow with the text. */
export function createTally(): LanguageTally {
  const scripts: Record<Script, number> = {
    latin: 0,
    cyrillic: 0,
    arabic: 0,
    devanagari: 0,
    hebrew: 0,
    han: 0,
    kana: 0,
    hangul: 0,
    other: 0,
  };
  const hits = new Map<string, number>();
  let letters = 0;
  let words = 0;
  let word = "";

  function endWord(): void {
    if (word === "") return;
    words += 1;
    for (const code of LANGUAGES_OF_WORD.get(word.toLowerCase()) ?? []) {
      hits.set(code, (hits.get(code) ?? 0) + 1);
    }
    word = "";
  }

  function take(char: string): void {
    const script = scriptOf(char);
    if (script === null) {
      if (!JOINS_WORD.test(char)) endWord();
      return;
    }
    const weight = WEIGHTS[script];
    scripts[script] += weight;
    letters += weight;
    if (word.length <= WORD_CHARS_MAX) word += char;
  }

  function byWords(): Language | "unknown" {
    if (letters < LETTERS_MIN) return "unknown";
    const [best, second] = [...hits].toSorted(([, a], [, b]) => b - a);
    if (best === undefined || best[1] < words * WORD_SHARE) return "unknown";
    if (second !== undefined && best[1] < second[1] * WORD_LEAD) return "unknown";
    return isLanguage(best[0]) ? best[0] : "unknown";
  }

  function language(): Language | "unknown" {
    endWord();
    const share = (script: Script): boolean => scripts[script] >= letters * SCRIPT_SHARE;
    if (letters < SCRIPT_LETTERS_MIN) return "unknown";
    if (share("hangul")) return "ko";
    if (share("hebrew")) return "he";
    const { han, kana } = scripts;
    if (han + kana >= letters * SCRIPT_SHARE) {
      if (kana >= (han + kana) * KANA_SHARE) return "ja";
      return kana <= (han + kana) * NO_KANA_SHARE ? "zh" : "unknown";
    }
    const isOneScript = (["latin", "cyrillic", "arabic", "devanagari"] as const).some(share);
    return isOneScript ? byWords() : "unknown";
  }

  return {
    take,
    get letters() {
      return letters;
    },
    language,
  };
}

/** How much a letter says: a Han character is a word, kana and Hangul are syllables. */
const WEIGHTS: Readonly<Record<Script, number>> = {
  latin: 1,
  cyrillic: 1,
  arabic: 1,
  devanagari: 1,
  hebrew: 2,
  han: 3,
  kana: 2,
  hangul: 2,
  other: 1,
};

const SCRIPTS: readonly (readonly [Script, RegExp])[] = [
  ["latin", /^[\p{Script=Latin}]$/u],
  ["cyrillic", /^[\p{Script=Cyrillic}]$/u],
  ["han", /^[\p{Script=Han}]$/u],
  ["kana", /^[\p{Script=Hiragana}\p{Script=Katakana}\u30fc]$/u],
  ["hangul", /^[\p{Script=Hangul}]$/u],
  ["arabic", /^[\p{Script=Arabic}]$/u],
  ["hebrew", /^[\p{Script=Hebrew}]$/u],
  // Vowels of Devanagari are marks, and words are not words without them.
  ["devanagari", /^[\p{Script=Devanagari}]$/u],
];

const LETTER = /^[\p{L}\p{M}]$/u;

/** The script of a letter; null for everything that is none. Vowel points of Arabic are left out. */
function scriptOf(char: string): Script | null {
  if (char.length === 1 && char.charCodeAt(0) < 128)
    return ASCII_LETTER.test(char) ? "latin" : null;
  if (!LETTER.test(char) || POINTS.test(char)) return null;
  return SCRIPTS.find(([, letters]) => letters.test(char))?.[0] ?? "other";
}

const ASCII_LETTER = /^[A-Za-z]$/;
const POINTS = /^[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]$/;

/** What stands inside a word without being a letter: points, the joiners of Persian and Hindi. */
const JOINS_WORD = /^[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u200c\u200d]$/;

/** The languages of which a word is a frequent one. */
const LANGUAGES_OF_WORD: ReadonlyMap<string, readonly string[]> = (() => {
  const languages = new Map<string, string[]>();
  for (const [language, words] of Object.entries(LANGUAGE_WORDS)) {
    for (const word of new Set(words.split(" "))) {
      const known = languages.get(word);
      if (known === undefined) languages.set(word, [language]);
      else known.push(language);
    }
  }
  return languages;
})();

/** Whether a code is one of `LANGUAGES`. */
export function isLanguage(code: string): code is Language {
  return (LANGUAGES as readonly string[]).includes(code);
}
