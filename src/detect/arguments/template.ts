// Expressions of template engines smuggled into values (SSTI), lookups of loggers, directives of
// servers (SSI, ESI) and transformations of XML. Placeholders are ordinary: `{{ user.first_name }}`,
// `${HOME}`, `${{ secrets.TOKEN }}`. What counts is what stands between the delimiters.
import type { Detector, DetectorMeta } from "../detector.ts";
import type { Found } from "./argument-detector.ts";
import { hasLookup } from "./lookup.ts";
import { expressionsOf, type Expression } from "./template-expressions.ts";
import { MARKS, payloadDetector } from "./payload-gate.ts";
import { hasProseAround, isDocument, weighPayloads } from "./payload-weight.ts";
import { findShapes } from "./report.ts";
import { SERVER_INCLUDE_SHAPES, XSLT_FIELD_SHAPES, XSLT_SHAPES } from "./server-include-shapes.ts";
import {
  BARE_INTERNAL,
  MARKUP_LITERAL,
  PROBE,
  REACHES,
  STATEMENT,
  STATEMENT_LAYOUT,
  STATEMENT_REACHES,
  TEMPLATE_SHAPES,
  WORKED_LITERAL,
} from "./template-shapes.ts";

const META: DetectorMeta = {
  id: "arguments.template",
  finds: "Expressions that template engines, loggers, servers and XSLT would evaluate (SSTI).",
  source: "CWE-1336, CWE-917, CWE-97, CWE-91; PortSwigger, Server-Side Template Injection (2015).",
};

/** Detects expressions of template engines in arguments of tool calls. */
export const templateArgument: Detector = payloadDetector(META, {
  marks:
    MARKS.brace |
    MARKS.less |
    MARKS.dollar |
    MARKS.bracket |
    MARKS.call |
    MARKS.percent |
    MARKS.ampersand |
    MARKS.backslash,
  judge: judgeText,
});

const GATE =
  /\{\{|[$#*@~%]!?\s{0,4}\{|<[%#]|\{%|\{\/?php|\{\$|\{[a-z:]|\[\[|\[\(|\[#|@\(|@(?:\{|[a-z]{3,9}\s{0,4}[.({\s])|#(?:set|foreach|evaluate|include|parse|define)|<!--|<(?:esi|xsl|msxsl|jsp|c|s):|xslt|xsl\/|\$\(HTTP|\$\w{1,24}\.\w|system-property|_\(|__|^\s{0,4}\{\s{0,4}\d/i;

/** `{7*7}` computes in Smarty and its like; in a longer text braces hold anything. */
const SUM_ALONE = /^\s{0,4}\{\s{0,4}\d{1,8}\s{0,4}[*+-]\s{0,4}\d{1,8}\s{0,4}\}\s{0,4}$/;

function judgeText(text: string): Found[] {
  if (!GATE.test(text)) return hasLookup(text) ? weighPayloads(text, [whole(text, 0.95)]) : [];
  const isField = !isDocument(text);
  const found = findShapes(text, TEMPLATE_SHAPES);
  if (SUM_ALONE.test(text)) found.push(injection({ start: 0, end: text.length }, 0.82));
  found.push(...expressions(text, isField), ...statements(text, isField));
  if (text.includes("<")) {
    found.push(...findShapes(text, SERVER_INCLUDE_SHAPES), ...findShapes(text, XSLT_SHAPES));
    if (isField) found.push(...findShapes(text, XSLT_FIELD_SHAPES));
  }
  const weighed = weighPayloads(text, found);
  if (!hasLookup(text)) return weighed;
  // Loggers read files too.
  return [...weighed, ...weighPayloads(text, [whole(text, 0.95)], { document: 0.9 })];
}

function expressions(text: string, isField: boolean): Found[] {
  const found: Found[] = [];
  for (const expression of expressionsOf(text)) {
    const confidence = lessWithin(text, {
      expression,
      confidence: judgeExpression(expression.inner, expression.written),
    });
    if (confidence > 0) found.push(injection(expression, confidence));
    else if (isField && isBare(expression, text)) found.push(injection(expression, 0.82));
  }
  return found;
}

/** Programs work on literals in their own templates, and pages of servers call what is theirs. */
function lessWithin(
  text: string,
  { expression, confidence }: { readonly expression: Expression; readonly confidence: number },
): number {
  const { inner, written, start, end } = expression;
  if (confidence === 0 || PROBE.test(inner) || REACHES.test(inner)) return confidence;
  const isInTemplate =
    written.startsWith("${") &&
    text.lastIndexOf("`", start) >= 0 &&
    text.includes("`", end) &&
    /[=(:,]\s{0,4}`/.test(text.slice(0, start));
  const isOnPage =
    written.startsWith("<%") &&
    (start > 0 || end < text.trimEnd().length) &&
    !/^[-=]?\s{0,4}if\s{1,4}(?:true|false|\d)/i.test(inner);
  return isInTemplate || isOnPage ? 0.4 : confidence;
}

/** How sure it is that an expression is an attack; 0 for placeholders. */
function judgeExpression(inner: string, written: string): number {
  const nested = /^[$#*~@]\{(.{1,300})\}$/.exec(inner)?.[1];
  if (nested !== undefined && written.startsWith("[")) return judgeExpression(nested, inner);
  if (PROBE.test(inner)) return written.startsWith("[(") || written.startsWith("@(") ? 0.84 : 0.9;
  if (written.startsWith("@(") || written.startsWith("["))
    return REACHES.test(inner) && /[(.]/.test(inner) && /^@\(|^\[\[?\s?[$*#@]/.test(written)
      ? 0.88
      : 0;
  // `${{ hashFiles('**/lock') }}` and a program's own `${JSON.stringify(x)}` call what is theirs.
  if (REACHES.test(inner)) return isOwnCode(inner, written) ? 0.4 : 0.9;
  if (WORKED_LITERAL.test(inner)) return 0.86;
  if (MARKUP_LITERAL.test(inner)) return 0.86;
  if (written.startsWith("<%") && !/^[-=#]?\s{0,4}[\w.]{1,80}\s{0,4}-?$/.test(inner)) return 0.84;
  return 0;
}

/** Interpolations of shells, of JavaScript and of build files, which name the same things. */
function isOwnCode(inner: string, written: string): boolean {
  if (written.startsWith("${{"))
    return /^\s{0,4}\{?\s{0,4}(?:secrets|github|env|vars|matrix|inputs|steps|needs|runner|job|hashFiles|format|toJSON|fromJSON|contains|startsWith)\b/.test(
      inner,
    );
  return /^\$\{(?:process\.env\.\w{1,60}(?:\s?(?:\|\||\?\?)\s?[^}]{0,60})?|new (?:Date|URL|URLSearchParams)\([^)]{0,60}\)(?:\.(?:href|hostname|origin|pathname|search|to\w{0,12}String\(\)|get(?:Time|FullYear)\(\)))?|(?:global|root)\.\w{1,40}|this\.\w{1,60})\}$/.test(
    written,
  );
}

function isBare({ inner, written }: Expression, text: string): boolean {
  return written.startsWith("{{") && BARE_INTERNAL.test(inner) && text.trim() === written;
}

/** More of them say nothing new. */
const STATEMENTS_MAX = 32;

/** Statements alone in a field; in a sentence or a file they are somebody's page. */
function statements(text: string, isField: boolean): Found[] {
  if (!text.includes("{%")) return [];
  const found: Found[] = [];
  for (const match of text.matchAll(STATEMENT)) {
    const range = { start: match.index, end: match.index + match[0].length };
    const isAlone = isField && !hasProseAround(text, range) && !STATEMENT_LAYOUT.test(match[0]);
    const isReaching = STATEMENT_REACHES.test(match[0]) || REACHES.test(match[0]);
    found.push(injection(range, isReaching ? 0.88 : isAlone ? 0.81 : 0.4));
    if (found.length === STATEMENTS_MAX) break;
  }
  return found;
}

function whole(text: string, confidence: number): Found {
  return { ...injection({ start: 0, end: text.length }, confidence), severity: "critical" };
}

function injection(
  { start, end }: { readonly start: number; readonly end: number },
  confidence: number,
): Found {
  return { category: "template_injection", severity: "high", confidence, start, end };
}
