// URLs in tool arguments that lead inward: private and link-local addresses, cloud metadata, names
// of internal hosts, schemes that read files, and hosts that two parsers read differently. What a
// name resolves to is not known here: rebinding and redirects are for whoever makes the request,
// who can ask `addressKind`.
import type { Finding } from "../../domain/finding.ts";
import { isCollector } from "../../domain/host-kind.ts";
import type { Detector, DetectorMeta } from "../detector.ts";
import { argumentDetector, type Found, type Judges } from "./argument-detector.ts";
import { SIGNS } from "./argument-survey.ts";
import { isConfusing, isSuspect } from "./url-confusion.ts";
import { leadsInward } from "./url-nested.ts";
import { judgeUrlInText } from "./url-in-text.ts";
import { isDisguised, kindOf, URL_CHARS_MAX, type UrlReading } from "./url-reading.ts";
import { foundAt, INERT_DATA, isOpen, NONE, OPEN, REPOSITORY, type Risk } from "./url-risk.ts";
import { schemeKind } from "./url-schemes.ts";

const META: DetectorMeta = {
  id: "arguments.url",
  finds: "URLs that reach internal addresses, cloud metadata or local files (SSRF).",
  source:
    "CWE-918; RFC 6890 and the IANA special-purpose registries; RFC 3986; WHATWG URL; UTS 46.",
};

const JUDGES: Judges = {
  sql: null,
  shell: null,
  path: null,
  url: judgeDeclared,
  code: null,
  text: judgeUrlInText,
  unknown: judgeUrlInText,
};

const DETECTOR = argumentDetector(META, JUDGES, { signs: SIGNS.url, except: "url" });

/** Detects URLs that reach internal hosts or files in arguments of tool calls. */
export const urlArgument: Detector = {
  ...DETECTOR,
  inspect(segment) {
    const found = DETECTOR.inspect(segment);
    return found.length === 0 ? found : found.map(ofNamedParameter);
  },
};

/**
 * Nobody, or only its name, says that the parameter takes URLs of the internet. Tools that manage a
 * network are asked for its addresses (one benign call in two thousand): noted, not stopped.
 */
function ofNamedParameter(finding: Finding): Finding {
  const by = finding.declared?.by;
  const isSaid = by === "policy" || by === "schema";
  return !isSaid && finding.severity === OPEN
    ? { ...finding, confidence: Math.min(finding.confidence, 0.75) }
    : finding;
}

function judgeDeclared(text: string): Found[] {
  if (text.length > URL_CHARS_MAX) return [];
  return urlsIn(text).flatMap((at) => foundAt(text, at, declaredRisk));
}

/** Where another URL begins in a value that holds several. */
const NEXT_URL = /[\s,;|]{1,8}(?=(?:https?|ftp|file):\/\/)/gi;
const URLS_MAX = 16;

/** The places of the URLs in a value: as a rule one, the whole. */
function urlsIn(text: string): readonly (readonly [start: number, end: number])[] {
  if (!/[\s,;|]/.test(text)) return [[0, text.length]];
  const places: (readonly [number, number])[] = [];
  let start = 0;
  for (const { index, 0: gap } of text.matchAll(NEXT_URL)) {
    if (index > start) places.push([start, index]);
    start = index + gap.length;
    if (places.length === URLS_MAX) break;
  }
  return [...places, [start, text.length]];
}

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
  const rest = url.pathname + url.search + url.hash;
  if (leadsInward(rest)) return { severity: "high", confidence: 0.85 };
  if (isCollector(url.hostname)) return { severity: "low", confidence: 0.6 };
  return NONE;
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
