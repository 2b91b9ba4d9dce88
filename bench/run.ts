// `npm run bench`: what Edgewarden costs beside a Worker that does nothing and beside no gateway.
// It prints figures and judges none of them; it fails only when an answer was wrong.
//
//   --quick                    two short repetitions instead of five
//   --json                     JSON on stdout (progress goes to stderr in either case)
//   --only=json|stream|paced|history   scenarios of one kind (may be repeated)
//   --case=NAME                only this case beside `direct` and `pass-through` (may be repeated)
//   --seed=N                   repeats the order of an earlier run
//   --profile                  writes dist/bench-*.cpuprofile of the last repetition
import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { BASELINE_CASE, benchCases, DIRECT_CASE, type Target } from "./cases.ts";
import { canPin, cpuNs, pinned, rssMb } from "./cpu.ts";
import type { LoadOptions, LoadResult } from "./load.ts";
import { policyFigures, policyTable } from "./policy.ts";
import { startProfile } from "./profile.ts";
import { historyTable, summarize, table, type Sample, type Scenario } from "./report.ts";
import { workerdVersion } from "./workerd.ts";

/** Upstream and load generator share one CPU, the gateway under test has another to itself. */
const LOAD_CPU = 0;
const GATEWAY_CPU = 1;
/** Before and after each measured run, for what a Worker does after its answers. */
const SETTLE_MS = 250;

const SCENARIOS: readonly Scenario[] = [
  { name: "JSON, 32 connections", kind: "json", model: "mock-json", connections: 32 },
  { name: "JSON, 1 connection", kind: "json", model: "mock-json", connections: 1 },
  { name: "burst stream, 1 connection", kind: "stream", model: "mock-burst", connections: 1 },
  { name: "burst stream, 16 connections", kind: "stream", model: "mock-burst", connections: 16 },
  { name: "paced stream, 20 connections", kind: "paced", model: "mock-paced", connections: 20 },
  {
    name: "one turn, 8 connections",
    kind: "history",
    model: "mock-json",
    connections: 8,
    turns: 1,
  },
  {
    name: "100 turns, 8 connections",
    kind: "history",
    model: "mock-json",
    connections: 8,
    turns: 100,
  },
];

const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    only: { type: "string", multiple: true },
    case: { type: "string", multiple: true },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    profile: { type: "boolean", default: false },
  },
});
const plan = flags.quick
  ? { repetitions: 2, warmUpSeconds: 0.3, seconds: 0.8 }
  : { repetitions: 5, warmUpSeconds: 0.5, seconds: 1.5 };
const startMs = performance.now();
const folder = mkdtempSync(join(tmpdir(), "edgewarden-bench-"));
const stops: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void stopAll().then(() => process.exit(1)));
}
try {
  await main();
} finally {
  await stopAll();
}

async function main(): Promise<void> {
  const machine = environment();
  const policy = policyFigures();
  const scenarios = SCENARIOS.filter(({ kind }) => flags.only?.includes(kind) ?? true);
  if (scenarios.length === 0) throw new Error("--only takes json, stream, paced or history");
  const upstream = spawnPinned("upstream.ts");
  const { port: upstreamPort } = await nextMessage<{ port: number }>(upstream);
  const loader = spawnPinned("load.ts");
  const targets = await startCases(upstreamPort);
  const samples = await measureAll(loader, targets, scenarios);
  const cells = summarize(samples, {
    cases: [...targets.keys()],
    references: { direct: DIRECT_CASE, baseline: BASELINE_CASE },
  });
  const wallSeconds = Math.round((performance.now() - startMs) / 1000);
  const run = { ...machine, ...plan, seed: Number(flags.seed), wallSeconds };
  if (flags.json) console.log(JSON.stringify({ run, policy, cells }, null, 2));
  else {
    console.log(`${policyTable(policy)}\n\n${table(cells)}\n\n${historyTable(cells)}`);
    console.log(JSON.stringify(run));
  }
  for (const cell of cells.filter(({ errors }) => errors > 0)) {
    console.error(
      `${cell.case}, ${cell.scenario}: ${cell.errors} errors, first: ${cell.firstError}`,
    );
    process.exitCode = 1;
  }
}

async function startCases(upstreamPort: number): Promise<ReadonlyMap<string, Target>> {
  const cases = benchCases({ upstreamPort, folder, cpu: GATEWAY_CPU, inspect: flags.profile });
  const names = cases.map(({ name }) => name);
  const wanted = [DIRECT_CASE, BASELINE_CASE, ...(flags.case ?? names)];
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new Error(`no case ${unknown.join(", ")}; there are ${names.join(", ")}`);
  const targets = new Map<string, Target>();
  for (const { name, start, stop } of cases.filter((each) => wanted.includes(each.name))) {
    console.error(`starting ${name}`);
    stops.unshift(stop);
    targets.set(name, await start());
  }
  return targets;
}

/** Cases of one scenario follow each other at once, in an order of their own every time. */
async function measureAll(
  loader: ChildProcess,
  targets: ReadonlyMap<string, Target>,
  scenarios: readonly Scenario[],
): Promise<readonly Sample[]> {
  const shuffle = shuffler(Number(flags.seed));
  const samples: Sample[] = [];
  console.error(`order by --seed=${flags.seed}`);
  for (const scenario of scenarios) {
    // Once at length, so that the first repetition finds compiled code.
    for (const target of targets.values()) await loadOnce(loader, target, scenario, 1);
  }
  for (let repetition = 1; repetition <= plan.repetitions; repetition += 1) {
    console.error(`repetition ${repetition} of ${plan.repetitions}`);
    for (const scenario of scenarios) {
      for (const [caseName, target] of shuffle([...targets])) {
        await loadOnce(loader, target, scenario, plan.warmUpSeconds);
        await sleep(SETTLE_MS);
        const isProfiled = flags.profile && repetition === plan.repetitions;
        const finish = isProfiled ? await profile(target, `${caseName} ${scenario.name}`) : null;
        const pid = target.workerd?.pid;
        const cpuBeforeNs = pid === undefined ? Number.NaN : cpuNs(pid);
        const load = await loadOnce(loader, target, scenario, plan.seconds);
        await sleep(SETTLE_MS);
        samples.push({
          caseName,
          scenario,
          repetition,
          load,
          cpuNs: pid === undefined ? Number.NaN : cpuNs(pid) - cpuBeforeNs,
          rssMb: pid === undefined ? Number.NaN : rssMb(pid),
        });
        await finish?.();
      }
    }
  }
  return samples;
}

async function loadOnce(
  loader: ChildProcess,
  { port, path, headers }: Target,
  { model, connections, kind, turns }: Scenario,
  seconds: number,
): Promise<LoadResult> {
  const staggerMs = kind === "paced" ? 2.5 : 0;
  const options: LoadOptions = {
    port,
    path,
    headers,
    model,
    connections,
    turns,
    seconds,
    staggerMs,
  };
  loader.send(options);
  return nextMessage<LoadResult>(loader);
}

async function profile({ workerd }: Target, name: string): Promise<(() => Promise<void>) | null> {
  if (workerd?.inspectorPort === undefined) return null;
  const stop = await startProfile(workerd.inspectorPort);
  return async () => {
    const file = `dist/bench-${name.replace(/\W+/g, "-")}.cpuprofile`;
    mkdirSync("dist", { recursive: true });
    writeFileSync(file, await stop());
    console.error(`wrote ${file}`);
  };
}

/** A script of this folder in a process of its own, which talks to us by messages. */
function spawnPinned(script: "upstream.ts" | "load.ts"): ChildProcess {
  const [command = "", ...args] = pinned(LOAD_CPU, [
    process.execPath,
    join(import.meta.dirname, script),
  ]);
  const child = spawn(command, args, {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    serialization: "advanced",
  });
  stops.unshift(() => child.kill());
  return child;
}

/** What a child says next; it speaks only when asked. */
function nextMessage<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const died = () => reject(new Error(`${child.spawnargs.join(" ")} ended early`));
    child.once("exit", died);
    child.once("message", (message: T) => {
      child.off("exit", died);
      resolve(message);
    });
  });
}

async function stopAll(): Promise<void> {
  for (const stop of stops.splice(0)) await stop();
}

function environment() {
  return {
    node: process.version,
    workerd: workerdVersion(),
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? "",
    isPinned: canPin(),
    isProfiled: flags.profile,
    loadAverage: loadavg().map((value) => Number(value.toFixed(2))),
  };
}

/** Fisher and Yates by mulberry32: chance that a seed repeats. */
function shuffler(seed: number): <T>(items: T[]) => T[] {
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return (items) => {
    const rest = [...items];
    return items.flatMap(() => rest.splice(Math.floor(random() * rest.length), 1));
  };
}
