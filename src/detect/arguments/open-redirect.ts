// References that look relative and leave the site, and what stands in a parameter of redirection
// in their place: `//evil.example`, `/\evil.example`, `https:evil.example`, `javascript:`. A plain
// absolute URL is none: only the application knows which hosts are its own.
import type { Detector, DetectorMeta } from "../detector.ts";
import { argumentDetector, type Found, type Judges } from "./argument-detector.ts";
import { SIGNS } from "./argument-survey.ts";

const META: DetectorMeta = {
  id: "arguments.open-redirect",
  finds: "References that leave the site although they look as if they stayed (open redirect).",
  source: "CWE-601; OWASP Unvalidated Redirects and Forwards; WHATWG URL, section 4.4.",
};

const JUDGES: Judges = {
  sql: null,
  shell: null,
  path: null,
  url: (text) => judge(text, true),
  code: null,
  text: (text) => judge(text, false),
  unknown: (text) => judge(text, false),
};

/** Detects open redirects in arguments of tool calls. */
export const openRedirectArgument: Detector = argumentDetector(META, JUDGES, {
  signs: SIGNS.redirect,
});

/** Nobody redirects to more. */
const REFERENCE_CHARS_MAX = 2_048;
/** What such a reference begins with, or has in its query. */
const GATE =
  /^[\s<>]{0,8}(?:[/\\%@〱〵ゝーｰ〳;]|https?:|\\?(?:j|x6a|u006a|152)|"?data:|vbscript)|[?&=]/i;

function judge(text: string, isDeclared: boolean): Found[] {
  if (text.length > REFERENCE_CHARS_MAX || !GATE.test(text)) return [];
  const bare = text.trim();
  // A sentence is no reference, whatever it begins with.
  if (/[^\s\\] [a-z]/i.test(bare)) return [];
  const confidence = referenceRisk(bare, isDeclared);
  if (confidence < 0.5) return [];
  const severity = confidence >= 0.8 ? "medium" : "low";
  return [{ category: "open_redirect", severity, confidence, start: 0, end: text.length }];
}

/** A name with a dot, an address, or letters in circles; with or without a user in front. */
const HOST = String.raw`(?:[^\s/\\?#@]{0,253}@)?(?:(?:[\w-]{1,63}[.。．｡]){1,16}[a-z][\w-]{1,23}|\d{1,3}(?:\.\d{1,3}){3}|localhost|\[[0-9a-f:.]{2,45}\])(?=[/\\?#:]|$)`;
/** Slashes as browsers take them, and what they drop between them. */
const LEAVES = new RegExp(String.raw`^[<>;]{0,4}(?:[\\/][<>;]{0,4}){2,16}${HOST}`, "i");
/** Characters of Japanese that fold to a slash, or look like one. */
const LOOKALIKE = new RegExp(String.raw`^/?[〱〵ゝーｰ〳〴]${HOST}`, "i");
/** An absolute URL behind the slash that makes it look relative, or without its own slashes. */
const BEHIND_SLASH = new RegExp(String.raw`^[\\/]{1,8}https?:[\\/]{0,16}${HOST}`, "i");
const ODD_SLASHES = new RegExp(String.raw`^https?:(?!//[^\\/])[\\/]{0,16}${HOST}`, "i");
const AFTER_NAME = new RegExp(String.raw`^(?:%40|@)${HOST}`, "i");
/** Script where a reference is expected. */
const SCRIPT = /^[<>"'\\/;%]{0,16}(?:java|vb|live)script:(?=\S)/i;

/** An absolute URL without an escape in its host, which only its query can make a redirect. */
const ABSOLUTE = /^https?:\/\/[\w.-]{1,253}(?:[/?#:]|$)/i;

function referenceRisk(text: string, isDeclared: boolean): number {
  if (ABSOLUTE.test(text)) return /=(?:[\\/%jvdh<]|[^\w])/i.test(text) ? queryRisk(text) : 0;
  const plain = decoded(text);
  if (SCRIPT.test(plain)) return 0.85;
  if (/^[<>"'\\/;]{0,8}data:text\/html/i.test(plain)) return 0.8;
  const isEncoded = plain.slice(0, 3) !== text.slice(0, 3);
  if (LEAVES.test(plain)) return leavingRisk(plain, { isEncoded, isDeclared });
  if (LOOKALIKE.test(plain)) return 0.85;
  // Put behind the name of the own site, it makes a user of that.
  if (isDeclared && AFTER_NAME.test(plain)) return 0.8;
  if (BEHIND_SLASH.test(plain) || ODD_SLASHES.test(plain)) return 0.85;
  // A scheme and host that were encoded letter by letter.
  if (/^\/?(?:%[0-9a-f]{2}){4}/i.test(text) && /^\/?https?:\/\//i.test(plain)) return 0.85;
  if (/^https?:\/\/[^/?#]{0,80}%[4-7][0-9a-f]/i.test(text)) return 0.8;
  return queryRisk(text);
}

function leavingRisk(
  plain: string,
  { isEncoded, isDeclared }: { readonly isEncoded: boolean; readonly isDeclared: boolean },
): number {
  if (isEncoded || !/^\/\/[\w[]/.test(plain)) {
    // A share of Windows; where it may be opened is not known here.
    return !isEncoded && /^\\\\[\w.-]{1,253}\\/.test(plain) && !isDeclared ? 0.4 : 0.85;
  }
  // Pages write the addresses of what they load so; tools are handed them now and then.
  return ASSET.test(plain) ? 0.4 : 0.8;
}

const ASSET = /\.(?:[cm]?js|css|png|jpe?g|gif|svg|webp|avif|ico|mp[34]|webm|pdf|woff2?)(?:[?#]|$)/i;

/** Decoded at most twice, without what browsers drop, with escapes of strings undone. */
function decoded(text: string): string {
  return (
    decodeOnce(decodeOnce(text))
      .replace(/\\[ntr](?=[a-z:\\])/gi, (whole, at: number, all: string) =>
        /script/i.test(all) || at > 0 ? "" : whole,
      )
      .replace(/\\x([0-7][0-9a-f])|\\u00([0-7][0-9a-f])|\\([01][0-7]{2})/gi, unescaped)
      // oxlint-disable-next-line no-control-regex -- control characters are what browsers drop
      .replace(/[\0-\x20\x7f]/g, "")
  );
}

function unescaped(whole: string, hex?: string, wide?: string, octal?: string): string {
  const code =
    octal === undefined ? Number.parseInt(hex ?? wide ?? "", 16) : Number.parseInt(octal, 8);
  return Number.isNaN(code) ? whole : String.fromCharCode(code);
}

function decodeOnce(text: string): string {
  if (!text.includes("%")) return text;
  return text
    .replace(/%([0-7][0-9a-f])/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
    .replace(/%e3%80%82/gi, "。");
}

/** Names of parameters that take the place to go to. */
const REDIRECT =
  /[?&](?:(?:redirect|redir|rurl|return|returnto|return_?url|return_to|return_path|next|next_?url|goto|go|continue|dest|destination|out|forward|forward_?url|target|checkout_url|success_?url|logout|login_?url|image_url|view|to|url|uri|u|r|redirect_?(?:uri|url|to)|callback|jump|ref)(?:=|%3d))([^&#\s]{3,512})/gi;
const VALUES_MAX = 16;

/** A parameter of redirection whose value leaves. */
function queryRisk(text: string): number {
  const isRelative = /^[/?]/.test(text);
  let seen = 0;
  for (const [, value = ""] of text.matchAll(REDIRECT)) {
    const plain = decoded(value);
    if (LEAVES.test(plain) || SCRIPT.test(plain) || LOOKALIKE.test(plain)) return 0.85;
    if (ODD_SLASHES.test(plain) || BEHIND_SLASH.test(plain)) return 0.85;
    // An application that sends its users to itself names a path.
    if (isRelative && /^https?:\/\//i.test(plain)) return 0.8;
    seen += 1;
    if (seen === VALUES_MAX) break;
  }
  return 0;
}
