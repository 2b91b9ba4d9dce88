// Operations on upstreams and on the vault that holds their keys. A secret goes in and never out.
import type * as z from "zod";
import { err, ok, type Result } from "../../domain/result.ts";
import {
  deleteUpstream,
  getUpstream,
  listUpstreams,
  resealSecrets,
  saveUpstream,
  secretKeyId,
  upstreamSecretName,
  type Upstream,
  type UpstreamName,
} from "../../storage/upstreams.ts";
import { masterKeys, sealSecret, type MasterKeys } from "../../storage/vault.ts";
import { operation, type Operation } from "../operation.ts";
import { page, rowsFor } from "../page.ts";
import type { Problem } from "../problem.ts";
import { checkUpstream } from "../references.ts";
import {
  pageQuery,
  rotationView,
  tenantParams,
  timeText,
  upstreamInput,
  upstreamPage,
  upstreamParams,
  upstreamView,
} from "../schemas.ts";

const OPENAI_BASE_URL = "https://api.openai.com/v1";
const NOT_FOUND: Problem = { reason: "not-found", what: "upstream", param: "name" };

export const UPSTREAM_OPERATIONS: readonly Operation[] = [
  operation({
    id: "putUpstream",
    method: "put",
    path: "/tenants/{tenant}/upstreams/{name}",
    tag: "upstreams",
    summary: "Creates or replaces an upstream",
    params: upstreamParams,
    body: upstreamInput,
    response: upstreamView,
    status: 200,
    async handle({ env, now, params, body }) {
      const baseUrl = body.base_url ?? OPENAI_BASE_URL;
      const before = await getUpstream(env.DB, params);
      const problem =
        (await checkFallback(env.DB, params, body.fallback)) ??
        (body.secret === undefined ? checkKeptSecret(before, baseUrl) : null);
      if (problem) return err(problem);
      const sealed = await seal(env, params, body.secret);
      if (!sealed.ok) return sealed;
      const keepSecret = body.secret === undefined;
      const upstream: Upstream = {
        ...params,
        kind: body.kind,
        baseUrl,
        apiVersion: body.api_version,
        fallback: body.fallback,
        secret: keepSecret ? (before?.secret ?? null) : sealed.value,
        firstByteTimeoutMs: body.first_byte_timeout_ms,
        idleTimeoutMs: body.idle_timeout_ms,
        updatedAt: now,
      };
      await saveUpstream(env.DB, { upstream, keepSecret });
      return ok(show(upstream));
    },
  }),
  operation({
    id: "listUpstreams",
    method: "get",
    path: "/tenants/{tenant}/upstreams",
    tag: "upstreams",
    summary: "Lists a tenant's upstreams by name",
    params: tenantParams,
    query: pageQuery,
    response: upstreamPage,
    status: 200,
    async handle({ env, params: { tenant }, query: { limit, cursor } }) {
      const after = cursor ?? "";
      const rows = await listUpstreams(env.DB, { tenant, after, limit: rowsFor(limit) });
      return ok(page(rows, { limit, view: show, cursor: ({ name }) => name }));
    },
  }),
  operation({
    id: "getUpstream",
    method: "get",
    path: "/tenants/{tenant}/upstreams/{name}",
    tag: "upstreams",
    summary: "Shows an upstream, without its secret",
    params: upstreamParams,
    response: upstreamView,
    status: 200,
    async handle({ env, params }) {
      const upstream = await getUpstream(env.DB, params);
      return upstream ? ok(show(upstream)) : err(NOT_FOUND);
    },
  }),
  operation({
    id: "deleteUpstream",
    method: "delete",
    path: "/tenants/{tenant}/upstreams/{name}",
    tag: "upstreams",
    summary: "Deletes an upstream and its secret, unless something names it",
    params: upstreamParams,
    status: 204,
    errors: [409],
    async handle({ env, params }) {
      const deleted = await deleteUpstream(env.DB, params);
      if (deleted === "deleted") return ok(null);
      if (deleted === "missing") return err(NOT_FOUND);
      const message = "The tenant, an agent or another upstream still names this upstream.";
      return err({ reason: "in-use", message, param: "name" });
    },
  }),
  operation({
    id: "rotateVault",
    method: "post",
    path: "/vault/rotate",
    tag: "vault",
    summary: "Seals every secret of every tenant again under the first master key",
    response: rotationView,
    status: 200,
    async handle({ env }) {
      const master = await openVault(env);
      if (!master.ok) return master;
      const { resealed, unreadable, unreadableNames, complete } = await resealSecrets(
        env.DB,
        master.value,
      );
      return ok({
        current_kid: master.value.current,
        resealed,
        unreadable,
        unreadable_upstreams: unreadableNames.map(({ tenant, name }) => ({ tenant, name })),
        complete,
      });
    },
  }),
];

async function checkFallback(
  db: D1Database,
  { tenant, name }: UpstreamName,
  fallback: string | null,
): Promise<Problem | null> {
  if (fallback !== name) return checkUpstream(db, { tenant, param: "fallback", name: fallback });
  const message = "fallback: an upstream cannot be its own fallback.";
  return { reason: "invalid", message, param: "fallback" };
}

/**
 * A stored secret stays only with the host that it was given for. Otherwise whoever may edit an
 * upstream could have its key sent to a host of their own.
 */
function checkKeptSecret(before: Upstream | null, baseUrl: string): Problem | null {
  if (!before?.secret || new URL(before.baseUrl).origin === new URL(baseUrl).origin) return null;
  const message = "secret: must be sent again, or be null, when the base URL's origin changes.";
  return { reason: "invalid", message, param: "secret" };
}

async function seal(
  env: Env,
  of: UpstreamName,
  secret: string | null | undefined,
): Promise<Result<string | null, Problem>> {
  if (secret === null || secret === undefined) return ok(null);
  const master = await openVault(env);
  return master.ok ? ok(await sealSecret(master.value, upstreamSecretName(of), secret)) : master;
}

async function openVault(env: Env): Promise<Result<MasterKeys, Problem>> {
  try {
    // The type says it is always there; a Worker without its secrets says otherwise.
    return ok(await masterKeys(env.EDGEWARDEN_MASTER_KEYS ?? ""));
  } catch {
    // It throws for one reason only, and the reply names it.
    return err({ reason: "no-vault" });
  }
}

function show(upstream: Upstream): z.input<typeof upstreamView> {
  return {
    name: upstream.name,
    kind: upstream.kind,
    base_url: upstream.baseUrl,
    api_version: upstream.apiVersion,
    fallback: upstream.fallback,
    has_secret: upstream.secret !== null,
    secret_kid: secretKeyId(upstream),
    first_byte_timeout_ms: upstream.firstByteTimeoutMs,
    idle_timeout_ms: upstream.idleTimeoutMs,
    updated_at: timeText(upstream.updatedAt),
  };
}
