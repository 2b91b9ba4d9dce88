// The limits of one exchange: what a policy's rules ask for, what the answers come to, and what is
// told at the end. The objects are scripted; `test/workers/limits.test.ts` has the real ones.
import { describe, expect, it } from "vitest";
import type { MeterRefusal } from "../../src/domain/meter.ts";
import { newSession } from "../../src/domain/session-view.ts";
import type { LimitVerdict } from "../../src/durable-objects/limit-port.ts";
import type { TakeAnswer } from "../../src/durable-objects/limit-state.ts";
import { openLimits, type ExchangeLimits } from "../../src/gateway/limits.ts";
import { openAccount, type Account } from "../../src/inspection/account.ts";
import { decisionFor } from "../../src/domain/decision.ts";
import { agentPolicy, bind } from "../../src/policy/agent-policy.ts";
import { loadPolicy } from "../../src/policy/load.ts";
import { bareSituation } from "../../src/policy/situation.ts";
import { headOf } from "../settled-event.ts";

interface Options {
  /** Members of the policy beside its rules, as YAML. */
  readonly top?: string;
  readonly session?: string | null;
  readonly isRead?: boolean;
  /** What the objects answer; null: they cannot be reached. */
  readonly answer?: TakeAnswer | null;
  readonly tokens?: number;
}

interface Opened {
  readonly limits: ExchangeLimits | null;
  readonly account: Account;
  /** What was said to which object. */
  readonly said: readonly string[];
  readonly settled: () => Promise<unknown>;
}

const GRANTED: TakeAnswer = { refused: null, exceeded: [], left: [], calls: [] };

/** Opens the limits of an exchange under some rules, each one YAML flow mapping. */
function open(rules: readonly string[], options: Options = {}): Opened {
  const { top = "", session = "s", isRead = false, answer = GRANTED, tokens = 0 } = options;
  const lines = rules.map((rule) => {
    const action = rule.includes("action:") ? "" : "action: block, ";
    return `  - { name: r, ${action}${rule} }`;
  });
  const loaded = loadPolicy(`version: "1.0"\n${top}\nrules:\n${lines.join("\n")}\n`);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const whole = agentPolicy(loaded.value, "bot");
  const policy = bind(whole, { ...bareSituation("bot"), model: "m", session });
  const account = openAccount({
    head: headOf({ id: "x", session, method: isRead ? "GET" : "POST", model: "m" }),
    key: "k",
    mode: policy.mode,
    policy: null,
    endUser: null,
  });
  const said: string[] = [];
  const pending: Promise<unknown>[] = [];
  const stub = (name: string) => {
    const say = (what: string) => (ask: unknown) => {
      said.push(`${what} ${name} ${typeof ask === "string" ? ask : ""}`.trim());
      return answer === null ? Promise.reject(new Error("gone")) : Promise.resolve(answer);
    };
    return {
      take: say("take"),
      finish: say("finish"),
      giveBack: say("giveBack"),
      touch: say("touch"),
    };
  };
  const limits = openLimits({
    account,
    policy,
    whole,
    key: "k",
    isRead,
    tokens,
    hashUser: () => Promise.resolve("u"),
    context: {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a scripted platform
      env: {
        LIMIT: { idFromName: (name: string) => name, get: stub },
      } as unknown as Cloudflare.Env,
      waitUntil: (promise) => void pending.push(promise),
    },
  });
  return { limits, account, said, settled: () => Promise.all(pending) };
}

const REFUSED: MeterRefusal = {
  name: "r",
  count: "requests",
  by: "agent",
  max: 2,
  windowMs: 60_000,
  remaining: 0,
  resetMs: 5,
  retryAfterMs: 4,
};

const NO_VERDICT: LimitVerdict = { refused: null, failed: [], exceeded: [], left: [], calls: [] };

describe("limits", () => {
  it.each([
    ["without rules about them", ["scanner: secrets"], true],
    ["with a limit", ["scanner: limit, rate: 2/min"], false],
    ["with a rule about sessions", ["scanner: session, max_turns: 3"], false],
    ["with a rule that ends sessions", ["scanner: secrets, action: terminate_session"], false],
    ["with a condition on the session", ["scanner: secrets, when: session.flags > 1"], false],
    [
      "with a condition on earlier calls",
      [`scanner: secrets, when: 'history.exists(c, c.tool == "a")'`],
      false,
    ],
    ["with a condition on something else", [`scanner: secrets, when: 'user.id == "a"'`], true],
    ["for another model", ["scanner: limit, rate: 2/min, models: [n]"], true],
    [
      "under a condition that is not met",
      [`scanner: limit, rate: 2/min, when: 'model == "n"'`],
      true,
    ],
  ])("%s: whether none are opened", (_, rules, isNone) => {
    expect(open(rules).limits === null).toBe(isNone);
  });

  it.each([
    ["by: agent", "take t/agent:bot"],
    ["by: user", "take t/user:u"],
    ["by: key", "take t/key:k"],
    ["by: tool, count: tool_calls", "take t/agent:bot"],
  ])("%s are asked of their own object", async (by, expected) => {
    const { limits, said } = open([`scanner: limit, rate: 2/min, ${by}`]);
    await limits?.take();
    expect(said).toEqual([expected]);
    expect(limits?.ask).toBeNull();
  });

  it.each(["by: session, rate: 2/min", "by: agent, rate: 2/session"])(
    "of a session are asked with its admission: %s",
    async (by) => {
      const { limits, said } = open([`scanner: limit, ${by}`]);
      expect(await limits?.take()).toEqual(NO_VERDICT);
      expect(said).toEqual([]);
      expect(limits?.ask).toMatchObject({ meters: [{ name: "r", max: 2 }], isTurn: true });
      expect(open([`scanner: limit, ${by}`], { session: null }).limits?.ask).toBeNull();
    },
  );

  it("hold a rate limit of the other dialect to requests and calls, or to calls of some tools", () => {
    const meters = (more: string) =>
      open([`scanner: rate_limit, max_calls: 3, window_seconds: 1.5, by: session${more}`]).limits
        ?.ask?.meters;
    expect(meters("")).toMatchObject([
      { count: "tool_calls", max: 3, windowMs: 1_500 },
      { count: "requests", max: 3, windowMs: 1_500 },
    ]);
    expect(meters(", tools: [a]")).toMatchObject([{ count: "tool_calls", tools: ["a"] }]);
  });
});

describe("answers", () => {
  const admitted = { admitted: true } as const;
  const rules = ["scanner: limit, rate: 2/min"];

  it("that refuse are told with the rule, and are of its mode", () => {
    const verdict = { ...NO_VERDICT, refused: REFUSED };
    const { limits, account } = open(rules);
    expect(limits?.judge({ admission: admitted, verdict, refused: null }).refused).toMatchObject({
      status: 429,
      retryAfterMs: 4,
      details: { rules: ["r"] },
    });
    expect(account.decision).toMatchObject({ action: "block", reasons: [{ detector: "limit" }] });
  });

  it("that will never be others are a 400, in the words of the rule", () => {
    const { limits } = open(["scanner: limit, rate: 2/min, message: Enough for today."]);
    const verdict = { ...NO_VERDICT, refused: { ...REFUSED, retryAfterMs: null } };
    expect(limits?.judge({ admission: admitted, verdict, refused: null }).refused).toMatchObject({
      status: 400,
      code: "budget_exhausted",
      message: "Enough for today.",
    });
  });

  it.each([
    ["refuse where the rule fails closed", "", "", "limits_unavailable"],
    ["let pass where the rule fails open", ", on_error: fail_open", "", undefined],
    ["let pass in monitor mode", "", "mode: monitor", undefined],
  ])("that do not come %s", async (_, more, top, code) => {
    const { limits, account, said, settled } = open([`${rules.join("")}${more}`], {
      top,
      answer: null,
    });
    const verdict = (await limits?.take()) ?? NO_VERDICT;
    const standing = limits?.judge({ admission: admitted, verdict, refused: null });
    expect(standing?.refused?.code).toBe(code);
    const event = await closed(account);
    expect(event.degraded).toEqual(["limits_unavailable"]);
    await settled();
    // It may have counted, although it did not answer.
    expect(said.includes("giveBack t/agent:bot x")).toBe(code !== undefined);
  });

  it("refuse nothing where only the rule is monitored, and say what it would have done", async () => {
    const monitored = [`${rules.join("")}, mode: monitor`];
    const { limits, account } = open(monitored);
    const exceeded = [{ ...REFUSED }];
    const verdict = { ...NO_VERDICT, exceeded };
    expect(limits?.judge({ admission: admitted, verdict, refused: null }).refused).toBeNull();
    expect(account.decision).toMatchObject({ action: "flag", intended: "block" });
    const gone = open(monitored, { answer: null });
    const failed = (await gone.limits?.take()) ?? NO_VERDICT;
    const standing = gone.limits?.judge({ admission: admitted, verdict: failed, refused: null });
    expect(standing?.refused).toBeNull();
  });

  it.each([
    ["scanner: limit, rate: 2/min", true],
    ["scanner: limit, rate: 2/min, mode: monitor", false],
    ["scanner: limit, rate: 2/min, action: flag", false],
    ["scanner: rate_limit, max_calls: 2, window_seconds: 1, mode: monitor", false],
    ["scanner: concurrency, max: 2, mode: monitor", false],
  ])("are asked to refuse where a rule acts: %s", (rule, isEnforced) => {
    const meters = open([`${rule}, by: session`]).limits?.ask?.meters ?? [];
    expect(meters.map((meter) => meter.isEnforced)).not.toContain(!isEnforced);
    expect(meters.length).toBeGreaterThan(0);
  });

  it("are asked for nothing that is exempt", () => {
    const exempt = (agents: string) =>
      `exemptions: [{ rules: [r], agents: [${agents}], owner: o, reason: x, expires: 2999-01-01 }]`;
    expect(open(rules, { top: exempt("bot") }).limits).toBeNull();
    expect(open(rules, { top: exempt("other") }).limits).not.toBeNull();
  });

  it("give back what was granted where the session refuses, or the ledger", async () => {
    for (const refused of [null, { status: 503, code: "x", message: "x" }]) {
      const { limits, said, settled } = open(rules);
      const verdict = (await limits?.take()) ?? NO_VERDICT;
      const limited = {
        admitted: false,
        reason: "limited",
        refused: REFUSED,
        limits: GRANTED,
      } as const;
      const admission = refused === null ? limited : null;
      expect(limits?.judge({ admission, verdict, refused }).refused).not.toBeNull();
      limits?.finish({ outcome: "refused", status: 429 });
      await settled();
      expect(said).toEqual(["take t/agent:bot", "giveBack t/agent:bot x"]);
    }
  });

  it("of a session that was ended refuse, except in monitor mode", () => {
    const view = { ...newSession(0), terminatedBy: "old-rule" };
    const told = {
      admission: { admitted: true, view },
      verdict: NO_VERDICT,
      refused: null,
    } as const;
    const { limits, account } = open(["scanner: session, max_turns: 3"]);
    expect(limits?.judge(told).refused?.code).toBe("session_terminated");
    expect(account.decision.reasons).toMatchObject([{ rule: "old-rule", detector: "session" }]);
    const watching = open(["scanner: session, max_turns: 3"], { top: "mode: monitor" });
    expect(watching.limits?.judge(told).refused).toBeNull();
    expect(watching.account.decision).toMatchObject({ action: "flag", intended: "block" });
  });

  it("say how many calls the answer may make", () => {
    const { limits, account } = open([
      "scanner: limit, count: tool_calls, rate: 2/min, tools: [a]",
    ]);
    const calls = [{ name: "r", isEnforced: true, tools: ["a"], left: 1, used: null }];
    limits?.judge({ admission: admitted, verdict: { ...NO_VERDICT, calls }, refused: null });
    const call = (name: string) => ({ name, path: name });
    expect(account.spend([call("a"), call("b"), call("a")])).toMatchObject([
      { reason: { rule: "r", action: "block", path: "a" }, isMonitored: false },
    ]);
  });
});

describe("the end of an exchange", () => {
  const rules = ["scanner: session, max_turns: 9"];
  const call = (name: string) => ({
    id: name,
    name,
    kind: "json" as const,
    arguments: "{}",
    path: name,
    argumentsPath: null,
  });

  it.each([
    ["complete", 200, { calls: ["a"], tokens: 8, response: "resp_1", model: "m" }],
    ["client_gone", 200, { calls: ["a"], tokens: 8, response: "resp_1", model: "m" }],
    ["blocked", 400, { tokens: 8, response: "resp_1", model: "m", blockedResponse: "resp_1" }],
    [
      "blocked",
      101,
      { calls: ["a"], tokens: 8, response: "resp_1", model: "m", blockedResponse: "resp_1" },
    ],
  ] as const)("that is %s with status %i tells its session", (outcome, status, expected) => {
    const { limits, account } = open(rules);
    account.called([call("a")]);
    account.used({ input: 3, output: 5 });
    account.responded("resp_1");
    expect(limits?.finish({ outcome, status })?.facts).toEqual({ id: "x", ...expected });
  });

  it.each([
    ["log", {}],
    ["flag", { isFlagged: true }],
    ["redact", { isFlagged: true }],
    ["block", { isFlagged: true, isBlocked: true }],
    ["terminate_session", { isFlagged: true, isBlocked: true, terminate: "end" }],
  ] as const)("in which a rule's action was %s tells that", (action, expected) => {
    const { limits, account } = open(rules);
    const reason = { rule: "end", action, severity: "high", detector: "d", path: "" } as const;
    account.decided(decisionFor("enforce", [reason]));
    const { facts } = limits?.finish({ outcome: "complete", status: 200 }) ?? {};
    expect(facts).toEqual({ id: "x", model: "m", tokens: 0, ...expected });
  });

  it("that was refused tells nothing", () => {
    const { limits } = open(rules);
    expect(limits?.finish({ outcome: "refused", status: 429 })).toBeNull();
  });

  it("that only read a response tells of it, and one that read a list of nothing", () => {
    const { limits, account } = open(rules, { isRead: true });
    account.called([call("a")]);
    expect(limits?.finish({ outcome: "complete", status: 200 })?.facts).toEqual({
      id: "x",
      isRead: true,
    });
    account.responded("resp_1");
    account.used({ input: 1, output: 1 });
    expect(limits?.finish({ outcome: "complete", status: 200 })?.facts).toEqual({
      id: "x",
      isRead: true,
      response: "resp_1",
      calls: ["a"],
      tokens: 2,
    });
  });

  it("of which no usage was told is as long as its texts", () => {
    const { limits, account } = open(rules, { tokens: 10 });
    account.wrote(81);
    expect(limits?.finish({ outcome: "complete", status: 200 })?.facts.tokens).toBe(31);
  });

  it("is told to objects that count what only the end tells, and to no other", async () => {
    const told = async (rule: string) => {
      const { limits, said, settled } = open([rule]);
      await limits?.take();
      limits?.touch();
      limits?.finish({ outcome: "complete", status: 200 });
      await settled();
      return said;
    };
    expect(await told("scanner: concurrency, max: 3, by: key")).toEqual([
      "take t/key:k",
      "touch t/key:k x",
      "finish t/key:k",
    ]);
    expect(await told("scanner: limit, rate: 3/min, by: key")).toEqual(["take t/key:k"]);
  });
});

function closed(account: Account) {
  account.close({ outcome: "complete", status: 200 }, 0);
  return account.toEvent(() => Promise.resolve(""));
}
