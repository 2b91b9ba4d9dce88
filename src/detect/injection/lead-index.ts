// Finds where phrases could begin without trying each expression at each character: one pass over a
// text lists its words by their first three letters, and a phrase is tried only at words that begin
// like it. Which those are is derived from the expression itself, never written by hand.

/** Where each lead could begin in a text, in order, by the lead's number. */
export type WordIndex = ReadonlyMap<number, readonly number[]>;

/** Letters count one by one; whatever else there is counts alike. */
const RADIX = 27;
const CODES = RADIX ** 3;
const LETTERS = 3;
const A = 0x61;

/**
 * The numbers of the leads that can begin with a code. Leads are made when modules load, texts come
 * later.
 */
const leadsOf: (number[] | undefined)[] = Array.from({ length: CODES });
let leadCount = 0;

/** What a character of a plain text is: 0 for none of a word, 1 to 26 a letter, 27 all else. */
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  if (/[a-z]/.test(char)) return code - A + 1;
  return /\w/.test(char) ? RADIX : 0;
});

/** Lists the words of a plain text with which leads can begin, as `\b` in a lower-case text tells them. */
export function indexWords(text: string): WordIndex {
  const index = new Map<number, number[]>();
  let before = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? (KINDS[code] ?? 0) : 0;
    if (kind !== 0 && before === 0) note(index, text, at);
    before = kind;
  }
  return index;
}

function note(index: Map<number, number[]>, text: string, at: number): void {
  const code =
    (letterAt(text, at) * RADIX + letterAt(text, at + 1)) * RADIX + letterAt(text, at + 2);
  const leads = leadsOf[code];
  if (leads === undefined) return;
  for (const lead of leads) {
    const starts = index.get(lead);
    if (starts === undefined) index.set(lead, [at]);
    else starts.push(at);
  }
}

/** 1 to 26 for a letter; 0 for all else, the end of the text included. */
function letterAt(text: string, at: number): number {
  return letter(text.charCodeAt(at));
}

function letter(code: number): number {
  return code >= A && code <= 0x7a ? code - A + 1 : 0;
}

/** The words with which a lead can begin. */
export interface LeadWords {
  /** The lead's number. */
  readonly lead: number;
  readonly codes: ReadonlySet<number>;
}

/** Where the words of a lead stand, in order. */
export function wordsWith(index: WordIndex, { lead }: LeadWords): readonly number[] {
  return index.get(lead) ?? NONE;
}

const NONE: readonly number[] = [];

/**
 * The codes of the words with which a text that fits an expression can begin; null where that
 * cannot be told. `source` is of the few forms in which phrases are written; a blank stands for
 * itself. Lookarounds and everything unknown count as anything, so that nothing is ever left out.
 */
export function leadWords(source: string): LeadWords | null {
  const beginnings = readBeginnings(source);
  if (beginnings === null) return null;
  const codes = new Set<number>();
  for (const beginning of beginnings) {
    if (!/^[a-z]/.test(beginning)) return null;
    mark(codes, beginning, 0, 0);
  }
  const lead = leadCount;
  leadCount += 1;
  for (const code of codes) (leadsOf[code] ??= []).push(lead);
  return { lead, codes };
}

/** Marks every code that begins so; what comes after a beginning may be anything. */
function mark(codes: Set<number>, beginning: string, at: number, code: number): void {
  if (at === LETTERS) {
    codes.add(code);
    return;
  }
  const char = beginning[at];
  if (char !== undefined && char !== ANYTHING) {
    mark(codes, beginning, at + 1, code * RADIX + letter(char.charCodeAt(0)));
    return;
  }
  const known = beginning.slice(0, at);
  for (let next = 0; next < RADIX; next += 1) mark(codes, known, at + 1, code * RADIX + next);
}

/** Ends a beginning of which no more is known. */
const ANYTHING = "*";
/** A class of more characters than these is anything. */
const CLASS_CHARS_MAX = 16;

type Beginnings = ReadonlySet<string>;
const NOTHING: Beginnings = new Set([""]);
const UNKNOWN: Beginnings = new Set([ANYTHING]);

/** The first letters of everything that the expression matches; null where it is of another form. */
function readBeginnings(source: string): Beginnings | null {
  let at = 0;

  function choice(): Beginnings {
    const options = new Set<string>();
    for (;;) {
      for (const one of sequence()) options.add(one);
      if (source[at] !== "|") return options;
      at += 1;
    }
  }

  function sequence(): Beginnings {
    let read: Beginnings = NOTHING;
    while (at < source.length && source[at] !== "|" && source[at] !== ")") {
      const one = atom();
      read = joined(read, quantified(one));
    }
    return read;
  }

  function atom(): Beginnings {
    const char = source[at] ?? "";
    at += 1;
    if (char === "(") return parenthesis();
    if (char === "[") return characterClass();
    if (char === "\\") {
      const escaped = source[at] ?? "";
      at += 1;
      return /[a-z0-9]/i.test(escaped) ? UNKNOWN : new Set([escaped]);
    }
    // A caret, a dollar sign, a dot: more than one thing.
    return /[.^$*+?{}\]]/.test(char) ? UNKNOWN : new Set([char === ANYTHING ? "\0" : char]);
  }

  function parenthesis(): Beginnings {
    const isPlain = source.startsWith("?:", at);
    const isLookaround = /^\?<?[=!]/.test(source.slice(at, at + 3));
    if (isPlain) at += 2;
    else if (isLookaround) at += source[at + 1] === "<" ? 3 : 2;
    const inside = choice();
    // The closing parenthesis.
    at += 1;
    return isLookaround ? NOTHING : inside;
  }

  function characterClass(): Beginnings {
    const end = source.indexOf("]", at);
    const body = source.slice(at, Math.max(at, end));
    at = end < 0 ? source.length : end + 1;
    const isListed = /^[a-z0-9 ,:/!.'-]+$/.test(body) && !/.-./.test(body);
    if (!isListed || body.length > CLASS_CHARS_MAX) return UNKNOWN;
    return new Set(body);
  }

  function quantified(one: Beginnings): Beginnings {
    const quantifier = /^(?:[?*+]|\{(\d+)(?:,\d*)?\})\??/.exec(source.slice(at, at + 12));
    if (quantifier === null) return one;
    at += quantifier[0].length;
    const [whole, least] = quantifier;
    const isOptional = whole.startsWith("?") || whole.startsWith("*") || least === "0";
    const some = whole.startsWith("?") ? one : joined(one, UNKNOWN);
    return isOptional ? new Set([...NOTHING, ...some]) : some;
  }

  const read = choice();
  return at === source.length ? read : null;
}

/** What begins with the one and goes on with the other, as far as it is looked at. */
function joined(first: Beginnings, second: Beginnings): Beginnings {
  const result = new Set<string>();
  for (const one of first) {
    if (one.length >= LETTERS || one.endsWith(ANYTHING)) result.add(one);
    else for (const other of second) result.add((one + other).slice(0, LETTERS));
  }
  return result;
}
