// From what the schema says is wrong to what an author is told: where, what stands there, what would
// be valid, and what was probably meant.
import * as z from "zod";
import { indexPath, keyPath } from "../domain/json-path.ts";
import { LIMITS } from "../domain/limits.ts";
import { COMMON } from "./schema/common.ts";
import { RULES, SCANNERS } from "./schema/document.ts";
import { validFields } from "./schema/places.ts";
import type { Path } from "./source/yaml-data.ts";
import { suggest } from "./suggest.ts";

/** Something wrong with a policy's data. */
export interface Problem {
  /** One sentence without its full stop. */
  readonly message: string;
  readonly path: Path;
  /** Whether the key is wrong, or what stands behind it; default the latter. */
  readonly part?: "key" | "value";
  /** Into the text that stands there, in UTF-16 units. */
  readonly offset?: number;
  /** What stands there: its kind, or the word itself where it is one of ours that is expected. */
  readonly found?: string;
  /** What would be valid: words of the language, or kinds of values. */
  readonly expected?: readonly string[];
  /** The one of them that was probably meant. */
  readonly suggestion?: string;
}

/** The data that the schema has read, and what its author calls each place. */
export interface Told {
  readonly data: unknown;
  readonly toAuthor: (path: Path) => Path;
}

/**
 * What an issue of the schema tells, at the author's own paths; several problems where it speaks of
 * several fields.
 */
export function problemsOf(issue: z.core.$ZodIssue, told: Told): readonly Problem[] {
  const at = stepsOf(issue.path);
  const value = valueAt(told.data, at);
  const path = told.toAuthor(at);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys
        .slice(0, LIMITS.policyErrorsMax)
        .map((key) => unknownField([...at, key], told));
    case "invalid_union":
      return unionProblems(issue, told);
    case "invalid_value": {
      const expected = issue.values.map(String);
      if (value === undefined) return [{ message: `${named(path)} is missing`, path, expected }];
      return [unknownWord({ path, value, expected })];
    }
    case "invalid_type":
      return [wrongKind({ path, value, expected: kindByName(issue.expected) })];
    case "too_small":
    case "too_big":
      return [{ message: `${named(path)} must ${bound(issue)}`, path }];
    case "invalid_format":
      return [{ message: formatMessage(issue, path), path, found: kindOf(value) }];
    case "invalid_key":
      return [{ message: keyMessage(issue), path, part: "key" }];
    case "not_multiple_of":
    case "invalid_element":
    case "custom":
      return [{ message: issue.message, path }];
  }
}

function keyMessage({ issues }: z.core.$ZodIssueInvalidKey): string {
  const [first] = issues;
  return first?.code === "custom" ? first.message : "a name has 1 to 128 characters";
}

/** No key of a document is a symbol. */
function stepsOf(path: readonly PropertyKey[]): Path {
  return path.filter((step) => typeof step !== "symbol");
}

/** What stands at a path; undefined where nothing does. */
export function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step))
      return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

/** A place as people write it: `rules[2].allowed_tools`, `agents["support-*"].models`. */
export function pathText(path: Path): string {
  return path.reduce<string>(
    (text, part) => (typeof part === "number" ? indexPath(text, part) : keyPath(text, part)),
    "",
  );
}

/** What kind of value something is, in words. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return "a text";
  if (typeof value === "number") return "a number";
  return typeof value === "boolean" ? "true or false" : "a mapping";
}

function unknownField(at: Path, { data, toAuthor }: Told): Problem {
  const key = String(at.at(-1));
  const expected = validFields(at.slice(0, -1), data);
  const message = `unknown field "${short(key)}"`;
  const place = { path: toAuthor(at), part: "key" } as const;
  return { message, ...place, found: short(key), ...choice(key, expected ?? []) };
}

/** Valid words, and which of them was probably meant. */
function choice(word: string, valid: readonly string[]): Pick<Problem, "expected" | "suggestion"> {
  if (valid.length === 0) return {};
  const suggestion = suggest(word, valid);
  return { expected: valid, ...(suggestion !== null && { suggestion }) };
}

interface Wrong {
  readonly path: Path;
  readonly value: unknown;
  readonly expected: readonly string[];
}

function unknownWord({ path, value, expected }: Wrong): Problem {
  if (typeof value !== "string") {
    const isWord = typeof value === "number" || typeof value === "boolean";
    const said = isWord ? String(value) : kindOf(value);
    return { message: `${named(path)} cannot be ${said}`, path, found: said, expected };
  }
  const word = short(value);
  const message = `${named(path)} cannot be "${word}"`;
  return { message, path, found: word, ...choice(word, expected) };
}

function wrongKind(of: {
  readonly path: Path;
  readonly value: unknown;
  readonly expected: string;
}): Problem {
  const { path, value, expected } = of;
  if (value === undefined) {
    return { message: `${named(path)} is missing`, path, expected: [expected] };
  }
  const said = kindOf(value);
  const isUnquoted = expected === "a text" && ["a number", "true or false"].includes(said);
  const but = expected === "a whole number" && said === "a number" ? "" : `, not ${said}`;
  const message = `${named(path)} must be ${expected}${but}${isUnquoted ? ": put it in quotes" : ""}`;
  const meant = booleanWord(expected, value);
  return {
    message,
    path,
    found: said,
    expected: [expected],
    ...(meant !== null && { suggestion: meant }),
  };
}

/** `yes` and `no` are texts in YAML 1.2. */
function booleanWord(expected: string, value: unknown): string | null {
  if (expected !== "true or false" || typeof value !== "string") return null;
  if (/^(?:yes|on|true|1)$/i.test(value)) return "true";
  return /^(?:no|off|false|0)$/i.test(value) ? "false" : null;
}

function kindByName(name: string): string {
  return KINDS[name] ?? name;
}

const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};

function bound(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const isLow = issue.code === "too_small";
  const amount = String(isLow ? issue.minimum : issue.maximum);
  const strictly = issue.inclusive === false ? (isLow ? "more than" : "less than") : null;
  const words = strictly ?? (isLow ? "at least" : "at most");
  if (issue.origin === "number" || issue.origin === "int") return `be ${words} ${amount}`;
  if (isLow && issue.minimum === 1) return "not be empty";
  return `have ${words} ${amount} ${issue.origin === "string" ? "characters" : "entries"}`;
}

function formatMessage(issue: z.core.$ZodIssueInvalidStringFormat, path: Path): string {
  const own = FORMATS[issue.format];
  if (own !== undefined) return `${named(path)} must be ${own}`;
  // The schema's own words, where it has some.
  return issue.message.startsWith("Invalid ") ? `${named(path)} is not valid` : issue.message;
}

const FORMATS: Readonly<Record<string, string>> = {
  date: "a date like 2027-01-31",
  datetime: "a moment with its zone, like 2027-01-31T12:00:00Z",
  url: "an https URL",
};

/** The field at a path by its name, with its index in a list. */
function named(path: Path): string {
  if (path.length === 0) return "a policy";
  const from = path.findLastIndex((step) => typeof step === "string");
  return pathText(path.slice(Math.max(0, from))) || "the entry";
}

/** What authors wrote is repeated in errors, at no great length. */
function short(text: string): string {
  return text.length > WORD_CHARS_MAX ? `${text.slice(0, WORD_CHARS_MAX)}...` : text;
}

const WORD_CHARS_MAX = 64;

/** A choice between several schemas: the problems of the one that was probably meant. */
function unionProblems(issue: z.core.$ZodIssueInvalidUnion, told: Told): readonly Problem[] {
  const at = stepsOf(issue.path);
  const value = valueAt(told.data, at);
  const path = told.toAuthor(at);
  if ("discriminator" in issue) {
    return [unknownScanner(path, value), ...commonProblems(at.slice(0, -1), told)];
  }
  const branches = issue.errors.map((issues) =>
    issues.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
  );
  // A branch that speaks of what is inside has understood what this is.
  const inner = branches.filter((issues) =>
    issues.every((each) => each.path.length > at.length || each.code === "unrecognized_keys"),
  );
  const [meant] = inner.toSorted((a, b) => a.length - b.length);
  if (meant !== undefined) return meant.flatMap((each) => problemsOf(each, told));
  const outer = branches.flat().filter((each) => each.path.length === at.length);
  return [combined({ problems: outer.flatMap((each) => problemsOf(each, told)), path, value })];
}

function unknownScanner(path: Path, value: unknown): Problem {
  if (typeof value !== "string") {
    return { message: "a rule needs a scanner", path, expected: SCANNERS };
  }
  const word = short(value);
  const problem = { message: "a rule needs a known scanner", path, found: word };
  return { ...problem, ...choice(word, SCANNERS) };
}

/**
 * What is wrong with a rule whose kind is not known, as far as that can be told without its kind: the
 * fields that every rule has, and those that no rule has.
 */
function commonProblems(at: Path, told: Told): readonly Problem[] {
  const entry = valueAt(told.data, at);
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return [];
  const unknown = Object.keys(entry).filter((key) => !FIELDS_OF_ANY.has(key));
  const strange = unknown.slice(0, LIMITS.policyErrorsMax).map((key) => {
    const suggestion = suggest(key, ["scanner", ...Object.keys(COMMON)]);
    const path = told.toAuthor([...at, key]);
    const problem = { message: `unknown field "${short(key)}"`, path, part: "key" as const };
    return { ...problem, ...(suggestion !== null && { suggestion }) };
  });
  const common = z.object(COMMON).partial().safeParse(entry);
  const issues = common.success ? [] : common.error.issues;
  return [
    ...strange,
    ...issues.flatMap((issue) => problemsOf({ ...issue, path: [...at, ...issue.path] }, told)),
  ];
}

/** Fields that some kind of rule has. */
const FIELDS_OF_ANY: ReadonlySet<string> = new Set(
  Object.values(RULES).flatMap(({ shape }) => Object.keys(shape)),
);

/** Nothing fits: what any of the choices would have taken. */
function combined(of: {
  readonly problems: readonly Problem[];
  readonly path: Path;
  readonly value: unknown;
}): Problem {
  const { problems, path, value } = of;
  const words = [...new Set(problems.flatMap(({ expected }) => expected ?? []))];
  const suggestion = problems.find((problem) => problem.suggestion !== undefined)?.suggestion;
  const messages = [...new Set(problems.map(({ message }) => message))];
  const isWord = typeof value === "string" && words.length > 0;
  return {
    message: isWord
      ? `${named(path)} cannot be "${short(value)}"`
      : messages.slice(0, 2).join(", or ") || `${named(path)} is not valid`,
    path,
    found: isWord ? short(value) : kindOf(value),
    ...(words.length > 0 && { expected: words }),
    ...(suggestion !== undefined && { suggestion }),
  };
}
