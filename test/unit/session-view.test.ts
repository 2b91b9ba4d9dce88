// What a session has done: what each exchange adds, what stays, and that all of it is bounded.
import { describe, expect, it } from "vitest";
import { FLOW, TOOL_TRAITS } from "../../src/domain/data-flow.ts";
import { LIMITS } from "../../src/domain/limits.ts";
import {
  afterFacts,
  afterTurn,
  newSession,
  type SessionFacts,
  type SessionView,
} from "../../src/domain/session-view.ts";
import { keptUntil } from "../../src/durable-objects/session-state.ts";

const HOUR = 3_600_000;

function after(...all: readonly Omit<SessionFacts, "id">[]): SessionView {
  return all.reduce<SessionView>(
    (view, facts, index) => afterFacts(view, { id: `${index}`, ...facts }, 1_000 + index),
    newSession(500),
  );
}

describe("a session", () => {
  it("has done nothing when it begins, and one turn with each admission", () => {
    expect(afterTurn(afterTurn(newSession(7)))).toEqual({ ...newSession(7), turns: 2 });
    expect(newSession(7)).toMatchObject({ startedAt: 7, turns: 0, terminatedBy: null });
  });

  it("adds up what its exchanges tell, and keeps what they do not speak of", () => {
    const view = after(
      { calls: ["read", "send"], tokens: 30, model: "m", isFlagged: true },
      { tokens: 12, isBlocked: true, blockedResponse: "resp_1" },
      {},
    );
    expect(view).toMatchObject({ flags: 1, blocks: 1, tokens: 42, toolCalls: 2, firstModel: "m" });
    expect(view.recentCalls).toEqual([
      { name: "read", at: 1_000 },
      { name: "send", at: 1_000 },
    ]);
    expect(view.blockedResponses).toEqual(["resp_1"]);
  });

  it("stays ended, by the rule that ended it first, and keeps its first model", () => {
    const view = after({}, { terminate: "b", model: "m" }, { terminate: "d", model: "n" });
    expect(view).toMatchObject({ terminatedBy: "b", firstModel: "m" });
  });

  it("remembers how each tool was first declared, whatever it is called", () => {
    const hostile = Object.fromEntries([["__proto__", "p1"]]);
    const view = after(
      { toolHashes: { read: "h1" } },
      { toolHashes: hostile },
      {
        toolHashes: Object.fromEntries([
          ["read", "h2"],
          ["__proto__", "p2"],
        ]),
      },
    );
    expect(Object.entries(view.toolHashes ?? {})).toEqual([
      ["read", "h1"],
      ["__proto__", "p1"],
    ]);
  });

  it("keeps so many calls, answers and tools, and of calls and answers the newest", () => {
    const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);
    const view = after(
      { calls: names(LIMITS.sessionCallsMax + 3) },
      ...names(LIMITS.sessionBlockedMax + 2).map((blockedResponse) => ({ blockedResponse })),
      { toolHashes: Object.fromEntries(names(300).map((name) => [name, "h"])) },
    );
    expect(view.recentCalls).toHaveLength(LIMITS.sessionCallsMax);
    expect(view.recentCalls[0]?.name).toBe("n3");
    expect(view.toolCalls).toBe(LIMITS.sessionCallsMax + 3);
    expect(view.blockedResponses).toHaveLength(LIMITS.sessionBlockedMax);
    expect(view.blockedResponses.at(-1)).toBe(`n${LIMITS.sessionBlockedMax + 1}`);
    expect(Object.keys(view.toolHashes ?? {})).toHaveLength(LIMITS.sessionToolsMax);
  });
});

describe("the name of a tool", () => {
  it.each([
    [LIMITS.sessionToolCharsMax, 1],
    [LIMITS.sessionToolCharsMax + 1, 0],
  ])("of %i characters is remembered %i times", (chars, count) => {
    const view = after({ toolHashes: { ["n".repeat(chars)]: "h" } });
    expect(Object.keys(view.toolHashes ?? {})).toHaveLength(count);
  });
});

describe("a session's state is kept", () => {
  const stored = (members: Partial<SessionView>) => ({
    view: { ...newSession(0), ...members },
    usedAt: 5 * HOUR,
  });

  it.each([
    ["not at all where there is none", null, [], 0],
    ["for a day after its last use", stored({}), [], 29 * HOUR],
    ["for a week where it was flagged", stored({ flags: 1 }), [], 173 * HOUR],
    ["for a week where it was ended", stored({ terminatedBy: "r" }), [], 173 * HOUR],
    ["as long as a window lasts", stored({}), [{ windowMs: 48 * HOUR, at: HOUR }], 49 * HOUR],
    ["for a day where only a budget is left", null, [{ windowMs: null, at: HOUR }], 25 * HOUR],
  ] as const)("%s", (_, view, tallies, until) => {
    const rows = tallies.map(
      ({ windowMs, at }) => [`${at}`, { windowMs, ticks: [[at, 1] as const] }] as const,
    );
    expect(keptUntil(view, new Map(rows))).toBe(until);
  });
});

describe("what a session remembers of the flow of data", () => {
  const READ = { tool: "read_mail", traits: ["private", "untrusted"], turn: 0 } as const;

  it("is what its exchanges add, each read at its turn", () => {
    const first = afterTurn(newSession(1));
    const view = afterFacts(first, { id: "a", flow: { reads: [READ], named: ["n1"] } }, 2);
    expect(view.flow).toMatchObject({ reads: [READ], named: ["n1"] });
    const later = { id: "b", flow: { reads: [{ ...READ, tool: "get_page" }], told: ["t1"] } };
    const next = afterFacts(afterTurn(view), later, 3);
    expect(next.flow?.reads?.map(({ tool, turn }) => [tool, turn])).toEqual([
      ["read_mail", 0],
      ["get_page", 1],
    ]);
    expect(next.flow).toMatchObject({ named: ["n1"], told: ["t1"] });
  });

  it("stays as it was after an exchange that adds nothing, and is absent where none ever did", () => {
    const view = after({ flow: { named: ["n1"] } }, { tokens: 3 });
    expect(view.flow).toMatchObject({ named: ["n1"] });
    expect(after({ tokens: 3 })).not.toHaveProperty("flow");
  });

  it("goes on from a state of before it was remembered", () => {
    const old = JSON.parse(JSON.stringify(after({ calls: ["read"] }))) as SessionView;
    const view = afterFacts(old, { id: "x", calls: ["send"], flow: { told: ["t1"] } }, 9);
    expect(view.recentCalls.map(({ name }) => name)).toEqual(["read", "send"]);
    expect(view.flow).toMatchObject({ told: ["t1"] });
  });

  it("names a call by its id where it is told one", () => {
    const view = after({ calls: ["read", "send"], callIds: ["call_1", ""] });
    expect(view.recentCalls).toEqual([
      { name: "read", at: 1_000, id: "call_1" },
      { name: "send", at: 1_000 },
    ]);
  });

  it("has at most 24 KB, with the longest names that the API takes", () => {
    const digests = (count: number, from: number) =>
      Array.from({ length: count }, (_, index) =>
        `${from + index}`.padStart(FLOW.digestChars, "0"),
      );
    const name = (index: number) => `tool_${index}`.padEnd(64, "x");
    const facts = (from: number): SessionFacts => ({
      id: `${from}`,
      flow: {
        reads: Array.from({ length: 100 }, (_, index) => ({
          tool: name(from + index),
          traits: TOOL_TRAITS,
          turn: 0,
        })),
        named: digests(400, from),
        told: digests(400, from),
        pieces: digests(2_000, from),
        values: Object.fromEntries(
          digests(40, from).map((key, index) => [`${name(index)}.${key}`, digests(100, from)]),
        ),
      },
    });
    const view = [0, 10_000].reduce(
      (before, from) => afterFacts(before, facts(from), from),
      newSession(1),
    );
    expect(JSON.stringify(view.flow).length).toBeLessThan(24 * 1_024);
  });
});
