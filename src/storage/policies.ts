// The tables of policies and their versions. A version never changes once it is written; a policy
// only says which of its versions is in force. What is stored has been validated by the caller. The
// gateway reads the compiled form of the version in force in `access.ts`.
import type { Policy } from "../policy/schema/document.ts";
import { sha256Hex } from "./encoding.ts";

/** Which policy is meant. */
export interface PolicyName {
  readonly tenant: string;
  readonly name: string;
}

/** A policy without its text. */
export interface PolicySummary extends PolicyName {
  /** The version in force; null while no version has been activated. */
  readonly activeVersion: number | null;
  /** The version that is watched beside it without acting; null: none. */
  readonly shadowVersion: number | null;
  readonly latestVersion: number;
}

/** One version as it was uploaded, without its source. */
export interface PolicyVersionSummary extends PolicyName {
  /** From 1, without gaps. */
  readonly version: number;
  /** SHA-256 of the compiled policy, in hex. */
  readonly hash: string;
  readonly author: string;
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** One version with its source. */
export interface PolicyVersion extends PolicyVersionSummary {
  /** The YAML text as it was uploaded. */
  readonly source: string;
}

/** What `storePolicyVersion` stores. */
export interface NewPolicyVersion extends PolicyName {
  readonly source: string;
  /** What `loadPolicy` made of the source. */
  readonly policy: Policy;
  readonly author: string;
  readonly message: string;
  /** Whether the version comes into force at once. */
  readonly activate: boolean;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** SHA-256 of a compiled policy's JSON, in hex: the same rules have the same hash. */
export function policyHash(policy: Policy): Promise<string> {
  return sha256Hex(JSON.stringify(policy));
}

/** Stores the next version of a policy, creating the policy with its first one. */
export async function storePolicyVersion(
  db: D1Database,
  { tenant, name, source, policy, author, message, activate, at }: NewPolicyVersion,
): Promise<PolicyVersion> {
  const hash = await policyHash(policy);
  // A batch is a transaction: of two uploads at once, each gets its own number.
  const insert = db
    .prepare(
      `INSERT INTO policy_versions (tenant, name, version, source, compiled, hash, author, message, created_at)
       SELECT ?1, ?2, COALESCE(MAX(version), 0) + 1, ?3, ?4, ?5, ?6, ?7, ?8
       FROM policy_versions WHERE tenant = ?1 AND name = ?2
       RETURNING tenant, name, version, source, hash, author, message, created_at`,
    )
    .bind(tenant, name, source, JSON.stringify(policy), hash, author, message, at);
  const point = db
    .prepare(
      `INSERT INTO policies (tenant, name, active_version)
       SELECT ?1, ?2, IIF(?3, MAX(version), 0)
       FROM policy_versions WHERE tenant = ?1 AND name = ?2
       ON CONFLICT (tenant, name) DO UPDATE SET active_version = excluded.active_version WHERE ?3`,
    )
    .bind(tenant, name, activate ? 1 : 0);
  const [inserted] = await db.batch<VersionRow>([insert, point]);
  const row = inserted?.results[0];
  if (row === undefined) throw new Error("D1 returned no row for an insert that succeeded");
  return toVersion(row);
}

/** Puts a version in force; it is no shadow any more. False if there is no such version; then nothing changes. */
export async function activatePolicy(
  db: D1Database,
  of: PolicyName & { readonly version: number },
): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `UPDATE policies SET active_version = ?3, shadow_version = NULLIF(shadow_version, ?3)
       WHERE tenant = ?1 AND name = ?2 AND EXISTS
         (SELECT 1 FROM policy_versions WHERE tenant = ?1 AND name = ?2 AND version = ?3)`,
    )
    .bind(of.tenant, of.name, of.version)
    .run();
  return meta.changes > 0;
}

/** Has a version watched, or none. False if there is no such version; then nothing changes. */
export async function shadowPolicy(
  db: D1Database,
  of: PolicyName & { readonly version: number | null },
): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `UPDATE policies SET shadow_version = ?3 WHERE tenant = ?1 AND name = ?2 AND (?3 IS NULL OR EXISTS
         (SELECT 1 FROM policy_versions WHERE tenant = ?1 AND name = ?2 AND version = ?3))`,
    )
    .bind(of.tenant, of.name, of.version)
    .run();
  return meta.changes > 0;
}

/** Reads the compiled form of a version, or null. */
export async function getCompiledPolicy(
  db: D1Database,
  of: PolicyName & { readonly version: number },
): Promise<Policy | null> {
  const row = await db
    .prepare(
      `SELECT compiled FROM policy_versions WHERE tenant = ?1 AND name = ?2 AND version = ?3`,
    )
    .bind(of.tenant, of.name, of.version)
    .first<{ readonly compiled: string }>();
  // Written by `storePolicyVersion` from a policy that was valid as a whole.
  return row && (JSON.parse(row.compiled) as Policy);
}

/** Reads what is known of a policy without its text, or null. */
export async function getPolicy(db: D1Database, of: PolicyName): Promise<PolicySummary | null> {
  const row = await db
    .prepare(
      `SELECT tenant, name, active_version, shadow_version,
         (SELECT MAX(version) FROM policy_versions AS v
          WHERE v.tenant = policies.tenant AND v.name = policies.name) AS latest_version
       FROM policies WHERE tenant = ?1 AND name = ?2`,
    )
    .bind(of.tenant, of.name)
    .first<PolicyRow>();
  return row && toSummary(row);
}

/** Lists a tenant's policies by name, those after `after`. */
export async function listPolicies(
  db: D1Database,
  page: { readonly tenant: string; readonly after: string; readonly limit: number },
): Promise<PolicySummary[]> {
  const { results } = await db
    .prepare(
      `SELECT tenant, name, active_version, shadow_version,
         (SELECT MAX(version) FROM policy_versions AS v
          WHERE v.tenant = policies.tenant AND v.name = policies.name) AS latest_version
       FROM policies WHERE tenant = ?1 AND name > ?2 ORDER BY name LIMIT ?3`,
    )
    .bind(page.tenant, page.after, page.limit)
    .all<PolicyRow>();
  return results.map(toSummary);
}

/** Reads one version with its source, or null. */
export async function getPolicyVersion(
  db: D1Database,
  of: PolicyName & { readonly version: number },
): Promise<PolicyVersion | null> {
  const row = await db
    .prepare(
      `SELECT tenant, name, version, source, hash, author, message, created_at
       FROM policy_versions WHERE tenant = ?1 AND name = ?2 AND version = ?3`,
    )
    .bind(of.tenant, of.name, of.version)
    .first<VersionRow>();
  return row && toVersion(row);
}

/** Lists a policy's versions without their sources, newest first, those below `before`. */
export async function listPolicyVersions(
  db: D1Database,
  page: PolicyName & { readonly before: number; readonly limit: number },
): Promise<PolicyVersionSummary[]> {
  const { results } = await db
    .prepare(
      `SELECT tenant, name, version, hash, author, message, created_at
       FROM policy_versions WHERE tenant = ?1 AND name = ?2 AND version < ?3
       ORDER BY version DESC LIMIT ?4`,
    )
    .bind(page.tenant, page.name, page.before, page.limit)
    .all<Omit<VersionRow, "source">>();
  return results.map(toVersionSummary);
}

interface PolicyRow {
  readonly tenant: string;
  readonly name: string;
  /** 0 while nothing has been activated. */
  readonly active_version: number;
  readonly shadow_version: number | null;
  readonly latest_version: number;
}

interface VersionRow {
  readonly tenant: string;
  readonly name: string;
  readonly version: number;
  readonly source: string;
  readonly hash: string;
  readonly author: string;
  readonly message: string;
  readonly created_at: number;
}

function toSummary(row: PolicyRow): PolicySummary {
  return {
    tenant: row.tenant,
    name: row.name,
    activeVersion: row.active_version === 0 ? null : row.active_version,
    shadowVersion: row.shadow_version,
    latestVersion: row.latest_version,
  };
}

function toVersion(row: VersionRow): PolicyVersion {
  return { ...toVersionSummary(row), source: row.source };
}

function toVersionSummary(row: Omit<VersionRow, "source">): PolicyVersionSummary {
  const { tenant, name, version, hash, author, message, created_at: createdAt } = row;
  return { tenant, name, version, hash, author, message, createdAt };
}
