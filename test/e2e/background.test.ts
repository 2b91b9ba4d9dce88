// Responses that outlive their request: chained by previous_response_id, made in the background,
// retrieved later, and streams that are resumed behind an event that the client has.
import type OpenAI from "openai";
import { describe, expect, it } from "vitest";
import type { Script } from "./scripted-upstream.ts";
import { createKey, eventsOf, useStack } from "./stack.ts";
import { sse } from "./wire.ts";

const stack = useStack();

const GITHUB_TOKEN = `ghp_${"a1B2c3D4e5".repeat(4)}`;

function response(id: string, more: object = {}): object {
  return {
    id,
    object: "response",
    status: "completed",
    model: "m",
    output: [
      {
        id: "msg_0",
        type: "message",
        role: "assistant",
        status: "completed",
        content: [{ type: "output_text", text: "Fine.", annotations: [] }],
      },
    ],
    ...more,
  };
}

/** Gives each response the next id, whole or as a stream. */
function numbered(): Script {
  let count = 0;
  return async (call) => {
    count += 1;
    const made = response(`resp_${count}`);
    const asked = JSON.parse(call.body.toString() || "{}") as { readonly stream?: boolean };
    if (asked.stream !== true) return call.json(made);
    call.stream();
    const types = ["response.created", "response.completed"];
    for (const [index, type] of types.entries()) {
      await call.write(sse({ type, sequence_number: index, response: made }, type));
    }
    call.end();
  };
}

async function ask(client: OpenAI, more: Partial<OpenAI.Responses.ResponseCreateParams> = {}) {
  const made = await client.responses.create({ model: "m", input: "Go on.", ...more });
  if (!("id" in made)) for await (const _ of made);
  return made;
}

describe.concurrent("responses that go on from each other", () => {
  it("are one session, and another chain is another", async () => {
    const scene = await stack.scene(numbered());
    const client = scene.client();
    await ask(client);
    await ask(client, { previous_response_id: "resp_1", stream: true });
    await ask(client, { previous_response_id: "resp_2" });
    await ask(client);
    await ask(client, { previous_response_id: "resp_4" });
    const events = await scene.events(5);
    expect(events.map(({ session }) => session)).toEqual([
      null,
      "resp_1",
      "resp_1",
      null,
      "resp_4",
    ]);
    expect(events).toMatchObject(
      [1, 2, 3, 4, 5].map((count) => ({ response_id: `resp_${count}` })),
    );
  });

  it("stay in the session that the first of them named", async () => {
    const scene = await stack.scene(numbered());
    const client = scene.client();
    await ask(client, { metadata: { session_id: "thread-9" } });
    await ask(client, { previous_response_id: "resp_1" });
    await ask(client, { previous_response_id: "resp_2", metadata: { session_id: "own" } });
    const events = await scene.events(3);
    expect(events.map(({ session }) => session)).toEqual(["thread-9", "thread-9", "own"]);
  });

  it("say nothing to another tenant", async () => {
    const scene = await stack.scene(numbered());
    await ask(scene.client(), { metadata: { session_id: "theirs" } });
    await scene.events();
    const { gateway } = stack;
    await gateway.admin("POST", "/tenants", { id: "rival", name: "Rival" });
    await gateway.admin("PUT", "/tenants/rival/upstreams/own", {
      kind: "compatible",
      base_url: stack.upstreamUrl(scene),
      secret: "sk-upstream",
    });
    await gateway.admin("POST", "/tenants/rival/agents", { id: scene.agent, upstream: "own" });
    const client = scene.client({ apiKey: await createKey(gateway, "rival") });
    await ask(client, { previous_response_id: "resp_1" });
    const [event] = await eventsOf(gateway, "rival", {}, 1);
    expect(event).toMatchObject({ session: "resp_1" });
  });
});

const CALL = {
  id: "fc_0",
  call_id: "c",
  type: "function_call",
  status: "completed",
  name: "query",
  arguments: '{"sql":"DROP TABLE users;"}',
};

/** The events of a background response, from behind `after`. */
function resumable(events: readonly object[]): Script {
  return async (call) => {
    const asked = new URL(call.url, "http://x").searchParams;
    const after = Number(asked.get("starting_after") ?? -1);
    call.stream();
    for (const [index, event] of events.entries()) {
      const { type } = event as { readonly type: string };
      if (index > after) await call.write(sse({ ...event, sequence_number: index }, type));
    }
    call.end();
  };
}

const at = { item_id: "msg_0", output_index: 0, content_index: 0 };
const told = (text: string) => ({ type: "response.output_text.delta", ...at, delta: text });
const SECRET_STREAM = [
  { type: "response.created", response: response("resp_1", { status: "in_progress", output: [] }) },
  told("It is "),
  told(GITHUB_TOKEN.slice(0, 20)),
  told(GITHUB_TOKEN.slice(20)),
  told(", so there."),
  { type: "response.output_text.done", ...at, text: `It is ${GITHUB_TOKEN}, so there.` },
  { type: "response.completed", response: response("resp_1", { output: [] }) },
];

describe.concurrent("a response of the background", () => {
  it("passes while it is queued, and is judged when it is retrieved", async () => {
    const queued = response("resp_1", { status: "queued", output: [] });
    const done = response("resp_1", { output: [CALL] });
    const scene = await stack.scene((call) => call.json(call.method === "POST" ? queued : done));
    const client = scene.client();
    const made = await ask(client, { background: true });
    expect(made).toMatchObject({ status: "queued" });
    const refusal = { status: 400, code: "policy_violation" };
    await expect(client.responses.retrieve("resp_1")).rejects.toMatchObject(refusal);
    const [first, second] = await scene.events(2);
    expect(first).toMatchObject({ outcome: "complete", response_id: "resp_1" });
    expect(second).toMatchObject({ outcome: "blocked", method: "GET", tool_calls: ["query"] });
  });

  it("is judged when it is cancelled", async () => {
    const scene = await stack.scene((call) => call.json(response("resp_1", { output: [CALL] })));
    await expect(scene.client().responses.cancel("resp_1")).rejects.toMatchObject({
      code: "policy_violation",
    });
  });
});

describe.concurrent("a stream that is resumed", () => {
  it("gives the events behind the one that the client has", async () => {
    const scene = await stack.scene(resumable(SECRET_STREAM));
    const reply = await scene.fetch("/responses/resp_1?stream=true&starting_after=3&x=%20a");
    const text = await reply.text();
    const numbers = [...text.matchAll(/"sequence_number":(\d+)/g)].map(([, number]) => number);
    expect(numbers).toEqual(["4", "5", "6"]);
    expect(scene.seen.map(({ url }) => url)).toEqual(["/responses/resp_1?stream=true&x=%20a"]);
  });

  it.each([0, 1, 2, 3])("in the middle of a key gives no part of it: after %i", async (after) => {
    const scene = await stack.scene(resumable(SECRET_STREAM));
    const stream = await scene
      .client()
      .responses.retrieve("resp_1", { stream: true, starting_after: after });
    const events: unknown[] = [];
    for await (const event of stream) events.push(event);
    expect(events).toHaveLength(SECRET_STREAM.length - 1 - after);
    const text = JSON.stringify(events);
    expect(text).not.toContain(GITHUB_TOKEN.slice(20));
    expect(text).not.toContain(GITHUB_TOKEN.slice(0, 20));
  });

  it("behind the arguments of a call does not give the call", async () => {
    const item = { output_index: 0, item: CALL };
    const scene = await stack.scene(
      resumable([
        { type: "response.created", response: response("resp_1", { output: [] }) },
        { type: "response.output_item.added", ...item, item: { ...CALL, arguments: "" } },
        {
          type: "response.function_call_arguments.delta",
          item_id: "fc_0",
          output_index: 0,
          delta: CALL.arguments,
        },
        { type: "response.output_item.done", ...item },
        { type: "response.completed", response: response("resp_1", { output: [CALL] }) },
      ]),
    );
    for (const after of [1, 2, 3]) {
      const path = `/responses/resp_1?stream=true&starting_after=${after}`;
      const text = await (await scene.fetch(path)).text();
      expect(text).toContain("policy_violation");
      expect(text).not.toContain("DROP");
    }
  });

  it.each(["-1", "1e1", "two", "", "1&starting_after=2"])(
    "is refused where the place cannot be read in one way: %s",
    async (after) => {
      const scene = await stack.scene(resumable(SECRET_STREAM));
      const reply = await scene.fetch(`/responses/resp_1?stream=true&starting_after=${after}`);
      expect(reply.status).toBe(400);
      expect(await reply.json()).toMatchObject({ error: { param: "starting_after" } });
      expect(scene.seen).toEqual([]);
    },
  );
});
