// The two reads of the hot path: a key, and what an agent of a tenant is served with. Both come
// through an isolate's cache.
import type { Policy } from "../policy/schema/document.ts";
import { LIMITS } from "../domain/limits.ts";
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

/** What an agent is served with. */
export interface AgentRecord {
  readonly tenant: string;
  readonly agent: string;
  /** Null where the tenant names no policy: the built-in default is in force. */
  readonly policy: {
    readonly name: string;
    readonly version: number;
    readonly hash: string;
    readonly policy: Policy;
  } | null;
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

type UpstreamRow = Readonly<Record<string, string | number | null>>;

function columns(table: "u" | "f"): string {
  return UPSTREAM_COLUMNS.map((column) => `${table}.${column} AS ${table}_${column}`).join(", ");
}

const AGENT_QUERY = `
  SELECT COALESCE(a.policy, t.policy) AS policy_name,
         v.version AS policy_version, v.hash AS policy_hash, v.compiled AS policy_compiled,
         ${columns("u")}, ${columns("f")}
    FROM tenants t
    LEFT JOIN agents a ON a.tenant = t.id AND a.id = ?2
    LEFT JOIN policies p ON p.tenant = t.id AND p.name = COALESCE(a.policy, t.policy)
    LEFT JOIN policy_versions v
      ON v.tenant = p.tenant AND v.name = p.name AND v.version = p.active_version
    LEFT JOIN upstreams u ON u.tenant = t.id AND u.name = COALESCE(a.upstream, t.upstream)
    LEFT JOIN upstreams f ON f.tenant = t.id AND f.name = u.fallback
   WHERE t.id = ?1`;

async function loadAgent(
  db: D1Database,
  tenant: string,
  agent: string,
): Promise<AgentRecord | null> {
  const row = await db.prepare(AGENT_QUERY).bind(tenant, agent).first<UpstreamRow>();
  if (row === null) return null;
  const { policy_name: name, policy_compiled: compiled } = row;
  const isFound = typeof name === "string" && typeof compiled === "string";
  return {
    tenant,
    agent,
    policy: isFound
      ? {
          name,
          version: Number(row["policy_version"]),
          hash: String(row["policy_hash"]),
          // Written by `storage/policies.ts` from a policy that was valid as a whole.
          policy: JSON.parse(compiled) as Policy,
        }
      : null,
    missingPolicy: typeof name === "string" && !isFound ? name : null,
    upstream: upstreamOf(row, "u"),
    fallback: upstreamOf(row, "f"),
  };
}

function upstreamOf(row: UpstreamRow, table: "u" | "f"): UpstreamRecord | null {
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
