// A CPU profile of a Worker through workerd's inspector, for Chrome's DevTools or speedscope. Being
// watched costs time, so figures of a run with `--profile` are not to be compared with others.

/** Starts to profile; the returned function stops and gives the `.cpuprofile` as text. */
export async function startProfile(inspectorPort: number): Promise<() => Promise<string>> {
  const list = await fetch(`http://127.0.0.1:${inspectorPort}/json/list`);
  const targets: { webSocketDebuggerUrl: string }[] = JSON.parse(await list.text());
  const url = targets.find((target) => target.webSocketDebuggerUrl.includes("core:user:"));
  if (url === undefined) throw new Error("workerd's inspector does not show the Worker");
  const socket = new WebSocket(url.webSocketDebuggerUrl);
  const waiting = new Map<number, (result: Message["result"]) => void>();
  socket.addEventListener("message", ({ data }) => {
    const message: Message = JSON.parse(String(data));
    if (message.id !== undefined) waiting.get(message.id)?.(message.result);
  });
  await new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));
  let id = 0;
  const call = (method: string, params = {}) => {
    id += 1;
    const answer = new Promise<Message["result"]>((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method, params }));
    return answer;
  };
  await call("Profiler.enable");
  await call("Profiler.setSamplingInterval", { interval: 200 });
  await call("Profiler.start");
  return async () => {
    const result = await call("Profiler.stop");
    socket.close();
    return JSON.stringify(result?.profile);
  };
}

interface Message {
  readonly id?: number;
  readonly result?: { readonly profile?: unknown };
}
