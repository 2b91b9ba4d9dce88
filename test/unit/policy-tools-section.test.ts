// What a policy's `tools` section says of tools: what their parameters hold, and how risky they are.
import { describe, expect, it } from "vitest";
import { createSimulator } from "../../src/inspection/simulate.ts";
import { loadPolicy } from "../../src/policy/load.ts";

/** What a policy makes of one call. */
async function check(
  policy: string,
  call: { readonly tool: string; readonly arguments: Record<string, string | number> },
): Promise<string> {
  const loaded = loadPolicy(`version: "1.0"\n${policy}`);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const simulated = await createSimulator(loaded.value)({ as: "tool_call", ...call });
  if (!simulated.ok) throw new Error(simulated.error.message);
  return simulated.value.action;
}

const ARGUMENTS = "rules: [{ name: a, scanner: arguments, action: block }]\n";
const DROP = { ask: "DELETE FROM orders" };

describe("what a parameter is declared to hold", () => {
  it.each([
    ["is judged as such", 'tools: { "x*": { declared: { ask: sql } } }\n', "xyz", "block"],
    ["is said of tools by name", 'tools: { "y*": { declared: { ask: sql } } }\n', "xyz", "allow"],
    ["is said of parameters by name", "tools: { xyz: { declared: { q: sql } } }\n", "xyz", "allow"],
    ["is not guessed from plain words", "", "xyz", "allow"],
  ])("%s", async (_, tools, tool, expected) => {
    expect(await check(tools + ARGUMENTS, { tool, arguments: DROP })).toBe(expected);
  });
});

const TIERS =
  'tools: { "pay_*": { tier: 3 }, pay_all: { tier: 4 } }\nrules: [{ name: a, scanner: tool_access, denied_tools: ["*"], when: tool.tier >= 4, action: block }]\n';

describe("a tool's tier", () => {
  it.each([
    ["is what conditions read, of several the highest", "pay_all", "block"],
    ["is lower for others", "pay_one", "allow"],
    ["is none where none is given", "search", "allow"],
  ])("%s", async (_, tool, expected) => {
    expect(await check(TIERS, { tool, arguments: {} })).toBe(expected);
  });
});
