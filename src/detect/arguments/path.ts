// Paths in tool arguments: climbing out of a folder, in plain and encoded forms, and files that
// hold secrets. Which folders a tool may use is policy, not known here.
import type { Severity } from "../../domain/finding.ts";
import type { Detector, DetectorMeta } from "../detector.ts";
import { argumentDetector, type Found, type Judges } from "./argument-detector.ts";
import { plainPath } from "../../domain/plain-path.ts";
import { findShapes, type Shape } from "./report.ts";

/** Paths are short; a longer value is a document, in which only the shapes below are looked for. */
const PATH_CHARS_MAX = 4_096;

const META: DetectorMeta = {
  id: "arguments.path",
  finds: "Path traversal and sensitive files in arguments of tool calls.",
  source: "CWE-22; CAPEC-126, CAPEC-80; OWASP Path Traversal.",
};

const JUDGES: Judges = {
  sql: null,
  shell: null,
  path: judgePath,
  url: judgeText,
  code: null,
  text: judgeText,
  unknown: judgeText,
};

/** Detects path traversal and sensitive files in arguments of tool calls. */
export const pathArgument: Detector = argumentDetector(META, JUDGES);

function whole(text: string, severity: Severity, confidence: number): Found {
  return { category: "path_traversal", severity, confidence, start: 0, end: text.length };
}

function judgePath(text: string): Found[] {
  if (text.length > PATH_CHARS_MAX) return [];
  const path = plainPath(text);
  const found: Found[] = [];
  if (/\0|%00/.test(path)) found.push(whole(text, "high", 0.9));
  if (/^(?:file|php|phar|zip|data|expect|jar|glob|netdoc):/i.test(path.trim())) {
    found.push(whole(text, "high", 0.85));
  }
  if (/^\/\/(?:[?.]\/|[\w.-]{1,80}\/)|::\$(?:DATA|INDEX_ALLOCATION)/i.test(path)) {
    found.push(whole(text, "high", 0.75));
  }
  if (path === "..") {
    // One folder up is how people walk; alone it reads nothing.
    found.push(whole(text, "low", 0.4));
  } else if (climbsOut(path)) {
    const isPlain = text.includes("..") && path === text.replaceAll("\\", "/");
    found.push(whole(text, "high", isPlain ? 0.85 : 0.95));
  } else if (/(?:^|\/)\.\.(?:\/|$)/.test(path) && !/(?:^|[/\\])\.\.(?:[/\\]|$)/.test(text)) {
    // The dots were hidden; nobody encodes a path that may be written plainly.
    found.push(whole(text, "high", 0.9));
  }
  if (/\.{4,}\/|(?:^|\/)\.{3}\/+\.{1,3}\//.test(path)) found.push(whole(text, "high", 0.8));
  if (SENSITIVE.test(path)) found.push(whole(text, "critical", 0.85));
  return found;
}

/** Files that hold secrets or the machine's own state, wherever the path begins. */
const SENSITIVE =
  /(?:^|\/)etc\/(?:\.\/)?(?:passwd|shadow|gshadow|sudoers|hosts|ssh\/|crontab|cron\.|group(?:$|\/))|^\/?proc\/(?:self|\d{1,7}|\d?\*)\/|^\/(?:sys\/|root(?:\/|$)|dev\/(?:sd|mem|kmem|hd|nvme)|var\/(?:log|run|lib)\/|run\/secrets|boot\/)|serviceaccount\/token|docker\.sock|(?:^|\/)\.(?:ssh(?:\/|$)|aws(?:\/|$)|azure\/|kube\/|docker\/config|netrc$|npmrc$|pypirc$|pgpass$|git-credentials$|gnupg\/|config\/gcloud|htpasswd$|bash_history$|env(?:$|\.(?!example|sample|template|test|dist|defaults)\w{1,16}$)|git\/)|(?:^|\/)(?:id_rsa|id_ed25519|id_ecdsa|wp-config\.php|web\.config|WEB-INF\/|win\.ini|boot\.ini|ntuser\.dat)|windows\/system32\/|system32\/config\/|%(?:appdata|systemroot|userprofile|windir)%/i;

/** Whether the path, walked segment by segment, leaves the folder it starts in. */
function climbsOut(path: string): boolean {
  let depth = 0;
  for (const part of path.split("/")) {
    if (part === "..") depth -= 1;
    else if (part !== "" && part !== ".") depth += 1;
    if (depth < 0) return true;
  }
  return false;
}

/** Without one of these nothing below can match. */
const GATE = /\.\.|%2e|%c0|%u|etc[/\\]|proc\/self|win\.ini|boot\.ini|\.ssh|\.aws|system32/i;

/**
 * A value that nobody called a path. Relative imports in code and "../src" in prose are ordinary:
 * it takes a single word that climbs far, or climbing that ends at a file worth stealing.
 */
function judgeText(text: string): Found[] {
  if (!GATE.test(text)) return [];
  const found = findShapes(text, SHAPES);
  const isOneWord = text.length <= PATH_CHARS_MAX && !/\s/.test(text.trim());
  if (!isOneWord) return found;
  const path = plainPath(text.trim());
  const climbs = path.split("/").filter((part) => part === "..").length;
  const isHidden = climbs > 0 && !/\.\.[/\\]/.test(text);
  if (climbs >= 3 || (climbs > 0 && (isHidden || SENSITIVE.test(path)))) {
    found.push(whole(text, "high", climbs >= 3 && !isHidden ? 0.8 : 0.9));
  } else if (ALONE.test(path)) {
    found.push(whole(text, "critical", 0.8));
  }
  return found;
}

/** Sensitive even as a bare value of any parameter. */
const ALONE =
  /^(?:file:\/{2,3})?\/?(?:etc\/(?:passwd|shadow|gshadow|sudoers)|proc\/self\/(?:environ|cmdline|maps|fd\/\d{1,4}))(?:%00|\0)?$|^~\/\.(?:ssh|aws)\/\w|^[a-z]:\/(?:boot\.ini|windows\/(?:win\.ini|system32\/\S{1,80}))$/i;

const SHAPES: readonly Shape[] = [
  {
    is: /(?:(?:\.|%2e|%252e|%c0%ae|%u002e){2}(?:[/\\]|%2f|%5c|%252f|%255c|%c0%af){1,3}){1,24}(?:etc\/|proc\/|windows|winnt|boot\.ini|win\.ini|var\/log|root\/|\.ssh|\.env\b|\.aws)[\w./\\-]{0,80}/gi,
    category: "path_traversal",
    severity: "high",
    confidence: 0.9,
  },
];
