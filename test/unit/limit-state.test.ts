// What an object counts, without the object: grants, slots, reservations, calls, and what is undone.
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/domain/limits.ts";
import type { Meter } from "../../src/domain/meter.ts";
import { openBook, type LimitBook } from "../../src/durable-objects/limit-state.ts";
import { meterOf, SLOTS, TOKENS } from "../meter-of.ts";

const MINUTE = 60_000;
const T0 = 1_700_000_000_000;

/** Asks for one exchange and says which meter refused it, or null. */
function take(
  book: LimitBook,
  id: string,
  meters: readonly Meter[],
  { now = T0, tokens: wanted = 0 } = {},
): string | null {
  return book.take({ id, meters, tokens: wanted }, now).answer.refused?.name ?? null;
}

function finish(
  book: LimitBook,
  id: string,
  meters: readonly Meter[],
  {
    now = T0,
    tokens: used = 0,
    calls = [] as readonly string[],
    response = null as string | null,
    isRead = false,
  } = {},
): boolean {
  return book.finish({ id, response, isRead, meters, tokens: used, calls }, now).isFirst;
}

describe("a grant", () => {
  it("counts an exchange once, however often it is asked for", () => {
    const book = openBook();
    for (let again = 0; again < 5; again += 1) expect(take(book, "a", [meterOf()])).toBeNull();
    expect(take(book, "b", [meterOf()])).toBeNull();
    expect(take(book, "c", [meterOf()])).toBe("r");
    expect(take(book, "a", [meterOf()])).toBeNull();
  });

  it("counts nothing where one of the meters refuses", () => {
    const book = openBook();
    const wide = meterOf({ name: "wide", max: 10 });
    for (const id of ["a", "b"]) expect(take(book, id, [wide, meterOf(), SLOTS])).toBeNull();
    finish(book, "a", []);
    finish(book, "b", []);
    expect(book.take({ id: "c", meters: [wide, meterOf(), SLOTS], tokens: 0 }, T0)).toMatchObject({
      answer: {
        refused: { name: "r" },
        left: [{ remaining: 8 }, { remaining: 0 }, { remaining: 2 }],
      },
      changed: { tallies: new Set(), held: new Set() },
    });
    expect(book.held.size).toBe(0);
  });

  it("names the refusal that takes longest", () => {
    const book = openBook();
    const hour = meterOf({ name: "hour", windowMs: 60 * MINUTE });
    take(book, "a", [hour, meterOf()]);
    take(book, "b", [hour, meterOf()]);
    expect(take(book, "c", [meterOf(), hour])).toBe("hour");
  });

  it("that is given back makes room, in its own tallies only", () => {
    const book = openBook();
    take(book, "a", [meterOf(), SLOTS]);
    take(book, "b", [meterOf(), SLOTS]);
    expect(take(book, "c", [meterOf(), SLOTS])).not.toBeNull();
    book.giveBack("b");
    book.giveBack("b");
    book.giveBack("unknown");
    expect(take(book, "c", [meterOf(), SLOTS])).toBeNull();
    expect(take(book, "d", [meterOf(), SLOTS])).not.toBeNull();
  });

  it("of meters that only watch is never refused, and says which had no room", () => {
    const book = openBook();
    const watching = meterOf({ isEnforced: false, max: 1 });
    take(book, "a", [watching]);
    const { answer } = book.take({ id: "b", meters: [watching], tokens: 0 }, T0);
    expect(answer).toMatchObject({ refused: null, exceeded: [{ name: "r", remaining: 0 }] });
  });

  it("does not mix windows, counts, or names that look like the key of another", () => {
    const book = openBook();
    const one = (members: Partial<Meter>) => meterOf({ max: 1, ...members });
    const meters = [
      one({}),
      one({ windowMs: 1_000 }),
      one({ name: "r/x" }),
      one({ count: "concurrency" }),
      one({ name: 'r"/x' }),
    ];
    for (const [index, meter] of meters.entries()) {
      expect(take(book, `id-${index}`, [meter])).toBeNull();
    }
  });
});

describe("slots", () => {
  it("are taken, released once, and free for the next", () => {
    const book = openBook();
    expect(take(book, "a", [SLOTS])).toBeNull();
    expect(take(book, "b", [SLOTS])).toBeNull();
    expect(take(book, "c", [SLOTS])).toBe("slots");
    finish(book, "a", [SLOTS]);
    expect(finish(book, "a", [SLOTS])).toBe(false);
    expect(take(book, "c", [SLOTS])).toBeNull();
    expect(take(book, "d", [SLOTS])).toBe("slots");
  });

  it("are free when nobody has spoken of their exchange for a lease", () => {
    const book = openBook();
    take(book, "a", [SLOTS]);
    take(book, "b", [SLOTS]);
    book.touch("b", T0 + 20_000);
    const of = { now: T0 + 30_000, leaseMs: 30_000 };
    expect(book.nextExpiryMs({ ...of, now: T0 })).toBe(30_000);
    expect(book.expire(of).held).toEqual(new Set(["a"]));
    expect([...book.held.keys()]).toEqual(["b"]);
  });

  it("survive in what is stored", () => {
    const book = openBook();
    take(book, "a", [SLOTS, meterOf()]);
    const again = openBook(new Map(book.tallies), new Map(book.held));
    expect(take(again, "a", [SLOTS])).toBeNull();
    expect(take(again, "b", [SLOTS, meterOf()])).toBeNull();
    expect(take(again, "c", [SLOTS])).toBe("slots");
    expect(take(again, "d", [meterOf()])).toBe("r");
  });

  it("are not more than can be known", () => {
    const book = openBook();
    const many = { ...SLOTS, max: LIMITS.limitHeldMax + 10 };
    for (let index = 0; index < LIMITS.limitHeldMax; index += 1) take(book, `${index}`, [many]);
    expect(take(book, "more", [many])).toBe("slots");
    finish(book, "7", [many]);
    expect(take(book, "more", [many])).toBeNull();
  });
});

describe("tokens", () => {
  it("are reserved while an exchange lasts and counted when it is over", () => {
    const book = openBook();
    expect(take(book, "a", [TOKENS], { tokens: 60 })).toBeNull();
    expect(take(book, "b", [TOKENS], { tokens: 60 })).toBe("tokens");
    expect(take(book, "c", [TOKENS], { tokens: 40 })).toBeNull();
    finish(book, "a", [TOKENS], { tokens: 10 });
    expect(take(book, "b", [TOKENS], { tokens: 50 })).toBeNull();
    finish(book, "b", [TOKENS], { tokens: 400 });
    expect(take(book, "d", [TOKENS])).toBe("tokens");
    expect(take(book, "e", [TOKENS], { now: T0 + MINUTE, tokens: 60 })).toBeNull();
  });

  it("that are guessed too high make no request impossible", () => {
    expect(take(openBook(), "a", [TOKENS], { tokens: 1_000_000 })).toBeNull();
  });

  it("are counted once, also of an exchange whose lease was over", () => {
    const book = openBook();
    take(book, "a", [TOKENS], { tokens: 1 });
    book.release("a");
    finish(book, "a", [TOKENS], { tokens: 70 });
    finish(book, "a", [TOKENS], { tokens: 70 });
    expect(take(book, "b", [TOKENS], { tokens: 30 })).toBeNull();
    expect(take(book, "c", [TOKENS])).toBe("tokens");
  });
});

describe("a response that is read", () => {
  const of = (response: string, used: number) => ({ response, isRead: true, tokens: used });
  const left = (book: LimitBook) =>
    book.take({ id: "ask", meters: [TOKENS], tokens: 0 }, T0).answer.left[0]?.remaining;

  it("is counted when it is complete, however often it is read before and after", () => {
    const book = openBook();
    finish(book, "post", [TOKENS], { response: "resp_1" });
    expect(finish(book, "get-1", [TOKENS], of("resp_1", 0))).toBe(true);
    expect(finish(book, "get-2", [TOKENS], of("resp_1", 30))).toBe(true);
    expect(finish(book, "get-3", [TOKENS], of("resp_1", 30))).toBe(false);
    expect(left(book)).toBe(70);
  });

  it("is not counted again where the answer that made it told everything", () => {
    const book = openBook();
    finish(book, "post", [TOKENS], { response: "resp_1", tokens: 30 });
    expect(finish(book, "get", [TOKENS], of("resp_1", 30))).toBe(false);
    expect(left(book)).toBe(70);
  });

  it("does not keep an upstream that gives every response the same id from being counted", () => {
    const book = openBook();
    for (const id of ["a", "b"]) finish(book, id, [TOKENS], { response: "resp_0", tokens: 30 });
    expect(left(book)).toBe(40);
  });
});

describe("calls", () => {
  const allCalls = meterOf({ name: "calls", count: "tool_calls", max: 3 });
  const some = meterOf({ name: "some", count: "tool_calls", max: 2, tools: ["send_*"] });
  const each = meterOf({ name: "each", count: "tool_calls", max: 2, by: "tool" });
  const meters = [allCalls, some, each];
  const allowances = (book: LimitBook) =>
    book.take({ id: "ask", meters: [some, each], tokens: 0 }, T0).answer.calls;

  it("of certain tools are allowed until there are enough, and refuse no request", () => {
    const book = openBook();
    finish(book, "a", meters, { calls: ["send_mail", "read", "send_fax"] });
    expect(allowances(book)).toEqual([
      { name: "some", isEnforced: true, tools: ["send_*"], left: 0, used: null },
      {
        name: "each",
        isEnforced: true,
        tools: null,
        left: 2,
        used: { send_mail: 1, read: 1, send_fax: 1 },
      },
    ]);
    expect(take(book, "b", [some, each])).toBeNull();
  });

  it("of all tools refuse the request when there are none left", () => {
    const book = openBook();
    finish(book, "a", meters, { calls: ["a", "b"] });
    expect(take(book, "b", [allCalls])).toBeNull();
    finish(book, "b", meters, { calls: ["a", "a"] });
    expect(take(book, "c", [allCalls])).toBe("calls");
  });

  it("of more tools than are remembered are counted together", () => {
    const book = openBook();
    const calls = Array.from({ length: LIMITS.meterToolsMax + 9 }, (_, index) => `tool-${index}`);
    finish(book, "a", [each], { calls });
    expect(book.tallies.size).toBe(LIMITS.meterToolsMax + 1);
    expect(allowances(book)[1]).toMatchObject({ left: 0 });
  });

  it("have names like any other", () => {
    const book = openBook();
    finish(book, "a", [each], { calls: ["__proto__", "__proto__", "constructor"] });
    const { used } = allowances(book)[1] ?? {};
    expect(Object.entries(used ?? {})).toEqual([
      ["__proto__", 0],
      ["constructor", 1],
    ]);
  });
});

describe("a tally that is over", () => {
  it("is forgotten, and says when", () => {
    const book = openBook();
    const hour = meterOf({ name: "hour", windowMs: 60 * MINUTE });
    take(book, "a", [meterOf(), hour]);
    const leaseMs = 30_000;
    expect(book.nextExpiryMs({ now: T0, leaseMs })).toBe(MINUTE);
    expect(book.expire({ now: T0 + MINUTE - 1, leaseMs }).tallies.size).toBe(0);
    expect(book.expire({ now: T0 + MINUTE, leaseMs }).tallies.size).toBe(1);
    expect(book.nextExpiryMs({ now: T0 + MINUTE, leaseMs })).toBe(59 * MINUTE);
    book.expire({ now: T0 + 60 * MINUTE, leaseMs });
    expect(book.tallies.size).toBe(0);
    expect(book.nextExpiryMs({ now: T0 + 60 * MINUTE, leaseMs })).toBeNull();
  });
});
