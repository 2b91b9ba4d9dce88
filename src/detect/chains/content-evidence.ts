// What a call that sends or runs is worth by its contents: whether they repeat what tools returned.
import { FLOW, type ToolTrait } from "../../domain/data-flow.ts";
import { findCopies, type Copy } from "./copies.ts";
import { readings } from "./encoded.ts";
import type { FlowSource } from "./flow.ts";
import { isSampled, PIECE_CHARS, pieceHashes } from "./pieces.ts";
import type { Evidence } from "./reasons.ts";
import { byAsking, isLeaving } from "./sink-evidence.ts";
import { digestOf, type Situation, type Step } from "./situation.ts";

/** Whether contents leave, or are run, that were read before. */
export function contentEvidence(
  step: Step,
  situation: Situation,
  copied: Copied = NOTHING,
): readonly Evidence[] {
  const isRun = step.use.traits.has("executes");
  if (!isRun && !step.isOutward) return [];
  return [
    ...copiedContent(step, copied),
    ...runOrders(step, situation, copied),
    ...toldAndLaden(step, situation, copied),
  ];
}

/** What a call's values share with results, in pieces that no person wrote. */
export interface Copied {
  readonly private: number;
  readonly secret: number;
  readonly untrusted: number;
  readonly any: number;
}

const NOTHING: Copied = { private: 0, secret: 0, untrusted: 0, any: 0 };

/** What each call of a response shares with what was read. */
export function copiesOf(situation: Situation): readonly Copied[] {
  const texts = situation.steps.map(bodyTexts);
  const copies = findCopies(
    texts.map((some) => some.flatMap(readings)),
    situation.said,
    PIECE_CHARS,
  );
  return texts.map((some, index) => copiedFrom(some, copies[index] ?? [], situation));
}

/** Texts of a call that could repeat what was read, if it takes them anywhere. */
function bodyTexts({ use, isOutward, values }: Step): readonly string[] {
  if (!isOutward && !use.traits.has("executes")) return [];
  return values.filter(({ text }) => text.length >= PIECE_CHARS).map(({ text }) => text);
}

function copiedFrom(
  texts: readonly string[],
  copies: readonly Copy[],
  situation: Situation,
): Copied {
  if (texts.length === 0) return NOTHING;
  const count = (isOf: (source: FlowSource) => boolean): number =>
    copies.reduce((sum, { source, pieces }) => sum + (isOf(source) ? pieces : 0), 0);
  const has = ({ kind, tool = "" }: FlowSource, trait: ToolTrait): boolean =>
    kind === "tool_result" && situation.useOf(tool).traits.has(trait);
  const remembered = rememberedPieces(texts, situation);
  return {
    private:
      count((source) => has(source, "private")) + (situation.read.has("private") ? remembered : 0),
    secret: count((source) => has(source, "secret")),
    untrusted: count((source) => source.kind === "document" || has(source, "untrusted")),
    any: count(() => true) + remembered,
  };
}

/** How many of the pieces the session remembers from results of earlier exchanges. */
function rememberedPieces(texts: readonly string[], { facts }: Situation): number {
  const kept = new Set(facts.sketch?.pieces);
  if (kept.size === 0 || facts.digest === null) return 0;
  const seen = new Set<number>();
  for (const text of texts) {
    for (const hash of pieceHashes(text, PIECE_CHARS)) {
      if (isSampled(hash) && seen.size < FLOW.piecesMax) seen.add(hash);
    }
  }
  const hits = [...seen].filter((hash) => kept.has(digestOf(String(hash), facts) ?? "")).length;
  return hits >= 2 ? hits : 0;
}

function copiedContent(step: Step, copied: Copied): readonly Evidence[] {
  if (!isLeaving(step) || copied.any === 0) return [];
  const isPrivate = copied.private > 0;
  const weight =
    copied.secret > 0
      ? 0.65
      : byAsking(step.asked, isPrivate ? [0.25, 0.4, 0.5] : [0.12, 0.2, 0.3]);
  return [{ reason: "copied-content", weight }];
}

/** What is run stood in a stranger's words: then it is they who run it. */
function runOrders(step: Step, situation: Situation, copied: Copied): readonly Evidence[] {
  if (!step.use.traits.has("executes")) return [];
  if (copied.untrusted > 0) return [{ reason: "untrusted-then-execute", weight: 0.62 }];
  const { said, useOf } = situation;
  const told = step.values.slice(0, 8).filter(({ text }) => {
    if (text.length < 8 || text.length > 200) return false;
    const { byPeople, byTools } = said.told(text.trim());
    return !byPeople && byTools.some((tool) => useOf(tool).traits.has("untrusted"));
  });
  if (told.length === 0) return [];
  return [{ reason: "untrusted-then-execute", weight: 0.55, values: told.map(({ text }) => text) }];
}

/**
 * A destination that only strangers told of, of a domain that nobody has named, and in the same call
 * what was read elsewhere, or after credentials were read: what injections ask for.
 */
function toldAndLaden(step: Step, situation: Situation, copied: Copied): readonly Evidence[] {
  if (!isLeaving(step) || step.asked === true) return [];
  const foreign = step.places.filter(
    ({ isOnlyTold, isFromStrangers, isOwn, told, destination }) =>
      isOnlyTold && isFromStrangers && !isOwn && !told.wasShown && destination.kind !== "handle",
  );
  // Where nobody can tell what was asked for, it takes a credential.
  const isLaden =
    copied.secret > 0 ||
    (step.asked === false && (copied.private > 0 || situation.read.has("secret")));
  if (foreign.length === 0 || !isLaden) return [];
  const values = foreign.map(({ destination }) => destination.raw);
  return [{ reason: "destination-from-tool-output", weight: 0.9, values, isCertain: true }];
}
