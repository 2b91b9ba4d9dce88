// What every end-to-end test stands on: the production bundle in workerd on a folder of its own,
// one tenant, and as many scenes as a file has ideas. A scene is an agent with a scripted upstream
// of its own, so that scenes share a gateway and still cannot see each other.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI, { type ClientOptions } from "openai";
import { afterAll, beforeAll } from "vitest";
import { startLocalGateway, type LocalGateway } from "../../scripts/local-gateway.ts";
import { scriptedUpstream, type Exchange, type Script } from "./scripted-upstream.ts";

/** How long anything may take before a test calls it hung. */
export const HANG_MS = 20_000;

/** An event as the management API shows it; tests read the members that they care for. */
export interface EventView {
  readonly id: string;
  readonly agent: string;
  readonly session: string | null;
  readonly outcome: string;
  readonly mode: string;
  readonly action: string;
  readonly intended: string;
  readonly surface: string;
  readonly method: string;
  readonly path: string;
  readonly model: string | null;
  readonly streamed: boolean;
  readonly status: number;
  readonly upstream_status: number | null;
  readonly upstream_request_id: string | null;
  readonly inspection: { readonly request: string; readonly response: string };
  readonly degraded: readonly string[];
  readonly reasons: readonly {
    readonly rule: string;
    readonly action: string;
    readonly path: string;
  }[];
  readonly findings: readonly { readonly detector: string; readonly length: number }[];
  readonly tool_calls: readonly string[];
  readonly response_id: string | null;
  readonly error: string | null;
}

/** How a scene differs from one with the default policy and a plain upstream. */
export interface SceneOptions {
  /** A policy as YAML. Absent: the built-in default. */
  readonly policy?: string;
  /** Members of the upstream, over those of a plain one. */
  readonly upstream?: Readonly<Record<string, unknown>>;
}

/** One agent and its upstream. */
export interface Scene {
  readonly agent: string;
  /** What reached the scene's upstream, in order. */
  readonly seen: readonly Exchange[];
  /** Ids of the gateway's replies to the scene, one entry a request. */
  readonly requestIds: readonly string[];
  /** Sends to the gateway as this agent; `path` is what follows `/v1`. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** The same with a JSON body. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** The official SDK as this agent. */
  client(options?: ClientOptions): OpenAI;
  /** What an SDK of another make takes to speak as this agent. */
  readonly access: SceneAccess;
  /** Waits until the scene has `count` events, and returns them, oldest first. */
  events(count?: number): Promise<readonly EventView[]>;
}

/** How a client reaches the gateway as one agent. */
export interface SceneAccess {
  readonly apiKey: string;
  readonly baseURL: string;
  readonly headers: Record<string, string>;
  /** Sends, and remembers the id that the gateway gave. */
  readonly fetch: typeof fetch;
}

/** A gateway with one tenant. */
export interface Stack {
  readonly gateway: LocalGateway;
  /** Folder of its databases. */
  readonly state: string;
  readonly tenant: string;
  readonly key: string;
  /** Base URL that an SDK takes. */
  readonly baseUrl: string;
  /** Base URL of the scripted upstream, for what is to be sent to it directly. */
  upstreamUrl(scene: Scene): string;
  scene(script: Script, options?: SceneOptions): Promise<Scene>;
  /** Ids of the gateway's replies to all scenes, one entry a request. */
  readonly requestIds: readonly string[];
  /** Waits until every request of every scene has its event; then all events of the tenant. */
  allEvents(): Promise<readonly EventView[]>;
}

let scenes = 0;

/** Starts a stack before the file's tests and stops it after them. */
export function useStack(vars: Readonly<Record<string, string>> = {}): Stack {
  let started: (Stack & { stop(): Promise<void> }) | undefined;
  beforeAll(async () => {
    started = await startStack(vars);
  });
  afterAll(async () => started?.stop());
  // The stack exists only once `beforeAll` has run; tests are written before that.
  return new Proxy({} as Stack, {
    get: (_, member) => Reflect.get(started ?? {}, member) as unknown,
  });
}

/** Starts a gateway in a temporary folder, with one tenant, one key and a scripted upstream. */
export async function startStack(
  vars: Readonly<Record<string, string>> = {},
): Promise<Stack & { stop(): Promise<void> }> {
  const state = mkdtempSync(join(tmpdir(), "edgewarden-e2e-"));
  const gateway = await startLocalGateway({ state, port: 0, vars });
  const upstream = await scriptedUpstream();
  const tenant = "acme";
  await gateway.admin("POST", "/tenants", { id: tenant, name: "Acme" });
  const key = await createKey(gateway, tenant);
  const baseUrl = `${gateway.url}/v1`;
  /** Which request each id was given to. */
  const owners = new Map<string, string>();

  async function scene(script: Script, options: SceneOptions = {}): Promise<Scene> {
    scenes += 1;
    const agent = `scene-${scenes}`;
    const seen = upstream.scene(agent, script);
    await gateway.admin("PUT", `/tenants/${tenant}/upstreams/${agent}`, {
      kind: "compatible",
      base_url: `${upstream.url}/${agent}/v1`,
      secret: "sk-upstream",
      ...options.upstream,
    });
    if (options.policy !== undefined) {
      await gateway.admin("PUT", `/tenants/${tenant}/policies/${agent}`, options.policy);
    }
    await gateway.admin("POST", `/tenants/${tenant}/agents`, {
      id: agent,
      upstream: agent,
      policy: options.policy === undefined ? null : agent,
    });
    const headers = { authorization: `Bearer ${key}`, "x-edgewarden-agent": agent };

    const ids: string[] = [];

    /** Sends, and remembers the id that the gateway gave. */
    const recorded: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      const id = response.headers.get("x-edgewarden-request-id");
      if (id !== null) {
        ids.push(id);
        owners.set(id, `${agent}: ${typeof input === "string" ? input : "a request"}`);
      }
      return response;
    };

    const send = (path: string, init: RequestInit = {}) =>
      recorded(baseUrl + path, {
        ...init,
        headers: { ...headers, ...(init.headers as Record<string, string> | undefined) },
      });

    return {
      agent,
      seen,
      requestIds: ids,
      fetch: send,
      post: (path, body, more = {}) =>
        send(path, {
          method: "POST",
          body: typeof body === "string" ? body : JSON.stringify(body),
          headers: { "content-type": "application/json", ...more },
        }),
      client: (clientOptions = {}) =>
        new OpenAI({
          apiKey: key,
          baseURL: baseUrl,
          defaultHeaders: { "x-edgewarden-agent": agent },
          timeout: HANG_MS,
          fetch: recorded,
          ...clientOptions,
        }),
      access: {
        apiKey: key,
        baseURL: baseUrl,
        headers: { "x-edgewarden-agent": agent },
        fetch: recorded,
      },
      events: (count = 1) => eventsOf(gateway, tenant, { agent }, count),
    };
  }

  async function allEvents(): Promise<readonly EventView[]> {
    let events: readonly EventView[] = [];
    let missing: readonly string[] = [];
    const describeMissing = () =>
      `events of ${missing.map((id) => `${id} (${owners.get(id)})`).join(", ")}`;
    await until(describeMissing, async () => {
      events = await readEvents(gateway, tenant);
      const ids = new Set(events.map(({ id }) => id));
      missing = [...owners.keys()].filter((id) => !ids.has(id));
      return missing.length === 0;
    });
    return events;
  }

  return {
    allEvents,
    gateway,
    state,
    tenant,
    key,
    baseUrl,
    get requestIds() {
      return [...owners.keys()];
    },
    upstreamUrl: ({ agent }) => `${upstream.url}/${agent}/v1`,
    scene,
    async stop() {
      await Promise.allSettled([gateway.stop(), upstream.stop()]);
      rmSync(state, { recursive: true, force: true });
    },
  };
}

/** Makes a key; its text. */
export async function createKey(
  gateway: LocalGateway,
  tenant: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const made = await gateway.admin("POST", `/tenants/${tenant}/keys`, { label: "e2e", ...more });
  return (made as { readonly key: string }).key;
}

/** The key's id, as the management API names it. */
export function keyId(key: string): string {
  return key.split("_", 2)[1] ?? "";
}

/** Polls the management API until at least `count` events fit the filter; oldest first. */
export async function eventsOf(
  gateway: LocalGateway,
  tenant: string,
  filter: Readonly<Record<string, string>>,
  count: number,
): Promise<readonly EventView[]> {
  let found: readonly EventView[] = [];
  await until(`${count} events of ${JSON.stringify(filter)}`, async () => {
    found = await readEvents(gateway, tenant, filter);
    return found.length >= count;
  });
  return found;
}

/** All events that fit a filter now; oldest first. */
export async function readEvents(
  gateway: LocalGateway,
  tenant: string,
  filter: Readonly<Record<string, string>> = {},
): Promise<readonly EventView[]> {
  const found: EventView[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ ...filter, limit: "200", ...(cursor && { cursor }) });
    const page = (await gateway.admin("GET", `/tenants/${tenant}/events?${query.toString()}`)) as {
      readonly data: readonly EventView[];
      readonly next_cursor: string | null;
    };
    found.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return found.toReversed();
}

/** Polls until something holds; fails with its name once that takes longer than any hang guard. */
export async function until(
  what: string | (() => string),
  holds: () => boolean | Promise<boolean>,
  timeoutMs = HANG_MS,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) {
      const missing = typeof what === "string" ? what : what();
      throw new Error(`Still waiting after ${timeoutMs} ms for ${missing}`);
    }
    await pause(40);
  }
}

/** Waits; for polling and for upstreams that are slow on purpose. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
