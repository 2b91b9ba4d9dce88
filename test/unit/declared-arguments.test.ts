// What an argument is declared to hold: by the policy, by the tool's schema, by its name, by the
// tool's name, in this order; and who says so stands in the finding.
import { describe, expect, it } from "vitest";
import { declaredReading } from "../../src/detect/arguments/declared.ts";
import { declarationsOf } from "../../src/detect/arguments/tool-declarations.ts";
import { readDeclaredTools } from "../../src/openai/declared-tools.ts";
import type { DeclaredTool } from "../../src/domain/declared-tool.ts";
import { toolDeclarations } from "../../src/inspection/call-declarations.ts";

const SQL = "SELECT name FROM users";
const CODE = "import os\nprint(os.getcwd())";

function readingOf(parameter: string, text: string, tool?: string) {
  const origin = { kind: "tool_argument", direction: "output", path: "arguments.x" } as const;
  const { content } = declaredReading({
    ...origin,
    text,
    parameter,
    ...(tool !== undefined && { tool }),
  });
  return content;
}

function declare(properties: object, members: object = {}): DeclaredTool {
  const tool = { name: "t", parameters: { type: "object", properties }, ...members };
  const [first] = readDeclaredTools({ tools: [{ type: "function", function: tool }] }).tools;
  if (first === undefined) throw new Error("the tool of this test is one");
  return first;
}

describe("a parameter's name", () => {
  it.each([
    ["sqlQuery", SQL, "sql"],
    ["stmt", SQL, "sql"],
    ["queries", SQL, "sql"],
    ["query", "weather in Oslo", "unknown"],
    ["cmdline", "ls -l", "shell"],
    ["shell-command", "ls -l", "shell"],
    ["bash_script", "set -e; ls", "shell"],
    ["script", CODE, "code"],
    ["code", CODE, "code"],
    ["country_code", "NO", "unknown"],
    ["promoCode", "' OR 1=1 --", "unknown"],
    ["filePath", "a/b.txt", "path"],
    ["destination_path", "a/b.txt", "path"],
    ["src", "./a/b.txt", "path"],
    ["destination", "Paris", "unknown"],
    ["source", "The Times of London", "unknown"],
    ["targetUrl", "http://a.example/", "url"],
    ["image_url", "http://a.example/i.png", "url"],
    ["imageURL", "http://a.example/i.png", "url"],
    ["callbackUrl", "a.example/cb", "url"],
    ["image", "http://a.example/i.png", "url"],
    ["image", "a cat on a mat", "unknown"],
    ["link", "see the page about cats", "unknown"],
    ["city", "Oslo", "unknown"],
    ["profile", "admin", "unknown"],
  ])("%s with %j says %s", (parameter, text, expected) => {
    expect(readingOf(parameter, text)).toBe(expected);
  });

  it.each([
    ["run_python", "input", CODE, "code"],
    ["code_interpreter", "input", CODE, "code"],
    ["runCommand", "input", "ls -l", "shell"],
    ["server/execute_command", "input", "ls -l", "shell"],
    ["local_shell", "text_", "ls -l", "shell"],
    ["bash", "description", "Lists the files", "unknown"],
    ["query_database", "q", SQL, "sql"],
    ["search", "q", SQL, "unknown"],
  ])("counts more than the tool's: %s, %s", (tool, parameter, text, expected) => {
    expect(readingOf(parameter, text, tool)).toBe(expected);
  });
});

describe("a tool's schema", () => {
  it.each([
    [{ type: "string", format: "uri" }, "see there for a link", "url"],
    [{ type: "string", format: "sql" }, "x", "sql"],
    [{ type: "string", format: "shell" }, "x", "shell"],
    [{ type: "string", contentMediaType: "application/sql" }, "x", "sql"],
    [{ type: "string", contentMediaType: "text/x-python" }, "x", "code"],
    [{ type: "string", contentMediaType: "text/x-sh" }, "x", "shell"],
    [{ type: "array", items: { type: "string", format: "uri" } }, "x", "url"],
    [{ type: "string", description: "The SQL query to run" }, SQL, "sql"],
    [{ type: "string", description: "The SQL query to run" }, "how many users?", undefined],
    [{ type: "string", description: "A shell command." }, "ls", "shell"],
    [{ type: "string", description: "Python code to execute" }, CODE, "code"],
    [{ type: "string", description: "Path of the file to read" }, "a/b", "path"],
    [{ type: "string", description: "URL of the page" }, "http://a.example", "url"],
    [{ type: "string", description: "What the user wants" }, "http://a.example", undefined],
    [{ type: "string", enum: ["a"], description: "Path of the file" }, "a", undefined],
    [{ type: "integer", description: "Path of the file" }, "a", undefined],
  ])("%j with %j says %s", (property, text, expected) => {
    const { contentOf } = declarationsOf(declare({ thing: property, other: { type: "string" } }));
    expect(contentOf("thing", text)?.content).toBe(expected);
    expect(contentOf("thing", text)?.by).toBe(expected && "schema");
    expect(contentOf("another", text)).toBeUndefined();
  });

  it("is read at any depth, the outer of two of one name first", () => {
    const inner = { type: "object", properties: { q: { format: "sql" }, at: { format: "uri" } } };
    const tool = declare({
      list: { type: "array", items: { anyOf: [inner] } },
      at: { format: "path" },
    });
    const { contentOf } = declarationsOf(tool);
    expect(contentOf("q", "x")?.content).toBe("sql");
    expect(contentOf("at", "x")?.content).toBe("path");
  });

  it("says which parameters hold no object", () => {
    const { isScalar } = declarationsOf(
      declare({
        name: { type: "string" },
        age: { type: ["integer", "null"] },
        where: {},
        o: { type: "object" },
      }),
    );
    expect(["name", "age", "where", "o", "none"].map(isScalar)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it("that has one text means what the tool is for", () => {
    const tool = declare(
      { input: { type: "string" }, limit: { type: "integer" } },
      { description: "Run a SQL query." },
    );
    expect(declarationsOf(tool).contentOf("input", SQL)).toEqual({ content: "sql", by: "tool" });
    expect(declarationsOf(tool).contentOf("input", "hello")).toBeUndefined();
  });

  it.each([null, 1, [], { properties: 1 }, { properties: { a: null }, anyOf: 3, items: [1] }])(
    "may be anything: %j",
    (parameters) => {
      const tool = { ...declare({}), parameters };
      expect(declarationsOf(tool).contentOf("a", "x")).toBeUndefined();
    },
  );

  it("counts only where one tool has the name", () => {
    const [one, two] = [declare({ a: { format: "uri" } }), declare({ a: { format: "sql" } })];
    expect(toolDeclarations([one], "t")?.contentOf("a", "x")?.content).toBe("url");
    expect(toolDeclarations([one, two], "t")).toBeNull();
    expect(toolDeclarations([one], "u")).toBeNull();
  });
});
