// What is made of the policy language: the JSON Schema for editors and the reference. Both are held
// to what is committed, and the schema to what the loader takes and refuses.
import { readdirSync, readFileSync } from "node:fs";
import { Validator, type Schema } from "@cfworker/json-schema";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { everythingPolicy, GROUPS, KINDS } from "../../scripts/policy-examples.ts";
import { policyJsonSchema } from "../../scripts/policy-json-schema.ts";
import { SECTION_TEXTS } from "../../scripts/policy-reference-prose.ts";
import { policyReference } from "../../scripts/policy-reference.ts";
import { loadPolicy, policyWarnings } from "../../src/policy/load.ts";
import { policySchema, RULES } from "../../src/policy/schema/document.ts";

const V = 'version: "1.0"\n';

// Written by us and read back: an object of this shape.
const validator = new Validator(JSON.parse(policyJsonSchema()) as Schema, "7");

function isValid(source: string): boolean {
  return validator.validate(parse(source)).valid;
}

describe("the JSON Schema of policies", () => {
  it("is what is committed", () => {
    expect(readFileSync("policies/policy.schema.json", "utf8")).toBe(policyJsonSchema());
  });

  it("takes every policy that comes with the gateway, and each names it", () => {
    const files = readdirSync("policies").filter((name) => name.endsWith(".yaml"));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const source = readFileSync(`policies/${file}`, "utf8");
      expect({ file, isValid: isValid(source) }).toEqual({ file, isValid: true });
      expect(source).toMatch(/^# yaml-language-server: \$schema=\.\/policy\.schema\.json$/m);
    }
  });

  it.each([
    ["everything", everythingPolicy()],
    ["nothing", V],
    ["an unquoted version and a dialect's mode", "version: 1.0\nmode: shadow\n"],
    ["a type for a scanner", `${V}rules: [{ type: pii, action: flag }]`],
    ["an allow-list of tools", `${V}rules: [{ type: tool_allowlist, tools: [a] }]`],
    ["data protection", `${V}rules: [{ name: a, type: data_protection, patterns: [ssn] }]`],
    ["calls with a list", `${V}rules: [{ scanner: tool_call, blocked_tools: [a], action: block }]`],
    ["a length", `${V}rules: [{ scanner: max_length, limit: 5 }]`],
    ["an id and a sensitivity", `${V}rules: [{ id: a, scanner: pii, sensitivity: low }]`],
    ["who speaks", `${V}rules: [{ scanner: pii, action: flag, direction: [input, file] }]`],
    ["what is raised", `${V}rules: [{ scanner: pii, on_block: raise }]`],
  ])("takes what the loader takes: %s", (_, source) => {
    expect({ loads: loadPolicy(source).ok, isValid: isValid(source) }).toEqual({
      loads: true,
      isValid: true,
    });
  });

  it.each([
    ["no version", "rules: []\n"],
    ["another version", 'version: "2.0"\n'],
    ["an unknown section", `${V}ruls: []\n`],
    ["an unknown mode", `${V}mode: enforced\n`],
    ["an unknown default", `${V}defaults: { on_eror: fail_open }\n`],
    ["an unknown scanner", `${V}rules: [{ name: a, scanner: pie, action: flag }]`],
    ["no scanner", `${V}rules: [{ name: a, action: flag }]`],
    ["no action", `${V}rules: [{ name: a, scanner: pii }]`],
    ["an unknown action", `${V}rules: [{ name: a, scanner: pii, action: blok }]`],
    ["an action of others", `${V}rules: [{ name: a, scanner: arguments, action: redact }]`],
    ["an unknown field", `${V}rules: [{ name: a, scanner: pii, action: flag, treshold: 1 }]`],
    ["a field of others", `${V}rules: [{ name: a, scanner: pii, action: flag, max_tools: 1 }]`],
    ["a text for a list", `${V}rules: [{ name: a, scanner: pii, action: flag, types: email }]`],
    ["an empty list", `${V}rules: [{ name: a, scanner: pii, action: flag, types: [] }]`],
    ["a threshold above 1", `${V}rules: [{ name: a, scanner: pii, action: flag, threshold: 2 }]`],
    [
      "a span of time that is none",
      `${V}rules: [{ scanner: session, action: block, max_age: 2x }]`,
    ],
    ["a missing field", `${V}rules: [{ name: a, scanner: limit, action: block }]`],
    [
      "an unknown field of a step",
      `${V}rules: [{ scanner: chain, action: block, source: { tool: [a] }, sink: { tools: [a] } }]`,
    ],
    ["an unknown field of an agent", `${V}agents: { a: { teir: 1 } }`],
    [
      "an exemption that nobody answers for",
      `${V}exemptions: [{ rules: [a], reason: r, expires: 2027-01-01 }]`,
    ],
    ["a webhook without TLS", `${V}tests: [{ name: t, input: {}, expect: blok }]`],
  ])("refuses what the loader refuses: %s", (_, source) => {
    expect({ loads: loadPolicy(source).ok, isValid: isValid(source) }).toEqual({
      loads: false,
      isValid: false,
    });
  });
});

describe("the reference of the policy language", () => {
  it("is what is committed", () => {
    expect(readFileSync("docs/policy-reference.md", "utf8")).toBe(policyReference());
  });

  it("has every kind of rule and every section", () => {
    const kinds = GROUPS.flatMap(({ kinds: some }) => some);
    expect(kinds.toSorted()).toEqual(Object.keys(RULES).toSorted());
    const others = ["version", "name", "description", "mode", "extends", "own_domains", "rules"];
    expect([...Object.keys(SECTION_TEXTS), ...others].toSorted()).toEqual(
      Object.keys(policySchema.shape).toSorted(),
    );
  });

  it.each(Object.entries(KINDS))(
    "has an example of %s that loads without a warning",
    (kind, of) => {
      const source = `${V}rules:\n  - ${of.example.replaceAll("\n", "\n    ")}\n`;
      const loaded = loadPolicy(source);
      expect(loaded).toMatchObject({ ok: true, value: { rules: [{ scanner: kind }] } });
      const warnings = loaded.ok ? policyWarnings(source, { policy: loaded.value, now: 0 }) : [];
      // What this version does not carry out is said to be so.
      expect(warnings.map(({ path }) => path)).toEqual(
        kind === "behavior" ? ["rules[0].scanner"] : [],
      );
    },
  );
});
