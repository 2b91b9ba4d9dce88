// Policies in the words of other gateways: each loads as it is written and means what ours says.
import { describe, expect, it } from "vitest";
import { loadPolicy, type PolicyError } from "../../src/policy/load.ts";
import type { Policy, Rule } from "../../src/policy/schema/document.ts";

function load(text: string): Policy {
  const loaded = loadPolicy(text);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value;
}

function rulesOf(rules: string): readonly Rule[] {
  return load(`version: "1.0"\nrules: [${rules}]`).rules;
}

/** The errors of a policy of which the rules are on the second line. */
function errorsOf(rules: string): readonly PolicyError[] {
  const loaded = loadPolicy(`version: "1.0"\nrules: [${rules}]`);
  return loaded.ok ? [] : loaded.error;
}

/** Two rules are the same, whatever words they are written in. */
function check(theirs: string, ours: string): void {
  expect(rulesOf(theirs)).toEqual(rulesOf(ours));
}

describe("dialects", () => {
  it.each<[string, string, string]>([
    [
      "a type for a scanner",
      "{ name: a, type: pii, action: flag }",
      "{ name: a, scanner: pii, action: flag }",
    ],
    [
      "an allow-list of tools",
      "{ name: a, type: tool_allowlist, tools: [search, read_docs], action: block }",
      "{ name: a, scanner: tool_access, allowed_tools: [search, read_docs], action: block }",
    ],
    [
      "a deny-list of tools, with one tool as a text",
      "{ name: a, type: tool_denylist, tools: drop_table }",
      "{ name: a, scanner: tool_access, denied_tools: [drop_table], action: block }",
    ],
    [
      "a rate limit",
      "{ name: a, type: rate_limit, max_calls: 100, window_seconds: 60 }",
      "{ name: a, scanner: rate_limit, max_calls: 100, window_seconds: 60, action: block }",
    ],
    [
      "data protection",
      "{ name: a, type: data_protection, patterns: [ssn, credit_card, email, phone_number, iban], action: block }",
      "{ name: a, scanner: pii, types: [US_SSN, CREDIT_CARD, EMAIL, PHONE, IBAN], action: block }",
    ],
    [
      "data protection of keys as well",
      "{ name: a, type: data_protection, patterns: [ssn, api_key, private_key], action: redact }",
      "{ name: a, scanner: pii, types: [US_SSN], action: redact }, { name: a-secrets, scanner: secrets, action: redact }",
    ],
    [
      "data protection of keys only",
      "{ name: a, type: data_protection, types: [API-Key] }",
      "{ name: a, scanner: secrets, action: block }",
    ],
    [
      "plain names of personal data in our own rule",
      "{ name: a, scanner: pii, types: [SSN, 'phone number', 'pii.e*'], action: flag }",
      "{ name: a, scanner: pii, types: [US_SSN, PHONE, 'pii.e*'], action: flag }",
    ],
    [
      "scanners by their older names",
      "{ name: a, scanner: pii_detection, action: log }, { name: b, scanner: secret_detection, action: alert }",
      "{ name: a, scanner: pii, action: log }, { name: b, scanner: secrets, action: alert }",
    ],
    [
      "a scanner of tool calls with a list",
      "{ name: a, scanner: tool_call, blocked_tools: [rm], action: block }",
      "{ name: a, scanner: tool_access, denied_tools: [rm], action: block }",
    ],
    [
      "a scanner of tool calls without one",
      "{ name: a, scanner: tool_call, direction: output, action: block }",
      "{ name: a, scanner: arguments, action: block }",
    ],
    [
      "jailbreaks and exfiltration, which are ours as well",
      "{ name: a, scanner: jailbreak, action: block }, { name: b, scanner: data_exfiltration, action: block }",
      "{ name: a, scanner: jailbreak, action: block }, { name: b, scanner: data_exfiltration, action: block }",
    ],
    [
      "a regular expression",
      "{ name: a, scanner: regex, pattern: 'PRJ-\\d{4}', action: redact }",
      "{ name: a, scanner: content, patterns: ['PRJ-\\d{4}'], action: redact }",
    ],
    [
      "keywords",
      "{ name: a, scanner: keywords, words: [merger], action: flag }",
      "{ name: a, scanner: content, keywords: [merger], action: flag }",
    ],
    [
      "a length",
      "{ name: a, scanner: max_length, limit: 4000, action: block }",
      "{ name: a, scanner: content, max_chars: 4000, action: block }",
    ],
    [
      "languages",
      "{ name: a, scanner: language, allow: [en, de], direction: input }",
      "{ name: a, scanner: content, languages: { allow: [en, de] }, direction: input, action: block }",
    ],
    [
      "languages in a list",
      "{ name: a, scanner: language, languages: en, action: flag }",
      "{ name: a, scanner: content, languages: { allow: [en] }, action: flag }",
    ],
    [
      "a canary",
      "{ name: a, scanner: canary, token: cnry-7f3a, action: block }",
      "{ name: a, scanner: content, canaries: [cnry-7f3a], action: block }",
    ],
    [
      "blocked tools of our own scanner",
      "{ name: a, scanner: tool_access, blocked_tools: ['send_*'], action: block }",
      "{ name: a, scanner: tool_access, denied_tools: ['send_*'], action: block }",
    ],
    [
      "an id for a name",
      "{ id: a, scanner: pii, action: flag }",
      "{ name: a, scanner: pii, action: flag }",
    ],
    [
      "rules without names",
      "{ scanner: pii, action: flag }, { name: x, scanner: pii, action: flag }, { scanner: secrets, action: flag }",
      "{ name: rule-1, scanner: pii, action: flag }, { name: x, scanner: pii, action: flag }, { name: rule-3, scanner: secrets, action: flag }",
    ],
    [
      "a rule without a name whose number is taken",
      "{ scanner: pii, action: flag }, { name: rule-1, scanner: pii, action: flag }",
      "{ name: rule-1-2, scanner: pii, action: flag }, { name: rule-1, scanner: pii, action: flag }",
    ],
    [
      "what is raised on a block",
      "{ name: a, scanner: pii, on_block: raise }, { name: b, scanner: pii, on_block: alert }",
      "{ name: a, scanner: pii, action: block }, { name: b, scanner: pii, action: alert }",
    ],
    [
      "several actions",
      "{ name: a, scanner: pii, actions: [log, raise, alert] }",
      "{ name: a, scanner: pii, action: block }",
    ],
    ...(["low", "medium", "high"] as const).map((word, index): [string, string, string] => [
      `${word} sensitivity`,
      `{ name: a, scanner: secrets, sensitivity: ${word}, action: flag }`,
      `{ name: a, scanner: secrets, threshold: ${[0.95, 0.8, 0.6][index]}, action: flag }`,
    ]),
    [
      "sensitivity in capitals, where a rule has it",
      "{ name: a, scanner: jailbreak, sensitivity: High, action: flag }",
      "{ name: a, scanner: jailbreak, sensitivity: high, action: flag }",
    ],
    [
      "sensitivity as a number, where a rule has it",
      "{ name: a, scanner: prompt_injection, sensitivity: 0.7, action: flag }",
      "{ name: a, scanner: prompt_injection, threshold: 0.7, action: flag }",
    ],
    [
      "who speaks as a direction",
      "{ name: a, scanner: pii, direction: tool_result, action: flag }",
      "{ name: a, scanner: pii, direction: input, on: [tool_result], action: flag }",
    ],
    [
      "calls as a direction",
      "{ name: a, scanner: secrets, direction: tool_call, action: block }",
      "{ name: a, scanner: secrets, direction: output, on: [tool_argument], action: block }",
    ],
    [
      "a list of directions that one word says",
      "{ name: a, scanner: prompt_injection, direction: [input, tool_result, file], action: block }",
      "{ name: a, scanner: prompt_injection, direction: input, action: block }",
    ],
    [
      "a list of directions that no word says",
      "{ name: a, scanner: pii, direction: [file, output], action: flag }",
      "{ name: a, scanner: pii, direction: both, on: [output, tool_argument, document], action: flag }",
    ],
    [
      "both directions in a list",
      "{ name: a, scanner: pii, direction: [input, output], action: flag }",
      "{ name: a, scanner: pii, direction: both, action: flag }",
    ],
    [
      "one tool",
      "{ name: a, scanner: arguments, tool: query, action: block }",
      "{ name: a, scanner: arguments, tools: [query], action: block }",
    ],
  ])("take %s", (_, theirs, ours) => {
    check(theirs, ours);
  });

  it.each([
    ["1.0", "enforce", "enforce"],
    ["1", "shadow", "monitor"],
    ['"1"', "Audit", "monitor"],
    ['"1.0"', "off", "off"],
  ])("take version %s and mode %s", (version, mode, ours) => {
    expect(load(`version: ${version}\nmode: ${mode}\n`)).toMatchObject({
      version: "1.0",
      mode: ours,
    });
  });

  it.each<[string, string, readonly Partial<PolicyError>[]]>([
    [
      "a list that a renamed field holds",
      "{ name: a, type: tool_allowlist, tools: [search, 7] }",
      [
        {
          message: expect.stringMatching(/^tools\[1\]/),
          path: "rules[0].tools[1]",
          line: 2,
          column: 58,
          found: "a number",
          expected: ["a text"],
        },
      ],
    ],
    [
      "a text that became a list",
      "{ name: a, scanner: regex, pattern: 'a(b' }",
      [{ path: "rules[0].pattern", line: 2, column: 47 }],
    ],
    [
      "a scanner by its other name",
      "{ name: a, type: tool_alowlist, tools: [a] }",
      [{ path: "rules[0].type", line: 2, column: 26, found: "tool_alowlist" }],
    ],
    [
      "both names of a scanner",
      "{ name: a, type: pii, scanner: pii, action: flag }",
      [{ path: "rules[0].type", column: 20 }],
    ],
    [
      "an unknown kind of data",
      "{ name: a, type: data_protection, patterns: [ssn, shoe_size] }",
      [{ path: "rules[0].patterns[1]", column: 59, expected: expect.arrayContaining(["ssn"]) }],
    ],
    [
      "a rule behind one that became two",
      "{ name: a, type: data_protection, patterns: [ssn, api_key] }, { name: b, scanner: pii, action: blok }",
      [{ path: "rules[1].action", column: 104, suggestion: "block" }],
    ],
    [
      "what is wrong in both halves, once",
      "{ name: a, type: data_protection, patterns: [ssn, api_key], action: blok }",
      [{ path: "rules[0].action", column: 77, suggestion: "block" }],
    ],
    [
      "an unknown word among several actions",
      "{ name: a, scanner: pii, actions: [log, blok] }",
      [{ path: "rules[0].actions", suggestion: "block" }],
    ],
    [
      "a missing action of our own rule",
      "{ scanner: pii }",
      [{ path: "rules[0].action", message: "action is missing" }],
    ],
    [
      "an unknown sensitivity",
      "{ name: a, scanner: pii, sensitivity: hihg, action: flag }",
      [{ path: "rules[0].sensitivity", found: "a text" }],
    ],
    [
      "a sensitivity where nothing is sensitive",
      "{ name: a, scanner: models, allow: [a], sensitivity: high, action: block }",
      [{ path: "rules[0].sensitivity", message: 'unknown field "sensitivity"' }],
    ],
    [
      "an unknown direction",
      "{ name: a, scanner: pii, direction: sideways, action: flag }",
      [{ path: "rules[0].direction", found: "sideways", expected: ["input", "output", "both"] }],
    ],
    [
      "an unknown field beside dialect",
      "{ name: a, type: tool_allowlist, tools: [a], acton: block }",
      [{ path: "rules[0].acton", suggestion: "action" }],
    ],
    [
      "a direction and who speaks at once",
      "{ name: a, scanner: pii, direction: file, on: [user], action: flag }",
      [{ path: "rules[0].direction", found: "file" }],
    ],
  ])("point at what the author wrote: %s", (_, rules, expected) => {
    expect(errorsOf(rules)).toEqual(expected.map((error) => expect.objectContaining(error)));
  });
});
