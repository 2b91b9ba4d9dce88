// The multipart reader: the same parts however the bytes are cut, and no form that two servers
// could read differently.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBoundary, readPartHead } from "../../src/openai/multipart-head.ts";
import { createMultipartReader } from "../../src/openai/multipart.ts";
import { LIMITS } from "../../src/domain/limits.ts";

const BOUNDARY = "----form-boundary-17";

interface Part {
  readonly head: string;
  readonly body: string;
}

function field(name: string, body: string, more = ""): Part {
  return { head: `Content-Disposition: form-data; name="${name}"${more}`, body };
}

function file(body: string, filename = "a.csv", name = "file"): Part {
  return field(name, body, `; filename="${filename}"\r\nContent-Type: text/csv`);
}

function form(parts: readonly Part[], end = "--\r\n"): string {
  const body = parts
    .map((part) => `--${BOUNDARY}\r\n${part.head}\r\n\r\n${part.body}\r\n`)
    .join("");
  return `${body}--${BOUNDARY}${end}`;
}

interface Read {
  readonly parts: readonly {
    readonly name: string;
    readonly filename: string | null;
    body: string;
  }[];
  readonly framed: string;
  readonly problem: string | null;
}

/** Reads a form in pieces of the given sizes, over and over. */
function read(text: string, sizes: readonly number[] = [1 << 20]): Read {
  const bytes = Buffer.from(text, "latin1");
  const reader = createMultipartReader(BOUNDARY);
  const parts: { name: string; filename: string | null; body: string }[] = [];
  let framed = "";
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    for (const event of reader.feed(Uint8Array.from(bytes.subarray(at, at + size)))) {
      if (event.kind === "head") {
        parts.push({ name: event.head.name, filename: event.head.filename, body: "" });
      }
      if (event.kind === "body") {
        const part = parts.at(-1);
        if (part) part.body += Buffer.from(event.bytes).toString("latin1");
      }
      if ("bytes" in event) framed += Buffer.from(event.bytes).toString("latin1");
    }
    at += size;
  }
  reader.end();
  return { parts, framed, problem: reader.problem };
}

describe("a form", () => {
  it("is its parts, and its framing and bodies are its bytes", () => {
    const text = form([field("purpose", "assistants"), file("a,b\r\n1,2\r\n"), field("last", "")]);
    expect(read(text)).toEqual({
      parts: [
        { name: "purpose", filename: null, body: "assistants" },
        { name: "file", filename: "a.csv", body: "a,b\r\n1,2\r\n" },
        { name: "last", filename: null, body: "" },
      ],
      framed: text,
      problem: null,
    });
  });

  it("is read the same however it is cut", () => {
    const nearly = fc.constantFrom("\r\n", "\r", "\n", "--", `\r\n--${BOUNDARY.slice(0, -1)}`, "x");
    const body = fc.array(fc.oneof(nearly, fc.string({ maxLength: 4 })), { maxLength: 12 });
    fc.assert(
      fc.property(
        fc.array(body, { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 }),
        (bodies, sizes) => {
          const text = form(bodies.map((pieces, at) => field(`f${at}`, pieces.join(""))));
          expect(read(text, sizes)).toEqual(read(text));
        },
      ),
      { numRuns: 150 },
    );
  });

  it("ends with its last boundary, with or without a line break", () => {
    expect(read(form([file("x")], "--")).problem).toBeNull();
    expect(read(form([file("x")], "--\r\n")).problem).toBeNull();
  });

  it("may name several files in a list", () => {
    expect(read(form([file("x", "1", "files[]"), file("y", "2", "files[]")])).problem).toBeNull();
  });
});

describe("a form that servers could read differently", () => {
  const line = `--${BOUNDARY}`;
  const HOSTILE: Readonly<Record<string, readonly [text: string, problem: string]>> = {
    "text before the first part": [`hello\r\n${form([file("x")])}`, "preamble"],
    "a line break before the first part": [`\r\n${form([file("x")])}`, "preamble"],
    "another boundary than it says": ["--other\r\n\r\n", "preamble"],
    "text after the last part": [`${form([file("x")])}ignore all`, "epilogue"],
    "a second form after the last part": [form([file("x")]) + form([file("y")]), "epilogue"],
    "half a line break at the end": [form([file("x")], "--\r"), "epilogue"],
    "a delimiter after a bare line feed": [form([file(`x\n${line}\r\ny`)]), "delimiter"],
    "a delimiter after a bare carriage return": [form([file(`x\r${line}--`)]), "delimiter"],
    "a delimiter in the middle of a line": [form([file(`x${line}\r\ny`)]), "delimiter"],
    "a line that begins with the boundary": [form([file(`x\r\n${line}tail\r\ny`)]), "delimiter"],
    "blanks after a delimiter": [form([file(`x\r\n${line}  \r\n\r\ny`)]), "delimiter"],
    "a delimiter right after a head": [`${line}\r\n${file("").head}\r\n\r\n${line}--`, "delimiter"],
    "two files of one name": [form([file("x"), file("y")]), "duplicate-file"],
    "no end": [form([file("x")], ""), "unclosed"],
    "an end in a body": [form([file("x")]).slice(0, -30), "unclosed"],
    "a head that never ends": [
      `${line}\r\n${"a".repeat(LIMITS.partHeadBytesMax + 1)}`,
      "headers-too-long",
    ],
    "more parts than are read": [
      form(Array.from({ length: LIMITS.formPartsMax + 1 }, () => field("a", ""))),
      "too-many-parts",
    ],
    "a length that is not its own": [
      form([{ head: `${file("").head}\r\nContent-Length: 3`, body: "four" }]),
      "length",
    ],
    "header bytes that are not UTF-8": [form([file("x", "\xff.csv")]), "headers"],
  };

  it.each(Object.entries(HOSTILE))("is not read: %s", (_, [text, problem]) => {
    expect(read(text).problem).toBe(problem);
    expect(read(text, [1]).problem).toBe(problem);
  });

  it("never gives a part without a head", () => {
    const bare = `--${BOUNDARY}\r\n\r\n\r\nx\r\n--${BOUNDARY}--`;
    expect(read(bare)).toMatchObject({ parts: [] });
    expect(read(bare).problem).not.toBeNull();
  });
});

describe("a part's head", () => {
  const said = (disposition: string, more = "") =>
    readPartHead(`Content-Disposition: ${disposition}${more}`);

  it.each([
    ['form-data; name="file"; filename="a.csv"', "file", "a.csv"],
    ["form-data; name=file; filename=a.csv", "file", "a.csv"],
    ['FORM-DATA; NAME="file"; FileName="a;b=c.csv"', "file", "a;b=c.csv"],
    ['form-data; name="file"; filename="C:\\data\\a.csv"', "file", "C:\\data\\a.csv"],
    ['form-data; name="file"; filename="%22a%22.csv"', "file", "%22a%22.csv"],
    ["form-data; name=\"file\"; filename*=UTF-8''%C3%BCber.csv", "file", "über.csv"],
    ['form-data; name="file"; filename="a.csv"; filename*=utf-8\'\'a.csv', "file", "a.csv"],
    ['form-data; name="file"; filename=""', "file", ""],
    ['form-data; name="purpose"', "purpose", null],
  ])("names a field: %s", (disposition, name, filename) => {
    expect(said(disposition)).toMatchObject({ ok: true, value: { name, filename } });
  });

  it.each([
    ["attachment", "disposition", 'attachment; name="file"'],
    ["no name", "disposition", 'form-data; filename="a.csv"'],
    ["two names", "disposition", 'form-data; name="a"; name="b"'],
    ["two file names", "disposition", 'form-data; name="a"; filename="x.csv"; filename="x.png"'],
    [
      "file names that disagree",
      "disposition",
      'form-data; name="a"; filename="x"; filename*=utf-8\'\'y',
    ],
    ["a charset nobody needs", "disposition", "form-data; name=\"a\"; filename*=utf-16''x"],
    ["a name in pieces", "disposition", 'form-data; name*0="fi"; name*1="le"'],
    ["a file name in pieces", "disposition", 'form-data; name="a"; filename*0="x"'],
    [
      "a quote behind a backslash",
      "disposition",
      'form-data; name="a"; filename="x\\"; filename=y"',
    ],
    ["a string that does not end", "disposition", 'form-data; name="a'],
    ["text between parameters", "disposition", 'form-data; name="a" x; filename="y"'],
  ])("is refused: %s", (_, error, disposition) => {
    expect(said(disposition)).toEqual({ ok: false, error });
  });

  it.each([
    ["headers", "\r\nContent-Disposition: form-data; name=b"],
    ["headers", "\r\n folded: line"],
    ["headers", "\r\nno colon"],
    ["headers", "\r\nName : blank"],
    ["headers", "\r\nX: a\nb"],
    ["transfer-encoding", "\r\nContent-Transfer-Encoding: base64"],
    ["transfer-encoding", "\r\nContent-Transfer-Encoding: quoted-printable"],
    ["transfer-encoding", "\r\nContent-Encoding: gzip"],
    ["nested", "\r\nContent-Type: multipart/mixed; boundary=x"],
    ["charset", "\r\nContent-Type: text/plain; charset=utf-16"],
    ["length", "\r\nContent-Length: -1"],
  ])("is refused as %s: %j", (error, more) => {
    expect(said('form-data; name="a"', more)).toEqual({ ok: false, error });
  });

  it.each(["binary", "7bit", "8BIT"])("may say that it is %s", (encoding) => {
    expect(said("form-data; name=a", `\r\nContent-Transfer-Encoding: ${encoding}`).ok).toBe(true);
  });
});

describe("a boundary", () => {
  it.each([
    ["multipart/form-data; boundary=abc", "abc"],
    ['Multipart/Form-Data; charset=utf-8; BOUNDARY="a b:c"', "a b:c"],
    [`multipart/form-data; boundary=${"x".repeat(70)}`, "x".repeat(70)],
  ])("is read: %s", (type, value) => {
    expect(readBoundary(type)).toEqual({ ok: true, value });
  });

  it.each([
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=a; boundary=b",
    "multipart/form-data; boundary=a, multipart/form-data; boundary=b",
    "multipart/form-data; boundary*0=a; boundary*1=b",
    'multipart/form-data; boundary="a "',
    'multipart/form-data; boundary="ü"',
    `multipart/form-data; boundary=${"x".repeat(71)}`,
    "multipart/mixed; boundary=a",
    "multipart/form-data boundary=a",
  ])("is refused: %s", (type) => {
    expect(readBoundary(type)).toEqual({ ok: false, error: "boundary" });
  });
});
