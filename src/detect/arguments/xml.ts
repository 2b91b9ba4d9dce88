// XML that makes its reader fetch files or pages, or unfold until memory ends. A document type of its
// own has no place in a value; whether a whole file has one is for its schema to say.
import type { Detector, DetectorMeta } from "../detector.ts";
import type { Found } from "./argument-detector.ts";
import { MARKS, payloadDetector } from "./payload-gate.ts";
import { isDocument, weighPayloads } from "./payload-weight.ts";
import { findShapes, type Shape } from "./report.ts";

const META: DetectorMeta = {
  id: "arguments.xml",
  finds: "External and unfolding entities, inclusions and foreign schemas in XML (XXE).",
  source: "CWE-611, CWE-776; XML 1.0, section 4; XInclude 1.1; CAPEC-197, CAPEC-201.",
};

/** Detects XML with entities and inclusions in arguments of tool calls. */
export const xmlArgument: Detector = payloadDetector(META, {
  marks: MARKS.less | MARKS.plus,
  judge: judgeText,
  sql: judgeText,
});

/** Longest file in which a document type of its own is odd. */
const SHORT_CHARS_MAX = 1_000;

const GATE = /<!(?:DOCTYPE|ENTITY|ATTLIST)|xinclude|xi:include|schemalocation|<\?xml|\+ADw-/i;

function judgeText(text: string): Found[] {
  if (!GATE.test(text)) return [];
  const found = weighPayloads(text, findShapes(text, REACHING), { document: 1 });
  // Drawings name their namespaces so; a short file that does is no drawing.
  const isShort = !isDocument(text) || text.length <= SHORT_CHARS_MAX;
  const fields = isShort ? findShapes(text, IN_A_FIELD) : [];
  return [
    ...found,
    ...weighPayloads(text, fields, { document: 1 }),
    ...weighPayloads(text, foreignSchemas(text)),
  ];
}

function xxe(source: string, confidence: number): Shape {
  return { is: new RegExp(source, "gi"), category: "xxe", severity: "high", confidence };
}

/** `%` as a document type may spell it once more. */
const PERCENT = "(?:%|&#x0{0,4}25;|&#0{0,4}37;|&amp;#x25;)";
const NAME = String.raw`[\w:.{}$-]{1,80}`;

/** These reach out, in a field or in a file. */
const REACHING: readonly Shape[] = [
  xxe(
    String.raw`<!ENTITY\s{1,40}(?:${PERCENT}\s{1,40})?${NAME}\s{1,40}(?:SYSTEM|PUBLIC)\s{0,40}["'&]`,
    0.95,
  ),
  xxe(String.raw`<!ENTITY\s{1,40}${PERCENT}\s{1,40}${NAME}\s{1,40}(?:["']|SYSTEM|PUBLIC)`, 0.88),
  // An entity made of entities doubles with each.
  xxe(String.raw`<!ENTITY\s{1,40}${NAME}\s{1,40}["'](?:[^"'<>&]{0,40}&\w{1,40};){2}`, 0.92),
  xxe(
    String.raw`<\w{0,16}:?include\b[^<>]{0,120}(?:href|parse)\s{0,4}=|=\s{0,4}["']http:\/\/www\.w3\.org\/2001\/XInclude`,
    0.9,
  ),
  xxe(
    String.raw`\+ADw-(?:\+ACE-|!)?(?:DOCTYPE|ENTITY)|<\?xml[^>]{0,80}encoding\s{0,4}=\s{0,4}["'](?:utf-?7|ibm-?037|cp037|ebcdic)`,
    0.9,
  ),
  // A type whose rules stand with somebody else. The registries of common formats are nobody else.
  xxe(
    String.raw`<!DOCTYPE\s{1,40}${NAME}\s{1,40}(?:SYSTEM|PUBLIC\s{1,40}(?:"[^"]{0,200}"|'[^']{0,200}'))\s{0,40}["'](?:file|ftp|gopher|php|expect|jar|netdoc|data|https?:\/\/(?!(?:www\.)?(?:w3\.org|apple\.com|sun\.com|java\.sun\.com|oasis-open\.org|docbook\.org|mybatis\.org|hibernate\.(?:org|sourceforge\.net)|struts\.apache\.org|springframework\.org|apache\.org|puppycrawl\.com|checkstyle\.org|jpeg\.org|openoffice\.org|musicxml\.org|recordare\.com)|[\w.]{1,80}\.(?:w3|apache|oracle|jboss|eclipse)\.(?:org|com)))`,
    0.86,
  ),
];

/** In a field nobody declares a document type. */
const IN_A_FIELD: readonly Shape[] = [
  xxe(String.raw`<!(?:ENTITY|ATTLIST)\s{1,40}(?:${PERCENT}\s{1,40})?${NAME}\s{1,40}\S`, 0.82),
  xxe(String.raw`<!DOCTYPE\s{1,40}${NAME}\s{0,40}\[`, 0.82),
  xxe(String.raw`<!DOCTYPE\s{1,40}(?!html\b)${NAME}\s{1,40}SYSTEM\s{1,40}["']`, 0.82),
  xxe(
    String.raw`<\?xml-stylesheet\b[^>]{0,200}href\s{0,4}=\s{0,4}["'](?:https?:|\/\/|data:|#|file:)`,
    0.82,
  ),
];

/** xsi:schemaLocation="http://a.b/ http://elsewhere.example/x.xsd": pairs of a name and a place. */
const SCHEMA =
  /schemaLocation\s{0,4}=\s{0,4}["']\s{0,8}(?:https?:\/\/([\w.-]{1,253})\S{0,300}\s{1,8})?https?:\/\/([\w.-]{1,253})/gi;
/** Where the schemas of common formats are kept, whatever they are named after. */
const REGISTRIES =
  /(?:^|\.)(?:w3\.org|xmlsoap\.org|oasis-open\.org|apache\.org|springframework\.org|sitemaps\.org|topografix\.com|sun\.com|oracle\.com|jcp\.org|jboss\.org|microsoft\.com|openxmlformats\.org|opengis\.net|schemastore\.org|github\.com|githubusercontent\.com)$/i;

function foreignSchemas(text: string): Found[] {
  const found: Found[] = [];
  for (const match of text.matchAll(SCHEMA)) {
    const [whole, name, place = ""] = match;
    if (name === undefined || REGISTRIES.test(place) || ownerOf(name) === ownerOf(place)) continue;
    const range = { start: match.index, end: match.index + whole.length };
    found.push({ category: "xxe", severity: "medium", confidence: 0.82, ...range });
    break;
  }
  return found;
}

function ownerOf(host: string): string {
  return host.toLowerCase().split(".").slice(-2).join(".");
}
