// What a tool does with data, told from its name first, then from its description, its parameters and
// its hints, and from the policy's labels above all. A name in any style is split into words; the
// first word that is a deed says which way data goes, the others with what.
import { TOOL_TRAITS, type ToolTrait } from "../../domain/data-flow.ts";
import { declaredNames, type DeclaredTool } from "../../domain/declared-tool.ts";
import { addDeclared } from "./tool-declaration.ts";
import {
  DESTROY_VERBS,
  FETCH_OBJECTS,
  HARMLESS_COMPANIONS,
  INSIDE_COMPANIONS,
  KEY_COMPANIONS,
  MAKE_VERBS,
  NOUN_VERBS,
  OUTWARD_OBJECTS,
  OUTWARD_WITH_PEOPLE,
  PREFIXES,
  PRIVATE_OBJECTS,
  READ_VERBS,
  RUN_HARMLESS,
  RUN_VERBS,
  SECRET_OBJECTS,
  SEND_VERBS,
  UNTRUSTED_OBJECTS,
} from "./tool-words.ts";

/** What is known of a tool. */
export interface ToolUse {
  readonly traits: ReadonlySet<ToolTrait>;
  /** It only asks for an address that it is given: what it takes out is in the address. */
  readonly isFetch: boolean;
  /** It leads data out only if its arguments name somebody: an event without guests is a note. */
  readonly needsPeople: boolean;
  /** It looks people up, or addresses: what it tells is there to be written to. */
  readonly isDirectory: boolean;
  /** The words of its name. */
  readonly words: readonly string[];
}

/** A tool by its name alone, by its declaration where there is one, and by the policy's labels. */
export function toolUse(
  name: string,
  declared: DeclaredTool | null,
  labels: readonly string[] = [],
): ToolUse {
  const known =
    HOSTED.get(name) ?? (declared?.kind === "hosted" ? HOSTED.get(declared.type) : undefined);
  const use = known ?? named(name);
  const traits = new Set(use.traits);
  if (declared !== null && known === undefined) {
    const isRead = deedOf(use.words.filter((word) => !PREFIXES.has(word))) === "read";
    addDeclared(declared, { isRead, traits });
  }
  applyLabels(labels, traits);
  return {
    ...use,
    traits,
    // Who labels a tool external says so of all its calls.
    ...(labels.includes("external") && { isFetch: false, needsPeople: false }),
  };
}

/** The declaration by whose name a call goes; null without one. */
export function declarationOf(name: string, tools: readonly DeclaredTool[]): DeclaredTool | null {
  return tools.find((tool) => declaredNames(tool).includes(name)) ?? null;
}

/** Traits as a list, in the order of their table. */
export function traitList(traits: ReadonlySet<ToolTrait>): readonly ToolTrait[] {
  return TOOL_TRAITS.filter((trait) => traits.has(trait));
}

function hosted(traits: readonly ToolTrait[], isFetch = false): ToolUse {
  return { traits: new Set(traits), isFetch, needsPeople: false, isDirectory: false, words: [] };
}

/** Tools that the API knows by their type, by the names by which their calls go. */
const HOSTED: ReadonlyMap<string, ToolUse> = new Map([
  // Its query leaves the house, and what comes back is the web.
  ["web_search", hosted(["untrusted", "external"], true)],
  ["file_search", hosted(["private"])],
  ["code_interpreter", hosted(["executes"])],
  ["shell", hosted(["executes"])],
  ["local_shell", hosted(["executes"])],
  ["apply_patch", hosted([])],
  ["computer", hosted(["untrusted", "executes"])],
  ["image_generation", hosted([])],
]);

/** Longest name that is read; the API's own have 64 characters. */
const NAME_CHARS_MAX = 256;

/** The words of a name in any style: `getHTMLPage`, `get-html-page`, `mcp__web__get_html_page`. */
export function nameWords(name: string): readonly string[] {
  return name
    .slice(0, NAME_CHARS_MAX)
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]/u)
    .filter((word) => word !== "");
}

type Deed = "read" | "send" | "destroy" | "run" | "make";

function named(name: string): ToolUse {
  const full = nameWords(name);
  // What stands after `by` is what it is asked with, not what it gives.
  const all = full.includes("by") ? full.slice(0, full.indexOf("by")) : full;
  // What stands before the last separator is a server's name: it tells of things, not of deeds.
  const own = nameWords(name.split(/\/|__|\.|:/).findLast((part) => part !== "") ?? name);
  const words = own.filter((word) => !PREFIXES.has(word));
  const deed = deedOf(words) ?? deedOf(all.filter((word) => !PREFIXES.has(word)));
  const traits = new Set<ToolTrait>();
  const has = (set: ReadonlySet<string>): boolean => all.some((word) => set.has(word));
  if (has(DATABASES) && words.some((word) => QUERY_WORDS.has(word))) {
    traits.add("private").add("executes");
  }
  const needsPeople = deed === "make" && words.some((word) => OUTWARD_WITH_PEOPLE.has(word));
  let isFetch = false;
  switch (deed) {
    case "read":
      addRead(all, traits);
      isFetch = isFetching(all);
      if (isFetch) traits.add("untrusted").add("external");
      break;
    case "send":
      if (!has(INSIDE_COMPANIONS)) traits.add("external");
      if (LOOKUPS.has(words[0] ?? "")) isFetch = true;
      if (isRequest(all)) traits.add("untrusted");
      break;
    case "destroy":
      traits.add("destructive");
      break;
    case "run":
      if (!has(RUN_HARMLESS)) traits.add("executes");
      if (has(DATABASES)) traits.add("private");
      break;
    case "make":
      addMake(words, all, traits);
      break;
    case null:
      addThing(all, traits);
      isFetch = isFetching(all);
      break;
  }
  const isDirectory = deed === "read" && has(DIRECTORIES);
  return { traits, isFetch, needsPeople, isDirectory, words: all };
}

/** The first deed in a name; a first word may be a thing elsewhere. */
function deedOf(words: readonly string[]): Deed | null {
  for (const [index, word] of words.entries()) {
    if (index === 0 && NOUN_VERBS.has(word) && !isDeed(words[1])) return "send";
    // `post` and `share` are things when they come later: `get_post`; so is `list` after a thing.
    const deed = deedWord(word);
    if (deed !== null && !(index > 0 && NOUNS_LATER.has(word))) return deed;
  }
  return null;
}

function isDeed(word: string | undefined): boolean {
  return word !== undefined && deedWord(word) !== null && !NOUN_VERBS.has(word);
}

function deedWord(word: string): Deed | null {
  if (DESTROY_VERBS.has(word)) return "destroy";
  if (SEND_VERBS.has(word)) return "send";
  if (READ_VERBS.has(word)) return "read";
  if (RUN_VERBS.has(word)) return "run";
  if (MAKE_VERBS.has(word)) return "make";
  return null;
}

/** Deeds that are things where another word stands before them. */
const NOUNS_LATER: ReadonlySet<string> = new Set(
  "email mail sms format tip fax order review history node issue".split(" "),
);

function addRead(all: readonly string[], traits: Set<ToolTrait>): void {
  const has = (set: ReadonlySet<string>): boolean => all.some((word) => set.has(word));
  const isHarmless = has(HARMLESS_COMPANIONS);
  if (!isHarmless && isSecret(all)) traits.add("private").add("secret");
  if (has(PRIVATE_OBJECTS)) traits.add("private");
  if (has(UNTRUSTED_OBJECTS)) traits.add("untrusted");
}

function isSecret(all: readonly string[]): boolean {
  if (all.some((word) => SECRET_OBJECTS.has(word))) return true;
  const isKey = all.includes("key") || all.includes("keys");
  return isKey && all.some((word) => KEY_COMPANIONS.has(word));
}

/** Whether it reads at an address: `fetch_url`, `get_webpage`; a web search asks with its words. */
function isFetching(all: readonly string[]): boolean {
  return (
    all.some((word) => FETCH_OBJECTS.has(word)) ||
    all.some((word) => ENGINES.has(word)) ||
    all.includes("navigate") ||
    all.includes("goto") ||
    (all[0] === "fetch" && all.length === 1)
  );
}

function addMake(words: readonly string[], all: readonly string[], traits: Set<ToolTrait>): void {
  const has = (set: ReadonlySet<string>): boolean => all.some((word) => set.has(word));
  if (has(INSIDE_COMPANIONS)) return;
  const isChange = CHANGES.has(words[0] ?? "");
  // Changing who may do what, or a password, takes it from somebody.
  if (isChange && has(GUARDED)) traits.add("destructive");
  const isOutward = isChange ? has(OPENED) : has(OUTWARD_OBJECTS);
  if (isOutward || isRequest(all)) traits.add("external");
  if (isRequest(all)) traits.add("untrusted");
}

/** A name without a deed: `inbox`, `web`, `s3`. It reads, if anything. */
function addThing(all: readonly string[], traits: Set<ToolTrait>): void {
  addRead(all, traits);
  if (isFetching(all)) traits.add("untrusted").add("external");
}

/** A request to any address: `http_post`, `call_api`, `curl`. */
function isRequest(words: readonly string[]): boolean {
  const at = new Set(words);
  return (
    at.has("curl") ||
    at.has("http") ||
    (at.has("api") && (at.has("call") || at.has("request"))) ||
    (at.has("request") && (at.has("make") || at.has("web") || at.has("send")))
  );
}

function wordSet(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}

const DATABASES = wordSet(
  `db database databases sql postgres postgresql mysql sqlite sqlite3 psql mssql oracle mongo mongodb redis
   bigquery snowflake redshift databricks clickhouse supabase athena duckdb warehouse cypher neo4j`,
);
const QUERY_WORDS = wordSet(
  "query execute exec run sql statement select command aggregate requete",
);
const LOOKUPS = wordSet("ping resolve nslookup dig");
const ENGINES = wordSet(
  "duckduckgo ddg tavily serp serpapi serper brave exa perplexity searx kagi firecrawl jina internet google bing",
);
const CHANGES = wordSet("update set edit modify change patch replace rename append upsert");
const GUARDED = wordSet(
  `password passwords permission permissions owner ownership role roles acl policy policies passwort senha
   contrasena 2fa mfa credentials beneficiary payee limit`,
);
/** What is opened to others when it is changed. */
const OPENED = wordSet(
  `permission permissions access sharing acl visibility webhook webhooks payment transaction payee
   beneficiary forwarding collaborator collaborators participants attendees members status_public public`,
);
const DIRECTORIES = wordSet(
  `contact contacts addressbook directory people employee employees staff user users member members
   attendee attendees participants kontakt kontakte customer customers vendor vendors supplier profile`,
);

/**
 * The policy's word is the last: `safe` takes all traits, `trusted`, `public` and `internal` take
 * `untrusted`, `private` with `secret`, and `external`; the names of traits give them, and
 * `sensitive` gives `private`.
 */
function applyLabels(labels: readonly string[], traits: Set<ToolTrait>): void {
  if (labels.includes("safe")) traits.clear();
  if (labels.includes("trusted")) traits.delete("untrusted");
  if (labels.includes("internal")) traits.delete("external");
  if (labels.includes("public")) {
    traits.delete("private");
    traits.delete("secret");
  }
  for (const label of labels) {
    const trait = label === "sensitive" ? "private" : TOOL_TRAITS.find((one) => one === label);
    if (trait !== undefined) traits.add(trait);
  }
  if (traits.has("secret")) traits.add("private");
}
