// Authorities written so that two parsers see two hosts: the one that checks sees an allowed host,
// the one that connects sees another (Orange Tsai, "A New Era of SSRF", 2017).
import type { UrlReading } from "./url-reading.ts";

/** A host in front of the host, or an encoded mark that one parser takes for the end of it. */
const ODD_USER = /[.@[\]\\\s;,&]|%(?:40|2e|23|2f|3a|3f|5c|0[0-9ad]|20)|localhost|^\d+$/i;
/** What no host is written with; some parsers end it there. */
const ODD_HOST = /[^\p{L}\p{M}\p{N}\p{So}.:[\]%_-]|%[0-7]|[_-]\.|\.\.|^[.-]/u;
/** Characters that vanish: soft hyphen, zero width, variation selectors, marks of direction. */
const VANISHING = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/u;
/** To be filled in: a template, not a host. */
const TEMPLATE =
  /\$?\{[^{}]{1,64}\}|<[\w .-]{1,64}>|\$[A-Z_]{2,32}|%\(\w{1,32}\)s|\[[A-Z][A-Z _-]{1,32}\]/;

/** Whether two parsers can disagree on where the URL leads. */
export function isConfusing(reading: UrlReading): boolean {
  const { bare, slashes, authority, user, host, scheme } = reading;
  if (scheme !== "" && slashes !== "//") return !/^\\\\[\w$-]/.test(bare);
  if (TEMPLATE.test(authority)) return false;
  if (/[\\\s]/.test(authority)) return true;
  if (user !== undefined && ODD_USER.test(user)) return true;
  if (isOddHost(host)) return true;
  const rest = bare.slice(bare.indexOf(authority) + authority.length);
  // "#@" and "?@": the user of one parser is the host of another.
  return /^[#?][^/=]{0,300}@/.test(rest) || /^\/[:;&\\][^/]{0,300}@[\w-]{1,63}\./.test(rest);
}

/** Whether a host is spelled with what a parser drops, maps or stumbles over. */
function isOddHost(host: string): boolean {
  if (host.startsWith("[")) return !/^\[[0-9a-f:.]{2,45}\](?::\d{0,5})?$/i.test(host);
  if (ODD_HOST.test(host) || VANISHING.test(host)) return true;
  if (/:.{0,300}:|:\D/.test(host)) return true;
  // IDNA maps to plain letters, dots, "/" and "@": ①, ．, ℀, ＠. Real names of other scripts stay.
  if (/^[\w.:%-]*$/.test(host)) return false;
  return host.normalize("NFKC") !== host || /[\u3002\uff61]/.test(host);
}

/** Whether text that no parser of ours takes still leads somewhere for a laxer one. */
export function isSuspect({ bare, authority, scheme }: UrlReading): boolean {
  if (TEMPLATE.test(authority)) return false;
  if (
    /[@\\]|[\u3002\uff0e\uff61]|0x[0-9a-f]|localhost|(?:^|[^\d.])127\.|169\.254|::|%00/i.test(bare)
  ) {
    return scheme !== "" || !/\s/.test(bare);
  }
  // A port may be left to be filled in.
  const host = authority.replace(/:port$/i, "");
  return (
    scheme !== "" && (/[#&;,%|^[\]{}]|:.{0,300}:/.test(host) || host.normalize("NFKC") !== host)
  );
}
