// What a policy says that a tool's parameters hold, detectors do not guess.
import { describe, expect, it } from "vitest";
import { createSimulator } from "../../src/inspection/simulate.ts";
import { compileDeclared } from "../../src/policy/declared-parameters.ts";
import { loadPolicy } from "../../src/policy/load.ts";

async function actionOf(tools: string, args: Readonly<Record<string, string>>): Promise<string> {
  const rule = "rules: [{ name: a, scanner: arguments, action: block }]";
  const loaded = loadPolicy(`version: "1.0"\n${tools}\n${rule}`);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const simulated = await createSimulator(loaded.value)({
    calls: [{ tool: "lookup", arguments: args }],
  });
  return simulated.ok ? simulated.value.action : simulated.error.message;
}

const DECLARED = (declared: string) => `tools: { "look*": { declared: { ${declared} } } }`;
/** An attack in the name of a city, and ordinary SQL. */
const SAMPLES = { city: "SELECT a, b FROM t UNION ALL SELECT a, b FROM s" };

describe("a parameter", () => {
  it.each([
    ["that nobody speaks of is read by its name", "", SAMPLES, "block"],
    ["that holds SQL may hold it", DECLARED("city: sql"), SAMPLES, "allow"],
    [
      "that holds SQL may not destroy",
      DECLARED("city: sql"),
      { city: "DROP TABLE users" },
      "block",
    ],
    ["of another name is none of them", DECLARED("town: sql"), SAMPLES, "block"],
    [
      "of another tool is none of them",
      DECLARED("city: sql").replace("look*", "find*"),
      SAMPLES,
      "block",
    ],
  ])("%s", async (_, tools, args, expected) => {
    expect(await actionOf(tools, args)).toBe(expected);
  });

  it("goes by the first entry that names it, and by no name of an object's own", () => {
    const declared = compileDeclared({
      "a*": { declared: { x: "sql" } },
      "*": { declared: { x: "url", y: "path" } },
    });
    const told = [declared?.("ab", "x"), declared?.("b", "x"), declared?.("ab", "y")];
    expect(told).toEqual(["sql", "url", "path"]);
    expect(declared?.("ab", "constructor")).toBeUndefined();
    expect(compileDeclared({ a: { labels: ["x"] } })).toBeNull();
  });
});
