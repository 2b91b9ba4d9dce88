// What events keep of a finding: enough to explain it, never what was matched, and not too much.
import { describe, expect, it } from "vitest";
import { movedFinding, type Finding } from "../../src/domain/finding.ts";
import { LIMITS } from "../../src/domain/limits.ts";
import { openAccount } from "../../src/inspection/account.ts";
import { recordedFinding, recordFinding } from "../../src/inspection/record-finding.ts";
import { eventView } from "../../src/management/schemas.ts";
import { showEvent } from "../../src/management/routes/events.ts";
import { CARD_FOUND, headOf } from "../settled-event.ts";

const FOUND: Finding = {
  detector: "injection.classifier",
  category: "prompt_injection",
  severity: "high",
  confidence: 0.91,
  start: 0,
  end: 480,
  path: "messages[0].content",
  kind: "tool_result",
  layer: "classifier",
  view: { decoding: ["base64", "rot13"], start: 120, end: 480 },
  words: [
    { start: 130, end: 140 },
    { start: 200, end: 207 },
  ],
};

const OPTIONS = { direction: "input", hasPaths: true, isExplained: true } as const;

describe("a recorded finding", () => {
  it("tells layer, decodings, words and speaker, and is the same finding again", () => {
    const recorded = recordFinding(FOUND, OPTIONS);
    expect(recorded).toMatchObject({
      kind: "tool_result",
      layer: "classifier",
      view: { decoding: ["base64", "rot13"], start: 120, length: 360 },
      words: [
        { start: 130, length: 10 },
        { start: 200, length: 7 },
      ],
    });
    expect(recordedFinding(recorded)).toEqual(FOUND);
  });

  it("keeps as many words and decodings as their bounds say, and no more", () => {
    const words = Array.from({ length: 20 }, (_, at) => ({ start: at * 9, end: at * 9 + 5 }));
    const decoding = ["url", "base64", "hex", "rot13", "reversed", "morse"];
    const many = { ...FOUND, words, view: { decoding, start: 0, end: 9 } };
    const recorded = recordFinding(many, OPTIONS);
    expect(recorded.words).toHaveLength(LIMITS.findingWordsMax);
    expect(recorded.words?.[0]).toEqual({ start: 0, length: 5 });
    expect(recorded.view?.decoding).toEqual(decoding.slice(0, LIMITS.findingDecodingsMax));
  });

  it("of before these were recorded is a finding without them", () => {
    const { start, length, direction: _, fingerprint: __, ...rest } = CARD_FOUND;
    expect(recordedFinding(CARD_FOUND)).toEqual({ ...rest, start, end: start + length });
  });

  it("moves with its words and its view", () => {
    const moved = movedFinding(FOUND, { by: -100, path: "file[line 2]" });
    expect(moved).toMatchObject({ start: -100, end: 380, path: "file[line 2]" });
    expect(moved.view).toEqual({ decoding: ["base64", "rot13"], start: 20, end: 380 });
    expect(moved.words?.[0]).toEqual({ start: 30, end: 40 });
  });
});

describe("an event", () => {
  async function eventWith(findings: readonly Finding[]) {
    const account = openAccount({
      head: headOf(),
      key: null,
      mode: "enforce",
      policy: null,
      endUser: null,
    });
    account.found("input", findings, () => "what was matched");
    account.close({ outcome: "complete", status: 200 }, 1);
    return account.toEvent(() => Promise.resolve("0123456789abcdef"));
  }

  it("holds no text of what was matched, and is shown as its schema says", async () => {
    const event = await eventWith([FOUND, { ...FOUND, layer: "pattern" }]);
    expect(JSON.stringify(event)).not.toContain("matched");
    const shown = eventView.parse(showEvent(event));
    expect(shown.findings[0]).toMatchObject({ layer: "classifier", words: [{}, {}] });
  });

  it("explains the first findings that need it, and stays small", async () => {
    const words = Array.from({ length: 8 }, () => ({ start: 1_000_000, end: 1_000_100 }));
    const event = await eventWith(
      Array.from({ length: 80 }, (_, at) => ({ ...FOUND, start: at, words })),
    );
    const explained = event.findings.filter((finding) => finding.words !== undefined);
    expect(explained).toHaveLength(LIMITS.findingsExplainedMax);
    expect(event.findings).toHaveLength(LIMITS.findingsRecordedMax);
    expect(event.findings.at(-1)).toMatchObject({ layer: "classifier", kind: "tool_result" });
    expect(JSON.stringify(event).length).toBeLessThan(27_000);
  });
});
