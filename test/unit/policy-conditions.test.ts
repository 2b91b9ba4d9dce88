// Conditions in CEL: what they say, what they refuse and where, and that nothing breaks them.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/domain/limits.ts";
import { compileCondition, type Condition } from "../../src/policy/conditions/cel.ts";
import { conditionTime, type ConditionScope } from "../../src/policy/conditions/condition-scope.ts";

/** Thursday, 31 December 2026, 23:30 UTC. */
const AT_MS = Date.UTC(2026, 11, 31, 23, 30);

const SCOPE: ConditionScope = {
  args: {
    amount: 150,
    fraction: 150.5,
    whole: 150.0,
    name: "Ada 😀",
    flag: true,
    nothing: null,
    tags: ["a", "b"],
    rows: [{ n: 1 }, { n: 2 }, { m: 3 }],
    nested: { deep: { x: 1 } },
    huge: JSON.parse("1e999") as unknown,
  },
  tool: { name: "pay", server: "bank", kind: "function", tier: 3 },
  agent: { id: "support-1", tier: 2 },
  user: { id: "u1", roles: ["clerk", "admin"], claims: { tier: "gold", limits: { day: 5 } } },
  session: {
    id: "s1",
    age_seconds: 90,
    turns: 3,
    flags: 1,
    blocks: 0,
    tool_calls: 7,
    injection: 0.25,
  },
  history: [
    { tool: "search", seconds_ago: 5 },
    { tool: "pay", seconds_ago: 300 },
  ],
  time: conditionTime(AT_MS),
  model: "gpt-5.2-mini",
  endpoint: "/v1/chat/completions",
  request: { temperature: 0.5, messages: [{ role: "user" }] },
};

function compiled(source: string): Condition {
  const result = compileCondition(source);
  if (!result.ok) throw new Error(`${source}: ${result.error.message} at ${result.error.offset}`);
  return result.value;
}

function check(source: string, expected: boolean | "failed", scope = SCOPE): void {
  expect(compiled(source).evaluate(scope), source).toBe(expected);
}

describe("what a condition says", () => {
  it.each<[string, boolean | "failed"]>([
    ['args.amount > 100 && user.claims.tier == "gold"', true],
    ["args.amount > 150", false],
    // Whole numbers and fractions are one kind.
    ["args.fraction > 100", true],
    ["args.fraction == 150.5", true],
    ["args.amount == 150.0", true],
    ["args.whole == 150", true],
    ["args.amount + 0.5 == args.fraction", true],
    ["args.amount * 2 >= 300.0", true],
    ["session.turns * 1.5 == 4.5", true],
    ["session.turns / 2 == 1.5", true],
    ["7 / 2 == 3.5", true],
    ["7 % 2 == 1 && 7.5 % 2 == 1.5", true],
    ["3 in [1.5, 3]", true],
    ["1.5 in [1, 2]", false],
    ["args.amount in [100, 150.0]", true],
    ["-args.amount < -149.5", true],
    ["1 / 0 > 1", "failed"],
    ["args.huge >= args.huge", true],
    ["int(args.fraction) == 150", true],
    ['int("12") == 12 && double("1.5") == 1.5', true],
    ['int("0x10") == 16', "failed"],
    ['string(args.amount) == "150"', true],
    // Texts.
    ['model.startsWith("gpt-5") && model.endsWith("mini") && model.contains("5.2")', true],
    ['args.name.size() == 5 && size("") == 0', true],
    ['args.name.lowerAscii() == "ada 😀" && args.name.upperAscii().startsWith("ADA")', true],
    ['" x ".trim() == "x"', true],
    ['model.matches("^gpt-[0-9]")', true],
    ['model.matches("^gpt$")', false],
    [String.raw`model.matches(r"5\.2")`, true],
    ['args.amount.matches("1")', "failed"],
    ['"a" < "b" && "b" >= "a"', true],
    ["args.name < args.amount", "failed"],
    // Missing and odd values.
    ["has(args.amount)", true],
    ["has(args.missing)", false],
    ["has(args.nested.deep.x) && !has(args.nested.deep.y)", true],
    ["has(args.missing.x)", "failed"],
    ["has(args.missing) && args.missing > 1", false],
    ["args.missing > 1", "failed"],
    ["args.missing == null", "failed"],
    ["args.nothing == null", true],
    ["args.name == 5", false],
    ["args.name != 5", true],
    ["args.flag", true],
    ["args.amount", "failed"],
    ["!args.flag", false],
    ["!args.amount", "failed"],
    ["has(args.__proto__) || has(args.constructor) || has(args.toString)", false],
    ['args["constructor"] == 1', "failed"],
    ['"hasOwnProperty" in args', false],
    ["finding.confidence > 0.5", "failed"],
    // A side that decides makes up for one that failed.
    ["args.missing > 1 || args.flag", true],
    ["args.missing > 1 && !args.flag", false],
    ["args.missing > 1 && args.flag", "failed"],
    ["args.missing > 1 || !args.flag", "failed"],
    ["args.flag ? args.amount > 1 : args.missing", true],
    ["args.amount ? true : false", "failed"],
    // Lists and maps.
    ['"admin" in user.roles', true],
    ['user.roles[0] == "clerk"', true],
    ['user.roles[2] == "clerk"', "failed"],
    ['user.roles[-1] == "clerk"', "failed"],
    ['"tier" in user.claims', true],
    ['user.claims["tier"] == "gold"', true],
    ['args.tags == ["a", "b"] && args.tags != ["b", "a"]', true],
    ['user.claims == {"tier": "gold", "limits": {"day": 5.0}}', true],
    ['{"gold": 200, "free": 10}[user.claims.tier] > args.amount', true],
    ['(args.tags + ["c"]).size() == 3', true],
    ['args.tags.exists(t, t == "b")', true],
    ["args.tags.all(t, t.size() == 1)", true],
    ['args.tags.exists_one(t, t == "a")', true],
    ['args.tags.exists_one(t, t != "x")', false],
    ["args.rows.exists(r, r.n == 2)", true],
    ["args.rows.exists(r, r.n == 9)", "failed"],
    ["args.rows.all(r, r.n == 1)", false],
    ["args.rows.all(r, r.n > 0)", "failed"],
    ["args.rows.filter(r, has(r.n)).map(r, r.n) == [1, 2]", true],
    ["args.rows.map(r, has(r.n), r.n * 2) == [2, 4]", true],
    ["args.rows.map(r, r.n).size() == 3", "failed"],
    ["args.nested.exists(k, k == 'deep')", true],
    ["args.amount.exists(k, k == 1)", "failed"],
    ["[1, 2].exists(a, [3, 4].exists(b, a + b == 6))", true],
    ["[1, 2].all(a, [1, 2].exists(b, b == a) && [1].exists(c, c <= a))", true],
    ['history[0].tool == "search"', true],
    ['history.exists(h, h.tool == "pay" && h.seconds_ago < 60)', false],
    ["history.filter(h, h.seconds_ago < 60).size() == 1", true],
    ['request.messages[0].role == "user"', true],
    // Time.
    ["time.year == 2026 && time.month == 12 && time.day == 31", true],
    ["time.hour == 23 && time.minute == 30 && time.weekday == 4", true],
    ['hour_in("Europe/Berlin") == 0 && weekday_in("Europe/Berlin") == 5', true],
    ['minute_in("Asia/Kolkata") == 0', true],
    ['time.timestamp < timestamp("2027-01-01T00:00:00Z")', true],
    ['timestamp("2027-01-01T00:00:00+01:00") - time.timestamp == duration("-0.5h")', true],
    ['time.timestamp + duration("30m") == timestamp("2027-01-01T00:00:00Z")', true],
    ["timestamp(args.name) < time.timestamp", "failed"],
  ])("%s is %s", (source, expected) => {
    check(source, expected);
  });

  it("reads only what it comes to, each time it comes to it", () => {
    const read: string[] = [];
    class Lazy {
      get agent(): { id: string; tier: number } {
        read.push("agent");
        return { id: "a", tier: 1 };
      }
      get user(): never {
        throw new Error("must not be read");
      }
    }
    check('agent.tier == 1 || user.id == "x"', true, new Lazy());
    expect(read).toEqual(["agent"]);
    check('user.id == "x"', "failed", new Lazy());
  });

  it("reads fields that are getters of a class", () => {
    class Session {
      readonly id = "s";
      readonly age_seconds = 0;
      readonly flags = 0;
      readonly blocks = 0;
      readonly tool_calls = 0;
      readonly injection = 0;
      get turns(): number {
        return 4;
      }
    }
    check("session.turns == 4 && has(session.turns)", true, { session: new Session() });
  });

  it("tells which variables it depends on", () => {
    const source = 'args.a == 1 && history.exists(h, h.tool == model) || hour_in("UTC") > 1';
    expect([...compiled(source).variables].toSorted()).toEqual([
      "args",
      "history",
      "model",
      "time",
    ]);
  });
});

/** `«` stands before the place that the error points at. */
function checkRefused(marked: string, message: string): void {
  const source = marked.replace("«", "");
  const result = compileCondition(source);
  expect(result.ok ? "accepted" : result.error, source).toEqual({
    offset: marked.indexOf("«"),
    message: expect.stringContaining(message),
  });
}

describe("what is refused", () => {
  it.each<[string, string]>([
    ["«sesion.turns > 3", "There is no variable sesion. Did you mean session?"],
    ["model == 'a' && «foo", "There is no variable foo."],
    ["«cel.bind(x, 1, x == 1)", "There is no variable cel."],
    ["session.«trns > 3", "There is no field trns here. Did you mean turns?"],
    ["has(session.«trns)", "Did you mean turns?"],
    ["history.exists(h, h.«tol == 'x')", "There is no field tol here."],
    ["has(«model)", "has() needs a field"],
    ["«startswith(model, 'a')", "There is no function startswith()."],
    ["model.«startswith('a')", "Did you mean startsWith?"],
    ["«contains(model, 'a')", "x.contains(...)"],
    ["model.«split('a').size() > 1", "There is no function split()."],
    ["«model", "A condition says yes or no"],
    ["«session.turns + 1", "A condition says yes or no"],
    ["«model == 1", "== does not take string and number."],
    ["model == 'a' && «model < 1.5", "< does not take string and number."],
    ["«!model", "does not take"],
    ["«model.contains(3)", "string.contains(number)"],
    ["«model && true", "Only yes or no"],
    ["«args.a ? true : 'a'", "Both sides"],
    ["model == «", "ends too early"],
    ["(model == 'a'«", "ends too early"],
    ["model == «'a", "no closing quote"],
    ["model «= 'a'", "Something else"],
    ["model == 'a' «b", "Something else"],
    ["model.matches('a«(b')", "no closing parenthesis"],
    [String.raw`model.matches(r"a\d«(b")`, "no closing parenthesis"],
    [String.raw`model.matches(«"a\\d(b")`, "no closing parenthesis"],
    ["model.matches('«(?=a)')", "no look-around"],
    ["model.matches(«args.pattern)", "in quotes"],
    ["model.matches(«'a' + 'b')", "in quotes"],
    ["hour_in(«'Europe/Berln') > 1", "name of a time zone"],
    ["hour_in(«model) > 1", "name of a time zone"],
    ["time.timestamp > timestamp(«'2026-12-31')", "A timestamp looks like"],
    ["duration(«'1 hour') > duration('1s')", "A duration looks like"],
    ["args.exists(«model, model == 'a')", "means something else"],
    ["args.all(a, args.all(b, args.«all(c, c == a)))", "Not more than 2"],
    ["args.x > «99999999999999999999", "2^53"],
    ["«b'abc' == b'abc'", "not available"],
    ["args.x == «5u", "not available"],
  ])("points into %s", (marked, message) => {
    checkRefused(marked, message);
  });

  it("bounds the source and the tree", () => {
    const long = `model == "${"x".repeat(LIMITS.conditionCharsMax)}"`;
    expect(compileCondition(long)).toMatchObject({ error: { offset: LIMITS.conditionCharsMax } });
    // Each comparison is three nodes and an operator.
    const terms = (count: number): string => Array(count).fill("1==1").join("&&");
    expect(compileCondition(terms(LIMITS.conditionNodesMax / 4)).ok).toBe(true);
    expect(compileCondition(terms(LIMITS.conditionNodesMax / 4 + 1)).ok).toBe(false);
    const nested = (depth: number): string => `${"(".repeat(depth)}true${")".repeat(depth)}`;
    expect(compileCondition(nested(LIMITS.conditionDepthMax - 1)).ok).toBe(true);
    expect(compileCondition(nested(LIMITS.conditionDepthMax)).ok).toBe(false);
  });
});

describe("what it may cost", () => {
  const numbers = (length: number): ConditionScope => {
    const list = (): number[] => Array.from({ length }, (_, at) => at);
    return { args: { l: list(), m: list(), text: "ab".repeat(length) } };
  };

  it.each<[string, number, number]>([
    ["args.l.all(a, a >= 0)", 1_000, 500_000],
    ["args.l.all(a, args.l.all(b, a + b >= 0))", 100, 1_000],
    ["args.l.all(a, !(a in args.l) || true)", 100, 2_000],
    ["args.l.all(a, args.l == args.m)", 50, 2_000],
    ["args.l.map(a, args.text + args.text).size() >= 0", 50, 20_000],
    ['args.text.matches("b$")', 10_000, 500_000],
    ['args.text.matches("[ab]{1,400}c") || true', 1_000, 100_000],
    ["args.l.all(a, args.text.contains('abc') || true)", 100, 20_000],
    ["(args.l + args.l).size() >= 0", 1_000, 1_000_000],
  ])("%s answers over %d elements and gives up over %d", (source, small, large) => {
    check(source, true, numbers(small));
    check(source, "failed", numbers(large));
  });

  it("gives up even where one side would decide", () => {
    check("true || args.l.all(a, a >= 0)", true, numbers(500_000));
    check("args.l.all(a, a >= 0) || true", "failed", numbers(500_000));
  });

  it("bounds the texts that it puts together", () => {
    const text = "x".repeat(LIMITS.conditionTextCharsMax / 2);
    check("(args.t + args.t).size() > 1", true, { args: { t: text } });
    check("(args.t + args.t).size() > 1", "failed", { args: { t: `${text}x` } });
  });

  it("fails on values that nest deeper than the stack", () => {
    const deep = (): unknown => {
      let value: unknown = 1;
      for (let depth = 0; depth < 100_000; depth++) value = [value];
      return value;
    };
    check("args.a == args.b", "failed", { args: { a: deep(), b: deep() } });
  });
});

describe("hostile conditions", () => {
  const leaf = fc.constantFrom(
    ..."args args.amount args.tags args.rows args.nothing args.x request history user.claims".split(
      " ",
    ),
    ..."session.turns user.roles model time.timestamp time.unix finding.confidence e f".split(" "),
    ...`1 2.5 -1 0 true false null "a" 'b' [] {} [1,2] {"a":1} 9007199254740991`.split(" "),
    'timestamp("2026-01-01T00:00:00Z")',
    'duration("1h")',
  );
  const { tree } = fc.letrec<{ tree: string }>((tie) => {
    const inner = tie("tree");
    const operator = fc.constantFrom(
      ..."+ - * / % == != < <= > >= && || in".split(" ").map((one) => ` ${one} `),
    );
    const method = fc.constantFrom("contains", "startsWith", "endsWith", "matches", "size", "trim");
    const macro = fc.constantFrom("all", "exists", "exists_one", "filter", "map");
    const call = fc.constantFrom("size", "has", "string", "int", "double", "dyn", "hour_in");
    return {
      tree: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        leaf,
        fc.tuple(inner, operator, inner).map(([left, by, right]) => `(${left}${by}${right})`),
        fc.tuple(inner, inner, inner).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
        fc.tuple(inner, method, inner).map(([a, name, b]) => `${a}.${name}(${b})`),
        fc
          .tuple(inner, macro, fc.constantFrom("e", "f"), inner)
          .map(([a, name, e, b]) => `${a}.${name}(${e}, ${b})`),
        fc.tuple(call, inner).map(([name, a]) => `${name}(${a})`),
        fc.tuple(inner, inner).map(([a, b]) => `${a}[${b}]`),
        fc.tuple(inner, fc.constantFrom("a", "n", "tool", "x")).map(([a, b]) => `${a}.${b}`),
        inner.map((a) => `!${a}`),
        inner.map((a) => `-${a}`),
      ),
    };
  });

  it("never throw, and point into their source where they are refused", () => {
    const seen = { refused: 0, failed: 0, answered: 0 };
    fc.assert(
      fc.property(
        fc.oneof(
          tree,
          tree.map((one) => `${one} == 1 || true`),
          tree.map((one) => `(${one}) == (${one})`),
          fc.string({ unit: "grapheme" }),
        ),
        fc.object({ key: fc.constantFrom("amount", "tags", "rows", "x") }),
        (source, args) => {
          const result = compileCondition(source);
          if (!result.ok) {
            seen.refused += 1;
            expect(result.error.offset).toBeGreaterThanOrEqual(0);
            expect(result.error.offset).toBeLessThanOrEqual(source.length);
            expect(result.error.message).toMatch(/^[^\n]+[.?]$/);
            return;
          }
          for (const scope of [SCOPE, { args }, {}]) {
            const said = result.value.evaluate(scope);
            expect([true, false, "failed"]).toContain(said);
            expect(result.value.evaluate(scope)).toBe(said);
            seen[said === "failed" ? "failed" : "answered"] += 1;
          }
        },
      ),
      { numRuns: 2_000 },
    );
    expect(Math.min(seen.refused, seen.failed, seen.answered)).toBeGreaterThan(100);
  });
});
