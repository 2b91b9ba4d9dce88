// Markup and programs of browsers that are smuggled into plain values (cross-site scripting). Tags
// are read as browsers read them, then judged; programs without a tag by their shapes.
import type { Detector, DetectorMeta } from "../detector.ts";
import type { Found } from "./argument-detector.ts";
import { SCRIPT_SHAPES } from "./markup-script.ts";
import { actedOn } from "./markup-decode.ts";
import { judgeTag } from "./markup-tag.ts";
import { tagsOf, type Tag } from "./markup-tags.ts";
import { findInGroups, MARKS, payloadDetector, marksOf } from "./payload-gate.ts";
import { hasProseAround, isDocument, weighPayloads } from "./payload-weight.ts";

const META: DetectorMeta = {
  id: "arguments.markup",
  finds: "Markup and scripts that a browser would run, in arguments of tool calls (XSS).",
  source: "CWE-79; CAPEC-63; WHATWG HTML, chapter 13.2 (tokenization); OWASP XSS Filter Evasion.",
};

const WANTED =
  MARKS.less |
  MARKS.call |
  MARKS.equals |
  MARKS.colon |
  MARKS.dot |
  MARKS.quote |
  MARKS.ampersand |
  MARKS.plus |
  MARKS.backtick |
  MARKS.bracket |
  MARKS.backslash |
  MARKS.percent;

/** Detects markup and scripts that browsers run in arguments of tool calls. */
export const markupArgument: Detector = payloadDetector(META, { marks: WANTED, judge: judgeText });

function judgeText(text: string): Found[] {
  const found = findInGroups(text, SCRIPT_SHAPES).map((one) => unlessMentioned(text, one));
  if (text.includes("<")) found.push(...judgeTags(text));
  else if (!isDocument(text)) found.push(...judgeHidden(text));
  return weighPayloads(text, found, {
    document: isDocument(text) ? documentWeight(text, found) : 1,
  });
}

/** "What is document.cookie?": a name in a sentence that nobody calls, sets or sends. */
function unlessMentioned(text: string, found: Found): Found {
  const isName = /^[\s"'\x60]?[\w.]{1,40}$/.test(text.slice(found.start, found.end));
  const isSaid = /[a-z]{2,}\s?$/i.test(text.slice(Math.max(0, found.start - 24), found.start));
  return isName && isSaid ? { ...found, confidence: 0.4 } : found;
}

/** Pages hold handlers and scripts; a page in which this many of them prove something is a list. */
const PROVEN_MIN = 3;
const PROVES =
  /(?:alert|confirm|prompt)\s?[(`\x60]|document\.cookie|javascript:[^v]|\]\]\+|\[\]\)\[/i;
/** A script URL that was taken apart so that nobody reads it. */
const TAKEN_APART = /(?:^|["'`=])(?:java|vb)script:/;

function documentWeight(text: string, found: readonly Found[]): number {
  let proven = 0;
  for (const { start, end } of found.slice(0, FINDINGS_MAX)) {
    const payload = text.slice(start, Math.min(end + 200, start + 2_000));
    if (!/script/i.test(payload) && TAKEN_APART.test(actedOn(payload))) return 1;
    if (PROVES.test(payload)) proven += 1;
  }
  if (/[[\]()!+]{120}/.test(text)) return 0.95;
  return proven >= PROVEN_MIN ? 0.92 : 0.54;
}

/** More tags of one text say nothing new. */
const FINDINGS_MAX = 16;

function judgeTags(text: string): Found[] {
  const found: Found[] = [];
  for (const tag of tagsOf(text)) {
    const confidence = judgeTag(tag);
    if (confidence === 0) continue;
    const isNamed = tag.attributes.length === 0 && isOnlyNamed(text, tag);
    found.push(xss(tag, isNamed ? 0.35 : confidence));
    if (found.length === FINDINGS_MAX) break;
  }
  if (found.length === 0 && !isDocument(text)) found.push(...judgeHidden(text));
  return found;
}

/** "Put it into a <script> tag": a tag with nothing in it, in a sentence. */
function isOnlyNamed(text: string, tag: Tag): boolean {
  const after = text.slice(tag.end, tag.end + 200);
  return hasProseAround(text, tag) && !/<\/|[({=;`]/.test(after);
}

/** What shows only when everything is undone that browsers ignore. */
const HIDDEN =
  /<script|["'}\];]<\/script|<(?:svg|img|body|iframe|video|audio|details|input|x|a|math)[^>]{0,120}?on[a-z]{3,24}=|(?:^|["'`=,;(>])(?:java|vb)script:[^"']{0,80}[(`=%\\/[]|<iframe|["'`]on[a-z]{4,24}=/;

const HIDING = MARKS.ampersand | MARKS.backslash | MARKS.percent | MARKS.newline | MARKS.less;

function judgeHidden(text: string): Found[] {
  if ((marksOf(text) & HIDING) === 0 && !/[\0\t]/.test(text)) return [];
  if (!HIDDEN.test(actedOn(text))) return [];
  const start = text.search(/\S/);
  return [xss({ start, end: text.trimEnd().length }, 0.85)];
}

function xss(
  { start, end }: { readonly start: number; readonly end: number },
  confidence: number,
): Found {
  return { category: "xss", severity: "high", confidence, start, end };
}
