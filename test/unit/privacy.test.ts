// What a policy keeps out of events.
import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/domain/finding.ts";
import { openAccount } from "../../src/inspection/account.ts";
import { judge } from "../../src/inspection/inspect.ts";
import { agentPolicy } from "../../src/policy/agent-policy.ts";
import { loadPolicy } from "../../src/policy/load.ts";
import { headOf } from "../settled-event.ts";

const FINDING: Finding = {
  detector: "pii.email",
  category: "EMAIL",
  severity: "low",
  confidence: 0.9,
  start: 3,
  end: 19,
  path: "messages[0].content",
  kind: "user",
};

async function eventUnder(privacy: string) {
  const loaded = loadPolicy(
    `version: "1.0"\n${privacy}\nrules: [{ name: p, scanner: pii, action: flag }]`,
  );
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const policy = agentPolicy(loaded.value, "agent");
  const head = headOf({ agent: "agent", surface: "responses", path: "/v1/responses", model: null });
  const facts = { head, key: null, mode: policy.mode, policy: null, endUser: "anna" };
  const account = openAccount({ ...facts, privacy: policy.privacy });
  account.found("input", [FINDING], () => "anna@example.com");
  judge(policy, account, { direction: "input", findings: [FINDING], calls: [], failed: new Set() });
  account.close({ outcome: "complete", status: 200 }, 1);
  const hashed: string[] = [];
  const event = await account.toEvent((text) => {
    hashed.push(text);
    return Promise.resolve("0123456789abcdef");
  });
  return { event, hashed, policy };
}

describe("an event", () => {
  it("has fingerprints, a hashed end user and paths where the policy says nothing", async () => {
    const { event, policy } = await eventUnder("");
    expect(event).toMatchObject({
      endUser: "0123456789abcdef",
      findings: [{ fingerprint: "0123456789abcdef", path: "messages[0].content" }],
      reasons: [{ path: "messages[0].content" }],
    });
    expect(policy.privacy.retentionDays).toBeNull();
  });

  it("has none of them where it drops them, and nothing is hashed for it", async () => {
    const { event, hashed, policy } = await eventUnder(
      "privacy: { fingerprints: false, end_users: drop, drop_paths: true, retention_days: 30 }",
    );
    expect(event.endUser).toBeNull();
    expect(event.findings).toMatchObject([
      { detector: "pii.email", path: "", start: 3, length: 16 },
    ]);
    expect(event.findings[0]).not.toHaveProperty("fingerprint");
    expect(event.reasons).toMatchObject([{ rule: "p", path: "" }]);
    expect(hashed).toEqual([]);
    expect(JSON.stringify(event)).not.toContain("anna");
    expect(policy.privacy.retentionDays).toBe(30);
  });

  it("drops each of them by itself", async () => {
    const { event } = await eventUnder("privacy: { end_users: drop }");
    expect(event.endUser).toBeNull();
    expect(event.findings).toMatchObject([{ fingerprint: "0123456789abcdef" }]);
  });
});
