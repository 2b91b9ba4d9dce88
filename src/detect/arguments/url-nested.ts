// URLs inside the path, query or fragment of another, as proxies, previews and redirects take them.
import { authorityOf, hostKind } from "../../domain/host-kind.ts";
import { isLoopback } from "../../domain/host-kind.ts";
import { parseUrl } from "./url-reading.ts";

/** A URL within another; what it is cut off at ends a value. */
const INNER = /(?:(https?|wss?|ftp):\/{0,4}|(?<==)\/\/)([^\s"'<>&/?#][^\s"'<>&]{0,300})/gi;
/** Schemes that no redirect needs. */
const INNER_SCHEME =
  /[=/](?:file:\/\/|gopher:\/\/|dict:\/\/|ldap:\/\/|tftp:\/\/|netdoc:|jar:(?:file|http)|php:\/\/)/i;
const INNER_MAX = 16;
/** Where an application under development is called back to after a login. */
const LOGIN = /[?&](?:client_id|response_type|scope|code_challenge|samlrequest)=/i;

/** Whether something in the rest of a URL, decoded at most twice, is a URL that leads inward. */
export function leadsInward(rest: string): boolean {
  if (rest.length < 5 || !/[:/%]/.test(rest)) return false;
  const decoded = decodeOnce(decodeOnce(rest));
  if (INNER_SCHEME.test(decoded)) return true;
  const isLogin = LOGIN.test(decoded);
  let seen = 0;
  for (const [, scheme = "http", tail = ""] of decoded.matchAll(INNER)) {
    const text = `${scheme}://${tail}`;
    const url = parseUrl(text);
    if (url !== undefined && hostKind(url.hostname, authorityOf(text)) !== "public") {
      if (!isLogin || !isLoopback(url.hostname)) return true;
    }
    seen += 1;
    if (seen === INNER_MAX) break;
  }
  return false;
}

function decodeOnce(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(/%([2-7][0-9a-f])/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
