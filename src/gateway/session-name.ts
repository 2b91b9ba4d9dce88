// Names of the session objects.
import type { ExchangeHead } from "../domain/event.ts";

/** Objects that share the requests of one agent which name no session, per location. */
const SHARDS = 4;

let shard: number | null = null;

/**
 * The object of a request: its session's own, or one of a few that requests without a session
 * share. An isolate keeps to one of those, so that its requests can share messages too.
 */
export function sessionName(
  head: Pick<ExchangeHead, "tenant" | "agent" | "session">,
  location: string,
): string {
  const owner = `${head.tenant}/${head.agent}`;
  if (head.session !== null) return `${owner}/s/${head.session}`;
  // Chance is not to be had before the first request, so this is not a constant.
  shard ??= Math.floor(Math.random() * SHARDS);
  return `${owner}/-/${location}/${shard}`;
}
