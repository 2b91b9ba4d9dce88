// Writes a path the plain way, so that what is hidden in it can be seen. It judges nothing.
import { percentDecoded } from "./percent-decoded.ts";

/** One way of writing: decoded, forward slashes, look-alike dots and slashes made plain. */
export function plainPath(text: string): string {
  return percentDecoded(text)
    .replace(/\\u002e|&#(?:46|x2e);|0x2e/gi, ".")
    .replace(/\\u002f|&#(?:47|x2f);|0x2f/gi, "/")
    .normalize("NFKC")
    .replace(/[\u2215\u2044\u29f8]/g, "/")
    .replace(/[\\\u2216\uff3c]/g, "/")
    .replace(/\.\.;(?=\/)/g, "..");
}
