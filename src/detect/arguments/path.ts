// Paths in tool arguments: climbing out of a folder, in plain and encoded forms, files that hold
// secrets, and forms that are no path at all. Which folders a tool may use is policy, not known here.
import type { Detector, DetectorMeta } from "../detector.ts";
import { argumentDetector, type Found, type Judges } from "./argument-detector.ts";
import { SIGNS } from "./argument-survey.ts";
import { isBeside, isWithinJson, judgePathInText, type PathReading } from "./path-in-text.ts";
import { placeRisk } from "./path-risk.ts";
import { PATH_CHARS_MAX, walkPath, type PathWalk } from "./path-walk.ts";

const META: DetectorMeta = {
  id: "arguments.path",
  finds: "Path traversal and sensitive files in arguments of tool calls.",
  source:
    "CWE-22, CWE-36, CWE-98; CAPEC-126, CAPEC-80; OWASP Path Traversal; RFC 3629; Windows file naming.",
};

const JUDGES: Judges = {
  sql: null,
  shell: null,
  path: judgePath,
  url: judgePathInText,
  code: null,
  text: judgePathInText,
  unknown: judgePathInText,
};

/** Detects path traversal and sensitive files in arguments of tool calls. */
export const pathArgument: Detector = argumentDetector(META, JUDGES, {
  signs: SIGNS.path,
  except: "path",
});

function judgePath(text: string, reading: PathReading): Found[] {
  const bare = text.trim();
  if (bare === "" || bare.length > PATH_CHARS_MAX) return [];
  if (isWithinJson(reading) && isBeside(bare)) return [];
  const walk = walkPath(bare);
  const climbing = Math.max(oddForm(bare, walk.path), climbRisk(bare, walk));
  const place = placeRisk(walk).declared;
  const confidence = Math.max(climbing, place);
  if (confidence < 0.3) return [];
  return [
    {
      category: "path_traversal",
      severity: place >= 0.8 ? "critical" : confidence >= 0.8 ? "high" : "low",
      confidence,
      start: 0,
      end: text.length,
    },
  ];
}

/** Wrappers that read, unpack or run instead of opening a file, and `file:` itself. */
const SCHEME =
  /^(?:url:)?(?:file|local_file|php|phar|zip|compress\.\w{2,6}|zlib|bzip2|data|expect|jar|glob|netdoc|ogg|rar|ssh2(?:\.\w{2,6})?|gopher|dict|ldaps?|tftp|vbscript|javascript|view-source|unix|pipe):/i;
const DEVICE = /^(?:con|prn|aux|com[0-9]|lpt[0-9]|conin\$|conout\$|clock\$)$/i;
/** Names of eight and three characters, of which a filter by name knows nothing. */
const SHORT_NAME = /^[A-Z0-9_]{2,6}~[1-9](?:\.[A-Z]{1,3})?\//;

/** Forms that mean something else than a file below the folder in which the tool works. */
function oddForm(text: string, path: string): number {
  if (path.includes("\0")) return 0.9;
  if (SCHEME.test(path)) return 0.9;
  if (/^\/\/[?.]\//.test(path)) return /^\/\/\?\/[a-z]:\//i.test(path) ? 0.8 : 0.9;
  if (/^[\\/]{2}[^\\/]/.test(text)) return shareRisk(text);
  if (/::?\$(?:DATA|INDEX_ALLOCATION|BITMAP|ATTRIBUTE_LIST|EA)\b/i.test(path)) return 0.85;
  if (/^%(?:systemroot|windir|comspec|systemdrive|programdata|appdata|localappdata)%/i.test(path)) {
    return path.includes("..") || /%(?:systemroot|windir|comspec)%/i.test(path) ? 0.85 : 0.4;
  }
  if (text.includes("\\") && path.split("/").some((_, at, all) => isShort(all, at))) return 0.8;
  const device = path.split("/").filter((step) => DEVICE.test(step)).length;
  return device > 1
    ? 0.8
    : device === 1 && DEVICE.test(path) && path === path.toUpperCase()
      ? 0.6
      : 0;
}

function isShort(steps: readonly string[], at: number): boolean {
  return at + 1 < steps.length && SHORT_NAME.test(`${steps[at] ?? ""}/`);
}

/** Opening another machine's share tells it who asks: the hash of the password goes along. */
function shareRisk(text: string): number {
  const host = /^[\\/]{2}([^\\/]{1,253})[\\/]/.exec(text)?.[1] ?? "";
  if (/^wsl(?:\$|\.localhost)$/i.test(host)) return 0.4;
  // Two slashes before a folder are what joining paths carelessly leaves.
  if (text.startsWith("//")) return /[.:@]/.test(host) ? 0.8 : 0;
  return host === "" ? 0 : 0.85;
}

/** Files whose name says that they are not for the one who has to climb to them. */
const TELLING_FILE =
  /secret|passw|passwd|credential|private|token|\.(?:pem|key|pfx|p12|jks|keystore|kdbx|ovpn|sql|sqlite3?|db|bak|old|dump|htpasswd|env)$|^\.(?!git(?:ignore|attributes|hub|lab|modules)|editorconfig|prettierrc|eslintrc|vscode|nvmrc)\w/;

/** How sure the climbing alone makes it an attack. */
function climbRisk(
  text: string,
  { climbs, hidden, doubtful, above, steps, path }: PathWalk,
): number {
  if (climbs === 0) {
    if (doubtful === 0) return 0;
    if (/\.{4,256}\//.test(path) || doubtful > 1) return path.length > 3 ? 0.8 : 0;
    return 0;
  }
  // Nobody encodes or doubles a step that may be written plainly.
  if (hidden > 0) return 0.95;
  // Nor takes both kinds of slashes: one is for the filter, the other for the file system.
  if (/\.\.\\/.test(text) && /\//.test(text.replace(/^[a-z]:\//i, ""))) return 0.85;
  if (above === 0) return 0;
  // One folder up is how people walk, and two to look around.
  if (above <= 2 && steps.length === 0) return 0.4;
  const isPlain = above === 1 && climbs === 1 && /^\.\.(?:[/\\]|$)/.test(text);
  return isPlain && !TELLING_FILE.test(steps.at(-1) ?? "") ? 0.4 : 0.85;
}
