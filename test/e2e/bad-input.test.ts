// Whatever comes in, from callers and from upstreams, gets an answer in OpenAI's shape, in bounded
// time, and leaves one event.
import { globSync } from "node:fs";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import type { Script } from "./scripted-upstream.ts";
import { createKey, HANG_MS, keyId, until, useStack, type Scene } from "./stack.ts";
import { chatAnswer, chatChunk, chatFinish, DONE, model } from "./wire.ts";

const stack = useStack();

const MIB = 1024 * 1024;
const CHAT = { model: "m", messages: [{ role: "user", content: "Hello" }] };
/** What `fetch` wants beside a stream. */
const HALF_DUPLEX = { duplex: "half" };
const CHAT_TEXT = JSON.stringify(CHAT);

/** What an answer of ours is to say. */
interface Refused {
  readonly status: number;
  readonly code: string;
  readonly type: string;
  readonly param?: string | null;
}

/** Sends, within bounds. */
function sendAs(
  scene: Scene,
  path: string,
  init: Omit<RequestInit, "headers"> & { readonly headers?: Record<string, string> },
): Promise<Response> {
  return scene.fetch(path, {
    method: "POST",
    signal: AbortSignal.timeout(HANG_MS),
    ...init,
    headers: { "content-type": "application/json", ...init.headers },
  });
}

/** Checks that a reply is ours, whole, and in OpenAI's shape. */
async function expectRefused(response: Response, { param = null, ...expected }: Refused) {
  const { status, code, type } = expected;
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toBe("application/json");
  const id = response.headers.get("x-edgewarden-request-id");
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  const body = (await response.json()) as { readonly error: Record<string, unknown> };
  expect(Object.keys(body)).toEqual(["error"]);
  expect(body.error).toMatchObject({ type, param, code, edgewarden: { request_id: id } });
  expect(body.error["message"]).toMatch(/^[A-Za-z-]+ .{10,}\.$/);
  if (status < 500) expect(response.headers.get("x-should-retry")).toBe("false");
}

describe.concurrent("a request body", () => {
  const nested = (depth: number) =>
    `{"model":"m","messages":[],"x":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  const padded = (size: number) => CHAT_TEXT + " ".repeat(size - CHAT_TEXT.length);
  const invalid = (code: string, param?: string): Refused => ({
    status: 400,
    code,
    type: "invalid_request_error",
    ...(param !== undefined && { param }),
  });
  const tooLarge: Refused = { ...invalid("request_too_large"), status: 413 };
  const message = (value: unknown) => JSON.stringify({ model: "m", messages: [value] });

  const REFUSED: readonly (readonly [string, string, string | Uint8Array<ArrayBuffer>, Refused])[] =
    [
      ["that ends too soon", "/chat/completions", '{"model":"m"', invalid("invalid_json")],
      ["of white space", "/chat/completions", "  \n ", invalid("invalid_json")],
      ["that is an array", "/chat/completions", "[]", invalid("invalid_json")],
      ["that is a string", "/responses", '"hello"', invalid("invalid_json")],
      ["that is null", "/responses", "null", invalid("invalid_json")],
      ["with a comma too many", "/chat/completions", '{"model":"m",}', invalid("invalid_json")],
      ["that is a form", "/chat/completions", "model=m&messages=1", invalid("invalid_json")],
      [
        "with messages as a number",
        "/chat/completions",
        '{"messages":7}',
        invalid("invalid_type", "messages"),
      ],
      [
        "with messages as a string",
        "/chat/completions",
        '{"messages":"hi"}',
        invalid("invalid_type", "messages"),
      ],
      [
        "with messages as null",
        "/chat/completions",
        '{"messages":null}',
        invalid("invalid_type", "messages"),
      ],
      [
        "with messages as an object",
        "/chat/completions",
        '{"messages":{}}',
        invalid("invalid_type", "messages"),
      ],
      [
        "with a message as a string",
        "/chat/completions",
        message("hi"),
        invalid("invalid_type", "messages[0]"),
      ],
      [
        "with a message as null",
        "/chat/completions",
        message(null),
        invalid("invalid_type", "messages[0]"),
      ],
      [
        "with a role as a number",
        "/chat/completions",
        message({ role: 1 }),
        invalid("invalid_type", "messages[0].role"),
      ],
      [
        "with content as a number",
        "/chat/completions",
        message({ role: "user", content: 7 }),
        invalid("invalid_type", "messages[0].content"),
      ],
      [
        "with content as an object",
        "/chat/completions",
        message({ role: "user", content: {} }),
        invalid("invalid_type", "messages[0].content"),
      ],
      [
        "with a part as a number",
        "/chat/completions",
        message({ role: "user", content: [7] }),
        invalid("invalid_type", "messages[0].content[0]"),
      ],
      [
        "with input as a number",
        "/responses",
        '{"model":"m","input":7}',
        invalid("invalid_type", "input"),
      ],
      ["of 10,000 levels", "/chat/completions", nested(10_000), invalid("json_too_deep")],
      ["of 129 levels", "/chat/completions", nested(128), invalid("json_too_deep")],
      [
        "that is not UTF-8",
        "/chat/completions",
        Buffer.from(CHAT_TEXT.replace("Hello", "H\u00e9"), "latin1"),
        invalid("invalid_utf8"),
      ],
      ["of 17 MB", "/chat/completions", padded(17 * MIB), tooLarge],
      ["of one byte too many", "/responses", padded(16 * MIB + 1), tooLarge],
    ];

  it.each(REFUSED)("%s is refused", async (_, path, body, expected) => {
    const scene = await stack.scene(model({ text: "Hi." }));
    await expectRefused(await sendAs(scene, path, { body }), expected);
    expect(scene.seen).toHaveLength(0);
    expect(await scene.events()).toMatchObject([
      { outcome: "refused", status: expected.status, error: expected.code, upstream_status: null },
    ]);
  });

  it("of 17 MB in chunks, with no length told, is refused", async () => {
    const scene = await stack.scene(model({ text: "Hi." }));
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new Uint8Array(MIB).fill(0x20));
        sent += 1;
        if (sent === 17) controller.close();
      },
    });
    const response = await sendAs(scene, "/chat/completions", {
      body,
      ...HALF_DUPLEX,
    });
    await expectRefused(response, tooLarge);
    expect(scene.seen).toHaveLength(0);
  });

  it.each([
    ["of 128 levels", nested(127)],
    ["as large as it may be", padded(16 * MIB)],
    ["without messages", '{"model":"m"}'],
  ])("%s passes", async (_, body) => {
    const scene = await stack.scene((call) => call.json(chatAnswer({ content: "Hi." })));
    expect((await sendAs(scene, "/chat/completions", { body })).status).toBe(200);
    expect(scene.seen[0]?.body.equals(Buffer.from(body))).toBe(true);
  });

  // Some requests have none, a cancellation for example.
  it("that is empty is for the upstream to judge", async () => {
    const scene = await stack.scene((call) => call.json({ error: { message: "No body." } }, 400));
    const response = await sendAs(scene, "/chat/completions", {});
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: { message: "No body." } });
    expect(await scene.events()).toMatchObject([{ outcome: "complete", upstream_status: 400 }]);
  });
});

describe.concurrent("a caller", () => {
  const KEY_401 = { status: 401, code: "invalid_gateway_key", type: "authentication_error" };
  const authorization = (key: string) => ({ authorization: `Bearer ${key}` });
  const REFUSED: Readonly<
    Record<string, readonly [(key: string) => Record<string, string>, Refused]>
  > = {
    "without a key": [() => ({ authorization: "" }), { ...KEY_401, code: "missing_gateway_key" }],
    "with a key of another kind": [
      () => authorization("sk-proj-abc"),
      { ...KEY_401, code: "missing_gateway_key" },
    ],
    "with a key in another scheme": [
      (key) => ({ authorization: `Basic ${key}` }),
      { ...KEY_401, code: "missing_gateway_key" },
    ],
    "with a malformed key": [() => authorization("ew_short"), KEY_401],
    "with a key of the wrong length": [(key) => authorization(`${key}A`), KEY_401],
    "with a wrong secret": [
      (key) => authorization(key.slice(0, -2) + (key.endsWith("AA") ? "BB" : "AA")),
      KEY_401,
    ],
    "with an unknown key": [() => authorization(`ew_${"a".repeat(12)}_${"b".repeat(43)}`), KEY_401],
    "with an empty x-edgewarden-key": [() => ({ "x-edgewarden-key": "" }), KEY_401],
    "with an agent's name that is none": [
      () => ({ "x-edgewarden-agent": "not an agent!" }),
      {
        status: 400,
        code: "invalid_agent",
        type: "invalid_request_error",
        param: "x-edgewarden-agent",
      },
    ],
    "with an agent's name of 65 characters": [
      () => ({ "x-edgewarden-agent": "a".repeat(65) }),
      {
        status: 400,
        code: "invalid_agent",
        type: "invalid_request_error",
        param: "x-edgewarden-agent",
      },
    ],
    "with a session's name that is none": [
      () => ({ "x-edgewarden-session": "x".repeat(257) }),
      {
        status: 400,
        code: "invalid_session",
        type: "invalid_request_error",
        param: "x-edgewarden-session",
      },
    ],
  };

  it.each(Object.entries(REFUSED))("%s is refused", async (_, [headers, expected]) => {
    const scene = await stack.scene(model({ text: "Hi." }));
    const init = { body: CHAT_TEXT, headers: headers(stack.key) };
    await expectRefused(await sendAs(scene, "/chat/completions", init), expected);
    expect(scene.seen).toHaveLength(0);
  });

  it.each([
    ["/t/nobody/v1/models", { status: 403, code: "wrong_tenant", type: "permission_error" }],
    ["/t/NOT_ONE/v1/models", { status: 404, code: "unknown_tenant", type: "not_found_error" }],
    [
      `/v1/models?x=${"y".repeat(9_000)}`,
      { status: 400, code: "headers_too_large", type: "invalid_request_error", param: null },
    ],
  ] as readonly (readonly [string, Refused])[])("at %.40s is refused", async (path, expected) => {
    const response = await fetch(stack.gateway.url + path, {
      headers: { authorization: `Bearer ${stack.key}` },
    });
    await expectRefused(response, { param: "tenant", ...expected });
  });

  it("at its tenant's own path is served", async () => {
    const scene = await stack.scene((call) => call.json({ object: "list", data: [] }));
    const response = await fetch(`${stack.gateway.url}/t/${stack.tenant}/v1/models`, {
      headers: { authorization: `Bearer ${stack.key}`, "x-edgewarden-agent": scene.agent },
    });
    expect(response.status).toBe(200);
    await response.text();
  });

  it("at a path that is none is told so", async () => {
    for (const path of ["/", "/v2/models", "/v1x/models", "/t/acme/models"]) {
      const response = await fetch(stack.gateway.url + path);
      expect(response.status, path).toBe(404);
      expect(await response.json()).toMatchObject({
        error: { type: "not_found_error", code: "unknown_path", param: null },
      });
    }
  });

  it("with a key for other agents is refused, and with a key for one agent is that one", async () => {
    const scene = await stack.scene((call) => call.json({ data: [] }));
    const key = await createKey(stack.gateway, stack.tenant, { agents: ["billing-*"] });
    await expectRefused(
      await sendAs(scene, "/models", { method: "GET", headers: authorization(key) }),
      {
        status: 403,
        code: "agent_not_allowed",
        type: "permission_error",
        param: "x-edgewarden-agent",
      },
    );
    expect(scene.seen).toHaveLength(0);
    expect(await scene.events()).toMatchObject([{ outcome: "refused", status: 403 }]);
    const own = await createKey(stack.gateway, stack.tenant, { agents: [scene.agent] });
    const response = await fetch(`${stack.baseUrl}/models`, { headers: authorization(own) });
    expect(response.status).toBe(200);
    await response.text();
    expect(scene.seen).toHaveLength(1);
  });

  it("with an expired key is refused from that moment on", async () => {
    const scene = await stack.scene((call) => call.json({ data: [] }));
    const expiresAt = Date.now() + 1_500;
    const expires_at = new Date(expiresAt).toISOString();
    const headers = authorization(await createKey(stack.gateway, stack.tenant, { expires_at }));
    const get = () => sendAs(scene, "/models", { method: "GET", headers });
    const early = await get();
    // A machine that took so long proves nothing.
    if (Date.now() < expiresAt) expect(early.status).toBe(200);
    await early.text();
    let late = early;
    await until("the key to expire", async () => {
      late = await get();
      if (late.status === 200) await late.text();
      return late.status !== 200;
    });
    expect(Date.now()).toBeGreaterThanOrEqual(expiresAt);
    await expectRefused(late, KEY_401);
  });

  // The cache of keys is refreshed after 5 seconds, and 30 are promised.
  it("with a revoked key is refused within 30 seconds, though it was just used", async () => {
    const scene = await stack.scene((call) => call.json({ data: [] }));
    const key = await createKey(stack.gateway, stack.tenant);
    const headers = authorization(key);
    const get = async () => {
      const response = await sendAs(scene, "/models", { method: "GET", headers });
      await response.text();
      return response.status;
    };
    expect(await get()).toBe(200);
    await stack.gateway.admin("DELETE", `/tenants/${stack.tenant}/keys/${keyId(key)}`);
    await until("the key to stop working", async () => (await get()) === 401, 30_000);
    expect(await get()).toBe(401);
  });

  it("that wants a WebSocket where there is none is told so", async () => {
    const request = httpRequest(`${stack.baseUrl}/models`, {
      headers: {
        authorization: `Bearer ${stack.key}`,
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": Buffer.alloc(16).toString("base64"),
      },
    });
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request.on("response", resolve).on("error", reject).end();
    });
    response.resume();
    expect(response.statusCode).toBe(400);
  });
});

describe.concurrent("an upstream", () => {
  const HTML = "<!doctype html><title>Bad gateway</title><p>Nothing to see here.";
  const as =
    (status: number, type: string, body: string | Buffer): Script =>
    (call) => {
      call.head(status, type === "" ? {} : { "content-type": type });
      call.response.end(body);
    };

  it.each([
    ["HTML", as(200, "text/html", HTML), 200, HTML],
    ["HTML with an error's status", as(502, "text/html", HTML), 502, HTML],
    ["nothing, with 204", as(204, "", ""), 204, ""],
    ["nothing, with 200", as(200, "application/json", ""), 200, ""],
    ["a JSON string", as(200, "application/json", '"hello"'), 200, '"hello"'],
    [
      "choices that are no list",
      as(200, "application/json", '{"choices":7}'),
      200,
      '{"choices":7}',
    ],
    ["a redirect", as(307, "text/plain", "elsewhere"), 307, "elsewhere"],
  ] as readonly (readonly [string, Script, number, string])[])(
    "that answers with %s is passed on",
    async (_, script, status, body) => {
      const scene = await stack.scene(script);
      const response = await sendAs(scene, "/chat/completions", {
        body: CHAT_TEXT,
        redirect: "manual",
      });
      expect(response.status).toBe(status);
      const text = await response.text();
      expect(text).toBe(body);
      expect(await scene.events()).toMatchObject([{ outcome: "complete", status }]);
    },
  );

  it.each([
    [
      "JSON of 17 MB",
      as(200, "application/json", JSON.stringify(chatAnswer({ content: "x".repeat(17 * MIB) }))),
      "upstream_answer_too_large",
    ],
    [
      "JSON of 20,000 levels",
      as(200, "application/json", `{"x":${"[".repeat(20_000)}${"]".repeat(20_000)}}`),
      "malformed_upstream",
    ],
    [
      "something that is not HTTP",
      (call) => void call.response.socket?.end("what?\r\n\r\n"),
      "upstream_unreachable",
    ],
    ["nothing at all", (call) => call.cut(), "upstream_unreachable"],
  ] as readonly (readonly [string, Script, string])[])(
    "that answers with %s is a 502",
    async (_, script, code) => {
      const scene = await stack.scene(script);
      const response = await sendAs(scene, "/chat/completions", { body: CHAT_TEXT });
      await expectRefused(response, { status: 502, code, type: "api_error" });
      expect(await scene.events()).toMatchObject([
        { outcome: "upstream_error", status: 502, error: code },
      ]);
    },
  );

  it.each([
    ["of one line", (text: string) => chatChunk({ content: text })],
    ["of many lines", (text: string) => `data: ${text.replaceAll("xxxxxxxx", "x\ndata: ")}\n\n`],
    ["without an end", (text: string) => `: ${text}`],
  ])("that streams an event of 10 MB is stopped (%s)", async (_, event) => {
    const scene = await stack.scene(async (call) => {
      call.stream();
      await call.write(chatChunk({ content: "Before. " }));
      await call.write(event("x".repeat(10 * MIB)));
      await call.write(chatFinish("stop") + DONE);
      call.end();
    });
    const body = JSON.stringify({ ...CHAT, stream: true });
    const response = await sendAs(scene, "/chat/completions", { body });
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(text.length).toBeLessThan(5 * MIB);
    expect(text.startsWith(chatChunk({ content: "Before. " }))).toBe(true);
    expect(text).toContain('"upstream_answer_too_large"');
    expect(text.endsWith(DONE)).toBe(true);
    expect(await scene.events()).toMatchObject([
      { outcome: "upstream_error", error: "upstream_answer_too_large" },
    ]);
  });

  it.each([
    ["text that is no event", "hello\n\nworld\n\n"],
    ["events that are not JSON", "data: hello\n\n"],
    ["events that are JSON of another kind", "data: 7\n\ndata: [1]\n\n"],
    ["nothing", ""],
  ])("that streams %s ends in an error", async (_, stream) => {
    const scene = await stack.scene(as(200, "text/event-stream", stream));
    const body = JSON.stringify({ ...CHAT, stream: true });
    const text = await (await sendAs(scene, "/chat/completions", { body })).text();
    expect(text).toMatch(/event: error\ndata: \{"error":.*\n\ndata: \[DONE\]\n\n$/);
    expect(await scene.events()).toMatchObject([{ outcome: "upstream_error" }]);
  });
});

describe("the record", () => {
  it("holds every request of this file exactly once, those of unknown callers too", async () => {
    const [file = ""] = globSync(join(stack.state, "**/*.sqlite")).filter(holdsEvents);
    const stored = () => rowsOf(file, "SELECT id, tenant FROM events");
    await until("an event of every request", () => {
      const ids = new Set(stored().map(({ id }) => id));
      return stack.requestIds.every((id) => ids.has(id));
    });
    const rows = stored();
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    expect(rows.length).toBeGreaterThan(60);
    expect(new Set(rows.map(({ tenant }) => tenant))).toEqual(new Set([stack.tenant, "_"]));
  });
});

function holdsEvents(file: string): boolean {
  return rowsOf(file, "SELECT name AS id FROM sqlite_master WHERE name = 'events'").length > 0;
}

function rowsOf(file: string, sql: string): Record<string, unknown>[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}
