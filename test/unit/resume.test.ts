// Streams that begin behind an event that the client has.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openAccount } from "../../src/inspection/account.ts";
import { createStreamInspection } from "../../src/inspection/inspect-stream.ts";
import { readResumption, skipUpTo } from "../../src/gateway/resume.ts";
import { responses } from "../../src/openai/responses.ts";
import { concat } from "../../src/openai/sse.ts";
import { agentPolicy } from "../../src/policy/agent-policy.ts";
import { DEFAULT_POLICY } from "../../src/policy/default-policy.ts";
import { cutBytes, PLAIN, readEvents, responsesEvents, writeEvents } from "./stream-builder.ts";
import { headOf } from "../settled-event.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const KEY = `ghp_${"a1B2".repeat(9)}`;

describe("the query of a resumed stream", () => {
  it.each<[string, string, string, number | null]>([
    ["GET", "/responses/resp_1", "?stream=true&starting_after=7", 7],
    ["GET", "/responses/resp_1/", "?starting%5Fafter=7&stream=true", 7],
    ["GET", "/responses/resp_1", "?stream=true", null],
    ["GET", "/responses/resp_1", "?starting_after=7", null],
    ["POST", "/responses/resp_1", "?stream=true&starting_after=7", null],
    ["GET", "/responses/resp_1/input_items", "?stream=true&starting_after=7", null],
    ["GET", "/responses/resp_1", "", null],
  ])(
    "of %s %s%s asks for the whole stream where there is one: after %s",
    (method, path, query, after) => {
      const read = readResumption(method, { path, query });
      expect(read).toEqual({
        ok: true,
        value: { query: after === null ? query : "?stream=true", after },
      });
    },
  );

  it("keeps all other parameters as they were written", () => {
    const query = "?include[]=a%20b&starting_after=0&stream=true&x=+&y";
    expect(readResumption("GET", { path: "/responses/r", query })).toEqual({
      ok: true,
      value: { query: "?include[]=a%20b&stream=true&x=+&y", after: 0 },
    });
  });

  it.each(["", "-1", "1.5", "1e3", "0x1", " 1", "9".repeat(16), "1&starting_after=2"])(
    "is refused where the place is not one whole number: %j",
    (text) => {
      const query = `?stream=true&starting_after=${text}`;
      expect(readResumption("GET", { path: "/responses/r", query })).toMatchObject({
        ok: false,
        error: { param: "starting_after" },
      });
    },
  );
});

function inspection() {
  const policy = agentPolicy(DEFAULT_POLICY, "agent");
  const account = openAccount({
    head: headOf({
      agent: "agent",
      surface: "responses",
      method: "GET",
      path: "/v1/responses/r",
      model: null,
      streamed: true,
    }),
    key: null,
    mode: policy.mode,
    policy: null,
    endUser: null,
  });
  return createStreamInspection({ policy, account, protocol: responses });
}

function run(after: number | null, chunks: readonly Uint8Array[]): string {
  const whole = inspection();
  const own = after === null ? whole : skipUpTo(whole, after);
  const out: Uint8Array[] = [];
  for (const chunk of chunks) {
    out.push(own.feed(chunk).slice());
    chunk.fill(0x58);
  }
  out.push(own.end());
  return decoder.decode(concat(out));
}

const numberOf = (data: string): number =>
  (JSON.parse(data) as { readonly sequence_number: number }).sequence_number;

describe("a resumed stream", () => {
  const plan = fc.record({
    text: fc.constantFrom("Fine.", `It is ${KEY}, so there.`, KEY),
    call: fc.constantFrom(null, '{"q":"x"}', '{"sql":"DROP TABLE users;"}'),
    sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
    cuts: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }),
    after: fc.nat(30),
  });

  it("is the end of what the whole stream would have been, however it is cut", () => {
    fc.assert(
      fc.property(plan, ({ text, call, sizes, cuts, after }) => {
        const items = [
          { type: "message", text } as const,
          ...(call === null ? [] : [{ type: "call", name: "query", arguments: call } as const]),
        ];
        const bytes = encoder.encode(
          writeEvents(responsesEvents({ items, sizes }), PLAIN).join(""),
        );
        const whole = readEvents(run(null, [bytes.slice()]));
        const resumed = readEvents(run(after, cutBytes(bytes, cuts)));
        const isError = (event: string | null) => event === "error" || event === "response.failed";
        expect(resumed).toEqual(
          whole.filter(({ event, data }) => isError(event) || numberOf(data) > after),
        );
        expect(JSON.stringify(resumed)).not.toContain(KEY.slice(0, 20));
        expect(JSON.stringify(resumed)).not.toContain("DROP");
      }),
      { numRuns: 150 },
    );
  });
});
