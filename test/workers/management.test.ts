// The management API in workerd against a real D1. Every answer of every test is also held against
// the schema that the OpenAPI document shows for it.
import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { seal, type ExchangeEvent } from "../../src/domain/event.ts";
import { LIMITS } from "../../src/domain/limits.ts";
import { createManagement } from "../../src/management/api.ts";
import type { Operation } from "../../src/management/operation.ts";
import { OPERATIONS } from "../../src/management/operations.ts";
import { errorView } from "../../src/management/schemas.ts";
import { getEvent, insertEvents as insertSealed, listEvents } from "../../src/storage/events.ts";
import { hashSecret, parseGatewayKey } from "../../src/storage/gateway-key.ts";
import { getUpstream, upstreamSecretName } from "../../src/storage/upstreams.ts";
import { masterKeys, openSecret } from "../../src/storage/vault.ts";
import { eventId, headOf, settledEvent } from "../settled-event.ts";

/** Events as the outboxes hand them over. */
function insertEvents(db: D1Database, events: readonly ExchangeEvent[]): Promise<void> {
  return insertSealed(db, events.map(seal));
}

const app = new Hono<{ Bindings: Env }>().route("/api/v1", createManagement());
const TOKEN = "test-admin-token-of-at-least-32-characters";
const OLD_KEYS = `k1:${btoa("j".repeat(32))}`;
const NEW_KEYS = `k2:${btoa("k".repeat(32))}`;

const POLICY = `version: "1.0"
rules:
  - name: block-pii
    scanner: pii
    action: block
`;

interface Sent {
  readonly json?: unknown;
  readonly body?: BodyInit;
  readonly headers?: Record<string, string>;
  readonly env?: Partial<Env>;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Tests read whatever the answer holds; the schemas have been checked by then.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly json: any;
}

/** Sends "METHOD /path", checks the answer against its schema, and returns it. */
async function send(what: string, sent: Sent = {}): Promise<Answer> {
  const [method = "", path = ""] = what.split(" ", 2);
  const body = sent.json === undefined ? sent.body : JSON.stringify(sent.json);
  const response = await app.request(
    `https://edgewarden.test/api/v1${path}`,
    {
      method,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        ...(sent.json !== undefined && { "content-type": "application/json" }),
        ...sent.headers,
      },
      ...(body !== undefined && { body }),
      ...(body instanceof ReadableStream && { duplex: "half" }),
    },
    { ...env, ...sent.env },
  );
  const text = await response.text();
  const json: unknown = text === "" ? null : JSON.parse(text);
  expect(response.headers.get("cache-control")).toBe("no-store");
  if (response.ok) checkShape(operationFor(method, path), response.status, json);
  else errorView.parse(json);
  return { status: response.status, headers: response.headers, text, json };
}

function operationFor(method: string, path: string): Operation | undefined {
  const pathname = path.split("?", 1)[0] ?? "";
  return OPERATIONS.find(
    (operation) =>
      operation.method === method.toLowerCase() &&
      new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(pathname),
  );
}

function checkShape(operation: Operation | undefined, status: number, json: unknown): void {
  if (operation === undefined) return;
  expect(status).toBe(operation.status);
  if (operation.response) operation.response.parse(json);
  else expect(json).toBeNull();
}

async function createTenant(id: string): Promise<string> {
  expect(await send("POST /tenants", { json: { id, name: id } })).toMatchObject({ status: 201 });
  return `/tenants/${id}`;
}

/** What an answer looks like that says no. */
function refused({
  status,
  ...error
}: {
  readonly status: number;
  readonly param?: string | null;
  readonly code?: string;
}) {
  return { status, json: { error } };
}

/** An environment with another admin token. */
function tokenIs(token: string): Sent {
  return { env: { EDGEWARDEN_ADMIN_TOKEN: token } };
}

/** A body that comes in chunks and states no length. */
function streamed(bytes: number): ReadableStream<Uint8Array> {
  const chunk = new TextEncoder().encode("#".repeat(64 * 1024));
  let left = bytes;
  return new ReadableStream({
    pull(controller) {
      if (left <= 0) return controller.close();
      controller.enqueue(chunk.slice(0, left));
      left -= chunk.byteLength;
    },
  });
}

/** The ids of all pages, each asked for with the next of the limits. */
async function walk(path: string, limits: readonly number[]): Promise<string[]> {
  const ids: string[] = [];
  let cursor = "";
  for (let turn = 0; ; turn += 1) {
    const limit = limits[turn % limits.length] ?? 50;
    const { json } = await send(`GET ${path}?limit=${limit}${cursor && `&cursor=${cursor}`}`);
    ids.push(...json.data.map((event: { id: string }) => event.id));
    if (json.next_cursor === null) return ids;
    expect(json.data).toHaveLength(limit);
    cursor = json.next_cursor;
  }
}

function versionsOf({ json }: Answer): number[] {
  return json.data.map((row: { version: number }) => row.version);
}

let eventCounter = 0;

/** An event with a UUIDv7 made at `at`; the counter stands where the random bits would. */
function exchangeEvent(event: Partial<ExchangeEvent> & { readonly tenant: string }): ExchangeEvent {
  const at = event.at ?? Date.UTC(2026, 0, 15);
  eventCounter += 1;
  const head = headOf({ id: eventId(at, eventCounter), agent: "support", at, model: "gpt-5" });
  return settledEvent(head, {
    surface: "chat",
    durationMs: 12.5,
    policy: { name: "default", version: 1, hash: "0" },
    usage: { input: 1, output: 2 },
    ...event,
  });
}

describe("the door", () => {
  const list = "GET /tenants";

  it.each([
    ["no token", { headers: { authorization: "" } }, 401],
    ["a wrong token", { headers: { authorization: `Bearer ${"x".repeat(TOKEN.length)}` } }, 401],
    ["a prefix of the token", { headers: { authorization: `Bearer ${TOKEN.slice(0, -1)}` } }, 401],
    ["another scheme", { headers: { authorization: `Basic ${TOKEN}` } }, 401],
    ["the token", {}, 200],
    ["the token, scheme in lower case", { headers: { authorization: `bearer ${TOKEN}` } }, 200],
    ["an empty secret", tokenIs(""), 503],
    ["a secret of 31 characters", tokenIs(TOKEN.slice(0, 31)), 503],
    ["a secret of 32 characters, another token", tokenIs(TOKEN.slice(0, 32)), 401],
  ])("answers %s with its status", async (_name, sent: Sent, status) => {
    expect((await send(list, sent)).status).toBe(status);
  });

  it("is closed, with the reason, when the secret is absent", async () => {
    const { EDGEWARDEN_ADMIN_TOKEN: _token, ...bare } = env;
    const response = await app.request("https://x.test/api/v1/tenants", {}, bare);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain("EDGEWARDEN_ADMIN_TOKEN");
  });

  it("tells nobody without a token which paths exist", async () => {
    expect(await send("GET /nothing", { headers: { authorization: "" } })).toMatchObject(
      refused({ status: 401, code: "invalid_admin_token" }),
    );
  });

  it("says 404 for an unknown path and 405 for an unknown method", async () => {
    expect(await send("GET /nothing")).toMatchObject(refused({ status: 404, code: "unknown_url" }));
    const answer = await send("DELETE /tenants");
    expect(answer).toMatchObject(refused({ status: 405 }));
    expect(answer.headers.get("allow")).toBe("POST, GET");
  });
});

describe("bodies", () => {
  const check = "POST /policies/check";
  const create = "POST /tenants";
  const json = { "content-type": "application/json" };
  const max = LIMITS.managementBodyBytesMax;

  it.each([
    ["no JSON", create, { body: "{", headers: json }, { status: 400, param: null }],
    ["no body", create, { headers: json }, { status: 400, param: null }],
    ["no UTF-8", create, { body: new Uint8Array([0xff]), headers: json }, { status: 400 }],
    ["a list", create, { json: [] }, { status: 400, param: null }],
    ["a missing field", create, { json: { id: "a" } }, { status: 400, param: "name" }],
    [
      "an unknown field",
      create,
      { json: { id: "a", name: "A", x: 1 } },
      { status: 400, param: "x" },
    ],
    ["a bad id", create, { json: { id: "A b", name: "A" } }, { status: 400, param: "id" }],
    ["a form", create, { body: "id=a", headers: { "content-type": "text/html" } }, { status: 415 }],
    [
      "a compressed body",
      create,
      { json: { id: "a", name: "A" }, headers: { "content-encoding": "gzip" } },
      { status: 415 },
    ],
    ["n bytes", create, { body: "#".repeat(max), headers: json }, { status: 400 }],
    ["n + 1 bytes", create, { body: "#".repeat(max + 1), headers: json }, { status: 413 }],
    [
      "n + 1 bytes without a length",
      create,
      { body: streamed(max + 1), headers: json },
      { status: 413 },
    ],
    [
      "a stated length that is too large",
      create,
      { body: "#", headers: { ...json, "content-length": String(max + 1) } },
      { status: 413 },
    ],
    ["a policy of n bytes", check, { body: "#".repeat(max) }, { status: 422 }],
    ["a policy of n + 1 bytes", check, { body: "#".repeat(max + 1) }, { status: 422 }],
    ["a policy that is no UTF-8", check, { body: new Uint8Array([0x61, 0xff]) }, { status: 422 }],
  ] as const)("refuses %s", async (_name, what, sent: Sent, problem) => {
    expect(await send(what, sent)).toMatchObject(refused(problem));
  });

  it("does not repeat a secret that it cannot read", async () => {
    const body = '{"secret":"sk-hidden-value", oops';
    const base = await createTenant("quiet");
    const { text } = await send(`PUT ${base}/upstreams/a`, { body, headers: json });
    expect(text).not.toContain("hidden");
  });
});

describe("tenants", () => {
  it("creates, shows, lists and renames a tenant", async () => {
    const base = await createTenant("acme");
    const shown = await send(`GET ${base}`);
    expect(shown.json).toMatchObject({ id: "acme", default_policy: null, default_upstream: null });
    const renamed = await send(`PATCH ${base}`, { json: { name: "Acme Ltd" } });
    expect(renamed.json).toEqual({ ...shown.json, name: "Acme Ltd" });
    const list = await send("GET /tenants?limit=200");
    expect(list.json.data).toContainEqual(renamed.json);
  });

  it("sets and empties the defaults, and refuses names with nothing behind them", async () => {
    const base = await createTenant("defaults");
    expect(await send(`PATCH ${base}`, { json: { default_policy: "p" } })).toMatchObject(
      refused({ status: 400, param: "default_policy" }),
    );
    expect(await send(`PATCH ${base}`, { json: { default_upstream: "u" } })).toMatchObject(
      refused({ status: 400, param: "default_upstream" }),
    );
    await send(`PUT ${base}/policies/p?activate=false`, { body: POLICY });
    expect(await send(`PATCH ${base}`, { json: { default_policy: "p" } })).toMatchObject(
      refused({ status: 400, param: "default_policy" }),
    );
    await send(`POST ${base}/policies/p/activate`, { json: { version: 1 } });
    await send(`PUT ${base}/upstreams/u`, { json: { kind: "openai" } });
    const set = { default_policy: "p", default_upstream: "u" };
    expect((await send(`PATCH ${base}`, { json: set })).json).toMatchObject(set);
    const emptied = await send(`PATCH ${base}`, { json: { default_policy: null } });
    expect(emptied.json).toMatchObject({ default_policy: null, default_upstream: "u" });
  });

  it("refuses an id that is taken, and one that is not there", async () => {
    await createTenant("taken");
    expect(await send("POST /tenants", { json: { id: "taken", name: "other" } })).toMatchObject(
      refused({ status: 409, param: "id", code: "already_exists" }),
    );
    const missing = { status: 404, param: "tenant" };
    expect(await send("GET /tenants/none")).toMatchObject(refused(missing));
    expect(await send("PATCH /tenants/none", { json: { name: "x" } })).toMatchObject(
      refused(missing),
    );
    expect(await send("GET /tenants/none/keys")).toMatchObject(refused(missing));
    expect(await send("POST /tenants/none/keys", { json: { label: "x" } })).toMatchObject(
      refused(missing),
    );
    expect(await send("GET /tenants/N%20O")).toMatchObject(
      refused({ status: 400, param: "tenant" }),
    );
  });
});

describe("keys", () => {
  it("shows a key once, and its hash never", async () => {
    const base = await createTenant("keys");
    const json = {
      label: "ci",
      agents: ["support", "bot-*"],
      expires_at: "2999-01-01T01:00:00+01:00",
    };
    const created = await send(`POST ${base}/keys`, { json });
    const { key, ...meta } = created.json;
    expect(meta).toMatchObject({
      ...json,
      expires_at: "2999-01-01T00:00:00.000Z",
      revoked_at: null,
    });

    const presented = parseGatewayKey(key);
    expect(presented?.id).toBe(meta.id);
    const secretHash = await hashSecret(presented?.secret ?? "");
    const row = await env.DB.prepare("SELECT * FROM gateway_keys WHERE id = ?1")
      .bind(meta.id)
      .first();
    expect(row).toMatchObject({ tenant: "keys", secret_hash: secretHash });

    const list = await send(`GET ${base}/keys`);
    expect(list.json).toEqual({ data: [meta], next_cursor: null });
    const revoked = await send(`DELETE ${base}/keys/${meta.id}`);
    for (const { text } of [list, revoked]) {
      expect(text).not.toContain(presented?.secret);
      expect(text).not.toContain(secretHash);
    }
    expect(created.text).not.toContain(secretHash);
  });

  it("revokes once and for all", async () => {
    const base = await createTenant("revoke");
    const { id } = (await send(`POST ${base}/keys`, { json: { label: "x" } })).json;
    const first = await send(`DELETE ${base}/keys/${id}`);
    expect(first.json.revoked_at).not.toBeNull();
    expect((await send(`DELETE ${base}/keys/${id}`)).json).toEqual(first.json);
    expect((await send(`GET ${base}/keys`)).json.data).toEqual([first.json]);
  });

  it.each([
    ["no label", {}, "label"],
    ["an empty list of agents", { label: "x", agents: [] }, "agents"],
    ["an agent that cannot be", { label: "x", agents: ["ok", "no way"] }, "agents[1]"],
    ["a time without a zone", { label: "x", expires_at: "2999-01-01T00:00:00" }, "expires_at"],
    ["an expiry in the past", { label: "x", expires_at: "2020-01-01T00:00:00Z" }, "expires_at"],
  ])("refuses %s", async (_name, json, param) => {
    await send("POST /tenants", { json: { id: "key-errors", name: "x" } });
    expect(await send("POST /tenants/key-errors/keys", { json })).toMatchObject(
      refused({ status: 400, param }),
    );
  });

  it("knows no key that is not there", async () => {
    const base = await createTenant("no-key");
    expect(await send(`DELETE ${base}/keys/${"a".repeat(12)}`)).toMatchObject(
      refused({ status: 404, param: "id" }),
    );
    expect(await send(`DELETE ${base}/keys/x`)).toMatchObject(
      refused({ status: 400, param: "id" }),
    );
  });
});

describe("upstreams", () => {
  it("stores a secret sealed and never shows it", async () => {
    const base = await createTenant("vault");
    const secret = `sk-${"s".repeat(40)}`;
    const put = await send(`PUT ${base}/upstreams/main`, { json: { kind: "openai", secret } });
    expect(put.json).toMatchObject({
      name: "main",
      base_url: "https://api.openai.com/v1",
      has_secret: true,
      secret_kid: "k2",
    });
    const list = await send(`GET ${base}/upstreams`);
    expect(list.json.data).toEqual([put.json]);
    const of = { tenant: "vault", name: "main" };
    const stored = (await getUpstream(env.DB, of))?.secret ?? "";
    for (const text of [put.text, list.text, stored]) expect(text).not.toContain(secret);
    expect(list.text).not.toContain(stored);
    expect(await openSecret(await masterKeys(NEW_KEYS), upstreamSecretName(of), stored)).toBe(
      secret,
    );
  });

  it("keeps a secret that is not sent, and drops one that is null", async () => {
    const base = await createTenant("secrets");
    const path = `PUT ${base}/upstreams/main`;
    const compatible = { kind: "compatible", base_url: "https://llm.example/v1/" };
    await send(path, { json: { ...compatible, secret: "one" } });
    const kept = await send(path, { json: { ...compatible, idle_timeout_ms: 5_000 } });
    expect(kept.json).toMatchObject({
      base_url: "https://llm.example/v1",
      has_secret: true,
      idle_timeout_ms: 5_000,
    });
    const of = { tenant: "secrets", name: "main" };
    const stored = (await getUpstream(env.DB, of))?.secret ?? "";
    expect(await openSecret(await masterKeys(NEW_KEYS), upstreamSecretName(of), stored)).toBe(
      "one",
    );
    // Otherwise an edit would send the key to another host.
    const elsewhere = { ...compatible, base_url: "https://other.example/v1" };
    expect(await send(path, { json: elsewhere })).toMatchObject(
      refused({ status: 400, param: "secret" }),
    );
    expect((await send(path, { json: { ...elsewhere, secret: null } })).json.has_secret).toBe(
      false,
    );
  });

  it.each([
    ["an unknown kind", { kind: "other" }, "kind"],
    ["azure without a base URL", { kind: "azure" }, "base_url"],
    ["another scheme", { kind: "compatible", base_url: "ftp://a.example" }, "base_url"],
    [
      "credentials in the URL",
      { kind: "compatible", base_url: "https://u:p@a.example" },
      "base_url",
    ],
    ["a query in the URL", { kind: "compatible", base_url: "https://a.example/?x=1" }, "base_url"],
    ["a secret with a line break", { kind: "openai", secret: "a\r\nx: y" }, "secret"],
    ["a timeout that is too short", { kind: "openai", idle_timeout_ms: 99 }, "idle_timeout_ms"],
    ["itself as fallback", { kind: "openai", fallback: "main" }, "fallback"],
    ["an unknown fallback", { kind: "openai", fallback: "other" }, "fallback"],
  ])("refuses %s", async (_name, json, param) => {
    await send("POST /tenants", { json: { id: "upstream-errors", name: "x" } });
    const what = "PUT /tenants/upstream-errors/upstreams/main";
    expect(await send(what, { json })).toMatchObject(refused({ status: 400, param }));
  });

  it("deletes an upstream only when nothing names it", async () => {
    const base = await createTenant("delete-upstream");
    await send(`PUT ${base}/upstreams/b`, { json: { kind: "openai" } });
    await send(`PUT ${base}/upstreams/a`, { json: { kind: "openai", fallback: "b" } });
    expect(await send(`DELETE ${base}/upstreams/b`)).toMatchObject(
      refused({ status: 409, code: "in_use" }),
    );
    await send(`POST ${base}/agents`, { json: { id: "x", upstream: "a" } });
    expect(await send(`DELETE ${base}/upstreams/a`)).toMatchObject(
      refused({ status: 409, code: "in_use" }),
    );
    await send(`DELETE ${base}/agents/x`);
    await send(`PATCH ${base}`, { json: { default_upstream: "a" } });
    expect(await send(`DELETE ${base}/upstreams/a`)).toMatchObject(
      refused({ status: 409, code: "in_use" }),
    );
    await send(`PATCH ${base}`, { json: { default_upstream: null } });
    expect((await send(`DELETE ${base}/upstreams/a`)).status).toBe(204);
    expect((await send(`DELETE ${base}/upstreams/b`)).status).toBe(204);
    expect(await send(`GET ${base}/upstreams/a`)).toMatchObject(
      refused({ status: 404, param: "name" }),
    );
    expect(await send(`DELETE ${base}/upstreams/a`)).toMatchObject(
      refused({ status: 404, param: "name" }),
    );
  });

  it("seals every secret again under the new master key", async () => {
    const base = await createTenant("rotate");
    const old = { env: { EDGEWARDEN_MASTER_KEYS: OLD_KEYS } };
    const gone = { env: { EDGEWARDEN_MASTER_KEYS: `k0:${btoa("g".repeat(32))}` } };
    await send(`PUT ${base}/upstreams/a`, { ...old, json: { kind: "openai", secret: "alpha" } });
    await send(`PUT ${base}/upstreams/b`, { ...old, json: { kind: "openai", secret: "beta" } });
    await send(`PUT ${base}/upstreams/c`, { ...gone, json: { kind: "openai", secret: "gamma" } });
    await send(`PUT ${base}/upstreams/d`, { json: { kind: "openai" } });

    const both = { env: { EDGEWARDEN_MASTER_KEYS: `${NEW_KEYS},${OLD_KEYS}` } };
    const first = await send("POST /vault/rotate", both);
    const unreadable = { unreadable: 1, unreadable_upstreams: [{ tenant: "rotate", name: "c" }] };
    expect(first.json).toEqual({ current_kid: "k2", resealed: 2, ...unreadable, complete: true });
    const again = await send("POST /vault/rotate", both);
    expect(again.json).toMatchObject({ resealed: 0, ...unreadable });

    const kids = (await send(`GET ${base}/upstreams`)).json.data;
    expect(kids.map((row: { secret_kid: string }) => row.secret_kid)).toEqual([
      "k2",
      "k2",
      "k0",
      null,
    ]);
    for (const [name, secret] of [
      ["a", "alpha"],
      ["b", "beta"],
    ] as const) {
      const of = { tenant: "rotate", name };
      const stored = (await getUpstream(env.DB, of))?.secret ?? "";
      expect(await openSecret(await masterKeys(NEW_KEYS), upstreamSecretName(of), stored)).toBe(
        secret,
      );
    }
  });

  it("shows the secret of alerts, each tenant its own, which outlives a rotation", async () => {
    const one = await createTenant("alert-one");
    const two = await createTenant("alert-two");
    const before = { env: { EDGEWARDEN_MASTER_KEYS: OLD_KEYS } };
    const { json } = await send(`GET ${one}/alert-secret`, before);
    expect(json.secret).toMatch(/^ewa_[A-Za-z0-9_-]{43}$/);
    const rotated = { env: { EDGEWARDEN_MASTER_KEYS: `${NEW_KEYS},${OLD_KEYS}` } };
    expect((await send(`GET ${one}/alert-secret`, rotated)).json).toEqual(json);
    expect((await send(`GET ${two}/alert-secret`, before)).json.secret).not.toBe(json.secret);
    expect(await send("GET /tenants/nobody/alert-secret")).toMatchObject({ status: 404 });
    const none = { env: { EDGEWARDEN_MASTER_KEYS: "not-a-key" } };
    expect(await send(`GET ${one}/alert-secret`, none)).toMatchObject({ status: 503 });
  });

  it("says what is missing when there is no vault", async () => {
    const base = await createTenant("no-vault");
    const json = { kind: "openai", secret: "x" };
    const noVault = { EDGEWARDEN_MASTER_KEYS: "not-a-key" };
    expect(await send(`PUT ${base}/upstreams/a`, { json, env: noVault })).toMatchObject({
      status: 503,
      json: { error: { code: "vault_closed", type: "server_error" } },
    });
  });
});

describe("agents", () => {
  it("declares, changes and removes an agent", async () => {
    const base = await createTenant("agents");
    await send(`PUT ${base}/policies/strict`, { body: POLICY });
    const json = { id: "Support.1", policy: "strict" };
    const created = await send(`POST ${base}/agents`, { json });
    expect(created.json).toMatchObject({ name: "Support.1", policy: "strict", upstream: null });
    const one = `${base}/agents/Support.1`;
    const changed = await send(`PATCH ${one}`, { json: { name: "Support", policy: null } });
    expect(changed.json).toEqual({ ...created.json, name: "Support", policy: null });
    expect((await send(`GET ${one}`)).json).toEqual(changed.json);
    expect((await send(`GET ${base}/agents`)).json.data).toEqual([changed.json]);
    expect((await send(`DELETE ${one}`)).status).toBe(204);
    const missing = refused({ status: 404, param: "agent" });
    expect(await send(`GET ${one}`)).toMatchObject(missing);
    expect(await send(`DELETE ${one}`)).toMatchObject(missing);
    expect(await send(`PATCH ${one}`, { json: { name: "x" } })).toMatchObject(missing);
  });

  it.each([
    ["an id that is taken", { id: "a" }, { status: 409, param: "id" }],
    ["an id that cannot be", { id: "-a" }, { status: 400, param: "id" }],
    ["a policy that is not there", { id: "b", policy: "p" }, { status: 400, param: "policy" }],
    [
      "an upstream that is not there",
      { id: "b", upstream: "u" },
      { status: 400, param: "upstream" },
    ],
  ])("refuses %s", async (_name, json, problem) => {
    await send("POST /tenants", { json: { id: "agent-errors", name: "x" } });
    await send("POST /tenants/agent-errors/agents", { json: { id: "a" } });
    const answer = await send("POST /tenants/agent-errors/agents", { json });
    expect(answer).toMatchObject(refused(problem));
  });
});

describe("policies", () => {
  const yaml = { "content-type": "application/yaml" };

  it("keeps every version and puts the newest in force", async () => {
    const base = await createTenant("policies");
    const put = `PUT ${base}/policies/main`;
    const first = await send(`${put}?message=first&author=ann`, { body: POLICY, headers: yaml });
    expect(first.json).toMatchObject({
      name: "main",
      version: 1,
      author: "ann",
      message: "first",
      active: true,
    });
    const monitored = `${POLICY}mode: monitor\n`;
    const second = await send(put, { json: { source: monitored, message: "second" } });
    expect(second.json).toMatchObject({ version: 2, author: "admin", message: "second" });
    expect(second.json.hash).not.toBe(first.json.hash);
    // A comment changes the text and not the rules.
    const third = await send(`${put}?activate=false`, { body: `# note\n${POLICY}`, headers: yaml });
    expect(third.json).toMatchObject({ version: 3, hash: first.json.hash, active: false });

    const shown = await send(`GET ${base}/policies/main`);
    expect(shown.json).toMatchObject({
      active_version: 2,
      latest_version: 3,
      active: { version: 2, source: monitored },
    });
    const versions = await send(`GET ${base}/policies/main/versions?limit=2`);
    expect(versionsOf(versions)).toEqual([3, 2]);
    const cursor = versions.json.next_cursor;
    const rest = await send(`GET ${base}/policies/main/versions?cursor=${cursor}`);
    expect(versionsOf(rest)).toEqual([1]);
    expect((await send(`GET ${base}/policies/main/versions/1`)).json.source).toBe(POLICY);
    const back = await send(`POST ${base}/policies/main/activate`, { json: { version: 1 } });
    expect(back.json).toMatchObject({ active_version: 1, active: { source: POLICY } });
    expect((await send(`GET ${base}/policies`)).json.data).toEqual([
      { name: "main", active_version: 1, shadow_version: null, latest_version: 3 },
    ]);
  });

  it("stores a policy compiled, with its defaults filled in", async () => {
    const base = await createTenant("compiled");
    await send(`PUT ${base}/policies/p`, { body: POLICY, headers: yaml });
    const compiled = await env.DB.prepare(
      "SELECT compiled FROM policy_versions WHERE tenant = 'compiled' AND name = 'p'",
    ).first<string>("compiled");
    expect(JSON.parse(compiled ?? "")).toMatchObject({
      mode: "enforce",
      rules: [{ name: "block-pii", severity: "high" }],
    });
  });

  it("numbers uploads at the same time one after the other", async () => {
    const base = await createTenant("racing");
    const put = `PUT ${base}/policies/p`;
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => send(put, { body: POLICY, headers: yaml })),
    );
    const versions = answers.map(({ json }) => json.version).toSorted((a, b) => a - b);
    expect(versions).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("has no version in force when the first is not activated", async () => {
    const base = await createTenant("drafts");
    await send(`PUT ${base}/policies/p`, { json: { source: POLICY, activate: false } });
    expect((await send(`GET ${base}/policies/p`)).json).toMatchObject({
      active_version: null,
      latest_version: 1,
      active: null,
    });
  });

  it("says where a policy does not load, and stores nothing", async () => {
    const base = await createTenant("broken");
    const body = `version: "1.0"
rules:
  - name: x
    scanner: pii
    action: blok
    nope: 1
`;
    for (const what of [`PUT ${base}/policies/p`, "POST /policies/check"]) {
      const answer = await send(what, { body, headers: yaml });
      expect(answer).toMatchObject(
        refused({ status: 422, param: "source", code: "invalid_policy" }),
      );
      const { details } = answer.json.error;
      expect(details).toHaveLength(2);
      expect(details).toContainEqual(
        expect.objectContaining({
          path: "rules[0].action",
          line: 5,
          found: "blok",
          expected: expect.arrayContaining(["allow", "flag", "redact", "block"]),
          suggestion: "block",
        }),
      );
      expect(details).toContainEqual(expect.objectContaining({ path: "rules[0].nope", line: 6 }));
    }
    expect((await send(`GET ${base}/policies`)).json.data).toEqual([]);
  });

  it("checks a policy without storing it", async () => {
    const base = await createTenant("checking");
    const checked = await send("POST /policies/check", { json: { source: POLICY } });
    expect(checked.json).toMatchObject({ valid: true, rules: 1, warnings: [] });
    const off = await send("POST /policies/check", { json: { source: `${POLICY}\nmode: off\n` } });
    expect(off.json.warnings).toMatchObject([{ path: "mode" }]);
    const headers = { "content-type": "text/plain" };
    const stored = await send(`PUT ${base}/policies/p`, { body: POLICY, headers });
    expect(stored.json).toMatchObject({ version: 1, hash: checked.json.hash });
  });

  it("knows no policy and no version that is not there", async () => {
    const base = await createTenant("no-policy");
    const one = `${base}/policies/p`;
    const noPolicy = refused({ status: 404, param: "name" });
    expect(await send(`GET ${one}`)).toMatchObject(noPolicy);
    expect(await send(`GET ${one}/versions`)).toMatchObject(noPolicy);
    expect(await send(`POST ${one}/activate`, { json: { version: 1 } })).toMatchObject(noPolicy);
    await send(`PUT ${one}`, { body: POLICY, headers: yaml });
    const noVersion = refused({ status: 404, param: "version" });
    expect(await send(`GET ${one}/versions/2`)).toMatchObject(noVersion);
    expect(await send(`POST ${one}/activate`, { json: { version: 2 } })).toMatchObject(noVersion);
    expect((await send(`GET ${one}`)).json.active_version).toBe(1);
  });

  it.each([
    ["GET /tenants/bad-policy/policies/p/versions/0", "version"],
    ["GET /tenants/bad-policy/policies/-p", "name"],
    ["PUT /tenants/bad-policy/policies/p?activate=maybe", "activate"],
  ])("refuses %s", async (what, param) => {
    await send("POST /tenants", { json: { id: "bad-policy", name: "x" } });
    const body = what.startsWith("PUT") ? { body: POLICY } : {};
    expect(await send(what, body)).toMatchObject(refused({ status: 400, param }));
  });
});

describe("events", () => {
  const start = Date.UTC(2026, 0, 15);

  it("shows an event in the API's spelling", async () => {
    const base = await createTenant("event");
    const event = exchangeEvent({
      tenant: "event",
      endUser: "0123456789abcdef",
      reasons: [
        { rule: "r", action: "block", severity: "high", detector: "pii.card", path: "messages[0]" },
      ],
      toolCalls: ["search"],
    });
    await insertEvents(env.DB, [event]);
    const shown = await send(`GET ${base}/events/${event.id}`);
    expect(shown.json).toMatchObject({
      id: event.id,
      at: "2026-01-15T00:00:00.000Z",
      end_user: "0123456789abcdef",
      duration_ms: 12.5,
      tool_calls: ["search"],
      reasons: event.reasons,
    });
    const list = await send(`GET ${base}/events`);
    expect(list.json).toEqual({ data: [shown.json], next_cursor: null });
    const missing = await send(`GET ${base}/events/${"0".repeat(36)}`);
    expect(missing).toMatchObject(refused({ status: 404, param: "id" }));
    const odd = await send(`GET ${base}/events/nope`);
    expect(odd).toMatchObject(refused({ status: 400, param: "id" }));
  });

  it("shows every event exactly once, newest first, whatever the sizes of the pages", async () => {
    const base = await createTenant("pages");
    const events = Array.from({ length: 500 }, (_, index) =>
      // Three in each millisecond: the order is the ids', not only the clock's.
      exchangeEvent({ tenant: "pages", at: start + Math.floor(index / 3) }),
    );
    for (let at = 0; at < events.length; at += LIMITS.outboxBatchEvents) {
      await insertEvents(env.DB, events.slice(at, at + LIMITS.outboxBatchEvents));
    }
    const newestFirst = events.map(({ id }) => id).toReversed();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 20, max: 200 }), { minLength: 1 }),
        async (limits) => {
          expect(await walk(`${base}/events`, limits)).toEqual(newestFirst);
        },
      ),
      { numRuns: 12, seed: 20261121 },
    );
    expect(await walk(`${base}/events`, [1, 7, 133, 200])).toEqual(newestFirst);
  });

  it("filters by each field, alone and together", async () => {
    const base = await createTenant("filters");
    const tenant = "filters";
    const hour = 3_600_000;
    const a = exchangeEvent({ tenant, at: start, agent: "a", session: "s1" });
    const b = exchangeEvent({ tenant, at: start + hour, agent: "b", surface: "responses" });
    const c = exchangeEvent({
      tenant,
      at: start + 2 * hour,
      agent: "b",
      outcome: "blocked",
      action: "block",
    });
    await insertEvents(env.DB, [c, a, b]);
    const at = (offset: number) => encodeURIComponent(new Date(start + offset).toISOString());
    const cases: readonly (readonly [string, readonly ExchangeEvent[]])[] = [
      ["", [c, b, a]],
      ["agent=b", [c, b]],
      ["agent=b&outcome=complete", [b]],
      ["session=s1", [a]],
      ["outcome=blocked", [c]],
      ["action=block", [c]],
      ["surface=responses", [b]],
      [`since=${at(hour)}`, [c, b]],
      [`since=${at(hour + 1)}`, [c]],
      [`until=${at(hour)}`, [a]],
      [`until=${at(hour + 1)}`, [b, a]],
      [`since=${at(hour)}&until=${at(2 * hour)}`, [b]],
      [`cursor=${c.id}&until=${at(hour + 1)}`, [b, a]],
      [`cursor=${b.id}&until=${at(3 * hour)}`, [a]],
      ["agent=nobody", []],
    ];
    for (const [query, expected] of cases) {
      const { json } = await send(`GET ${base}/events?${query}`);
      const ids = json.data.map((event: { id: string }) => event.id);
      expect({ query, ids }).toEqual({ query, ids: expected.map(({ id }) => id) });
    }
  });

  it.each([
    ["limit=0", "limit"],
    ["limit=201", "limit"],
    ["limit=many", "limit"],
    ["outcome=fine", "outcome"],
    ["action=reviewed", "action"],
    ["since=yesterday", "since"],
    ["since=2026-01-15T00:00:00", "since"],
    ["agent=a&agent=b", "agent"],
    ["tenant=other", "tenant"],
  ])("refuses the query %s", async (query, param) => {
    await send("POST /tenants", { json: { id: "event-errors", name: "x" } });
    const answer = await send(`GET /tenants/event-errors/events?${query}`);
    expect(answer).toMatchObject(refused({ status: 400, param }));
  });

  it("writes an event once, however often it comes", async () => {
    const tenant = "idempotent";
    const event = exchangeEvent({ tenant });
    await insertEvents(env.DB, []);
    await insertEvents(env.DB, [event, event]);
    await insertEvents(env.DB, [{ ...event, status: 500 }]);
    expect(await listEvents(env.DB, { tenant, limit: 10 })).toEqual([event]);
  });

  it("lets a settlement correct an abandoned event, and nothing else", async () => {
    const tenant = "corrected";
    const settled = exchangeEvent({ tenant, outcome: "blocked", action: "block", agent: "b" });
    const abandoned = { ...settled, outcome: "abandoned", action: "allow", agent: "a" } as const;
    await insertEvents(env.DB, [abandoned]);
    await insertEvents(env.DB, [{ ...abandoned, status: 1 }]);
    expect(await getEvent(env.DB, settled)).toEqual(abandoned);
    await insertEvents(env.DB, [settled]);
    expect(await getEvent(env.DB, settled)).toEqual(settled);
    // The columns beside the record are corrected too.
    const found = await listEvents(env.DB, { tenant, outcome: "blocked", agent: "b", limit: 9 });
    expect(found).toEqual([settled]);
    await insertEvents(env.DB, [abandoned, { ...settled, outcome: "complete" }]);
    expect(await getEvent(env.DB, settled)).toEqual(settled);
  });

  it("carries text of every kind through the one JSON parameter", async () => {
    const tenant = "text";
    const session = `quo"te'\\ ; -- ?1`;
    const event = exchangeEvent({ tenant, session, model: "gpt-é-😀" });
    await insertEvents(env.DB, [event]);
    expect(await listEvents(env.DB, { tenant, session, limit: 1 })).toEqual([event]);
  });
});

describe("tenants apart", () => {
  it("never shows one tenant's rows under another", async () => {
    const [mine, theirs] = [await createTenant("mine"), await createTenant("theirs")];
    const { id: key } = (await send(`POST ${theirs}/keys`, { json: { label: "x" } })).json;
    await send(`POST ${theirs}/agents`, { json: { id: "bot" } });
    await send(`PUT ${theirs}/upstreams/up`, { json: { kind: "openai", secret: "x" } });
    await send(`PUT ${theirs}/policies/pol`, { body: POLICY });
    const event = exchangeEvent({ tenant: "theirs" });
    await insertEvents(env.DB, [event]);

    for (const list of ["keys", "agents", "upstreams", "policies", "events"]) {
      const empty = { data: [], next_cursor: null };
      expect({ list, ...(await send(`GET ${mine}/${list}`)).json }).toEqual({ list, ...empty });
      expect((await send(`GET ${theirs}/${list}`)).json.data).toHaveLength(1);
    }
    const missing: readonly (readonly [string, Sent])[] = [
      [`DELETE ${mine}/keys/${key}`, {}],
      [`GET ${mine}/agents/bot`, {}],
      [`PATCH ${mine}/agents/bot`, { json: { name: "x" } }],
      [`DELETE ${mine}/agents/bot`, {}],
      [`GET ${mine}/upstreams/up`, {}],
      [`DELETE ${mine}/upstreams/up`, {}],
      [`GET ${mine}/policies/pol`, {}],
      [`GET ${mine}/policies/pol/versions`, {}],
      [`GET ${mine}/policies/pol/versions/1`, {}],
      [`POST ${mine}/policies/pol/activate`, { json: { version: 1 } }],
      [`GET ${mine}/events/${event.id}`, {}],
    ];
    for (const [what, sent] of missing) {
      expect({ what, ...(await send(what, sent)) }).toMatchObject({ what, status: 404 });
    }
    for (const json of [{ default_policy: "pol" }, { default_upstream: "up" }]) {
      expect(await send(`PATCH ${mine}`, { json })).toMatchObject(refused({ status: 400 }));
    }
    // The same names may stand for other things, and theirs are as they were.
    expect((await send(`POST ${mine}/agents`, { json: { id: "bot" } })).status).toBe(201);
    expect((await send(`GET ${theirs}/keys`)).json.data[0].revoked_at).toBeNull();
    expect((await send(`GET ${theirs}/agents/bot`)).json.name).toBe("bot");
  });

  it("keeps events of two tenants with one id apart", async () => {
    const event = exchangeEvent({ tenant: "left" });
    await insertEvents(env.DB, [event, { ...event, tenant: "right", agent: "other" }]);
    expect((await getEvent(env.DB, { tenant: "left", id: event.id }))?.agent).toBe("support");
    expect((await getEvent(env.DB, { tenant: "right", id: event.id }))?.agent).toBe("other");
  });
});

describe("lists", () => {
  it.each(["keys", "agents", "upstreams", "policies"])("walks %s page by page", async (list) => {
    const base = await createTenant(`walk-${list}`);
    const make: Record<string, (index: number) => Promise<Answer>> = {
      keys: (index) => send(`POST ${base}/keys`, { json: { label: `k${index}` } }),
      agents: (index) => send(`POST ${base}/agents`, { json: { id: `a${index}` } }),
      upstreams: (index) => send(`PUT ${base}/upstreams/u${index}`, { json: { kind: "openai" } }),
      policies: (index) => send(`PUT ${base}/policies/p${index}`, { body: POLICY }),
    };
    for (let index = 0; index < 5; index += 1) await make[list]?.(index);
    const whole = (await send(`GET ${base}/${list}`)).json.data;
    expect(whole).toHaveLength(5);
    const first = (await send(`GET ${base}/${list}?limit=3`)).json;
    const rest = (await send(`GET ${base}/${list}?limit=3&cursor=${first.next_cursor}`)).json;
    expect([...first.data, ...rest.data]).toEqual(whole);
    expect(rest.next_cursor).toBeNull();
    // A page that is just full is the last one.
    expect((await send(`GET ${base}/${list}?limit=4`)).json.next_cursor).not.toBeNull();
    expect((await send(`GET ${base}/${list}?limit=5`)).json.next_cursor).toBeNull();
    const tooMany = await send(`GET ${base}/${list}?limit=201`);
    expect(tooMany).toMatchObject(refused({ status: 400, param: "limit" }));
  });
});

describe("failures of the platform", () => {
  it("answers a failing D1 with 500 and without its message", async () => {
    const broken: D1Database = Object.assign(Object.create(env.DB), {
      prepare() {
        throw new Error("D1_ERROR: no such table: tenants");
      },
    });
    const answer = await send("GET /tenants", { env: { DB: broken } });
    expect(answer.status).toBe(500);
    expect(answer.json.error).toMatchObject({ type: "server_error", code: "internal_error" });
    expect(answer.text).not.toContain("D1_ERROR");
  });
});

describe("the OpenAPI document", () => {
  it("is served without a token and holds every operation", async () => {
    const { status, json } = await send("GET /openapi.json", { headers: { authorization: "" } });
    expect(status).toBe(200);
    expect(json.openapi).toBe("3.1.0");
    expect(json.servers).toEqual([{ url: "/api/v1" }]);
    expect(OPERATIONS.length).toBeGreaterThan(25);
    const documented = Object.entries<object>(json.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    );
    const built = OPERATIONS.map(({ method, path }) => `${method} ${path}`);
    expect(documented.toSorted()).toEqual(built.toSorted());
    const ids = OPERATIONS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("describes each operation whole, and every reference leads somewhere", async () => {
    const { json, text } = await send("GET /openapi.json");
    for (const { method, path, params, body, response, status } of OPERATIONS) {
      const item = json.paths[path][method];
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const inPath = (item.parameters ?? []).filter((one: { in: string }) => one.in === "path");
      expect(inPath.map((one: { name: string }) => one.name)).toEqual(named);
      expect(params !== undefined).toBe(named.length > 0);
      expect(item.requestBody !== undefined).toBe(body !== undefined);
      expect(item.responses[status].content !== undefined).toBe(response !== undefined);
      expect(Object.keys(item.responses)).toEqual(expect.arrayContaining(["401", "503"]));
    }
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(OPERATIONS.length);
    for (const [, name] of references) expect(json.components.schemas).toHaveProperty(name ?? "");
    expect(text.match(/"\$ref":/g)).toHaveLength(references.length);
    expect(text).not.toContain('"$schema"');
  });
});
