// The table of upstreams: where a tenant's requests go, and the sealed key that goes with them.
// Nothing here opens a secret except to seal it again under a newer master key.
import type { UpstreamKind } from "./access.ts";
import { openSecret, sealedWith, sealSecret, type MasterKeys, type SecretName } from "./vault.ts";

/** One model API that a tenant uses. */
export interface Upstream {
  readonly tenant: string;
  readonly name: string;
  readonly kind: UpstreamKind;
  /** As SDKs take it, with its `/v1` and without a trailing slash. */
  readonly baseUrl: string;
  /** Azure's `api-version`; null: none is sent. */
  readonly apiVersion: string | null;
  /** Name of the upstream that is tried when this one cannot be reached; null: none. */
  readonly fallback: string | null;
  /** The upstream's key as `sealSecret` made it; null: the caller's key passes through. */
  readonly secret: string | null;
  /** How long the first byte of an answer may take; null: the gateway's default. */
  readonly firstByteTimeoutMs: number | null;
  /** How long a stream may be silent; null: the gateway's default. */
  readonly idleTimeoutMs: number | null;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
}

/** Which upstream is meant. */
export interface UpstreamName {
  readonly tenant: string;
  readonly name: string;
}

/** The name under which an upstream's secret is sealed. */
export function upstreamSecretName({ tenant, name }: UpstreamName): SecretName {
  return { tenant, name: `upstream/${name}` };
}

/** Reads one upstream, or null. */
export async function getUpstream(db: D1Database, of: UpstreamName): Promise<Upstream | null> {
  const row = await db
    .prepare("SELECT * FROM upstreams WHERE tenant = ?1 AND name = ?2")
    .bind(of.tenant, of.name)
    .first<UpstreamRow>();
  return row && toUpstream(row);
}

/** Lists a tenant's upstreams by name, those after `after`. */
export async function listUpstreams(
  db: D1Database,
  page: { readonly tenant: string; readonly after: string; readonly limit: number },
): Promise<Upstream[]> {
  const { results } = await db
    .prepare("SELECT * FROM upstreams WHERE tenant = ?1 AND name > ?2 ORDER BY name LIMIT ?3")
    .bind(page.tenant, page.after, page.limit)
    .all<UpstreamRow>();
  return results.map(toUpstream);
}

/** Writes an upstream over what was there. With `keepSecret`, the stored secret stays. */
export async function saveUpstream(
  db: D1Database,
  { upstream, keepSecret }: { readonly upstream: Upstream; readonly keepSecret: boolean },
): Promise<void> {
  await db
    .prepare(
      `INSERT INTO upstreams (tenant, name, kind, base_url, api_version, fallback, secret,
                              first_byte_timeout_ms, idle_timeout_ms, updated_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
       ON CONFLICT (tenant, name) DO UPDATE SET
         kind = excluded.kind, base_url = excluded.base_url, api_version = excluded.api_version,
         fallback = excluded.fallback,
         secret = IIF(?11, upstreams.secret, excluded.secret),
         first_byte_timeout_ms = excluded.first_byte_timeout_ms,
         idle_timeout_ms = excluded.idle_timeout_ms, updated_at = excluded.updated_at`,
    )
    .bind(
      upstream.tenant,
      upstream.name,
      upstream.kind,
      upstream.baseUrl,
      upstream.apiVersion,
      upstream.fallback,
      upstream.secret,
      upstream.firstByteTimeoutMs,
      upstream.idleTimeoutMs,
      upstream.updatedAt,
      keepSecret ? 1 : 0,
    )
    .run();
}

/** Deletes an upstream and its secret, unless the tenant, an agent or another upstream names it. */
export async function deleteUpstream(
  db: D1Database,
  of: UpstreamName,
): Promise<"deleted" | "in-use" | "missing"> {
  const { meta } = await db
    .prepare(
      `DELETE FROM upstreams WHERE tenant = ?1 AND name = ?2
         AND NOT EXISTS (SELECT 1 FROM tenants WHERE id = ?1 AND upstream = ?2)
         AND NOT EXISTS (SELECT 1 FROM agents WHERE tenant = ?1 AND upstream = ?2)
         AND NOT EXISTS (SELECT 1 FROM upstreams WHERE tenant = ?1 AND fallback = ?2)`,
    )
    .bind(of.tenant, of.name)
    .run();
  if (meta.changes > 0) return "deleted";
  return (await getUpstream(db, of)) ? "in-use" : "missing";
}

/** Rows per statement while re-sealing: some 100 KB of JSON, far under D1's 2 MB a parameter. */
const RESEAL_ROWS = 200;
/** D1 allows 1,000 queries an invocation, and a batch takes two. */
const RESEAL_BATCHES_MAX = 400;
/** Unreadable secrets named in the answer; the count has them all. */
const UNREADABLE_NAMED_MAX = 100;

/** What `resealSecrets` did. */
export interface Resealed {
  /** Secrets that are now sealed with the current master key and were not before. */
  readonly resealed: number;
  /** Secrets whose master key is gone, or that were changed or moved. They stay as they are. */
  readonly unreadable: number;
  /** The first of the unreadable ones. */
  readonly unreadableNames: readonly UpstreamName[];
  /** False if there were more secrets than one call handles; call again. */
  readonly complete: boolean;
}

/**
 * Seals every secret again that is not sealed with the current master key. A secret that is
 * replaced meanwhile keeps its new value: a row is written only if it still holds what was read.
 * Runs over all tenants, because a master key is the Worker's.
 */
export async function resealSecrets(db: D1Database, master: MasterKeys): Promise<Resealed> {
  const unreadable: UpstreamName[] = [];
  let resealed = 0;
  let after: UpstreamName = { tenant: "", name: "" };
  for (let batch = 0; batch < RESEAL_BATCHES_MAX; batch += 1) {
    const { results } = await db
      .prepare(
        `SELECT tenant, name, secret FROM upstreams
         WHERE (tenant, name) > (?1, ?2) AND secret IS NOT NULL
           AND substr(secret, 1, length(?3) + 1) <> ?3 || '.'
         ORDER BY tenant, name LIMIT ?4`,
      )
      .bind(after.tenant, after.name, master.current, RESEAL_ROWS)
      .all<SecretRow>();
    const sealed = await Promise.all(results.map((row) => reseal(master, row)));
    const changed = sealed.filter((row) => row.fresh !== null);
    unreadable.push(...sealed.filter((row) => row.fresh === null));
    if (changed.length > 0) resealed += await replaceSecrets(db, changed);
    const last = results.at(-1);
    if (last === undefined || results.length < RESEAL_ROWS) {
      return summary({ resealed, unreadable, complete: true });
    }
    after = last;
  }
  return summary({ resealed, unreadable, complete: false });
}

interface SecretRow extends UpstreamName {
  readonly secret: string;
}

interface ResealedRow extends SecretRow {
  readonly fresh: string | null;
}

async function reseal(master: MasterKeys, row: SecretRow): Promise<ResealedRow> {
  const of = upstreamSecretName(row);
  const plaintext = await openSecret(master, of, row.secret);
  return { ...row, fresh: plaintext === null ? null : await sealSecret(master, of, plaintext) };
}

async function replaceSecrets(db: D1Database, rows: readonly ResealedRow[]): Promise<number> {
  const { results } = await db
    .prepare(
      `UPDATE upstreams SET secret = fresh.value ->> 'fresh'
       FROM json_each(?1) AS fresh
       WHERE upstreams.tenant = fresh.value ->> 'tenant'
         AND upstreams.name = fresh.value ->> 'name'
         AND upstreams.secret = fresh.value ->> 'secret'
       RETURNING upstreams.name`,
    )
    .bind(JSON.stringify(rows))
    .all();
  return results.length;
}

function summary(of: {
  readonly resealed: number;
  readonly unreadable: readonly UpstreamName[];
  readonly complete: boolean;
}): Resealed {
  const named = of.unreadable.slice(0, UNREADABLE_NAMED_MAX);
  return {
    resealed: of.resealed,
    unreadable: of.unreadable.length,
    unreadableNames: named.map(({ tenant, name }) => ({ tenant, name })),
    complete: of.complete,
  };
}

/** Which master key an upstream's secret is sealed with; null if it has none. */
export function secretKeyId(upstream: Upstream): string | null {
  return upstream.secret === null ? null : sealedWith(upstream.secret);
}

interface UpstreamRow {
  readonly tenant: string;
  readonly name: string;
  readonly kind: UpstreamKind;
  readonly base_url: string;
  readonly api_version: string | null;
  readonly fallback: string | null;
  readonly secret: string | null;
  readonly first_byte_timeout_ms: number | null;
  readonly idle_timeout_ms: number | null;
  readonly updated_at: number;
}

function toUpstream(row: UpstreamRow): Upstream {
  return {
    tenant: row.tenant,
    name: row.name,
    kind: row.kind,
    baseUrl: row.base_url,
    apiVersion: row.api_version,
    fallback: row.fallback,
    secret: row.secret,
    firstByteTimeoutMs: row.first_byte_timeout_ms,
    idleTimeoutMs: row.idle_timeout_ms,
    updatedAt: row.updated_at,
  };
}
