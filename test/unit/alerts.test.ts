// Which events people are told of, and where alerts may go.
import { describe, expect, it } from "vitest";
import { isWebhookUrl } from "../../src/domain/alert.ts";
import type { Action, Reason } from "../../src/domain/decision.ts";
import type { ExchangeEvent } from "../../src/domain/event.ts";
import type { Severity } from "../../src/domain/finding.ts";
import { agentPolicy } from "../../src/policy/agent-policy.ts";
import { loadPolicy } from "../../src/policy/load.ts";
import { headOf, settledEvent } from "../settled-event.ts";

function reason(rule: string, action: Action, severity: Severity = "high"): Reason {
  return { rule, action, severity, detector: "pii.email", path: "input" };
}

function eventWith(...reasons: readonly Reason[]): ExchangeEvent {
  const head = headOf({ at: 5, surface: "responses", path: "/v1/responses", model: null });
  return settledEvent(head, { reasons, action: "flag", intended: "block", mode: "monitor" });
}

const HOOK = 'webhook: "https://hooks.example.com/a"';

/** Rules that each alert of the policy names for an event. */
function told(alerts: string, event: ExchangeEvent, agent = "bot"): string[][] | null {
  const loaded = loadPolicy(`version: "1.0"\nalerts: [${alerts}]`);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const { alerts: test } = agentPolicy(loaded.value, agent);
  return test === null ? null : test(event).map(({ rules }) => [...rules]);
}

describe("an alert", () => {
  it.each<[string, string, readonly Reason[], string[][] | null]>([
    [
      "is for rules that say so, however mild",
      `{ name: a, ${HOOK} }`,
      [reason("r", "alert", "info")],
      [["r"]],
    ],
    [
      "is for what is stopped and severe enough",
      `{ name: a, ${HOOK} }`,
      [reason("r", "block")],
      [["r"]],
    ],
    [
      "is for what is marked and severe enough",
      `{ name: a, ${HOOK} }`,
      [reason("r", "flag", "critical")],
      [["r"]],
    ],
    ["is not for what is mild", `{ name: a, ${HOOK} }`, [reason("r", "block", "medium")], []],
    [
      "is for it where it says so",
      `{ name: a, ${HOOK}, min_severity: medium }`,
      [reason("r", "block", "medium")],
      [["r"]],
    ],
    [
      "is not for what is only logged",
      `{ name: a, ${HOOK} }`,
      [reason("r", "log", "critical")],
      [],
    ],
    [
      "is for its rules",
      `{ name: a, ${HOOK}, rules: [pii-*] }`,
      [reason("pii-1", "block"), reason("r", "block")],
      [["pii-1"]],
    ],
    [
      "names a rule once",
      `{ name: a, ${HOOK} }`,
      [reason("r", "block"), reason("r", "block")],
      [["r"]],
    ],
    ["is for its agents", `{ name: a, ${HOOK}, agents: [other*] }`, [reason("r", "block")], null],
    ["needs somewhere to go", "{ name: a }", [reason("r", "block")], null],
    [
      "is one of several",
      `{ name: a, ${HOOK} }, { name: b, ${HOOK}, rules: [x] }, { name: c, ${HOOK} }`,
      [reason("r", "block")],
      [["r"], ["r"]],
    ],
  ])("%s", (_, alerts, reasons, expected) => {
    expect(told(alerts, eventWith(...reasons))).toEqual(expected);
  });

  it("tells what was done and how bad it was, and no content", () => {
    const loaded = loadPolicy(`version: "1.0"\nalerts: [{ name: a, ${HOOK}, cooldown: 2m }]`);
    if (!loaded.ok) throw new Error("a policy");
    const event = eventWith(reason("r", "block"), reason("s", "flag", "critical"));
    expect(agentPolicy(loaded.value, "bot").alerts?.(event)).toEqual([
      {
        name: "a",
        webhook: "https://hooks.example.com/a",
        cooldownMs: 120_000,
        rules: ["r", "s"],
        severity: "critical",
        action: "flag",
        intended: "block",
        mode: "monitor",
        at: 5,
      },
    ]);
  });
});

describe("a webhook", () => {
  it.each([
    "https://hooks.example.com/a",
    "https://hooks.example.com:8443/a?b=c",
    "https://93.184.215.14/a",
    "https://10.example.com/",
  ])("may be %s", (url) => {
    expect(isWebhookUrl(url)).toBe(true);
  });

  it.each([
    "http://hooks.example.com/a",
    "ftp://hooks.example.com/a",
    "hooks.example.com",
    "",
    "https://user:pass@hooks.example.com/",
    "https://localhost/a",
    "https://127.0.0.1/a",
    "https://2130706433/a",
    "https://0x7f.1/a",
    "https://10.0.0.8/a",
    "https://[::1]/a",
    "https://[fd00::1]/a",
    "https://169.254.169.254/latest/meta-data",
    "https://metadata.google.internal/",
    "https://vault.corp/a",
    "https://10.0.0.8.nip.io/",
  ])("may not be %s", (url) => {
    expect(isWebhookUrl(url)).toBe(false);
  });
});
