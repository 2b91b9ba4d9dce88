// From samples to figures and from figures to a table. Ratios and differences are taken inside one
// repetition, between runs a few seconds apart, and only then is their median taken: that is what
// survives the noise of a shared machine.
import type { LoadResult } from "./load.ts";
import { EVENTS_PER_STREAM, type BenchModel } from "./upstream.ts";

/** What is asked of every case. */
export interface Scenario {
  readonly name: string;
  readonly kind: "json" | "stream" | "paced" | "history";
  readonly model: BenchModel;
  readonly connections: number;
  /** See `LoadOptions.turns`. */
  readonly turns?: number;
}

/** One case under one scenario in one repetition. */
export interface Sample {
  readonly caseName: string;
  readonly scenario: Scenario;
  readonly repetition: number;
  readonly load: LoadResult;
  /** CPU time of the gateway's process while it was loaded and just after; NaN without one. */
  readonly cpuNs: number;
  /** Its resident memory after the load; NaN without one. */
  readonly rssMb: number;
}

/** What one sample says; NaN, which JSON writes as null, where it says nothing. */
const METRICS = {
  requestsPerSecond: ({ load }) => load.requests / load.seconds,
  latencyP50Us: ({ load }) => load.latency.p50,
  latencyP99Us: ({ load }) => load.latency.p99,
  ttfbP50Us: ({ load }) => load.ttfb.p50,
  ttfbP99Us: ({ load }) => load.ttfb.p99,
  transitP50Us: ({ load }) => load.transit.p50,
  transitP90Us: ({ load }) => load.transit.p90,
  transitP99Us: ({ load }) => load.transit.p99,
  cpuUsPerRequest: ({ load, cpuNs }) => cpuNs / 1000 / load.requests,
  cpuUsPerEvent: ({ load, cpuNs, scenario }) =>
    isStreamed(scenario.kind) ? cpuNs / 1000 / load.requests / EVENTS_PER_STREAM : Number.NaN,
  rssMb: ({ rssMb }) => rssMb,
} satisfies Record<string, (sample: Sample) => number>;

type Metric = keyof typeof METRICS;
type Figures = Readonly<Record<Metric, number>>;

/** One case under one scenario: medians over the repetitions. */
export interface Cell {
  readonly scenario: string;
  readonly kind: Scenario["kind"];
  readonly case: string;
  readonly figures: Figures;
  /** Less the direct case's. */
  readonly added: Figures;
  /** Times the pass-through's. */
  readonly ratio: Figures;
  readonly errors: number;
  readonly firstError: string;
}

/** Which cases stand for "nothing in the way" and for "the least that a Worker can cost". */
export interface References {
  readonly direct: string;
  readonly baseline: string;
}

/** One cell per case and scenario, in order of first appearance of the scenarios. */
export function summarize(
  samples: readonly Sample[],
  { cases, references }: { readonly cases: readonly string[]; readonly references: References },
): readonly Cell[] {
  const scenarios = [...new Set(samples.map((sample) => sample.scenario))];
  return scenarios.flatMap((scenario) => {
    const own = samples.filter((sample) => sample.scenario === scenario);
    const of = (name: string) => own.filter(({ caseName }) => caseName === name);
    const [direct, baseline] = [of(references.direct), of(references.baseline)];
    return cases.map((name) => ({
      scenario: scenario.name,
      kind: scenario.kind,
      case: name,
      figures: figuresOf((measure) => of(name).map(measure)),
      added: figuresOf((measure) => paired(of(name), direct, (a, b) => measure(a) - measure(b))),
      ratio: figuresOf((measure) => paired(of(name), baseline, (a, b) => measure(a) / measure(b))),
      errors: of(name).reduce((total, sample) => total + sample.load.errors, 0),
      firstError: of(name).find((sample) => sample.load.errors > 0)?.load.firstError ?? "",
    }));
  });
}

/** The median of the finite values, or NaN. */
export function median(values: readonly number[]): number {
  const sorted = values.filter(Number.isFinite).toSorted((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  const high = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return (low + high) / 2;
}

/** The cells as text, a table per scenario, for a person. */
export function table(cells: readonly Cell[]): string {
  const scenarios = [...new Set(cells.map((cell) => cell.scenario))];
  return scenarios
    .map((scenario) => {
      const own = cells.filter((cell) => cell.scenario === scenario);
      const columns = isStreamed(own[0]?.kind) ? STREAM_COLUMNS : JSON_COLUMNS;
      const rows = own.map((cell) => [cell.case, ...columns.map((column) => column.text(cell))]);
      return `${scenario}\n${aligned([["", ...columns.map((column) => column.title)], ...rows])}`;
    })
    .join("\n\n");
}

/** What a long conversation costs beside one turn, by case; empty where it was not measured. */
export function historyTable(cells: readonly Cell[]): string {
  const own = cells.filter(({ kind }) => kind === "history");
  const names = [...new Set(own.map((cell) => cell.case))];
  const lines = names.flatMap((name) => {
    const [short, long] = own.filter((cell) => cell.case === name);
    if (short === undefined || long === undefined) return [];
    const costs = [short, long].map(({ figures }) => figures.cpuUsPerRequest);
    const [one = Number.NaN, many = Number.NaN] = costs;
    return Number.isNaN(one) ? [] : [[name, digits(one), digits(many), digits(many / one)]];
  });
  if (lines.length === 0) return "";
  return `${aligned([["CPU us/req", "one turn", "100 turns", "x"], ...lines])}\n\n`;
}

function isStreamed(kind: Scenario["kind"] | undefined): boolean {
  return kind === "stream" || kind === "paced";
}

interface Column {
  readonly title: string;
  readonly text: (cell: Cell) => string;
}

const us = (title: string, metric: Metric): Column => ({
  title,
  text: (cell) => digits(cell.figures[metric]),
});
const addedUs = (title: string, metric: Metric): Column => ({
  title,
  text: (cell) => digits(cell.added[metric]),
});
const times = (title: string, metric: Metric): Column => ({
  title,
  text: (cell) => digits(cell.ratio[metric]),
});
const ERRORS: Column = { title: "errors", text: (cell) => String(cell.errors) };

const JSON_COLUMNS = [
  us("req/s", "requestsPerSecond"),
  us("p50 us", "latencyP50Us"),
  us("p99 us", "latencyP99Us"),
  addedUs("+p50 us", "latencyP50Us"),
  addedUs("+p99 us", "latencyP99Us"),
  us("CPU us/req", "cpuUsPerRequest"),
  times("x CPU", "cpuUsPerRequest"),
  times("x p50", "latencyP50Us"),
  us("RSS MB", "rssMb"),
  ERRORS,
];
const STREAM_COLUMNS = [
  us("streams/s", "requestsPerSecond"),
  us("total p50 us", "latencyP50Us"),
  us("TTFB p50 us", "ttfbP50Us"),
  us("TTFB p99 us", "ttfbP99Us"),
  addedUs("+TTFB p50", "ttfbP50Us"),
  us("transit p50 us", "transitP50Us"),
  us("p90", "transitP90Us"),
  us("p99", "transitP99Us"),
  us("CPU us/event", "cpuUsPerEvent"),
  times("x CPU", "cpuUsPerEvent"),
  us("RSS MB", "rssMb"),
  ERRORS,
];

function figuresOf(values: (measure: (sample: Sample) => number) => readonly number[]): Figures {
  const entries = Object.entries(METRICS).map(([name, measure]) => [name, median(values(measure))]);
  return Object.fromEntries(entries);
}

/** `combine` over the samples of two cases that belong to one repetition. */
function paired(
  own: readonly Sample[],
  others: readonly Sample[],
  combine: (own: Sample, other: Sample) => number,
): readonly number[] {
  return own.flatMap((sample) =>
    others
      .filter(({ repetition }) => repetition === sample.repetition)
      .map((other) => combine(sample, other)),
  );
}

function digits(value: number): string {
  if (Number.isNaN(value)) return "-";
  const precise = Math.abs(value) < 10 ? value.toFixed(2) : value.toFixed(0);
  return precise.replace(/\B(?=(\d{3})+$)/g, ",");
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const pad = (text: string, i: number) =>
    i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0);
  return rows.map((row) => `  ${row.map(pad).join("  ")}`).join("\n");
}
