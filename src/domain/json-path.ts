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
