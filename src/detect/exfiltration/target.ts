// Where a link or an image of a match leads, and whether its address carries data there. It reads
// addresses as browsers do and knows nothing of the markup around them.

/** An address outside, as a browser would open it. */
export interface Target {
  readonly host: string;
  /** How likely the address itself tells something to who receives it. */
  readonly load: "none" | "some" | "much";
}

/** Stands for the page on which a text is shown: what resolves to it stays at home. */
const HOME = "https://home.invalid";

/** Reads an address; null where it leads nowhere outside: relative ones, other schemes. */
export function readTarget(address: string): Target | null {
  const url = URL.parse(decodeEntities(address.trim()), HOME);
  if (url === null || url.host === "home.invalid") return null;
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  return { host: url.hostname, load: loadOf(url) };
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

function loadOf(url: URL): Target["load"] {
  const pairs = [...url.searchParams].filter(([name, value]) => name !== "" || value !== "");
  const isOpaque =
    url.username.length + url.password.length > 0 ||
    url.hostname.split(/[.-]/).some((part) => part.length >= LABEL_CHARS && isMixed(part)) ||
    url.pathname.split("/").some((part) => part.length >= SEGMENT_CHARS && isOpaquePath(part));
  if (isOpaque || url.search.length > QUERY_CHARS || pairs.some(carries)) return "much";
  return pairs.length > 0 ? "some" : "none";
}

function carries([name, value]: readonly [string, string]): boolean {
  // A bare query, `?secret-goes-here`, is a name without a value.
  if (value === "") return name.length >= VALUE_CHARS;
  if (value.length >= VALUE_CHARS || isPlaceholder(value)) return true;
  return CARRYING_NAME.test(name) && (value.length >= CARRIED_CHARS || /\s/.test(value));
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

/** A segment of a path. Digests of files and ids in hexadecimal are ordinary; base64 is not. */
function isOpaquePath(part: string): boolean {
  const name = part.replace(/\.[a-z0-9]{1,5}$/i, "");
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
