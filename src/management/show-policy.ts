// Policies and their versions as the API shows them.
import type * as z from "zod";
import { err, ok, type Result } from "../domain/result.ts";
import {
  getPolicy,
  getPolicyVersion,
  type PolicyName,
  type PolicySummary,
  type PolicyVersion,
  type PolicyVersionSummary,
} from "../storage/policies.ts";
import type { Problem } from "./problem.ts";
import { NO_POLICY, NO_VERSION } from "./references.ts";
import {
  timeText,
  type policyVersionSummary,
  type policyVersionView,
  type policyView,
} from "./schemas.ts";

/** A policy with the version in force. */
export async function showWithActive(
  db: D1Database,
  policy: PolicySummary,
): Promise<z.input<typeof policyView>> {
  const active = await activeVersion(db, policy);
  return { ...showPolicy(policy), active: active && showVersion(active) };
}

/**
 * A policy of which a version has been chosen for something; `isDone` where there was such a version.
 */
export async function showChosen(
  db: D1Database,
  of: PolicyName,
  isDone: boolean,
): Promise<Result<z.input<typeof policyView>, Problem>> {
  const policy = await getPolicy(db, of);
  if (policy === null) return err(NO_POLICY);
  return isDone ? ok(await showWithActive(db, policy)) : err(NO_VERSION);
}

async function activeVersion(
  db: D1Database,
  { tenant, name, activeVersion: version }: PolicyName & Pick<PolicySummary, "activeVersion">,
): Promise<PolicyVersion | null> {
  return version === null ? null : getPolicyVersion(db, { tenant, name, version });
}

/** A policy without its text. */
export function showPolicy(policy: PolicySummary) {
  return {
    name: policy.name,
    active_version: policy.activeVersion,
    shadow_version: policy.shadowVersion,
    latest_version: policy.latestVersion,
  };
}

/** A version with its source. */
export function showVersion(version: PolicyVersion): z.input<typeof policyVersionView> {
  return { ...showSummary(version), source: version.source };
}

/** A version without its source. */
export function showSummary(version: PolicyVersionSummary): z.input<typeof policyVersionSummary> {
  return {
    version: version.version,
    hash: version.hash,
    author: version.author,
    message: version.message,
    created_at: timeText(version.createdAt),
  };
}
