// The token that is added to a system prompt: made anew for every exchange and never stored. It is the
// same for a whole session, so that the upstream's cache of a prompt stays warm.
import type { ExchangeHead } from "../domain/event.ts";
import { CANARY_PREFIX } from "../inspection/canary.ts";
import type { RequestFacts } from "../openai/protocol.ts";
import { fingerprint, type MasterKeys } from "../storage/vault.ts";

/**
 * The token of an exchange, 64 bits under the tenant's key: of its session, or where it names none of what
 * its developers say. Null where they say nothing.
 */
export async function canaryOf(
  master: MasterKeys,
  { tenant, agent, session }: ExchangeHead,
  facts: RequestFacts | null,
): Promise<string | null> {
  const texts = (facts?.segments ?? []).filter(({ kind }) => kind === "system");
  if (texts.length === 0) return null;
  const of = session === null ? { texts: texts.map(({ text }) => text) } : { session };
  const named = JSON.stringify(["canary", agent, of]);
  return `${CANARY_PREFIX}${await fingerprint(master, tenant, named)}`;
}
