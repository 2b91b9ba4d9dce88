// What a program uses: every name with what hangs on it, as one dotted path from the module that it
// comes from, whatever the program calls it. `from os import system as s; s("id")` uses `os.system`.
import type { CodeToken } from "./code-lexer.ts";

/** One use of something, and what it is called with. */
export interface CodeUse {
  /** `os.environ.get`, `subprocess.run().stdout`; `?` stands for what is not known. */
  readonly path: string;
  /** First token, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** The tokens between the brackets of its call; null where it is not called. */
  readonly args: { readonly from: number; readonly to: number } | null;
  /** Its name was put together, so that nobody sees it. */
  readonly isBuilt: boolean;
}

/** A program that was read. */
export interface CodeUnit {
  readonly tokens: readonly CodeToken[];
  readonly uses: readonly CodeUse[];
  /** By opening bracket the token of its closing one. */
  readonly closing: ReadonlyMap<number, number>;
  /** Texts that names stand for. */
  readonly values: ReadonlyMap<string, string>;
}

/** Longest path; what hangs on more is not told apart. */
const PATH_CHARS_MAX = 120;
/** Names that are followed; a program has tens. */
const ALIASES_MAX = 2_000;

interface Reading {
  readonly tokens: readonly CodeToken[];
  readonly closing: ReadonlyMap<number, number>;
  readonly uses: CodeUse[];
  readonly aliases: Map<string, string>;
  readonly values: Map<string, string>;
  /** Names of texts that were put together. */
  readonly built: Set<string>;
  /** Tokens that were read as part of a path. */
  readonly taken: Uint8Array;
  /** By token after it, the path that ended there. */
  readonly endings: Map<number, string>;
  /** How many arguments deep this is read ahead. */
  readonly nested: number;
}

/** Calls within calls that are read ahead of their turn. */
const NESTED_MAX = 6;

/** Reads what a program uses. Linear; never throws. */
export function readUses(tokens: readonly CodeToken[]): CodeUnit {
  const reading: Reading = {
    tokens,
    closing: closingOf(tokens),
    uses: [],
    aliases: new Map(),
    values: new Map(),
    built: new Set(),
    taken: new Uint8Array(tokens.length),
    endings: new Map(),
    nested: 0,
  };
  for (let at = 0; at < tokens.length; at += 1) {
    if (reading.taken[at] === 1) continue;
    const token = tokens[at];
    if (token === undefined) break;
    if (token.kind === "name") readName(reading, at, token);
    else if (isDot(token))
      readChain(reading, { at, base: baseBefore(reading, at), isBuilt: false });
  }
  const { uses, closing, values } = reading;
  return { tokens, uses, closing, values };
}

function closingOf(tokens: readonly CodeToken[]): ReadonlyMap<number, number> {
  const closing = new Map<number, number>();
  const open: number[] = [];
  for (const [at, { kind, text }] of tokens.entries()) {
    if (kind !== "sign") continue;
    if (text === "(" || text === "[" || text === "{") open.push(at);
    else if (text === ")" || text === "]" || text === "}") {
      const start = open.pop();
      if (start !== undefined) closing.set(start, at);
    }
  }
  return closing;
}

function isDot(token: CodeToken | undefined): boolean {
  return token?.kind === "sign" && (token.text === "." || token.text === "?.");
}

function isSign(token: CodeToken | undefined, text: string): boolean {
  return token?.kind === "sign" && token.text === text;
}

/** What a dot without a name before it hangs on: `(await import("fs")).x`, `"".x`, `[].x`. */
function baseBefore({ tokens, endings }: Reading, at: number): string {
  const before = tokens[at - 1];
  if (before?.kind === "text") return "''";
  if (isSign(before, "]") && isSign(tokens[at - 2], "[")) return "[]";
  if (isSign(before, "}") && isSign(tokens[at - 2], "{")) return "{}";
  if (isSign(before, ")")) return isSign(tokens[at - 2], "(") ? "()" : (endings.get(at - 1) ?? "?");
  return "?";
}

/** Words that stand before what is used. */
const BEFORE = new Set([
  "await",
  "new",
  "return",
  "yield",
  "async",
  "not",
  "in",
  "is",
  "and",
  "or",
  "if",
  "else",
  "elif",
  "while",
  "lambda",
  "typeof",
  "void",
  "delete",
  "throw",
  "raise",
  "assert",
  "print",
  "echo",
  "const",
  "let",
  "var",
  "def",
  "function",
  "class",
  "with",
  "for",
  "try",
  "except",
  "finally",
]);

function readName(reading: Reading, at: number, token: CodeToken): void {
  const { tokens } = reading;
  const next = tokens[at + 1];
  if (token.text === "import" && !isSign(next, "(") && !isDot(next)) return readImport(reading, at);
  if (token.text === "from" && next?.kind === "name") return readFrom(reading, at);
  const isWord = BEFORE.has(token.text) && !isSign(next, "(") && !isDot(next);
  if (isWord) {
    if (next !== undefined && isSign(next, "{")) readTaking(reading, at + 1);
    return;
  }
  const isBound = isSign(next, "=") || isSign(next, ":=");
  if (isBound && readBinding(reading, at, token.text)) return;
  const base = reading.aliases.get(token.text) ?? token.text;
  readChain(reading, { at: at + 1, base, isBuilt: token.isBuilt === true, from: at });
}

/** `name = path`, `name = "text"`: from here on the name stands for it. */
function readBinding(reading: Reading, at: number, name: string): boolean {
  const { tokens, values, aliases } = reading;
  let from = at + 2;
  while (tokens[from]?.text === "await" || tokens[from]?.text === "new") from += 1;
  const first = tokens[from];
  if (first?.kind === "text" && first.isFormatted !== true && isEnd(tokens[from + 1])) {
    if (values.size < ALIASES_MAX) values.set(name, first.text);
    if (first.isBuilt === true) reading.built.add(name);
    return true;
  }
  if (first?.kind !== "name") return false;
  const isKnown = aliases.get(first.text) ?? first.text;
  reading.taken[from] = 1;
  const chain = readChain(reading, {
    at: from + 1,
    base: isKnown,
    isBuilt: first.isBuilt === true,
    from,
  });
  if (isEnd(tokens[chain.to]) && aliases.size < ALIASES_MAX && chain.path !== name)
    aliases.set(name, chain.path);
  return true;
}

function isEnd(token: CodeToken | undefined): boolean {
  return token === undefined || (token.kind === "sign" && /^[\n;,)]$/.test(token.text));
}

/** `const { exec: run } = require("child_process")`. */
function readTaking(reading: Reading, open: number): void {
  const { tokens, closing, aliases } = reading;
  const close = closing.get(open);
  if (close === undefined || !isSign(tokens[close + 1], "=")) return;
  let from = close + 2;
  while (tokens[from]?.text === "await") from += 1;
  const first = tokens[from];
  if (first?.kind !== "name") return;
  reading.taken[from] = 1;
  const base = aliases.get(first.text) ?? first.text;
  const { path } = readChain(reading, { at: from + 1, base, isBuilt: false, from });
  bindAll(reading, { from: open + 1, to: close, module: path, as: ":" });
}

/** Names between two tokens, each of a module, some of them under another name. */
function bindAll(
  { tokens, aliases, taken }: Reading,
  of: { readonly from: number; readonly to: number; readonly module: string; readonly as: string },
): void {
  for (let at = of.from; at < of.to; at += 1) {
    const token = tokens[at];
    taken[at] = 1;
    if (token?.kind !== "name") continue;
    const isRenamed = tokens[at + 1]?.text === of.as && tokens[at + 2]?.kind === "name";
    const name = isRenamed ? (tokens[at + 2]?.text ?? "") : token.text;
    if (aliases.size < ALIASES_MAX) aliases.set(name, `${of.module}.${token.text}`);
    if (isRenamed) {
      taken[at + 1] = 1;
      taken[at + 2] = 1;
      at += 2;
    }
  }
}

/** Tokens that one import may have. */
const IMPORT_TOKENS_MAX = 400;

/** `import os.path as p, sys`; `import fs, { rm as r } from "fs"`. */
function readImport(reading: Reading, at: number): void {
  const { tokens, aliases, taken, uses } = reading;
  const end = Math.min(tokens.length, at + IMPORT_TOKENS_MAX);
  let to = at + 1;
  let source: string | null = null;
  let depth = 0;
  for (; to < end; to += 1) {
    const token = tokens[to];
    if (token?.text === "{") depth += 1;
    if (token?.text === "}") depth -= 1;
    if (token === undefined || (depth === 0 && (isSign(token, ";") || isSign(token, "\n")))) break;
    if (token.kind === "text") {
      source = moduleName(token.text);
      break;
    }
  }
  if (source !== null) {
    for (let index = at + 1; index < to; index += 1) {
      const token = tokens[index];
      taken[index] = 1;
      const isOwn =
        token?.kind === "name" &&
        token.text !== "from" &&
        token.text !== "type" &&
        token.text !== "as";
      if (isSign(token, "{")) {
        const close = reading.closing.get(index) ?? to;
        bindAll(reading, { from: index + 1, to: Math.min(close, to), module: source, as: "as" });
        index = Math.min(close, to);
      } else if (isOwn) aliases.set(token.text, source);
    }
    uses.push({ path: `import ${source}`, from: at, to, args: null, isBuilt: false });
    return;
  }
  for (let index = at + 1; index < to; index += 1) {
    let path = "";
    for (; index < to && !isSign(tokens[index], ",") && tokens[index]?.text !== "as"; index += 1) {
      taken[index] = 1;
      path += tokens[index]?.text ?? "";
    }
    const isRenamed = tokens[index]?.text === "as";
    const name = isRenamed ? tokens[index + 1]?.text : null;
    if (isRenamed) {
      taken[index] = 1;
      taken[index + 1] = 1;
      index += 2;
    }
    if (path.length > PATH_CHARS_MAX || aliases.size >= ALIASES_MAX) continue;
    if (typeof name === "string") aliases.set(name, path);
    uses.push({ path: `import ${path}`, from: at, to, args: null, isBuilt: false });
  }
}

/** `from os import system as s, (popen)`. */
function readFrom(reading: Reading, at: number): void {
  const { tokens, taken, uses } = reading;
  let module = "";
  let index = at + 1;
  for (; index < at + 40 && tokens[index] !== undefined; index += 1) {
    const token = tokens[index];
    if (token?.text === "import") break;
    if (token?.kind !== "name" && !isDot(token)) return;
    module += token?.text ?? "";
  }
  if (tokens[index]?.text !== "import") return;
  const start = index + 1;
  const open = isSign(tokens[start], "(");
  let to = start;
  const end = Math.min(tokens.length, start + IMPORT_TOKENS_MAX);
  for (; to < end; to += 1) {
    const token = tokens[to];
    if (open ? isSign(token, ")") : isSign(token, "\n") || isSign(token, ";")) break;
  }
  for (let one = at; one < start; one += 1) taken[one] = 1;
  bindAll(reading, { from: start, to, module, as: "as" });
  uses.push({ path: `import ${module}`, from: at, to, args: null, isBuilt: false });
}

function moduleName(text: string): string {
  return text.replace(/^node:/, "").slice(0, PATH_CHARS_MAX);
}

/** Calls that give the module whose name they are called with. */
const LOADERS = /(?:^|\.)(?:__import__|require|import|import_module|_load|getBuiltinModule)$/;
/** Objects on which everything hangs. */
const GLOBAL = /^(?:global(?:This)|global|window|builtins|__builtins__|__builtin__)\.(?=\w)/;

/** Reads what hangs on a name, and tells of each call on the way. */
function readChain(
  reading: Reading,
  start: {
    readonly at: number;
    readonly base: string;
    readonly isBuilt: boolean;
    readonly from?: number;
  },
): { readonly path: string; readonly to: number } {
  const { tokens, closing, uses, taken } = reading;
  const from = start.from ?? start.at;
  let { at, base: path, isBuilt } = start;
  let isCalled = false;
  for (; at < tokens.length;) {
    const token = tokens[at];
    const next = tokens[at + 1];
    if (isDot(token) && next?.kind === "name") {
      taken[at] = 1;
      taken[at + 1] = 1;
      isBuilt ||= next.isBuilt === true;
      path = under(path, next.text);
      isCalled = false;
      at += 2;
    } else if (isSign(token, "[") || (isSign(token, "?.") && isSign(next, "["))) {
      const open = isSign(token, "[") ? at : at + 1;
      const close = closing.get(open);
      if (close === undefined) break;
      const key = tokens[open + 1];
      const isAlone = close === open + 2;
      const isKey = key?.kind === "text" && isAlone;
      const meant = key?.kind === "name" && isAlone ? reading.values.get(key.text) : undefined;
      // A name between brackets is in plain sight unless it was put together.
      isBuilt ||= isKey && (key.isBuilt === true || start.base === "?");
      isBuilt ||= meant !== undefined && reading.built.has(key?.text ?? "");
      path = isKey ? under(path, key.text) : under(path, meant ?? "[]");
      isCalled = false;
      at = close + 1;
    } else if (isSign(token, "(") || (isSign(token, "?.") && isSign(next, "("))) {
      const open = isSign(token, "(") ? at : at + 1;
      const close = closing.get(open) ?? tokens.length;
      uses.push({
        path,
        from,
        to: Math.min(close + 1, tokens.length),
        args: { from: open + 1, to: close },
        isBuilt,
      });
      const given = resultOf(reading, path, { from: open + 1, to: close });
      isBuilt ||= given.isBuilt;
      path = given.path;
      isCalled = true;
      at = close + 1;
    } else break;
  }
  if (!isCalled || from === at) uses.push({ path, from, to: at, args: null, isBuilt });
  reading.endings.set(at, path);
  if (
    tokens[at]?.text === "as" &&
    tokens[at + 1]?.kind === "name" &&
    reading.aliases.size < ALIASES_MAX
  ) {
    reading.aliases.set(tokens[at + 1]?.text ?? "", path);
    taken[at] = 1;
    taken[at + 1] = 1;
  }
  return { path, to: at };
}

/** A member of what a path stands for. */
function under(path: string, key: string): string {
  if (key === "__dict__" || key === "call" || key === "apply") return path;
  if (path === "sys.modules") return key.slice(0, PATH_CHARS_MAX);
  if (path.length > PATH_CHARS_MAX) return path;
  const plain = path.replace(/^(?:globals|locals|vars)\(\)$/, "window");
  return `${plain}.${key.slice(0, 64)}`.replace(GLOBAL, "");
}

/** What a call gives, where that is something that the program could have named. */
function resultOf(
  reading: Reading,
  path: string,
  { from, to }: { readonly from: number; readonly to: number },
): { readonly path: string; readonly isBuilt: boolean } {
  const { tokens, values } = reading;
  const first = tokens[from];
  if (LOADERS.test(path)) {
    const said = first?.kind === "text" ? first.text : values.get(first?.text ?? "");
    if (said !== undefined) return { path: moduleName(said), isBuilt: first?.isBuilt === true };
  }
  if (path === "getattr" || path === "Reflect.get" || path === "operator.attrgetter") {
    const isRead = first?.kind === "name" && reading.nested < NESTED_MAX;
    const of = isRead ? readArgument(reading, from, first) : null;
    const key = of === null ? undefined : tokens[of.to + 1];
    if (of !== null && isSign(tokens[of.to], ",") && key?.kind === "text" && of.to + 1 < to) {
      return { path: under(of.path, key.text), isBuilt: true };
    }
  }
  const called = path.endsWith("()") || path.length > PATH_CHARS_MAX ? path : `${path}()`;
  return { path: called, isBuilt: false };
}

/** The path that an argument begins with; told of again when it is reached. */
function readArgument(
  reading: Reading,
  at: number,
  first: CodeToken,
): { readonly path: string; readonly to: number } {
  const quiet = {
    ...reading,
    uses: [],
    taken: new Uint8Array(0),
    endings: new Map<number, string>(),
    nested: reading.nested + 1,
  };
  const base = reading.aliases.get(first.text) ?? first.text;
  return readChain(quiet, { at: at + 1, base, isBuilt: false });
}
