// The table of events: one row for each settled exchange. The whole event is the `record` column;
// the columns beside it are only there to be filtered by.
import type { Action } from "../domain/decision.ts";
import type { ExchangeEvent, Outcome, Sealed } from "../domain/event.ts";

/**
 * Writes events in one statement. Idempotent by tenant and id: an event that is there stays, unless
 * it is `abandoned` and the new one is not, which is a settlement that came after we gave it up.
 * The caller keeps the batch within `LIMITS.outboxBatchEvents`.
 */
export async function insertEvents(db: D1Database, events: readonly Sealed[]): Promise<void> {
  if (events.length === 0) return;
  // `WHERE true`: without it SQLite reads ON CONFLICT as the ON of a join
  // (https://www.sqlite.org/lang_upsert.html, "Parsing Ambiguity").
  await db
    .prepare(
      `INSERT INTO events (tenant, id, agent, session, end_user, at, duration_ms, outcome, action,
                           intended, surface, method, path, model, status, response_id, record)
       SELECT value ->> 'tenant', value ->> 'id', value ->> 'agent', value ->> 'session',
              value ->> 'endUser', CAST(value ->> 'at' AS INTEGER),
              CAST(value ->> 'durationMs' AS INTEGER), value ->> 'outcome', value ->> 'action',
              value ->> 'intended', value ->> 'surface', value ->> 'method', value ->> 'path',
              value ->> 'model', CAST(value ->> 'status' AS INTEGER), value ->> 'responseId', value
       FROM json_each(?1) WHERE true
       ON CONFLICT (tenant, id) DO UPDATE SET
         agent = excluded.agent, session = excluded.session, end_user = excluded.end_user,
         at = excluded.at, duration_ms = excluded.duration_ms, outcome = excluded.outcome,
         action = excluded.action, intended = excluded.intended, surface = excluded.surface,
         method = excluded.method, path = excluded.path, model = excluded.model,
         status = excluded.status, response_id = excluded.response_id, record = excluded.record
       WHERE events.outcome = 'abandoned' AND excluded.outcome <> 'abandoned'`,
    )
    .bind(`[${events.map(({ json }) => json).join()}]`)
    .run();
}

/** Which events are asked for. Filters that are absent do not filter. */
export interface EventQuery {
  readonly tenant: string;
  readonly agent?: string | undefined;
  readonly session?: string | undefined;
  readonly outcome?: Outcome | undefined;
  readonly action?: Action | undefined;
  readonly surface?: string | undefined;
  /** First moment, in milliseconds since the epoch; included. */
  readonly since?: number | undefined;
  /** Last moment, in milliseconds since the epoch; excluded. */
  readonly until?: number | undefined;
  /** At most this many events. */
  readonly limit: number;
  /** The id of the last event already seen. */
  readonly cursor?: string | undefined;
}

/** Sorts after every UUID. */
const AFTER_ALL_IDS = "~";
/**
 * An id is made when its exchange begins, so `since` and `until` bound the ids too, and a search in
 * a short span does not walk the whole table. The slack forgives an id made a little early or late.
 */
const ID_SLACK_MS = 60_000;

/** Lists events newest first. Ids are UUIDv7, so the order of ids is the order of time. */
export async function listEvents(db: D1Database, query: EventQuery): Promise<ExchangeEvent[]> {
  const from = query.since === undefined ? "" : idFloor(query.since - ID_SLACK_MS);
  const to = query.until === undefined ? AFTER_ALL_IDS : idFloor(query.until + ID_SLACK_MS);
  const cursor = query.cursor ?? AFTER_ALL_IDS;
  const { results } = await db
    .prepare(
      `SELECT record FROM events
       WHERE tenant = ?1 AND id >= ?2 AND id < ?3
         AND (?4 IS NULL OR agent = ?4)
         AND (?5 IS NULL OR session = ?5)
         AND (?6 IS NULL OR outcome = ?6)
         AND (?7 IS NULL OR action = ?7)
         AND (?8 IS NULL OR surface = ?8)
         AND (?9 IS NULL OR at >= ?9)
         AND (?10 IS NULL OR at < ?10)
       ORDER BY id DESC LIMIT ?11`,
    )
    .bind(
      query.tenant,
      from,
      cursor < to ? cursor : to,
      query.agent ?? null,
      query.session ?? null,
      query.outcome ?? null,
      query.action ?? null,
      query.surface ?? null,
      query.since ?? null,
      query.until ?? null,
      query.limit,
    )
    .all<EventRow>();
  return results.map(toEvent);
}

/** Reads one event, or null. */
export async function getEvent(
  db: D1Database,
  of: { readonly tenant: string; readonly id: string },
): Promise<ExchangeEvent | null> {
  const row = await db
    .prepare("SELECT record FROM events WHERE tenant = ?1 AND id = ?2")
    .bind(of.tenant, of.id)
    .first<EventRow>();
  return row && toEvent(row);
}

/**
 * The session in which a response was made; null where none of the agent's events has both. The
 * first one counts: who retrieves a response later does not move it.
 */
export async function sessionOfResponse(
  db: D1Database,
  of: { readonly tenant: string; readonly agent: string; readonly response: string },
): Promise<string | null> {
  // Without statistics the planner takes the primary key, because of the order, and walks the tenant.
  const row = await db
    .prepare(
      `SELECT session FROM events INDEXED BY events_by_response
       WHERE tenant = ?1 AND agent = ?2 AND response_id = ?3 AND session IS NOT NULL
       ORDER BY id LIMIT 1`,
    )
    .bind(of.tenant, of.agent, of.response)
    .first<{ readonly session: string }>();
  return row?.session ?? null;
}

/** Events deleted by one statement: each is one row, and one more in the index of responses. */
const DELETED_MAX = 500;

/**
 * Deletes an agent's oldest events that were made before a moment, a batch of them. Returns the id
 * to go on from, or null where nothing is left.
 */
export async function deleteEvents(
  db: D1Database,
  of: {
    readonly tenant: string;
    readonly agent: string;
    /** The first id that is looked at; empty: the oldest. */
    readonly from: string;
    /** In milliseconds since the epoch; excluded. */
    readonly before: number;
  },
): Promise<string | null> {
  const { results } = await db
    .prepare(
      `DELETE FROM events WHERE tenant = ?1 AND id IN (
         SELECT id FROM events
         WHERE tenant = ?1 AND id >= ?2 AND id < ?3 AND agent = ?4 ORDER BY id LIMIT ?5
       ) RETURNING id`,
    )
    .bind(of.tenant, of.from, idFloor(of.before), of.agent, DELETED_MAX)
    .all<{ readonly id: string }>();
  if (results.length < DELETED_MAX) return null;
  return results.reduce((last, { id }) => (id > last ? id : last), "");
}

/** The start of every UUIDv7 of that moment: 48 bits of milliseconds (RFC 9562 section 5.7). */
export function idFloor(at: number): string {
  const hex = Math.max(0, Math.floor(at)).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}

interface EventRow {
  readonly record: string;
}

function toEvent(row: EventRow): ExchangeEvent {
  // Only `insertEvents` writes this column.
  const event: ExchangeEvent = JSON.parse(row.record);
  return event;
}
