// `policy backtest`: simulates recorded exchanges, one JSON object a line, under a policy and under
// another, and tells which lines come out differently.
import { parseArgs } from "node:util";
import { createSimulator, type Simulation, type Simulator } from "../../src/inspection/simulate.ts";
import type { Policy } from "../../src/policy/schema/document.ts";
import { loadFile, parseJson, readExchange, readInput, sha256, type Command } from "./command.ts";

export const backtestCommand: Command = {
  usage: "backtest FILE [--against OLD] < traces.jsonl",
  async run(args) {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { against: { type: "string" } },
    });
    const [file, ...others] = positionals;
    if (file === undefined || others.length > 0) return null;
    const policy = loadFile(file);
    const against = values.against === undefined ? null : loadFile(values.against);
    if (policy === null || (values.against !== undefined && against === null)) return 1;
    const lines = (await readInput()).split("\n").filter((line) => line.trim() !== "");
    const { report, hasBad } = await backtestLines(lines, { policy, against });
    console.log(report.join("\n"));
    return hasBad ? 1 : 0;
  },
};

interface Outcome {
  readonly action: string;
  readonly rules: readonly string[];
}

/** Simulates lines; the report tells differing lines first, then counts. */
export async function backtestLines(
  lines: readonly string[],
  of: { readonly policy: Policy; readonly against: Policy | null },
): Promise<{ readonly report: readonly string[]; readonly hasBad: boolean }> {
  const after = createSimulator(of.policy, OPTIONS);
  const before = of.against && createSimulator(of.against, OPTIONS);
  const report: string[] = [];
  const actions = new Map<string, number>();
  const rules = new Map<string, number>();
  let [bad, differing] = [0, 0];
  for (const [index, line] of lines.entries()) {
    const told = await simulateLine(line, { before, after });
    if (typeof told === "string") {
      bad += 1;
      report.push(`line ${index + 1}: ${told}`);
      continue;
    }
    count(actions, told.now.action);
    const then = told.then;
    if (then === null) {
      for (const rule of told.now.rules) count(rules, rule);
      continue;
    }
    const changed = changedRules(then, told.now);
    for (const rule of changed) count(rules, rule);
    if (then.action === told.now.action && changed.length === 0) continue;
    differing += 1;
    const name = told.id === null ? "" : ` (${told.id})`;
    const by = changed.length === 0 ? "" : `: ${changed.join(", ")}`;
    report.push(`line ${index + 1}${name}: ${then.action} -> ${told.now.action}${by}`);
  }
  const total = `${lines.length - bad} exchanges: ${counts(actions)}`;
  const compared = before === null ? "" : `; ${differing} come out differently`;
  report.push(`${total}${compared}`);
  if (rules.size > 0) report.push(`by rule: ${counts(rules)}`);
  return { report, hasBad: bad > 0 };
}

const OPTIONS = { hash: sha256, shares: "real" } as const;

async function simulateLine(
  line: string,
  by: { readonly before: Simulator | null; readonly after: Simulator },
): Promise<{ id: string | null; now: Outcome; then: Outcome | null } | string> {
  const json = parseJson(line);
  if (typeof json !== "object" || json === null || Array.isArray(json)) return "not a JSON object";
  const { id = null, ...rest } = json as Record<string, unknown>;
  const exchange = readExchange(rest);
  if (typeof exchange === "string") return exchange;
  const name = typeof id === "string" || typeof id === "number" ? String(id) : undefined;
  const now = await by.after(exchange, name);
  if (!now.ok) return `${now.error.param}: ${now.error.message}`;
  const then = by.before && (await by.before(exchange, name));
  return {
    id: name ?? null,
    now: outcomeOf(now.value),
    then: then?.ok ? outcomeOf(then.value) : null,
  };
}

function outcomeOf({ action, reasons }: Simulation): Outcome {
  return { action, rules: [...new Set(reasons.map(({ rule }) => rule))] };
}

/** Rules that act on one side only: `+new`, `-old`. */
function changedRules(then: Outcome, now: Outcome): readonly string[] {
  return [
    ...now.rules.filter((rule) => !then.rules.includes(rule)).map((rule) => `+${rule}`),
    ...then.rules.filter((rule) => !now.rules.includes(rule)).map((rule) => `-${rule}`),
  ];
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function counts(of: ReadonlyMap<string, number>): string {
  return [...of]
    .toSorted(([, a], [, b]) => b - a)
    .map(([key, number]) => `${key} ${number}`)
    .join(", ");
}
