// What a policy keeps out of events, as the management API shows them.
import { describe, expect, it } from "vitest";
import type { Script } from "./scripted-upstream.ts";
import { useStack } from "./stack.ts";

const stack = useStack();

const answers: Script = (call) =>
  call.json({ choices: [{ index: 0, message: { role: "assistant", content: "Hello" } }] });

const RULES = "rules: [{ name: p, scanner: pii, action: flag, types: [EMAIL] }]";

const REQUEST = {
  model: "gpt-5",
  user: "anna",
  messages: [{ role: "user", content: "Write to anna@example.com" }],
};

describe.concurrent("an event", () => {
  it("tells the place and the fingerprints of what was found, and a hash of its user", async () => {
    const scene = await stack.scene(answers, { policy: `version: "1.0"\n${RULES}` });
    await scene.post("/chat/completions", REQUEST);
    expect(await scene.events()).toMatchObject([
      {
        end_user: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
        reasons: [{ rule: "p", path: "messages[0].content" }],
        findings: [
          {
            path: "messages[0].content",
            fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
          },
        ],
      },
    ]);
  });

  it("tells none of it where the policy drops it", async () => {
    const privacy =
      "privacy: { fingerprints: false, end_users: drop, drop_paths: true, retention_days: 7 }";
    const scene = await stack.scene(answers, { policy: `version: "1.0"\n${privacy}\n${RULES}` });
    await scene.post("/chat/completions", REQUEST);
    const [event] = await scene.events();
    expect(event).toMatchObject({
      end_user: null,
      reasons: [{ rule: "p", path: "" }],
      findings: [{ detector: "pii.email", path: "" }],
    });
    expect(event?.findings[0]).not.toHaveProperty("fingerprint");
  });
});
