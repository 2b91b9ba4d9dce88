// Which session a request belongs to that goes on from an earlier response, with a real D1.
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { seal, type ExchangeEvent } from "../../src/domain/event.ts";
import { LIMITS } from "../../src/domain/limits.ts";
import { rememberSession, sessionOf } from "../../src/gateway/chain.ts";
import { getEvent, insertEvents } from "../../src/storage/events.ts";
import { eventId, headOf, settledEvent } from "../settled-event.ts";

let count = 0;

function eventOf(members: Partial<ExchangeEvent>): ExchangeEvent {
  count += 1;
  const head = headOf({ id: eventId(1_700_000_000_000, count), tenant: "acme" });
  return settledEvent(head, { surface: "responses", path: "/v1/responses", ...members });
}

async function store(members: Partial<ExchangeEvent>): Promise<ExchangeEvent> {
  const event = eventOf(members);
  await insertEvents(env.DB, [seal(event)]);
  return event;
}

function find(of: {
  readonly tenant?: string;
  readonly agent?: string;
  readonly named?: string | null;
  readonly previous: string | null;
}) {
  return sessionOf(env.DB, { tenant: "acme", agent: "bot", named: null, ...of });
}

describe("the session of a request", () => {
  it("is the one that it names, whatever it goes on from", async () => {
    await store({ responseId: "resp_named", session: "other" });
    const found = await find({ named: "mine", previous: "resp_named" });
    expect(found.session).toBe("mine");
  });

  it("is that of the response it goes on from, as the events tell it", async () => {
    await store({ responseId: "resp_a", session: "thread-7" });
    expect(await find({ previous: "resp_a" })).toEqual({
      session: "thread-7",
      isLookupFailed: false,
    });
  });

  it("is that of the response's making, not of its retrieval", async () => {
    await store({ responseId: "resp_b", session: "made" });
    await store({ responseId: "resp_b", session: "retrieved", method: "GET" });
    expect((await find({ previous: "resp_b" })).session).toBe("made");
  });

  it("is the response's own id where that began the chain", async () => {
    await store({ responseId: "resp_root", session: null });
    expect((await find({ previous: "resp_root" })).session).toBe("resp_root");
    expect((await find({ previous: "resp_nobody_saw" })).session).toBe("resp_nobody_saw");
  });

  it("owes nothing to another tenant or another agent", async () => {
    await store({ responseId: "resp_c", session: "theirs", tenant: "rival" });
    await store({ responseId: "resp_c", session: "another", agent: "helper" });
    rememberSession({ tenant: "rival", agent: "bot", response: "resp_d" }, "theirs");
    expect((await find({ previous: "resp_c" })).session).toBe("resp_c");
    expect((await find({ previous: "resp_d" })).session).toBe("resp_d");
  });

  it("is none where nothing is named, or what is named cannot be a session", async () => {
    for (const previous of [null, "", "two words", "x".repeat(LIMITS.sessionIdCharsMax + 1)]) {
      expect((await find({ previous })).session).toBeNull();
    }
    expect((await find({ named: "two words", previous: null })).session).toBeNull();
  });

  it("is known without the database once it was seen, and found in it once it was forgotten", async () => {
    const down = {
      prepare: () => {
        throw new Error("D1 is down");
      },
    } as unknown as D1Database;
    const of = { tenant: "acme", agent: "bot", named: null, previous: "resp_e" };
    rememberSession({ tenant: "acme", agent: "bot", response: "resp_e" }, "seen");
    expect(await sessionOf(down, of)).toEqual({ session: "seen", isLookupFailed: false });
    for (let index = 0; index < LIMITS.cacheEntriesMax; index += 1) {
      rememberSession({ tenant: "acme", agent: "bot", response: `resp_e${index}` }, "s");
    }
    expect(await sessionOf(down, of)).toEqual({ session: "resp_e", isLookupFailed: true });
  });
});

describe("the events", () => {
  it("keep the response's id, and are looked up by an index", async () => {
    const event = await store({ responseId: "resp_f", session: "s" });
    expect(await getEvent(env.DB, event)).toMatchObject({ responseId: "resp_f" });
    const { results } = await env.DB.prepare(
      `EXPLAIN QUERY PLAN SELECT session FROM events INDEXED BY events_by_response
       WHERE tenant = 'acme' AND agent = 'bot' AND response_id = 'resp_f' AND session IS NOT NULL
       ORDER BY id LIMIT 1`,
    ).all<{ detail: string }>();
    expect(results.map(({ detail }) => detail)).toEqual([
      expect.stringContaining("USING INDEX events_by_response"),
    ]);
  });
});
