// What a request declares of its tools, and what is found where a call does not keep to it.
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { openAccount } from "../../src/inspection/account.ts";
import { inspectCalls } from "../../src/inspection/inspect.ts";
import { hashTools, situationOf } from "../../src/inspection/situation.ts";
import { LIMITS } from "../../src/domain/limits.ts";
import { newSession } from "../../src/domain/session-view.ts";
import type { ToolCall } from "../../src/domain/tool-call.ts";
import { bind } from "../../src/policy/agent-policy.ts";
import type { Evidence } from "../../src/policy/rules/rule.ts";
import { compileDeclaredSchema } from "../../src/policy/json-schema/usable-schema.ts";
import { headOf } from "../settled-event.ts";
import { policyOf } from "./policy-of.ts";

const ALL = policyOf("rules: [{ name: odd, scanner: arguments, threshold: 0.1, action: flag }]");

interface Scene {
  readonly tools?: readonly unknown[];
  readonly calls: readonly (readonly [string, string | object])[];
  readonly body?: object;
  readonly path?: string;
  readonly policy?: typeof ALL;
  /** Digests that the session knows. */
  readonly first?: Readonly<Record<string, string>>;
}

/** What is found, as `path category confidence`; and what the account says did not work. */
async function inspect(scene: Scene) {
  const { tools, body, policy: whole = ALL, path = "/v1/chat/completions", first } = scene;
  const json = { model: "m", messages: [], ...(tools && { tools }), ...body };
  const head = headOf({ path });
  const known = {
    head,
    user: { id: null, roles: [], claims: {} },
    key: null,
    tier: null,
    body: { json, text: JSON.stringify(json) },
    facts: null,
    ...(whole.needsHashes && { toolHashes: await hashTools(json, async (text) => sha(text)) }),
  };
  const view = first === undefined ? null : { ...newSession(0), toolHashes: first };
  const policy = bind(whole, situationOf(known, view));
  const seen: Evidence[] = [];
  const degraded: string[] = [];
  const account = openAccount({
    head,
    key: null,
    mode: "enforce",
    policy: null,
    endUser: null,
    judging: (_, evidence) => seen.push(evidence),
  });
  const calls = scene.calls.map(([name, args], index) => callOf(name, args, index));
  const { decision } = inspectCalls(
    policy,
    { ...account, degraded: (code) => degraded.push(code) },
    calls,
  );
  const told = seen.flatMap(({ findings }) =>
    findings
      .filter(({ detector }) => /undeclared|schema|unknown-property/.test(detector))
      .map(({ path: at, category, confidence }) => `${at} ${category} ${confidence}`),
  );
  return { found: told, degraded, decision };
}

async function found(scene: Scene): Promise<readonly string[]> {
  return (await inspect(scene)).found;
}

function sha(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function callOf(name: string, args: string | object, index: number): ToolCall {
  const path = `calls[${index}]`;
  return {
    id: `call_${index}`,
    name,
    kind: "json",
    arguments: typeof args === "string" ? args : JSON.stringify(args),
    path,
    argumentsPath: `${path}.args`,
  };
}

function tool(parameters: unknown, more: object = {}, name = "search") {
  return { type: "function", function: { name, parameters, ...more } };
}

const SEARCH = tool({
  type: "object",
  properties: {
    q: { type: "string", minLength: 2, pattern: "^[a-z ]+$" },
    limit: { type: "integer", minimum: 1, maximum: 50 },
    sort: { enum: ["new", "old"] },
    filter: { type: "object", properties: { tags: { type: "array", items: { type: "string" } } } },
    day: { type: "string", format: "date" },
  },
  required: ["q"],
});

describe("a call of a function that nobody declared", () => {
  const calls = [
    ["search", { q: "refunds" }],
    ["delete_user", { id: 7 }],
  ] as const;

  it("is found, and the others are not", async () => {
    expect(await found({ tools: [SEARCH], calls })).toEqual(["calls[1] undeclared_tool 0.7"]);
  });

  it("is found where nothing is declared at all", async () => {
    expect(await found({ calls })).toHaveLength(2);
  });

  it.each<[string, Partial<Scene>]>([
    ["a stored conversation", { body: { conversation: "conv_1" }, path: "/v1/responses" }],
    ["a response before", { body: { previous_response_id: "resp_1" }, path: "/v1/responses" }],
    ["an assistant", { path: "/v1/threads/thread_1/runs" }],
  ])("is not known to be one where tools may be stored: %s", async (_, scene) => {
    expect(await found({ tools: [SEARCH], calls, ...scene })).toEqual([]);
  });

  it("is not one of a server whose tools are not listed, nor of the API's own", async () => {
    const tools = [
      { type: "mcp", server_label: "crm", server_url: "https://mcp.example" },
      { type: "mcp", server_label: "wiki", allowed_tools: ["read"] },
      { type: "shell" },
    ];
    const names = ["crm/find", "shell", "wiki/read", "wiki/write"];
    const made = names.map((name) => [name, {}] as const);
    expect(await found({ tools, calls: made, path: "/v1/responses" })).toEqual([
      "calls[3] undeclared_tool 0.7",
    ]);
  });
});

describe("arguments that break their schema", () => {
  it.each<[string, object, string]>([
    ["a text where a number belongs", { q: "ab", limit: "10" }, ".limit schema_violation 0.7"],
    ["a number out of bounds", { q: "ab", limit: 51 }, ".limit schema_violation 0.7"],
    ["none of the values", { q: "ab", sort: "best" }, ".sort schema_violation 0.7"],
    ["a text that is too short", { q: "a" }, ".q schema_violation 0.7"],
    ["a text of other letters", { q: "a;b" }, ".q schema_violation 0.7"],
    ["something is missing", {}, " schema_violation 0.7"],
    ["an element", { q: "ab", filter: { tags: ["a", 1] } }, ".filter.tags[1] schema_violation 0.7"],
    ["a format, which is a remark", { q: "ab", day: "tomorrow" }, ".day schema_violation 0.4"],
  ])("are found at their place: %s", async (_, args, expected) => {
    expect(await found({ tools: [SEARCH], calls: [["search", args]] })).toEqual([
      `calls[0].args${expected}`,
    ]);
  });

  it("pass where they keep to it", async () => {
    const args = { q: "refunds", limit: 50, sort: "old", filter: { tags: [] }, day: "2024-02-29" };
    expect(await found({ tools: [SEARCH], calls: [["search", args]] })).toEqual([]);
  });

  it("pass where one of several declarations takes them", async () => {
    const tools = [SEARCH, tool({ type: "object", properties: { id: { type: "integer" } } })];
    expect(await found({ tools, calls: [["search", { id: 1 }]] })).toEqual([]);
    expect(await found({ tools, calls: [["search", { id: "x" }]] })).not.toEqual([]);
  });

  it("are not held to a function without a schema, nor where nobody asks", async () => {
    const calls = [["search", { q: 1 }]] as const;
    expect(await found({ tools: [tool(undefined)], calls })).toEqual([]);
    const policy = policyOf(
      "rules: [{ name: t, scanner: tool_access, denied_tools: [x], action: block }]",
    );
    expect(await found({ tools: [SEARCH], calls, policy })).toEqual([]);
  });

  it("cost no more than their budget, and the event tells", async () => {
    const many = { type: "array", items: { type: "array", items: { type: "integer" } } };
    const tools = [tool({ type: "object", properties: { rows: many } })];
    const rows = Array.from({ length: 40 }, () =>
      Array.from({ length: LIMITS.schemaStepsMax / 40 }, () => 1),
    );
    const { found: none, degraded } = await inspect({ tools, calls: [["search", { rows }]] });
    expect(none).toEqual([]);
    expect(degraded).toEqual(["schema_too_large"]);
  });
});

describe("parameters that a schema does not know", () => {
  const known = { q: { type: "string" } };
  const calls = [["search", { q: "a", "as.admin": true }]] as const;
  const at = 'calls[0].args["as.admin"] unknown_property';

  it.each<[string, object, object, readonly string[]]>([
    ["forbidden", { properties: known, additionalProperties: false }, {}, [`${at} 0.75`]],
    ["strict", { properties: known }, { strict: true }, [`${at} 0.75`]],
    ["not spoken of", { properties: known }, {}, [`${at} 0.55`]],
    ["allowed", { properties: known, additionalProperties: true }, {}, []],
    ["held to something", { properties: known, additionalProperties: { type: "boolean" } }, {}, []],
    ["named by a pattern", { properties: known, patternProperties: { "^as": {} } }, {}, []],
    ["none named at all", { properties: {} }, {}, []],
    [
      "known to a part",
      {
        properties: known,
        allOf: [{ $ref: "#/$defs/x" }],
        $defs: { x: { properties: { "as.admin": {} } } },
      },
      {},
      [],
    ],
  ])("%s", async (_, schema, more, expected) => {
    expect(await found({ tools: [tool({ type: "object", ...schema }, more)], calls })).toEqual(
      expected,
    );
  });

  it("are found inside lists and objects", async () => {
    const item = {
      type: "object",
      properties: { sku: { type: "string" } },
      additionalProperties: false,
    };
    const tools = [tool({ type: "object", properties: { items: { type: "array", items: item } } })];
    const args = { items: [{ sku: "a" }, { sku: "b", price: 0 }] };
    expect(await found({ tools, calls: [["search", args]] })).toEqual([
      "calls[0].args.items[1].price unknown_property 0.75",
    ]);
  });
});

describe("a tool that has changed", () => {
  const asks = policyOf(
    "rules: [{ name: odd, scanner: arguments, threshold: 0.5, types: [schema_changed], action: flag }]",
  );
  const calls = [["search", { q: "refunds" }]] as const;

  it("is found on its calls, by what the session saw first", async () => {
    const scene = { tools: [SEARCH], calls, policy: asks };
    const changed = await inspect({ ...scene, first: { search: "another" } });
    expect(changed.found).toEqual(["calls[0] schema_changed 0.7"]);
    expect(changed.decision.action).toBe("flag");
    const json = { tools: [SEARCH] };
    const [hash = ""] = (await hashTools(json, async (text) => sha(text))).values();
    expect(await found({ ...scene, first: { search: hash } })).toEqual([]);
    expect(await found({ ...scene, first: { other: "another" } })).toEqual([]);
  });

  it("is found on its calls, by its pin", async () => {
    const policy = policyOf(`rules:
  - { name: pins, scanner: tool_definitions, pins: { search: "${"0".repeat(64)}" }, action: flag }
  - { name: odd, scanner: arguments, threshold: 0.5, action: flag }`);
    expect(await found({ tools: [SEARCH], calls, policy })).toEqual([
      "calls[0] schema_changed 0.7",
    ]);
  });

  it("is asked for by rules that name it, and by no others", () => {
    const needs = (rule: string) =>
      policyOf(`rules: [{ name: a, scanner: arguments, action: flag, ${rule} }]`).needsHashes;
    expect(asks.needsView).toBe(true);
    expect(needs("types: ['schema_*'], threshold: 0.7")).toBe(true);
    expect(needs("types: [schema_changed], threshold: 0.8")).toBe(false);
    expect(needs("types: [schema_violation], threshold: 0.5")).toBe(false);
    expect(needs("threshold: 0.5")).toBe(false);
  });
});

describe("a schema of which not all can be used", () => {
  /** Whether a value passes; and whether something was passed over. */
  function held(schema: unknown, value: unknown): readonly [boolean | null, boolean] {
    const { check, isInPart } = compileDeclaredSchema(schema);
    return [check === null ? null : check(value, "").length === 0, isInPart];
  }

  it.each<[string, unknown, unknown, readonly [boolean | null, boolean]]>([
    ["OpenAPI's null", { type: "string", nullable: true }, null, [true, false]],
    ["OpenAPI's null, and not it", { type: "string", nullable: true }, 1, [false, false]],
    ["a type of another language", { properties: { a: { type: "dict" } } }, { a: 1 }, [true, true]],
    ["what stands beside it", { type: "object", foo: 1, required: ["b"] }, {}, [false, false]],
    ["a format of one's own", { format: "int64", minimum: 5 }, 4, [false, true]],
    ["a pattern that is not RE2", { pattern: "(?=a)b" }, "c", [true, true]],
    ["the opposite of what is lost", { not: { format: "own" } }, "x", [true, true]],
    [
      "one of two, where one is lost",
      { oneOf: [{ format: "own" }, { type: "string" }] },
      "x",
      [true, true],
    ],
    [
      "a list of draft 7",
      { items: [{ type: "string" }], additionalItems: false },
      ["a", 1],
      [false, false],
    ],
    ["a reference outward", { $ref: "https://schemas.example/a" }, 1, [true, true]],
    [
      "a pattern of names",
      { patternProperties: { "(?!a)": {} }, additionalProperties: false },
      { b: 1 },
      [null, true],
    ],
    ["no schema", [1], 1, [true, true]],
  ])("%s", (_, schema, value, expected) => {
    expect(held(schema, value)).toEqual(expected);
  });
});
