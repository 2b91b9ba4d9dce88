// Tells hosts that lead inward by their names: cloud metadata, private and link-local addresses in
// every spelling, names of internal networks. It resolves nothing.
import {
  ADDRESS_NAMES,
  COLLECTOR_NAMES,
  INTERNAL_SUFFIXES,
  LOCAL_NAMES,
  LOOPBACK_NAMES,
  METADATA_NAMES,
} from "./host-names.ts";
import { addressKind, parseIPv4, type AddressKind } from "./ip-address.ts";

/** Where a host leads: to a cloud's credentials, into a private network, or neither. */
export type HostKind = AddressKind;

/**
 * Where a host leads, as far as its name tells: names are not resolved. `hostname` is that of a
 * parsed URL, `authority` the same part as it was written (`authorityOf`).
 */
export function hostKind(hostname: string, authority: string): HostKind {
  const host = hostname.toLowerCase().replace(/\.{1,8}$/, "");
  if (host === "") return "public";
  // An IPv6 address that cannot be read leads nobody knows where.
  if (host.startsWith("[")) return addressKind(host) ?? "internal";
  // An address ends with a digit.
  const kind = /\d$/.test(host) ? addressKind(host) : undefined;
  if (kind !== undefined) return kind === "public" ? paddedKind(authority) : kind;
  return namedKind(host);
}

/** 0127.0.0.1 is octal to some parsers and decimal to others; both readings must be public. */
function paddedKind(authority: string): HostKind {
  const padded = /(?:^|@)((?:\d{1,12}\.){3}\d{1,12})(?::|$)/.exec(authority)?.[1];
  const decimal = padded?.replace(/\b0{1,12}(?=\d)/g, "") ?? "";
  // Beyond 223 there is nobody to reach; octal numbers of public hosts often read so.
  return Number.parseInt(decimal, 10) > 223 ? "public" : (addressKind(decimal) ?? "public");
}

function namedKind(host: string): HostKind {
  if (METADATA_NAMES.has(host)) return "metadata";
  if (LOCAL_NAMES.has(host)) return "internal";
  const labels = host.split(".");
  const top = labels.at(-1) ?? "";
  const parent = labels.slice(-2).join(".");
  if (INTERNAL_SUFFIXES.has(top) || INTERNAL_SUFFIXES.has(parent)) return "internal";
  const carried = carriedKind(host, ADDRESS_NAMES.has(parent));
  if (carried !== undefined) return carried;
  return LOOPBACK_NAMES.has(parent) || LOOPBACK_NAMES.has(host) ? "internal" : "public";
}

/** Where the address that is written in a name leads; `undefined` for a name that holds none. */
function carriedKind(host: string, isService: boolean): HostKind | undefined {
  if (!isService && !/^\d{1,3}\.\d/.test(host)) return undefined;
  const dotted = /(?:^|[.-])(\d{1,3}(?:\.\d{1,3}){3})(?=[.-])/.exec(host)?.[1];
  if (dotted !== undefined) {
    const kind = addressKind(dotted);
    // Of other names only those count that begin with it: to be taken for the address.
    if (kind !== undefined && (isService || (host.startsWith(dotted) && kind !== "public"))) {
      return kind;
    }
  }
  if (!isService) return undefined;
  const dashed = /(?:^|[.-])(\d{1,3}(?:-\d{1,3}){3})(?=[.-])/.exec(host)?.[1];
  if (dashed !== undefined) return addressKind(dashed.replaceAll("-", "."));
  const hex = /(?:^|[.-])(?:0x)?([0-9a-f]{8})(?=\.)/.exec(host)?.[1];
  if (hex !== undefined) {
    const address = Number.parseInt(hex, 16);
    return addressKind([24, 16, 8, 0].map((bits) => (address >>> bits) & 255).join("."));
  }
  // sslip.io writes "::1" as "--1".
  const six = /(?:^|\.)([0-9a-f]{0,4}(?:-[0-9a-f]{0,4}){2,7})\.[^.]{1,63}\.[^.]{1,63}$/.exec(
    host,
  )?.[1];
  return six === undefined ? undefined : addressKind(six.replaceAll("-", ":"));
}

/** Whether the host collects requests for whoever made an account there. */
export function isCollector(hostname: string): boolean {
  const labels = hostname.toLowerCase().split(".");
  return (
    COLLECTOR_NAMES.has(labels.slice(-2).join(".")) ||
    COLLECTOR_NAMES.has(labels.slice(-3).join("."))
  );
}

/**
 * The address that a host with too large numbers leads to where a parser lets them overflow:
 * `425.510.425.510` is 169.254.169.254. `undefined` for other hosts.
 */
export function overflowingAddress(host: string): string | undefined {
  if (/^\d{1,4}(?:\.\d{1,4}){3}$/.test(host) && parseIPv4(host) === undefined) {
    return host
      .split(".")
      .map((octet) => Number(octet) & 255)
      .join(".");
  }
  if (!/^(?:0x[0-9a-f]{9,32}|\d{10,32})$/i.test(host)) return undefined;
  const address = Number(BigInt(host) & 0xffff_ffffn);
  return [24, 16, 8, 0].map((bits) => (address >>> bits) & 255).join(".");
}

/** Loopback, of IPv4 and IPv6. */
export function isLoopback(hostname: string): boolean {
  const address = parseIPv4(hostname);
  if (address !== undefined) return address >>> 24 === 127;
  return hostname === "[::1]" || LOCAL_NAMES.has(hostname.toLowerCase().replace(/\.$/, ""));
}

/** The authority of a URL as it was written, before any parser has mended it. */
export function authorityOf(text: string): string {
  return /^[a-z][a-z0-9+.-]{0,24}:[\\/]{0,8}([^/?#\\]{0,300})/i.exec(text)?.[1] ?? "";
}
