// To whom mail in an argument may go: addresses by their domain, alone, in lists and with names. What
// is not plainly an address is none: mail programs disagree on the rest of RFC 5322.
import * as z from "zod";
import { matchesAny } from "../glob.ts";
import type { TextCheck } from "./problem.ts";

/** What `email:` may say. */
export const emailSchema = z.strictObject({
  /** Globs of the domains that are allowed: `example.com`, `*.example.com`. */
  domains: z
    .array(
      z
        .string()
        .min(1)
        .max(253)
        .regex(/^[A-Za-z0-9.*-]+$/, "a domain in ASCII, with `*` for any characters"),
    )
    .min(1)
    .max(1_000),
});

/** A list of a thousand recipients. */
const LIST_CHARS_MAX = 65_536;

/** Makes the check of one address, or a list with commas or semicolons. */
export function compileEmail(spec: z.infer<typeof emailSchema>): TextCheck {
  const domains = spec.domains.map((domain) => domain.toLowerCase());
  return (text) => {
    if (text.length > LIST_CHARS_MAX) return "too_long";
    // A line break would begin another header of the mail.
    if (/\p{Cc}|\p{Cf}|[\u2028\u2029]/u.test(text)) return "not_an_address";
    const entries = splitList(text);
    if (entries === null || entries.length === 0) return "not_an_address";
    for (const entry of entries) {
      const domain = domainOf(entry);
      if (domain === null) return "not_an_address";
      if (!matchesAny(domains, domain)) return "email_domain";
    }
    return null;
  };
}

/** The entries between commas and semicolons outside quotes; null where a quote is left open. */
function splitList(text: string): readonly string[] | null {
  const entries: string[] = [];
  let isQuoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === "\\") return null;
    if (sign === '"') isQuoted = !isQuoted;
    if (isQuoted || (sign !== "," && sign !== ";")) continue;
    entries.push(text.slice(from, at));
    from = at + 1;
  }
  if (isQuoted) return null;
  entries.push(text.slice(from));
  return entries.map((entry) => entry.trim()).filter((entry) => entry !== "");
}

/** A local part without quotes, routes (`%`, `!`) and comments; a domain of letters and digits. */
const ADDRESS =
  /^[A-Za-z0-9.#$&'*+/=?^_{|}~-]{1,64}@([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8})$/;
/** `Name <address>`: a name that some reader could take for an address is none. */
const NAMED = /^(?:"[^"@<>]{0,256}"|[^"@<>()[\]:\\]{0,256})\s{0,8}<([^<>\s]{1,320})>$/;

function domainOf(entry: string): string | null {
  if (entry.length > 700) return null;
  const address = entry.endsWith(">") ? NAMED.exec(entry)?.[1] : entry;
  return (
    (address === undefined ? null : (ADDRESS.exec(address)?.[1] ?? null))?.toLowerCase() ?? null
  );
}
