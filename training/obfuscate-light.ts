// Disguises under which a text can still be read by who looks at it: other letters, marks and blanks
// where they do not belong, mistakes.
import type { Disguise } from "./obfuscate.ts";
import type { Random } from "./random.ts";

/** How many of the letters or words a disguise touches where it does not touch all. */
const SOME = 0.4;

/** The ways, by name. */
export const LIGHT = {
  "random-case": (text, random) =>
    eachLetter(text, (letter) =>
      random.chance(0.5) ? letter.toUpperCase() : letter.toLowerCase(),
    ),
  "alternating-case": (text) => {
    let at = 0;
    return eachLetter(text, (letter) => {
      at += 1;
      return at % 2 === 0 ? letter.toUpperCase() : letter.toLowerCase();
    });
  },
  uppercase: (text) => text.toUpperCase(),
  "leet-some": leet(1, SOME),
  leet: leet(1, 1),
  "leet-hard": leet(2, 1),
  "homoglyphs-some": replaced(HOMOGLYPHS(), SOME),
  homoglyphs: replaced(HOMOGLYPHS(), 1),
  "greek-letters": replaced(GREEK(), SOME),
  "zero-width": between(["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"], SOME),
  "zero-width-all": between(["\u200b"], 1),
  "soft-hyphens": between(["\u00ad"], SOME),
  "bidi-marks": between(["\u200e", "\u200f", "\u061c", "\u2069"], SOME),
  diacritics: marked(["\u0301", "\u0308", "\u0302", "\u0303", "\u030a", "\u0323"], SOME, 1),
  zalgo: marked(["\u0336", "\u0334", "\u0353", "\u0360", "\u035c", "\u0316", "\u0357"], 1, 3),
  accented: accented(),
  "full-width": (text) => codePoints(text, 0x21, 0x7e, 0xff01 - 0x21),
  "small-capitals": replaced(pairs("abcdefghijklmnopqrstuvwyz", "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ"), 1),
  circled: (text) =>
    codePoints(codePoints(text, 0x41, 0x5a, 0x24b6 - 0x41), 0x61, 0x7a, 0x24d0 - 0x61),
  spaced: spelt(" ", "   "),
  "spaced-evenly": spelt(" ", " "),
  dotted: spelt(".", " "),
  hyphened: spelt("-", " "),
  underscored: spelt("_", " "),
  asterisked: spelt("*", " "),
  piped: spelt("|", "  "),
  "doubled-letters": (text, random) =>
    eachLetter(text, (letter) => (random.chance(0.3) ? letter + letter : letter)),
  "stretched-letters": (text, random) =>
    eachWord(text, (word) => {
      const at = random.below(word.length);
      const times = 2 + random.below(4);
      return word.slice(0, at) + word.charAt(at).repeat(times) + word.slice(at + 1);
    }),
  "dropped-vowels": (text, random) =>
    eachWord(text, (word) => {
      if (word.length < 4 || !random.chance(0.5)) return word;
      return word.charAt(0) + word.slice(1).replace(/[aeiou]/gi, "");
    }),
  typos: (text, random) => eachWord(text, (word) => mistyped(word, random, SOME)),
  "many-typos": (text, random) => eachWord(text, (word) => mistyped(word, random, 0.85)),
  typoglycemia: (text, random) =>
    eachWord(text, (word) => {
      if (word.length < 4) return word;
      const inner = Array.from(word.slice(1, -1));
      return word.charAt(0) + random.shuffled(inner).join("") + word.slice(-1);
    }),
  "swapped-letters": (text, random) =>
    eachWord(text, (word) =>
      word.length < 4 ? word : swapped(word, 1 + random.below(word.length - 2)),
    ),
  "marks-between-words": (text, random) =>
    text.replace(/ /g, () => ` ${random.pick(["*", "~", "|", "--", "...", ">>", "#", "/", "_"])} `),
  "marks-for-blanks": (text, random) =>
    text.replaceAll(" ", random.pick(["_", "-", ".", "/", "+", "|", "~", "*", "::"])),
  "emphasis-in-words": (text, random) =>
    eachWord(text, (word) => {
      if (word.length < 4 || !random.chance(0.6)) return word;
      const at = 1 + random.below(word.length - 2);
      const mark = random.pick(["**", "*", "_", "__", "~~", "`"]);
      return `${word.slice(0, at)}${mark}${word.slice(at, at + 1)}${mark}${word.slice(at + 1)}`;
    }),
  "tags-in-words": (text, random) =>
    eachWord(text, (word) => {
      if (word.length < 4 || !random.chance(0.6)) return word;
      const at = 1 + random.below(word.length - 2);
      return `${word.slice(0, at)}${random.pick(["<b></b>", "<!-- -->", "<span></span>", "<wbr>", "<i></i>"])}${word.slice(at)}`;
    }),
  "marks-in-words": (text, random) =>
    eachWord(text, (word) => {
      if (word.length < 4) return word;
      const at = 1 + random.below(word.length - 2);
      return `${word.slice(0, at)}${random.pick(["-", ".", "_", "*", "~", "/"])}${word.slice(at)}`;
    }),
  "blanks-in-words": (text, random) =>
    eachWord(text, (word) => {
      if (word.length < 5) return word;
      const at = 2 + random.below(word.length - 3);
      return `${word.slice(0, at)} ${word.slice(at)}`;
    }),
  "some-entities": (text, random) =>
    eachLetter(text, (letter) => {
      if (!random.chance(SOME)) return letter;
      const code = letter.codePointAt(0) ?? 0;
      return random.chance(0.5) ? `&#${code};` : `&#x${code.toString(16)};`;
    }),
  "emoji-between-words": (text, random) => text.replace(/ /g, () => ` ${random.pick(EMOJI)} `),
  "emoji-for-blanks": (text, random) => text.replace(/ /g, () => random.pick(EMOJI)),
  "no-blanks": (text) => text.replace(/ /g, ""),
  "camel-case": (text) =>
    text.replace(/ +([A-Za-z])/g, (_, letter: string) => letter.toUpperCase()),
  "odd-blanks": (text, random) =>
    text.replace(/ /g, () => random.pick(["\u00a0", "\u2003", "\u2009", "\u3000", "\t", "  \n"])),
  "line-breaks": (text) => text.replace(/ /g, "\n"),
  "quoted-words": (text) => eachWord(text, (word) => `"${word}"`),
} as const satisfies Readonly<Record<string, Disguise>>;

const EMOJI = ["😀", "🔥", "👉", "✨", "🚀", "💡", "🙏", "❤️", "🤖", "⚠️", "🎉", "🧠"];

function eachLetter(text: string, to: (letter: string) => string): string {
  return text.replace(/[A-Za-z]/g, to);
}

function eachWord(text: string, to: (word: string) => string): string {
  return text.replace(/[A-Za-z]+/g, to);
}

function replaced(letters: ReadonlyMap<string, string>, share: number): Disguise {
  return (text, random) =>
    eachLetter(text, (letter) => {
      const other = letters.get(letter) ?? letters.get(letter.toLowerCase());
      return other !== undefined && random.chance(share) ? random.pick(Array.from(other)) : letter;
    });
}

function pairs(from: string, to: string): ReadonlyMap<string, string> {
  const others = Array.from(to);
  return new Map(Array.from(from, (letter, at) => [letter, others[at] ?? letter]));
}

/** What leetspeak writes: what everybody reads, and what those read who know it. */
function leet(hardness: 1 | 2, share: number): Disguise {
  const usual = pairs("aeiost", "431057");
  const hard = new Map([
    ...pairs("bglz", "8612"),
    ["a", "4@"],
    ["s", "5$"],
    ["i", "1!|"],
    ["t", "7+"],
    ["e", "3"],
    ["o", "0"],
  ]);
  return replaced(hardness === 1 ? usual : hard, share);
}

/** Cyrillic letters, and some of other alphabets, that are drawn like Latin ones. */
function HOMOGLYPHS(): ReadonlyMap<string, string> {
  return pairs("acdehijlopqrsvwxyzABCEHIJKMOPSTXY", "асԁеһіјӏорԛгѕѵԝхуᴢАВСЕНІЈКМОРЅТХУ");
}

function GREEK(): ReadonlyMap<string, string> {
  return pairs("aeikoptuvxynABEHIKMNOPTXYZ", "αεικορτυνχγηΑΒΕΗΙΚΜΝΟΡΤΧΥΖ");
}

/** Characters that print nothing between the letters of words. */
function between(marks: readonly string[], share: number): Disguise {
  return (text, random) =>
    eachWord(text, (word) =>
      Array.from(word, (letter, at) =>
        at > 0 && random.chance(share) ? random.pick(marks) + letter : letter,
      ).join(""),
    );
}

function marked(marks: readonly string[], share: number, most: number): Disguise {
  return (text, random) =>
    eachLetter(text, (letter) => {
      if (!random.chance(share)) return letter;
      const count = 1 + random.below(most);
      return letter + Array.from({ length: count }, () => random.pick(marks)).join("");
    });
}

/** Letters with their accents in one character. */
function accented(): Disguise {
  return replaced(
    new Map([
      ["a", "áàâäãå"],
      ["c", "çćč"],
      ["e", "éèêë"],
      ["i", "íìîï"],
      ["n", "ñń"],
      ["o", "óòôöõø"],
      ["s", "šś"],
      ["u", "úùûü"],
      ["y", "ýÿ"],
      ["z", "žż"],
    ]),
    0.7,
  );
}

function codePoints(text: string, first: number, last: number, by: number): string {
  return Array.from(text, (char) => {
    const code = char.codePointAt(0) ?? 0;
    return code >= first && code <= last ? String.fromCodePoint(code + by) : char;
  }).join("");
}

/** Every letter by itself, words further apart. */
function spelt(mark: string, blank: string): Disguise {
  return (text) =>
    text
      .split(/\s+/)
      .map((word) => word.replace(/\p{L}+/gu, (letters) => Array.from(letters).join(mark)))
      .join(blank);
}

/** Letters that are beside each other on a keyboard. */
const ROWS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

function mistyped(word: string, random: Random, share: number): string {
  if (word.length < 4 || !random.chance(share)) return word;
  const at = 1 + random.below(word.length - 2);
  switch (random.below(4)) {
    case 0:
      return swapped(word, at);
    case 1:
      return word.slice(0, at) + word.slice(at + 1);
    case 2:
      return word.slice(0, at) + word.charAt(at) + word.slice(at);
    default:
      return word.slice(0, at) + neighbour(word.charAt(at), random) + word.slice(at + 1);
  }
}

function swapped(word: string, at: number): string {
  return word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2);
}

function neighbour(letter: string, random: Random): string {
  const row = ROWS.find((keys) => keys.includes(letter.toLowerCase())) ?? letter;
  const at = row.indexOf(letter.toLowerCase());
  return row.charAt(at + (at === 0 || (random.chance(0.5) && at + 1 < row.length) ? 1 : -1));
}
