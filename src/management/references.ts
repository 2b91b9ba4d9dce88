// Tenants and agents name policies and upstreams. A name is accepted only if there is something
// behind it, so that a typing error is seen here and not by the next caller.
import { getPolicy } from "../storage/policies.ts";
import { getUpstream } from "../storage/upstreams.ts";
import type { Problem } from "./problem.ts";

export const NO_POLICY: Problem = { reason: "not-found", what: "policy", param: "name" };
export const NO_VERSION: Problem = { reason: "not-found", what: "version", param: "version" };

/** One field that names another row, or nothing. */
export interface Reference {
  readonly tenant: string;
  /** The field, as the caller spells it. */
  readonly param: string;
  readonly name: string | null | undefined;
}

/** Null if the policy has a version in force, or if none is named. */
export async function checkPolicy(db: D1Database, reference: Reference): Promise<Problem | null> {
  const { tenant, name, param } = reference;
  if (name === null || name === undefined) return null;
  const policy = await getPolicy(db, { tenant, name });
  if (policy === null) return dangling(param, "there is no policy of that name");
  return policy.activeVersion === null
    ? dangling(param, "no version of that policy is active")
    : null;
}

/** Null if the upstream exists, or if none is named. */
export async function checkUpstream(db: D1Database, reference: Reference): Promise<Problem | null> {
  const { tenant, name, param } = reference;
  if (name === null || name === undefined) return null;
  const upstream = await getUpstream(db, { tenant, name });
  return upstream ? null : dangling(param, "there is no upstream of that name");
}

function dangling(param: string, why: string): Problem {
  return { reason: "invalid", message: `${param}: ${why}.`, param };
}
