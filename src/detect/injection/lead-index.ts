// Finds where phrases could begin without trying each expression at each character: one pass over a
// text walks each word down a tree of the beginnings of all phrases, and a phrase is tried only at
// words that begin like it. Which those are is derived from the expression itself, never written by
// hand.

/** What phrases could begin in a text, and where. */
export interface WordIndex {
  /** Where each lead could begin, in order, by the lead's number. */
  readonly starts: readonly (readonly number[] | undefined)[];
  /** Whether there are letters beyond the Latin ones: phrases in other scripts are searched for. */
  readonly isBeyondLatin: boolean;
}

/** Letters count one by one, blanks alike, what else words are made of alike, and all signs. */
const RADIX = 32;
const SIGN = 0;
const BLANK = 27;
const IN_WORD = 28;
const A = 0x61;
/** Beginnings are known up to so many characters, fewer where there are too many of them. */
const DEPTH_MAX = 8;
const DEPTH_MIN = 4;
const BEGINNINGS_MAX = 300;
/** The first character of the Greek block: Latin letters and their marks come before it. */
const BEYOND_LATIN = 0x370;

/** What a character counts as; everything beyond ASCII is a sign, as `\b` has it. */
const SYMBOLS = Uint8Array.from({ length: 128 }, (_, code) => {
  if (code >= A && code < A + 26) return code - A + 1;
  if (/\w/.test(String.fromCharCode(code))) return IN_WORD;
  return code <= 0x20 ? BLANK : SIGN;
});

function symbol(code: number): number {
  return code < 128 ? (SYMBOLS[code] ?? SIGN) : SIGN;
}

/** Within no word that is known. */
const NOWHERE = 0;
/** Before a word; the root of the tree of beginnings. */
const BEFORE = 1;

/** A node of the tree; its first child and its next sibling, 0 where there is none. */
interface Node {
  readonly symbol: number;
  child: number;
  readonly sibling: number;
  /** The leads whose known beginning ends here. */
  leads: number[] | null;
}

/** The tree. Leads are made when modules load, texts come later. */
const tree: Node[] = [NOWHERE, BEFORE].map(() => ({
  symbol: 0,
  child: 0,
  sibling: 0,
  leads: null,
}));
let leadCount = 0;

/** A lead that may have begun so many characters ago. */
interface Begun {
  readonly lead: number;
  readonly chars: number;
}

/**
 * The tree as a machine (Aho and Corasick 1975) that reads words from their first letter: for a
 * state and a symbol the next state, with `HERE` where a beginning is complete.
 */
interface Machine {
  readonly leadCount: number;
  readonly moves: Uint16Array;
  /** By state. */
  readonly begun: readonly (readonly Begun[] | undefined)[];
  /** No start for any lead. */
  readonly nothing: readonly (number[] | undefined)[];
}

const HERE = 0x8000;
let machine: Machine = { leadCount: -1, moves: new Uint16Array(0), begun: [], nothing: [] };

/** The machine, made anew when leads have been added. */
function machineOf(): Machine {
  if (machine.leadCount !== leadCount) machine = buildMachine();
  return machine;
}

function buildMachine(): Machine {
  const moves = new Uint16Array(tree.length * RADIX);
  const begun: (readonly Begun[] | undefined)[] = Array.from({ length: tree.length });
  for (const next of [SIGN, BLANK]) moves[NOWHERE * RADIX + next] = BEFORE;
  // States by depth: what one falls back to has been done before it, and those in which a text is
  // most of the time lie side by side.
  const nodes = new Uint16Array(tree.length);
  const fallbacks = new Uint16Array(tree.length);
  const depths = new Uint8Array(tree.length);
  nodes[BEFORE] = BEFORE;
  let last = BEFORE;
  for (let state = BEFORE; state <= last; state += 1) {
    const fallback = (fallbacks[state] ?? NOWHERE) * RADIX;
    const chars = (depths[state] ?? 0) + 1;
    moves.copyWithin(state * RADIX, fallback, fallback + RADIX);
    let at = tree[nodes[state] ?? 0]?.child ?? 0;
    for (let child = tree[at]; child !== undefined && at > 0; child = tree[at]) {
      last += 1;
      const below = (moves[fallback + child.symbol] ?? NOWHERE) & ~HERE;
      const own = child.leads?.map((lead) => ({ lead, chars }));
      const all = own === undefined ? begun[below] : [...own, ...(begun[below] ?? [])];
      begun[last] = all;
      moves[state * RADIX + child.symbol] = last | (all === undefined ? 0 : HERE);
      nodes[last] = at;
      fallbacks[last] = below;
      depths[last] = chars;
      at = child.sibling;
    }
  }
  return { leadCount, moves, begun, nothing: Array.from({ length: leadCount }) };
}

/** Lists the words of a plain text with which leads can begin, as `\b` in a lower-case text tells them. */
export function indexWords(text: string): WordIndex {
  const { moves, begun, nothing } = machineOf();
  const starts = nothing.slice();
  const chars = text.length;
  let state = BEFORE;
  let isBeyondLatin = false;
  for (let at = 0; at < chars; at += 1) {
    const code = text.charCodeAt(at);
    let next = SIGN;
    if (code < 128) next = SYMBOLS[code] ?? SIGN;
    else if (code >= BEYOND_LATIN && !isBeyondLatin) isBeyondLatin = !isPunctuation(code);
    // Most characters are inside words with which nothing begins.
    if (state === NOWHERE) {
      if (next === SIGN || next === BLANK) state = BEFORE;
      continue;
    }
    const move = moves[state * RADIX + next] ?? NOWHERE;
    state = move & ~HERE;
    if (move >= HERE) note(starts, begun[state] ?? [], at + 1);
  }
  return { starts, isBeyondLatin };
}

function note(starts: (number[] | undefined)[], begun: readonly Begun[], end: number): void {
  for (const { lead, chars } of begun) {
    const known = starts[lead];
    if (known === undefined) {
      starts[lead] = [end - chars];
      continue;
    }
    known.push(end - chars);
    // A long beginning is complete after a short one that began later.
    for (let at = known.length - 1; at > 0; at -= 1) {
      const [earlier = 0, later = 0] = [known[at - 1], known[at]];
      if (earlier <= later) break;
      known[at - 1] = later;
      known[at] = earlier;
    }
  }
}

/** Dashes, quotes, bullets, arrows and emoji; General Punctuation to Miscellaneous Symbols. */
function isPunctuation(code: number): boolean {
  return (code >= 0x2000 && code < 0x2c00) || (code >= 0xd83c && code <= 0xdfff) || code >= 0xfe00;
}

/** The words with which a lead can begin. */
export interface LeadWords {
  /** The lead's number. */
  readonly lead: number;
}

/** Where the words of a lead stand, in order. */
export function wordsWith(index: WordIndex, { lead }: LeadWords): readonly number[] {
  return index.starts[lead] ?? NONE;
}

const NONE: readonly number[] = [];

/**
 * Takes note of the words with which a text that fits an expression can begin; null where that
 * cannot be told. `source` is of the few forms in which phrases are written; a blank stands for
 * itself. Lookarounds and everything unknown count as anything, so that nothing is ever left out.
 */
export function leadWords(source: string): LeadWords | null {
  const beginnings = knownBeginnings(source);
  if (beginnings === null) return null;
  for (const beginning of beginnings) if (!/^[a-z]/.test(beginning)) return null;
  const lead = leadCount;
  leadCount += 1;
  // The short ones first: what goes on from one of them says the same, and is listed once.
  for (const beginning of [...beginnings].toSorted((a, b) => a.length - b.length)) {
    plant(lead, beginning);
  }
  return { lead };
}

/** Puts a lead where a beginning ends, unless it stands on the way there. */
function plant(lead: number, beginning: string): void {
  let node = tree[BEFORE];
  for (let at = 0; at < beginning.length; at += 1) {
    node = node && childOf(node, symbol(beginning.charCodeAt(at)));
    if (node?.leads?.at(-1) === lead) return;
  }
  if (node) (node.leads ??= []).push(lead);
}

/** The node below another one, made where there is none. */
function childOf(node: Node, next: number): Node {
  for (let at = node.child; at > 0;) {
    const child = tree[at];
    if (child === undefined) break;
    if (child.symbol === next) return child;
    at = child.sibling;
  }
  const child: Node = { symbol: next, child: 0, sibling: node.child, leads: null };
  node.child = tree.length;
  tree.push(child);
  return child;
}

/** The beginnings, shorter where there are too many of them. */
function knownBeginnings(source: string): ReadonlySet<string> | null {
  const read = readBeginnings(source);
  if (read === null) return null;
  for (let depth = DEPTH_MAX; ; depth -= 1) {
    const known = new Set<string>();
    for (const one of read) {
      const sure = one.endsWith(ANYTHING) ? one.slice(0, -1) : one;
      // Alike for the machine.
      const begun = sure.slice(0, depth);
      known.add(
        /^[a-z ]*$/.test(begun)
          ? begun
          : begun.replace(/[^a-z0-9_ ]/g, "'").replace(/[0-9_]/g, "0"),
      );
    }
    if (known.size <= BEGINNINGS_MAX || depth === DEPTH_MIN) return known;
  }
}

/** Ends a beginning of which no more is known. */
const ANYTHING = "*";
/** A class of more characters than these is anything. */
const CLASS_CHARS_MAX = 16;
/** So many at once are not worth the reading. */
const READ_MAX = 600;

type Beginnings = ReadonlySet<string>;
const NOTHING: Beginnings = new Set([""]);
const UNKNOWN: Beginnings = new Set([ANYTHING]);
const A_BLANK: Beginnings = new Set([" "]);

/** Characters that stand for themselves, and those that say how often the one before stands. */
const LITERALS = new Set("abcdefghijklmnopqrstuvwxyz0123456789 ,:'\"-");
const QUANTIFIERS = new Set("?*+{");

/** Whether no more of them is looked at. */
function isRead(read: Beginnings): boolean {
  for (const one of read) if (one.length < DEPTH_MAX && !one.endsWith(ANYTHING)) return false;
  return true;
}

/** The first letters of everything that the expression matches; null where it is of another form. */
function readBeginnings(source: string): Beginnings | null {
  let at = 0;

  /** What begins with the one and goes on with the other, as far as it is looked at. */
  function joined(first: Beginnings, second: Beginnings): Beginnings {
    if (first === NOTHING) return second;
    if (second === NOTHING) return first;
    const result = new Set<string>();
    for (const one of first) {
      if (one.length >= DEPTH_MAX || one.endsWith(ANYTHING)) result.add(one);
      else if (first.size * second.size > READ_MAX) result.add(one + ANYTHING);
      else for (const other of second) result.add((one + other).slice(0, DEPTH_MAX));
    }
    return result;
  }

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
      if (read !== NOTHING && isRead(read)) {
        passOver();
        break;
      }
      const one = atom();
      read = joined(read, quantified(one));
    }
    return read;
  }

  /** Goes on to where the sequence ends: what follows makes no difference any more. */
  function passOver(): void {
    for (let depth = 0; at < source.length; at += 1) {
      const char = source[at];
      if (depth === 0 && (char === "|" || char === ")")) return;
      if (char === "\\") at += 1;
      else if (char === "(") depth += 1;
      else if (char === ")") depth -= 1;
      else if (char === "[") {
        at += 1;
        characterClass();
        at -= 1;
      }
    }
  }

  function atom(): Beginnings {
    const char = source[at] ?? "";
    at += 1;
    if (char === "(") return parenthesis();
    if (char === "[") return characterClass();
    if (char === "\\") {
      const escaped = source[at] ?? "";
      at += 1;
      if (escaped === "s") return A_BLANK;
      return /[a-z0-9]/i.test(escaped) ? UNKNOWN : new Set([escaped]);
    }
    if (LITERALS.has(char)) {
      // As many as stand for themselves; a quantifier is the last one's.
      const start = at - 1;
      while (LITERALS.has(source[at] ?? "") && !QUANTIFIERS.has(source[at + 1] ?? "")) at += 1;
      if (QUANTIFIERS.has(source[start + 1] ?? "")) at = start + 1;
      return new Set([source.slice(start, Math.min(at, start + DEPTH_MAX))]);
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
    let end = source[at] === "^" && source[at + 1] === "]" ? at + 2 : at;
    while (end < source.length && source[end] !== "]") end += source[end] === "\\" ? 2 : 1;
    if (end >= source.length) end = -1;
    const body = source.slice(at, Math.max(at, end));
    at = end < 0 ? source.length : end + 1;
    const isListed = /^[a-z0-9 ,:/!.'-]+$/.test(body) && !/.-./.test(body);
    if (!isListed || body.length > CLASS_CHARS_MAX) return UNKNOWN;
    return new Set(body);
  }

  function quantified(one: Beginnings): Beginnings {
    if (!QUANTIFIERS.has(source[at] ?? "")) return one;
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
