// A version that is watched: it sees what the active one sees, says what it would have done, and
// changes nothing of what passes, whatever it says.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExchangeEvent } from "../../src/domain/event.ts";
import { newSession } from "../../src/domain/session-view.ts";
import { openAccount } from "../../src/inspection/account.ts";
import { inspectAnswer } from "../../src/inspection/inspect-answer.ts";
import { createStreamInspection } from "../../src/inspection/inspect-stream.ts";
import { chat } from "../../src/openai/chat.ts";
import {
  agentPolicy,
  bind,
  withShadow,
  withSituation,
  type AgentPolicy,
} from "../../src/policy/agent-policy.ts";
import { bareSituation } from "../../src/policy/situation.ts";
import { loadedPolicy } from "./policy-of.ts";

function policyOf(yaml: string, isShadow = false): AgentPolicy {
  return agentPolicy(loadedPolicy(yaml), "bot", { isShadow });
}

function watched(active: string, shadow: string): AgentPolicy {
  const both = withShadow(policyOf(active), policyOf(shadow, true));
  return bind(both, bareSituation("bot"));
}

function accountOf(policy: AgentPolicy) {
  const head: ExchangeEvent = JSON.parse(
    '{"id":"i","tenant":"t","agent":"bot","session":null,"at":0,"surface":"chat.completions","method":"POST","path":"/v1/x","model":null,"streamed":false}',
  );
  return openAccount({
    head,
    key: null,
    mode: policy.mode,
    policy: null,
    shadow: policy.shadow && { policy: "p", version: 2 },
    endUser: null,
  });
}

function answer(content: string | null, ...tools: readonly string[]): Uint8Array {
  const tool_calls = tools.map((name, index) => ({
    id: `call_${index}`,
    type: "function",
    function: { name, arguments: "{}" },
  }));
  const message = { role: "assistant", content, ...(tools.length > 0 && { tool_calls }) };
  return new TextEncoder().encode(JSON.stringify({ id: "x", choices: [{ index: 0, message }] }));
}

async function eventOf(policy: AgentPolicy, bytes: Uint8Array) {
  const account = accountOf(policy);
  const inspected = inspectAnswer(policy, account, chat, bytes);
  account.close({ outcome: "complete", status: 200 }, 1);
  const event = await account.toEvent(() => Promise.resolve("0".repeat(16)));
  return { event, sent: inspected?.bytes };
}

const MAIL = "Write to jane@example.com please";
const RULE = (action: string, name = "pii") =>
  `rules:\n  - { name: ${name}, scanner: pii, action: ${action} }`;
const TOOLS =
  "rules:\n  - { name: tools, scanner: tool_access, action: block, allowed_tools: [search] }";

interface Case {
  readonly says: string;
  readonly active: string;
  readonly shadow: string;
  readonly bytes: Uint8Array;
  readonly action: string;
  readonly recorded: object;
}

const CASES: readonly Case[] = [
  {
    says: "says what it would have done, without its rules where they are the same",
    active: RULE("flag"),
    shadow: RULE("block"),
    bytes: answer(MAIL),
    action: "flag",
    recorded: { policy: "p", version: 2, action: "block" },
  },
  {
    says: "names its rules where others would have acted",
    active: RULE("flag"),
    shadow: RULE("block", "other"),
    bytes: answer(MAIL),
    action: "flag",
    recorded: { policy: "p", version: 2, action: "block", rules: ["other"] },
  },
  {
    says: "is scanned for, though the active one reads no texts",
    active: TOOLS,
    shadow: RULE("redact"),
    bytes: answer(MAIL),
    action: "allow",
    recorded: { policy: "p", version: 2, action: "redact", rules: ["pii"] },
  },
  {
    says: "judges calls, though the active one has no rules",
    active: "",
    shadow: TOOLS,
    bytes: answer(null, "delete"),
    action: "allow",
    recorded: { policy: "p", version: 2, action: "block", rules: ["tools"] },
  },
  {
    says: "says that it would have allowed",
    active: RULE("flag"),
    shadow: "",
    bytes: answer(MAIL),
    action: "flag",
    recorded: { policy: "p", version: 2, action: "allow", rules: [] },
  },
  {
    says: "says both where it is monitored itself",
    active: RULE("flag"),
    shadow: `mode: monitor\n${RULE("block")}`,
    bytes: answer(MAIL),
    action: "flag",
    recorded: { policy: "p", version: 2, action: "flag", intended: "block" },
  },
  {
    says: "keeps its own content rules apart from those of the same name",
    active: "rules:\n  - { name: words, scanner: content, action: flag, keywords: [write] }",
    shadow: "rules:\n  - { name: words, scanner: content, action: block, keywords: [nowhere] }",
    bytes: answer(MAIL),
    action: "flag",
    recorded: { policy: "p", version: 2, action: "allow", rules: [] },
  },
];

describe("a shadow", () => {
  it.each(CASES)("$says", async ({ active, shadow, bytes, action, recorded }) => {
    const { event, sent } = await eventOf(watched(active, shadow), bytes);
    expect(event.action).toBe(action);
    expect(event.shadow).toEqual(recorded);
    expect(sent).toEqual(bytes);
  });

  it("is not in an event where none is watched", async () => {
    const { event } = await eventOf(
      bind(policyOf(RULE("flag")), bareSituation("bot")),
      answer(MAIL),
    );
    expect(event).not.toHaveProperty("shadow");
  });

  it("counts what limits did for both", async () => {
    const policy = watched(RULE("flag"), RULE("flag"));
    const account = accountOf(policy);
    const reason = { rule: "rate", severity: "high", detector: "limit", path: "" } as const;
    account.decided({
      action: "block",
      intended: "block",
      reasons: [{ ...reason, action: "block" }],
      redactions: [],
      edits: [],
      answer: null,
      failedRules: [],
    });
    const event = await account.toEvent(() => Promise.resolve(""));
    expect(event.shadow).toEqual({ policy: "p", version: 2, action: "block" });
  });

  it("of a policy that is off sees nothing", () => {
    const off = policyOf(`mode: "off"\n${RULE("block")}`);
    expect(withShadow(off, policyOf(RULE("block"), true))).toBe(off);
  });

  const TEXTS = ["plain words ", "jane@example.com ", "4111 1111 1111 1111 ", "sk-", "more "];
  const shadows = [RULE("block"), RULE("redact"), TOOLS, `mode: monitor\n${RULE("block")}`, ""];

  it("changes no byte and no moment of a stream, whatever it says", () => {
    const pieces = fc.array(fc.constantFrom(...TEXTS), { maxLength: 12 });
    const actives = fc.constantFrom(RULE("flag"), RULE("redact"), RULE("block"), TOOLS, "");
    fc.assert(
      fc.property(pieces, actives, fc.constantFrom(...shadows), (texts, active, shadow) => {
        const alone = bind(policyOf(active), bareSituation("bot"));
        const chunks = texts.map((text) => frame({ content: text }));
        expect(run(watched(active, shadow), chunks)).toEqual(run(alone, chunks));
      }),
      { numRuns: 150 },
    );
  });

  it("knows what the session has been, once that is known", async () => {
    const shadow = "rules:\n  - { name: s, scanner: pii, action: block, when: session.flags > 0 }";
    const bare = bareSituation("bot");
    const view = { ...newSession(0), flags: 1 };
    const policy = withSituation(watched("", shadow), { ...bare, session: "s", view });
    const { event } = await eventOf(policy, answer(MAIL));
    expect(event.shadow).toMatchObject({ action: "block", rules: ["s"] });
    const unknown = await eventOf(watched("", shadow), answer(MAIL));
    expect(unknown.event.shadow).toMatchObject({ action: "allow" });
  });

  it("sees what streams", async () => {
    const policy = watched("", RULE("block"));
    const account = accountOf(policy);
    const inspection = createStreamInspection({ policy, account, protocol: chat, shape: null });
    for (const text of MAIL.split(/(?<=a)/)) inspection.feed(frame({ content: text }));
    inspection.end();
    const event = await account.toEvent(() => Promise.resolve("0".repeat(16)));
    expect(event.shadow).toMatchObject({ action: "block" });
  });
});

function frame(delta: object): Uint8Array {
  const data = { id: "x", object: "chat.completion.chunk", choices: [{ index: 0, delta }] };
  return new TextEncoder().encode(`data: ${JSON.stringify(data)}\n\n`);
}

/** What leaves with each chunk, and at the end. */
function run(policy: AgentPolicy, chunks: readonly Uint8Array[]): readonly string[] {
  const account = accountOf(policy);
  const inspection = createStreamInspection({ policy, account, protocol: chat, shape: null });
  const decoder = new TextDecoder();
  const out = chunks.map((chunk) => decode(inspection.feed(chunk)));
  return [...out, decode(inspection.end())];

  // The buffer is used again with the next chunk.
  function decode(bytes: Uint8Array): string {
    return decoder.decode(bytes);
  }
}
