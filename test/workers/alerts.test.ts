// Alerts from the agent's object: signed, said once in a cooldown, tried again until they are taken.
import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { DueAlert } from "../../src/domain/alert.ts";
import { seal, type Sealed } from "../../src/domain/event.ts";
import { LIMITS } from "../../src/domain/limits.ts";
import type { AgentObject } from "../../src/durable-objects/agent-object.ts";
import { listEvents } from "../../src/storage/events.ts";
import { alertSecret, masterKeys } from "../../src/storage/vault.ts";
import { eventId, headOf, settledEvent } from "../settled-event.ts";
import { later, storedKeys } from "./object-clock.ts";

let count = 0;

afterEach(() => {
  vi.unstubAllGlobals();
});

type Agent = DurableObjectStub<AgentObject>;

function newAgent(): { readonly tenant: string; readonly agent: Agent } {
  count += 1;
  const tenant = `alerted-${count}`;
  return { tenant, agent: env.AGENT.get(env.AGENT.idFromName(`${tenant}/bot`)) };
}

const ALERT: DueAlert = {
  name: "on-call",
  webhook: "https://hooks.example.com/a",
  cooldownMs: 60_000,
  rules: ["secrets"],
  severity: "critical",
  action: "block",
  intended: "block",
  mode: "enforce",
  at: 1_700_000_000_000,
};

function event(tenant: string, n: number, alerts: readonly Partial<DueAlert>[] = [{}]): Sealed {
  const head = headOf({ id: eventId(ALERT.at, n), tenant, at: ALERT.at });
  return { ...seal(settledEvent(head)), alerts: alerts.map((alert) => ({ ...ALERT, ...alert })) };
}

interface Posted {
  readonly url: string;
  readonly init: RequestInit;
  readonly body: Record<string, unknown>;
}

/** Receivers of alerts: what comes, and what they answer. */
function receivers(
  tenant: string,
  answer: () => Response | Promise<Response> = () => new Response(),
) {
  const posted: Posted[] = [];
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    // The body is the JSON that is signed.
    const text = typeof init.body === "string" ? init.body : "";
    const body = JSON.parse(text) as Record<string, unknown>;
    // Objects of other tests may still be at work.
    if (body["tenant"] === tenant) posted.push({ url, init, body });
    return Promise.resolve().then(answer);
  });
  return posted;
}

async function stored(agent: Agent): Promise<number> {
  return (await storedKeys(agent, "a:")).length;
}

/** Checks a signature as a receiver does. */
async function isSigned(tenant: string, { init }: Posted): Promise<boolean> {
  const headers = new Headers(init.headers);
  const [, t, v1] =
    /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers.get("x-edgewarden-signature") ?? "") ?? [];
  const secret = await alertSecret(await masterKeys(env.EDGEWARDEN_MASTER_KEYS), tenant);
  const bytes = (text: string) => new TextEncoder().encode(text);
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes(secret), algorithm, false, ["verify"]);
  const mac = Uint8Array.from(v1?.match(/../g) ?? [], (hex) => Number.parseInt(hex, 16));
  return crypto.subtle.verify(
    "HMAC",
    key,
    mac,
    bytes(`${t}.${typeof init.body === "string" ? init.body : ""}`),
  );
}

describe("an alert", () => {
  it("is posted, signed with the tenant's own secret, without content", async () => {
    const { tenant, agent } = newAgent();
    const posted = receivers(tenant);
    await agent.receive([event(tenant, 1)]);
    await runDurableObjectAlarm(agent);
    expect(posted).toHaveLength(1);
    const [first] = posted;
    expect(first).toMatchObject({
      url: ALERT.webhook,
      init: { method: "POST", redirect: "manual" },
    });
    expect(first?.body).toEqual({
      type: "edgewarden.alert",
      alert: "on-call",
      tenant,
      agent: "bot",
      event: eventId(ALERT.at, 1),
      at: "2023-11-14T22:13:20.000Z",
      mode: "enforce",
      action: "block",
      intended: "block",
      severity: "critical",
      rules: ["secrets"],
    });
    expect(first && (await isSigned(tenant, first))).toBe(true);
    expect(first && (await isSigned("another", first))).toBe(false);
    expect(await stored(agent)).toBe(0);
  });

  it("is said once in a cooldown for each rule, also by another life of the object", async () => {
    const { tenant, agent } = newAgent();
    const posted = receivers(tenant);
    await agent.receive([event(tenant, 1), event(tenant, 2)]);
    await runDurableObjectAlarm(agent);
    await evictDurableObject(agent);
    await agent.receive([event(tenant, 3, [{ rules: ["secrets", "pii"] }])]);
    await runDurableObjectAlarm(agent);
    expect(posted.map(({ body }) => body["rules"])).toEqual([["secrets"], ["pii"]]);
    later(61_000);
    await agent.receive([event(tenant, 4)]);
    await runDurableObjectAlarm(agent);
    expect(posted).toHaveLength(3);
  });

  it("comes by way of the session, as all events do", async () => {
    const { tenant, agent } = newAgent();
    const posted = receivers(tenant);
    const session = env.SESSION.get(env.SESSION.idFromName(`${tenant}/bot/s`));
    await session.exchange({ admit: [], settle: [{ ...event(tenant, 1), retentionDays: 7 }] });
    await runDurableObjectAlarm(session);
    await runDurableObjectAlarm(agent);
    expect(posted).toHaveLength(1);
    // The event is older than a week.
    expect(await listEvents(env.DB, { tenant, limit: 10 })).toEqual([]);
  });

  it("goes to every webhook that asks for it", async () => {
    const { tenant, agent } = newAgent();
    const posted = receivers(tenant);
    const other = { name: "audit", webhook: "https://audit.example.com/" };
    await agent.receive([event(tenant, 1, [{}, other])]);
    await runDurableObjectAlarm(agent);
    expect(posted.map(({ url }) => url)).toEqual([ALERT.webhook, other.webhook]);
  });

  it.each<[string, () => Response | Promise<Response>]>([
    ["answers an error", () => new Response(null, { status: 500 })],
    [
      "answers with another place",
      () => new Response(null, { status: 302, headers: { location: "https://10.0.0.1/" } }),
    ],
    ["cannot be reached", () => Promise.reject(new TypeError("no route"))],
  ])("is kept and tried again where its receiver %s", async (_, failure) => {
    vi.spyOn(console, "error").mockReturnValue();
    let isDown = true;
    const { tenant, agent } = newAgent();
    const posted = receivers(tenant, () => (isDown ? failure() : new Response()));
    await agent.receive([event(tenant, 1)]);
    await runDurableObjectAlarm(agent);
    expect([posted.length, await stored(agent)]).toEqual([1, 1]);
    // The event does not wait for it.
    expect(await listEvents(env.DB, { tenant, limit: 10 })).toHaveLength(1);
    await evictDurableObject(agent);
    isDown = false;
    later(6_000);
    await runDurableObjectAlarm(agent);
    expect([posted.length, await stored(agent)]).toEqual([2, 0]);
  });

  it("is given up after many tries", async () => {
    const log = vi.spyOn(console, "error").mockReturnValue();
    const { tenant, agent } = newAgent();
    const posted = receivers(tenant, () => new Response(null, { status: 500 }));
    await agent.receive([event(tenant, 1)]);
    for (let tries = 0; tries < 30; tries += 1) {
      await runDurableObjectAlarm(agent);
      later(61 * 60_000);
    }
    expect(posted).toHaveLength(18);
    expect(await stored(agent)).toBe(0);
    expect(log.mock.calls.flat().join()).toContain("alert_lost");
  });

  it("is not sent inward, whatever the policy says", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    const { tenant, agent } = newAgent();
    const posted = receivers(tenant);
    const urls = ["http://hooks.example.com/", "https://169.254.169.254/", "https://localhost/"];
    await agent.receive(urls.map((webhook, n) => event(tenant, n, [{ webhook, name: `a${n}` }])));
    await runDurableObjectAlarm(agent);
    expect(posted).toEqual([]);
  });

  it("is one of a bounded number that wait", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    const { tenant, agent } = newAgent();
    receivers(tenant, () => new Response(null, { status: 500 }));
    const many = Array.from({ length: LIMITS.alertsQueuedMax + 5 }, (_, n) =>
      event(tenant, n, [{ rules: [`rule-${n}`] }]),
    );
    await agent.receive(many);
    expect(await stored(agent)).toBe(LIMITS.alertsQueuedMax);
  });
});
