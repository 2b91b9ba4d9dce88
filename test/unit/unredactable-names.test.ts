// A redaction that cannot be carried out blocks: the name of a member is read like a text, and
// nothing can stand in its place.
import { expect, it } from "vitest";
import { openAccount } from "../../src/inspection/account.ts";
import { inspectTexts } from "../../src/inspection/inspect.ts";
import { fields } from "../../src/openai/fields.ts";
import type { JsonObject } from "../../src/openai/protocol.ts";
import { agentPolicy } from "../../src/policy/agent-policy.ts";
import { loadPolicy } from "../../src/policy/load.ts";

const KEY = `ghp_${"a1B2".repeat(9)}`;
const HEAD = {
  id: "1",
  tenant: "t",
  agent: "any",
  session: null,
  at: 0,
  surface: "other",
  method: "POST",
  path: "/v1/x",
  model: null,
  streamed: false,
};

function judged(properties: JsonObject) {
  const loaded = loadPolicy(
    'version: "1.0"\nrules: [{ name: s, scanner: secrets, direction: input, action: redact }]\n',
  );
  if (!loaded.ok) throw new Error("the policy is not valid");
  const policy = agentPolicy(loaded.value, "any");
  const account = openAccount({
    head: HEAD,
    key: null,
    mode: "enforce",
    policy: null,
    endUser: null,
  });
  const read = fields.readRequest({ tools: [{ type: "function", parameters: { properties } }] });
  const verdict = inspectTexts(policy, account, read.ok ? read.value.segments : []);
  return { verdict: verdict.decision.action, account: account.decision.action };
}

it("blocks a secret in the name of a parameter", () => {
  const properties = { [`the key is ${KEY}`]: { type: "string" } };
  expect(judged(properties)).toEqual({ verdict: "block", account: "block" });
});

it("redacts the same secret where it describes one", () => {
  const properties = { key: { description: `the key is ${KEY}` } };
  expect(judged(properties)).toEqual({ verdict: "redact", account: "redact" });
});
