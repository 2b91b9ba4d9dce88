// The values of a call: its leaves with the names of their parameters, and the destinations among
// them, told by what the parameter is called and by what the value looks like.
import { FLOW } from "../../domain/data-flow.ts";
import type { ToolCall } from "../../domain/tool-call.ts";

/** One value of a call's arguments, as text. */
export interface CallValue {
  /** The nearest name above it; empty for a bare text. */
  readonly parameter: string;
  readonly text: string;
}

/** What kind of place data goes to. */
export type DestinationKind = "email" | "host" | "iban" | "phone" | "account" | "handle" | "bucket";

/** One place that a call names. */
export interface Destination {
  readonly kind: DestinationKind;
  /** In one form, however it was written: lower case, no spaces in numbers, no `mailto:`. */
  readonly value: string;
  /** As it stands in the argument. */
  readonly raw: string;
  /** Of an address or a mailbox its domain; of others empty. */
  readonly domain: string;
}

/** Values of one call that are looked at, and characters of all of them: the rest is not read. */
const VALUES_MAX = 256;
const VALUE_CHARS_MAX = 64 * 1024;

/** Characters of a parameter's name; a longer one is no name. */
const PARAMETER_CHARS_MAX = 64;

/** The values of a call in the order of its arguments. Numbers are as they are written. */
export function callValues(call: Pick<ToolCall, "arguments">): readonly CallValue[] {
  const walk: Walk = { values: [], room: VALUE_CHARS_MAX };
  visit(walk, parse(call.arguments), { parameter: "", depth: 0, isNested: false });
  return walk.values;
}

interface Walk {
  readonly values: CallValue[];
  /** Characters that may still be read. */
  room: number;
}

interface Place {
  readonly parameter: string;
  readonly depth: number;
  /** It stands in a text that was JSON itself; no text in it is parsed again. */
  readonly isNested: boolean;
}

/** No tool asks for anything deeper. */
const DEPTH_MAX = 64;

function visit(walk: Walk, value: unknown, place: Place): void {
  if (walk.values.length >= VALUES_MAX || walk.room <= 0 || place.depth > DEPTH_MAX) return;
  // Ids and accounts come as numbers, too.
  if (typeof value === "number") keep(walk, String(value), place);
  else if (typeof value === "string") {
    const inner = place.isNested || !/^\s{0,64}[{[]/.test(value) ? value : parse(value);
    if (typeof inner === "object") visit(walk, inner, { ...place, isNested: true });
    else keep(walk, value, place);
  } else if (typeof value === "object" && value !== null) {
    const depth = place.depth + 1;
    const isList = Array.isArray(value);
    for (const [key, item] of Object.entries(value)) {
      visit(walk, item, { ...place, depth, ...(!isList && { parameter: key }) });
    }
  }
}

function keep(walk: Walk, text: string, { parameter }: Place): void {
  if (text === "") return;
  const kept = text.slice(0, walk.room);
  walk.room -= kept.length;
  walk.values.push({ parameter: parameter.slice(0, PARAMETER_CHARS_MAX), text: kept });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Free text of a custom tool, or arguments that do not parse: read as the text they are.
    return text;
  }
}

/** Parameters that say where something goes. */
const PLACE =
  /^(?:(?:to|cc|bcc)(?:_?(?:email|address|emails|addresses|number|phone|user|account|iban|whom))?|(?:send_?|share_?|mail_?|forward_?|email_?)(?:to|with)|recipients?(?:_?\w{1,16})?|\w{0,16}_?recipients?|(?:invitees?|participants?|attendees?|guests?|members?|collaborators?|assignees?|reviewers?)(?:_?(?:emails?|ids?|names?|list))?|(?:\w{0,16}_)?(?:emails?|e_?mail_?address(?:es)?|mailbox)|(?:\w{0,16}_)?(?:url|uri|link|href|endpoint|webhook|webhook_?url|callback(?:_?url)?|host|hostname|domain|server|site|website|address_?url)|target(?:_?\w{1,16})?|destinations?(?:_?\w{1,16})?|dest|remote|repo|repository|bucket(?:_?name)?|(?:s3_?)?uri|container|(?:\w{0,16}_)?(?:phone|phone_?numbers?|mobile|msisdn|number)|(?:\w{0,16}_)?(?:iban|bic|account|account_?(?:number|no|id)|payee|beneficiary|wallet|wallet_?address|bank_?account)|(?:channel|chat|room|conversation|group)(?:_?(?:id|name))?|users?(?:_?(?:id|name|email|handle))?|username|handle|contacts?|person|people|whom|empfaenger|destinatarios?|destinataires?|destinatari[oae]|ontvanger|mottagare)$/i;

/** Parameters that only look so: where something comes from, or who writes. */
const NO_PLACE = /^(?:from|sender|source|author|owner|since|reply_?to_?message|in_reply_to)/i;

const EMAIL =
  /(?<![\p{L}\p{N}._%+'-])[\p{L}\p{N}._%+'-]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,190}[\p{L}\p{N}])/giu;
const URL_SHAPE =
  /^(?:[a-z][a-z0-9+.-]{1,20}:\/\/|www\.)[^\s]{1,4000}$|^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,8}\.[a-z]{2,24}(?::\d{1,5})?(?:[/?#][^\s]{0,4000})?$/i;
const IBAN = /^[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}$/i;
const PHONE = /^(?:\+|00)?\(?\d(?:[\s()./-]{0,2}\d){6,14}$/;
/** Addresses in what is run: `curl https://...`. */
const URL_WITHIN = /\b(?:https?|ftp|wss?|sftp|s3|gs):\/\/[^\s"'`<>\\)]{3,2000}/gi;

/** Places that one call names, at most; a mailing list fits. */
const DESTINATIONS_MAX = 32;

/** Reads a call's destinations. `within`: also addresses in the midst of texts, for what is run. */
export function destinationsOf(
  values: readonly CallValue[],
  { within }: { readonly within: boolean },
): readonly Destination[] {
  const found = new Map<string, Destination>();
  for (const { parameter, text } of values) {
    if (found.size >= DESTINATIONS_MAX) break;
    if (NO_PLACE.test(parameter)) continue;
    for (const one of placesIn(parameter, text.trim(), within)) {
      found.set(`${one.kind}:${one.value}`, one);
    }
  }
  return [...found.values()].slice(0, DESTINATIONS_MAX);
}

function placesIn(parameter: string, text: string, within: boolean): readonly Destination[] {
  if (text.length <= PLACE_CHARS_MAX) {
    const shaped = shapedPlace(text, PLACE.test(parameter));
    if (shaped.length > 0) return shaped;
    if (PLACE.test(parameter) && text.length <= HANDLE_CHARS_MAX && !/\n/.test(text)) {
      const kind = placeKind(parameter);
      return [{ kind, value: plainHandle(text), raw: text, domain: "" }];
    }
  }
  if (!within) return [];
  return [
    ...(text.match(URL_WITHIN) ?? []).flatMap((url) => shapedPlace(url, true)),
    ...(text.match(EMAIL) ?? []).flatMap((email) => shapedPlace(email, true)),
  ];
}

/** Longest value that is an address, or a list of them; longest name of somebody or something. */
const PLACE_CHARS_MAX = 4_096;
const HANDLE_CHARS_MAX = 80;

/** A value that looks like an address. Where no name says so, bare numbers and dots do not. */
function shapedPlace(text: string, isPlace: boolean): readonly Destination[] {
  if (text.includes("@") && !text.includes("://")) {
    const mails = text.match(EMAIL) ?? [];
    const rest = text.length - mails.reduce((sum, mail) => sum + mail.length, 0);
    // An address list has names and commas; a sentence with an address in it has more.
    if (mails.length > 0 && (isPlace || rest <= 2))
      return mails.slice(0, DESTINATIONS_MAX).map(toMail);
  }
  if (URL_SHAPE.test(text) && (isPlace || /:\/\/|^www\./i.test(text))) return toHost(text);
  if (IBAN.test(text) && /\d/.test(text.slice(4)) && (isPlace || text.length >= 18)) {
    return [plainNumber("iban", text)];
  }
  if (PHONE.test(text) && (isPlace || text.startsWith("+"))) return [plainNumber("phone", text)];
  return [];
}

function toMail(raw: string): Destination {
  const value = raw.replace(/^mailto:/i, "").toLowerCase();
  return { kind: "email", value, raw, domain: value.slice(value.lastIndexOf("@") + 1) };
}

function toHost(raw: string): readonly Destination[] {
  const url = URL.parse(/^[a-z][a-z0-9+.-]{1,20}:\/\//i.test(raw) ? raw : `https://${raw}`);
  if (url === null || url.hostname === "") return [];
  const domain = url.hostname
    .toLowerCase()
    .replace(/^www\./, "")
    .replace(/\.$/, "");
  if (/^(?:s3|gs|gcs|az|r2):$/.test(url.protocol)) {
    return [{ kind: "bucket", value: domain, raw, domain: "" }];
  }
  return [{ kind: "host", value: domain, raw, domain }];
}

function plainNumber(kind: "iban" | "phone", raw: string): Destination {
  const value = raw.replaceAll(/[^\p{L}\p{N}+]/gu, "").toLowerCase();
  return { kind, value: value.replace(/^00(?=\d{8})/, "+"), raw, domain: "" };
}

function placeKind(parameter: string): DestinationKind {
  if (/bucket|container/i.test(parameter)) return "bucket";
  return /iban|bic|account|payee|beneficiary|wallet/i.test(parameter) ? "account" : "handle";
}

function plainHandle(text: string): string {
  return text.toLowerCase().replace(/^[@#]/, "");
}

/** Whether a destination is at one of the tenant's own domains, or below it. */
export function isOwn(destination: Destination, ownDomains: readonly string[]): boolean {
  const { domain } = destination;
  return domain !== "" && ownDomains.some((one) => isAtOrBelow(domain, one.toLowerCase()));
}

function isAtOrBelow(domain: string, parent: string): boolean {
  return domain === parent || domain.endsWith(`.${parent.replace(/^\*?\./, "")}`);
}

/** Addresses in prose: mail, web and account numbers. */
const URL_SAID =
  /\b(?:https?|ftp|wss?|sftp|s3|gs):\/\/[^\s"'`<>\\)\]}]{3,2000}|\bwww\.[^\s"'`<>\\)\]}]{3,400}/gi;
const IBAN_SAID = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g;
const PHONE_SAID = /(?<![\w+])\+\d(?:[ ().-]{0,2}\d){7,14}(?!\w)/g;

/** The destinations that a text tells of, wherever they stand in it; at most `FLOW.destinationsMax`. */
export function destinationsIn(text: string): readonly Destination[] {
  const found = new Map<string, Destination>();
  const add = (one: Destination): void => void found.set(`${one.kind}:${one.value}`, one);
  // Each pattern goes by a sign that few texts have.
  if (text.includes("@")) for (const mail of text.match(EMAIL) ?? []) add(toMail(mail));
  if (/:\/\/|www\./i.test(text))
    for (const url of text.match(URL_SAID) ?? []) toHost(url).forEach(add);
  for (const iban of text.match(IBAN_SAID) ?? []) add(plainNumber("iban", iban));
  for (const phone of text.match(PHONE_SAID) ?? []) add(plainNumber("phone", phone));
  return [...found.values()].slice(0, FLOW.destinationsMax);
}
