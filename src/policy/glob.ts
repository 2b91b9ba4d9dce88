// Names with `*`, as policies write them: `get_*`, `mcp/*`. No other character is special.

/** Tells whether a name is one of some patterns. */
export type NameTest = (name: string) => boolean;

/** Names that a test remembers: an agent has tens of tools, and a hostile client makes up more. */
const REMEMBERED_MAX = 256;
/** Longer names are not remembered: a hostile one may be as long as a whole body. */
const REMEMBERED_CHARS_MAX = 256;

/** Compiles patterns: what a name came to is remembered, for some names. */
export function compileGlobs(patterns: readonly string[]): NameTest {
  if (patterns.includes("*")) return () => true;
  const known = new Map<string, boolean>();
  return (name) => {
    const said = known.get(name);
    if (said !== undefined) return said;
    if (known.size >= REMEMBERED_MAX) known.clear();
    const is = matchesAny(patterns, name);
    if (name.length <= REMEMBERED_CHARS_MAX) known.set(name, is);
    return is;
  };
}

/** The same for a list that may be absent: then every name gets the answer `absent`. */
export function optionalGlobs(patterns: readonly string[] | undefined, absent: boolean): NameTest {
  return patterns === undefined ? () => absent : compileGlobs(patterns);
}

/** Whether `name` is one of the patterns. Linear in the name for each pattern. */
export function matchesAny(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => matchesGlob(pattern, name));
}

/** Whether `name` matches one pattern, where `*` stands for any run of characters. */
export function matchesGlob(pattern: string, name: string): boolean {
  const parts = pattern.split("*");
  const first = parts[0] ?? "";
  if (parts.length === 1) return name === first;
  const last = parts.at(-1) ?? "";
  if (name.length < first.length + last.length) return false;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let from = first.length;
  const end = name.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const at = name.indexOf(part, from);
    if (at < 0 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}
