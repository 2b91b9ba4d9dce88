// The key with which a tenant's receivers check the signatures of alerts.
import { err, ok } from "../../domain/result.ts";
import { alertSecret, masterKeys } from "../../storage/vault.ts";
import { operation, type Operation } from "../operation.ts";
import { alertSecretView, tenantParams } from "../schemas.ts";

export const ALERT_SECRET_OPERATIONS: readonly Operation[] = [
  operation({
    id: "getAlertSecret",
    method: "get",
    path: "/tenants/{tenant}/alert-secret",
    tag: "vault",
    summary: "Shows the secret that a tenant's alerts are signed with",
    params: tenantParams,
    response: alertSecretView,
    status: 200,
    async handle({ env, params: { tenant } }) {
      const master = await masterKeys(env.EDGEWARDEN_MASTER_KEYS ?? "").catch(() => null);
      if (master === null) return err({ reason: "no-vault" });
      return ok({ secret: await alertSecret(master, tenant) });
    },
  }),
];
