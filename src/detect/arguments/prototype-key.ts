// Keys that reach into the prototype of all objects when a program copies them. Its own file, so that
// whoever walks keys can ask.

/**
 * Whether an object's key, or a path of keys written as text, leads to a prototype: `__proto__`,
 * `constructor.prototype`, `a[constructor][prototype]`. Escapes are the caller's to undo. Linear.
 */
export function isPrototypeKey(key: string): boolean {
  if (!key.includes("proto")) return false;
  return PROTOTYPE_PATH.test(key.slice(0, KEY_CHARS_MAX));
}

/** Keys are short; what is longer is no key that a program meets. */
const KEY_CHARS_MAX = 1_024;

/** Between the names of a path: dots, brackets, quotes, or JSON's own signs. */
const PROTOTYPE_PATH = /__proto__|\bconstructor["'\]\s]{0,4}[.[:]{1,2}["'\s{[]{0,6}prototype\b/;
