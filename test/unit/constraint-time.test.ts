// Checks of arguments take time in proportion to the text, whatever the text. Growth is compared as
// a ratio, so that a slow machine does not fail and a fast one does not hide a fault.
import { describe, expect, it } from "vitest";
import { compileEmail, emailSchema } from "../../src/policy/parameters/email-constraint.ts";
import { compilePath, pathSchema } from "../../src/policy/parameters/path-constraint.ts";
import type { TextCheck } from "../../src/policy/parameters/problem.ts";
import { compileSql, sqlSchema } from "../../src/policy/parameters/sql-constraint.ts";
import { compileUrl, urlSchema } from "../../src/policy/parameters/url-constraint.ts";

const RUNS = 4;
/** Four times the text takes about four times as long; sixteen would be a square. */
const GROWTH_MAX = 12;
/** Below this the clock and the collector of garbage drown the growth. */
const MEASURABLE_MS = 1;

const CHECKS: Readonly<Record<string, readonly [check: TextCheck, chars: number, start: string]>> =
  {
    sql: [
      compileSql(
        sqlSchema.parse({
          verbs: ["select"],
          statements: 1_000,
          tables: { allow: ["a"], deny: ["x.y"] },
        }),
      ),
      64_000,
      "select ",
    ],
    "sql of one's own tables": [
      compileSql(sqlSchema.parse({ verbs: ["select"], tables: { allow: ["a"] } })),
      64_000,
      "with x as (select 1) select * from ",
    ],
    url: [compileUrl(urlSchema.parse({ hosts: ["*a*b*c*", "x"] })), 16_000, "https://a"],
    path: [compilePath(pathSchema.parse({ roots: ["/srv"] })), 4_000, "/srv/"],
    email: [compileEmail(emailSchema.parse({ domains: ["*"] })), 64_000, ""],
  };

const UNITS = [
  "(",
  "'",
  "select 1;",
  "with a as (select 1), ",
  "from a, ",
  "a.",
  "/*",
  "$a$ ",
  "insert or ",
  "(a,b) as (",
  "extract(",
  "../",
  "%25",
  "a@b.c,",
  '"a" <a@b.c>,',
  "://a",
];

/** Least time of several runs, in milliseconds. */
function timeOf(check: TextCheck, text: string): number {
  let least = Infinity;
  for (let run = 0; run < RUNS; run += 1) {
    const start = performance.now();
    check(text);
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

describe.each(Object.entries(CHECKS))("%s", (_, [check, chars, start]) => {
  it.each(UNITS)("reads many %j in linear time", (unit) => {
    const text = (start + unit.repeat(chars / unit.length)).slice(0, chars);
    const short = timeOf(check, text.slice(0, chars / 4));
    const long = timeOf(check, text);
    expect(long / Math.max(short, MEASURABLE_MS)).toBeLessThan(GROWTH_MAX);
  });
});
