// Addresses that carry away what was read: in their query, their path or the labels of their host,
// as it was or encoded. An address that a result or a person wrote out whole carries nothing new.
import { isOwn, type Destination } from "./call-values.ts";
import { findCopies, type Copy } from "./copies.ts";
import { decodedRuns, percent } from "./encoded.ts";
import { PIECE_CHARS } from "./pieces.ts";
import type { Evidence } from "./reasons.ts";

import type { Situation, Step } from "./situation.ts";

/** Letters and digits that decoded text must share with a result: shorter than of plain text. */
const DECODED_PIECE_CHARS = 10;

const ADDRESS =
  /\b(?:https?|ftp|wss?):\/\/[^\s"'`<>\\]{3,8000}|(?<![\w@.-])(?:[a-z0-9_-]{1,63}\.){2,20}[a-z]{2,24}(?![\w@.-])[^\s"'`<>\\]{0,4000}/gi;
const ADDRESSES_MAX = 8;

/** An address that leads out, with what it may carry. */
interface Laden {
  readonly step: number;
  readonly address: string;
  readonly place: Destination;
  /** Parts that say several words, and what encoded parts say. */
  readonly plain: readonly string[];
  readonly decoded: readonly string[];
}

/** Of each call, whether an address among its values carries what was read. */
export function urlEvidence(situation: Situation): readonly (readonly Evidence[])[] {
  const laden = situation.steps.flatMap((step, index) => ladenAddresses(step, index, situation));
  const { said } = situation;
  const plain = findCopies(
    laden.map((one) => one.plain),
    said,
    PIECE_CHARS,
  );
  const decoded = findCopies(
    laden.map((one) => one.decoded),
    said,
    DECODED_PIECE_CHARS,
  );
  const judged = laden.map((one, index) => ({
    step: one.step,
    evidence: judge(one, plain[index] ?? [], decoded[index] ?? [], situation),
  }));
  return situation.steps.map((_, index) =>
    judged
      .filter(({ step }) => step === index)
      .flatMap(({ evidence }) => evidence)
      .toSorted((a, b) => b.weight - a.weight)
      .slice(0, 1),
  );
}

function ladenAddresses(step: Step, index: number, { facts }: Situation): readonly Laden[] {
  const { traits, isFetch } = step.use;
  if (!traits.has("external") && !traits.has("executes") && !isFetch) return [];
  const addresses = step.values.flatMap(({ text }) =>
    text.includes(".") ? (text.match(ADDRESS) ?? []) : [],
  );
  return addresses.slice(0, ADDRESSES_MAX).flatMap((address): readonly Laden[] => {
    const url = URL.parse(/^[a-z]{2,5}:\/\//i.test(address) ? address : `https://${address}`);
    if (url === null) return [];
    const host = url.hostname.replace(/^www\./, "");
    const place: Destination = { kind: "host", value: host, raw: address, domain: host };
    if (isOwn(place, facts.ownDomains)) return [];
    const cargo = cargoOf(url);
    const plain = cargo.filter(isWordy).map(percent);
    const decoded = cargo.flatMap(decodedRuns);
    if (plain.length === 0 && decoded.length === 0) return [];
    return [{ step: index, address, place, plain, decoded }];
  });
}

function judge(
  { address, place }: Laden,
  plain: readonly Copy[],
  decoded: readonly Copy[],
  { said, useOf }: Situation,
): readonly Evidence[] {
  if (plain.length === 0 && decoded.length === 0) return [];
  // What somebody wrote out whole carries nothing that was not in it.
  const whole = said.told(address);
  if (whole.byPeople || whole.byTools.length > 0 || whole.byDocument) return [];
  const isNamed = said.toldPlace(place, null).byPeople;
  const isPrivate = decoded.some(({ source: { tool = "" } }) => useOf(tool).traits.has("private"));
  const isCertain = isPrivate && !isNamed;
  const weight = isCertain ? 0.92 : isNamed ? 0.4 : decoded.length > 0 ? 0.7 : 0.6;
  return [{ reason: "data-in-url", weight, values: [address], isCertain }];
}

/** What an address may carry: values of its query, parts of its path and fragment, labels together. */
function cargoOf(url: URL): readonly string[] {
  const labels = url.hostname
    .replace(/^www\./, "")
    .split(".")
    .slice(0, -2);
  const parts = [
    ...url.searchParams.values(),
    ...url.searchParams.keys(),
    ...url.pathname.split("/"),
    url.hash.slice(1),
    labels.join(""),
    labels.join("."),
    url.username,
    url.password,
  ];
  return parts.filter((part) => part.length >= 12).slice(0, 64);
}

/** Several words: names and numbers of things are one. */
function isWordy(part: string): boolean {
  return (percent(part).match(/(?<![^\s+_-])\p{L}{2,30}(?![^\s+_,.;:!?-])/gu) ?? []).length >= 4;
}
