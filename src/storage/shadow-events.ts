// What the recorded events say of a version that was only watched: how its decisions compare with
// those that were carried out. Reads the table that `events.ts` writes.
import type { Action, Reason } from "../domain/decision.ts";
import type { ExchangeEvent } from "../domain/event.ts";
import { LIMITS } from "../domain/limits.ts";
import { idFloor } from "./events.ts";

/** Which watched version, and since when. */
export interface ShadowQuery {
  readonly tenant: string;
  readonly policy: string;
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** How often the one was carried out where the shadow would have done the other. */
export interface ShadowPair {
  readonly action: Action;
  readonly shadow: Action;
  readonly count: number;
}

/** An exchange in which other rules, or other actions, would have come of the shadow. */
export interface ShadowDifference {
  readonly id: string;
  readonly action: Action;
  readonly reasons: readonly Reason[];
  readonly shadow: NonNullable<ExchangeEvent["shadow"]>;
}

/** The tenant's newest events, and of them those in which this version was watched. */
const WATCHED = `
  SELECT id, action, record FROM (
    SELECT id, action, record FROM events
     WHERE tenant = ?1 AND id >= ?2 ORDER BY id DESC LIMIT ${LIMITS.shadowEventsMax})
   WHERE record ->> '$.shadow.policy' = ?3 AND record ->> '$.shadow.version' = ?4`;

/** Counts pairs of actions over the newest `LIMITS.shadowEventsMax` events. */
export async function countShadow(db: D1Database, query: ShadowQuery): Promise<ShadowPair[]> {
  const { results } = await db
    .prepare(
      `SELECT action, record ->> '$.shadow.action' AS shadow, COUNT(*) AS count
         FROM (${WATCHED}) GROUP BY 1, 2`,
    )
    .bind(...boundOf(query))
    .all<ShadowPair>();
  return results;
}

/** Those of the same events that differ, newest first, at most `LIMITS.shadowDifferencesMax`. */
export async function listShadowDifferences(
  db: D1Database,
  query: ShadowQuery,
): Promise<ShadowDifference[]> {
  const { results } = await db
    .prepare(
      `SELECT id, action, record -> '$.reasons' AS reasons, record -> '$.shadow' AS shadow
         FROM (${WATCHED})
        WHERE record -> '$.shadow.rules' IS NOT NULL OR record ->> '$.shadow.action' <> action
        ORDER BY id DESC LIMIT ${LIMITS.shadowDifferencesMax}`,
    )
    .bind(...boundOf(query))
    .all<{ id: string; action: Action; reasons: string; shadow: string }>();
  return results.map(({ id, action, reasons, shadow }) => ({
    id,
    action,
    // Only `insertEvents` writes the column that these are parts of.
    reasons: JSON.parse(reasons) as Reason[],
    shadow: JSON.parse(shadow) as ShadowDifference["shadow"],
  }));
}

function boundOf({
  tenant,
  policy,
  version,
  since,
}: ShadowQuery): [string, string, string, number] {
  return [tenant, idFloor(since), policy, version];
}
