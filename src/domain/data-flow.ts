// Where the data of a conversation came from and where it may go: what tools do with data, and what
// a session remembers of what was read and said in it. Keyed digests and names only: nothing here
// is content. What it means is for `detect/chains` to say.

import { LIMITS } from "./limits.ts";

/**
 * How much of a session's flow is remembered: at most 24 KB, in a row that is written once an exchange.
 * Digests have 13 bytes each in it.
 */
export const FLOW = {
  /** Tools that were read from. Agents have tens. */
  readsMax: 32,
  /** Destinations named, and told: an address list's worth of each. */
  destinationsMax: 128,
  /** Sampled pieces of results: of 1 in 16 characters, the last 8,000 characters or so. */
  piecesMax: 512,
  /** Parameters of tools whose values are counted, and values of one: enough to see them grow. */
  valueKeysMax: 16,
  valuesPerKeyMax: 32,
  /**
   * Hex digits that are kept of a digest. 40 bits: that one of a thousand texts looks like one of a
   * thousand that are kept happens once in a million conversations.
   */
  digestChars: 10,
} as const;

/** What a tool does with data, as far as is known. */
export type ToolTrait = (typeof TOOL_TRAITS)[number];

/**
 * - `private`: reads what is not public: files, mail, customers.
 * - `secret`: reads credentials, keys, configuration.
 * - `untrusted`: returns what strangers wrote: pages, mail, reviews, tickets.
 * - `external`: takes data out: sends, posts, pays, invites, fetches a URL that is given.
 * - `destructive`: deletes, overwrites, revokes.
 * - `executes`: runs what it is given: a shell, a program, a query.
 */
export const TOOL_TRAITS = [
  "private",
  "secret",
  "untrusted",
  "external",
  "destructive",
  "executes",
] as const;

/** One reading of a session: a tool whose result has come. */
export interface FlowRead {
  readonly tool: string;
  readonly traits: readonly ToolTrait[];
  /** Turns of the session before it. */
  readonly turn: number;
}

/**
 * What a session remembers of the flow of its data, newest last, each list bounded. Absent members
 * are empty.
 */
export interface FlowSketch {
  readonly reads?: readonly FlowRead[];
  /** Keyed digests of destinations that the user or the developer named. */
  readonly named?: readonly string[];
  /** Keyed digests of destinations that only a tool's result named. */
  readonly told?: readonly string[];
  /** Keyed digests of pieces of what tools returned, sampled. */
  readonly pieces?: readonly string[];
  /** By tool and parameter, keyed digests of the values that it was called with. */
  readonly values?: Readonly<Record<string, readonly string[]>>;
}

/**
 * A sketch with what one exchange adds, `turn` being how many came before it. Each list keeps its
 * newest, bounded by `FLOW`; the same result whatever is merged twice.
 */
export function afterFlow(sketch: FlowSketch, added: FlowSketch, turn: number): FlowSketch {
  const reads = mergeReads(sketch.reads ?? [], added.reads ?? [], turn);
  const values: Record<string, readonly string[]> = { ...sketch.values };
  for (const [key, digests] of Object.entries(added.values ?? {})) {
    // Deleted first, so that what was used last stands last.
    const before = values[key] ?? [];
    delete values[key];
    values[key] = mergeDigests(before, digests, FLOW.valuesPerKeyMax);
  }
  return {
    reads,
    named: mergeDigests(sketch.named ?? [], added.named ?? [], FLOW.destinationsMax),
    told: mergeDigests(sketch.told ?? [], added.told ?? [], FLOW.destinationsMax),
    pieces: mergeDigests(sketch.pieces ?? [], added.pieces ?? [], FLOW.piecesMax),
    values: Object.fromEntries(Object.entries(values).slice(-FLOW.valueKeysMax)),
  };
}

/** Reads by their tool, the newest last; a tool that is read again stands where it was read last. */
function mergeReads(
  known: readonly FlowRead[],
  added: readonly FlowRead[],
  turn: number,
): readonly FlowRead[] {
  const byTool = new Map(known.map((read) => [read.tool, read]));
  for (const { tool, traits } of added) {
    if (tool.length > LIMITS.toolNameCharsMax) continue;
    const before = byTool.get(tool);
    byTool.delete(tool);
    const all = new Set([...(before?.traits ?? []), ...traits]);
    byTool.set(tool, { tool, traits: TOOL_TRAITS.filter((trait) => all.has(trait)), turn });
  }
  return [...byTool.values()].slice(-FLOW.readsMax);
}

/** Both lists, each digest once, where it was told last; the newest of them. */
function mergeDigests(
  known: readonly string[],
  added: readonly string[],
  most: number,
): readonly string[] {
  const fresh = new Set(added);
  return [...known.filter((one) => !fresh.has(one)), ...fresh].slice(-most);
}
