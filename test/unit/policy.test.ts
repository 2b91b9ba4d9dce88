// The policy language: what loads, how every mistake is told, and what a policy makes of findings.
import { readdirSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACTIONS } from "../../src/domain/decision.ts";
import { SEVERITIES, type Finding } from "../../src/domain/finding.ts";
import { LIMITS } from "../../src/domain/limits.ts";
import type { ToolCall } from "../../src/domain/tool-call.ts";
import { isObject } from "../../src/openai/protocol.ts";
import { agentPolicy, type AgentPolicy } from "../../src/policy/agent-policy.ts";
import { decide } from "../../src/policy/decide.ts";
import { DEFAULT_POLICY } from "../../src/policy/default-policy.ts";
import { matchesGlob } from "../../src/policy/glob.ts";
import { loadPolicy, type PolicyError } from "../../src/policy/load.ts";
import { redactPiece, redactText, type Span } from "../../src/policy/redact.ts";
import type { Policy } from "../../src/policy/schema/document.ts";
import { cut } from "./stream-builder.ts";

/** The example of the design, as it stands there. */
const EXAMPLE = `version: "1.0"
rules:
  - name: restrict-functions
    scanner: tool_access
    allowed_tools: ["search", "read_docs", "summarize"]
    action: block
  - name: block-pii
    scanner: pii
    action: block
    severity: high
`;

function load(text: string): Policy {
  const loaded = loadPolicy(text);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value;
}

function errorsOf(text: string): readonly PolicyError[] {
  const loaded = loadPolicy(text);
  return loaded.ok ? [] : loaded.error;
}

const RULE = (body: string): string => `version: "1.0"\nrules:\n  - ${body}\n`;

/** Loads a text and returns those of its errors that say nothing or stand at no place of it. */
function oddErrors(text: string): readonly PolicyError[] {
  const lines = text.split(/\r\n|\n|\r/).length + 1;
  return errorsOf(text).filter(
    ({ message, line, column }) => message === "" || line < 1 || line > lines || column < 1,
  );
}

describe("loading", () => {
  it("takes the example of the design as it stands", () => {
    expect(load(EXAMPLE)).toEqual({
      version: "1.0",
      mode: "enforce",
      defaults: {
        on_error: "fail_closed",
        uninspected: "allow",
        blocked_calls: "block",
        explain: true,
        realtime_audio: "hold",
      },
      rules: [
        {
          name: "restrict-functions",
          scanner: "tool_access",
          allowed_tools: ["search", "read_docs", "summarize"],
          action: "block",
          severity: "high",
        },
        {
          name: "block-pii",
          scanner: "pii",
          action: "block",
          severity: "high",
          direction: "both",
          threshold: 0.5,
        },
      ],
    });
  });

  it("takes every policy that comes with the gateway", () => {
    const files = readdirSync("policies").filter((name) => name.endsWith(".yaml"));
    expect(files).toContain("default.yaml");
    for (const file of files) {
      expect({ file, errors: errorsOf(readFileSync(`policies/${file}`, "utf8")) }).toEqual({
        file,
        errors: [],
      });
    }
  });

  it("gives the default policy as it is built in", () => {
    const { tests, ...policy } = load(readFileSync("policies/default.yaml", "utf8"));
    expect(policy).toEqual(DEFAULT_POLICY);
    expect(tests?.length).toBeGreaterThan(0);
  });

  it("takes a policy without rules", () => {
    expect(load('version: "1.0"').rules).toEqual([]);
  });

  it.each<[string, string, Partial<PolicyError>[]]>([
    ["an empty document", "", [{ path: "", line: 1, column: 1 }]],
    ["a list", "- a\n", [{ path: "", line: 1, column: 1 }]],
    ["a text", "hello", [{ path: "", line: 1, column: 1 }]],
    ["no version", "rules: []\n", [{ path: "version", line: 1, column: 1, expected: ["1.0"] }]],
    [
      "a version that is none",
      "version: 1.1\n",
      [{ path: "version", line: 1, column: 10, found: "1.1", expected: ["1.0"] }],
    ],
    [
      "an unknown member",
      'version: "1.0"\nruls: []\n',
      [
        {
          message: 'unknown field "ruls"',
          path: "ruls",
          line: 2,
          column: 1,
          expected: expect.arrayContaining(["version", "mode", "defaults", "rules"]),
        },
      ],
    ],
    [
      "an unknown default",
      'version: "1.0"\ndefaults:\n  explain: true\n  on_eror: fail_open\n',
      [
        {
          message: 'unknown field "on_eror"',
          path: "defaults.on_eror",
          line: 4,
          column: 3,
          expected: expect.arrayContaining(["on_error", "uninspected", "explain"]),
        },
      ],
    ],
    [
      "an unknown way with blocked calls",
      'version: "1.0"\ndefaults: { blocked_calls: ignore }\n',
      [{ path: "defaults.blocked_calls", line: 2, column: 28, expected: ["block", "drop"] }],
    ],
    [
      "an unknown field of a rule",
      RULE("name: a\n    scanner: pii\n    action: block\n    treshold: 0.5"),
      [
        {
          message: 'unknown field "treshold"',
          path: "rules[0].treshold",
          line: 6,
          column: 5,
          expected: expect.arrayContaining(["name", "threshold", "types", "direction"]),
        },
      ],
    ],
    [
      "two unknown fields",
      RULE("{ name: a, scanner: pii, action: block, x: 1, y: 2 }"),
      [
        { path: "rules[0].x", line: 3, column: 45 },
        { path: "rules[0].y", line: 3, column: 51 },
      ],
    ],
    [
      "an unknown scanner",
      RULE("name: a\n    scanner: pie\n    action: block"),
      [
        {
          message: "a rule needs a known scanner",
          path: "rules[0].scanner",
          line: 4,
          column: 14,
          expected: expect.arrayContaining(["tool_access", "pii", "secrets", "jailbreak"]),
        },
      ],
    ],
    [
      "no scanner",
      RULE("name: a\n    action: block"),
      [{ path: "rules[0].scanner", line: 3, column: 5 }],
    ],
    [
      "a wrong action",
      RULE("name: a\n    scanner: pii\n    action: deny"),
      [
        {
          path: "rules[0].action",
          line: 5,
          column: 13,
          expected: [...ACTIONS],
        },
      ],
    ],
    [
      "an action that the scanner has not",
      RULE("name: a\n    scanner: arguments\n    action: redact"),
      [
        {
          path: "rules[0].action",
          line: 5,
          column: 13,
          expected: ACTIONS.filter((action) => action !== "redact" && action !== "rewrite"),
        },
      ],
    ],
    [
      "a wrong mode",
      'version: "1.0"\nmode: enforced\n',
      [
        {
          path: "mode",
          line: 2,
          column: 7,
          found: "enforced",
          expected: ["enforce", "monitor", "off"],
          suggestion: "enforce",
        },
      ],
    ],
    [
      "a rule without name and action",
      RULE("scanner: pii"),
      [{ path: "rules[0].action", line: 3, column: 5, expected: [...ACTIONS] }],
    ],
    [
      "a tool_access rule without tools",
      RULE("{ name: a, scanner: tool_access, action: block }"),
      [{ path: "rules[0]", line: 3, column: 5 }],
    ],
    [
      "a list that is a text",
      RULE("name: a\n    scanner: tool_access\n    action: block\n    allowed_tools: search"),
      [{ path: "rules[0].allowed_tools", line: 6, column: 20 }],
    ],
    [
      "an empty list",
      RULE("{ name: a, scanner: pii, action: block, types: [] }"),
      [{ path: "rules[0].types", line: 3, column: 52 }],
    ],
    [
      "a sensitivity beside a threshold",
      RULE("{ name: a, scanner: jailbreak, action: block, sensitivity: low, threshold: 0.7 }"),
      [{ path: "rules[0].sensitivity", line: 3, column: 64 }],
    ],
    [
      "a threshold above 1",
      RULE("{ name: a, scanner: pii, action: block, threshold: 1.5 }"),
      [{ path: "rules[0].threshold", line: 3, column: 56 }],
    ],
    [
      "a rule that is a text",
      RULE("block everything"),
      [{ path: expect.stringMatching(/^rules\[0\]/), line: 3, column: 5 }],
    ],
    [
      "a key twice",
      'version: "1.0"\nmode: off\nmode: enforce\n',
      [{ message: expect.stringContaining("unique"), line: 3, column: 1 }],
    ],
    [
      "a rule name twice",
      `${EXAMPLE}  - name: block-pii\n    scanner: secrets\n    action: flag\n`,
      [
        {
          message: 'another rule has the name "block-pii"',
          path: "rules[2].name",
          line: 11,
          column: 11,
        },
      ],
    ],
    ["YAML that is none", 'version: "1.0\nrules: [', [{ line: expect.any(Number) }]],
    ["two documents", 'version: "1.0"\n---\nversion: "1.0"\n', [{ line: expect.any(Number) }]],
    ["an unknown tag", "version: !!js/function 'x'\n", [{ line: 1, column: 10 }]],
    [
      "an alias and its anchor",
      'version: &v "1.0"\nmode: *v\n',
      [
        { path: "version", line: 1, column: 10 },
        { path: "mode", line: 2, column: 7 },
      ],
    ],
    [
      "a key of the prototype",
      'version: "1.0"\n__proto__: { mode: off }\n',
      [{ path: "__proto__", line: 2, column: 1 }],
    ],
  ])("says where and why: %s", (_, text, expected) => {
    const errors = errorsOf(text);
    expect(errors).toEqual(expected.map((error) => expect.objectContaining(error)));
    for (const { message } of errors) expect(message).toMatch(/^[^\n]{3,200}$/);
  });

  it.each([
    [LIMITS.policyBytesMax - 1, true],
    [LIMITS.policyBytesMax, true],
    [LIMITS.policyBytesMax + 1, false],
    [300 * 1024, false],
  ])("takes a document of %i characters: %s", (length, isTaken) => {
    const text = `${EXAMPLE}#`.padEnd(length, "x");
    expect(loadPolicy(text).ok).toBe(isTaken);
    const place = { line: 1, column: 1, path: "" };
    expect(errorsOf(text)).toMatchObject(isTaken ? [] : [place]);
  });

  it.each([
    [LIMITS.policyRulesMax, true],
    [LIMITS.policyRulesMax + 1, false],
  ])("takes %i rules: %s", (count, isTaken) => {
    const rules = Array.from(
      { length: count },
      (_, index) => `  - { name: r${index}, scanner: pii, action: flag }`,
    );
    expect(loadPolicy(`version: "1.0"\nrules:\n${rules.join("\n")}\n`).ok).toBe(isTaken);
  });

  it("never throws on any text", () => {
    const noise = fc.string({ unit: "binary", maxLength: 200 });
    const yaml = fc
      .array(
        fc.constantFrom(..."-:?[]{}&*!|>%@`#,'\" \n\tab0.~<".split(""), "\n  ", "<<: ", "---\n"),
      )
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(noise, yaml), (text) => {
        expect(oddErrors(text)).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
  });

  it("never throws on a policy with anything changed in it", () => {
    const edit = fc.record({
      at: fc.nat(EXAMPLE.length),
      drop: fc.nat(12),
      put: fc.oneof(
        fc.constantFrom("", " ", "\n", ":", "- ", "[", "]", "{", "null", "&a ", "*a", "~", '"'),
        fc.string({ maxLength: 6 }),
      ),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const changed = edits.reduce(
          (text, { at, drop, put }) => text.slice(0, at) + put + text.slice(at + drop),
          EXAMPLE,
        );
        expect(oddErrors(changed)).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it("never throws on a policy with any value in any place", () => {
    const paths = [
      ["version"],
      ["mode"],
      ["defaults"],
      ["rules"],
      ["rules", 0],
      ["rules", 0, "name"],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        const put = (at: unknown, [key, ...rest]: readonly (string | number)[]): unknown =>
          key === undefined
            ? value
            : Array.isArray(at)
              ? at.with(Number(key), put(at[Number(key)], rest))
              : isObject(at)
                ? { ...at, [key]: put(at[key], rest) }
                : at;
        expect(oddErrors(JSON.stringify(put(load(EXAMPLE), path)))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});

// Decisions ----------------------------------------------------------------------------------

function agent(rules: string, options = ""): AgentPolicy {
  return agentPolicy(load(`version: "1.0"\n${options}\nrules: [${rules}]`), "support-bot");
}

function finding(members: Partial<Finding> = {}): Finding {
  return {
    detector: "pii.credit-card",
    category: "CREDIT_CARD",
    severity: "high",
    confidence: 0.9,
    start: 0,
    end: 4,
    path: "messages[0].content",
    ...members,
  };
}

function call(name: string, index = 0): ToolCall {
  const path = `choices[0].message.tool_calls[${index}]`;
  return {
    id: `c${index}`,
    name,
    kind: "json",
    arguments: "{}",
    path,
    argumentsPath: `${path}.function.arguments`,
  };
}

const SECRET = finding({ detector: "secrets.jwt", category: "SECRET" });
const INJECTION = finding({ detector: "injection.override", category: "prompt_injection" });

/** A finding in the arguments of a call. */
function leafOf(index: number): Finding {
  return finding({
    detector: "arguments.sql",
    category: "sql_destructive",
    path: `choices[0].message.tool_calls[${index}].function.arguments.q`,
  });
}

describe("deciding", () => {
  it.each<[string, string, readonly Finding[], string]>([
    ["nothing where nothing was found", "{ name: a, scanner: pii, action: block }", [], "allow"],
    ["a block", "{ name: a, scanner: pii, action: block }", [finding()], "block"],
    ["nothing of another family", "{ name: a, scanner: pii, action: block }", [SECRET], "allow"],
    [
      "the most severe of several rules, wherever it stands",
      "{ name: a, scanner: pii, action: block }, { name: b, scanner: pii, action: flag }, { name: c, scanner: pii, action: redact }",
      [finding()],
      "block",
    ],
    [
      "the most severe of several findings",
      "{ name: a, scanner: pii, action: flag }, { name: b, scanner: secrets, action: redact }",
      [finding(), SECRET],
      "redact",
    ],
    [
      "nothing of what is allowed, whatever the order",
      "{ name: a, scanner: pii, action: block }, { name: b, scanner: pii, types: [credit_card], action: allow }",
      [finding()],
      "allow",
    ],
    [
      "what is not allowed beside what is",
      "{ name: b, scanner: pii, types: [email], action: allow }, { name: a, scanner: pii, action: block }",
      [finding()],
      "block",
    ],
    [
      "nothing under the threshold",
      "{ name: a, scanner: pii, threshold: 0.91, action: block }",
      [finding()],
      "allow",
    ],
    [
      "what is at the threshold",
      "{ name: a, scanner: pii, threshold: 0.9, action: block }",
      [finding()],
      "block",
    ],
    [
      "types by category in any case",
      "{ name: a, scanner: pii, types: [Credit_Card], action: block }",
      [finding()],
      "block",
    ],
    [
      "types by detector and glob",
      "{ name: a, scanner: pii, types: ['PII.CREDIT-*'], action: block }",
      [finding()],
      "block",
    ],
    [
      "nothing of other types",
      "{ name: a, scanner: pii, types: [iban, secrets.*], action: block }",
      [finding()],
      "allow",
    ],
    [
      "nothing of the other direction",
      "{ name: a, scanner: pii, direction: output, action: block }",
      [finding()],
      "allow",
    ],
    [
      "injection in what the model reads",
      "{ name: a, scanner: prompt_injection, action: block }",
      [INJECTION],
      "block",
    ],
    [
      "nothing for other agents",
      "{ name: a, scanner: pii, agents: [sales-*, ops], action: block }",
      [finding()],
      "allow",
    ],
    [
      "something for this agent",
      "{ name: a, scanner: pii, agents: [sales-*, 'support*'], action: block }",
      [finding()],
      "block",
    ],
  ])("gives %s", (_, rules, findings, expected) => {
    const decision = decide(agent(rules), { direction: "input", findings, calls: [] });
    expect(decision.action).toBe(expected);
    expect(decision.intended).toBe(expected);
    expect(decision.reasons.length > 0).toBe(expected !== "allow");
  });

  it("carries nothing out in monitor mode, and says what it would have", () => {
    const rules =
      "{ name: a, scanner: pii, action: redact }, { name: b, scanner: pii, action: block }";
    const evidence = { direction: "input", findings: [finding()], calls: [] } as const;
    expect(decide(agent(rules, "mode: monitor"), evidence)).toMatchObject({
      action: "flag",
      intended: "block",
      redactions: [],
      reasons: [
        { rule: "a", action: "redact" },
        { rule: "b", action: "block" },
      ],
    });
    const flag = "{ name: a, scanner: pii, action: flag }";
    expect(decide(agent(flag, "mode: monitor"), evidence).action).toBe("flag");
    expect(decide(agent(rules, "mode: off"), evidence)).toMatchObject({
      action: "allow",
      intended: "allow",
      reasons: [],
    });
  });

  it.each([
    ["allowed_tools: [search]", ["search"], []],
    ["allowed_tools: ['get_*', search]", ["get_weather", "search"], []],
    ["allowed_tools: [search]", ["search", "drop"], ["drop"]],
    ["allowed_tools: [search]", [""], [""]],
    ["allowed_tools: [search]", ["Search"], ["Search"]],
    ["denied_tools: ['send_*']", ["search", "send_mail"], ["send_mail"]],
    ["allowed_tools: ['*'], denied_tools: [drop]", ["drop", "x"], ["drop"]],
  ])("holds calls to %s", (tools, names, refused) => {
    const policy = agent(`{ name: t, scanner: tool_access, ${tools}, action: block }`);
    const calls = names.map((name, index) => call(name, index));
    const decision = decide(policy, { direction: "output", findings: [], calls });
    expect(decision.action).toBe(refused.length > 0 ? "block" : "allow");
    expect(decision.reasons.map(({ path }) => path)).toEqual(
      calls.filter(({ name }) => refused.includes(name)).map(({ path }) => path),
    );
    expect(decision.reasons.every(({ detector }) => detector === "tool_access")).toBe(true);
  });

  it("reads arguments of the tools that a rule names", () => {
    const policy = agent("{ name: a, scanner: arguments, tools: ['query_*'], action: block }");
    const calls = [call("query_db", 1), call("search", 10)];
    const actionAt = (index: number): string =>
      decide(policy, { direction: "output", findings: [leafOf(index)], calls }).action;
    expect(actionAt(1)).toBe("block");
    expect(actionAt(10)).toBe("allow");
    expect(actionAt(2)).toBe("allow");
  });

  it("gives a redaction for every finding that a redact rule reads", () => {
    const policy = agent("{ name: a, scanner: pii, action: redact }");
    const findings = [finding({ start: 8, end: 12, category: "EMAIL" }), finding()];
    const { redactions } = decide(policy, { direction: "input", findings, calls: [] });
    expect(redactions).toEqual([
      { path: "messages[0].content", start: 0, end: 4, label: "[CREDIT_CARD]" },
      { path: "messages[0].content", start: 8, end: 12, label: "[EMAIL]" },
    ]);
  });

  it("keeps a bounded number of reasons and every redaction", () => {
    const policy = agent("{ name: a, scanner: pii, action: redact }");
    const findings = Array.from({ length: 200 }, (_, start) => finding({ start, end: start + 1 }));
    const decision = decide(policy, { direction: "input", findings, calls: [] });
    expect(decision.reasons).toHaveLength(LIMITS.reasonsRecordedMax);
    expect(decision.redactions).toHaveLength(200);
  });

  const findings = fc.array(
    fc.record({
      detector: fc.constantFrom("pii.email", "pii.iban", "secrets.jwt", "x"),
      category: fc.constantFrom("EMAIL", "SECRET", "sql", "other"),
      severity: fc.constantFrom(...SEVERITIES),
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
      start: fc.nat(1),
      end: fc.integer({ min: 4, max: 5 }),
      path: fc.constantFrom("a", "a.b"),
    }),
    { maxLength: 8 },
  );
  const rule = fc
    .record({
      scanner: fc.constantFrom("pii", "secrets"),
      action: fc.constantFrom("allow", "flag", "redact", "block"),
      threshold: fc.constantFrom("0", "0.5", "1"),
      types: fc.constantFrom("", ", types: ['*']", ", types: [EMAIL]", ", types: ['secrets.*']"),
    })
    .map(
      ({ scanner, action, threshold, types }) =>
        `scanner: ${scanner}, action: ${action}, threshold: ${threshold}${types}`,
    );
  const policies = fc
    .array(rule, { maxLength: 5 })
    .map((rules) => agent(rules.map((body, index) => `{ name: r${index}, ${body} }`).join(", ")));

  it("does not depend on the order of the findings, and never throws", () => {
    fc.assert(
      fc.property(
        policies,
        findings.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        fc.constantFrom("input" as const, "output" as const),
        (policy, [list, shuffled], direction) => {
          const decision = decide(policy, { direction, findings: list, calls: [] });
          expect(decide(policy, { direction, findings: shuffled, calls: [] })).toEqual(decision);
          // An action never comes without its reasons.
          expect(decision.reasons.length > 0).toBe(decision.action !== "allow");
          expect(decision.reasons.every(({ action }) => action !== "allow")).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe("an agent's policy", () => {
  it("scans only for what its rules read", () => {
    const policy = agent(
      "{ name: a, scanner: pii, direction: input, action: flag }, { name: b, scanner: secrets, direction: output, action: redact }, { name: c, scanner: arguments, action: flag }",
    );
    expect(policy.scans.input.families).toEqual(new Set(["pii"]));
    expect(policy.scans.output.families).toEqual(new Set(["secrets", "arguments"]));
    expect(policy.enforced.output.families).toEqual(new Set(["secrets"]));
    expect(policy.noted.output.families).toEqual(new Set(["arguments"]));
  });

  it("makes nothing wait in monitor mode and reads nothing when it is off", () => {
    const rules = "{ name: a, scanner: secrets, action: block }";
    expect(agent(rules, "mode: monitor")).toMatchObject({
      enforced: { output: { families: new Set() } },
      noted: { output: { families: new Set(["secrets"]) } },
      judgesCalls: true,
    });
    expect(agent(rules, "mode: off")).toMatchObject({ rules: [], judgesCalls: false });
  });
});

describe("globs", () => {
  it("match as the regular expression does in which * is any run", () => {
    const part = fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom("a", "b", "*", "*") },
      { weight: 1, arbitrary: fc.constantFrom("ab", "**", ".", "?", "[", "\\", "/", "-", "") },
    );
    const texts = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(texts, texts, (pattern, name) => {
        const source = pattern
          .split("*")
          .map((text) => text.replaceAll(/[.?[\]\\/-]/g, String.raw`\$&`))
          .join("[^]*");
        expect(matchesGlob(pattern, name)).toBe(new RegExp(`^${source}$`).test(name));
      }),
      { numRuns: 5_000 },
    );
  });

  it("match in time linear in the name", () => {
    const start = performance.now();
    expect(matchesGlob(`${"*a".repeat(60)}b`, "a".repeat(100_000))).toBe(false);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

/** The meaning of it, character by character. */
function redactedByChar(text: string, spans: readonly Span[]): string {
  let result = "";
  let covered = 0;
  const sorted = spans.toSorted(
    (a, b) => a.start - b.start || b.end - a.end || (a.label < b.label ? -1 : 1),
  );
  for (let at = 0; at < text.length; at += 1) {
    for (const span of sorted.filter(({ start }) => start === at)) {
      if (at >= covered) result += span.label;
      covered = Math.max(covered, span.end);
    }
    if (at >= covered) result += text[at];
  }
  return result;
}

describe("redacting", () => {
  const cases = fc
    .string({ unit: "grapheme", maxLength: 30 })
    .chain((text) =>
      fc.tuple(
        fc.constant(text),
        fc.array(
          fc.record({
            start: fc.nat(Math.max(0, text.length - 1)),
            length: fc.integer({ min: 1, max: 12 }),
            label: fc.constantFrom("[A]", "[B]"),
          }),
          { maxLength: 5 },
        ),
      ),
    )
    .map(([text, list]) => ({
      text,
      spans: list.map(({ start, length, label }): Span => {
        return { start, end: Math.min(text.length, start + length), label };
      }),
    }))
    .filter(({ text }) => text !== "");

  it("puts a label in the place of each run of spans", () => {
    fc.assert(
      fc.property(cases, ({ text, spans }) => {
        expect(redactText(text, spans)).toBe(redactedByChar(text, spans));
      }),
      { numRuns: 2_000 },
    );
  });

  it("gives the same in pieces, however they are cut", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 });
    fc.assert(
      fc.property(cases, sizes, ({ text, spans }, sizesOf) => {
        const sorted = spans.toSorted(
          (a, b) => a.start - b.start || b.end - a.end || (a.label < b.label ? -1 : 1),
        );
        let offset = 0;
        let result = "";
        for (const piece of cut(text, sizesOf)) {
          // What has passed is forgotten, as a stream does.
          result += redactPiece(
            piece,
            offset,
            sorted.filter(({ end }) => end > offset),
          );
          offset += piece.length;
        }
        expect(result).toBe(redactText(text, spans));
      }),
      { numRuns: 2_000 },
    );
  });

  it("leaves a text without spans as it is", () => {
    expect(redactText("as it is", [])).toBe("as it is");
  });
});
