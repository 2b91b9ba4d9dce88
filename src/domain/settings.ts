// What an operator can set by environment variables, with its defaults.

const LEASE_DEFAULT_MS = 30_000;
const LEASE_MIN_MS = 500;

/** Longer than a person takes to come back to a conversation that waits for them. */
const SOCKET_IDLE_DEFAULT_MS = 30 * 60_000;
/** OpenAI ends its sessions after 60 minutes; what is still open a little later was forgotten. */
const SOCKET_LIFE_DEFAULT_MS = 65 * 60_000;
const SOCKET_TIME_MIN_MS = 100;
/** Speech is 10 to 50 events a second; with ten seconds of credit, a file of minutes goes at once. */
const SOCKET_EVENTS_DEFAULT = 1_000;

/** What bounds one WebSocket connection. */
export interface SocketBounds {
  /** How long it may be without an event in either direction (`EDGEWARDEN_SOCKET_IDLE_MS`). */
  readonly idleMs: number;
  /** How long it may last (`EDGEWARDEN_SOCKET_LIFE_MS`). */
  readonly lifeMs: number;
  /** Events that its client may send, with ten times as many at once
   * (`EDGEWARDEN_SOCKET_EVENTS_PER_SECOND`). */
  readonly eventsPerSecond: number;
}

/** Reads the bounds; what is not set or makes no sense has its default. */
export function socketBounds(env: {
  readonly EDGEWARDEN_SOCKET_IDLE_MS?: string;
  readonly EDGEWARDEN_SOCKET_LIFE_MS?: string;
  readonly EDGEWARDEN_SOCKET_EVENTS_PER_SECOND?: string;
}): SocketBounds {
  const { EDGEWARDEN_SOCKET_IDLE_MS: idle, EDGEWARDEN_SOCKET_LIFE_MS: life } = env;
  return {
    idleMs: atLeast(SOCKET_TIME_MIN_MS, idle, SOCKET_IDLE_DEFAULT_MS),
    lifeMs: atLeast(SOCKET_TIME_MIN_MS, life, SOCKET_LIFE_DEFAULT_MS),
    eventsPerSecond: atLeast(1, env.EDGEWARDEN_SOCKET_EVENTS_PER_SECOND, SOCKET_EVENTS_DEFAULT),
  };
}

function atLeast(min: number, text: string | undefined, fallback: number): number {
  const set = Number(text);
  return Number.isFinite(set) && set >= min ? set : fallback;
}

/** How long an open exchange lives without a sign of life, in ms (`EDGEWARDEN_LEASE_MS`). */
export function leaseMs(env: { readonly EDGEWARDEN_LEASE_MS?: string }): number {
  const set = Number(env.EDGEWARDEN_LEASE_MS);
  return Number.isFinite(set) && set >= LEASE_MIN_MS ? set : LEASE_DEFAULT_MS;
}
