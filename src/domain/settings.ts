// What an operator can set by environment variables, with its defaults.

const LEASE_DEFAULT_MS = 30_000;
const LEASE_MIN_MS = 500;

/** Longer than a person takes to come back to a conversation that waits for them. */
const SOCKET_IDLE_DEFAULT_MS = 30 * 60_000;
/** OpenAI ends its sessions after 60 minutes; what is still open a little later was forgotten. */
const SOCKET_LIFE_DEFAULT_MS = 65 * 60_000;
const SOCKET_TIME_MIN_MS = 100;

/**
 * How long a WebSocket connection may be without an event in either direction, and how long it may
 * last, in ms (`EDGEWARDEN_SOCKET_IDLE_MS`, `EDGEWARDEN_SOCKET_LIFE_MS`).
 */
export function socketTimes(env: {
  readonly EDGEWARDEN_SOCKET_IDLE_MS?: string;
  readonly EDGEWARDEN_SOCKET_LIFE_MS?: string;
}): { readonly idleMs: number; readonly lifeMs: number } {
  return {
    idleMs: timeOf(env.EDGEWARDEN_SOCKET_IDLE_MS, SOCKET_IDLE_DEFAULT_MS),
    lifeMs: timeOf(env.EDGEWARDEN_SOCKET_LIFE_MS, SOCKET_LIFE_DEFAULT_MS),
  };
}

function timeOf(text: string | undefined, fallback: number): number {
  const set = Number(text);
  return Number.isFinite(set) && set >= SOCKET_TIME_MIN_MS ? set : fallback;
}

/** How long an open exchange lives without a sign of life, in ms (`EDGEWARDEN_LEASE_MS`). */
export function leaseMs(env: { readonly EDGEWARDEN_LEASE_MS?: string }): number {
  const set = Number(env.EDGEWARDEN_LEASE_MS);
  return Number.isFinite(set) && set >= LEASE_MIN_MS ? set : LEASE_DEFAULT_MS;
}
