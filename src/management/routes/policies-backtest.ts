// The operation that tries a policy on recorded traffic before it is put in force.
import { err, ok, type Result } from "../../domain/result.ts";
import { createSimulator, type Simulation, type Simulator } from "../../inspection/simulate.ts";
import type { ExchangeInput, Policy } from "../../policy/schema/document.ts";
import { sha256Hex } from "../../storage/encoding.ts";
import { getCompiledPolicy, getPolicy, type PolicyName } from "../../storage/policies.ts";
import { backtest, type Replayed } from "../backtest.ts";
import { countActions, countRules, examplesOf, type Compared } from "../comparison.ts";
import { operation, type Operation } from "../operation.ts";
import type { Problem } from "../problem.ts";
import { NO_VERSION } from "../references.ts";
import { backtestInput, backtestView, DAY_MS } from "../rollout-schemas.ts";
import { policyParams } from "../schemas.ts";
import { loadTested } from "../tested-policy.ts";

export const POLICY_BACKTEST_OPERATIONS: readonly Operation[] = [
  operation({
    id: "backtestPolicy",
    method: "post",
    path: "/tenants/{tenant}/policies/{name}/backtest",
    tag: "policies",
    summary:
      "Replays recorded events, and exchanges of your own, under a policy that is not in force",
    params: policyParams,
    body: backtestInput,
    response: backtestView,
    status: 200,
    errors: [422],
    async handle({ env, now, params, body }) {
      const candidate = await candidateOf(env.DB, params, body);
      if (!candidate.ok) return candidate;
      const tested = await backtest(env.DB, {
        ...params,
        candidate: candidate.value,
        agent: body.agent,
        since: now - body.days * DAY_MS,
      });
      const active = await activePolicy(env.DB, params);
      const traces = await simulateAll(body.traces ?? [], { active, candidate: candidate.value });
      return ok({
        ...showReplayed(tested.replayed),
        events: tested.replayed.length,
        skipped: tested.skipped,
        is_cut: tested.isCut,
        traces,
      });
    },
  }),
];

async function candidateOf(
  db: D1Database,
  of: PolicyName,
  asked: { readonly source?: string | undefined; readonly version?: number | undefined },
): Promise<Result<Policy, Problem>> {
  if (asked.source !== undefined) return loadTested(asked.source);
  const stored = await getCompiledPolicy(db, { ...of, version: asked.version ?? 0 });
  return stored ? ok(stored) : err(NO_VERSION);
}

async function activePolicy(db: D1Database, of: PolicyName): Promise<Policy | null> {
  const version = (await getPolicy(db, of))?.activeVersion ?? null;
  return version === null ? null : getCompiledPolicy(db, { ...of, version });
}

function showReplayed(replayed: readonly Replayed[]) {
  const totals = { same: 0, stricter: 0, looser: 0, unknown: 0 };
  for (const { replay } of replayed) totals[replay.comparison] += 1;
  const changed = replayed.filter(({ replay }) => isTold(replay.comparison)).map(comparedOf);
  return {
    totals,
    actions: countActions(changed.map(({ from, to }) => ({ from, to, count: 1 }))),
    rules: countRules(replayed.map(comparedOf)),
    not_evaluable: notEvaluable(replayed),
    examples: examplesOf(changed),
  };
}

function isTold(comparison: string): boolean {
  return comparison === "stricter" || comparison === "looser";
}

function comparedOf({ event, replay }: Replayed): Compared {
  const { newlyMatched, noLongerMatched, action } = replay;
  return { id: event.id, from: event.action, to: action, newlyMatched, noLongerMatched };
}

function notEvaluable(replayed: readonly Replayed[]) {
  const told = new Map<string, { rule: string; why: string; events: number }>();
  for (const { replay } of replayed) {
    for (const [rule, why] of replay.notEvaluable) {
      const known = told.get(`${rule}\n${why}`) ?? { rule, why, events: 0 };
      told.set(`${rule}\n${why}`, { ...known, events: known.events + 1 });
    }
  }
  return [...told.values()];
}

async function simulateAll(
  traces: readonly ExchangeInput[],
  { active, candidate }: { readonly active: Policy | null; readonly candidate: Policy },
) {
  const options = { hash: sha256Hex };
  const before = active && createSimulator(active, options);
  const after = createSimulator(candidate, options);
  const shown = [];
  for (const [index, trace] of traces.entries()) {
    shown.push({ index, ...(await simulateBoth(trace, { before, after })) });
  }
  return shown;
}

async function simulateBoth(
  trace: ExchangeInput,
  by: { readonly before: Simulator | null; readonly after: Simulator },
) {
  const after = await by.after(trace);
  if (!after.ok) {
    const { param, message } = after.error;
    return { error: `${param}: ${message}`, before: null, after: null };
  }
  const before = by.before && (await by.before(trace));
  return {
    error: null,
    before: before?.ok ? showSimulation(before.value) : null,
    after: showSimulation(after.value),
  };
}

function showSimulation({ action, intended, reasons }: Simulation) {
  return { action, intended, rules: [...new Set(reasons.map(({ rule }) => rule))] };
}
