// Session and agent objects in workerd, with a real D1: every admitted exchange ends in exactly one
// row, whatever fails on the way.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import {
  seal,
  type ExchangeEvent,
  type ExchangeHead,
  type Sealed,
} from "../../src/domain/event.ts";
import { LIMITS } from "../../src/domain/limits.ts";
import type { AgentObject } from "../../src/durable-objects/agent-object.ts";
import type { SessionObject } from "../../src/durable-objects/session-object.ts";
import { getEvent, listEvents } from "../../src/storage/events.ts";
import { eventId, headOf as plainHead, settledEvent } from "../settled-event.ts";
import { alarmIn, BROKEN_DB, later, rebind, storedKeys } from "./object-clock.ts";

type Session = DurableObjectStub<SessionObject>;
type Agent = DurableObjectStub<AgentObject>;

let count = 0;

/** A tenant of its own for every test: storage is shared by the tests of a file. */
function newTenant(): string {
  count += 1;
  return `tenant-${count}`;
}

function sessionOf(tenant: string, name = "s"): Session {
  return env.SESSION.get(env.SESSION.idFromName(`${tenant}/bot/${name}`));
}

function agentOf(tenant: string): Agent {
  return env.AGENT.get(env.AGENT.idFromName(`${tenant}/bot`));
}

function headOf(tenant: string, index = 0): ExchangeHead {
  const at = 1_700_000_000_000 + index;
  return plainHead({ id: eventId(1_700_000_000_000, index), tenant, session: "s", at });
}

function eventOf(tenant: string, index = 0, members: Partial<ExchangeEvent> = {}): ExchangeEvent {
  return settledEvent(headOf(tenant, index), members);
}

const head = (tenant: string, index = 0): Sealed => seal(headOf(tenant, index));
const event = (tenant: string, index = 0): Sealed => seal(eventOf(tenant, index));

function rowsOf(tenant: string): Promise<ExchangeEvent[]> {
  return listEvents(env.DB, { tenant, limit: 10_000 });
}

/** Rings the alarms of a session and of its agent, as the platform would. */
async function flush(tenant: string, name = "s"): Promise<void> {
  await runDurableObjectAlarm(sessionOf(tenant, name));
  await runDurableObjectAlarm(agentOf(tenant));
}

/** Rows of an object's storage by the first letters of their keys. */
async function stored(stub: Session | Agent, prefix: string): Promise<number> {
  return (await storedKeys(stub, prefix)).length;
}

describe("an exchange", () => {
  it("is admitted, settled and written once", async () => {
    const tenant = newTenant();
    const session = sessionOf(tenant);
    expect(await session.exchange({ admit: [head(tenant)], settle: [] })).toEqual([
      { admitted: true },
    ]);
    expect(await stored(session, "o:")).toBe(1);
    expect(await session.exchange({ admit: [], settle: [event(tenant)] })).toEqual([]);
    expect(await stored(session, "o:")).toBe(0);
    await flush(tenant);
    await flush(tenant);
    expect(await rowsOf(tenant)).toEqual([eventOf(tenant)]);
    expect(await stored(session, "e:")).toBe(0);
    expect(await stored(agentOf(tenant), "e:")).toBe(0);
  });

  it("is written by the alarms alone", async () => {
    const tenant = newTenant();
    await sessionOf(tenant).exchange({ admit: [], settle: [event(tenant)] });
    await vi.waitFor(async () => expect(await rowsOf(tenant)).toHaveLength(1), {
      timeout: 5_000,
      interval: 50,
    });
  });

  it("that rides with others is answered in their order", async () => {
    const tenant = newTenant();
    const admit = Array.from({ length: 200 }, (_, index) => head(tenant, index));
    const session = sessionOf(tenant);
    expect(await session.exchange({ admit, settle: [] })).toEqual(
      admit.map(() => ({ admitted: true })),
    );
    const settle = admit.map((_, index) => event(tenant, index));
    await session.exchange({ admit: [head(tenant, 900)], settle });
    expect(await stored(session, "o:")).toBe(1);
    await flush(tenant);
    const rows = await rowsOf(tenant);
    expect(rows.map(({ id }) => id).toSorted()).toEqual(settle.map(({ id }) => id));
  });

  it("that is sent twice is written once", async () => {
    const tenant = newTenant();
    const session = sessionOf(tenant);
    const settle = [event(tenant, 1), event(tenant, 2)];
    await session.exchange({ admit: [], settle });
    await session.exchange({ admit: [], settle });
    await agentOf(tenant).receive(settle);
    await flush(tenant);
    await agentOf(tenant).receive(settle);
    await flush(tenant);
    expect(await rowsOf(tenant)).toHaveLength(2);
  });

  it("whose event is written stays as it is", async () => {
    const tenant = newTenant();
    const agent = agentOf(tenant);
    await agent.receive([event(tenant)]);
    await runDurableObjectAlarm(agent);
    await agent.receive([seal(eventOf(tenant, 0, { outcome: "client_gone", status: 0 }))]);
    await runDurableObjectAlarm(agent);
    await agent.receive([seal(eventOf(tenant, 0, { outcome: "abandoned", status: 0 }))]);
    await runDurableObjectAlarm(agent);
    expect(await rowsOf(tenant)).toEqual([eventOf(tenant)]);
  });
});

describe("an exchange that nobody settles", () => {
  it("is abandoned when its lease runs out, and a late settlement replaces that", async () => {
    const tenant = newTenant();
    const session = sessionOf(tenant);
    await session.exchange({ admit: [head(tenant)], settle: [] });
    await flush(tenant);
    expect(await rowsOf(tenant)).toEqual([]);
    later(30_000);
    await flush(tenant);
    expect(await rowsOf(tenant)).toMatchObject([
      { ...headOf(tenant), outcome: "abandoned", status: 0, degraded: ["abandoned"] },
    ]);
    expect(await stored(session, "o:")).toBe(0);
    await session.exchange({ admit: [], settle: [event(tenant)] });
    await flush(tenant);
    expect(await rowsOf(tenant)).toEqual([eventOf(tenant)]);
  });

  it("that is settled in the message that admits another is not confused with it", async () => {
    const tenant = newTenant();
    const session = sessionOf(tenant);
    await session.exchange({ admit: [head(tenant, 1)], settle: [] });
    await session.exchange({ admit: [head(tenant, 2)], settle: [event(tenant, 1)] });
    later(30_000);
    await flush(tenant);
    expect((await rowsOf(tenant)).map(({ outcome }) => outcome)).toEqual(["abandoned", "complete"]);
  });

  it("lives while it is touched", async () => {
    const tenant = newTenant();
    const session = sessionOf(tenant);
    const ids = [headOf(tenant, 1).id, "unknown"];
    await session.exchange({ admit: [head(tenant, 1), head(tenant, 2)], settle: [] });
    later(20_000);
    await session.touch(ids);
    later(20_000);
    await flush(tenant);
    expect((await rowsOf(tenant)).map(({ id }) => id)).toEqual([headOf(tenant, 2).id]);
    later(10_000);
    await flush(tenant);
    expect(await rowsOf(tenant)).toHaveLength(2);
  });

  it("has the lease that is set", async () => {
    const tenant = newTenant();
    const session = sessionOf(tenant);
    await rebind(session, { EDGEWARDEN_LEASE_MS: "500" });
    await session.exchange({ admit: [head(tenant)], settle: [] });
    expect(await alarmIn(session)).toBeLessThanOrEqual(500);
    await vi.waitFor(
      async () => expect(await rowsOf(tenant)).toMatchObject([{ outcome: "abandoned" }]),
      { timeout: 5_000, interval: 50 },
    );
  });

  it("is abandoned after an eviction too, with a whole lease to be heard of", async () => {
    const tenant = newTenant();
    await sessionOf(tenant).exchange({ admit: [head(tenant)], settle: [] });
    await evictDurableObject(sessionOf(tenant));
    await flush(tenant);
    expect(await rowsOf(tenant)).toEqual([]);
    later(30_000);
    await flush(tenant);
    expect(await rowsOf(tenant)).toMatchObject([{ outcome: "abandoned" }]);
  });
});

describe("an outage", () => {
  it("of D1 keeps events, backs off without throwing, and ends with all of them written", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const tenant = newTenant();
    const agent = agentOf(tenant);
    await rebind(agent, { DB: BROKEN_DB });
    const events = Array.from({ length: 150 }, (_, index) => event(tenant, index));
    await agent.receive(events);
    const delays: number[] = [];
    for (let round = 0; round < 9; round += 1) {
      expect(await runDurableObjectAlarm(agent)).toBe(true);
      delays.push(await alarmIn(agent));
    }
    expect(await stored(agent, "e:")).toBe(Math.ceil(150 / LIMITS.outboxRowEvents));
    // The platform may have rung it once more in between, so the delays are not exact.
    for (const [round, delay] of delays.entries()) {
      expect(delay).toBeGreaterThan(Math.min(60_000, 1_000 * 2 ** round) - 900);
      expect(delay).toBeLessThanOrEqual(60_000);
    }
    await rebind(agent, { DB: env.DB });
    await runDurableObjectAlarm(agent);
    expect(await rowsOf(tenant)).toHaveLength(150);
    expect(await stored(agent, "e:")).toBe(0);
  });

  it("of D1 in the middle of a flush writes nothing twice and loses nothing", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const tenant = newTenant();
    const agent = agentOf(tenant);
    let calls = 0;
    const flaky = {
      prepare(sql: string) {
        calls += 1;
        if (calls === 2) throw new Error("D1 is down");
        return env.DB.prepare(sql);
      },
    };
    await rebind(agent, { DB: flaky });
    await agent.receive(Array.from({ length: 150 }, (_, index) => event(tenant, index)));
    await runDurableObjectAlarm(agent);
    expect(await rowsOf(tenant)).toHaveLength(LIMITS.outboxBatchEvents);
    await runDurableObjectAlarm(agent);
    expect(await rowsOf(tenant)).toHaveLength(150);
  });

  it("of the agent keeps events in the session", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const tenant = newTenant();
    const session = sessionOf(tenant);
    const gone = {
      idFromName: () => "x",
      get: () => ({ receive: () => Promise.reject(new Error()) }),
    };
    await rebind(session, { AGENT: gone });
    await session.exchange({ admit: [], settle: [event(tenant)] });
    for (let round = 0; round < 8; round += 1) await runDurableObjectAlarm(session);
    expect(await stored(session, "e:")).toBe(1);
    await rebind(session, { AGENT: env.AGENT });
    await flush(tenant);
    expect(await rowsOf(tenant)).toEqual([eventOf(tenant)]);
  });

  it("ended by an eviction loses nothing, neither in the session nor in the agent", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const tenant = newTenant();
    const admit = [head(tenant, 1), head(tenant, 2)];
    await sessionOf(tenant).exchange({ admit, settle: [] });
    await sessionOf(tenant).exchange({ admit: [], settle: [event(tenant, 1)] });
    await evictDurableObject(sessionOf(tenant));
    await rebind(agentOf(tenant), { DB: BROKEN_DB });
    await flush(tenant);
    expect(await stored(agentOf(tenant), "e:")).toBe(1);
    await evictDurableObject(agentOf(tenant));
    await runDurableObjectAlarm(agentOf(tenant));
    expect(await rowsOf(tenant)).toEqual([eventOf(tenant, 1)]);
    // The other one is still open, and settles as if nothing had happened.
    await sessionOf(tenant).exchange({ admit: [], settle: [event(tenant, 2)] });
    await flush(tenant);
    expect(await rowsOf(tenant)).toHaveLength(2);
  });

  it("keeps the order in which events were added over an eviction", async () => {
    const tenant = newTenant();
    const session = sessionOf(tenant);
    const sent: string[] = [];
    const agent = {
      receive(events: readonly Sealed[]) {
        sent.push(...events.map(({ id }) => id));
        return Promise.resolve();
      },
    };
    for (let index = 0; index < 12; index += 1) {
      await session.exchange({ admit: [], settle: [event(tenant, index)] });
      if (index === 5) await evictDurableObject(session);
    }
    await evictDurableObject(session);
    await rebind(sessionOf(tenant), { AGENT: { idFromName: () => "x", get: () => agent } });
    await runDurableObjectAlarm(sessionOf(tenant));
    // Some may have gone by an alarm of their own before.
    expect(sent).toEqual(sent.toSorted());
    await vi.waitFor(async () => {
      await runDurableObjectAlarm(agentOf(tenant));
      expect((await rowsOf(tenant)).length + sent.length).toBeGreaterThanOrEqual(12);
    });
  });
});

describe("a session", () => {
  it("refuses what is more than it may hold open, and admits again once one is settled", async () => {
    const tenant = newTenant();
    const session = sessionOf(tenant);
    const admit = Array.from({ length: LIMITS.openExchangesMax }, (_, index) =>
      head(tenant, index),
    );
    const answers = await session.exchange({ admit: admit.slice(0, -1), settle: [] });
    expect(answers.every(({ admitted }) => admitted)).toBe(true);
    const more = [head(tenant, 90_001), head(tenant, 90_002)];
    expect(await session.exchange({ admit: more, settle: [] })).toEqual([
      { admitted: true },
      { admitted: false, reason: "too-many-open", retryAfterMs: 1_000 },
    ]);
    expect(
      await session.exchange({ admit: [head(tenant, 90_003)], settle: [event(tenant, 0)] }),
    ).toEqual([{ admitted: true }]);
    expect(await stored(session, "o:")).toBe(LIMITS.openExchangesMax);
  });

  it("deletes itself when nobody has used it for an hour, and works again after", async () => {
    const tenant = newTenant();
    const session = sessionOf(tenant);
    await session.exchange({ admit: [head(tenant)], settle: [] });
    await session.exchange({ admit: [], settle: [event(tenant)] });
    await flush(tenant);
    await runInDurableObject(session as DurableObjectStub, (_, state) =>
      state.storage.put("mark", 1),
    );
    expect(await alarmIn(session)).toBeGreaterThan(59 * 60_000);
    later(61 * 60_000);
    await flush(tenant);
    expect(await stored(session, "")).toBe(0);
    expect(await alarmIn(session)).toBe(Infinity);
    vi.restoreAllMocks();
    await session.exchange({ admit: [], settle: [event(tenant, 2)] });
    await flush(tenant);
    expect(await rowsOf(tenant)).toHaveLength(2);
  });
});

describe("a session that deleted itself", () => {
  it("has an alarm for what comes next, though it had one set when it did", async () => {
    const tenant = newTenant();
    const session = sessionOf(tenant);
    await session.exchange({ admit: [head(tenant)], settle: [] });
    // A life that only its alarm begins finds an exchange that nobody settles, closes it, sends it on
    // and has nothing left.
    await evictDurableObject(session);
    await runDurableObjectAlarm(sessionOf(tenant));
    later(10 * 60_000);
    await runDurableObjectAlarm(sessionOf(tenant));
    expect(await stored(sessionOf(tenant), "")).toBe(0);
    await sessionOf(tenant).exchange({ admit: [], settle: [event(tenant, 2)] });
    expect(await alarmIn(sessionOf(tenant))).toBeLessThanOrEqual(1_000);
  });
});

describe("tenants", () => {
  it("do not mix, even with the same ids", async () => {
    const [one, two] = [newTenant(), newTenant()];
    await sessionOf(one).exchange({ admit: [head(one, 7)], settle: [] });
    await sessionOf(two).exchange({ admit: [head(two, 7)], settle: [] });
    await sessionOf(one).exchange({ admit: [], settle: [event(one, 7)] });
    await flush(one);
    await flush(two);
    expect(await rowsOf(one)).toEqual([eventOf(one, 7)]);
    expect(await rowsOf(two)).toEqual([]);
    const { id } = headOf(one, 7);
    expect(await getEvent(env.DB, { tenant: one, id })).toEqual(eventOf(one, 7));
    expect(await getEvent(env.DB, { tenant: two, id })).toBeNull();
    await sessionOf(two).exchange({ admit: [], settle: [event(two, 7)] });
    await flush(two);
    expect(await rowsOf(two)).toEqual([eventOf(two, 7)]);
    expect(await rowsOf(one)).toHaveLength(1);
  });
});
