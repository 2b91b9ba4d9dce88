// Where a URL in an argument may lead: hosts by name, schemes, nothing private. A URL that two
// parsers would read differently leads nowhere. Names are not resolved.
import * as z from "zod";
import { hostKind } from "../../domain/host-kind.ts";
import { matchesAny } from "../glob.ts";
import type { ParameterProblem, TextCheck } from "./problem.ts";

const HOSTS = z
  .array(
    z
      .string()
      .min(1)
      .max(253 + 6)
      .regex(/^[A-Za-z0-9.*_:[\]-]+$/, "a host in ASCII, with `*` for any characters"),
  )
  .min(1)
  .max(1_000);

/** What `url:` may say. */
export const urlSchema = z.strictObject({
  hosts: HOSTS.optional().describe(
    "Globs of the hosts that are allowed: `*.example.com`, `api.example.com:8443`; absent: all.",
  ),
  deny_hosts: HOSTS.optional().describe("Globs of hosts that are not, whatever allows them."),
  schemes: z
    .array(z.string().regex(/^[a-z][a-z0-9+.-]{0,31}$/, "a scheme in lower case, without `:`"))
    .min(1)
    .max(32)
    .default(["https", "http"]),
  /**
   * Loopback, private, link-local and other internal hosts, and names without a dot. The metadata
   * services of clouds are denied either way.
   */
  private: z.enum(["allow", "deny"]).default("deny"),
});

/** Longest URL that browsers and servers agree on, doubled. */
const URL_CHARS_MAX = 16_384;

/** Makes the check of a URL. */
export function compileUrl(spec: z.infer<typeof urlSchema>): TextCheck {
  const hosts = spec.hosts?.map((host) => host.toLowerCase());
  const denied = spec.deny_hosts?.map((host) => host.toLowerCase()) ?? [];
  const schemes = new Set(spec.schemes);
  return (text) => {
    if (text.length > URL_CHARS_MAX) return "too_long";
    const url = parseUrl(text);
    if (url === null) return "not_a_url";
    if (!schemes.has(url.protocol.slice(0, -1))) return "url_scheme";
    const authority = AUTHORITY.exec(text)?.[1] ?? "";
    if (!isCanonical(authority, url)) return "ambiguous_url";
    const names = namesOf(url);
    const isDenied = names.some((name) => matchesAny(denied, name));
    if (isDenied || (hosts !== undefined && !names.some((name) => matchesAny(hosts, name)))) {
      return "url_host";
    }
    return judgePrivate(url, { authority, isAllowed: spec.private === "allow" });
  };
}

/** An absolute URL as RFC 3986 writes it: browsers also take spaces, backslashes and no slashes. */
const ABSOLUTE = /^[a-z][a-z0-9+.-]{0,31}:\/\/[^\s\\\p{Cc}\p{Cf}\p{Zs}]+$/iu;

/** What stands between the slashes and the path: after three slashes nothing. */
const AUTHORITY = /^[^:]{1,32}:\/\/([^/?#]{0,300})/;

function parseUrl(text: string): URL | null {
  if (!ABSOLUTE.test(text)) return null;
  try {
    return new URL(text);
  } catch {
    // Not a URL to the platform; that is the answer.
    return null;
  }
}

/** Letters and digits of any script that NFKC leaves as they are. */
const PLAIN_NAME = /^[\p{L}\p{M}\p{Nd}.-]+(?::\d{1,5})?$/u;

/**
 * Whether the authority stands in the text as the parser understood it: no user, no number for an
 * address, no escape, no letter that folds into another.
 */
function isCanonical(authority: string, url: URL): boolean {
  const written = authority.toLowerCase().replace(/\.(?=:|$)/, "");
  const port = url.port === "" ? "" : `:${url.port}`;
  const host = url.hostname.replace(/\.$/, "").toLowerCase();
  if (host === "" || url.username !== "" || url.password !== "") return false;
  if (written === `${host}${port}` || (port === "" && isDefaultPort(written, host, url))) {
    return true;
  }
  // The name of another script: the parser writes it in ASCII.
  return host.includes("xn--") && PLAIN_NAME.test(written) && written.normalize("NFKC") === written;
}

function isDefaultPort(written: string, host: string, url: URL): boolean {
  const port = { "http:": "80", "https:": "443", "ws:": "80", "wss:": "443" }[url.protocol];
  return port !== undefined && written === `${host}:${port}`;
}

/** What globs are held against: the host alone, and with its port. */
function namesOf(url: URL): readonly string[] {
  const host = url.hostname.replace(/\.$/, "").toLowerCase();
  return url.port === "" ? [host] : [host, `${host}:${url.port}`];
}

function judgePrivate(
  url: URL,
  of: { readonly authority: string; readonly isAllowed: boolean },
): ParameterProblem | null {
  const kind = hostKind(url.hostname, of.authority);
  if (kind === "metadata") return "private_host";
  if (of.isAllowed) return null;
  const host = url.hostname.replace(/\.$/, "");
  const isLocalName = !host.includes(".") && !host.startsWith("[");
  return kind === "internal" || isLocalName ? "private_host" : null;
}
