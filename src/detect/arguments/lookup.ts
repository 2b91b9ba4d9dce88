// Lookups of loggers that load programs from elsewhere: `${jndi:ldap://host/x}`, however its letters
// are looked up themselves (CVE-2021-44228 and what followed).

/** Lookups are short; what is longer is a file of them, and its start tells. */
const TEXT_CHARS_MAX = 16_384;
/** Each round unfolds one level; nobody nests deeper, and Log4j itself stops. */
const ROUNDS_MAX = 8;

/** The innermost `${name:key:-value}`, whose value may be any character. */
const DEFAULTED = /\$\{[^${}]{0,120}?:-([^${}]{0,60})\}/g;
/** The innermost `${name:value}`. */
const INNERMOST = /\$\{(?:[^${}]{0,120}:)?-?['"]?([^${}:'"]{0,40})['"]?\}/g;
const LOADS =
  /\$\{?\s{0,4}\{?\s{0,4}jndi\s{0,4}:|\bjndi:(?:ldaps?|rmi|dns|iiop|corba|nis|nds|https?|java):/i;

/**
 * Whether a text makes a logger look up something elsewhere. Linear: each round replaces at least
 * one lookup or ends.
 */
export function hasLookup(text: string): boolean {
  if (!text.includes("$") && !/%24|&(?:dollar|#)|jndi/i.test(text)) return false;
  let plain = text
    .slice(0, TEXT_CHARS_MAX)
    .replace(/&lbrace;?|&lcub;?|&#x0{0,60}7b;?|&#0{0,60}123;?|\\u007b|%7b/gi, "{")
    .replace(/&dollar;?|&#x0{0,60}24;?|&#0{0,60}36;?|\\u0024|%24/gi, "$")
    .replace(/&#0{0,8}(1(?:0\d|1\d|2[0-2])|9\d);?/g, (_, code: string) =>
      String.fromCharCode(Number(code)),
    );
  if (!plain.includes("${") && !/jndi:/i.test(plain)) return false;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    if (LOADS.test(plain)) return true;
    const defaulted = plain.replace(DEFAULTED, "$1");
    const unfolded = defaulted === plain ? plain.replace(INNERMOST, "$1") : defaulted;
    if (unfolded === plain) return false;
    plain = unfolded;
  }
  return LOADS.test(plain);
}
