// A redaction that cannot be carried out blocks: nothing that a policy forbids may pass because it
// stands in an object instead of a text.
import { expect, it } from "vitest";
import type { ToolCall } from "../../src/domain/tool-call.ts";
import { openAccount } from "../../src/inspection/account.ts";
import { inspectCalls } from "../../src/inspection/inspect.ts";
import { agentPolicy } from "../../src/policy/agent-policy.ts";
import { DEFAULT_POLICY } from "../../src/policy/default-policy.ts";
import { headOf } from "../settled-event.ts";

const KEY = `ghp_${"a1B2".repeat(9)}`;

function judged(call: Omit<ToolCall, "id" | "path" | "kind" | "name">) {
  const policy = agentPolicy(DEFAULT_POLICY, "any");
  const head = headOf({
    id: "1",
    agent: "any",
    surface: "responses",
    path: "/v1/responses",
    model: null,
  });
  const account = openAccount({ head, key: null, mode: "enforce", policy: null, endUser: null });
  const whole: ToolCall = { ...call, id: "c", name: "notes", kind: "json", path: "output[0]" };
  const verdict = inspectCalls(policy, account, [whole]);
  return { verdict: verdict.decision.action, account: account.decision.action };
}

it("blocks a call whose secret cannot be rewritten", () => {
  const call = { arguments: JSON.stringify({ action: { note: KEY } }), argumentsPath: null };
  expect(judged(call)).toEqual({ verdict: "block", account: "block" });
});

it("redacts the same secret where the arguments are a text", () => {
  const call = { arguments: JSON.stringify({ note: KEY }), argumentsPath: "output[0].arguments" };
  expect(judged(call)).toEqual({ verdict: "redact", account: "redact" });
});
