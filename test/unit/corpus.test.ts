// Every detector has a corpus of what it must find and what it must pass. A false alarm that is
// fixed becomes a line under `ok`.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ARGUMENT_DETECTORS, INJECTION_DETECTORS } from "../../src/detect/registry.ts";
import { scan } from "../../src/detect/scan.ts";
import type { DeclaredContent, Segment, SegmentKind } from "../../src/domain/segment.ts";

const FOLDER = join(import.meta.dirname, "../corpus");
const DETECTORS = [...INJECTION_DETECTORS, ...ARGUMENT_DETECTORS];
/** What counts as found. Weaker cues are kept for other layers to weigh. */
const FOUND_CONFIDENCE = 0.5;

/** A case, or just its text. */
interface Case {
  readonly text: string;
  readonly as?: SegmentKind;
  readonly tool?: string;
  readonly parameter?: string;
  readonly declared?: DeclaredContent;
  /** Expected of the finding, where it matters. */
  readonly category?: string;
  /** The exact text of the finding. */
  readonly found?: string;
}

interface Corpus {
  readonly bad: readonly (Case | string)[];
  readonly ok: readonly (Case | string)[];
}

const files = readdirSync(FOLDER).filter((name) =>
  DETECTORS.some((detector) => name === `${detector.meta.id}.yaml`),
);

it("has a corpus for every detector", () => {
  expect(files.length).toBe(DETECTORS.length);
  expect(files.length).toBeGreaterThan(0);
});

describe.each(files.map((file) => file.replace(/\.yaml$/, "")))("%s", (id) => {
  const corpus: Corpus = parse(readFileSync(join(FOLDER, `${id}.yaml`), "utf8"));

  it("has at least as many near-misses as attacks", () => {
    expect(corpus.bad.length).toBeGreaterThanOrEqual(12);
    expect(corpus.ok.length).toBeGreaterThanOrEqual(corpus.bad.length);
  });

  it.each(corpus.bad.map(toCase))("finds $text", (one) => {
    expect(check(id, one, true)).toEqual([]);
  });

  it.each(corpus.ok.map(toCase))("passes $text", (one) => {
    expect(check(id, one, false)).toEqual([]);
  });
});

function toCase(one: Case | string): Case {
  return typeof one === "string" ? { text: one } : one;
}

/** Scans a case with every detector; returns what is wrong with what the one in question says. */
function check(id: string, one: Case, isBad: boolean): string[] {
  const { text, as, category, found: expected, ...origin } = one;
  const segment: Segment = {
    text,
    kind: as ?? (id.startsWith("arguments.") ? "tool_argument" : "user"),
    direction: "input",
    path: "text",
    ...origin,
  };
  const found = scan(segment, DETECTORS).filter(
    (finding) => finding.detector === id && finding.confidence >= FOUND_CONFIDENCE,
  );
  const problems: string[] = [];
  if (found.length > 0 !== isBad) problems.push(isBad ? "missed" : "false alarm");
  for (const { start, end, confidence } of found) {
    if (start < 0 || end <= start || end > text.length) problems.push(`range ${start}-${end}`);
    if (confidence > 1) problems.push(`confidence ${confidence}`);
  }
  if (category !== undefined && !found.some((finding) => finding.category === category)) {
    problems.push(`no ${category}`);
  }
  const texts = found.map((finding) => text.slice(finding.start, finding.end));
  if (expected !== undefined && !texts.includes(expected)) {
    problems.push(`found ${JSON.stringify(texts)}`);
  }
  return problems;
}
