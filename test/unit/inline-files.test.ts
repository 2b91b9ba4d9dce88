// Files inside JSON requests: where they are found, how their data are read, and what is text.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeText } from "../../src/inspection/decode-text.ts";
import { headOfInlineData, readInlineData } from "../../src/inspection/inline-data.ts";
import { inlineFiles } from "../../src/openai/inline-files.ts";
import type { JsonObject } from "../../src/openai/protocol.ts";

const CSV = "data:text/csv;base64,YSxi";

/** Paths and names of the files in a JSON text; null where there are too many. */
function filesIn(text: string, filesMax = 10): (string | null)[][] | null {
  const found = inlineFiles(JSON.parse(text) as JsonObject, filesMax);
  return found?.map(({ path, name }) => [path, name?.text ?? null]) ?? null;
}

describe("files in a request", () => {
  it.each<[string, unknown, (string | null)[][]]>([
    [
      "a part of a chat message",
      { messages: [{ content: [{ type: "file", file: { file_data: CSV, filename: "a.csv" } }] }] },
      [["messages[0].content[0].file.file_data", "a.csv"]],
    ],
    [
      "an item of Responses and one in a tool's output",
      {
        input: [
          { role: "user", content: [{ type: "input_file", file_data: "YQ==" }] },
          { type: "function_call_output", output: [{ type: "input_file", file_data: "Yg==" }] },
        ],
      },
      [
        ["input[0].content[0].file_data", null],
        ["input[1].output[0].file_data", null],
      ],
    ],
    [
      "data URLs where a URL may stand",
      { a: { image_url: CSV }, b: { image_url: { url: CSV } }, c: { file_url: ` DATA:,x` } },
      [
        ["a.image_url", null],
        ["b.image_url.url", null],
        ["c.file_url", null],
      ],
    ],
    ["sound", { input_audio: { data: "AAAA", format: "wav" } }, [["input_audio.data", null]]],
    [
      "remote URLs and ids",
      { image_url: "https://x/data:,y", file_id: "file_data", file_data: 5 },
      [],
    ],
    ["a text that speaks of it", { input: 'the key "file_data" holds base64' }, []],
  ])("are found: %s", (_, body, expected) => {
    expect(filesIn(JSON.stringify(body))).toEqual(expected);
  });

  it("are found under a key that is written with escapes", () => {
    expect(filesIn('{"file\\u005fdata":"YQ=="}')).toEqual([["file_data", null]]);
    expect(filesIn('{"\\u0066ile_d\\u0061ta":"YQ=="}')).toEqual([["file_data", null]]);
  });

  it("are counted", () => {
    const body = (count: number) =>
      JSON.stringify({ a: Array.from({ length: count }, () => ({ file_data: "YQ==" })) });
    expect(filesIn(body(10))).toHaveLength(10);
    expect(filesIn(body(11))).toBeNull();
  });
});

/** Data as text; null where they are malformed. */
function textOf(data: string): string | null {
  const read = readInlineData(data);
  return read.ok ? Buffer.from(read.value.bytes).toString("latin1") : null;
}

describe("inline data", () => {
  it.each<[string, string | null]>([
    ["aGk=", "hi"],
    ["aGk", "hi"],
    ["a G\nk\r=\t", "hi"],
    ["-_-_", "\u00fb\u00ff\u00bf"],
    ["+/+/", "\u00fb\u00ff\u00bf"],
    ["", ""],
    ["a", null],
    ["aGk=aGk=", null],
    ["aGk!", null],
    ["äöüß", null],
    ["hello world, this is text", null],
    ["data:text/csv;base64,aGk=", "hi"],
    ["data:text/csv;charset=utf-8;BASE64,aG%6B", "hi"],
    [" DATA:;base64,aGk", "hi"],
    ["data:,h%69", "hi"],
    ["data:text/plain,100%", "100%"],
    ["data:text/plain;base64,?", null],
    ["data:text/plain", null],
  ])("%j are %j", (data, expected) => {
    expect(textOf(data)).toBe(expected);
  });

  it("have a type, which is plain text where a URL tells none", () => {
    const typeOf = (data: string) => {
      const read = readInlineData(data);
      return read.ok ? read.value.type : "malformed";
    };
    expect(["data:Text/CSV;base64,", "data:,x", "YQ=="].map(typeOf)).toEqual([
      "text/csv",
      "text/plain",
      null,
    ]);
  });

  it("are written again in the form in which they came, and give the bytes again", () => {
    const head = fc.constantFrom("", "data:text/csv;base64,", "data:;x=y;base64,");
    const property = fc.property(head, fc.uint8Array(), (prefix, bytes) => {
      const read = readInlineData(prefix + Buffer.from(bytes).toString("base64"));
      if (!read.ok) throw new Error(read.error);
      expect(Buffer.from(read.value.bytes)).toEqual(Buffer.from(bytes));
      const written = read.value.rewritten(read.value.bytes);
      expect(written).toBe(prefix + Buffer.from(bytes).toString("base64"));
    });
    fc.assert(property, { numRuns: 100 });
    const url = readInlineData("data:text/plain,a%20b");
    expect(url.ok && url.value.rewritten(Buffer.from("c d"))).toBe("data:text/plain,c%20d");
  });

  it("have a head that is the beginning of the whole", () => {
    const property = fc.property(
      fc.uint8Array({ maxLength: 6_000 }),
      fc.nat(80),
      (bytes, width) => {
        const text = Buffer.from(bytes).toString("base64");
        const lines = width === 0 ? text : text.replaceAll(new RegExp(`.{${width}}`, "g"), "$&\n");
        const head = headOfInlineData(`data:a/b;base64,${lines}`);
        expect(Buffer.from(head)).toEqual(Buffer.from(bytes.subarray(0, head.length)));
        expect(head.length).toBeGreaterThanOrEqual(Math.min(bytes.length - 2, 3_000));
      },
    );
    fc.assert(property, { numRuns: 50 });
  });

  it("come to a result, whatever they are", () => {
    const part = fc.constantFrom("data:", ";base64", ",", "%", "a", "=", "\n", "é");
    const property = fc.property(fc.array(part), (parts) => {
      expect(typeof readInlineData(parts.join("")).ok).toBe("boolean");
      expect(headOfInlineData(parts.join(""))).toBeInstanceOf(Uint8Array);
    });
    fc.assert(property, { numRuns: 200 });
  });
});

describe("bytes", () => {
  const JPEG = Buffer.from(Array.from({ length: 512 }, (_, at) => (at * 167 + 13) % 256));
  it.each<[string, Uint8Array, object | null]>([
    ["ASCII", Buffer.from("a,b\n"), { text: "a,b\n", isUtf8: true }],
    ["UTF-8 with its mark", Buffer.from("\ufeffé"), { text: "\ufeffé", isUtf8: true }],
    ["a NUL in a text", Buffer.from(`${"a".repeat(30)}\0`), { isUtf8: true }],
    ["UTF-16", Buffer.from("\ufeffab", "utf16le"), { text: "ab", isUtf8: false }],
    ["UTF-16 without a mark", Buffer.from("abcd", "utf16le"), { text: "abcd", isUtf8: false }],
    ["Latin-1", Buffer.from("caf\u00e9", "latin1"), { text: "café", isUtf8: false }],
    ["nothing", new Uint8Array(), { text: "" }],
    ["a picture", JPEG, null],
    ["zeros", new Uint8Array(100), null],
  ])("are text or not: %s", (_, bytes, expected) => {
    const read = decodeText(bytes);
    if (expected === null) expect(read).toBeNull();
    else expect(read).toMatchObject(expected);
  });
});
