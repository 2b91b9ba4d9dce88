// What an argument can be read as: a payload is found in whatever JSON and encoding it is put, where
// it stands is told to the character, and ordinary data have no forms but their own.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { argumentDetector, type Found } from "../../src/detect/arguments/argument-detector.ts";
import { argumentForms } from "../../src/detect/arguments/argument-forms.ts";
import type { Segment } from "../../src/domain/segment.ts";

const PAYLOAD = "<b>' OR 1=1 -- ../../etc/x</b>";

function segment(text: string, members: Partial<Segment> = {}): Segment {
  const origin = { kind: "tool_argument", direction: "output", path: "arguments.q" } as const;
  return { ...origin, text, ...members };
}

function judgePayload(text: string): readonly Found[] {
  const start = text.indexOf(PAYLOAD);
  if (start < 0) return [];
  const end = start + PAYLOAD.length;
  return [{ category: "payload", severity: "high", confidence: 0.9, start, end }];
}

const all = judgePayload;
const detector = argumentDetector(
  { id: "arguments.test", finds: "", source: "" },
  { sql: all, shell: all, path: all, url: all, code: all, text: all, unknown: all },
);

const bytesOf = (text: string): number[] => [...new TextEncoder().encode(text)];
const hexOf = (byte: number, chars = 2): string => byte.toString(16).padStart(chars, "0");
const base64 = (text: string): string => btoa(String.fromCharCode(...bytesOf(text)));
const perUnit = (text: string, write: (code: number) => string): string =>
  Array.from({ length: text.length }, (_, at) => write(text.charCodeAt(at))).join("");
const percent = (text: string): string =>
  bytesOf(text)
    .map((byte) => `%${hexOf(byte)}`)
    .join("");
const unreserved = (char: string): boolean => /[a-z0-9 .-]/i.test(char);
/** The signs alone, as most encoders do. */
const onlySigns = (encode: (text: string) => string) => (text: string) =>
  Array.from(text, (char) => (unreserved(char) ? char : encode(char))).join("");

const IN_PLACE: Readonly<Record<string, (text: string) => string>> = {
  percent,
  "percent of signs": onlySigns(percent),
  "overlong of two bytes": (text) =>
    perUnit(text, (code) => `%${hexOf(0xc0 | (code >> 6))}%${hexOf(0x80 | (code & 0x3f))}`),
  "overlong of three bytes": (text) =>
    perUnit(text, (code) => `%e0%${hexOf(0x80 | (code >> 6))}%${hexOf(0x80 | (code & 0x3f))}`),
  "%u": (text) => perUnit(text, (code) => `%u${hexOf(code, 4)}`),
  "decimal references": (text) => perUnit(text, (code) => `&#${code};`),
  "hexadecimal references": (text) => perUnit(text, (code) => `&#x${hexOf(code)};`),
  "references without their end": onlySigns((text) => perUnit(text, (code) => `&#0${code};`)),
  "escapes of bytes": (text) => perUnit(text, (code) => String.raw`\x${hexOf(code)}`),
  "escapes of units": (text) => perUnit(text, (code) => String.raw`\u${hexOf(code, 4)}`),
  "octal escapes": (text) => perUnit(text, (code) => `\\${code.toString(8).padStart(3, "0")}`),
  "full width": (text) =>
    perUnit(text, (code) => (code > 0x20 ? String.fromCharCode(code + 0xfee0) : " ")),
  "zero width between": (text) => Array.from(text).join("\u200b"),
  "soft hyphens between": (text) => Array.from(text).join("\u00ad"),
};

const WHOLE: Readonly<Record<string, (text: string) => string>> = {
  base64,
  base64url: (text) => base64(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, ""),
  hex: (text) =>
    bytesOf(text)
      .map((byte) => hexOf(byte))
      .join(""),
  "hex with a prefix": (text) =>
    `0x${bytesOf(text)
      .map((byte) => hexOf(byte))
      .join("")}`,
  "UTF-16 in base64": (text) => btoa(perUnit(text, (code) => `${String.fromCharCode(code)}\0`)),
};

const UNICODE = new Set([
  percent,
  base64,
  ...["%u", "decimal references", "escapes of units"].map((name) => IN_PLACE[name]),
  ...["base64url", "hex"].map((name) => WHOLE[name]),
]);

describe("an encoded payload", () => {
  it.each(Object.entries(IN_PLACE))("is found in %s, where it stands", (_, encode) => {
    const encoded = encode(PAYLOAD);
    const text = `before ${encoded} behind`;
    const [found, ...others] = detector.inspect(segment(text));
    expect(others).toEqual([]);
    expect(text.slice(found?.start, found?.end)).toBe(encoded);
    expect(found?.view?.decoding.length).toBeGreaterThan(0);
  });

  it.each(Object.entries(WHOLE))("is found in %s, where it stands", (_, encode) => {
    const encoded = encode(PAYLOAD);
    const text = `id=${encoded}; behind`;
    const [found] = detector.inspect(segment(text));
    expect(found).toMatchObject({ path: "arguments.q" });
    const slack = /^(?:0x)?$/;
    expect(text.slice(3, found?.start)).toMatch(slack);
    expect(encoded.length - text.slice(3, found?.end).length).toBeLessThanOrEqual(3);
  });

  it("is found under any two of them", () => {
    const encodings = [...Object.values(IN_PLACE), ...Object.values(WHOLE)];
    const one = fc.constantFrom(...encodings);
    fc.assert(
      fc.property(one, one, (inner, outer) => {
        const encoded = inner(PAYLOAD);
        // Some of them can only write ASCII.
        fc.pre(UNICODE.has(outer) || /^[ -~]+$/.test(encoded));
        expect(detector.inspect(segment(outer(encoded))).length).toBeGreaterThan(0);
      }),
      { numRuns: 120 },
    );
  });

  it("is found under three layers of percent signs", () => {
    const thrice = percent(PAYLOAD).replaceAll("%", "%25").replaceAll("%", "%25");
    const found = detector.inspect(segment(thrice));
    expect(found).toMatchObject([{ view: { decoding: ["percent", "percent", "percent"] } }]);
    expect(detector.inspect(segment("%%32%65%2e/"))).toEqual([]);
    expect(argumentForms(segment("%%32%65%2e/")).map(({ text }) => text)).toContain("../");
  });

  it.each([
    ["%c0%2e%c0%2e%c0%5c", String.raw`..\ `.trim()],
    ["%c1%1c%c1%9c%c1%pc", "\\\\\\"],
    ["a+b%27c", "a b'c"],
    ["a+b c%27", "a+b c'"],
    ["+ADw-script+AD4-", "<script>"],
    ["&lt;script&gt;&colon;", "<script>:"],
    ["раssword = ’x’ ｏｒ 1", "password = 'x' or 1"],
    [String.raw`{\"a\":\"b\/c\"}`, '{"a":"b/c"}'],
  ])("is read as careless readers do: %s", (text, expected) => {
    expect(argumentForms(segment(text)).map((form) => form.text)).toContain(expected);
  });
});

describe("a payload in JSON in an argument", () => {
  /** The payload somewhere in a value, and the path to it. */
  const { tree } = fc.letrec<{ tree: { value: unknown; path: string }; other: unknown }>((tie) => ({
    other: fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constant({ value: `${PAYLOAD}é\n"` as unknown, path: "" }),
      fc
        .tuple(fc.constantFrom("a", "body", "_x", "sql"), tie("tree"), tie("other"))
        .map(([key, inner, other]) => ({
          value: { first: other, [key]: inner.value } as unknown,
          path: `.${key}${inner.path}`,
        })),
      fc.tuple(tie("tree"), tie("other")).map(([inner, other]) => ({
        value: [other, inner.value] as unknown,
        path: `[1]${inner.path}`,
      })),
      tie("tree").map(({ value, path }) => ({ value: JSON.stringify(value) as unknown, path })),
    ),
  }));

  it("is found at its path, and its range is that of its text", () => {
    fc.assert(
      fc.property(tree, ({ value, path }) => {
        const text = JSON.stringify(value);
        const found = detector.inspect(segment(text));
        expect(found).toHaveLength(1);
        expect(found[0]).toMatchObject({ path: `arguments.q${path}` });
        const { start = 0, end = 0, within } = found[0] ?? {};
        expect(within).toBe(path === "" ? undefined : "arguments.q");
        expect(text.slice(start, end).replaceAll("\\", "")).toBe(PAYLOAD);
      }),
      { numRuns: 200 },
    );
  });

  it("is read by the names there, and by what is declared of them", () => {
    const text = '{"note":"a","sql":"DELETE FROM t","list":["b"],"url":"https://h/"}';
    const declaredWithin: NonNullable<Segment["declaredWithin"]> = (parameter) =>
      parameter === "note" ? { content: "text", by: "policy" } : undefined;
    const forms = argumentForms(segment(text, { parameter: "body", declaredWithin }));
    expect(forms.map((form) => [form.path.slice(11), form.declared.content])).toEqual([
      ["", "unknown"],
      [".note", "text"],
      [".sql", "sql"],
      [".list[0]", "unknown"],
      [".url", "url"],
    ]);
  });

  it("is found in JSON that is encoded, and is not walked without end", () => {
    const json = JSON.stringify({ sql: PAYLOAD });
    const found = detector.inspect(segment(base64(json)));
    expect(found).toMatchObject([
      { path: "arguments.q.sql", view: { decoding: ["base64", "json"] } },
    ]);
    let deep = JSON.stringify({ a: "x" });
    for (let depth = 0; depth < 12; depth += 1) deep = JSON.stringify({ a: deep });
    expect(argumentForms(segment(deep)).length).toBeLessThan(64);
  });
});

describe("ordinary data", () => {
  it.each([
    "2f6c1f3e9d3b4a5f8e7d6c5b4a39281706f5e4d3",
    "550e8400-e29b-41d4-a716-446655440000",
    `iVBORw0KGgoAAAANSUhEUgAA${"AAABkAAAAZCAYAAADE6YVj".repeat(8)}`,
    "customer_support_tickets_2024/summary-of-quarter",
    "eW91IGFyZQ",
    "It’s 50% off – “today” only; AT&T & Co. C:\\new\\table",
    "Ein Café in Zürich, 東京（とうきょう）、Привет",
    "https://example.com/a?b=1&c=2#d",
    "x".repeat(5_000),
  ])("has no form but its own: %.40s", (text) => {
    expect(argumentForms(segment(text)).map((form) => form.text)).toEqual([text]);
  });

  it("has few forms, which are no larger together than so many times its own", () => {
    const pieces = fc.constantFrom(
      "%25",
      "%",
      "27",
      "\\x",
      "&#x",
      "41;",
      "QUJDREVGR0hJSktM",
      '{"',
      '"a":',
      "[",
      "é",
      "ａ",
      " ",
      "+ADw-",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        const text = parts.join("");
        const forms = argumentForms(segment(text));
        const chars = forms.reduce((sum, form) => sum + form.text.length, 0);
        expect(chars).toBeLessThanOrEqual(text.length * 8 + 16_384);
        for (const form of forms) {
          if (form.mapped === null) continue;
          for (const at of [0, form.text.length >> 1, form.text.length]) {
            const [start, end] = [form.mapped.start(at), form.mapped.end(at)];
            expect(start).toBeGreaterThanOrEqual(0);
            expect(Math.max(start, end)).toBeLessThanOrEqual(text.length);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
