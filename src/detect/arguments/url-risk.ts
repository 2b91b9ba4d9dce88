// What the judges of declared URLs and of URLs in text share: what they report and where, and the
// URLs that need no parser.
import type { Severity } from "../../domain/finding.ts";
import { hostKind, isCollector } from "../../domain/host-kind.ts";
import type { Found } from "./argument-detector.ts";
import { leadsInward } from "./url-nested.ts";
import { isDisguised, readUrl, type UrlReading } from "./url-reading.ts";

/** How bad, and how sure. */
export interface Risk {
  readonly severity: Severity;
  readonly confidence: number;
}

/** Nothing to report. */
export const NONE: Risk = { severity: "info", confidence: 0 };

/** What marks an address of a private network that is written openly. */
export const OPEN: Severity = "medium";

/** What a place in the text amounts to, by the reading of the URL that stands there. */
export function foundAt(
  text: string,
  [start, end]: readonly [start: number, end: number],
  riskOf: (reading: UrlReading) => Risk,
): Found[] {
  const part = text.slice(start, end);
  const risk = plainRisk(part) ?? readRisk(part, riskOf);
  if (risk.confidence < 0.3) return [];
  const trimmed = part.trim();
  const from = start + part.indexOf(trimmed);
  return [{ category: "ssrf", ...risk, start: from, end: from + trimmed.length }];
}

function readRisk(text: string, riskOf: (reading: UrlReading) => Risk): Risk {
  const reading = readUrl(text);
  return reading === undefined ? relativeRisk(text) : riskOf(reading);
}

/** A relative reference can still hand a URL on. */
function relativeRisk(text: string): Risk {
  return leadsInward(text) ? { severity: "high", confidence: 0.85 } : NONE;
}

/** `git@host:owner/repository`, which is no URL but stands where one may. */
export const REPOSITORY = /^(?:http:\/\/|ssh:\/\/)?git@[\w.-]{1,253}[:/][\w./~-]{1,300}$/;
/** Data that stands for itself. Scripts and pages are not among it. */
export const INERT_DATA =
  /^data:(?:image|audio|video|font|application\/(?:pdf|octet-stream|zip|json|vnd\.[\w.-]{1,80}))\b/i;

const TOP_LEVEL = /\.[a-z]{2,24}$/i;
const NO_NAME = /[^a-z0-9.-]|^[.-]|[.-]\.|\.-/i;
/** What ends a name, or makes another of it. */
const AFTER_NAME = /[/?#:]/;

/**
 * Judges most URLs without a parser: names in plain letters, of which only the name and what it
 * hands on can be wrong. `undefined` for those that need one.
 */
export function plainRisk(text: string): Risk | undefined {
  const from = text.startsWith("https://") ? 8 : text.startsWith("http://") ? 7 : 0;
  if (from === 0 || /[\s\\@]/.test(text)) return undefined;
  const end = text.slice(from).search(AFTER_NAME);
  const host = end < 0 ? text.slice(from) : text.slice(from, from + end);
  if (host.length > 253 || !TOP_LEVEL.test(host) || NO_NAME.test(host)) return undefined;
  const rest = end < 0 ? "" : text.slice(from + end).replace(/^:\d{1,5}(?=[/?#]|$)/, "");
  if (rest.startsWith(":") || rest.startsWith("/:")) return undefined;
  if (hostKind(host, host) !== "public" || leadsInward(rest)) return undefined;
  return isCollector(host) ? { severity: "low", confidence: 0.6 } : NONE;
}

/** An address of RFC 1918, in decimal, with nothing else that is odd. */
export function isOpen(reading: UrlReading): boolean {
  const host = reading.url?.hostname ?? "";
  return (
    /^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(host) &&
    !isDisguised(reading) &&
    reading.user === undefined &&
    (reading.scheme === "http" || reading.scheme === "https")
  );
}
