// What a call that sends is worth by the credentials in it: keys that are known by their shape, values
// that a result called a password or a code, and values out of what only holds secrets. What people
// gave themselves is theirs to give.
import { KEY_SHAPE } from "../exfiltration/cargo.ts";
import type { Evidence } from "./reasons.ts";
import type { Situation, Step } from "./situation.ts";

/** Words of an argument that could be credentials: they hold digits. */
const TOKEN = /(?<![A-Za-z0-9])[A-Za-z0-9][A-Za-z0-9_+/.=-]{4,200}/g;
const TOKENS_MAX = 48;

/** What stands before a credential in a result. */
const CREDENTIAL_WORD =
  /(?:pass(?:word|wd|code|phrase)|passwort|kennwort|contrase[ñn]a|senha|mot de passe|wachtwoord|парол|密码|パスワード|비밀번호|secret|api[ _-]?key|access[ _-]?key|private[ _-]?key|token|credential|security code|verification code|auth\w{0,12} code|one[- ]time|otp|2fa|\bpin\b|cvv|ssn)[^\n]{0,32}$/i;

/** Parameters, and words before a value, with which callers say who they are: a key belongs there. */
const AUTHENTICATES =
  /^(?:authorization|x-api-key|api_?key|token|access_?token|bearer|auth|password|headers?|secret|client_secret|credentials?)$/i;
const AUTHENTICATES_BEFORE =
  /(?:authorization|bearer|basic|api[-_ ]?key|x-[a-z-]{0,20}(?:key|token)|--user|-u)["':= ]{0,4}(?:bearer |token |basic )?$/i;

/** The surest sign that a credential goes out with a call; at most one. */
export function secretEvidence(step: Step, situation: Situation): readonly Evidence[] {
  if (!step.isOutward) return [];
  const tokens = step.values.flatMap(({ parameter, text }) =>
    tokensOf(text).map((token) => ({
      token,
      isAuthentication: authenticates(parameter, text, token),
    })),
  );
  return tokens
    .slice(0, TOKENS_MAX)
    .flatMap((one) => judge(one, step, situation))
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, 1);
}

interface Token {
  readonly token: string;
  readonly isAuthentication: boolean;
}

function judge(
  { token, isAuthentication }: Token,
  step: Step,
  situation: Situation,
): readonly Evidence[] {
  const { said, useOf } = situation;
  const told = said.told(token);
  if (told.byPeople) return [];
  const isKey = KEY_SHAPE.test(token);
  const isRead = told.byTools.length > 0;
  const isKept = told.byTools.some((tool) => useOf(tool).traits.has("secret"));
  const isLabelled = isRead && isLabelledIn(token, situation);
  if (!isKey && !isKept && !isLabelled) return [];
  const isSecret =
    (isKey && isRead) || (isKept && (isDense(token) || (isLabelled && token.length >= 8)));
  const isCertain = isSecret && !step.isExpected && !isAuthentication;
  const weight = isCertain ? 0.92 : isAuthentication || step.isExpected ? 0.4 : 0.6;
  return [{ reason: "secret-in-flight", weight, values: [token], isCertain }];
}

function authenticates(parameter: string, text: string, token: string): boolean {
  if (AUTHENTICATES.test(parameter)) return true;
  const at = text.indexOf(token);
  return AUTHENTICATES_BEFORE.test(text.slice(Math.max(0, at - 40), at));
}

function tokensOf(text: string): readonly string[] {
  const tokens = new Set((text.match(TOKEN) ?? []).map((token) => token.replace(/[.=]+$/, "")));
  return [...tokens].filter((token) => token.length >= 5 && /\d/.test(token) && !isOrdinary(token));
}

/** Dates, times, versions and amounts; but not a code of five to eight digits. */
function isOrdinary(token: string): boolean {
  return /^[\d.,:/-]{1,20}$/.test(token) && !/^\d{5,8}$/.test(token);
}

/** Letters and digits mixed as in credentials; names of regions and versions change once, if at all. */
function isDense(token: string): boolean {
  const changes = token.match(/[A-Za-z](?=\d)|\d(?=[A-Za-z])/g)?.length ?? 0;
  return token.length >= 8 && changes >= 3 && !UUID.test(token);
}

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

function isLabelledIn(token: string, { said }: Situation): boolean {
  return said.results.some(({ text }) => {
    const at = text.indexOf(token);
    return at >= 0 && CREDENTIAL_WORD.test(text.slice(Math.max(0, at - 64), at));
  });
}
