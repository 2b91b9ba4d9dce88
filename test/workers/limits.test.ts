// Limit and session objects in workerd: what comes together cannot pass together, a message that
// comes twice counts once, and counts outlive the object's memory but not their window.
import { createExecutionContext, evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { seal, type Sealed } from "../../src/domain/event.ts";
import type { Meter } from "../../src/domain/meter.ts";
import type { SessionFacts } from "../../src/domain/session-view.ts";
import type { LimitObject } from "../../src/durable-objects/limit-object.ts";
import {
  finishLimits,
  takeLimits,
  touchLimits,
  type LimitContext,
} from "../../src/durable-objects/limit-port.ts";
import type { SessionObject } from "../../src/durable-objects/session-object.ts";
import { admitExchange, settleExchange } from "../../src/durable-objects/session-port.ts";
import type { StateAsk } from "../../src/durable-objects/session-state.ts";
import { meterOf, SLOTS, TOKENS } from "../meter-of.ts";
import { headOf, settledEvent } from "../settled-event.ts";
import { alarmIn, later, storedKeys } from "./object-clock.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let count = 0;

/** An object of its own for every test. */
function newLimit(): DurableObjectStub<LimitObject> {
  count += 1;
  return limitOf(`t${count}/agent:bot`);
}

function limitOf(name: string): DurableObjectStub<LimitObject> {
  return env.LIMIT.get(env.LIMIT.idFromName(name));
}

function newSession(): DurableObjectStub<SessionObject> {
  count += 1;
  return env.SESSION.get(env.SESSION.idFromName(`t${count}/bot/s/x`));
}

/** The end of the exchange `a`. */
const END = { id: "a", response: null, isRead: false, tokens: 0, calls: [] } as const;

async function take(
  stub: DurableObjectStub<LimitObject>,
  id: string,
  meters: readonly Meter[],
  wanted = 0,
): Promise<string | null> {
  return (await stub.take({ id, meters, tokens: wanted })).refused?.name ?? null;
}

describe("a limit object", () => {
  it("admits exactly its maximum of what comes together", async () => {
    const stub = newLimit();
    const meters = [
      meterOf({ max: 20 }),
      meterOf({ name: "slots", count: "concurrency", max: 30 }),
    ];
    const asked = await Promise.all(
      Array.from({ length: 50 }, (_, index) => take(stub, `id-${index}`, meters)),
    );
    expect(asked.filter((refused) => refused === null)).toHaveLength(20);
  });

  it("counts a message that comes twice once", async () => {
    const stub = newLimit();
    for (let again = 0; again < 4; again += 1) {
      expect(await take(stub, "a", [meterOf(), TOKENS], 10)).toBeNull();
    }
    for (let again = 0; again < 4; again += 1) {
      await stub.finish({ ...END, meters: [TOKENS], tokens: 30 });
    }
    expect(await stub.take({ id: "b", meters: [meterOf(), TOKENS], tokens: 0 })).toMatchObject({
      refused: null,
      left: [{ remaining: 0 }, { remaining: 70 }],
    });
  });

  it("frees slots when exchanges end, are given back, or are not heard of for a lease", async () => {
    const stub = newLimit();
    expect(await take(stub, "a", [SLOTS])).toBeNull();
    expect(await take(stub, "b", [SLOTS])).toBeNull();
    expect(await take(stub, "c", [SLOTS])).toBe("slots");
    await stub.finish({ ...END, meters: [SLOTS] });
    expect(await take(stub, "c", [SLOTS])).toBeNull();
    await stub.giveBack("b");
    expect(await take(stub, "d", [SLOTS])).toBeNull();
    later(20_000);
    await stub.touch("d");
    later(11_000);
    await runDurableObjectAlarm(stub);
    expect(await take(stub, "e", [SLOTS])).toBeNull();
    expect(await take(stub, "f", [SLOTS])).toBe("slots");
  });

  it("keeps its counts over an eviction, and what is held", async () => {
    const stub = newLimit();
    await take(stub, "a", [meterOf(), SLOTS]);
    await take(stub, "b", [meterOf()]);
    await evictDurableObject(stub);
    expect(await take(stub, "c", [meterOf()])).toBe("r");
    expect(await take(stub, "d", [SLOTS])).toBeNull();
    expect(await take(stub, "e", [SLOTS])).toBe("slots");
    await stub.finish({ ...END, meters: [SLOTS] });
    await evictDurableObject(stub);
    expect(await take(stub, "e", [SLOTS])).toBeNull();
  });

  it("deletes itself when nothing is left to count, and works again after", async () => {
    const stub = newLimit();
    await take(stub, "a", [meterOf(), meterOf({ name: "hour", windowMs: HOUR }), SLOTS]);
    expect(await alarmIn(stub)).toBeLessThanOrEqual(30_000);
    later(MINUTE);
    await runDurableObjectAlarm(stub);
    expect(await storedKeys(stub)).toEqual(['l:t:requests/3600000/"hour"']);
    await evictDurableObject(stub);
    later(HOUR);
    await runDurableObjectAlarm(stub);
    expect(await storedKeys(stub)).toEqual([]);
    expect(await alarmIn(stub)).toBe(Infinity);
    expect(await take(stub, "b", [meterOf()])).toBeNull();
    expect(await storedKeys(stub)).toHaveLength(1);
  });

  it("writes nothing for what it refuses", async () => {
    const stub = newLimit();
    expect(await take(stub, "a", [meterOf({ max: 0 })])).toBe("r");
    expect(await storedKeys(stub)).toEqual([]);
  });
});

/** A request's context; `settled` waits for what was left to `waitUntil`. */
function contextOf(bindings: Readonly<Record<string, unknown>> = {}) {
  const pending: Promise<unknown>[] = [];
  const platform = createExecutionContext();
  const context: LimitContext & { keepLost(): Promise<void> } = {
    env: { ...env, ...bindings },
    waitUntil(promise) {
      pending.push(promise);
      platform.waitUntil(promise);
    },
    keepLost: () => Promise.reject(new Error("nothing is lost here")),
  };
  return {
    context,
    settled: async () => {
      while (pending.length > 0) await Promise.all(pending.splice(0));
    },
  };
}

describe("the port of the limits", () => {
  const nameOf = (what: string) => `port-${count}/${what}`;
  const takesOf = (meters: readonly Meter[]) => [
    { object: nameOf("agent:bot"), meters: [meterOf({ name: "agent", max: 10 }), SLOTS] },
    { object: nameOf("user:u"), meters },
  ];

  it("gives back what one granted where another refuses", async () => {
    count += 1;
    const { context, settled } = contextOf();
    const takes = takesOf([meterOf({ max: 1, by: "user" })]);
    const first = await takeLimits(context, { id: "a", takes, tokens: 0 });
    expect(first).toMatchObject({ refused: null, failed: [] });
    expect(first.left.map(({ remaining }) => remaining)).toEqual([9, 1, 0]);
    const second = await takeLimits(context, { id: "b", takes, tokens: 0 });
    expect(second.refused).toMatchObject({ name: "r", by: "user" });
    await settled();
    const agent = limitOf(nameOf("agent:bot"));
    expect(await agent.take({ id: "c", meters: takes[0]?.meters ?? [], tokens: 0 })).toMatchObject({
      refused: null,
      left: [{ remaining: 8 }, { remaining: 0 }],
    });
  });

  it("tells the end of an exchange, and that it lives, to those that need to know", async () => {
    count += 1;
    const { context, settled } = contextOf();
    const takes = takesOf([TOKENS]);
    await takeLimits(context, { id: "a", takes, tokens: 5 });
    touchLimits(context, { id: "a", takes });
    finishLimits(context, { ...END, takes, tokens: 60 });
    await settled();
    const answer = await takeLimits(context, { id: "b", takes, tokens: 0 });
    expect(answer.left.map(({ name, remaining }) => [name, remaining])).toEqual([
      ["agent", 8],
      ["slots", 1],
      ["tokens", 40],
    ]);
  });

  it("names the meters of an object that cannot be asked, after a second try", async () => {
    let tries = 0;
    const broken = {
      idFromName: () => "x",
      get: () => ({
        take: () => {
          tries += 1;
          return Promise.reject(new Error("gone"));
        },
        giveBack: () => Promise.reject(new Error("gone")),
        finish: () => Promise.reject(new Error("gone")),
      }),
    };
    const { context, settled } = contextOf({ LIMIT: broken });
    const takes = [{ object: "t/agent:x", meters: [meterOf(), TOKENS] }];
    expect(await takeLimits(context, { id: "a", takes, tokens: 0 })).toMatchObject({
      refused: null,
      failed: [{ name: "r" }, { name: "tokens" }],
    });
    expect(tries).toBe(2);
    finishLimits(context, { ...END, takes, tokens: 1 });
    await settled();
  });
});

function sealed(id: string): Sealed {
  return seal(settledEvent(headOf({ id, session: "x" })));
}

function askOf(members: Partial<StateAsk> = {}): StateAsk {
  return { meters: [], wantsView: true, isTurn: true, tokens: 0, ...members };
}

/** Admits one exchange. */
async function admit(stub: DurableObjectStub<SessionObject>, id: string, ask: StateAsk | null) {
  const [admission] = await stub.exchange({
    admit: [sealed(id)],
    settle: [],
    ...(ask && { state: [ask] }),
  });
  return admission;
}

function settle(
  stub: DurableObjectStub<SessionObject>,
  facts: SessionFacts,
  meters: readonly Meter[] = [],
) {
  return stub.exchange({
    admit: [],
    settle: [sealed(facts.id)],
    reports: [{ facts, meters, wantsView: true }],
  });
}

describe("a session", () => {
  it("says and keeps nothing of itself where nobody asks", async () => {
    const stub = newSession();
    expect(await admit(stub, "a", null)).toEqual({ admitted: true });
    await stub.exchange({ admit: [], settle: [sealed("a")] });
    expect((await storedKeys(stub)).filter((key) => /^[vl]:/.test(key))).toEqual([]);
  });

  it("tells what it has done before, over an eviction too", async () => {
    const stub = newSession();
    expect(await admit(stub, "a", askOf())).toMatchObject({
      admitted: true,
      view: { turns: 0, flags: 0, recentCalls: [] },
    });
    const facts = { id: "a", calls: ["read"], isFlagged: true, tokens: 9, model: "m" };
    await settle(stub, facts);
    await settle(stub, facts);
    await evictDurableObject(stub);
    expect(await admit(stub, "b", askOf())).toMatchObject({
      view: { turns: 1, flags: 1, tokens: 9, toolCalls: 1, recentCalls: [{ name: "read" }] },
    });
    expect(await admit(stub, "b", askOf())).toMatchObject({ view: { turns: 1 } });
    expect(await admit(stub, "c", askOf({ isTurn: false }))).toMatchObject({ view: { turns: 2 } });
    expect(await admit(stub, "d", askOf())).toMatchObject({ view: { turns: 2 } });
  });

  it("adds what is settled in a message before it admits what is in it", async () => {
    const stub = newSession();
    const one = { ...SLOTS, max: 1 };
    await admit(stub, "a", askOf({ meters: [one] }));
    const report = { facts: { id: "a", isBlocked: true }, meters: [one], wantsView: true };
    expect(
      await stub.exchange({
        admit: [sealed("b")],
        settle: [sealed("a")],
        state: [askOf({ meters: [one] })],
        reports: [report],
      }),
    ).toMatchObject([{ admitted: true, view: { turns: 1, blocks: 1 } }]);
  });

  it("admits exactly its maximum of what comes together, and puts no refused one on record", async () => {
    const stub = newSession();
    const meters = [meterOf({ max: 7, by: "session" })];
    const asked = await Promise.all(
      Array.from({ length: 50 }, (_, index) => admit(stub, `id-${index}`, askOf({ meters }))),
    );
    expect(asked.filter((admission) => admission?.admitted)).toHaveLength(7);
    expect(asked.find((admission) => admission?.admitted === false)).toMatchObject({
      admitted: false,
      reason: "limited",
      refused: { name: "r", by: "session", max: 7, remaining: 0 },
    });
    const keys = await storedKeys(stub);
    expect(keys.filter((key) => key.startsWith("o:"))).toHaveLength(7);
  });

  it("frees slots when exchanges are settled, with or without a report, or abandoned", async () => {
    const stub = newSession();
    const ask = askOf({ meters: [{ ...SLOTS, by: "session" }], wantsView: false });
    await admit(stub, "a", ask);
    await admit(stub, "b", ask);
    expect(await admit(stub, "c", ask)).toMatchObject({ admitted: false, reason: "limited" });
    await stub.exchange({ admit: [], settle: [sealed("a")] });
    await settle(stub, { id: "b" }, ask.meters);
    await admit(stub, "c", ask);
    expect(await admit(stub, "d", ask)).toMatchObject({ admitted: true });
    later(31_000);
    await runDurableObjectAlarm(stub);
    expect(await admit(stub, "e", ask)).toMatchObject({ admitted: true });
    await evictDurableObject(stub);
    await admit(stub, "f", ask);
    expect(await admit(stub, "g", ask)).toMatchObject({ admitted: false });
  });

  it("counts the tokens of a budget that never comes back", async () => {
    const stub = newSession();
    const meters = [meterOf({ count: "tokens", max: 50, windowMs: null, by: "session" })];
    await admit(stub, "a", askOf({ meters }));
    await settle(stub, { id: "a", tokens: 80 }, meters);
    later(3 * HOUR);
    await evictDurableObject(stub);
    expect(await admit(stub, "b", askOf({ meters }))).toMatchObject({
      admitted: false,
      refused: { retryAfterMs: null },
    });
  });

  it.each([
    ["a day", {}, 23, 2],
    ["a week where it was ended", { terminate: "r" }, 7 * 24 - 1, 2],
  ])("remembers for %s, though nothing but its alarm wakes it", async (_, facts, kept, more) => {
    const stub = newSession();
    await admit(stub, "a", askOf());
    await settle(stub, { id: "a", tokens: 3, ...facts });
    await runDurableObjectAlarm(stub);
    await evictDurableObject(stub);
    later(kept * HOUR);
    await runDurableObjectAlarm(stub);
    expect(await storedKeys(stub)).toEqual(["v:view"]);
    expect(await alarmIn(stub)).toBeLessThanOrEqual(HOUR);
    await evictDurableObject(stub);
    later(more * HOUR);
    await runDurableObjectAlarm(stub);
    expect(await storedKeys(stub)).toEqual([]);
    expect(await alarmIn(stub)).toBe(Infinity);
    expect(await admit(stub, "b", askOf())).toMatchObject({ view: { turns: 0, tokens: 0 } });
  });

  it("deletes itself after an hour although it was evicted in the meantime", async () => {
    const stub = newSession();
    await admit(stub, "a", null);
    await stub.exchange({ admit: [], settle: [sealed("a")] });
    await runDurableObjectAlarm(stub);
    expect(await alarmIn(stub)).toBeGreaterThan(59 * MINUTE);
    await evictDurableObject(stub);
    later(61 * MINUTE);
    await runDurableObjectAlarm(stub);
    expect(await alarmIn(stub)).toBe(Infinity);
  });
});

describe("the port of the sessions", () => {
  it("takes asks and reports along, each with its own exchange", async () => {
    count += 1;
    const session = `t${count}/bot/s/x`;
    const { context, settled } = contextOf();
    const [one, two] = await Promise.all([
      admitExchange(context, session, sealed("one"), "", askOf()),
      admitExchange(context, session, sealed("two"), ""),
    ]);
    expect(one).toMatchObject({ admitted: true, view: { turns: 0 } });
    expect(two).toEqual({ admitted: true });
    const report = { facts: { id: "one", tokens: 4 }, meters: [], wantsView: true };
    settleExchange(context, session, sealed("one"), report);
    settleExchange(context, session, sealed("two"));
    await settled();
    expect(await admitExchange(context, session, sealed("three"), "", askOf())).toMatchObject({
      view: { turns: 1, tokens: 4 },
    });
  });
});
