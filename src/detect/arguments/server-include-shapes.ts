// Directives that a web server or a cache obeys while it passes a page on, and style sheets that
// transform XML. Tables; who reads them is in template.ts.
import type { Shape } from "./report.ts";

/** `<!--#exec cmd="id" -->`, `<esi:include src="http://...">`. */
export const SERVER_INCLUDE_SHAPES: readonly Shape[] = [
  {
    is: /<!--\s{0,4}#\s{0,4}(?:exec|include|echo|printenv|fsize|flastmod|config|set|if|elif|else|endif|odbc|email)\b[^\n]{0,200}/gi,
    category: "server_side_include",
    severity: "high",
    confidence: 0.92,
  },
  {
    is: /<esi:(?:include|inline|eval|vars|assign|debug|try|choose|remove|text)\b[^\n>]{0,200}|\$\((?:HTTP_(?:COOKIE|HOST|USER_AGENT|REFERER|HEADER)|QUERY_STRING|REMOTE_ADDR|GEO)\b/gi,
    category: "server_side_include",
    severity: "high",
    confidence: 0.9,
  },
];

function xslt(source: string, confidence: number): Shape {
  return { is: new RegExp(source, "gi"), category: "xslt_injection", severity: "high", confidence };
}

/** Transformations that read, write or run. */
export const XSLT_SHAPES: readonly Shape[] = [
  xslt(
    String.raw`<xsl:[\w-]{1,40}\b[^<>]{0,160}?(?:system-property\(|document\(|unparsed-text\(|doc\(|php:function|(?:rt|runtime|ob|js|user|date|java)[\w-]{0,20}:(?:exec|get\w{1,20}|new|tostring|eval)|exsl:document|func:function|saxon:|msxsl:)`,
    0.9,
  ),
  xslt(
    String.raw`<(?:msxsl:script|lxslt:script|xalan:script|exsl:document|redirect:write|xsl:result-document)\b`,
    0.9,
  ),
  xslt(
    String.raw`<xsl:(?:include|import)\b[^>]{0,80}href\s{0,4}=\s{0,4}["'](?:https?:|\/\/|file:|ftp:|data:|\.\.|\/)`,
    0.88,
  ),
  xslt(
    String.raw`xmlns:\w{1,24}\s{0,4}=\s{0,4}["'](?:http:\/\/(?:php\.net\/xsl|xml\.apache\.org\/xa?lxslt\/java|xml\.apache\.org\/xalan\/java|saxon\.sf\.net\/java-type|exslt\.org\/common)|urn:schemas-microsoft-com:xslt|java:)`,
    0.86,
  ),
  xslt(String.raw`\bsystem-property\(\s{0,4}["'](?:xsl|java|os|user):?`, 0.86),
];

/** Without the namespace's own use, which files of style sheets have by right. */
export const XSLT_FIELD_SHAPES: readonly Shape[] = [
  xslt(
    String.raw`<xsl:(?:stylesheet|transform|template|value-of|copy-of|for-each|variable|message)\b`,
    0.82,
  ),
];
