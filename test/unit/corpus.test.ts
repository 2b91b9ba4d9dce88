// Every detector has a corpus of what it must find and what it must pass. A false alarm that is
// fixed becomes a line under `ok`.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ARGUMENT_DETECTORS, INJECTION_DETECTORS } from "../../src/detect/registry.ts";
import { scan } from "../../src/detect/scan.ts";
import type { DeclaredContent, Segment, SegmentKind } from "../../src/domain/segment.ts";

const FOLDER = new URL("../corpus/", import.meta.url);
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

for (const file of files) {
  const detector = file.replace(/\.yaml$/, "");
  const corpus: Corpus = parse(readFileSync(new URL(file, FOLDER), "utf8"));
  describe(detector, () => {
    it("has at least as many near-misses as attacks", () => {
      expect(corpus.bad.length).toBeGreaterThanOrEqual(12);
      expect(corpus.ok.length).toBeGreaterThanOrEqual(corpus.bad.length);
    });
    it.each(corpus.bad.map(normalizeCase))("finds $text", (one) => check(detector, one, true));
    it.each(corpus.ok.map(normalizeCase))("passes $text", (one) => check(detector, one, false));
  });
}

function normalizeCase(one: Case | string): Case {
  return typeof one === "string" ? { text: one } : one;
}

/** Scans a case with every detector and looks at what the one in question says. */
function check(id: string, one: Case, isBad: boolean): void {
  const { text, as, tool, parameter, declared } = one;
  const segment: Segment = {
    text,
    kind: as ?? (id.startsWith("arguments.") ? "tool_argument" : "user"),
    direction: "input",
    path: "text",
    ...(tool === undefined ? {} : { tool }),
    ...(parameter === undefined ? {} : { parameter }),
    ...(declared === undefined ? {} : { declared }),
  };
  const found = scan(segment, DETECTORS).filter(
    (finding) => finding.detector === id && finding.confidence >= FOUND_CONFIDENCE,
  );
  for (const finding of found) {
    expect(finding.start).toBeGreaterThanOrEqual(0);
    expect(finding.end).toBeGreaterThan(finding.start);
    expect(finding.end).toBeLessThanOrEqual(text.length);
    expect(finding.confidence).toBeLessThanOrEqual(1);
  }
  expect(found.length > 0).toBe(isBad);
  if (one.category !== undefined) {
    expect(found.map((finding) => finding.category)).toContain(one.category);
  }
  if (one.found !== undefined) {
    expect(found.map((finding) => text.slice(finding.start, finding.end))).toContain(one.found);
  }
}
