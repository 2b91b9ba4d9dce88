// Addresses that carry away what was read: in their query, their path or the labels of their host,
// as it was or encoded. An address that a result or a person wrote out whole carries nothing new.
import { decodedRuns, percent } from "./encoded.ts";
import { PIECE_CHARS, piecesOf, sharedPieces } from "./pieces.ts";
import type { Evidence } from "./reasons.ts";
import { isOwn } from "./call-values.ts";
import type { Situation, Step } from "./situation.ts";

/** Letters and digits that decoded text must share with a result: shorter than of plain text. */
const DECODED_PIECE_CHARS = 10;

const ADDRESS =
  /\b(?:https?|ftp|wss?):\/\/[^\s"'`<>\\]{3,8000}|(?<![\w@.-])(?:[a-z0-9_-]{1,63}\.){2,20}[a-z]{2,24}(?![\w@.-])[^\s"'`<>\\]{0,4000}/gi;
const ADDRESSES_MAX = 8;

/** Whether an address among a call's values carries what was read. */
export function urlEvidence(step: Step, situation: Situation): readonly Evidence[] {
  const { traits, isFetch } = step.use;
  if (!traits.has("external") && !traits.has("executes") && !isFetch) return [];
  const addresses = step.values.flatMap(({ text }) => text.match(ADDRESS) ?? []);
  return addresses
    .slice(0, ADDRESSES_MAX)
    .flatMap((address) => judgeAddress(address, situation))
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, 1);
}

function judgeAddress(address: string, situation: Situation): readonly Evidence[] {
  const { said, facts, useOf } = situation;
  const url = URL.parse(/^[a-z]{2,5}:\/\//i.test(address) ? address : `https://${address}`);
  if (url === null) return [];
  const host = url.hostname.replace(/^www\./, "");
  const place = { kind: "host", value: host, raw: address, domain: host } as const;
  if (isOwn(place, facts.ownDomains)) return [];
  const cargo = cargoOf(url);
  if (cargo.length < CARGO_CHARS_MIN) return [];
  const whole = said.told(address);
  if (whole.byPeople || whole.byTools.length > 0 || whole.byDocument) return [];
  const decoded = piecesOf(
    cargo.flatMap((part) => [...decodedRuns(part)]),
    DECODED_PIECE_CHARS,
  );
  const plain = piecesOf(cargo.filter(isWordy).map(percent));
  if (decoded.size === 0 && plain.size === 0) return [];
  let encodedPrivate = false;
  let encoded = false;
  let copied = false;
  for (const { text, tool = "" } of said.results) {
    const isPrivate = useOf(tool).traits.has("private");
    if (sharedPieces(decoded, text, DECODED_PIECE_CHARS).size > 0) {
      encoded = true;
      encodedPrivate ||= isPrivate;
    }
    copied ||= sharedPieces(plain, text, PIECE_CHARS).size > 0;
  }
  if (!encoded && !copied) return [];
  const isNamed = said.toldPlace(place, null).byPeople;
  const isCertain = encodedPrivate && !isNamed;
  const weight = isCertain ? 0.92 : isNamed ? 0.4 : encoded ? 0.7 : 0.6;
  return [{ reason: "data-in-url", weight, values: [address], isCertain }];
}

/** Pieces of a cargo shorter than this say nothing. */
const CARGO_CHARS_MIN = 1;

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
  return (percent(part).match(/[\s+_-]+[\p{L}\p{N}]/gu) ?? []).length >= 3;
}
