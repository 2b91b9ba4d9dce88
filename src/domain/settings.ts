// What an operator can set by environment variables, with its defaults.

const LEASE_DEFAULT_MS = 30_000;
const LEASE_MIN_MS = 500;

/** How long an open exchange lives without a sign of life, in ms (`EDGEWARDEN_LEASE_MS`). */
export function leaseMs(env: { readonly EDGEWARDEN_LEASE_MS?: string }): number {
  const set = Number(env.EDGEWARDEN_LEASE_MS);
  return Number.isFinite(set) && set >= LEASE_MIN_MS ? set : LEASE_DEFAULT_MS;
}
