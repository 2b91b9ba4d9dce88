// What a call that sends or runs is worth by its contents: whether they repeat what tools returned,
// and whether they hold credentials that no person gave.
import { FLOW, type ToolTrait } from "../../domain/data-flow.ts";
import { KEY_SHAPE } from "../exfiltration/cargo.ts";
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
    ...secrets(step, situation),
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

/** Words of an argument that could be credentials: letters and digits, or long. */
const TOKEN = /(?<![A-Za-z0-9])[A-Za-z0-9][A-Za-z0-9_+/.=-]{4,200}/g;
const TOKENS_MAX = 48;

/** What stands before a credential in a result. */
const CREDENTIAL_WORD =
  /(?:pass(?:word|wd|code|phrase)|passwort|kennwort|contrase[ñn]a|senha|mot de passe|wachtwoord|парол|密码|パスワード|비밀번호|secret|api[ _-]?key|access[ _-]?key|private[ _-]?key|secret[ _-]?key|token|credential|security code|verification code|auth\w{0,12} code|one[- ]time|otp|2fa|\bpin\b|cvv|ssn)[^\n]{0,32}$/i;

/** Parameters with which callers say who they are: a key belongs there. */
const AUTHENTICATES =
  /^(?:authorization|x-api-key|api_?key|token|access_?token|bearer|auth|password|headers?|secret|client_secret|credentials?)$/i;

function secrets(step: Step, situation: Situation): readonly Evidence[] {
  if (!step.isOutward) return [];
  const { said, useOf } = situation;
  let asked = 0;
  const found: Evidence[] = [];
  for (const { parameter, text } of step.values) {
    for (const token of tokensOf(text)) {
      if (asked >= TOKENS_MAX) return found;
      asked += 1;
      const isKey = KEY_SHAPE.test(token);
      const told = said.told(token);
      if (told.byPeople) continue;
      const isKept = told.byTools.some((tool) => useOf(tool).traits.has("secret"));
      const isLabelled = told.byTools.length > 0 && isLabelledIn(token, situation);
      if (!isKey && !isKept && !isLabelled) continue;
      const isCertain =
        (isKey || (isKept && isDense(token))) && !step.isExpected && !AUTHENTICATES.test(parameter);
      const isAuthentication = AUTHENTICATES.test(parameter);
      const weight = isCertain ? 0.92 : isAuthentication ? 0.25 : step.isExpected ? 0.45 : 0.6;
      found.push({ reason: "secret-in-flight", weight, values: [token], isCertain });
    }
  }
  return found.toSorted((a, b) => b.weight - a.weight).slice(0, 1);
}

function tokensOf(text: string): readonly string[] {
  const tokens = new Set((text.match(TOKEN) ?? []).map((token) => token.replace(/[.=]+$/, "")));
  return [...tokens].filter((token) => token.length >= 5 && /\d/.test(token) && !isOrdinary(token));
}

/** Dates, times, versions and amounts. */
function isOrdinary(token: string): boolean {
  return /^[\d.,:/-]{1,20}$/.test(token) && !/^\d{5,8}$/.test(token);
}

/** Letters and digits mixed, as credentials are and words are not. */
function isDense(token: string): boolean {
  return token.length >= 8 && /[A-Za-z]/.test(token) && /\d/.test(token);
}

function isLabelledIn(token: string, { said }: Situation): boolean {
  return said.results.some(({ text }) => {
    const at = text.indexOf(token);
    return at >= 0 && CREDENTIAL_WORD.test(text.slice(Math.max(0, at - 64), at));
  });
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
  const isLaden = copied.private > 0 || copied.secret > 0 || situation.read.has("secret");
  if (foreign.length === 0 || !isLaden) return [];
  const values = foreign.map(({ destination }) => destination.raw);
  return [{ reason: "destination-from-tool-output", weight: 0.9, values, isCertain: true }];
}
