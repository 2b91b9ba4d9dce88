// How a new version of a policy comes into force: tested, watched, tried on what was recorded,
// activated, and seen by every isolate in time. In workerd, with a real D1.
import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { seal, type ExchangeEvent } from "../../src/domain/event.ts";
import {
  policyKey,
  policyOf,
  policySummary,
  shadowSummary,
} from "../../src/gateway/agent-policies.ts";
import { createManagement } from "../../src/management/api.ts";
import { OPERATIONS } from "../../src/management/operations.ts";
import { errorView } from "../../src/management/schemas.ts";
import { findAgent, type AgentRecord } from "../../src/storage/access.ts";
import { insertEvents } from "../../src/storage/events.ts";
import { CONFIG_FRESHNESS } from "../../src/storage/fresh-cache.ts";
import { CARD_FLAGGED, eventId, headOf, settledEvent } from "../settled-event.ts";

const app = new Hono<{ Bindings: Env }>().route("/api/v1", createManagement());
const TOKEN = "test-admin-token-of-at-least-32-characters";

const POLICY = (action: string, more = "") =>
  `version: "1.0"\nrules:\n  - { name: pii, scanner: pii, action: ${action}${more} }\n`;

// Tests read whatever the answer holds; the schemas have been checked by then.
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

/** Sends "METHOD /path" with a JSON body, and holds the answer against its schema. */
async function send(what: string, body?: unknown): Promise<{ status: number; json: Json }> {
  const [method = "", path = ""] = what.split(" ", 2);
  const response = await app.request(
    `https://edgewarden.test/api/v1${path}`,
    {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    },
    env,
  );
  const json: Json = await response.json();
  const [pathname = ""] = path.split("?", 1);
  const operation = OPERATIONS.find(
    (one) =>
      one.method === method.toLowerCase() &&
      new RegExp(`^${one.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(pathname),
  );
  if (response.ok) operation?.response?.parse(json);
  else errorView.parse(json);
  return { status: response.status, json };
}

async function done(what: string, body?: unknown): Promise<Json> {
  const { status, json } = await send(what, body);
  expect(JSON.stringify({ status, error: json.error })).toMatch(/^\{"status":20[01]\}$/);
  return json;
}

/** A tenant whose policy `main` has this source. */
async function tenantWith(id: string, source: string): Promise<string> {
  const base = `/tenants/${id}`;
  await done("POST /tenants", { id, name: id });
  await done(`PUT ${base}/policies/main`, { source });
  await done(`PATCH ${base}`, { default_policy: "main" });
  return base;
}

let clock = 0;

/** What an agent is served with, by a cache whose clock has moved on so far that it is read anew. */
function servedAnew(tenant: string, agent = "bot"): Promise<AgentRecord | null> {
  clock += CONFIG_FRESHNESS.hardMs;
  return findAgent({ db: env.DB, now: clock, waitUntil: () => undefined }, tenant, agent);
}

let count = 0;
const NOW = Date.now();

async function record(tenant: string, members: Partial<ExchangeEvent>): Promise<string> {
  count += 1;
  const id = eventId(NOW, count);
  const head = headOf({ id, tenant, at: NOW, model: "gpt-5" });
  await insertEvents(env.DB, [seal(settledEvent(head, members))]);
  return id;
}

describe("a policy that carries tests", () => {
  const tests = (expected: string) =>
    `${POLICY("block")}tests:\n  - { name: card, input: { text: "4111 1111 1111 1111" }, expect: block }\n  - name: mail\n    input: { text: "jane@example.com" }\n    expect: ${expected}\n`;

  it("is refused where one fails, at its place, and nothing is stored", async () => {
    const base = "/tenants/tested";
    await done("POST /tenants", { id: "tested", name: "tested" });
    for (const what of [`PUT ${base}/policies/p`, "POST /policies/check"]) {
      const { status, json } = await send(what, { source: tests("allow") });
      expect(status).toBe(422);
      expect(json.error).toMatchObject({ code: "policy_test_failed", param: "source" });
      expect(json.error.details).toEqual([
        {
          message: 'test "mail" expects allow and gets block by pii',
          path: "tests[1]",
          line: 6,
          column: 5,
        },
      ]);
    }
    expect((await done(`GET ${base}/policies`)).data).toEqual([]);
  });

  it("is taken where all pass", async () => {
    const checked = await done("POST /policies/check", { source: tests("block") });
    expect(checked).toMatchObject({ valid: true, tests: 2 });
  });
});

describe("a watched version", () => {
  it("is what agents are served with beside the active one, until it is activated or dropped", async () => {
    const base = await tenantWith("watch", POLICY("flag"));
    await done(`PUT ${base}/policies/main`, { source: POLICY("block"), activate: false });
    const before = await servedAnew("watch");
    expect(before?.shadow).toBeNull();

    const shown = await done(`POST ${base}/policies/main/shadow`, { version: 2 });
    expect(shown).toMatchObject({ active_version: 1, shadow_version: 2 });
    const watched = await servedAnew("watch");
    expect(watched).toMatchObject({ policy: { version: 1 }, shadow: { version: 2 } });
    if (watched === null || before === null) throw new Error("the tenant exists");
    expect(shadowSummary(watched)).toEqual({ policy: "main", version: 2 });
    expect(policyOf(watched).shadow).toMatchObject({ mode: "enforce", shadow: null });
    // What a session remembers of texts is of no use to a version that has not seen them.
    expect(policyKey(watched)).not.toBe(policyKey(before));
    expect(policySummary(watched)).toEqual(policySummary(before));

    const dropped = await done(`POST ${base}/policies/main/shadow`, { version: null });
    expect(dropped.shadow_version).toBeNull();
    expect((await servedAnew("watch"))?.shadow).toBeNull();

    await done(`POST ${base}/policies/main/shadow`, { version: 2 });
    const activated = await done(`POST ${base}/policies/main/activate`, { version: 2 });
    expect(activated).toMatchObject({ active_version: 2, shadow_version: null });
  });

  it("must exist", async () => {
    const base = await tenantWith("watch-none", POLICY("flag"));
    const missing = await send(`POST ${base}/policies/main/shadow`, { version: 2 });
    expect(missing).toMatchObject({ status: 404, json: { error: { param: "version" } } });
    const nowhere = await send(`POST ${base}/policies/other/shadow`, { version: 1 });
    expect(nowhere).toMatchObject({ status: 404, json: { error: { param: "name" } } });
    expect((await done(`GET ${base}/policies/main`)).shadow_version).toBeNull();
  });

  it("is compared with what was carried out", async () => {
    const base = await tenantWith("compare", POLICY("flag"));
    await done(`PUT ${base}/policies/main`, { source: POLICY("block"), activate: false });
    await done(`POST ${base}/policies/main/shadow`, { version: 2 });
    const shadow = { policy: "main", version: 2 };
    const stricter = await record("compare", {
      ...CARD_FLAGGED,
      shadow: { ...shadow, action: "block" },
    });
    const looser = await record("compare", {
      ...CARD_FLAGGED,
      shadow: { ...shadow, action: "allow", rules: [] },
    });
    await record("compare", { shadow: { ...shadow, action: "allow" } });
    await record("compare", { shadow: { ...shadow, action: "flag", rules: ["new"] } });
    // Another version, another policy, none at all, another tenant: none of them counts.
    await record("compare", { shadow: { ...shadow, version: 3, action: "block" } });
    await record("compare", { shadow: { ...shadow, policy: "other", action: "block" } });
    await record("compare", CARD_FLAGGED);
    await record("rival", { ...CARD_FLAGGED, shadow: { ...shadow, action: "block" } });

    const compared = await done(`GET ${base}/policies/main/shadow?days=1`);
    expect(compared).toMatchObject({
      name: "main",
      version: 2,
      is_watched: true,
      events: 4,
      totals: { same: 1, stricter: 2, looser: 1 },
      examples: { looser: [looser] },
    });
    expect(compared.examples.stricter).toContain(stricter);
    expect(compared.actions).toContainEqual({ from: "flag", to: "block", events: 1 });
    expect(compared.rules).toEqual([
      { rule: "new", newly_matched: 1, no_longer_matched: 0 },
      { rule: "pii", newly_matched: 0, no_longer_matched: 1 },
    ]);
    const other = await done(`GET ${base}/policies/main/shadow?version=3`);
    expect(other).toMatchObject({ version: 3, is_watched: false, events: 1 });
  });

  it("is nothing to compare where none is", async () => {
    const base = await tenantWith("compare-none", POLICY("flag"));
    expect(await done(`GET ${base}/policies/main/shadow`)).toMatchObject({
      version: null,
      is_watched: false,
      events: 0,
    });
  });
});

describe("a backtest", () => {
  const main = (hash = "h") => ({ policy: { name: "main", version: 1, hash } });

  it("replays what was recorded, and names what it cannot tell", async () => {
    const base = await tenantWith("backtest", POLICY("flag"));
    const flagged = await record("backtest", { ...CARD_FLAGGED, ...main() });
    await record("backtest", { ...main(), toolCalls: ["search"] });
    // Refused, decided by nobody, or by a policy that is not this one: not replayed.
    await record("backtest", { ...main(), outcome: "refused" });
    await record("backtest", { policy: null });
    await record("backtest", { policy: { name: "other", version: 1, hash: "o" } });
    await record("backtest", { policy: { name: "main", version: 99, hash: "gone" } });
    const source = `${POLICY("block")}  - { name: words, scanner: content, action: block, keywords: [acme] }\n`;

    const tested = await done(`POST ${base}/policies/main/backtest`, { source });
    expect(tested).toMatchObject({
      events: 2,
      skipped: 1,
      is_cut: false,
      totals: { same: 1, stricter: 1, looser: 0, unknown: 0 },
      actions: [{ from: "flag", to: "block", events: 1 }],
      rules: [],
      not_evaluable: [{ rule: "words", events: 2 }],
      examples: { stricter: [flagged], looser: [] },
      traces: [],
    });
  });

  it("replays all events of an agent, whatever decided them", async () => {
    const base = await tenantWith("backtest-agent", POLICY("flag"));
    await done(`PUT ${base}/policies/own`, { source: POLICY("log") });
    await record("backtest-agent", {
      ...CARD_FLAGGED,
      policy: { name: "own", version: 1, hash: "o" },
    });
    const asked = { version: 1, agent: "bot" };
    const tested = await done(`POST ${base}/policies/main/backtest`, asked);
    expect(tested).toMatchObject({ events: 1, totals: { same: 1 } });
    const others = await done(`POST ${base}/policies/main/backtest`, { version: 1, agent: "x" });
    expect(others).toMatchObject({ events: 0 });
  });

  it("simulates exchanges of the caller's own under both versions", async () => {
    const base = await tenantWith("backtest-traces", POLICY("flag"));
    const traces = [{ text: "jane@example.com" }, { text: "hi" }, { endpoint: "nowhere" }];
    const tested = await done(`POST ${base}/policies/main/backtest`, {
      source: POLICY("block"),
      traces,
    });
    expect(tested.traces).toEqual([
      {
        index: 0,
        error: null,
        before: { action: "flag", intended: "flag", rules: ["pii"] },
        after: { action: "block", intended: "block", rules: ["pii"] },
      },
      {
        index: 1,
        error: null,
        before: { action: "allow", intended: "allow", rules: [] },
        after: { action: "allow", intended: "allow", rules: [] },
      },
      { index: 2, error: "endpoint: there is no such endpoint", before: null, after: null },
    ]);
  });

  it.each([
    [{}, 400],
    [{ source: POLICY("block"), version: 1 }, 400],
    [{ version: 7 }, 404],
    [{ source: "rules: 1" }, 422],
    [{ source: POLICY("block"), days: 31 }, 400],
    [{ source: POLICY("block"), traces: [{ nonsense: 1 }] }, 400],
  ])("refuses %j", async (body, status) => {
    const id = `backtest-bad-${JSON.stringify(body).length}`;
    const base = await tenantWith(id, POLICY("flag"));
    expect((await send(`POST ${base}/policies/main/backtest`, body)).status).toBe(status);
  });
});

describe("an agent with a policy of its own", () => {
  async function withOwn(id: string, tenant: string, own: string): Promise<string> {
    const base = await tenantWith(id, tenant);
    await done(`PUT ${base}/policies/own`, { source: own });
    await done(`POST ${base}/agents`, { id: "bot", policy: "own" });
    return base;
  }

  it("is held to the mandatory rules of its tenant's, and the event names both", async () => {
    await withOwn("mandatory", POLICY("block", ", mandatory: true"), POLICY("flag"));
    const served = await servedAnew("mandatory");
    if (served === null) throw new Error("the tenant exists");
    expect(policySummary(served)).toMatchObject({
      name: "own",
      version: 1,
      tenant: { name: "main", version: 1 },
    });
    expect(policyOf(served).rules.map(({ rule }) => [rule.name, rule.action])).toEqual([
      ["pii", "block"],
      ["agent.pii", "flag"],
    ]);
    const other = await servedAnew("mandatory", "other");
    expect(other && policySummary(other)).not.toHaveProperty("tenant");
  });

  it("is not, where nothing of it is mandatory", async () => {
    await withOwn("optional", POLICY("block"), POLICY("flag"));
    const served = await servedAnew("optional");
    if (served === null) throw new Error("the tenant exists");
    expect(policySummary(served)).not.toHaveProperty("tenant");
    expect(policyOf(served).rules.map(({ rule }) => rule.action)).toEqual(["flag"]);
  });

  it("has another hash when either of the two changes", async () => {
    const base = await withOwn("hashes", POLICY("block", ", mandatory: true"), POLICY("flag"));
    const hashes = new Set([(await servedAnew("hashes"))?.policy?.hash]);
    await done(`PUT ${base}/policies/main`, { source: POLICY("redact", ", mandatory: true") });
    hashes.add((await servedAnew("hashes"))?.policy?.hash);
    await done(`PUT ${base}/policies/own`, { source: POLICY("log") });
    hashes.add((await servedAnew("hashes"))?.policy?.hash);
    expect(hashes.size).toBe(3);
  });

  it("is watched by a version of the tenant's that would reach it", async () => {
    const base = await withOwn("reach", POLICY("block"), POLICY("flag"));
    const source = POLICY("block", ", mandatory: true");
    await done(`PUT ${base}/policies/main`, { source, activate: false });
    await done(`PUT ${base}/policies/main`, { source: POLICY("log"), activate: false });
    await done(`POST ${base}/policies/main/shadow`, { version: 2 });
    expect(await servedAnew("reach")).toMatchObject({
      policy: { name: "own", tenant: null },
      shadow: { name: "main", version: 2 },
    });
    // A version that does not reach it changes nothing for it: there is nothing to watch.
    await done(`POST ${base}/policies/main/shadow`, { version: 3 });
    expect((await servedAnew("reach"))?.shadow).toBeNull();
  });

  it("is not served where the tenant's policy has no version in force", async () => {
    await withOwn("missing", POLICY("block", ", mandatory: true"), POLICY("flag"));
    await env.DB.prepare("UPDATE policies SET active_version = 0 WHERE tenant = ?1 AND name = ?2")
      .bind("missing", "main")
      .run();
    expect(await servedAnew("missing")).toMatchObject({ missingPolicy: "main" });
  });
});

describe("an activation", () => {
  it("is seen by an isolate that has the old version within 30 seconds", async () => {
    const base = await tenantWith("in-time", POLICY("flag"));
    await done(`PUT ${base}/policies/main`, { source: POLICY("block"), activate: false });
    const waiting: Promise<unknown>[] = [];
    const versionAt = async (now: number) => {
      const context = {
        db: env.DB,
        now,
        waitUntil: (work: Promise<unknown>) => void waiting.push(work),
      };
      const served = await findAgent(context, "in-time", "bot");
      await Promise.all(waiting);
      return served?.policy?.version;
    };
    expect(await versionAt(1_000_000)).toBe(1);
    await done(`POST ${base}/policies/main/activate`, { version: 2 });
    // Just read: it may still be the old one.
    expect(await versionAt(1_004_999)).toBe(1);
    // Nobody asked since: at the hard limit it is read before it is used.
    expect(CONFIG_FRESHNESS.hardMs).toBeLessThan(30_000);
    expect(await versionAt(1_000_000 + CONFIG_FRESHNESS.hardMs)).toBe(2);
    // And back: whoever asks after the soft limit has it read in the background for the next.
    await done(`POST ${base}/policies/main/activate`, { version: 1 });
    const later = 1_000_000 + CONFIG_FRESHNESS.hardMs + CONFIG_FRESHNESS.softMs;
    expect(await versionAt(later)).toBe(2);
    expect(await versionAt(later + 1)).toBe(1);
  });
});
