// The surface table against the operations that the official SDK can call.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { surfacesDocument } from "../../scripts/surfaces-document.ts";
import { SURFACE_TABLE } from "../../src/openai/surface-table.ts";
import { surfaceOf } from "../../src/openai/surface.ts";

const SDK = "node_modules/openai/resources";
/** Operations of a client: `this._client.post('/files', ...)`, the list ones with their method. */
const CALL =
  /client\s*\.(get|post|put|patch|delete|getAPIList)\(\s*(?:path)?\s*(`[^`]*`|'[^']*'|"[^"]*")/g;

const facts = readFileSync("test/facts/openai-operations.txt", "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"));

/** One operation as a request would name it. */
function requestOf(line: string): { readonly method: string; readonly path: string } {
  const [method = "", template = ""] = line.split(" ");
  return { method, path: template.replaceAll("{id}", "id_1") };
}

function sdkOperations(): Set<string> {
  const found = new Set<string>();
  for (const file of readdirSync(SDK, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".mjs")) continue;
    const source = readFileSync(join(SDK, file), "utf8");
    for (const match of source.matchAll(CALL)) {
      const [, verb = "", quoted = ""] = match;
      const path = quoted
        .slice(1, -1)
        .replaceAll(/\$\{[^}]*\}/g, "{id}")
        .replace(/\?beta=true$/, "");
      const call = source.slice(match.index, match.index + 400).split(";", 1)[0] ?? "";
      const told = verb === "getAPIList" ? (/method:\s*'(\w+)'/.exec(call)?.[1] ?? "get") : verb;
      found.add(`${told.toUpperCase()} ${path}`);
    }
  }
  return found;
}

describe("the surface table", () => {
  it("is held against all operations that the installed SDK can call", () => {
    const known = new Set(facts);
    const sdk = sdkOperations();
    expect(sdk.size).toBeGreaterThan(350);
    expect([...sdk].filter((operation) => !known.has(operation))).toEqual([]);
  });

  it.each(facts)("has a row for %s", (line) => {
    const { method, path } = requestOf(line);
    const surface = surfaceOf(method, path);
    expect(surface.request).not.toBe("any");
    if (line.endsWith("(websocket)")) {
      expect(surface).toMatchObject({ request: "socket", answer: "socket" });
    }
  });

  it("has no row that an earlier one hides", () => {
    const hidden = SURFACE_TABLE.filter((row) => {
      if (row.method === "*") return false;
      const path = row.path.replaceAll("{id}", "id_1").replaceAll("**", "a/b/c/d/e");
      const found = surfaceOf(row.method, path);
      const { name, request, answer, protocol } = row;
      return (
        found.name !== name ||
        found.request !== request.reader ||
        found.answer !== answer.reader ||
        found.protocol !== protocol
      );
    });
    expect(hidden).toEqual([]);
  });

  it.each([
    ["POST", "/models/%2e%2e/chat/completions"],
    ["POST", "/organization/..%2fchat/completions"],
    ["POST", "//chat/completions"],
    ["POST", "/chat%2fcompletions"],
    ["POST", "/models"],
    ["PUT", "/chat/completions"],
    ["POST", "/not-known-yet"],
    ["POST", ""],
  ])("takes %s %s for something that is to be read", (method, path) => {
    expect(surfaceOf(method, path)).toMatchObject({ request: "any", answer: "any" });
  });

  it("tells docs/surfaces.md", () => {
    expect(readFileSync("docs/surfaces.md", "utf8")).toBe(surfacesDocument());
  });
});
