// Operations on gateway keys. The text of a key is in exactly one answer, that of its creation.
import type * as z from "zod";
import { err, ok } from "../../domain/result.ts";
import { createGatewayKey } from "../../storage/gateway-key.ts";
import {
  insertGatewayKey,
  listGatewayKeys,
  revokeGatewayKey,
  type GatewayKey,
} from "../../storage/keys.ts";
import { operation, type Operation } from "../operation.ts";
import { page, rowsFor } from "../page.ts";
import {
  keyInput,
  keyPage,
  keyParams,
  keyView,
  newKeyView,
  pageQuery,
  tenantParams,
  timeText,
} from "../schemas.ts";

export const KEY_OPERATIONS: readonly Operation[] = [
  operation({
    id: "createKey",
    method: "post",
    path: "/tenants/{tenant}/keys",
    tag: "keys",
    summary: "Creates a gateway key and shows it, once",
    params: tenantParams,
    body: keyInput,
    response: newKeyView,
    status: 201,
    async handle({ env, now, params: { tenant }, body }) {
      const { label, agents, expires_at: expiresAt } = body;
      if (expiresAt !== null && expiresAt <= now) {
        const message = "expires_at: must be in the future.";
        return err({ reason: "invalid", message, param: "expires_at" });
      }
      const { id, text, secretHash } = await createGatewayKey();
      const key: GatewayKey = {
        id,
        tenant,
        label,
        agents,
        createdAt: now,
        expiresAt,
        revokedAt: null,
      };
      await insertGatewayKey(env.DB, { key, secretHash });
      return ok({ ...show(key), key: text });
    },
  }),
  operation({
    id: "listKeys",
    method: "get",
    path: "/tenants/{tenant}/keys",
    tag: "keys",
    summary: "Lists a tenant's keys by id, revoked and expired ones too",
    params: tenantParams,
    query: pageQuery,
    response: keyPage,
    status: 200,
    async handle({ env, params: { tenant }, query: { limit, cursor } }) {
      const after = cursor ?? "";
      const rows = await listGatewayKeys(env.DB, { tenant, after, limit: rowsFor(limit) });
      return ok(page(rows, { limit, view: show, cursor: ({ id }) => id }));
    },
  }),
  operation({
    id: "revokeKey",
    method: "delete",
    path: "/tenants/{tenant}/keys/{id}",
    tag: "keys",
    summary: "Revokes a key for good; it stays in the list",
    params: keyParams,
    response: keyView,
    status: 200,
    async handle({ env, now, params: { tenant, id } }) {
      const key = await revokeGatewayKey(env.DB, { tenant, id, at: now });
      return key ? ok(show(key)) : err({ reason: "not-found", what: "key", param: "id" });
    },
  }),
];

function show(key: GatewayKey): z.input<typeof keyView> {
  return {
    id: key.id,
    label: key.label,
    agents: key.agents && [...key.agents],
    created_at: timeText(key.createdAt),
    expires_at: key.expiresAt === null ? null : timeText(key.expiresAt),
    revoked_at: key.revokedAt === null ? null : timeText(key.revokedAt),
  };
}
