// What a session object remembers of the flow of data, in workerd: over turns and evictions, from a
// state of before it was remembered, and told by an exchange that it has not admitted.
import {
  createExecutionContext,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
  waitOnExecutionContext,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { FlowSketch } from "../../src/domain/data-flow.ts";
import { seal } from "../../src/domain/event.ts";
import type { SessionFacts, SessionView } from "../../src/domain/session-view.ts";
import type { SessionObject } from "../../src/durable-objects/session-object.ts";
import { tellSession } from "../../src/durable-objects/session-port.ts";
import { headOf, settledEvent } from "../settled-event.ts";
import { alarmIn, later, storedKeys } from "./object-clock.ts";

const HOUR = 60 * 60_000;
const ASK = { meters: [], wantsView: true, isTurn: true, tokens: 0 } as const;
const MAIL = { tool: "read_mail", traits: ["private", "untrusted"], turn: 0 } as const;

type Session = DurableObjectStub<SessionObject>;
let count = 0;

function newName(): string {
  count += 1;
  return `flow-${count}/bot/s/x`;
}

function sessionAt(name: string): Session {
  return env.SESSION.get(env.SESSION.idFromName(name));
}

const sealed = (id: string) => seal(settledEvent(headOf({ id, session: "x" })));

async function viewAt(stub: Session, id: string): Promise<SessionView | undefined> {
  const [admission] = await stub.exchange({ admit: [sealed(id)], settle: [], state: [ASK] });
  return admission?.admitted === true ? admission.view : undefined;
}

function settle(stub: Session, facts: SessionFacts) {
  const report = { facts, meters: [], wantsView: true };
  return stub.exchange({ admit: [], settle: [sealed(facts.id)], reports: [report] });
}

describe("the flow of data in a session", () => {
  it("is told to the turns after it, over an eviction too", async () => {
    const stub = sessionAt(newName());
    expect(await viewAt(stub, "a")).not.toHaveProperty("flow");
    const flow: FlowSketch = { reads: [MAIL], named: ["aa"], values: { "send:to": ["cc"] } };
    await settle(stub, { id: "a", calls: ["read_mail"], callIds: ["call_1"], flow });
    await evictDurableObject(stub);
    const second = await viewAt(stub, "b");
    expect(second).toMatchObject({ flow, recentCalls: [{ name: "read_mail", id: "call_1" }] });
    await settle(stub, { id: "b", flow: { reads: [{ ...MAIL, tool: "get_page" }], told: ["bb"] } });
    await evictDurableObject(stub);
    const third = await viewAt(stub, "c");
    expect(third?.flow?.reads?.map(({ tool, turn }) => [tool, turn])).toEqual([
      ["read_mail", 0],
      ["get_page", 1],
    ]);
    expect(third?.flow).toMatchObject({ named: ["aa"], told: ["bb"] });
  });

  it("begins in a session that was stored before it was remembered", async () => {
    const stub = sessionAt(newName());
    await viewAt(stub, "a");
    await settle(stub, { id: "a", calls: ["read_mail"], tokens: 7 });
    await runInDurableObject(stub, async (_, state) => {
      const stored = await state.storage.get<{ view: Record<string, unknown> }>("v:view");
      expect(stored?.view).not.toHaveProperty("flow");
    });
    await evictDurableObject(stub);
    await viewAt(stub, "b");
    await settle(stub, { id: "b", flow: { reads: [MAIL] } });
    expect(await viewAt(stub, "c")).toMatchObject({
      tokens: 7,
      flow: { reads: [{ tool: "read_mail", turn: 1 }] },
    });
  });

  it("is told by the exchange that lends the session its name, and forgotten in time", async () => {
    const name = newName();
    const context = createExecutionContext();
    const port = { env, waitUntil: (promise: Promise<unknown>) => context.waitUntil(promise) };
    const facts = {
      id: "first",
      response: "resp_1",
      calls: ["read_mail"],
      flow: { reads: [MAIL] },
    };
    tellSession(port, name, { facts, meters: [], wantsView: true });
    tellSession(port, name, { facts, meters: [], wantsView: true });
    await waitOnExecutionContext(context);
    const stub = sessionAt(name);
    expect(await alarmIn(stub)).toBeLessThanOrEqual(HOUR);
    expect(await viewAt(stub, "second")).toMatchObject({
      turns: 0,
      recentCalls: [{ name: "read_mail" }],
      flow: { reads: [{ tool: "read_mail" }] },
    });
  });

  it("is forgotten a day later where nothing but that was told", async () => {
    const name = newName();
    const context = createExecutionContext();
    const port = { env, waitUntil: (promise: Promise<unknown>) => context.waitUntil(promise) };
    const facts = { id: "first", response: "resp_1", flow: { reads: [MAIL] } };
    tellSession(port, name, { facts, meters: [], wantsView: true });
    await waitOnExecutionContext(context);
    const stub = sessionAt(name);
    await evictDurableObject(stub);
    later(25 * HOUR);
    await runDurableObjectAlarm(stub);
    expect(await storedKeys(stub)).toEqual([]);
  });
});
