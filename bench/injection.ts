// `node bench/injection.ts FILE...`: what both layers are worth on labelled rows (JSON Lines, gzipped
// or not: `{"text","label","role","source","lang","kind"}`), by source, language and kind, and how
// fast they are. `role` is `user`, `tool` or `system`; a system prompt is judged as a user's text.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { injectionScore } from "../src/detect/injection/layers.ts";
import { INJECTION_DETECTORS } from "../src/detect/registry.ts";
import { installWeights } from "../scripts/install-weights.ts";
import { headOf, segmentOf } from "../training/examples.ts";
import { percent, separation, sharesBy, sourceOf, type ScoredRow } from "../training/report.ts";
import type { Row } from "../training/row.ts";

const THRESHOLDS = [0.6, 0.8, 0.95];

/** For what a file does not say. */
const DEFAULTS: Row = {
  text: "",
  label: 0,
  kind: "?",
  role: "user",
  lang: "?",
  source: "?",
  licence: "?",
};

installWeights();
const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("usage: node bench/injection.ts FILE...");
  process.exit(2);
}
for (const file of files) {
  console.log(`\n${file}`);
  const rows = rowsOf(file);
  const startedAt = process.cpuUsage();
  const scored = rows.map((row) => ({
    row,
    score: injectionScore(segmentOf(row), INJECTION_DETECTORS),
  }));
  const { user } = process.cpuUsage(startedAt);
  const chars = rows.reduce((sum, { text }) => sum + text.length, 0);
  console.log(`${rows.length} rows, ${(user / chars).toFixed(3)} us of CPU a character`);
  for (const head of ["user", "tool"] as const) {
    print(
      head,
      scored.filter(({ row }) => headOf(row) === head),
    );
  }
}

function rowsOf(file: string): Row[] {
  const bytes = readFileSync(file);
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = (isGzip ? gunzipSync(bytes) : bytes).toString("utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => ({ ...DEFAULTS, ...(JSON.parse(line) as Partial<Row>) }));
}

function print(head: string, scored: readonly ScoredRow[]): void {
  if (scored.length === 0) return;
  const { attacks, ordinary, auc, recallAtOnePercent } = separation(scored);
  console.log(
    `\n${head}: ${attacks} attacks, ${ordinary} ordinary; AUC ${auc.toFixed(4)}, recall at 1 % false positives ${percent(recallAtOnePercent)}; shares at 0.6, 0.8, 0.95`,
  );
  const groups = [
    sharesBy(scored, () => "all", THRESHOLDS),
    sharesBy(scored, sourceOf, THRESHOLDS),
    sharesBy(scored, ({ lang }) => `language ${lang}`, THRESHOLDS),
    sharesBy(scored, ({ kind }) => `kind ${kind}`, THRESHOLDS),
  ];
  for (const { name, label, count, above } of groups.flat()) {
    const shares = above.map((share) => percent(share).padStart(8)).join("");
    console.log(
      `${label === 1 ? "attack  " : "ordinary"} ${name.slice(0, 60).padEnd(60)} ${String(count).padStart(6)}${shares}`,
    );
  }
}
