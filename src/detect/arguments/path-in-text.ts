// Paths in values that nobody called a path, and in URLs. Relative imports in code and "../src" in
// prose are ordinary: it takes a word that climbs far or secretly, or one that ends at a file worth
// stealing.
import type { Found, Reading } from "./argument-detector.ts";
import { placeRisk } from "./path-risk.ts";
import { PATH_CHARS_MAX, walkPath, type PathWalk } from "./path-walk.ts";
import { findPayloads, type Shape } from "./report.ts";

/** Without one of these there is no path in it. */
const GATE = /[/\\%]|0x[25]|[‥…．․／∕⁄＼∖〱。]|&#|\.ini\b|\.\.2f/i;
/** A field: what is longer is a document, in which only whole payloads are looked for. */
const FIELD_CHARS_MAX = 600;
/** Parts of a field that are looked at. */
const PARTS_MAX = 32;
/** Words in a value that still is a path with something around it, not a sentence about one. */
const WORDS_MAX = 3;

/** How a text is read, and what was undone to come to it, as the frame's forms tell. */
export type PathReading = Reading & { readonly undone?: readonly string[] };

/** Judges a value, a URL or a document. */
export function judgePathInText(text: string, reading: PathReading): Found[] {
  if (!GATE.test(text)) return [];
  // Manifests and settings name what lies beside them; those who pass them write a document.
  if (isWithinJson(reading) && isBeside(text)) return [];
  const found = findPayloads(text, SHAPES);
  const bare = text.trim();
  if (bare.length > PATH_CHARS_MAX) return found;
  const isWord = !/\s/.test(bare);
  if (!isWord && bare.length > FIELD_CHARS_MAX) return found;
  const confidence = isWord ? wordRisk(bare) : fieldRisk(bare);
  if (confidence >= 0.3) {
    found.push({
      category: "path_traversal",
      severity: confidence >= 0.8 ? "high" : "medium",
      confidence,
      start: 0,
      end: text.length,
    });
  }
  return found;
}

/** Whether a text is a string of JSON that an argument holds. */
export function isWithinJson({ undone }: PathReading): boolean {
  return undone?.includes("json") === true;
}

/** `../../packages/api`, `../../../tsconfig.base.json`: a source or a folder of sources, plainly. */
export function isBeside(text: string): boolean {
  if (!/^(?:\.\.\/){1,8}[\w@-][\w@.-]*(?:\/[\w@-][\w@.-]*){0,12}\/?$/.test(text)) return false;
  const { steps } = walkPath(text);
  const target = steps.at(-1) ?? "";
  if (SYSTEM_FOLDER.has(steps[0] ?? "") && !SOURCE_FOLDER.has(steps[0] ?? "")) return false;
  if (placeRisk(walkPath(text)).text >= 0.4 || BELOW_SERVED.test(target)) return false;
  return !target.includes(".") || IMPORTED.test(target);
}

/** Without one of these nothing climbs. */
const CLIMBS = /\.[.?]|[?]{2}|%|0x[25]|&#|\\|[‥…．․。]/;
const ADDRESS = /^(?:https?|wss?):[\\/]{2}[^\\/?#]{0,260}/i;

/** A value of one word: a path, a URL, a pair of name and value. */
function wordRisk(word: string): number {
  const address = ADDRESS.exec(word)?.[0];
  // The path of a URL names no file of this machine, but what climbs in it may reach one.
  if (address === undefined) return Math.max(pathRisk(word, true), ...partsOf(word).map(partRisk));
  const rest = word.slice(address.length);
  const query = rest.search(/[?#]/);
  return Math.max(
    CLIMBS.test(rest) ? climbsRisk(rest, walkPath(rest)) : 0,
    ...(query < 0 ? [] : partsOf(rest.slice(query)).map(partRisk)),
  );
}

/** A few words, with markup or quotation around the path. */
function fieldRisk(field: string): number {
  const words = field.split(/\s+/, WORDS_MAX + 6);
  const isMarkup = /^[<{["']/.test(field);
  if (words.length > WORDS_MAX && !isMarkup) {
    // Names of secret files are spoken of; climbing three folders up is not.
    return Math.max(0, ...words.map((word) => (walkPath(word).climbs >= 3 ? strictRisk(word) : 0)));
  }
  // In a line of code or of settings what stands in quotes is imported, unless it leads somewhere.
  const isCode = CODE_LINE.test(field);
  return Math.max(
    0,
    isCode ? 0 : pathRisk(field, false),
    ...partsOf(field).map(isCode ? strictRisk : partRisk),
  );
}

/** Takes or names another file, as sources and settings do. */
const CODE_LINE =
  /\b(?:import|export|from|require|include|use|extends|load|source|href|src)\b[\s("':={]|^\s{0,16}(?:[{[]\s{0,16})?["'][\w$@.-]{1,60}["']\s{0,4}:/i;

/** A word among others; sources that lie deep name what is beside them. */
function strictRisk(word: string): number {
  const bare = word.replace(/^["'`(<[]{1,3}/, "").replace(/["'`)\]>;,.:]{1,4}$/, "");
  return isBeside(bare) ? 0 : wordRisk(word);
}

/** What stands between the marks of markup, queries and assignments. */
function partsOf(text: string): readonly string[] {
  const parts = text.split(/[\s"'`<>=&?#|(){}[\],]/, PARTS_MAX);
  return parts.length > 1 ? parts.filter((part) => part.length > 3 && GATE.test(part)) : [];
}

function partRisk(part: string): number {
  return ADDRESS.test(part) ? 0 : pathRisk(part, true);
}

/** Wrappers of PHP and Java that nobody types into a field. */
const WRAPPER =
  /^(?:url:)?(?:php:\/{2}(?:filter|input|fd|memory|temp|output)|phar:|zip:\/{2}|compress\.(?:zlib|bzip2):|expect:\/{2}|glob:\/{2}|data:\/{2}|ogg:\/{2}|rar:\/{2}|ssh2\.\w{2,6}:|netdoc:|local_file:|(?:jar:)?file:(?=\/|%2f)|jar:https?:|convert\.iconv\.[\w.-]{1,40}\|)/i;

/** A path that stands by itself. */
function pathRisk(text: string, isWord: boolean): number {
  const walk = walkPath(text);
  if (isWord && WRAPPER.test(walk.path)) {
    return /^(?:url:)?(?:jar:)?file:/i.test(walk.path) ? Math.max(0.8, placeRisk(walk).text) : 0.9;
  }
  const place = placeRisk(walk).text;
  const climbing = climbsRisk(text, walk);
  if (walk.climbs + walk.doubtful > 0 && place >= 0.4) return 0.9;
  // A plain word such as "master.key" or "access_log" is no path.
  const isPath = /[/\\%\0]|\.ini$/.test(text);
  return Math.max(climbing, isWord && isPath ? place : place >= 0.8 ? place : 0);
}

/** Where a climb leads on Unix and Windows, whatever file is named below. */
const SYSTEM_FOLDER = new Set(
  "etc proc var usr sys dev root home boot opt windows winnt inetpub users program files private bin tmp conf apache apache2 nginx".split(
    " ",
  ),
);
/** Names of system folders that folders of sources have, too. */
const SOURCE_FOLDER = new Set("bin files private tmp conf users var dev usr".split(" "));
/** What is served, and so lies one folder below what is not. */
const BELOW_SERVED =
  /(?:^|[._-])(?:config|conf|settings|secrets?|passwd|passwords?|credentials?|users?|database|db|backup|admin|private|shadow|htaccess|htpasswd|history)(?:[._-]|$)|\.(?:php\d?|phtml|asp|aspx|jsp|jspx|cgi|ini|conf|cnf|cfg|bak|old|key|pem|sql|sqlite3?|db|log|inc|ht\w{4,6}|jar|war|properties)$|^\.(?:env|ht|git|svn|history|bash|pass)/;
/** Settings of a package, which its sources import from one folder up. */
const IMPORTED = /\.(?:[cm]?[jt]sx?|json|css|scss|md|mdx|vue|svelte|py|go|rs|rb|ya?ml|toml)$/;

/** What overflows a buffer for a path, or fills it so that an ending is cut off. */
const PADDING = /([^./\s])\1{199}|(?:\/\.){32}/;

/** How sure the climbing in a value makes it an attack. */
function climbsRisk(
  text: string,
  { climbs, hidden, doubtful, steps, path, above }: PathWalk,
): number {
  const target = steps.at(-1) ?? "";
  const isSystem = SYSTEM_FOLDER.has(steps[0] ?? "") && above > 0;
  if (climbs === 0) {
    if (doubtful === 0) return 0;
    if (/(?:^|\/)\.{4,256}\//.test(path) || (doubtful > 1 && /^[/.?\\]/.test(path))) return 0.8;
    return 0;
  }
  if (climbs >= 3 && hidden === 0) return isPlainImport(text, target) ? 0.6 : 0.85;
  if (hidden > 0 || path.includes("\0")) return 0.9;
  if (isSystem) return 0.9;
  // Above the root there is nothing; so long a way is meant to be cut off at its end.
  if ((above > 0 && path.startsWith("/")) || PADDING.test(path)) return 0.8;
  // Both kinds of slashes around the dots: one is for the filter, the other for the file system.
  if (/\.\.\\/.test(text) && (/\.\.\//.test(text) || /^\/|\\\/|\/\\/.test(text))) return 0.85;
  if (/^[/\\]{1,8}\.\.[/\\]/.test(text) && climbs > 1) return 0.85;
  if (!/^[./\\]/.test(text) && above === 0) return 0;
  if (BELOW_SERVED.test(target)) return IMPORTED.test(target) ? 0.6 : 0.8;
  if (climbs === 2 && target === "" && above === 2) return 0.8;
  return 0;
}

/** `../../../src/x.ts`: sources that lie deep import from far up. */
function isPlainImport(text: string, target: string): boolean {
  return (
    /^(?:\.\.\/){1,8}[\w@.-]+(?:\/[\w@.-]+){0,12}$/.test(text) &&
    IMPORTED.test(target) &&
    !BELOW_SERVED.test(target)
  );
}

const SHAPES: readonly Shape[] = [
  {
    // It begins where a climb begins, so that a long one is walked once.
    is: /(?<!(?:\.|2e|ae)(?:[/\\]|%(?:25)?(?:2f|5c)|%c0%af))(?:(?:\.|%2e|%252e|%c0%ae|%u002e){2}(?:[/\\]|%2f|%5c|%252f|%255c|%c0%af){1,3}){1,512}(?:etc\/|proc\/|windows|winnt|boot\.ini|win\.ini|var\/log|root\/|\.ssh|\.env\b|\.aws)[\w./\\-]{0,80}/gi,
    category: "path_traversal",
    severity: "high",
    confidence: 0.9,
  },
  {
    // Dots and slashes of which the percent signs were lost on the way.
    is: /(?:(?:\.\.|2e2e)(?:2f|5c)){2,24}\w{1,80}/gi,
    category: "path_traversal",
    severity: "high",
    confidence: 0.85,
  },
];
