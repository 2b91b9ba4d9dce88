// WebSockets through the gateway in workerd, with the SDK's own clients and with clients like
// browsers: what is allowed passes as it is, what is not never arrives, and each connection ends in
// one event.
import { OpenAIRealtimeWS } from "openai/realtime/ws";
import { ResponsesWS } from "openai/resources/responses/ws";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket, type RawData } from "ws";
import {
  callResponse,
  event,
  soundOf,
  spokenResponse,
  textResponse,
  type CallPlan,
} from "./realtime-wire.ts";
import {
  scriptedSockets,
  tlsFront,
  type Connection,
  type ScriptedSockets,
  type SocketScript,
  type TlsFront,
} from "./scripted-sockets.ts";
import { useStack, until, type Scene } from "./stack.ts";

const stack = useStack();
let sockets: ScriptedSockets;
let front: TlsFront;
let count = 0;

beforeAll(async () => {
  sockets = await scriptedSockets();
  front = await tlsFront(Number(new URL(stack.gateway.url).port));
});
afterAll(async () => {
  await Promise.all([sockets.stop(), front.stop()]);
});

/** The key that the upstream is to see, and that no client may. */
const UPSTREAM_KEY = "sk-upstream-of-the-sockets";
const SECRET = `sk-proj-${"Ab1".repeat(16)}`;

const POLICY = `version: "1.0"
rules:
  - { name: tools, scanner: tool_access, allowed_tools: [search], action: block }
  - { name: secrets, scanner: secrets, direction: output, action: redact }
  - { name: cards, scanner: pii, types: [credit_card], direction: both, action: block }
`;
const CARD = "4111 1111 1111 1111";

/** Rules about requests as a whole. */
const REQUESTS = `version: "1.0"
rules:
  - { name: dear, scanner: models, deny: ["dear-*"], action: block }
  - { name: old, scanner: models, deny: ["old-*"], use: new-1, action: rewrite }
  - { name: drops, scanner: tool_access, denied_tools: ["drop_*"], declared: true, action: block }
  - { name: made-up, scanner: undeclared_tools, action: block }
  - { name: pinned, scanner: tool_definitions, pins: { search: "${"0".repeat(64)}" }, action: flag }
`;

/** An agent with an upstream of its own. */
interface SocketScene extends Scene {
  readonly connections: readonly Connection[];
}

async function scene(script: SocketScript, policy: string = POLICY): Promise<SocketScene> {
  count += 1;
  const { baseUrl, seen } = sockets.scene(`sockets-${count}`, script);
  const made = await stack.scene(() => undefined, {
    policy,
    upstream: { base_url: baseUrl, secret: UPSTREAM_KEY },
  });
  return { ...made, connections: seen };
}

/** Answers each `response.create` with the next list of events. */
function answering(...answers: readonly (readonly unknown[])[]): SocketScript {
  const left = [...answers];
  return {
    message(connection, { type }) {
      if (type !== "response.create") return;
      for (const told of left.shift() ?? []) connection.send(told);
    },
  };
}

/** A client that keeps what it gets. */
interface Client {
  readonly socket: WebSocket;
  readonly texts: readonly string[];
  readonly closed: { readonly code: number; readonly reason: string } | null;
  send(event: unknown): void;
  /** Waits for the first event of a type. */
  first(type: string): Promise<Readonly<Record<string, unknown>>>;
}

type Told = Readonly<Record<string, unknown>>;

function eventsIn(texts: readonly string[]): readonly Told[] {
  return texts.map((text) => JSON.parse(text) as Told);
}

interface Asked {
  readonly path?: string;
  readonly protocols?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

async function open(agent: Scene, asked: Asked = {}): Promise<Client> {
  const { path = "/realtime?model=gpt-realtime", protocols = [], headers } = asked;
  const url = `${stack.baseUrl.replace("http", "ws")}${path}`;
  const socket = new WebSocket(url, [...protocols], {
    headers: headers ?? { authorization: `Bearer ${stack.key}`, "x-edgewarden-agent": agent.agent },
  });
  const texts: string[] = [];
  let closed: Client["closed"] = null;
  socket.on("message", (data: RawData) => texts.push((data as Buffer).toString()));
  socket.on("close", (code, reason) => {
    closed = { code, reason: reason.toString() };
  });
  const client: Client = {
    socket,
    texts,
    get closed() {
      return closed;
    },
    send: (sent) => socket.send(typeof sent === "string" ? sent : JSON.stringify(sent)),
    async first(type) {
      let found: Told | undefined;
      await until(`a ${type}`, () => {
        found = eventsIn(texts).find((told) => told["type"] === type);
        return found !== undefined;
      });
      return found ?? {};
    },
  };
  await new Promise<void>((resolve, reject) => {
    socket.on("open", () => resolve());
    socket.on("error", reject);
  });
  return client;
}

/** The status and body with which a handshake is refused. */
function refusal(
  path: string,
  headers: Readonly<Record<string, string>>,
  protocols: readonly string[] = [],
): Promise<{ readonly status: number; readonly body: string }> {
  const url = `${stack.baseUrl.replace("http", "ws")}${path}`;
  const socket = new WebSocket(url, [...protocols], { headers });
  return new Promise((resolve, reject) => {
    socket.on("open", () => reject(new Error("it was accepted")));
    socket.on("error", () => undefined);
    socket.on("unexpected-response", (_, response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
  });
}

describe.concurrent("a Realtime session", () => {
  it("passes the frames of a text conversation as they are, both ways", async () => {
    // Spaces and escapes that no serialiser writes: only what is not touched keeps them.
    const odd = (told: unknown) => JSON.stringify(told, null, 1).replace("hello", "h\\u0065llo");
    const answers = [
      textResponse("resp_1", ["hello", " there"]).map(odd),
      textResponse("resp_2", ["and", " again"]).map(odd),
    ];
    const agent = await scene(answering(...answers));
    const client = await open(agent);
    const sent = [
      ` { "type" : "session.update", "session": {"type":"realtime","instructions":"Be kind."} }`,
      `{"type":"input_audio_buffer.append","audio":"AAAA"}`,
      `{"type":"response.create"}`,
      `{"type":"response.create", "event_id": "mine"}`,
    ];
    for (const text of sent) client.send(text);
    await until("all frames", () => client.texts.length === answers.flat().length);
    expect(client.texts).toEqual(answers.flat());
    expect(agent.connections[0]?.received).toEqual(sent);
    client.socket.close(1000, "bye");
    const [told] = await agent.events();
    expect(told).toMatchObject({
      surface: "realtime",
      path: "/v1/realtime",
      model: "gpt-realtime",
      outcome: "complete",
      status: 101,
      upstream_status: 101,
      action: "allow",
      inspection: { request: "inspected", response: "inspected" },
    });
  });

  it("reaches the upstream with the vault's key and none of the gateway's", async () => {
    const agent = await scene(answering(textResponse("r", ["ok"])));
    const client = await open(agent, {
      path: "/realtime?model=m&edgewarden-agent=x&b=%20c&edgewarden-user=u",
    });
    client.send({ type: "response.create" });
    await client.first("response.done");
    const [connection] = agent.connections;
    expect(connection?.headers.authorization).toBe(`Bearer ${UPSTREAM_KEY}`);
    expect(connection?.url).toBe("/realtime?model=m&b=%20c");
    expect(JSON.stringify(connection?.headers)).not.toContain(stack.key);
    client.socket.close();
  });

  it("speaks with the SDK's client over TLS", async () => {
    const agent = await scene(answering(textResponse("r", ["he", "llo"])));
    const rt = new OpenAIRealtimeWS(
      {
        model: "gpt-realtime",
        options: { ca: front.ca, headers: { "x-edgewarden-agent": agent.agent } },
      },
      agent.client({ baseURL: `https://localhost:${front.port}/v1` }),
    );
    const errors: unknown[] = [];
    let text = "";
    rt.on("error", (error) => errors.push(error));
    rt.on("response.output_text.delta", ({ delta }) => (text += delta));
    const done = new Promise((resolve) => rt.on("response.done", resolve));
    rt.socket.on("open", () => rt.send({ type: "response.create" }));
    await done;
    rt.close();
    expect(errors).toEqual([]);
    expect(text).toBe("hello");
    expect((await agent.events())[0]).toMatchObject({ outcome: "complete" });
  });

  const CALLS: readonly CallPlan[] = [
    { name: "search", args: `{"query":"weather"}` },
    { name: "search", args: `{"query":"news"}` },
  ];

  it("lets allowed calls pass once all of the response are judged", async () => {
    const answer = callResponse("r", CALLS);
    const early = answer.slice(0, -1);
    const agent = await scene({
      message(connection, { type }) {
        if (type === "response.create") for (const told of early) connection.send(told);
        else connection.send(answer.at(-1));
      },
    });
    const client = await open(agent);
    client.send({ type: "response.create" });
    await client.first("response.created");
    client.send({ type: "input_audio_buffer.clear" });
    await client.first("response.done");
    expect(client.texts).toEqual(answer.map((told) => JSON.stringify(told)));
    client.socket.close();
    expect((await agent.events())[0]).toMatchObject({ tool_calls: ["search", "search"] });
  });

  it("stops a response with a forbidden call: not one of its calls arrives", async () => {
    const bad = callResponse("bad", [...CALLS, { name: "delete_everything", args: `{"a":1}` }]);
    const agent = await scene(answering(bad, textResponse("good", ["fine"])));
    const client = await open(agent);
    client.send({ type: "response.create" });
    const done = await client.first("response.done");
    expect(done).toMatchObject({ response: { id: "bad", status: "failed", output: [] } });
    expect(await client.first("error")).toMatchObject({
      error: { type: "invalid_request_error", code: "policy_violation" },
    });
    expect(client.texts.join("")).not.toMatch(/search|delete_everything|function_call/);
    const [connection] = agent.connections;
    await until("the upstream to be told", () => (connection?.received.length ?? 0) >= 5);
    expect(eventsIn(connection?.received ?? []).slice(1)).toMatchObject([
      { type: "response.cancel", response_id: "bad" },
      { type: "conversation.item.delete", item_id: "item_bad_0" },
      { type: "conversation.item.delete", item_id: "item_bad_1" },
      { type: "conversation.item.delete", item_id: "item_bad_2" },
    ]);
    // The session goes on.
    client.send({ type: "response.create" });
    await client.first("response.output_text.done");
    client.socket.close();
    expect((await agent.events())[0]).toMatchObject({
      outcome: "blocked",
      action: "block",
      error: "policy_violation",
    });
  });

  it("redacts a transcript in every telling and drops the sound from there on", async () => {
    const pieces = ["The key ", "is ", SECRET.slice(0, 20), SECRET.slice(20), " and", " so on."];
    const agent = await scene(answering(spokenResponse("r", pieces)));
    const client = await open(agent);
    client.send({ type: "response.create" });
    await client.first("response.done");
    const all = client.texts.join("");
    expect(all).not.toContain(SECRET.slice(0, 20));
    expect(all).not.toContain(SECRET.slice(20));
    const told = eventsIn(client.texts);
    const said = told
      .filter(({ type }) => type === "response.output_audio_transcript.delta")
      .map(({ delta }) => delta);
    expect(said.join("")).toBe("The key is [SECRET] and so on.");
    const heard = told
      .filter(({ type }) => type === "response.output_audio.delta")
      .map(({ delta }) => delta);
    expect(heard).toEqual([soundOf(0), soundOf(1)]);
    expect(told.at(-1)).toMatchObject({
      type: "response.done",
      response: {
        status: "completed",
        output: [{ content: [{ transcript: "The key is [SECRET] and so on." }] }],
      },
    });
    client.socket.close();
    await agent.events();
  });

  it("answers a forbidden event with an error, does not send it on, and goes on", async () => {
    const agent = await scene(answering(textResponse("r", ["ok"])));
    const client = await open(agent);
    const content = [{ type: "input_text", text: `My card is ${CARD}.` }];
    client.send({
      type: "conversation.item.create",
      event_id: "mine",
      item: { type: "message", role: "user", content },
    });
    expect(await client.first("error")).toMatchObject({
      type: "error",
      event_id: expect.any(String) as string,
      error: {
        type: "invalid_request_error",
        code: "policy_violation",
        event_id: "mine",
        param: "item.content[0].text",
      },
    });
    client.send({ type: "response.create" });
    await client.first("response.done");
    expect(agent.connections[0]?.received).toEqual([`{"type":"response.create"}`]);
    client.socket.close();
    expect((await agent.events())[0]).toMatchObject({ outcome: "blocked" });
  });

  it("holds its events to the rules about requests", async () => {
    const made = (name: string) => callResponse("r", [{ name, args: "{}" }]);
    const agent = await scene(answering(made("search"), made("send_money")), REQUESTS);
    const client = await open(agent, { path: "/realtime?model=new-1" });
    const update = (session: Told) => ({ type: "session.update", session });
    client.send(update({ type: "realtime", model: "dear-1" }));
    client.send(update({ type: "realtime", tools: [{ type: "function", name: "drop_table" }] }));
    client.send(update({ model: "old-1", tools: [{ type: "function", name: "search" }] }));
    client.send({ type: "response.create" });
    await until("a response", () => client.texts.join("").includes("response.done"));
    expect(client.texts.join("")).toContain(`"name":"search"`);
    client.send({ type: "response.create" });
    await until("another", () => eventsIn(client.texts).filter(isError).length === 3);
    expect(client.texts.join("")).not.toContain("send_money");
    expect(eventsIn(client.texts).filter(isError)).toMatchObject([
      { error: { code: "policy_violation", param: "session.model" } },
      { error: { code: "policy_violation", param: "session.tools[0]" } },
      { error: { code: "policy_violation" } },
    ]);
    expect(agent.connections[0]?.received.filter((text) => text.includes("session"))).toEqual([
      JSON.stringify(update({ model: "new-1", tools: [{ type: "function", name: "search" }] })),
    ]);
    client.socket.close();
    expect((await agent.events())[0]).toMatchObject({ outcome: "blocked" });
  });

  it("is not opened for a model that a rule denies, or would replace: nothing holds it", async () => {
    const agent = await scene({}, REQUESTS);
    for (const model of ["dear-1", "old-1"]) {
      const told = await refusal(`/realtime?model=${model}`, {
        authorization: `Bearer ${stack.key}`,
        "x-edgewarden-agent": agent.agent,
      });
      expect(told.status).toBe(400);
      expect(told.body).toContain("policy_violation");
    }
    expect(agent.connections).toEqual([]);
  });

  it("hides what a person said, as the upstream heard it, and has it forgotten", async () => {
    const heard = "conversation.item.input_audio_transcription";
    const at = { item_id: "item_user", content_index: 0 };
    const agent = await scene({
      message(connection, { type }) {
        if (type !== "input_audio_buffer.commit") return;
        connection.send(event(`${heard}.delta`, { ...at, delta: "My card is 4111 1111" }));
        connection.send(event(`${heard}.delta`, { ...at, delta: " 1111 1111 I say." }));
        connection.send(event(`${heard}.completed`, { ...at, transcript: `My card is ${CARD}` }));
        connection.send(event("conversation.item.deleted", { item_id: "item_user" }));
      },
    });
    const client = await open(agent);
    client.send({ type: "input_audio_buffer.commit" });
    await client.first("conversation.item.deleted");
    expect(client.texts.join("")).not.toContain("1111");
    const [connection] = agent.connections;
    await until("the deletion", () => (connection?.received.length ?? 0) >= 3);
    expect(eventsIn(connection?.received ?? []).slice(1)).toMatchObject([
      { type: "response.cancel" },
      { type: "conversation.item.delete", item_id: "item_user" },
    ]);
    client.socket.close();
    await agent.events();
  });

  it.each([
    ["no JSON", "hello", "invalid_event"],
    ["an array", "[]", "invalid_event"],
    ["too deep", `{"a":${"[".repeat(200)}${"]".repeat(200)}}`, "invalid_event"],
  ])("answers an event that is %s with an error", async (_, text, code) => {
    const agent = await scene({});
    const client = await open(agent);
    client.send(text);
    expect(await client.first("error")).toMatchObject({ error: { code } });
    expect(agent.connections[0]?.received).toEqual([]);
    client.socket.close();
    await agent.events();
  });
});

describe.concurrent("a connection", () => {
  it.each([
    [4001, "session over"],
    [1000, ""],
  ])("relays the upstream's close code %d", async (code, reason) => {
    const agent = await scene({ open: ({ socket }) => socket.close(code, reason) });
    const client = await open(agent);
    await until("the close", () => client.closed !== null);
    expect(client.closed).toEqual({ code, reason });
    const outcome = code === 1000 ? "complete" : "upstream_error";
    expect(await agent.events()).toMatchObject([{ outcome }]);
  });

  it("relays the client's close code", async () => {
    const agent = await scene({});
    const client = await open(agent);
    client.socket.close(4002, "enough");
    await until("the close", () => agent.connections[0]?.closed !== null);
    expect(agent.connections[0]?.closed).toEqual({ code: 4002, reason: "enough" });
    expect(await agent.events()).toMatchObject([{ outcome: "complete" }]);
  });

  it("that the client drops is dropped at the upstream", async () => {
    const agent = await scene({});
    const client = await open(agent);
    client.socket.terminate();
    await until("the close", () => agent.connections[0]?.closed !== null);
    expect(await agent.events()).toMatchObject([{ outcome: "client_gone" }]);
  });

  it("that the upstream drops is an error at the client", async () => {
    const agent = await scene({
      message: ({ socket }) => socket.terminate(),
    });
    const client = await open(agent);
    client.send({ type: "response.create" });
    await until("the close", () => client.closed !== null);
    expect(client.closed?.code).not.toBe(1000);
    expect(await agent.events()).toMatchObject([{ outcome: "upstream_error" }]);
  });

  it("that the upstream refuses is refused in its words", async () => {
    const body = `{"error":{"message":"No such model.","code":"model_not_found"}}`;
    const agent = await scene({ refuse: { status: 404, body } });
    const refused = await refusal("/realtime?model=none", {
      authorization: `Bearer ${stack.key}`,
      "x-edgewarden-agent": agent.agent,
    });
    expect(refused).toEqual({ status: 404, body });
    expect(await agent.events()).toMatchObject([{ status: 404, upstream_status: 404 }]);
  });

  it("of a client that does not read is closed before its events fill the memory", async () => {
    const big = JSON.stringify({ ...event("rate_limits.updated"), pad: "x".repeat(1 << 20) });
    const agent = await scene({
      message: (connection) => {
        for (let sent = 0; sent < 64; sent += 1) connection.send(big);
      },
    });
    const client = await open(agent);
    client.socket.pause();
    client.send({ type: "response.create" });
    await until("the close", () => agent.connections[0]?.closed !== null);
    expect(await agent.events()).toMatchObject([
      { outcome: "refused", degraded: ["peer_too_slow"] },
    ]);
    client.socket.terminate();
  });

  it("without a key is refused", async () => {
    expect((await refusal("/realtime?model=m", {})).status).toBe(401);
  });

  it("of mode off passes what is not even JSON", async () => {
    const agent = await scene(
      { message: () => undefined, open: (connection) => connection.send("not JSON") },
      `version: "1.0"\nmode: off\n`,
    );
    const client = await open(agent);
    await until("the frame", () => client.texts.length === 1);
    client.send("hello");
    await until("the other", () => agent.connections[0]?.received.length === 1);
    client.socket.close();
    expect(await agent.events()).toMatchObject([
      { mode: "off", outcome: "complete", inspection: { request: "off", response: "off" } },
    ]);
  });
});

describe.concurrent("a binary frame", () => {
  const bytes = Buffer.from([1, 2, 3, 255]);
  const spoken: SocketScript = {
    open({ socket }) {
      const told = event("brand.new", { text: `It is ${SECRET}.` });
      socket.send(Buffer.from(JSON.stringify(told)));
      socket.send(bytes);
    },
  };

  it("that clients would read as an event is read as one", async () => {
    const agent = await scene(spoken);
    const client = await open(agent);
    await until("both frames", () => client.texts.length === 2);
    expect(JSON.parse(client.texts[0] ?? "")).toMatchObject({ text: "It is [SECRET]." });
    expect(client.texts[1]).toBe(bytes.toString());
    client.socket.close();
    expect(await agent.events()).toMatchObject([{ degraded: ["binary_frame"] }]);
  });

  it("closes the connection where nothing may pass uninspected", async () => {
    const policy = POLICY.replace("rules:", "defaults: { uninspected: block }\nrules:");
    const agent = await scene(spoken, policy);
    const client = await open(agent);
    await until("the close", () => client.closed !== null);
    expect(client.closed?.code).toBe(1003);
    expect(client.texts.length).toBe(1);
    await agent.events();
  });
});

describe.concurrent("a browser", () => {
  it("brings its key in a subprotocol, which goes no further", async () => {
    const agent = await scene(answering(textResponse("r", ["ok"])));
    const client = await open(agent, {
      path: `/realtime?model=m&edgewarden-agent=${agent.agent}&edgewarden-session=s-1`,
      protocols: ["realtime", `openai-insecure-api-key.${stack.key}`],
      headers: {},
    });
    expect(client.socket.protocol).toBe("realtime");
    client.send({ type: "response.create" });
    await client.first("response.done");
    const [connection] = agent.connections;
    expect(connection?.headers["sec-websocket-protocol"]).toBe("realtime");
    expect(connection?.headers.authorization).toBe(`Bearer ${UPSTREAM_KEY}`);
    expect(connection?.url).toBe("/realtime?model=m");
    client.socket.close();
    expect(await agent.events()).toMatchObject([{ session: "s-1", outcome: "complete" }]);
  });

  const MINTED = `ek_${"0123456789abcdef".repeat(2)}`;

  function minting(lifeS: number): SocketScript {
    return {
      ...answering(textResponse("r", ["ok"])),
      http: () => ({
        value: MINTED,
        expires_at: Math.floor(Date.now() / 1_000) + lifeS,
        session: { type: "realtime", instructions: "Be kind." },
      }),
    };
  }

  it("connects with an ephemeral key that works at the gateway only", async () => {
    const agent = await scene(minting(600));
    const made = await agent
      .client()
      .realtime.clientSecrets.create({ session: { type: "realtime", instructions: "Be kind." } });
    expect(made.value).toMatch(/^ew_ek_acme\./);
    expect(JSON.stringify(made)).not.toContain(MINTED);
    const client = await open(agent, {
      protocols: ["realtime", `openai-insecure-api-key.${made.value}`],
      headers: {},
    });
    client.send({ type: "response.create" });
    await client.first("response.done");
    expect(agent.connections[0]?.headers.authorization).toBe(`Bearer ${MINTED}`);
    client.socket.close();
    const events = await agent.events(2);
    expect(events.map(({ surface, agent: of }) => [surface, of])).toEqual([
      ["realtime", agent.agent],
      ["realtime", agent.agent],
    ]);
  });

  it("is refused with an ephemeral key that was changed, is over, or is for something else", async () => {
    const agent = await scene(minting(600));
    const { value } = await agent.client().realtime.clientSecrets.create({});
    const late = await scene(minting(-5));
    const over = await late.client().realtime.clientSecrets.create({});
    const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
    const path = "/realtime?model=m";
    // Not the last character: some of its bits may say nothing.
    const other = value.at(-8) === "A" ? "B" : "A";
    const changed = value.slice(0, -8) + other + value.slice(-7);
    expect((await refusal(path, bearer(changed))).status).toBe(401);
    expect((await refusal(path, bearer(value.replace("acme", "other")))).status).toBe(401);
    expect((await refusal(path, bearer(over.value))).status).toBe(401);
    const foreign = { ...bearer(value), "x-edgewarden-agent": late.agent };
    expect((await refusal(path, foreign)).status).toBe(403);
    const models = await fetch(`${stack.baseUrl}/models`, { headers: bearer(value) });
    expect(models.status).toBe(403);
    expect(agent.connections).toEqual([]);
  });

  it("opens a WebRTC call with an ephemeral key, of which the event says what was not seen", async () => {
    const seen: (string | undefined)[] = [];
    const agent = await scene({
      http(request) {
        seen.push(request.headers.authorization);
        return { value: MINTED, sdp: "v=0" };
      },
    });
    const made = await agent.client().realtime.clientSecrets.create({});
    const answer = await fetch(`${stack.baseUrl}/realtime/calls?model=m`, {
      method: "POST",
      headers: { authorization: `Bearer ${made.value}`, "content-type": "application/sdp" },
      body: "v=0",
    });
    expect(answer.status).toBe(200);
    expect(seen).toEqual([`Bearer ${UPSTREAM_KEY}`, `Bearer ${MINTED}`]);
    const events = await agent.events(2);
    expect(events[1]).toMatchObject({
      path: "/v1/realtime/calls",
      inspection: { request: "uninspected", response: "uninspected" },
    });
  });

  it.each(["/realtime/client%5Fsecrets", "/realtime//client_secrets", "/realtime/Client_Secrets"])(
    "gets no upstream's key by another way of writing the path: %s",
    async (path) => {
      const agent = await scene(minting(600));
      const answer = await agent.post(path, {});
      expect(await answer.text()).not.toContain(MINTED);
    },
  );

  it("is not told an upstream's key where the answer has another shape", async () => {
    const agent = await scene({ http: () => ({ token: MINTED }) });
    const answer = await agent.post("/realtime/client_secrets", {});
    expect(answer.status).toBe(502);
    expect(await answer.text()).not.toContain(MINTED);
  });
});

describe.concurrent("the WebSocket mode of Responses", () => {
  /** The events of a response that says a text or calls a function. */
  function response(id: string, item: Readonly<Record<string, unknown>>, deltas: readonly Told[]) {
    const base = { id, object: "response", output: [] };
    const events = [
      { type: "response.created", response: { ...base, status: "in_progress" } },
      { type: "response.output_item.added", output_index: 0, item: { ...item, arguments: "" } },
      ...deltas.map((delta) => ({ output_index: 0, item_id: item["id"], ...delta })),
      { type: "response.output_item.done", output_index: 0, item },
      { type: "response.completed", response: { ...base, status: "completed", output: [item] } },
    ];
    return events.map((told, sequence_number) => ({ ...told, sequence_number }));
  }

  function message(id: string, text: string) {
    const content = [{ type: "output_text", text, annotations: [] }];
    const item = { id: `msg_${id}`, type: "message", role: "assistant", content };
    return response(id, item, [
      { type: "response.output_text.delta", content_index: 0, delta: text },
    ]);
  }

  function call(id: string, name: string, args: string) {
    const item = { id: `fc_${id}`, type: "function_call", call_id: id, name, arguments: args };
    return response(id, item, [{ type: "response.function_call_arguments.delta", delta: args }]);
  }

  it("carries several responses of the SDK's client, and stops a forbidden call", async () => {
    const agent = await scene(
      answering(message("r1", "hello"), call("r2", "delete_everything", "{}"), message("r3", "hi")),
    );
    const ws = new ResponsesWS(agent.client(), {
      headers: { "x-edgewarden-agent": agent.agent },
    });
    const told: { readonly type: string }[] = [];
    ws.on("event", (one) => told.push(one));
    ws.on("error", () => undefined);
    const ask = async (ends: string) => {
      const before = told.length;
      ws.send({ type: "response.create", model: "gpt-5", input: "Hello?" });
      await until(ends, () => told.slice(before).some(({ type }) => type === ends));
    };
    await ask("response.completed");
    expect(told).toEqual(message("r1", "hello"));
    await ask("response.failed");
    expect(JSON.stringify(told)).not.toContain("delete_everything");
    expect(told.find(({ type }) => type === "error")).toMatchObject({
      error: { code: "policy_violation" },
    });
    const before = told.length;
    await ask("response.completed");
    expect(told.slice(before)).toEqual(message("r3", "hi"));
    ws.close();
    expect(await agent.events()).toMatchObject([{ surface: "responses", outcome: "blocked" }]);
  });

  it("refuses a forbidden request, a malformed one, and to go on from a blocked response", async () => {
    const agent = await scene(answering(call("r1", "delete_everything", "{}")));
    const client = await open(agent, { path: "/responses" });
    client.send({ type: "response.create", input: `Pay with ${CARD}.` });
    client.send({ type: "response.create", input: 7 });
    client.send({ type: "response.create", input: "Hello?" });
    await client.first("response.failed");
    client.send({ type: "response.create", input: "Go on.", previous_response_id: "r1" });
    await until("three errors", () => eventsIn(client.texts).filter(isError).length === 4);
    expect(eventsIn(client.texts).filter(isError)).toMatchObject([
      { status: 400, error: { code: "policy_violation", param: "input" } },
      { status: 400, error: { code: "invalid_type", param: "input" } },
      { error: { code: "policy_violation" } },
      { status: 400, error: { code: "blocked_response" } },
    ]);
    expect(agent.connections[0]?.received.length).toBe(1);
    client.socket.close();
    await agent.events();
  });

  it("holds each request to the rules for its model", async () => {
    const agent = await scene(answering(message("r1", "hello")), REQUESTS);
    const client = await open(agent, { path: "/responses" });
    client.send({ type: "response.create", model: "dear-1", input: "Hello?" });
    client.send({ type: "response.create", model: "old-1", input: "Hello?" });
    await client.first("response.completed");
    expect(agent.connections[0]?.received).toEqual([
      `{"type":"response.create","model":"new-1","input":"Hello?"}`,
    ]);
    expect(eventsIn(client.texts).filter(isError)).toMatchObject([
      { status: 400, error: { code: "policy_violation", param: "model" } },
    ]);
    client.socket.close();
    await agent.events();
  });
});

function isError({ type }: Told): boolean {
  return type === "error";
}

it("leaves one event for each connection", async () => {
  const events = await stack.allEvents();
  const opened = events.filter(({ status }) => status === 101);
  expect(opened.length).toBeGreaterThan(15);
  expect(new Set(opened.map(({ id }) => id)).size).toBe(opened.length);
});
