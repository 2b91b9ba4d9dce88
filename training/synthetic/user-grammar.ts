// A small language for grammars, so that a family of texts is a page of rules and not a list of
// templates. It only writes text; what a text means is the family's business.
import type { Random } from "../random.ts";

/** Values that a caller fills in, by rule name; they win over rules of the same name. */
export type Slots = Readonly<Record<string, () => string>>;

/** Rules to write texts with. */
export interface Grammar {
  /** One text of the rule. Throws for a name that neither the rules nor the slots have. */
  say(random: Random, rule: string, slots?: Slots): string;
  readonly rules: ReadonlyMap<string, readonly Sequence[]>;
}

type Node = string | Reference | Choice;
type Sequence = readonly Node[];
interface Reference {
  readonly rule: string;
  readonly capital: boolean;
}
interface Choice {
  readonly of: readonly Sequence[];
}

/** A rule starts on a line of its own: `name::`. */
const HEAD = /^([a-z][a-zA-Z0-9]{0,40})::$/;

/** What a backslash and a letter stand for. */
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", g: "`" };

/** Deep enough for every rule here; a rule that calls itself for ever is our mistake. */
const DEPTH_MAX = 40;

/**
 * Reads rules: a line `name::`, then one alternative per line. Within a line `[a|b|]` picks one,
 * `{name}` calls a rule, `{^name}` calls it and starts with a capital, `\n` breaks the line, `\g` is a
 * grave accent, and a backslash before `[ ] | { }` means the character. `inherited` rules are there too.
 */
export function grammar(source: string, inherited?: Grammar): Grammar {
  const rules = new Map<string, readonly Sequence[]>(inherited?.rules);
  let lines: Sequence[] = [];
  for (const line of source.split("\n")) {
    const text = line.trim();
    const head = HEAD.exec(text)?.[1];
    if (head !== undefined) {
      lines = [];
      rules.set(head, lines);
    } else if (text !== "") {
      lines.push(sequenceOf(text));
    }
  }
  return { rules, say: (random, rule, slots = {}) => write({ rules, slots, random }, rule, 0) };
}

function sequenceOf(text: string): Sequence {
  const reader = { text, at: 0 };
  const alternatives = readAlternatives(reader);
  if (reader.at < text.length) throw new Error(`unbalanced brackets in: ${text}`);
  const [only] = alternatives;
  return alternatives.length === 1 && only !== undefined ? only : [{ of: alternatives }];
}

function readAlternatives(reader: { readonly text: string; at: number }): Sequence[] {
  const alternatives: Node[][] = [[]];
  let plain = "";
  const flush = () => {
    if (plain !== "") alternatives.at(-1)?.push(plain);
    plain = "";
  };
  for (; reader.at < reader.text.length; reader.at += 1) {
    const char = reader.text.charAt(reader.at);
    if (char === "\\") {
      reader.at += 1;
      const escaped = reader.text.charAt(reader.at);
      plain += ESCAPES[escaped] ?? escaped;
    } else if (char === "[") {
      flush();
      reader.at += 1;
      alternatives.at(-1)?.push({ of: readAlternatives(reader) });
      if (reader.text.charAt(reader.at) !== "]") throw new Error(`no end: ${reader.text}`);
    } else if (char === "]") {
      break;
    } else if (char === "|") {
      flush();
      alternatives.push([]);
    } else if (char === "{") {
      flush();
      const end = reader.text.indexOf("}", reader.at);
      const name = reader.text.slice(reader.at + 1, end);
      const capital = name.startsWith("^");
      alternatives.at(-1)?.push({ rule: capital ? name.slice(1) : name, capital });
      reader.at = end;
    } else {
      plain += char;
    }
  }
  flush();
  return alternatives;
}

interface Writing {
  readonly rules: ReadonlyMap<string, readonly Sequence[]>;
  readonly slots: Slots;
  readonly random: Random;
}

function write(writing: Writing, rule: string, depth: number): string {
  const slot = writing.slots[rule];
  if (slot !== undefined) return slot();
  const lines = writing.rules.get(rule);
  if (lines === undefined) throw new Error(`no rule ${rule}`);
  if (depth > DEPTH_MAX) throw new Error(`rule ${rule} never ends`);
  return writeSequence(writing, writing.random.pick(lines), depth + 1);
}

function writeSequence(writing: Writing, sequence: Sequence, depth: number): string {
  let text = "";
  for (const node of sequence) {
    if (typeof node === "string") text += node;
    else if ("of" in node) text += writeSequence(writing, writing.random.pick(node.of), depth + 1);
    else {
      const written = write(writing, node.rule, depth);
      text += node.capital ? capitalised(written) : written;
    }
  }
  return text;
}

/** Items two spaces or a line apart; `\\g` is a grave accent. */
export function listOf(items: string): readonly string[] {
  return items
    .trim()
    .split(/ {2,4}|\n {0,4}/)
    .map((item) => item.replaceAll("\\g", "`"));
}

/** The same text with a capital first letter. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Takes away what grammars leave behind: double spaces, spaces before commas, `a apple`. */
export function tidy(text: string): string {
  return text
    .replace(/[ ]{2,8}/g, " ")
    .replace(/ ([,.;:!?])(?=\s|$)/g, "$1")
    .replace(/\b([Aa]) (?=[aeio])/g, "$1n ")
    .replace(/ ?\n ?/g, "\n")
    .trim();
}
