// workerd is killed under load, again and again, on one state folder. Afterwards three ledgers must
// agree: what the clients saw, what reached the upstream, and what stands in D1.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { startLocalGateway, type LocalGateway } from "../../scripts/local-gateway.ts";
import { scriptedUpstream } from "./scripted-upstream.ts";
import { createKey, pause, readEvents, until } from "./stack.ts";
import { chatChunk, chatFinish, DONE, model } from "./wire.ts";

const ROUNDS = 8;
const CLIENTS = 12;
const TENANT = "acme";
const LEASE_MS = 500;
const POLICY = `version: "1.0"
rules:
  - { name: no-pii, scanner: pii, action: block }
`;

/** One request as its client knows it. */
interface Entry {
  /** The model's name: it is in the body that the upstream sees, and in the event. */
  readonly tag: string;
  /** Once a byte of an answer was seen. */
  requestId: string | null;
}

it("has exactly one event of each request that was answered or reached the upstream", async () => {
  const state = mkdtempSync(join(tmpdir(), "edgewarden-crash-"));
  onTestFinished(() => rmSync(state, { recursive: true, force: true, maxRetries: 3 }));
  const upstream = await scriptedUpstream();
  onTestFinished(() => upstream.stop());
  const json = model({ text: "All fine." });
  const journal = upstream.scene("main", async (call) => {
    if (!call.body.includes('"stream":true')) return json(call);
    call.stream();
    for (let word = 0; word < 5; word += 1) {
      await call.write(chatChunk({ content: `word ${word}. ` }));
      await pause(5);
    }
    await call.write(chatFinish("stop") + DONE);
    return call.end();
  });

  const ledger: Entry[] = [];
  let key = "";
  for (let round = 0; round < ROUNDS; round += 1) {
    const gateway = await start(state);
    if (round === 0) key = await furnish(gateway, `${upstream.url}/main/v1`);
    const load = Array.from({ length: CLIENTS }, (_, client) =>
      ask(gateway, { key, ledger, name: `${round}-${client}` }),
    );
    const before = ledger.filter(isAnswered).length;
    await until("load", () => ledger.filter(isAnswered).length > before + CLIENTS);
    // Different moments of a request's life: while it is admitted, streamed, settled, flushed.
    await pause((round * 97) % 400);
    killWorkerd();
    await Promise.all(load);
    await gateway.stop().catch(() => undefined);
  }

  const gateway = await start(state);
  onTestFinished(() => gateway.stop());
  const answered = ledger.filter(isAnswered);
  const reached = new Set(
    journal.map(({ body }) => /"model":"([^"]*)"/.exec(body.toString())?.[1]),
  );
  // The test is worth nothing if there was no load, or if nothing was cut off.
  expect(answered.length).toBeGreaterThan(ROUNDS * CLIENTS);
  expect(reached.size).toBeGreaterThan(ROUNDS);

  await until("every answered request to have its event", async () => {
    const ids = new Set((await readEvents(gateway, TENANT)).map(({ id }) => id));
    return answered.every(({ requestId }) => ids.has(requestId ?? ""));
  });
  await until("every request that reached the upstream to have its event", async () => {
    const tags = new Set((await readEvents(gateway, TENANT)).map((event) => event.model));
    return [...reached].every((tag) => tags.has(tag ?? null));
  });
  // Nothing is still under way that could add a second one.
  await pause(3 * LEASE_MS);
  const events = await readEvents(gateway, TENANT);
  const byTag = Map.groupBy(events, (event) => event.model);
  expect([...byTag].filter(([, same]) => same.length > 1)).toEqual([]);
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  const idOfTag = new Map(answered.map(({ tag, requestId }) => [tag, requestId]));
  for (const [tag, [event]] of byTag) {
    const seen = idOfTag.get(tag ?? "");
    if (seen !== undefined) expect(event?.id).toBe(seen);
  }
  expect(events.some(({ outcome }) => outcome === "abandoned")).toBe(true);
  expect(events.some(({ outcome }) => outcome === "complete")).toBe(true);
  expect(events.some(({ outcome }) => outcome === "blocked")).toBe(true);
}, 120_000);

function isAnswered({ requestId }: Entry): boolean {
  return requestId !== null;
}

function start(state: string): Promise<LocalGateway> {
  return startLocalGateway({ state, port: 0, vars: { EDGEWARDEN_LEASE_MS: String(LEASE_MS) } });
}

async function furnish(gateway: LocalGateway, baseUrl: string): Promise<string> {
  await gateway.admin("POST", "/tenants", { id: TENANT, name: "Acme" });
  const target = { kind: "openai", base_url: baseUrl, secret: "sk-upstream" };
  await gateway.admin("PUT", `/tenants/${TENANT}/upstreams/main`, target);
  await gateway.admin("PUT", `/tenants/${TENANT}/policies/main`, POLICY);
  const defaults = { default_upstream: "main", default_policy: "main" };
  await gateway.admin("PATCH", `/tenants/${TENANT}`, defaults);
  return createKey(gateway, TENANT);
}

/** Asks until the gateway is gone: whole answers, streams and blocks, with and without a session. */
async function ask(
  gateway: LocalGateway,
  { key, ledger, name }: { readonly key: string; readonly ledger: Entry[]; readonly name: string },
): Promise<void> {
  for (let turn = 0; ; turn += 1) {
    const entry: Entry = { tag: `m-${name}-${turn}`, requestId: null };
    ledger.push(entry);
    const content = turn % 5 === 4 ? "Mail to joe@example.org" : "Hello";
    const body = {
      model: entry.tag,
      messages: [{ role: "user", content }],
      ...(turn % 2 === 1 && { stream: true }),
    };
    try {
      const response = await fetch(`${gateway.url}/v1/chat/completions`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${key}`,
          "content-type": "application/json",
          ...(turn % 3 === 0 && { "x-edgewarden-session": `s-${name}` }),
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(10_000),
      });
      entry.requestId = response.headers.get("x-edgewarden-request-id");
      await response.text();
    } catch {
      // The gateway was killed: this client has done its part.
      return;
    }
  }
}

/** Kills every workerd that this process started, as an out-of-memory killer would. */
function killWorkerd(): void {
  const own = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => parentOf(pid) === String(process.pid))
    .filter((pid) => commandOf(pid).includes("workerd"));
  expect(own.length).toBeGreaterThan(0);
  execFileSync("kill", ["-KILL", ...own]);
}

function parentOf(pid: string): string {
  try {
    return /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "";
  } catch {
    // The process has ended since the folder was listed.
    return "";
  }
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
