// What one exchange leaves for the turns after it, which may not tell it again: what was read, which
// destinations were named and told, samples of what was read, and which values were asked for. Keyed
// digests only.
import { FLOW, type FlowRead, type FlowSketch } from "../../domain/data-flow.ts";
import { callValues, destinationsIn, type Destination } from "./call-values.ts";
import type { FlowFacts } from "./flow.ts";
import { sampledPieces } from "./pieces.ts";
import { shortValues, valueKey } from "./repeats.ts";
import { digestOf, type Situation } from "./situation.ts";
import { traitList } from "./tool-traits.ts";

/** Characters of results that are sampled, and of texts that are searched for addresses. */
const SAMPLED_CHARS_MAX = 128 * 1024;
const SEARCHED_CHARS_MAX = 128 * 1024;

/** The sketch of one exchange; see `flowOf`. */
export function sketchOf(situation: Situation): FlowSketch {
  const { facts } = situation;
  const reads = readsOf(situation);
  if (facts.digest === null) return reads.length > 0 ? { reads } : {};
  const named = destinationsSaid(facts, (kind) => kind === "user" || kind === "system");
  const told = destinationsSaid(facts, (kind) => kind === "tool_result" || kind === "document");
  for (const { places } of situation.steps) {
    for (const { destination, told: by } of places) {
      if (by.byPeople) named.add(destination.value);
      else if (by.byTools.length > 0 || by.byDocument) told.add(destination.value);
    }
  }
  return {
    reads,
    named: digests(named, facts),
    told: digests(new Set([...told].filter((one) => !named.has(one))), facts),
    pieces: piecesRead(situation, facts),
    values: valuesAsked(situation, facts),
  };
}

function readsOf({ facts, useOf }: Situation): readonly FlowRead[] {
  const tools = new Set(
    facts.sources.flatMap(({ kind, tool }) =>
      kind === "tool_result" && tool !== undefined ? [tool] : [],
    ),
  );
  return [...tools]
    .map((tool) => ({ tool, traits: traitList(useOf(tool).traits), turn: 0 }))
    .filter(({ traits }) => traits.length > 0)
    .slice(-FLOW.readsMax);
}

/** Addresses in texts, the newest texts first, the newest last. */
function destinationsSaid(facts: FlowFacts, isOf: (kind: string) => boolean): Set<string> {
  let room = SEARCHED_CHARS_MAX;
  const values: string[] = [];
  for (const { kind, text } of facts.sources.toReversed()) {
    if (!isOf(kind) || room <= 0 || values.length >= FLOW.destinationsMax) continue;
    const kept = text.slice(0, room);
    room -= kept.length;
    values.push(...destinationsIn(kept).map(({ value }: Destination) => value));
  }
  return new Set(values.slice(0, FLOW.destinationsMax).toReversed());
}

function digests(values: ReadonlySet<string>, facts: FlowFacts): readonly string[] {
  return [...values].slice(-FLOW.destinationsMax).flatMap((value) => digestOf(value, facts) ?? []);
}

/** Samples of the newest results, the newest last. */
function piecesRead({ said }: Situation, facts: FlowFacts): readonly string[] {
  let room = SAMPLED_CHARS_MAX;
  const pieces = new Set<string>();
  for (const { text } of said.results.toReversed()) {
    if (room <= 0 || pieces.size >= FLOW.piecesMax) break;
    const kept = text.slice(0, room);
    room -= kept.length;
    for (const piece of sampledPieces(kept)) {
      const digest = digestOf(String(piece), facts);
      if (digest !== null) pieces.add(digest);
    }
  }
  return [...pieces].slice(0, FLOW.piecesMax).toReversed();
}

function valuesAsked({ steps }: Situation, facts: FlowFacts): Readonly<Record<string, string[]>> {
  const byKey = new Map<string, Set<string>>();
  const asked = [
    ...facts.pastCalls
      .slice(-FLOW.valuesPerKeyMax)
      .map((call) => ({ ...call, values: callValues(call) })),
    ...steps.map(({ call, values }) => ({ name: call.name, values })),
  ];
  for (const { name, values } of asked) {
    for (const { parameter, text } of shortValues(values)) {
      const key = valueKey(name, parameter);
      const known = byKey.get(key) ?? new Set();
      byKey.set(key, known.add(digestOf(text, facts) ?? ""));
    }
  }
  return Object.fromEntries(
    [...byKey]
      .slice(-FLOW.valueKeysMax)
      .map(([key, known]) => [key, [...known].slice(-FLOW.valuesPerKeyMax)]),
  );
}
