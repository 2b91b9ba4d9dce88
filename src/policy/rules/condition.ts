// `when` of a rule: a condition that each of its matches must meet.
import { injectionScore } from "../../domain/session-view.ts";
import type { ToolCall } from "../../domain/tool-call.ts";
import { compileCondition } from "../conditions/cel.ts";
import { conditionTime, type ConditionScope } from "../conditions/condition-scope.ts";
import { compileGlobs } from "../glob.ts";
import type { Policy, Rule } from "../schema/document.ts";
import type { Situation } from "../situation.ts";
import { pastSteps } from "./call-order.ts";
import type { Match, SortedEvidence } from "./rule.ts";

/** Whether a match meets a rule's condition; `"failed"` where that cannot be said. */
export type Condition = (
  match: Match,
  evidence: SortedEvidence,
  situation: Situation,
) => boolean | "failed";

/** Risk tiers of tools by their names; 0 where none is given. */
export type ToolTier = (name: string) => number;

/** The tiers that a policy's `tools` section gives; of several the highest. */
export function compileTiers(tools: Policy["tools"]): ToolTier {
  const entries = Object.entries(tools ?? {}).flatMap(([glob, { tier }]) =>
    tier === undefined ? [] : [{ isMeant: compileGlobs([glob]), tier }],
  );
  return (name) =>
    entries.reduce((most, { isMeant, tier }) => (isMeant(name) ? Math.max(most, tier) : most), 0);
}

/** A rule's `when`, compiled. */
interface When {
  readonly condition: Condition;
  /** It asks what the session has been. */
  readonly readsSession: boolean;
}

/** Compiles a rule's condition; null where it has none. One that does not compile always fails. */
export function compileWhen({ when }: Rule, tierOf: ToolTier): When | null {
  if (when === undefined) return null;
  const compiled = compileCondition(when);
  // A policy with such a condition does not load.
  if (!compiled.ok) return { condition: () => "failed", readsSession: false };
  const { evaluate, variables } = compiled.value;
  return {
    condition: (match, evidence, situation) =>
      evaluate(new MatchScope({ match, evidence, situation, tierOf })),
    readsSession: variables.has("session") || variables.has("history"),
  };
}

/**
 * What a condition can speak of. Each member is made when a condition reads it, and most read one or
 * two.
 */
class MatchScope implements ConditionScope {
  readonly #match: Match;
  readonly #evidence: SortedEvidence;
  readonly #situation: Situation;
  readonly #tierOf: ToolTier;

  constructor(of: {
    readonly match: Match;
    readonly evidence: SortedEvidence;
    readonly situation: Situation;
    readonly tierOf: ToolTier;
  }) {
    this.#match = of.match;
    this.#evidence = of.evidence;
    this.#situation = of.situation;
    this.#tierOf = of.tierOf;
  }

  get args(): ConditionScope["args"] {
    const call = this.#call();
    return call === null ? undefined : objectOf(this.#evidence.argumentsOf(call));
  }

  get tool(): ConditionScope["tool"] {
    const call = this.#call();
    return call === null ? undefined : toolOf(call, this.#tierOf(call.name));
  }

  get agent(): ConditionScope["agent"] {
    const { id, tier } = this.#situation.agent;
    return { id, tier: tier ?? 0 };
  }

  get user(): ConditionScope["user"] {
    const { id, roles, claims } = this.#situation.user;
    return { id: id ?? "", roles, claims };
  }

  get session(): ConditionScope["session"] {
    const { session, view, at } = this.#situation;
    return {
      id: session ?? "",
      age_seconds: view === null ? 0 : Math.floor((at - view.startedAt) / 1_000),
      turns: view?.turns ?? 0,
      flags: view?.flags ?? 0,
      blocks: view?.blocks ?? 0,
      tool_calls: view?.toolCalls ?? 0,
      injection: view === null ? 0 : injectionScore(view, this.#evidence.suspicions ?? []),
    };
  }

  get history(): ConditionScope["history"] {
    return historyOf(this.#evidence, this.#situation);
  }

  get time(): ConditionScope["time"] {
    return conditionTime(this.#situation.at);
  }

  get model(): string {
    return this.#situation.model ?? "";
  }

  get endpoint(): string {
    return this.#situation.endpoint;
  }

  get request(): ConditionScope["request"] {
    return this.#situation.body ?? undefined;
  }

  get finding(): ConditionScope["finding"] {
    const { subject } = this.#match;
    if (subject === "request" || !("detector" in subject)) return undefined;
    const { category, detector, severity, confidence, kind = "" } = subject;
    return { category, detector, severity, confidence, kind };
  }

  #call(): ToolCall | null {
    const { subject, path } = this.#match;
    if (subject !== "request" && "arguments" in subject) return subject;
    return this.#evidence.callAt(path);
  }
}

function objectOf(value: unknown): ConditionScope["args"] {
  if (typeof value === "string") return { input: value };
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as ConditionScope["args"])
    : undefined;
}

/** An MCP tool goes by `server/tool`. */
function toolOf({ name, kind }: ToolCall, tier: number): ConditionScope["tool"] {
  const slash = name.indexOf("/");
  return { name, kind, tier, server: slash < 0 ? "" : name.slice(0, slash) };
}

/** Calls before this one, newest first. When a call was made that only the request tells of, nobody
 * knows: it may have been just now. */
function historyOf(
  { earlier = [] }: SortedEvidence,
  { view, pastCalls, at }: Situation,
): ConditionScope["history"] {
  return [
    ...pastSteps(view?.recentCalls ?? [], pastCalls).map((call) => ({
      tool: call.name,
      seconds_ago: call.at === null ? 0 : Math.max(0, Math.floor((at - call.at) / 1_000)),
    })),
    ...earlier.map((tool) => ({ tool, seconds_ago: 0 })),
  ].toReversed();
}
