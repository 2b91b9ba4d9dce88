// The law of the stream scan: any chunking of a text gives the findings of the whole text, and
// nothing that belongs to a match is ever let go before the match is known.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PII_RULES } from "../../src/detect/pii/rules.ts";
import { SECRET_RULES } from "../../src/detect/secrets/rules.ts";
import { scanFamilies } from "../../src/detect/scan-families.ts";
import { createStreamScan, scanWhole } from "../../src/detect/stream-scan.ts";
import { LIMITS } from "../../src/domain/limits.ts";
import {
  chars,
  choice,
  compileRules,
  literal,
  optional,
  repeat,
  sequence,
} from "../../src/detect/text-rule.ts";
import type { Finding } from "../../src/domain/finding.ts";

const RULES = compileRules([...PII_RULES, ...SECRET_RULES]);

/** Material that is rich in beginnings of matches. */
const fragments = fc.constantFrom(
  "4111 1111 1111 1111",
  "4111-1111-1111-1112",
  "5500005555555559",
  "DE89 3704 0044 0532 0130 00",
  "GB82WEST12345698765432",
  "123-45-6789",
  "000-12-3456",
  "jane.doe+x@example.co.uk",
  "icon@2x.png",
  "+44 20 7946 0958",
  "+1 (415) 555-2671",
  `sk-proj-${"aB3_".repeat(12)}`,
  `ghp_${"a1B2".repeat(9)}`,
  `AKIA${"ABCD2345".repeat(2)}`,
  `xoxb-${"12ab-".repeat(6)}`,
  `eyJ${"hbGc".repeat(5)}.eyJ${"zdWI".repeat(4)}.${"s1g_".repeat(8)}`,
  "-----BEGIN RSA PRIVATE KEY-----\nMIIB+/=\n-----END RSA PRIVATE KEY-----",
  "-----BEGIN",
  "sk-",
  "gh",
  "+",
  "4",
  "-",
  " ",
  "\n",
  "@",
  ".",
  "a",
  "é",
  "🙂",
  "_",
  "\u{10FFFF}",
  "and then",
  "0",
);
const texts = fc.array(fragments, { maxLength: 12 }).map((parts) => parts.join(""));

function cut(text: string, sizes: readonly number[]): string[] {
  const pieces: string[] = [];
  let at = 0;
  for (let index = 0; at < text.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    pieces.push(text.slice(at, at + size));
    at += size;
  }
  return pieces;
}

describe("stream scan", () => {
  it("finds in any pieces what it finds in the whole", () => {
    fc.assert(
      fc.property(
        texts,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (text, sizes) => {
          const scan = createStreamScan([RULES], "p");
          const found: Finding[] = [];
          for (const piece of cut(text, sizes)) found.push(...scan.push(piece));
          found.push(...scan.end());
          expect(found.toSorted(order)).toEqual([...scanWhole([RULES], text, "p")].toSorted(order));
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it("never decides past the beginning of a match that it has not reported", () => {
    fc.assert(
      fc.property(
        texts,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (text, sizes) => {
          const whole = scanWhole([RULES], text, "p");
          const scan = createStreamScan([RULES], "p");
          const known = new Set<string>();
          for (const piece of cut(text, sizes)) {
            for (const finding of scan.push(piece)) known.add(key(finding));
            for (const finding of whole) {
              if (finding.start < scan.decided) expect(known.has(key(finding))).toBe(true);
            }
          }
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it("lets text go at once when nothing in it can become a match", () => {
    const scan = createStreamScan([RULES], "p");
    scan.push("The sum is large, and so is the rest. ");
    expect(scan.decided).toBe(scan.length);
  });

  it("holds no more than the longest match on endless input", () => {
    const scan = createStreamScan([RULES], "p");
    for (let index = 0; index < 20_000; index += 1) {
      scan.push("a1B2-4 "[index % 7] ?? "");
      expect(scan.length - scan.decided).toBeLessThanOrEqual(RULES.longest + 1);
    }
  });

  it("derives liveness for nested choices and repetitions", () => {
    const rule = {
      id: "content.test",
      finds: "",
      source: "",
      category: "T",
      severity: "low",
      confidence: 1,
      notBefore: "z",
      notAfter: "z",
      pattern: sequence(
        choice(literal("ab"), sequence(literal("x"), optional(literal("-")))),
        repeat(sequence(chars("0-9", 1, 2), optional(choice(literal("."), literal("--")))), 1, 3),
        literal("end"),
      ),
    } as const;
    const rules = compileRules([rule]);
    const symbols = fc.array(
      fc.constantFrom("ab", "x", "-", "1", "23", ".", "--", "en", "d", "z", "end"),
      { maxLength: 14 },
    );
    fc.assert(
      fc.property(symbols, (parts) => {
        const text = parts.join("");
        const scan = createStreamScan([rules], "p");
        const found = Array.from(text).flatMap((char) => [...scan.push(char)]);
        found.push(...scan.end());
        expect(found).toEqual(scanWhole([rules], text, "p"));
      }),
      { numRuns: 3_000 },
    );
  });
});

function key(finding: Finding): string {
  return `${finding.detector}:${finding.start}:${finding.end}`;
}

function order(a: Finding, b: Finding): number {
  return key(a) < key(b) ? -1 : 1;
}

describe("many matches", () => {
  const plan = { families: new Set(["pii", "secrets"]), content: null };
  const secret = `ghp_${"a1B2c3D4e5".repeat(4)}`;

  function scanned(text: string) {
    return scanFamilies({ text, kind: "output", direction: "output", path: "p" }, plan);
  }

  it("hide none that comes after them", () => {
    const text = `${"ada@example.org ".repeat(5_000)}${secret}`;
    const { findings, failed } = scanned(text);
    expect(failed).toEqual([]);
    expect(findings.at(-1)).toMatchObject({
      category: "SECRET",
      start: text.length - secret.length,
    });
    expect(findings).toHaveLength(5_001);
  });

  it.each([
    [LIMITS.textFindingsMax, []],
    [LIMITS.textFindingsMax + 1, ["pii", "secrets"]],
  ])("are a text that was not scanned beyond their bound: %i", (count, failed) => {
    expect(scanned("a@b.org ".repeat(count)).failed).toEqual(failed);
  });
});
