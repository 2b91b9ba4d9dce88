// Where a link or an image of a match leads, and whether its address carries data there. It reads
// addresses as browsers do and knows nothing of the markup around them.
import { percentDecoded } from "../../domain/percent-decoded.ts";
import { isCargo } from "./cargo.ts";

/**
 * How likely an address itself tells something to who receives it: `some` is nearly always ordinary,
 * `much` is odd in what is fetched without a click, `certain` is readable data.
 */
export type Load = "none" | "some" | "much" | "certain";

/** Whether an address tells too much to be fetched by itself. */
export function isMuch(load: Load): boolean {
  return load === "much" || load === "certain";
}

/** An address outside, as a browser would open it. */
export interface Target {
  readonly host: string;
  readonly load: Load;
  /** Where it sends those on who open it: addresses in its own parameters. */
  readonly next: readonly Target[];
}

/** Stands for the page on which a text is shown: what resolves to it stays at home. */
const HOME = "https://home.invalid";

/** Reads an address; null where it leads nowhere outside: relative ones, other schemes. */
export function readTarget(address: string): Target | null {
  return readUrl(URL.parse(decodeEntities(address.trim()), HOME), 0);
}

/** Addresses in addresses that are followed. Real redirects go through one. */
const NEXT_MAX = 2;

function readUrl(url: URL | null, depth: number): Target | null {
  if (url === null || url.host === "home.invalid" || DEAF_HOSTS.has(url.host)) return null;
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  const next = depth >= NEXT_MAX ? [] : [...url.searchParams.values()].filter(isAddress);
  const targets = next.map((one) => readUrl(URL.parse(one, HOME), depth + 1));
  return {
    host: url.hostname,
    load: loadOf(url),
    next: targets.filter((one) => one !== null),
  };
}

/** Nobody but their owner hears what they are asked for, and every page that is written asks them. */
const DEAF_HOSTS: ReadonlySet<string> = new Set(["fonts.googleapis.com", "fonts.gstatic.com"]);

function isAddress(value: string): boolean {
  return /^(?:https?:)?\/\//i.test(value);
}

/** Whether an address runs code, or is a page of its own, instead of leading somewhere. */
export function isActive(address: string): boolean {
  const url = URL.parse(decodeEntities(address.trim()), HOME);
  if (url === null) return false;
  if (url.protocol === "javascript:" || url.protocol === "vbscript:") return true;
  return url.protocol === "data:" && !INERT_DATA.test(url.pathname);
}

/** Pictures, sound, film and fonts: they do nothing. A picture in SVG can hold a script. */
const INERT_DATA = /^(?:image\/(?!svg)|audio\/|video\/|font\/)/i;

/** A value that looks made to carry something: long, or sentences, or encoded. */
const VALUE_CHARS = 24;
const QUERY_CHARS = 96;
/** A word of a host name, or a segment of a path, that is no name of anything. */
const LABEL_CHARS = 16;
const SEGMENT_CHARS = 40;

/** Names under which addresses that were written to carry data ask for it. */
const CARRYING_NAME =
  /^(?:d|data|c|content|ctx|context|conv|conversation|chat|history|message|messages|msg|text|txt|payload|p|q|query|s|secret|secrets|token|tokens|key|keys|api[-_]?key|password|passwd|pwd|pw|pass|credentials?|creds?|cookies?|session|user|username|email|mail|info|leak|exfil|steal|dump|log|summary|prompt|system|instructions|x|b64|base64|env|ssn|card|body|note|notes)$/i;

/** Names that say outright that what follows is told to somebody. Searches and shares are not. */
const TELLING_NAME =
  /^(?:d|data|payload|chat|conv|conversation|history|context|ctx|secrets?|leak|exfil|steal|stolen|dump|passwords?|passwd|pwd|creds?|credentials?|cookies?|env|b64|base64|ssn)$/i;

/** Marks of campaigns: long, and told by every newsletter. */
const TRACKING_NAME = /^(?:utm_\w{1,20}|[a-z]{1,6}clid|mc_[ce]id|_ga|_gl)$/i;

function isTracking([name, value]: readonly [string, string]): boolean {
  return TRACKING_NAME.test(name) && /^[\w.|+:*~-]{0,80}$/.test(value);
}

/** What storage signs: the form of each value is fixed, and is no text. */
const SIGNED: readonly (readonly [RegExp, RegExp])[] = [
  [/^x-(?:amz|goog)-signature$/i, /^[0-9a-f]{64,512}$/i],
  [/^x-(?:amz|goog)-credential$/i, /^[\w.@-]{10,120}\/\d{8}\/[\w-]{2,20}\/\w{2,12}\/\w{5,20}$/],
  [/^x-(?:amz|goog)-(?:algorithm|date|expires|signedheaders)$/i, /^[\w;.:-]{1,80}$/],
  [/^x-amz-(?:security-token)$/i, /^[\w+/=-]{100,1500}$/],
  [/^x-amz-checksum-mode$|^x-id$|^response-content-(?:type|disposition)$/i, /^.{1,200}$/],
  // Azure: https://learn.microsoft.com/rest/api/storageservices/create-service-sas
  [/^sig$/i, /^[\w+/ -]{43}=$/],
  [/^(?:skoid|sktid)$/i, /^[0-9a-f-]{36}$/i],
  [/^(?:s[eptrv]|spr|skt|ske|sks|skv|rs(?:cc|ct|ce|cl))$/i, /^[\w:,./; =-]{1,60}$/],
  [/^rscd$/i, /^(?:attachment|inline)(?:; {0,2}filename=["\w.()%+-]{1,120})?$/],
];

function isSigned([name, value]: readonly [string, string]): boolean {
  return SIGNED.some(([names, values]) => names.test(name) && values.test(value));
}

function loadOf(url: URL): Load {
  const pairs = [...url.searchParams].filter(([name, value]) => name !== "" || value !== "");
  if (isCertain(url, pairs)) return "certain";
  const plain = pairs.filter((pair) => !isSigned(pair) && !isTracking(pair));
  const chars = plain.reduce((sum, [name, value]) => sum + name.length + value.length + 2, 0);
  const isOpaque =
    url.username.length + url.password.length > 0 ||
    url.hostname.split(/[.-]/).some((part) => part.length >= LABEL_CHARS && isMixed(part)) ||
    url.pathname.split("/").some((part) => part.length >= SEGMENT_CHARS && isOpaquePath(part));
  if (isOpaque || chars > QUERY_CHARS || plain.some(carries)) return "much";
  return pairs.length > 0 ? "some" : "none";
}

function isCertain(url: URL, pairs: readonly (readonly [string, string])[]): boolean {
  const fragment = url.hash.slice(1);
  const parts = [
    ...pairs.flat(),
    ...url.pathname.split("/"),
    ...fragment.split(/[&=/]/),
    url.username,
    url.password,
    ...url.hostname.split("."),
  ];
  return (
    pairs.some(([name, value]) => TELLING_NAME.test(name) && isSentence(percentDecoded(value))) ||
    parts.some((part) => part.length >= CARGO_CHARS && isCargo(percentDecoded(part)))
  );
}

/** The shortest cargo: a key of this length is one. */
const CARGO_CHARS = 12;

/** Words, in a place where names and numbers are expected. */
function isSentence(value: string): boolean {
  return value.length >= CARGO_CHARS && /\p{L}\s+\S{0,40}\p{L}/u.test(value);
}

function carries([name, value]: readonly [string, string]): boolean {
  // A bare query, `?secret-goes-here`, is a name without a value.
  if (value === "") return name.length >= VALUE_CHARS;
  if (isPlaceholder(value)) return true;
  if (isAddress(value)) return isMuch(readUrl(URL.parse(value, HOME), NEXT_MAX)?.load ?? "some");
  if (value.length >= VALUE_CHARS) return true;
  return CARRYING_NAME.test(name) && (value.length >= CARRIED_CHARS || /\s/.test(value));
}

/** Whether a parameter asks for data by its name; what it is given is not known yet. */
export function isCarryingName(name: string): boolean {
  return CARRYING_NAME.test(name);
}

/** The least that is worth carrying: a short password, a code. `?q=cats`, `?p=2` are shorter. */
const CARRIED_CHARS = 8;

/** `{secret}`, `[DATA]`, `<conversation>`, `$KEY`: to be filled in by who writes the answer. */
function isPlaceholder(value: string): boolean {
  return /^(?:\{.+\}|\[.+\]|<.+>|\$\w+|%\w+%)$/.test(value);
}

/** Letters and digits mixed up, as encoded data has them and names do not. */
function isMixed(text: string): boolean {
  const digits = text.replaceAll(/[^0-9]/g, "").length;
  return digits >= 2 && digits < text.length && /^[a-z0-9_-]+$/i.test(text);
}

/** Whether a word of a host name is too long and too mixed for a name, and so is what is told. */
export function isOpaqueLabel(label: string): boolean {
  return label.split("-").some((part) => part.length >= TOLD_LABEL_CHARS && isMixed(part));
}

/** A guess: clouds make up words of up to 20 characters, and put dashes between them. */
const TOLD_LABEL_CHARS = 24;

/** A segment of a path. Digests of files and ids in hexadecimal are ordinary; base64 is not. */
function isOpaquePath(part: string): boolean {
  const name = percentDecoded(part).replace(/\.[a-z0-9]{1,5}$/i, "");
  if (/%20|\+/.test(part) && part.length >= SEGMENT_CHARS) return true;
  if (/(?:^|[.-])[0-9a-f]{8,64}$/i.test(name) || /^[0-9a-f-]+$/i.test(name)) return false;
  return (
    /^[A-Za-z0-9_=%+-]+$/.test(name) &&
    /[A-Z]/.test(name) &&
    /[a-z]/.test(name) &&
    isMixed(name.replaceAll(/[=%+]/g, ""))
  );
}

/** Characters that HTML lets one write in another way. */
function decodeEntities(text: string): string {
  return text.replaceAll(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(amp|colon|sol|quest|equals|period));?/g,
    (whole, decimal?: string, hex?: string, name = "") => {
      const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
      if (code > 0 && code <= 0x10ffff) return String.fromCodePoint(code);
      return ENTITIES[name] ?? whole;
    },
  );
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  colon: ":",
  sol: "/",
  quest: "?",
  equals: "=",
  period: ".",
};

/**
 * Whether a host is one of some globs, in any case; `*` stands for any characters. Linear in the
 * host for each star: a star is only ever moved forward.
 */
export function isAllowedHost(host: string, globs: readonly string[]): boolean {
  const name = host.toLowerCase().replace(/\.$/, "");
  return globs.some((glob) => matchesGlob(glob.toLowerCase(), name));
}

function matchesGlob(glob: string, text: string): boolean {
  let [at, place] = [0, 0];
  let [star, resumeAt] = [-1, 0];
  while (place < text.length) {
    if (glob[at] === "*") {
      star = at;
      resumeAt = place;
      at += 1;
    } else if (glob[at] === text[place]) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      at = star + 1;
      resumeAt += 1;
      place = resumeAt;
    } else return false;
  }
  while (glob[at] === "*") at += 1;
  return at === glob.length;
}
