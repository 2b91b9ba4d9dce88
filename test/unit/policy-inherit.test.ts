// What holds for an agent that has a policy of its own in a tenant that has one too. What counts is
// what the merged policy does, so it is decided by.
import { describe, expect, it } from "vitest";
import { createSimulator } from "../../src/inspection/simulate.ts";
import { inherit } from "../../src/policy/inherit.ts";
import type { ExchangeInput } from "../../src/policy/schema/document.ts";
import { loadedPolicy } from "./policy-of.ts";

interface Case {
  readonly says: string;
  readonly own: string;
  readonly tenant: string;
  readonly exchange?: ExchangeInput;
  readonly action: string;
  readonly acts?: readonly string[];
}

const CARD = { text: "my card is 4111 1111 1111 1111" };

async function check({ own, tenant, exchange = CARD, action, acts }: Case): Promise<void> {
  const agent = exchange.agent ?? "default";
  const policy = inherit({ agent, own: loadedPolicy(own), tenant: loadedPolicy(tenant) });
  const simulated = await createSimulator(policy)(exchange);
  if (!simulated.ok) throw new Error(simulated.error.message);
  expect(simulated.value.action).toBe(action);
  if (acts) expect([...new Set(simulated.value.reasons.map(({ rule }) => rule))]).toEqual(acts);
}

const CARDS = (fields: string) =>
  `rules:\n  - { name: cards, scanner: pii, types: [credit_card], ${fields} }`;
const OPTIONAL = CARDS("action: block");
const MANDATORY = CARDS("action: block, mandatory: true");

const CASES: readonly Case[] = [
  {
    says: "a tenant's rule does not hold where the own policy does not extend it",
    own: "",
    tenant: OPTIONAL,
    action: "allow",
  },
  {
    says: "a tenant's rule holds where the own policy extends it",
    own: "extends: tenant",
    tenant: OPTIONAL,
    action: "block",
    acts: ["cards"],
  },
  { says: "a mandatory rule holds in any case", own: "", tenant: MANDATORY, action: "block" },
  {
    says: "a mandatory rule for other agents does not",
    own: "",
    tenant: CARDS("action: block, mandatory: true, agents: [other]"),
    action: "allow",
  },
  {
    says: "a mandatory rule that is disabled does not",
    own: "",
    tenant: CARDS("action: block, mandatory: true, enabled: false"),
    action: "allow",
  },
  {
    says: "an own rule of the same name replaces the tenant's",
    own: `extends: tenant\n${CARDS("action: redact")}`,
    tenant: OPTIONAL,
    action: "redact",
  },
  {
    says: "an own rule of the same name stands beside a mandatory one",
    own: `extends: tenant\n${CARDS("action: redact")}`,
    tenant: MANDATORY,
    action: "block",
    acts: ["cards", "agent.cards"],
  },
  {
    says: "an own rule that allows takes nothing from a mandatory one, whatever its priority",
    own: CARDS("action: allow, priority: 1000"),
    tenant: CARDS("action: block, mandatory: true, priority: -1000"),
    action: "block",
  },
  {
    says: "what the tenant allows is allowed",
    own: `extends: tenant\n${OPTIONAL.replace("name: cards", "name: own")}`,
    tenant: CARDS("action: allow"),
    action: "allow",
  },
  {
    says: "a mandatory rule acts though the own policy is monitored",
    own: "mode: monitor",
    tenant: MANDATORY,
    action: "block",
  },
  {
    says: "a mandatory rule acts though the own policy is off",
    own: 'mode: "off"',
    tenant: MANDATORY,
    action: "block",
  },
  {
    says: "a mandatory rule of a monitored policy does not act",
    own: "",
    tenant: `mode: monitor\n${MANDATORY}`,
    action: "flag",
  },
  {
    says: "a mandatory rule of a policy that is off does not hold",
    own: "",
    tenant: `mode: "off"\n${MANDATORY}`,
    action: "allow",
  },
  {
    says: "own rules stay monitored beside a mandatory one that acts",
    own: `mode: monitor\n${OPTIONAL}`,
    tenant: MANDATORY.replace("[credit_card]", "[email]"),
    action: "flag",
  },
  {
    says: "own rules of a policy that is off stay off",
    own: `mode: "off"\n${OPTIONAL}`,
    tenant: MANDATORY.replace("[credit_card]", "[email]"),
    action: "allow",
  },
  {
    says: "rules that are not mandatory follow the own mode",
    own: "mode: monitor\nextends: tenant",
    tenant: OPTIONAL,
    action: "flag",
  },
  {
    says: "an own exemption spares a rule that is not mandatory",
    own: `extends: tenant\nexemptions:\n  - { rules: ["*"], owner: me, reason: x, expires: 2027-01-01 }`,
    tenant: OPTIONAL,
    action: "allow",
  },
  {
    says: "an own exemption does not spare a mandatory rule",
    own: `extends: tenant\nexemptions:\n  - { rules: ["*"], owner: me, reason: x, expires: 2027-01-01 }`,
    tenant: MANDATORY,
    action: "block",
  },
  {
    says: "a tenant's exemption spares a mandatory rule",
    own: "",
    tenant: `${MANDATORY}\nexemptions:\n  - { rules: [cards], owner: me, reason: x, expires: 2027-01-01 }`,
    action: "allow",
  },
  {
    says: "a tenant's sections hold where the own policy extends them",
    own: "extends: tenant",
    tenant: 'agents:\n  "*": { models: [gpt-5*] }',
    exchange: { model: "gpt-4" },
    action: "block",
    acts: ["agents.*.models"],
  },
  {
    says: "an own section wins over the tenant's of the same key",
    own: 'extends: tenant\nagents:\n  "*": { models: [gpt-4*] }',
    tenant: 'agents:\n  "*": { models: [gpt-5*] }',
    exchange: { model: "gpt-4" },
    action: "allow",
  },
  {
    says: "a tenant's sections do not hold where the own policy does not extend them",
    own: "",
    tenant: `agents:\n  "*": { models: [gpt-5*] }\n${MANDATORY}`,
    exchange: { model: "gpt-4" },
    action: "allow",
  },
  {
    says: "the tenant's labels come along, whatever the own ones are",
    own: "tools:\n  read_db: { labels: [boring] }",
    tenant:
      "tools:\n  read_db: { labels: [sensitive] }\nrules:\n  - { name: leak, mandatory: true, scanner: chain, action: block, within: response, source: { labels: [sensitive] }, sink: { tools: [send] } }",
    exchange: { calls: [{ tool: "read_db" }, { tool: "send" }] },
    action: "block",
  },
];

describe("inheriting", () => {
  it.each(CASES)("$says", check);

  it("gives the own policy where nothing reaches it", () => {
    const own = loadedPolicy(OPTIONAL);
    expect(inherit({ agent: "a", own, tenant: loadedPolicy(OPTIONAL) })).toBe(own);
  });

  it.each([
    ["fail_open", MANDATORY, "fail_closed"],
    ["fail_open", `defaults: { on_error: fail_open }\n${MANDATORY}`, "fail_open"],
    ["fail_open", `mode: monitor\n${MANDATORY}`, "fail_open"],
    ["fail_closed", `defaults: { on_error: fail_open }\n${MANDATORY}`, "fail_closed"],
  ])("with own %s and a mandatory rule, fails as %j says: %s", (own, tenant, expected) => {
    const merged = inherit({
      agent: "a",
      own: loadedPolicy(`defaults: { on_error: ${own} }`),
      tenant: loadedPolicy(tenant),
    });
    expect(merged.defaults.on_error).toBe(expected);
  });

  it("lets a tenant's rule keep its own words and fail mode", () => {
    const merged = inherit({
      agent: "a",
      own: loadedPolicy("extends: tenant\ndefaults: { message: mine, on_error: fail_open }"),
      tenant: loadedPolicy(`defaults: { message: theirs }\n${OPTIONAL}`),
    });
    expect(merged.rules[0]).toMatchObject({ message: "theirs", on_error: "fail_closed" });
    expect(merged.defaults.message).toBe("mine");
  });
});
