// Calls are held to what their request declares, as the official SDK meets it: the default policy
// notes what is odd, one that blocks it stops it, and a tool that changes in a session is known.
import { APIError } from "openai";
import { describe, expect, it } from "vitest";
import { useStack, type Scene } from "./stack.ts";
import { model } from "./wire.ts";

const stack = useStack();

const parameters = {
  type: "object",
  properties: { city: { type: "string" }, days: { type: "integer", maximum: 14 } },
  required: ["city"],
  additionalProperties: false,
};
const weather = { name: "get_weather", description: "Tells the weather.", parameters };
const MESSAGES = [{ role: "user" as const, content: "How is the weather in Bern?" }];
const CALLS = {
  good: { name: "get_weather", args: '{"city":"Bern","days":3}' },
  broken: { name: "get_weather", args: '{"city":"Bern","days":"three"}' },
  unknown: { name: "get_weather", args: '{"city":"Bern","as_user":"root"}' },
  undeclared: { name: "delete_city", args: '{"city":"Bern"}' },
};
const POLICY = `version: "1.0"
rules:
  - name: odd
    scanner: arguments
    types: [undeclared_tool, schema_violation, unknown_property, schema_changed]
    threshold: 0.5
    action: block
`;

/** Every way in which a client asks. */
const ASKS: Readonly<Record<string, (scene: Scene) => Promise<unknown>>> = {
  chat: (scene) =>
    scene.client().chat.completions.create({
      model: "m",
      messages: MESSAGES,
      tools: [{ type: "function", function: weather }],
    }),
  "chat, streamed": (scene) =>
    scene
      .client()
      .chat.completions.stream({
        model: "m",
        messages: MESSAGES,
        tools: [{ type: "function", function: weather }],
      })
      .finalChatCompletion(),
  responses: (scene) =>
    scene.client().responses.create({
      model: "m",
      input: MESSAGES,
      tools: [{ type: "function", strict: false, ...weather }],
    }),
  "responses, streamed": (scene) =>
    scene
      .client()
      .responses.stream({
        model: "m",
        input: MESSAGES,
        tools: [{ type: "function", strict: false, ...weather }],
      })
      .finalResponse(),
};

describe.concurrent.each(Object.entries(ASKS))("%s", (_, ask) => {
  it("notes an odd call under the default policy", async () => {
    const scene = await stack.scene(model({ text: "", calls: [CALLS.good, CALLS.broken] }));
    await ask(scene);
    const [event] = await scene.events();
    expect(event).toMatchObject({ outcome: "complete", action: "flag" });
    expect(event?.reasons).toMatchObject([{ rule: "flag-odd-calls" }]);
    expect(event?.reasons[0]?.path).toMatch(/days$/);
    expect(event?.findings).toMatchObject([{ detector: "arguments.schema", length: 5 }]);
  });

  it.each(["broken", "unknown", "undeclared"] as const)("stops one: %s", async (name) => {
    const scene = await stack.scene(model({ text: "", calls: [CALLS[name]] }), { policy: POLICY });
    const error: unknown = await ask(scene).catch((raised: unknown) => raised);
    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject({ code: "policy_violation" });
    expect(await scene.events()).toMatchObject([{ outcome: "blocked", action: "block" }]);
  });

  it("lets what was declared pass", async () => {
    const scene = await stack.scene(model({ text: "", calls: [CALLS.good] }), { policy: POLICY });
    await ask(scene);
    expect(await scene.events()).toMatchObject([{ outcome: "complete", action: "allow" }]);
  });
});

it("knows a tool that is not what it was when the session began", async () => {
  const scene = await stack.scene(model({ text: "", calls: [CALLS.good] }), { policy: POLICY });
  const ask = (description: string) =>
    scene
      .client({
        defaultHeaders: { "x-edgewarden-agent": scene.agent, "x-edgewarden-session": "s" },
      })
      .chat.completions.create({
        model: "m",
        messages: MESSAGES,
        tools: [{ type: "function", function: { ...weather, description } }],
      });
  await ask("Tells the weather.");
  await scene.events(1);
  await ask("Tells the weather.");
  await scene.events(2);
  await expect(ask("Tells the weather, and all else.")).rejects.toMatchObject({
    code: "policy_violation",
  });
  const events = await scene.events(3);
  expect(events.map(({ action }) => action)).toEqual(["allow", "allow", "block"]);
  expect(events[2]?.findings).toMatchObject([{ detector: "arguments.schema-changed" }]);
});
