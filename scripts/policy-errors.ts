// How problems of a policy are shown on a terminal: the place, the line itself with a mark under it,
// and what would help. In the manner of the Rust compiler.
import type { PolicyError } from "../src/policy/load.ts";

/** The file that the problems are of. */
interface Source {
  readonly file: string;
  readonly text: string;
  readonly level: "error" | "warning";
}

/** Problems as lines of text; each ends with an empty one. */
export function showProblems(problems: readonly PolicyError[], source: Source): string {
  const lines = source.text.replace(/^\uFEFF/, "").split(/\r?\n/);
  return problems.map((problem) => `${show(problem, { ...source, lines })}\n`).join("\n");
}

function show(
  { message, path, line, column, found, expected, suggestion }: PolicyError,
  { file, level, lines }: Source & { readonly lines: readonly string[] },
): string {
  const gutter = " ".repeat(String(line).length);
  const text = lines[line - 1] ?? "";
  const { shown, at } = cutAround(text, column - 1);
  const marked = "^".repeat(markLength(text.slice(column - 1), found));
  return [
    `${file}:${line}:${column}: ${level}: ${message}`,
    ...(path === "" ? [] : [`${gutter}--> ${path}`]),
    `${gutter} |`,
    `${line} | ${shown}`,
    `${gutter} | ${" ".repeat(at)}${marked}`,
    ...(suggestion === undefined ? [] : [`${gutter} = help: did you mean ${suggestion}?`]),
    ...(expected === undefined ? [] : [`${gutter} = valid: ${expected.join(", ")}`]),
  ].join("\n");
}

/** Characters of a line that are shown before and after the place. */
const AROUND = 60;

/** Long lines are cut; tabs and odd characters become blanks, so that the mark stands right. */
function cutAround(text: string, at: number): { readonly shown: string; readonly at: number } {
  const from = Math.max(0, at - AROUND);
  const plain = text.slice(from, at + AROUND).replaceAll(/[^\u{20}-\u{7E}\u{A0}-\u{FFFF}]/gu, " ");
  return { shown: `${from > 0 ? "…" : ""}${plain}`, at: at - from + (from > 0 ? 1 : 0) };
}

/** The word that is wrong, if it stands there as it was told. */
function markLength(rest: string, found: string | undefined): number {
  if (found !== undefined && rest.startsWith(found)) return found.length;
  return Math.max(1, /^[\w.-]*/.exec(rest)?.[0].length ?? 1);
}
