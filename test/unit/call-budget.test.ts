// Calls beyond a limit are told with the rule, the call and what the rule does; the others pass.
import { describe, expect, it } from "vitest";
import { openCallBudget, type CallLimit } from "../../src/inspection/call-budget.ts";

function limitOf(members: Partial<CallLimit> = {}): CallLimit {
  return {
    name: "few",
    isEnforced: true,
    tools: null,
    left: 2,
    used: null,
    action: "block",
    severity: "high",
    isMonitored: false,
    ...members,
  };
}

const call = (name: string, index = 0) => ({ name, path: `calls[${index}]` });
const calls = (...names: readonly string[]) => names.map(call);

/** The paths of calls that are too many, answer by answer. */
function over(
  limits: readonly CallLimit[],
  ...answers: readonly (readonly string[])[]
): string[][] {
  const budget = openCallBudget(limits);
  return answers.map((names) => budget.spend(calls(...names)).map(({ reason }) => reason.path));
}

describe("a budget of calls", () => {
  it("lets through what is left and names the rule for each call beyond it", () => {
    expect(openCallBudget([limitOf()]).spend(calls("a", "b", "c"))).toEqual([
      {
        reason: {
          rule: "few",
          action: "block",
          severity: "high",
          detector: "limit",
          path: "calls[2]",
        },
        isMonitored: false,
      },
    ]);
  });

  it.each([
    [
      "goes on from one answer to the next",
      [limitOf()],
      [["a"], ["b"], ["c"]],
      [[], [], ["calls[0]"]],
    ],
    [
      "counts only the tools that it is about",
      [limitOf({ tools: ["send_*"], left: 0 })],
      [["read", "send_it"]],
      [["calls[1]"]],
    ],
    [
      "counts each tool by itself",
      [limitOf({ left: 1, used: { a: 0, b: 1 } })],
      [
        ["a", "b", "c"],
        ["b", "c"],
      ],
      [["calls[0]"], ["calls[0]", "calls[1]"]],
    ],
    [
      "takes names as they are",
      [limitOf({ left: 1, used: {} })],
      [["__proto__", "toString"]],
      [[]],
    ],
    ["is without end where there are no limits", [], [["a", "b", "c"]], [[]]],
  ] as const)("%s", (_, limits, answers, expected) => {
    expect(over(limits, ...answers)).toEqual(expected);
  });
});
