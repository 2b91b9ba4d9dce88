// What a word of the shell comes to when it is expanded: quotes gone, variables that the same text
// set put in, escapes read, braces spread. What cannot be known stays as it is written. How much a
// word was bent to look like something else is told with it.
import type { ParameterExpansionPart, ParsedScript, Word, WordPart } from "unbash";

/** Stands between the words that one written word comes to. */
export const SPLIT = "\u0001";

/** Longest word that is made; variables that double each other stop growing here. */
const WORD_CHARS_MAX = 2048;
/** Variables remembered of one text. */
const VARIABLES_MAX = 64;
/** Words that braces come to. */
const BRACE_WORDS_MAX = 16;

/** What is known where a word is expanded. */
export interface WordContext {
  readonly variables: Map<string, string>;
  /** Walks a command substitution; the text that it comes to, null where nobody can tell. */
  readonly substituted: (script: ParsedScript | undefined) => string | null;
}

/** A word after expansion. */
export interface ExpandedWord {
  /** The words that it comes to, usually one. */
  readonly words: readonly string[];
  /** Quotes, escapes, empty variables or braces inside it: it was written not to be recognised. */
  readonly isBent: boolean;
}

/** Remembers what a variable is set to. Bounded; what does not fit stays unknown. */
export function setVariable(context: WordContext, name: string, value: string): void {
  if (context.variables.size < VARIABLES_MAX) {
    context.variables.set(name, value.slice(0, WORD_CHARS_MAX));
  }
}

/** Expands a word. Never throws; bounded by the constants above. */
export function expandWord(word: Word, context: WordContext): ExpandedWord {
  if (word.parts === undefined) {
    // A leading backslash only bypasses an alias.
    return { words: [word.value], isBent: word.text.indexOf("\\") > 0 };
  }
  const state: Expansion = { text: "", isBent: false, context };
  const braces = word.parts.filter((part) => part.type === "BraceExpansion");
  const [brace] = braces;
  if (braces.length === 1 && brace !== undefined) {
    const before: Expansion = { ...state };
    const after: Expansion = { ...state };
    const at = word.parts.indexOf(brace);
    for (const part of word.parts.slice(0, at)) addPart(part, before, false);
    for (const part of word.parts.slice(at + 1)) addPart(part, after, false);
    const words = brace.text
      .slice(1, -1)
      .split(",", BRACE_WORDS_MAX)
      .map((one) => before.text + one.replace(/["'\\]/g, "") + after.text);
    return { words, isBent: at === 0 && word.parts.length === 1 };
  }
  for (const part of word.parts) addPart(part, state, false);
  const isSplitWord =
    word.parts.length > 1 && word.parts.some(isQuoted) && /^["'\w/.\\$-]+$/.test(word.text);
  const words = state.text.split(SPLIT).filter((one, index) => one !== "" || index === 0);
  return { words, isBent: state.isBent || isSplitWord };
}

interface Expansion {
  text: string;
  isBent: boolean;
  readonly context: WordContext;
}

function isQuoted(part: WordPart): boolean {
  return part.type === "SingleQuoted" || part.type === "DoubleQuoted";
}

function addPart(part: WordPart, state: Expansion, isInQuotes: boolean): void {
  if (state.text.length > WORD_CHARS_MAX) return;
  switch (part.type) {
    case "Literal":
      state.text += part.value;
      if (!isInQuotes && part.text.indexOf("\\") > 0) state.isBent = true;
      return;
    case "SingleQuoted":
    case "Glob":
      state.text += part.value;
      return;
    case "AnsiCQuoted":
      state.text += part.value;
      if (/\\(?:x[0-9a-f]{2}|[0-7]{3}|u00)/i.test(part.text)) state.isBent = true;
      return;
    case "DoubleQuoted":
    case "LocaleString":
      for (const child of part.parts) addPart(child, state, true);
      return;
    case "SimpleExpansion":
      addVariable(part.text.slice(1), state, isInQuotes);
      return;
    case "ParameterExpansion":
      addParameter(part, state, isInQuotes);
      return;
    case "CommandExpansion": {
      const known = state.context.substituted(part.script);
      if (known === null) state.text += "$()";
      else add(known, state, isInQuotes);
      // Nothing in the middle of a word, or one letter: nobody writes that to be read.
      if (known !== null && known.length <= 2) state.isBent = true;
      return;
    }
    case "ProcessSubstitution":
      state.context.substituted(part.script);
      state.text += "<()";
      return;
    case "ArithmeticExpansion":
    case "ExtendedGlob":
    case "BraceExpansion":
      state.text += part.text;
      return;
  }
}

/** Puts a value in; without quotes the shell splits it at white space. */
function add(value: string, state: Expansion, isInQuotes: boolean): void {
  if (isInQuotes) {
    state.text += value;
    return;
  }
  const ifs = state.context.variables.get("IFS");
  const spaced = ifs?.length === 1 ? value.replaceAll(ifs, " ") : value;
  state.text += spaced.trim().replace(/\s+/g, SPLIT);
}

const EMPTY_VARIABLES = /^[@*!_-]$/;

function addVariable(name: string, state: Expansion, isInQuotes: boolean): void {
  if (name === "IFS") {
    state.text += SPLIT;
    state.isBent = true;
    return;
  }
  const known = state.context.variables.get(name);
  if (known !== undefined) {
    add(known, state, isInQuotes);
    return;
  }
  if (EMPTY_VARIABLES.test(name)) {
    if (state.text !== "") state.isBent = true;
    return;
  }
  state.text += name === "HOME" ? "~" : `$${name}`;
}

/** Variables that begin with a slash everywhere: cutting out their first letter makes one. */
const SLASH_VARIABLES = new Set(["PATH", "HOME", "PWD", "SHELL", "OLDPWD"]);

function addParameter(part: ParameterExpansionPart, state: Expansion, isInQuotes: boolean): void {
  const { parameter, operation } = part;
  if (operation === undefined) {
    addVariable(parameter, state, isInQuotes);
    return;
  }
  const known = state.context.variables.get(parameter);
  if (operation.type === "Default" && known === undefined && operation.operator.endsWith("-")) {
    state.text += operation.operand.value;
    return;
  }
  if (operation.type === "Slice") {
    state.isBent = true;
    if (known !== undefined) {
      const from = Number(operation.offset.value);
      const length = Number(operation.length?.value ?? WORD_CHARS_MAX);
      if (from >= 0 && length >= 0) add(known.slice(from, from + length), state, isInQuotes);
      return;
    }
    if (SLASH_VARIABLES.has(parameter) && operation.length?.value === "1") {
      state.text += "/";
      return;
    }
  }
  if (operation.type === "Replace" && known !== undefined) {
    const { pattern, replacement } = operation;
    const replaced =
      operation.operator === "//"
        ? known.replaceAll(pattern.value, () => replacement.value)
        : known.replace(pattern.value, () => replacement.value);
    add(replaced, state, isInQuotes);
    state.isBent = true;
    return;
  }
  if (known !== undefined) add(known, state, isInQuotes);
  else state.text += `$${parameter}`;
}
