// Misspelt words of injections: letters in another order between the first and the last, or one or
// two letters wrong. A word that is another word is left alone.
import { ORDINARY_WORDS } from "./ordinary-words.ts";
import { COMMON_WORDS, isKnownWord, TELLING_WORDS } from "./vocabulary.ts";

/** Shorter words are one letter away from too many others. */
const CHARS_MIN = 5;
/** From this length on, two letters may be wrong. */
const LONG_CHARS = 8;

/**
 * Words that are a letter or two away from one of the list, or have its letters, and mean something
 * else. Endings (`ignored`, `systems`) are told apart by `isInflected`.
 */
const OTHER_WORDS = new Set(
  "proceeding proceedings formatting reformatting replay replays lists list listed reset resets request requests requested passing commonjs resolving receiving reviewing revising leaving retrieving relieving removing realizing repaint repent relent reports report replaced lights units elimits persuade persist perceive permitting submitted permit permits admitted omitted environments investment cancelled canceled cancels channel formerly farmer firmer formed pasts direction corrections reactions requirement required retirements retirement recruitment variable variables valuables valuable protocol configurations disables enable enabled disablement granite grand grants giant great authored authorization authors author simulated stimulate stimulation emulation ignorant ignorance forge forged forgot forgets forgotten disregarded overrode overridden primed priory precious prompter promoter promptly prompted promote promoted promos roles ruled ruler rulers rural ordeal older orders border commands commend commented comment comments comanda sister systemic construct destructions constructions instruct instructed instructor instructors instructive instructional inspection indication restrict restricted restrictive restriction restrictions policies police polices politics polite passage massage massaged messenger messaged revel reveals revealed several reveler rebel rebels revealing secrete secretes sacred scared sector sectors repeal repel repeats repeated reheat release display displaced misplay displays disclosed divulged exposed expired expire extort expert leaks output outputs outpost persona personal personas personae persons perform performs refuse refused reuse refute rescue reuses comply compile comedy company obeyed respond responds responded despond response sender sent finder forwards forward foreword deleted deletes delegate transfers transfer transferred uploads uploaded updated update unload executed executes executive uploader approve approved approves improve moral morals mortal mural normal coral illegally legal ethically ethic ethnic ethos physics hidden ridden midden biden harmful harmfully harmless filter filters filtered falter flutter fitter fiber safety safely savvy security securely severity scarcity surety safer above abode about abore prior prior priors earlier earliest carrier easier context contest contents contexts content contact contort converts convert contrast initial initially initials original originals originally organ origin origins existing exiting exciting existed directive directives directed director directors detective directory direction directions translate translated translates translator display print prints printed pint point paint prince pretend pretends pretended intend portend character characters charter model models modes modal motel mode token tokens taken toke broken tokes woken limits limit limited limbs lifts unlimited unfiltered password passwords passport passwd keyword passive hiddenly admin admins adman developer develop developers developed assistant assist assistance assistants resistant insistent message messages massages commander commanded obey obese confident confidential confidentially internal interval eternal internally interna international infernal prominent programming programing programmed program attacker attackers attacked attached decode decoded decoder decodes recode decide delete email mail emails emailed ethical printer painter respond language languages luggage restrain dismiss dismal dismissed discard discord discarded abandon abandoned guideline guidelines guided deadlines headlines illegal bypassed passes bypasses regime tables rates rules bules ignorer rulez execute excuse exclude exude remodel alles aller alla allez egal regel regle regles regal regales revels ravel toda todos tutte tutti tutto tout toute tous toutefois".split(
    " ",
  ),
);

/** A word with its letters as bits. */
interface Lettered {
  readonly word: string;
  readonly letters: number;
}

const NO_WORDS: readonly Lettered[] = [];

/** Words by first and last letter. */
const byEnds: (Lettered[] | undefined)[] = Array.from({ length: 32 * 32 });
/** Whether a pair of ends occurs, and the lengths that it occurs with, give or take two. */
const lengths = new Uint32Array(32 * 32);

for (const word of TELLING_WORDS) {
  if (word.length < CHARS_MIN) continue;
  const lettered = { word, letters: lettersOf(word, 0, word.length) };
  const reach = word.length < LONG_CHARS ? 1 : 2;
  // As it is, and with the first two or the last two letters swapped, or one of them missing.
  for (const [first, last] of [
    [0, 1],
    [1, 1],
    [0, 2],
  ] as const) {
    const ends = endsOf(word.charCodeAt(first), word.charCodeAt(word.length - last));
    const known = (byEnds[ends] ??= []);
    if (!known.includes(lettered)) known.push(lettered);
    for (let length = word.length - reach; length <= word.length + reach; length += 1) {
      lengths[ends] = (lengths[ends] ?? 0) | (1 << length);
    }
  }
}

function endsOf(first: number, last: number): number {
  return ((first & 31) << 5) | (last & 31);
}

function lettersOf(text: string, start: number, end: number): number {
  let letters = 0;
  for (let at = start; at < end; at += 1) letters |= 1 << (text.charCodeAt(at) & 31);
  return letters;
}

/** Whether the letters from `start` to `end` are a misspelt word of injections. Some 5 ns, mostly. */
export function mayBeMisspelt(text: string, start: number, end: number): boolean {
  const ends = endsOf(text.charCodeAt(start), text.charCodeAt(end - 1));
  if (((lengths[ends] ?? 0) & (1 << (end - start))) === 0) return false;
  const letters = lettersOf(text, start, end);
  const isShort = end - start < LONG_CHARS;
  for (const { word, letters: own } of byEnds[ends] ?? NO_WORDS) {
    const longer = Math.abs(end - start - word.length);
    if (longer > 2 || (longer > 1 && word.length < LONG_CHARS)) continue;
    const differing = bits(own ^ letters);
    if (differing > (isShort ? 3 : 4)) continue;
    // Most words that are not meant differ from end to end, and have other letters.
    if (differing > 0 && differentChars(text, start, end, word) > (isShort ? 3 : DIFFERING_MAX))
      continue;
    const written = text.slice(start, end).toLowerCase();
    if (OTHER_WORDS.has(written)) return false;
    const isMeant = (differing === 0 && isScrambled(written, word)) || isNear(written, word);
    if (isMeant && meantWord(written) !== null) return true;
  }
  return false;
}

/** How long the part is in which letters differ from a word, the longer of the two. */
function differentChars(text: string, start: number, end: number, word: string): number {
  const longer = Math.max(end - start, word.length);
  const shorter = Math.min(end - start, word.length);
  let head = 0;
  while (head < shorter && (text.charCodeAt(start + head) | 32) === word.charCodeAt(head))
    head += 1;
  let tail = 0;
  while (
    tail < shorter - head &&
    (text.charCodeAt(end - 1 - tail) | 32) === word.charCodeAt(word.length - 1 - tail)
  ) {
    tail += 1;
  }
  return longer - head - tail;
}

function bits(set: number): number {
  const pairs = set - ((set >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/** A misspelt word that is farther from what is meant than mistakes are: it counts beside others. */
export function isFarFrom(written: string, word: string): boolean {
  return (
    distance(written.toLowerCase(), word) > (word.length >= LONG_CHARS ? 2 : 1) &&
    !isScrambled(written.toLowerCase(), word)
  );
}

/** The word of injections that is meant, in lower case; null where none is. */
export function meantWord(word: string): string | null {
  const written = word.toLowerCase();
  if (written.length < CHARS_MIN - 1 || OTHER_WORDS.has(written) || isKnownWord(written))
    return null;
  const ends = endsOf(written.charCodeAt(0), written.charCodeAt(written.length - 1));
  const candidates = byEnds[ends] ?? NO_WORDS;
  const meant =
    candidates.find(({ word: one }) => isScrambled(written, one)) ??
    candidates.find(({ word: one }) => isNear(written, one));
  // Another form of any of them is no mistake.
  const isForm = candidates.some(({ word: one }) => isInflected(written, one));
  return meant === undefined || isForm ? null : meant.word;
}

/** All words by first and last letter, for texts whose spelling is known to be off. */
const allByEnds: (Lettered[] | undefined)[] = Array.from({ length: 32 * 32 });
for (const word of [...TELLING_WORDS, ...COMMON_WORDS, ...ORDINARY_WORDS]) {
  if (word.length < 3) continue;
  const ends = endsOf(word.charCodeAt(0), word.charCodeAt(word.length - 1));
  (allByEnds[ends] ??= []).push({ word, letters: lettersOf(word, 0, word.length) });
}

/** The known word that is meant among other misspelt words; null where none is. */
export function meantBySlip(word: string): string | null {
  const written = word.toLowerCase();
  const { length } = written;
  if (length < 3 || isKnownWord(written)) return null;
  const letters = lettersOf(written, 0, length);
  let near: string | null = null;
  // As it stands, then with the last two letters or the first two swapped.
  for (const [first, last] of [
    [0, length - 1],
    [0, length - 2],
    [1, length - 1],
  ] as const) {
    const ends = endsOf(written.charCodeAt(first), written.charCodeAt(last));
    for (const known of allByEnds[ends] ?? NO_WORDS) {
      const different = known.letters ^ letters;
      // A slip adds a letter, takes one away, or puts one in another's place: two bits at most.
      const left = different & (different - 1);
      if ((left & (left - 1)) !== 0 || Math.abs(known.word.length - length) > 1) continue;
      if (different === 0 && isScrambled(written, known.word)) return known.word;
      const isSameEnds = first === 0 && last === length - 1;
      if (near === null && isSameEnds && isSlip(written, known.word)) near = known.word;
    }
  }
  return near;
}

/** Shorter words are a slip away from too many others. */
const SLIP_CHARS_MIN = 4;

/**
 * Whether one slip of a finger lies between two words with the same ends: a letter too few, a letter
 * written twice, or the one beside it on the keyboard.
 */
function isSlip(written: string, word: string): boolean {
  if (word.length < SLIP_CHARS_MIN) return false;
  let at = 0;
  while (at < written.length && written.charAt(at) === word.charAt(at)) at += 1;
  const rest = written.slice(at + 1);
  if (written.length === word.length) {
    return rest === word.slice(at + 1) && areNeighbours(written.charAt(at), word.charAt(at));
  }
  if (written.length < word.length) return written.slice(at) === word.slice(at + 1);
  return rest === word.slice(at) && written.charAt(at) === written.charAt(at - 1);
}

const KEYBOARD = "qwertyuiop  asdfghjkl  zxcvbnm";

function areNeighbours(one: string, other: string): boolean {
  return KEYBOARD.includes(one + other) || KEYBOARD.includes(other + one);
}

/** Shorter ones are names of programs and units. */
const VOWELLESS_MIN = 4;

/** The known word that a word without its vowels is meant to be; null where none is. */
export function meantWithVowels(word: string): string | null {
  const written = word.toLowerCase();
  if (written.length < VOWELLESS_MIN || /[aeiou]/.test(written.slice(1)) || isKnownWord(written))
    return null;
  return vowelless().get(written) ?? null;
}

let withoutVowels: ReadonlyMap<string, string> | null = null;

/** Words by what is left of them without vowels after the first letter; those of injections first. */
function vowelless(): ReadonlyMap<string, string> {
  if (withoutVowels !== null) return withoutVowels;
  const words = new Map<string, string>();
  for (const word of [...TELLING_WORDS, ...COMMON_WORDS, ...ORDINARY_WORDS]) {
    const left = word.charAt(0) + word.slice(1).replace(/[aeiou]/g, "");
    if (word.length > 3 && left.length >= VOWELLESS_MIN && !words.has(left)) words.set(left, word);
  }
  withoutVowels = words;
  return words;
}

/** `ignored`, `prompted`, `systems`: another form of the word, not a mistake. */
function isInflected(written: string, word: string): boolean {
  const stem = word.replace(/(?:ing|ions?|ed|es|e|s|y)$/, "");
  return (
    written.startsWith(stem) &&
    /^(?:e?[ds]|ing|ly|ers?|ors?|ion(?:s|al)?|y|ies|e|ive)?$/.test(written.slice(stem.length))
  );
}

function isScrambled(written: string, word: string): boolean {
  return written.length === word.length && sorted(written) === sorted(word);
}

function sorted(word: string): string {
  return Array.from(word).toSorted().join("");
}

/** What is between the first and the last wrong letter of a word is not longer. */
const DIFFERING_MAX = 6;

/** One letter wrong, missing, too many or swapped with the next; two in long words. */
function isNear(written: string, word: string): boolean {
  if (Math.abs(written.length - word.length) > 2) return false;
  const allowed = word.length >= LONG_CHARS ? 2 : 1;
  return distance(written, word) <= allowed + (isSkeleton(written, word) ? 1 : 0);
}

/** What is written has its letters in the order of the word, but for one. */
function isSkeleton(written: string, word: string): boolean {
  return (
    written.length === word.length - 1 &&
    word.length > CHARS_MIN &&
    written.slice(0, 2) === word.slice(0, 2)
  );
}

/** 1 where one of two texts is a letter that the other holds, else 0. */
function sharedOf(a: string, b: string): number {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short !== "" && long.includes(short) ? 1 : 0;
}

/** Damerau's distance of two short words. */
function distance(a: string, b: string): number {
  let head = 0;
  while (head < a.length && head < b.length && a.charCodeAt(head) === b.charCodeAt(head)) head += 1;
  let tail = 0;
  while (
    tail < Math.min(a.length, b.length) - head &&
    a.charCodeAt(a.length - 1 - tail) === b.charCodeAt(b.length - 1 - tail)
  ) {
    tail += 1;
  }
  return distanceBetween(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
}

/** The same for what is left without the letters at both ends that are alike. */
function distanceBetween(a: string, b: string): number {
  if (a.length < 2 || b.length < 2) return Math.max(a.length, b.length) - sharedOf(a, b);
  const width = b.length + 1;
  const rows = new Uint8Array((a.length + 1) * width);
  for (let i = 0; i <= a.length; i += 1) {
    for (let j = 0; j <= b.length; j += 1) {
      const at = i * width + j;
      if (i === 0 || j === 0) {
        rows[at] = i + j;
        continue;
      }
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(
        (rows[at - width] ?? 0) + 1,
        (rows[at - 1] ?? 0) + 1,
        (rows[at - width - 1] ?? 0) + same,
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (rows[at - 2 * width - 2] ?? 0) + 1);
      }
      rows[at] = best;
    }
  }
  return rows[rows.length - 1] ?? 0;
}
