// The table of gateway keys, as people manage it. The hash of a key's secret goes in here and does
// not come out: nothing that shows a key has a field for it. Callers are checked in `access.ts`.

/** A gateway key as people see it. */
export interface GatewayKey {
  readonly id: string;
  readonly tenant: string;
  readonly label: string;
  /** Agents that the key may speak for, as ids or globs; null: all. */
  readonly agents: readonly string[] | null;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** From this moment on the key is refused; null: never. */
  readonly expiresAt: number | null;
  /** Set once, by revocation. */
  readonly revokedAt: number | null;
}

/** Adds a key with the SHA-256 of its secret, in hex. Ids are 60 random bits, so a clash is a failure of the platform and throws. */
export async function insertGatewayKey(
  db: D1Database,
  { key, secretHash }: { readonly key: GatewayKey; readonly secretHash: string },
): Promise<void> {
  await db
    .prepare(
      `INSERT INTO gateway_keys (id, tenant, label, secret_hash, agents, created_at, expires_at, revoked_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
    )
    .bind(
      key.id,
      key.tenant,
      key.label,
      secretHash,
      key.agents && JSON.stringify(key.agents),
      key.createdAt,
      key.expiresAt,
      key.revokedAt,
    )
    .run();
}

/** Lists a tenant's keys by id, those after `after`; revoked and expired ones too. */
export async function listGatewayKeys(
  db: D1Database,
  page: { readonly tenant: string; readonly after: string; readonly limit: number },
): Promise<GatewayKey[]> {
  const { results } = await db
    .prepare(
      `SELECT id, tenant, label, agents, created_at, expires_at, revoked_at
       FROM gateway_keys WHERE tenant = ?1 AND id > ?2 ORDER BY id LIMIT ?3`,
    )
    .bind(page.tenant, page.after, page.limit)
    .all<KeyRow>();
  return results.map(toKey);
}

/** Revokes a key and returns it, or null if there is none. Again is the same as once. */
export async function revokeGatewayKey(
  db: D1Database,
  of: { readonly tenant: string; readonly id: string; readonly at: number },
): Promise<GatewayKey | null> {
  const row = await db
    .prepare(
      `UPDATE gateway_keys SET revoked_at = COALESCE(revoked_at, ?3)
       WHERE tenant = ?1 AND id = ?2
       RETURNING id, tenant, label, agents, created_at, expires_at, revoked_at`,
    )
    .bind(of.tenant, of.id, of.at)
    .first<KeyRow>();
  return row && toKey(row);
}

interface KeyRow {
  readonly id: string;
  readonly tenant: string;
  readonly label: string;
  readonly agents: string | null;
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly revoked_at: number | null;
}

function toKey(row: KeyRow): GatewayKey {
  // Only `insertGatewayKey` writes this column.
  const agents: string[] | null = row.agents === null ? null : JSON.parse(row.agents);
  return {
    id: row.id,
    tenant: row.tenant,
    label: row.label,
    agents,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}
