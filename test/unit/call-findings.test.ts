// What is found in the arguments of a call as a whole, and what a policy makes of it.
import { describe, expect, it } from "vitest";
import { scanLine } from "../../scripts/scan.ts";
import { callFindings } from "../../src/inspection/call-findings.ts";
import { redactedArguments } from "../../src/inspection/redact-calls.ts";
import { readCallArguments } from "../../src/openai/call-arguments.ts";
import type { ToolCall } from "../../src/domain/tool-call.ts";
import { agentPolicy } from "../../src/policy/agent-policy.ts";
import { loadPolicy } from "../../src/policy/load.ts";

function callOf(text: string, name = "t"): ToolCall {
  return {
    id: "",
    name,
    kind: "json",
    arguments: text,
    path: "call",
    argumentsPath: "call.arguments",
  };
}

function found(
  text: string,
  name?: string,
  isScalar: (parameter: string) => boolean = () => false,
) {
  const call = callOf(text, name);
  return callFindings(call, readCallArguments(call), { contentOf: () => undefined, isScalar });
}

describe("arguments that clients read differently", () => {
  it.each([
    ["{", "malformed_json", 1],
    ["[1]", "malformed_not_object", 1],
    ['{"a":1,"a":2}', "malformed_duplicate_keys", 1],
    [String.raw`{"a":"\ud800"}`, "malformed_surrogate", 0.8],
    ['{"a":1e999}', "malformed_number", 0.8],
    ['{"a":12345678901234567890}', "malformed_number", 0.6],
    [`{"a":${"[".repeat(99)}${"]".repeat(99)}}`, "malformed_too_large", 1],
  ])("are found: %.30s", (text, category, confidence) => {
    const path = "call.arguments";
    expect(found(text)).toMatchObject([
      { detector: "arguments.malformed", category, confidence, path },
    ]);
  });

  const judge = (text: string, rule: string): string => {
    const loaded = loadPolicy(
      `version: "1.0"\nrules: [{ name: a, scanner: arguments, action: block${rule} }]\n`,
    );
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
    const options = { policy: agentPolicy(loaded.value, "default"), redacts: true };
    const line = JSON.stringify({ as: "tool_call", tool: "t", arguments: text });
    const scanned = scanLine(line, options);
    return "error" in scanned ? scanned.error : scanned.action;
  };

  it.each([
    ["", '{"a":1,}', "block"],
    ["", '{"id":12345678901234567890}', "allow"],
    [", threshold: 0.6", '{"id":12345678901234567890}', "block"],
    [", malformed: false", '{"a":1,}', "allow"],
    [", malformed: false", '{"sql":"DROP TABLE users",}', "block"],
    [", malformed: false", '{"sql":"SELECT 1","sql":"DROP TABLE users"}', "block"],
    [", malformed: true", '{"a":1,}', "block"],
    [', types: ["malformed_arguments"]', '{"a":1,}', "block"],
    [', types: ["malformed_json"]', '{"a":1,}', "block"],
    [', types: ["malformed_duplicate_keys"]', '{"a":1,}', "allow"],
    [', types: ["sql_*"]', '{"a":1,}', "allow"],
  ])("are for a rule%s to judge: %s", (rule, text, action) => {
    expect(judge(text, rule)).toBe(action);
  });

  it("are redacted where they were inspected", () => {
    const label = "[X]";
    const redact = (text: string, path: string, start: number, end: number) => {
      const call = callOf(text);
      return redactedArguments([call], [{ path, start, end, label }]).get(call);
    };
    expect(redact("{'a':'secret'}", "call.arguments", 6, 12)).toBe("{'a':'[X]'}");
    expect(redact('"a secret"', "call.arguments", 2, 8)).toBe('"a [X]"');
    expect(redact('{"a":"b","a":"secret"}', "call.arguments.a", 0, 6)).toBe(
      '{"a":"[X]","a":"[X]"}',
    );
    expect(redact('{"a":"secret"}', "call.arguments.a", 0, 6)).toBe('{"a":"[X]"}');
  });
});

describe("names of members", () => {
  it.each([
    ['{"password":{"$ne":""}}', "nosql_injection", "password.$ne", '"$ne"'],
    ['{"a":[{"__proto__":{}}]}', "prototype_pollution", "a[0].__proto__", '"__proto__"'],
    [
      String.raw`{"\u005f_proto__":1}`,
      "prototype_pollution",
      "__proto__",
      String.raw`"\u005f_proto__"`,
    ],
  ])("are found with their path and place: %s", (text, category, path, written) => {
    const within = "call.arguments";
    const [finding, ...others] = found(text);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ category, path: `${within}.${path}`, within });
    expect(text.slice(finding?.start, finding?.end)).toBe(written);
  });

  it("are operators where the schema wants a plain value, and not where the tool is a database's", () => {
    const text = '{"city":{"$eq":"x"}}';
    expect(found(text)).toMatchObject([{ confidence: 0.5 }]);
    expect(found(text, "t", (name) => name === "city")).toMatchObject([{ confidence: 0.9 }]);
    expect(found(text, "mongodb_find", () => true)).toEqual([]);
  });

  it.each([
    '{"filter":{"age":{"$gt":0}}}',
    '{"constructor":"x","prototype":"y"}',
    '{"$top":5,"$ref":"#/a"}',
  ])("are ordinary: %s", (text) => {
    expect(found(text)).toEqual([]);
  });
});
