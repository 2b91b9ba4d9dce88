// Words of content rules: those that could not be looked for refuse the policy, with their place, and
// those that can are compiled once, however rules come together.
import { describe, expect, it } from "vitest";
import { loadWhole } from "../../src/inspection/content-words.ts";
import { planOf } from "../../src/inspection/scan-plan.ts";
import { agentPolicy, bind, withShadow } from "../../src/policy/agent-policy.ts";
import { loadPolicy } from "../../src/policy/load.ts";
import { bareSituation } from "../../src/policy/situation.ts";

const RULE = (fields: string) => `  - { name: a, scanner: content, action: block, ${fields} }`;

function load(...rules: readonly string[]) {
  return loadWhole(`version: "1.0"\nrules:\n${rules.join("\n")}\n`);
}

describe("a policy with words of its own", () => {
  it.each([
    ["a pattern that also matches nothing", "patterns: ['ab', 'a*']", "rules[0].patterns[1]", 66],
    ["a pattern of a place", "patterns: ['^']", "rules[0].patterns[0]", 60],
    ["a keyword between blanks", "keywords: [' foo']", "rules[0].keywords[0]", 60],
    [
      "a language that nobody can tell",
      "languages: { allow: [xx] }",
      "rules[0].languages.allow[0]",
      70,
    ],
  ])("is refused for %s", (_, fields, path, column) => {
    expect(load(RULE(fields))).toMatchObject({ ok: false, error: [{ path, line: 3, column }] });
  });

  it.each(["patterns: ['a+', '\\bx']", "keywords: [foo, foo bar]", "languages: { deny: [de] }"])(
    "loads with %s",
    (fields) => expect(load(RULE(fields)).ok).toBe(true),
  );

  it("is refused for too many patterns in all its rules together", () => {
    const rule = (name: string, count: number) =>
      RULE(`patterns: [${Array.from({ length: count }, (_, at) => `p${at}`).join(", ")}]`).replace(
        "name: a",
        `name: ${name}`,
      );
    expect(load(rule("a", 100), rule("b", 100)).ok).toBe(true);
    expect(load(rule("a", 100), rule("b", 101))).toMatchObject({
      error: [{ path: "rules[1].patterns" }],
    });
  });
});

describe("scanners", () => {
  const many = (count: number) =>
    `version: "1.0"\nrules:\n${RULE(`patterns: [${Array.from({ length: count }, (_, at) => `p${at}`).join(", ")}]`)}`;

  function policyOf(source: string, isShadow = false) {
    const loaded = loadPolicy(source);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
    return agentPolicy(loaded.value, "bot", { isShadow });
  }

  it("of a policy and of its shadow are as many as each may have", () => {
    const both = withShadow(policyOf(many(150)), policyOf(many(150), true));
    expect(planOf(both.scans.input).content?.scanners).toHaveLength(300);
  });

  it("are the same ones in whichever company a rule comes", () => {
    const source = `version: "1.0"\nrules:\n${RULE("keywords: [foo]")}
  - { name: b, scanner: content, action: block, keywords: [bar], models: [x] }`;
    const policy = policyOf(source);
    const [one, two] = ["x", "y"].map((model) =>
      planOf(bind(policy, { ...bareSituation("bot"), model }).scans.input),
    );
    expect([one?.content?.scanners.length, two?.content?.scanners.length]).toEqual([2, 1]);
    expect(one?.content?.scanners[0]).toBe(two?.content?.scanners[0]);
  });
});
