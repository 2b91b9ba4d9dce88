// What of a system text would be a leak, and what is meant to be said: which of its words instruct,
// which stand in quotation marks because they are to be repeated, and which names in it are secrets.
import { KEY_SHAPE } from "../exfiltration/cargo.ts";
import type { TextRange } from "../../domain/finding.ts";

/**
 * Words with which a text tells a model what to do. Knowledge that it is given to pass on (opening
 * hours, terms of return) has none of them.
 */
const INSTRUCTING =
  /(?<![\p{L}\p{N}])(?:you are|you(?:'re| must| should| will| may| cannot| can only| have access)|your (?:task|role|job|goal|purpose|name|instructions?|answers?|responses?|replies|output|system)|never|always|do not|don'?t|must|only (?:answer|respond|reply|use)|the (?:user|customer|caller|assistant|model)|respond|reply|answer|reveal|disclose|instructions?|system prompt|internal(?:ly)?|confidential|secret|act as|du bist|sie sind|niemals|darfst|musst|antworte|nutzer|anweisung(?:en)?|vertraulich|intern(?:er|e|es)?|tu es|vous êtes|jamais|toujours|réponds|répondez|utilisateur|confidentiel|eres|nunca|siempre|responde|debes|usuario|instrucciones|sei un|rispondi|devi|utente|istruzioni|você é|sempre|responda|usuário|instruções|je bent|nooit|altijd|gebruiker|ты|никогда|всегда|отвечай|пользователь)(?![\p{L}\p{N}])|你是|不要|必须|始终|用户|あなたは|してください|決して|당신은|마세요/giu;

/** The places of a text that instruct; all of it where none is known to. */
export function instructingRanges(text: string): readonly TextRange[] {
  const ranges = rangesOf(text, INSTRUCTING);
  return ranges.length === 0 ? [{ start: 0, end: text.length }] : ranges;
}

/** Something in quotation marks, on one line: a greeting, a sentence to say. */
const QUOTED =
  /"[^"\n]{12,300}"|“[^”\n]{12,300}”|„[^“”\n]{12,300}[“”]|«[^»\n]{12,300}»|「[^」\n]{6,300}」/g;

/** The places of a text that are to be said. Where most of it is quoted, as in JSON, none is. */
export function quotedRanges(text: string): readonly TextRange[] {
  const ranges = rangesOf(text, QUOTED);
  const chars = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
  return chars * 2 > text.length ? [] : ranges;
}

function rangesOf(text: string, pattern: RegExp): readonly TextRange[] {
  return Array.from(text.matchAll(pattern), ({ 0: match, index }) => ({
    start: index,
    end: index + match.length,
  }));
}

/** Something that is no word: a code, a key, a name with digits, a word in capitals. */
const CODE = /[\p{L}\p{N}]+(?:[-_.:/@#][\p{L}\p{N}]+)*/gu;
/** Words beside which such a thing is a secret. */
const SECRET_BESIDE =
  /\b(?:internal|secret|confidential|private|passwords?|passcodes?|passphrases?|passwort|api[ _-]?keys?|access (?:codes?|keys?|tokens?)|tokens?|credentials?|hidden|classified|intern(?:e[rs]?)?|geheim\w{0,4}|vertraulich|never (?:reveal|share|tell|mention|disclose|say|give)|(?:do not|don't) (?:reveal|share|tell|mention|disclose|say|give)|not public)\b/i;
/** How far before a code such a word may stand; how far behind it, where it says not to tell. */
const BEFORE_CHARS = 60;
const BEHIND_CHARS = 40;

/** Codes of a text that are kept: a text with more of them is a table. */
const CODES_MAX = 16;
const CODE_CHARS_MIN = 7;
const CODE_CHARS_MAX = 80;

/** A word that is said to be the password: a word may be any. */
const PASSWORD =
  /\b(?:password|passcode|passphrase|passwort|code ?word|secret (?:word|code|key|phrase)|access code)\b(?: (?:for|of|to) (?:the )?\w{1,20})?(?: is|:|=| are)\s{0,2}["'`“]?([\p{L}\p{N}][\p{L}\p{N}_-]{6,60})/giu;

/** The codes of a system text that it calls secret, and the keys in it. Each once. */
export function secretCodes(text: string): readonly string[] {
  const codes = new Set<string>();
  for (const [, word = ""] of text.matchAll(PASSWORD)) {
    // What is in lower case may be an ordinary word: "the password is required".
    if (codes.size < CODES_MAX && /[\p{Lu}\p{N}]/u.test(word)) codes.add(word);
  }
  for (const { 0: code, index } of text.matchAll(CODE)) {
    if (codes.size >= CODES_MAX) break;
    if (code.length < CODE_CHARS_MIN || code.length > CODE_CHARS_MAX || !isCode(code)) continue;
    const before = text.slice(Math.max(0, index - BEFORE_CHARS), index);
    const end = index + code.length;
    const behind = text.slice(end, end + BEHIND_CHARS);
    const isSecret =
      SECRET_BESIDE.test(sentenceEnd(before)) || SECRET_BESIDE.test(sentenceStart(behind));
    if (isSecret || KEY_SHAPE.test(code)) codes.add(code);
  }
  return [...codes];
}

function isCode(code: string): boolean {
  const digits = code.replaceAll(/[^0-9]/g, "").length;
  const isMixed = digits >= 2 && digits < code.length && /\p{L}/u.test(code);
  return isMixed || KEY_SHAPE.test(code);
}

function sentenceEnd(text: string): string {
  return text.slice(Math.max(text.lastIndexOf(". "), text.lastIndexOf("\n")) + 1);
}

function sentenceStart(text: string): string {
  const end = text.search(/\n\n/);
  return end < 0 ? text : text.slice(0, end);
}
