// How long a WebSocket may be silent, how long it may last, how much a client may send at once, and
// that an exchange which lasts longer than its lease is not taken for an abandoned one.
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { scriptedSockets, type ScriptedSockets } from "./scripted-sockets.ts";
import { useStack, until, type Scene } from "./stack.ts";

const LIFE_MS = 2_500;
const stack = useStack({
  EDGEWARDEN_LEASE_MS: "600",
  EDGEWARDEN_SOCKET_IDLE_MS: "800",
  EDGEWARDEN_SOCKET_LIFE_MS: String(LIFE_MS),
  EDGEWARDEN_SOCKET_EVENTS_PER_SECOND: "15",
});
let sockets: ScriptedSockets;
beforeAll(async () => {
  sockets = await scriptedSockets();
});
afterAll(() => sockets.stop());

/** Opens a connection; the code and reason with which it was closed, once it is. */
async function closing(agent: Scene, says: ((socket: WebSocket) => void) | null) {
  const socket = new WebSocket(`${stack.baseUrl.replace("http", "ws")}/realtime?model=m`, {
    headers: { authorization: `Bearer ${stack.key}`, "x-edgewarden-agent": agent.agent },
  });
  let closed: { readonly code: number; readonly reason: string } | null = null;
  socket.on("close", (code, reason) => {
    closed = { code, reason: reason.toString() };
  });
  const timer = setInterval(() => {
    if (socket.readyState === WebSocket.OPEN) says?.(socket);
  }, 100);
  await until("the close", () => closed !== null);
  clearInterval(timer);
  return closed;
}

async function sceneOf(name: string): Promise<Scene> {
  const { baseUrl } = sockets.scene(name, {});
  return stack.scene(() => undefined, { upstream: { base_url: baseUrl } });
}

it("closes a connection on which nothing is said", async () => {
  const agent = await sceneOf("idle");
  expect(await closing(agent, null)).toEqual({ code: 1001, reason: "idle" });
  expect(await agent.events()).toMatchObject([{ outcome: "complete", degraded: ["socket_idle"] }]);
});

it("closes a connection at the end of its time; until then it is not abandoned", async () => {
  const agent = await sceneOf("life");
  const clear = (socket: WebSocket) => socket.send(`{"type":"input_audio_buffer.clear"}`);
  expect(await closing(agent, clear)).toEqual({ code: 1001, reason: "session limit" });
  const events = await agent.events();
  expect(events).toMatchObject([{ outcome: "complete", degraded: ["socket_lifetime"] }]);
});

it("closes a connection whose client floods it", async () => {
  const agent = await sceneOf("flood");
  const flood = (socket: WebSocket) => {
    for (let sent = 0; sent < 400; sent += 1) socket.send(`{"type":"input_audio_buffer.clear"}`);
  };
  expect(await closing(agent, flood)).toEqual({ code: 1008, reason: "too many events" });
  const events = await agent.events();
  expect(events).toMatchObject([{ outcome: "refused", degraded: ["too_many_events"] }]);
});
