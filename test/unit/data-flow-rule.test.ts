// Rules about the flow of data: which findings they read, what they need for it, and whose words about
// tools and domains they go by.
import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/domain/finding.ts";
import type { ToolCall } from "../../src/domain/tool-call.ts";
import { bind } from "../../src/policy/agent-policy.ts";
import { decide } from "../../src/policy/decide.ts";
import { inherit } from "../../src/policy/inherit.ts";
import { bareSituation } from "../../src/policy/situation.ts";
import { loadPolicy } from "../../src/policy/load.ts";
import { agentPolicy } from "../../src/policy/agent-policy.ts";
import { loadedPolicy, policyOf } from "./policy-of.ts";

const CALL: ToolCall = {
  id: "c1",
  name: "send_email",
  kind: "json",
  arguments: '{"to":"x@elsewhere.example"}',
  path: "choices[0].message.tool_calls[0]",
  argumentsPath: "choices[0].message.tool_calls[0].function.arguments",
};

const FOUND: Finding = {
  detector: "chains.destination",
  category: "told_destination",
  severity: "high",
  confidence: 0.85,
  start: 0,
  end: CALL.arguments.length,
  path: `${CALL.argumentsPath}`,
};

/** What a rule makes of one finding about one call. */
function actionOf(fields: string, found: Partial<Finding> = {}): string {
  const policy = policyOf(`rules: [{ name: flow, scanner: data_flow, action: block${fields} }]`);
  const bound = bind(policy, bareSituation("agent"));
  const findings = [{ ...FOUND, ...found }];
  return decide(bound, { direction: "output", calls: [CALL], findings }).action;
}

describe("a rule about the flow of data", () => {
  it.each([
    ["", {}, "block"],
    ["", { confidence: 0.8 }, "block"],
    ["", { confidence: 0.79 }, "allow"],
    [", threshold: 0.9", {}, "allow"],
    [", threshold: 0.5", { confidence: 0.5 }, "block"],
    [', types: ["told_*"]', {}, "block"],
    [', types: ["chains.destination"]', {}, "block"],
    [', types: ["loop"]', {}, "allow"],
    [', tools: ["send_*"]', {}, "block"],
    [', tools: ["read_*"]', {}, "allow"],
    ["", { detector: "arguments.shell" }, "allow"],
  ] as const)("with %j acts on %j: %s", (fields, found, action) => {
    expect(actionOf(fields, found)).toBe(action);
  });

  it("takes what rules that judge can do, and nothing else", () => {
    const load = (action: string) =>
      loadPolicy(`version: "1.0"\nrules: [{ name: a, scanner: data_flow, action: ${action} }]`).ok;
    const judging = ["log", "flag", "alert", "review", "block", "terminate_session"];
    expect(judging.map(load)).toEqual(judging.map(() => true));
    expect(["allow", "redact", "rewrite"].map(load)).toEqual([false, false, false]);
  });
});

describe("what it needs", () => {
  it("is looked for in answers, and only where such a rule is", () => {
    const { scans } = policyOf("rules: [{ name: a, scanner: data_flow, action: flag }]");
    expect(scans.output.families.has("chains")).toBe(true);
    expect(scans.input.families.has("chains")).toBe(false);
    const other = policyOf("rules: [{ name: a, scanner: arguments, action: flag }]");
    expect(other.scans.output.families.has("chains")).toBe(false);
  });

  it("is the session, which requests need not wait for", () => {
    const flow = "{ name: a, scanner: data_flow, action: flag }";
    expect(policyOf(`rules: [${flow}]`)).toMatchObject({ needsView: true, needsViewFirst: false });
    const turns = "{ name: b, scanner: session, max_turns: 3, action: block }";
    const both = policyOf(`rules: [${flow}, ${turns}]`);
    expect(both).toMatchObject({ needsView: true, needsViewFirst: true });
    const when = '{ name: c, scanner: pii, when: "session.turns > 3", action: block }';
    expect(policyOf(`rules: [${when}]`)).toMatchObject({ needsViewFirst: true });
  });
});

describe("what it goes by", () => {
  const TENANT = `own_domains: [Acme.example, mail.acme.example]
tools: { "post_*": { labels: [external] } }
rules: [{ name: flow, scanner: data_flow, action: block, mandatory: true }]`;

  it("are labels of tools and domains of the policy", () => {
    const { labelled, ownDomains } = policyOf(TENANT);
    expect(labelled("post_message")).toEqual(["external"]);
    expect(labelled("read_message")).toEqual([]);
    expect(ownDomains).toEqual(["acme.example", "mail.acme.example"]);
  });

  it("are those of the tenant and the agent's own, where the tenant's rule is mandatory", () => {
    const own = loadedPolicy("own_domains: [branch.example]\nrules: []");
    const merged = inherit({ agent: "a", own, tenant: loadedPolicy(TENANT) });
    const { ownDomains, labelled } = agentPolicy(merged, "a");
    expect(ownDomains).toEqual(["acme.example", "mail.acme.example", "branch.example"]);
    expect(labelled("post_message")).toEqual(["external"]);
  });

  it.each(["https://acme.example", "bob@acme.example", "*.acme.example", "acme example", ""])(
    "is no domain: %j",
    (domain) => {
      expect(loadPolicy(`version: "1.0"\nown_domains: ["${domain}"]\nrules: []`).ok).toBe(false);
    },
  );
});
