// The table of tenants. A tenant's row names what its agents use unless they name their own.

/** An organisation that uses the gateway. */
export interface Tenant {
  readonly id: string;
  readonly name: string;
  /** Policy of agents that name none; null: the gateway's built-in default. */
  readonly policy: string | null;
  /** Upstream of agents that name none; null: the gateway's own. */
  readonly upstream: string | null;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** What can be changed of a tenant; absent fields stay as they are. */
export interface TenantChanges {
  readonly name?: string | undefined;
  readonly policy?: string | null | undefined;
  readonly upstream?: string | null | undefined;
}

/** Adds a tenant. False if the id is taken; then nothing is written. */
export async function insertTenant(db: D1Database, tenant: Tenant): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `INSERT INTO tenants (id, name, policy, upstream, created_at)
       VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO NOTHING`,
    )
    .bind(tenant.id, tenant.name, tenant.policy, tenant.upstream, tenant.createdAt)
    .run();
  return meta.changes === 1;
}

/** Reads one tenant, or null. */
export async function getTenant(db: D1Database, id: string): Promise<Tenant | null> {
  const row = await db.prepare("SELECT * FROM tenants WHERE id = ?1").bind(id).first<TenantRow>();
  return row && toTenant(row);
}

/** Lists tenants by id, those after `after`. */
export async function listTenants(
  db: D1Database,
  page: { readonly after: string; readonly limit: number },
): Promise<Tenant[]> {
  const { results } = await db
    .prepare("SELECT * FROM tenants WHERE id > ?1 ORDER BY id LIMIT ?2")
    .bind(page.after, page.limit)
    .all<TenantRow>();
  return results.map(toTenant);
}

/** Changes a tenant and returns it, or null if there is none. */
export async function updateTenant(
  db: D1Database,
  { id, changes }: { readonly id: string; readonly changes: TenantChanges },
): Promise<Tenant | null> {
  // json_type is SQL NULL where a field is absent, and 'null' where it is to be emptied.
  const row = await db
    .prepare(
      `UPDATE tenants SET
         name = IIF(json_type(?2, '$.name') IS NULL, name, ?2 ->> 'name'),
         policy = IIF(json_type(?2, '$.policy') IS NULL, policy, ?2 ->> 'policy'),
         upstream = IIF(json_type(?2, '$.upstream') IS NULL, upstream, ?2 ->> 'upstream')
       WHERE id = ?1 RETURNING *`,
    )
    .bind(id, JSON.stringify(changes))
    .first<TenantRow>();
  return row && toTenant(row);
}

interface TenantRow {
  readonly id: string;
  readonly name: string;
  readonly policy: string | null;
  readonly upstream: string | null;
  readonly created_at: number;
}

function toTenant(row: TenantRow): Tenant {
  const { id, name, policy, upstream, created_at: createdAt } = row;
  return { id, name, policy, upstream, createdAt };
}
