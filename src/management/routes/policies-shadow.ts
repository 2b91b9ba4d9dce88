// Operations on the version of a policy that is watched: it is decided by on live traffic beside the
// active one, and never acts.
import { err, ok } from "../../domain/result.ts";
import { getPolicy, shadowPolicy } from "../../storage/policies.ts";
import {
  countShadow,
  listShadowDifferences,
  type ShadowDifference,
  type ShadowPair,
} from "../../storage/shadow-events.ts";
import {
  compareActions,
  countActions,
  countRules,
  examplesOf,
  type Compared,
} from "../comparison.ts";
import { operation, type Operation } from "../operation.ts";
import { NO_POLICY } from "../references.ts";
import { DAY_MS, shadowInput, shadowQuery, shadowView } from "../rollout-schemas.ts";
import { policyParams, policyView } from "../schemas.ts";
import { showChosen } from "../show-policy.ts";

export const POLICY_SHADOW_OPERATIONS: readonly Operation[] = [
  operation({
    id: "shadowPolicy",
    method: "post",
    path: "/tenants/{tenant}/policies/{name}/shadow",
    tag: "policies",
    summary:
      "Has a version watched on live traffic: events say what it would have done, and it never acts. Limits are not counted for it",
    params: policyParams,
    body: shadowInput,
    response: policyView,
    status: 200,
    async handle({ env, params, body: { version } }) {
      const isDone = await shadowPolicy(env.DB, { ...params, version });
      return showChosen(env.DB, params, isDone);
    },
  }),
  operation({
    id: "compareShadow",
    method: "get",
    path: "/tenants/{tenant}/policies/{name}/shadow",
    tag: "policies",
    summary: "Compares what a watched version would have done with what was carried out",
    params: policyParams,
    query: shadowQuery,
    response: shadowView,
    status: 200,
    async handle({ env, now, params: { tenant, name }, query: { days, version: asked } }) {
      const policy = await getPolicy(env.DB, { tenant, name });
      if (policy === null) return err(NO_POLICY);
      const version = asked ?? policy.shadowVersion;
      const isWatched = version !== null && version === policy.shadowVersion;
      const about = { name, version, is_watched: isWatched, days };
      if (version === null) return ok({ ...about, ...compare([], []) });
      const query = { tenant, policy: name, version, since: now - days * DAY_MS };
      const [pairs, differences] = await Promise.all([
        countShadow(env.DB, query),
        listShadowDifferences(env.DB, query),
      ]);
      return ok({ ...about, ...compare(pairs, differences) });
    },
  }),
];

function compare(pairs: readonly ShadowPair[], differences: readonly ShadowDifference[]) {
  const counted = pairs.map(({ action, shadow, count }) => ({ from: action, to: shadow, count }));
  const totals = { same: 0, stricter: 0, looser: 0 };
  for (const { from, to, count } of counted) totals[compareActions(from, to)] += count;
  const compared = differences.map(comparedOf);
  return {
    events: totals.same + totals.stricter + totals.looser,
    totals,
    actions: countActions(counted),
    rules: countRules(compared),
    examples: examplesOf(compared),
  };
}

function comparedOf({ id, action, reasons, shadow }: ShadowDifference): Compared {
  const then = new Set(reasons.map(({ rule }) => rule));
  const now = new Set(shadow.rules ?? then);
  return {
    id,
    from: action,
    to: shadow.action,
    newlyMatched: [...now].filter((rule) => !then.has(rule)),
    noLongerMatched: [...then].filter((rule) => !now.has(rule)),
  };
}
