// A text of the shell as the simple commands in it, each with what it reads, what it writes, what
// is piped into it and what is substituted into its words. unbash reads the grammar; this flattens
// its tree and expands the words.
import { parse } from "unbash";
import type {
  Command,
  CommandNode,
  CompoundList,
  ParsedScript,
  PipelineNode,
  Redirection,
  Statement,
} from "unbash";
import type { TextRange } from "../../domain/finding.ts";
import { outputOf } from "./shell-output.ts";
import { expandWord, setVariable, SPLIT, type WordContext } from "./shell-word.ts";

/** Longest text that is parsed: hostile ones of this length cost a few milliseconds. */
export const PARSED_CHARS_MAX = 8192;
/** Substitutions within substitutions and blocks within blocks that are walked. */
const DEPTH_MAX = 24;
/** Commands of one text that are judged one by one. */
const STEPS_MAX = 160;
/** Here-documents on one text; the parser is quadratic in them. */
const HEREDOCS_MAX = 24;
/** Commands of one pipeline. */
const PIPELINE_MAX = 32;
/** Brackets and quotes within each other; the parser's work grows with their square. */
const NESTING_MAX = 24;
/** Shorter texts cannot nest deep enough to matter. */
const NESTING_CHECKED_CHARS = 512;
/** Words of one command. */
const WORDS_MAX = 256;

/** A simple command. */
export interface Step extends TextRange {
  /** The program without its folder; empty where there is only a redirection. */
  readonly name: string;
  /** As written after expansion, folder included. */
  readonly program: string;
  readonly args: readonly string[];
  /** Files that its output goes to. */
  readonly writes: readonly string[];
  /** Files that its input comes from. */
  readonly reads: readonly string[];
  /** Text that is its input: of a here-document or here-string. */
  readonly fed: string | null;
  /** What is piped into it. */
  readonly before: Step | null;
  /** Commands whose output is put into its words. */
  readonly inner: readonly Step[];
  /** Its program was written not to be recognised. */
  readonly isBent: boolean;
  /** In the body of this function. */
  readonly within: string | null;
  readonly isBackground: boolean;
}

/** The commands of a text in order, those of substitutions before the one that they stand in. */
export interface ShellText {
  readonly steps: readonly Step[];
  /** There were more than are judged. */
  readonly isCut: boolean;
}

/** Reads a text; null where it is too long or strange for the parser. Never throws. */
export function shellSteps(text: string): ShellText | null {
  if (text.length > PARSED_CHARS_MAX) return null;
  if (text.includes("<<") && text.split("<<", HEREDOCS_MAX + 2).length > HEREDOCS_MAX) return null;
  if (text.length > NESTING_CHECKED_CHARS && nestingOf(text) > NESTING_MAX) return null;
  try {
    const walk: Walk = { steps: [], variables: new Map(), depth: 0, within: null, isCut: false };
    walkScript(parse(text), walk);
    return { steps: walk.steps, isCut: walk.isCut };
  } catch {
    // The parser recurses without a bound on two constructs; deep ones exhaust the stack.
    return null;
  }
}

/** How deep expansions and brackets stand in each other, as far as characters tell. */
function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x28 || code === 0x7b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if ((code === 0x29 || code === 0x7d) && depth > 0) depth -= 1;
  }
  return deepest;
}

interface Walk {
  readonly steps: Step[];
  readonly variables: Map<string, string>;
  depth: number;
  within: string | null;
  isCut: boolean;
}

function walkScript(script: ParsedScript, walk: Walk): void {
  for (const statement of script.commands) walkStatement(statement, walk);
}

function walkList(list: CompoundList, walk: Walk): void {
  for (const statement of list.commands) walkStatement(statement, walk);
}

function walkStatement(statement: Statement, walk: Walk): void {
  if (walk.depth >= DEPTH_MAX || walk.steps.length >= STEPS_MAX) {
    walk.isCut = true;
    return;
  }
  walk.depth += 1;
  const { command } = statement;
  const nodes = command.type === "AndOr" ? command.commands : [command];
  for (const node of nodes) walkPipeline(node, walk, statement.background === true);
  walk.depth -= 1;
}

function walkPipeline(node: PipelineNode, walk: Walk, isBackground: boolean): void {
  if (node.type !== "Pipeline") {
    walkNode(node, walk, null, isBackground);
    return;
  }
  let before: Step | null = null;
  for (const command of node.commands.slice(0, PIPELINE_MAX))
    before = walkNode(command, walk, before, isBackground);
}

/** Walks one node; what a next one in the pipeline would read from. */
function walkNode(
  node: CommandNode,
  walk: Walk,
  before: Step | null,
  isBackground: boolean,
): Step | null {
  switch (node.type) {
    case "Command":
      return walkCommand(node, walk, before, isBackground);
    case "Redirected": {
      const last = walkNode(node.command, walk, before, isBackground);
      const redirected = emptyStep(node, walk, before);
      applyRedirects(node.redirects, redirected, contextOf(walk, []));
      push(redirected, walk);
      return last;
    }
    case "Function": {
      const outer = walk.within;
      walk.within = node.name.value;
      if (node.body.type === "CompoundList") walkList(node.body, walk);
      else walkNode(node.body, walk, null, false);
      walk.within = outer;
      return null;
    }
    case "Coproc":
      if (node.body.type === "CompoundList") walkList(node.body, walk);
      else walkNode(node.body, walk, before, true);
      return null;
    case "If":
      walkList(node.clause, walk);
      walkList(node.then, walk);
      for (const elif of node.elif) {
        walkList(elif.clause, walk);
        walkList(elif.then, walk);
      }
      if (node.else !== undefined) walkList(node.else, walk);
      break;
    case "For":
    case "Select": {
      const context = contextOf(walk, []);
      const words = (node.wordlist ?? []).flatMap((word) => expandWord(word, context).words);
      const [first] = words;
      if (first !== undefined) setVariable(context, node.name.value, first);
      walkList(node.body, walk);
      break;
    }
    case "While":
      walkList(node.clause, walk);
      walkList(node.body, walk);
      break;
    case "ArithmeticFor":
    case "Subshell":
    case "BraceGroup":
      walkList(node.body, walk);
      break;
    case "Case":
      for (const item of node.items) walkList(item.body, walk);
      break;
    case "TestCommand":
    case "ArithmeticCommand":
      break;
  }
  return walk.steps.at(-1) ?? null;
}

type OpenStep = { -readonly [Key in keyof Step]: Step[Key] };

function emptyStep(range: TextRangeLike, walk: Walk, before: Step | null): OpenStep {
  return {
    name: "",
    program: "",
    args: [],
    writes: [],
    reads: [],
    fed: null,
    before,
    inner: [],
    isBent: false,
    within: walk.within,
    isBackground: false,
    start: range.pos,
    end: range.end,
  };
}

interface TextRangeLike {
  readonly pos: number;
  readonly end: number;
}

function walkCommand(
  command: Command,
  walk: Walk,
  before: Step | null,
  isBackground: boolean,
): Step {
  const inner: Step[] = [];
  const context = contextOf(walk, inner);
  const step = emptyStep(command, walk, before);
  step.isBackground = isBackground;
  for (const part of command.prefix) {
    if (part.type === "Assignment" && part.value.type === "Word") {
      setVariable(context, part.name, expandWord(part.value, context).words.join(" "));
    }
  }
  const words: string[] = [];
  if (command.name !== undefined) {
    const expanded = expandWord(command.name, context);
    words.push(...expanded.words);
    step.isBent = expanded.isBent;
  }
  for (const part of command.suffix.slice(0, WORDS_MAX)) {
    if (part.type === "Word") words.push(...expandWord(part, context).words);
    else if (part.type === "Assignment") {
      const value =
        part.value.type === "Word" ? expandWord(part.value, context).words.join(" ") : "";
      setVariable(context, part.name, value);
      words.push(`${part.name}=${value}`);
    }
  }
  [step.program = "", ...step.args] = words;
  step.name = baseName(step.program);
  applyRedirects(command.redirects, step, contextOf(walk, inner));
  step.inner = inner;
  push(step, walk);
  return step;
}

/** The program of a path, lower-cased only where it is one of Windows. */
export function baseName(program: string): string {
  const name = program.slice(program.lastIndexOf("/") + 1);
  return /\.(?:exe|com)$/i.test(name) ? name.slice(0, -4).toLowerCase() : name;
}

function push(step: Step, walk: Walk): void {
  if (walk.steps.length < STEPS_MAX) walk.steps.push(step);
  else walk.isCut = true;
}

function contextOf(walk: Walk, inner: Step[]): WordContext {
  return {
    variables: walk.variables,
    substituted(script) {
      if (script === undefined || walk.depth >= DEPTH_MAX) return script === undefined ? "" : null;
      const from = walk.steps.length;
      walk.depth += 1;
      walkScript(script, walk);
      walk.depth -= 1;
      const made = walk.steps.slice(from);
      inner.push(...made);
      const last = made.at(-1);
      if (last === undefined) return "";
      return script.commands.length === 1 ? outputOf(last) : null;
    },
  };
}

function applyRedirects(
  redirects: readonly Redirection[],
  step: OpenStep,
  context: WordContext,
): void {
  for (const redirect of redirects) {
    if (redirect.type === "HereDoc") {
      step.fed = redirect.body.text;
    } else if (redirect.target !== undefined) {
      const target = expandWord(redirect.target, context).words.join(" ").replaceAll(SPLIT, " ");
      if (redirect.type === "HereString") step.fed = target;
      else if (redirect.operator === "<" || redirect.operator === "<>") {
        step.reads = [...step.reads, target];
      } else if (!/^\d$|^-$/.test(target)) step.writes = [...step.writes, target];
    }
  }
}
