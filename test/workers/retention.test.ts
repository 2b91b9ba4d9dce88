// How long events stay: the agent's object deletes what its policy does not keep, once a day, and
// goes on until it is done.
import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { seal, type Sealed } from "../../src/domain/event.ts";
import type { AgentObject } from "../../src/durable-objects/agent-object.ts";
import { listEvents } from "../../src/storage/events.ts";
import { eventId, headOf, settledEvent } from "../settled-event.ts";
import { alarmIn, BROKEN_DB, later, rebind } from "./object-clock.ts";

const DAY_MS = 86_400_000;
const START = Date.now();
let count = 0;

function newAgent(): { readonly tenant: string; readonly agent: DurableObjectStub<AgentObject> } {
  count += 1;
  const tenant = `keeping-${count}`;
  return { tenant, agent: env.AGENT.get(env.AGENT.idFromName(`${tenant}/bot`)) };
}

/** An event of some days ago; `days` is what its policy says, if it says anything. */
function event(
  tenant: string,
  of: { ageDays: number; days?: number | null; agent?: string; n?: number },
): Sealed {
  const at = START - of.ageDays * DAY_MS;
  const head = headOf({ id: eventId(at, of.n), tenant, agent: of.agent ?? "bot", at });
  return { ...seal(settledEvent(head)), ...(of.days !== undefined && { retentionDays: of.days }) };
}

async function ages(tenant: string): Promise<number[]> {
  const events = await listEvents(env.DB, { tenant, limit: 10_000 });
  return events.map(({ at }) => Math.round((START - at) / DAY_MS));
}

describe("events", () => {
  it.each<[string, number | null | undefined]>([
    ["no policy speaks of it", undefined],
    ["the policy keeps them", null],
  ])("stay where %s", async (_, days) => {
    const { tenant, agent } = newAgent();
    await agent.receive([
      event(tenant, { ageDays: 4_000 }),
      event(tenant, { ageDays: 0, ...(days !== undefined && { days }) }),
    ]);
    await runDurableObjectAlarm(agent);
    expect(await ages(tenant)).toEqual([0, 4_000]);
    expect(await alarmIn(agent)).toBe(Infinity);
  });

  it("go when they are older than the policy keeps them, and no others", async () => {
    const { tenant, agent } = newAgent();
    const other = env.AGENT.get(env.AGENT.idFromName(`${tenant}/other`));
    await other.receive([event(tenant, { ageDays: 50, agent: "other", n: 1 })]);
    await runDurableObjectAlarm(other);
    await agent.receive([29, 31, 40].map((ageDays) => event(tenant, { ageDays })));
    await agent.receive([event(tenant, { ageDays: 0, days: 30 })]);
    await runDurableObjectAlarm(agent);
    expect(await ages(tenant)).toEqual([0, 29, 50]);
  });

  it("go day by day, without any traffic, whatever becomes of the object", async () => {
    const { tenant, agent } = newAgent();
    await agent.receive([event(tenant, { ageDays: 0, days: 2 }), event(tenant, { ageDays: 1 })]);
    await runDurableObjectAlarm(agent);
    expect(await ages(tenant)).toEqual([0, 1]);
    await evictDurableObject(agent);
    later(1.5 * DAY_MS);
    await runDurableObjectAlarm(agent);
    expect(await ages(tenant)).toEqual([0]);
    await evictDurableObject(agent);
    later(DAY_MS);
    await runDurableObjectAlarm(agent);
    expect(await ages(tenant)).toEqual([]);
  });

  it("go in batches until none is left", async () => {
    const { tenant, agent } = newAgent();
    const old = Array.from({ length: 1_201 }, (_, n) => event(tenant, { ageDays: 10, n }));
    for (let at = 0; at < old.length; at += 400) await agent.receive(old.slice(at, at + 400));
    await runDurableObjectAlarm(agent);
    expect(await ages(tenant)).toHaveLength(1_201);
    await agent.receive([event(tenant, { ageDays: 0, days: 7 })]);
    await runDurableObjectAlarm(agent);
    expect(await ages(tenant)).toEqual([0]);
  });

  it("go although the store failed at first, and although they came late", async () => {
    const { tenant, agent } = newAgent();
    await agent.receive([event(tenant, { ageDays: 20 })]);
    await runDurableObjectAlarm(agent);
    await agent.receive([event(tenant, { ageDays: 0, days: 7 })]);
    await rebind(agent, { DB: BROKEN_DB });
    await runDurableObjectAlarm(agent);
    expect(await ages(tenant)).toEqual([20]);
    await evictDurableObject(agent);
    await runDurableObjectAlarm(agent);
    await vi.waitFor(async () => expect(await ages(tenant)).toEqual([0]), { timeout: 5_000 });
    await agent.receive([event(tenant, { ageDays: 30, n: 5 })]);
    later(DAY_MS);
    await runDurableObjectAlarm(agent);
    expect(await ages(tenant)).toEqual([0]);
  });

  it("stay from the moment on that the policy keeps them again", async () => {
    const { tenant, agent } = newAgent();
    await agent.receive([event(tenant, { ageDays: 1, days: 2 })]);
    await runDurableObjectAlarm(agent);
    await agent.receive([event(tenant, { ageDays: 0, days: null })]);
    later(10 * DAY_MS);
    await runDurableObjectAlarm(agent);
    expect(await ages(tenant)).toEqual([0, 1]);
  });
});
