// The limits of one exchange: which objects count it, what they and its session said, what the
// client is told of that, and what they are told at its end. The pipeline says when.
import { worseAction, type Action, type Reason } from "../domain/decision.ts";
import type { Meter, MeterLeft, MeterRule, StateNeeds } from "../domain/meter.ts";
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
import type { Admission, StateAsk, StateReport } from "../durable-objects/session-state.ts";
import type { Account, Ending } from "../inspection/account.ts";
import type { CallLimit } from "../inspection/call-budget.ts";
import { REFUSALS, type Refusal } from "../inspection/refusal.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import { stateNeedsOf } from "./state-needs.ts";

/** What the limits of an exchange are opened with. */
export interface LimitFacts {
  readonly account: Account;
  readonly policy: AgentPolicy;
  readonly context: LimitContext;
  /** Id of the gateway key that calls. */
  readonly key: string;
  /** Keyed hash of the end user; requests that name none are one user. */
  hashUser(): Promise<string>;
  /** Reads what the upstream keeps, and runs no model: it is counted by nothing. */
  readonly isRead: boolean;
  /** Tokens that it will use, as far as can be told. */
  readonly tokens: number;
}

/** What the state between exchanges says to one of them. */
export interface Standing {
  readonly refused: Refusal | null;
  /** What the session had done before; null where no rule asks, or it has no session. */
  readonly view: SessionView | null;
}

/** The limits of one exchange. */
export interface ExchangeLimits {
  /** What is asked of the session, with its admission; null: nothing. */
  readonly ask: StateAsk | null;
  /** Asks all others. Never rejects. */
  take(): Promise<LimitVerdict>;
  /**
   * What the answers come to. Tells the account which rules acted, and gives back what was taken
   * where the exchange does not happen.
   */
  judge(told: {
    /** Null where the session could not be asked. */
    readonly admission: Admission | null;
    readonly verdict: LimitVerdict;
    /** Why it is refused already. */
    readonly refused: Refusal | null;
  }): Standing;
  /** A sign of life. */
  touch(): void;
  /** Tells all others what the exchange used, and returns what its session is told. */
  finish(ending: Ending): StateReport | null;
  /** What is left of the limits, for the client's headers. */
  readonly left: readonly MeterLeft[];
}

/** Opens the limits of an exchange; null, at no cost, where its policy has none. */
export function openLimits(facts: LimitFacts): ExchangeLimits | null {
  const needs = stateNeedsOf(facts.policy);
  return needs === null ? null : exchangeLimits(facts, needs);
}

function exchangeLimits(facts: LimitFacts, needs: StateNeeds): ExchangeLimits {
  const { account, context, policy } = facts;
  const { id, session, model } = account.head;
  const rules = facts.isRead ? [] : needs.meters;
  const inSession = session === null ? [] : rules.filter(({ by }) => by === "session");
  const elsewhere = rules.filter(({ by }) => by !== "session");
  const wantsView = needs.view && session !== null;
  const meters = inSession.map(meterOf);
  let takes: readonly LimitTake[] = [];
  let left: readonly MeterLeft[] = [];
  let isTaken = false;

  async function take(): Promise<LimitVerdict> {
    if (elsewhere.length === 0) return NOTHING_ASKED;
    takes = takesOf(facts, elsewhere, await facts.hashUser());
    isTaken = true;
    return takeLimits(context, { id, takes, tokens: facts.tokens });
  }

  function judge({ admission, verdict, refused: before }: Parameters<ExchangeLimits["judge"]>[0]) {
    const own = ownLimits(admission);
    left = [...verdict.left, ...(own?.left ?? [])];
    for (const { name, count } of [...verdict.exceeded, ...(own?.exceeded ?? [])]) {
      note(ruleOf({ name, count }));
    }
    account.limitCalls([...verdict.calls, ...(own?.calls ?? [])].flatMap(callLimitOf));
    const view = admission?.admitted === true ? (admission.view ?? null) : null;
    const refused = before ?? refusalIn(admission, verdict) ?? stopIn(view);
    if (refused !== null && isTaken) {
      // Where one of them refused, the others have been told.
      if (verdict.refused === null) giveBackLimits(context, { id, takes });
      isTaken = false;
    }
    return { refused, view };
  }

  function refusalIn(admission: Admission | null, verdict: LimitVerdict): Refusal | null {
    const failed = [...verdict.failed, ...(admission === null ? meters : [])];
    if (failed.length > 0) account.degraded("limits_unavailable");
    const isLimited = admission?.admitted === false && admission.reason === "limited";
    const refused = isLimited ? admission.refused : verdict.refused;
    if (refused !== null) {
      const rule = ruleOf(refused);
      note(rule);
      return refusalFor(refused, policy.defaults.explain ? rule : undefined);
    }
    const isClosed = failed.some((meter) => ruleOf(meter)?.failsClosed === true);
    return isClosed && policy.mode === "enforce" ? REFUSALS.limitsUnavailable : null;
  }

  /** A session that a rule has ended stays so, whichever rules are in force now. */
  function stopIn(view: SessionView | null): Refusal | null {
    if (view === null || view.terminated === null) return null;
    tell({ rule: view.terminated, action: "block", severity: "high", detector: "session" });
    return policy.mode === "enforce" ? REFUSALS.sessionStopped : null;
  }

  /** Tells the account that a limit has acted. */
  function note(rule: MeterRule | undefined): void {
    if (rule === undefined) return;
    const { name, action, severity } = rule;
    tell({ rule: name, action, severity, detector: "limit" });
  }

  function tell(reason: Omit<Reason, "path">): void {
    const intended = reason.action;
    const action: Action = policy.mode === "enforce" ? intended : "flag";
    account.decided({ action, intended, reasons: [{ ...reason, path: "" }], redactions: [] });
  }

  function callLimitOf(allowance: LimitVerdict["calls"][number]): CallLimit[] {
    const rule = ruleOf({ name: allowance.name, count: "tool_calls" });
    return rule ? [{ ...allowance, action: rule.action, severity: rule.severity }] : [];
  }

  function ruleOf(of: Pick<Meter, "name" | "count">): MeterRule | undefined {
    return rules.find(({ name, count }) => name === of.name && count === of.count);
  }

  function finish(ending: Ending): StateReport | null {
    const used = sessionFacts(account, ending);
    const { tokens = 0, calls = [] } = used;
    if (isTaken) finishLimits(context, { id, takes, tokens, calls });
    const adds = facts.isRead ? { id } : { ...used, ...(model !== null && { model }) };
    // A refused request has done nothing.
    if (ending.outcome === "refused" || (!wantsView && meters.length === 0)) return null;
    return { facts: adds, meters, wantsView };
  }

  return {
    ask:
      wantsView || meters.length > 0
        ? { meters, wantsView, isTurn: !facts.isRead, tokens: facts.tokens }
        : null,
    take,
    judge,
    touch() {
      if (isTaken) touchLimits(context, { id, takes });
    },
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
  { count, windowMs, retryAfterMs }: LimitVerdict["refused"] & object,
  rule: MeterRule | undefined,
): Refusal {
  const details = rule && { details: { rules: [rule.name] } };
  if (retryAfterMs === null) return { ...REFUSALS.budgetExhausted, ...details };
  const kind =
    count === "concurrency" && windowMs === null ? REFUSALS.tooManyAtOnce : REFUSALS.rateLimited;
  return { ...kind, ...details, retryAfterMs };
}

/** What an exchange adds to its session. Of a blocked answer the client has no calls. */
function sessionFacts(account: Account, { outcome }: Ending): SessionFacts {
  const { decision, usage, responseId, toolCalls } = account;
  const isBlocked = outcome === "blocked";
  const isFlagged = decision.action === worseAction(decision.action, "flag") && !isBlocked;
  return {
    id: account.head.id,
    ...(toolCalls.length > 0 && !isBlocked && { calls: toolCalls }),
    ...(isFlagged && { isFlagged }),
    ...(isBlocked && { isBlocked }),
    ...(usage !== null && { tokens: usage.input + usage.output }),
    ...(isBlocked && responseId !== null && { blockedResponse: responseId }),
  };
}
