// What a process costs: CPU time, memory, and which CPU it may use. Linux; elsewhere zero, and
// no pinning.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/** CPU time of a process and its descendants in ns, or 0 where the system does not tell. */
export function cpuNs(pid: number): number {
  return sum(processTree(pid).map(processCpuNs));
}

/** Resident memory of a process and its descendants in MB, or 0. */
export function rssMb(pid: number): number {
  return sum(processTree(pid).map(processRssKb)) / 1024;
}

/** The command line that runs `command` on one CPU, where `taskset` and a second CPU exist. */
export function pinned(cpu: number, command: readonly string[]): readonly string[] {
  return canPin() ? ["taskset", "-c", String(cpu), ...command] : command;
}

/** Whether `pinned` pins. */
export function canPin(): boolean {
  pinning ??= availableParallelism() > 1 && spawnSync("taskset", ["-c", "1", "true"]).status === 0;
  return pinning;
}

let pinning: boolean | undefined;

function processTree(pid: number): readonly number[] {
  const children = tasks(pid).flatMap((task) =>
    read(`/proc/${pid}/task/${task}/children`).split(" ").filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(processTree)];
}

/** The scheduler counts ns per thread; `stat` counts ticks of 10 ms and is the fallback. */
function processCpuNs(pid: number): number {
  const byThread = tasks(pid).map((task) => read(`/proc/${pid}/task/${task}/schedstat`));
  const total = sum(byThread.map((line) => Number(line.split(" ")[0] ?? 0)));
  if (total > 0) return total;
  const fields = read(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10_000_000;
}

function processRssKb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
}

function tasks(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return []; // Gone, or not Linux.
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // A thread that has ended meanwhile, or not Linux.
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
