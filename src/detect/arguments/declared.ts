// Decides what an argument is meant to hold: said by the policy or the tool's schema, else by its
// name, else by the tool's name. SQL in a parameter named `sql` is ordinary; in a parameter named
// `city` it is an attack.
import type { DeclaredContent, DeclaredReading, Segment } from "../../domain/segment.ts";
import {
  BESIDE,
  BY_PARAMETER,
  BY_TOOL,
  EDITORS,
  FILE_TEXT,
  FILE_TEXT_OF_EDITORS,
  looksLike,
  TOOL_NAMES,
  type Named,
  type NameMeaning,
} from "./declared-words.ts";

/** How an argument is read; `unknown`: nobody vouches for it and its name suggests nothing. */
export type Declared = DeclaredContent | "unknown";

/** What an argument is taken to hold, and who says so. */
export type DeclaredAs = DeclaredReading | { readonly content: "unknown"; readonly by: null };

const UNKNOWN: DeclaredAs = { content: "unknown", by: null };

/**
 * What the argument is meant to hold. Names are suggestions: `query` of a web search is prose, so
 * a name that says SQL counts only where the text looks like a statement.
 */
export function declaredReading(segment: Segment): DeclaredAs {
  const { declared, declaredBy = "policy" } = segment;
  if (declared !== undefined) return { content: declared, by: declaredBy };
  const { parameter, tool, text } = segment;
  const file = fileText(segment);
  if (file !== null) return readingOf("code", file);
  const ofParameter = parameter === undefined ? null : parameterMeaning(parameter);
  if (ofParameter !== null && looksLike(ofParameter, text))
    return readingOf(ofParameter.content, "parameter");
  // A script that is no command is a program.
  if (ofParameter?.isWeak === true && looksLike({ content: "code" }, text))
    return readingOf("code", "parameter");
  if (ofParameter !== null && ofParameter.isWeak !== true) return UNKNOWN;
  const ofTool = tool === undefined ? null : toolContent(tool);
  if (ofTool === null || (parameter !== undefined && BESIDE.test(parameter))) return UNKNOWN;
  return looksLike({ content: ofTool }, text) ? readingOf(ofTool, "tool") : UNKNOWN;
}

/** Who says that an argument is a file, or a part of one, that a coding agent writes; null if nobody. */
function fileText({ parameter, tool, text }: Segment): "parameter" | "tool" | null {
  if (parameter === undefined) return null;
  if (tool !== undefined && isEditor(tool)) {
    if (FILE_TEXT_OF_EDITORS.test(parameter)) return "tool";
    // What is written may be JSON, whose members are no parameters: but for those that say what they
    // hold, they are read like the rest of the file.
    const meaning = parameterMeaning(parameter);
    if ((meaning === null || meaning.isWeak === true) && !BESIDE.test(parameter)) return "tool";
  }
  if (!FILE_TEXT.test(parameter)) return null;
  // A `source` is a book or an address, too, and a `patch` a number.
  return !/^(?:source|replacement|patch|diff)$/i.test(parameter) || text.includes("\n")
    ? "parameter"
    : null;
}

const editors = new Map<string, boolean>();

/** Whether a tool writes files, by its name. */
function isEditor(tool: string): boolean {
  return remembered(editors, tool, () => EDITORS.test(ownName(tool)));
}

/** A tool's own name: one of a server goes by `server/tool`, or by `mcp__server__tool`. */
function ownName(name: string): string {
  const own =
    name
      .slice(0, NAME_CHARS_MAX)
      .split(/[/.:]|__/)
      .at(-1) ?? "";
  return own.replace(CAMEL, "$1_$2").replaceAll("-", "_");
}

const CONTENTS = ["sql", "shell", "path", "url", "code"] as const;
const READINGS = {
  parameter: new Map(CONTENTS.map((content) => [content, { content, by: "parameter" } as const])),
  tool: new Map(CONTENTS.map((content) => [content, { content, by: "tool" } as const])),
};

/** One object for each, because there is one for every argument. */
function readingOf(content: Named, by: "parameter" | "tool"): DeclaredReading {
  return READINGS[by].get(content) ?? { content, by };
}

/** Names that are remembered: those of a few hundred tools. */
const NAMES_MAX = 4_096;

const parameters = new Map<string, NameMeaning | null>();
const tools = new Map<string, Named | null>();

/** What a parameter's name says; null where it says nothing. */
export function parameterMeaning(name: string): NameMeaning | null {
  return remembered(parameters, name, () => lastOf(name, (word) => BY_PARAMETER.get(word)));
}

/** What a tool's name says that it runs; null where it says nothing. */
export function toolContent(name: string): Named | null {
  return remembered(tools, name, () => {
    const whole = ownName(name);
    const named = TOOL_NAMES.find(([is]) => is.test(whole))?.[1];
    return named ?? lastOf(name, (word) => BY_TOOL.get(word));
  });
}

function remembered<T>(known: Map<string, T>, name: string, find: () => T): T {
  const found = known.get(name);
  if (found !== undefined) return found;
  const made = find();
  if (known.size >= NAMES_MAX) known.clear();
  // Names are as long as a client likes; those of tools are short.
  if (name.length <= NAME_CHARS_MAX) known.set(name, made);
  return made;
}

/** The words that tell stand within the first hundred characters. */
const NAME_CHARS_MAX = 100;
const CAMEL = /([a-z0-9])([A-Z])/g;
const ACRONYM = /([A-Z])([A-Z][a-z])/g;

/** The last word of a name that says something is what the thing is: a `file_url` is a URL. */
function lastOf<T>(name: string, meaning: (word: string) => T | undefined): T | null {
  const split = name
    .slice(0, NAME_CHARS_MAX)
    .replace(CAMEL, "$1_$2")
    .replace(ACRONYM, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]/);
  for (const word of split.toReversed()) {
    const said = meaning(word) ?? meaning(singular(word));
    if (said !== undefined) return said;
  }
  return null;
}

function singular(word: string): string {
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  return word.endsWith("s") ? word.slice(0, -1) : word;
}
