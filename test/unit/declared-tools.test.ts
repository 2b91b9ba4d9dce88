// What requests of every surface declare as tools, and the calls that their histories tell of.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../src/domain/canonical-json.ts";
import {
  declaredNames,
  isDeclared,
  toolFingerprintText,
  type DeclaredTool,
} from "../../src/domain/declared-tool.ts";
import { LIMITS } from "../../src/domain/limits.ts";
import { readDeclaredTools } from "../../src/openai/declared-tools.ts";
import { pastCalls } from "../../src/openai/past-calls.ts";
import type { JsonObject } from "../../src/openai/protocol.ts";

/** The declarations of a body, with what is not said left out. */
function check(body: JsonObject, expected: readonly Partial<DeclaredTool>[]): void {
  const { tools, isCut } = readDeclaredTools(body);
  expect(tools.map((tool, at) => pick(tool, expected[at] ?? {}))).toEqual(expected);
  expect(isCut).toBe(false);
}

function pick(tool: DeclaredTool, like: Partial<DeclaredTool>): Partial<DeclaredTool> {
  const members = Object.entries(tool).filter(([key]) => key in like || like === undefined);
  return Object.fromEntries(members);
}

const schema = { type: "object", properties: { tools: { type: "array" } } };

describe("declarations", () => {
  it.each<[string, JsonObject, readonly Partial<DeclaredTool>[]]>([
    [
      "functions of Chat Completions",
      {
        tools: [
          {
            type: "function",
            function: { name: "f", description: "d", parameters: schema, strict: true },
          },
        ],
      },
      [
        {
          name: "f",
          kind: "function",
          type: "function",
          description: "d",
          parameters: schema,
          strict: true,
          path: "tools[0]",
          definitionPath: "tools[0].function",
          server: null,
        },
      ],
    ],
    [
      "custom tools of Chat Completions",
      { tools: [{ type: "custom", custom: { name: "c", format: { type: "text" } } }] },
      [
        {
          name: "c",
          kind: "custom",
          parameters: { type: "text" },
          definitionPath: "tools[0].custom",
        },
      ],
    ],
    [
      "legacy functions",
      { functions: [{ name: "f", parameters: schema }], function_call: { name: "f" } },
      [{ name: "f", kind: "function", path: "functions[0]", parameters: schema }],
    ],
    [
      "the search of Chat Completions",
      { web_search_options: {} },
      [
        {
          name: "web_search",
          kind: "hosted",
          type: "web_search_options",
          path: "web_search_options",
        },
      ],
    ],
    [
      "functions and custom tools of Responses",
      {
        tools: [
          { type: "function", name: "f", strict: false, parameters: schema },
          { type: "custom", name: "c", description: "x" },
        ],
      },
      [
        { name: "f", kind: "function", strict: false, definitionPath: "tools[0]" },
        { name: "c", kind: "custom", description: "x" },
      ],
    ],
    [
      "MCP servers",
      {
        tools: [
          {
            type: "mcp",
            server_label: "crm",
            server_url: "https://crm.example/mcp",
            server_description: "d",
            require_approval: { never: { tool_names: ["get"] } },
            allowed_tools: ["get", "list"],
          },
          { type: "mcp", server_label: "mail", connector_id: "connector_gmail" },
          { type: "mcp", server_label: "x", allowed_tools: { tool_names: ["a"], read_only: true } },
          { type: "mcp", server_label: "y", allowed_tools: { read_only: true } },
        ],
      },
      [
        {
          name: "crm",
          kind: "mcp",
          server: "crm",
          serverUrl: "https://crm.example/mcp",
          description: "d",
          requireApproval: { never: { tool_names: ["get"] } },
          allowedTools: ["get", "list"],
        },
        { name: "mail", connectorId: "connector_gmail", allowedTools: null, requireApproval: null },
        { name: "x", allowedTools: ["a"] },
        { name: "y", allowedTools: null },
      ],
    ],
    [
      "hosted tools, by the names of their calls",
      {
        tools: [
          { type: "web_search" },
          { type: "web_search_preview_2025_03_11" },
          { type: "web_search_2025_08_26" },
          { type: "file_search", vector_store_ids: ["vs_1"] },
          { type: "code_interpreter", container: { type: "auto" } },
          { type: "computer_use_preview", display_width: 1 },
          { type: "computer" },
          { type: "image_generation" },
          { type: "local_shell" },
          { type: "shell", environment: { type: "container_auto" } },
          { type: "apply_patch" },
          { type: "tool_search", description: "finds" },
          { type: "retrieval" },
          { type: "brand_new_thing" },
        ],
      },
      [
        "web_search",
        "web_search",
        "web_search",
        "file_search",
        "code_interpreter",
        "computer",
        "computer",
        "image_generation",
        "local_shell",
        "shell",
        "apply_patch",
        "tool_search",
        "file_search",
        "brand_new_thing",
      ].map((name) => ({ name, kind: "hosted" as const })),
    ],
    [
      "groups",
      {
        tools: [
          {
            type: "namespace",
            name: "crm",
            tools: [
              { type: "function", name: "get" },
              { type: "custom", name: "note" },
            ],
          },
        ],
      },
      [
        { name: "get", kind: "function", namespace: "crm", path: "tools[0].tools[0]" },
        { name: "note", kind: "custom", namespace: "crm", path: "tools[0].tools[1]" },
      ],
    ],
    [
      "what items bring in",
      {
        input: [
          {
            type: "additional_tools",
            role: "developer",
            tools: [{ type: "function", name: "late" }],
          },
          { type: "tool_search_output", tools: [{ type: "function", name: "found" }] },
          {
            type: "mcp_list_tools",
            server_label: "crm",
            tools: [{ name: "get", description: "d", input_schema: schema }],
          },
        ],
      },
      [
        { name: "late", path: "input[0].tools[0]" },
        { name: "found", path: "input[1].tools[0]" },
        {
          name: "crm/get",
          kind: "mcp",
          type: "mcp_list_tools",
          server: "crm",
          parameters: schema,
          description: "d",
        },
      ],
    ],
    [
      "sessions and responses of Realtime",
      {
        type: "session.update",
        session: { tools: [{ type: "function", name: "s" }] },
        response: { tools: [{ type: "mcp", server_label: "m" }] },
      },
      [
        { name: "s", path: "session.tools[0]" },
        { name: "m", kind: "mcp" },
      ],
    ],
    [
      "tools of assistants and of attachments",
      {
        tools: [{ type: "file_search" }, { type: "function", function: { name: "f" } }],
        thread: { messages: [{ attachments: [{ tools: [{ type: "code_interpreter" }] }] }] },
      },
      [
        { name: "file_search" },
        { name: "f" },
        { name: "code_interpreter", path: "thread.messages[0].attachments[0].tools[0]" },
      ],
    ],
    [
      "one that is of two kinds as both",
      { tools: [{ type: "function", name: "a", function: { name: "b" }, custom: { name: "c" } }] },
      [{ name: "b" }, { name: "c" }, { name: "a" }],
    ],
    [
      "one without a type, a list with numbers for keys, a bare name",
      {
        tools: { "0": { name: "f" }, "1": { server_url: "https://x.example" }, "2": "web_search" },
      },
      [{ name: "f", kind: "function" }, { kind: "mcp", server: "" }, { name: "web_search" }],
    ],
    [
      "what has no name at all",
      { tools: [{}, null, 5, { type: "function", function: {} }] },
      [
        { name: "", kind: "hosted" },
        { name: "", kind: "hosted" },
        { name: "", kind: "hosted" },
        { name: "", kind: "function" },
      ],
    ],
  ])("reads %s", (_, body, expected) => check(body, expected));

  it.each<[string, JsonObject]>([
    [
      "a choice",
      { tool_choice: { type: "allowed_tools", tools: [{ type: "function", name: "f" }] } },
    ],
    ["metadata", { metadata: { tools: [{ name: "f" }] } }],
    [
      "a schema",
      { response_format: { json_schema: { schema: { properties: schema.properties } } } },
    ],
    ["a text", { messages: [{ role: "user", content: '{"tools":[{"name":"f"}]}' }] }],
    ["an empty list", { tools: [], functions: null }],
    ["arguments in a history", { input: [{ type: "function_call", arguments: { tools: ["x"] } }] }],
    ["variables of a prompt", { prompt: { id: "p", variables: { tools: ["x"] } } }],
  ])("takes none from %s", (_, body) => check(body, []));

  it("says so where there are too many, or where they lie too deep", () => {
    const many = (count: number): JsonObject => ({
      tools: Array.from({ length: count }, (_, at) => ({ type: "function", name: `f${at}` })),
    });
    expect(readDeclaredTools(many(LIMITS.declaredToolsMax)).isCut).toBe(false);
    const cut = readDeclaredTools(many(LIMITS.declaredToolsMax + 1));
    expect(cut.isCut).toBe(true);
    expect(cut.tools).toHaveLength(LIMITS.declaredToolsMax);
    let deep: JsonObject = { tools: [{ name: "f" }] };
    for (let depth = 0; depth < 5_000; depth += 1) deep = { a: deep };
    expect(readDeclaredTools(deep)).toEqual({ tools: [], isCut: true });
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (tools, input) => {
        const { tools: read } = readDeclaredTools({ tools, input, functions: [tools] });
        for (const tool of read) expect(typeof toolFingerprintText(tool)).toBe("string");
        expect(Array.isArray(pastCalls({ messages: [tools], input, item: tools }).calls)).toBe(
          true,
        );
      }),
    );
  });
});

describe("names", () => {
  const tools = readDeclaredTools({
    tools: [
      { type: "function", name: "f" },
      { type: "mcp", server_label: "all" },
      { type: "mcp", server_label: "some", allowed_tools: ["get"] },
      { type: "shell" },
    ],
  }).tools;

  it("are those that calls go by", () => {
    expect(tools.flatMap(declaredNames)).toEqual(["f", "all/*", "some/get", "shell"]);
  });

  it.each(["f", "all/anything", "some/get", "shell"])("%s is declared", (name) => {
    expect(isDeclared(tools, name)).toBe(true);
  });

  it.each(["g", "all", "allx/a", "some/set", "some", "f/f", ""])("%s is not", (name) => {
    expect(isDeclared(tools, name)).toBe(false);
  });
});

describe("fingerprints", () => {
  const text = (tool: JsonObject): string | undefined => {
    const [read] = readDeclaredTools({ tools: [tool] }).tools;
    return read && toolFingerprintText(read);
  };

  it("are the same however the JSON is written, and on every surface", () => {
    const flat = text({
      type: "function",
      name: "f",
      description: "d",
      parameters: { a: 1, b: [2] },
    });
    expect(flat).toBe('{"description":"d","name":"f","parameters":{"a":1,"b":[2]}}');
    expect(
      text({ function: { parameters: { b: [2], a: 1.0 }, name: "f", description: "d" } }),
    ).toBe(flat);
  });

  it("differ where the tool does", () => {
    const base = { type: "function", name: "f", description: "d", parameters: { a: 1 } };
    const texts = [
      base,
      { ...base, name: "g" },
      { ...base, description: "d " },
      { ...base, parameters: { a: 2 } },
      { ...base, parameters: { a: "1" } },
      { type: "mcp", server_label: "f", server_url: "https://a.example" },
      { type: "mcp", server_label: "f", server_url: "https://b.example" },
    ].map(text);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it("are JSON with sorted keys (RFC 8785)", () => {
    expect(
      canonicalJson({ "\u20ac": 1, "\r": 2, "\u00f6": 3, "1": 4, "\ud83d\ude00": 5, "\ufb33": 6 }),
    ).toBe('{"\\r":2,"1":4,"\u00f6":3,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":6}');
    expect(canonicalJson([1e30, 4.5, 0.002, -0, null, '\u000f"\\'])).toBe(
      '[1e+30,4.5,0.002,0,null,"\\u000f\\"\\\\"]',
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe("earlier calls", () => {
  const names = (body: JsonObject): readonly string[] =>
    pastCalls(body).calls.map(({ name, hasResult }) => (hasResult ? `${name}!` : name));

  it.each<[string, JsonObject, readonly string[]]>([
    [
      "of a chat",
      {
        messages: [
          { role: "user", content: "x" },
          {
            role: "assistant",
            tool_calls: [
              { id: "1", type: "function", function: { name: "a", arguments: "{}" } },
              { id: "2", type: "custom", custom: { name: "b", input: "x" } },
            ],
          },
          { role: "tool", tool_call_id: "1", content: "r" },
          { role: "assistant", function_call: { name: "old", arguments: "{}" } },
          { role: "function", name: "old", content: "r" },
          { role: "assistant", tool_calls: [{ id: "3", function: { name: "last" } }] },
        ],
        function_call: { name: "choice" },
      },
      ["a!", "b", "old!", "last"],
    ],
    [
      "of Responses",
      {
        input: [
          { type: "function_call", call_id: "1", name: "a", arguments: "{}" },
          { type: "function_call_output", call_id: "1", output: "r" },
          { type: "custom_tool_call", call_id: "2", name: "b", input: "x" },
          { type: "shell_call", call_id: "3", action: {} },
          { type: "shell_call_output", call_id: "3", output: [] },
          { type: "local_shell_call", call_id: "4", action: {} },
          { type: "computer_call", call_id: "5", action: {} },
          { type: "apply_patch_call", call_id: "6", operation: {} },
          {
            type: "mcp_approval_request",
            id: "r1",
            server_label: "crm",
            name: "del",
            arguments: "{}",
          },
          {
            type: "mcp_approval_request",
            id: "r2",
            server_label: "crm",
            name: "get",
            arguments: "{}",
          },
          { type: "mcp_approval_response", approval_request_id: "r2", approve: true },
          {
            type: "mcp_call",
            id: "m",
            server_label: "crm",
            name: "get",
            approval_request_id: "r2",
          },
          { type: "web_search_call", id: "w", status: "completed" },
          { type: "tool_search_call", execution: "server", id: "t" },
          { type: "tool_search_call", execution: "client", call_id: "u", arguments: {} },
          { type: "program", code: "x" },
        ],
      },
      [
        "a!",
        "b",
        "shell!",
        "local_shell",
        "computer",
        "apply_patch",
        "crm/del",
        "crm/get!",
        "web_search!",
        "tool_search!",
        "tool_search",
      ],
    ],
    [
      "in an event, in the items of a conversation",
      {
        item: { type: "function_call", call_id: "1", name: "a" },
        items: [{ type: "function_call", call_id: "2", name: "b" }],
        response: { input: [{ type: "function_call", call_id: "3", name: "c" }] },
      },
      ["b", "a", "c"],
    ],
    ["nowhere", { messages: "x", input: "y", thread: { messages: null } }, []],
    ["that have no id: a result without one is not theirs", noIds(), ["a"]],
  ])("%s", (_, body, expected) => {
    expect(names(body)).toEqual(expected);
  });

  it("stand where they are said to", () => {
    const { calls } = pastCalls({
      messages: [{ tool_calls: [{ id: "1", function: { name: "a" } }] }],
      input: [{ type: "shell_call", call_id: "2" }],
    });
    expect(calls.map(({ path }) => path)).toEqual(["messages[0].tool_calls[0]", "input[0]"]);
  });

  it("are the last ones where there are too many", () => {
    const input = Array.from({ length: LIMITS.pastCallsMax + 1 }, (_, at) => ({
      type: "function_call",
      call_id: `${at}`,
      name: `f${at}`,
    }));
    const { calls, isCut } = pastCalls({ input });
    expect([calls.length, calls[0]?.name, isCut]).toEqual([LIMITS.pastCallsMax, "f1", true]);
    expect(pastCalls({ input: input.slice(1) }).isCut).toBe(false);
  });
});

function noIds(): JsonObject {
  return {
    input: [
      { type: "function_call", name: "a" },
      { type: "function_call_output", output: "x" },
    ],
  };
}
