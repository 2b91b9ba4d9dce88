// Upstreams and clients that misbehave, by malice or by accident: what they send must not slip past
// inspection, what they break must not look whole, and nobody waits for ever.
import { request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { APIError } from "openai";
import { describe, expect, it } from "vitest";
import { freePort } from "../../scripts/local-gateway.ts";
import type { Call, Script } from "./scripted-upstream.ts";
import { pause, until, useStack, type Scene } from "./stack.ts";
import {
  chatAnswer,
  chatCall,
  chatChunk,
  chatFinish,
  chatStream,
  DONE,
  model,
  responsesAnswer,
  responsesStream,
  sse,
} from "./wire.ts";

const stack = useStack();

const HELLO = [{ role: "user", content: "Hello" }];
const CHAT = { model: "m", messages: HELLO };
const STREAM = { ...CHAT, stream: true };
const BAD = { name: "query_database", args: '{"sql":"DROP TABLE users_of_acme"}' };
const BAD_ANSWER = JSON.stringify(
  chatAnswer({
    tool_calls: [
      { id: "call_0", type: "function", function: { name: BAD.name, arguments: BAD.args } },
    ],
  }),
);
const TELLTALES = ["query_database", "users_of_acme", "DROP"];
const COMPRESS = {
  gzip: gzipSync,
  br: brotliCompressSync,
  deflate: deflateSync,
  zstd: zstdCompressSync,
};

describe.concurrent("a compressed answer", () => {
  const answerAs =
    (encoding: string, plain: string, type = "application/json"): Script =>
    (call) => {
      let body: Buffer = Buffer.from(plain);
      for (const name of encoding.split(", ")) body = COMPRESS[name as "gzip"](body);
      call.head(200, { "content-type": type, "content-encoding": encoding });
      call.response.end(body);
    };

  it.each(["zstd", "deflate", "gzip, zstd"])("that cannot be read is refused: %s", async (name) => {
    const scene = await stack.scene(answerAs(name, BAD_ANSWER));
    const response = await scene.post("/chat/completions", CHAT);
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({
      error: { type: "api_error", code: "unsupported_upstream_encoding", param: null },
    });
    expect(await scene.events()).toMatchObject([{ outcome: "upstream_error", status: 502 }]);
  });

  it.each(["gzip", "br"])("that can be read is inspected: %s", async (name) => {
    const scene = await stack.scene(answerAs(name, BAD_ANSWER));
    const response = await scene.post("/chat/completions", CHAT);
    expect(response.status).toBe(400);
    expectNone(await response.text());
    const plain = JSON.stringify(chatAnswer({ content: "Fine." }));
    const fine = await stack.scene(answerAs(name, plain));
    expect(await (await fine.post("/chat/completions", CHAT)).text()).toBe(plain);
  });

  it("in a stream is inspected too", async () => {
    const events = chatStream({ text: "Let me see. ", calls: [BAD] }).join("");
    const scene = await stack.scene(answerAs("gzip", events, "text/event-stream"));
    const text = await (await scene.post("/chat/completions", STREAM)).text();
    expect(text).toContain("policy_violation");
    expectNone(text);
  });

  it("of a surface that is not inspected stays readable", async () => {
    const plain = "some bytes of a file";
    for (const name of ["gzip", "zstd"]) {
      const scene = await stack.scene(answerAs(name, plain));
      const response = await scene.fetch("/videos/video_1/content");
      expect(await response.text(), name).toBe(plain);
    }
  });
});

describe.concurrent("a compressed request", () => {
  it.each(["/chat/completions", "/responses", "/files", "/embeddings"])(
    "is refused with 415: %s",
    async (path) => {
      const scene = await stack.scene(model({ text: "Hi." }));
      const response = await scene.fetch(path, {
        method: "POST",
        headers: { "content-type": "application/json", "content-encoding": "gzip" },
        body: new Uint8Array(gzipSync(JSON.stringify(CHAT))),
      });
      expect(response.status).toBe(415);
      expect(await response.json()).toMatchObject({
        error: { code: "unsupported_content_encoding" },
      });
      expect(scene.seen).toHaveLength(0);
      expect(await scene.events()).toMatchObject([{ outcome: "refused", status: 415 }]);
    },
  );
});

describe.concurrent("a client that dies while it uploads", () => {
  const part = `--xx\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\n`;
  const uploading = (scene: Scene, framing: string) =>
    rawRequest(scene, "/files", { "content-type": "multipart/form-data; boundary=xx" }, framing);

  it("does not leave the upstream with a file that looks whole: chunked", async () => {
    const scene = await stack.scene((call) => call.json({ id: "file_1" }));
    const socket = await uploading(scene, "transfer-encoding: chunked");
    await send(socket, chunked(part + "x".repeat(400_000)));
    await until("the first bytes at the upstream", () => (scene.seen[0]?.body.length ?? 0) > 0);
    await send(socket, chunked("y".repeat(50_000)));
    socket.destroy();
    await until("the upload to break off", () => scene.seen[0]?.isBroken === true);
    expect(scene.seen[0]?.isComplete).toBe(false);
    expect(await scene.events()).toHaveLength(1);
  });

  it("does not leave the upstream with a file that looks whole: with a length", async () => {
    const scene = await stack.scene((call) => call.json({ id: "file_1" }));
    const socket = await uploading(scene, "content-length: 900000");
    await send(socket, part + "x".repeat(400_000));
    await until("the first bytes at the upstream", () => (scene.seen[0]?.body.length ?? 0) > 0);
    socket.destroy();
    await until("the upload to break off", () => scene.seen[0]?.isBroken === true);
    expect(scene.seen[0]?.isComplete).toBe(false);
    expect(await scene.events()).toHaveLength(1);
  });

  it.each(["transfer-encoding: chunked", "content-length: 5000"])(
    "sends nothing on where the body is inspected, and leaves an event: %s",
    async (framing) => {
      const scene = await stack.scene(model({ text: "Hi." }));
      const type = { "content-type": "application/json" };
      const socket = await rawRequest(scene, "/chat/completions", type, framing);
      const start = '{"model":"m","messages":[';
      await send(socket, framing.startsWith("transfer") ? chunked(start) : start);
      await pause(50);
      socket.destroy();
      expect(await scene.events()).toMatchObject([{ outcome: "client_gone" }]);
      expect(scene.seen).toHaveLength(0);
    },
  );
});

describe.concurrent("the end of a stream", () => {
  const ENDS: readonly (readonly [string, string, readonly string[]])[] = [
    ["[DONE]", "/chat/completions", chatStream({ text: "All of it." })],
    ["response.completed", "/responses", responsesStream({ text: "All of it." })],
  ];

  it.each(ENDS)("is %s, though the upstream keeps the connection", async (_, path, events) => {
    const scene = await stack.scene(async (call) => {
      call.stream();
      await call.write(events.join(""));
      await call.cancelled;
    });
    const text = await (await scene.post(path, { ...STREAM, input: "Hello" })).text();
    expect(text).toBe(events.join(""));
    await until("the upstream to be let go", () => scene.seen[0]?.isCancelled === true);
    expect(await scene.events()).toMatchObject([{ outcome: "complete" }]);
  });

  it.each(ENDS)(
    "is %s, when it is the small tail of a burst",
    async (_, path, events) => {
      const scene = await stack.scene(async (call) => {
        call.stream();
        // Many quick writes make the gateway read in bursts; the last one is small.
        for (const event of [...Array.from({ length: 300 }, () => ": tick\n\n"), ...events]) {
          await call.write(event);
        }
        await call.cancelled;
      });
      const text = await (await scene.post(path, { ...STREAM, input: "Hello" })).text();
      expect(text.endsWith(events.join(""))).toBe(true);
    },
    15_000,
  );

  it.each(ENDS)("is %s: what comes after it is dropped", async (_, path, events) => {
    for (const gapMs of [0, 20]) {
      const after = [...chatStream({ calls: [BAD] }), ...responsesStream({ calls: [BAD] })];
      const scene = await stack.scene(async (call) => {
        call.stream();
        await call.write(events.join("") + (gapMs === 0 ? after.join("") : ""));
        await pause(gapMs);
        if (gapMs > 0) await call.write(after.join(""));
        call.end();
      });
      const text = await (await scene.post(path, { ...STREAM, input: "Hello" })).text();
      expect(text).toBe(events.join(""));
    }
  });

  it("may be a close after the last choice has finished", async () => {
    const events = chatStream({ text: "All of it." }).slice(0, -1).join("");
    const scene = await stack.scene(endsWith([events]));
    expect(await (await scene.post("/chat/completions", STREAM)).text()).toBe(events);
    expect(await scene.events()).toMatchObject([{ outcome: "complete" }]);
  });
});

describe.concurrent("an upstream that breaks off in mid-stream", () => {
  const TEXT = chatStream({ text: "So far so good" }).slice(0, 3);
  const RESPONSES_TEXT = responsesStream({ text: "So far so good" }).slice(0, 6);

  it.each([
    ["cut", "/chat/completions", TEXT, "cut"],
    ["closed", "/chat/completions", TEXT, "end"],
    ["cut", "/responses", RESPONSES_TEXT, "cut"],
    ["closed", "/responses", RESPONSES_TEXT, "end"],
  ] as const)("is an error for the client (%s, %s)", async (_, path, events, how) => {
    const scene = await stack.scene(endsWith(events, how));
    const error = await errorOf(async () => {
      const client = scene.client();
      const stream =
        path === "/responses"
          ? await client.responses.create({ model: "m", input: "Hello", stream: true })
          : await client.chat.completions.create({
              model: "m",
              messages: [{ role: "user", content: "Hello" }],
              stream: true,
            });
      for await (const chunk of stream) expect(chunk).toBeTruthy();
    });
    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject({ code: "upstream_broken" });
    const text = await (await scene.post(path, { ...STREAM, input: "Hello" })).text();
    expect(text.startsWith(events.join(""))).toBe(true);
    const tail = text.slice(events.join("").length);
    expect(tail).toMatch(/^event: error\ndata: \{.*"upstream_broken".*\}\n\n/);
    for (const event of await scene.events(2)) {
      expect(event).toMatchObject({ outcome: "upstream_error", error: "upstream_broken" });
    }
  });

  it.each(["cut", "end"] as const)("never has its half of a call released (%s)", async (how) => {
    const call = { name: "query_database", args: '{"sql":"SELECT 1 FROM users_of_acme"}' };
    const cases: readonly (readonly [string, readonly string[]])[] = [
      ["/chat/completions", [...TEXT, ...chatCall(call)]],
      ["/chat/completions", [...TEXT, ...chatCall(call).slice(0, 2)]],
      ["/responses", responsesStream({ calls: [call] }).slice(0, -1)],
      ["/responses", responsesStream({ calls: [call] }).slice(0, 5)],
    ];
    for (const [path, events] of cases) {
      const scene = await stack.scene(endsWith(events, how));
      const text = await (await scene.post(path, { ...STREAM, input: "Hello" })).text();
      expect(text).toContain('"upstream_broken"');
      expectNone(text);
    }
  });

  it("that goes silent is let go after its idle timeout", async () => {
    const scene = await stack.scene(
      async (call) => {
        call.stream();
        await call.write(TEXT.join(""));
        await call.cancelled;
      },
      { upstream: { idle_timeout_ms: 300 } },
    );
    const text = await (await scene.post("/chat/completions", STREAM)).text();
    expect(text).toContain('"upstream_broken"');
    await until("the upstream to be let go", () => scene.seen[0]?.isCancelled === true);
    expect(await scene.events()).toMatchObject([{ outcome: "upstream_error" }]);
  });

  it.each([
    ["with a length", { "content-length": "900000" }],
    ["chunked", {}],
  ])("does not make a download look whole (%s)", async (_, headers) => {
    const scene = await stack.scene(async (call) => {
      call.head(200, { "content-type": "application/octet-stream", ...headers });
      await call.write("x".repeat(600_000));
      await pause(20);
      call.cut();
    });
    const response = await scene.fetch("/files/file_1/content");
    expect(await errorOf(() => response.arrayBuffer())).toBeInstanceOf(Error);
    expect(await scene.events()).toMatchObject([{ outcome: "upstream_error" }]);
  });

  it("does not make a JSON answer look whole", async () => {
    const scene = await stack.scene(async (call) => {
      call.head(200, { "content-type": "application/json", "content-length": "5000" });
      await call.write(BAD_ANSWER);
      await pause(20);
      call.cut();
    });
    const response = await scene.post("/chat/completions", CHAT);
    expect(response.status).toBe(502);
    expectNone(await response.text());
  });
});

describe.concurrent("a stream that clients read in different ways", () => {
  const entry = (index: number | null, id: string, name: string, args: string) => ({
    ...(index !== null && { index }),
    id,
    type: "function",
    function: { name, arguments: args },
  });
  const calls = (...entries: unknown[]) => chatChunk({ tool_calls: entries });
  const finish = [chatFinish("tool_calls"), DONE];
  const harmless = '{"sql":"SELECT 1 FROM users_of_acme"}';
  const STREAMS: Readonly<Record<string, readonly string[]>> = {
    "two ids at one index": [
      calls(entry(0, "call_a", "query_database", harmless)),
      calls(entry(0, "call_b", "query_database", harmless)),
      ...finish,
    ],
    "an argument named twice": [
      calls(
        entry(
          0,
          "call_a",
          "query_database",
          `{"sql":"SELECT 1","sql":"SELECT * FROM users_of_acme"}`,
        ),
      ),
      ...finish,
    ],
    "a call without an index": [
      calls(entry(null, "call_a", "query_database", harmless)),
      ...finish,
    ],
    "a call after its choice has finished": [
      chatFinish("stop"),
      calls(entry(0, "call_a", "query_database", harmless)),
      ...finish,
    ],
    "a name in pieces": [
      calls(entry(0, "call_a", "query_", "")),
      calls({ index: 0, function: { name: "database", arguments: harmless } }),
      ...finish,
    ],
    "arguments that are not whole": [
      calls(entry(0, "call_a", "query_database", '{"sql":"SELECT * FROM users_of_acme')),
      ...finish,
    ],
    "a call in a whole message": [
      chatChunk({}, { message: { tool_calls: [entry(0, "call_a", "query_database", harmless)] } }),
      ...finish,
    ],
    "calls that are not in a list": [
      chatChunk({ tool_calls: { 0: entry(0, "call_a", "query_database", harmless) } }),
      ...finish,
    ],
    "a destructive call in the second choice only": [
      sse({ choices: [{ index: 1, delta: { tool_calls: [entry(0, "c", BAD.name, BAD.args)] } }] }),
      sse({ choices: [{ index: 1, delta: {}, finish_reason: "tool_calls" }] }),
      DONE,
    ],
    "a destructive call that ends with stop": [...chatCall(BAD), chatFinish("stop"), DONE],
    "a destructive call as a legacy function_call": [
      chatChunk({ function_call: { name: BAD.name, arguments: BAD.args } }),
      chatFinish("function_call"),
      DONE,
    ],
    "a destructive call without a finish": [...chatCall(BAD), DONE],
    "a destructive call under an event's name": [
      ...chatCall(BAD).map((event) => `event: chunk\nid: 1\n${event}`),
      ...finish,
    ],
    "a destructive call over several data lines": [
      ...chatCall(BAD).map((event) => event.replaceAll(",", ",\ndata: ")),
      ...finish,
    ],
    "a destructive call with CR line ends": [...chatCall(BAD), ...finish].map((event) =>
      event.replaceAll("\n", "\r"),
    ),
    "a last event without its empty line": [...chatCall(BAD), chatFinish("tool_calls").trimEnd()],
  };
  const RESPONSES: Readonly<Record<string, readonly string[]>> = {
    "deltas that differ from their item": responsesStream({
      calls: [{ name: "query_database", args: '{"sql":"SELECT 1 FROM users_of_acme"}' }],
    }).map((event) =>
      event.includes("arguments.delta") ? event.replace('"delta":"', '"delta":"x') : event,
    ),
    "a call that only the whole response tells": [
      ...responsesStream({ text: "Hi." }).slice(0, -1),
      sse(
        {
          type: "response.completed",
          sequence_number: 99,
          response: responsesAnswer({ calls: [BAD] }),
        },
        "response.completed",
      ),
    ],
    "a destructive call whose events have no names": responsesStream({ calls: [BAD] }).map(
      (event) => event.replace(/^event: .*\n/, ""),
    ),
    "a destructive call of a custom tool": responsesStream({
      calls: [{ name: BAD.name, args: "DROP TABLE users_of_acme; --" }],
    }).map((event) =>
      event
        .replaceAll('"function_call"', '"custom_tool_call"')
        .replaceAll('"arguments":', '"input":')
        .replaceAll("function_call_arguments", "custom_tool_call_input"),
    ),
  };

  it.each([
    ...Object.entries(STREAMS).map(
      ([name, events]) => [name, "/chat/completions", events] as const,
    ),
    ...Object.entries(RESPONSES).map(([name, events]) => [name, "/responses", events] as const),
  ])("releases nothing of %s (%s)", async (_, path, events) => {
    const scene = await stack.scene(endsWith(events));
    const text = await (await scene.post(path, { ...STREAM, input: "Hello" })).text();
    expect(text).toMatch(/event: error\ndata: .*"(?:malformed_upstream|policy_violation)"/);
    expectNone(text);
    const [event, ...others] = await scene.events();
    expect(others).toHaveLength(0);
    expect(event?.outcome).toMatch(/^(?:upstream_error|blocked)$/);
  });
});

describe.concurrent("an answer that is not what it says it is", () => {
  const bytes = (...parts: (string | number[])[]) =>
    Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  const [before = "", after = ""] = BAD_ANSWER.split('"usage"');
  const STREAMED = chatStream({ calls: [BAD] }).join("");
  const ANSWERS: Readonly<Record<string, readonly [object, string, Uint8Array]>> = {
    "JSON behind a byte order mark": [
      CHAT,
      "application/json",
      bytes([0xef, 0xbb, 0xbf], BAD_ANSWER),
    ],
    "JSON with a byte that is not UTF-8": [
      CHAT,
      "application/json",
      bytes(before, '"x":"', [0xff], '","usage"', after),
    ],
    "JSON without a type": [CHAT, "", bytes(BAD_ANSWER)],
    "JSON as text": [CHAT, "text/plain", bytes(BAD_ANSWER)],
    "JSON after white space": [CHAT, "application/json", bytes("\r\n\t ".repeat(500), BAD_ANSWER)],
    "a stream as JSON": [STREAM, "application/json", bytes(STREAMED)],
    "a stream as text": [STREAM, "text/plain", bytes(STREAMED)],
    "a stream without a type": [STREAM, "", bytes(STREAMED)],
    "a stream behind a byte order mark": [
      STREAM,
      "text/event-stream",
      bytes([0xef, 0xbb, 0xbf], STREAMED),
    ],
    "a stream of another type's case": [STREAM, "Text/Event-Stream;x=y", bytes(STREAMED)],
  };

  it.each(Object.entries(ANSWERS))("lets no call through: %s", async (_, [body, type, answer]) => {
    const scene = await stack.scene((call) => {
      call.head(200, type === "" ? {} : { "content-type": type });
      call.response.end(answer);
    });
    const response = await scene.post("/chat/completions", body);
    expectNone(await response.text());
    expect((await scene.events())[0]?.outcome).toMatch(/^(?:blocked|upstream_error)$/);
  });
});

describe.concurrent("a client that leaves in mid-stream", () => {
  const LEAVING: Readonly<Record<string, (call: Call) => Promise<void>>> = {
    "while the upstream is silent": (call) => call.cancelled,
    "while the upstream goes on": async (call) => {
      while (await call.write(chatChunk({ content: "more " }))) await pause(5);
    },
    "while a call is held": async (call) => {
      for (const event of chatCall(BAD)) await call.write(event);
      await call.cancelled;
    },
  };

  // A reset is seen at once. A plain close looks like a client that has only finished sending, and
  // workerd takes it for one until it next writes.
  it.each([
    ...Object.keys(LEAVING).map((when) => [when, "reset"] as const),
    ["while the upstream goes on", "close"] as const,
  ])("takes the upstream with it, %s (%s)", async (when, how) => {
    const scene = await stack.scene(async (call) => {
      call.stream();
      await call.write(chatChunk({ content: "First. " }));
      await LEAVING[when]?.(call);
    });
    const body = JSON.stringify(STREAM);
    const type = { "content-type": "application/json" };
    const framing = `content-length: ${body.length}`;
    const socket = await rawRequest(scene, "/chat/completions", type, framing);
    let text = "";
    socket.on("data", (bytes) => (text += bytes.toString()));
    await send(socket, body);
    await until("the first text", () => text.includes("First."));
    if (how === "reset") socket.resetAndDestroy();
    else socket.destroy();
    await until("the upstream to be let go", () => scene.seen[0]?.isCancelled === true);
    expect(await scene.events()).toMatchObject([{ outcome: "client_gone", streamed: true }]);
  });

  it("takes the upstream of a plain download with it", async () => {
    const scene = await stack.scene(async (call) => {
      call.head(200, { "content-type": "application/octet-stream" });
      while (await call.write("x".repeat(10_000))) await pause(5);
    });
    const client = new AbortController();
    const response = await scene.fetch("/files/f/content", { signal: client.signal });
    await response.body?.getReader().read();
    client.abort();
    await until("the upstream to be let go", () => scene.seen[0]?.isCancelled === true);
    expect(await scene.events()).toMatchObject([{ outcome: "client_gone" }]);
  });

  it("after the last event has had everything", async () => {
    const scene = await stack.scene(model({ text: "All of it." }));
    // The SDK leaves as soon as it has read `[DONE]`.
    const stream = scene.client().chat.completions.stream({
      model: "m",
      messages: [{ role: "user", content: "Hello" }],
    });
    expect(await stream.finalContent()).toBe("All of it.");
    expect(await scene.events()).toMatchObject([{ outcome: "complete" }]);
  });
});

describe("a client that does not read", () => {
  const TOTAL = 200_000_000;

  it.each([
    ["a stream", "/chat/completions", "text/event-stream"],
    ["a download", "/audio/speech", "application/octet-stream"],
  ])("holds the upstream up: %s", async (_, path, type) => {
    const scene = await stack.scene(async (call) => {
      call.head(200, { "content-type": type });
      const piece = chatChunk({ content: "a lot of text ".repeat(4_000) });
      while (call.bytesSent < TOTAL && (await call.write(piece)));
      call.end();
    });
    const client = httpRequest(stack.baseUrl + path, {
      method: "POST",
      headers: {
        authorization: `Bearer ${stack.key}`,
        "x-edgewarden-agent": scene.agent,
        "content-type": "application/json",
      },
    });
    client.on("error", () => undefined);
    client.on("response", (response) => response.pause());
    client.end(JSON.stringify(STREAM));
    let last = -1;
    let since = Date.now();
    await until("the upstream to stand still", () => {
      const now = scene.seen[0]?.bytesSent ?? 0;
      if (now !== last || now === 0) since = Date.now();
      last = now;
      return Date.now() - since > 700;
    });
    expect(last).toBeGreaterThan(0);
    expect(last).toBeLessThan(40_000_000);
    client.destroy();
    await until("the upstream to be let go", () => scene.seen[0]?.isCancelled === true);
    expect(await scene.events()).toMatchObject([{ outcome: "client_gone" }]);
  });
});

describe.concurrent("time", () => {
  it("passes no text over: each event leaves before the next one comes", async () => {
    let release: () => void = () => undefined;
    const texts = ["Hello there. ", "How are you? ", "Fine, thank you. ", "Good to hear. "];
    const scene = await stack.scene(async (call) => {
      call.stream();
      for (const content of texts) {
        const next = Promise.withResolvers<void>();
        release = next.resolve;
        await call.write(chatChunk({ content }));
        await next.promise;
      }
      await call.write(chatFinish("stop") + DONE);
      call.end();
    });
    const response = await scene.post("/chat/completions", STREAM);
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    for (const text of texts) {
      const { value } = (await reader?.read()) ?? {};
      expect(decoder.decode(value)).toBe(chatChunk({ content: text }));
      release();
    }
    expect(decoder.decode((await reader?.read())?.value)).toContain("[DONE]");
  });

  it("keeps no more than 1 KB of the tail of a burst until the upstream goes on", async () => {
    const burst = Array.from({ length: 400 }, (_, at) => chatChunk({ content: `word ${at}. ` }));
    const heard = Promise.withResolvers<void>();
    const scene = await stack.scene(async (call) => {
      call.stream();
      for (const event of burst) await call.write(event);
      await heard.promise;
      await call.write(chatFinish("stop") + DONE);
      call.end();
    });
    const response = await scene.post("/chat/completions", STREAM);
    const whole = burst.join("");
    let text = "";
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    async function read(): Promise<boolean> {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      text += value ?? "";
      return !done;
    }
    while (text.length < whole.length - 1_024 && (await read()));
    expect(whole.startsWith(text)).toBe(true);
    heard.resolve();
    while (await read());
    expect(text).toBe(whole + chatFinish("stop") + DONE);
  }, 15_000);

  it("is up after first_byte_timeout_ms: 504", async () => {
    const scene = await stack.scene((call) => call.cancelled, {
      upstream: { first_byte_timeout_ms: 300 },
    });
    const response = await scene.post("/chat/completions", CHAT);
    expect(response.status).toBe(504);
    expect(await response.json()).toMatchObject({
      error: { type: "api_error", code: "upstream_timeout" },
    });
    await until("the upstream to be let go", () => scene.seen[0]?.isCancelled === true);
    expect(await scene.events()).toMatchObject([
      { outcome: "upstream_error", status: 504, upstream_status: null, error: "upstream_timeout" },
    ]);
  });

  it("of the first byte does not count what comes after it", async () => {
    const scene = await stack.scene(
      async (call) => {
        call.stream();
        for (const event of chatStream({ text: "Slow but sure." })) {
          await call.write(event);
          await pause(120);
        }
        call.end();
      },
      { upstream: { first_byte_timeout_ms: 300 } },
    );
    const text = await (await scene.post("/chat/completions", STREAM)).text();
    expect(text).toBe(chatStream({ text: "Slow but sure." }).join(""));
  });
});

describe.concurrent("an upstream that is not there", () => {
  it.each(["/chat/completions", "/embeddings"])("is a 502: %s", async (path) => {
    const nowhere = `http://127.0.0.1:${await freePort()}/v1`;
    const scene = await stack.scene(() => undefined, { upstream: { base_url: nowhere } });
    const response = await scene.post(path, CHAT);
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({
      error: { type: "api_error", code: "upstream_unreachable" },
    });
    expect(await scene.events()).toMatchObject([{ outcome: "upstream_error", status: 502 }]);
  });

  it("gives way to its fallback", async () => {
    const fallback = await stack.scene(model({ text: "From the other one." }));
    const nowhere = `http://127.0.0.1:${await freePort()}/v1`;
    const scene = await stack.scene(() => undefined, {
      upstream: { base_url: nowhere, fallback: fallback.agent },
    });
    const answer = await scene.client().chat.completions.create({
      model: "m",
      messages: [{ role: "user", content: "Hello" }],
    });
    expect(answer.choices[0]?.message.content).toBe("From the other one.");
    expect(fallback.seen).toHaveLength(1);
    expect(await scene.events()).toMatchObject([
      { outcome: "complete", degraded: [`upstream_unreachable:${scene.agent}`] },
    ]);
  });

  it("any more when the request has come is not asked twice", async () => {
    const scene = await stack.scene((call) => call.cut());
    const response = await scene.post("/chat/completions", CHAT);
    expect(response.status).toBe(502);
    expect(scene.seen).toHaveLength(1);
  });
});

describe("the record", () => {
  it("holds every reply of this file exactly once", async () => {
    const ids = (await stack.allEvents()).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(60);
  });
});

/** Streams events and then closes cleanly, or cuts the connection. */
function endsWith(events: readonly string[], how: "end" | "cut" = "end"): Script {
  return async (call) => {
    call.stream();
    for (const event of events) await call.write(event);
    // A cut may overtake what is still under way.
    await pause(20);
    call[how]();
  };
}

/** Begins a request on a bare connection; its body is the caller's to send. */
async function rawRequest(
  scene: Scene,
  path: string,
  headers: Readonly<Record<string, string>>,
  framing: string,
): Promise<Socket> {
  const url = new URL(stack.baseUrl + path);
  const socket = connect({ host: url.hostname, port: Number(url.port) });
  socket.on("error", () => undefined);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  await send(
    socket,
    `POST ${url.pathname} HTTP/1.1\r\nhost: ${url.host}\r\nauthorization: Bearer ${stack.key}\r\n` +
      `x-edgewarden-agent: ${scene.agent}\r\n${lines.join("")}${framing}\r\n\r\n`,
  );
  return socket;
}

function send(socket: Socket, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

function chunked(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}

async function errorOf(operation: () => Promise<unknown>): Promise<unknown> {
  try {
    await operation();
  } catch (error) {
    return error;
  }
  throw new Error("Nothing was raised");
}

function expectNone(text: string): void {
  for (const telltale of TELLTALES) {
    expect(text.includes(telltale), `found ${telltale} in ${text.slice(0, 2_000)}`).toBe(false);
  }
}
