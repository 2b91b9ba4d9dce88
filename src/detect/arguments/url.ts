// URLs in tool arguments that lead inward: private and link-local addresses, cloud metadata, names
// of internal hosts, schemes that read files, and hosts that two parsers read differently. What a
// name resolves to is not known here: rebinding and redirects are for whoever makes the request,
// who can ask `addressKind`.
import type { Finding, Severity } from "../../domain/finding.ts";
import { isCollector, isLoopback } from "../../domain/host-kind.ts";
import type { Detector, DetectorMeta } from "../detector.ts";
import { argumentDetector, type Found, type Judges } from "./argument-detector.ts";
import { isConfusing, isSuspect } from "./url-confusion.ts";
import { leadsInward } from "./url-nested.ts";
import {
  isDisguised,
  kindOf,
  readUrl,
  URL_CHARS_MAX,
  type UrlReading,
} from "./url-reading.ts";
import { schemeKind } from "./url-schemes.ts";

const META: DetectorMeta = {
  id: "arguments.url",
  finds: "URLs that reach internal addresses, cloud metadata or local files (SSRF).",
  source: "CWE-918; RFC 6890 and the IANA special-purpose registries; RFC 3986; WHATWG URL; UTS 46.",
};

const JUDGES: Judges = {
  sql: null,
  shell: null,
  path: null,
  url: judgeDeclared,
  code: null,
  text: judgeText,
  unknown: judgeText,
};

const DETECTOR = argumentDetector(META, JUDGES);

/** Detects URLs that reach internal hosts or files in arguments of tool calls. */
export const urlArgument: Detector = {
  ...DETECTOR,
  inspect: (segment) => DETECTOR.inspect(segment).map(ofNamedParameter),
};

/** What marks an address of a private network that is written openly. */
const OPEN: Severity = "medium";

/**
 * Nobody but its name says that the parameter takes URLs of the internet. Tools that manage a
 * network are asked for its addresses (one benign call in two thousand): noted, not stopped.
 */
function ofNamedParameter(finding: Finding): Finding {
  const by = finding.declared?.by;
  const isByName = by === "parameter" || by === "tool";
  return isByName && finding.severity === OPEN
    ? { ...finding, confidence: Math.min(finding.confidence, 0.75) }
    : finding;
}

interface Risk {
  readonly severity: Severity;
  readonly confidence: number;
}

const NONE: Risk = { severity: "info", confidence: 0 };

function judgeDeclared(text: string): Found[] {
  if (text.length > URL_CHARS_MAX) return [];
  return urlsIn(text).flatMap((at) => foundAt(text, at, (one) => declaredRisk(one)));
}

/** Where another URL begins in a value that holds several. */
const NEXT_URL = /[\s,;|]{1,8}(?=(?:https?|ftp|file):\/\/)/gi;
const URLS_MAX = 16;

/** The places of the URLs in a value: as a rule one, the whole. */
function urlsIn(text: string): readonly (readonly [start: number, end: number])[] {
  const places: (readonly [number, number])[] = [];
  let start = 0;
  for (const { index, 0: gap } of text.matchAll(NEXT_URL)) {
    if (index > start) places.push([start, index]);
    start = index + gap.length;
    if (places.length === URLS_MAX) break;
  }
  return [...places, [start, text.length]];
}

function foundAt(
  text: string,
  [start, end]: readonly [start: number, end: number],
  riskOf: (reading: UrlReading) => Risk,
): Found[] {
  const part = text.slice(start, end);
  const reading = readUrl(part);
  const risk = reading === undefined ? relativeRisk(part) : riskOf(reading);
  if (risk.confidence < 0.3) return [];
  const trimmed = part.trim();
  const from = start + part.indexOf(trimmed);
  return [{ category: "ssrf", ...risk, start: from, end: from + trimmed.length }];
}

/** A relative reference can still hand a URL on. */
function relativeRisk(text: string): Risk {
  return leadsInward(text) ? { severity: "high", confidence: 0.85 } : NONE;
}

/** `git@host:owner/repository`, which is no URL but stands where one may. */
const REPOSITORY = /^(?:http:\/\/|ssh:\/\/)?git@[\w.-]{1,253}[:/][\w./~-]{1,300}$/;
/** Data that stands for itself. Scripts and pages are not among it. */
const INERT_DATA = /^data:(?:image|audio|video|font|application\/(?:pdf|octet-stream|zip|json|vnd\.[\w.-]{1,80}))\b/i;

function declaredRisk(reading: UrlReading): Risk {
  const { bare, scheme, url } = reading;
  if (REPOSITORY.test(bare) || INERT_DATA.test(bare)) return NONE;
  const how = scheme === "" ? "request" : schemeKind(scheme);
  if (how === "harmless" || bare === "about:blank") return NONE;
  // "12/2028" is a date.
  if (scheme === "" && /^http:\/\/\d{1,7}(?:\/|$)/.test(bare)) return NONE;
  const kind = kindOf(reading);
  if (kind === "metadata") return { severity: "critical", confidence: 0.95 };
  if (how === "dangerous") return { severity: "high", confidence: 0.85 };
  if (kind === "internal" && (url !== undefined || isSuspect(reading))) {
    return { severity: isOpen(reading) ? OPEN : "high", confidence: 0.9 };
  }
  if (how === "store") return { severity: "low", confidence: url === undefined ? 0.5 : 0.45 };
  if (how === "unknown") return { severity: "low", confidence: /:\/\//.test(bare) ? 0.6 : 0.3 };
  if (url === undefined) return unreadableRisk(reading);
  if (isSingleLabel(reading)) {
    return { severity: "high", confidence: SERVICE.test(url.hostname) ? 0.85 : 0.45 };
  }
  if (isConfusing(reading)) return { severity: "high", confidence: 0.85 };
  if (leadsInward(url.pathname + url.search + url.hash)) return { severity: "high", confidence: 0.85 };
  if (isCollector(url.hostname)) return { severity: "low", confidence: 0.6 };
  return NONE;
}

/** An address of RFC 1918, in decimal, with nothing else that is odd. */
function isOpen(reading: UrlReading): boolean {
  const host = reading.url?.hostname ?? "";
  return (
    /^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(host) &&
    !isDisguised(reading) &&
    reading.user === undefined &&
    (reading.scheme === "http" || reading.scheme === "https")
  );
}

function unreadableRisk(reading: UrlReading): Risk {
  if (isDisguised(reading) || isSuspect(reading)) return { severity: "high", confidence: 0.85 };
  return NONE;
}

/** Names that services have inside; other names of one word are as often placeholders in prose. */
const SERVICE =
  /^(?:intranet|internal|admin|administrator|api|app|auth|backend|frontend|gateway|proxy|router|switch|printer|server|host|www|web|mail|smtp|ftp|ldap|ad|dc\d?|db\d?|database|mysql|postgres|mongo|mongodb|redis|memcached|rabbitmq|kafka|zookeeper|etcd|consul|vault|nomad|elastic|elasticsearch|kibana|grafana|prometheus|jenkins|gitlab|gitea|git|jira|confluence|wiki|nexus|artifactory|sonarqube|docker|registry|kubernetes|kube|k8s|minio|solr|couchdb|cassandra|neo4j|influxdb|airflow|splunk|zabbix|nagios|phpmyadmin|pgadmin|webmail|vpn|nas|files?|share|backup|dev|test|staging|prod|local)\d{0,2}$/i;

/** `http://intranet/`: only a resolver inside knows such a name. `intranet` alone may be any word. */
function isSingleLabel({ scheme, url }: UrlReading): boolean {
  return scheme !== "" && url !== undefined && /^[\w-]{1,63}$/.test(url.hostname);
}

/** One URL and nothing else, by its look. */
const ONE_URL = /^\s{0,16}(?:url:)?(?:https?:|wss?:|data:|[a-z][a-z0-9+._-]{1,24}:\/{2}|(?:jar|view-source|netdoc|php|phar):\S|[\\/]{2}[\w[@])\S{1,16384}\s{0,16}$/i;
/** A host and a path without a scheme, as some clients take it. A number after the slash is a network. */
const HOST_AND_PATH =
  /^(?:\d{1,3}(?:\.\d{1,3}){3}|(?=[\w.-]{0,253}[a-z])[\w.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?\/(?!\d{1,3}$)\S{0,2048}$/i;
/** A URL within something else. */
const INNER_URL = /(?:\b(?:[a-z][a-z0-9+.-]{1,20}):\/{0,2}|[=:"'(]\/\/)[^\s"'<>]{3,2048}/gi;
/** Metadata services inside longer text; nobody else's address is worth reporting there. */
const METADATA_IN_TEXT =
  /\bhttps?:\/\/(?:169\.254\.169\.254|169\.254\.170\.2|100\.100\.100\.200|metadata\.google\.internal|\[fd00:ec2::254\])(?![\w.-])/gi;
const INNER_MAX = 8;
/** A field; what is longer is a document, which may show addresses. */
const FIELD_CHARS_MAX = 300;

function judgeText(text: string): Found[] {
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
    found.push({ category: "ssrf", severity: "critical", confidence: 0.6, start: match.index, end });
  }
  return found;
}

/** `url=http://...` and `<a probe="http://...">`: the value is made of the URL. */
function isAssigned(text: string, start: number): boolean {
  const before = text.slice(0, start);
  return (/=$/.test(before) && !/\s/.test(text.trim())) || (/=["']?$/.test(before) && text.trim().startsWith("<"));
}

/** Ports at which people run what they are building. */
const DEVELOPMENT_PORT = /^(?:3\d{3}|4\d{3}|5000|5001|517\d|5500|6006|7860|8[0-4]\d\d|85\d\d|8[67]\d\d|88\d\d|9000|1313|1234|11434|19006)$/;

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
    const isDevelopment = url !== undefined && isLoopback(url.hostname) && !isDisguised(reading) && DEVELOPMENT_PORT.test(url.port) && reading.user === undefined;
    const isOdd = how === "unknown" || how === "store";
    return { severity: "high", confidence: isDevelopment && !isOdd ? 0.45 : 0.8 };
  }
  if (how !== "request") return NONE;
  if (isDisguised(reading)) return { severity: "high", confidence: 0.8 };
  if (url === undefined) return isSuspect(reading) && authority !== "" ? { severity: "high", confidence: 0.8 } : NONE;
  if (isConfusing(reading)) return { severity: "high", confidence: 0.8 };
  if (leadsInward(url.pathname + url.search + url.hash)) return { severity: "high", confidence: 0.8 };
  return isCollector(url.hostname) ? { severity: "low", confidence: 0.5 } : NONE;
}

/** Settings name such URLs too, of public hosts. */
const READS_FILES = /^(?:file|local_file|jar|netdoc|php|phar|expect|gopher|dict|ldaps?|tftp|view-source|zip|glob|compress\.\w+|data|unix|http\+unix)$/;

function dangerousRisk({ scheme, bare }: UrlReading, isInternal: boolean): Risk {
  if (scheme === "data") {
    return { severity: "high", confidence: /^data:(?:\/\/|text\/html|[^,]{0,80}xml|[^,]{0,80}script)/i.test(bare) ? 0.8 : 0.5 };
  }
  if (!/^[a-z][\w+.-]*:/i.test(bare) || scheme === "javascript" || scheme === "about") return NONE;
  return READS_FILES.test(scheme) || isInternal ? { severity: "high", confidence: 0.85 } : NONE;
}

function hostAndPathRisk(reading: UrlReading): Risk {
  const kind = kindOf(reading);
  if (kind === "metadata") return { severity: "critical", confidence: 0.8 };
  if (kind !== "internal") return NONE;
  const host = reading.url?.hostname ?? "";
  if (!/[.\d]/.test(host) && host !== "localhost" && !host.startsWith("ip")) return NONE;
  const isPlace = /\d\.\d|^localhost|local\w*\.|localtest|lvh\.me|^ip\w*-lo|internal$|vcap|\.svc\./.test(host);
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
