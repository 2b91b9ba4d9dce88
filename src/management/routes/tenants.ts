// Operations on tenants.
import type * as z from "zod";
import { err, ok } from "../../domain/result.ts";
import {
  getTenant,
  insertTenant,
  listTenants,
  updateTenant,
  type Tenant,
} from "../../storage/tenants.ts";
import { operation, type Operation } from "../operation.ts";
import { page, rowsFor } from "../page.ts";
import type { Problem } from "../problem.ts";
import { checkPolicy, checkUpstream } from "../references.ts";
import {
  pageQuery,
  tenantInput,
  tenantPage,
  tenantParams,
  tenantPatch,
  tenantView,
  timeText,
} from "../schemas.ts";

const NOT_FOUND: Problem = { reason: "not-found", what: "tenant", param: "tenant" };

export const TENANT_OPERATIONS: readonly Operation[] = [
  operation({
    id: "createTenant",
    method: "post",
    path: "/tenants",
    tag: "tenants",
    summary: "Creates a tenant",
    body: tenantInput,
    response: tenantView,
    status: 201,
    errors: [409],
    async handle({ env, now, body }) {
      const tenant = { ...body, policy: null, upstream: null, createdAt: now };
      return (await insertTenant(env.DB, tenant))
        ? ok(show(tenant))
        : err({ reason: "exists", what: "tenant", param: "id" });
    },
  }),
  operation({
    id: "listTenants",
    method: "get",
    path: "/tenants",
    tag: "tenants",
    summary: "Lists tenants by id",
    query: pageQuery,
    response: tenantPage,
    status: 200,
    async handle({ env, query: { limit, cursor } }) {
      const rows = await listTenants(env.DB, { after: cursor ?? "", limit: rowsFor(limit) });
      return ok(page(rows, { limit, view: show, cursor: ({ id }) => id }));
    },
  }),
  operation({
    id: "getTenant",
    method: "get",
    path: "/tenants/{tenant}",
    tag: "tenants",
    summary: "Shows a tenant",
    params: tenantParams,
    response: tenantView,
    status: 200,
    async handle({ env, params }) {
      const tenant = await getTenant(env.DB, params.tenant);
      return tenant ? ok(show(tenant)) : err(NOT_FOUND);
    },
  }),
  operation({
    id: "updateTenant",
    method: "patch",
    path: "/tenants/{tenant}",
    tag: "tenants",
    summary: "Changes a tenant's name and defaults; fields that are absent stay",
    params: tenantParams,
    body: tenantPatch,
    response: tenantView,
    status: 200,
    async handle({ env, params: { tenant: id }, body }) {
      if ((await getTenant(env.DB, id)) === null) return err(NOT_FOUND);
      const { name, default_policy: policy, default_upstream: upstream } = body;
      const problem =
        (await checkPolicy(env.DB, { tenant: id, param: "default_policy", name: policy })) ??
        (await checkUpstream(env.DB, { tenant: id, param: "default_upstream", name: upstream }));
      if (problem) return err(problem);
      const tenant = await updateTenant(env.DB, { id, changes: { name, policy, upstream } });
      return tenant ? ok(show(tenant)) : err(NOT_FOUND);
    },
  }),
];

function show(tenant: Tenant): z.input<typeof tenantView> {
  return {
    id: tenant.id,
    name: tenant.name,
    default_policy: tenant.policy,
    default_upstream: tenant.upstream,
    created_at: timeText(tenant.createdAt),
  };
}
