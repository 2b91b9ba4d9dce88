// What each kind of rule makes of an exchange: whom it is for, what it speaks of, and how rules
// stand to one another. Policies are loaded from YAML, as their authors write them.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundedReasons } from "../../src/domain/decision.ts";
import type { DeclaredTool } from "../../src/domain/declared-tool.ts";
import type { Finding } from "../../src/domain/finding.ts";
import type { ToolCall } from "../../src/domain/tool-call.ts";
import { readDeclaredTools } from "../../src/openai/declared-tools.ts";
import { bind, type AgentPolicy } from "../../src/policy/agent-policy.ts";
import { decide } from "../../src/policy/decide.ts";
import type { Evidence } from "../../src/policy/rules/rule.ts";
import { applyRequestEdits } from "../../src/policy/request-parameters.ts";
import { bareSituation, type Situation } from "../../src/policy/situation.ts";
import { policyOf } from "./policy-of.ts";

/** A Monday at noon, UTC. */
const NOON = Date.UTC(2026, 0, 5, 12);

function ruled(rules: string, top = ""): AgentPolicy {
  return policyOf(`${top}\nrules:\n${rules}`, "bot");
}

// What is judged ------------------------------------------------------------------------------

/** A part of what is judged; of several the later wins. */
interface Given {
  readonly evidence?: Partial<Evidence>;
  readonly situation?: Partial<Situation>;
}

/** In this situation. */
const as = (situation: Partial<Situation>): Given => ({ situation });

function call(name: string, args: unknown = {}, index = 0): ToolCall {
  const path = `choices[0].message.tool_calls[${index}]`;
  const argumentsPath = `${path}.function.arguments`;
  const text = JSON.stringify(args);
  return { id: `call_${index}`, name, kind: "json", arguments: text, path, argumentsPath };
}

/** The model calls these tools, without arguments. */
const calls = (...names: string[]) => ({
  evidence: { calls: names.map((name, index) => call(name, {}, index)) },
});
/** The model calls one tool with each of these arguments. */
const callsWith = (name: string, ...each: unknown[]): Given => ({
  evidence: { calls: each.map((args, index) => call(name, args, index)) },
});
/** Calls that the request tells of. */
const told = (...names: string[]) => as({ pastCalls: names.map((name) => ({ name, at: null })) });

const VIEW = {
  startedAt: NOON - 3_600_000,
  turns: 5,
  flags: 0,
  blocks: 0,
  tokens: 0,
  toolCalls: 0,
  recentCalls: [],
  firstModel: "gpt-5",
  terminatedBy: null,
  blockedResponses: ["resp_bad"],
};

/** A session an hour old, which remembers calls of so many milliseconds ago. */
function seen(...ago: [string, number][]): Given {
  const recentCalls = ago.map(([name, ms]) => ({ name, at: NOON - ms }));
  return as({ session: "s", view: { ...VIEW, toolCalls: ago.length, recentCalls } });
}

/** A request's body from its text. */
function bodyOf(bodyText: string) {
  const body: Readonly<Record<string, unknown>> = JSON.parse(bodyText);
  return { body, bodyText };
}

const user = (id: string | null, ...roles: string[]) => as({ user: { id, roles, claims: {} } });
const customer = (id: string) => as({ user: { id: "u", roles: [], claims: { customer: id } } });

function finding(detector: string, category: string, more: Partial<Finding> = {}): Finding {
  const place = { start: 0, end: 4, path: "messages[0].content", kind: "user" } as const;
  return { detector, category, severity: "high", confidence: 0.9, ...place, ...more };
}

const CARD = finding("pii.credit-card", "CREDIT_CARD");
const MAIL = finding("pii.email", "EMAIL", { start: 10, end: 20 });
const INJECTION = finding("injection.override", "prompt_injection", { kind: "tool_result" });
const PERSONA = finding("injection.persona-jailbreak", "jailbreak");

const found = (...findings: Finding[]) => ({ evidence: { direction: "input", findings } as const });
const CARD_IN = found(CARD);
const AS_REQUEST: Given = { evidence: { direction: "input", isRequest: true } };
const REQUEST = { direction: "input", findings: [], calls: [], isRequest: true } as const;

function tool(name: string, members: Partial<DeclaredTool> = {}): DeclaredTool {
  return {
    name,
    kind: "function",
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
    ...members,
  };
}

const hosted = (name: string) => tool(name, { kind: "hosted", type: name });
const mcp = (label: string, requireApproval: unknown = null) =>
  tool(label, { kind: "mcp", type: "mcp", server: label, requireApproval });
const declares = (...tools: DeclaredTool[]) => as({ body: {}, tools });

/** Tools with their digests. */
const pinned = (...tools: [name: string, hash: string][]) =>
  as({
    body: {},
    tools: tools.map(([name], index) => tool(name, { path: `tools[${index}]` })),
    toolHashes: new Map(tools.map(([, hash], index) => [`tools[${index}]`, hash])),
  });

// How it is judged ----------------------------------------------------------------------------

interface Case {
  /** Rules as YAML. */
  readonly rules: string;
  /** What else the policy says. */
  readonly top?: string;
  readonly given: readonly Given[];
  /** Rules that act, in order; none: nothing is found wrong. */
  readonly acts: readonly string[];
  readonly action?: string;
}

function check({ rules, top, given, acts, action }: Case): void {
  const situations = given.map(({ situation }) => situation);
  const situation = Object.assign({ ...bareSituation("bot"), at: NOON }, ...situations);
  const evidence = { direction: "output", findings: [], calls: [] } as const;
  const bound = bind(ruled(rules, top), situation as Situation);
  const decision = decide(
    bound,
    given.reduce<Evidence>((all, { evidence: more }) => ({ ...all, ...more }), evidence),
  );
  expect(decision.reasons.map(({ rule }) => rule)).toEqual(acts);
  expect(decision.action).toBe(action ?? (acts.length > 0 ? "block" : "allow"));
}

/** By what a test says: whether rule `a` acts, and on what. */
type Cases = Readonly<Record<string, readonly ["acts" | "passes", ...Given[]]>>;

/** Tests of rules, in a section whose tests begin alike and judge something alike. */
function tests(
  title: string,
  ...base: Given[]
): (rules: string, cases: Cases, top?: string) => void {
  return (rules, cases, top = "") => {
    it.each(Object.entries(cases))(`${title} %s`, (_, [verdict, ...given]) =>
      check({ rules, top, given: [...base, ...given], acts: verdict === "acts" ? ["a"] : [] }),
    );
  };
}

/** One rule that blocks, with more fields. */
const R = (scanner: string, fields: string) =>
  `  - { name: a, scanner: ${scanner}, action: block, ${fields} }`;
const PII = (fields: string) => R("pii", fields);

describe("scope", () => {
  const isFor = tests("is for", CARD_IN);
  isFor(PII('users: ["eve*"]'), {
    "an end user by glob": ["acts", user("eve1")],
    "no other end user": ["passes", user("bob")],
  });
  isFor(PII('users: ["*"]'), { "nobody unnamed": ["passes", user(null)] });
  isFor(PII("roles: [intern]"), {
    "a role": ["acts", user("x", "staff", "intern")],
    "no other role": ["passes", user("x", "staff")],
  });
  isFor(PII("except_roles: [admin]"), {
    "not an excepted role": ["passes", user("x", "admin")],
    "all but an excepted role": ["acts", user("x")],
  });
  isFor(PII('models: ["gpt-5*"]'), {
    "a model by glob": ["acts", as({ model: "gpt-5-mini" })],
    "no other model": ["passes", as({ model: "o3" })],
    "a request that names no model": ["acts", as({ model: null })],
    "a model that another one stands behind": [
      "acts",
      as({ model: "o3", ...bodyOf('{"model":"gpt-5","model":"o3"}') }),
    ],
  });
  isFor(PII("endpoints: [responses]"), {
    "an endpoint": ["acts", as({ endpoint: "responses" })],
    "no other endpoint": ["passes", as({ endpoint: "files" })],
  });
  isFor(PII("except_endpoints: [embeddings]"), {
    "not an excepted endpoint": ["passes", as({ endpoint: "embeddings" })],
  });
  isFor(PII('schedule: { days: [mon], hours: "09:00-17:00" }'), { "its hours": ["acts"] });
  isFor(PII('schedule: { hours: "13:00-17:00" }'), { "no other hours": ["passes"] });
  isFor(PII('schedule: { hours: "13:00-13:01", time_zone: Europe/Berlin }'), {
    "hours of another time zone": ["acts"],
  });
  isFor(PII("rollout: 0"), { "nobody at 0 percent": ["passes"] });
  isFor(PII("sample: 100, rollout: 100"), { "everybody at 100 percent": ["acts"] });
  isFor(PII("enabled: false"), { "nothing when it is not enabled": ["passes"] });

  it("keeps a session in or out while a rollout grows", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(99), (session, percent) => {
        const isIn = (share: number) => {
          const policy = ruled(PII(`rollout: ${share}`));
          return bind(policy, { ...bareSituation("bot"), session }).rules.length === 1;
        };
        return !isIn(percent) || isIn(percent + 1);
      }),
      { numRuns: 50 },
    );
  });

  it("looks for nothing that no rule of the exchange asks for", () => {
    const policy = ruled(PII("roles: [intern]"));
    const bindTo = (role: string) =>
      bind(policy, { ...bareSituation("bot"), ...user("x", role).situation });
    const bound = bindTo("staff");
    expect([...bound.scans.input.families]).toEqual([]);
    expect([...bound.enforced.output.families]).toEqual([]);
    expect(bound.variant).not.toBe(bindTo("intern").variant);
  });
});

describe("who speaks", () => {
  const reads = tests("reads", found(INJECTION));
  reads(R("prompt_injection", "on: [tool_result]"), { "what a tool said": ["acts"] });
  reads(R("prompt_injection", "on: [user]"), { "nothing of others": ["passes"] });

  const tells = tests("tells a jailbreak from an injection:");
  tells(R("jailbreak", "severity: high"), {
    "a persona is one": ["acts", found(PERSONA)],
    "an override is none": ["passes", found(INJECTION)],
  });
  tells(R("prompt_injection", "severity: high"), {
    "a persona is both": ["acts", found(PERSONA)],
  });
});

describe("precedence", () => {
  /** Rules on personal data, each as its name, its action and more fields. */
  const rulesOf = (texts: string) =>
    texts
      .split(" | ")
      .map((text) => `  - { scanner: pii, name: ${text.replace(":", ", action:")} }\n`)
      .join("");
  it.each([
    ["the most severe win", "a: flag | b: block | c: redact", "a b c", "block"],
    ["a higher priority go first", "a: flag | b: redact, priority: 5", "b a", "redact"],
    ["a final rule hide what it has matched", "a: flag, final: true | b: block", "a", "flag"],
    [
      "a final rule leave the rest",
      "a: flag, final: true, types: [email] | b: block",
      "a b",
      "block",
    ],
    ["a rule before a final one act", "a: block | b: flag, final: true", "a b", "block"],
    ["an allowance wait for a higher priority", "a: block, priority: 1 | b: allow", "a", "block"],
    ["a rule end the session", "a: block | b: terminate_session", "a b", "terminate_session"],
    ["an alert pass", "a: alert", "a", "alert"],
    ["a log pass", "a: log", "a", "log"],
  ])("lets %s", (_, texts, acts, action) => {
    const rules = rulesOf(texts);
    const given = [rules.includes("email") ? found(CARD, MAIL) : CARD_IN];
    check({ rules, given, acts: acts.split(" "), action });
  });

  it("does not depend on the order in which things were found", () => {
    const policy = ruled(
      rulesOf("a: flag, types: [email], final: true | b: redact") +
        "  - { name: c, scanner: prompt_injection, action: block, on: [tool_result] }\n" +
        "  - { name: d, scanner: tool_access, allowed_tools: [x], action: review }\n",
    );
    const all = [CARD, MAIL, INJECTION, PERSONA, { ...CARD, start: 30, end: 34 }];
    const once = decide(policy, { direction: "input", findings: all, calls: [] });
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (findings) => {
        expect(decide(policy, { direction: "input", findings, calls: [] })).toEqual(once);
      }),
    );
  });
});

describe("exemptions", () => {
  const EXPIRES = 'expires: "2026-02-01"';
  it.each([
    ["act until they expire", `rules: [a], ${EXPIRES}`, "passes"],
    ["are void from then on", 'rules: [a], expires: "2026-01-05T12:00:00Z"', "acts"],
    ["speak of no other rule", `rules: [b], ${EXPIRES}`, "acts"],
    ["speak of their types", `rules: ["*"], types: [credit_card], ${EXPIRES}`, "passes"],
    ["speak of no other types", `rules: ["*"], types: [iban], ${EXPIRES}`, "acts"],
    ["speak of no other agents", `rules: ["*"], agents: [other], ${EXPIRES}`, "acts"],
    ["speak of no other users", `rules: ["*"], users: [eve], ${EXPIRES}`, "acts"],
  ])("%s", (_, fields, verdict) => {
    const top = `exemptions:\n  - { owner: sec, reason: known, ${fields} }`;
    const acts = verdict === "acts" ? ["a"] : [];
    check({ rules: PII("severity: high"), top, given: [CARD_IN], acts });
  });
});

describe("chains", () => {
  const judges = tests("judges");
  const CHAIN = (within: string) =>
    R("chain", `source: { tools: ["read_*"] }, sink: { tools: ["send_*"] }, within: ${within}`);
  const SINK = calls("send_mail");
  judges(CHAIN("response"), {
    "both in one answer": ["acts", calls("read_config", "send_mail")],
    "in one answer the sink first": ["acts", calls("send_mail", "read_config")],
    "a source of another answer": ["passes", SINK, told("read_config")],
    "a source earlier in the exchange": [
      "acts",
      { evidence: { ...SINK.evidence, earlier: ["read_config"] } },
    ],
  });
  judges(CHAIN("session"), {
    "a sink alone": ["passes", SINK],
    "a source alone": ["passes", calls("read_config")],
    "a source that the request tells of": ["acts", SINK, told("read_config")],
    "a source that the session remembers": ["acts", SINK, seen(["read_config", 1_000])],
    "a source that the client has left out of its history": [
      "acts",
      SINK,
      seen(["read_config", 1_000], ["x", 500]),
      told("x"),
    ],
  });
  judges(CHAIN("{ calls: 2 }"), {
    "a source two calls ago": ["acts", SINK, told("read_config", "x")],
    "a source three calls ago": ["passes", SINK, told("read_config", "x", "y")],
    "a source that the client has put calls behind": [
      "acts",
      SINK,
      seen(["read_config", 1_000]),
      told("read_config", "x", "y", "z"),
    ],
    "a source of many calls ago that both tell of": [
      "passes",
      SINK,
      seen(["read_config", 9_000], ["x", 8_000], ["y", 7_000]),
      told("read_config", "x", "y"),
    ],
  });
  judges(CHAIN("{ time: 5m }"), {
    "a source in time": ["acts", SINK, seen(["read_config", 300_000])],
    "a source too long ago": ["passes", SINK, seen(["read_config", 300_001])],
  });
  judges(
    R("chain", "source: { labels: [sensitive] }, sink: { labels: [external] }"),
    { "tools by their labels": ["acts", calls("vault_get", "post")] },
    "tools:\n  vault_get: { labels: [sensitive] }\n  post: { labels: [external] }",
  );
});

describe("sequences", () => {
  const judges = tests("judges");
  judges(R("sequence", 'tools: ["delete_*"], requires: [confirm]'), {
    "a guarded call without its predecessor": ["acts", calls("delete_user")],
    "a guarded call after it": ["passes", calls("delete_user"), told("confirm")],
    "a predecessor in the same answer, which has not run yet": [
      "acts",
      calls("confirm", "delete_user"),
    ],
    "a predecessor that comes too late": ["acts", calls("delete_user", "confirm")],
  });
  judges(R("sequence", "forbidden: [[login], [export, dump], [delete]]"), {
    "a forbidden sequence with others in between": [
      "acts",
      calls("delete"),
      told("login", "x", "dump", "y"),
    ],
    "the same steps in another order": ["passes", calls("delete"), told("dump", "login")],
    "steps that the client has turned round": [
      "acts",
      calls("delete"),
      seen(["login", 9_000], ["dump", 8_000]),
      told("dump", "login"),
    ],
    "an unfinished sequence": ["passes", calls("x"), told("login", "dump")],
  });
});

describe("repeats", () => {
  const judges = tests("judges");
  judges(R("repeat", "max: 2"), {
    "one call too many in a row": ["acts", calls("x", "x", "x")],
    "as many as may be": ["passes", calls("x", "x", "y", "x")],
    "calls over turns": ["acts", calls("x"), told("x", "x")],
    "calls between which the client has put others": [
      "acts",
      calls("x"),
      seen(["x", 9_000], ["x", 8_000]),
      told("x", "y", "x", "y"),
    ],
  });
  judges(R("repeat", "max: 1, tools: [y]"), {
    "other tools than the rule's": ["passes", calls("x", "x")],
  });
  judges(R("repeat", "max: 1, same: arguments"), {
    "the same arguments": ["acts", callsWith("x", { a: 1 }, { a: 1 })],
    "other arguments": ["passes", callsWith("x", { a: 1 }, { a: 2 })],
  });
});

describe("tools", () => {
  const judges = tests("judges");
  judges(R("undeclared_tools", "severity: high"), {
    "a call that was not declared": ["acts", calls("drop"), declares(tool("search"))],
    "a call that was": ["passes", calls("search"), declares(tool("search"))],
    "a call where the request declares no tools": [
      "acts",
      calls("drop"),
      as({ body: {}, method: "POST", path: "/v1/chat/completions" }),
    ],
    "no call where the tools are those of what is stored": [
      "passes",
      calls("drop"),
      as({ body: { previous_response_id: "resp_1" }, method: "POST", path: "/v1/responses" }),
    ],
    "no call of a run, whose assistant has tools": [
      "passes",
      calls("drop"),
      as({ body: {}, method: "POST", path: "/v1/threads/t/runs" }),
    ],
  });
  judges(R("tool_access", "denied_tools: [drop], declared: true"), {
    "a declared tool that is denied": ["acts", AS_REQUEST, as({ tools: [tool("drop")] })],
    "a list of tools that comes twice": [
      "acts",
      AS_REQUEST,
      as(bodyOf('{"tools":[{"name":"drop"}],"tools":[]}')),
    ],
  });
  judges(R("tool_access", "denied_tools: [drop]"), {
    "declared tools only where the rule says so": [
      "passes",
      AS_REQUEST,
      as({ tools: [tool("drop")] }),
    ],
  });
  judges(R("authorization", "tools: [refund], allowed_roles: [lead]"), {
    "a call for somebody who may not have it": ["acts", calls("refund"), user("x", "staff")],
    "a call for somebody who may": ["passes", calls("refund"), user("x", "lead")],
    "other tools not": ["passes", calls("search"), user("x")],
  });
  judges(R("authorization", "tools: [refund], allowed_users: [eve]"), {
    "a call for a user by name": ["passes", calls("refund"), user("eve")],
  });
  judges(R("authorization", 'tools: [refund], allowed_users: ["*"]'), {
    "a call for nobody": ["acts", calls("refund"), user(null)],
  });

  const SERVER = "mcp: { servers: { gh: { allowed_tools: [list] } } }";
  const O3 = { ...AS_REQUEST, ...as({ model: "o3" }) };
  const TOOLS = "tools: { allow: [search] }";
  const MODELS = 'models: ["gpt-5*"]';
  it.each<[says: string, top: string, given: Given[], acts: string[]]>([
    ["an agent's tools", `agents: { bot: { ${TOOLS} } }`, [calls("x")], ["agents.bot.tools"]],
    ["nothing for other agents", `agents: { other: { ${TOOLS} } }`, [calls("x")], []],
    ["the tools of an MCP server", SERVER, [calls("gh/delete")], ["mcp.gh.allowed_tools"]],
    ["what the server may", SERVER, [calls("gh/list", "other")], []],
    ["an agent's models", `agents: { "b*": { ${MODELS} } }`, [O3], ["agents.b*.models"]],
  ])("reads from the sections %s", (_, top, given, acts) =>
    check({ rules: " []", top, given, acts }),
  );
});

describe("requests", () => {
  const judges = tests("judges", AS_REQUEST);
  judges(R("models", 'allow: ["gpt-5*"]'), {
    "a model that is not allowed": ["acts", as({ model: "o3" })],
    "a model that is": ["passes", as({ model: "gpt-5" })],
  });
  judges(R("models", "deny: [o3]"), {
    "a model that is denied": ["acts", as({ model: "o3" })],
    "a model behind which another one stands": [
      "acts",
      as({ model: "gpt-5", ...bodyOf('{"model":"o3","model":"gpt-5"}') }),
    ],
    "the same where the key is escaped": [
      "acts",
      as({ model: "gpt-5", ...bodyOf('{"mod\\u0065l":"o3","model":"gpt-5"}') }),
    ],
    "a model in a key of another case": ["acts", as({ model: null, ...bodyOf('{"Model":"o3"}') })],
    "no models further in, and no other keys twice": [
      "passes",
      as({
        model: "gpt-5",
        ...bodyOf('{"model":"gpt-5","user":"a","user":"b","metadata":{"model":"o3","Model":"o3"}}'),
      }),
    ],
  });
  judges(R("endpoint_access", 'allow: ["chat.*"]'), {
    "an endpoint by name": ["acts", as({ endpoint: "files", method: "POST" })],
  });
  judges(R("endpoint_access", 'deny: ["GET responses"]'), {
    "an endpoint by method": ["acts", as({ endpoint: "responses", method: "GET" })],
    "the same endpoint by another method": [
      "passes",
      as({ endpoint: "responses", method: "POST" }),
    ],
  });
  judges(R("session", "max_age: 59m"), { "a session that is too old": ["acts", seen()] });
  judges(R("session", "max_age: 1h"), { "a session that is not": ["passes", seen()] });
  judges(R("session", "max_turns: 5"), { "a turn too many": ["acts", seen()] });
  judges(R("session", "max_turns: 6"), { "the last turn": ["passes", seen()] });
  judges(R("session", "blocked_response: true"), {
    "a response that was blocked": ["acts", seen(), as({ previous: "resp_bad" })],
    "a response that was not": ["passes", seen(), as({ previous: "resp_ok" })],
  });
  judges(R("session", "model_change: true"), {
    "another model than the session's": ["acts", seen(), as({ model: "o3" })],
  });
  judges(R("session", "required: true"), { "a request without a session": ["acts"] });
  judges(R("session", "max_turns: 1"), { "nothing of a session that is not named": ["passes"] });

  it("asks another model instead where the rule rewrites", () => {
    const policy = ruled(
      '  - { name: a, scanner: models, allow: ["gpt-5*"], action: rewrite, use: gpt-5-mini }',
    );
    const bound = bind(policy, { ...bareSituation("bot"), model: "o3" });
    expect(decide(bound, REQUEST)).toMatchObject({
      action: "rewrite",
      edits: [{ path: "model", value: "gpt-5-mini" }],
    });
  });
});

describe("tool definitions", () => {
  const HASH = "a".repeat(64);
  const judges = tests("judges", AS_REQUEST);
  const T = (fields: string) => R("tool_definitions", fields);
  judges(T(`pins: { search: ${HASH} }`), {
    "a tool as it was pinned": ["passes", pinned(["search", HASH])],
    "a tool that is not": ["acts", pinned(["search", "b"])],
    "a second tool of a pinned one's name": ["acts", pinned(["search", "b"], ["search", HASH])],
    "a tool without a pin": ["passes", pinned(["other", "b"])],
  });
  judges(T(`pins: { search: ${HASH} }, unpinned: deny`), {
    "a tool without a pin where all must have one": ["acts", pinned(["other", "b"])],
  });
  const BEGAN = as({ session: "s", view: { ...VIEW, toolHashes: { x: HASH } } });
  judges(T("changed_in_session: true"), {
    "a tool that changed since the session began": ["acts", BEGAN, pinned(["x", "b"])],
    "a tool that did not": ["passes", BEGAN, pinned(["x", HASH])],
  });
  judges(T("max_tools: 1"), { "too many tools": ["acts", pinned(["a", "b"], ["b", "b"])] });
  judges(T("max_tools: 2"), { "as many as may be": ["passes", pinned(["a", "b"], ["b", "b"])] });
  judges(T("hosted_denied: [shell]"), {
    "a hosted tool": ["acts", as({ tools: [hosted("shell")] })],
    "a function of a hosted tool's name": ["passes", as({ tools: [tool("shell")] })],
  });
  judges(T("mcp_servers_allowed: [gh]"), {
    "an MCP server": ["acts", as({ tools: [mcp("evil")] })],
    "a server that may be": ["passes", as({ tools: [mcp("gh")] })],
  });
  judges(T("require_strict: true"), {
    "a function that is not strict": ["acts", as({ tools: [tool("x")] })],
  });
  judges(T("mcp_require_approval: always"), {
    "a server that asks for no approval": ["acts", as({ tools: [mcp("gh", "never")] })],
    "a server that always does": ["passes", as({ tools: [mcp("gh", "always")] })],
  });

  it("makes a server ask for approval where the rule rewrites", () => {
    const rules =
      "  - { name: a, scanner: tool_definitions, mcp_require_approval: always, action: rewrite }";
    const bound = bind(ruled(rules), { ...bareSituation("bot"), tools: [mcp("gh", "never")] });
    expect(decide(bound, REQUEST)).toMatchObject({
      action: "rewrite",
      edits: [{ path: "tools[0].require_approval", value: "always" }],
    });
  });
});

describe("a rule that rewrites", () => {
  it("stops what no edit puts right: tools beyond those that are read", () => {
    const rules =
      "  - { name: a, scanner: tool_definitions, mcp_require_approval: always, action: rewrite }";
    const bound = bind(ruled(rules), { ...bareSituation("bot"), hasMoreTools: true });
    expect(decide(bound, REQUEST).action).toBe("block");
  });

  it("leaves one model where a request names several", () => {
    const rules = "  - { name: a, scanner: models, deny: [o3], action: rewrite, use: gpt-5-mini }";
    const asked = bodyOf('{"model":"o3","MODEL":"o3","model":"gpt-5"}');
    const bound = bind(ruled(rules), { ...bareSituation("bot"), model: "gpt-5", ...asked });
    const { action, edits } = decide(bound, REQUEST);
    expect(action).toBe("rewrite");
    expect(applyRequestEdits(asked.bodyText, edits)).toBe('{"model":"gpt-5","model":"gpt-5"}');
  });
});

describe("parameters", () => {
  const judges = tests("judges");
  const P = (fields: string) => R("parameters", `tools: [db], ${fields}`);
  judges(P("params: { sql: { sql: { verbs: [select], statements: 1 } } }"), {
    "a query that only reads": ["passes", callsWith("db", { sql: "SELECT 1" })],
    "one that does not": ["acts", callsWith("db", { sql: "DROP TABLE users" })],
    "two statements": ["acts", callsWith("db", { sql: "SELECT 1; SELECT 2" })],
    "other tools": ["passes", callsWith("x", { sql: "DROP TABLE users" })],
    "arguments that cannot be read": [
      "acts",
      { evidence: { calls: [{ ...call("db"), arguments: "{" }] } },
    ],
  });
  judges(P("schema: { required: [id] }"), {
    "a JSON Schema": ["acts", callsWith("db", {})],
    "arguments that meet it": ["passes", callsWith("db", { id: 1 })],
  });
  judges(P("params: { customer: { equals_claim: customer } }"), {
    "a claim of the user": ["acts", callsWith("db", { customer: "c2" }), customer("c1")],
  });
  judges(P("when: args.amount > 10"), {
    "a condition alone": ["acts", callsWith("db", { amount: 11 })],
  });
});

describe("how a client is told", () => {
  const answer = (rules: string, findings: readonly Finding[], top = "") =>
    decide(ruled(rules, top), { direction: "input", findings, calls: [] });
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

describe("a client's own names", () => {
  const judges = tests("do not hide", AS_REQUEST);
  const T = (fields: string) => R("tool_definitions", fields);
  const declaration = (tools: readonly unknown[]) => {
    const body = bodyOf(JSON.stringify({ tools }));
    return as({ ...body, tools: readDeclaredTools(body.body).tools });
  };
  judges(T("hosted_allowed: [web_search]"), {
    "a hosted tool that is called as one that is allowed": [
      "acts",
      declaration([{ type: "code_interpreter", name: "web_search" }]),
    ],
  });
  judges(T('hosted_allowed: ["web_search*"], max_tools: 1'), {
    "one that is": ["passes", declaration([{ type: "web_search_preview", name: "find" }])],
  });
  judges(R("tool_access", "denied_tools: [code_interpreter], declared: true"), {
    "a denied tool by its type": [
      "acts",
      declaration([{ type: "code_interpreter", name: "notes" }]),
    ],
  });
  const docs = "https://docs.example/mcp";
  judges(T('mcp_servers_allowed: ["https://docs.example/*"]'), {
    "a server that is called as the address of another": [
      "acts",
      declaration([{ type: "mcp", server_label: docs, server_url: "https://evil.example/mcp" }]),
    ],
    "the server that is there": [
      "passes",
      declaration([{ type: "mcp", server_label: "x", server_url: docs }]),
    ],
  });
});

describe("a final rule about a request", () => {
  const RULES = `  - { name: p, scanner: request_parameters, max: { n: 1 }, action: rewrite, final: true }
  - { name: q, scanner: request_parameters, forbid: [n], action: block }
  - { name: m, scanner: models, deny: [o3], action: block }
  - { name: e, scanner: endpoint_access, deny: [chat.completions], action: block }`;
  it("takes the place that it is about, and nothing else of the request", () => {
    const path = "/v1/chat/completions";
    const body = bodyOf('{"model":"o3","n":5}');
    check({
      rules: RULES,
      given: [AS_REQUEST, as({ ...body, model: "o3", path, endpoint: "chat.completions" })],
      acts: ["p", "m", "e"],
    });
  });
});

describe("what strips", () => {
  const heard = finding("moderation.violence", "violence", { start: 0, end: 0 });
  it("ends the session where the rule says so", () => {
    const rules = "  - { name: a, scanner: pii, action: terminate_session, respond_with: strip }";
    const decision = decide(ruled(rules), { direction: "input", findings: [CARD], calls: [] });
    expect(decision).toMatchObject({ action: "terminate_session", redactions: [] });
  });

  it.each([
    ["a verdict from elsewhere", R("moderation", "wait: true")],
    ["the length of a text", R("content", "max_chars: 9")],
    ["the language of a text", R("content", "languages: { allow: [en] }")],
  ])("stops what cannot be cut out: %s", (_, rules) => {
    const whole = ["too_long", "language"].map((category) => finding("content.a", category));
    const decision = decide(ruled(rules, "defaults: { respond_with: strip }"), {
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
    const { redactions } = decide(ruled(rules.join("\n")), evidence);
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
    const decision = decide(ruled(rules), evidence);
    expect(decision).toMatchObject({ action: "block", intended: "block" });
    expect(decision.reasons).toHaveLength(64);
    expect(decision.reasons.at(-1)).toMatchObject({ rule: "z", action: "block" });
  });
});

describe("conditions", () => {
  const speak = tests("speak of");
  const WHEN = (condition: string, more = "") =>
    R("tool_access", `denied_tools: ["*"], when: '${condition}'${more}`);
  const pay = (args: unknown) => callsWith("pay", args);
  speak(WHEN("args.amount > 100"), {
    arguments: ["acts", pay({ amount: 150 })],
    "arguments that are not": ["passes", pay({ amount: 99.5 })],
    "nothing, and so stops": ["acts", pay({})],
  });
  speak(WHEN("args.amount > 100", ", on_error: fail_open"), {
    "nothing, and lets it pass where the rule fails open": ["passes", pay({})],
  });
  speak(WHEN("args.customer != user.claims.customer"), {
    "a claim of the user": ["acts", pay({ customer: "c2" }), customer("c1")],
    "the user's own": ["passes", pay({ customer: "c1" }), customer("c1")],
  });
  speak(WHEN("session.turns > 4"), { "the session": ["acts", pay({}), seen()] });
  speak(WHEN('history.exists(h, h.tool == "read")'), {
    "the history": ["acts", pay({}), told("read")],
    "a history that the client has made longer without it": [
      "acts",
      pay({}),
      seen(["read", 1_000]),
      told("x", "y"),
    ],
  });
  speak(WHEN("time.hour == 12 && time.weekday == 1"), { "the time": ["acts", pay({})] });
  speak(WHEN('tool.name.startsWith("x")'), { "the tool": ["passes", pay({})] });
  speak(PII("when: finding.confidence > 0.95"), { "a finding": ["passes", CARD_IN] });

  it("are named where they fail, and an allowance whose condition fails allows nothing", () => {
    const rules = `  - { name: ok, scanner: pii, action: allow, when: "args.x == 1" }\n${PII("severity: high")}`;
    const decision = decide(ruled(rules), { ...CARD_IN.evidence, calls: [] });
    expect(decision).toMatchObject({ action: "block", failedRules: ["ok"] });
  });
});

describe("request parameters", () => {
  const judge = tests("judge", AS_REQUEST);
  const P = (action: string, fields: string) =>
    `  - { name: a, scanner: request_parameters, action: ${action}, ${fields} }`;
  const path = "/v1/chat/completions";
  const asks = (members: Readonly<Record<string, unknown>>) => {
    const body = { messages: [], ...members };
    const bodyText = JSON.stringify(body);
    return as({ body, bodyText, endpoint: "chat.completions", path, method: "POST" });
  };
  judge(P("block", "max: { n: 2 }"), {
    "a value over its bound": ["acts", asks({ n: 3 })],
    "a value at its bound": ["passes", asks({ n: 2 })],
  });
  judge(P("block", "forbid: [logprobs]"), {
    "what must be off": ["acts", asks({ logprobs: true })],
    "what is off": ["passes", asks({ logprobs: false })],
  });
  judge(P("block", "force: { store: false }"), {
    "requests that ask for no answer not": ["passes", asks({}), as({ path: `${path}/chatcmpl-1` })],
  });
  judge(P("rewrite", "require: [metadata.ticket]"), {
    "what it cannot put right itself, and stops it": ["acts", asks({})],
  });

  it("set what a rule that rewrites says", () => {
    const rules = P("rewrite", "force: { parallel_tool_calls: false }, max: { max_tokens: 100 }");
    const { situation } = asks({ max_tokens: 500 });
    const set = (...tools: DeclaredTool[]) => {
      const bound = bind(ruled(rules), { ...bareSituation("bot"), ...situation, tools });
      const { action, edits } = decide(bound, REQUEST);
      expect(action).toBe("rewrite");
      return applyRequestEdits(bound.situation.bodyText ?? "", edits);
    };
    expect(set(tool("search"))).toBe(
      '{"messages":[],"max_tokens":100,"parallel_tool_calls":false}',
    );
    // The API refuses the one without the other.
    expect(set()).toBe('{"messages":[],"max_tokens":100}');
  });
});
