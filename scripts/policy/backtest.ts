// `policy backtest`: simulates recorded exchanges, one JSON object a line, under a policy and under
// another, and tells which lines come out differently.
import { parseArgs } from "node:util";
import { createSimulator, type Simulation, type Simulator } from "../../src/inspection/simulate.ts";
import type { Policy } from "../../src/policy/schema/document.ts";
import { sha256Hex } from "../../src/storage/encoding.ts";
import { loadFile, parseJson, readExchange, readInput, type Command } from "./command.ts";

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
    count(actions, told.after.action);
    const { before: old } = told;
    if (old === null) {
      for (const rule of told.after.rules) count(rules, rule);
      continue;
    }
    const changed = changedRules(old, told.after);
    for (const rule of changed) count(rules, rule);
    if (old.action === told.after.action && changed.length === 0) continue;
    differing += 1;
    const name = told.id === null ? "" : ` (${told.id})`;
    const by = changed.length === 0 ? "" : `: ${changed.join(", ")}`;
    report.push(`line ${index + 1}${name}: ${old.action} -> ${told.after.action}${by}`);
  }
  const total = `${lines.length - bad} exchanges: ${counts(actions)}`;
  const compared = before === null ? "" : `; ${differing} come out differently`;
  report.push(`${total}${compared}`);
  if (rules.size > 0) report.push(`by rule: ${counts(rules)}`);
  return { report, hasBad: bad > 0 };
}

const OPTIONS = { hash: sha256Hex, shares: "real" } as const;

async function simulateLine(
  line: string,
  by: { readonly before: Simulator | null; readonly after: Simulator },
): Promise<{ id: string | null; after: Outcome; before: Outcome | null } | string> {
  const json = parseJson(line);
  if (typeof json !== "object" || json === null || Array.isArray(json)) return "not a JSON object";
  const { id = null, ...rest } = json as Record<string, unknown>;
  const exchange = readExchange(rest);
  if (typeof exchange === "string") return exchange;
  const name = typeof id === "string" || typeof id === "number" ? String(id) : undefined;
  const after = await by.after(exchange, name);
  if (!after.ok) return `${after.error.param}: ${after.error.message}`;
  const before = by.before && (await by.before(exchange, name));
  return {
    id: name ?? null,
    after: outcomeOf(after.value),
    before: before?.ok ? outcomeOf(before.value) : null,
  };
}

function outcomeOf({ action, reasons }: Simulation): Outcome {
  return { action, rules: [...new Set(reasons.map(({ rule }) => rule))] };
}

/** Rules that act on one side only: `+new`, `-old`. */
function changedRules(before: Outcome, after: Outcome): readonly string[] {
  return [
    ...after.rules.filter((rule) => !before.rules.includes(rule)).map((rule) => `+${rule}`),
    ...before.rules.filter((rule) => !after.rules.includes(rule)).map((rule) => `-${rule}`),
  ];
}

function count(of: Map<string, number>, key: string): void {
  of.set(key, (of.get(key) ?? 0) + 1);
}

function counts(of: ReadonlyMap<string, number>): string {
  return [...of]
    .toSorted(([, a], [, b]) => b - a)
    .map(([key, number]) => `${key} ${number}`)
    .join(", ");
}
