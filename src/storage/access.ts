// The two reads of the hot path: a key, and what an agent of a tenant is served with. Both come
// through an isolate's cache.
import type { Policy } from "../policy/schema/document.ts";
import { LIMITS } from "../domain/limits.ts";
import { reaches } from "../policy/inherit.ts";
import { sha256Hex } from "./encoding.ts";
import { CONFIG_FRESHNESS, createFreshCache, type CacheContext } from "./fresh-cache.ts";

/** A gateway key as it is stored. */
export interface KeyRecord {
  readonly id: string;
  readonly tenant: string;
  /** SHA-256 of the secret, hex. */
  readonly secretHash: string;
  /** Globs of the agents it may speak for; null: all. */
  readonly agents: readonly string[] | null;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
}

/** How an upstream speaks. */
export type UpstreamKind = "openai" | "azure" | "compatible";

/** Where an agent's requests go. */
export interface UpstreamRecord {
  readonly name: string;
  readonly kind: UpstreamKind;
  readonly baseUrl: string;
  readonly apiVersion: string | null;
  /** The tenant's own key, sealed; null: the caller's passes through. */
  readonly secret: string | null;
  readonly firstByteTimeoutMs: number | null;
  readonly idleTimeoutMs: number | null;
}

/** A version of a policy. */
interface VersionRecord {
  readonly name: string;
  readonly version: number;
  readonly hash: string;
  readonly policy: Policy;
}

/** What an agent is held to: its own policy, and what of its tenant's reaches into it. */
export interface HeldPolicy {
  /** Of a shadow, the policy that is watched: the agent's own, or the tenant's. */
  readonly name: string;
  readonly version: number;
  /** SHA-256 in hex: that of the policy, or of both hashes where there are two. */
  readonly hash: string;
  readonly own: Policy;
  /** Null where nothing of a tenant's policy reaches the agent, or the own one is the tenant's. */
  readonly tenant: Pick<VersionRecord, "name" | "version" | "policy"> | null;
}

/** What an agent is served with. */
export interface AgentRecord {
  readonly tenant: string;
  readonly agent: string;
  /** Null where the tenant names no policy: the built-in default is in force. */
  readonly policy: HeldPolicy | null;
  /** The version that is watched beside it; null where none is. */
  readonly shadow: HeldPolicy | null;
  /** The policy that is named but has no active version. */
  readonly missingPolicy: string | null;
  /** Null where the tenant names none: OpenAI with the caller's key. */
  readonly upstream: UpstreamRecord | null;
  readonly fallback: UpstreamRecord | null;
}

/** What the reads need. */
export interface ReadContext extends CacheContext {
  readonly db: D1Database;
}

const keys = createFreshCache<KeyRecord | null>(CONFIG_FRESHNESS, LIMITS.cacheEntriesMax);
const agents = createFreshCache<AgentRecord | null>(CONFIG_FRESHNESS, LIMITS.cacheEntriesMax);

/** Finds a key by its id; null if there is none. Rejects if the database does. */
export function findKey(context: ReadContext, id: string): Promise<KeyRecord | null> {
  return keys.get(id, () => loadKey(context.db, id), context);
}

/** Finds what an agent is served with; null if the tenant does not exist. */
export function findAgent(
  context: ReadContext,
  tenant: string,
  agent: string,
): Promise<AgentRecord | null> {
  return agents.get(`${tenant}/${agent}`, () => loadAgent(context.db, tenant, agent), context);
}

async function loadKey(db: D1Database, id: string): Promise<KeyRecord | null> {
  const row = await db
    .prepare(
      `SELECT id, tenant, secret_hash, agents, expires_at, revoked_at
         FROM gateway_keys WHERE id = ?1`,
    )
    .bind(id)
    .first<{
      id: string;
      tenant: string;
      secret_hash: string;
      agents: string | null;
      expires_at: number | null;
      revoked_at: number | null;
    }>();
  if (row === null) return null;
  return {
    id: row.id,
    tenant: row.tenant,
    secretHash: row.secret_hash,
    agents: row.agents === null ? null : (JSON.parse(row.agents) as string[]),
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}

const UPSTREAM_COLUMNS = [
  "name",
  "kind",
  "base_url",
  "api_version",
  "secret",
  "first_byte_timeout_ms",
  "idle_timeout_ms",
] as const;

type AgentRow = Readonly<Record<string, string | number | null>>;

function columns(table: "u" | "f"): string {
  return UPSTREAM_COLUMNS.map((column) => `${table}.${column} AS ${table}_${column}`).join(", ");
}

const VERSION_COLUMNS = ["name", "version", "hash", "compiled"] as const;

/** The versions that are joined: the active and the shadowed one, and the tenant's beside them. */
const VERSIONS = ["v", "s", "tv", "ts"] as const;

type VersionAlias = (typeof VERSIONS)[number];

function versionColumns(alias: VersionAlias): string {
  return VERSION_COLUMNS.map((column) => `${alias}.${column} AS ${alias}_${column}`).join(", ");
}

const AGENT_QUERY = `
  SELECT COALESCE(a.policy, t.policy) AS policy_name,
         CASE WHEN a.policy <> t.policy THEN t.policy END AS tenant_policy_name,
         ${VERSIONS.map(versionColumns).join(", ")},
         ${columns("u")}, ${columns("f")}
    FROM tenants t
    LEFT JOIN agents a ON a.tenant = t.id AND a.id = ?2
    LEFT JOIN policies p ON p.tenant = t.id AND p.name = COALESCE(a.policy, t.policy)
    LEFT JOIN policy_versions v
      ON v.tenant = p.tenant AND v.name = p.name AND v.version = p.active_version
    LEFT JOIN policy_versions s
      ON s.tenant = p.tenant AND s.name = p.name AND s.version = p.shadow_version
    LEFT JOIN policies tp ON tp.tenant = t.id AND tp.name = t.policy AND a.policy <> t.policy
    LEFT JOIN policy_versions tv
      ON tv.tenant = tp.tenant AND tv.name = tp.name AND tv.version = tp.active_version
    LEFT JOIN policy_versions ts
      ON ts.tenant = tp.tenant AND ts.name = tp.name AND ts.version = tp.shadow_version
    LEFT JOIN upstreams u ON u.tenant = t.id AND u.name = COALESCE(a.upstream, t.upstream)
    LEFT JOIN upstreams f ON f.tenant = t.id AND f.name = u.fallback
   WHERE t.id = ?1`;

async function loadAgent(
  db: D1Database,
  tenant: string,
  agent: string,
): Promise<AgentRecord | null> {
  const row = await db.prepare(AGENT_QUERY).bind(tenant, agent).first<AgentRow>();
  if (row === null) return null;
  const active = versionOf(row, "v");
  const ofTenant = versionOf(row, "tv");
  return {
    tenant,
    agent,
    policy: active && (await held(active, ofTenant)),
    shadow: await shadowOf(row, active, ofTenant),
    // What of a tenant's policy is mandatory is not known without it.
    missingPolicy:
      missing(row["policy_name"], active) ?? missing(row["tenant_policy_name"], ofTenant),
    upstream: upstreamOf(row, "u"),
    fallback: upstreamOf(row, "f"),
  };
}

function missing(
  name: string | number | null | undefined,
  found: VersionRecord | null,
): string | null {
  return typeof name === "string" && found === null ? name : null;
}

function versionOf(row: AgentRow, alias: VersionAlias): VersionRecord | null {
  const { [`${alias}_name`]: name, [`${alias}_compiled`]: compiled } = row;
  if (typeof name !== "string" || typeof compiled !== "string") return null;
  return {
    name,
    version: Number(row[`${alias}_version`]),
    hash: String(row[`${alias}_hash`]),
    // Written by `storage/policies.ts` from a policy that was valid as a whole.
    policy: JSON.parse(compiled) as Policy,
  };
}

/** The version that is watched: the own policy's, else the tenant's where that reaches the agent. */
async function shadowOf(
  row: AgentRow,
  active: VersionRecord | null,
  ofTenant: VersionRecord | null,
): Promise<HeldPolicy | null> {
  const own = versionOf(row, "s");
  if (own !== null) return held(own, ofTenant);
  const tenants = versionOf(row, "ts");
  if (active === null || tenants === null) return null;
  const reachesNow = ofTenant !== null && reaches(active.policy, ofTenant.policy);
  if (!reachesNow && !reaches(active.policy, tenants.policy)) return null;
  const both = await held(active, tenants);
  const { name, version } = tenants;
  return { ...both, name, version };
}

async function held(own: VersionRecord, ofTenant: VersionRecord | null): Promise<HeldPolicy> {
  const { name, version, hash, policy } = own;
  if (ofTenant === null || !reaches(policy, ofTenant.policy)) {
    return { name, version, hash, own: policy, tenant: null };
  }
  const both = await sha256Hex(`${hash}+${ofTenant.hash}`);
  return { name, version, hash: both, own: policy, tenant: ofTenant };
}

function upstreamOf(row: AgentRow, table: "u" | "f"): UpstreamRecord | null {
  const text = (column: string): string | null => {
    const value = row[`${table}_${column}`];
    return typeof value === "string" ? value : null;
  };
  const milliseconds = (column: string): number | null => {
    const value = row[`${table}_${column}`];
    return typeof value === "number" ? value : null;
  };
  const name = text("name");
  if (name === null) return null;
  return {
    name,
    kind: (text("kind") ?? "compatible") as UpstreamKind,
    baseUrl: text("base_url") ?? "",
    apiVersion: text("api_version"),
    secret: text("secret"),
    firstByteTimeoutMs: milliseconds("first_byte_timeout_ms"),
    idleTimeoutMs: milliseconds("idle_timeout_ms"),
  };
}
