// Outputs that carry data out, collected over all families, and outputs that only look like it: each
// judged as the shipped policy judges it. The rows are kept outside the repository.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scanFamilies } from "../../src/detect/scan-families.ts";

const FILE = join(import.meta.dirname, "../../../shared/data/injection/cases/exfil_outputs.jsonl");
const FOUND_CONFIDENCE = 0.8;

interface Row {
  readonly id: string;
  readonly output: string;
  readonly expect: "flag" | "allow";
  readonly why: string;
  readonly allow?: readonly string[];
  /** What the next piece of a stream says. */
  readonly stream_next?: string;
}

const rows: readonly Row[] = existsSync(FILE)
  ? readFileSync(FILE, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line))
  : [];

/** Rows about an allow-list that is got around say so in words. */
function hostsOf({ allow, why }: Row): readonly string[] {
  return allow ?? (/allow-listed|trusted host/.test(why) ? ["trusted.example"] : []);
}

describe.skipIf(rows.length === 0)("the collected outputs (skipped where they are absent)", () => {
  it("are many, of both kinds", () => {
    expect(rows.filter((row) => row.expect === "flag").length).toBeGreaterThan(60);
    expect(rows.filter((row) => row.expect === "allow").length).toBeGreaterThan(15);
  });

  it.each(rows)("$id: $expect, $why", (row) => {
    const plan = { families: new Set(["exfiltration"]), content: null, allowedHosts: hostsOf(row) };
    const text = row.output + (row.stream_next ?? "");
    const segment = { text, kind: "output", direction: "output", path: "p" } as const;
    const found = scanFamilies(segment, plan).findings.filter(
      ({ confidence }) => confidence >= FOUND_CONFIDENCE,
    );
    expect(found.length > 0).toBe(row.expect === "flag");
  });
});
