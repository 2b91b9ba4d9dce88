// What changed between two policies, and whether that makes what passes more or less.
import { describe, expect, it } from "vitest";
import { diffPolicies, overallEffect } from "../../src/policy/diff.ts";
import { loadedPolicy } from "./policy-of.ts";

function rule(fields: string, name = "r"): string {
  return `rules:\n  - { name: ${name}, ${fields} }`;
}

const INJECTION = "scanner: prompt_injection, action: block";
const PII = "scanner: pii, action: block";
const TOOLS = "scanner: tool_access, action: block, allowed_tools: [a, b]";

/** Old, new, the path of the one change, and what it does. */
const CHANGES: readonly (readonly [string, string, string, string])[] = [
  ["", rule(PII), "rules.r", "stricter"],
  [rule(PII), "", "rules.r", "looser"],
  ["", rule("scanner: pii, action: allow"), "rules.r", "looser"],
  ["", rule(`${PII}, enabled: false`), "rules.r", "none"],
  ["", rule(`${PII}, final: true`), "rules.r", "unclear"],
  [rule(PII), rule("scanner: pii, action: flag"), "rules.r.action", "looser"],
  [rule("scanner: pii, action: log"), rule(PII), "rules.r.action", "stricter"],
  [rule(PII), rule("scanner: pii, action: allow"), "rules.r.action", "looser"],
  [
    rule("scanner: pii, action: redact"),
    rule("scanner: pii, action: rewrite"),
    "rules.r.action",
    "unclear",
  ],
  [rule(`${PII}, threshold: 0.5`), rule(`${PII}, threshold: 0.9`), "rules.r.threshold", "looser"],
  [rule(`${PII}, threshold: 0.9`), rule(`${PII}, threshold: 0.5`), "rules.r.threshold", "stricter"],
  [rule(INJECTION), rule(`${INJECTION}, sensitivity: high`), "rules.r.threshold", "stricter"],
  [rule(INJECTION), rule(`${INJECTION}, sensitivity: low`), "rules.r.threshold", "looser"],
  [
    rule(`${INJECTION}, sensitivity: high`),
    rule(`${INJECTION}, threshold: 0.7`),
    "rules.r.threshold",
    "looser",
  ],
  [
    rule("scanner: pii, action: allow, threshold: 0.9"),
    rule("scanner: pii, action: allow, threshold: 0.5"),
    "rules.r.threshold",
    "looser",
  ],
  [rule(PII), rule(`${PII}, enabled: false`), "rules.r.enabled", "looser"],
  [rule(PII), rule(`${PII}, mode: monitor`), "rules.r.mode", "looser"],
  [rule(PII), rule(`${PII}, mandatory: true`), "rules.r.mandatory", "stricter"],
  [rule(PII), rule(`${PII}, sample: 10`), "rules.r.sample", "looser"],
  [rule(PII), rule(`${PII}, agents: [a]`), "rules.r.agents", "looser"],
  [rule(`${PII}, agents: [a]`), rule(PII), "rules.r.agents", "stricter"],
  [rule(`${PII}, agents: [a]`), rule(`${PII}, agents: [a, b]`), "rules.r.agents", "stricter"],
  [rule(`${PII}, agents: [a]`), rule(`${PII}, agents: [b]`), "rules.r.agents", "unclear"],
  [rule(PII), rule(`${PII}, except_roles: [admin]`), "rules.r.except_roles", "looser"],
  [rule(PII), rule(`${PII}, direction: input`), "rules.r.direction", "looser"],
  [
    rule(`${PII}, direction: input`),
    rule(`${PII}, direction: output`),
    "rules.r.direction",
    "unclear",
  ],
  [rule(TOOLS), rule(TOOLS.replace("a, b", "a, b, c")), "rules.r.allowed_tools", "looser"],
  [rule(TOOLS), rule(TOOLS.replace("a, b", "a")), "rules.r.allowed_tools", "stricter"],
  [rule(TOOLS), rule(`${TOOLS}, denied_tools: [x]`), "rules.r.denied_tools", "stricter"],
  [
    rule("scanner: limit, action: block, rate: 10/min"),
    rule("scanner: limit, action: block, rate: 10/h"),
    "rules.r.rate",
    "stricter",
  ],
  [
    rule("scanner: limit, action: block, rate: 10/min"),
    rule("scanner: limit, action: block, rate: 20/session"),
    "rules.r.rate",
    "unclear",
  ],
  [rule(PII), rule(`${PII}, message: No.`), "rules.r.message", "none"],
  [rule(PII), rule(`${PII}, when: "true"`), "rules.r.when", "unclear"],
  ["", "mode: monitor", "mode", "looser"],
  ["", "extends: tenant", "extends", "stricter"],
  ["", "defaults: { on_error: fail_open }", "defaults.on_error", "looser"],
  ["", "defaults: { uninspected: block }", "defaults.uninspected", "stricter"],
  ["", "agents:\n  bot: { tier: 2 }", "agents.bot", "unclear"],
  [
    "",
    "exemptions:\n  - { rules: [r], owner: o, reason: x, expires: 2027-01-01 }",
    "exemptions",
    "looser",
  ],
  [
    "exemptions:\n  - { rules: [r], owner: o, reason: x, expires: 2027-01-01 }",
    "",
    "exemptions",
    "stricter",
  ],
];

const two = (first: string, second: string, more = "") =>
  `rules:\n  - { name: ${first}, ${PII}${more} }\n  - { name: ${second}, ${PII}${more} }`;

describe("comparing two policies", () => {
  it.each(CHANGES)("from %j to %j changes %s: %s", (from, to, path, effect) => {
    const changes = diffPolicies(loadedPolicy(from), loadedPolicy(to));
    expect(changes).toMatchObject([{ path, effect }]);
    expect(overallEffect(changes)).toBe(effect);
  });

  it("finds nothing where they say the same in another order of words", () => {
    const from = loadedPolicy("rules:\n  - { name: r, scanner: pii, action: block, types: [a] }");
    const to = loadedPolicy("rules:\n  - { types: [a], action: block, scanner: pii, name: r }");
    expect(diffPolicies(from, to)).toEqual([]);
    expect(overallEffect([])).toBe("none");
  });

  it("names the one rule that moved, not those that it passed", () => {
    const names = (...order: readonly string[]) =>
      `rules:\n${order.map((name) => `  - { name: ${name}, ${PII} }`).join("\n")}`;
    const changes = diffPolicies(
      loadedPolicy(names("a", "b", "c", "d")),
      loadedPolicy(names("b", "c", "d", "a")),
    );
    expect(changes).toMatchObject([{ kind: "moved", path: "rules.a", effect: "none" }]);
  });

  it("does not say what another order does where a rule is final", () => {
    const from = loadedPolicy(two("a", "b", ", final: true"));
    expect(diffPolicies(from, loadedPolicy(two("b", "a", ", final: true")))).toMatchObject([
      { kind: "moved", effect: "unclear" },
    ]);
  });

  it("takes a rule under another name for one removed and one added", () => {
    const changes = diffPolicies(loadedPolicy(rule(PII, "a")), loadedPolicy(rule(PII, "b")));
    expect(changes.map(({ kind, path }) => [kind, path])).toEqual([
      ["removed", "rules.a"],
      ["added", "rules.b"],
    ]);
    expect(overallEffect(changes)).toBe("unclear");
  });
});
