// Operations on policies. A policy is validated whole before it is stored, so every stored version
// can be put in force.
import { err, ok } from "../../domain/result.ts";
import { policyWarnings } from "../../policy/load.ts";
import {
  activatePolicy,
  getPolicy,
  getPolicyVersion,
  listPolicies,
  listPolicyVersions,
  policyHash,
  storePolicyVersion,
} from "../../storage/policies.ts";
import { operation, type Operation } from "../operation.ts";
import { page, rowsFor } from "../page.ts";
import {
  showChosen,
  showPolicy,
  showSummary,
  showVersion,
  showWithActive,
} from "../show-policy.ts";
import { loadTested } from "../tested-policy.ts";
import { NO_POLICY, NO_VERSION } from "../references.ts";
import {
  pageQuery,
  policyActivation,
  policyCheck,
  policyCheckView,
  policyPage,
  policyParams,
  policyUpload,
  policyUploadQuery,
  policyUploadView,
  policyVersionPage,
  policyVersionParams,
  policyVersionView,
  policyView,
  tenantParams,
  versionPageQuery,
} from "../schemas.ts";

export const POLICY_OPERATIONS: readonly Operation[] = [
  operation({
    id: "putPolicy",
    method: "put",
    path: "/tenants/{tenant}/policies/{name}",
    tag: "policies",
    summary: "Uploads the next version of a policy: YAML text, or JSON with the text in `source`",
    params: policyParams,
    query: policyUploadQuery,
    body: policyUpload,
    bodyForm: "json-or-source",
    response: policyUploadView,
    status: 201,
    errors: [422],
    async handle({ env, now, params, query, body }) {
      const loaded = await loadTested(body.source);
      if (!loaded.ok) return loaded;
      const activate = body.activate ?? query.activate ?? true;
      const version = await storePolicyVersion(env.DB, {
        ...params,
        source: body.source,
        policy: loaded.value,
        author: body.author ?? query.author ?? "admin",
        message: body.message ?? query.message ?? "",
        activate,
        at: now,
      });
      const warnings = policyWarnings(body.source, { policy: loaded.value, now });
      return ok({ ...showSummary(version), name: version.name, active: activate, warnings });
    },
  }),
  operation({
    id: "listPolicies",
    method: "get",
    path: "/tenants/{tenant}/policies",
    tag: "policies",
    summary: "Lists a tenant's policies by name",
    params: tenantParams,
    query: pageQuery,
    response: policyPage,
    status: 200,
    async handle({ env, params: { tenant }, query: { limit, cursor } }) {
      const after = cursor ?? "";
      const rows = await listPolicies(env.DB, { tenant, after, limit: rowsFor(limit) });
      return ok(page(rows, { limit, view: showPolicy, cursor: ({ name }) => name }));
    },
  }),
  operation({
    id: "getPolicy",
    method: "get",
    path: "/tenants/{tenant}/policies/{name}",
    tag: "policies",
    summary: "Shows a policy and the version in force",
    params: policyParams,
    response: policyView,
    status: 200,
    async handle({ env, params }) {
      const policy = await getPolicy(env.DB, params);
      return policy ? ok(await showWithActive(env.DB, policy)) : err(NO_POLICY);
    },
  }),
  operation({
    id: "listPolicyVersions",
    method: "get",
    path: "/tenants/{tenant}/policies/{name}/versions",
    tag: "policies",
    summary: "Lists a policy's versions, newest first",
    params: policyParams,
    query: versionPageQuery,
    response: policyVersionPage,
    status: 200,
    async handle({ env, params, query: { limit, cursor } }) {
      const rows = await listPolicyVersions(env.DB, {
        ...params,
        before: cursor ?? Number.MAX_SAFE_INTEGER,
        limit: rowsFor(limit),
      });
      if (rows.length === 0 && (await getPolicy(env.DB, params)) === null) return err(NO_POLICY);
      return ok(page(rows, { limit, view: showSummary, cursor: ({ version }) => String(version) }));
    },
  }),
  operation({
    id: "getPolicyVersion",
    method: "get",
    path: "/tenants/{tenant}/policies/{name}/versions/{version}",
    tag: "policies",
    summary: "Shows one version with its source",
    params: policyVersionParams,
    response: policyVersionView,
    status: 200,
    async handle({ env, params }) {
      const version = await getPolicyVersion(env.DB, params);
      return version ? ok(showVersion(version)) : err(NO_VERSION);
    },
  }),
  operation({
    id: "activatePolicy",
    method: "post",
    path: "/tenants/{tenant}/policies/{name}/activate",
    tag: "policies",
    summary: "Puts a version in force: how to roll back, and forward again",
    params: policyParams,
    body: policyActivation,
    response: policyView,
    status: 200,
    async handle({ env, params, body: { version } }) {
      const isActive = await activatePolicy(env.DB, { ...params, version });
      return showChosen(env.DB, params, isActive);
    },
  }),
  operation({
    id: "checkPolicy",
    method: "post",
    path: "/policies/check",
    tag: "policies",
    summary: "Says whether a policy would load, and stores nothing",
    body: policyCheck,
    bodyForm: "json-or-source",
    response: policyCheckView,
    status: 200,
    errors: [422],
    async handle({ now, body }) {
      const loaded = await loadTested(body.source);
      if (!loaded.ok) return loaded;
      const hash = await policyHash(loaded.value);
      const warnings = policyWarnings(body.source, { policy: loaded.value, now });
      const { rules, tests = [] } = loaded.value;
      return ok({ valid: true, hash, rules: rules.length, tests: tests.length, warnings });
    },
  }),
];
