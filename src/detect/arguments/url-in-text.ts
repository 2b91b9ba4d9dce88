// URLs in values that nobody called a URL. A value that is one URL is judged like one, though the
// machine of someone who develops is ordinary; in a sentence only what nobody would speak of counts.
import { isCollector, isLoopback } from "../../domain/host-kind.ts";
import type { Found } from "./argument-detector.ts";
import { isConfusing, isSuspect } from "./url-confusion.ts";
import { leadsInward } from "./url-nested.ts";
import { isDisguised, kindOf, type UrlReading } from "./url-reading.ts";
import {
  foundAt,
  INERT_DATA,
  isOpen,
  NONE,
  OPEN,
  plainRisk,
  REPOSITORY,
  type Risk,
} from "./url-risk.ts";
import { schemeKind } from "./url-schemes.ts";

/** One URL and nothing else, by its look. */
const ONE_URL =
  /^\s{0,16}(?:url:)?(?:https?:|wss?:|data:|[a-z][a-z0-9+._-]{1,24}:\/{2}|(?:jar|view-source|netdoc|php|phar):\S|[\\/]{2}[\w[@])\S{1,16384}\s{0,16}$/i;
/** A host and a path without a scheme, as some clients take it. A number after the slash is a network. */
const HOST_AND_PATH =
  /^(?:\d{1,3}(?:\.\d{1,3}){3}|(?=[\w.-]{0,253}[a-z])[\w.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?\/(?!\d{1,3}$)\S{0,2048}$/i;
/** A URL within something else. */
const INNER_URL = /(?:\b(?:[a-z][a-z0-9+.-]{1,20}):\/{0,2}|[=:"'(]\/\/)[^\s"'<>]{3,2048}/gi;
/** Metadata services inside longer text; nobody else's address is worth reporting there. */
const METADATA_IN_TEXT =
  /\bhttps?:\/\/(?:169\.254\.169\.254|169\.254\.170\.2|100\.100\.100\.200|metadata\.google\.internal|\[fd00:ec2::254\])(?![\w.-])/gi;
/** A scheme with slashes behind it, or one that needs none. */
const NAMES_PLACE =
  /^(?:[a-z][a-z0-9+.-]{0,24}:)?[\\/]{1,2}|^(?:url|https?|wss?|file|local_file|jar|netdoc|phpp?|phar|expect|gopher|dict|ldaps?|s?ftp|tftp|view-source|zip|glob|data|unix|javascript|vbscript|[a-z0-9.+]{1,24}\+\w{1,12}|compress\.\w{1,8}):/i;
const INNER_MAX = 8;
/** A field; what is longer is a document, which may show addresses. */
const FIELD_CHARS_MAX = 300;

/** Judges a value that may be a URL, have one in it, or be a document. */
export function judgeUrlInText(text: string): Found[] {
  if (!/:\S|[\\/]{2}|\w\//.test(text)) return [];
  if (ONE_URL.test(text)) return foundAt(text, [0, text.length], textRisk);
  const bare = text.trim();
  if (HOST_AND_PATH.test(bare)) {
    return foundAt(text, [0, text.length], (reading) => hostAndPathRisk(reading));
  }
  if (!text.includes(":") && !text.includes("//")) return [];
  if (SPLIT_AUTHORITY.test(text)) return [wholeFound(text, 0.8)];
  if (bare.length > FIELD_CHARS_MAX) return metadataIn(text);
  const found: Found[] = [];
  for (const match of text.matchAll(INNER_URL)) {
    const inner = match[0].replace(/^[=:"'(](?=\/\/)/, "");
    const start = match.index + match[0].length - inner.length;
    // `font-size:0` is no URL.
    if (!NAMES_PLACE.test(inner)) continue;
    // What is plain and public is nobody's business in a sentence.
    if (plainRisk(inner) !== undefined) continue;
    const place = { stands: isAssigned(text, start), leads: text.slice(0, start).trim() === "" };
    found.push(
      ...foundAt(text, [start, start + inner.length], (reading) => innerRisk(reading, place)),
    );
    if (found.length >= INNER_MAX) break;
  }
  return found;
}

/** A blank within the authority, which one parser cuts off and another does not. */
const SPLIT_AUTHORITY = /^\s{0,16}[a-z][a-z0-9+.-]{1,24}:\/\/[^/?#\s]{1,253}\s[&;,]{0,2}@[\w[]/i;

function wholeFound(text: string, confidence: number): Found {
  return { category: "ssrf", severity: "high", confidence, start: 0, end: text.length };
}

function metadataIn(text: string): Found[] {
  const found: Found[] = [];
  for (const match of text.matchAll(METADATA_IN_TEXT)) {
    if (found.length === INNER_MAX) break;
    const end = match.index + match[0].length;
    found.push({
      category: "ssrf",
      severity: "critical",
      confidence: 0.6,
      start: match.index,
      end,
    });
  }
  return found;
}

/** `url=http://...` and `<a probe="http://...">`: the value is made of the URL. */
function isAssigned(text: string, start: number): boolean {
  const before = text.slice(0, start);
  return (
    (before.endsWith("=") && !/\s/.test(text.trim())) ||
    (/=["']?$/.test(before) && text.trim().startsWith("<"))
  );
}

/** Ports at which people run what they are building. */
const DEVELOPMENT_PORT =
  /^(?:3\d{3}|4\d{3}|5000|5001|517\d|5500|6006|7860|8[0-4]\d\d|85\d\d|8[67]\d\d|88\d\d|9000|1313|1234|11434|19006)$/;

/** What someone builds on his own machine. */
function isUnderDevelopment(reading: UrlReading): boolean {
  const { url, user } = reading;
  if (url === undefined || user !== undefined || isDisguised(reading)) return false;
  return isLoopback(url.hostname) && DEVELOPMENT_PORT.test(url.port);
}

/** One URL in a value of any kind. */
function textRisk(reading: UrlReading): Risk {
  const { bare, scheme, url, authority } = reading;
  if (INERT_DATA.test(bare) || REPOSITORY.test(bare)) return NONE;
  const how = scheme === "" ? "request" : schemeKind(scheme);
  if (how === "harmless") return NONE;
  const kind = kindOf(reading);
  if (kind === "metadata") return { severity: "critical", confidence: 0.95 };
  if (how === "dangerous") return dangerousRisk(reading, kind === "internal");
  if (kind === "internal") {
    const isDevelopment = how === "request" && isUnderDevelopment(reading);
    return { severity: isOpen(reading) ? OPEN : "high", confidence: isDevelopment ? 0.45 : 0.8 };
  }
  if (how !== "request") return NONE;
  if (isDisguised(reading)) return { severity: "high", confidence: 0.8 };
  if (url === undefined) {
    return isSuspect(reading) && authority !== "" ? { severity: "high", confidence: 0.8 } : NONE;
  }
  if (isConfusing(reading)) return { severity: "high", confidence: 0.8 };
  const rest = url.pathname + url.search + url.hash;
  if (leadsInward(rest)) return { severity: "high", confidence: 0.8 };
  return isCollector(url.hostname) ? { severity: "low", confidence: 0.5 } : NONE;
}

/** Settings name such URLs too, of public hosts. */
const READS_FILES =
  /^(?:file|local_file|jar|netdoc|php|phar|expect|gopher|dict|ldaps?|tftp|view-source|zip|glob|compress\.\w+|data|unix|http\+unix)$/;

function dangerousRisk({ scheme, bare }: UrlReading, isInternal: boolean): Risk {
  if (scheme === "data") {
    return {
      severity: "high",
      confidence: /^data:(?:\/\/|text\/html|[^,]{0,80}xml|[^,]{0,80}script)/i.test(bare)
        ? 0.8
        : 0.5,
    };
  }
  // `file:../x` is how manifests name a package beside them.
  if (scheme === "file" && /^file:\.{1,2}[\w/-]/i.test(bare) && !isInternal) return NONE;
  if (!/^[a-z][\w+.-]*:/i.test(bare) || scheme === "javascript" || scheme === "about") return NONE;
  return READS_FILES.test(scheme) || isInternal ? { severity: "high", confidence: 0.85 } : NONE;
}

function hostAndPathRisk(reading: UrlReading): Risk {
  const kind = kindOf(reading);
  if (kind === "metadata") return { severity: "critical", confidence: 0.8 };
  if (kind !== "internal") return NONE;
  const host = reading.url?.hostname ?? "";
  if (!/[.\d]/.test(host) && host !== "localhost" && !host.startsWith("ip")) return NONE;
  const isPlace =
    /\d\.\d|^localhost|local\w*\.|localtest|lvh\.me|^ip\w*-lo|internal$|vcap|\.svc\./.test(host);
  return { severity: "high", confidence: isPlace ? 0.8 : 0.4 };
}

/** A URL that stands in a sentence is spoken of, unless it is one that nobody speaks of. */
function innerRisk(reading: UrlReading, { stands, leads }: Place): Risk {
  const risk = textRisk(reading);
  if (stands || risk.confidence === 0) return risk;
  if (isUnspoken(reading) || (leads && READS_FILES.test(reading.scheme))) {
    return { ...risk, confidence: Math.min(risk.confidence, 0.8) };
  }
  if (risk.severity === "critical") return { ...risk, confidence: leads ? 0.8 : 0.6 };
  return NONE;
}

/** An address in disguise, or letters in circles. */
function isUnspoken(reading: UrlReading): boolean {
  const { slashes, host, url } = reading;
  if (slashes !== "//" || host.length < 2) return false;
  return isDisguised(reading) || (url !== undefined && /[\u2460-\u24ff]/.test(host));
}

interface Place {
  /** The value is made of the URL. */
  readonly stands: boolean;
  /** The text begins with it. */
  readonly leads: boolean;
}
