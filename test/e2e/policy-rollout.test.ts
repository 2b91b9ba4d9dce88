// A version that is watched on live traffic through the production bundle: what it would have done
// stands in events and in the comparison, and no client notices. Then it comes into force.
import { describe, expect, it } from "vitest";
import { until, useStack, type EventView, type Scene } from "./stack.ts";

const stack = useStack();

const POLICY = (action: string) => `version: "1.0"
rules:
  - { name: mail, scanner: pii, action: ${action} }
`;

const ANSWER = "Write to jane@example.com if you like.";

/** What of an event these tests read beside what others do. */
type Watched = EventView & {
  readonly shadow: { readonly version: number; readonly action: string } | null;
};

/** A scene that flags, with a version beside it that does more. */
async function watchedScene(action: string): Promise<{ scene: Scene; path: string }> {
  const scene = await stack.scene(
    async (call) => {
      const isStreamed = call.body.toString().includes('"stream":true');
      const message = { role: "assistant", content: ANSWER };
      if (!isStreamed) return call.json({ id: "x", choices: [{ index: 0, message }] });
      call.stream();
      await call.write(chunk({ role: "assistant" }));
      for (const content of ANSWER.match(/.{1,7}/g) ?? []) await call.write(chunk({ content }));
      await call.write(chunk({}, "stop"));
      await call.write("data: [DONE]\n\n");
      call.end();
    },
    { policy: POLICY("flag") },
  );
  const path = `/tenants/${stack.tenant}/policies/${scene.agent}`;
  await stack.gateway.admin("PUT", path, { source: POLICY(action), activate: false });
  await stack.gateway.admin("POST", `${path}/shadow`, { version: 2 });
  return { scene, path };
}

function chunk(delta: object, finish: string | null = null): string {
  const data = {
    id: "x",
    object: "chat.completion.chunk",
    created: 1,
    model: "m",
    choices: [{ index: 0, delta, finish_reason: finish }],
  };
  return `data: ${JSON.stringify(data)}\n\n`;
}

const ASK = { model: "m", messages: [{ role: "user", content: "Whom do I ask?" }] };

describe("a watched version", () => {
  it("says what it would have done of answers and streams, and nobody notices", async () => {
    const { scene, path } = await watchedScene("block");
    const client = scene.client();
    const whole = await client.chat.completions.create(ASK as never);
    expect(JSON.stringify(whole)).toContain(ANSWER);
    const stream = client.chat.completions.stream(ASK as never);
    expect(await stream.finalContent()).toBe(ANSWER);

    const events = (await scene.events(2)) as readonly Watched[];
    for (const { outcome, action, shadow } of events) {
      expect({ outcome, action, shadow }).toEqual({
        outcome: "complete",
        action: "flag",
        shadow: { policy: scene.agent, version: 2, action: "block" },
      });
    }
    expect(await stack.gateway.admin("GET", `${path}/shadow?days=1`)).toMatchObject({
      events: 2,
      totals: { same: 0, stricter: 2, looser: 0 },
      examples: { stricter: events.map(({ id }) => id).toReversed() },
    });
  });

  it("acts once it is activated, without a restart, and is watched no more", async () => {
    const { scene, path } = await watchedScene("redact");
    const said = async () => (await scene.post("/chat/completions", ASK)).text();
    expect(await said()).toContain("jane@example.com");
    await stack.gateway.admin("POST", `${path}/activate`, { version: 2 });
    // Within the 30 seconds that are promised, and in fact with the second request after five.
    await until("the new version", async () => (await said()).includes("[EMAIL]"), 30_000);
    const events = (await scene.events(scene.requestIds.length)) as readonly Watched[];
    expect(events.at(-1)).toMatchObject({ action: "redact", shadow: null });
  });
});
