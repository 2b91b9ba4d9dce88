// The data of a YAML document, and the place of every piece of it. Stricter than YAML, because a
// policy must mean one thing to everybody who reads it: no aliases (they are how a small document
// becomes a large one), no merge keys, no key twice, no numbers that JSON does not have.
import { isAlias, isMap, isScalar, isSeq, type Pair, type Scalar } from "yaml";

/** A way into data: keys and indexes. */
export type Path = readonly (string | number)[];

/** Something wrong with the YAML itself. */
export interface YamlFault {
  readonly message: string;
  /** UTF-16 units into the text. */
  readonly offset: number;
  /** What it speaks of; empty where the text could not be read that far. */
  readonly path: Path;
}

/** What is being read, and where faults are noted. */
interface Reading {
  readonly text: string;
  readonly faults: YamlFault[];
  readonly path: Path;
}

/** A node as plain data. What a policy may not hold is noted and left out. Nesting is bounded. */
export function dataOf(node: unknown, reading: Reading): unknown {
  const { path, faults } = reading;
  if (isAlias(node)) {
    const message = `a policy has no aliases: write out what *${node.source} stands for`;
    faults.push({ message, offset: startOf(node) ?? 0, path });
    return undefined;
  }
  noteAnchor(node, reading);
  if (isMap(node)) return mappingOf(node.items, reading);
  if (isSeq(node)) {
    return node.items.map((item, index) => dataOf(item, { ...reading, path: [...path, index] }));
  }
  if (!isScalar(node)) return null;
  if (typeof node.value === "number" && !Number.isFinite(node.value)) {
    faults.push({ message: "this is not a finite number", offset: startOf(node) ?? 0, path });
    return undefined;
  }
  return node.value;
}

function noteAnchor(node: unknown, { text, faults, path }: Reading): void {
  if (!(isMap(node) || isSeq(node) || isScalar(node)) || node.anchor === undefined) return;
  const start = startOf(node) ?? 0;
  const at = text.lastIndexOf(`&${node.anchor}`, start);
  const message = `a policy has no anchors: leave out &${node.anchor}`;
  faults.push({ message, offset: at < 0 ? start : at, path });
}

function mappingOf(pairs: readonly Pair[], reading: Reading): Record<string, unknown> {
  const { faults, path } = reading;
  const entries = new Map<string, unknown>();
  for (const { key, value } of pairs) {
    const offset = startOf(key) ?? startOf(value) ?? 0;
    const name = keyName(key);
    if (name === null || name === "") {
      faults.push({ message: "a key must be a text", offset, path });
      continue;
    }
    const at = [...path, name];
    noteAnchor(key, { ...reading, path: at });
    const problem = keyProblem(name, entries);
    if (problem !== null) faults.push({ message: problem, offset, path: at });
    else entries.set(name, dataOf(value, { ...reading, path: at }));
  }
  return Object.fromEntries([...entries].filter(([, value]) => value !== undefined));
}

function keyProblem(name: string, entries: ReadonlyMap<string, unknown>): string | null {
  if (name === "<<") return "a policy has no merge keys: write out what is merged";
  // Not every reader of the data would take it for a plain member.
  if (name === "__proto__") return 'unknown field "__proto__"';
  return entries.has(name) ? `the field "${name}" is there already: it must be unique` : null;
}

function keyName(key: unknown): string | null {
  return isScalar(key) && typeof key.value === "string" ? key.value : null;
}

function startOf(node: unknown): number | null {
  const range: unknown = isScalar(node) || isMap(node) || isSeq(node) ? node.range : null;
  const alias: unknown = isAlias(node) ? node.range : range;
  return Array.isArray(alias) ? Number(alias[0]) : null;
}

/** Where something of a document stands. */
export interface Located {
  /** Where it begins. */
  readonly offset: number;
  /** How many parts of the path lead to it: fewer than all where the rest is not in the document. */
  readonly depth: number;
  /** The text itself, where it is one. */
  readonly scalar: Scalar | null;
}

/**
 * Finds what a path leads to, or what comes nearest above it; with `part: "key"` the key that leads
 * there. Where a key is written twice, the first counts.
 */
export function locate(root: unknown, path: Path, part: "key" | "value" = "value"): Located {
  let node = root;
  let found: Located = { offset: startOf(root) ?? 0, depth: 0, scalar: scalarOf(root) };
  for (const [index, step] of path.entries()) {
    const pair = pairOf(node, step);
    const isLast = index === path.length - 1;
    node = isSeq(node) ? node.items[Number(step)] : pair?.value;
    const key = startOf(pair?.key);
    const start = isLast && part === "key" ? (key ?? startOf(node)) : (startOf(node) ?? key);
    if (start === null) return found;
    found = { offset: start, depth: index + 1, scalar: scalarOf(node) };
  }
  return found;
}

function pairOf(node: unknown, step: string | number): Pair | undefined {
  if (!isMap(node)) return undefined;
  return node.items.find(({ key }) => keyName(key) === String(step));
}

function scalarOf(node: unknown): Scalar | null {
  return isScalar(node) ? node : null;
}
