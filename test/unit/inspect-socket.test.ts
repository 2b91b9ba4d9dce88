// The law of the socket: whatever interleaves and however texts are cut, what is allowed passes as it
// came, in order, and what is forbidden never leaves, in no telling.
import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/domain/limits.ts";
import { openAccount, type Account } from "../../src/inspection/account.ts";
import { createSocketInspection, type SocketOutput } from "../../src/inspection/inspect-socket.ts";
import { socketProtocolOf } from "../../src/openai/socket-protocols.ts";
import type { AgentPolicy } from "../../src/policy/agent-policy.ts";
import {
  callResponse,
  created,
  event,
  finished,
  soundOf,
  spokenResponse,
  textResponse,
} from "../e2e/realtime-wire.ts";
import { policyOf } from "./policy-of.ts";
import { headOf } from "../settled-event.ts";

const RULES = `rules:
  - { name: tools, scanner: tool_access, allowed_tools: [search], action: block }
  - { name: payloads, scanner: arguments, action: block }
  - { name: secrets, scanner: secrets, direction: both, action: redact }
  - { name: cards, scanner: pii, types: [credit_card], direction: both, action: block }
  - { name: mails, scanner: pii, types: [email], direction: both, action: flag }
`;
const POLICIES = {
  strict: policyOf(RULES),
  whole: policyOf(`defaults: { realtime_audio: whole }\n${RULES}`),
  pass: policyOf(`defaults: { realtime_audio: pass }\n${RULES}`),
  open: policyOf(`defaults: { on_error: fail_open }\n${RULES}`),
  monitor: policyOf(`mode: monitor\n${RULES}`),
};

const SECRET = `sk-proj-${"Ab1".repeat(16)}`;
const CARD = "4111 1111 1111 1111";
const HEARD = "conversation.item.input_audio_transcription";

type Told = Readonly<Record<string, unknown>>;

/** A connection in memory. */
interface Line {
  readonly account: Account;
  /** All that has left, so far. */
  readonly toClient: readonly string[];
  readonly toUpstream: readonly string[];
  readonly closed: SocketOutput["close"];
  readonly hasBlocked: boolean;
  client(told: unknown): void;
  /** The same for an event in which files stand. */
  clientFiles(told: unknown): Promise<void>;
  upstream(...told: readonly unknown[]): void;
  quiet(): void;
  end(): void;
}

function line(policy: AgentPolicy = POLICIES.strict, surface = "realtime"): Line {
  const account = openAccount({
    head: headOf({
      id: "request",
      agent: "agent",
      surface,
      method: "GET",
      path: "/v1/realtime",
      model: null,
    }),
    key: null,
    mode: policy.mode,
    policy: null,
    endUser: null,
  });
  const inspection = createSocketInspection({
    policy,
    account,
    protocol: socketProtocolOf(surface),
  });
  const toClient: string[] = [];
  const toUpstream: string[] = [];
  let closed: SocketOutput["close"] = null;
  const keep = (output: SocketOutput) => {
    toClient.push(...output.toClient);
    toUpstream.push(...output.toUpstream);
    closed ??= output.close;
  };
  const textOf = (told: unknown) => (typeof told === "string" ? told : JSON.stringify(told));
  return {
    account,
    toClient,
    toUpstream,
    get closed() {
      return closed;
    },
    get hasBlocked() {
      return inspection.hasBlocked;
    },
    client(told) {
      const output = inspection.fromClient(textOf(told));
      if (output instanceof Promise) throw new Error("the event has files");
      keep(output);
    },
    clientFiles: async (told) => keep(await inspection.fromClient(textOf(told))),
    upstream(...told) {
      for (const one of told) keep(inspection.fromUpstream(textOf(one)));
    },
    quiet: () => keep(inspection.quiet()),
    end: () => keep(inspection.end()),
  };
}

function eventsIn(texts: readonly string[]): readonly Told[] {
  return texts.map((text) => JSON.parse(text) as Told);
}

/** Ids of the events that left, in order. */
function typesIn(texts: readonly string[]): readonly unknown[] {
  return eventsIn(texts).map(({ type }) => type);
}

/** What the deltas of a response have said so far. */
function saidBy(texts: readonly string[], response: string): string {
  return eventsIn(texts)
    .filter(
      ({ type, response_id: of }) =>
        of === response && /(?:text|transcript)\.delta$/.test(String(type)),
    )
    .map(({ delta }) => delta)
    .join("");
}

/** Cuts a text at arbitrary places. */
function cutsOf(text: fc.Arbitrary<string>): fc.Arbitrary<readonly string[]> {
  return text.chain((whole) =>
    fc
      .uniqueArray(fc.nat(Math.max(1, whole.length)), { maxLength: 12 })
      .map((places) => [0, ...places.toSorted((a, b) => a - b), whole.length])
      .map((places) => places.slice(1).map((to, index) => whole.slice(places[index], to)))
      .map((pieces) => pieces.filter((piece) => piece !== "")),
  );
}

/** Merges lists in an arbitrary way that keeps the order of each. */
function merge<T>(lists: readonly (readonly T[])[], picks: readonly number[]): readonly T[] {
  const left = lists.map((list) => [...list]);
  const merged: T[] = [];
  let turn = 0;
  for (;;) {
    const open = left.filter((list) => list.length > 0);
    const list = open[(picks[turn % picks.length] ?? 0) % Math.max(1, open.length)];
    const next = list?.shift();
    if (next === undefined) return merged;
    merged.push(next);
    turn += 1;
  }
}

const PICKS = fc.array(fc.nat(7), { minLength: 20, maxLength: 60 });
const PLAIN = fc.constantFrom(
  "Nothing to see here, move along.",
  "The answer is 42, as ever; ask at desk 4111.",
  "sk is short for Slovakia, sk-i for none.",
);
const LEAK = fc.constantFrom(
  `The key is ${SECRET} and it is yours.`,
  SECRET,
  `a ${SECRET}, b ${SECRET}. End`,
);
const RUNS = { numRuns: 60 };

describe("responses that interleave", () => {
  it("pass as the frames that they came as, each in its order", () => {
    const plan = fc.record({ a: cutsOf(PLAIN), b: cutsOf(PLAIN), picks: PICKS });
    fc.assert(
      fc.property(plan, ({ a, b, picks }) => {
        const lists = [
          textResponse("a", a),
          spokenResponse("b", b),
          callResponse("c", [{ name: "search", args: `{"q":"x"}` }]),
        ].map((list) => list.map((told) => JSON.stringify(told, null, 1)));
        const wire = line();
        wire.upstream(...merge(lists, picks));
        for (const list of lists) {
          expect(wire.toClient.filter((text) => list.includes(text))).toEqual(list);
        }
        expect(wire.toClient.length).toBe(lists.flat().length);
        expect(wire.account.decision.action).toBe("allow");
      }),
      RUNS,
    );
  });

  it("never say a secret, whole or in part, however it is cut, and sound stops with it", () => {
    const plan = fc.record({ a: cutsOf(LEAK), b: cutsOf(LEAK), c: cutsOf(PLAIN), picks: PICKS });
    fc.assert(
      fc.property(plan, ({ a, b, c, picks }) => {
        const lists = [spokenResponse("a", a), textResponse("b", b), spokenResponse("c", c)];
        const wanted = [a, b].map((pieces) => pieces.join("").replaceAll(SECRET, "[SECRET]"));
        const wire = line();
        for (const told of merge<unknown>(lists, picks)) {
          wire.upstream(told);
          expect(wanted[0]?.startsWith(saidBy(wire.toClient, "a"))).toBe(true);
          expect(wanted[1]?.startsWith(saidBy(wire.toClient, "b"))).toBe(true);
        }
        expect([saidBy(wire.toClient, "a"), saidBy(wire.toClient, "b")]).toEqual(wanted);
        expect(wire.toClient.join("\n")).not.toContain(SECRET.slice(0, 24));
        expect(
          wire.toClient.filter((text) => lists[2]?.some((t) => JSON.stringify(t) === text)),
        ).toEqual(lists[2]?.map((told) => JSON.stringify(told)));
        // Sound is heard up to the piece in which the first secret begins, and no further.
        const before = a.join("").indexOf(SECRET);
        const clean = a.filter((_, index) => a.slice(0, index + 1).join("").length <= before);
        const heard = eventsIn(wire.toClient).filter(
          ({ type, response_id: of }) => of === "a" && type === "response.output_audio.delta",
        );
        expect(heard.length).toBeLessThanOrEqual(clean.length);
      }),
      RUNS,
    );
  });

  it("never tell a forbidden call nor its siblings, and leave the others alone", () => {
    const forbidden = fc.constantFrom(
      { name: "drop_table", args: `{"table":"users"}` },
      { name: "search", args: `{"sql":"x'; DROP TABLE users; --"}` },
      { name: "search", args: `{"q":"a","q":"b"}` },
    );
    const plan = fc.record({ bad: forbidden, at: fc.nat(2), text: cutsOf(PLAIN), picks: PICKS });
    fc.assert(
      fc.property(plan, ({ bad, at, text, picks }) => {
        const calls = [
          { name: "search", args: `{"query":"weather"}` },
          { name: "search", args: `{"query":"news"}` },
        ];
        calls.splice(at, 0, bad);
        const fine = textResponse("fine", text);
        const wire = line();
        wire.upstream(...merge<unknown>([callResponse("bad", calls), fine], picks));
        expect(wire.toClient.join("\n")).not.toMatch(/search|drop_table|weather|function_call/);
        const own = fine.map((told) => JSON.stringify(told));
        expect(wire.toClient.filter((sent) => own.includes(sent))).toEqual(own);
        const rest = eventsIn(wire.toClient.filter((sent) => !own.includes(sent)));
        expect(rest.map(({ type }) => type)).toEqual([
          "response.created",
          "error",
          "response.done",
        ]);
        expect(rest[2]).toMatchObject({ response: { id: "bad", status: "failed" } });
      }),
      RUNS,
    );
  });

  it("pass in monitor mode as they came, and what would have been done is known", () => {
    fc.assert(
      fc.property(cutsOf(LEAK), PICKS, (pieces, picks) => {
        const lists = [
          spokenResponse("a", pieces),
          callResponse("b", [{ name: "drop_table", args: "{}" }]),
        ];
        const all = merge<unknown>(lists, picks).map((told) => JSON.stringify(told));
        const wire = line(POLICIES.monitor);
        wire.upstream(...all);
        expect(wire.toClient).toEqual(all);
        expect(wire.account.decision.intended).toBe("block");
      }),
      RUNS,
    );
  });
});

describe("a response", () => {
  it("that waits for its calls holds up no other, nor what belongs to none", () => {
    const calls = callResponse("a", [{ name: "search", args: "{}" }]);
    const wire = line();
    wire.upstream(...calls.slice(0, -1));
    const speech = event("input_audio_buffer.speech_started", { item_id: "item_u" });
    const other = textResponse("b", ["hello"]);
    wire.upstream(speech, ...other);
    expect(wire.toClient).toEqual([calls[0], speech, ...other].map((told) => JSON.stringify(told)));
    wire.upstream(calls.at(-1));
    expect(wire.toClient.slice(-calls.length + 1)).toEqual(
      calls.slice(1).map((told) => JSON.stringify(told)),
    );
  });

  it("that was cancelled in the middle of a call ends without it", () => {
    const calls = callResponse("a", [{ name: "search", args: `{"q":"x"}` }]);
    const end = finished("a", [], "cancelled");
    const wire = line();
    wire.upstream(...calls.slice(0, 4), end);
    expect(wire.toClient).toEqual([calls[0], end].map((told) => JSON.stringify(told)));
    expect(wire.hasBlocked).toBe(false);
  });

  it("that ends without completing a call is malformed, by the policy's fail mode", () => {
    const calls = callResponse("a", [{ name: "search", args: `{"q":"x"}` }]).slice(0, 4);
    const closed = line();
    closed.upstream(...calls, finished("a", []));
    expect(typesIn(closed.toClient)).toEqual(["response.created", "error", "response.done"]);
    const open = line(POLICIES.open);
    open.upstream(...calls, finished("a", []));
    expect(open.toClient.length).toBe(5);
  });

  it.each(["item", "done"])("whose call has another name in its %s is malformed", (where) => {
    const calls = callResponse("a", [{ name: "search", args: "{}" }]).map((told) => {
      const isHere =
        where === "item"
          ? told.type === "response.output_item.done"
          : told.type === "response.function_call_arguments.done";
      return isHere
        ? (JSON.parse(JSON.stringify(told).replaceAll("search", "remove")) as typeof told)
        : told;
    });
    const wire = line(policyOf("rules: [{ name: p, scanner: arguments, action: block }]"));
    wire.upstream(...calls);
    expect(typesIn(wire.toClient)).toEqual(["response.created", "error", "response.done"]);
    expect(wire.toClient.join("")).not.toContain("remove");
  });

  it("that was stopped says nothing more, not even by its items", () => {
    const wire = line();
    const at = { response_id: "a", item_id: "item_a", output_index: 0, content_index: 0 };
    wire.upstream(
      created("a", { metadata: { topic: "x" } }),
      event("response.output_item.added", { ...at, item: { id: "item_a", type: "message" } }),
      event("response.output_text.delta", { ...at, delta: `Card ${CARD}, ok` }),
    );
    const before = wire.toClient.length;
    expect(eventsIn(wire.toClient).at(-1)).toMatchObject({
      type: "response.done",
      response: { id: "a", status: "failed", metadata: { topic: "x" } },
    });
    const item = { id: "item_a", type: "message", role: "assistant" };
    wire.upstream(
      event("response.output_text.delta", { ...at, delta: "more" }),
      event("conversation.item.done", { item }),
      event("response.output_item.done", { ...at, item }),
      finished("a", [item], "cancelled"),
      event("response.output_audio.done", at),
    );
    expect(wire.toClient.length).toBe(before);
    expect(typesIn(wire.toUpstream)).toEqual(["response.cancel", "conversation.item.delete"]);
  });

  it("is not told of what the upstream says of the gateway's own events", () => {
    const wire = line();
    wire.upstream(...callResponse("a", [{ name: "remove", args: "{}" }]));
    const [cancel] = eventsIn(wire.toUpstream);
    const before = wire.toClient.length;
    const error = { type: "invalid_request_error", message: "None active", code: "x" };
    wire.upstream(event("error", { error: { ...error, event_id: cancel?.["event_id"] } }));
    expect(wire.toClient.length).toBe(before);
    wire.upstream(event("error", { error: { ...error, event_id: "theirs" } }));
    expect(wire.toClient.length).toBe(before + 1);
  });

  it("under the beta's names is read alike", () => {
    const rename = (told: Told) =>
      JSON.parse(
        JSON.stringify(told)
          .replaceAll("response.output_audio", "response.audio")
          .replaceAll("response.output_text", "response.text")
          .replaceAll("conversation.item.added", "conversation.item.created"),
      ) as Told;
    const wire = line();
    wire.upstream(...spokenResponse("a", ["The key: ", SECRET, " ok"]).map(rename));
    expect(saidBy(wire.toClient, "a")).toBe("The key: [SECRET] ok");
    expect(wire.toClient.join("")).not.toContain(SECRET);
    expect(wire.toClient.filter((text) => text.includes(`"response.audio.delta"`)).length).toBe(1);
  });

  it("does not let a call pass because another one was told apart", () => {
    const calls = callResponse("a", [{ name: "remove", args: "{}" }]);
    const item = { id: "x", type: "function_call", name: "search", call_id: "x", arguments: "{}" };
    const wire = line();
    wire.upstream(...calls.slice(0, -1), event("brand.new", { response_id: "a", item }));
    expect(typesIn(wire.toClient)).toEqual(["response.created"]);
    wire.upstream(calls.at(-1));
    expect(wire.toClient.join("")).not.toMatch(/remove|search/);
  });

  it("goes on after a text of an unknown type has ended", () => {
    const at = { response_id: "a", item_id: "i", output_index: 0 };
    const events = [
      created("a"),
      event("response.brand_new.delta", { ...at, delta: "the word s" }),
      event("response.brand_new.done", { ...at, text: "the word s" }),
      event("response.output_text.delta", { ...at, content_index: 0, delta: "Hello. " }),
    ];
    const wire = line();
    wire.upstream(...events);
    expect(wire.toClient).toEqual(events.map((told) => JSON.stringify(told)));
  });

  it("redacts the arguments of a call in every telling", () => {
    const wire = line(policyOf("rules: [{ name: s, scanner: secrets, action: redact }]"));
    wire.upstream(...callResponse("a", [{ name: "search", args: `{"q":"${SECRET}"}` }]));
    expect(wire.toClient.join("")).not.toContain(SECRET.slice(0, 24));
    const told = eventsIn(wire.toClient);
    const deltas = told.filter(({ type }) => String(type).endsWith("arguments.delta"));
    expect(deltas.map(({ delta }) => delta).join("")).toBe(`{"q":"[SECRET]"}`);
    expect(told.at(-1)).toMatchObject({
      response: { output: [{ arguments: `{"q":"[SECRET]"}` }] },
    });
  });
});

describe("sound", () => {
  const at = { response_id: "a", item_id: "i", output_index: 0, content_index: 0 };
  const sound = (index: number) =>
    event("response.output_audio.delta", { ...at, delta: soundOf(index) });
  const words = (delta: string) =>
    event("response.output_audio_transcript.delta", { ...at, delta });

  it("that runs ahead of its transcript waits for the first of it", () => {
    const wire = line();
    wire.upstream(created("a"), sound(0));
    expect(wire.toClient.length).toBe(1);
    wire.upstream(words("hello "));
    expect(typesIn(wire.toClient)).toEqual([
      "response.created",
      "response.output_audio.delta",
      "response.output_audio_transcript.delta",
    ]);
  });

  it("waits for the whole transcript where the policy says so, and is dropped as a whole", () => {
    const wire = line(POLICIES.whole);
    wire.upstream(created("a"), words("hello "), sound(0), words("you. "), sound(1));
    expect(wire.toClient.length).toBe(2);
    const end = { ...at, transcript: "hello you. " };
    wire.upstream(event("response.output_audio_transcript.done", end));
    expect(wire.toClient.length).toBe(6);
    const bad = line(POLICIES.whole);
    bad.upstream(...spokenResponse("a", ["hello ", SECRET, " you"]));
    expect(bad.toClient.join("")).not.toContain("response.output_audio.delta");
  });

  it("passes at once where the policy says so", () => {
    const wire = line(POLICIES.pass);
    wire.upstream(created("a"), words(SECRET.slice(0, 20)), sound(0));
    expect(typesIn(wire.toClient)).toEqual(["response.created", "response.output_audio.delta"]);
  });
});

describe("what belongs to no response", () => {
  it("is read whatever its type: an unknown event is redacted, and blocked", () => {
    const wire = line();
    wire.upstream({ type: "brand.new", note: { text: `See ${SECRET}!` } });
    wire.upstream({ type: "brand.new", note: [`Card ${CARD}!`] });
    expect(eventsIn(wire.toClient)).toMatchObject([
      { type: "brand.new", note: { text: "See [SECRET]!" } },
      { type: "error", error: { code: "policy_violation" } },
    ]);
  });

  it("has its deltas read together, though no one knows the type", () => {
    const wire = line();
    for (const delta of ["The ", SECRET.slice(0, 9), SECRET.slice(9), " key"]) {
      wire.upstream({ type: "brand.new.delta", item_id: "i", delta });
    }
    wire.end();
    const said = eventsIn(wire.toClient).map(({ delta }) => delta);
    expect(said.join("")).toBe("The [SECRET] key");
  });

  it("passes whatever the SDK knows and nothing forbids", () => {
    const source = readFileSync("node_modules/openai/resources/realtime/realtime.d.ts", "utf8");
    const union = /export type RealtimeServerEvent = ([^;]*);/.exec(source)?.[1] ?? "";
    const names = union.split("|").map((name) => name.trim().split(".").at(-1) ?? "");
    const types = names.flatMap((name) => {
      const at = source.indexOf(`interface ${name} {`);
      return /^ {4,8}type: '([^']+)'/m.exec(source.slice(at))?.[1] ?? [];
    });
    expect(types.length).toBeGreaterThan(40);
    const wire = line();
    const plain = types.filter((type) => !type.includes("function_call"));
    const sent = plain.map((type) => JSON.stringify({ type, event_id: "e" }));
    wire.upstream(...sent);
    expect(wire.toClient.toSorted()).toEqual(sent.toSorted());
  });

  it("holds a call that it tells until it is judged, by itself", () => {
    const item = (name: string) => ({
      item: { id: `i_${name}`, type: "function_call", name, call_id: "c", arguments: "{}" },
    });
    const wire = line();
    const good = event("conversation.item.retrieved", item("search"));
    wire.upstream(good, event("conversation.item.retrieved", item("remove")));
    expect(wire.toClient[0]).toBe(JSON.stringify(good));
    expect(typesIn(wire.toClient)).toEqual(["conversation.item.retrieved", "error"]);
  });

  it("is not what the developer has said: an echo of instructions is no answer", () => {
    const wire = line(
      policyOf("rules: [{ name: c, scanner: pii, direction: output, action: block }]"),
    );
    const session = { type: "realtime", instructions: "Mail hr@example.com in doubt." };
    const echo = event("session.updated", { session });
    wire.upstream(echo);
    expect(wire.toClient).toEqual([JSON.stringify(echo)]);
  });
});

describe("what a person says", () => {
  it("is hidden as the upstream heard it: redacted in its pieces and whole", () => {
    const wire = line();
    const at = { item_id: "u", content_index: 0 };
    for (const delta of ["It is ", SECRET.slice(0, 14), SECRET.slice(14), " you know"]) {
      wire.upstream(event(`${HEARD}.delta`, { ...at, delta }));
    }
    wire.upstream(event(`${HEARD}.completed`, { ...at, transcript: `It is ${SECRET} you know` }));
    const told = eventsIn(wire.toClient);
    expect(
      told
        .slice(0, -1)
        .map(({ delta }) => delta)
        .join(""),
    ).toBe("It is [SECRET] you know");
    expect(told.at(-1)).toMatchObject({ transcript: "It is [SECRET] you know" });
  });

  it("has its item deleted and the answer to it cancelled where it is blocked", () => {
    const wire = line();
    const at = { item_id: "u", content_index: 0 };
    wire.upstream(event(`${HEARD}.completed`, { ...at, transcript: `Charge ${CARD} now` }));
    expect(typesIn(wire.toClient)).toEqual(["error"]);
    expect(eventsIn(wire.toUpstream)).toMatchObject([
      { type: "response.cancel" },
      { type: "conversation.item.delete", item_id: "u" },
    ]);
  });
});

describe("a client's event", () => {
  it.each([
    ["session.update", { session: { instructions: `Use ${SECRET} for it.` } }],
    ["session.update", { session: { tools: [{ name: "x", description: `Key ${SECRET}!` }] } }],
    ["response.create", { response: { instructions: `Use ${SECRET} for it.` } }],
    [
      "response.create",
      { response: { input: [{ role: "user", content: [{ type: "input_text", text: SECRET }] }] } },
    ],
    ["conversation.item.create", { item: { type: "function_call_output", output: SECRET } }],
    [
      "conversation.item.create",
      {
        item: { role: "user", content: [{ type: "input_audio", audio: "AA", transcript: SECRET }] },
      },
    ],
    ["session.instructions.append", { content: `Key ${SECRET}!` }],
    ["brand.new", { deep: { down: [`Key ${SECRET}!`] } }],
  ])("of type %s is redacted wherever it holds text (%#)", (type, more) => {
    const wire = line();
    wire.client({ type, ...more });
    expect(wire.toUpstream.length).toBe(1);
    expect(wire.toUpstream[0]).toContain("[SECRET]");
    expect(wire.toUpstream[0]).not.toContain(SECRET);
  });

  it("is not sent on where it is blocked, and the error names it", () => {
    const wire = line();
    wire.client({ type: "response.create", event_id: "mine", response: { instructions: CARD } });
    expect(wire.toUpstream).toEqual([]);
    expect(eventsIn(wire.toClient)).toMatchObject([
      { type: "error", error: { event_id: "mine", param: "response.instructions" } },
    ]);
  });

  it("of sound is not read as text", () => {
    const wire = line();
    const sent = `{"type":"input_audio_buffer.append","audio":"${SECRET}"}`;
    wire.client(sent);
    expect(wire.toUpstream).toEqual([sent]);
  });
});

describe("bounds", () => {
  it("close on an event that is too large, from either side, and not before", () => {
    const pad = (chars: number) => {
      const text = `{"type":"input_audio_buffer.append","audio":"`;
      return `${text}${"A".repeat(chars - text.length - 2)}"}`;
    };
    const wire = line();
    wire.client(pad(LIMITS.socketEventCharsMax));
    expect([wire.closed, wire.toUpstream.length]).toEqual([null, 1]);
    wire.client(pad(LIMITS.socketEventCharsMax + 1));
    expect([wire.closed?.code, wire.toUpstream.length]).toEqual([1009, 1]);
    const other = line();
    other.upstream(pad(LIMITS.socketEventCharsMax + 1));
    expect([other.closed?.code, other.toClient.length]).toEqual([1009, 0]);
  });

  it("close on more open responses than any real session has", () => {
    const wire = line();
    for (let n = 0; n < LIMITS.socketLanesMax; n += 1) wire.upstream(created(`r${n}`));
    expect(wire.closed).toBeNull();
    wire.upstream(created("one more"));
    expect(wire.closed?.code).toBe(1008);
  });

  it("do not count what is over: a long session stays open", () => {
    const wire = line();
    for (let n = 0; n < 2 * LIMITS.streamTextsMax; n += 1) {
      wire.upstream(...textResponse(`r${n}`, ["hello"]));
    }
    expect(wire.closed).toBeNull();
  });

  it("stop a response that holds too much", () => {
    const wire = line();
    const at = { response_id: "a", item_id: "i", output_index: 0 };
    const delta = "x".repeat(1 << 20);
    wire.upstream(created("a"));
    for (let n = 0; n < 9; n += 1) {
      wire.upstream(event("response.function_call_arguments.delta", { ...at, delta }));
    }
    expect(typesIn(wire.toClient)).toEqual(["response.created", "error", "response.done"]);
  });

  it.each(["hello", "[]", "null", `{"a":${"[".repeat(200)}${"]".repeat(200)}}`])(
    "let an upstream's message that is no event pass only where failing is open: %s",
    (text) => {
      const closed = line();
      closed.upstream(text);
      expect(typesIn(closed.toClient)).toEqual(["error"]);
      const open = line(POLICIES.open);
      open.upstream(text);
      expect(open.toClient).toEqual([text]);
    },
  );
});

describe("a translation", () => {
  it("has its last words said once there is silence, and the next ones after", () => {
    const wire = line(
      policyOf("rules: [{ name: m, scanner: pii, types: [email], action: redact }]"),
    );
    const said = (delta: string) => event("session.output_transcript.delta", { delta });
    const sound = event("session.output_audio.delta", { delta: soundOf(0) });
    wire.upstream(said("good "), said("morning"), sound);
    expect(wire.toClient.length).toBeLessThan(3);
    wire.quiet();
    expect(wire.toClient.length).toBe(3);
    wire.upstream(said("mail a@example.com "), said("now "));
    wire.quiet();
    expect(wire.toClient.join("")).not.toContain("a@example.com");
  });
});

describe("a live session", () => {
  const wrap = (inner: unknown) => event("response.event", { delegation_id: "d", event: inner });
  const item = (name: string) => ({
    id: "fc",
    type: "function_call",
    name,
    call_id: "c",
    arguments: `{"q":"${SECRET}"}`,
  });
  const calls = (name: string) =>
    [
      { type: "response.created", response: { id: "r", output: [] } },
      {
        type: "response.output_item.added",
        output_index: 0,
        item: { ...item(name), arguments: "" },
      },
      { type: "response.output_item.done", output_index: 0, item: item(name) },
      { type: "response.completed", response: { id: "r", output: [item(name)] } },
    ].map(wrap);

  it("has the calls of what it delegates judged, redacted in place", () => {
    const wire = line(POLICIES.strict, "live");
    wire.upstream(...calls("search").slice(0, -1));
    expect(wire.toClient.length).toBe(1);
    wire.upstream(calls("search").at(-1));
    expect(wire.toClient.length).toBe(4);
    expect(wire.toClient.join("")).not.toContain(SECRET);
    expect(eventsIn(wire.toClient)[2]).toMatchObject({
      event: { item: { arguments: `{"q":"[SECRET]"}` } },
    });
  });

  it("is told of a forbidden one in its own words", () => {
    const wire = line(POLICIES.strict, "live");
    wire.upstream(...calls("remove"));
    expect(typesIn(wire.toClient)).toEqual(["response.event", "error", ...FAILED]);
    expect(wire.toClient.join("")).not.toContain("remove");
  });

  const FAILED = ["response.event", "response.event"];
});

describe("the WebSocket mode of Responses", () => {
  function calls(id: string, name: string, lane: string | null) {
    const item = { id: `fc_${id}`, type: "function_call", call_id: id, name, arguments: "{}" };
    const own = lane === null ? {} : { stream_id: lane };
    return [
      { type: "response.created", response: { id, output: [] } },
      { type: "response.output_item.added", output_index: 0, item },
      { type: "response.output_item.done", output_index: 0, item },
      { type: "response.completed", response: { id, output: [item] } },
    ].map((told) => ({ ...told, ...own }));
  }

  it("keeps its lanes apart, and the error names the lane", () => {
    fc.assert(
      fc.property(PICKS, (picks) => {
        const good = calls("r1", "search", "a");
        const wire = line(POLICIES.strict, "responses");
        wire.upstream(...merge<unknown>([good, calls("r2", "remove", "b")], picks));
        const own = good.map((told) => JSON.stringify(told));
        expect(wire.toClient.filter((text) => own.includes(text))).toEqual(own);
        const rest = eventsIn(wire.toClient.filter((text) => !own.includes(text)));
        expect(rest.map(({ type }) => type)).toEqual([
          "response.created",
          "error",
          "response.failed",
        ]);
        expect(rest.every(({ stream_id: lane }) => lane === "b")).toBe(true);
      }),
      RUNS,
    );
  });

  it("goes on with the next response in a lane that was stopped", () => {
    const wire = line(POLICIES.strict, "responses");
    const next = calls("r2", "search", null);
    wire.upstream(...calls("r1", "remove", null), ...next);
    expect(wire.toClient.slice(-next.length)).toEqual(next.map((told) => JSON.stringify(told)));
    wire.client({ type: "response.create", previous_response_id: "r1", input: "Go on." });
    wire.client({ type: "response.create", previous_response_id: "r2", input: "Go on." });
    expect(wire.toUpstream.length).toBe(1);
    expect(eventsIn(wire.toClient).at(-1)).toMatchObject({ error: { code: "blocked_response" } });
  });

  it("takes an error about a client's event for no end of a response", () => {
    const wire = line(POLICIES.strict, "responses");
    const good = calls("r1", "search", null);
    const error = { type: "error", status: 400, error: { code: "x", message: "No." } };
    wire.upstream(...good.slice(0, 2), error, ...good.slice(2));
    expect(typesIn(wire.toClient)).toEqual([
      "response.created",
      "error",
      ...good.slice(1).map(({ type }) => type),
    ]);
  });
});

describe("a file in a client's event", () => {
  const sent = (text: string) => ({
    type: "response.create",
    input: [
      {
        role: "user",
        content: [
          {
            type: "input_file",
            filename: "a.csv",
            file_data: `data:text/csv;base64,${btoa(text)}`,
          },
        ],
      },
    ],
  });

  it.each(["responses", "realtime"])("is read before it goes on: %s", async (surface) => {
    const on = line(POLICIES.strict, surface);
    await on.clientFiles(sent(`name,card\nAda,${CARD}\n`));
    expect(on.toUpstream).toEqual([]);
    expect(on.toClient).toHaveLength(1);
    expect(on.toClient[0]).toContain("policy_violation");
    expect(on.hasBlocked).toBe(true);
  });

  it("is rewritten where the policy redacts, and passes as it came where it is clean", async () => {
    const on = line(POLICIES.strict, "responses");
    await on.clientFiles(sent(`key\n${SECRET}\n`));
    await on.clientFiles(sent("name\nAda\n"));
    expect(on.toUpstream).toEqual([
      JSON.stringify(sent("key\n[SECRET]\n")),
      JSON.stringify(sent("name\nAda\n")),
    ]);
  });
});
