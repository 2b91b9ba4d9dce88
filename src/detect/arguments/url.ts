// URLs in tool arguments that lead inward: private and link-local addresses, cloud metadata, names
// of internal hosts, schemes that read files. The platform's own URL parser undoes the disguises
// (decimal, hex and octal hosts, full-width letters). What a name resolves to is not known here, so
// rebinding and redirects are for whoever makes the request.
import type { Severity } from "../../domain/finding.ts";
import type { Detector, DetectorMeta } from "../detector.ts";
import { argumentDetector, type Found, type Judges } from "./argument-detector.ts";
import { authorityOf, hostKind } from "../../domain/host-kind.ts";

/** Longest URL that browsers and servers agree on, doubled; longer values are not one URL. */
const URL_CHARS_MAX = 16_384;

const META: DetectorMeta = {
  id: "arguments.url",
  finds: "URLs that reach internal addresses, cloud metadata or local files (SSRF).",
  source: "CWE-918; RFC 6890 and the IANA special-purpose registries; WHATWG URL.",
};

const JUDGES: Judges = {
  sql: null,
  shell: null,
  path: null,
  url: judgeDeclaredUrl,
  code: null,
  text: judgeText,
  unknown: judgeText,
};

/** Detects URLs that reach internal hosts or files in arguments of tool calls. */
export const urlArgument: Detector = argumentDetector(META, JUDGES);

function judgeDeclaredUrl(text: string): Found[] {
  return judgeUrl(text, true);
}

/** One URL and nothing else, by its look. */
const ONE_URL = /^\s{0,16}(?:https?:|[a-z][a-z0-9+.-]{1,24}:\/{2})\S{1,16384}\s{0,16}$/i;
/** Metadata services inside longer text; nobody else's address is worth reporting there. */
const METADATA_IN_TEXT =
  /\bhttps?:\/\/(?:169\.254\.169\.254|169\.254\.170\.2|100\.100\.100\.200|metadata\.google\.internal|\[fd00:ec2::254\])(?![\w.-])/gi;

function judgeText(text: string): Found[] {
  if (!text.includes(":")) return [];
  if (ONE_URL.test(text)) return judgeUrl(text, false);
  const found: Found[] = [];
  for (const match of text.matchAll(METADATA_IN_TEXT)) {
    if (found.length === 8) break;
    found.push(ssrf(match.index, match.index + match[0].length, "critical", 0.6));
  }
  return found;
}

function ssrf(start: number, end: number, severity: Severity, confidence: number): Found {
  return { category: "ssrf", severity, confidence, start, end };
}

/** What an HTTP tool may be asked to open; `mailto` and `tel` are links, not requests. */
const SCHEMES = /^(?:https?|wss?|mailto|tel):$/;
/** `git@host:owner/repository`, which is no URL but stands where one may. */
const REPOSITORY = /^(?:http:\/\/)?git@[\w.-]{1,253}:[\w./~-]{1,300}$/;
/** A part of a URL that failed to parse, yet that a laxer parser would send somewhere inside. */
const SUSPECT_REST =
  /[@\\#\s]|[\u3002\uff0e\uff61]|0x[0-9a-f]|localhost|\b127\.|169\.254|::|^(?:\w+:)?\/{0,4}[\d.:]+(?:\/|$)/i;

/** Judges one URL. In a parameter that is no URL by name, odd schemes are left to other rules. */
function judgeUrl(text: string, isDeclared: boolean): Found[] {
  if (text.length > URL_CHARS_MAX) return [];
  const cleaned = clean(text);
  const from = text.indexOf(text.trim());
  const found = (severity: Severity, confidence: number): Found[] => [
    ssrf(from, from + text.trim().length, severity, confidence),
  ];
  if (cleaned === "" || /^[/?#.]/.test(cleaned) || REPOSITORY.test(cleaned)) return [];
  const url = parse(cleaned);
  if (url === undefined) return SUSPECT_REST.test(cleaned) ? found("high", 0.75) : [];
  if (!SCHEMES.test(url.protocol)) {
    return isDeclared || /^(?:file|gopher|dict|ldap|tftp|jar):$/.test(url.protocol)
      ? found("high", 0.85)
      : [];
  }
  if (url.protocol === "mailto:" || url.protocol === "tel:") return [];
  const host = hostKind(url.hostname, authorityOf(cleaned));
  if (host === "metadata") return found("critical", 0.95);
  if (host === "internal") return found("high", isDeclared ? 0.9 : 0.75);
  if (isConfused(cleaned, url)) return found("high", 0.8);
  return judgeNested(url) ? found("high", 0.75) : [];
}

function clean(text: string): string {
  // Clients drop these before they parse; so do we.
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  const bare = text.replace(/[\0-\x1f\x7f]/g, "").trim();
  if (/^[\\/]{2}/.test(bare)) return `http:${bare.replaceAll("\\", "/")}`;
  // "host:port" and "host/path" parse as a scheme or not at all; tools put http in front.
  return /^[a-z][a-z0-9+.-]*:(?!\d{1,5}(?:[/?#]|$))/i.test(bare) || /^[/?#.]/.test(bare)
    ? bare
    : `http://${bare}`;
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    // Not a URL; the caller looks at the text instead.
    return undefined;
  }
}

/** Authorities written so that two parsers see two hosts. */
function isConfused(text: string, url: URL): boolean {
  const userinfo = `${url.username}:${url.password}`;
  if (/[.@]|%(?:40|2e|23|2f|5c)/i.test(userinfo)) return true;
  if (/^[a-z]{2,5}:\/{2}[^/?#]{0,300}\\/i.test(text)) return true;
  return /[#?]@|[\u3002\uff0e\uff61]/.test(text);
}

/** A URL inside the path, query or fragment, as open redirects and proxies take them. */
function judgeNested(url: URL): boolean {
  const rest = safeDecode(safeDecode(url.pathname + url.search + url.hash));
  for (const match of rest.matchAll(/https?:\/\/[^\s"'<>&]{1,300}/gi)) {
    const inner = parse(match[0]);
    if (inner !== undefined && hostKind(inner.hostname, authorityOf(match[0])) !== "public") {
      return true;
    }
  }
  return false;
}

function safeDecode(text: string): string {
  return text.replace(/%([2-7][0-9a-f])/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
