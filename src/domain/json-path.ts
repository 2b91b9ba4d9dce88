// JSON paths as findings, errors and splices write them: `messages[3].content[0].text`.

const PLAIN_KEY = /^[A-Za-z_$][A-Za-z0-9_$-]*$/;

/** The path of a member. Keys that would be ambiguous are quoted: `arguments["a.b"]`. */
export function keyPath(parent: string, key: string): string {
  if (!PLAIN_KEY.test(key)) return `${parent}[${JSON.stringify(key)}]`;
  return parent === "" ? key : `${parent}.${key}`;
}

/** The path of an element. */
export function indexPath(parent: string, index: number): string {
  return `${parent}[${index}]`;
}

/** Whether `path` is `ancestor` or lies below it. */
export function isWithin(path: string, ancestor: string): boolean {
  if (!path.startsWith(ancestor)) return false;
  const next = path[ancestor.length];
  return next === undefined || next === "." || next === "[" || ancestor === "";
}

/**
 * Every path that `path` could lie below, from the root (empty) down. A quoted key may give some
 * that are no paths, and lie above nothing else either. One by one, because a hostile key gives
 * many: who knows how long an answer can be stops there.
 */
export function* pathsAbove(path: string): Generator<string> {
  yield "";
  for (let at = 1; at < path.length; at += 1) {
    if (path[at] === "." || path[at] === "[") yield path.slice(0, at);
  }
}
