// What the loader tells: every problem at once, each at its place, with what stands there and what
// was probably meant; what a policy's text may be; and warnings beside a policy that loads.
import { describe, expect, it } from "vitest";
import { showProblems } from "../../scripts/policy-errors.ts";
import { LIMITS } from "../../src/domain/limits.ts";
import { loadPolicy, policyWarnings, type PolicyError } from "../../src/policy/load.ts";
import { suggest } from "../../src/policy/suggest.ts";

type Expected = readonly Partial<PolicyError>[];

function errorsOf(source: string | Uint8Array): readonly PolicyError[] {
  const loaded = loadPolicy(source);
  return loaded.ok ? [] : loaded.error;
}

function check(source: string | Uint8Array, expected: Expected): void {
  const errors = errorsOf(source);
  expect(errors).toEqual(expected.map((error) => expect.objectContaining(error)));
}

const V = 'version: "1.0"\n';

describe("problems of a policy", () => {
  it("are told all at once, in the order of the document, whatever hides behind others", () => {
    const source = `version: "1.0"
mode: enforec
rules:
  - { name: a, scanner: pii, action: blok }
  - { name: b, scanner: tool_access, action: block }
  - { name: c, scanner: tool_access, action: block, when: "args.x >" }
  - { name: d, scanner: content, action: flag, patterns: ["ok", "a(b", "[z-a]"] }
  - { name: d, scanner: jailbrake, action: block }
  - { name: e, scanner: parameters, action: block, tools: [a], when: "agent.id == 7" }
  - { name: f, scanner: pii, action: flag, types: *x }
  - { name: g, name: h, scanner: pii, action: flag }
  - just a text
exemptions:
  - { rules: [a], owner: me, reason: x, expires: soon }
`;
    const places = errorsOf(source).map(({ line, path }) => [line, path]);
    expect(places).toEqual([
      [2, "mode"],
      [4, "rules[0].action"],
      [5, "rules[1]"],
      [6, "rules[2]"],
      [6, "rules[2].when"],
      [7, "rules[3].patterns[1]"],
      [7, "rules[3].patterns[2]"],
      [8, "rules[4].name"],
      [8, "rules[4].scanner"],
      [9, "rules[5].when"],
      [10, "rules[6].types"],
      [11, "rules[7].name"],
      [12, "rules[8]"],
      [14, "exemptions[0].expires"],
    ]);
  });

  it.each<[string, string, Expected]>([
    [
      "a field of an agent's limits",
      "agents:\n  a:\n    limits:\n      token: 5/min\n",
      [{ path: "agents.a.limits.token", line: 5, column: 7, suggestion: "tokens" }],
    ],
    ["a field of an agent", "agents: { a: { teir: 2 } }", [{ suggestion: "tier" }]],
    [
      "a field of an agent's tools",
      "agents: { a: { tools: { alow: [x] } } }",
      [{ suggestion: "allow" }],
    ],
    ["a field of a tool", "tools: { a: { lables: [x] } }", [{ suggestion: "labels" }]],
    [
      "a field of a server",
      "mcp: { servers: { s: { allowed_tool: [x] } } }",
      [{ path: "mcp.servers.s.allowed_tool", suggestion: "allowed_tools" }],
    ],
    [
      "a field of a schedule",
      `rules: [{ name: a, scanner: pii, action: flag, schedule: { timezone: UTC } }]`,
      [{ path: "rules[0].schedule.timezone", suggestion: "time_zone" }],
    ],
    [
      "a field of a step",
      "rules: [{ name: a, scanner: chain, action: block, source: { tools: [a], tool: [a] }, sink: { tools: [b] } }]",
      [{ path: "rules[0].source.tool", suggestion: "tools" }],
    ],
    [
      "a field of an exemption",
      "exemptions: [{ rules: [a], owner: o, reason: r, expire: 2027-01-01, expires: 2027-01-01 }]",
      [{ path: "exemptions[0].expire", suggestion: "expires" }],
    ],
    [
      "a field of a test's input",
      "tests: [{ name: t, input: { agnet: a }, expect: block }]",
      [{ path: "tests[0].input.agnet", suggestion: "agent" }],
    ],
    [
      "a field of a test's expectation",
      "tests: [{ name: t, input: {}, expect: { action: block, rule: [a] } }]",
      [{ path: "tests[0].expect.rule", suggestion: "rules" }],
    ],
    [
      "a field of alerts",
      "alerts: [{ name: a, webhok: 'https://x.example' }]",
      [{ suggestion: "webhook" }],
    ],
    ["a field of privacy", "privacy: { retention: 3 }", [{ path: "privacy.retention" }]],
    ["a default", "defaults: { on_eror: fail_open }", [{ suggestion: "on_error" }]],
    ["a default's value", "defaults: { on_error: fail-open }", [{ suggestion: "fail_open" }]],
    [
      "a value that is joined otherwise",
      "rules: [{ name: a, scanner: Prompt-Injection, action: flag }]",
      [{ suggestion: "prompt_injection" }],
    ],
    [
      "a word of plain speech",
      "rules: [{ name: a, scanner: pii, action: mask }]",
      [{ suggestion: "redact" }],
    ],
    [
      "two letters that changed places",
      "rules: [{ name: a, scanner: secrest, action: flag }]",
      [{ suggestion: "secrets" }],
    ],
    [
      "a yes for a true",
      "defaults: { explain: yes }",
      [{ found: "a text", expected: ["true or false"], suggestion: "true" }],
    ],
    [
      "a number for a text",
      "name: 7",
      [
        {
          found: "a number",
          expected: ["a text"],
          message: "name must be a text, not a number: put it in quotes",
        },
      ],
    ],
    [
      "a text for a list",
      `rules: [{ name: a, scanner: arguments, action: block, tools: a }]`,
      [{ found: "a text", expected: ["a list"] }],
    ],
    [
      "nothing for a mapping",
      "agents:\nname: x",
      [{ path: "agents", found: "nothing", expected: ["a mapping"] }],
    ],
    ["a mapping for a number", "agents: { a: { tier: {} } }", [{ found: "a mapping" }]],
    [
      "a fraction for a whole number",
      "agents: { a: { tier: 1.5 } }",
      [{ path: "agents.a.tier", message: "tier must be a whole number" }],
    ],
    [
      "a choice of words or mappings",
      "rules: [{ name: a, scanner: chain, action: block, source: { tools: [a] }, sink: { tools: [b] }, within: sesion }]",
      [{ path: "rules[0].within", suggestion: "session" }],
    ],
    [
      "the inside of such a choice",
      "rules: [{ name: a, scanner: chain, action: block, source: { tools: [a] }, sink: { tools: [b] }, within: { calls: many } }]",
      [{ path: "rules[0].within.calls", found: "a text" }],
    ],
    [
      "a span of time that is none",
      "rules: [{ name: a, scanner: session, action: block, max_age: 2 hours }]",
      [{ path: "rules[0].max_age" }],
    ],
    [
      "a date that is none",
      "exemptions: [{ rules: [a], owner: o, reason: r, expires: 2027-02-30 }]",
      [{ path: "exemptions[0].expires" }],
    ],
    [
      "a schedule that cannot be",
      "rules: [{ name: a, scanner: pii, action: flag, schedule: { hours: '25:00-26:00' } }]",
      [{ path: "rules[0].schedule.hours" }],
    ],
    [
      "a schedule that ends before it begins",
      "rules: [{ name: a, scanner: pii, action: flag, schedule: { from: 2027-02-01, until: 2027-01-01 } }]",
      [{ path: "rules[0].schedule.until" }],
    ],
  ])("name what was meant: %s", (_, text, expected) => {
    check(`${V}${text}`, expected);
  });

  it.each<[string, string, number]>([
    ["a plain text", "when: args.x = 1", 1],
    ["single quotes", "when: 'tool.name == ''a'' && args.x = 1'", 1],
    ["double quotes", String.raw`when: "tool.name == \"a\" && args.x = 1"`, 1],
    ["an escape of several signs", String.raw`when: "tool.name == '\u0061' && args.x = 1"`, 1],
    ["a literal of several lines", "when: |\n      tool.name == 'a'\n      && args.x = 1\n", 3],
  ])("point into a condition in %s", (_, field, lines) => {
    const text = `${V}rules:\n  - name: a\n    scanner: tool_access\n    action: block\n    allowed_tools: [a]\n    ${field}\n`;
    const [error] = errorsOf(text);
    const line = text.split("\n")[(error?.line ?? 0) - 1] ?? "";
    expect(error?.line).toBe(7 + lines - 1);
    expect(line.slice((error?.column ?? 0) - 1)).toMatch(/^= 1/);
  });

  it.each(["a(b", "x*)", "[z-a]", String.raw`\q`, "(?=a)", "a{1001}"])(
    "tell of a pattern that RE2 refuses: %s",
    (pattern) => {
      const quoted = JSON.stringify(pattern);
      check(`${V}rules: [{ name: a, scanner: content, action: flag, patterns: [${quoted}] }]`, [
        { path: "rules[0].patterns[0]", line: 2 },
      ]);
    },
  );

  it.each<[string, string, Expected]>([
    [
      "a schema that is none",
      "{ name: a, scanner: output_schema, action: flag, schema: { properties: { x: { type: strng } } } }",
      [{ path: "rules[0].schema.properties.x.type", line: 2 }],
    ],
    [
      "a schema's pattern",
      "{ name: a, scanner: parameters, action: block, tools: [t], schema: { pattern: '(?=a)' } }",
      [{ path: "rules[0].schema.pattern" }],
    ],
    [
      "a parameter's path",
      "{ name: a, scanner: parameters, action: block, tools: [t], params: { 'a[': { min: 1 } } }",
      [{ path: 'rules[0].params["a["]' }],
    ],
    [
      "a parameter's pattern, whatever else is wrong with the rule",
      "{ name: a, scanner: parameters, action: blok, tools: [t], params: { sql: { pattern: 'a(b' } } }",
      [{ path: "rules[0].action" }, { path: "rules[0].params.sql.pattern" }],
    ],
    [
      "an unknown constraint",
      "{ name: a, scanner: parameters, action: block, tools: [t], params: { sql: { max: 1, patern: x } } }",
      [{ path: "rules[0].params.sql.patern", suggestion: "pattern" }],
    ],
    [
      "an unknown verb",
      "{ name: a, scanner: parameters, action: block, tools: [t], params: { sql: { sql: { verbs: [selct] } } } }",
      [{ path: "rules[0].params.sql.sql.verbs[0]", suggestion: "select" }],
    ],
    [
      "a parameter of a request",
      "{ name: a, scanner: request_parameters, action: block, max: { 'a[0]': 1 } }",
      [{ path: 'rules[0].max["a[0]"]', message: expect.stringContaining("reasoning.effort") }],
    ],
  ])("tell of what a rule asks for: %s", (_, rule, expected) => {
    check(`${V}rules: [${rule}]`, expected);
  });

  it("are bounded in number", () => {
    const fields = Array.from({ length: 5_000 }, (_, index) => `x${index}: 1`).join("\n");
    expect(errorsOf(`${V}${fields}`)).toHaveLength(LIMITS.policyErrorsMax);
  });
});

describe("the text of a policy", () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

  it.each<[string, string | Uint8Array]>([
    ["bytes", bytes(V)],
    ["a byte order mark", `\uFEFF${V}`],
    ["bytes with a byte order mark", new Uint8Array([0xef, 0xbb, 0xbf, ...bytes(V)])],
    ["line ends of Windows", `version: "1.0"\r\nrules: []\r\n`],
    ["a document's start and end", `---\n${V}...\n`],
    ["JSON", '{"version":"1.0","rules":[]}'],
    ["characters beyond the first plane", `${V}description: "🛡 ž 漢"\n`],
    ["as many bytes as there may be", `${V}#${"é".repeat((LIMITS.policyBytesMax - 16) / 2)}`],
    [
      "deep data",
      `${V}rules: [{ name: a, scanner: output_schema, action: flag, schema: { const: ${"[".repeat(28)}${"]".repeat(28)} } }]`,
    ],
  ])("may be %s", (_, source) => {
    check(source, []);
  });

  it.each<[string, string | Uint8Array, Expected]>([
    ["more bytes", `${V}#${"é".repeat(LIMITS.policyBytesMax / 2)}`, [{ line: 1, column: 1 }]],
    ["ten megabytes", "a".repeat(10_000_000), [{ line: 1, column: 1 }]],
    ["ten megabytes of bytes", new Uint8Array(10_000_000), [{ line: 1, column: 1 }]],
    [
      "bytes that are no UTF-8",
      new Uint8Array([...bytes(`${V}name: "`), 0xc3, 0x28]),
      [{ line: 2, column: 8 }],
    ],
    [
      "UTF-8 that is cut off",
      new Uint8Array([...bytes(`${V}# `), 0xf0, 0x9f]),
      [{ line: 2, column: 3 }],
    ],
    ["UTF-16", new Uint8Array([0xff, 0xfe, 0x61, 0]), [{ line: 1, column: 1 }]],
    [
      "a NUL",
      `${V}name: a\0b\n`,
      [{ message: "the character U+0000 cannot stand in a policy", line: 2, column: 8 }],
    ],
    [
      "two control characters",
      `${V}# \u0007\n\u001b[0m`,
      [
        { line: 2, column: 3 },
        { line: 3, column: 1 },
      ],
    ],
    ["half a character", `${V}name: "\ud83d"`, [{ line: 2, column: 8 }]],
    ["a tab as indentation", `${V}agents:\n\ta: {}\n`, [{ line: 3, column: 1 }]],
    [
      "an alias",
      `${V}name: &x a\ndescription: *x\n`,
      [
        { line: 2, column: 7 },
        { path: "description", line: 3, column: 14 },
      ],
    ],
    [
      "an alias of itself",
      `${V}agents: &a { b: *a }\n`,
      [
        { line: 2, column: 9 },
        { path: "agents.b", line: 2, column: 17 },
      ],
    ],
    ["an alias of nothing", `${V}name: *nothing\n`, [{ path: "name", line: 2, column: 7 }]],
    [
      "a merge key",
      `${V}defaults:\n  <<: { explain: false }\n`,
      [{ path: 'defaults["<<"]', line: 3, column: 3 }],
    ],
    ["a tag of another language", `${V}name: !!js/function x\n`, [{ line: 2, column: 7 }]],
    ["a known tag of YAML 1.1", `${V}name: !!binary aGk=\n`, [{ line: 2, column: 7 }]],
    ["a directive", `%YAML 1.1\n---\n${V}`, [{ line: 1, column: 1 }]],
    ["two documents", `${V}---\n${V}`, [{ line: 2, column: 1 }]],
    ["a key twice", `${V}name: a\nmode: off\nname: b\n`, [{ path: "name", line: 4, column: 1 }]],
    ["a list as a key", `${V}? [a, b]\n: c\n`, [{ line: 2 }]],
    [
      "no number",
      `${V}agents: { a: { tier: .nan } }\n`,
      [{ path: "agents.a.tier", line: 2, column: 22 }],
    ],
    ["an endless number", `${V}agents: { a: { tier: 1e999 } }\n`, [{ path: "agents.a.tier" }]],
    ["lists that nest too deep", `${V}rules: ${"[".repeat(200)}`, [{ line: 2, column: 39 }]],
    ["mappings that nest too deep", `${V}${"? ".repeat(5_000)}`, [{ line: 2 }]],
    ["too many words", `${V}rules: [${"a,".repeat(LIMITS.policyNodesMax)}]`, [{ line: 2 }]],
    ["nothing but commas", `[${",".repeat(LIMITS.policyBytesMax - 2)}`, [{ line: 1 }]],
  ])("may not be %s", (_, source, expected) => {
    check(source, expected);
  });

  it("may be as deep as it may, and no deeper", () => {
    // A policy, its rules, a rule, the schema, and the lists of its constant.
    const nested = (depth: number): string =>
      `${V}rules: [{ name: a, scanner: output_schema, action: flag, schema: { const: ${"[".repeat(depth - 4)}${"]".repeat(depth - 4)} } }]`;
    expect(errorsOf(nested(LIMITS.policyDepthMax))).toEqual([]);
    expect(errorsOf(nested(LIMITS.policyDepthMax + 1))).toMatchObject([{ line: 2 }]);
  });
});

describe("warnings", () => {
  const now = Date.parse("2026-11-21T00:00:00Z");

  function warningsOf(text: string): readonly PolicyError[] {
    const source = `${V}${text}`;
    const loaded = loadPolicy(source);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
    return policyWarnings(source, { policy: loaded.value, now });
  }

  const PII = "rules: [{ name: own-pii, scanner: pii, action: flag }]\n";

  it.each<[string, string, Expected]>([
    [
      "an exemption of no rule",
      `${PII}exemptions: [{ rules: [own-pi], owner: o, reason: r, expires: 2027-01-01 }]`,
      [{ path: "exemptions[0].rules[0]", line: 3, column: 24, suggestion: "own-pii" }],
    ],
    [
      "an exemption that has expired",
      `${PII}exemptions: [{ rules: ['own-*'], owner: o, reason: r, expires: 2026-11-20 }]`,
      [{ path: "exemptions[0].expires" }],
    ],
    [
      "a chain of labels that no tool has",
      "tools: { get_*: { labels: [sensitive] } }\nrules: [{ name: a, scanner: chain, action: block, source: { labels: [sensitiv] }, sink: { tools: [b] } }]",
      [{ path: "rules[0].source.labels[0]", suggestion: "sensitive" }],
    ],
    [
      "tests that name no rule",
      `${PII}tests: [{ name: t, input: { text: x }, expect: { action: flag, rules: [own-pii, other] } }]`,
      [{ path: "tests[0].expect.rules[1]" }],
    ],
    [
      "a rewrite without effect",
      "rules: [{ name: a, scanner: request_parameters, action: rewrite, require: [store] }]",
      [{ path: "rules[0].action" }],
    ],
    [
      "a replacement that nothing puts",
      "rules: [{ name: a, scanner: pii, action: redact, replacement: x }]",
      [{ path: "rules[0].replacement" }],
    ],
    [
      "requests that are counted by tool",
      "rules: [{ name: a, scanner: limit, action: block, rate: 5/min, by: tool }]",
      [{ path: "rules[0].by" }],
    ],
    [
      "a verdict that comes too late",
      "rules: [{ name: a, scanner: moderation, action: block }]",
      [{ path: "rules[0].action" }],
    ],
    [
      "what is not carried out yet",
      "rules: [{ name: a, scanner: behavior, action: flag }]\nalerts: [{ name: x }]",
      [{ path: "rules[0].scanner" }, { path: "alerts[0]" }],
    ],
    ["rules that are off", `mode: off\n${PII}`, [{ path: "mode" }]],
    [
      "a dialect's own field",
      "rules: [{ name: a, scanner: pii, on_block: redact, replacement: x }]",
      [{ path: "rules[0].replacement" }],
    ],
  ])("tell of %s", (_, text, expected) => {
    expect(warningsOf(text)).toEqual(expected.map((error) => expect.objectContaining(error)));
  });

  it.each([
    [
      "a rule that matches",
      `${PII}exemptions: [{ rules: ['own-*'], owner: o, reason: r, expires: 2027-01-01 }]`,
    ],
    [
      "rules of the tenant",
      `extends: tenant\n${PII}exemptions: [{ rules: [others], owner: o, reason: r, expires: 2027-01-01 }]`,
    ],
    [
      "a section's rule",
      "agents: { a: { models: [m] } }\nexemptions: [{ rules: [agents.a.models], owner: o, reason: r, expires: 2027-01-01 }]",
    ],
    [
      "labels that a tool has",
      "tools: { x: { labels: [sensitive] } }\nrules: [{ name: a, scanner: chain, action: block, source: { labels: ['sens*'] }, sink: { tools: [b] } }]",
    ],
    [
      "a verdict that is waited for",
      "rules: [{ name: a, scanner: judge, model: m, prompt: is this fine or not, action: block, wait: true }]",
    ],
    ["a verdict that is noted", "rules: [{ name: a, scanner: moderation, action: log }]"],
    [
      "a replacement that is put",
      "rules: [{ name: a, scanner: pii, action: rewrite, replacement: x }]",
    ],
    [
      "calls that are counted by tool",
      "rules: [{ name: a, scanner: limit, action: block, count: tool_calls, rate: 5/min, by: tool }]",
    ],
  ])("say nothing of %s", (_, text) => {
    expect(warningsOf(text)).toEqual([]);
  });
});

describe("suggestions", () => {
  it.each([
    ["treshold", "threshold"],
    ["thershold", "threshold"],
    ["Threshold", "threshold"],
    ["allowed-tools", "allowed_tools"],
    ["alowed_tool", "allowed_tools"],
    ["confidence", "threshold"],
    ["xyz", null],
    ["", null],
    ["t", null],
    ["a".repeat(1_000), null],
  ])("for %s are %s", (word, meant) => {
    expect(suggest(word, ["name", "threshold", "allowed_tools", "types"])).toBe(meant);
  });
});

describe("problems on a terminal", () => {
  it("show the line, a mark under the word, and what was meant", () => {
    const text = `${V}rules:\n  - { name: a, scanner: pii, action: blok }\n`;
    expect(showProblems(errorsOf(text), { file: "p.yaml", text, level: "error" })).toBe(
      [
        'p.yaml:3:38: error: action cannot be "blok"',
        " --> rules[0].action",
        "  |",
        "3 |   - { name: a, scanner: pii, action: blok }",
        "  |                                      ^^^^",
        "  = help: did you mean block?",
        "  = valid: allow, log, flag, alert, redact, rewrite, review, block, terminate_session",
        "",
      ].join("\n"),
    );
  });

  it("cut long lines around the place", () => {
    const text = `${V}rules: [${"{ name: a, scanner: pii, action: flag }, ".repeat(50)}{ scanner: x }]`;
    const [error] = errorsOf(text).slice(-1);
    if (error === undefined) throw new Error("there is an error");
    const lines = showProblems([error], { file: "p", text, level: "error" }).split("\n");
    const mark = lines.find((line) => /\| +\^/.test(line)) ?? "";
    expect(lines[3]?.length).toBeLessThan(140);
    expect(lines[3]?.slice(mark.indexOf("^"))).toMatch(/^x \}\]/);
  });
});

describe("a rule whose kind is not known", () => {
  it("is told what else is wrong with it", () => {
    const loaded = loadPolicy(
      'version: "1.0"\nrules:\n  - name: a\n    scaner: pii\n    action: blok\n    priority: much\n    keywords: [x]\n',
    );
    expect(loaded.ok ? [] : loaded.error).toMatchObject([
      { path: "rules[0].scanner", line: 3 },
      { path: "rules[0].scaner", line: 4, suggestion: "scanner" },
      { path: "rules[0].action", line: 5, found: "blok", suggestion: "block" },
      { path: "rules[0].priority", line: 6 },
    ]);
  });
});
