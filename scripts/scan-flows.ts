// Lines of `npm run -s scan` that tell more than one call: `as: tool_call` with `messages` (a history
// of Chat Completions) or `input` (items of Responses), with `tools`, and with `calls`, a batch of one
// answer, in the place of `tool` and `arguments`. What is found of the flow of data is `chains.*`.
import { findFlows } from "../src/detect/chains/flow.ts";
import type { Finding } from "../src/domain/finding.ts";
import { joinPaths } from "../src/domain/json-path.ts";
import { keyedHash } from "../src/domain/keyed-hash.ts";
import type { Segment } from "../src/domain/segment.ts";
import type { ToolCall } from "../src/domain/tool-call.ts";
import { chat } from "../src/openai/chat.ts";
import { readDeclaredTools } from "../src/openai/declared-tools.ts";
import { pastCalls } from "../src/openai/past-calls.ts";
import { isObject, type JsonObject } from "../src/openai/protocol.ts";
import { responses } from "../src/openai/responses.ts";
import type { AgentPolicy } from "../src/policy/agent-policy.ts";

/** The segments of all calls of a line, each read as if its call stood alone; or why there are none. */
export function segmentsOfCalls(
  line: JsonObject,
  read: (call: JsonObject) => readonly Segment[] | string,
): Segment[] | string {
  const segments: Segment[] = [];
  for (const { call, path } of toldIn(line)) {
    const own = isObject(call) ? read(call) : '"calls" must be a list of calls';
    if (typeof own === "string") return own;
    segments.push(...own.map((one) => (path === "" ? one : moved(one, path))));
  }
  return segments;
}

/** The calls of a line, each made as if it stood alone. */
export function callsOfLine(line: JsonObject, make: (call: JsonObject) => ToolCall): ToolCall[] {
  return toldIn(line).flatMap(({ call, path }) => {
    if (!isObject(call)) return [];
    const made = make(call);
    const place = joinPaths(path, made.path);
    return path === "" ? [made] : [{ ...made, id: path, path: place, argumentsPath: place }];
  });
}

/**
 * What is found of the flow of data in the calls of a line, or why its history cannot be read. There
 * is no session: only the line tells what came before.
 */
export function flowFindings(
  { messages = [], input, tools }: JsonObject,
  calls: readonly ToolCall[],
  { labelled, ownDomains }: Pick<AgentPolicy, "labelled" | "ownDomains">,
): readonly Finding[] | string {
  if (calls.length === 0) return [];
  const body = input === undefined ? { messages, tools } : { input, tools };
  const read = (input === undefined ? chat : responses).readRequest(body);
  if (!read.ok) return read.error.message;
  return findFlows(calls, {
    sources: read.value.segments.filter(({ kind }) => kind !== "tool_definition"),
    pastCalls: pastCalls(body).calls,
    tools: readDeclaredTools(body).tools,
    labelled,
    ownDomains,
    sketch: null,
    digest: (text) => keyedHash(NO_KEY, text),
  });
}

/** Nothing is kept: texts are only told apart. */
const NO_KEY = new Uint8Array(16);

/** The call that a line is, or those of its batch, with their places in it. */
function toldIn(line: JsonObject): readonly { readonly call: unknown; readonly path: string }[] {
  const { calls } = line;
  if (calls === undefined) return [{ call: line, path: "" }];
  if (!Array.isArray(calls)) return [{ call: null, path: "" }];
  const { declared } = line;
  return calls.map((call: unknown, index) => ({
    call: isObject(call) ? { declared, ...call } : call,
    path: `calls[${index}]`,
  }));
}

function moved(segment: Segment, path: string): Segment {
  return { ...segment, path: joinPaths(path, segment.path) };
}
