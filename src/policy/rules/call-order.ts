// Rules about calls that follow one another: chains from a source to a sink, sequences, repeats.
// "Before" is what the session's object remembers, what the request's own history tells, and what
// this exchange has called already.
import { LIMITS } from "../../domain/limits.ts";
import type { ToolCall } from "../../domain/tool-call.ts";
import { compileGlobs, optionalGlobs, type NameTest } from "../glob.ts";
import type { Policy } from "../schema/document.ts";
import { durationMs } from "../schema/values.ts";
import type { PastCall, Situation } from "../situation.ts";
import {
  READS_CALLS,
  type Match,
  type RuleMeaning,
  type RuleOf,
  type SortedEvidence,
} from "./rule.ts";

/** Names of calls in order, the oldest first; `at` is null where nobody knows when. */
interface Step {
  readonly name: string;
  readonly at: number | null;
  /** The call itself, for those that are judged now. */
  readonly call: ToolCall | null;
  /** It belongs to the answer that is judged. */
  readonly isOfResponse: boolean;
}

type Within = RuleOf<"chain">["within"];

/** A source and then a sink. */
export function compileChain(rule: RuleOf<"chain">, labels: ToolLabels): RuleMeaning {
  const isSource = compileStep(rule.source, labels);
  const isSink = compileStep(rule.sink, labels);
  return {
    ...READS_CALLS,
    needsView: needsView(rule.within),
    judge(evidence, situation) {
      const of = { isSource, isSink, within: rule.within, now: situation.at };
      const calls = inAnyTelling(evidence, situation, (steps) => sinksOf(steps, of));
      return calls.map((call) => ({ subject: call, detector: "chain", path: call.path }));
    },
  };
}

/**
 * Calls that are judged now and complete a chain. Calls of one response run at the same time or in
 * any order, so there a sink before its source counts as well.
 */
function sinksOf(
  steps: readonly Step[],
  of: {
    readonly isSource: NameTest;
    readonly isSink: NameTest;
    readonly within: Within;
    readonly now: number;
  },
): readonly ToolCall[] {
  const { isSource, isSink, within, now } = of;
  const sources = placesOf(steps, isSource);
  return steps.flatMap((sink, index) => {
    if (sink.call === null || !isSink(sink.name)) return [];
    const hasSource = sources.some(
      ({ step: source, at }) =>
        at !== index &&
        (at < index || source.isOfResponse) &&
        isNear({ source, distance: Math.abs(index - at), within, now }),
    );
    return hasSource ? [sink.call] : [];
  });
}

interface Place {
  readonly step: Step;
  readonly at: number;
}

/** The steps with some names. Asked once of each: there are thousands, and hundreds of calls. */
function placesOf(steps: readonly Step[], isMeant: NameTest): readonly Place[] {
  return steps.flatMap((step, at) => (isMeant(step.name) ? [{ step, at }] : []));
}

function isNear(of: {
  readonly source: Step;
  readonly distance: number;
  readonly within: Within;
  readonly now: number;
}): boolean {
  const { source, distance, within, now } = of;
  if (within === "session") return true;
  if (within === "response") return source.isOfResponse;
  if ("calls" in within) return distance <= within.calls;
  // What the request tells of without a time may have been any time: it counts.
  return source.at === null || now - source.at <= durationMs(within.time);
}

/** Calls in an order that is forbidden, or without what must come before. */
export function compileSequence(rule: RuleOf<"sequence">): RuleMeaning {
  const forbidden = (rule.forbidden ?? []).map(compileGlobs);
  const isGuarded = rule.tools ? compileGlobs(rule.tools) : null;
  const isRequired = rule.requires ? compileGlobs(rule.requires) : null;
  const { within } = rule;
  return {
    ...READS_CALLS,
    needsView: needsView(within),
    judge(evidence, situation) {
      const now = situation.at;
      const calls =
        isGuarded !== null && isRequired !== null
          ? unprepared(stepsOf(evidence, situation), { isGuarded, isRequired, within, now })
          : inAnyTelling(evidence, situation, (steps) =>
              completing(steps, { forbidden, within, now }),
            );
      return calls.map((call) => ({ subject: call, detector: "sequence", path: call.path }));
    },
  };
}

/** Guarded calls that no required one has come before. One in the same answer is not before. */
function unprepared(
  steps: readonly Step[],
  of: {
    readonly isGuarded: NameTest;
    readonly isRequired: NameTest;
    readonly within: Within;
    readonly now: number;
  },
): readonly ToolCall[] {
  const { isGuarded, isRequired, within, now } = of;
  const sources = placesOf(steps, isRequired);
  return steps.flatMap((step, index) => {
    if (step.call === null || !isGuarded(step.name)) return [];
    const isPrepared = sources.some(
      ({ step: source, at }) =>
        at < index &&
        (within === "response" || !source.isOfResponse) &&
        isNear({ source, distance: index - at, within, now }),
    );
    return isPrepared ? [] : [step.call];
  });
}

/** Calls that are the last step of a forbidden sequence. */
function completing(
  steps: readonly Step[],
  of: { readonly forbidden: readonly NameTest[]; readonly within: Within; readonly now: number },
): readonly ToolCall[] {
  const { forbidden, within, now } = of;
  const last = forbidden.at(-1);
  if (last === undefined) return [];
  const before = forbidden.slice(0, -1).map((isStep) => placesOf(steps, isStep));
  return steps.flatMap((step, index) => {
    if (step.call === null || !last(step.name)) return [];
    // From the back, the latest call that fits each step: if any choice fits, this one does.
    let to = index;
    for (const places of before.toReversed()) {
      const source = places.findLast(({ at }) => at < to);
      if (source === undefined) return [];
      to = source.at;
      if (!isNear({ source: source.step, distance: index - to, within, now })) return [];
    }
    return [step.call];
  });
}

/** The same call again and again. */
export function compileRepeat(rule: RuleOf<"repeat">): RuleMeaning {
  const isMeant = optionalGlobs(rule.tools, true);
  return {
    ...READS_CALLS,
    needsView: rule.same === "tool",
    judge(evidence, situation) {
      if (rule.same === "arguments") {
        return tooManyAlike([...situation.pastCalls, ...evidence.calls], isMeant, rule.max);
      }
      return inAnyTelling(evidence, situation, (steps) =>
        tooManyInARow(steps, isMeant, rule.max),
      ).map(repeatMatch);
    },
  };
}

function tooManyInARow(
  steps: readonly Step[],
  isMeant: NameTest,
  max: number,
): readonly ToolCall[] {
  let count = 0;
  let name: string | null = null;
  return steps.flatMap((step) => {
    count = step.name === name ? count + 1 : 1;
    ({ name } = step);
    return step.call !== null && count > max && isMeant(step.name) ? [step.call] : [];
  });
}

/** Calls with arguments that the conversation has made too often, those of its history included. */
function tooManyAlike(
  calls: readonly (PastCall | ToolCall)[],
  isMeant: NameTest,
  max: number,
): readonly Match[] {
  const counts = new Map<string, number>();
  return calls.flatMap((call) => {
    const key = `${call.name}\n${call.arguments ?? ""}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    const isNow = "id" in call;
    return isNow && count > max && isMeant(call.name) ? [repeatMatch(call)] : [];
  });
}

function repeatMatch(call: ToolCall): Match {
  return { subject: call, detector: "repeat", path: call.path };
}

/**
 * The calls that are wrong by what the request and the session tell together, or by what the session
 * remembers alone: a client that puts calls between others, or turns them round, in the history that
 * it sends does not change what was called.
 */
function inAnyTelling(
  evidence: SortedEvidence,
  situation: Situation,
  judge: (steps: readonly Step[]) => readonly ToolCall[],
): readonly ToolCall[] {
  const { view, pastCalls, at } = situation;
  const found = judge(stepsOf(evidence, situation));
  if (view === null || view.recentCalls.length === 0 || pastCalls.length === 0) return found;
  const wrong = new Set([...found, ...judge(stepsOf(evidence, { view, at, pastCalls: [] }))]);
  return evidence.calls.filter((call) => wrong.has(call));
}

/** All calls that are known, in order, those that are judged now last. */
function stepsOf(
  evidence: SortedEvidence,
  { view, pastCalls, at }: Pick<Situation, "view" | "pastCalls" | "at">,
): readonly Step[] {
  const isOfResponse = evidence.isEarlierApart !== true;
  return [
    ...pastSteps(view?.recentCalls ?? [], pastCalls),
    ...(evidence.earlier ?? []).map((name) => ({ name, at, call: null, isOfResponse })),
    ...evidence.calls.map((call) => ({ name: call.name, at, call, isOfResponse: true })),
  ];
}

/** What the session remembers; where the request itself tells of more calls, those. Oldest first. */
export function pastSteps(
  remembered: readonly { readonly name: string; readonly at: number | null }[],
  told: readonly { readonly name: string; readonly at: number | null }[],
): readonly Step[] {
  // The request's history is what a stateless client sends back: a client that leaves calls out of
  // it does not undo them, so whatever only the session knows comes first.
  const isCovered = told.length >= remembered.length;
  const past =
    isCovered && remembered.every(({ name }) => told.some((step) => step.name === name))
      ? withTimes(told, remembered)
      : [...remembered, ...told];
  return past.map((step) => ({ ...step, call: null, isOfResponse: false }));
}

/** The request's own calls, with the times at which the session saw them. */
function withTimes(
  told: readonly { readonly name: string; readonly at: number | null }[],
  remembered: readonly { readonly name: string; readonly at: number | null }[],
): readonly { readonly name: string; readonly at: number | null }[] {
  let next = remembered.length - 1;
  return told
    .toReversed()
    .map((step) => {
      const known = remembered[next];
      if (known?.name !== step.name) return step;
      next -= 1;
      return { name: step.name, at: known.at };
    })
    .toReversed();
}

function needsView(within: Within): boolean {
  return within !== "response";
}

/** Labels of tools by their names. */
export type ToolLabels = (name: string) => readonly string[];

/** The labels that a policy's `tools` section gives. */
export function compileLabels(tools: Policy["tools"]): ToolLabels {
  const entries = Object.entries(tools ?? {}).map(([glob, { labels }]) => ({
    isMeant: compileGlobs([glob]),
    labels: labels ?? [],
  }));
  const known = new Map<string, readonly string[]>();
  return (name) => {
    const said = known.get(name);
    if (said !== undefined) return said;
    const made = entries.flatMap(({ isMeant, labels }) => (isMeant(name) ? labels : []));
    if (known.size >= LABELLED_MAX) known.clear();
    if (name.length <= LIMITS.sessionToolCharsMax) known.set(name, made);
    return made;
  };
}

/** Names whose labels are remembered: all chains of a policy ask for those of a long history. */
const LABELLED_MAX = 2 * LIMITS.pastCallsMax;

function compileStep(step: RuleOf<"chain">["source"], labels: ToolLabels): NameTest {
  const isNamed = optionalGlobs(step.tools, false);
  const isLabelled = step.labels ? compileGlobs(step.labels) : null;
  return (name) => isNamed(name) || (isLabelled !== null && labels(name).some(isLabelled));
}
