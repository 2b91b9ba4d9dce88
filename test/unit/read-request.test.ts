// What the body of a request comes to, before anything is judged.
import { describe, expect, it } from "vitest";
import { readRequest } from "../../src/gateway/read-request.ts";
import { surfaceOf } from "../../src/openai/surface.ts";
import { agentPolicy } from "../../src/policy/agent-policy.ts";
import { DEFAULT_POLICY } from "../../src/policy/default-policy.ts";

const policy = agentPolicy(DEFAULT_POLICY, "any");
const FILE = { file_data: `data:text/csv;base64,${btoa("a,b")}` };
const TOKENS = [1, 2, 3];

async function inspectionOf(value: unknown): Promise<string | null> {
  const body = JSON.stringify(value);
  const headers = { "content-length": String(body.length) };
  const request = new Request("http://x/v1/completions", { method: "POST", body, headers });
  const read = await readRequest(request, surfaceOf("POST", "/completions"), policy);
  return read.ok ? read.value.inspection : null;
}

describe("a JSON body", () => {
  it.each([
    ["text", { prompt: "Hi" }, "inspected"],
    ["text and a file", { prompt: "Hi", extra: FILE }, "inspected"],
    ["token ids", { prompt: TOKENS }, "uninspected"],
    ["token ids and a file", { prompt: TOKENS, extra: FILE }, "uninspected"],
  ])("with %s is what its worst part is", async (_, body, inspection) => {
    expect(await inspectionOf(body)).toBe(inspection);
  });
});
