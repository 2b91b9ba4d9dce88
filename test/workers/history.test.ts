// What a session has seen, in workerd with real objects: asked with an admission, told with whatever
// message leaves next, lost with the object, and understood by objects and Workers of other versions.
import { createExecutionContext, evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { seal, type Sealed } from "../../src/domain/event.ts";
import { LIMITS } from "../../src/domain/limits.ts";
import { DIGEST_CHARS } from "../../src/durable-objects/run-memory.ts";
import type { SessionObject } from "../../src/durable-objects/session-object.ts";
import {
  admitExchange,
  learnRuns,
  settleExchange,
  type PortContext,
} from "../../src/durable-objects/session-port.ts";
import { eventId, headOf, settledEvent } from "../settled-event.ts";

let count = 0;

/** A session of its own for every test, by its object's name. */
function newSession(): string {
  count += 1;
  return `history-${count}/bot/s`;
}

function stubOf(session: string): DurableObjectStub<SessionObject> {
  return env.SESSION.get(env.SESSION.idFromName(session));
}

const digests = (...names: string[]) =>
  names.map((name) => name.padEnd(DIGEST_CHARS, "-")).join("");

function eventOf(session: string): Sealed {
  count += 1;
  const [tenant = ""] = session.split("/", 1);
  const id = eventId(1_700_000_000_000, count);
  return seal(settledEvent(headOf({ id, tenant, session: "s" })));
}

describe("a session object", () => {
  it("says what it has learnt, to each admission that asks", async () => {
    const session = newSession();
    const [one, two, three] = [eventOf(session), eventOf(session), eventOf(session)];
    await stubOf(session).exchange({ admit: [], settle: [one], learn: digests("a", "c") });
    expect(
      await stubOf(session).exchange({
        admit: [one, two, three],
        settle: [],
        ask: [digests("a", "b", "c"), "", digests("b")],
      }),
    ).toEqual([
      { admitted: true, known: "101" },
      { admitted: true },
      { admitted: true, known: "0" },
    ]);
  });

  it("knows in one message what that message brings", async () => {
    const session = newSession();
    const ask = digests("a");
    const message = { admit: [eventOf(session)], settle: [], ask: [ask], learn: ask };
    expect(await stubOf(session).exchange(message)).toEqual([{ admitted: true, known: "1" }]);
  });

  it("forgets when it is evicted, and learns anew", async () => {
    const session = newSession();
    const ask = [digests("a")];
    const known = async () => {
      const [admission] = await stubOf(session).exchange({
        admit: [eventOf(session)],
        settle: [],
        ask,
      });
      return admission;
    };
    await stubOf(session).exchange({ admit: [], settle: [], learn: digests("a") });
    expect(await known()).toEqual({ admitted: true, known: "1" });
    await evictDurableObject(stubOf(session));
    expect(await known()).toEqual({ admitted: true, known: "0" });
    await stubOf(session).exchange({ admit: [], settle: [], learn: digests("a") });
    expect(await known()).toEqual({ admitted: true, known: "1" });
  });

  it("does not know what another session has learnt", async () => {
    const [one, two] = [newSession(), newSession()];
    await stubOf(one).exchange({ admit: [], settle: [], learn: digests("a") });
    const message = { admit: [eventOf(two)], settle: [], ask: [digests("a")] };
    expect(await stubOf(two).exchange(message)).toEqual([{ admitted: true, known: "0" }]);
  });

  it("keeps no more than its bound, the last of what it was told", async () => {
    const session = newSession();
    const names = Array.from({ length: LIMITS.historyDigestsMax + 1 }, (_, at) => `d${at}`);
    await stubOf(session).exchange({ admit: [], settle: [], learn: digests(...names) });
    const ask = [digests("d0", "d1", names.at(-1) ?? "")];
    const message = { admit: [eventOf(session)], settle: [], ask };
    expect(await stubOf(session).exchange(message)).toEqual([{ admitted: true, known: "011" }]);
  });

  it("answers a Worker that asks for nothing as it always did", async () => {
    const session = newSession();
    const admit = [eventOf(session), eventOf(session)];
    expect(await stubOf(session).exchange({ admit, settle: [] })).toEqual([
      { admitted: true },
      { admitted: true },
    ]);
    // Fewer questions than admissions, as no version sends them.
    const odd = { admit: [eventOf(session), eventOf(session)], settle: [], ask: [digests("a")] };
    expect(await stubOf(session).exchange(odd)).toEqual([
      { admitted: true, known: "0" },
      { admitted: true },
    ]);
  });
});

describe("the session port", () => {
  it("brings what was learnt with the settlement, and asks with the admission", async () => {
    const session = newSession();
    const { context, settled } = contextOf();
    const [one, two, three] = [eventOf(session), eventOf(session), eventOf(session)];
    expect(await admitExchange(context, session, one, digests("a"))).toEqual({
      admitted: true,
      known: "0",
    });
    learnRuns(session, digests("a"));
    settleExchange(context, session, one);
    await settled();
    expect(await admitExchange(context, session, two, digests("a"))).toEqual({
      admitted: true,
      known: "1",
    });
    expect(await admitExchange(context, session, three, "")).toEqual({ admitted: true });
    settleExchange(context, session, two);
    settleExchange(context, session, three);
    await settled();
  });

  it("brings what was learnt with the next admission, if that is sooner", async () => {
    const session = newSession();
    const { context, settled } = contextOf();
    const [one, two] = [eventOf(session), eventOf(session)];
    await admitExchange(context, session, one, digests("a", "b"));
    learnRuns(session, digests("a"));
    learnRuns(session, digests("b"));
    const admission = await admitExchange(context, session, two, digests("a", "b"));
    expect(admission).toEqual({ admitted: true, known: "11" });
    settleExchange(context, session, one);
    settleExchange(context, session, two);
    await settled();
  });

  it("gives riders of one message their own answers", async () => {
    const session = newSession();
    const { context, settled } = contextOf();
    const events = Array.from({ length: 12 }, () => eventOf(session));
    const first = eventOf(session);
    await admitExchange(context, session, first, "");
    learnRuns(session, digests("d1", "d4", "d6"));
    const answers = await Promise.all(
      events.map((event, index) =>
        admitExchange(context, session, event, index % 3 === 0 ? "" : digests("x", `d${index}`)),
      ),
    );
    expect(answers).toEqual(
      events.map((_, index) =>
        index % 3 === 0
          ? { admitted: true }
          : { admitted: true, known: index === 1 || index === 4 ? "01" : "00" },
      ),
    );
    for (const event of [first, ...events]) settleExchange(context, session, event);
    await settled();
  });

  it("takes an answer without `known`, of an object that does not remember, for what it is", async () => {
    const session = newSession();
    const { context } = contextOf({
      idFromName: () => session,
      get: () => ({
        exchange: ({ admit }: { admit: readonly Sealed[] }) =>
          Promise.resolve(admit.map(() => ({ admitted: true }))),
      }),
    });
    const admission = await admitExchange(context, session, eventOf(session), digests("a"));
    expect(admission).toEqual({ admitted: true });
  });
});

/** A request's context; `settled` waits for what was left to `waitUntil`. */
function contextOf(namespace?: unknown): {
  readonly context: PortContext;
  readonly settled: () => Promise<void>;
} {
  const pending: Promise<unknown>[] = [];
  const platform = createExecutionContext();
  return {
    context: {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an object of another version
      env: (namespace === undefined ? env : { ...env, SESSION: namespace }) as Cloudflare.Env,
      waitUntil(promise) {
        pending.push(promise);
        platform.waitUntil(promise);
      },
      keepLost: () => Promise.reject(new Error("nothing is lost here")),
    },
    settled: async () => {
      while (pending.length > 0) await Promise.all(pending.splice(0));
    },
  };
}
