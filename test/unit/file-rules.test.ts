// Rules about files: what a file claims to be, how requests name files, and forms as they stream.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { claimedTypes } from "../../src/domain/file-type.ts";
import { openAccount } from "../../src/inspection/account.ts";
import { contentsOf } from "../../src/inspection/file-content.ts";
import { createFormInspection } from "../../src/inspection/inspect-form.ts";
import { sentFiles } from "../../src/inspection/sent-files.ts";
import { concat } from "../../src/openai/sse.ts";
import type { AgentPolicy } from "../../src/policy/agent-policy.ts";
import { decide } from "../../src/policy/decide.ts";
import type { SentFile } from "../../src/policy/situation.ts";
import { docx, pdf } from "./document-builder.ts";
import { cutBytes } from "./stream-builder.ts";
import { policyOf } from "./policy-of.ts";
import { headOf } from "../settled-event.ts";

function ruled(rules: string, more = ""): AgentPolicy {
  return policyOf(`${more}\nrules: [${rules}]`);
}

const FILE: SentFile = {
  name: null,
  mediaType: null,
  contents: [],
  bytes: null,
  purpose: null,
  isReference: false,
  isUnread: false,
  path: "file",
};

const encoder = new TextEncoder();
const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]);
const ZIP = new Uint8Array([0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0, 0xff, 0xfe, 0, 0, 0]);
const EXE = new Uint8Array([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0, 4, 0, 0xff, 0xff]);

describe("what a file claims to be", () => {
  it.each<[string, Partial<SentFile>, string[]]>([
    ["its extension", { name: "report.PDF" }, ["pdf"]],
    ["the last of two extensions", { name: "a.pdf.exe" }, ["exe"]],
    ["an extension behind which Windows drops blanks", { name: "a.exe. " }, ["exe"]],
    ["its type, without parameters", { mediaType: "Text/CSV; charset=utf-8" }, ["csv"]],
    ["one kind by both", { name: "a.csv", mediaType: "text/csv" }, ["csv"]],
    ["two kinds by both", { name: "a.csv", mediaType: "application/zip" }, ["csv", "zip"]],
    ["its bytes", { name: "a.csv", mediaType: "text/csv", contents: ["zip"] }, ["csv", "zip"]],
    ["nothing, as bytes", { mediaType: "application/octet-stream" }, []],
    ["text where its name says text", { name: "a.py", contents: ["text"] }, ["py"]],
    [
      "text where its type says text",
      { mediaType: "application/json", contents: ["text"] },
      ["json"],
    ],
    ["text where its name says otherwise", { name: "a.pdf", contents: ["text"] }, ["pdf", "txt"]],
    [
      "a table as Windows calls it",
      { name: "a.csv", mediaType: "application/vnd.ms-excel" },
      ["csv"],
    ],
    ["an old document by its container", { name: "a.doc", contents: ["ole"] }, ["doc"]],
    ["a container under another name", { name: "a.txt", contents: ["ole"] }, ["txt", "ole"]],
    ["plain text of any language", { name: "a.sql", mediaType: "text/plain" }, ["sql"]],
    ["an unknown extension", { name: "a.weird" }, ["weird"]],
  ])("is %s", (_, file, expected) => {
    expect(claimedTypes({ ...FILE, ...file }).map(([first]) => first)).toEqual(expected);
  });

  it.each<[string, Uint8Array, string | null, string[]]>([
    ["a picture", PNG, "a.png", ["png"]],
    ["a picture called a table", PNG, "a.csv", ["png"]],
    ["an archive called a table", ZIP, "a.csv", ["zip"]],
    ["a document", docx("Hello"), "a.docx", ["docx"]],
    ["a program", EXE, "notes.txt", ["exe"]],
    ["a table", encoder.encode("id,name\n1,Anna\n"), "a.csv", ["text"]],
    [
      "a sentence that begins like a picture",
      encoder.encode("GIF89a is a format."),
      null,
      ["text"],
    ],
    [
      "a sentence that begins like a program",
      encoder.encode("MZ marks a program."),
      null,
      ["text"],
    ],
    ["nothing", new Uint8Array(), "a.csv", []],
    ["bytes of no known kind", new Uint8Array([1, 2, 3, 0, 0xff, 0xfe, 7]), "a.bin", []],
  ])("is told by the bytes of %s", (_, bytes, filename, expected) => {
    expect(contentsOf(bytes, { filename, contentType: null }, true)).toEqual(expected);
  });
});

/** The action of one rule on one file. */
function check(rule: string, file: Partial<SentFile>): string {
  const policy = ruled(`{ name: f, scanner: files, action: block, ${rule} }`);
  const evidence = { direction: "input", findings: [], calls: [] } as const;
  return decide(policy, { ...evidence, files: [{ ...FILE, ...file }] }).action;
}

describe("a rule about files", () => {
  it.each<[string, string, Partial<SentFile>, "allow" | "block"]>([
    ["passes what it allows by extension", "types_allowed: [pdf]", { name: "a.pdf" }, "allow"],
    ["passes it by its other name", "types_allowed: [application/pdf]", { name: "a.pdf" }, "allow"],
    ["passes a family of types", "types_allowed: [image/*]", { name: "a.jpg" }, "allow"],
    ["blocks what it does not allow", "types_allowed: [pdf]", { name: "a.csv" }, "block"],
    [
      "blocks what its bytes deny",
      "types_allowed: [csv]",
      { name: "a.csv", contents: ["zip"] },
      "block",
    ],
    [
      "blocks what its type denies",
      "types_denied: [zip]",
      { name: "a.csv", mediaType: "application/zip" },
      "block",
    ],
    [
      "blocks what its name denies",
      "types_denied: [exe]",
      { name: "a.exe", mediaType: "text/plain" },
      "block",
    ],
    [
      "passes what is not denied",
      "types_denied: [exe, zip]",
      { name: "a.docx", contents: ["docx"] },
      "allow",
    ],
    ["blocks a file of no known type", "types_allowed: [pdf]", {}, "block"],
    ["passes one where that is allowed", "types_allowed: [unknown]", {}, "allow"],
    ["passes a reference of no known type", "types_allowed: [pdf]", { isReference: true }, "allow"],
    ["blocks it where all are denied", 'types_denied: ["*"]', { isReference: true }, "block"],
    [
      "blocks a reference to a picture",
      "types_allowed: [pdf]",
      { isReference: true, mediaType: "image/*" },
      "block",
    ],
    ["names types in any case", "types_denied: [PDF]", { name: "a.pdf" }, "block"],
    ["passes a file of the largest size", "max_bytes: 10", { bytes: 10 }, "allow"],
    ["blocks a larger one", "max_bytes: 10", { bytes: 11 }, "block"],
    ["passes one of unknown size", "max_bytes: 10", { bytes: null }, "allow"],
    ["passes its purposes", "purposes: [assist*]", { purpose: "assistants" }, "allow"],
    ["blocks other purposes", "purposes: [assist*]", { purpose: "fine-tune" }, "block"],
    ["blocks what nobody can read", "unscannable: true", { isUnread: true }, "block"],
    ["passes what was read", "unscannable: true", {}, "allow"],
  ])("%s", (_, rule, file, expected) => {
    expect(check(rule, file)).toBe(expected);
  });
});

describe("files of a JSON request", () => {
  it("are told with their name, type, content and size", () => {
    const data = Buffer.from("id,name\n1,Anna\n");
    for (const size of [data.length, data.length - 1, data.length - 2]) {
      const text = data.subarray(0, size).toString("base64");
      const body = {
        input: [
          {
            content: [
              { type: "input_file", filename: "a.csv", file_data: `data:text/csv;base64,${text}` },
            ],
          },
        ],
      };
      expect(sentFiles(body, {})).toMatchObject([
        { name: "a.csv", mediaType: "text/csv", contents: ["text"], bytes: size, isUnread: false },
      ]);
    }
  });

  it("are measured without their line breaks", () => {
    const text = (
      Buffer.alloc(300, "a")
        .toString("base64")
        .match(/.{1,76}/g) ?? []
    ).join("\r\n");
    expect(sentFiles({ file_data: text }, {})).toMatchObject([{ bytes: 300 }]);
  });

  it("are told where only an id or a URL stands", () => {
    const body = {
      a: { type: "input_file", file_id: "file-1" },
      b: { type: "input_image", file_id: "file-2" },
      c: { type: "input_file", file_url: "https://example.com/x/report.pdf?v=1.zip" },
      d: { image_url: { url: "https://example.com/picture" } },
    };
    expect(sentFiles(body, {})).toMatchObject([
      { path: "a.file_id", isReference: true, isUnread: false, mediaType: null },
      { path: "b.file_id", isReference: true, isUnread: false, mediaType: "image/*" },
      { path: "c.file_url", isReference: false, isUnread: true, name: "report.pdf" },
      { path: "d.image_url.url", isReference: false, isUnread: true, mediaType: "image/*" },
    ]);
  });

  it("are announced by an upload, and by nothing else", () => {
    const body = { filename: "a.pdf", mime_type: "application/pdf", bytes: 12, purpose: "vision" };
    expect(sentFiles(body, { endpoint: "uploads" })).toMatchObject([
      { name: "a.pdf", mediaType: "application/pdf", bytes: 12, purpose: "vision" },
    ]);
    expect(sentFiles(body, { endpoint: "responses" })).toEqual([]);
  });

  it("are none where a text only speaks of them", () => {
    expect(sentFiles({ input: "file_id and file_url", file_id: 5, image_url: null }, {})).toEqual(
      [],
    );
  });
});

interface Part {
  readonly name?: string;
  readonly filename?: string;
  readonly type?: string;
  readonly body: string | Uint8Array;
}

function form(parts: readonly Part[]): Uint8Array {
  const bytes = parts.flatMap(({ name = "file", filename, type, body }) => [
    encoder.encode(
      `--b\r\nContent-Disposition: form-data; name="${name}"${
        filename === undefined ? "" : `; filename="${filename}"`
      }${type === undefined ? "" : `\r\nContent-Type: ${type}`}\r\n\r\n`,
    ),
    typeof body === "string" ? encoder.encode(body) : body,
    encoder.encode("\r\n"),
  ]);
  return concat([...bytes, encoder.encode("--b--\r\n")]);
}

/** Sends a form through its inspection: what left, whether it was stopped, which rules acted. */
async function send(policy: AgentPolicy, bytes: Uint8Array, sizes: readonly number[] = [1 << 20]) {
  const head = headOf({
    agent: "agent",
    surface: policy.situation.endpoint,
    path: "/v1/files",
    model: null,
  });
  const own = openAccount({ head, key: null, mode: policy.mode, policy: null, endUser: null });
  const inspection = createFormInspection({ policy, account: own, boundary: "b" });
  const out: Uint8Array[] = [];
  for (const chunk of cutBytes(bytes, sizes)) out.push(await inspection.feed(chunk));
  if (inspection.stop === null) out.push(await inspection.end());
  const { reasons, action } = own.decision;
  const rules = reasons.map(({ rule, path }) => `${rule} ${path}`);
  return { sent: concat(out), stop: inspection.stop?.kind ?? null, rules, action };
}

const CSV = { filename: "a.csv", type: "text/csv", body: "id,name\n1,Anna\n" };
const CIPHERED = pdf(["Hello"], { trailerMembers: "/Encrypt 9 0 R" });

describe("a form's files", () => {
  it.each<[string, string, readonly Part[], string[]]>([
    ["passes a table", "types_allowed: [csv]", [CSV], []],
    [
      "stops an archive that is called a table",
      "types_allowed: [csv]",
      [{ ...CSV, body: ZIP }],
      ["f file"],
    ],
    ["stops a denied type", "types_denied: [csv]", [CSV], ["f file"]],
    [
      "passes fields that are no files",
      "types_allowed: [csv]",
      [{ name: "note", body: "hello" }],
      [],
    ],
    ["stops one that is too large", "max_bytes: 14", [CSV], ["f file"]],
    ["passes one of the largest size", "max_bytes: 15", [CSV], []],
    [
      "stops a large one in the middle",
      "max_bytes: 9000",
      [{ ...CSV, body: "a,b\n".repeat(5_000) }],
      ["f file"],
    ],
    [
      "stops a purpose before the file",
      "purposes: [vision]",
      [{ name: "purpose", body: "batch" }, CSV],
      ["f file"],
    ],
    [
      "stops a purpose after the file",
      "purposes: [vision]",
      [CSV, { name: "purpose", body: "batch" }],
      ["f file"],
    ],
    ["passes a purpose", "purposes: [vision]", [{ name: "purpose", body: "vision" }, CSV], []],
    [
      "stops a second purpose",
      "purposes: [vision]",
      [CSV, { name: "purpose", body: "vision" }, { name: "purpose", body: "x" }],
      ["f file"],
    ],
    [
      "stops a picture that nobody reads",
      "unscannable: true",
      [{ filename: "a.png", body: PNG }],
      ["f file"],
    ],
    [
      "stops an archive that nobody reads",
      "unscannable: true",
      [{ filename: "a.zip", body: ZIP }],
      ["f file"],
    ],
    [
      "passes a document that is read",
      "unscannable: true",
      [{ filename: "a.docx", body: docx("Hello") }],
      [],
    ],
  ])("%s", async (_, rule, parts, expected) => {
    const policy = ruled(`{ name: f, scanner: files, action: block, ${rule} }`);
    const bytes = form(parts);
    const { sent, stop, rules } = await send(policy, bytes);
    expect(rules).toEqual(expected);
    expect(stop).toBe(expected.length > 0 ? "blocked" : null);
    if (stop === null) expect(sent).toEqual(bytes);
  });

  it("act once for each rule, by every one of them", async () => {
    const policy = ruled(
      `{ name: s, scanner: files, action: flag, max_bytes: 4 },
       { name: m, scanner: files, action: flag, max_bytes: 5000 },
       { name: t, scanner: files, action: alert, types_denied: [csv] }`,
    );
    const bytes = form([{ ...CSV, body: "a,b\n".repeat(3_000) }]);
    const { sent, stop, rules, action } = await send(policy, bytes, [1_000]);
    expect({ stop, action, rules: rules.toSorted() }).toEqual({
      stop: null,
      action: "alert",
      rules: ["m file", "s file", "t file"],
    });
    expect(sent).toEqual(bytes);
  });

  it("pass in monitor mode, with the reason written down", async () => {
    const policy = ruled(
      "{ name: f, scanner: files, action: block, types_denied: [csv] }",
      "mode: monitor",
    );
    const bytes = form([CSV]);
    const { sent, stop, rules, action } = await send(policy, bytes);
    expect({ stop, rules, action }).toEqual({ stop: null, rules: ["f file"], action: "flag" });
    expect(sent).toEqual(bytes);
  });

  it("leave nothing behind of a small file that is refused", async () => {
    const policy = ruled("{ name: f, scanner: files, action: block, types_allowed: [pdf] }");
    for (const size of [1, 7, 1 << 20]) {
      const { sent } = await send(policy, form([CSV]), [size]);
      expect(new TextDecoder().decode(sent)).not.toContain("Anna");
    }
  });

  it("of an upload's pieces are judged by what their bytes are, not by what they lack", async () => {
    const policy = ruled("{ name: f, scanner: files, action: block, types_allowed: [csv] }");
    const pieces = { ...policy, situation: { ...policy.situation, endpoint: "uploads" } };
    const text = form([{ name: "data", filename: "blob", body: "2,Ben\n" }]);
    expect(await send(pieces, text)).toMatchObject({ stop: null, rules: [] });
    const zip = form([{ name: "data", filename: "blob", body: ZIP }]);
    expect(await send(pieces, zip)).toMatchObject({ stop: "blocked", rules: ["f data"] });
  });

  it("come to the same end however they are cut", async () => {
    const policy = ruled(
      `{ name: t, scanner: files, action: flag, types_denied: [zip] },
       { name: m, scanner: files, action: block, max_bytes: 6000 }`,
    );
    const file = fc.record({
      size: fc.integer({ min: 0, max: 9_000 }),
      isZip: fc.boolean(),
      sizes: fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(file, async ({ size, isZip, sizes }) => {
        const body = encoder.encode("a,b\n".repeat(2_250)).slice(0, size);
        if (isZip) body.set(ZIP.subarray(0, body.length));
        const bytes = form([{ ...CSV, body }]);
        const whole = await send(policy, bytes);
        const cut = await send(policy, bytes, sizes);
        expect([cut.stop, cut.rules]).toEqual([whole.stop, whole.rules]);
        if (whole.stop === null) expect(cut.sent).toEqual(whole.sent);
      }),
      { numRuns: 60 },
    );
  });
});

describe("a form's model", () => {
  const MODEL = (model: string, name = "model") => ({ name, body: model });
  const DENIED = "{ name: m, scanner: models, action: block, deny: [dear] }";
  it.each<[string, string, readonly Part[], string[]]>([
    ["stops one that is denied", DENIED, [CSV, MODEL("dear")], ["m model"]],
    ["passes another", DENIED, [MODEL("cheap"), CSV], []],
    ["stops the second of two", DENIED, [MODEL("cheap"), MODEL("dear")], ["m model"]],
    ["stops one in a name of another case", DENIED, [MODEL("dear", "Model")], ["m model"]],
    ["passes the same word elsewhere", DENIED, [MODEL("dear", "prompt")], []],
    ["passes where no rule speaks of models", "", [MODEL("dear")], []],
    [
      "stops what it cannot rewrite",
      "{ name: m, scanner: models, action: rewrite, deny: [dear], use: cheap }",
      [MODEL("dear")],
      ["m model"],
    ],
  ])("%s", async (_, rules, parts, acts) => {
    const { stop, rules: acted } = await send(ruled(rules), form(parts), [7]);
    expect([stop, acted]).toEqual([acts.length > 0 ? "blocked" : null, acts]);
  });

  it("stops nothing where the rule is monitored", async () => {
    const rules = DENIED.replace("}", ", mode: monitor }");
    const sent = await send(ruled(rules), form([MODEL("dear")]));
    expect(sent).toMatchObject({ stop: null, rules: ["m model"], action: "flag" });
  });
});

describe("an enciphered PDF", () => {
  it("is stopped as unread, and passes where no rule says so", async () => {
    const bytes = form([{ filename: "a.pdf", body: CIPHERED }]);
    const rule = "{ name: f, scanner: files, action: block, unscannable: true }";
    expect(await send(ruled(rule), bytes)).toMatchObject({ stop: "blocked", rules: ["f file"] });
    const other = "{ name: f, scanner: files, action: block, types_allowed: [pdf] }";
    expect(await send(ruled(other), bytes)).toMatchObject({ stop: null, rules: [] });
  });
});
