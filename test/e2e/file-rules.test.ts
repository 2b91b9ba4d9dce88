// Rules about files through the whole gateway, by the official SDK and as raw bodies.
import { BadRequestError, toFile } from "openai";
import { describe, expect, it } from "vitest";
import { docx } from "../unit/document-builder.ts";
import type { Script } from "./scripted-upstream.ts";
import { until, useStack } from "./stack.ts";

const stack = useStack();

const RULES = `version: "1.0"
rules:
  - { name: tables-and-papers, scanner: files, action: block, types_allowed: [csv, pdf, docx] }
  - { name: small, scanner: files, action: block, max_bytes: 700000 }
  - { name: readable, scanner: files, action: block, unscannable: true }
  - { name: for-agents, scanner: files, action: block, purposes: [assistants, user_data] }
`;

const accepted: Script = (call) =>
  call.json({ id: "file-1", object: "file", bytes: call.body.length, output: [] });

const ZIP = Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0, 0xff, 0xfe, 0, 0, 0]);
const CSV = Buffer.from("id,name\n1,Anna\n");

async function refusal(work: Promise<unknown>): Promise<BadRequestError> {
  const error: unknown = await work.then(
    () => new Error("it was not refused"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(BadRequestError);
  return error as BadRequestError;
}

describe.concurrent("an upload that a rule about files forbids", () => {
  it.each<[string, string, Buffer, "assistants" | "batch"]>([
    ["an archive that is called a table", "tables-and-papers", ZIP, "assistants"],
    ["a table for another purpose", "for-agents", CSV, "batch"],
  ])("never reaches the upstream: %s", async (_, rule, bytes, purpose) => {
    const scene = await stack.scene(accepted, { policy: RULES });
    const file = await toFile(bytes, "orders.csv", { type: "text/csv" });
    const error = await refusal(scene.client().files.create({ file, purpose }));
    expect(error).toMatchObject({ code: "policy_violation", param: "file" });
    expect(scene.seen).toHaveLength(0);
    const [event] = await scene.events();
    expect(event).toMatchObject({ outcome: "blocked", action: "block", surface: "files" });
    expect(event?.reasons.map((reason) => reason.rule)).toContain(rule);
  });

  it("is broken off where it becomes too large", async () => {
    const scene = await stack.scene(accepted, { policy: RULES });
    const file = await toFile(Buffer.from("id,name\n".repeat(200_000)), "orders.csv");
    const error = await refusal(scene.client().files.create({ file, purpose: "assistants" }));
    expect(error.code).toBe("policy_violation");
    expect(scene.seen).toHaveLength(1);
    await until("the upstream sees the break", () => scene.seen[0]?.isBroken === true);
    expect(scene.seen[0]?.body.length ?? 0).toBeLessThan(701_000);
    expect(await scene.events()).toMatchObject([
      { outcome: "blocked", reasons: [{ rule: "small", path: "file" }] },
    ]);
  });
});

describe.concurrent("an upload that the rules let through", () => {
  it("arrives as it is", async () => {
    const scene = await stack.scene(accepted, { policy: RULES });
    const file = await toFile(Buffer.from(docx("Hello")), "letter.docx");
    await scene.client().files.create({ file, purpose: "assistants" });
    expect(scene.seen).toHaveLength(1);
    expect(await scene.events()).toMatchObject([{ outcome: "complete", reasons: [] }]);
  });

  it("is only marked where the rule says flag", async () => {
    const policy = `version: "1.0"\nrules: [{ name: f, scanner: files, action: flag, types_denied: [zip] }]`;
    const scene = await stack.scene(accepted, { policy });
    const file = await toFile(ZIP, "orders.csv");
    await scene.client().files.create({ file, purpose: "assistants" });
    expect(scene.seen).toHaveLength(1);
    expect(await scene.events()).toMatchObject([{ action: "flag", reasons: [{ rule: "f" }] }]);
  });
});

describe.concurrent("a file in a JSON request", () => {
  const ask = (content: Record<string, unknown>) => ({
    model: "gpt-5",
    input: [{ role: "user", content: [{ type: "input_text", text: "Read this." }, content] }],
  });

  it.each<[string, Record<string, unknown>, string, string]>([
    [
      "an archive that is called a table",
      {
        type: "input_file",
        filename: "a.csv",
        file_data: `data:text/csv;base64,${ZIP.toString("base64")}`,
      },
      "tables-and-papers",
      "input[0].content[1].file_data",
    ],
    [
      "a picture by its URL",
      { type: "input_image", image_url: "https://example.com/a.png" },
      "tables-and-papers",
      "input[0].content[1].image_url",
    ],
    [
      "a table that is too large",
      {
        type: "input_file",
        filename: "a.csv",
        file_data: Buffer.alloc(700_001, "a,b\n").toString("base64"),
      },
      "small",
      "input[0].content[1].file_data",
    ],
  ])("is blocked: %s", async (_, content, rule, path) => {
    const scene = await stack.scene(accepted, { policy: RULES });
    const reply = await scene.post("/responses", ask(content));
    expect(reply.status).toBe(400);
    expect(scene.seen).toHaveLength(0);
    const [event] = await scene.events();
    expect(event?.reasons).toContainEqual(expect.objectContaining({ rule, path }));
  });

  it("passes where the rules allow it", async () => {
    const scene = await stack.scene(accepted, { policy: RULES });
    const file = { type: "input_file", filename: "a.csv", file_data: CSV.toString("base64") };
    expect((await scene.post("/responses", ask(file))).status).toBe(200);
    expect(
      (await scene.post("/responses", ask({ type: "input_file", file_id: "file-1" }))).status,
    ).toBe(200);
    expect(await scene.events(2)).toMatchObject([{ reasons: [] }, { reasons: [] }]);
  });
});
