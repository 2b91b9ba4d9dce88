// What a policy would make of an exchange, and why, by the code that serves real ones: the readers
// of the surface, the detectors, the rules. Nothing is sent, stored or counted; what only the
// outside knows (moderation, judges, baselines, counters) is said not to be evaluated.
import { ALLOW, stops, type Decision } from "../domain/decision.ts";
import { afterFlow, type FlowSketch } from "../domain/data-flow.ts";
import type { Finding } from "../domain/finding.ts";
import { keyedHash } from "../domain/keyed-hash.ts";
import { ok, type Result } from "../domain/result.ts";
import type { Direction } from "../domain/segment.ts";
import { agentPolicy, bind, type AgentPolicy } from "../policy/agent-policy.ts";
import type { Evidence } from "../policy/rules/rule.ts";
import type { ExchangeInput, Policy } from "../policy/schema/document.ts";
import { outsideRules } from "../policy/rules/outside.ts";
import type { Situation } from "../policy/situation.ts";
import { openAccount, type Account } from "./account.ts";
import { blockError } from "./block-error.ts";
import { explainRules, type RuleExplanation } from "./explain.ts";
import { readInlineFiles } from "./inline-files.ts";
import { inspectAnswer } from "./inspect-answer.ts";
import { inspectRequest } from "./inspect-request.ts";
import { inspectCalls, inspectTexts, judgeRequest, type Verdict } from "./inspect.ts";
import { readExchange, type ExchangeProblem, type ToldExchange } from "./simulated-exchange.ts";
import { REFUSALS, type Refusal } from "./refusal.ts";
import { flowAdded, noteMade } from "./scan-flows.ts";
import { hashTools, situationOf } from "./situation.ts";

/** A finding of a simulation: kind and place, never text. */
export type SimulatedFinding = Finding & { readonly direction: Direction };

/** What a stopped client would be told. */
export interface Told {
  /** Whether the request was stopped, or its answer. */
  readonly direction: Direction;
  readonly code: string;
  readonly message: string;
  /** As the policy asks; a surface that cannot be answered in words gets an error. */
  readonly respondWith: NonNullable<Decision["answer"]>["respondWith"];
}

/** What a policy makes of an exchange. */
export interface Simulation extends Pick<Decision, "action" | "intended" | "reasons"> {
  readonly agent: string;
  readonly mode: Policy["mode"];
  readonly findings: readonly SimulatedFinding[];
  /** Every rule of the policy, in the order in which they are considered. */
  readonly rules: readonly RuleExplanation[];
  /** Null where nothing is stopped. */
  readonly told: Told | null;
  /** What could not be done as with real traffic, in words. */
  readonly notes: readonly string[];
}

/** How exchanges are simulated. */
export interface SimulationOptions {
  /** SHA-256 of a text in hex; without it rules that pin tools see none of their digests. */
  readonly hash?: (text: string) => Promise<string>;
  /**
   * `all` (default): rules for a share of the traffic (`sample`, `rollout`) are for this exchange.
   * `real`: they are if it falls into their share.
   */
  readonly shares?: "all" | "real";
}

/** Simulates exchanges with one policy; what is made of it for an agent is made once. */
export type Simulator = (
  exchange: ExchangeInput,
  id?: string,
) => Promise<Result<Simulation, ExchangeProblem>>;

/** Nothing is kept: texts are only told apart. */
const digest = (text: string): string => keyedHash(NO_KEY, text);
const NO_KEY = new Uint8Array(16);

/** Where no exchange has an id of its own. */
const NO_ID = "00000000-0000-7000-8000-000000000000";

/** Prepares simulations. They do not throw for what an exchange says. */
export function createSimulator(policy: Policy, options: SimulationOptions = {}): Simulator {
  const whole = options.shares === "real" ? policy : withoutShares(policy);
  const compiled = new Map<string, AgentPolicy>();
  function compiledFor(agent: string): AgentPolicy {
    const known = compiled.get(agent) ?? agentPolicy(whole, agent);
    compiled.set(agent, known);
    return known;
  }
  return async (exchange, id = NO_ID) => {
    const told = readExchange(exchange, id);
    if (!told.ok) return told;
    const own = compiledFor(told.value.head.agent);
    const situation = await situationFor(told.value, own, options);
    return ok(await run({ policy: whole, bound: bind(own, situation), told: told.value }));
  };
}

/** Rules as if they were for all of the traffic. */
function withoutShares(policy: Policy): Policy {
  return {
    ...policy,
    rules: policy.rules.map((rule) => {
      const { sample: _sample, rollout: _rollout, ...rest } = rule;
      return rest;
    }),
  };
}

async function situationFor(
  told: ToldExchange,
  policy: AgentPolicy,
  { hash }: SimulationOptions,
): Promise<Situation> {
  const { head, user, view, request } = told;
  const facts = request?.facts ?? null;
  const body = request?.body ?? null;
  const toolHashes =
    hash === undefined ? new Map<string, string>() : await hashTools(body?.json ?? null, hash);
  const { tier } = policy;
  const unreadFiles = await unreadIn(policy, request);
  const known = { head, user, key: null, tier, body, facts, toolHashes, unreadFiles };
  if (view === null || told.before.length === 0) return situationOf(known, view);
  const flow = flowBefore(policy, told, (turn) =>
    situationOf({ ...known, body: turn?.body ?? null, facts: turn?.facts ?? null }, view),
  );
  return situationOf(known, { ...view, flow });
}

/** What a session remembers of the flow of data after the exchanges that are told. */
function flowBefore(
  policy: AgentPolicy,
  { head, before }: ToldExchange,
  situationAt: (request: ToldExchange["request"]) => Situation,
): FlowSketch {
  let flow: FlowSketch = {};
  for (const [turn, { request, calls }] of before.entries()) {
    const situation = situationAt(request);
    const { view } = situation;
    const account = openAccount({
      head,
      key: null,
      mode: "enforce",
      policy: null,
      endUser: null,
      digest,
    });
    noteMade(policy, account, calls);
    const known = { view: view && { ...view, flow }, isWithheld: false };
    flow = afterFlow(flow, flowAdded({ ...policy, situation }, account, known) ?? {}, turn);
  }
  return flow;
}

/** Paths of the request's files that no detector can read, where a rule asks. */
async function unreadIn(
  policy: AgentPolicy,
  request: ToldExchange["request"],
): Promise<ReadonlySet<string> | undefined> {
  const isAsked = policy.rules.some(({ rule }) => rule.scanner === "files");
  if (!isAsked || request === null) return undefined;
  const files = await readInlineFiles(policy, request.body.json, request.facts);
  return files.ok ? files.value?.unread : undefined;
}

interface Run {
  readonly policy: Policy;
  readonly bound: AgentPolicy;
  readonly told: ToldExchange;
}

async function run({ policy, bound, told }: Run): Promise<Simulation> {
  const judged: Evidence[] = [];
  const { head } = told;
  const account = openAccount({
    head,
    key: null,
    mode: bound.mode,
    policy: null,
    endUser: null,
    digest,
    judging: (_, evidence) => void judged.push(evidence),
  });
  const notes = outsideRules(bound.rules).map(
    ({ name, scanner }) => `nobody is asked for rule ${name}: a ${scanner} needs an upstream`,
  );
  const stopped = bound.mode === "off" ? null : await inspect(bound, account, told, notes);
  const { decision } = account;
  const rules = explainRules({ policy, bound, judged });
  return {
    agent: head.agent,
    mode: bound.mode,
    action: stopped === null || stops(decision.action) ? decision.action : "block",
    intended: decision.intended,
    reasons: decision.reasons,
    findings: judged.flatMap(({ direction, findings }) =>
      findings.map((finding) => ({ ...finding, direction })),
    ),
    rules,
    told: stopped && toldOf(stopped, { bound, decision, id: head.id }),
    notes,
  };
}

/** Inspects the request and, if that passes, the answer; which of them was stopped, or null. */
async function inspect(
  policy: AgentPolicy,
  account: Account,
  told: ToldExchange,
  notes: string[],
): Promise<Direction | null> {
  const request = await inspectTold(policy, account, told, notes);
  if (request !== null && isStopped(request, notes)) {
    if (told.response !== null) notes.push("the request is stopped: there would be no answer");
    return "input";
  }
  return inspectReply(policy, account, told, notes) ? "output" : null;
}

async function inspectTold(
  policy: AgentPolicy,
  account: Account,
  told: ToldExchange,
  notes: string[],
): Promise<Verdict | null> {
  const { request, text } = told;
  if (request === null) {
    if (!told.hasRequest) return null;
    const segments = text === null ? [] : [text];
    const spoken = inspectTexts(policy, account, segments);
    const asked = judgeRequest(policy, account);
    return stops(asked.decision.action) ? asked : spoken;
  }
  if (request.facts.unread !== null && policy.forbidsUninspected) {
    return refused(REFUSALS.uninspectedSurface, notes);
  }
  const files = await readInlineFiles(policy, request.body.json, request.facts);
  if (!files.ok) return refused(files.error, notes);
  const segments = files.value?.segments ?? request.facts.segments;
  return inspectRequest(policy, account, { body: request.body, segments, files: files.value });
}

/** A request that is turned away without a rule: its verdict as that of a check that failed. */
function refused({ code }: Refusal, notes: string[]): Verdict {
  notes.push(`the request is refused: ${code}`);
  return { decision: ALLOW, failedClosed: true, isWhole: true };
}

/** Inspects what an answer says; whether it is stopped. */
function inspectReply(
  policy: AgentPolicy,
  account: Account,
  told: ToldExchange,
  notes: string[],
): boolean {
  const { response, text, calls, surface } = told;
  const isSpoken = text?.direction === "output";
  const verdicts: Verdict[] = [];
  if (isSpoken) verdicts.push(inspectTexts(policy, account, [text]));
  if (calls.length > 0) {
    const verdict = inspectCalls(policy, account, calls);
    verdicts.push(verdict);
    if (verdict.dropped.length > 0) notes.push(droppedNote(verdict.dropped.length));
  }
  if (response !== null) {
    const bytes = new TextEncoder().encode(JSON.stringify(response));
    const answer = inspectAnswer(policy, account, surface.protocol, bytes);
    if (answer !== null) verdicts.push(answer);
    if (answer !== null && stops(account.decision.action) && !stops(answer.decision.action)) {
      notes.push(droppedNote(null));
    }
  }
  return verdicts.some((verdict) => isStopped(verdict, notes));
}

function droppedNote(count: number | null): string {
  const calls = count === null ? "blocked calls" : `${count} blocked calls`;
  return `${calls} would be left out where the surface allows it, and the rest of the answer pass`;
}

function isStopped({ decision, failedClosed, isWhole }: Verdict, notes: string[]): boolean {
  if (failedClosed && !isWhole)
    notes.push("a detector failed, and a rule that needs it fails closed");
  return failedClosed || stops(decision.action);
}

function toldOf(
  direction: Direction,
  of: { readonly bound: AgentPolicy; readonly decision: Decision; readonly id: string },
): Told {
  const { bound, decision, id: requestId } = of;
  const { explain } = bound.defaults;
  const error = blockError(decision, { requestId, direction, explain });
  return {
    direction,
    code: error.code ?? "policy_violation",
    message: decision.answer?.message ?? error.message,
    respondWith: decision.answer?.respondWith ?? "error",
  };
}
