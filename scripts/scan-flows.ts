// Lines of `npm run -s scan` with `as: tool_call` are calls of one answer: one, or a batch in `calls`.
// `messages` (a history of Chat Completions) or `input` (items of Responses) tell what came before,
// and `tools` what was declared. What is found of the flow of data is `chains.*`.
import { findFlows } from "../src/detect/chains/flow.ts";
import { worseAction } from "../src/domain/decision.ts";
import type { Finding } from "../src/domain/finding.ts";
import { joinPaths } from "../src/domain/json-path.ts";
import { keyedHash } from "../src/domain/keyed-hash.ts";
import type { ToolCall } from "../src/domain/tool-call.ts";
import { chat } from "../src/openai/chat.ts";
import { readDeclaredTools } from "../src/openai/declared-tools.ts";
import { pastCalls } from "../src/openai/past-calls.ts";
import { isObject, parseObject, type JsonObject } from "../src/openai/protocol.ts";
import { responses } from "../src/openai/responses.ts";
import type { AgentPolicy } from "../src/policy/agent-policy.ts";
import { decide } from "../src/policy/decide.ts";
import type { BadLine, ScannedLine } from "./scan.ts";

/** One call of a line: as a line of its own, as it is judged, and its place in the line. */
interface ToldCall {
  readonly line: string;
  readonly call: ToolCall;
  readonly place: string;
}

/**
 * Scans the calls of a line each by itself, and then all of them together; another line as it is.
 * `scan` scans what tells one call at most.
 */
export function scanWithFlows(
  line: string,
  policy: AgentPolicy,
  scan: (line: string) => ScannedLine | BadLine,
): ScannedLine | BadLine {
  const input = parseObject(line);
  if (input === null || input["as"] !== "tool_call") return scan(line);
  const id = input["id"] === undefined ? {} : { id: input["id"] };
  const calls = toldCalls(line, input);
  if (typeof calls === "string") return { ...id, error: calls };
  const alone: ScannedLine[] = [];
  for (const { line: one, place } of calls) {
    const scanned = scan(one);
    if ("error" in scanned) return { ...id, error: scanned.error };
    alone.push(place === "" ? scanned : movedTo(place, scanned));
  }
  const flows = flowFindings(input, calls, policy);
  if (typeof flows === "string") return { ...id, error: flows };
  const together = calls.map(({ call }) => call);
  const { action } = decide(policy, { direction: "output", findings: flows, calls: together });
  return { ...id, ...withFlows(merged(alone), flows, action) };
}

type Scanned = Pick<ScannedLine, "action" | "scores" | "findings">;

function merged(all: readonly ScannedLine[]): Scanned {
  return all.reduce<Scanned>(
    (before, { action, scores, findings }) => ({
      action: worseAction(before.action, action),
      scores: highest(before.scores, scores),
      findings: [...before.findings, ...findings],
    }),
    { action: "allow", scores: NO_SCORES, findings: [] },
  );
}

function withFlows(
  { action, scores, findings }: Scanned,
  flows: readonly Finding[],
  decided: Scanned["action"],
): Scanned {
  const chains = Math.max(0, ...flows.map(({ confidence }) => confidence));
  return {
    action: worseAction(action, decided),
    scores: highest(scores, { ...NO_SCORES, chains }),
    findings: [...findings, ...flows.map((finding) => ({ layer: "pattern" as const, ...finding }))],
  };
}

const NO_SCORES: Scanned["scores"] = {
  injection: 0,
  arguments: 0,
  pii: 0,
  secrets: 0,
  exfiltration: 0,
  chains: 0,
  content: 0,
};

function highest(a: Scanned["scores"], b: Scanned["scores"]): Scanned["scores"] {
  return {
    injection: Math.max(a.injection, b.injection),
    arguments: Math.max(a.arguments, b.arguments),
    pii: Math.max(a.pii, b.pii),
    secrets: Math.max(a.secrets, b.secrets),
    exfiltration: Math.max(a.exfiltration, b.exfiltration),
    chains: Math.max(a.chains, b.chains),
    content: Math.max(a.content, b.content),
  };
}

/** The call that a line is, or those of its batch; why they cannot be read, where they cannot. */
function toldCalls(line: string, input: JsonObject): readonly ToldCall[] | string {
  const { calls, declared } = input;
  if (calls === undefined) return [{ line, call: callOf(input, ""), place: "" }];
  if (!Array.isArray(calls) || !calls.every(isObject)) return '"calls" must be a list of calls';
  return calls.map((told, index) => {
    const place = `calls[${index}]`;
    const one = JSON.stringify({ declared, ...told, as: "tool_call" });
    return { line: one, call: callOf(told, place), place };
  });
}

function callOf({ tool, arguments: given }: JsonObject, place: string): ToolCall {
  const isText = typeof given === "string";
  const path = joinPaths(place, "arguments");
  return {
    id: path,
    name: typeof tool === "string" ? tool : "",
    kind: isText && parseObject(given) === null ? "text" : "json",
    arguments: isText ? given : JSON.stringify(given ?? {}),
    path,
    argumentsPath: path,
  };
}

function movedTo(place: string, scanned: ScannedLine): ScannedLine {
  const findings = scanned.findings.map((finding) => ({
    ...finding,
    path: joinPaths(place, finding.path),
  }));
  return { ...scanned, findings };
}

/** There is no session: only the line tells what came before. */
function flowFindings(
  { messages = [], input, tools }: JsonObject,
  calls: readonly ToldCall[],
  { labelled, ownDomains }: AgentPolicy,
): readonly Finding[] | string {
  const body = input === undefined ? { messages, tools } : { input, tools };
  const read = (input === undefined ? chat : responses).readRequest(body);
  if (!read.ok) return read.error.message;
  return findFlows(
    calls.map(({ call }) => call),
    {
      sources: read.value.segments.filter(({ kind }) => kind !== "tool_definition"),
      pastCalls: pastCalls(body).calls,
      tools: readDeclaredTools(body).tools,
      labelled,
      ownDomains,
      sketch: null,
      digest: (text) => keyedHash(NO_KEY, text),
    },
  );
}

/** Nothing is kept: texts are only told apart. */
const NO_KEY = new Uint8Array(16);
