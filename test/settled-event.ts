// The event of an exchange that went well, for tests that care for a few of its members.
import type { ExchangeEvent, ExchangeHead } from "../../src/domain/event.ts";

/** The event of a head, with other members where they are given. */
export function settledEvent(
  head: ExchangeHead,
  members: Partial<ExchangeEvent> = {},
): ExchangeEvent {
  return {
    ...head,
    endUser: null,
    durationMs: 12,
    outcome: "complete",
    mode: "enforce",
    action: "allow",
    intended: "allow",
    status: 200,
    upstreamStatus: 200,
    upstreamRequestId: null,
    key: null,
    policy: null,
    inspection: { request: "inspected", response: "inspected" },
    degraded: [],
    reasons: [],
    findings: [],
    toolCalls: [],
    usage: null,
    responseId: null,
    error: null,
    ...members,
  };
}
