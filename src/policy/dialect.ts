// Policies in the words of other gateways, put into ours before they are checked: `type:` for
// `scanner:`, `tool_allowlist`, `data_protection` and the like. Tables say which word stands for
// which. Errors go on pointing at what the author wrote.
import { ACTIONS } from "../domain/decision.ts";
import {
  ACTION_WORDS,
  DIALECT_SCANNERS,
  FIELD_WORDS,
  MODE_WORDS,
  PII_TYPES,
  SECRET_TYPES,
  type FieldWord,
} from "./dialect-words.ts";
import { translateDirection } from "./dialect-direction.ts";
import { RULES, type Scanner } from "./schema/document.ts";
import type { Problem } from "./problems.ts";
import type { Path } from "./source/yaml-data.ts";

/** A policy's data in the language's own words. */
export interface Translated {
  readonly data: unknown;
  /** What could not be put into them, at the author's own paths. */
  readonly problems: readonly Problem[];
  /** The author's path for a path of the data. */
  readonly toAuthor: (path: Path) => Path;
}

type Fields = Record<string, unknown>;

/** Where a rule's fields come from: paths within it, ours and the author's. */
type Origins = readonly (readonly [ours: Path, authors: Path])[];

/** One rule of the data, made of the author's rule at `index`. */
interface Made {
  readonly rule: unknown;
  readonly index: number;
  readonly origins: Origins;
}

/** Translates a policy's data; what is in our words already stays as it is. Never throws. */
export function translate(data: unknown): Translated {
  if (!isFields(data)) return { data, problems: [], toAuthor: (path) => path };
  const problems: Problem[] = [];
  const rules = data["rules"];
  const made = Array.isArray(rules) ? translateRules(rules, problems) : null;
  const translated = {
    ...data,
    ...("version" in data && { version: versionOf(data["version"]) }),
    ...("mode" in data && { mode: wordOf(MODE_WORDS, data["mode"]) }),
    ...(made && { rules: made.map(({ rule }) => rule) }),
  };
  return {
    data: translated,
    problems,
    toAuthor: (path) => (made === null ? path : authorsPath(path, { made, author: data })),
  };
}

/** YAML reads an unquoted `1.0` as the number 1. */
function versionOf(version: unknown): unknown {
  return version === 1 || version === "1" ? "1.0" : version;
}

function translateRules(rules: readonly unknown[], problems: Problem[]): readonly Made[] {
  const taken = new Set(
    rules.flatMap((rule) => (isFields(rule) ? [rule["name"], rule["id"]] : [])),
  );
  const unique = (name: string): string => {
    let free = name;
    for (let count = 2; taken.has(free); count += 1) free = `${name}-${count}`;
    taken.add(free);
    return free;
  };
  return rules.flatMap((rule, index): readonly Made[] => {
    if (!isFields(rule)) return [{ rule, index, origins: [] }];
    const { fields, origins } = translateRule(rule);
    const name = fields["name"] ?? unique(`rule-${index + 1}`);
    const named = "name" in fields ? fields : { name, ...fields };
    const split = splitDataProtection(named, { author: rule, index, problems });
    return split.map((each, part) => ({
      rule: part === 0 ? each : { ...each, name: secondName(name, unique) },
      index,
      origins,
    }));
  });
}

/** A name that is no text is told once, of the first half. */
function secondName(name: unknown, unique: (name: string) => string): string {
  return unique(typeof name === "string" ? `${name}-secrets` : "secrets");
}

/** One rule on its way from the author's words to ours. */
interface Draft {
  readonly fields: Fields;
  readonly origins: (readonly [ours: Path, authors: Path])[];
  /** Something in it was in other words than ours. */
  isDialect: boolean;
}

function translateRule(rule: Fields): Draft {
  const draft: Draft = { fields: { ...rule }, origins: [], isDialect: false };
  const { fields } = draft;
  rename(draft, "type", { to: ["scanner"] });
  const said = fields["scanner"];
  const words = typeof said === "string" ? ownOf(DIALECT_SCANNERS, said) : undefined;
  const scanner = words?.scanner(fields) ?? said;
  if (words !== undefined) {
    draft.isDialect = true;
    fields["scanner"] = scanner;
    for (const [from, word] of Object.entries(words.fields)) rename(draft, from, word);
  }
  if (typeof scanner !== "string" || !Object.hasOwn(RULES, scanner)) return draft;
  // Checked just above.
  const { shape } = RULES[scanner as Scanner];
  for (const [from, word] of Object.entries(FIELD_WORDS)) {
    const isField = word.to[0] !== undefined && Object.hasOwn(shape, word.to[0]);
    if (isField && !Object.hasOwn(shape, from)) rename(draft, from, word);
  }
  if (Object.hasOwn(shape, "sensitivity")) translateSensitivity(draft);
  if ("action" in fields) fields["action"] = actionOf(fields["action"]);
  else if (draft.isDialect) fields["action"] = "block";
  if (scanner === "pii") translateTypes(fields);
  const direction = translateDirection(fields, shape);
  if (direction !== null) replaceDirection(draft, direction);
  return draft;
}

/** Moves a field to its name in our language, unless something stands there. */
function rename(draft: Draft, from: string, { to, value, isList }: FieldWord): void {
  const { fields } = draft;
  if (!Object.hasOwn(fields, from)) return;
  const [first = "", second] = to;
  const given = fields[from];
  const put = value === undefined ? given : value(given);
  // A mapping is what our own language says there.
  if (second !== undefined && isFields(put)) return;
  const before = fields[first];
  const isFree = before === undefined || (second !== undefined && isFields(before));
  if (from !== first && !isFree) return;
  const listed = isList === true && typeof put === "string" ? [put] : put;
  if (from !== first) delete fields[from];
  fields[first] =
    second === undefined ? listed : { ...(isFields(before) && before), [second]: listed };
  if (from !== first || second !== undefined) draft.origins.push([to, [from]]);
  draft.isDialect = true;
}

/** Rules that have the field take its words in any case; others write a number there. */
function translateSensitivity(draft: Draft): void {
  const { fields } = draft;
  const { sensitivity } = fields;
  if (typeof sensitivity === "string") fields["sensitivity"] = sensitivity.toLowerCase();
  if (typeof sensitivity === "number") rename(draft, "sensitivity", { to: ["threshold"] });
}

function translateTypes(fields: Fields): void {
  const { types } = fields;
  if (!Array.isArray(types)) return;
  fields["types"] = types.map((type: unknown) => wordOf(PII_TYPES, type));
}

function replaceDirection(
  { fields, origins }: Draft,
  { direction, on }: { readonly direction?: string; readonly on?: readonly string[] },
): void {
  delete fields["direction"];
  if (direction !== undefined) fields["direction"] = direction;
  if (on === undefined) return;
  fields["on"] = on;
  origins.push([["on"], ["direction"]]);
}

/** `data_protection` speaks of personal data and of keys in one list; for us they are two rules. */
function splitDataProtection(
  rule: Fields,
  of: { readonly author: Fields; readonly index: number; readonly problems: Problem[] },
): readonly Fields[] {
  const { author, index, problems } = of;
  const { types } = rule;
  const isProtection = [author["type"], author["scanner"]].includes("data_protection");
  if (!isProtection || !Array.isArray(types)) return [rule];
  const from = "patterns" in author ? "patterns" : "types";
  const personal: unknown[] = [];
  let isOfSecrets = false;
  for (const [at, type] of types.entries()) {
    const word = plain(type);
    if (word !== null && SECRET_TYPES.includes(word)) isOfSecrets = true;
    else personal.push(type);
    if (word !== null && !isKnownType(word)) {
      problems.push({
        message: "there is no such type of data",
        path: ["rules", index, from, at],
        expected: [...Object.keys(PII_TYPES), ...SECRET_TYPES],
      });
    }
  }
  if (!isOfSecrets) return [rule];
  const { types: _, ...others } = rule;
  const secrets = { ...others, scanner: "secrets" };
  return personal.length === 0 ? [secrets] : [{ ...rule, types: personal }, secrets];
}

function isKnownType(word: string): boolean {
  const known = [...Object.keys(PII_TYPES), ...Object.values(PII_TYPES), ...SECRET_TYPES];
  return word.includes("*") || known.some((type) => plain(type) === word);
}

/** The author's path: of the rule that ours was made of, and of the field that ours was. */
function authorsPath(
  path: Path,
  { made, author }: { readonly made: readonly Made[]; readonly author: Fields },
): Path {
  const [section, at, ...within] = path;
  const source = section === "rules" && typeof at === "number" ? made[at] : undefined;
  if (source === undefined) return path;
  const origin = source.origins
    .filter(([ours]) => ours.every((step, index) => step === within[index]))
    .toSorted((a, b) => b[0].length - a[0].length)[0];
  const field = origin === undefined ? within : [...origin[1], ...within.slice(origin[0].length)];
  return cutAtText(["rules", source.index, ...field], author);
}

/** A list that the author wrote as one text has no entries to point at. */
function cutAtText(path: Path, author: unknown): Path {
  let data = author;
  for (const [index, step] of path.entries()) {
    if (typeof data !== "object" || data === null) return path.slice(0, index);
    if (!Object.hasOwn(data, step)) return path;
    data = (data as Record<string | number, unknown>)[step];
  }
  return path;
}

/** The word of ours for one of another dialect; anything else stays. */
function wordOf(words: Readonly<Record<string, string>>, value: unknown): unknown {
  const word = plain(value);
  return (word === null ? undefined : ownOf(words, word)) ?? value;
}

/** An action; of several the most severe, as everywhere. A word that is none is told. */
function actionOf(said: unknown): unknown {
  if (!Array.isArray(said)) return wordOf(ACTION_WORDS, said);
  const actions = said.map((each) => wordOf(ACTION_WORDS, each));
  const ranks = actions.map((action) => ACTIONS.findIndex((known) => known === action));
  return actions[ranks.includes(-1) ? ranks.indexOf(-1) : ranks.indexOf(Math.max(...ranks))];
}

function ownOf<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

function plain(value: unknown): string | null {
  return typeof value === "string"
    ? value
        .trim()
        .toLowerCase()
        .replaceAll(/[-\s]+/g, "_")
    : null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
