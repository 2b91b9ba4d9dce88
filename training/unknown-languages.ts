// Ordinary texts in languages that nobody speaks: each has its letters swapped for others of their
// kind, the same way throughout. There are more languages than a corpus has; a text must not count as
// an attack because its words are strange.
import type { Random } from "./random.ts";
import type { Row } from "./row.ts";

const CHARS_MAX = 1_500;
const CHARS_MIN = 30;

const VOWELS = "aeiou".split("");
const CONSONANTS = "bcdfghjklmnpqrstvwxz".split("");
/** Letters that languages in Latin script add; a language takes a few of them. */
const MARKED = "äåàâãăąčćçđďéèêëęěğģīíìîįłļľñńňņöøőóòôõřŗšśșşťțţüűúùûůųýžźż".split("");
const MARKED_MAX = 6;

/**
 * At most `count` copies of ordinary rows in languages of their own, with the kind, role and source
 * `unknown language`. Numbers, signs, addresses and capitals stay where they are.
 */
export function inUnknownLanguages(random: Random, rows: readonly Row[], count: number): Row[] {
  const usable = rows.filter(
    ({ label, lang, text }) => label === 0 && lang === "en" && text.length >= CHARS_MIN,
  );
  return random
    .shuffled(usable)
    .slice(0, count)
    .map((row) => ({
      ...row,
      text: spoken(row.text.slice(0, CHARS_MAX), newLetters(random)),
      kind: "benign",
      lang: "und",
      source: "synthetic unknown language",
      licence: row.licence,
    }));
}

/** What each letter becomes: vowels stay vowels, so that words can still be said. */
function newLetters(random: Random): ReadonlyMap<string, string> {
  const letters = new Map<string, string>();
  for (const kind of [VOWELS, CONSONANTS]) {
    const others = random.shuffled(kind);
    kind.forEach((letter, index) => letters.set(letter, others[index] ?? letter));
  }
  const changed = random.below(MARKED_MAX + 1);
  for (let index = 0; index < changed; index += 1) {
    letters.set(random.pick([...VOWELS, ...CONSONANTS]), random.pick(MARKED));
  }
  return letters;
}

function spoken(text: string, letters: ReadonlyMap<string, string>): string {
  return text.replace(/[a-z]/gi, (letter) => {
    const small = letter.toLowerCase();
    const other = letters.get(small) ?? small;
    return letter === small ? other : other.toUpperCase();
  });
}
