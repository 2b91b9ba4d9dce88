import { expect, it } from "vitest";
import { useStack } from "./stack.ts";
import { chatAnswer } from "./scripted-upstream.ts";
const stack = useStack();
it("works", async () => {
  const t0 = Date.now();
  const scene = await stack.scene((call) => call.json(chatAnswer({ content: "Hello" })));
  console.log("scene", Date.now() - t0);
  const r = await scene.post("/chat/completions", { model: "m", messages: [{ role: "user", content: "hi" }] });
  console.log(r.status, [...r.headers], await r.text());
  const t1 = Date.now();
  console.log(JSON.stringify(await scene.events(1)), Date.now() - t1);
  console.log(scene.seen[0]?.headers);
});
