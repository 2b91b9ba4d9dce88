// Disguised copies of rows, attacks and ordinary texts alike and in equal number, so that what is
// learned from a disguise is what stands behind it: a disguise alone is no attack.
import { DISGUISES, type NamedDisguise, type Strength } from "./obfuscate.ts";
import type { Random } from "./random.ts";
import type { Row } from "./row.ts";

/** What a text may have to be disguised, in characters: a paragraph or two. Encodings make five times as many of it. */
const CHARS_MAX: Readonly<Record<Strength, number>> = { light: 1_200, mixed: 800, heavy: 800 };
/** Shorter texts say nothing, whatever they look like. */
const CHARS_MIN = 20;

/** How often each strength is taken, in parts of ten. */
const SHARES: Readonly<Record<Strength, number>> = { light: 5, heavy: 4, mixed: 1 };

const STRENGTHS: readonly Strength[] = Object.entries(SHARES).flatMap(([strength, share]) =>
  // The keys of the record are strengths.
  Array.from({ length: share }, () => strength as Strength),
);

const WAYS: Readonly<Record<Strength, readonly NamedDisguise[]>> = {
  light: DISGUISES.filter(({ strength }) => strength === "light"),
  heavy: DISGUISES.filter(({ strength }) => strength === "heavy"),
  mixed: DISGUISES.filter(({ strength }) => strength === "mixed"),
};

/** Where a disguised row says that it comes from. */
const SOURCE = "augmented";

/** Whether a row is a disguised copy of another. */
export function isDisguised({ source }: Row): boolean {
  return source.startsWith(SOURCE);
}

/**
 * At most `count` disguised copies of `rows`, half of them attacks; fewer where rows are all too
 * long or too short. An attack is taken whole or not at all, for a cut could take away what makes it
 * one; an ordinary text is cut at a blank. The role and the language stay, the kind becomes
 * `obfuscated` or `benign_hard`, and the source `augmented` with its name.
 */
export function augmented(random: Random, rows: readonly Row[], count: number): Row[] {
  const attacks = random.shuffled(
    rows.filter(
      ({ label, text }) => label === 1 && isUsable(text) && text.length <= CHARS_MAX.heavy,
    ),
  );
  const ordinary = random.shuffled(rows.filter(({ label, text }) => label === 0 && isUsable(text)));
  const half = Math.floor(count / 2);
  return random.shuffled([
    ...disguisedRows(random, attacks, half),
    ...disguisedRows(random, ordinary, count - half),
  ]);
}

function isUsable(text: string): boolean {
  return text.trim().length >= CHARS_MIN;
}

/** Rows in turn, from the first again where there are fewer than are wanted. */
function disguisedRows(random: Random, rows: readonly Row[], count: number): Row[] {
  const [first] = rows;
  if (first === undefined) return [];
  return Array.from({ length: count }, (_, index) => {
    const row = rows[index % rows.length] ?? first;
    const { strength, disguise } = random.pick(WAYS[random.pick(STRENGTHS)]);
    return {
      ...row,
      text: disguise(cut(random, row, CHARS_MAX[strength]), random),
      kind: row.label === 1 ? "obfuscated" : "benign_hard",
      source: `${SOURCE} ${row.source}`,
    };
  });
}

/** As it is where it fits; else so much of it as other texts have. */
function cut(random: Random, { text, label }: Row, charsMax: number): string {
  if (text.length <= charsMax || label === 1) return text;
  const most = 60 + random.below(charsMax - 60);
  const end = text.lastIndexOf(" ", most);
  return text.slice(0, end < CHARS_MIN ? most : end);
}
