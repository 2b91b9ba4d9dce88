// Stopping and starting: what was stored stays, what was open is accounted for, and `npm start`
// comes up, does what it prints, and leaves nothing behind.
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { freePort, startLocalGateway, type LocalGateway } from "../../scripts/local-gateway.ts";
import { scriptedUpstream, type Exchange, type Script } from "./scripted-upstream.ts";
import { createKey, eventsOf, readEvents, until } from "./stack.ts";
import { chatChunk, model } from "./wire.ts";

const ROOT = join(import.meta.dirname, "../..");
const TENANT = "acme";
const CHAT = { model: "m", messages: [{ role: "user", content: "Hello" }] };
/** For the policy of these tests. */
const BLOCKED = { ...CHAT, messages: [{ role: "user", content: "Mail to joe@example.org" }] };

describe("a gateway that is stopped and started on the same folder", () => {
  it("knows its keys, policies and events", async () => {
    const { state, seen } = await house(model({ text: "Hi." }));
    const first = await startLocalGateway({ state, port: 0 });
    const key = await furnish(first, await seen.url());
    expect((await ask(first, key, CHAT)).status).toBe(200);
    expect((await ask(first, key, BLOCKED)).status).toBe(400);
    const before = await eventsOf(first, TENANT, {}, 2);
    await first.stop();

    const second = await startLocalGateway({ state, port: 0 });
    onTestFinished(() => second.stop());
    expect(second.adminToken).toBe(first.adminToken);
    expect(await readEvents(second, TENANT)).toEqual(before);
    expect((await ask(second, key, CHAT)).status).toBe(200);
    expect((await ask(second, key, BLOCKED)).status).toBe(400);
    // The upstream's key came out of the vault again.
    expect(seen.journal.at(-1)?.headers.authorization).toBe("Bearer sk-upstream");
    const after = await eventsOf(second, TENANT, {}, 4);
    expect(after.slice(0, 2)).toEqual(before);
    expect(after).toHaveLength(4);
  });

  it("has one event of everything that was answered or open when it stopped", async () => {
    const { state, seen } = await house(async (call) => {
      call.stream();
      await call.write(chatChunk({ content: "First. " }));
      await call.cancelled;
    });
    const vars = { EDGEWARDEN_LEASE_MS: "500" };
    const first = await startLocalGateway({ state, port: 0, vars });
    const key = await furnish(first, await seen.url());
    const open = await ask(first, key, { ...CHAT, stream: true });
    await open.body?.getReader().read();
    // Answered, but hardly settled yet, let alone in the database.
    const answered = await ask(first, key, BLOCKED);
    expect(answered.status).toBe(400);
    await first.stop();

    const second = await startLocalGateway({ state, port: 0, vars });
    onTestFinished(() => second.stop());
    const ids = [open, answered].map(({ headers }) => headers.get("x-edgewarden-request-id"));
    const events = await eventsOf(second, TENANT, {}, 2);
    expect(events.map(({ id }) => id)).toEqual(ids);
    expect(events[0]?.outcome).toMatch(/^(?:abandoned|client_gone|upstream_error)$/);
    expect(events[1]?.outcome).toMatch(/^(?:abandoned|blocked)$/);
  });
});

describe("npm start", () => {
  it("is ready, does what it prints, stops, and comes back with the same key", async () => {
    const state = temporaryFolder();
    const port = await freePort();
    const first = await startScript(state, port);
    const { ready } = first;
    expect(Object.keys(ready).toSorted()).toEqual([
      "adminToken",
      "dashboard",
      "key",
      "tenant",
      "url",
    ]);
    expect(ready).toMatchObject({
      url: `http://127.0.0.1:${port}`,
      tenant: "demo",
      dashboard: `http://127.0.0.1:${port}/dashboard/`,
    });

    const commands = await first.commands();
    expect(commands).toHaveLength(4);
    const [allowed, blockedPrompt, blockedCall, events] = await inOrder(
      commands,
      async (command) => {
        const response = await fetch(command.url, command.init);
        return { status: response.status, text: await response.text() };
      },
    );
    expect(allowed).toMatchObject({ status: 200 });
    expect(allowed?.text).toContain("Q4 sales were");
    expect(blockedPrompt).toMatchObject({ status: 400 });
    expect(blockedPrompt?.text).toContain("policy_violation");
    expect(blockedCall).toMatchObject({ status: 200 });
    expect(blockedCall?.text).toContain("policy_violation");
    expect(blockedCall?.text).not.toContain("DROP");
    expect(events).toMatchObject({ status: 200 });
    await until("the events that they left", async () => {
      const { url, init } = commands[3] ?? { url: "" };
      const page = (await (await fetch(url, init)).json()) as { readonly data: unknown[] };
      return page.data.length === 3;
    });

    const children = descendantsOf(first.process.pid ?? 0);
    expect(children.length).toBeGreaterThan(0);
    await first.stop("SIGINT");
    // Miniflare has a handler of its own, which may be first to exit.
    expect([0, 130]).toContain(first.process.exitCode);
    await until("its children to be gone", () => !children.some(isAlive));
    expect(existsSync(join(state, "ready.json"))).toBe(false);

    const second = await startScript(state, port);
    expect(second.ready).toEqual(ready);
    const page = await fetch(`${ready.url}/api/v1/tenants/demo/events`, {
      headers: { authorization: `Bearer ${ready.adminToken}` },
    });
    expect(await page.json()).toMatchObject({ data: [{}, {}, {}] });
    await second.stop("SIGTERM");
    expect(existsSync(join(state, "ready.json"))).toBe(false);
  });
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "edgewarden-restart-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** A folder, and an upstream that outlives the gateways on it. */
async function house(script: Script) {
  const state = temporaryFolder();
  const upstream = await scriptedUpstream();
  onTestFinished(() => upstream.stop());
  const journal: readonly Exchange[] = upstream.scene("main", script);
  return { state, seen: { journal, url: async () => `${upstream.url}/main/v1` } };
}

/** Makes a tenant with an upstream and a policy; its key. */
async function furnish(gateway: LocalGateway, baseUrl: string): Promise<string> {
  await gateway.admin("POST", "/tenants", { id: TENANT, name: "Acme" });
  await gateway.admin("PUT", `/tenants/${TENANT}/upstreams/main`, {
    kind: "openai",
    base_url: baseUrl,
    secret: "sk-upstream",
  });
  const rule = "{ name: no-pii, scanner: pii, action: block }";
  const policy = `version: "1.0"\nrules:\n  - ${rule}\n`;
  await gateway.admin("PUT", `/tenants/${TENANT}/policies/strict`, policy);
  const defaults = { default_upstream: "main", default_policy: "strict" };
  await gateway.admin("PATCH", `/tenants/${TENANT}`, defaults);
  return createKey(gateway, TENANT);
}

function ask(gateway: LocalGateway, key: string, body: object): Promise<Response> {
  return fetch(`${gateway.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

interface Ready {
  readonly url: string;
  readonly key: string;
  readonly tenant: string;
  readonly dashboard: string;
  readonly adminToken: string;
}

interface Command {
  readonly url: string;
  readonly init: RequestInit;
}

/** `npm start`, once it is ready. */
interface Started {
  readonly process: ChildProcess;
  readonly ready: Ready;
  /** The commands on the screen. */
  commands(): Promise<Command[]>;
  stop(signal: NodeJS.Signals): Promise<void>;
}

async function startScript(state: string, port: number): Promise<Started> {
  const { OPENAI_BASE_URL: _, OPENAI_API_KEY: __, ...environment } = process.env;
  const child = spawn(process.execPath, ["scripts/start.ts"], {
    cwd: ROOT,
    env: { ...environment, PORT: String(port), EDGEWARDEN_STATE: state },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  child.stdout.on("data", (bytes: Buffer) => (printed += bytes.toString()));
  child.stderr.on("data", (bytes: Buffer) => (printed += bytes.toString()));
  onTestFinished(() => void child.kill("SIGTERM"));
  let ready: Ready | null = null;
  await until("ready.json", () => {
    if (child.exitCode !== null) throw new Error(`npm start has ended:\n${printed}`);
    ready = readJson(join(state, "ready.json"));
    return ready !== null;
  });
  if (ready === null) throw new Error("not ready");
  return {
    process: child,
    ready,
    async commands() {
      await until("the commands to be printed", () => printed.includes("Ctrl-C"));
      return printed.split("\n").flatMap((line) => readCommand(line));
    },
    async stop(signal) {
      child.kill(signal);
      await until("the process to end", () => child.exitCode !== null || child.signalCode !== null);
    },
  };
}

/** A printed curl command as a request. */
function readCommand(line: string): Command[] {
  if (!line.startsWith("curl ")) return [];
  const url = /https?:\/\/[^\s']+/.exec(line)?.[0] ?? "";
  const headers = [...line.matchAll(/-H '([^:]+): ([^']*)'/g)].map(
    ([, name = "", value = ""]): [string, string] => [name, value],
  );
  const body = / -d '([^']*)'/.exec(line)?.[1];
  return [{ url, init: { headers, ...(body !== undefined && { method: "POST", body }) } }];
}

function readJson(file: string): Ready | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Ready;
  } catch {
    // Not there, or not written to its end.
    return null;
  }
}

/** Processes that a process has started, and theirs. */
function descendantsOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const parent = statOf(Number(name))?.parent;
    if (parent !== undefined) parents.set(Number(name), parent);
  }
  const found = [pid];
  for (const ancestor of found) {
    for (const [child, parent] of parents) if (parent === ancestor) found.push(child);
  }
  return found.slice(1);
}

function isAlive(pid: number): boolean {
  const stat = statOf(pid);
  return stat !== null && stat.state !== "Z";
}

function statOf(pid: number): { readonly state: string; readonly parent: number } | null {
  try {
    // The command's name stands in parentheses and may hold anything.
    const [state = "", parent = ""] = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return { state, parent: Number(parent) };
  } catch {
    // It has ended.
    return null;
  }
}

async function inOrder<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
