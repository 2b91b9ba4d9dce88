// The table of all operations: routes and the OpenAPI document are both made of it.
import type { Operation } from "./operation.ts";
import { AGENT_OPERATIONS } from "./routes/agents.ts";
import { ALERT_SECRET_OPERATIONS } from "./routes/alert-secret.ts";
import { EVENT_OPERATIONS } from "./routes/events.ts";
import { KEY_OPERATIONS } from "./routes/keys.ts";
import { POLICY_OPERATIONS } from "./routes/policies.ts";
import { POLICY_BACKTEST_OPERATIONS } from "./routes/policies-backtest.ts";
import { POLICY_SHADOW_OPERATIONS } from "./routes/policies-shadow.ts";
import { TENANT_OPERATIONS } from "./routes/tenants.ts";
import { UPSTREAM_OPERATIONS } from "./routes/upstreams.ts";

/** Every operation of the management API, in the order of the document. */
export const OPERATIONS: readonly Operation[] = [
  ...TENANT_OPERATIONS,
  ...UPSTREAM_OPERATIONS,
  ...KEY_OPERATIONS,
  ...AGENT_OPERATIONS,
  ...POLICY_OPERATIONS,
  ...POLICY_SHADOW_OPERATIONS,
  ...POLICY_BACKTEST_OPERATIONS,
  ...EVENT_OPERATIONS,
  ...ALERT_SECRET_OPERATIONS,
];
