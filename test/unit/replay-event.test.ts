// What a policy would have made of an exchange that is only known by its event.
import { describe, expect, it } from "vitest";
import type { Reason } from "../../src/domain/decision.ts";
import type { ExchangeEvent } from "../../src/domain/event.ts";
import { replayEvent } from "../../src/inspection/replay-event.ts";
import { CARD_FLAGGED, CARD_FOUND, headOf, settledEvent } from "../settled-event.ts";
import { policyOf } from "./policy-of.ts";

function reason(rule: string, action: Reason["action"]): Reason {
  return { rule, action, severity: "high", detector: "pii.credit-card", path: "" };
}

function eventOf(more: Partial<ExchangeEvent>): ExchangeEvent {
  return settledEvent(headOf({ at: Date.UTC(2026, 0, 5, 12), model: "gpt-5" }), more);
}

const FLAG = "rules:\n  - { name: pii, scanner: pii, action: flag }";
const BLOCK = "rules:\n  - { name: pii, scanner: pii, action: block }";

const INJECTION = "rules:\n  - { name: i, scanner: prompt_injection, action: block }";

const ORDER_FOUND = {
  ...CARD_FOUND,
  detector: "injection.override",
  category: "prompt_injection",
} as const;

interface Case {
  readonly says: string;
  readonly event: Partial<ExchangeEvent>;
  readonly recorded?: string;
  readonly candidate: string;
  readonly comparison: string;
  readonly action: string;
  readonly newly?: readonly string[];
  readonly gone?: readonly string[];
  readonly notEvaluable?: readonly string[];
}

function check(of: Case): void {
  const replay = replayEvent({
    event: eventOf(of.event),
    candidate: policyOf(of.candidate, "bot"),
    recorded: policyOf(of.recorded ?? FLAG, "bot"),
  });
  expect({
    comparison: replay.comparison,
    action: replay.action,
    newly: replay.newlyMatched,
    gone: replay.noLongerMatched,
    notEvaluable: [...replay.notEvaluable.keys()],
  }).toEqual({
    comparison: of.comparison,
    action: of.action,
    newly: of.newly ?? [],
    gone: of.gone ?? [],
    notEvaluable: of.notEvaluable ?? [],
  });
}

const CASES: readonly Case[] = [
  {
    says: "the same policy does the same",
    event: CARD_FLAGGED,
    candidate: FLAG,
    comparison: "same",
    action: "flag",
  },
  {
    says: "a more severe action is stricter",
    event: CARD_FLAGGED,
    candidate: BLOCK,
    comparison: "stricter",
    action: "block",
  },
  {
    says: "a threshold above what was found is looser",
    event: CARD_FLAGGED,
    candidate: FLAG.replace("action", "threshold: 0.95, action"),
    comparison: "looser",
    action: "allow",
    gone: ["pii"],
  },
  {
    says: "a rule that is gone is looser",
    event: CARD_FLAGGED,
    candidate: "",
    comparison: "looser",
    action: "allow",
    gone: ["pii"],
  },
  {
    says: "a monitored candidate carries nothing out",
    event: CARD_FLAGGED,
    candidate: `mode: monitor\n${BLOCK}`,
    comparison: "same",
    action: "flag",
  },
  {
    says: "a monitored rule carries nothing out",
    event: CARD_FLAGGED,
    candidate: BLOCK.replace("action", "mode: monitor, action"),
    comparison: "same",
    action: "flag",
  },
  {
    says: "what was blocked because it could not be redacted is the same again",
    event: {
      action: "block",
      intended: "block",
      reasons: [reason("pii", "redact")],
      findings: [CARD_FOUND],
    },
    recorded: FLAG.replace("flag", "redact"),
    candidate: FLAG.replace("flag", "redact"),
    comparison: "same",
    action: "redact",
  },
  {
    says: "names of calls are judged",
    event: { toolCalls: ["search", "delete"] },
    candidate:
      "rules:\n  - { name: tools, scanner: tool_access, action: block, allowed_tools: [search] }",
    comparison: "stricter",
    action: "block",
    newly: ["tools"],
  },
  {
    says: "calls of one answer are judged in their order",
    event: { toolCalls: ["read", "send"] },
    candidate:
      "rules:\n  - { name: leak, scanner: chain, action: block, within: response, source: { tools: [read] }, sink: { tools: [send] } }",
    comparison: "stricter",
    action: "block",
    newly: ["leak"],
  },
  {
    says: "the model is judged",
    event: { model: "gpt-4" },
    candidate: "rules:\n  - { name: models, scanner: models, action: block, allow: [gpt-5*] }",
    comparison: "stricter",
    action: "block",
    newly: ["models"],
  },
  {
    says: "the time is judged by",
    event: CARD_FLAGGED,
    candidate: BLOCK.replace("action", 'schedule: { hours: "00:00-06:00" }, action'),
    comparison: "looser",
    action: "allow",
    gone: ["pii"],
  },
  {
    says: "what was not looked for is not taken for absent",
    event: {},
    recorded: "",
    candidate: BLOCK,
    comparison: "same",
    action: "allow",
    notEvaluable: ["pii"],
  },
  {
    says: "a rule that reads content and has not changed keeps what was recorded",
    event: { action: "block", intended: "block", reasons: [reason("words", "block")] },
    recorded: "rules:\n  - { name: words, scanner: content, action: block, keywords: [acme] }",
    candidate: "rules:\n  - { name: words, scanner: content, action: block, keywords: [acme] }",
    comparison: "same",
    action: "block",
  },
  {
    says: "a rule that reads content and has changed is unknown where it acted",
    event: { action: "block", intended: "block", reasons: [reason("words", "block")] },
    recorded: "rules:\n  - { name: words, scanner: content, action: block, keywords: [acme] }",
    candidate: "rules:\n  - { name: words, scanner: content, action: block, keywords: [other] }",
    comparison: "unknown",
    action: "allow",
    notEvaluable: ["words"],
  },
  {
    says: "a rule on some speakers is replayed where events tell who spoke",
    event: { ...CARD_FLAGGED, findings: [{ ...CARD_FOUND, kind: "tool_result" }] },
    candidate: BLOCK.replace("action", "on: [tool_result], action"),
    comparison: "stricter",
    action: "block",
  },
  {
    says: "a rule on other speakers than those who spoke no longer matches",
    event: { ...CARD_FLAGGED, findings: [{ ...CARD_FOUND, kind: "tool_result" }] },
    candidate: BLOCK.replace("action", "on: [user], action"),
    comparison: "looser",
    action: "allow",
    gone: ["pii"],
  },
  {
    says: "what the developer says was not looked at under a policy that trusted it",
    event: {},
    recorded: INJECTION,
    candidate: INJECTION.replace("action", "on: [system], action"),
    comparison: "same",
    action: "allow",
    notEvaluable: ["i"],
  },
  {
    says: "what the developer says was looked at under one that did not",
    event: { findings: [{ ...ORDER_FOUND, kind: "system" }] },
    recorded: INJECTION.replace("action", "on: [system], action"),
    candidate: INJECTION.replace("action: block", "on: [system, user], action: flag"),
    comparison: "stricter",
    action: "flag",
    newly: ["i"],
  },
  ...[
    ["pii", "on: [tool_result]"],
    ["pii", "roles: [admin]"],
    ["pii", "users: [jane]"],
    ["pii", "when: 'finding.confidence > 0.5'"],
    ["session", "max_turns: 3"],
    ["chain", "source: { tools: [a] }, sink: { tools: [b] }"],
    ["repeat", "max: 3"],
    ["authorization", "tools: [a], allowed_roles: [admin]"],
    ["limit", "rate: 3/min"],
    ["moderation", "wait: true"],
    ["undeclared_tools", "severity: high"],
    ["parameters", "tools: [a], max_bytes: 10"],
    ["tool_access", "denied_tools: [a], declared: true"],
  ].map(([scanner, fields]): Case => ({
    says: `${scanner} with ${fields} cannot be told from an event`,
    event: { findings: [CARD_FOUND] },
    candidate: `rules:\n  - { name: r, scanner: ${scanner}, action: block, ${fields} }`,
    comparison: "same",
    action: "allow",
    notEvaluable: ["r"],
  })),
];

describe("replaying an event", () => {
  it.each(CASES)("$says", check);
});
