// Reads one URL the way several parsers would: as it is written, as the platform's parser mends it,
// and with what laxer ones drop.
import {
  authorityOf,
  hostKind,
  overflowingAddress,
  type HostKind,
} from "../../domain/host-kind.ts";
import { addressKind } from "../../domain/ip-address.ts";

/** One URL. */
export interface UrlReading {
  /** Without what clients drop before they parse: control characters, spaces around it, quotes. */
  readonly bare: string;
  /** In lower case, without its colon; empty where the text has none. */
  readonly scheme: string;
  /** The slashes and backslashes after the scheme. */
  readonly slashes: string;
  /** What stands between them and the path, as it is written. */
  readonly authority: string;
  /** The part of it before the last "@"; `undefined` without one. */
  readonly user: string | undefined;
  /** The part of it after the last "@", with the port. */
  readonly host: string;
  /** As the platform reads it; `undefined` where it does not. */
  readonly url: URL | undefined;
}

/** Longest URL that browsers and servers agree on, doubled; longer values are not one URL. */
export const URL_CHARS_MAX = 16_384;

const SCHEME = /^([a-z][a-z0-9+._-]{0,24}):(?!\d{1,5}(?:[/?#]|$))/i;
/** As RFC 3986 delimits it: a backslash ends it for browsers only. */
const PARTS = /^[a-z][a-z0-9+._-]{0,24}:([\\/]{0,16})([^/?#]{0,2048})/i;

/** Reads a URL; `undefined` for a relative reference and for nothing at all. */
export function readUrl(text: string): UrlReading | undefined {
  const bare = bareOf(text);
  if (bare === "" || /^[/?#.]/.test(bare)) return undefined;
  // "host:port" and "host/path" parse as a scheme or not at all; tools put http in front.
  const scheme = SCHEME.exec(bare)?.[1]?.toLowerCase() ?? "";
  const whole = scheme === "" ? `http://${bare}` : bare;
  const [, slashes = "", authority = ""] = PARTS.exec(whole) ?? [];
  const at = authority.lastIndexOf("@");
  return {
    bare: whole,
    scheme,
    slashes,
    authority,
    user: at < 0 ? undefined : authority.slice(0, at),
    host: authority.slice(at + 1),
    url: parseUrl(whole),
  };
}

function bareOf(text: string): string {
  const bare = text
    // oxlint-disable-next-line no-control-regex -- control characters are what clients drop
    .replace(/[\0-\x1f\x7f]/g, "")
    .trim()
    .replace(/^url:(?=[a-z])/i, "");
  const unquoted = /^[<"'`(]/.test(bare) ? bare.replace(/^[<"'`(]{1,4}|[>"'`)]{1,4}$/g, "") : bare;
  if (!/^[\\/]{2}/.test(unquoted)) return unquoted;
  // A share of Windows has backslashes throughout; elsewhere they are there to confuse.
  const plain = unquoted.startsWith("\\") ? unquoted.replaceAll("\\", "/") : unquoted;
  return `http:${plain.replace(/^[\\/]{2,16}/, "//")}`;
}

/** The URL as the platform reads it; `undefined` where it does not. */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    // Not a URL; the caller looks at the text instead.
    return undefined;
  }
}

/** Where the URL leads, by the worst of its readings; "unreadable": no parser of ours can tell. */
export function kindOf({ bare, url, scheme, host }: UrlReading): HostKind | "unreadable" {
  if (url !== undefined && (url.hostname !== "" || scheme === "http" || scheme === "https")) {
    // Schemes that the platform does not know keep a host as it is written.
    const known = /^(?:https?|wss?|ftp)$/.test(scheme) || scheme === "";
    if (known) return worse(hostKind(url.hostname, authorityOf(bare)), mendedKind(host));
  }
  return worse(mendedKind(host), kindAsHttp(host));
}

function kindAsHttp(host: string): HostKind | "unreadable" {
  const url = parseUrl(`http://${host.replace(/[\s\\].{0,2048}$/s, "")}/`);
  return url === undefined ? "unreadable" : hostKind(url.hostname, host);
}

/** Where it leads for a parser that cuts off what it does not understand, or lets numbers overflow. */
function mendedKind(host: string): HostKind | "unreadable" {
  const name = host.replace(/(?::\d{0,8})?$/, "");
  const overflow = overflowingAddress(name);
  if (overflow !== undefined && parseUrl(`http://${name}/`) === undefined) {
    return addressKind(overflow) ?? "unreadable";
  }
  // Python and others write octal numbers so; some lists do, too.
  if (name.search(OCTAL) >= 0) return kindAsHttp(name.replace(OCTAL, "$10"));
  const cut = /^([\w.-]{1,253}|\[[0-9a-f:.]{2,45})(?:%|\s|\\|;|,|&|\])/i.exec(name)?.[1];
  if (cut === undefined) return "unreadable";
  const url = parseUrl(`http://${cut.startsWith("[") ? `${cut}]` : cut}/`);
  return url === undefined ? "unreadable" : hostKind(url.hostname, cut);
}

const OCTAL = /(^|\.)(?:0?o|q)(?=[0-7]{1,12}(?:\.\d|$))/gi;

const RANK: Readonly<Record<HostKind | "unreadable", number>> = {
  unreadable: 0,
  public: 1,
  internal: 2,
  metadata: 3,
};

function worse(a: HostKind | "unreadable", b: HostKind | "unreadable"): HostKind | "unreadable" {
  return RANK[a] >= RANK[b] ? a : b;
}

/** Whether an address is written so that it does not look like one: `2130706433`, `0x7f.1`. */
export function isDisguised({ url, host, slashes, scheme }: UrlReading): boolean {
  const name = host
    .toLowerCase()
    .replace(/:\d{0,5}$/, "")
    .replace(/\.$/, "");
  if (name.search(OCTAL) >= 0) return true;
  if (url === undefined && overflowingAddress(name) !== undefined)
    return /^\D|^\d{10}|^(?:[3-9]\d\d|2[6-9]\d)\.(?:[3-9]\d\d|2[6-9]\d)/.test(name);
  if (slashes === "" && scheme !== "http" && scheme !== "https") return false;
  const read = url?.hostname ?? "";
  if (addressKind(read) === undefined) return false;
  if (!read.startsWith("[")) return read !== name;
  return /\d\.\d/.test(name) || /^\[::(?:ffff:)?[0-9a-f]{1,4}:[0-9a-f]{1,4}\]$/.test(read);
}
