// Which data of a program comes to which of its acts: `x = open(key).read()` and, lines later,
// `post(url, data=x)`. Statement by statement, without branches: what may be is taken for what is.
import {
  actsOf,
  SECRET_FILE,
  SECRET_VARIABLE,
  SETTINGS_FILE,
  AUTORUN_FILE,
  type CodeAct,
} from "./code-acts.ts";
import type { CodeLanguage, CodeToken } from "./code-lexer.ts";
import type { CodeUnit, CodeUse } from "./code-uses.ts";

/**
 * What data is: content or name of a file of credentials (`secret`), of one of settings, of one from
 * which programs start (`autorun`), of another file; all variables of the environment (`env`), one
 * credential of them (`key`); from a network (`fetched`, `received` from a socket); decoded.
 */
export const DATA_KINDS = [
  "secret",
  "settings",
  "autorun",
  "file",
  "env",
  "key",
  "fetched",
  "received",
  "decoded",
] as const;
export type DataKind = (typeof DATA_KINDS)[number];

/** One act, and what comes to it. */
export interface CodeStep {
  readonly use: CodeUse;
  readonly acts: readonly CodeAct[];
  readonly flow: Set<DataKind>;
  /** Texts among what it is called with, those of names too. */
  readonly texts: readonly string[];
  /** Names among it, as the program writes them. */
  readonly names: ReadonlySet<string>;
  /** One of the texts is put together so that nobody sees it. */
  readonly isBuilt: boolean;
}

/** Tokens of arguments that are looked at: of one call, and of all together, which nest. */
const ARGUMENT_TOKENS_MAX = 400;
const TOKENS_MAX = 400_000;
/** Texts of one call that are kept. */
const TEXTS_MAX = 40;
/** Names that are followed. */
const NAMES_MAX = 5_000;

/** The acts of a program in their order. Linear; never throws. */
export function followData(unit: CodeUnit, language: CodeLanguage): readonly CodeStep[] {
  const following: Following = {
    unit,
    uses: unit.uses.toSorted((a, b) => a.from - b.from),
    at: 0,
    steps: [],
    kinds: new Map(),
    budget: Math.min(TOKENS_MAX, 4 * unit.tokens.length + 1_000),
  };
  const open: string[] = [];
  let from = 0;
  for (const [at, { kind, text }] of unit.tokens.entries()) {
    if (kind !== "sign") continue;
    if (text === ")" || text === "]" || text === "}") open.pop();
    // In Python braces hold data; elsewhere statements, be it in the arguments of a call.
    const isInside = open.length > 0 && (language === "python" || open.at(-1) !== "{");
    const isBlock = text === "{" && BEFORE_BLOCK.test(unit.tokens[at - 1]?.text ?? "");
    if (text === "(" || text === "[" || text === "{") open.push(text);
    if (isBlock || (!isInside && (text === "\n" || text === ";"))) {
      readStatement(following, from, at);
      from = at + 1;
    }
  }
  readStatement(following, from, unit.tokens.length);
  return following.steps;
}

/** Before a brace that opens a block. */
const BEFORE_BLOCK = /^(?:\)|=>|try|else|do|finally)$/;

interface Following {
  readonly unit: CodeUnit;
  readonly uses: readonly CodeUse[];
  /** The next use to come. */
  at: number;
  readonly steps: CodeStep[];
  readonly kinds: Map<string, Set<DataKind>>;
  budget: number;
}

/** Acts on what they hang on. */
const OF_BASE = new Set<CodeAct>(["read", "write", "remove"]);

function readStatement(following: Following, from: number, to: number): void {
  const { unit, uses, steps } = following;
  const { tokens } = unit;
  if (from >= to) return;
  const before = steps.length;
  const flow = new Set<DataKind>();
  const bound = boundNames(tokens, from, to);
  for (let use = uses[following.at]; use !== undefined && use.from < to; use = uses[following.at]) {
    following.at += 1;
    const acts = actsOf(use.path);
    for (const kind of sourceKinds(use, acts, following)) {
      // What is made with a key is no key: `client = connect(key=os.environ["KEY"])`.
      if (kind !== "key" || use.from <= bound.end + 1) flow.add(kind);
    }
    if (acts.length === 0 && !use.isBuilt) continue;
    const step = { use, acts, ...argumentsOf(following, use) };
    // What a file is that is read stands before, not in the brackets: `(home / ".netrc").read_text()`.
    const isOfBase = use.args?.from === use.args?.to && acts.some((act) => OF_BASE.has(act));
    if (!isOfBase) steps.push(step);
    else steps.push({ ...step, flow: kindsBetween(following, from, use.from + 1) });
  }
  // What a comprehension goes through stands behind what is done with it; so does what is assigned.
  const isTurned = tokens
    .slice(from + 1, Math.min(to, from + ARGUMENT_TOKENS_MAX))
    .some(({ kind, text }) => kind === "name" && text === "for");
  for (const step of steps.slice(before)) {
    if (!isTurned && step.use.args !== null) continue;
    for (const kind of flow) step.flow.add(kind);
  }
  const own = kindsBetween(following, bound.end, to);
  for (const kind of own) flow.add(kind);
  if (flow.size === 0) return;
  for (const name of bound.names) {
    const known = following.kinds.get(name);
    if (known !== undefined) for (const kind of flow) known.add(kind);
    else if (following.kinds.size < NAMES_MAX) following.kinds.set(name, new Set(flow));
  }
}

/** What a use gives, beside what came to it. */
function sourceKinds(
  { path, args }: CodeUse,
  acts: readonly CodeAct[],
  { unit }: Following,
): readonly DataKind[] {
  const kinds: DataKind[] = [];
  for (const act of acts) {
    if (act === "fetch") kinds.push("fetched");
    if (act === "receive") kinds.push("received");
    if (act === "decode") kinds.push("decoded");
    if (act === "environment") kinds.push("env");
    if (act === "read") kinds.push("file");
    if (act === "variable" && args !== null) {
      const name = unit.tokens[args.from];
      if (name?.kind === "text" && SECRET_VARIABLE.test(name.text)) kinds.push("key");
    }
  }
  if (/(?:^|\.)document\.cookie$/.test(path)) kinds.push("settings");
  if (/^(?:keyring|secretstorage)\.\w+$/.test(path) && args !== null) kinds.push("key");
  const variable = /^(?:os\.environ|process\.env|Deno\.env|Bun\.env)\.(\w{1,64})$/.exec(path)?.[1];
  if (variable !== undefined && SECRET_VARIABLE.test(variable) && acts.length === 0)
    kinds.push("key");
  return kinds;
}

/** What a text says of the file that it names. */
function textKinds(text: string): readonly DataKind[] {
  if (text.length > 400) return [];
  const kinds: DataKind[] = [];
  if (SECRET_FILE.test(text)) kinds.push("secret");
  if (AUTORUN_FILE.test(text)) kinds.push("autorun");
  if (SETTINGS_FILE.test(text)) kinds.push("settings");
  return kinds;
}

function argumentsOf(
  following: Following,
  { args }: CodeUse,
): Pick<CodeStep, "flow" | "texts" | "names" | "isBuilt"> {
  const flow = new Set<DataKind>();
  const texts: string[] = [];
  const names = new Set<string>();
  let isBuilt = false;
  if (args === null) return { flow, texts, names, isBuilt };
  const { tokens, values } = following.unit;
  for (const kind of kindsBetween(following, args.from, args.to)) flow.add(kind);
  const to = Math.min(args.to, args.from + ARGUMENT_TOKENS_MAX);
  for (let at = args.from; at < to && texts.length < TEXTS_MAX && following.budget > 0; at += 1) {
    following.budget -= 1;
    const token = tokens[at];
    if (token?.kind === "name") names.add(token.text);
    const text = token?.kind === "text" ? token.text : values.get(token?.text ?? "");
    if (token?.kind !== "sign" && text !== undefined) texts.push(text);
    isBuilt ||= token?.kind === "text" && token.isBuilt === true;
  }
  // What stands within them gives its kind as well.
  for (
    let index = following.at;
    index < following.uses.length && following.budget > 0;
    index += 1
  ) {
    following.budget -= 1;
    const inner = following.uses[index];
    if (inner === undefined || inner.from >= to) break;
    for (const kind of sourceKinds(inner, actsOf(inner.path), following)) flow.add(kind);
  }
  return { flow, texts, names, isBuilt };
}

/** What names and texts between two tokens bring with them. */
function kindsBetween(following: Following, from: number, end: number): Set<DataKind> {
  const flow = new Set<DataKind>();
  const { tokens, values } = following.unit;
  const to = Math.min(end, from + ARGUMENT_TOKENS_MAX);
  for (let at = from; at < to && following.budget > 0; at += 1) {
    following.budget -= 1;
    const token = tokens[at];
    if (token === undefined || token.kind === "sign") continue;
    const text = token.kind === "text" ? token.text : values.get(token.text);
    for (const kind of text === undefined ? [] : textKinds(text)) flow.add(kind);
    if (token.kind !== "name") continue;
    for (const known of following.kinds.get(token.text) ?? []) flow.add(known);
  }
  return flow;
}

/** Words that bind the names after them, and such that do not. */
const BINDERS = new Set(["for", "const", "let", "var", "with"]);
const ADDING = new Set([
  "append",
  "push",
  "update",
  "extend",
  "add",
  "set",
  "write",
  "concat",
  "insert",
]);

/** The names that a statement gives a value to, and where that value begins. */
function boundNames(
  tokens: readonly CodeToken[],
  from: number,
  to: number,
): { readonly names: readonly string[]; readonly end: number } {
  const names: string[] = [];
  const limit = Math.min(to, from + 60);
  for (let at = from; at < limit; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    const isBinding = token.kind === "sign" && /^(?:=|:=|\+=)$/.test(token.text);
    if (isBinding || token.text === "in" || token.text === "of") {
      return { names: [...names, ...namesAfterAs(tokens, at, limit)], end: at + 1 };
    }
    if (token.kind !== "name" || BINDERS.has(token.text)) continue;
    const isAdding = tokens[at + 1]?.text === "." && ADDING.has(tokens[at + 2]?.text ?? "");
    if (isAdding && at === from) return { names: [token.text], end: at + 3 };
    names.push(token.text);
  }
  return { names: namesAfterAs(tokens, from, limit), end: from };
}

function namesAfterAs(tokens: readonly CodeToken[], from: number, to: number): readonly string[] {
  const names: string[] = [];
  for (let at = from; at < to; at += 1) {
    if (tokens[at]?.text === "as" && tokens[at + 1]?.kind === "name")
      names.push(tokens[at + 1]?.text ?? "");
  }
  return names;
}
