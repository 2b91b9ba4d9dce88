// Operations on events: reading only. The gateway writes them.
import type * as z from "zod";
import type { ExchangeEvent } from "../../domain/event.ts";
import { err, ok } from "../../domain/result.ts";
import { getEvent, listEvents } from "../../storage/events.ts";
import { operation, type Operation } from "../operation.ts";
import { page, rowsFor } from "../page.ts";
import {
  eventPage,
  eventParams,
  eventQuery,
  eventView,
  tenantParams,
  timeText,
} from "../schemas.ts";

export const EVENT_OPERATIONS: readonly Operation[] = [
  operation({
    id: "listEvents",
    method: "get",
    path: "/tenants/{tenant}/events",
    tag: "events",
    summary: "Lists a tenant's events, newest first",
    params: tenantParams,
    query: eventQuery,
    response: eventPage,
    status: 200,
    async handle({ env, params: { tenant }, query }) {
      const limit = rowsFor(query.limit);
      const events = await listEvents(env.DB, { ...query, tenant, limit });
      return ok(page(events, { limit: query.limit, view: showEvent, cursor: ({ id }) => id }));
    },
  }),
  operation({
    id: "getEvent",
    method: "get",
    path: "/tenants/{tenant}/events/{id}",
    tag: "events",
    summary: "Shows an event",
    params: eventParams,
    response: eventView,
    status: 200,
    async handle({ env, params: { tenant, id } }) {
      const event = await getEvent(env.DB, { tenant, id });
      return event
        ? ok(showEvent(event))
        : err({ reason: "not-found", what: "event", param: "id" });
    },
  }),
];

/** An event as the API shows it. */
export function showEvent(event: ExchangeEvent): z.input<typeof eventView> {
  return {
    id: event.id,
    agent: event.agent,
    session: event.session,
    end_user: event.endUser,
    at: timeText(event.at),
    duration_ms: event.durationMs,
    outcome: event.outcome,
    mode: event.mode,
    action: event.action,
    intended: event.intended,
    surface: event.surface,
    method: event.method,
    path: event.path,
    model: event.model,
    streamed: event.streamed,
    status: event.status,
    upstream_status: event.upstreamStatus,
    upstream_request_id: event.upstreamRequestId,
    key: event.key,
    policy: event.policy,
    shadow: event.shadow ?? null,
    inspection: event.inspection,
    recognised: event.recognised ?? 0,
    degraded: [...event.degraded],
    reasons: [...event.reasons],
    findings: [...event.findings],
    tool_calls: [...event.toolCalls],
    reads: (event.reads ?? []).map(({ tool, traits }) => ({ tool, traits: [...traits] })),
    dropped_calls: event.droppedCalls ?? 0,
    injection_score: event.injectionScore ?? 0,
    usage: event.usage,
    // Events of before this was recorded have none.
    response_id: event.responseId ?? null,
    error: event.error,
  };
}
