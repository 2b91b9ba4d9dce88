// Rules about a request as a whole hold on a connection as they do on a request: whatever a client
// could have posted and been stopped for, it cannot send as an event either.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toolFingerprintText } from "../../src/domain/declared-tool.ts";
import { LIMITS } from "../../src/domain/limits.ts";
import { openAccount, type Account } from "../../src/inspection/account.ts";
import { readEndUser } from "../../src/inspection/end-user.ts";
import { createSocketInspection } from "../../src/inspection/inspect-socket.ts";
import { readDeclaredTools } from "../../src/openai/declared-tools.ts";
import { socketProtocolOf } from "../../src/openai/socket-protocols.ts";
import { agentPolicy, bind } from "../../src/policy/agent-policy.ts";
import { loadPolicy } from "../../src/policy/load.ts";
import { bareSituation, type Situation } from "../../src/policy/situation.ts";
import { sha256Hex } from "../../src/storage/encoding.ts";
import { callResponse, event } from "../e2e/realtime-wire.ts";
import { headOf } from "../settled-event.ts";

type Told = Readonly<Record<string, unknown>>;

interface Setting {
  /** One rule, or several in a list. */
  readonly rules: string;
  readonly surface: "responses" | "realtime" | "live";
  /** The model of the handshake. */
  readonly model?: string | null;
  readonly situation?: Partial<Situation>;
  readonly hash?: (text: string) => Promise<string>;
}

/** A connection in memory. */
interface Line {
  readonly account: Account;
  readonly toClient: readonly string[];
  readonly toUpstream: readonly string[];
  client(told: unknown): void;
  /** The same for an event with files, or tools that are hashed. */
  later(told: unknown): Promise<void>;
  upstream(...told: readonly unknown[]): void;
}

function open({ rules, surface, model = null, situation = {}, hash }: Setting): Line {
  const loaded = loadPolicy(`version: "1.0"\nrules:\n${rules}`);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const endpoint = surface === "live" ? "live" : surface;
  const asked = { model, endpoint, method: "GET", path: `/v1/${surface}` };
  const known = { ...bareSituation("agent"), ...asked, ...situation };
  const policy = bind(agentPolicy(loaded.value, "agent"), known);
  const account = openAccount({
    head: headOf({
      id: "request",
      agent: "agent",
      surface,
      method: "GET",
      path: "/v1/realtime",
      model,
    }),
    key: null,
    mode: policy.mode,
    policy: null,
    endUser: null,
  });
  const protocol = socketProtocolOf(surface);
  const inspection = createSocketInspection({
    policy,
    account,
    protocol,
    ...(hash && { hash }),
  });
  const toClient: string[] = [];
  const toUpstream: string[] = [];
  const textOf = (told: unknown) => (typeof told === "string" ? told : JSON.stringify(told));
  return {
    account,
    toClient,
    toUpstream,
    client(told) {
      const output = inspection.fromClient(textOf(told));
      if (output instanceof Promise) throw new Error("the event has files");
      toClient.push(...output.toClient);
      toUpstream.push(...output.toUpstream);
    },
    async later(told) {
      const output = await inspection.fromClient(textOf(told));
      toClient.push(...output.toClient);
      toUpstream.push(...output.toUpstream);
    },
    upstream(...told) {
      for (const one of told) {
        const output = inspection.fromUpstream(textOf(one));
        toClient.push(...output.toClient);
        toUpstream.push(...output.toUpstream);
      }
    },
  };
}

const MODELS = `  - { name: m, scanner: models, deny: ["dear-*"], action: block }`;
const REWRITE = `  - { name: m, scanner: models, deny: ["dear-*"], use: cheap, action: rewrite }`;
const DECLARED = `  - { name: t, scanner: tool_access, denied_tools: ["drop_*", "files/*"], declared: true, action: block }`;
const FORBIDDEN_WORDS = (scope: string) =>
  `  - { name: w, scanner: pii, types: [email], direction: input, action: block, ${scope} }`;

const drop = { type: "function", name: "drop_table", parameters: {} };
const search = { type: "function", name: "search", parameters: {} };
const nested = { type: "function", function: { name: "drop_table" } };
const server = { type: "mcp", server_label: "files", server_url: "https://files.example" };
const says = (text: string) => [{ role: "user", content: [{ type: "input_text", text }] }];

const TOKENS = `  - { name: t, scanner: request_parameters, max: { max_output_tokens: 100 }, action: rewrite }`;
const FILES = `  - { name: f, scanner: files, types_denied: [exe], action: block }`;
const URL_FILE = (name: string) => ({
  type: "input_file",
  file_url: `https://files.example/${name}`,
});

interface Case {
  readonly says: string;
  readonly rules: string;
  readonly surface: Setting["surface"];
  readonly model?: string | null;
  /** What the client sends, of which the last is looked at. */
  readonly sent: readonly unknown[];
  /** What leaves for the upstream of it; `same`: as it came, byte for byte. */
  readonly leaves: "same" | "nothing" | Told;
}

const asks = (more: Told): Told => ({ type: "response.create", input: "Hello.", ...more });
const update = (session: unknown): Told => ({ type: "session.update", session });
const start = (session: unknown): Told => ({ type: "session.start", session });
const respond = (response?: unknown): Told => ({ type: "response.create", response });

const CASES: readonly Case[] = [
  {
    says: "a denied model of a response",
    rules: MODELS,
    surface: "responses",
    sent: [asks({ model: "dear-1" })],
    leaves: "nothing",
  },
  {
    says: "a denied model of a response in a lane of its own, behind one that is allowed",
    rules: MODELS,
    surface: "responses",
    sent: [asks({ model: "cheap" }), asks({ model: "dear-1", stream_id: "b" })],
    leaves: "nothing",
  },
  {
    says: "a denied model that stands where servers of another kind read it",
    rules: MODELS,
    surface: "responses",
    sent: [{ type: "response.create", model: "cheap", response: { model: "dear-1" } }],
    leaves: "nothing",
  },
  {
    says: "an allowed model of a response",
    rules: MODELS,
    surface: "responses",
    sent: [asks({ model: "cheap" })],
    leaves: "same",
  },
  {
    says: "a text that only names a denied model",
    rules: MODELS,
    surface: "responses",
    sent: [asks({ model: "cheap", input: "Is dear-1 better?", metadata: { model: "dear-1" } })],
    leaves: "same",
  },
  {
    says: "a response that names no model on a connection that has none",
    rules: MODELS,
    surface: "responses",
    sent: [asks({})],
    leaves: "same",
  },
  {
    says: "a denied model of a session",
    rules: MODELS,
    surface: "realtime",
    model: "cheap",
    sent: [update({ type: "realtime", model: "dear-1" })],
    leaves: "nothing",
  },
  {
    says: "a denied model in an event of a type that nobody knows",
    rules: MODELS,
    surface: "realtime",
    sent: [{ type: "session.renew", session: { model: "dear-1" } }],
    leaves: "nothing",
  },
  {
    says: "a session of an allowed model",
    rules: MODELS,
    surface: "realtime",
    sent: [update({ type: "realtime", model: "cheap", instructions: "Not dear-1." })],
    leaves: "same",
  },
  {
    says: "a transcription by a model that no rule speaks of",
    rules: MODELS,
    surface: "realtime",
    model: "cheap",
    sent: [update({ type: "transcription", audio: { input: { transcription: {} } } })],
    leaves: "same",
  },
  {
    says: "a denied model of a live session",
    rules: MODELS,
    surface: "live",
    sent: [start({ model: "dear-1" })],
    leaves: "nothing",
  },
  {
    says: "a denied model that a live session delegates to",
    rules: MODELS,
    surface: "live",
    sent: [
      start({ model: "cheap", delegation: { type: "responses", responses: { model: "dear-1" } } }),
    ],
    leaves: "nothing",
  },
  {
    says: "a live session and a delegate of allowed models",
    rules: MODELS,
    surface: "live",
    sent: [
      start({ model: "cheap", delegation: { type: "responses", responses: { model: "fine" } } }),
    ],
    leaves: "same",
  },
  {
    says: "a forbidden tool that a response declares",
    rules: DECLARED,
    surface: "responses",
    sent: [asks({ model: "m", tools: [search, drop] })],
    leaves: "nothing",
  },
  {
    says: "a forbidden tool that a session declares",
    rules: DECLARED,
    surface: "realtime",
    sent: [update({ tools: [drop] })],
    leaves: "nothing",
  },
  {
    says: "a forbidden tool in the form of another API",
    rules: DECLARED,
    surface: "realtime",
    sent: [update({ tools: [nested] })],
    leaves: "nothing",
  },
  {
    says: "a forbidden server that one response of a session declares",
    rules: DECLARED,
    surface: "realtime",
    sent: [respond({ tools: [server] })],
    leaves: "nothing",
  },
  {
    says: "a forbidden tool of a delegate",
    rules: DECLARED,
    surface: "live",
    sent: [update({ delegation: { type: "responses", responses: { tools: [drop] } } })],
    leaves: "nothing",
  },
  {
    says: "other tools of a response",
    rules: DECLARED,
    surface: "responses",
    sent: [asks({ model: "m", tools: [search], input: "Say drop_table." })],
    leaves: "same",
  },
  {
    says: "other tools of a session, then a response without any",
    rules: DECLARED,
    surface: "realtime",
    sent: [update({ tools: [search] }), { type: "response.create" }],
    leaves: "same",
  },
  {
    says: "other tools of a delegate",
    rules: DECLARED,
    surface: "live",
    sent: [update({ delegation: { type: "responses", responses: { tools: [search] } } })],
    leaves: "same",
  },
  {
    says: "a model that is replaced in a response",
    rules: REWRITE,
    surface: "responses",
    sent: [asks({ model: "dear-1" })],
    leaves: asks({ model: "cheap" }),
  },
  {
    says: "a model that is replaced in a session, and nowhere else",
    rules: REWRITE,
    surface: "realtime",
    sent: [{ type: "session.update", model: "dear-1", session: { model: "dear-1" } }],
    leaves: { type: "session.update", model: "dear-1", session: { model: "cheap" } },
  },
  {
    says: "a model that is replaced in a delegate",
    rules: REWRITE,
    surface: "live",
    sent: [start({ model: "cheap", delegation: { responses: { model: "dear-1" } } })],
    leaves: start({ model: "cheap", delegation: { responses: { model: "cheap" } } }),
  },
  {
    says: "a model that need not be replaced",
    rules: REWRITE,
    surface: "responses",
    sent: [`{ "type": "response.create",  "model": "cheap", "seed": 1.0 }`],
    leaves: "same",
  },
  {
    says: "texts under a rule for their model",
    rules: FORBIDDEN_WORDS(`models: ["dear-*"]`),
    surface: "responses",
    sent: [asks({ model: "dear-1", input: says("a@example.com") })],
    leaves: "nothing",
  },
  {
    says: "texts under a rule for another model",
    rules: FORBIDDEN_WORDS(`models: ["dear-*"]`),
    surface: "responses",
    sent: [asks({ model: "cheap", input: says("a@example.com") })],
    leaves: "same",
  },
  {
    says: "texts of a response that may be of either of two models",
    rules: FORBIDDEN_WORDS(`models: ["dear-*"]`),
    surface: "responses",
    sent: [asks({ model: "dear-1", input: says("a@example.com"), response: { model: "cheap" } })],
    leaves: "nothing",
  },
  {
    says: "texts of such a response, told the other way about",
    rules: FORBIDDEN_WORDS(`models: ["dear-*"]`),
    surface: "responses",
    sent: [asks({ model: "cheap", input: says("a@example.com"), response: { model: "dear-1" } })],
    leaves: "nothing",
  },
  {
    says: "texts that go on with a response of one of the models so far",
    rules: FORBIDDEN_WORDS(`models: ["dear-*"]`),
    surface: "responses",
    sent: [
      asks({ model: "dear-1" }),
      asks({ model: "cheap" }),
      { type: "response.steer", previous_response_id: "r", input: says("a@example.com") },
    ],
    leaves: "nothing",
  },
  {
    says: "texts for a model that is unknown, under a rule for one",
    rules: FORBIDDEN_WORDS(`models: ["dear-*"]`),
    surface: "responses",
    sent: [asks({ input: says("a@example.com") })],
    leaves: "nothing",
  },
  {
    says: "texts of a session whose client only wishes for another model",
    rules: FORBIDDEN_WORDS(`models: ["dear-*"]`),
    surface: "realtime",
    model: "dear-1",
    sent: [update({ model: "cheap", instructions: "a@example.com" })],
    leaves: "nothing",
  },
  {
    says: "texts of a session of another model",
    rules: FORBIDDEN_WORDS(`models: ["dear-*"]`),
    surface: "realtime",
    model: "cheap",
    sent: [update({ instructions: "a@example.com" })],
    leaves: "same",
  },
  {
    says: "texts under a rule for this endpoint",
    rules: FORBIDDEN_WORDS(`endpoints: [realtime]`),
    surface: "realtime",
    sent: [update({ instructions: "a@example.com" })],
    leaves: "nothing",
  },
  {
    says: "texts under a rule for another endpoint",
    rules: FORBIDDEN_WORDS(`endpoints: [realtime]`),
    surface: "live",
    sent: [update({ instructions: "a@example.com" })],
    leaves: "same",
  },
  {
    says: "texts of the end user that only the event names",
    rules: FORBIDDEN_WORDS(`users: [eve]`),
    surface: "responses",
    sent: [asks({ input: says("a@example.com"), safety_identifier: "eve" })],
    leaves: "nothing",
  },
  {
    says: "texts of another end user",
    rules: FORBIDDEN_WORDS(`users: [eve]`),
    surface: "responses",
    sent: [asks({ input: says("a@example.com"), safety_identifier: "bob" })],
    leaves: "same",
  },
  {
    says: "more tokens than a session may ask for, in the place in which they stand",
    rules: TOKENS,
    surface: "realtime",
    model: "m",
    sent: [update({ type: "realtime", max_output_tokens: 900 })],
    leaves: update({ type: "realtime", max_output_tokens: 100 }),
  },
  {
    says: "as many tokens as a session may ask for",
    rules: TOKENS,
    surface: "realtime",
    model: "m",
    sent: [update({ type: "realtime", max_output_tokens: 100 })],
    leaves: "same",
  },
  {
    says: "more tokens than a response may ask for",
    rules: TOKENS,
    surface: "responses",
    sent: [asks({ model: "m", max_output_tokens: 900 })],
    leaves: asks({ model: "m", max_output_tokens: 100 }),
  },
  {
    says: "two numbers of tokens, of which one is too many",
    rules: TOKENS.replace("rewrite", "block"),
    surface: "realtime",
    model: "m",
    sent: [`{"type":"session.update","session":{"max_output_tokens":900,"max_output_tokens":10}}`],
    leaves: "nothing",
  },
  {
    says: "a file of a type that is denied",
    rules: FILES,
    surface: "responses",
    sent: [asks({ model: "m", input: [{ role: "user", content: [URL_FILE("a.exe")] }] })],
    leaves: "nothing",
  },
  {
    says: "a file of a type that is denied, in an item",
    rules: FILES,
    surface: "live",
    sent: [{ type: "response.item.create", item: { role: "user", content: [URL_FILE("a.exe")] } }],
    leaves: "nothing",
  },
  {
    says: "a file of another type, in an item",
    rules: FILES,
    surface: "live",
    sent: [{ type: "response.item.create", item: { role: "user", content: [URL_FILE("a.txt")] } }],
    leaves: "same",
  },
  {
    says: "sound, which is no file",
    rules: `  - { name: f, scanner: files, unscannable: true, types_denied: ["*"], action: block }`,
    surface: "realtime",
    sent: [{ type: "input_audio_buffer.append", audio: "UklGRiQAAABXQVZF".repeat(40) }],
    leaves: "same",
  },
  {
    says: "a parameter that a condition speaks of",
    rules: `  - { name: c, scanner: endpoint_access, deny: ["*"], when: "request.store == true", action: block }`,
    surface: "responses",
    sent: [asks({ model: "m", store: true })],
    leaves: "nothing",
  },
  {
    says: "a parameter that it does not speak of",
    rules: `  - { name: c, scanner: endpoint_access, deny: ["*"], when: "request.store == true", on_error: fail_open, action: block }`,
    surface: "responses",
    sent: [asks({ model: "m", store: false })],
    leaves: "same",
  },
];

describe("a client's event that carries a request", () => {
  it.each(CASES)("$surface: $says", async ({ rules, surface, model = null, sent, leaves }) => {
    const line = open({ rules, surface, model });
    for (const told of sent) await line.later(told);
    const last = sent.at(-1);
    const text = typeof last === "string" ? last : JSON.stringify(last);
    if (leaves === "nothing") {
      expect(line.toUpstream).toHaveLength(sent.length - 1);
      expect(line.toClient).toHaveLength(1);
      expect(line.toClient[0]).toContain("policy_violation");
      expect(line.account.decision.action).toBe("block");
    } else {
      expect(line.toUpstream.at(-1)).toBe(leaves === "same" ? text : JSON.stringify(leaves));
      expect(line.toUpstream).toHaveLength(sent.length);
      expect(line.toClient).toEqual([]);
    }
  });

  it("is refused alone: the connection goes on", () => {
    const line = open({ rules: MODELS, surface: "responses" });
    line.client(asks({ model: "dear-1" }));
    line.client(asks({ model: "cheap" }));
    expect(line.toUpstream).toEqual([JSON.stringify(asks({ model: "cheap" }))]);
  });

  it("changes nothing for what follows where it is refused", () => {
    const rules = `${MODELS}\n  - { name: u, scanner: undeclared_tools, action: block }`;
    const line = open({ rules, surface: "realtime", model: "cheap" });
    line.client(update({ tools: [search] }));
    line.client(update({ model: "dear-1", tools: [drop] }));
    line.upstream(...callResponse("a", [{ name: "drop_table", args: "{}" }]));
    expect(line.toClient.join("")).not.toContain("drop_table");
  });

  it("passes byte for byte, whatever it says, where no rule speaks of it", () => {
    const other = fc.record(
      {
        type: fc.constantFrom("response.create", "session.update", "session.start", "x"),
        model: fc.constantFrom("cheap", "fine", 7, null),
        session: fc.oneof(fc.jsonValue(), fc.record({ model: fc.constantFrom("fine", [], {}) })),
        response: fc.oneof(fc.jsonValue(), fc.record({ tools: fc.jsonValue() })),
      },
      { requiredKeys: ["type"] },
    );
    const surfaces = fc.constantFrom("responses", "realtime", "live");
    fc.assert(
      fc.property(other, surfaces, (told, surface) => {
        const line = open({ rules: `${MODELS}\n${REWRITE.replace("m,", "n,")}`, surface });
        const text = JSON.stringify(told, null, 1);
        line.client(text);
        expect(line.toUpstream).toEqual([text]);
      }),
      { numRuns: 200 },
    );
  });
});

/** A response that calls one function, in the events of each protocol. */
function calling(surface: Setting["surface"], id: string, name: string): readonly unknown[] {
  if (surface === "realtime") return callResponse(id, [{ name, args: "{}" }]);
  const item = { id: `fc_${id}`, type: "function_call", call_id: id, name, arguments: "{}" };
  const told = [
    { type: "response.created", response: { id, output: [] } },
    { type: "response.output_item.added", output_index: 0, item },
    { type: "response.output_item.done", output_index: 0, item },
    { type: "response.completed", response: { id, output: [item] } },
  ];
  return surface === "responses"
    ? told
    : told.map((inner) => event("response.event", { delegation_id: "d", event: inner }));
}

interface AnswerCase {
  readonly says: string;
  readonly rules: string;
  readonly surface: Setting["surface"];
  readonly model?: string | null;
  /** What is said before the call: by the client, or where it is marked so, by the upstream. */
  readonly before: readonly Told[];
  readonly passes: boolean;
  readonly call?: string;
}

const UNDECLARED = `  - { name: u, scanner: undeclared_tools, action: block }`;
const NO_DROP = (scope: string) =>
  `  - { name: d, scanner: tool_access, denied_tools: ["drop_*"], action: block, ${scope} }`;
const FOR_DEAR = NO_DROP(`models: ["dear-*"]`);
const fromUpstream = (told: Told): Told => ({ ...told, isOfUpstream: true });
const delegating = (tools: readonly unknown[]) =>
  update({ delegation: { type: "responses", responses: { tools } } });

const ANSWERS: readonly AnswerCase[] = [
  {
    says: "a call of a tool that the response did not declare",
    rules: UNDECLARED,
    surface: "responses",
    before: [asks({ model: "m", tools: [search] })],
    passes: false,
  },
  {
    says: "a call of one that it did",
    rules: UNDECLARED,
    surface: "responses",
    before: [asks({ model: "m", tools: [search, drop] })],
    passes: true,
  },
  {
    says: "a call of one that an earlier response declared, which may still run",
    rules: UNDECLARED,
    surface: "responses",
    before: [asks({ tools: [drop], stream_id: "a" }), asks({ tools: [search], stream_id: "b" })],
    passes: true,
  },
  {
    says: "a call of a tool that neither session nor response declared",
    rules: UNDECLARED,
    surface: "realtime",
    before: [update({ tools: [search] }), respond({ instructions: "Now." })],
    passes: false,
  },
  {
    says: "a call of one that the session declared, though a response brings its own",
    rules: UNDECLARED,
    surface: "realtime",
    before: [update({ tools: [drop] }), respond({ tools: [search] })],
    passes: true,
  },
  {
    says: "a call where nothing was declared: it may have been elsewhere",
    rules: UNDECLARED,
    surface: "realtime",
    before: [update({ instructions: "Hello." })],
    passes: true,
  },
  {
    says: "a call of a tool that no delegate declared",
    rules: UNDECLARED,
    surface: "live",
    before: [delegating([search])],
    passes: false,
  },
  {
    says: "a call of one that it did",
    rules: UNDECLARED,
    surface: "live",
    before: [delegating([drop])],
    passes: true,
  },
  {
    says: "a call under a rule for the model that was asked",
    rules: FOR_DEAR,
    surface: "responses",
    before: [asks({ model: "dear-1" })],
    passes: false,
  },
  {
    says: "a call under a rule for another model",
    rules: FOR_DEAR,
    surface: "responses",
    before: [asks({ model: "cheap" })],
    passes: true,
  },
  {
    says: "a call that may be of the model that was asked before",
    rules: FOR_DEAR,
    surface: "responses",
    before: [asks({ model: "dear-1" }), asks({ model: "cheap" })],
    passes: false,
  },
  {
    says: "a call before any model is known",
    rules: FOR_DEAR,
    surface: "realtime",
    before: [],
    passes: false,
  },
  {
    says: "a call of a session whose client only wishes for another model",
    rules: FOR_DEAR,
    surface: "realtime",
    before: [update({ model: "cheap" })],
    passes: false,
  },
  {
    says: "a call of a session whose upstream has told another model",
    rules: FOR_DEAR,
    surface: "realtime",
    before: [fromUpstream(event("session.created", { session: { model: "cheap" } }))],
    passes: true,
  },
  {
    says: "a call of a session whose upstream has told the model",
    rules: FOR_DEAR,
    surface: "realtime",
    model: "cheap",
    before: [fromUpstream(event("session.updated", { session: { model: "dear-1" } }))],
    passes: false,
  },
  {
    says: "a call of a live session of another model, once that is told",
    rules: FOR_DEAR,
    surface: "live",
    before: [
      start({ model: "cheap" }),
      fromUpstream(event("session.started", { session: { model: "cheap" } })),
    ],
    passes: true,
  },
  {
    says: "a call under a rule that a condition on the request narrows",
    rules: NO_DROP(`when: "request.metadata.role == 'guest'"`),
    surface: "responses",
    before: [asks({ metadata: { role: "guest" } })],
    passes: false,
  },
  {
    says: "a call outside of that condition",
    rules: NO_DROP(`when: "request.metadata.role == 'guest'"`),
    surface: "responses",
    before: [asks({ metadata: { role: "staff" } })],
    passes: true,
  },
  {
    says: "a call that no call of an earlier response has prepared",
    rules: `  - { name: s, scanner: sequence, tools: ["drop_*"], requires: [search], within: session, action: block }`,
    surface: "realtime",
    before: [],
    passes: false,
  },
];

describe("the end user of a connection", () => {
  const RULES = `  - { name: a, scanner: models, deny: ["*"], except_roles: [lead], action: block }`;
  const lead = asks({ model: "m", metadata: { roles: "lead" } });
  const nobody = { id: "u", roles: [], claims: {} };

  it.each([
    ["has the roles that the body tells where no header has", nobody, 1],
    ["has none but those of the header, be it that it tells none", { ...nobody, isTold: true }, 0],
  ])("%s", (_, user, sent) => {
    const line = open({ rules: RULES, surface: "responses", model: null, situation: { user } });
    line.client(lead);
    expect(line.toUpstream).toHaveLength(sent);
  });

  it("is told by a header that is empty, too", () => {
    const header = { id: "u", header: "{}", body: { metadata: { roles: ["lead"] } } };
    expect(readEndUser(header)).toMatchObject({ value: { roles: [], isTold: true } });
    expect(readEndUser({ ...header, header: null })).toMatchObject({ value: { roles: ["lead"] } });
  });
});

describe("an answer", () => {
  it.each(ANSWERS)("$surface: $says", ({ rules, surface, model = null, before, passes }) => {
    const line = open({ rules, surface, model });
    for (const { isOfUpstream, ...told } of before) {
      if (isOfUpstream === true) line.upstream(told);
      else line.client(told);
    }
    const told = line.toClient.length;
    const response = calling(surface, "r1", "drop_table");
    line.upstream(...response);
    const left = line.toClient.slice(told);
    if (passes) expect(left).toEqual(response.map((one) => JSON.stringify(one)));
    else expect(left.join("")).not.toContain("drop_table");
  });

  it("is known to come after the calls of the responses before it", () => {
    const rules = `  - { name: s, scanner: sequence, tools: ["drop_*"], requires: [search], within: session, action: block }`;
    const line = open({ rules, surface: "realtime" });
    line.upstream(...calling("realtime", "a", "search"), ...calling("realtime", "b", "drop_table"));
    expect(line.toClient.join("")).toContain("drop_table");
  });

  it("is not taken for one with them", () => {
    const rules = `  - { name: c, scanner: chain, source: { tools: [search] }, sink: { tools: ["drop_*"] }, within: response, action: block }`;
    const line = open({ rules, surface: "realtime" });
    line.upstream(...calling("realtime", "a", "search"), ...calling("realtime", "b", "drop_table"));
    expect(line.toClient.join("")).toContain("drop_table");
  });

  it.each([
    { between: LIMITS.earlierCallsMax - 1, passes: false },
    { between: LIMITS.earlierCallsMax, passes: true },
  ])("completes a chain after $between other calls: $passes", ({ between, passes }) => {
    const rules = `  - { name: c, scanner: chain, source: { tools: [search] }, sink: { tools: ["drop_*"] }, within: session, action: block }`;
    const line = open({ rules, surface: "responses" });
    // More calls than the event records: the latest count, not the first.
    for (let index = 0; index < LIMITS.toolCallsRecordedMax; index += 1) {
      line.upstream(...calling("responses", `x${index}`, "other"));
    }
    line.upstream(...calling("responses", "source", "search"));
    for (let index = 0; index < between; index += 1) {
      line.upstream(...calling("responses", `y${index}`, "other"));
    }
    line.upstream(...calling("responses", "sink", "drop_table"));
    expect(line.toClient.join("").includes("drop_table")).toBe(passes);
  });
});

describe("a tool whose definition a rule has pinned", () => {
  it.each([
    { says: "passes as it was pinned", pinned: search, hashes: true, passes: true },
    { says: "is stopped once it is another", pinned: drop, hashes: true, passes: false },
    { says: "is stopped where nobody can tell", pinned: search, hashes: false, passes: false },
  ])("$says", async ({ pinned, hashes, passes }) => {
    const [tool] = readDeclaredTools({ tools: [{ ...pinned, name: "search" }] }).tools;
    if (tool === undefined) throw new Error("the tool is not read");
    const told = { ...tool, ...(pinned === search ? {} : { description: "Another." }) };
    const pin = await sha256Hex(toolFingerprintText(told));
    const rules = `  - { name: p, scanner: tool_definitions, pins: { search: "${pin}" }, action: block }`;
    const line = open({ rules, surface: "realtime", ...(hashes && { hash: sha256Hex }) });
    const sent = update({ tools: [search] });
    await line.later(sent);
    expect(line.toUpstream).toEqual(passes ? [JSON.stringify(sent)] : []);
  });
});

describe("the models of a connection", () => {
  it.each([
    { names: LIMITS.socketModelsMax, passes: true },
    { names: LIMITS.socketModelsMax + 1, passes: false },
  ])("are told apart up to a bound; beyond it rules for any hold: $names", ({ names, passes }) => {
    const line = open({ rules: FOR_DEAR, surface: "responses" });
    for (let index = 0; index < names; index += 1) line.client(asks({ model: `cheap-${index}` }));
    line.upstream(...calling("responses", "r", "drop_table"));
    expect(line.toClient.join("").includes("drop_table")).toBe(passes);
  });

  it("are those that a rule has set, not those that were asked", () => {
    const line = open({ rules: `${REWRITE}\n${FOR_DEAR}`, surface: "responses" });
    line.client(asks({ model: "dear-1" }));
    line.upstream(...calling("responses", "r", "drop_table"));
    expect(line.toClient.join("")).toContain("drop_table");
  });
});
