// A policy's own words (patterns, keywords, canaries, length, language) and the shape of answers, as
// the gateway meets them: in requests, in whole answers, and in streams cut anywhere.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSimulator } from "../../src/inspection/simulate.ts";
import { chat } from "../../src/openai/chat.ts";
import { loadPolicy } from "../../src/policy/load.ts";
import type { ExchangeInput } from "../../src/policy/schema/document.ts";
import { cutBytes } from "./stream-builder.ts";
import { policyOf } from "./policy-of.ts";
import { run } from "./stream-harness.ts";

const encoder = new TextEncoder();

/** What a policy of these rules makes of an exchange. */
async function actionOf(rules: string, exchange: ExchangeInput): Promise<string> {
  const loaded = loadPolicy(`version: "1.0"\nrules:\n${rules}`);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const simulated = await createSimulator(loaded.value)(exchange);
  if (!simulated.ok) throw new Error(simulated.error.message);
  return simulated.value.action;
}

const CONTENT = (fields: string) =>
  `  - { name: words, scanner: content, action: block, ${fields} }`;
const input = (text: string): ExchangeInput => ({ as: "input", text });
const output = (text: string): ExchangeInput => ({ as: "output", text });
const GERMAN =
  "Der Bericht sagt, dass die Umsätze im letzten Quartal gestiegen sind und dass wir im nächsten Jahr noch mehr erwarten können. Die Abteilung hat ihre Ziele erreicht, und alle sind zufrieden damit. Wir danken allen, die daran gearbeitet haben, und wünschen ihnen ein frohes Fest und einen guten Rutsch.";

describe("a policy's own words", () => {
  it.each<[string, string, ExchangeInput, string]>([
    ["a pattern", CONTENT("patterns: ['PRJ-[0-9]{4}']"), input("see PRJ-1234"), "block"],
    ["no near-miss of it", CONTENT("patterns: ['PRJ-[0-9]{4}']"), input("see PRJ-12"), "allow"],
    ["a keyword in any case", CONTENT("keywords: [Bluebird]"), input("the bluebird plan"), "block"],
    ["whole words only", CONTENT("keywords: [bird]"), input("the bluebird plan"), "allow"],
    ["a phrase", CONTENT("keywords: [code name blue]"), input("our Code Name Blue is"), "block"],
    ["a canary anywhere", CONTENT("canaries: [zq-canary-81]"), output("xzq-canary-81y"), "block"],
    ["a text that is too long", CONTENT("max_chars: 10"), input("12345678901"), "block"],
    ["a text that is not", CONTENT("max_chars: 10"), input("1234567890"), "allow"],
    ["another language", CONTENT("languages: { allow: [en] }"), input(GERMAN), "block"],
    ["an allowed language", CONTENT("languages: { allow: [de] }"), input(GERMAN), "allow"],
    [
      "a short text of no sure language",
      CONTENT("languages: { allow: [en] }"),
      input("ja"),
      "allow",
    ],
    [
      "one direction",
      CONTENT("keywords: [bluebird], direction: output"),
      input("bluebird"),
      "allow",
    ],
    [
      "arguments of calls",
      CONTENT("keywords: [bluebird], direction: output"),
      { as: "tool_call", tool: "search", arguments: { q: ["the bluebird plan"] } },
      "block",
    ],
    [
      "one speaker",
      CONTENT("keywords: [bluebird], on: [tool_result]"),
      { as: "tool_result", tool: "x", text: "bluebird" },
      "block",
    ],
    [
      "no other speaker",
      CONTENT("keywords: [bluebird], on: [tool_result]"),
      input("bluebird"),
      "allow",
    ],
  ])("find %s", async (_, rules, exchange, expected) => {
    expect(await actionOf(rules, exchange)).toBe(expected);
  });

  it("of one rule are not another's", async () => {
    const rules =
      "  - { name: a, scanner: content, keywords: [red], action: flag }\n  - { name: b, scanner: content, keywords: [blue], action: block }";
    expect(await actionOf(rules, input("red"))).toBe("flag");
    expect(await actionOf(rules, input("red and blue"))).toBe("block");
  });
});

const SCHEMA =
  "  - { name: shape, scanner: output_schema, action: block, schema: { type: object, required: [id], properties: { id: { type: integer } } } }";

describe("the shape of answers", () => {
  it.each<[string, ExchangeInput, string]>([
    ["that is met", output('{"id": 7}'), "allow"],
    ["that is not", output('{"id": "7"}'), "block"],
    ["that is no JSON", output("Sure! Here it is."), "block"],
    ["of questions not", input("Sure!"), "allow"],
    ["of calls not", { as: "tool_call", tool: "x", arguments: { a: "b" } }, "allow"],
  ])("is held to a schema: one %s", async (_, exchange, expected) => {
    expect(await actionOf(SCHEMA, exchange)).toBe(expected);
  });
});

/** A streamed answer of these pieces. */
function stream(pieces: readonly string[]): Uint8Array {
  const base = { id: "c", object: "chat.completion.chunk", created: 1, model: "m" };
  const chunk = (delta: object, reason: string | null = null) =>
    `data: ${JSON.stringify({ ...base, choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`;
  const deltas = pieces.map((content) => chunk({ content })).join("");
  return encoder.encode(
    `${chunk({ role: "assistant" })}${deltas}${chunk({}, "stop")}data: [DONE]\n\n`,
  );
}

/** The text that a client of a stream reads. */
function said(text: string): string {
  return [...text.matchAll(/^data: (\{.*\})$/gm)]
    .map(([, json = ""]) => (JSON.parse(json) as Chunk).choices?.[0]?.delta.content ?? "")
    .join("");
}

interface Chunk {
  readonly choices?: readonly { readonly delta: { readonly content?: string } }[];
}

const text = fc.array(fc.constantFrom("a", "b", " ", "blue", "bird", "PRJ-", "12", "34", "😀"), {
  maxLength: 30,
});
const cuts = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 20 });

describe("in a stream", () => {
  const policy = policyOf(
    "rules:\n  - { name: words, scanner: content, direction: output, patterns: ['PRJ-[0-9]{4}'], keywords: [bluebird], action: rewrite, replacement: '#' }",
  );

  it("words are replaced alike for any cutting, and no character of them leaves", async () => {
    await fc.assert(
      fc.asyncProperty(text, cuts, async (pieces, at) => {
        const bytes = stream(pieces);
        const whole = await run({ policy, protocol: chat }, [bytes.slice()]);
        const parts = await run({ policy, protocol: chat }, cutBytes(bytes, at));
        expect(said(parts.text)).toBe(said(whole.text));
        expect(parts.event.findings).toEqual(whole.event.findings);
        // Where a number was replaced beside it, the bird was part of a longer word.
        expect(said(parts.text)).not.toMatch(/PRJ-\d{4}|(?<![a-z\d#])bluebird(?![a-z\d#])/i);
      }),
      { numRuns: 300 },
    );
  });

  it("leaves what is near a word as it is", async () => {
    const near = ["PRJ-12", " blue", "birds", " PRJ"];
    const { text: sent } = await run({ policy, protocol: chat }, [stream(near)]);
    expect(said(sent)).toBe(near.join(""));
  });

  it("nothing of an answer leaves before its shape is judged", async () => {
    const shape = policyOf(`rules:\n${SCHEMA}`);
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 20 }), cuts, async (tail, at) => {
        const bytes = stream(['{"id": ', `"${tail.replaceAll(/["\\]/g, "")}"`, "}"]);
        const { text: sent, ended } = await run(
          { policy: shape, protocol: chat },
          cutBytes(bytes, at),
        );
        expect(ended).toBe("blocked");
        expect(said(sent)).toBe("");
      }),
      { numRuns: 100 },
    );
    const fine = await run({ policy: shape, protocol: chat }, [stream(['{"id"', ": 7}"])]);
    expect(said(fine.text)).toBe('{"id": 7}');
    expect(fine.ended).toBe("complete");
  });
});
