// An exchange as tests, `policy explain` and backtests tell it, made into what inspection takes: a
// body, texts and calls, and the facts of the exchange. Nothing is judged here.
import type { ExchangeHead } from "../domain/event.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { Direction, Segment, SegmentKind } from "../domain/segment.ts";
import type { SessionView } from "../domain/session-view.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import { parseObject, type JsonObject, type RequestFacts } from "../openai/protocol.ts";
import { surfaceNamed, type Surface } from "../openai/surface.ts";
import type { ExchangeInput } from "../policy/schema/document.ts";
import { durationMs } from "../policy/schema/values.ts";
import type { EndUser } from "../policy/situation.ts";
import type { JsonBody } from "./json-body.ts";

/** What is wrong with an exchange as it is told; there is nothing to be judged. */
export interface ExchangeProblem {
  readonly message: string;
  /** The member of the exchange that is wrong. */
  readonly param: string;
}

/** A request that is told as a whole. */
export interface ToldRequest {
  readonly body: JsonBody;
  readonly facts: RequestFacts;
}

/** An exchange of the session before this one. */
export interface ToldTurn {
  readonly request: ToldRequest | null;
  readonly calls: readonly ToolCall[];
}

/** An exchange, ready to be inspected. */
export interface ToldExchange {
  readonly surface: Surface;
  readonly head: ExchangeHead;
  readonly user: EndUser;
  /** Null where the exchange names no session. */
  readonly view: SessionView | null;
  /** Exchanges of the session before this one, as far as they are told; oldest first. */
  readonly before: readonly ToldTurn[];
  readonly request: ToldRequest | null;
  /** A text in short form, in the request or in the answer. */
  readonly text: Segment | null;
  /** Calls in short form. */
  readonly calls: readonly ToolCall[];
  readonly response: JsonObject | null;
  /** There is a request to be judged as a whole; a text or call of an answer comes without one. */
  readonly hasRequest: boolean;
}

/** What stands behind each `as`: who speaks, and which way it travels. */
const KINDS = {
  input: ["user", "input"],
  system: ["system", "input"],
  document: ["document", "input"],
  tool_result: ["tool_result", "input"],
  output: ["output", "output"],
} as const satisfies Record<string, readonly [SegmentKind, Direction]>;

/** A Monday at noon UTC: within working hours, whatever rules take them to be. */
const DEFAULT_AT = Date.UTC(2026, 0, 5, 12);

/** Reads an exchange; `id` is the one that it goes by. Never throws for what the exchange says. */
export function readExchange(
  exchange: ExchangeInput,
  id: string,
): Result<ToldExchange, ExchangeProblem> {
  const surface = surfaceNamed(exchange.endpoint ?? "chat.completions");
  if (surface === null) return err({ message: "there is no such endpoint", param: "endpoint" });
  const misfit = misfitOf(exchange);
  if (misfit !== null) return err(misfit);
  const read = readToldRequest(surface, exchange.request);
  if (!read.ok) return read;
  const before = turnsOf(surface, exchange.session);
  if (!before.ok) return before;
  const facts = read.value?.facts ?? null;
  const at = exchange.at === undefined ? DEFAULT_AT : Date.parse(exchange.at);
  const text = textOf(exchange);
  const calls = callsOf(exchange);
  const isOfAnswer = text?.direction === "output" || calls.length > 0;
  return ok({
    surface,
    head: headOf(exchange, { id, at, surface, facts }),
    user: userOf(exchange, facts),
    view: viewOf(exchange, at, before.value),
    before: before.value,
    request: read.value,
    text,
    calls,
    response: exchange.response ?? null,
    hasRequest:
      read.value !== null ||
      text?.direction === "input" ||
      (!isOfAnswer && exchange.response === undefined),
  });
}

/** What in the short forms does not go together. */
function misfitOf({ as, text, tool }: ExchangeInput): ExchangeProblem | null {
  if (as === "tool_call") {
    return tool === undefined ? { message: "a tool call needs its tool", param: "tool" } : null;
  }
  return as !== undefined && text === undefined
    ? { message: `"as: ${as}" needs a text`, param: "text" }
    : null;
}

function readToldRequest(
  { protocol }: Surface,
  json: JsonObject | undefined,
): Result<ToldRequest | null, ExchangeProblem> {
  if (json === undefined) return ok(null);
  const facts = protocol.readRequest(json);
  if (!facts.ok) {
    return err({ message: facts.error.message, param: `request.${facts.error.param}` });
  }
  const text = JSON.stringify(json);
  const body = { text, json, bytes: new TextEncoder().encode(text) };
  return ok({ body, facts: facts.value });
}

function textOf({ as = "input", text, tool }: ExchangeInput): Segment | null {
  if (text === undefined || as === "tool_call") return null;
  const [kind, direction] = KINDS[as];
  return { text, kind, direction, path: "text", ...(tool !== undefined && { tool }) };
}

function callsOf({ as, text, tool, arguments: given, calls }: ExchangeInput): readonly ToolCall[] {
  if (calls !== undefined) return toldCalls(calls);
  const isCall = as === "tool_call" || (as === undefined && text === undefined);
  return isCall && tool !== undefined ? [callAt("call", tool, given)] : [];
}

function toldCalls(calls: NonNullable<ExchangeInput["calls"]>): readonly ToolCall[] {
  return calls.map(({ tool, arguments: given, id }, index) => {
    const call = callAt(`calls[${index}]`, tool, given);
    return id === undefined ? call : { ...call, id };
  });
}

/** The exchanges of a session before this one. */
function turnsOf(
  surface: Surface,
  session: ExchangeInput["session"],
): Result<readonly ToldTurn[], ExchangeProblem> {
  const turns: ToldTurn[] = [];
  for (const [index, { request, calls = [] }] of (session?.exchanges ?? []).entries()) {
    const read = readToldRequest(surface, request);
    if (!read.ok) {
      const { message, param } = read.error;
      return err({ message, param: `session.exchanges[${index}].${param}` });
    }
    turns.push({ request: read.value, calls: toldCalls(calls) });
  }
  return ok(turns);
}

/** A call whose arguments are JSON, be it as text; or the free text of a custom tool. */
function callAt(path: string, name: string, given: unknown): ToolCall {
  const isFree = typeof given === "string" && parseObject(given) === null;
  return {
    id: path,
    name,
    kind: isFree ? "text" : "json",
    arguments: typeof given === "string" ? given : JSON.stringify(given ?? {}),
    path,
    argumentsPath: `${path}.arguments`,
  };
}

/** Where requests for an answer go, on the surfaces whose path is not their name. */
const PATH_OF_SURFACE: ReadonlyMap<string, string> = new Map([
  ["chat.completions", "/v1/chat/completions"],
  ["runs", "/v1/threads/runs"],
]);

function headOf(
  exchange: ExchangeInput,
  of: {
    readonly id: string;
    readonly at: number;
    readonly surface: Surface;
    readonly facts: RequestFacts | null;
  },
): ExchangeHead {
  const { facts } = of;
  const isNamed = exchange.session !== undefined;
  return {
    id: of.id,
    tenant: "",
    agent: exchange.agent ?? "default",
    session: isNamed ? "told" : (facts?.session ?? null),
    at: of.at,
    surface: of.surface.name,
    method: "POST",
    path: PATH_OF_SURFACE.get(of.surface.name) ?? `/v1/${of.surface.name}`,
    model: exchange.model ?? facts?.model ?? null,
    streamed: false,
  };
}

function userOf(exchange: ExchangeInput, facts: RequestFacts | null): EndUser {
  const { roles = [], claims = {} } = exchange;
  // As `x-edgewarden-metadata` tells them: roles are one of the claims.
  const told = roles.length > 0 ? { ...claims, roles } : claims;
  return { id: exchange.user ?? facts?.endUser ?? null, roles, claims: told };
}

function viewOf(
  { session }: ExchangeInput,
  at: number,
  before: readonly ToldTurn[],
): SessionView | null {
  if (session === undefined) return null;
  const named = (session.calls ?? []).map((name) => ({ name, at }));
  const called = before.flatMap(({ calls }) => calls.map(({ name, id }) => ({ name, at, id })));
  const calls = [...named, ...called];
  return {
    startedAt: at - (session.age === undefined ? 0 : durationMs(session.age)),
    turns: session.turns ?? before.length,
    flags: session.flags ?? 0,
    blocks: session.blocks ?? 0,
    tokens: session.tokens ?? 0,
    toolCalls: calls.length,
    recentCalls: calls,
    firstModel: null,
    terminatedBy: null,
    blockedResponses: [],
    ...(session.injection !== undefined && {
      injection: { score: session.injection, counted: [] },
    }),
  };
}
