// Decides what an argument is meant to hold: said by a schema or policy, else by its name, else by
// the tool's name. SQL in a parameter named `sql` is ordinary; in a parameter named `city` it is
// an attack.
import type { DeclaredContent, DeclaredReading, Segment } from "../../domain/segment.ts";

type Named = Exclude<DeclaredContent, "text">;

/** Words of a parameter's name that say what it holds, when nothing else is known. */
const BY_PARAMETER: Readonly<Record<string, Named>> = {
  sql: "sql",
  statement: "sql",
  query: "sql",
  command: "shell",
  cmd: "shell",
  shell: "shell",
  bash: "shell",
  script: "shell",
  path: "path",
  file: "path",
  filename: "path",
  filepath: "path",
  dir: "path",
  directory: "path",
  folder: "path",
  url: "url",
  uri: "url",
  href: "url",
  link: "url",
  endpoint: "url",
  webhook: "url",
  callback: "url",
};

/** Words of a tool's name; weaker, since a tool has more than one parameter. */
const BY_TOOL: Readonly<Record<string, Named>> = {
  sql: "sql",
  database: "sql",
  db: "sql",
  postgres: "sql",
  mysql: "sql",
  sqlite: "sql",
  shell: "shell",
  bash: "shell",
  terminal: "shell",
};

/** The start of a statement of SQL, with enough after it that prose does not pass. */
const SQL_STATEMENT =
  /^[\s(;]{0,64}(?:(?:--[^\n]{0,400}\n|\/\*[^*]{0,400}\*\/)\s{0,64}){0,4}(?:select\b[\s\S]{1,4000}?\bfrom\b|select\s+(?:[\d'*@(]|[\w.]{1,64}\s?\()|with\s+(?:recursive\s+)?\w{1,64}\s*(?:\([^)]{0,400}\)\s*)?as\b|insert\s+(?:ignore\s+|or\s+\w{1,12}\s+)?into\b|update\s+\S{1,128}\s+(?:\w{1,64}\s+)?set\b|delete\s+from\b|merge\s+into\b|replace\s+into\b|(?:drop|alter|create|truncate)\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+)?(?:table|database|schema|view|index|user|role|column|function|procedure|trigger)\b|truncate\s+\w|explain\s+(?:analyze\s+)?(?:select|delete|update|insert)\b|(?:exec|execute|call|declare|grant|revoke|pragma|attach|vacuum|copy|begin|set)\s+[\w@([])/i;

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
  let known = byName.get(segment);
  if (known === undefined) {
    known = namedReading(segment);
    byName.set(segment, known);
  }
  return known;
}

/** All detectors ask the same of every leaf. */
const byName = new WeakMap<Segment, DeclaredAs>();

function namedReading({ parameter, tool, text }: Segment): DeclaredAs {
  const ofParameter = byWords(parameter, BY_PARAMETER);
  const named = ofParameter ?? byWords(tool, BY_TOOL);
  if (named === undefined || !looksLike(named, text)) return UNKNOWN;
  return { content: named, by: ofParameter === undefined ? "tool" : "parameter" };
}

function looksLike(named: Named, text: string): boolean {
  if (named === "sql") return SQL_STATEMENT.test(text);
  // A `link` or a `file` that is a sentence is prose about one.
  return named === "shell" || named === "code" || !/\s\S{1,200}\s/.test(text);
}

function byWords(
  name: string | undefined,
  meaning: Readonly<Record<string, Named>>,
): Named | undefined {
  if (name === undefined) return undefined;
  // Names are as long as a client likes; the words that tell stand within the first hundred.
  const words = name
    .slice(0, 100)
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]/);
  // The last word is what the thing is: a `file_url` is a URL.
  for (const word of words.toReversed()) {
    if (Object.hasOwn(meaning, word)) return meaning[word];
  }
  return undefined;
}
