// What each kind of rule makes of an exchange: whom it is for, what it speaks of, and how rules
// stand to one another. Policies are loaded from YAML, as their authors write them.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundedReasons } from "../../src/domain/decision.ts";
import type { Finding } from "../../src/domain/finding.ts";
import type { ToolCall } from "../../src/domain/tool-call.ts";
import { readDeclaredTools } from "../../src/openai/declared-tools.ts";
import { agentPolicy, bind, type AgentPolicy } from "../../src/policy/agent-policy.ts";
import { decide } from "../../src/policy/decide.ts";
import { loadPolicy } from "../../src/policy/load.ts";
import type { Evidence } from "../../src/policy/rules/rule.ts";
import { applyRequestEdits } from "../../src/policy/request-parameters.ts";
import { bareSituation, type Situation } from "../../src/policy/situation.ts";

/** A Monday at noon, UTC. */
const NOON = Date.UTC(2026, 0, 5, 12);

function policyOf(rules: string, top = ""): AgentPolicy {
  const loaded = loadPolicy(`version: "1.0"\n${top}\nrules:\n${rules}`);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return agentPolicy(loaded.value, "bot");
}

function call(name: string, args: unknown = {}, index = 0): ToolCall {
  const path = `choices[0].message.tool_calls[${index}]`;
  return {
    id: `call_${index}`,
    name,
    kind: "json",
    arguments: JSON.stringify(args),
    path,
    argumentsPath: `${path}.function.arguments`,
  };
}

function finding(detector: string, category: string, more: Partial<Finding> = {}): Finding {
  return {
    detector,
    category,
    severity: "high",
    confidence: 0.9,
    start: 0,
    end: 4,
    path: "messages[0].content",
    kind: "user",
    ...more,
  };
}

const CARD = finding("pii.credit-card", "CREDIT_CARD");
const MAIL = finding("pii.email", "EMAIL", { start: 10, end: 20 });
const INJECTION = finding("injection.override", "prompt_injection", { kind: "tool_result" });
const PERSONA = finding("injection.persona-jailbreak", "jailbreak");

interface Case {
  readonly says: string;
  /** Rules as YAML. */
  readonly rules: string;
  /** What else the policy says. */
  readonly top?: string;
  readonly evidence?: Partial<Evidence>;
  readonly situation?: Partial<Situation>;
  /** Rules that act, in order; none: nothing is found wrong. */
  readonly acts: readonly string[];
  readonly action?: string;
}

function check({ rules, top, evidence, situation, acts, action }: Case): void {
  const bound = bind(policyOf(rules, top), { ...bareSituation("bot"), at: NOON, ...situation });
  const decision = decide(bound, { direction: "output", findings: [], calls: [], ...evidence });
  expect(decision.reasons.map(({ rule }) => rule)).toEqual(acts);
  expect(decision.action).toBe(action ?? (acts.length > 0 ? "block" : "allow"));
}

const CARD_IN = { direction: "input", findings: [CARD] } as const;
const AS_REQUEST = { direction: "input", isRequest: true } as const;
const user = (id: string | null, ...roles: string[]) => ({ user: { id, roles, claims: {} } });

/** A request's body from its text, as a situation has it. */
const bodyOf = (bodyText: string) => {
  const body: Readonly<Record<string, unknown>> = JSON.parse(bodyText);
  return { body, bodyText };
};

/** One rule that blocks cards, with more fields. */
const PII = (fields: string) => `  - { name: a, scanner: pii, action: block, ${fields} }`;

describe("scope", () => {
  it.each<Case>([
    {
      says: "an end user by glob",
      rules: PII('users: ["eve*"]'),
      situation: user("eve1"),
      acts: ["a"],
    },
    { says: "no other end user", rules: PII('users: ["eve*"]'), situation: user("bob"), acts: [] },
    { says: "nobody unnamed", rules: PII('users: ["*"]'), situation: user(null), acts: [] },
    {
      says: "a role",
      rules: PII("roles: [intern]"),
      situation: user("x", "staff", "intern"),
      acts: ["a"],
    },
    {
      says: "no other role",
      rules: PII("roles: [intern]"),
      situation: user("x", "staff"),
      acts: [],
    },
    {
      says: "not an excepted role",
      rules: PII("except_roles: [admin]"),
      situation: user("x", "admin"),
      acts: [],
    },
    {
      says: "all but an excepted role",
      rules: PII("except_roles: [admin]"),
      situation: user("x"),
      acts: ["a"],
    },
    {
      says: "a model that another one stands behind",
      rules: PII('models: ["gpt-5*"]'),
      evidence: CARD_IN,
      situation: { model: "o3", ...bodyOf('{"model":"gpt-5","model":"o3"}') },
      acts: ["a"],
    },
    {
      says: "a model by glob",
      rules: PII('models: ["gpt-5*"]'),
      situation: { model: "gpt-5-mini" },
      acts: ["a"],
    },
    {
      says: "no other model",
      rules: PII('models: ["gpt-5*"]'),
      situation: { model: "o3" },
      acts: [],
    },
    {
      says: "a request that names no model",
      rules: PII('models: ["gpt-5*"]'),
      situation: { model: null },
      acts: ["a"],
    },
    {
      says: "an endpoint",
      rules: PII("endpoints: [responses]"),
      situation: { endpoint: "responses" },
      acts: ["a"],
    },
    {
      says: "no other endpoint",
      rules: PII("endpoints: [responses]"),
      situation: { endpoint: "files" },
      acts: [],
    },
    {
      says: "not an excepted endpoint",
      rules: PII("except_endpoints: [embeddings]"),
      situation: { endpoint: "embeddings" },
      acts: [],
    },
    {
      says: "its hours",
      rules: PII('schedule: { days: [mon], hours: "09:00-17:00" }'),
      acts: ["a"],
    },
    { says: "no other hours", rules: PII('schedule: { hours: "13:00-17:00" }'), acts: [] },
    {
      says: "hours of another time zone",
      rules: PII('schedule: { hours: "13:00-13:01", time_zone: Europe/Berlin }'),
      acts: ["a"],
    },
    { says: "nobody at 0 percent", rules: PII("rollout: 0"), acts: [] },
    { says: "everybody at 100 percent", rules: PII("sample: 100, rollout: 100"), acts: ["a"] },
    { says: "nothing when it is not enabled", rules: PII("enabled: false"), acts: [] },
  ])("is for $says", (one) => check({ evidence: CARD_IN, ...one }));

  it("keeps a session in or out while a rollout grows", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(99), (session, percent) => {
        const isIn = (share: number) => {
          const policy = policyOf(PII(`rollout: ${share}`));
          return bind(policy, { ...bareSituation("bot"), session }).rules.length === 1;
        };
        return !isIn(percent) || isIn(percent + 1);
      }),
      { numRuns: 50 },
    );
  });

  it("looks for nothing that no rule of the exchange asks for", () => {
    const policy = policyOf(PII("roles: [intern]"));
    const bound = bind(policy, { ...bareSituation("bot"), ...user("x", "staff") });
    expect([...bound.scans.input.families]).toEqual([]);
    expect([...bound.enforced.output.families]).toEqual([]);
    expect(bound.variant).not.toBe(
      bind(policy, { ...bareSituation("bot"), ...user("x", "intern") }).variant,
    );
  });
});

describe("who speaks", () => {
  it.each<Case>([
    {
      says: "what a tool said",
      rules: "  - { name: a, scanner: prompt_injection, action: block, on: [tool_result] }",
      acts: ["a"],
    },
    {
      says: "nothing of others",
      rules: "  - { name: a, scanner: prompt_injection, action: block, on: [user] }",
      acts: [],
    },
  ])("reads $says", (one) =>
    check({ evidence: { direction: "input", findings: [INJECTION] }, ...one }),
  );

  it("tells a jailbreak from an injection", () => {
    const rules = "  - { name: a, scanner: jailbreak, action: block }";
    check({ says: "", rules, evidence: { direction: "input", findings: [PERSONA] }, acts: ["a"] });
    check({ says: "", rules, evidence: { direction: "input", findings: [INJECTION] }, acts: [] });
    const both = "  - { name: a, scanner: prompt_injection, action: block }";
    check({
      says: "",
      rules: both,
      evidence: { direction: "input", findings: [PERSONA] },
      acts: ["a"],
    });
  });
});

describe("precedence", () => {
  const rule = (name: string, more: string) => `  - { name: ${name}, scanner: pii, ${more} }\n`;
  it.each<Case>([
    {
      says: "lets the most severe win",
      rules: rule("a", "action: flag") + rule("b", "action: block") + rule("c", "action: redact"),
      acts: ["a", "b", "c"],
      action: "block",
    },
    {
      says: "considers a higher priority first",
      rules: rule("a", "action: flag") + rule("b", "action: redact, priority: 5"),
      acts: ["b", "a"],
      action: "redact",
    },
    {
      says: "shows nothing that a final rule has matched to the rules after it",
      rules: rule("a", "action: flag, final: true") + rule("b", "action: block"),
      acts: ["a"],
      action: "flag",
    },
    {
      says: "shows what a final rule has not matched",
      rules: rule("a", "action: flag, final: true, types: [email]") + rule("b", "action: block"),
      acts: ["a", "b"],
      action: "block",
    },
    {
      says: "lets a rule before a final one have its way",
      rules: rule("a", "action: block") + rule("b", "action: flag, final: true"),
      acts: ["a", "b"],
      action: "block",
    },
    {
      says: "lets an allowance stand behind a rule of a higher priority",
      rules: rule("a", "action: block, priority: 1") + rule("b", "action: allow"),
      acts: ["a"],
      action: "block",
    },
    {
      says: "ends the session where a rule says so",
      rules: rule("a", "action: block") + rule("b", "action: terminate_session"),
      acts: ["a", "b"],
      action: "terminate_session",
    },
    { says: "lets an alert pass", rules: rule("a", "action: alert"), acts: ["a"], action: "alert" },
    { says: "lets a log pass", rules: rule("a", "action: log"), acts: ["a"], action: "log" },
  ])("$says", (one) =>
    check({
      ...one,
      evidence: {
        direction: "input",
        findings: one.acts.length > 1 && one.rules.includes("email") ? [CARD, MAIL] : [CARD],
      },
    }),
  );

  it("does not depend on the order in which things were found", () => {
    const policy = policyOf(
      rule("a", "action: flag, types: [email], final: true") +
        rule("b", "action: redact") +
        "  - { name: c, scanner: prompt_injection, action: block, on: [tool_result] }\n" +
        "  - { name: d, scanner: tool_access, allowed_tools: [x], action: review }\n",
    );
    const found = [CARD, MAIL, INJECTION, PERSONA, { ...CARD, start: 30, end: 34 }];
    const once = decide(policy, { direction: "input", findings: found, calls: [] });
    fc.assert(
      fc.property(fc.shuffledSubarray(found, { minLength: found.length }), (findings) => {
        expect(decide(policy, { direction: "input", findings, calls: [] })).toEqual(once);
      }),
    );
  });
});

describe("exemptions", () => {
  const exempt = (fields: string) => `exemptions:\n  - { owner: sec, reason: known, ${fields} }`;
  it.each<Case>(
    [
      { says: "act until they expire", top: exempt('rules: [a], expires: "2026-02-01"'), acts: [] },
      {
        says: "are void from then on",
        top: exempt('rules: [a], expires: "2026-01-05T12:00:00Z"'),
        acts: ["a"],
      },
      {
        says: "speak of no other rule",
        top: exempt('rules: [b], expires: "2026-02-01"'),
        acts: ["a"],
      },
      {
        says: "speak of their types",
        top: exempt('rules: ["*"], types: [credit_card], expires: "2026-02-01"'),
        acts: [],
      },
      {
        says: "speak of no other types",
        top: exempt('rules: ["*"], types: [iban], expires: "2026-02-01"'),
        acts: ["a"],
      },
      {
        says: "speak of no other agents",
        top: exempt('rules: ["*"], agents: [other], expires: "2026-02-01"'),
        acts: ["a"],
      },
      {
        says: "speak of no other users",
        top: exempt('rules: ["*"], users: [eve], expires: "2026-02-01"'),
        acts: ["a"],
      },
    ].map((one) => ({ ...one, rules: PII("severity: high") })),
  )("$says", (one) => check({ evidence: CARD_IN, ...one }));
});

const R = (scanner: string, fields: string) =>
  `  - { name: a, scanner: ${scanner}, action: block, ${fields} }`;
const calls = (...names: string[]) => ({
  calls: names.map((name, index) => call(name, {}, index)),
});
const told = (...names: string[]) => ({ pastCalls: names.map((name) => ({ name, at: null })) });
const seen = (...ago: [string, number][]) => ({
  session: "s",
  view: {
    startedAt: NOON - 3_600_000,
    turns: 5,
    flags: 0,
    blocks: 0,
    tokens: 0,
    toolCalls: ago.length,
    recentCalls: ago.map(([name, ms]) => ({ name, at: NOON - ms })),
    firstModel: "gpt-5",
    terminatedBy: null,
    blockedResponses: ["resp_bad"],
  },
});

describe("chains", () => {
  const CHAIN = (within: string) =>
    R("chain", `source: { tools: ["read_*"] }, sink: { tools: ["send_*"] }, within: ${within}`);
  it.each<Case>([
    {
      says: "both in one answer",
      rules: CHAIN("response"),
      evidence: calls("read_config", "send_mail"),
      acts: ["a"],
    },
    {
      says: "in one answer the sink first",
      rules: CHAIN("response"),
      evidence: calls("send_mail", "read_config"),
      acts: ["a"],
    },
    { says: "a sink alone", rules: CHAIN("session"), evidence: calls("send_mail"), acts: [] },
    { says: "a source alone", rules: CHAIN("session"), evidence: calls("read_config"), acts: [] },
    {
      says: "a source of another answer",
      rules: CHAIN("response"),
      evidence: calls("send_mail"),
      situation: told("read_config"),
      acts: [],
    },
    {
      says: "a source that the request tells of",
      rules: CHAIN("session"),
      evidence: calls("send_mail"),
      situation: told("read_config"),
      acts: ["a"],
    },
    {
      says: "a source that the session remembers",
      rules: CHAIN("session"),
      evidence: calls("send_mail"),
      situation: seen(["read_config", 1_000]),
      acts: ["a"],
    },
    {
      says: "a source that the client has left out of its history",
      rules: CHAIN("session"),
      evidence: calls("send_mail"),
      situation: { ...seen(["read_config", 1_000], ["x", 500]), ...told("x") },
      acts: ["a"],
    },
    {
      says: "a source earlier in the exchange",
      rules: CHAIN("response"),
      evidence: { ...calls("send_mail"), earlier: ["read_config"] },
      acts: ["a"],
    },
    {
      says: "a source two calls ago",
      rules: CHAIN("{ calls: 2 }"),
      evidence: calls("send_mail"),
      situation: told("read_config", "x"),
      acts: ["a"],
    },
    {
      says: "a source three calls ago",
      rules: CHAIN("{ calls: 2 }"),
      evidence: calls("send_mail"),
      situation: told("read_config", "x", "y"),
      acts: [],
    },
    {
      says: "a source in time",
      rules: CHAIN("{ time: 5m }"),
      evidence: calls("send_mail"),
      situation: seen(["read_config", 300_000]),
      acts: ["a"],
    },
    {
      says: "a source too long ago",
      rules: CHAIN("{ time: 5m }"),
      evidence: calls("send_mail"),
      situation: seen(["read_config", 300_001]),
      acts: [],
    },
    {
      says: "a source that the client has put calls behind",
      rules: CHAIN("{ calls: 2 }"),
      evidence: calls("send_mail"),
      situation: { ...seen(["read_config", 1_000]), ...told("read_config", "x", "y", "z") },
      acts: ["a"],
    },
    {
      says: "a source of many calls ago that both tell of",
      rules: CHAIN("{ calls: 2 }"),
      evidence: calls("send_mail"),
      situation: {
        ...seen(["read_config", 9_000], ["x", 8_000], ["y", 7_000]),
        ...told("read_config", "x", "y"),
      },
      acts: [],
    },
    {
      says: "tools by their labels",
      top: "tools:\n  vault_get: { labels: [sensitive] }\n  post: { labels: [external] }",
      rules: R("chain", "source: { labels: [sensitive] }, sink: { labels: [external] }"),
      evidence: calls("vault_get", "post"),
      acts: ["a"],
    },
  ])("judges $says", check);
});

describe("sequences", () => {
  const GUARD = R("sequence", 'tools: ["delete_*"], requires: [confirm]');
  const FORBIDDEN = R("sequence", "forbidden: [[login], [export, dump], [delete]]");
  it.each<Case>([
    {
      says: "a guarded call without its predecessor",
      rules: GUARD,
      evidence: calls("delete_user"),
      acts: ["a"],
    },
    {
      says: "a guarded call after it",
      rules: GUARD,
      evidence: calls("delete_user"),
      situation: told("confirm"),
      acts: [],
    },
    {
      says: "a predecessor in the same answer, which has not run yet",
      rules: GUARD,
      evidence: calls("confirm", "delete_user"),
      acts: ["a"],
    },
    {
      says: "a predecessor that comes too late",
      rules: GUARD,
      evidence: calls("delete_user", "confirm"),
      acts: ["a"],
    },
    {
      says: "a forbidden sequence with others in between",
      rules: FORBIDDEN,
      evidence: calls("delete"),
      situation: told("login", "x", "dump", "y"),
      acts: ["a"],
    },
    {
      says: "the same steps in another order",
      rules: FORBIDDEN,
      evidence: calls("delete"),
      situation: told("dump", "login"),
      acts: [],
    },
    {
      says: "steps that the client has turned round",
      rules: FORBIDDEN,
      evidence: calls("delete"),
      situation: { ...seen(["login", 9_000], ["dump", 8_000]), ...told("dump", "login") },
      acts: ["a"],
    },
    {
      says: "an unfinished sequence",
      rules: FORBIDDEN,
      evidence: calls("x"),
      situation: told("login", "dump"),
      acts: [],
    },
  ])("judges $says", check);
});

describe("repeats", () => {
  it.each<Case>([
    {
      says: "one call too many in a row",
      rules: R("repeat", "max: 2"),
      evidence: calls("x", "x", "x"),
      acts: ["a"],
    },
    {
      says: "as many as may be",
      rules: R("repeat", "max: 2"),
      evidence: calls("x", "x", "y", "x"),
      acts: [],
    },
    {
      says: "calls over turns",
      rules: R("repeat", "max: 2"),
      evidence: calls("x"),
      situation: told("x", "x"),
      acts: ["a"],
    },
    {
      says: "calls between which the client has put others",
      rules: R("repeat", "max: 2"),
      evidence: calls("x"),
      situation: { ...seen(["x", 9_000], ["x", 8_000]), ...told("x", "y", "x", "y") },
      acts: ["a"],
    },
    {
      says: "other tools than the rule's",
      rules: R("repeat", "max: 1, tools: [y]"),
      evidence: calls("x", "x"),
      acts: [],
    },
    {
      says: "the same arguments",
      rules: R("repeat", "max: 1, same: arguments"),
      evidence: { calls: [call("x", { a: 1 }), call("x", { a: 1 }, 1)] },
      acts: ["a"],
    },
    {
      says: "other arguments",
      rules: R("repeat", "max: 1, same: arguments"),
      evidence: { calls: [call("x", { a: 1 }), call("x", { a: 2 }, 1)] },
      acts: [],
    },
  ])("judges $says", check);
});

const tool = (name: string) => ({
  name,
  kind: "function" as const,
  type: "function",
  namespace: null,
  server: null,
  serverUrl: null,
  connectorId: null,
  allowedTools: null,
  requireApproval: null,
  description: null,
  parameters: null,
  strict: null,
  path: "tools[0]",
  definitionPath: "tools[0].function",
});

describe("tools", () => {
  it.each<Case>([
    {
      says: "a call that was not declared",
      rules: R("undeclared_tools", "severity: high"),
      evidence: calls("drop"),
      situation: { body: {}, tools: [tool("search")] },
      acts: ["a"],
    },
    {
      says: "a call that was",
      rules: R("undeclared_tools", "severity: high"),
      evidence: calls("search"),
      situation: { body: {}, tools: [tool("search")] },
      acts: [],
    },
    {
      says: "a call where the request declares no tools",
      rules: R("undeclared_tools", "severity: high"),
      evidence: calls("drop"),
      situation: { body: {}, method: "POST", path: "/v1/chat/completions" },
      acts: ["a"],
    },
    {
      says: "no call where the tools are those of what is stored",
      rules: R("undeclared_tools", "severity: high"),
      evidence: calls("drop"),
      situation: {
        body: { previous_response_id: "resp_1" },
        method: "POST",
        path: "/v1/responses",
      },
      acts: [],
    },
    {
      says: "no call of a run, whose assistant has tools",
      rules: R("undeclared_tools", "severity: high"),
      evidence: calls("drop"),
      situation: { body: {}, method: "POST", path: "/v1/threads/t/runs" },
      acts: [],
    },
    {
      says: "a list of tools that comes twice",
      rules: R("tool_access", "denied_tools: [drop], declared: true"),
      evidence: AS_REQUEST,
      situation: bodyOf('{"tools":[{"name":"drop"}],"tools":[]}'),
      acts: ["a"],
    },
    {
      says: "a declared tool that is denied",
      rules: R("tool_access", "denied_tools: [drop], declared: true"),
      evidence: AS_REQUEST,
      situation: { tools: [tool("drop")] },
      acts: ["a"],
    },
    {
      says: "declared tools only where the rule says so",
      rules: R("tool_access", "denied_tools: [drop]"),
      evidence: AS_REQUEST,
      situation: { tools: [tool("drop")] },
      acts: [],
    },
    {
      says: "a call for somebody who may not have it",
      rules: R("authorization", "tools: [refund], allowed_roles: [lead]"),
      evidence: calls("refund"),
      situation: user("x", "staff"),
      acts: ["a"],
    },
    {
      says: "a call for somebody who may",
      rules: R("authorization", "tools: [refund], allowed_roles: [lead]"),
      evidence: calls("refund"),
      situation: user("x", "lead"),
      acts: [],
    },
    {
      says: "a call for a user by name",
      rules: R("authorization", "tools: [refund], allowed_users: [eve]"),
      evidence: calls("refund"),
      situation: user("eve"),
      acts: [],
    },
    {
      says: "a call for nobody",
      rules: R("authorization", 'tools: [refund], allowed_users: ["*"]'),
      evidence: calls("refund"),
      situation: user(null),
      acts: ["a"],
    },
    {
      says: "other tools not",
      rules: R("authorization", "tools: [refund], allowed_roles: [lead]"),
      evidence: calls("search"),
      situation: user("x"),
      acts: [],
    },
  ])("judges $says", check);

  it.each<Case>([
    {
      says: "an agent's tools",
      top: "agents: { bot: { tools: { allow: [search] } } }",
      rules: "",
      evidence: calls("drop"),
      acts: ["agents.bot.tools"],
    },
    {
      says: "nothing for other agents",
      top: "agents: { other: { tools: { allow: [search] } } }",
      rules: "",
      evidence: calls("drop"),
      acts: [],
    },
    {
      says: "the tools of an MCP server",
      top: "mcp: { servers: { gh: { allowed_tools: [list] } } }",
      rules: "",
      evidence: calls("gh/delete"),
      acts: ["mcp.gh.allowed_tools"],
    },
    {
      says: "what the server may",
      top: "mcp: { servers: { gh: { allowed_tools: [list] } } }",
      rules: "",
      evidence: calls("gh/list", "other"),
      acts: [],
    },
    {
      says: "an agent's models",
      top: 'agents: { "b*": { models: ["gpt-5*"] } }',
      rules: "",
      evidence: AS_REQUEST,
      situation: { model: "o3" },
      acts: ["agents.b*.models"],
    },
  ])("reads from the sections $says", (one) => check({ ...one, rules: " []" }));
});

describe("requests", () => {
  it.each<Case>([
    {
      says: "a model that is not allowed",
      rules: R("models", 'allow: ["gpt-5*"]'),
      situation: { model: "o3" },
      acts: ["a"],
    },
    {
      says: "a model that is",
      rules: R("models", 'allow: ["gpt-5*"]'),
      situation: { model: "gpt-5" },
      acts: [],
    },
    {
      says: "a model that is denied",
      rules: R("models", "deny: [o3]"),
      situation: { model: "o3" },
      acts: ["a"],
    },
    {
      says: "a model behind which another one stands",
      rules: R("models", "deny: [o3]"),
      situation: { model: "gpt-5", ...bodyOf('{"model":"o3","model":"gpt-5"}') },
      acts: ["a"],
    },
    {
      says: "the same where the key is escaped",
      rules: R("models", "deny: [o3]"),
      situation: { model: "gpt-5", ...bodyOf('{"mod\\u0065l":"o3","model":"gpt-5"}') },
      acts: ["a"],
    },
    {
      says: "a model in a key of another case",
      rules: R("models", "deny: [o3]"),
      situation: { model: null, ...bodyOf('{"Model":"o3"}') },
      acts: ["a"],
    },
    {
      says: "no models further in, and no other keys twice",
      rules: R("models", "deny: [o3]"),
      situation: {
        model: "gpt-5",
        ...bodyOf('{"model":"gpt-5","user":"a","user":"b","metadata":{"model":"o3","Model":"o3"}}'),
      },
      acts: [],
    },
    {
      says: "an endpoint by name",
      rules: R("endpoint_access", 'allow: ["chat.*"]'),
      situation: { endpoint: "files", method: "POST" },
      acts: ["a"],
    },
    {
      says: "an endpoint by method",
      rules: R("endpoint_access", 'deny: ["GET responses"]'),
      situation: { endpoint: "responses", method: "GET" },
      acts: ["a"],
    },
    {
      says: "the same endpoint by another method",
      rules: R("endpoint_access", 'deny: ["GET responses"]'),
      situation: { endpoint: "responses", method: "POST" },
      acts: [],
    },
    {
      says: "a session that is too old",
      rules: R("session", "max_age: 59m"),
      situation: seen(),
      acts: ["a"],
    },
    {
      says: "a session that is not",
      rules: R("session", "max_age: 1h"),
      situation: seen(),
      acts: [],
    },
    {
      says: "a turn too many",
      rules: R("session", "max_turns: 5"),
      situation: seen(),
      acts: ["a"],
    },
    { says: "the last turn", rules: R("session", "max_turns: 6"), situation: seen(), acts: [] },
    {
      says: "a response that was blocked",
      rules: R("session", "blocked_response: true"),
      situation: { ...seen(), previous: "resp_bad" },
      acts: ["a"],
    },
    {
      says: "a response that was not",
      rules: R("session", "blocked_response: true"),
      situation: { ...seen(), previous: "resp_ok" },
      acts: [],
    },
    {
      says: "another model than the session's",
      rules: R("session", "model_change: true"),
      situation: { ...seen(), model: "o3" },
      acts: ["a"],
    },
    { says: "a request without a session", rules: R("session", "required: true"), acts: ["a"] },
    {
      says: "nothing of a session that is not named",
      rules: R("session", "max_turns: 1"),
      acts: [],
    },
  ])("judges $says", (one) => check({ evidence: AS_REQUEST, ...one }));

  it("asks another model instead where the rule rewrites", () => {
    const policy = policyOf(
      '  - { name: a, scanner: models, allow: ["gpt-5*"], action: rewrite, use: gpt-5-mini }',
    );
    const bound = bind(policy, { ...bareSituation("bot"), model: "o3" });
    const evidence = { direction: "input", findings: [], calls: [], isRequest: true } as const;
    expect(decide(bound, evidence)).toMatchObject({
      action: "rewrite",
      edits: [{ path: "model", value: "gpt-5-mini" }],
    });
  });
});

const pinned = (...tools: [string, string][]) => ({
  body: {},
  tools: tools.map(([name], index) => ({ ...tool(name), path: `tools[${index}]` })),
  toolHashes: new Map(tools.map(([, hash], index) => [`tools[${index}]`, hash])),
});
const HASH = "a".repeat(64);
const mcp = (label: string, requireApproval: unknown = null) => ({
  ...tool(label),
  kind: "mcp" as const,
  type: "mcp",
  server: label,
  requireApproval,
});
const hosted = (name: string) => ({ ...tool(name), kind: "hosted" as const, type: name });

describe("tool definitions", () => {
  const PINS = R("tool_definitions", `pins: { search: ${HASH} }`);
  it.each<Case>([
    { says: "a tool as it was pinned", rules: PINS, situation: pinned(["search", HASH]), acts: [] },
    { says: "a tool that is not", rules: PINS, situation: pinned(["search", "b"]), acts: ["a"] },
    {
      says: "a second tool of a pinned one's name",
      rules: PINS,
      situation: pinned(["search", "b"], ["search", HASH]),
      acts: ["a"],
    },
    { says: "a tool without a pin", rules: PINS, situation: pinned(["other", "b"]), acts: [] },
    {
      says: "a tool without a pin where all must have one",
      rules: R("tool_definitions", `pins: { search: ${HASH} }, unpinned: deny`),
      situation: pinned(["other", "b"]),
      acts: ["a"],
    },
    {
      says: "a tool that changed since the session began",
      rules: R("tool_definitions", "changed_in_session: true"),
      situation: {
        ...seen(),
        ...pinned(["x", "b"]),
        view: { ...seen().view, toolHashes: { x: HASH } },
      },
      acts: ["a"],
    },
    {
      says: "a tool that did not",
      rules: R("tool_definitions", "changed_in_session: true"),
      situation: {
        ...seen(),
        ...pinned(["x", HASH]),
        view: { ...seen().view, toolHashes: { x: HASH } },
      },
      acts: [],
    },
    {
      says: "too many tools",
      rules: R("tool_definitions", "max_tools: 1"),
      situation: pinned(["a", "b"], ["b", "b"]),
      acts: ["a"],
    },
    {
      says: "as many as may be",
      rules: R("tool_definitions", "max_tools: 2"),
      situation: pinned(["a", "b"], ["b", "b"]),
      acts: [],
    },
    {
      says: "a hosted tool",
      rules: R("tool_definitions", "hosted_denied: [shell]"),
      situation: { tools: [hosted("shell")] },
      acts: ["a"],
    },
    {
      says: "a function of a hosted tool's name",
      rules: R("tool_definitions", "hosted_denied: [shell]"),
      situation: { tools: [tool("shell")] },
      acts: [],
    },
    {
      says: "an MCP server",
      rules: R("tool_definitions", "mcp_servers_allowed: [gh]"),
      situation: { tools: [mcp("evil")] },
      acts: ["a"],
    },
    {
      says: "a server that may be",
      rules: R("tool_definitions", "mcp_servers_allowed: [gh]"),
      situation: { tools: [mcp("gh")] },
      acts: [],
    },
    {
      says: "a function that is not strict",
      rules: R("tool_definitions", "require_strict: true"),
      situation: { tools: [tool("x")] },
      acts: ["a"],
    },
    {
      says: "a server that asks for no approval",
      rules: R("tool_definitions", "mcp_require_approval: always"),
      situation: { tools: [mcp("gh", "never")] },
      acts: ["a"],
    },
    {
      says: "a server that always does",
      rules: R("tool_definitions", "mcp_require_approval: always"),
      situation: { tools: [mcp("gh", "always")] },
      acts: [],
    },
  ])("judges $says", (one) => check({ evidence: AS_REQUEST, ...one }));

  it("makes a server ask for approval where the rule rewrites", () => {
    const rules =
      "  - { name: a, scanner: tool_definitions, mcp_require_approval: always, action: rewrite }";
    const bound = bind(policyOf(rules), { ...bareSituation("bot"), tools: [mcp("gh", "never")] });
    const evidence = { direction: "input", findings: [], calls: [], isRequest: true } as const;
    expect(decide(bound, evidence)).toMatchObject({
      action: "rewrite",
      edits: [{ path: "tools[0].require_approval", value: "always" }],
    });
  });
});

describe("a rule that rewrites", () => {
  it("stops what no edit puts right: tools beyond those that are read", () => {
    const rules =
      "  - { name: a, scanner: tool_definitions, mcp_require_approval: always, action: rewrite }";
    const bound = bind(policyOf(rules), { ...bareSituation("bot"), hasMoreTools: true });
    expect(decide(bound, { ...AS_REQUEST, findings: [], calls: [] }).action).toBe("block");
  });

  it("leaves one model where a request names several", () => {
    const rules = "  - { name: a, scanner: models, deny: [o3], action: rewrite, use: gpt-5-mini }";
    const asked = bodyOf('{"model":"o3","MODEL":"o3","model":"gpt-5"}');
    const bound = bind(policyOf(rules), { ...bareSituation("bot"), model: "gpt-5", ...asked });
    const { action, edits } = decide(bound, { ...AS_REQUEST, findings: [], calls: [] });
    expect(action).toBe("rewrite");
    expect(applyRequestEdits(asked.bodyText, edits)).toBe('{"model":"gpt-5","model":"gpt-5"}');
  });
});

describe("a client's own names", () => {
  const declares = (declaration: object) => {
    const text = JSON.stringify({ tools: [declaration] });
    const { tools } = readDeclaredTools(bodyOf(text).body);
    return { ...bodyOf(text), tools };
  };
  it.each<Case>([
    {
      says: "a hosted tool that is called as one that is allowed",
      rules: R("tool_definitions", "hosted_allowed: [web_search]"),
      situation: declares({ type: "code_interpreter", name: "web_search" }),
      acts: ["a"],
    },
    {
      says: "one that is",
      rules: R("tool_definitions", 'hosted_allowed: ["web_search*"], max_tools: 1'),
      situation: declares({ type: "web_search_preview", name: "find" }),
      acts: [],
    },
    {
      says: "a denied tool by its type",
      rules: R("tool_access", "denied_tools: [code_interpreter], declared: true"),
      situation: declares({ type: "code_interpreter", name: "notes" }),
      acts: ["a"],
    },
    {
      says: "a server that is called as the address of another",
      rules: R("tool_definitions", 'mcp_servers_allowed: ["https://docs.example/*"]'),
      situation: declares({
        type: "mcp",
        server_label: "https://docs.example/mcp",
        server_url: "https://evil.example/mcp",
      }),
      acts: ["a"],
    },
    {
      says: "the server that is there",
      rules: R("tool_definitions", 'mcp_servers_allowed: ["https://docs.example/*"]'),
      situation: declares({
        type: "mcp",
        server_label: "x",
        server_url: "https://docs.example/mcp",
      }),
      acts: [],
    },
  ])("do not hide $says", (one) => check({ evidence: AS_REQUEST, ...one }));
});

describe("a final rule about a request", () => {
  const RULES = `  - { name: p, scanner: request_parameters, max: { n: 1 }, action: rewrite, final: true }
  - { name: q, scanner: request_parameters, forbid: [n], action: block }
  - { name: m, scanner: models, deny: [o3], action: block }
  - { name: e, scanner: endpoint_access, deny: [chat.completions], action: block }`;
  it("takes the place that it is about, and nothing else of the request", () => {
    const bound = bind(policyOf(RULES), {
      ...bareSituation("bot"),
      ...bodyOf('{"model":"o3","n":5}'),
      model: "o3",
      path: "/v1/chat/completions",
      endpoint: "chat.completions",
    });
    const decision = decide(bound, { ...AS_REQUEST, findings: [], calls: [] });
    expect(decision.reasons.map(({ rule }) => rule)).toEqual(["p", "m", "e"]);
    expect(decision.action).toBe("block");
  });
});

describe("what strips", () => {
  const heard = finding("moderation.violence", "violence", { start: 0, end: 0 });
  it("ends the session where the rule says so", () => {
    const rules = "  - { name: a, scanner: pii, action: terminate_session, respond_with: strip }";
    const evidence = { direction: "input", findings: [CARD], calls: [] } as const;
    const decision = decide(policyOf(rules), evidence);
    expect(decision).toMatchObject({ action: "terminate_session", redactions: [] });
  });

  it.each([
    ["a verdict from elsewhere", "  - { name: a, scanner: moderation, wait: true, action: block }"],
    ["the length of a text", "  - { name: a, scanner: content, max_chars: 9, action: block }"],
    [
      "the language of a text",
      "  - { name: a, scanner: content, languages: { allow: [en] }, action: block }",
    ],
  ])("stops what cannot be cut out: %s", (_, rules) => {
    const whole = ["too_long", "language"].map((category) => finding("content.a", category));
    const decision = decide(policyOf(rules, "defaults: { respond_with: strip }"), {
      direction: "input",
      findings: whole,
      calls: [],
      heard: new Map([["a", [heard]]]),
    });
    expect(decision).toMatchObject({ action: "block", redactions: [] });
  });
});

describe("many matches of many rules", () => {
  const many = Array.from({ length: 1_000 }, (_, at) =>
    finding("pii.email", "EMAIL", { start: at * 10, end: at * 10 + 5 }),
  );

  it("are replaced once each, by the label that is first in order", () => {
    const rules = ["x", "b", "c"].map(
      (text) => `  - { name: ${text}, scanner: pii, action: rewrite, replacement: ${text} }`,
    );
    const evidence = { direction: "input", findings: many, calls: [] } as const;
    const { redactions } = decide(policyOf(rules.join("\n")), evidence);
    expect(redactions).toHaveLength(many.length);
    expect(new Set(redactions.map(({ label }) => label))).toEqual(new Set(["b"]));
  });

  it("hide no reason behind those that came before it", () => {
    const reasonOf = (rule: string, action: "flag" | "block", at: number) =>
      ({ rule, action, severity: "high", detector: "d", path: String(at) }) as const;
    const flags = Array.from({ length: 100 }, (_, at) => reasonOf("a", "flag", at));
    const bounded = boundedReasons([...flags, reasonOf("b", "flag", 0), reasonOf("c", "block", 0)]);
    expect(bounded).toHaveLength(64);
    expect(bounded.slice(-2).map(({ rule }) => rule)).toEqual(["b", "c"]);
    expect(bounded.slice(0, 62)).toEqual(flags.slice(0, 62));
    expect(boundedReasons(flags.slice(0, 64))).toEqual(flags.slice(0, 64));
  });

  it("hide no action behind the reasons that are told", () => {
    const rules = `  - { name: a, scanner: pii, action: flag }
  - { name: z, scanner: pii, action: block, when: 'finding.category == "EMAIL"' }`;
    const evidence = { direction: "input", findings: many, calls: [] } as const;
    const decision = decide(policyOf(rules), evidence);
    expect(decision).toMatchObject({ action: "block", intended: "block" });
    expect(decision.reasons).toHaveLength(64);
    expect(decision.reasons.at(-1)).toMatchObject({ rule: "z", action: "block" });
  });
});

describe("parameters", () => {
  const SQL = R(
    "parameters",
    "tools: [db], params: { sql: { sql: { verbs: [select], statements: 1 } } }",
  );
  const db = (sql: unknown) => ({ calls: [call("db", { sql })] });
  it.each<Case>([
    { says: "a query that only reads", rules: SQL, evidence: db("SELECT 1"), acts: [] },
    { says: "one that does not", rules: SQL, evidence: db("DROP TABLE users"), acts: ["a"] },
    { says: "two statements", rules: SQL, evidence: db("SELECT 1; SELECT 2"), acts: ["a"] },
    {
      says: "other tools",
      rules: SQL,
      evidence: { calls: [call("x", { sql: "DROP TABLE users" })] },
      acts: [],
    },
    {
      says: "a JSON Schema",
      rules: R("parameters", "tools: [db], schema: { required: [id] }"),
      evidence: { calls: [call("db", {})] },
      acts: ["a"],
    },
    {
      says: "arguments that meet it",
      rules: R("parameters", "tools: [db], schema: { required: [id] }"),
      evidence: { calls: [call("db", { id: 1 })] },
      acts: [],
    },
    {
      says: "a claim of the user",
      rules: R("parameters", "tools: [db], params: { customer: { equals_claim: customer } }"),
      evidence: { calls: [call("db", { customer: "c2" })] },
      situation: { user: { id: "u", roles: [], claims: { customer: "c1" } } },
      acts: ["a"],
    },
    {
      says: "a condition alone",
      rules: R("parameters", "tools: [db], when: args.amount > 10"),
      evidence: { calls: [call("db", { amount: 11 })] },
      acts: ["a"],
    },
    {
      says: "arguments that cannot be read",
      rules: SQL,
      evidence: { calls: [{ ...call("db"), arguments: "{" }] },
      acts: ["a"],
    },
  ])("judges $says", check);
});

describe("how a client is told", () => {
  const answer = (rules: string, findings: readonly Finding[], top = "") =>
    decide(policyOf(rules, top), { direction: "input", findings, calls: [] });
  it("takes the words of the most severe rule, else the defaults", () => {
    const rules =
      PII("respond_with: message, message: No cards here.") +
      "\n  - { name: b, scanner: secrets, action: block, respond_with: refusal }";
    expect(answer(rules, [CARD]).answer).toEqual({
      respondWith: "message",
      message: "No cards here.",
    });
    const top = "defaults: { respond_with: refusal, message: Not here. }";
    expect(answer(PII("severity: high"), [CARD], top).answer).toEqual({
      respondWith: "refusal",
      message: "Not here.",
    });
    expect(answer(PII("severity: high"), []).answer).toBeNull();
  });

  it("cuts out what would be stopped where the rule strips", () => {
    const decision = answer(PII("respond_with: strip, message: '[gone]'"), [CARD]);
    expect(decision).toMatchObject({
      action: "rewrite",
      redactions: [{ start: 0, end: 4, label: "[gone]", path: CARD.path }],
    });
  });
});

describe("conditions", () => {
  const WHEN = (condition: string, more = "") =>
    R("tool_access", `denied_tools: ["*"], when: '${condition}'${more}`);
  const pay = (args: unknown) => ({ calls: [call("pay", args)] });
  it.each<Case>([
    {
      says: "arguments",
      rules: WHEN("args.amount > 100"),
      evidence: pay({ amount: 150 }),
      acts: ["a"],
    },
    {
      says: "arguments that are not",
      rules: WHEN("args.amount > 100"),
      evidence: pay({ amount: 99.5 }),
      acts: [],
    },
    {
      says: "a claim of the user",
      rules: WHEN("args.customer != user.claims.customer"),
      evidence: pay({ customer: "c2" }),
      situation: { user: { id: "x", roles: [], claims: { customer: "c1" } } },
      acts: ["a"],
    },
    {
      says: "the user's own",
      rules: WHEN("args.customer != user.claims.customer"),
      evidence: pay({ customer: "c1" }),
      situation: { user: { id: "x", roles: [], claims: { customer: "c1" } } },
      acts: [],
    },
    {
      says: "the session",
      rules: WHEN("session.turns > 4"),
      evidence: pay({}),
      situation: seen(),
      acts: ["a"],
    },
    {
      says: "the history",
      rules: WHEN('history.exists(h, h.tool == "read")'),
      evidence: pay({}),
      situation: told("read"),
      acts: ["a"],
    },
    {
      says: "a history that the client has made longer without it",
      rules: WHEN('history.exists(h, h.tool == "read")'),
      evidence: pay({}),
      situation: { ...seen(["read", 1_000]), ...told("x", "y") },
      acts: ["a"],
    },
    {
      says: "the time",
      rules: WHEN("time.hour == 12 && time.weekday == 1"),
      evidence: pay({}),
      acts: ["a"],
    },
    { says: "the tool", rules: WHEN('tool.name.startsWith("x")'), evidence: pay({}), acts: [] },
    {
      says: "a finding",
      rules: PII("when: finding.confidence > 0.95"),
      evidence: CARD_IN,
      acts: [],
    },
    {
      says: "nothing, and so stops",
      rules: WHEN("args.amount > 100"),
      evidence: pay({}),
      acts: ["a"],
    },
    {
      says: "nothing, and lets it pass where the rule fails open",
      rules: WHEN("args.amount > 100", ", on_error: fail_open"),
      evidence: pay({}),
      acts: [],
    },
  ])("speak of $says", check);

  it("are named where they fail, and an allowance whose condition fails allows nothing", () => {
    const rules = `  - { name: ok, scanner: pii, action: allow, when: "args.x == 1" }\n${PII("severity: high")}`;
    const decision = decide(policyOf(rules), { ...CARD_IN, calls: [] });
    expect(decision).toMatchObject({ action: "block", failedRules: ["ok"] });
  });
});

describe("request parameters", () => {
  const P = (action: string, fields: string) =>
    `  - { name: a, scanner: request_parameters, action: ${action}, ${fields} }`;
  const asked = (body: Record<string, unknown>, endpoint = "chat.completions") => ({
    body: { messages: [], ...body },
    bodyText: JSON.stringify({ messages: [], ...body }),
    endpoint,
    path: "/v1/chat/completions",
    method: "POST",
  });
  it.each<Case>([
    {
      says: "a value over its bound",
      rules: P("block", "max: { n: 2 }"),
      situation: asked({ n: 3 }),
      acts: ["a"],
    },
    {
      says: "a value at its bound",
      rules: P("block", "max: { n: 2 }"),
      situation: asked({ n: 2 }),
      acts: [],
    },
    {
      says: "what must be off",
      rules: P("block", "forbid: [logprobs]"),
      situation: asked({ logprobs: true }),
      acts: ["a"],
    },
    {
      says: "what is off",
      rules: P("block", "forbid: [logprobs]"),
      situation: asked({ logprobs: false }),
      acts: [],
    },
    {
      says: "requests that ask for no answer not",
      rules: P("block", "force: { store: false }"),
      situation: { ...asked({}), path: "/v1/chat/completions/chatcmpl-1" },
      acts: [],
    },
    {
      says: "what it cannot put right itself, and stops it",
      rules: P("rewrite", "require: [metadata.ticket]"),
      situation: asked({}),
      acts: ["a"],
    },
  ])("judge $says", (one) => check({ evidence: AS_REQUEST, ...one }));

  it("set what a rule that rewrites says", () => {
    const rules = P("rewrite", "force: { parallel_tool_calls: false }, max: { max_tokens: 100 }");
    const bound = bind(policyOf(rules), { ...bareSituation("bot"), ...asked({ max_tokens: 500 }) });
    const evidence = { direction: "input", findings: [], calls: [], isRequest: true } as const;
    const decision = decide(bound, evidence);
    expect(decision.action).toBe("rewrite");
    expect(applyRequestEdits(bound.situation.bodyText ?? "", decision.edits)).toBe(
      '{"messages":[],"max_tokens":100,"parallel_tool_calls":false}',
    );
  });
});
