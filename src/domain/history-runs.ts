// Cuts the segments of a request into runs: the unit in which a session remembers what it has seen.
// A digest for each message would cost more than it saves, one for the whole would never fit again.
// It neither digests nor remembers.
import { LIMITS } from "./limits.ts";
import type { Segment } from "./segment.ts";

/** Some neighbouring segments, by index, half-open. */
export interface Run {
  readonly from: number;
  readonly to: number;
}

/** A request's runs, in order and without gaps. */
export interface HistoryRuns {
  readonly runs: readonly Run[];
  /**
   * The part of a run that was there before the last turn: what the run was when the turn before
   * was sent. Null where the last turn begins with a run, or is not to be told.
   */
  readonly head: Run | null;
}

/** One segment in so many ends a run: a digest then costs a fraction of scanning its run. */
const CUT_EVERY = 16;
/** A text of this length is worth a digest of its own, and with it everything before it. */
const LONG_TEXT_CHARS = 2_048;

/**
 * Cuts after segments that their own length marks, around the definitions of tools, and at
 * `LIMITS.historyRunSegments`. All but the last rule depend on the segments at the cut only, so a
 * history whose oldest messages were dropped falls back into step. At most
 * `LIMITS.historyRunsMax` runs: what comes after them has no run.
 */
export function historyRuns(segments: readonly Segment[]): HistoryRuns {
  const runs: Run[] = [];
  let from = 0;
  for (let to = 1; to <= segments.length && runs.length < LIMITS.historyRunsMax; to += 1) {
    if (to < segments.length && to - from < LIMITS.historyRunSegments && !isCut(segments, to)) {
      continue;
    }
    runs.push({ from, to });
    from = to;
  }
  const turn = lastTurn(segments);
  const split = runs.find((run) => run.from < turn && turn < run.to);
  return { runs, head: split === undefined ? null : { from: split.from, to: turn } };
}

/** Whether a run ends before the segment at `index`. */
function isCut(segments: readonly Segment[], index: number): boolean {
  const before = segments[index - 1];
  const after = segments[index];
  if (before === undefined || after === undefined) return true;
  const chars = before.text.length;
  if (chars % CUT_EVERY === 0 || chars >= LONG_TEXT_CHARS) return true;
  return (before.kind === "tool_definition") !== (after.kind === "tool_definition");
}

/**
 * Where the last turn begins: at the model's last words, which are new to the request although the
 * model said them, because they travel towards it now. 0 where it has not spoken.
 */
function lastTurn(segments: readonly Segment[]): number {
  let at = segments.findLastIndex(({ kind }) => kind === "assistant");
  while (at > 0 && segments[at - 1]?.kind === "assistant") at -= 1;
  return Math.max(0, at);
}

/** What inspection depends on beside the segments. */
export interface InspectedUnder {
  /** Version of the detectors. */
  readonly detectors: string;
  readonly agent: string;
  /** Hash of the policy's content. */
  readonly policy: string;
}

/**
 * Everything of a run that inspection reads, as one text: different runs, agents, policies or
 * detectors give different texts, and so do their UTF-8 bytes.
 */
export function runText(under: InspectedUnder, segments: readonly Segment[], run: Run): string {
  const text = fieldsOf(under, segments, run, field);
  // Checked once for all: it walks the text.
  return text.isWellFormed() ? text : fieldsOf(under, segments, run, escapedField);
}

function fieldsOf(
  { detectors, agent, policy }: InspectedUnder,
  segments: readonly Segment[],
  { from, to }: Run,
  write: (text: string | undefined) => string,
): string {
  let text = write(detectors) + write(agent) + write(policy);
  for (let index = from; index < to; index += 1) {
    const segment = segments[index];
    if (segment === undefined) break;
    for (const member of MEMBERS) text += write(segment[member]?.toString());
  }
  return text;
}

/**
 * Every member but the path and the call's id, by which things are placed and nothing is found, and
 * what is declared of calls in answers, which no history remembers.
 */
const INSPECTED: Readonly<
  Record<Exclude<keyof Segment, "path" | "callId" | "declaredWithin">, true>
> = {
  kind: true,
  direction: true,
  tool: true,
  parameter: true,
  declared: true,
  declaredBy: true,
  isFixed: true,
  isEcho: true,
  isDerived: true,
  text: true,
};
const MEMBERS = Object.keys(INSPECTED) as (keyof typeof INSPECTED)[];

/** A field by its length and its text, which no other field can be mistaken for. */
function field(text: string | undefined): string {
  return text === undefined ? "-" : `${text.length}:${text}`;
}

/** Lone surrogates, which UTF-8 would all make the same, as JSON escapes. */
function escapedField(text: string | undefined): string {
  return text === undefined ? "-" : `\\${field(JSON.stringify(text))}`;
}
