// Exchanges that went well and their heads, for tests that care for a few of their members. It knows
// nothing of the platform, so tests in Node read it too.
import type { ExchangeEvent, ExchangeHead } from "../src/domain/event.ts";
import type { RecordedFinding } from "../src/domain/finding.ts";

/** An id as a gateway gives it at `at`; `n` stands where the random bits would. */
export function eventId(at: number, n = 0): string {
  const hex = at.toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${String(n).padStart(12, "0")}`;
}

/** The head of a request of Chat Completions, with other members where they are given. */
export function headOf(members: Partial<ExchangeHead> = {}): ExchangeHead {
  const at = members.at ?? 1_700_000_000_000;
  return {
    id: eventId(at),
    tenant: "t",
    agent: "bot",
    session: null,
    at,
    surface: "chat.completions",
    method: "POST",
    path: "/v1/chat/completions",
    model: "m",
    streamed: false,
    ...members,
  };
}

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

/** A card in the question, as events keep it. */
export const CARD_FOUND: RecordedFinding = {
  detector: "pii.credit-card",
  category: "CREDIT_CARD",
  severity: "high",
  confidence: 0.9,
  direction: "input",
  path: "messages[0].content",
  start: 0,
  length: 16,
  fingerprint: "0".repeat(16),
};

/** Of an event whose rule `pii` flagged that card. */
export const CARD_FLAGGED = {
  action: "flag",
  intended: "flag",
  reasons: [
    { rule: "pii", action: "flag", severity: "high", detector: "pii.credit-card", path: "" },
  ],
  findings: [CARD_FOUND],
} as const satisfies Partial<ExchangeEvent>;
