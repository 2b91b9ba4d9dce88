// The rules of one exchange whose verdict comes from elsewhere: who is asked, what is waited for, and
// what becomes of a verdict or of its absence.
import { LIMITS } from "../../domain/limits.ts";
import { ALLOW, stops } from "../../domain/decision.ts";
import type { Finding } from "../../domain/finding.ts";
import { err, type Result } from "../../domain/result.ts";
import type { Direction } from "../../domain/segment.ts";
import type { Account } from "../../inspection/account.ts";
import { judge, type Verdict } from "../../inspection/inspect.ts";
import { judgeBody, readJudgement } from "../../inspection/judge-question.ts";
import type { ShownTexts } from "../../inspection/outside-texts.ts";
import { moderationBody, readModeration, type CategoryVerdict } from "../../openai/moderations.ts";
import type { JsonObject } from "../../openai/protocol.ts";
import type { AgentPolicy } from "../../policy/agent-policy.ts";
import {
  asksAt,
  outsideFindings,
  outsideRules,
  outsideTimeoutMs,
  type OutsideRule,
} from "../../policy/rules/outside.ts";
import type { Question } from "./ask.ts";

/** What the rules work for. */
export interface OutsideContext {
  /** What holds now: what the session has been is known only once it has answered. */
  readonly policy: () => AgentPolicy;
  readonly account: Account;
  /** Asks the upstream. Never rejects. */
  readonly ask: (question: Question) => Promise<JsonObject | null>;
}

/** The rules of one exchange whose verdict comes from elsewhere. */
export interface Outside {
  /** Whether any of them reads this direction. */
  reads(direction: Direction): boolean;
  /** Whether nothing may pass in this direction before they have spoken. */
  waits(direction: Direction): boolean;
  /**
   * Asks for verdicts about texts. Resolves with that of the rules that are waited for; the others
   * tell the account when they come. Never rejects.
   */
  judge(direction: Direction, texts: ShownTexts): Promise<Verdict>;
  /** Asks for the verdicts that are not waited for, and for no others. */
  note(direction: Direction, texts: ShownTexts): void;
  /** The rules that are waited for cannot be asked: what their fail modes make of it. */
  fail(direction: Direction): Verdict;
  /** Resolves when nothing is asked any more. Never rejects. */
  settled(): Promise<void>;
}

/** What a rule heard; an error where it has failed. */
type Heard = Result<readonly Finding[], "failed">;

/** Opens the rules of an exchange; null where its policy has none. */
export function openOutside({ policy, account, ask }: OutsideContext): Outside | null {
  const rules = outsideRules(policy().rules);
  if (rules.length === 0) return null;
  const late = new Set<Promise<void>>();

  const chosen = new Map<Direction, readonly OutsideRule[]>();

  /**
   * Those of a direction that ask about what was found in the request, as it is known when they are
   * first asked for: an answer, which tells more, has begun to leave by then.
   */
  function of(direction: Direction): readonly OutsideRule[] {
    const known = chosen.get(direction);
    if (known !== undefined) return known;
    const own = rules.filter(
      (rule) => rule.direction === direction && asksAt(rule, account.injection),
    );
    chosen.set(direction, own);
    return own;
  }

  const isAwaited = (rule: OutsideRule): boolean =>
    rule.wait && rule.mode !== "monitor" && policy().mode === "enforce" && stops(rule.action);

  /** Puts the questions of some rules, and has those that nobody waits for tell the account. */
  function put(asked: readonly OutsideRule[], texts: ShownTexts) {
    if (texts.pieces.length === 0) return [];
    const answers = answersTo(asked, texts);
    const hearing = asked.map((rule) => ({ rule, heard: hear(rule, texts, answers) }));
    for (const { rule, heard } of hearing.filter((one) => !isAwaited(one.rule))) {
      const task = heard.then((one) => noteLate(rule, one)).finally(() => late.delete(task));
      late.add(task);
    }
    return hearing.filter(({ rule }) => isAwaited(rule));
  }

  async function judgeTexts(direction: Direction, texts: ShownTexts): Promise<Verdict> {
    const awaited = put(of(direction).filter(isAsked), texts);
    if (awaited.length === 0) return NOTHING_HEARD;
    const heard = await Promise.all(
      awaited.map(async (one) => ({ rule: one.rule, heard: await one.heard })),
    );
    return conclude(direction, heard);
  }

  function isAsked(rule: OutsideRule): boolean {
    const isOnlyFlagged = rule.scanner === "judge" && rule.only_flagged === true;
    return !isOnlyFlagged || account.decision.reasons.length > 0;
  }

  /** Rules that ask the same share the answer, which may take as long as the most patient waits. */
  function answersTo(asked: readonly OutsideRule[], texts: ShownTexts): Answers {
    return new Map(
      [...Map.groupBy(asked, questionKey)].map(([key, sharing]) => {
        const timeoutMs = Math.max(...sharing.map(patienceMs));
        return [key, question(sharing, texts, { ask, timeoutMs })] as const;
      }),
    );
  }

  /** What one rule finds, within its own patience. */
  async function hear(rule: OutsideRule, texts: ShownTexts, answers: Answers): Promise<Heard> {
    if (texts.isCut) account.degraded(`${rule.scanner}_cut:${rule.name}`);
    const answer = answers.get(questionKey(rule)) ?? null;
    const verdicts = await within(patienceMs(rule), Promise.resolve(answer));
    if (verdicts === null) return err("failed");
    return { ok: true, value: outsideFindings(rule, { verdicts, path: texts.path }) };
  }

  function patienceMs(rule: OutsideRule): number {
    const max = isAwaited(rule) ? LIMITS.outsideWaitMsMax : LIMITS.outsideLateMsMax;
    return Math.min(outsideTimeoutMs(rule), max);
  }

  /** A verdict that nobody waits for: the event has it, nothing is carried out. */
  function noteLate(rule: OutsideRule, heard: Heard): void {
    judgeHeard({ ...policy(), mode: "monitor" }, rule.direction, [{ rule, heard }]);
  }

  function conclude(direction: Direction, heard: readonly RuleHeard[]): Verdict {
    return judgeHeard(policy(), direction, heard);
  }

  function judgeHeard(as: AgentPolicy, direction: Direction, heard: readonly RuleHeard[]): Verdict {
    const findings = new Map<string, readonly Finding[]>();
    let failedClosed = false;
    let isWhole = true;
    for (const { rule, heard: one } of heard) {
      if (one.ok) {
        account.found(direction, one.value, () => "");
        findings.set(rule.name, one.value);
      } else {
        account.degraded(`${rule.scanner}_failed:${rule.name}`);
        isWhole = false;
        failedClosed ||= failsClosed(rule);
      }
    }
    const evidence = { direction, findings: [], calls: [], heard: findings, failed: NONE_FAILED };
    return { decision: judge(as, account, evidence).decision, failedClosed, isWhole };
  }

  function failsClosed(rule: OutsideRule): boolean {
    return isAwaited(rule) && (rule.on_error ?? policy().defaults.on_error) === "fail_closed";
  }

  return {
    reads: (direction) => of(direction).length > 0,
    waits: (direction) => of(direction).some((rule) => isAwaited(rule)),
    judge: judgeTexts,
    note(direction, texts) {
      put(
        of(direction).filter((rule) => isAsked(rule) && !isAwaited(rule)),
        texts,
      );
    },
    fail(direction) {
      const awaited = of(direction).filter(isAwaited).filter(isAsked);
      return conclude(
        direction,
        awaited.map((rule) => ({ rule, heard: err("failed") })),
      );
    },
    async settled() {
      while (late.size > 0) await Promise.all(late);
    },
  };
}

/** Answers by the question; null where there is none that can be used. */
type Answers = ReadonlyMap<string, Promise<readonly CategoryVerdict[] | null>>;

function questionKey(rule: OutsideRule): string {
  return rule.scanner === "judge" ? `judge ${rule.name}` : `moderation ${rule.model}`;
}

interface RuleHeard {
  readonly rule: OutsideRule;
  readonly heard: Heard;
}

const NONE_FAILED: ReadonlySet<string> = new Set();

const NOTHING_HEARD: Verdict = { decision: ALLOW, failedClosed: false, isWhole: true };

/** Puts the question that some rules share; null where there is no answer that can be used. */
async function question(
  [rule]: readonly OutsideRule[],
  { pieces }: ShownTexts,
  { ask, timeoutMs }: Pick<OutsideContext, "ask"> & { readonly timeoutMs: number },
): Promise<readonly CategoryVerdict[] | null> {
  if (rule === undefined) return null;
  if (rule.scanner === "moderation") {
    const body = moderationBody(rule.model, pieces);
    const answer = await ask({ path: "/moderations", body, timeoutMs });
    const read = answer === null ? null : readModeration(answer, pieces.length);
    return read?.ok ? read.value : null;
  }
  const { model, prompt, direction } = rule;
  const body = judgeBody({ model, prompt, direction, texts: pieces });
  const answer = await ask({ path: "/chat/completions", body, timeoutMs });
  const read = answer === null ? null : readJudgement(answer);
  return read?.ok ? [{ category: "judge", score: read.value, isFlagged: false }] : null;
}

/** A promise's value, or null once it has taken too long. */
async function within<T>(timeoutMs: number, promise: Promise<T>): Promise<T | null> {
  const over = Promise.withResolvers<null>();
  const timer = setTimeout(() => over.resolve(null), timeoutMs);
  try {
    return await Promise.race([promise, over.promise]);
  } finally {
    clearTimeout(timer);
  }
}
