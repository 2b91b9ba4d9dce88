// `node bench/arguments.ts [--misses ATTACK] [--alarms] [--time] FILE...`: how many attacks the
// detectors of arguments find in labelled JSON Lines, and how many ordinary values they take for one.
//
// A line has `value` with `param` and `declared`, or `tool` with `args`; `label` is 1 for an attack, of
// the kind `attack`; `weak` marks what is no attack by itself, which is counted apart. Files may be
// gzipped. A value counts at 0.8, where the default policy stops it, and in brackets at 0.5.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { scanFamilies, type ScanPlan } from "../src/detect/scan-families.ts";
import type { Finding } from "../src/domain/finding.ts";
import type { ToolCall } from "../src/domain/tool-call.ts";
import { callFindings } from "../src/inspection/call-findings.ts";
import { readCallArguments } from "../src/openai/call-arguments.ts";
import { DECLARED_CONTENTS, type DeclaredContent, type Segment } from "../src/domain/segment.ts";

interface Row {
  readonly value?: string;
  readonly param?: string;
  readonly declared?: string;
  readonly tool?: string;
  readonly args?: unknown;
  readonly label: 0 | 1;
  readonly attack: string | null;
  readonly source: string;
  readonly weak?: boolean;
}

interface Tally {
  rows: number;
  stopped: number;
  noted: number;
}

const PLAN: ScanPlan = { families: new Set(["arguments"]), content: null };
const STOPPED = 0.8;
const NOTED = 0.5;

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    misses: { type: "string" },
    alarms: { type: "boolean" },
    time: { type: "boolean" },
  },
});

for (const file of files) report(file, rowsOf(file));

function rowsOf(file: string): readonly Row[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Row);
}

function callOf({ tool = "", args }: Row): ToolCall {
  const text = typeof args === "string" ? args : JSON.stringify(args);
  const path = "arguments";
  return { id: "", name: tool, kind: "json", arguments: text, path, argumentsPath: path };
}

function findingsOf(row: Row): readonly Finding[] {
  const call = row.value === undefined ? callOf(row) : null;
  const read = call === null ? null : readCallArguments(call);
  const segments = read === null ? [segmentOf(row)] : read.segments;
  const found = segments.flatMap((segment) => scanFamilies(segment, PLAN).findings);
  return call === null || read === null ? found : [...found, ...callFindings(call, read)];
}

function segmentOf(row: Row): Segment {
  const declared = DECLARED_CONTENTS.find((one) => one === row.declared);
  return {
    text: row.value ?? "",
    path: `arguments.${row.param ?? "value"}`,
    ...(row.param !== undefined && { parameter: row.param }),
    ...(declared !== undefined && { declared: declared satisfies DeclaredContent }),
    ...origin(row),
  };
}

function origin({ tool }: Row): Pick<Segment, "kind" | "direction" | "tool"> {
  return { kind: "tool_argument", direction: "output", ...(tool !== undefined && { tool }) };
}

function report(file: string, rows: readonly Row[]): void {
  const tallies = new Map<string, Tally>();
  const began = process.cpuUsage();
  for (const row of rows) {
    const found = findingsOf(row);
    const sure = found.reduce((most, { confidence }) => Math.max(most, confidence), 0);
    const weak = row.weak === true ? " (weak)" : "";
    count(tallies, `${row.label === 1 ? (row.attack ?? "?") : "ordinary"}${weak}`, sure);
    count(
      tallies,
      `  ${row.label === 1 ? (row.attack ?? "?") : "ordinary"}${weak} ${row.source}`,
      sure,
    );
    if (row.label === 1 && row.weak !== true && sure < STOPPED && options.misses === row.attack)
      show(row, found);
    if (row.label === 0 && row.weak !== true && sure >= NOTED && options.alarms === true)
      show(row, found);
  }
  const { user } = process.cpuUsage(began);
  console.log(file);
  for (const [name, { rows: all, stopped, noted }] of [...tallies].toSorted(byName)) {
    console.log(
      `${name.padEnd(48)} ${String(all).padStart(6)} ${percent(stopped, all)} (${percent(noted, all)})`,
    );
  }
  if (options.time === true) console.log(`${(user / rows.length).toFixed(1)} us a row`);
}

function count(tallies: Map<string, Tally>, name: string, sure: number): void {
  const tally = tallies.get(name) ?? { rows: 0, stopped: 0, noted: 0 };
  tallies.set(name, tally);
  tally.rows += 1;
  if (sure >= STOPPED) tally.stopped += 1;
  if (sure >= NOTED) tally.noted += 1;
}

function byName([a]: [string, Tally], [b]: [string, Tally]): number {
  return a.trim() < b.trim() ? -1 : 1;
}

function percent(part: number, all: number): string {
  return `${((100 * part) / all).toFixed(2).padStart(6)} %`;
}

function show(row: Row, found: readonly Finding[]): void {
  const what = found.map(
    ({ detector, category, confidence }) => `${detector} ${category} ${confidence}`,
  );
  console.log(
    JSON.stringify({ value: row.value ?? row.args, attack: row.attack, source: row.source, what }),
  );
}
