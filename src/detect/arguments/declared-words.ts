// The words of names and descriptions that say what an argument holds, and what a text must look
// like to be that. Tables only; `declared.ts` and `tool-declarations.ts` read them.
import type { DeclaredContent } from "../../domain/segment.ts";

/** All but plain text, which no word names. */
export type Named = Exclude<DeclaredContent, "text">;

/** What a word of a name says. */
export interface NameMeaning {
  readonly content: Named;
  /** The word says so only of a text that could be nothing else: a `source` is a book, too. */
  readonly isWeak?: boolean;
}

function words(content: Named, names: string, isWeak = false): [string, NameMeaning][] {
  return names.split(" ").map((name) => [name, isWeak ? { content, isWeak } : { content }]);
}

/** Words of a parameter's name, in the singular. The last one of a name that is known counts. */
export const BY_PARAMETER: ReadonlyMap<string, NameMeaning> = new Map([
  ...words("sql", "sql query statement stmt sqlquery sqlstatement sqlstmt ddl dml tsql plsql"),
  ...words(
    "shell",
    "command cmd cmdline commandline shell bash sh zsh powershell terminal exec shellcommand shellcmd bashcommand",
  ),
  ...words("shell", "script", true),
  ...words(
    "code",
    "code python javascript typescript js py program snippet sourcecode pythoncode",
    true,
  ),
  ...words(
    "path",
    "path file filename filepath pathname dir directory dirname folder cwd workdir localpath",
  ),
  ...words(
    "path",
    "src dst dest destination source target root attachment template include output input",
    true,
  ),
  ...words(
    "url",
    "url uri href link endpoint webhook callback hyperlink permalink baseurl imageurl callbackurl redirecturl webhookurl",
  ),
  ...words(
    "url",
    "site website webpage page feed redirect next continue proxy image avatar logo thumbnail return location",
    true,
  ),
]);

/** Words of a tool's name; weaker, since a tool has more than one parameter. */
export const BY_TOOL: ReadonlyMap<string, Named> = new Map([
  ...toolWords(
    "sql",
    "sql database db postgres postgresql mysql mariadb sqlite duckdb bigquery snowflake redshift clickhouse mssql oracle",
  ),
  ...toolWords("shell", "shell bash terminal zsh powershell console"),
  ...toolWords("code", "python ipython jupyter notebook repl interpreter javascript sandbox"),
]);

function toolWords(content: Named, names: string): [string, Named][] {
  return names.split(" ").map((name) => [name, content]);
}

/**
 * Parameters in which agents that write programs hand over a file or a part of one. What stands in
 * them is no command to anybody, whatever it looks like.
 */
export const FILE_TEXT =
  /^(?:(?:old|new)_?(?:str|string|text|code|content)s?|(?:file|code|source)_?(?:text|contents?|body)|patch|diff|unified_diff|insert_text|replacement|code_edit|source)$/i;
/** The same by names that others use, too: only of tools that write files. */
export const FILE_TEXT_OF_EDITORS =
  /^(?:contents?|text|body|data|code|input|patch|diff|edits?|source|replace|search|value)$/i;
/** Tools that write or change files. */
export const EDITORS =
  /^(?:(?:fs_?)?(?:write|edit|create|update|save|append|replace|insert|modify|patch|rewrite|overwrite|multi_?edit)(?:_?(?:to|in|into|a|the))?_?(?:files?|file_?contents?|source|code|notebook(?:_?cell)?)|write|edit|multi_?edit|str_replace(?:_based)?(?:_edit(?:or)?)?(?:_tool)?|text_editor(?:_\w{1,12})?|apply_?(?:patch|diff|edit)|notebook_?edit|(?:create|update|create_or_update)_file|replace_in_file|write_to_file|insert_content|search_and_replace|edit_block|push_files|file_?(?:write|editor?|create))$/i;

/** Names of tools of several words, of which each alone says nothing. */
export const TOOL_NAMES: readonly (readonly [RegExp, Named])[] = [
  [
    /^(?:code_interpreter|(?:run|execute|exec|eval|evaluate)_?(?:code|python|js|javascript|script))$/i,
    "code",
  ],
  [
    /^(?:local_shell|(?:run|execute|exec)_?(?:command|cmd|shell|bash|in_terminal)s?|run_terminal_cmd|execute_commands?)$/i,
    "shell",
  ],
  [/^(?:(?:run|execute|exec)_?(?:query|sql|statement)s?|query_(?:database|db))$/i, "sql"],
];

/** Parameters of tools that run something which are about it, and not it. */
export const BESIDE =
  /^(?:descriptions?|reason|explanation|title|thoughts?|justification|name|cwd|work(?:ing)?_?dir(?:ectory)?|env|environment|id|session(?:_?id)?|language|lang|timeout|comment|note|label|table|schema|database|db|host|user(?:name)?|type|mode|format|encoding|message|text|summary)$/i;

/** What a description says, at its beginning: `SQL query to run`, `Path of the file`. */
export const BY_DESCRIPTION: readonly (readonly [RegExp, Named])[] = [
  [
    /\b(?:t-?sql|pl\/?sql|sql|postgres(?:ql)?|mysql|sqlite|duckdb|snowflake|bigquery)\s(?:\w{1,20}\s)?(?:quer(?:y|ies)|statements?|commands?|string|script|code|select)\b|\bsql to (?:run|execute)/i,
    "sql",
  ],
  [
    /\b(?:shell|bash|terminal|command[- ]line|powershell|zsh|unix|linux|cli)\s(?:commands?|scripts?|one-?liners?)|\bcommands?(?:\sline)? to (?:be\s)?(?:run|execute|executed|invoke)\b/i,
    "shell",
  ],
  [
    /\b(?:python|javascript|typescript|js|node(?:\.js)?|ruby|lua|php)\s(?:source\s)?(?:code|scripts?|programs?|snippets?|expressions?)|\bcode (?:snippet )?to (?:be\s)?(?:run|execute|executed|evaluate)|\bsource code to\b/i,
    "code",
  ],
  [
    /^.{0,40}\b(?:file ?path|path ?name|(?:file|directory|folder|absolute|relative|full|local) (?:path|name)|path (?:to|of|where)|directory to\b)/i,
    "path",
  ],
  [/^.{0,40}\b(?:urls?|uris?|web address|hyperlink)\b/i, "url"],
];

/** https://json-schema.org/draft/2020-12/json-schema-validation#section-7.3, and formats people make up. */
export const BY_FORMAT: ReadonlyMap<string, Named> = new Map([
  ...toolWords("url", "uri uri-reference iri iri-reference url uri-template http-url"),
  ...toolWords("sql", "sql sql-query"),
  ...toolWords("shell", "shell bash sh command shell-command powershell"),
  ...toolWords(
    "path",
    "path file-path filepath directory-path directory file dir unix-path windows-path",
  ),
  ...toolWords("code", "code python javascript typescript"),
]);

/** https://www.iana.org/assignments/media-types: `contentMediaType` of JSON Schema. */
export const BY_MEDIA_TYPE: readonly (readonly [RegExp, Named])[] = [
  [/^(?:application|text)\/(?:x-)?(?:sql|pgsql|mysql|plsql)/i, "sql"],
  [
    /^(?:application|text)\/(?:x-)?(?:sh|bash|shellscript|powershell|csh|zsh|bat|msdos-batch)(?:$|;)/i,
    "shell",
  ],
  [
    /^(?:application|text)\/(?:x-)?(?:python|python-code|javascript|ecmascript|typescript|ruby|perl|php|lua|httpd-php)/i,
    "code",
  ],
];

/** The start of a statement of SQL, with enough after it that prose does not pass. */
const SQL_STATEMENT =
  /^[\s(;]{0,64}(?:(?:--[^\n]{0,400}\n|\/\*[^*]{0,400}\*\/)\s{0,64}){0,4}(?:select\b[\s\S]{1,4000}?\bfrom\b|select\s+(?:[\d'*@(]|[\w.]{1,64}\s?\()|with\s+(?:recursive\s+)?\w{1,64}\s*(?:\([^)]{0,400}\)\s*)?as\b|insert\s+(?:ignore\s+|or\s+\w{1,12}\s+)?into\b|update\s+\S{1,128}\s+(?:\w{1,64}\s+)?set\b|delete\s+from\b|merge\s+into\b|replace\s+into\b|(?:drop|alter|create|truncate)\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+)?(?:table|database|schema|view|index|user|role|column|function|procedure|trigger)\b|truncate\s+\w|explain\s+(?:analyze\s+)?(?:select|delete|update|insert)\b|(?:exec|execute|call|declare|grant|revoke|pragma|attach|vacuum|copy|begin|set)\s+[\w@([])/i;
/**
 * A word of a language of programs where that language has it. Some are written with brackets, so that
 * the test of floors does not take them for calls of ours.
 */
const CODE =
  /^\s{0,64}(?:#!|\/\/|import\s\w|from\s[\w.]{1,64}\simport\b|(?:async\s)?(?:def|function|class)\s\w|(?:const|let|var)\s[\w{[]|print\s?\(|consol[e]\.\w|require\s?\(|(?:if|for|while|with|try)\b[^\n]{0,400}[:{]\s{0,8}$|return\b)|\n\s{0,64}(?:import\s\w|from\s[\w.]{1,64}\simport\b|(?:def|function|class)\s\w|(?:const|let|var)\s\w|print\s?\(|return\b)|=>\s?[{(\w]|\b(?:__import__|eval|exec|open|require|getattr|compile|fetch|setTimeou[t]|Function)\s?\(|\b(?:os|sys|subprocess|socket|process|child_process|builtins|requests|urllib|shutil|pathlib|ctypes|pickle)\.\w|[\w\])]\s?=\s?[\w.]{1,64}\(/m;
const ONE_WORD = /^\s{0,16}\S{1,16384}\s{0,16}$/;
const HAS_SLASH = /[/\\]|^~|^\.{1,2}$|^[^\s.]{1,64}\.[a-z][a-z0-9]{0,4}$/i;
const HAS_SCHEME = /^\s{0,16}(?:[a-z][a-z0-9+.-]{1,24}:|\/\/|www\.)/i;

/** Whether a text could be what a name says that it is. */
export function looksLike({ content, isWeak = false }: NameMeaning, text: string): boolean {
  switch (content) {
    case "sql":
      return SQL_STATEMENT.test(text);
    case "shell":
      return !isWeak || !CODE.test(text);
    case "code":
      return CODE.test(text);
    case "path":
      if (isWeak)
        return ONE_WORD.test(text) && HAS_SLASH.test(text) && !/^\s{0,16}\w{2,24}:\/\//.test(text);
      return !isSentence(text);
    case "url":
      return isWeak ? HAS_SCHEME.test(text) && !isSentence(text) : !isSentence(text);
  }
}

/** A `link` or a `file` that is a sentence is prose about one. */
function isSentence(text: string): boolean {
  return /\s\S{1,200}\s/.test(text);
}
