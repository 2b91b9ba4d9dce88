// Operations on agents.
import type * as z from "zod";
import { err, ok } from "../../domain/result.ts";
import {
  deleteAgent,
  getAgent,
  insertAgent,
  listAgents,
  updateAgent,
  type Agent,
} from "../../storage/agents.ts";
import { operation, type Operation } from "../operation.ts";
import { page, rowsFor } from "../page.ts";
import type { Problem } from "../problem.ts";
import { checkPolicy, checkUpstream } from "../references.ts";
import {
  agentInput,
  agentPage,
  agentParams,
  agentPatch,
  agentView,
  pageQuery,
  tenantParams,
  timeText,
} from "../schemas.ts";

const NOT_FOUND: Problem = { reason: "not-found", what: "agent", param: "agent" };

export const AGENT_OPERATIONS: readonly Operation[] = [
  operation({
    id: "createAgent",
    method: "post",
    path: "/tenants/{tenant}/agents",
    tag: "agents",
    summary: "Declares an agent",
    params: tenantParams,
    body: agentInput,
    response: agentView,
    status: 201,
    errors: [409],
    async handle({ env, now, params: { tenant }, body }) {
      const problem = await checkReferences(env.DB, tenant, body);
      if (problem) return err(problem);
      const agent = { ...body, tenant, name: body.name ?? body.id, createdAt: now };
      return (await insertAgent(env.DB, agent))
        ? ok(show(agent))
        : err({ reason: "exists", what: "agent", param: "id" });
    },
  }),
  operation({
    id: "listAgents",
    method: "get",
    path: "/tenants/{tenant}/agents",
    tag: "agents",
    summary: "Lists a tenant's agents by id",
    params: tenantParams,
    query: pageQuery,
    response: agentPage,
    status: 200,
    async handle({ env, params: { tenant }, query: { limit, cursor } }) {
      const rows = await listAgents(env.DB, { tenant, after: cursor ?? "", limit: rowsFor(limit) });
      return ok(page(rows, { limit, view: show, cursor: ({ id }) => id }));
    },
  }),
  operation({
    id: "getAgent",
    method: "get",
    path: "/tenants/{tenant}/agents/{agent}",
    tag: "agents",
    summary: "Shows an agent",
    params: agentParams,
    response: agentView,
    status: 200,
    async handle({ env, params: { tenant, agent: id } }) {
      const agent = await getAgent(env.DB, { tenant, id });
      return agent ? ok(show(agent)) : err(NOT_FOUND);
    },
  }),
  operation({
    id: "updateAgent",
    method: "patch",
    path: "/tenants/{tenant}/agents/{agent}",
    tag: "agents",
    summary: "Changes an agent; fields that are absent stay",
    params: agentParams,
    body: agentPatch,
    response: agentView,
    status: 200,
    async handle({ env, params: { tenant, agent: id }, body }) {
      const problem = await checkReferences(env.DB, tenant, body);
      if (problem) return err(problem);
      const agent = await updateAgent(env.DB, { tenant, id, changes: body });
      return agent ? ok(show(agent)) : err(NOT_FOUND);
    },
  }),
  operation({
    id: "deleteAgent",
    method: "delete",
    path: "/tenants/{tenant}/agents/{agent}",
    tag: "agents",
    summary: "Removes an agent's declaration; its events stay",
    params: agentParams,
    status: 204,
    async handle({ env, params: { tenant, agent: id } }) {
      return (await deleteAgent(env.DB, { tenant, id })) ? ok(null) : err(NOT_FOUND);
    },
  }),
];

interface Referring {
  readonly policy?: string | null | undefined;
  readonly upstream?: string | null | undefined;
}

async function checkReferences(
  db: D1Database,
  tenant: string,
  { policy, upstream }: Referring,
): Promise<Problem | null> {
  return (
    (await checkPolicy(db, { tenant, param: "policy", name: policy })) ??
    (await checkUpstream(db, { tenant, param: "upstream", name: upstream }))
  );
}

function show(agent: Agent): z.input<typeof agentView> {
  const { id, name, policy, upstream, createdAt } = agent;
  return { id, name, policy, upstream, created_at: timeText(createdAt) };
}
