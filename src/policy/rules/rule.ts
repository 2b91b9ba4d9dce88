// The shape of a compiled rule: what it reads, whom it is for, and how it judges.
import type { ParameterEdit, Redaction } from "../../domain/decision.ts";
import type { Suspicion } from "../../domain/conversation-score.ts";
import type { Family, Finding } from "../../domain/finding.ts";
import type { Direction } from "../../domain/segment.ts";
import type { ToolCall } from "../../domain/tool-call.ts";
import type { Condition } from "./condition.ts";
import type { Rule } from "../schema/document.ts";
import type { SentFile, Situation } from "../situation.ts";

/** What is to be judged: everything of one message, or of one piece of a stream. */
export interface Evidence {
  readonly direction: Direction;
  readonly findings: readonly Finding[];
  readonly calls: readonly ToolCall[];
  /** Names of the calls that this exchange made before these, in order. */
  readonly earlier?: readonly string[];
  /** Files that come one by one, while a form streams. Absent: those of the situation. */
  readonly files?: readonly SentFile[];
  /** What was heard from elsewhere, by the name of the rule that asked. */
  readonly heard?: ReadonlyMap<string, readonly Finding[]>;
  /** Texts of the exchange so far that may be injections: they move the score of its conversation. */
  readonly suspicions?: readonly Suspicion[];
  /** Those calls were of earlier responses, as on a connection, which makes many. */
  readonly isEarlierApart?: boolean;
  /** The request as a whole is to be judged, too. Once in an exchange, with its request. */
  readonly isRequest?: boolean;
}

/** Evidence as judges get it: findings in order, and by family. */
export interface SortedEvidence extends Evidence {
  readonly byFamily: ReadonlyMap<string, readonly Finding[]>;
  /** The parsed arguments of a call; null where clients would not all read them the same way. */
  argumentsOf(call: ToolCall): unknown;
  /** The call that a path is in, or null. */
  callAt(path: string): ToolCall | null;
}

/** Something that a rule speaks of. */
export interface Match {
  /** What it is about. How rules take it away from others: `takenAs`. */
  readonly subject: Finding | ToolCall | "request";
  /** The detector, or the rule's scanner. */
  readonly detector: string;
  readonly path: string;
  readonly redaction?: Redaction;
  readonly edits?: readonly ParameterEdit[];
  /** No edit puts it right: a rule that rewrites can only stop it. */
  readonly isStuck?: boolean;
}

/**
 * What a rule that allows or is final takes away from those after it: the finding or the call, and of
 * a request the place. A rule about one parameter leaves the model to the others.
 */
export function takenAs({ subject, path, detector }: Match): Finding | ToolCall | string {
  if (subject !== "request") return subject;
  return path === "" ? `${detector}:` : `:${path}`;
}

/** Finds what a rule speaks of. Pure; never throws for what the evidence holds. */
export type Judge = (evidence: SortedEvidence, situation: Situation) => readonly Match[];

/** A rule with words of its own, and the name under which they are found: `content.<name>`. */
export interface ContentWords {
  readonly name: string;
  readonly rule: RuleOf<"content" | "output_schema">;
}

/** How a rule wants answers to be compared with the system prompt. */
export interface PromptLeakWish {
  /** So many words in a row are a leak. */
  readonly minWords: number;
  /** The gateway adds a token to the prompt. */
  readonly hasCanary: boolean;
}

/** What a kind of rule makes of one rule. */
export interface RuleMeaning {
  /** The family of findings that it reads; null where it reads none. */
  readonly family: Family | null;
  /** Words of its own that must be looked for; absent where it has none. */
  readonly content?: ContentWords;
  /** It compares answers with the system prompt; absent where it does not. */
  readonly promptLeak?: PromptLeakWish;
  /** Directions in which it reads texts or calls. */
  readonly directions: readonly Direction[];
  /** It judges the request as a whole. */
  readonly readsRequest: boolean;
  /** It needs to know what its session has been. */
  readonly needsView: boolean;
  /** It needs digests of the declared tools. */
  readonly needsHashes: boolean;
  readonly judge: Judge;
}

/** The parts of a meaning that most kinds do not have. */
export const PLAIN = {
  family: null,
  directions: [],
  readsRequest: false,
  needsView: false,
  needsHashes: false,
} as const satisfies Omit<RuleMeaning, "judge">;

/** Of rules that judge tool calls. */
export const READS_CALLS = { ...PLAIN, directions: ["output"] } as const;

/** A rule with its meaning. */
export interface CompiledRule extends RuleMeaning {
  readonly rule: Rule;
  /** What each of its matches must meet, or null. */
  readonly condition: Condition | null;
  /** Whether the rule is for this exchange. */
  isFor(situation: Situation): boolean;
  /** Whether its scope is the same for every exchange of an agent. */
  readonly isForAll: boolean;
}

/** A rule of one scanner. */
export type RuleOf<S extends Rule["scanner"]> = Extract<Rule, { scanner: S }>;
