// Commands that a call tells in pieces, `{"command":["rm","-rf","/"]}`, as the line that a person
// would type: what a command does shows only in all of it.
import type { Segment } from "../domain/segment.ts";

/** A command in one line. */
export interface CommandLine {
  readonly text: string;
  /** The path of the list. */
  readonly path: string;
  readonly parameter: string;
}

/** Lists that are a command, the program first. */
const COMMANDS = /^(?:command|cmd|argv|exec|command_?line|cmd_?line|shell_?command)$/i;
/** Lists of arguments of a program that is named beside them. */
const ARGUMENTS = /^(?:args|arguments|argv|flags|options|parameters|command_?args)$/i;
/** Members that name a program. */
const PROGRAMS = /^(?:command|cmd|program|executable|binary|bin|exe)$/i;
/** Words of one command. Longer lists are data. */
const WORDS_MAX = 256;
const ELEMENT = /^(.{1,4096})\[\d{1,6}\]$/s;

/** The commands in the leaves of one call, which come in document order. Linear in them. */
export function commandLines(leaves: readonly Segment[]): readonly CommandLine[] {
  const lists = new Map<string, { readonly parameter: string; readonly words: string[] }>();
  const programs = new Map<string, string>();
  for (const { path, parameter, text } of leaves) {
    if (parameter === undefined) continue;
    const isList = path.endsWith("]");
    if (!isList && PROGRAMS.test(parameter)) programs.set(above(path, parameter), text);
    if (!isList || !(COMMANDS.test(parameter) || ARGUMENTS.test(parameter))) continue;
    const list = ELEMENT.exec(path)?.[1];
    if (list === undefined || !list.endsWith(parameter)) continue;
    const known = lists.get(list) ?? { parameter, words: [] };
    lists.set(list, known);
    if (known.words.length < WORDS_MAX) known.words.push(text);
  }
  return [...lists].flatMap(([path, { parameter, words }]) => {
    const program = ARGUMENTS.test(parameter) ? programs.get(above(path, parameter)) : undefined;
    if (program === undefined && !COMMANDS.test(parameter)) return [];
    const line = words.map(quoted).join(" ");
    return [{ path, parameter, text: program === undefined ? line : `${program} ${line}` }];
  });
}

function above(path: string, parameter: string): string {
  return path.slice(0, -parameter.length);
}

/** A word as a shell would have to be told it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./~*?^-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
