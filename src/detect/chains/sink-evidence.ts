// What a call that sends, runs or destroys is worth by what was read before it, by who told of its
// destinations, and by whether anybody asked for it.
import type { Evidence } from "./reasons.ts";
import type { Place, Situation, Step } from "./situation.ts";

/** The reasons in one call that do not need a look at its contents. */
export function sinkEvidence(step: Step, situation: Situation): readonly Evidence[] {
  return [
    ...readThenSend(step, situation),
    ...toldDestinations(step),
    ...untrustedThenRun(step, situation),
    ...nobodyAsked(step, situation),
  ];
}

/** How much less, or more, a reason weighs where people spoke of the deed, or did not. */
export function byAsking(
  asked: boolean | null,
  weights: readonly [number, number, number],
): number {
  if (asked === null) return weights[1];
  return asked ? weights[0] : weights[2];
}

/** A way out to where nobody with a say has named. */
export function isLeaving(step: Step): boolean {
  return step.isOutward && !step.use.isFetch && !step.isExpected;
}

function readThenSend(step: Step, situation: Situation): readonly Evidence[] {
  const { read, readLately, steps } = situation;
  if (!step.isOutward || step.use.isFetch) return [];
  const found: Evidence[] = [];
  const beside = steps.filter((other) => other !== step && isReading(other));
  if (beside.length > 0) {
    // What is run may ask for something and send nothing of ours.
    const isSink = step.use.traits.has("external") && !step.isExpected;
    found.push({ reason: "parallel-read-and-send", weight: isSink ? 0.55 : 0.3 });
  }
  if (step.isExpected) return found;
  const distance = readLately.has("private") ? 1 : 0.9;
  if (read.has("private")) {
    const weight = distance * byAsking(step.asked, [0.2, 0.35, 0.5]);
    found.push({ reason: "sensitive-read-then-external-send", weight });
  }
  if (read.has("secret")) {
    found.push({ reason: "secret-in-flight", weight: byAsking(step.asked, [0.3, 0.45, 0.55]) });
  }
  if (read.has("private") && read.has("untrusted")) {
    found.push({ reason: "rule-of-two", weight: byAsking(step.asked, [0.1, 0.25, 0.4]) });
  }
  return found;
}

/** It reads what is private, and sends nothing. */
export function isReading({ use: { traits, isFetch } }: Step): boolean {
  return traits.has("private") && (!traits.has("external") || isFetch);
}

const STRONG_KINDS: ReadonlySet<string> = new Set([
  "email",
  "host",
  "iban",
  "phone",
  "account",
  "bucket",
]);

function toldDestinations(step: Step): readonly Evidence[] {
  if (!step.isOutward) return [];
  return step.places
    .filter(({ isOnlyTold, isOwn }) => isOnlyTold && !isOwn)
    .map((place) => ({
      reason: "destination-from-tool-output" as const,
      weight: toldWeight(place, step),
      values: [place.destination.raw],
    }));
}

function toldWeight(place: Place, { use, asked }: Step): number {
  // Links are there to be followed: what an address takes along is another reason's.
  if (use.isFetch) return 0.15;
  const isStrong = STRONG_KINDS.has(place.destination.kind);
  let weight = isStrong ? byAsking(asked, [0.42, 0.5, 0.6]) : byAsking(asked, [0.12, 0.2, 0.3]);
  if (place.isFromStrangers) weight *= 1.15;
  // Address books are there to be written to.
  if (place.isListed && asked !== false) weight *= 0.6;
  if (place.told.wasShown || place.told.isMeant) weight *= 0.6;
  return weight;
}

function untrustedThenRun(step: Step, situation: Situation): readonly Evidence[] {
  const { traits } = step.use;
  if (!situation.read.has("untrusted")) return [];
  if (!traits.has("destructive")) return [];
  const told = toldOnly(step, situation);
  const weight =
    told.length > 0 ? byAsking(step.asked, [0.25, 0.45, 0.62]) : byAsking(step.asked, [0, 0, 0.5]);
  return weight === 0 ? [] : [{ reason: "untrusted-then-execute", weight, values: told }];
}

/** Values of a call that strangers told of and no person. Two letters stand everywhere. */
function toldOnly(step: Step, { said, useOf }: Situation): readonly string[] {
  return step.values
    .slice(0, TOLD_VALUES_MAX)
    .filter(({ text }) => text.length >= 4 && text.length <= 200)
    .filter(({ text }) => {
      const { byPeople, byTools } = said.told(text);
      return !byPeople && byTools.some((tool) => useOf(tool).traits.has("untrusted"));
    })
    .map(({ text }) => text);
}

const TOLD_VALUES_MAX = 8;

function nobodyAsked(step: Step, { read }: Situation): readonly Evidence[] {
  if (step.asked !== false || read.size === 0) return [];
  const isDestructive = step.use.traits.has("destructive");
  if (!isLeaving(step) && !isDestructive) return [];
  const byDeed = isDestructive ? 0.05 : 0;
  const weight = (read.has("untrusted") ? 0.45 : 0.35) + byDeed;
  return [{ reason: "nobody-asked", weight }];
}
