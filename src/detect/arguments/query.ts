// Injections into queries that are not SQL: operators and programs for document databases, filters of
// directories, paths through XML. A whole filter or path is ordinary for the tool that asks for one;
// an attack closes the value that it stands in and goes on.
import type { Detector, DetectorMeta } from "../detector.ts";
import type { Found } from "./argument-detector.ts";
import { MARKS, payloadDetector, marksOf } from "./payload-gate.ts";
import { weighPayloads } from "./payload-weight.ts";
import { LDAP_SHAPES, NOSQL_SHAPES, XPATH_SHAPES } from "./query-shapes.ts";
import { findShapes, type Shape } from "./report.ts";

const META: DetectorMeta = {
  id: "arguments.query",
  finds: "Injections into queries of document databases, directories and XML (NoSQL, LDAP, XPath).",
  source: "CWE-943, CWE-90, CWE-643; RFC 4515; XPath 1.0; MongoDB query operators.",
};

/** Detects injections into queries that are not SQL in arguments of tool calls. */
export const queryArgument: Detector = payloadDetector(META, {
  marks:
    MARKS.dollar |
    MARKS.star |
    MARKS.quote |
    MARKS.pipe |
    MARKS.call |
    MARKS.semicolon |
    MARKS.ampersand,
  judge: judgeText,
});

const NOSQL_MARKS =
  MARKS.dollar | MARKS.pipe | MARKS.ampersand | MARKS.semicolon | MARKS.quote | MARKS.call;
const LDAP_MARKS = MARKS.star | MARKS.pipe | MARKS.ampersand | MARKS.call;
const XPATH_MARKS = MARKS.quote | MARKS.bracket | MARKS.call;
const NOSQL_GATE =
  /[$&](?:[a-z]{2,11})\b|\breturn\b|\bthis\.|\|\||&&|\bsleep\s{0,2}\(|\bdb\.\w|\bdate\b|\bcsv\b|__schema|["']\s{0,4}[})\]]/i;
const LDAP_GATE = /\)\s{0,2}[()|&]|\*\s{0,2}[()|]|\(\s{0,2}[|&]|password\s{0,2}=|\)\)/i;
/** A path of its own, as tools that read pages ask for. */
const WHOLE_PATH = /^\s{0,8}\(?\s{0,4}(?:\.{0,2}\/{1,2}[\w*@.]|(?:id|descendant|child|xpath)[(:=])/;
const XPATH_GATE =
  /["'\d)\]][\s)\]]{0,8}(?:or|and|\||\+|=|div|mod|<|>)|\b(?:count|string|string-length|substring|name)\s{0,2}\(\s{0,2}\/|["']\s{0,4}\]/i;

function judgeText(text: string): Found[] {
  const marks = marksOf(text);
  const shapes: Shape[] = [];
  if ((marks & NOSQL_MARKS) !== 0 && NOSQL_GATE.test(text)) shapes.push(...NOSQL_SHAPES);
  if ((marks & LDAP_MARKS) !== 0 && LDAP_GATE.test(text)) shapes.push(...LDAP_SHAPES);
  if (
    (marks & XPATH_MARKS) !== 0 &&
    !WHOLE_PATH.test(text) &&
    /[(/@*]|::/.test(text) &&
    XPATH_GATE.test(text)
  )
    shapes.push(...XPATH_SHAPES);
  return shapes.length === 0 ? [] : weighPayloads(text, findShapes(text, shapes));
}
