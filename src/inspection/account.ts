// The account of one exchange: what each stage learned, gathered for the one event that it ends in.
// It is the only thing in the corridor that changes, and it can be closed only once.
import {
  ALLOW,
  bothDecisions,
  boundedReasons,
  worseAction,
  type Action,
  type Decision,
  type Mode,
} from "../domain/decision.ts";
import type { ExchangeEvent, ExchangeHead, Inspection, Outcome } from "../domain/event.ts";
import { SUSPICION_MIN, type Suspicion } from "../domain/conversation-score.ts";
import type { FlowRead } from "../domain/data-flow.ts";
import { familyOf, type Finding, type RecordedFinding } from "../domain/finding.ts";
import { LIMITS } from "../domain/limits.ts";
import { PLAIN_PRIVACY, type Privacy } from "../domain/privacy.ts";
import type { Direction } from "../domain/segment.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import type { Evidence as Judged } from "../policy/rules/rule.ts";
import type { Usage } from "../openai/protocol.ts";
import { openCallBudget, type CallBudget, type CallLimit } from "./call-budget.ts";
import { openFlowMemory, type FlowMemory } from "./flow-memory.ts";
import { recordFinding } from "./record-finding.ts";

/** A finding with the text that it is about, which never leaves memory. */
interface Evidence {
  readonly finding: Finding;
  readonly direction: Direction;
  readonly matched: string;
}

/** How an exchange ended, for the client. */
export interface Ending {
  readonly outcome: Outcome;
  /** Status that the client saw. */
  readonly status: number;
  readonly error?: string;
}

/** Facts that do not change while the exchange lasts. */
export interface AccountFacts {
  readonly head: ExchangeHead;
  readonly key: string | null;
  readonly mode: Mode;
  readonly policy: ExchangeEvent["policy"];
  /** The version that is only watched; absent where none is. */
  readonly shadow?: ShadowOf | null;
  readonly judging?: Account["judging"];
  /** The end user as the request names it; hashed before it is written. */
  readonly endUser: string | null;
  /**
   * Keyed hash of a text, where the conversation has a score that suspicious texts move; absent
   * where it has none, or no rule reads it.
   */
  readonly digest?: (text: string) => string;
  /** What the event may keep; absent: what holds where no policy says otherwise. */
  readonly privacy?: Privacy;
}

/** Which version of which policy is watched without acting. */
export type ShadowOf = Pick<NonNullable<ExchangeEvent["shadow"]>, "policy" | "version">;

/** Keyed hash of a text under the tenant's key. */
export type Fingerprint = (text: string) => Promise<string>;

/** The account of one exchange. */
export interface Account {
  readonly head: ExchangeHead;
  /** Notes findings; `textAt` gives the text of a path. */
  found(direction: Direction, findings: readonly Finding[], matched: (f: Finding) => string): void;
  /**
   * Notes how surely a text that is inspected on its way to the model is an injection. Texts that
   * hardly are one, or where no conversation has a score, are not remembered.
   */
  suspected(text: string, confidence: number): void;
  /** The surest of all so far; 0 to 1. */
  readonly injection: number;
  /** The surest of those texts, so far; `LIMITS.suspicionsMax` of them at most. */
  readonly suspicions: readonly Suspicion[];
  /** Keyed hash of a text; absent where no session remembers anything of this exchange. */
  readonly digest?: (text: string) => string;
  /** What was heard and called beside what the request tells. */
  readonly flow: FlowMemory;
  /** Notes from which tools the exchange has read. */
  read(reads: readonly FlowRead[]): void;
  /** Notes the score of the conversation with this exchange. */
  scored(score: number): void;
  decided(decision: Decision): void;
  /** Notes what the shadow of the policy would have done. */
  shadowed(decision: Decision): void;
  /** Told of all evidence before it is judged; only a simulation listens. */
  readonly judging?: (policy: AgentPolicy, evidence: Judged) => void;
  called(calls: readonly ToolCall[]): void;
  /** Names of the calls so far, in order; `LIMITS.toolCallsCountedMax` of them at most. */
  readonly calls: readonly string[];
  /** Their ids, each in the place of its name; empty for one that has none, or too long a one. */
  readonly callIds: readonly string[];
  /** Names of the latest calls so far, in order; `LIMITS.earlierCallsMax` of them at most. */
  readonly latestCalls: readonly string[];
  /** So many of the calls were left out of the answer. */
  dropped(count: number): void;
  degraded(code: string): void;
  inspected(direction: "request" | "response", how: Inspection): void;
  /** Notes how many texts of the request were not inspected again. */
  recognised(texts: number): void;
  answered(status: number, upstreamRequestId: string | null): void;
  /** Whether the upstream has: what it was sent has reached the model. */
  readonly isAnswered: boolean;
  used(usage: Usage | null): void;
  /** Notes how many characters of an answer passed by, for answers whose tokens nobody tells. */
  wrote(chars: number): void;
  readonly charsWritten: number;
  /** Notes the upstream's id of the response; the first that is told counts. */
  responded(id: string | null | undefined): void;
  readonly responseId: string | null;
  readonly usage: Usage | null;
  /** How many calls the answers may make; without it, any number. */
  limitCalls(limits: readonly CallLimit[]): void;
  /** Takes calls from what is left; a reason for each that is too many. */
  spend: CallBudget["spend"];
  /** The most severe decision so far. */
  readonly decision: Decision;
  readonly isClosed: boolean;
  /** Closes the account; false if it was closed before. */
  close(ending: Ending, now: number): boolean;
  /** The event of a closed account. */
  toEvent(fingerprint: Fingerprint): Promise<ExchangeEvent>;
}

/** Opens an account. */
export function openAccount(facts: AccountFacts): Account {
  const evidence: Evidence[] = [];
  /** The first calls, for the event, and the latest, for the rules that ask what came before. */
  const suspicions = new Map<string, Suspicion>();
  let score = 0;
  let injection = 0;
  let reads: readonly FlowRead[] = [];
  const calls: string[] = [];
  const callIds: string[] = [];
  let latest: readonly string[] = [];
  const degraded = new Set<string>();
  const inspection = {
    request: "uninspected" as Inspection,
    response: "uninspected" as Inspection,
  };
  let recognised = 0;
  let decision: Decision = ALLOW;
  let shadow: Decision = ALLOW;
  let droppedCalls = 0;
  let upstreamStatus: number | null = null;
  let upstreamRequestId: string | null = null;
  let usage: Usage | null = null;
  let responseId: string | null = null;
  let charsWritten = 0;
  let budget: CallBudget | null = null;
  let closed: { readonly ending: Ending; readonly at: number } | null = null;

  const { hasFingerprints, hasEndUsers, hasPaths } = facts.privacy ?? PLAIN_PRIVACY;

  function record(fingerprint: Fingerprint): Promise<RecordedFinding[]> {
    let explained = 0;
    return Promise.all(
      evidence.map(async ({ finding, direction, matched }) => {
        if (finding.view !== undefined || finding.words !== undefined) explained += 1;
        const isExplained = explained <= LIMITS.findingsExplainedMax;
        return recordFinding(finding, {
          direction,
          hasPaths,
          isExplained,
          fingerprint: hasFingerprints ? await fingerprint(matched) : undefined,
        });
      }),
    );
  }

  return {
    head: facts.head,
    flow: openFlowMemory(),
    ...(facts.digest && { digest: facts.digest }),
    ...(facts.judging && { judging: facts.judging }),
    found(direction, findings, matched) {
      for (const finding of findings) {
        if (evidence.length >= LIMITS.findingsRecordedMax) return;
        if (isWeak(finding)) continue;
        evidence.push({ finding, direction, matched: matched(finding) });
      }
    },
    get injection() {
      return injection;
    },
    suspected(text, confidence) {
      injection = Math.max(injection, confidence);
      if (facts.digest === undefined || confidence < SUSPICION_MIN) return;
      const digest = facts.digest(text);
      const known = suspicions.get(digest)?.confidence ?? 0;
      suspicions.set(digest, { digest, confidence: Math.max(known, confidence) });
      if (suspicions.size > LIMITS.suspicionsMax) suspicions.delete(weakestOf(suspicions));
    },
    get suspicions() {
      return [...suspicions.values()];
    },
    read(more) {
      reads = more.slice(-LIMITS.readsRecordedMax);
    },
    scored(next) {
      score = Math.max(score, next);
    },
    decided(next) {
      decision = withoutPlaces(bothDecisions(decision, next));
      for (const rule of next.failedRules) degraded.add(`condition_failed:${rule}`);
    },
    shadowed(next) {
      shadow = withoutPlaces(bothDecisions(shadow, next));
    },
    called(more) {
      const room = LIMITS.toolCallsCountedMax - calls.length;
      const names = more.map(({ name }) => name.slice(0, LIMITS.toolNameCharsMax));
      calls.push(...names.slice(0, room));
      callIds.push(...more.slice(0, room).map(({ id }) => rememberedId(id)));
      latest = [...latest, ...names].slice(-LIMITS.earlierCallsMax);
    },
    get calls() {
      return calls;
    },
    get callIds() {
      return callIds;
    },
    get latestCalls() {
      return latest;
    },
    dropped(count) {
      droppedCalls += count;
    },
    degraded: (code) => void degraded.add(code),
    inspected(direction, how) {
      inspection[direction] = how;
    },
    recognised(texts) {
      recognised = texts;
    },
    answered(status, requestId) {
      upstreamStatus = status;
      upstreamRequestId = requestId?.slice(0, 128) ?? null;
    },
    get isAnswered() {
      return upstreamStatus !== null;
    },
    used(next) {
      usage = next ?? usage;
    },
    wrote(chars) {
      charsWritten += chars;
    },
    get charsWritten() {
      return charsWritten;
    },
    responded(id) {
      responseId ??= id?.slice(0, LIMITS.sessionIdCharsMax) ?? null;
    },
    get responseId() {
      return responseId;
    },
    get usage() {
      return usage;
    },
    limitCalls(limits) {
      budget = limits.length === 0 ? null : openCallBudget(limits);
    },
    spend: (more) => budget?.spend(more) ?? [],
    get decision() {
      return decision;
    },
    get isClosed() {
      return closed !== null;
    },
    close(ending, now) {
      if (closed !== null) return false;
      closed = { ending, at: now };
      return true;
    },
    async toEvent(fingerprint) {
      const { ending, at } = closed ?? {
        ending: { outcome: "gateway_error" as const, status: 0 },
        at: facts.head.at,
      };
      return {
        ...facts.head,
        endUser: facts.endUser === null || !hasEndUsers ? null : await fingerprint(facts.endUser),
        durationMs: Math.max(0, at - facts.head.at),
        outcome: ending.outcome,
        mode: facts.mode,
        action: decision.action,
        intended: decision.intended,
        status: ending.status,
        upstreamStatus,
        upstreamRequestId,
        key: facts.key,
        policy: facts.policy,
        ...(facts.shadow && { shadow: shadowRecord(facts.shadow, shadow, decision) }),
        inspection,
        ...(recognised > 0 && { recognised }),
        degraded: [...degraded],
        reasons: hasPaths
          ? decision.reasons
          : decision.reasons.map((reason) => ({ ...reason, path: "" })),
        findings: await record(fingerprint),
        toolCalls: calls.slice(0, LIMITS.toolCallsRecordedMax),
        ...(reads.length > 0 && { reads: reads.map(recordedRead) }),
        ...(droppedCalls > 0 && { droppedCalls }),
        ...(Number(score.toFixed(SCORE_DIGITS)) > 0 && {
          injectionScore: Number(score.toFixed(SCORE_DIGITS)),
        }),
        usage,
        responseId,
        error: ending.error ?? null,
      };
    },
  };
}

/**
 * Injections that are less sure than this are not recorded: they are reasons for nothing, and there
 * are many. Where they add up, the score of the conversation tells it.
 */
export const RECORDED_INJECTION_MIN = 0.5;

/** Digits of a score that are told. */
const SCORE_DIGITS = 3;

function isWeak(finding: Finding): boolean {
  return finding.confidence < RECORDED_INJECTION_MIN && familyOf(finding) === "injection";
}

function recordedRead({ tool, traits }: FlowRead): Pick<FlowRead, "tool" | "traits"> {
  return { tool: tool.slice(0, LIMITS.toolNameCharsMax), traits };
}

function rememberedId(id: string): string {
  return id.length > LIMITS.callIdCharsMax ? "" : id;
}

function weakestOf(suspicions: ReadonlyMap<string, Suspicion>): string {
  const all = [...suspicions.values()];
  return all.reduce((least, one) => (one.confidence < least.confidence ? one : least)).digest;
}

/** A decision as an account keeps it: what is to be changed where was for who carries it out. */
function withoutPlaces(decision: Decision): Decision {
  return { ...decision, reasons: boundedReasons(decision.reasons), redactions: [], edits: [] };
}

/** What an event says of a shadow: its rules only where others acted than did. */
function shadowRecord(
  of: ShadowOf,
  shadow: Decision,
  decision: Decision,
): NonNullable<ExchangeEvent["shadow"]> {
  // Limits are counted once, for the policy in force: what they did holds for both.
  const limits = decision.reasons.filter(({ detector }) => detector === "limit");
  const rules = namesOf([...shadow.reasons, ...limits]);
  const isSame = rules.join("\n") === namesOf(decision.reasons).join("\n");
  const limited = limits.reduce<Action>(
    (worst, reason) => worseAction(worst, reason.action),
    "allow",
  );
  const intended = worseAction(shadow.intended, limited);
  const action = worseAction(shadow.action, milderAction(limited, decision.action));
  return {
    ...of,
    action,
    ...(intended !== action && { intended }),
    ...(!isSame && { rules }),
  };
}

function milderAction(a: Action, b: Action): Action {
  return worseAction(a, b) === a ? b : a;
}

function namesOf(reasons: Decision["reasons"]): string[] {
  return [...new Set(reasons.map(({ rule }) => rule))].toSorted();
}
