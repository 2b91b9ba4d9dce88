// Rules about injections: how sure a finding must be, and whose texts they read.
import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/domain/finding.ts";
import { decide } from "../../src/policy/decide.ts";
import { policyOf } from "./policy-of.ts";

const FOUND: Finding = {
  detector: "injection.override",
  category: "prompt_injection",
  severity: "high",
  confidence: 0.8,
  start: 0,
  end: 9,
  path: "messages[0].content",
  kind: "user",
};

function decided(fields: string, finding: Partial<Finding>): string {
  const policy = policyOf(`rules: [{ name: a, action: block, ${fields} }]`, "bot");
  const findings = [{ ...FOUND, ...finding }];
  return decide(policy, { direction: "input", findings, calls: [] }).action;
}

describe("a sensitivity", () => {
  it.each([
    ["low", 0.95],
    ["medium", 0.8],
    ["high", 0.6],
  ])("of %s reads findings from a confidence of %f on", (word, threshold) => {
    for (const scanner of ["prompt_injection", "jailbreak"]) {
      const rule = `scanner: ${scanner}, sensitivity: ${word}`;
      const category = scanner;
      expect(decided(rule, { category, confidence: threshold })).toBe("block");
      expect(decided(rule, { category, confidence: threshold - 0.001 })).toBe("allow");
    }
  });

  it("is medium where nothing is said, and a number holds instead of it", () => {
    expect(decided("scanner: prompt_injection", { confidence: 0.8 })).toBe("block");
    expect(decided("scanner: prompt_injection", { confidence: 0.79 })).toBe("allow");
    expect(decided("scanner: prompt_injection, threshold: 0.3", { confidence: 0.3 })).toBe("block");
  });
});
