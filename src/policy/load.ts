// A policy's source to a policy, or to every problem in it, each with its line and column. What is
// wrong with one rule hides nothing of what is wrong with another.
import { LIMITS } from "../domain/limits.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { translate, type Translated } from "./dialect.ts";
import { pathText, problemsOf, type Problem } from "./problems.ts";
import { policySchema, type Policy } from "./schema/document.ts";
import { textProblems } from "./semantics.ts";
import { readYaml, type YamlTree } from "./source/read-yaml.ts";
import { offsetInSource } from "./source/scalar-offset.ts";
import { lineStarts, placeIn, sourceText } from "./source/source-text.ts";
import { locate, type Path } from "./source/yaml-data.ts";
import { policyProblems } from "./warnings.ts";

/** One problem of a policy document. */
export interface PolicyError {
  readonly message: string;
  /** For example `rules[2].allowed_tools`; empty for the document itself. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** What stands there: its kind, `a list`, or the word itself where one of some words is expected. */
  readonly found?: string;
  /** What would have been valid there: words, or kinds of values. */
  readonly expected?: readonly string[];
  /** Which of them was probably meant. */
  readonly suggestion?: string;
}

/**
 * Loads a policy from YAML, as text or as bytes in UTF-8. Either the whole document is valid, or the
 * result lists all that is wrong with it, in the order of the document and at most
 * `LIMITS.policyErrorsMax` problems. Never throws; the work is bounded by `LIMITS.policy*Max`.
 */
export function loadPolicy(source: string | Uint8Array): Result<Policy, readonly PolicyError[]> {
  const read = readSource(source);
  if (!read.ok) return read;
  const { tree, translated } = read.value;
  const parsed = policySchema.safeParse(translated.data);
  const problems = [
    ...translated.problems,
    ...(parsed.error?.issues ?? [])
      .slice(0, LIMITS.policyErrorsMax)
      .flatMap((issue) => problemsOf(issue, translated)),
    ...semanticProblems(translated),
  ];
  const errors = locateAll(problems, read.value);
  if (errors.length > 0 || tree.faults.length > 0) return err(errors);
  return parsed.success ? ok(parsed.data) : err(errors);
}

/**
 * What is not wrong with a policy that loaded and yet will surprise its authors: rules without
 * effect, names that nothing has. `now` is in milliseconds since 1970.
 */
export function policyWarnings(
  source: string | Uint8Array,
  { policy, now }: { readonly policy: Policy; readonly now: number },
): readonly PolicyError[] {
  return locateProblems(source, policyProblems(policy, now));
}

/** Problems of a policy that loaded, such as tests that fail, with their places in its source. */
export function locateProblems(
  source: string | Uint8Array,
  problems: readonly Problem[],
): readonly PolicyError[] {
  const read = readSource(source);
  if (!read.ok) return [];
  const { toAuthor } = read.value.translated;
  const told = problems.map((problem) => ({ ...problem, path: toAuthor(problem.path) }));
  return locateAll(told, read.value);
}

/** A source whose YAML could be read. */
interface Read {
  readonly text: string;
  readonly tree: YamlTree;
  readonly translated: Translated;
}

function readSource(source: string | Uint8Array): Result<Read, readonly PolicyError[]> {
  const text = sourceText(source);
  if (!text.ok) return err(text.error.map((fault) => ({ path: "", ...fault })));
  const tree = readYaml(text.value);
  if (!tree.ok) {
    const starts = lineStarts(text.value);
    return err(
      tree.error.map(({ message, offset, path }) => ({
        message,
        path: pathText(path),
        ...placeIn(starts, offset),
      })),
    );
  }
  const translated = translate(tree.value.data);
  return ok({ text: text.value, tree: tree.value, translated });
}

/** What the schema does not see, of every rule, whatever is wrong with it and the others. */
function semanticProblems({ data, toAuthor }: Translated): readonly Problem[] {
  const rules = (data as { rules?: unknown } | null)?.rules;
  const entries: readonly unknown[] = Array.isArray(rules) ? rules : [];
  const inRules = entries
    .slice(0, LIMITS.policyRulesMax)
    .flatMap((entry, at) =>
      textProblems(entry).map((problem) => ({ ...problem, path: ["rules", at, ...problem.path] })),
    );
  return [...inRules, ...sameNames(entries)].map((problem) => ({
    ...problem,
    path: toAuthor(problem.path),
  }));
}

function sameNames(entries: readonly unknown[]): readonly Problem[] {
  const seen = new Set<string>();
  return entries.flatMap((entry, at): readonly Problem[] => {
    const name = (entry as { name?: unknown } | null)?.name;
    if (typeof name !== "string") return [];
    if (seen.has(name)) {
      const message = `another rule has the name "${name}"`;
      return [{ message, path: ["rules", at, "name"] }];
    }
    seen.add(name);
    return [];
  });
}

/** Problems of the data and faults of the YAML in the order of the document, each told once. */
function locateAll(problems: readonly Problem[], read: Read): readonly PolicyError[] {
  const { tree, text } = read;
  const starts = lineStarts(text);
  const faults = tree.faults.slice(0, LIMITS.policyErrorsMax);
  // What the YAML says there is refused already, so that the data lacks it is no second problem.
  const refused = faults.map(({ path }) => path).filter((path) => path.length > 0);
  const told = problems
    .filter(({ path }) => !refused.some((above) => isWithin(path, above)))
    .slice(0, LIMITS.policyErrorsMax)
    .map((problem) => ({ ...problem, at: offsetOf(problem, read) }));
  const all = [...faults.map((each) => ({ ...each, at: each.offset })), ...told].toSorted(
    (a, b) => a.at - b.at,
  );
  const errors = new Map<string, PolicyError>();
  for (const each of all) {
    if (errors.size === LIMITS.policyErrorsMax) break;
    const { found, expected, suggestion } = each as Problem;
    const path = pathText(each.path);
    errors.set(`${each.at} ${path} ${each.message}`, {
      message: each.message,
      path,
      ...placeIn(starts, each.at),
      ...(found !== undefined && { found }),
      ...(expected !== undefined && { expected }),
      ...(suggestion !== undefined && { suggestion }),
    });
  }
  return [...errors.values()];
}

function isWithin(path: Path, above: Path): boolean {
  return above.every((step, index) => step === path[index]);
}

function offsetOf(problem: Problem, { tree, text }: Read): number {
  const { path, part = "value", offset } = problem;
  const { offset: start, depth, scalar } = locate(tree.root, path, part);
  const isThere = scalar !== null && depth === path.length && offset !== undefined;
  return (isThere ? offsetInSource({ scalar, text }, offset) : null) ?? start;
}
