// The limits of one exchange: which objects count it, what they and its session said, what the
// client is told of that, and what they are told at its end. The pipeline says when.
import { decisionFor, stops, type Mode, type Reason, rankOf } from "../domain/decision.ts";
import type { Meter, MeterLeft, MeterRefusal, MeterRule, StateNeeds } from "../domain/meter.ts";
import { SESSION_ID } from "../domain/limits.ts";
import type { SessionFacts, SessionView } from "../domain/session-view.ts";
import {
  finishLimits,
  giveBackLimits,
  takeLimits,
  touchLimits,
  type LimitContext,
  type LimitTake,
  type LimitVerdict,
} from "../durable-objects/limit-port.ts";
import { tellSession } from "../durable-objects/session-port.ts";
import type { Admission, StateAsk, StateReport } from "../durable-objects/session-state.ts";
import type { Account, Ending } from "../inspection/account.ts";
import { REFUSALS, type Refusal } from "../inspection/refusal.ts";
import { flowAdded } from "../inspection/scan-flows.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import { sessionName } from "./session-name.ts";
import { stateNeedsOf } from "./state-needs.ts";

/** What the limits of an exchange are opened with. */
export interface LimitFacts {
  readonly account: Account;
  /** The policy, bound to the exchange. */
  readonly policy: AgentPolicy;
  /** The policy before it was bound. */
  readonly whole: AgentPolicy;
  readonly context: LimitContext;
  /** Id of the gateway key that calls. */
  readonly key: string;
  /** Keyed hash of the end user; requests that name none are one user. */
  hashUser(): Promise<string>;
  /** Reads what the upstream keeps and runs no model: it is refused by nothing. */
  readonly isRead: boolean;
  /** Tokens that its request has, as far as can be told. */
  readonly tokens: number;
}

/** What the state between exchanges says to one of them. */
export interface Standing {
  readonly refused: Refusal | null;
  /** What the session had been before; null where no rule asks, or it has no session. */
  readonly view: SessionView | null;
}

/** The answers of all that an exchange is counted by. */
export interface LimitAnswers {
  /** Null where the session could not be asked. */
  readonly admission: Admission | null;
  readonly verdict: LimitVerdict;
  /** Why it is refused already. */
  readonly refused: Refusal | null;
}

/** The limits of one exchange. */
export interface ExchangeLimits {
  /** What is asked of the session, with its admission; null: nothing. */
  readonly ask: StateAsk | null;
  /** Asks all others. Never rejects for what they do. */
  take(): Promise<LimitVerdict>;
  /**
   * What the answers come to. Tells the account which rules acted, and gives back what was taken
   * where the exchange does not happen.
   */
  judge(answers: LimitAnswers): Standing;
  /** A sign of life. */
  touch(): void;
  /** Tells all others what the exchange used, and returns what its session is told. */
  finish(ending: Ending): StateReport | null;
  /** What is left of the limits, for the client's headers. */
  readonly left: readonly MeterLeft[];
}

/** Opens the limits of an exchange; null, at no cost, where its policy has none. */
export function openLimits(facts: LimitFacts): ExchangeLimits | null {
  const needs = stateNeedsOf(facts.policy, facts.whole);
  return needs === null ? null : exchangeLimits(facts, needs);
}

function exchangeLimits(facts: LimitFacts, needs: StateNeeds): ExchangeLimits {
  const { account, context, policy, isRead } = facts;
  const { id, session } = account.head;
  for (const rule of needs.failedRules) account.degraded(`condition_failed:${rule}`);
  const rules = isRead ? needs.meters.filter(isTold) : needs.meters;
  const inSession = session === null ? [] : rules.filter(isOfSession).map(meterOf);
  const elsewhere = rules.filter((rule) => !isOfSession(rule));
  const wantsView = needs.view && session !== null;
  const asked = isRead ? [] : inSession;
  let takes: readonly LimitTake[] = [];
  let left: readonly MeterLeft[] = [];
  let known: SessionView | null = null;

  async function take(): Promise<LimitVerdict> {
    if (elsewhere.length === 0) return NOTHING_ASKED;
    const counted = takesOf(facts, elsewhere, await facts.hashUser());
    takes = counted;
    return isRead ? NOTHING_ASKED : takeLimits(context, { id, takes, tokens: facts.tokens });
  }

  function judge({ admission, verdict, refused: before }: LimitAnswers): Standing {
    const own = ownLimits(admission);
    left = [...verdict.left, ...(own?.left ?? [])];
    for (const exceeded of [...verdict.exceeded, ...(own?.exceeded ?? [])]) note(ruleOf(exceeded));
    account.limitCalls(
      [...verdict.calls, ...(own?.calls ?? [])].flatMap((allowance) => {
        const rule = ruleOf({ name: allowance.name, count: "tool_calls" });
        if (rule === undefined) return [];
        const { action, severity, isMonitored } = rule;
        return [{ ...allowance, action, severity, isMonitored }];
      }),
    );
    const view = admission?.admitted === true ? (admission.view ?? null) : null;
    known = view;
    const refused = before ?? refusalIn(admission, verdict) ?? stopIn(view);
    if (refused !== null) {
      // Where one of them refused, the others have been told.
      if (verdict.refused === null) giveBackLimits(context, { id, takes });
      takes = [];
    }
    return { refused, view };
  }

  function refusalIn(admission: Admission | null, verdict: LimitVerdict): Refusal | null {
    const failed = [...verdict.failed, ...(admission === null ? asked : [])];
    if (failed.length > 0) account.degraded("limits_unavailable");
    const isLimited = admission?.admitted === false && admission.reason === "limited";
    const refused = isLimited ? admission.refused : verdict.refused;
    if (refused !== null) {
      const rule = ruleOf(refused);
      note(rule);
      return refusalFor(refused, { rule, explain: policy.defaults.explain });
    }
    const isClosed = failed.some((meter) => ruleOf(meter)?.failsClosed === true);
    return isClosed && policy.mode === "enforce" ? REFUSALS.limitsUnavailable : null;
  }

  /** A session that a rule has ended stays so, whichever rules are in force now. */
  function stopIn(view: SessionView | null): Refusal | null {
    const rule = view?.terminatedBy ?? null;
    if (rule === null) return null;
    tell({ rule, action: "block", severity: "high", detector: "session" }, policy.mode);
    return policy.mode === "enforce" ? REFUSALS.sessionTerminated : null;
  }

  /** Tells the account that a limit has acted. */
  function note(rule: MeterRule | undefined): void {
    if (rule === undefined) return;
    const { name, action, severity, isMonitored } = rule;
    const mode = isMonitored ? "monitor" : policy.mode;
    tell({ rule: name, action, severity, detector: "limit" }, mode);
  }

  function tell(reason: Omit<Reason, "path">, mode: Mode): void {
    account.decided(decisionFor(mode, [{ ...reason, path: "" }]));
  }

  function ruleOf(of: Pick<Meter, "name" | "count">): MeterRule | undefined {
    return rules.find(({ name, count }) => name === of.name && count === of.count);
  }

  function finish(ending: Ending): StateReport | null {
    const told = sessionFacts(facts, ending, known);
    const { response = null, tokens = 0, calls = [] } = told;
    if (takes.length > 0) finishLimits(context, { id, takes, response, isRead, tokens, calls });
    if (session === null && needs.view) lend(told);
    return wantsView || inSession.length > 0 ? reportOf(told, ending) : null;
  }

  /**
   * The first response of a chain has no session, and lends its id to those that follow. If it has
   * called tools, one follows with their results: what was asked for and called is told to it.
   */
  function lend({ flow, calls, callIds, response }: SessionFacts): void {
    if (flow === undefined || calls === undefined || callIds === undefined) return;
    if (response === undefined || !SESSION_ID.test(response)) return;
    const lent = { id, response, ...(isRead && { isRead }), calls, callIds, flow };
    const name = sessionName({ ...account.head, session: response }, "");
    tellSession(context, name, { facts: lent, meters: [], wantsView: true });
  }

  /** What the session is told. A refused request has done nothing, but may have ended it. */
  function reportOf(told: SessionFacts, { outcome }: Ending): StateReport | null {
    const isRefused = outcome === "refused";
    if (isRefused && told.terminate === undefined) return null;
    const { terminate } = told;
    const { toolHashes, tools } = policy.situation;
    const hashes = toolHashes.size > 0 && {
      toolHashes: Object.fromEntries(
        tools.map(({ name, path }) => [name, toolHashes.get(path) ?? ""]),
      ),
    };
    return {
      facts: isRefused
        ? { id, ...(terminate !== undefined && { terminate }) }
        : { ...told, ...hashes },
      meters: inSession,
      wantsView,
    };
  }

  return {
    ask:
      wantsView || asked.length > 0
        ? { meters: asked, wantsView, isTurn: !isRead, tokens: facts.tokens }
        : null,
    take,
    judge,
    touch: () => touchLimits(context, { id, takes }),
    finish,
    get left() {
      return left;
    },
  };
}

const NOTHING_ASKED: LimitVerdict = {
  refused: null,
  failed: [],
  exceeded: [],
  left: [],
  calls: [],
};

/** Whether a meter is counted by the session; what has no window is for the session's life. */
function isOfSession({ by, count, windowMs }: Meter): boolean {
  return by === "session" || (windowMs === null && count !== "concurrency");
}

/** Whether only the end of an exchange tells how much of it there is. */
function isTold({ count }: Meter): boolean {
  return count === "tokens" || count === "tool_calls";
}

function ownLimits(admission: Admission | null) {
  if (admission === null) return null;
  if (admission.admitted) return admission.limits ?? null;
  return admission.reason === "limited" ? admission.limits : null;
}

/** The meter of a rule, without what only the Worker needs to know. */
function meterOf({ name, count, max, windowMs, by, tools, isEnforced }: MeterRule): Meter {
  return { name, count, max, windowMs, by, isEnforced, ...(tools && { tools }) };
}

/** Meters by the object that counts them. Tools are counted with their agent. */
function takesOf(
  { account, key }: LimitFacts,
  rules: readonly MeterRule[],
  user: string,
): LimitTake[] {
  const { tenant, agent } = account.head;
  const objectOf = {
    agent: `${tenant}/agent:${agent}`,
    tool: `${tenant}/agent:${agent}`,
    user: `${tenant}/user:${user}`,
    key: `${tenant}/key:${key}`,
  };
  const takes = new Map<string, Meter[]>();
  for (const rule of rules) {
    if (rule.by === "session") continue;
    const object = objectOf[rule.by];
    takes.set(object, [...(takes.get(object) ?? []), meterOf(rule)]);
  }
  return [...takes].map(([object, meters]) => ({ object, meters }));
}

/**
 * What the client is told. A rate tells when to come again; SDKs do. What never comes back is a 400,
 * because every SDK tries a 429 again.
 */
function refusalFor(
  { count, retryAfterMs }: MeterRefusal,
  { rule, explain }: { readonly rule: MeterRule | undefined; readonly explain: boolean },
): Refusal {
  const words = {
    ...(explain && rule && { details: { rules: [rule.name] } }),
    ...(rule?.message && { message: rule.message }),
  };
  if (retryAfterMs === null) return { ...REFUSALS.budgetExhausted, ...words };
  const kind = count === "concurrency" ? REFUSALS.tooManyAtOnce : REFUSALS.rateLimited;
  return { ...kind, ...words, retryAfterMs };
}

/** What an exchange adds to its session. */
function sessionFacts(facts: LimitFacts, ending: Ending, view: SessionView | null): SessionFacts {
  const { account, policy, isRead } = facts;
  const { decision, responseId, suspicions } = account;
  const { action, reasons } = decision;
  const isBlocked = ending.outcome === "blocked";
  // A connection that was blocked once has carried calls before, and goes on after it.
  const isWithheld = isBlocked && ending.status !== SWITCHING_PROTOCOLS;
  // A list of what the upstream keeps tells of many responses, and of each again and again.
  const isCounted = !isRead || responseId !== null;
  const calls = isWithheld || !isCounted ? [] : account.calls;
  const hasFlow = account.isAnswered && isCounted;
  const flow = hasFlow ? flowAdded(policy, account, { view, isWithheld }) : null;
  const ender = reasons.find((reason) => reason.action === "terminate_session");
  return {
    id: account.head.id,
    ...(isRead ? { isRead } : account.head.model !== null && { model: account.head.model }),
    ...(responseId !== null && { response: responseId }),
    ...(calls.length > 0 && { calls }),
    ...(calls.length > 0 && flow !== null && { callIds: account.callIds }),
    ...(flow !== null && { flow }),
    ...(rankOf(action) >= rankOf("flag") && { isFlagged: true }),
    ...(stops(action) && { isBlocked: true }),
    ...(isCounted && { tokens: tokensOf(facts) }),
    ...(isBlocked && responseId !== null && { blockedResponse: responseId }),
    ...(!isRead && account.isAnswered && { suspicions }),
    ...(action === "terminate_session" && ender && { terminate: ender.rule }),
  };
}

const SWITCHING_PROTOCOLS = 101;

/**
 * The tokens of an exchange: as the upstream counted them, else as many as its texts probably are.
 * Streams of Chat Completions tell none unless the client asks for them, and a client must not get
 * round a limit by not asking.
 */
function tokensOf({ account, isRead, tokens }: LimitFacts): number {
  const { usage, charsWritten } = account;
  if (usage !== null) return usage.input + usage.output;
  return isRead || charsWritten === 0 ? 0 : tokens + estimatedTokens(charsWritten);
}

/** About four characters of English are one token. */
const CHARS_PER_TOKEN = 4;

/** How many tokens a text of so many characters probably is. */
export function estimatedTokens(chars: number): number {
  return Math.ceil(chars / CHARS_PER_TOKEN);
}
