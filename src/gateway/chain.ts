// The session of a request. A request that names none but goes on from an earlier response belongs
// to that response's session; the first of a chain lends its own id to those that follow.
import { LIMITS, SESSION_ID } from "../domain/limits.ts";
import { sessionOfResponse } from "../storage/events.ts";

/** A response of one agent. */
export interface ResponseName {
  readonly tenant: string;
  readonly agent: string;
  /** The upstream's id. */
  readonly response: string;
}

/** The session of a request, and whether it could be looked up. */
export interface FoundSession {
  readonly session: string | null;
  readonly isLookupFailed: boolean;
}

/**
 * Sessions of responses that this isolate has seen. Only a cache: what is not here is in the events,
 * as soon as they are written.
 */
const known = new Map<string, string>();

/** Remembers the session in which a response was made. The oldest are forgotten first. */
export function rememberSession(of: ResponseName, session: string): void {
  const oldest = known.size >= LIMITS.cacheEntriesMax ? known.keys().next() : null;
  if (oldest !== null && oldest.done !== true) known.delete(oldest.value);
  known.set(keyOf(of), session);
}

/**
 * The session of a request: `named` if the request names one, else that of the response it goes on
 * from. One read of the database, only for a response that this isolate has not seen. A chain whose
 * last event is not written yet and that came by another isolate begins a session of its own.
 */
export async function sessionOf(
  db: D1Database,
  of: {
    readonly tenant: string;
    readonly agent: string;
    readonly named: string | null;
    readonly previous: string | null;
  },
): Promise<FoundSession> {
  const { tenant, agent, named, previous } = of;
  if (named !== null && SESSION_ID.test(named)) return { session: named, isLookupFailed: false };
  if (previous === null || !SESSION_ID.test(previous)) {
    return { session: null, isLookupFailed: false };
  }
  const response = { tenant, agent, response: previous };
  const seen = known.get(keyOf(response));
  if (seen !== undefined) return { session: seen, isLookupFailed: false };
  try {
    const stored = await sessionOfResponse(db, response);
    if (stored !== null) rememberSession(response, stored);
    return { session: stored ?? previous, isLookupFailed: false };
  } catch {
    // The session is a name under which exchanges are found again; without it they still pass.
    return { session: previous, isLookupFailed: true };
  }
}

function keyOf({ tenant, agent, response }: ResponseName): string {
  return `${tenant}/${agent}/${response}`;
}
