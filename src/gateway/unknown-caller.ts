// Requests whose caller is not known are recorded under a tenant of their own, so many a second:
// whoever has no key must not be able to fill the database.

/** No tenant can have this id: see `TENANT_ID`. */
export const UNKNOWN_TENANT = "_";

/** Events a second and isolate. Enough to see an attack, too few to be one. */
const EVENTS_PER_SECOND = 20;

let second = 0;
let count = 0;

/** Whether one more event of an unknown caller is recorded now. */
export function mayRecordUnknown(now: number): boolean {
  const current = Math.floor(now / 1_000);
  if (current !== second) {
    second = current;
    count = 0;
  }
  count += 1;
  return count <= EVENTS_PER_SECOND;
}
