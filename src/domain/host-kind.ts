// Tells hosts that lead inward by their names: cloud metadata, private and link-local addresses in
// every spelling, names of internal networks. It resolves nothing.
import { isMetadataAddress, isPrivateIPv4, isPrivateIPv6, parseIPv4 } from "./ip-address.ts";

/** Where a host leads: to a cloud's credentials, into a private network, or neither. */
export type HostKind = "metadata" | "internal" | "public";

const METADATA_NAMES =
  /^(?:metadata\.google\.internal|metadata\.goog|metadata|instance-data(?:\.ec2\.internal)?|metadata\.tencentyun\.com|metadata\.oraclecloud\.com)$/;
const INTERNAL_NAMES =
  /(?:^|\.)(?:localhost|local|internal|intranet|lan|corp|home|private|home\.arpa|localdomain|consul|svc|cluster\.local)$|^(?:host|gateway)\.docker\.internal$|^kubernetes\.default/;
/** Public names that answer with an address written in the name, or with loopback. */
const ADDRESS_IN_NAME = /^(?:.{0,200}[.-])?(\d{1,3}(?:[.-]\d{1,3}){3})\.(?:nip|sslip|xip)\.io$/;
const LOOPBACK_NAMES =
  /(?:^|\.)(?:localtest\.me|lvh\.me|vcap\.me|lacolhost\.com|1u\.ms|rbndr\.us|rebind\.network|r3dir\.me|traefik\.me|backname\.io|local\.gd|[^.]{1,63}\.(?:nip|sslip|xip)\.io)$/;

/**
 * Where a host leads, as far as its name tells: names are not resolved. `hostname` is that of a
 * parsed URL, `authority` the same part as it was written (`authorityOf`).
 */
export function hostKind(hostname: string, authority: string): HostKind {
  const host = hostname.toLowerCase().replace(/\.$/, "");
  if (host === "") return "public";
  if (METADATA_NAMES.test(host)) return "metadata";
  if (isMetadataAddress(host)) return "metadata";
  if (host.startsWith("[")) return isPrivateIPv6(host.slice(1, -1)) ? "internal" : "public";
  const address = parseIPv4(host);
  if (address !== undefined) {
    if (isPrivateIPv4(address)) return "internal";
    // 0127.0.0.1 is octal to some parsers and decimal to others; both readings must be public.
    const padded = /(?:^|@)((?:\d{1,12}\.){3}\d{1,12})(?::|$)/.exec(authority)?.[1];
    const decimal = padded === undefined ? undefined : parseIPv4(padded.replace(/\b0+(?=\d)/g, ""));
    return decimal !== undefined && isPrivateIPv4(decimal) ? "internal" : "public";
  }
  const embedded = ADDRESS_IN_NAME.exec(host)?.[1];
  if (embedded !== undefined) {
    const inner = parseIPv4(embedded.replaceAll("-", "."));
    if (inner !== undefined) {
      if (isMetadataAddress(embedded.replaceAll("-", "."))) return "metadata";
      return isPrivateIPv4(inner) ? "internal" : "public";
    }
  }
  if (INTERNAL_NAMES.test(host) || LOOPBACK_NAMES.test(host)) return "internal";
  return "public";
}

/** The authority of a URL as it was written, before any parser has mended it. */
export function authorityOf(text: string): string {
  return /^[a-z][a-z0-9+.-]{0,24}:[\\/]{0,8}([^/?#\\]{0,300})/i.exec(text)?.[1] ?? "";
}
