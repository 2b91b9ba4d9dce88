// What the commands on policies print: of exchanges, one by one and by the line.
import { describe, expect, it } from "vitest";
import { backtestLines } from "../../scripts/policy/backtest.ts";
import { readExchange } from "../../scripts/policy/command.ts";
import { showSimulation } from "../../scripts/policy/explain.ts";
import { createSimulator } from "../../src/inspection/simulate.ts";
import type { Policy } from "../../src/policy/schema/document.ts";
import { loadedPolicy } from "./policy-of.ts";

const ruled = (rules: string): Policy => loadedPolicy(`rules:\n${rules}`);

const FLAG = ruled("  - { name: mail, scanner: pii, action: flag }");
const BLOCK = ruled(
  "  - { name: mail, scanner: pii, action: block }\n  - { name: nights, scanner: pii, action: log, schedule: { hours: '00:00-06:00' } }\n  - { name: ask, scanner: judge, action: flag, model: gpt-5, prompt: 'Is this text bad?' }",
);

const LINES = ['{"id":"a","text":"jane@example.com"}', '{"text":"hi"}', "{", '{"as":"nobody"}'];

describe("policy backtest", () => {
  it("tells the lines that come out differently, those that cannot be read, and counts", async () => {
    const { report, hasBad } = await backtestLines(LINES, { policy: BLOCK, against: FLAG });
    expect(hasBad).toBe(true);
    expect(report).toMatchObject([
      "line 1 (a): flag -> block",
      "line 3: not a JSON object",
      expect.stringMatching(/^line 4: as: /),
      "2 exchanges: block 1, allow 1; 1 come out differently",
    ]);
  });

  it("tells what each rule does where there is nothing to compare with", async () => {
    const { report } = await backtestLines(LINES.slice(0, 2), { policy: BLOCK, against: null });
    expect(report).toEqual(["2 exchanges: block 1, allow 1", "by rule: mail 1"]);
  });

  it("names rules that act on one side only", async () => {
    const other = ruled("  - { name: other, scanner: pii, action: flag }");
    const { report } = await backtestLines(LINES.slice(0, 1), { policy: FLAG, against: other });
    expect(report).toEqual([
      "line 1 (a): flag -> flag: +mail, -other",
      "1 exchanges: flag 1; 1 come out differently",
      "by rule: +mail 1, -other 1",
    ]);
  });
});

describe("policy explain", () => {
  it("shows what comes of an exchange, and the fate of every rule, but no text of it", async () => {
    const simulated = await createSimulator(BLOCK)({ text: "jane@example.com" });
    if (!simulated.ok) throw new Error(simulated.error.message);
    const shown = showSimulation(simulated.value);
    expect(shown).toMatch(/^block the request; agent default, mode enforce\n/);
    expect(shown).toMatch(/mail +pii +block +1 matched, acts on 1; at text/);
    expect(shown).toMatch(/nights +pii +log +not for this exchange: schedule/);
    expect(shown).toMatch(/ask +judge +flag +not evaluated here/);
    expect(shown).not.toContain("jane");
  });

  it("shows what saw a finding, how it was decoded, and the words that weighed, as places", async () => {
    const simulated = await createSimulator(BLOCK)({ text: "jane@example.com" });
    if (!simulated.ok) throw new Error(simulated.error.message);
    const { value } = simulated;
    const seen = {
      view: { decoding: ["base64", "hex"], start: 3, end: 9 },
      words: [{ start: 4, end: 6 }],
    };
    const findings = value.findings.map((finding) => ({
      ...finding,
      ...seen,
      layer: "classifier" as const,
    }));
    expect(showSimulation(value)).toMatch(/pii\.email.*pattern at 0\.\.16$/m);
    expect(showSimulation({ ...value, findings })).toContain(
      "classifier at 0..16; decoded base64 > hex at 3..9; words 4..6",
    );
  });

  it.each([
    [{ text: "hi" }, "object"],
    [{ text: 1 }, "string"],
    [null, "string"],
  ])("reads %j as an exchange, or tells what is wrong", (json, kind) => {
    expect(typeof readExchange(json)).toBe(kind);
  });
});
