// All rows to learn from: the corpus, and what our own generators make of it.
import type { HeadName } from "../src/detect/injection/classifier/model.ts";
import { poolsOf } from "./data.ts";
import { exampleOf, headOf, type Example } from "./examples.ts";
import { seededRandom } from "./random.ts";
import { sourceOf } from "./report.ts";
import type { Row } from "./row.ts";
import { GENERATORS } from "./synthetic/generators.ts";

/** Rows of one source from which on each of them counts less. */
const ORDINARY_SOURCE_ROWS = 1_500;
/** Of all synthetic rows; each generator's own seed comes from its name. */
const SEED = 20_261_121;

/** The rows that our generators make. */
export function syntheticRows(corpus: readonly Row[]): Row[] {
  const pools = poolsOf(corpus);
  return GENERATORS.flatMap(({ generate, name, rows }) =>
    generate(seededRandom(SEED ^ hashOf(name)), pools, rows),
  );
}

/** Examples of rows, with weights that keep large sources from ruling. */
export function examplesOf(rows: readonly Row[]): Example[] {
  const sizes = new Map<string, number>();
  for (const row of rows) {
    const key = groupOf(row);
    sizes.set(key, (sizes.get(key) ?? 0) + 1);
  }
  return rows.map((row) => {
    const size = sizes.get(groupOf(row)) ?? 1;
    const weight = Math.min(1, Math.sqrt(ORDINARY_SOURCE_ROWS / size)) * emphasis(row);
    return exampleOf(row, weight);
  });
}

/** Prompts that developers wrote are few, and the nearest thing to a jailbreak that is none. */
const PUBLISHED_PROMPT_WEIGHT = 4;

function emphasis({ source, label }: Row): number {
  return label === 0 && source.includes("published system prompts") ? PUBLISHED_PROMPT_WEIGHT : 1;
}

function groupOf(row: Row): string {
  return `${headOf(row) satisfies HeadName}|${row.label}|${sourceOf(row)}`;
}

function hashOf(text: string): number {
  let hash = 7;
  for (const char of text) hash = (Math.imul(hash, 31) + char.charCodeAt(0)) >>> 0;
  return hash;
}
