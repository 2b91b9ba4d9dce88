// Replays a tenant's recorded events under another policy, each as its agent meets it.
import type { ExchangeEvent } from "../domain/event.ts";
import { LIMITS } from "../domain/limits.ts";
import { replayEvent, type Replay } from "../inspection/replay-event.ts";
import { agentPolicy, type AgentPolicy } from "../policy/agent-policy.ts";
import { DEFAULT_POLICY } from "../policy/default-policy.ts";
import { inherit } from "../policy/inherit.ts";
import type { Policy } from "../policy/schema/document.ts";
import { listEvents } from "../storage/events.ts";
import { getCompiledPolicy, getPolicy } from "../storage/policies.ts";
import { getTenant } from "../storage/tenants.ts";

/** What is tried on what. */
export interface BacktestOf {
  readonly tenant: string;
  /** Name of the policy that the candidate would be a version of. */
  readonly name: string;
  readonly candidate: Policy;
  readonly agent: string | undefined;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** A replayed event. */
export interface Replayed {
  readonly event: ExchangeEvent;
  readonly replay: Replay;
}

/** What came of a backtest; `isCut` where there are more events. */
export interface Backtest {
  readonly replayed: readonly Replayed[];
  readonly skipped: number;
  readonly isCut: boolean;
}

/** Rows of events that are read at a time: a record is a few KB, an answer of D1 a few MB. */
const PAGE_ROWS = 200;
/** The hash under which events were decided by the policy in the code. */
const BUILT_IN = "default";

/** Replays the newest events, at most `LIMITS.backtestEventsMax`. */
export async function backtest(db: D1Database, of: BacktestOf): Promise<Backtest> {
  const { events, isCut } = await newestEvents(db, of);
  const meant = events.filter((event) => isMeant(event, of));
  const policies = createPolicies(db, of);
  const replayed: Replayed[] = [];
  for (const event of meant) {
    const recorded = event.mode === "off" ? null : await policies.recorded(event);
    if (recorded === null) continue;
    const candidate = await policies.candidate(event.agent);
    replayed.push({ event, replay: replayEvent({ event, candidate, recorded }) });
  }
  return { replayed, skipped: meant.length - replayed.length, isCut };
}

async function newestEvents(
  db: D1Database,
  { tenant, agent, since }: BacktestOf,
): Promise<{ readonly events: readonly ExchangeEvent[]; readonly isCut: boolean }> {
  const events: ExchangeEvent[] = [];
  let cursor: string | undefined;
  while (events.length < LIMITS.backtestEventsMax) {
    const page = await listEvents(db, { tenant, agent, since, cursor, limit: PAGE_ROWS });
    events.push(...page);
    cursor = page.at(-1)?.id;
    if (page.length < PAGE_ROWS) return { events, isCut: false };
  }
  return { events, isCut: true };
}

/** Of one agent all that a policy decided; else what this policy, or the one in the code, decided. */
function isMeant({ policy, outcome }: ExchangeEvent, { agent, name }: BacktestOf): boolean {
  if (policy === null || outcome === "refused" || outcome === "abandoned") return false;
  return agent !== undefined || policy.name === name || policy.hash === BUILT_IN;
}

interface Policies {
  /** The policy that decided an event, as its agent met it; null where it is not known. */
  recorded(event: ExchangeEvent): Promise<AgentPolicy | null>;
  candidate(agent: string): Promise<AgentPolicy>;
}

function createPolicies(db: D1Database, { tenant, name, candidate }: BacktestOf): Policies {
  const documents = new Map<string, Policy | null>();
  const recorded = new Map<string, AgentPolicy | null>();
  const candidates = new Map<string, AgentPolicy>();
  let tenants: { readonly policy: Policy | null } | null = null;

  async function documentOf(policy: string, version: number): Promise<Policy | null> {
    const key = `${policy}/${version}`;
    const known = documents.get(key);
    if (known !== undefined) return known;
    if (documents.size >= LIMITS.backtestVersionsMax) return null;
    const loaded = await getCompiledPolicy(db, { tenant, name: policy, version });
    documents.set(key, loaded);
    return loaded;
  }

  async function recordedFor(event: ExchangeEvent): Promise<AgentPolicy | null> {
    const { policy, agent } = event;
    if (policy === null) return null;
    const isBuiltIn = policy.hash === BUILT_IN;
    const own = isBuiltIn ? DEFAULT_POLICY : await documentOf(policy.name, policy.version);
    if (own === null) return null;
    if (policy.tenant === undefined) return agentPolicy(own, agent);
    const above = await documentOf(policy.tenant.name, policy.tenant.version);
    return above === null ? null : agentPolicy(inherit({ agent, own, tenant: above }), agent);
  }

  /** The tenant's own policy as it is now; null where there is none, or it is this one. */
  async function tenantsPolicy(): Promise<Policy | null> {
    const named = (await getTenant(db, tenant))?.policy ?? null;
    if (named === null || named === name) return null;
    const version = (await getPolicy(db, { tenant, name: named }))?.activeVersion ?? null;
    return version === null ? null : getCompiledPolicy(db, { tenant, name: named, version });
  }

  return {
    async recorded(event) {
      const key = `${event.policy?.hash}/${event.agent}`;
      const known = recorded.get(key);
      if (known !== undefined) return known;
      const made = await recordedFor(event);
      recorded.set(key, made);
      return made;
    },
    async candidate(agent) {
      const known = candidates.get(agent);
      if (known !== undefined) return known;
      tenants ??= { policy: await tenantsPolicy() };
      const above = tenants.policy;
      const held = above === null ? candidate : inherit({ agent, own: candidate, tenant: above });
      const made = agentPolicy(held, agent);
      candidates.set(agent, made);
      return made;
    },
  };
}
