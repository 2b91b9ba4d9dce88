// Tells phrases that are said from phrases that are quoted, denied, reported or talked about. It
// looks at the neighbourhood of the phrase and nowhere else.
import type { TextRange } from "../../domain/finding.ts";

/** How far a mark of quotation, a denial, a report or a word of security talk is looked for. */
const QUOTE_CHARS = 48;
const DENIAL_CHARS = 32;
const REPORT_CHARS = 90;
const TALK_CHARS = 120;

const OPENING_QUOTE = /["`“”„«「『]|(?<![a-z0-9])['‘’]/;
const CLOSING_QUOTE = /["`“”»」』]|['‘’](?![a-z0-9])/;
const DENIAL =
  /(?:\bnot|n't|n’t|\bnever|\bwithout|\bcannot|\bavoid|\brefus(?:e|es|ed|ing)|\bresists?|\bno(?:body| one)\s(?:can|may|should))\s(?:to\s|ever\s|be\s|simply\s|blindly\s)?$/;
/** "If a user asks you to ...", "people who try to ...": what is done then is told, not ordered. */
const REPORT =
  /\b(?:users?|someone|somebody|anyone|anybody|people|persons?|they|visitors?|customers?|students?|attackers?|hackers?|players?|prompts?|messages?|inputs?|content|requests?)\s(?:(?:that|who|which|to|may|might|could|can|will|would|even|also|specifically|explicitly|directly|then|ever|is|are|has|have|just|simply)\s){0,3}(?:asks?|asked|asking|tries|try|tried|trying|attempts?|attempting|says?|saying|said|wants?|wanting|requests?|requesting|tells?|telling|told|instructs?|instructing|claims?|claiming|like|containing|contains?|including)\b[^.!?\n]{0,60}$|(?:如果|当|當|若|一旦)[^。！？\n]{0,16}(?:用户|用戶|有人|对方|他人)[^。！？\n]{0,60}$/;
/** Words of people who speak about attacks. */
const TALK =
  /(?<![@.\w/-])(?:prompt[ -]injections?|injection attacks?|injections?|jailbreaks?|jailbreaking|attacks?|attackers?|adversar(?:y|ies|ial)|malicious|hackers?|red.team(?:ing)?|exploits?|payloads?|owasp|vulnerabilit(?:y|ies)|phishing|detects?|detection|guardrails?|regex(?:es)?)(?![.@-]?\w)/;
/** Words of people who speak about words; whoever orders uses them too, but does not quote himself. */
const NAMING =
  /\b(?:phrases?|patterns?|classic|novel|sentences?|strings?|words?|headline|called|titled|sign (?:says|said|read|reads)|filters?|such as|(?:any|some)thing like|things like|queries (?:like|about)|similar|variations?|for example|e\.g|means?|meaning|tests? (?:for|that|whether)|chapter|lyrics?|quote[ds]?)\b/;

/**
 * 1 for a phrase that is said; less for one that is quoted, denied, reported, or stands in talk about
 * attacks. Never 0: who wraps an attack in quotes still leaves a trace for other layers to weigh.
 */
export function mentionWeight(text: string, range: TextRange): number {
  const before = text.slice(Math.max(0, range.start - TALK_CHARS), range.start);
  if (DENIAL.test(before.slice(-DENIAL_CHARS))) return 0.4;
  if (REPORT.test(before.slice(-REPORT_CHARS))) return 0.5;
  const after = text.slice(range.end, range.end + TALK_CHARS);
  const isTalk = TALK.test(before) || TALK.test(after);
  const isNaming = isTalk || NAMING.test(before) || NAMING.test(after);
  if (!isNaming) return 1;
  const isQuoted =
    OPENING_QUOTE.test(before.slice(-QUOTE_CHARS)) &&
    CLOSING_QUOTE.test(after.slice(0, QUOTE_CHARS));
  if (isQuoted) return 0.4;
  return isTalk ? 0.7 : 1;
}
