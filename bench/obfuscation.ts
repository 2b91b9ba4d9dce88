// `node bench/obfuscation.ts [FILE] [--rows N] [--show WAY]`: of the attacks that both layers stop in
// plain text (users' rows of a labelled file, as `bench/injection.ts` reads it), the share that they
// still stop in each disguise, and the share of ordinary texts that a disguise alone gets stopped.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { installWeights } from "../scripts/install-weights.ts";
import { installModel } from "../src/detect/injection/classifier/model.ts";
import { injectionScore } from "../src/detect/injection/layers.ts";
import { INJECTION_DETECTORS } from "../src/detect/registry.ts";
import { viewsOf } from "../src/detect/views/views.ts";
import { POINTS } from "../training/calibrate.ts";
import { DISGUISES, type NamedDisguise, type Strength } from "../training/obfuscate.ts";
import { seededRandom } from "../training/random.ts";
import { percent } from "../training/report.ts";
import type { Row } from "../training/row.ts";

const DEFAULT_FILE = join(import.meta.dirname, "../../shared/data/injection/dev.jsonl.gz");
const SEED = 5;
/** What is disguised of a text: a paragraph or two. Longer ones are left out, not cut. */
const CHARS_MIN = 20;
const CHARS_MAX = 1_500;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: "string", default: "150" },
    show: { type: "string" },
    weights: { type: "string" },
  },
});
const file = positionals[0] ?? DEFAULT_FILE;
if (existsSync(file)) measure(file, Number(values.rows));
else console.log(`no labelled rows at ${file}: nothing measured`);

function measure(path: string, count: number): void {
  if (values.weights === undefined) installWeights();
  else installModel(Uint8Array.from(readFileSync(values.weights)).buffer);
  const rows = rowsOf(path).filter(({ role, text }) => role === "user" && text.length >= CHARS_MIN);
  printViews(rows.filter(({ label }) => label === 0));
  const short = seededRandom(SEED).shuffled(rows.filter(({ text }) => text.length <= CHARS_MAX));
  const attacks = short.filter(({ label, text }) => label === 1 && isStopped(text)).slice(0, count);
  const ordinary = short
    .filter(({ label, text }) => label === 0 && !isStopped(text))
    .slice(0, count);
  console.log(
    `${attacks.length} attacks stopped in plain text, ${ordinary.length} ordinary texts that are not`,
  );
  const pooled: Record<Strength, [number, number, number, number]> = {
    light: [0, 0, 0, 0],
    heavy: [0, 0, 0, 0],
    mixed: [0, 0, 0, 0],
  };
  for (const [index, way] of DISGUISES.entries()) {
    if (values.show !== undefined && !values.show.split(",").includes(way.name)) continue;
    const kept = stoppedIn(way, attacks, index);
    const wronged = stoppedIn(way, ordinary, index);
    const pool = pooled[way.strength];
    pool[0] += kept;
    pool[1] += attacks.length;
    pool[2] += wronged;
    pool[3] += ordinary.length;
    print(way.strength, way.name, [kept, attacks.length, wronged, ordinary.length]);
  }
  for (const strength of ["light", "heavy", "mixed"] as const)
    print(strength, "all", pooled[strength]);
}

function print(
  strength: Strength,
  name: string,
  [kept, attacks, wronged, ordinary]: [number, number, number, number],
): void {
  console.log(
    `${strength.padEnd(6)} ${name.padEnd(28)} ${percent(kept / Math.max(1, attacks)).padStart(8)} ${percent(wronged / Math.max(1, ordinary)).padStart(8)}`,
  );
}

function stoppedIn({ disguise }: NamedDisguise, rows: readonly Row[], index: number): number {
  const random = seededRandom(SEED + index);
  return rows.filter(({ text, label }) => {
    const disguised = disguise(text, random);
    const isSeen = isStopped(disguised);
    if (values.show !== undefined && isSeen === (label === 0)) show(text, disguised);
    return isSeen;
  }).length;
}

/** What was missed, and how it was read. */
function show(text: string, disguised: string): void {
  console.log(`\nplain     ${score(text).toFixed(3)} ${JSON.stringify(text.slice(0, 300))}`);
  console.log(
    `disguised ${score(disguised).toFixed(3)} ${JSON.stringify(disguised.slice(0, 300))}`,
  );
  for (const { plain, decoded } of viewsOf(disguised).slice(1)) {
    console.log(
      `  ${(decoded?.decoding ?? []).join(" ")}: ${JSON.stringify(plain.text.slice(0, 300))}`,
    );
  }
}

function isStopped(text: string): boolean {
  return score(text) >= POINTS.medium;
}

function score(text: string): number {
  return injectionScore(
    { text, kind: "user", direction: "input", path: "text" },
    INJECTION_DETECTORS,
  );
}

/** Each form costs a run of everything: ordinary texts have one. */
function printViews(ordinary: readonly Row[]): void {
  const counts = ordinary.map(({ text }) => viewsOf(text).length);
  const sum = counts.reduce((total, count) => total + count, 0);
  const more = counts.filter((count) => count > 1).length;
  console.log(
    `${ordinary.length} ordinary texts: ${(sum / ordinary.length).toFixed(4)} forms each, ${percent(more / ordinary.length)} have more than one`,
  );
}

function rowsOf(path: string): Row[] {
  const bytes = readFileSync(path);
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = (isGzip ? gunzipSync(bytes) : bytes).toString("utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Row);
}
