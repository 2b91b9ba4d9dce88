// A request's own parameters are held to a rule on every endpoint, and the edits that put them right
// do so for every server that reads the body.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { duplicateKeys } from "../../src/domain/json-duplicates.ts";
import { LIMITS } from "../../src/domain/limits.ts";
import { readDeclaredTools } from "../../src/openai/declared-tools.ts";
import type { JsonObject } from "../../src/openai/protocol.ts";
import { applyRequestEdits, judgeRequestParameters } from "../../src/policy/request-parameters.ts";
import { requestParametersSchema } from "../../src/policy/request-parameters-schema.ts";

const CHAT = "chat.completions";

/** What is wrong, as `path: problem` (`!` where no edit mends it), and the body after the edits. */
function check(
  written: unknown,
  text: string,
  surface = CHAT,
): { readonly found: readonly string[]; readonly edited: string } {
  const spec = requestParametersSchema.parse(written);
  const body = JSON.parse(text) as JsonObject;
  const { tools } = readDeclaredTools(body);
  const { violations, edits } = judgeRequestParameters(spec, { body, text, surface, tools });
  return {
    found: violations.map(
      ({ path, problem, isMended }) => `${path}: ${problem}${isMended ? "" : "!"}`,
    ),
    edited: applyRequestEdits(text, edits),
  };
}

type Row = readonly [rule: unknown, surface: string, body: string, found: string[], edited: string];

describe("the largest number", () => {
  const tokens = { max: { max_tokens: 100 } };
  it.each<Row>([
    [tokens, CHAT, '{"max_tokens":100}', [], '{"max_tokens":100}'],
    [tokens, CHAT, '{"max_completion_tokens": 5}', [], '{"max_completion_tokens": 5}'],
    [tokens, CHAT, '{"max_tokens": 101 }', ["max_tokens: above_max"], '{"max_tokens": 100 }'],
    [
      tokens,
      CHAT,
      '{"max_completion_tokens":1e9,"max_tokens":101}',
      ["max_tokens: above_max", "max_completion_tokens: above_max"],
      '{"max_completion_tokens":100,"max_tokens":100}',
    ],
    [tokens, CHAT, "{}", ["max_completion_tokens: missing"], '{"max_completion_tokens":100}'],
    [
      tokens,
      CHAT,
      '{"max_tokens":null}',
      ["max_completion_tokens: missing"],
      '{"max_tokens":null,"max_completion_tokens":100}',
    ],
    [
      tokens,
      CHAT,
      '{"max_output_tokens":5}',
      ["max_completion_tokens: missing"],
      '{"max_output_tokens":5,"max_completion_tokens":100}',
    ],
    [tokens, "responses", "{}", ["max_output_tokens: missing"], '{"max_output_tokens":100}'],
    [
      tokens,
      "responses",
      '{"max_tokens":5}',
      ["max_output_tokens: missing"],
      '{"max_tokens":5,"max_output_tokens":100}',
    ],
    [tokens, "completions", "{}", ["max_tokens: missing"], '{"max_tokens":100}'],
    [tokens, "runs", "{}", ["max_completion_tokens: missing"], '{"max_completion_tokens":100}'],
    [tokens, "embeddings", "{}", [], "{}"],
    [tokens, CHAT, '{"max_tokens":-1}', ["max_tokens: below_min"], '{"max_tokens":100}'],
    [tokens, CHAT, '{"max_tokens":"5"}', ["max_tokens: wrong_type"], '{"max_tokens":100}'],
    [tokens, CHAT, '{"max_tokens":1e400}', ["max_tokens: above_max"], '{"max_tokens":100}'],
    [{ max: { n: 1 } }, CHAT, "{}", [], "{}"],
    [{ max: { n: 1 } }, CHAT, '{"n":5}', ["n: above_max"], '{"n":1}'],
    [{ max: { temperature: 0.5 } }, CHAT, "{}", ["temperature: missing"], '{"temperature":0.5}'],
    [{ max: { temperature: 1 } }, CHAT, '{"temperature":1.0}', [], '{"temperature":1.0}'],
    [{ max: { "a.b": 1 } }, CHAT, '{"a":{"b":2}}', ["a.b: above_max"], '{"a":{"b":1}}'],
    [{ max: { "a.b": 1 } }, CHAT, '{"a":5}', [], '{"a":5}'],
  ])("%j on %s %s", (rule, surface, body, found, edited) => {
    expect(check(rule, body, surface)).toEqual({ found, edited });
  });
});

describe("what is forced, forbidden, required", () => {
  const low = { force: { "reasoning.effort": "low" } };
  it.each<Row>([
    [{ force: { store: false } }, CHAT, '{"store":false}', [], '{"store":false}'],
    [{ force: { store: false } }, CHAT, '{"store":true}', ["store: not_forced"], '{"store":false}'],
    [{ force: { store: false } }, CHAT, '{"store":null}', ["store: not_forced"], '{"store":false}'],
    [{ force: { store: false } }, CHAT, '{ "a":1 }', ["store: missing"], '{ "a":1,"store":false }'],
    [low, "responses", "{}", ["reasoning.effort: missing"], '{"reasoning":{"effort":"low"}}'],
    [
      low,
      "responses",
      '{"reasoning":{"effort":"high","summary":"auto"}}',
      ["reasoning.effort: not_forced"],
      '{"reasoning":{"effort":"low","summary":"auto"}}',
    ],
    [
      low,
      "responses",
      '{"reasoning":null}',
      ["reasoning.effort: missing"],
      '{"reasoning":{"effort":"low"}}',
    ],
    [
      { force: { metadata: { a: 1, b: 2 } } },
      CHAT,
      '{"metadata":{"b":2,"a":1}}',
      [],
      '{"metadata":{"b":2,"a":1}}',
    ],
    [{ forbid: ["logprobs"] }, CHAT, '{"logprobs":false}', [], '{"logprobs":false}'],
    [{ forbid: ["logprobs"] }, CHAT, '{"logprobs":null}', [], '{"logprobs":null}'],
    [{ forbid: ["logprobs"] }, CHAT, '{"logprobs":true,"n":1}', ["logprobs: forbidden"], '{"n":1}'],
    [{ forbid: ["logprobs"] }, CHAT, '{"logprobs":0}', ["logprobs: forbidden"], "{}"],
    [{ forbid: ["a.b"] }, CHAT, '{"a":{"b":"","c":1}}', ["a.b: forbidden"], '{"a":{"c":1}}'],
    [
      { forbid: ["background", "service_tier"] },
      "responses",
      '{"service_tier":"flex"}',
      ["service_tier: forbidden"],
      "{}",
    ],
    [
      { require: ["metadata.ticket"] },
      CHAT,
      '{"metadata":{"ticket":"T-1"}}',
      [],
      '{"metadata":{"ticket":"T-1"}}',
    ],
    [
      { require: ["metadata.ticket"] },
      CHAT,
      '{"metadata":{}}',
      ["metadata.ticket: missing!"],
      '{"metadata":{}}',
    ],
    [{ require: [{ path: "n", equals: 1 }] }, CHAT, '{"n":2}', ["n: not_required!"], '{"n":2}'],
    [{ require: [{ path: "n", equals: 1 }] }, CHAT, '{"n":1.0}', [], '{"n":1.0}'],
    [{ require: ["toString"] }, CHAT, "{}", ["toString: missing!"], "{}"],
    [
      { require_response_schema: true },
      CHAT,
      '{"response_format":{"type":"json_schema"}}',
      [],
      '{"response_format":{"type":"json_schema"}}',
    ],
    [
      { require_response_schema: true },
      CHAT,
      '{"response_format":{"type":"json_object"}}',
      ["response_format.type: no_response_schema!"],
      '{"response_format":{"type":"json_object"}}',
    ],
    [
      { require_response_schema: true },
      "responses",
      '{"response_format":{"type":"json_schema"}}',
      ["text.format.type: no_response_schema!"],
      '{"response_format":{"type":"json_schema"}}',
    ],
    [
      { require_response_schema: true },
      "responses",
      '{"text":{"format":{"type":"json_schema"}}}',
      [],
      '{"text":{"format":{"type":"json_schema"}}}',
    ],
    [{ require_response_schema: true }, "embeddings", "{}", [], "{}"],
  ])("%j on %s %s", (rule, surface, body, found, edited) => {
    expect(check(rule, body, surface)).toEqual({ found, edited });
  });
});

describe("tools", () => {
  const strict = { require_strict_tools: true };
  const asks = { mcp_require_approval: "always" };
  const bare = { mcp_strip_authorization: true };
  it.each<Row>([
    [
      strict,
      CHAT,
      '{"tools":[{"type":"function","function":{"name":"f","strict":true}}]}',
      [],
      '{"tools":[{"type":"function","function":{"name":"f","strict":true}}]}',
    ],
    [
      strict,
      CHAT,
      '{"tools":[{"type":"function","function":{"name":"f"}}]}',
      ["tools[0].function.strict: not_strict"],
      '{"tools":[{"type":"function","function":{"name":"f","strict":true}}]}',
    ],
    [
      strict,
      "responses",
      '{"tools":[{"type":"web_search"},{"type":"function","name":"f","strict":null}]}',
      ["tools[1].strict: not_strict"],
      '{"tools":[{"type":"web_search"},{"type":"function","name":"f","strict":true}]}',
    ],
    [
      strict,
      CHAT,
      '{"functions":[{"name":"f"}]}',
      ["functions[0].strict: not_strict!"],
      '{"functions":[{"name":"f"}]}',
    ],
    [
      asks,
      "responses",
      '{"tools":[{"type":"mcp","server_label":"a"}]}',
      ["tools[0].require_approval: no_approval"],
      '{"tools":[{"type":"mcp","server_label":"a","require_approval":"always"}]}',
    ],
    [
      asks,
      "responses",
      '{"tools":[{"type":"mcp","require_approval":{"never":{"tool_names":["x"]}}}]}',
      ["tools[0].require_approval: no_approval"],
      '{"tools":[{"type":"mcp","require_approval":"always"}]}',
    ],
    [
      asks,
      "responses",
      '{"tools":[{"type":"mcp","require_approval":"always"}]}',
      [],
      '{"tools":[{"type":"mcp","require_approval":"always"}]}',
    ],
    [
      asks,
      "responses",
      '{"input":[{"type":"additional_tools","tools":[{"type":"mcp","require_approval":"never"}]}]}',
      ["input[0].tools[0].require_approval: no_approval"],
      '{"input":[{"type":"additional_tools","tools":[{"type":"mcp","require_approval":"always"}]}]}',
    ],
    [
      asks,
      "responses",
      '{"input":[{"type":"mcp_list_tools","server_label":"a","tools":[{"name":"x"}]}]}',
      [],
      '{"input":[{"type":"mcp_list_tools","server_label":"a","tools":[{"name":"x"}]}]}',
    ],
    [
      bare,
      "responses",
      '{"tools":[{"type":"mcp","authorization":"t","headers":{"a":"b"},"server_label":"a"}]}',
      ["tools[0].authorization: credentials", "tools[0].headers: credentials"],
      '{"tools":[{"type":"mcp","server_label":"a"}]}',
    ],
    [
      bare,
      "responses",
      '{"tools":[{"type":"mcp","headers":null}]}',
      [],
      '{"tools":[{"type":"mcp","headers":null}]}',
    ],
    [
      asks,
      CHAT,
      '{"tools":{"0":{"type":"mcp"}}}',
      ['tools["0"].require_approval: no_approval'],
      '{"tools":{"0":{"type":"mcp","require_approval":"always"}}}',
    ],
  ])("%j on %s %s", (rule, surface, body, found, edited) => {
    expect(check(rule, body, surface)).toEqual({ found, edited });
  });
});

describe("keys that servers read differently", () => {
  const tokens = { max: { max_tokens: 100 } };
  it.each<Row>([
    [
      tokens,
      CHAT,
      '{"max_tokens":1000000,"max_tokens":5}',
      ["max_tokens: duplicate_key"],
      '{"max_tokens":5,"max_tokens":5}',
    ],
    [
      tokens,
      CHAT,
      '{"max_tokens":5,"max_tokens":101}',
      ["max_tokens: duplicate_key", "max_tokens: above_max"],
      '{"max_tokens":100,"max_tokens":100}',
    ],
    [
      tokens,
      CHAT,
      '{"max_tokens":101,"max\\u005ftokens":5}',
      ["max_tokens: duplicate_key"],
      '{"max_tokens":5,"max\\u005ftokens":5}',
    ],
    [
      tokens,
      CHAT,
      '{"Max_Tokens":1000000,"max_tokens":5}',
      ["Max_Tokens: ambiguous_key"],
      '{"max_tokens":5}',
    ],
    [
      { force: { store: false } },
      CHAT,
      '{"store":true,"store":false}',
      ["store: duplicate_key"],
      '{"store":false,"store":false}',
    ],
    [
      { forbid: ["logprobs"] },
      CHAT,
      '{"logprobs":true,"logprobs":false}',
      ["logprobs: duplicate_key"],
      '{"logprobs":false,"logprobs":false}',
    ],
    [
      { force: { "reasoning.effort": "low" } },
      "responses",
      '{"reasoning":{"effort":"high"},"reasoning":{"effort":"low"}}',
      ["reasoning: duplicate_key"],
      '{"reasoning":{"effort":"low"},"reasoning":{"effort":"low"}}',
    ],
    [
      { force: { "reasoning.effort": "low" } },
      "responses",
      '{"reasoning":{"effort":"high"},"reasoning":{}}',
      ["reasoning: duplicate_key", "reasoning.effort: missing"],
      '{"reasoning":{"effort":"low"},"reasoning":{"effort":"low"}}',
    ],
    [
      { mcp_require_approval: "always" },
      "responses",
      '{"tools":[{"type":"mcp","require_approval":"never","require_approval":"always"}]}',
      ["tools[0].require_approval: duplicate_key"],
      '{"tools":[{"type":"mcp","require_approval":"always","require_approval":"always"}]}',
    ],
    [
      { mcp_require_approval: "always" },
      "responses",
      '{"tools":[{"type":"mcp"}],"tools":[]}',
      ["tools: duplicate_key"],
      '{"tools":[],"tools":[]}',
    ],
    // What the rule does not speak of is nobody's business here.
    [
      tokens,
      CHAT,
      '{"seed":1,"seed":2,"max_tokens":5,"messages":[{"a":1,"a":2}]}',
      [],
      '{"seed":1,"seed":2,"max_tokens":5,"messages":[{"a":1,"a":2}]}',
    ],
  ])("%j on %s %s", (rule, surface, body, found, edited) => {
    expect(check(rule, body, surface)).toEqual({ found, edited });
  });

  it("are found to the last, and told to a bound", () => {
    const twice = `{"a":[${Array.from({ length: 400 }, () => '{"b":1,"b":2}').join(",")}]}`;
    expect(duplicateKeys(twice, new Set(["a"]))).toHaveLength(LIMITS.duplicateKeysMax);
    expect(duplicateKeys(twice, new Set(["b"]))).toEqual([]);
    expect(duplicateKeys('{"a":{"x":[{"y":1 , "y" :2}]}, "a" : 1}', new Set(["a"]))).toEqual([
      "a.x[0].y",
      "a",
    ]);
  });
});

it("the rule is refused where it cannot be meant", () => {
  for (const rule of [
    { max: { n: "1" } },
    { max: { "a..b": 1 } },
    { force: { "tools[0].x": 1 } },
    { forbid: [""] },
    { require: [{ path: "n" }] },
    { mcp_require_approval: "never" },
    { maximum: {} },
  ]) {
    expect(requestParametersSchema.safeParse(rule).success, JSON.stringify(rule)).toBe(false);
  }
});

const RULE = {
  max: { max_tokens: 100, n: 1, temperature: 0.5 },
  force: { store: false, "reasoning.effort": "low" },
  forbid: ["logprobs", "reasoning.summary"],
  require_strict_tools: true,
  mcp_require_approval: "always",
  mcp_strip_authorization: true,
};

const scalar = fc.constantFrom(
  "1",
  "1000",
  "null",
  "false",
  '"x"',
  "-1",
  "{}",
  "[]",
  '{"effort":"high","summary":1}',
);
const key = fc.constantFrom(
  "max_tokens",
  "max_completion_tokens",
  "n",
  "temperature",
  "store",
  "reasoning",
  "logprobs",
  "N",
  "x",
);
const tool = fc.constantFrom(
  '{"type":"mcp","headers":{},"headers":1}',
  '{"type":"mcp","require_approval":"never"}',
  '{"function":{"name":"f","strict":false,"strict":true}}',
  '{"type":"function","name":"g"}',
);
const bodies = fc
  .tuple(fc.array(fc.tuple(key, scalar), { maxLength: 6 }), fc.array(tool, { maxLength: 3 }))
  .map(([members, tools]) => {
    const all = members.map(([name, value]) => `"${name}":${value}`);
    return `{${[...all, `"tools":[${tools.join(",")}]`].join(",")}}`;
  });

it("what was edited is within the rule, whichever copy of a key is read", () => {
  fc.assert(
    fc.property(bodies, (text) => {
      const { edited } = check(RULE, text);
      const again = check(RULE, edited);
      expect(again.found.filter((line) => !line.endsWith(": duplicate_key"))).toEqual([]);
      expect(again.edited).toBe(edited);
      expect(check(RULE, firstWins(edited)).found).toEqual([]);
    }),
    { numRuns: 1_500 },
  );
});

/** The text as a reader sees it that takes the first of two equal keys, at the top and in tools. */
function firstWins(text: string): string {
  const seen = (JSON.parse(text) as JsonObject)["tools"];
  const first: Record<string, unknown> = {};
  const pattern = /"(\w+)":("[^"]*"|\{[^{}]*\}|[\w.-]+|\[\])[,}]/g;
  const top = text.replace(/"tools":\[.*\]/, '"t":1');
  for (const [, name = "", value = ""] of top.matchAll(pattern)) {
    if (name !== "t" && !Object.hasOwn(first, name)) first[name] = JSON.parse(value);
  }
  return JSON.stringify({ ...first, tools: seen });
}
