// The table of agents: the callers that a tenant has declared. Agents that are not declared may
// still call, with the tenant's defaults.

/** A named caller of the model API within a tenant. */
export interface Agent {
  readonly tenant: string;
  readonly id: string;
  readonly name: string;
  /** Null: the tenant's. */
  readonly policy: string | null;
  /** Null: the tenant's. */
  readonly upstream: string | null;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** What can be changed of an agent; absent fields stay as they are. */
export interface AgentChanges {
  readonly name?: string | undefined;
  readonly policy?: string | null | undefined;
  readonly upstream?: string | null | undefined;
}

/** Which agent is meant. */
export interface AgentName {
  readonly tenant: string;
  readonly id: string;
}

/** Adds an agent. False if the id is taken within the tenant; then nothing is written. */
export async function insertAgent(db: D1Database, agent: Agent): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `INSERT INTO agents (tenant, id, name, policy, upstream, created_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (tenant, id) DO NOTHING`,
    )
    .bind(agent.tenant, agent.id, agent.name, agent.policy, agent.upstream, agent.createdAt)
    .run();
  return meta.changes === 1;
}

/** Reads one agent, or null. */
export async function getAgent(db: D1Database, of: AgentName): Promise<Agent | null> {
  const row = await db
    .prepare("SELECT * FROM agents WHERE tenant = ?1 AND id = ?2")
    .bind(of.tenant, of.id)
    .first<AgentRow>();
  return row && toAgent(row);
}

/** Lists a tenant's agents by id, those after `after`. */
export async function listAgents(
  db: D1Database,
  page: { readonly tenant: string; readonly after: string; readonly limit: number },
): Promise<Agent[]> {
  const { results } = await db
    .prepare("SELECT * FROM agents WHERE tenant = ?1 AND id > ?2 ORDER BY id LIMIT ?3")
    .bind(page.tenant, page.after, page.limit)
    .all<AgentRow>();
  return results.map(toAgent);
}

/** Changes an agent and returns it, or null if there is none. */
export async function updateAgent(
  db: D1Database,
  { tenant, id, changes }: AgentName & { readonly changes: AgentChanges },
): Promise<Agent | null> {
  // json_type is SQL NULL where a field is absent, and 'null' where it is to be emptied.
  const row = await db
    .prepare(
      `UPDATE agents SET
         name = IIF(json_type(?3, '$.name') IS NULL, name, ?3 ->> 'name'),
         policy = IIF(json_type(?3, '$.policy') IS NULL, policy, ?3 ->> 'policy'),
         upstream = IIF(json_type(?3, '$.upstream') IS NULL, upstream, ?3 ->> 'upstream')
       WHERE tenant = ?1 AND id = ?2 RETURNING *`,
    )
    .bind(tenant, id, JSON.stringify(changes))
    .first<AgentRow>();
  return row && toAgent(row);
}

/** Removes an agent's declaration; its events stay. False if there was none. */
export async function deleteAgent(db: D1Database, of: AgentName): Promise<boolean> {
  const { meta } = await db
    .prepare("DELETE FROM agents WHERE tenant = ?1 AND id = ?2")
    .bind(of.tenant, of.id)
    .run();
  return meta.changes > 0;
}

interface AgentRow {
  readonly tenant: string;
  readonly id: string;
  readonly name: string;
  readonly policy: string | null;
  readonly upstream: string | null;
  readonly created_at: number;
}

function toAgent(row: AgentRow): Agent {
  const { tenant, id, name, policy, upstream, created_at: createdAt } = row;
  return { tenant, id, name, policy, upstream, createdAt };
}
