// Messages that speak as the system or declare its rules void are found surely enough to be blocked;
// talk about systems, prompts and lifted restrictions passes.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { INJECTION_DETECTORS } from "../../src/detect/registry.ts";
import { scan } from "../../src/detect/scan.ts";
import type { SegmentKind } from "../../src/domain/segment.ts";

interface Case {
  readonly text: string;
  readonly as?: SegmentKind;
}

const corpus: {
  readonly bad: readonly (Case | string)[];
  readonly ok: readonly (Case | string)[];
} = parse(readFileSync(join(import.meta.dirname, "../corpus/bypass.yaml"), "utf8"));

function toCase(one: Case | string): Case {
  return typeof one === "string" ? { text: one } : one;
}

/** The surest that the family says of a text. */
function surest({ text, as = "user" }: Case): number {
  const segment = { text, kind: as, direction: "input", path: "p" } as const;
  return scan(segment, INJECTION_DETECTORS).reduce(
    (most, { confidence }) => Math.max(most, confidence),
    0,
  );
}

describe("speaking as the system", () => {
  it("has at least as many near-misses as attacks", () => {
    expect(corpus.bad.length).toBeGreaterThanOrEqual(25);
    expect(corpus.ok.length).toBeGreaterThanOrEqual(corpus.bad.length);
  });

  it.each(corpus.bad.map(toCase))("is found: $text", (one) => {
    expect(surest(one)).toBeGreaterThanOrEqual(0.8);
  });

  it.each(corpus.ok.map(toCase))("is not found in $text", (one) => {
    expect(surest(one)).toBeLessThan(0.5);
  });
});
